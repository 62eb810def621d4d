/*
 * Copies: texts with an equal band key are compared, band by band.
 *
 * In a bucket every text is compared with the representatives found so far, the texts of the bucket that matched none
 * before them, until one matches; so a bucket of a hundred thousand equal texts costs a hundred thousand comparisons.
 * Texts that are already connected are not compared again. Within a band the state of the sets before it is what every
 * bucket sees, so the result does not depend on threads; and texts are numbered by content id, so it does not depend on
 * input order either. What the two limits leave out is counted.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "engine/run.h"
#include "index/copies.h"

enum {
    BUCKET_REPRESENTATIVES = 8, /* compared with in one bucket */
    STORY_VERIFICATIONS = 40,   /* of one text against representatives, over all bands */
    GRAIN = 16
};

typedef struct {
    wf_run *run;
    wf_unionfind sets;
    wf_keyed *items, *scratch;
    wf_bucket *buckets;
    size_t cap_buckets;
    uint8_t *n_tried;         /* verifications of each text */
    wf_hashmap failed;        /* pairs verified below the threshold: smaller << 32 | larger */
    wf_edge_list *matches;    /* one a thread, of this band */
    wf_edge_list *mismatches; /* one a thread, of this band */
    uint64_t *cut_pairs;      /* one a thread */
    uint64_t *cut_buckets;
} copy_search;

static uint64_t pair_key(uint32_t a, uint32_t b) {
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

/* Compares text x with one representative; *joined tells that both are in one set now. */
static wf_code compare(copy_search *search, uint32_t x, uint32_t representative, size_t thread, bool *joined,
                       bool *cut, wf_error *err) {
    wf_run *run = search->run;
    *joined = wf_unionfind_root(&search->sets, x) == wf_unionfind_root(&search->sets, representative);
    if (*joined || wf_hashmap_find(&search->failed, pair_key(x, representative))) return WF_OK;
    if (search->n_tried[x] == STORY_VERIFICATIONS) {
        search->cut_pairs[thread]++;
        *cut = true;
        return WF_OK;
    }
    search->n_tried[x]++;
    wf_edge edge;
    wf_code code = wf_text_verify(run, &run->workers[thread], representative, x, &edge, err);
    if (code != WF_OK) return code;
    *joined = wf_is_copy(run, &edge);
    return wf_edge_list_add(*joined ? &search->matches[thread] : &search->mismatches[thread], &edge, err);
}

static wf_code bucket_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    copy_search *search = user;
    const wf_bucket *bucket = &search->buckets[i];
    uint32_t representatives[BUCKET_REPRESENTATIVES];
    size_t n = 0;
    bool cut = false;
    for (uint64_t at = bucket->begin; at < bucket->end; at++) {
        uint32_t x = search->items[at].value;
        bool joined = false;
        if ((at & 1023) == 1023 && wf_cancelled(search->run))
            return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
        for (size_t r = 0; r < n && !joined; r++) {
            wf_code code = compare(search, x, representatives[r], thread, &joined, &cut, err);
            if (code != WF_OK) return code;
        }
        if (joined) continue;
        if (n < BUCKET_REPRESENTATIVES) {
            representatives[n++] = x;
        } else {
            search->cut_pairs[thread]++;
            cut = true;
        }
    }
    search->cut_buckets[thread] += cut;
    return WF_OK;
}

/* Takes over what the threads found in a band. Joining is symmetric, so their order does not matter. */
static wf_code merge_band(copy_search *search, wf_error *err) {
    wf_run *run = search->run;
    for (size_t t = 0; t < run->n_threads; t++) {
        wf_edge_list *matches = &search->matches[t], *mismatches = &search->mismatches[t];
        run->summary.n_verified += matches->n + mismatches->n;
        for (size_t i = 0; i < matches->n; i++) {
            void *place;
            wf_code code = wf_table_add(&run->edges, &place, err);
            if (code != WF_OK) return code;
            memcpy(place, &matches->items[i], sizeof matches->items[i]);
            wf_unionfind_join(&search->sets, matches->items[i].a, matches->items[i].b);
        }
        for (size_t i = 0; i < mismatches->n; i++)
            if (!wf_hashmap_insert(&search->failed, pair_key(mismatches->items[i].a, mismatches->items[i].b),
                                   NULL))
                return wf_fail_nomem(err, "the verified pairs");
        matches->n = mismatches->n = 0;
    }
    wf_unionfind_flatten(&search->sets);
    return WF_OK;
}

