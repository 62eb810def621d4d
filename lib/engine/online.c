/* An index in memory: stories are looked up, and added, as they come. */
#include <stdlib.h>

#include "base/error.h"
#include "base/pool.h"
#include "engine/run.h"
#include "index/bands.h"

enum {
    BATCH = 1024,
    SKETCH_GRAIN = 8,
    COMPARED = 64, /* pairs of one task */
    AHEAD = 8,     /* pairs whose signatures are fetched before they are compared */
    FEW = 64       /* stories for which threads would cost more than they save */
};

/* The stories of one batch, and what they are like. */
typedef struct {
    const wf_story *stories;
    size_t n;
    uint64_t *keys;                       /* bands of each story; all 0 of one without a word */
    uint16_t (*signatures)[WF_SIGNATURE]; /* of each story */
    wf_found *found;                      /* of each band */
    uint64_t *pairs, *scratch;            /* all that was found, sorted, each once, as in wf_found */
    size_t n_pairs, cap_pairs, cap_scratch;
    uint8_t *agree; /* of each pair: equal positions of the signatures */
    size_t cap_agree;
    bool is_added; /* to the index, and not only looked up */
    bool is_asked; /* what it is like */
} index_batch;

struct wf_index {
    wf_run *run; /* its options, seeds, budget and workers; no story goes through it */
    wf_band_index *bands;
    wf_table signatures; /* uint16_t[WF_SIGNATURE] a story */
    index_batch batch;
    wf_match *matches; /* of the last call */
    size_t n_matches, cap_matches;
};

static wf_code open_batch(index_batch *batch, unsigned bands, wf_error *err) {
    batch->keys = calloc(BATCH, bands * sizeof *batch->keys);
    batch->signatures = calloc(BATCH, sizeof *batch->signatures);
    batch->found = calloc(bands, sizeof *batch->found);
    return batch->keys && batch->signatures && batch->found ? WF_OK : wf_fail_nomem(err, "an index");
}

wf_code wf_index_open(wf_index **out, const wf_options *options, wf_error *err) {
    wf_index *index = calloc(1, sizeof *index);
    if (!index) return wf_fail_nomem(err, "an index");
    wf_options own;
    wf_options_init(&own);
    if (options) own = *options;
    own.level = WF_LEVEL_COPY;
    wf_code code = wf_run_open_workers(&index->run, &own, err);
    if (code == WF_OK) {
        wf_budget *budget = &index->run->budget;
        wf_table_init(&index->signatures, budget, sizeof(uint16_t[WF_SIGNATURE]), "the signatures");
        code = wf_band_index_open(&index->bands, index->run->bands, budget, err);
    }
    if (code == WF_OK) code = open_batch(&index->batch, index->run->bands, err);
    if (code != WF_OK) {
        wf_index_close(index);
        return code;
    }
    *out = index;
    return WF_OK;
}

void wf_index_close(wf_index *index) {
    if (!index) return;
    index_batch *batch = &index->batch;
    for (unsigned b = 0; batch->found && b < index->run->bands; b++) free(batch->found[b].items);
    free(batch->found);
    free(batch->keys);
    free(batch->signatures);
    free(batch->pairs);
    free(batch->scratch);
    free(batch->agree);
    free(index->matches);
    wf_band_index_close(index->bands);
    if (index->run) wf_table_free(&index->signatures);
    wf_run_close(index->run);
    free(index);
}

uint64_t wf_index_size(const wf_index *index) {
    return index->signatures.n;
}

uint64_t wf_index_bytes(const wf_index *index) {
    return index->run->budget.used;
}

/* ---- a batch: sketched story by story, looked up and put in band by band, compared pair by pair */

