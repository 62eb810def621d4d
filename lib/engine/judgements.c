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

const wf_text_verdict *wf_story_verdict(const wf_run *run, uint32_t story, wf_story_result *out) {
    const struct wf_verdicts *v = run->verdicts;
    uint32_t text = run->clustering->text_of[story];
    uint32_t at = v && text != UINT32_MAX ? v->of_text[text] : UINT32_MAX;
    const wf_text_verdict *item = at == UINT32_MAX ? NULL : &v->items[at];
    out->probability = 1;
    out->assessment = v ? WF_UNASSESSED_ALONE : WF_UNASSESSED_LEVEL;
    out->verdict = verdict_of(out->relation);
    if (!item) return NULL;
    bool flagged = item->verdict == WF_VERDICT_SPUN || item->verdict == WF_VERDICT_MACHINE_TRANSLATED;
    if (item->probability > 0)
        out->assessment = item->assessment; /* else of a cluster of exact copies alone */
    /* What is altered stays altered in every copy of it. */
    if (out->relation == WF_EXACT && !flagged) return item;
    out->verdict = item->verdict;
    out->probability = (double)item->probability;
    return item;
}

void wf_count_verdicts(wf_run *run) {
    wf_summary *s = &run->summary;
    for (uint64_t i = 0; i < s->n_stories; i++) {
        wf_story_result r = {0};
        wf_relate(run, run->clustering->reported[i], &r);
        wf_story_verdict(run, run->clustering->reported[i], &r);
        s->n_verdicts[r.verdict]++;
        s->n_assessments[r.assessment]++;
    }
}

/* The finding as it is shown: its spans, and the texts there. */
static wf_code show(const wf_kept_finding *kept, wf_str original, wf_str copy, wf_arena *arena,
                    wf_finding *out, wf_error *err) {
    if (kept->within) original = copy;
    *out = (wf_finding){.kind = (wf_finding_kind)kept->kind,
                        .synonym = kept->synonym,
                        .within = kept->within,
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

/* The matched text of a story, read back, in the arena. */
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

wf_code wf_run_judgement(wf_run *run, uint64_t i, wf_judgement *out, wf_error *err) {
    wf_story_result r;
    wf_code code = wf_run_story(run, i, &r, err); /* checks i, and empties strings_of_call */
    if (code != WF_OK) return code;
    uint32_t story = run->clustering->reported[i];
    const wf_text_verdict *item = wf_story_verdict(run, story, &r);
    wf_judgement j = {.verdict = r.verdict, .assessment = r.assessment, .probability = r.probability};
    wf_arena_reset(&run->strings_of_call);
    if (item) {
        j.spun = (double)item->spun;
        j.machine = (double)item->machine;
        j.open = item->open;
        j.changes = item->changes;
        j.n_findings = item->n_findings;
        if (item->against != UINT32_MAX) {
            wf_str original = {0}, copy = {0}, id;
            if (item->n_findings) code = load_text(run, story, &id, &copy, err);
            if (code == WF_OK)
                code = load_text(run, wf_first_story(run, item->against), &j.against, &original, err);
            if (code == WF_OK)
                code = wf_show_findings(item->findings, item->n_findings, original, copy,
                                        &run->strings_of_call, &j.findings, err);
        }
    }
    if (code == WF_OK) *out = j;
    return code;
}