static wf_code search_band(copy_search *search, unsigned band, wf_error *err) {
    wf_run *run = search->run;
    for (uint32_t t = 0; t < run->n_texts; t++) {
        const uint64_t *keys = wf_table_at(&run->keys, run->text_story[run->text_begin[t]]);
        search->items[t] = (wf_keyed){keys[band], t};
    }
    wf_sort_keyed(search->items, search->scratch, run->n_texts);
    size_t n = wf_buckets(search->items, run->n_texts, NULL, 0);
    if (!wf_grow(&search->buckets, &search->cap_buckets, n, sizeof *search->buckets))
        return wf_fail_nomem(err, "buckets");
    wf_buckets(search->items, run->n_texts, search->buckets, n);
    for (size_t b = 0; b < n; b++)
        run->summary.n_candidates += search->buckets[b].end - search->buckets[b].begin - 1;
    wf_code code = wf_parallel_for(run->n_threads, n, GRAIN, bucket_task, search, err);
    if (code == WF_OK) code = merge_band(search, err);
    return code != WF_OK ? code : wf_progress_tell(run, WF_STAGE_COPIES, band + 1, run->bands, err);
}

/* Turns the edges into run->pairs, the graph and its components. */
static wf_code finish(copy_search *search, wf_error *err) {
    wf_run *run = search->run;
    size_t n = (size_t)run->edges.n;
    wf_edge *edges = malloc((n + 1) * sizeof *edges);
    if (!edges) return wf_fail_nomem(err, "the verified pairs");
    for (size_t i = 0; i < n; i++) memcpy(&edges[i], wf_table_at(&run->edges, i), sizeof *edges);
    wf_table_free(&run->edges);
    wf_code code = wf_add_pairs(run, edges, n, err);
    free(edges);
    return code;
}

static wf_code search_all(copy_search *search, wf_error *err) {
    wf_run *run = search->run;
    if (!search->n_tried || !search->matches || !search->mismatches || !search->cut_pairs ||
        !search->cut_buckets)
        return wf_fail_nomem(err, "the search for copies");
    wf_code code = wf_unionfind_open(&search->sets, run->n_texts, err);
    for (unsigned band = 0; code == WF_OK && band < run->bands; band++) code = search_band(search, band, err);
    for (size_t t = 0; t < run->n_threads; t++) {
        run->summary.cut_pairs += search->cut_pairs[t];
        run->summary.cut_buckets += search->cut_buckets[t];
    }
    wf_table_free(&run->keys); /* not asked for again: a third of what a story takes in memory */
    return code == WF_OK ? finish(search, err) : code;
}

wf_code wf_stage_copies(wf_run *run, wf_error *err) {
    size_t bytes = run->n_texts * sizeof(wf_keyed);
    void *items = NULL, *scratch = NULL;
    wf_code code = wf_block_alloc(&run->budget, &items, bytes, "a sorted band", err);
    if (code == WF_OK) code = wf_block_alloc(&run->budget, &scratch, bytes, "a sorted band", err);
    if (code == WF_OK) {
        copy_search search = {.run = run, .items = items, .scratch = scratch};
        search.n_tried = calloc((size_t)run->n_texts + 1, 1);
        search.matches = calloc(run->n_threads, sizeof *search.matches);
        search.mismatches = calloc(run->n_threads, sizeof *search.mismatches);
        search.cut_pairs = calloc(run->n_threads, sizeof *search.cut_pairs);
        search.cut_buckets = calloc(run->n_threads, sizeof *search.cut_buckets);
        code = search_all(&search, err);
        for (size_t t = 0; t < run->n_threads; t++) {
            if (search.matches) free(search.matches[t].items);
            if (search.mismatches) free(search.mismatches[t].items);
        }
        free(search.cut_buckets);
        free(search.cut_pairs);
        free(search.mismatches);
        free(search.matches);
        free(search.n_tried);
        free(search.buckets);
        wf_hashmap_free(&search.failed);
        wf_unionfind_close(&search.sets);
    }
    wf_block_free(&run->budget, items, bytes);
    wf_block_free(&run->budget, scratch, bytes);
    return code;
}
