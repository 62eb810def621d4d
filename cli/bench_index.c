/* Measures the index in memory over stories that are made anew, and what it finds of the planted pairs. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "made.h"

enum { BATCH = 1024 };

/* A batch of stories, with their texts. */
typedef struct {
    wf_story stories[BATCH];
    wf_matches found[BATCH];
    size_t n;
    char *texts[BATCH];
} index_batch;

static bool open_batch(index_batch *batch) {
    memset(batch, 0, sizeof *batch);
    for (size_t i = 0; i < BATCH; i++)
        if (!(batch->texts[i] = malloc(MADE_TEXT))) return false;
    return true;
}

static void close_batch(index_batch *batch) {
    for (size_t i = 0; i < BATCH; i++) free(batch->texts[i]);
}

/* Makes the next stories; false: out of memory. */
static bool fill_batch(made_stories *made, index_batch *batch) {
    for (batch->n = 0; batch->n < BATCH; batch->n++) {
        size_t len;
        if (!made_next(made, &len)) return false;
        if (len == 0) break;
        size_t text_len = made_text(made, batch->texts[batch->n]);
        batch->stories[batch->n] =
            (wf_story){.body = {batch->texts[batch->n], text_len}, .published_ms = WF_NO_DATE};
    }
    return true;
}

/* Counts which of the pairs whose copies are stories of the batch, from number first on, were found. */
static void count_batch(const index_batch *batch, uint64_t first, const made_pair *pairs, size_t n_pairs,
                        double threshold, bench_index *out) {
    for (size_t p = n_pairs; p-- > 0 && pairs[p].number >= first;) {
        const wf_matches *found = &batch->found[pairs[p].number - first];
        bool there = false;
        for (size_t m = 0; m < found->n; m++) there |= found->items[m].number == pairs[p].original;
        out->due += pairs[p].jaccard >= threshold;
        out->right += there && pairs[p].jaccard >= threshold;
    }
}

/* Adds all stories to the index, or looks all of them up. */
static wf_code go_through(wf_index *index, const wf_options *options, uint64_t n, bool add,
                          index_batch *batch, cli_console *console, bench_index *out, wf_error *err) {
    made_stories *made = made_open(n, options->seed, options->shingle);
    wf_code code = WF_OK;
    for (uint64_t first = 0; code == WF_OK && first < n; first += batch->n) {
        if (!made || !fill_batch(made, batch)) {
            code = WF_E_NOMEM;
            *err = (wf_error){.code = code, .what = "out of memory"};
        } else if (cli_cancelled(NULL)) {
            code = WF_E_CANCELLED;
            err->code = code;
        } else {
            cli_tell_percent(console, add ? "adding to an index" : "looking up in an index", first, n);
            double begin = cli_now();
            code = add ? wf_index_add(index, batch->stories, batch->n, batch->found, err)
                       : wf_index_query(index, batch->stories, batch->n, batch->found, err);
            *(add ? &out->add_seconds : &out->query_seconds) += cli_now() - begin;
        }
        if (code == WF_OK && !add) {
            size_t n_pairs;
            const made_pair *pairs = made_pairs(made, &n_pairs);
            count_batch(batch, first, pairs, n_pairs, options->threshold, out);
        }
    }
    made_close(made);
    return code;
}

wf_code bench_measure_index(const wf_options *options, uint64_t n, cli_console *console, bench_index *out,
                            wf_error *err) {
    index_batch *batch = malloc(sizeof *batch);
    wf_index *index = NULL;
    wf_code code = WF_E_NOMEM;
    *err = (wf_error){.code = code, .what = "out of memory"};
    *out = (bench_index){.stories = n};
    if (batch && open_batch(batch)) code = wf_index_open(&index, options, err);
    if (code == WF_OK) code = go_through(index, options, n, true, batch, console, out, err);
    if (code == WF_OK) code = go_through(index, options, n, false, batch, console, out, err);
    if (code == WF_OK) out->bytes = wf_index_bytes(index);
    cli_console_clear(console);
    wf_index_close(index);
    if (batch) close_batch(batch);
    free(batch);
    return code;
}
