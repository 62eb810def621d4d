/* Writing the verified pairs. */
#include <stdlib.h>

#include "base/error.h"
#include "engine/clustering.h"
#include "engine/rewrites.h"
#include "report/report.h"

static wf_code check_cancelled(const wf_run *run, uint64_t i, wf_error *err) {
    return (i & 1023) == 1023 && wf_cancelled(run) ? wf_fail(err, WF_E_CANCELLED, "stopped as asked") : WF_OK;
}

/* One side of a pair: its tokens and shingle hashes. */
typedef struct {
    wf_tokens tokens;
    uint64_t *shingles;
    size_t cap;
    wf_bytes id;
} pair_side;

static wf_code load_side(wf_run *run, uint32_t story, pair_side *side, wf_error *err) {
    wf_worker *worker = &run->workers[0];
    wf_story read;
    size_t n;
    wf_code code = wf_spill_get_story(&run->texts, wf_row(run, story)->place, &worker->story, &read, err);
    if (code == WF_OK) code = wf_prepare(run, worker, wf_matched_text(&read), NULL, err);
    if (code == WF_OK) code = wf_prepare_shingles(run, worker, &n, err);
    if (code != WF_OK) return code;
    side->id.len = 0;
    if (!wf_grow(&side->shingles, &side->cap, n, sizeof *side->shingles) ||
        !wf_bytes_append(&side->id, read.id.ptr, read.id.len))
        return wf_fail_nomem(err, "a pair");
    if (n) memcpy(side->shingles, worker->shingles, n * sizeof *side->shingles);
    wf_tokens swap = side->tokens;
    side->tokens = worker->tokens;
    worker->tokens = swap;
    return WF_OK;
}

static void free_side(pair_side *side) {
    wf_tokens_free(&side->tokens);
    free(side->shingles);
    wf_bytes_free(&side->id);
}

typedef struct {
    wf_run *run;
    wf_sink *sink;
    wf_bytes line;
    pair_side a, b;
    wf_sentence_pair *sentences;
    size_t cap_sentences;
} pair_writer;

/* Writes the pair of two stories. e: their shingles; NULL if they have the same normalised text. */
static wf_code write_pair(pair_writer *w, wf_pair pair, uint32_t a, uint32_t b, const wf_edge *e,
                          wf_error *err) {
    wf_code code = load_side(w->run, a, &w->a, err);
    if (code == WF_OK) code = load_side(w->run, b, &w->b, err);
    if (code != WF_OK) return code;
    wf_span *spans = NULL;
    pair.a = wf_str_of(w->a.id.ptr, w->a.id.len);
    pair.b = wf_str_of(w->b.id.ptr, w->b.id.len);
    pair.jaccard = pair.a_in_b = pair.b_in_a = 1;
    if (e) {
        wf_similarity s = wf_similarity_of(e->n_a, e->n_b, e->n_shared);
        pair.jaccard = s.jaccard;
        pair.a_in_b = s.a_in_b;
        pair.b_in_a = s.b_in_a;
    }
    code = wf_shared_spans(&w->a.tokens, w->a.shingles, &w->b.tokens, w->b.shingles, w->run->options.shingle,
                           &spans, &pair.n_spans, err);
    pair.spans = spans;
    if (code == WF_OK) code = wf_report_pair(w->sink, &w->line, &pair, err);
    free(spans);
    return code;
}

static wf_code write_exact_pairs(pair_writer *w, wf_error *err) {
    const wf_run *run = w->run;
    for (uint32_t t = 0; t < run->n_texts; t++)
        for (uint32_t i = run->text_begin[t] + 1; i < run->text_begin[t + 1]; i++) {
            wf_code code = check_cancelled(run, i, err);
            if (code == WF_OK)
                code = write_pair(w, (wf_pair){.kind = "exact"}, wf_first_story(run, t), run->text_story[i],
                                  NULL, err);
            if (code != WF_OK) return code;
        }
    return WF_OK;
}

static wf_code write_verified_pairs(pair_writer *w, wf_error *err) {
    const wf_run *run = w->run;
    for (size_t i = 0; i < run->pairs.n; i++) {
        const wf_edge *e = &run->pairs.items[i];
        wf_code code = check_cancelled(run, i, err);
        if (code == WF_OK)
            code = write_pair(w, (wf_pair){.kind = "copy"}, wf_first_story(run, e->a),
                              wf_first_story(run, e->b), e, err);
        if (code != WF_OK) return code;
    }
    for (size_t i = 0; i < run->n_inclusions; i++) {
        const wf_inclusion *x = &run->inclusions[i];
        wf_edge e = {x->part, x->whole, x->n_shared, x->n_part, x->n_whole};
        wf_code code = write_pair(w, (wf_pair){.kind = "excerpt"}, wf_first_story(run, x->part),
                                  wf_first_story(run, x->whole), &e, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

/* The evidence of a pair of texts into pair; its sentences are kept in w. */
static wf_code add_evidence(pair_writer *w, uint32_t a, uint32_t b, wf_evidence *evidence, wf_pair *pair,
                            wf_error *err) {
    wf_worker *worker = &w->run->workers[0];
    double by_text;
    wf_code code = wf_text_same_story(w->run, worker, a, b, evidence, &pair->same_story, &by_text, err);
    if (code == WF_OK)
        code = wf_list_sentences(w->run, worker, a, b, &w->sentences, &w->cap_sentences, &pair->n_sentences,
                                 err);
    pair->sentences = w->sentences;
    pair->evidence = evidence;
    return code;
}

static wf_code write_rewrite_pairs(pair_writer *w, wf_error *err) {
    wf_run *run = w->run;
    for (size_t i = 0; i < run->n_same; i++) {
        const wf_same_story *s = &run->same[i];
        if (!wf_is_same_story(s)) continue;
        wf_pair pair = {.kind = "rewrite"};
        wf_evidence evidence;
        wf_edge e;
        wf_code code = check_cancelled(run, i, err);
        if (code == WF_OK) code = wf_text_verify(run, &run->workers[0], s->a, s->b, &e, err);
        if (code == WF_OK) code = add_evidence(w, s->a, s->b, &evidence, &pair, err);
        if (code == WF_OK)
            code = write_pair(w, pair, wf_first_story(run, s->a), wf_first_story(run, s->b), &e, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

wf_code wf_run_write_pairs(wf_run *run, wf_sink *sink, wf_error *err) {
    if (!run->clustering) return wf_fail(err, WF_E_PARAM, "no results before wf_run_cluster");
    pair_writer writer = {.run = run, .sink = sink};
    wf_code code = write_exact_pairs(&writer, err);
    if (code == WF_OK) code = write_verified_pairs(&writer, err);
    if (code == WF_OK) code = write_rewrite_pairs(&writer, err);
    free(writer.sentences);
    free_side(&writer.a);
    free_side(&writer.b);
    wf_bytes_free(&writer.line);
    return code;
}
