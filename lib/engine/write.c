/*
 * Writing results: all stories, clusters and the summary.
 *
 * Threads read back and format runs of stories and of clusters, which are written in their order. A flagged story needs
 * the run for its evidence, and so is formatted where the others around it are written.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "engine/clustering.h"
#include "engine/flagged.h"
#include "report/report.h"
#include "report/verdict.h"

enum { RUN_OF_STORIES = 256, RUN_OF_CLUSTERS = 64 };

/* A flagged story among the lines of a run. */
typedef struct {
    size_t at; /* in the lines: it comes before this byte */
    uint64_t story;
} flagged_place;

/* A run of stories or clusters while it is formatted. */
typedef struct {
    uint64_t begin, end;
    wf_report report;       /* without a sink: the lines stay in it */
    wf_spill_window window; /* of the stories read back in their order */
    wf_bytes fields;        /* of any other story read back */
    wf_arena strings;       /* of one result */
    wf_arena ids;           /* of the members of a cluster */
    flagged_place *flagged;
    size_t n_flagged, cap_flagged;
} line_slot;

typedef struct line_writer {
    wf_run *run;
    wf_report *report;
    wf_code (*put)(const struct line_writer *w, line_slot *slot, uint64_t i, wf_error *err);
    uint64_t next, n, run_of;
    wf_arena arena; /* of a flagged story */
    line_slot *slots;
} line_writer;

/* Ids of stories, read back into an arena. */
static wf_code read_ids(const wf_run *run, const uint64_t *numbers, uint64_t n, line_slot *slot, wf_str **out,
                        wf_error *err) {
    wf_str *ids = wf_arena_alloc(&slot->ids, (size_t)n * sizeof *ids);
    if (!ids) return wf_fail_nomem(err, "the members of a cluster");
    for (uint64_t i = 0; i < n; i++) {
        wf_story story;
        wf_code code =
            wf_spill_get_fields(&run->texts, wf_row(run, run->clustering->reported[numbers[i]])->place,
                                &slot->fields, &story, err);
        if (code != WF_OK) return code;
        if (!wf_arena_copy(&slot->ids, story.id, &ids[i]))
            return wf_fail_nomem(err, "the members of a cluster");
    }
    *out = ids;
    return WF_OK;
}

static wf_code put_story(const line_writer *w, line_slot *slot, uint64_t i, wf_error *err) {
    wf_story_result story;
    wf_code code = wf_read_result(w->run, i, &slot->window, &slot->fields, &slot->strings, &story, err);
    if (code != WF_OK) return code;
    if (slot->report.options.format != WF_FORMAT_JSONL || !wf_is_flagged(story.verdict))
        return wf_report_story(&slot->report, &story, NULL, err);
    if (!wf_grow(&slot->flagged, &slot->cap_flagged, slot->n_flagged + 1, sizeof *slot->flagged))
        return wf_fail_nomem(err, "the flagged stories");
    slot->flagged[slot->n_flagged++] = (flagged_place){slot->report.line.len, i};
    return WF_OK;
}

