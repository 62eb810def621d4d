/*
 * Candidates for copies: texts with an equal band key stand in one bucket. The keys of a band are sorted, but for those
 * that surely occur only once, as most do; then a text's keys give way to the numbers of its buckets, which groups.c
 * follows. Threads share the bands; in which order buckets of different bands are numbered makes no difference.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/run.h"
#include "index/copies.h"
#include "index/repeats.h"

enum { MAX_SORTS = 4, AHEAD = 16 };

/* What a thread sorts a band with. */
typedef struct {
    wf_keyed *items, *scratch;
    wf_repeats repeats; /* keys of the band */
    wf_bucket *buckets;
    uint32_t *sizes; /* of the buckets */
    size_t cap_buckets, cap_sizes;
} band_sort;

typedef struct {
    wf_run *run;
    uint32_t *text_of; /* by story: the text it stands for, NO_TEXT for all but the first story of a text */
    band_sort sorts[MAX_SORTS]; /* one a thread: there are no more of these, for each takes memory */
    size_t n_sorts;
    unsigned n_done; /* bands */
    uint64_t n_candidates;
    pthread_mutex_t numbering; /* held to number the buckets of a band and to tell that it is done */
} bucketing;

#define NO_TEXT UINT32_MAX

/* Takes the n buckets of a band into the table; *first is the number of the first one, plus one. */
static wf_code add_buckets(bucketing *b, const band_sort *sort, size_t n, uint64_t *first, wf_error *err) {
    wf_run *run = b->run;
    pthread_mutex_lock(&b->numbering);
    *first = run->bucket_sizes.n + 1;
    wf_code code = wf_table_append(&run->bucket_sizes, sort->sizes, n, err);
    for (size_t i = 0; i < n; i++) b->n_candidates += sort->sizes[i] - 1;
    if (code == WF_OK && run->bucket_sizes.n >= UINT32_MAX)
        code = wf_fail(err, WF_E_PARAM, "more than 4 billion buckets in one run");
    if (code == WF_OK) code = wf_progress_tell(run, WF_STAGE_COPIES, ++b->n_done, run->bands, err);
    pthread_mutex_unlock(&b->numbering);
    return code;
}

static inline void fetch_keys(const bucketing *b, uint32_t story, unsigned band) {
    wf_prefetch((const uint64_t *)wf_table_at(&b->run->keys, story) + band);
}

/* Numbers the n buckets of a sorted band and writes the numbers, plus one, in the place of the keys. */
static wf_code number_buckets(bucketing *b, band_sort *sort, unsigned band, size_t n_items, size_t n,
                              wf_error *err) {
    wf_run *run = b->run;
    uint64_t number;
    if (!wf_grow(&sort->sizes, &sort->cap_sizes, n, sizeof *sort->sizes))
        return wf_fail_nomem(err, "buckets");
    for (size_t i = 0; i < n; i++) sort->sizes[i] = (uint32_t)(sort->buckets[i].end - sort->buckets[i].begin);
    wf_code code = add_buckets(b, sort, n, &number, err);
    for (size_t i = 0; code == WF_OK && i < n; i++, number++) {
        const wf_bucket *bucket = &sort->buckets[i];
        for (uint64_t at = bucket->begin; at < bucket->end; at++) {
            uint32_t story = sort->items[at].value;
            uint64_t *keys = wf_table_at(&run->keys, story);
            if (at + AHEAD < n_items) fetch_keys(b, sort->items[at + AHEAD].value, band);
            keys[band] = number;
            __atomic_fetch_add(&run->claims[b->text_of[story]].n_matches, sort->sizes[i] - 1,
                               __ATOMIC_RELAXED);
        }
    }
    return code;
}

static uint32_t fingerprint_of(uint64_t key) {
    return (uint32_t)(key >> 32);
}

/*
 * Takes the keys of a band out of the table, in the order in which they lie there. Returns how many are left without those
 * that occur only once.
 */