static wf_code sketch_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    wf_index *index = user;
    const wf_run *run = index->run;
    wf_worker *worker = &run->workers[thread];
    uint64_t *keys = index->batch.keys + i * run->bands;
    memset(keys, 0, run->bands * sizeof *keys);
    memset(index->batch.signatures[i], 0, sizeof index->batch.signatures[i]);
    size_t n = 0;
    wf_code code = wf_prepare_story(run, worker, &index->batch.stories[i], NULL, err);
    if (code == WF_OK) code = wf_prepare_shingles(run, worker, &n, err);
    if (code == WF_OK && n) {
        uint32_t signature[WF_SIGNATURE];
        wf_signature(signature, worker->shingles, n, &run->seeds);
        wf_signature_shorten(index->batch.signatures[i], signature);
        wf_band_keys(keys, signature, run->bands, run->rows, run->seeds.band);
    }
    wf_worker_trim(worker);
    return code;
}

static wf_code band_task(void *user, uint64_t band, size_t thread, wf_error *err) {
    (void)thread;
    wf_index *index = user;
    index_batch *batch = &index->batch;
    wf_found *found = batch->is_asked ? &batch->found[band] : NULL;
    return batch->is_added
               ? wf_band_index_insert(index->bands, (unsigned)band, batch->keys, batch->n, found, err)
               : wf_band_index_query(index->bands, (unsigned)band, batch->keys, batch->n, found, err);
}

/* Brings together what was found in all bands. */
static wf_code collect_pairs(index_batch *batch, unsigned bands, wf_error *err) {
    size_t n = 0;
    for (unsigned b = 0; b < bands; b++) n += batch->found[b].n;
    if (!wf_grow(&batch->pairs, &batch->cap_pairs, n, sizeof *batch->pairs) ||
        !wf_grow(&batch->scratch, &batch->cap_scratch, n, sizeof *batch->scratch) ||
        !wf_grow(&batch->agree, &batch->cap_agree, n, sizeof *batch->agree))
        return wf_fail_nomem(err, "what a batch of stories is like");
    n = 0;
    for (unsigned b = 0; b < bands; b++) {
        const wf_found *found = &batch->found[b];
        if (found->n) memcpy(batch->pairs + n, found->items, found->n * sizeof *found->items);
        n += found->n;
    }
    batch->n_pairs = wf_sort_unique_u64(batch->pairs, batch->scratch, n);
    return WF_OK;
}

static inline uint32_t found_story(uint64_t pair) {
    return (uint32_t)pair;
}

static const void *signature_of(const wf_index *index, uint32_t story) {
    return wf_table_at(&index->signatures, story);
}

/* Compares the pairs from i * COMPARED on. */
static wf_code compare_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    (void)thread;
    (void)err;
    const wf_index *index = user;
    const index_batch *batch = &index->batch;
    size_t begin = (size_t)i * COMPARED;
    size_t end = batch->n_pairs - begin < COMPARED ? batch->n_pairs : begin + COMPARED;
    for (size_t p = begin; p < end; p++) {
        if (p + AHEAD < end && found_story(batch->pairs[p + AHEAD]) != WF_BUCKET_CUT)
            wf_prefetch(signature_of(index, found_story(batch->pairs[p + AHEAD])));
        uint32_t story = found_story(batch->pairs[p]);
        if (story == WF_BUCKET_CUT) continue;
        batch->agree[p] = (uint8_t)wf_signatures_agree(batch->signatures[batch->pairs[p] >> 32],
                                                       signature_of(index, story));
    }
    return WF_OK;
}

