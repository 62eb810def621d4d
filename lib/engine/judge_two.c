/* The verdict on one of two stories that a caller compares. */
#include "base/error.h"
#include "engine/judging.h"
#include "text/credit.h"

/* Which of the two came first: -1 a, 1 b, 0 nothing tells. */
static int first_of(const wf_story *a, const wf_story *b) {
    if (a->published_ms != WF_NO_DATE && b->published_ms != WF_NO_DATE && a->published_ms != b->published_ms)
        return a->published_ms < b->published_ms ? -1 : 1;
    wf_credit x, y;
    wf_credit_find(a->body, &x);
    wf_credit_find(b->body, &y);
    bool agency_a = x.agency.len && !x.credits_other, agency_b = y.agency.len && !y.credits_other;
    return agency_a == agency_b ? 0 : agency_a ? -1 : 1;
}

/* The relation of b to a, or of a to b: an excerpt is the shorter one. */
static wf_relation relation_to(const wf_comparison *c, bool of_a) {
    if (c->relation != WF_EXCERPT) return c->relation;
    bool a_is_part = c->a_words < c->b_words;
    return a_is_part == of_a ? WF_EXCERPT : WF_EXPANDED;
}

typedef struct {
    wf_decision decision;
    wf_changes changes;
    wf_judgement judgement;
} judged;

/* Judges one of two readings as a copy of the other. */
static wf_code judge_as(const wf_run *run, struct wf_judging *j, const wf_comparison *c, bool of_a,
                        wf_arena *arena, judged *out, wf_error *err) {
    const wf_story *reference = of_a ? &c->b : &c->a, *copy = of_a ? &c->a : &c->b;
    uint32_t words_a = (uint32_t)(of_a ? c->b_words : c->a_words),
             words_b = (uint32_t)(of_a ? c->a_words : c->b_words);
    wf_assessment assessment = wf_may_assess(j->reference.language, j->copy.language, words_a, words_b);
    if (run->options.level == WF_LEVEL_COPY) assessment = WF_UNASSESSED_LEVEL;
    wf_code code = WF_OK;
    if (assessment == WF_ASSESSED) {
        code = wf_judge_refer(j->judge, &j->reference, err);
        if (code == WF_OK) code = wf_changes_find(j->judge, &j->copy, &out->changes, err);
    }
    if (code != WF_OK) return code;
    bool same_text = c->relation == WF_COPY || c->relation == WF_EXCERPT;
    wf_decide(relation_to(c, of_a), same_text ? 1 : c->same_story,
              assessment == WF_ASSESSED ? &out->changes : NULL, assessment, run->options.min_probability,
              &out->decision);
    const wf_decision *d = &out->decision;
    out->judgement = (wf_judgement){.verdict = d->verdict,
                                    .assessment = d->assessment,
                                    .probability = d->probability,
                                    .spun = d->spun,
                                    .machine = d->machine,
                                    .against = reference->id};
    if (d->assessment != WF_ASSESSED) return WF_OK;
    wf_count_changes(&out->changes, &out->judgement.changes);
    const wf_kept_finding *kept;
    uint32_t n;
    code = wf_keep_findings(j->judge, &j->reference, &j->copy, 0, arena, &kept, &n, err);
    out->judgement.n_findings = n;
    return code == WF_OK ? wf_show_findings(kept, n, wf_matched_text(reference), wf_matched_text(copy), arena,
                                            &out->judgement.findings, err)
                         : code;
}

static double most_altered(const wf_decision *d) {
    return d->spun > d->machine ? d->spun : d->machine;
}

static void swap_readings(struct wf_judging *j) {
    wf_reading swap = j->reference;
    j->reference = j->copy;
    j->copy = swap;
}

wf_code wf_judge_two(const wf_run *run, wf_worker *worker, wf_comparison *c, wf_arena *arena, wf_error *err) {
    if (c->relation == WF_SINGLE) return WF_OK;
    if (c->relation == WF_EXACT) {
        c->judged_a = first_of(&c->a, &c->b) > 0;
        c->judgement = (wf_judgement){.verdict = WF_VERDICT_EXACT,
                                      .assessment = WF_UNASSESSED_ALONE,
                                      .probability = 1,
                                      .against = c->judged_a ? c->b.id : c->a.id};
        return WF_OK;
    }
    wf_code code = wf_judging_open(run, worker, err);
    if (code != WF_OK) return code;
    struct wf_judging *j = worker->judging;
    if (run->options.level == WF_LEVEL_STORY) {
        code = wf_story_reading(run, worker, &c->a, wf_story_language(&c->a), &j->reference, err);
        if (code == WF_OK)
            code = wf_story_reading(run, worker, &c->b, wf_story_language(&c->b), &j->copy, err);
    }
    if (code != WF_OK) return code;
    int first = first_of(&c->a, &c->b);
    judged of_a = {0}, of_b = {0};
    if (first <= 0) code = judge_as(run, j, c, false, arena, &of_b, err);
    if (code == WF_OK && first >= 0) {
        swap_readings(j);
        code = judge_as(run, j, c, true, arena, &of_a, err);
    }
    if (code != WF_OK) return code;
    double p_a = most_altered(&of_a.decision), p_b = most_altered(&of_b.decision);
    c->judged_a = first > 0 || (first == 0 && p_a > p_b && p_a >= run->options.min_probability);
    c->judgement = c->judged_a ? of_a.judgement : of_b.judgement;
    c->judgement.open = first == 0 && (p_a > p_b ? p_a : p_b) >= run->options.min_probability;
    return WF_OK;
}
