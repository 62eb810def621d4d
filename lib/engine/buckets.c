/*
 * Candidates for copies: texts with an equal band key stand in one bucket. The keys of one band after the other are
 * sorted, but for those that surely occur only once, as most do; then a text's keys give way to the numbers of its
 * buckets, which groups.c follows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/run.h"
#include "index/copies.h"
#include "index/repeats.h"

typedef struct {
    wf_run *run;
    uint32_t *text_of; /* by story: the text it stands for, NO_TEXT for all but the first story of a text */
    wf_keyed *items, *scratch;
    wf_repeats repeats; /* keys of a band */
    wf_bucket *buckets;
    size_t cap_buckets;
} band_sort;

#define NO_TEXT UINT32_MAX

/* Numbers the buckets of a sorted band and writes the numbers, plus one, in the place of the keys. */
static wf_code number_buckets(band_sort *sort, unsigned band, size_t n, wf_error *err) {
    wf_run *run = sort->run;
    for (size_t i = 0; i < n; i++) {
        const wf_bucket *bucket = &sort->buckets[i];
        uint64_t size = bucket->end - bucket->begin;
        void *row;
        wf_code code = wf_table_add(&run->bucket_sizes, &row, err);
        if (code != WF_OK) return code;
        uint32_t narrow = (uint32_t)size;
        memcpy(row, &narrow, sizeof narrow);
        for (uint64_t at = bucket->begin; at < bucket->end; at++) {
            uint32_t story = sort->items[at].value;
            uint64_t *keys = wf_table_at(&run->keys, story);
            keys[band] = run->bucket_sizes.n;
            run->claims[sort->text_of[story]].n_matches += size - 1;
        }
        run->summary.n_candidates += size - 1;
    }
    if (run->bucket_sizes.n >= UINT32_MAX)
        return wf_fail(err, WF_E_PARAM, "more than 4 billion buckets in one run");
    return WF_OK;
}

static uint32_t fingerprint_of(uint64_t key) {
    return (uint32_t)(key >> 32);
}

/*
 * Takes the keys of a band out of the table, in the order in which they lie there. Returns how many are left without those
 * that occur only once.
 */
static size_t take_keys(band_sort *sort, unsigned band) {
    size_t n = 0, kept = 0;
    wf_repeats_clear(&sort->repeats);
    for (uint64_t s = 0; s < sort->run->stories.n; s++) {
        uint64_t *keys = wf_table_at(&sort->run->keys, s);
        if (sort->text_of[s] == NO_TEXT) continue;
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

static wf_code sort_band(band_sort *sort, unsigned band, wf_error *err) {
    wf_run *run = sort->run;
    size_t n_keys = take_keys(sort, band);
    wf_sort_keyed(sort->items, sort->scratch, n_keys);
    size_t n = wf_buckets(sort->items, n_keys, NULL, 0);
    if (!wf_grow(&sort->buckets, &sort->cap_buckets, n, sizeof *sort->buckets))
        return wf_fail_nomem(err, "buckets");
    wf_buckets(sort->items, n_keys, sort->buckets, n);
    wf_code code = number_buckets(sort, band, n, err);
    return code == WF_OK ? wf_progress_tell(run, WF_STAGE_COPIES, band + 1, run->bands, err) : code;
}

wf_code wf_stage_buckets(wf_run *run, wf_error *err) {
    size_t bytes = run->n_texts * sizeof(wf_keyed);
    void *items = NULL, *scratch = NULL;
    wf_code code = wf_block_alloc(&run->budget, &items, bytes, "a sorted band", err);
    if (code == WF_OK) code = wf_block_alloc(&run->budget, &scratch, bytes, "a sorted band", err);
    band_sort sort = {.run = run, .items = items, .scratch = scratch};
    if (code == WF_OK) code = wf_repeats_open(&sort.repeats, &run->budget, run->n_texts, err);
    sort.text_of = malloc(((size_t)run->stories.n + 1) * sizeof *sort.text_of);
    if (code == WF_OK && !sort.text_of) code = wf_fail_nomem(err, "a sorted band");
    if (code == WF_OK) memset(sort.text_of, 0xff, (size_t)run->stories.n * sizeof *sort.text_of);
    for (uint32_t t = 0; code == WF_OK && t < run->n_texts; t++) sort.text_of[wf_first_story(run, t)] = t;
    /* How many bucket neighbours a text has says how many copies of it there are, more or less. */
    for (uint32_t t = 0; code == WF_OK && t < run->n_texts; t++)
        run->claims[t].n_matches = run->text_begin[t + 1] - run->text_begin[t] - 1;
    for (unsigned band = 0; code == WF_OK && band < run->bands; band++) code = sort_band(&sort, band, err);
    wf_repeats_close(&sort.repeats);
    free(sort.buckets);
    free(sort.text_of);
    wf_block_free(&run->budget, items, bytes);
    wf_block_free(&run->budget, scratch, bytes);
    return code;
}
