/* Writing results: all stories, clusters and the summary; and the verified pairs. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/clustering.h"
#include "engine/flagged.h"
#include "engine/rewrites.h"
#include "report/report.h"
#include "report/verdict.h"

/* Ids of stories, read back into an arena. */
static wf_code read_ids(wf_run *run, const uint64_t *numbers, uint64_t n, wf_arena *arena, wf_str **out,
                        wf_error *err) {
    wf_str *ids = wf_arena_alloc(arena, (size_t)n * sizeof *ids);
    if (!ids) return wf_fail_nomem(err, "the members of a cluster");
    for (uint64_t i = 0; i < n; i++) {
        wf_story story;
        wf_code code = wf_fields(run, run->clustering->reported[numbers[i]], &story, err);
        if (code != WF_OK) return code;
        if (!wf_arena_copy(arena, story.id, &ids[i])) return wf_fail_nomem(err, "the members of a cluster");
    }
    *out = ids;
    return WF_OK;
}

static wf_code check_cancelled(const wf_run *run, uint64_t i, wf_error *err) {
    return (i & 1023) == 1023 && wf_cancelled(run) ? wf_fail(err, WF_E_CANCELLED, "stopped as asked") : WF_OK;
}

/* A story; a flagged one in JSON with its evidence. */
static wf_code write_story(wf_run *run, wf_report *report, uint64_t i, wf_arena *arena, wf_error *err) {
    wf_story_result story;
    wf_judgement judgement;
    wf_code code = wf_run_story(run, i, &story, err);
    if (code != WF_OK) return code;
    bool with_evidence = report->options.format == WF_FORMAT_JSONL && wf_is_flagged(story.verdict);
    if (with_evidence) code = wf_judged_story(run, i, arena, &story, &judgement, err);
    return code == WF_OK ? wf_report_story(report, &story, with_evidence ? &judgement : NULL, err) : code;
}

static wf_code write_stories(wf_run *run, wf_report *report, wf_arena *arena, wf_error *err) {
    for (uint64_t i = 0; i < run->summary.n_stories; i++) {
        wf_code code = check_cancelled(run, i, err);
        if (code == WF_OK) code = write_story(run, report, i, arena, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

static wf_code write_cluster(wf_run *run, wf_report *report, uint64_t k, wf_arena *arena, wf_error *err) {
    wf_cluster_result cluster;
    wf_str *members, *also;
    wf_story_result story;
    wf_code code;
    wf_arena_reset(arena);
    if ((code = wf_run_cluster_at(run, k, &cluster, err)) != WF_OK ||
        (code = read_ids(run, cluster.members, cluster.size, arena, &members, err)) != WF_OK ||
        (code = read_ids(run, cluster.also, cluster.n_also, arena, &also, err)) != WF_OK ||
        (code = wf_run_story(run, cluster.original, &story, err)) != WF_OK ||
        (code = wf_report_cluster(report, &cluster, &story, members, also, err)) != WF_OK)
        return code;
    if (report->options.format != WF_FORMAT_TABLE) return WF_OK;
    for (uint64_t m = 0; m < cluster.size; m++) {
        if ((code = wf_run_story(run, cluster.members[m], &story, err)) != WF_OK ||
            (code = wf_report_member(report, &story, err)) != WF_OK)
            return code;
    }
    return WF_OK;
}

wf_code wf_run_write(wf_run *run, const wf_report_options *options, wf_sink *sink, wf_error *err) {
    if (!run->clustering) return wf_fail(err, WF_E_PARAM, "no results before wf_run_cluster");
    wf_report report = {.options = *options, .sink = sink};
    wf_arena arena = {0};
    wf_code code = wf_report_begin(&report, err);
    if (code == WF_OK && options->format != WF_FORMAT_TABLE) code = write_stories(run, &report, &arena, err);
    if (options->format != WF_FORMAT_CSV)
        for (uint64_t k = 0; code == WF_OK && k < run->clustering->n_clusters; k++) {
            code = check_cancelled(run, k, err);
            if (code == WF_OK) code = write_cluster(run, &report, k, &arena, err);
        }
    if (code == WF_OK) code = wf_report_end(&report, &run->summary, &run->options, err);
    wf_report_free(&report);
    wf_arena_free(&arena);
    return code;
}

/* ---- pairs */

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
    wf_code code = wf_text_same_story(w->run, worker, a, b, evidence, &pair->same_story, err);
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