static size_t take_keys(const bucketing *b, band_sort *sort, unsigned band) {
    size_t n = 0, kept = 0;
    wf_repeats_clear(&sort->repeats);
    for (uint64_t s = 0; s < b->run->stories.n; s++) {
        uint64_t *keys = wf_table_at(&b->run->keys, s);
        if (b->text_of[s] == NO_TEXT) continue;
        wf_repeats_add(&sort->repeats, fingerprint_of(keys[band]));
        sort->items[n++] = (wf_keyed){keys[band], (uint32_t)s};
        keys[band] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        sort->items[kept] = sort->items[i];
        kept += wf_repeats_has(&sort->repeats, fingerprint_of(sort->items[i].key));
    }
    return kept;
}

static wf_code band_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    bucketing *b = user;
    band_sort *sort = &b->sorts[thread];
    /* Bands that are sorted at one time lie apart, so that threads seldom change the same cache line of a text's keys. */
    const unsigned band = (unsigned)i / 2 + (i % 2 ? (b->run->bands + 1) / 2 : 0);
    if (wf_cancelled(b->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    const size_t n_items = take_keys(b, sort, band);
    wf_sort_keyed(sort->items, sort->scratch, n_items);
    const size_t n = wf_buckets(sort->items, n_items, NULL, 0);
    if (!wf_grow(&sort->buckets, &sort->cap_buckets, n, sizeof *sort->buckets))
        return wf_fail_nomem(err, "buckets");
    wf_buckets(sort->items, n_items, sort->buckets, n);
    return number_buckets(b, sort, band, n_items, n, err);
}

static wf_code open_sorts(bucketing *b, size_t bytes, wf_error *err) {
    wf_run *run = b->run;
    wf_code code = WF_OK;
    b->text_of = malloc(((size_t)run->stories.n + 1) * sizeof *b->text_of);
    if (!b->text_of) return wf_fail_nomem(err, "a sorted band");
    memset(b->text_of, 0xff, (size_t)run->stories.n * sizeof *b->text_of);
    for (uint32_t t = 0; t < run->n_texts; t++) {
        b->text_of[wf_first_story(run, t)] = t;
        /* How many bucket neighbours a text has says how many copies of it there are, more or less. */
        run->claims[t].n_matches = run->text_begin[t + 1] - run->text_begin[t] - 1;
    }
    /* One always, others where they leave room in memory for what comes later. */
    const size_t room = run->budget.limit > run->budget.used ? run->budget.limit - run->budget.used : 0;
    const size_t most = bytes ? 1 + room / 2 / (3 * bytes) : 1;
    b->n_sorts = run->n_threads < MAX_SORTS ? run->n_threads : MAX_SORTS;
    if (b->n_sorts > most) b->n_sorts = most;
    for (size_t i = 0; code == WF_OK && i < b->n_sorts; i++) {
        void *items = NULL, *scratch = NULL;
        code = wf_block_alloc(&run->budget, &items, bytes, "a sorted band", err);
        if (code == WF_OK) code = wf_block_alloc(&run->budget, &scratch, bytes, "a sorted band", err);
        b->sorts[i].items = items;
        b->sorts[i].scratch = scratch;
        if (code == WF_OK) code = wf_repeats_open(&b->sorts[i].repeats, &run->budget, run->n_texts, err);
    }
    return code;
}

wf_code wf_stage_buckets(wf_run *run, wf_error *err) {
    const size_t bytes = run->n_texts * sizeof(wf_keyed);
    bucketing b = {.run = run};
    pthread_mutex_init(&b.numbering, NULL);
    wf_code code = open_sorts(&b, bytes, err);
    if (code == WF_OK) code = wf_parallel_for(b.n_sorts, run->bands, 1, band_task, &b, err);
    run->summary.n_candidates += b.n_candidates;
    for (size_t i = 0; i < b.n_sorts; i++) {
        wf_block_free(&run->budget, b.sorts[i].items, bytes);
        wf_block_free(&run->budget, b.sorts[i].scratch, bytes);
        wf_repeats_close(&b.sorts[i].repeats);
        free(b.sorts[i].buckets);
        free(b.sorts[i].sizes);
    }
    free(b.text_of);
    pthread_mutex_destroy(&b.numbering);
    return code;
}