static int most_alike_first(const void *a, const void *b) {
    const wf_match *x = a, *y = b;
    if (x->jaccard != y->jaccard) return x->jaccard > y->jaccard ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Lists the matches of the stories of the batch; where they stand is set when all are listed (run_all). */
static wf_code list_matches(wf_index *index, wf_matches *matches, wf_error *err) {
    const index_batch *batch = &index->batch;
    size_t p = 0;
    for (size_t i = 0; i < batch->n; i++) {
        size_t first = index->n_matches;
        matches[i] = (wf_matches){0};
        for (; p < batch->n_pairs && batch->pairs[p] >> 32 == i; p++) {
            uint32_t story = found_story(batch->pairs[p]);
            if (story == WF_BUCKET_CUT) {
                matches[i].cut = true;
                continue;
            }
            double jaccard = (double)batch->agree[p] / WF_SIGNATURE;
            if (jaccard >= index->run->options.threshold) {
                if (!wf_grow(&index->matches, &index->cap_matches, index->n_matches + 1,
                             sizeof *index->matches))
                    return wf_fail_nomem(err, "what a batch of stories is like");
                index->matches[index->n_matches++] = (wf_match){story, jaccard};
            }
        }
        matches[i].n = index->n_matches - first;
        if (matches[i].n > 1)
            qsort(index->matches + first, matches[i].n, sizeof *index->matches, most_alike_first);
    }
    return WF_OK;
}

static wf_code run_batch(wf_index *index, wf_matches *matches, wf_error *err) {
    wf_run *run = index->run;
    index_batch *batch = &index->batch;
    for (unsigned b = 0; b < run->bands; b++) batch->found[b].n = 0;
    size_t n_threads = batch->n < FEW ? 1 : run->n_threads;
    wf_code code = wf_parallel_for(n_threads, batch->n, SKETCH_GRAIN, sketch_task, index, err);
    if (code == WF_OK && batch->is_added) code = wf_band_index_begin(index->bands, batch->n, err);
    if (code == WF_OK && batch->is_added)
        code = wf_table_append(&index->signatures, batch->signatures, batch->n, err);
    if (code == WF_OK) code = wf_parallel_for(n_threads, run->bands, 1, band_task, index, err);
    if (code != WF_OK) return code;
    if (batch->is_added) wf_band_index_end(index->bands, batch->n);
    if (!batch->is_asked) return WF_OK;
    code = collect_pairs(batch, run->bands, err);
    if (code == WF_OK)
        code = wf_parallel_for(n_threads, (batch->n_pairs + COMPARED - 1) / COMPARED, 1, compare_task, index,
                               err);
    return code == WF_OK ? list_matches(index, matches, err) : code;
}

/* Takes the stories batch by batch. */
static wf_code run_all(wf_index *index, const wf_story *stories, size_t n, bool is_added, wf_matches *matches,
                       wf_error *err) {
    if (!is_added && !matches) return wf_fail(err, WF_E_PARAM, "a query without a place for its matches");
    if (is_added && (n > WF_BAND_INDEX_MOST || index->signatures.n > WF_BAND_INDEX_MOST - n))
        return wf_fail(err, WF_E_PARAM, "an index holds at most %llu stories",
                       (unsigned long long)WF_BAND_INDEX_MOST);
    const size_t most = index->run->options.max_story;
    for (size_t i = 0; i < n; i++) {
        size_t len = stories[i].body.len > stories[i].title.len ? stories[i].body.len : stories[i].title.len;
        if (len > most)
            return wf_fail(err, WF_E_PARAM, "a story of %zu bytes, but max_story is %zu", len, most);
    }
    index_batch *batch = &index->batch;
    batch->is_added = is_added;
    batch->is_asked = matches != NULL;
    index->n_matches = 0;
    for (size_t first = 0; first < n; first += batch->n) {
        batch->stories = stories + first;
        batch->n = n - first < BATCH ? n - first : BATCH;
        wf_code code = run_batch(index, matches ? matches + first : NULL, err);
        if (code != WF_OK) return code;
    }
    const wf_match *at = index->matches;
    for (size_t i = 0; matches && i < n; i++) {
        matches[i].items = matches[i].n ? at : NULL;
        at += matches[i].n;
    }
    return WF_OK;
}

wf_code wf_index_add(wf_index *index, const wf_story *stories, size_t n, wf_matches *matches, wf_error *err) {
    return run_all(index, stories, n, true, matches, err);
}

wf_code wf_index_query(wf_index *index, const wf_story *stories, size_t n, wf_matches *matches,
                       wf_error *err) {
    return run_all(index, stories, n, false, matches, err);
}
