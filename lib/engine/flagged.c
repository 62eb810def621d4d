/* Writing the flagged stories: found in one pass, of which only numbers and probabilities are kept; then read again. */
#include "engine/flagged.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/clustering.h"
#include "report/report.h"

enum { FLAGGED_KINDS = 1 << WF_VERDICT_SPUN | 1 << WF_VERDICT_MACHINE_TRANSLATED };

static wf_code keep_strings(wf_arena *arena, wf_story_result *r, wf_error *err) {
    wf_story *s = &r->story;
    wf_str *strings[] = {&s->id, &s->url, &s->source, &s->title, &s->language, &s->extra, &r->duplicate_of};
    wf_arena_reset(arena);
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (!wf_arena_copy(arena, *strings[i], strings[i])) return wf_fail_nomem(err, "a flagged story");
    return WF_OK;
}

wf_code wf_judged_story(wf_run *run, uint64_t i, wf_arena *arena, wf_story_result *result,
                        wf_judgement *judgement, wf_error *err) {
    wf_code code = wf_run_story(run, i, result, err);
    if (code == WF_OK) code = keep_strings(arena, result, err);
    if (code == WF_OK) code = wf_run_judgement(run, i, judgement, err);
    return code;
}

typedef struct {
    uint64_t story;
    double probability;
} flagged;

/* Surest first, ties in order of the input. */
static int surest_first(const void *x, const void *y) {
    const flagged *a = x, *b = y;
    if (a->probability != b->probability) return a->probability > b->probability ? -1 : 1;
    return (a->story > b->story) - (a->story < b->story);
}

static wf_code check_cancelled(const wf_run *run, uint64_t i, wf_error *err) {
    return (i & 1023) == 1023 && wf_cancelled(run) ? wf_fail(err, WF_E_CANCELLED, "stopped as asked") : WF_OK;
}

static bool is_alone(const wf_run *run, uint64_t i) {
    wf_story_result r;
    memset(&r, 0, sizeof r);
    wf_relate(run, run->clustering->reported[i], &r);
    return r.cluster == UINT64_MAX;
}

static wf_code find_flagged(wf_run *run, unsigned kinds, flagged **out, size_t *n, wf_error *err) {
    flagged *all = NULL;
    size_t cap = 0;
    wf_code code = WF_OK;
    for (uint64_t i = 0; code == WF_OK && i < run->summary.n_stories; i++) {
        code = check_cancelled(run, i, err);
        if (code != WF_OK || is_alone(run, i)) continue;
        wf_story_result r;
        code = wf_run_story(run, i, &r, err);
        if (code != WF_OK || !(kinds & FLAGGED_KINDS & 1U << r.verdict)) continue;
        if (wf_grow(&all, &cap, *n + 1, sizeof *all))
            all[(*n)++] = (flagged){i, r.probability};
        else
            code = wf_fail_nomem(err, "the flagged stories");
    }
    if (code == WF_OK && *n) qsort(all, *n, sizeof *all, surest_first);
    *out = all;
    return code;
}

wf_code wf_run_write_flagged(wf_run *run, unsigned kinds, const wf_report_options *options, wf_sink *sink,
                             wf_error *err) {
    if (!run->clustering) return wf_fail(err, WF_E_PARAM, "no results before wf_run_cluster");
    if (kinds == 0 || kinds & ~(unsigned)FLAGGED_KINDS)
        return wf_fail(err, WF_E_PARAM, "kinds is %#x: it names spun, machine-translated or both", kinds);
    wf_report report = {.options = *options, .sink = sink};
    wf_arena arena = {0};
    flagged *all;
    size_t n = 0;
    wf_code code = find_flagged(run, kinds, &all, &n, err);
    if (code == WF_OK) code = wf_report_flagged_begin(&report, err);
    for (size_t i = 0; code == WF_OK && i < n; i++) {
        wf_story_result story;
        wf_judgement judgement;
        code = check_cancelled(run, i, err);
        if (code == WF_OK) code = wf_judged_story(run, all[i].story, &arena, &story, &judgement, err);
        if (code == WF_OK) code = wf_report_flagged(&report, &story, &judgement, err);
    }
    if (code == WF_OK) code = wf_report_flagged_end(&report, &run->summary, &run->options, err);
    free(all);
    wf_arena_free(&arena);
    wf_report_free(&report);
    return code;
}
