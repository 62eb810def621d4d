/* What the caller asks of the verdicts. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "engine/clustering.h"
#include "engine/judging.h"

static wf_verdict verdict_of(wf_relation relation) {
    wf_decision d;
    wf_decide(relation, 1, NULL, WF_ASSESSED, 1, &d);
    return d.verdict;
}

/* Of a story that has no verdict of its own. */
static wf_assessment unassessed(const wf_run *run) {
    if (run->verdicts) return WF_UNASSESSED_ALONE;
    return run->options.level == WF_LEVEL_COPY ? WF_UNASSESSED_LEVEL : WF_UNASSESSED_UNASKED;
}

const wf_text_verdict *wf_story_verdict(const wf_run *run, uint32_t story, wf_story_result *out) {
    const struct wf_verdicts *v = run->verdicts;
    uint32_t text = run->clustering->text_of[story];
    uint32_t at = v && text != UINT32_MAX ? v->of_text[text] : UINT32_MAX;
    const wf_text_verdict *item = at == UINT32_MAX ? NULL : &v->items[at];
    out->probability = out->relation == WF_REWRITE ? out->same_story : 1;
    out->assessment = unassessed(run);
    out->verdict = verdict_of(out->relation);
    if (!item) return NULL;
    bool flagged = wf_is_flagged((wf_verdict)item->verdict);
    out->assessment = (wf_assessment)item->assessment;
    /* What is altered stays altered in every copy of it. */
    if (out->relation == WF_EXACT && !flagged) return item;
    out->verdict = item->verdict;
    out->probability = (double)item->probability;
    return item;
}

/* Where nothing was judged, verdicts are relations, which are counted. */
static void count_unjudged(wf_summary *s, wf_assessment why) {
    s->n_verdicts[WF_VERDICT_ORIGINAL] = s->n_clusters;
    s->n_verdicts[WF_VERDICT_EXACT] = s->n_exact;
    s->n_verdicts[WF_VERDICT_REPRINT] = s->n_copies;
    s->n_verdicts[WF_VERDICT_EXCERPT] = s->n_excerpts;
    s->n_verdicts[WF_VERDICT_EXPANDED] = s->n_expanded;
    s->n_verdicts[WF_VERDICT_REWRITE] = s->n_rewrites;
    s->n_verdicts[WF_VERDICT_SINGLE] = s->n_stories - s->n_clusters - s->n_exact - s->n_copies -
                                       s->n_excerpts - s->n_expanded - s->n_rewrites;
    s->n_assessments[why] = s->n_stories;
}

void wf_count_verdicts(wf_run *run) {
    wf_summary *s = &run->summary;
    if (!run->verdicts) {
        count_unjudged(s, unassessed(run));
        return;
    }
    const uint64_t n = run->text_begin[run->n_texts];
    /* By text, as what is looked up of them lies in memory. */
    for (uint64_t i = 0; i < n; i++) {
        wf_story_result r = {0};
        wf_relate(run, run->text_story[i], &r);
        wf_story_verdict(run, run->text_story[i], &r);
        s->n_verdicts[r.verdict]++;
        s->n_assessments[r.assessment]++;
    }
    s->n_verdicts[WF_VERDICT_SINGLE] += s->n_stories - n; /* those without a text */
    s->n_assessments[WF_UNASSESSED_ALONE] += s->n_stories - n;
}

/* The finding as it is shown: its spans, and the texts there. */
static wf_code show(const wf_kept_finding *kept, wf_str original, wf_str copy, wf_arena *arena,
                    wf_finding *out, wf_error *err) {
    if (kept->within) original = copy;
    *out = (wf_finding){.kind = (wf_finding_kind)kept->kind,
                        .synonym = kept->synonym,
                        .within = kept->within,
                        .n_versions = kept->versions,
                        .n_as_original = kept->as_original,
                        .copy_begin = kept->copy_begin,
                        .copy_end = kept->copy_end};
    if (!wf_arena_copy(arena, wf_str_of(copy.ptr + kept->copy_begin, kept->copy_end - kept->copy_begin),
                       &out->copy))
        return wf_fail_nomem(err, "the findings on a story");
    if (kept->original_begin == UINT32_MAX) return WF_OK;
    out->original_begin = kept->original_begin;
    out->original_end = kept->original_end;
    if (!wf_arena_copy(
            arena, wf_str_of(original.ptr + kept->original_begin, kept->original_end - kept->original_begin),
            &out->original))
        return wf_fail_nomem(err, "the findings on a story");
    return WF_OK;
}

wf_code wf_show_findings(const wf_kept_finding *kept, uint32_t n, wf_str original, wf_str copy,
                         wf_arena *arena, const wf_finding **out, wf_error *err) {
    wf_finding *findings = wf_arena_alloc(arena, (n + 1u) * sizeof *findings);
    if (!findings) return wf_fail_nomem(err, "the findings on a story");
    for (uint32_t i = 0; i < n; i++) {
        wf_code code = show(&kept[i], original, copy, arena, &findings[i], err);
        if (code != WF_OK) return code;
    }
    *out = findings;
    return WF_OK;
}

