/* The verdict on a copy, from what was changed between the version it is judged against and it. */
#ifndef WF_VERDICT_VERDICT_H
#define WF_VERDICT_VERDICT_H

#include "verdict/changes.h"

/* Words of both texts, and of the copy in aligned sentences, from which a verdict can be given. */
#define WF_ASSESSED_WORDS 50

/* P(spun) or P(machine-translated) from which a verdict is given by default (bench/README.md has the rates). */
#define WF_MIN_PROBABILITY .83

/* Spun and machine-translated ones are flagged. */
static inline bool wf_is_flagged(wf_verdict verdict) {
    return verdict == WF_VERDICT_SPUN || verdict == WF_VERDICT_MACHINE_TRANSLATED;
}

typedef struct {
    wf_verdict verdict;
    wf_assessment assessment;
    double probability, spun, machine;
} wf_decision;

/* Whether two texts can be judged, before they are compared: their languages and lengths (words). */
wf_assessment wf_may_assess(wf_language a, wf_language b, uint32_t words_a, uint32_t words_b);

/*
 * The verdict on a copy. relation: as what it was found, which is what it is told as unless changes say more; same_story:
 * P(same story), 1 for copies and excerpts; changes: NULL unless assessment is WF_ASSESSED. A pure function.
 */
void wf_decide(wf_relation relation, double same_story, const wf_changes *changes, wf_assessment assessment,
               double min_probability, wf_decision *out);

/* Figures of the changes as they are reported. */
void wf_count_changes(const wf_changes *changes, wf_change_counts *out);

#endif