static wf_code put_cluster(const line_writer *w, line_slot *slot, uint64_t k, wf_error *err) {
    wf_run *run = w->run;
    wf_cluster_result cluster;
    wf_str *members, *also;
    wf_story_result story;
    wf_code code;
    wf_arena_reset(&slot->ids);
    slot->report.at.number = k;
    if ((code = wf_run_cluster_at(run, k, &cluster, err)) != WF_OK ||
        (code = read_ids(run, cluster.members, cluster.size, slot, &members, err)) != WF_OK ||
        (code = read_ids(run, cluster.also, cluster.n_also, slot, &also, err)) != WF_OK ||
        (code = wf_read_result(run, cluster.original, NULL, &slot->fields, &slot->strings, &story, err)) !=
            WF_OK ||
        (code = wf_report_cluster(&slot->report, &cluster, &story, members, also, err)) != WF_OK)
        return code;
    if (slot->report.options.format != WF_FORMAT_TABLE) return WF_OK;
    for (uint64_t m = 0; m < cluster.size; m++) {
        code = wf_read_result(run, cluster.members[m], NULL, &slot->fields, &slot->strings, &story, err);
        if (code == WF_OK) code = wf_report_member(&slot->report, &story, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

static wf_code next_run(void *user, size_t slot, bool *end, wf_error *err) {
    line_writer *w = user;
    *end = w->next == w->n;
    if (*end) return WF_OK;
    if (wf_cancelled(w->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    w->slots[slot].begin = w->next;
    w->slots[slot].end = w->next += w->n - w->next < w->run_of ? w->n - w->next : w->run_of;
    return WF_OK;
}

static wf_code format_run(void *user, size_t slot, size_t thread, wf_error *err) {
    const line_writer *w = user;
    line_slot *s = &w->slots[slot];
    wf_code code = WF_OK;
    (void)thread;
    s->n_flagged = 0;
    for (uint64_t i = s->begin; code == WF_OK && i < s->end; i++) code = w->put(w, s, i, err);
    return code;
}

/* A flagged story in JSON, with its evidence. */
static wf_code write_flagged(line_writer *w, uint64_t i, wf_error *err) {
    wf_story_result story;
    wf_judgement judgement;
    wf_code code = wf_judged_story(w->run, i, &w->arena, &story, &judgement, err);
    return code == WF_OK ? wf_report_story(w->report, &story, &judgement, err) : code;
}

static wf_code write_run(void *user, size_t slot, wf_error *err) {
    line_writer *w = user;
    line_slot *s = &w->slots[slot];
    wf_bytes *lines = &s->report.line;
    size_t at = 0;
    wf_code code = WF_OK;
    for (size_t f = 0; code == WF_OK && f < s->n_flagged; f++) {
        if (s->flagged[f].at > at)
            code = wf_sink_write(w->report->sink, lines->ptr + at, s->flagged[f].at - at, err);
        at = s->flagged[f].at;
        if (code == WF_OK) code = write_flagged(w, s->flagged[f].story, err);
    }
    if (code == WF_OK && lines->len > at)
        code = wf_sink_write(w->report->sink, lines->ptr + at, lines->len - at, err);
    lines->len = 0;
    return code;
}

/* Formats and writes items 0 to n, by put, on n_threads threads. */
static wf_code write_lines(line_writer *w, uint64_t n, uint64_t run_of, size_t n_threads, wf_error *err) {
    size_t n_slots = n_threads + 1;
    w->next = 0;
    w->n = n;
    w->run_of = run_of;
    w->slots = calloc(n_slots, sizeof *w->slots);
    if (!w->slots) return wf_fail_nomem(err, "the lines of a result");
    for (size_t i = 0; i < n_slots; i++) w->slots[i].report.options = w->report->options;
    wf_pipeline pipeline = {next_run, format_run, write_run, w};
    wf_code code = wf_pipeline_run(&pipeline, n_threads, err);
    for (size_t i = 0; i < n_slots; i++) {
        line_slot *s = &w->slots[i];
        wf_report_free(&s->report);
        wf_bytes_free(&s->window.bytes);
        wf_bytes_free(&s->fields);
        wf_arena_free(&s->strings);
        wf_arena_free(&s->ids);
        free(s->flagged);
    }
    free(w->slots);
    return code;
}

wf_code wf_run_write(wf_run *run, const wf_report_options *options, wf_sink *sink, wf_error *err) {
    if (!run->clustering) return wf_fail(err, WF_E_PARAM, "no results before wf_run_cluster");
    wf_report report = {.options = *options, .sink = sink};
    line_writer w = {.run = run, .report = &report};
    wf_code code = wf_report_begin(&report, err);
    w.put = put_story;
    if (code == WF_OK && options->format != WF_FORMAT_TABLE)
        code = write_lines(&w, run->summary.n_stories, RUN_OF_STORIES, run->n_threads, err);
    w.put = put_cluster;
    if (code == WF_OK && options->format != WF_FORMAT_CSV)
        code = write_lines(&w, run->clustering->n_clusters, RUN_OF_CLUSTERS, run->n_threads, err);
    report.at.number = run->clustering->n_clusters;
    if (code == WF_OK) code = wf_report_end(&report, &run->summary, &run->options, err);
    wf_report_free(&report);
    wf_arena_free(&w.arena);
    return code;
}