/* The matched text of a story, read back, and its id, both in the arena. */
static wf_code load_text(wf_run *run, uint32_t story, wf_str *id, wf_str *text, wf_error *err) {
    wf_story read;
    wf_arena *arena = &run->strings_of_call;
    wf_code code =
        wf_spill_get_story(&run->texts, wf_row(run, story)->place, &run->workers[0].story, &read, err);
    if (code != WF_OK) return code;
    if (!wf_arena_copy(arena, read.id, id) || !wf_arena_copy(arena, wf_matched_text(&read), text))
        return wf_fail_nomem(err, "a judgement");
    return WF_OK;
}

/* The token that has byte `at` of the text, or the last one before it. */
static uint32_t token_at(const wf_tokens *t, uint32_t at) {
    size_t low = 0, high = t->n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (t->src_begin[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* The span [*begin, *end) of bytes as one of tokens, and back. */
static void to_tokens(const wf_tokens *t, uint32_t *begin, uint32_t *end) {
    *begin = token_at(t, *begin);
    *end = token_at(t, *end - 1);
}

static void to_bytes(const wf_tokens *t, uint32_t *begin, uint32_t *end) {
    *begin = t->src_begin[*begin];
    *end = t->src_end[*end];
}

/*
 * Findings on a text as they stand in another story of it: the same words, but not the same bytes, as boilerplate and marks
 * may differ. The result lives in the arena.
 */
static wf_code move_findings(wf_run *run, wf_str from, wf_str to, const wf_kept_finding *kept, uint32_t n,
                             const wf_kept_finding **out, wf_error *err) {
    wf_worker *worker = &run->workers[0];
    wf_kept_finding *moved = wf_arena_alloc(&run->strings_of_call, (n + 1) * sizeof *moved);
    if (!moved) return wf_fail_nomem(err, "a judgement");
    memcpy(moved, kept, n * sizeof *moved);
    for (int back = 0; back < 2; back++) {
        wf_code code = wf_prepare(run, worker, back ? to : from, NULL, err);
        if (code != WF_OK) return code;
        void (*turn)(const wf_tokens *, uint32_t *, uint32_t *) = back ? to_bytes : to_tokens;
        for (uint32_t i = 0; i < n; i++) {
            turn(&worker->tokens, &moved[i].copy_begin, &moved[i].copy_end);
            if (moved[i].within) turn(&worker->tokens, &moved[i].original_begin, &moved[i].original_end);
        }
    }
    *out = moved;
    return WF_OK;
}

/* What was found on a story of a text, and against which story. */
static wf_code tell_findings(wf_run *run, uint32_t story, const wf_text_verdict *item, wf_judgement *out,
                             wf_error *err) {
    wf_str original, copy, id;
    const wf_kept_finding *kept = item->findings;
    uint32_t first = wf_first_story(run, run->clustering->text_of[story]);
    wf_code code = load_text(run, wf_first_story(run, item->against), &out->against, &original, err);
    if (code != WF_OK || item->n_findings == 0) return code;
    code = load_text(run, story, &id, &copy, err);
    if (code == WF_OK && story != first) {
        wf_str judged;
        code = load_text(run, first, &id, &judged, err);
        if (code == WF_OK) code = move_findings(run, judged, copy, kept, item->n_findings, &kept, err);
    }
    out->n_findings = item->n_findings;
    return code == WF_OK ? wf_show_findings(kept, item->n_findings, original, copy, &run->strings_of_call,
                                            &out->findings, err)
                         : code;
}

wf_code wf_run_judgement(wf_run *run, uint64_t i, wf_judgement *out, wf_error *err) {
    wf_story_result r;
    wf_code code = wf_run_story(run, i, &r, err); /* checks i, and empties strings_of_call */
    if (code != WF_OK) return code;
    uint32_t story = run->clustering->reported[i];
    const wf_text_verdict *item = wf_story_verdict(run, story, &r);
    wf_judgement j = {.verdict = r.verdict, .assessment = r.assessment, .probability = r.probability};
    wf_arena_reset(&run->strings_of_call);
    if (item && r.verdict == WF_VERDICT_EXACT) {
        wf_str text;
        code = load_text(run, wf_first_story(run, run->clustering->text_of[story]), &j.against, &text, err);
    } else if (item) {
        j.spun = (double)item->spun;
        j.machine = (double)item->machine;
        j.open = item->open;
        j.changes = item->changes;
        if (item->against != UINT32_MAX) code = tell_findings(run, story, item, &j, err);
    }
    if (code == WF_OK) *out = j;
    return code;
}
