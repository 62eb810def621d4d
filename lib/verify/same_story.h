/* Whether two texts tell one story: P(same story), and what it takes to act on it. */
#ifndef WF_VERIFY_SAME_STORY_H
#define WF_VERIFY_SAME_STORY_H

#include "wirefold.h"

/* Mean P(same story) of many pairs from which two groups of texts are one story. */
#define WF_SAME_STORY .50

/* P(same story) and overlap from which two texts that stand alone are one: then nothing else speaks for it. */
#define WF_SAME_STORY_ALONE .70
#define WF_ALONE_OVERLAP .33

/* P(same story) of a pair that is a template filled anew, at most. */
#define WF_TEMPLATE .05

/*
 * Whether two texts are one template with other facts in it (results, auctions, dividends, bulletins), as far as can be
 * told: sentences that say the same with other numbers, enough of them new in both and few in common, the shorter the texts
 * the fewer; or short texts with at most one rare word in common, of which none is a name, or each has a rare word in its head
 * that the other lacks. The words say nothing then, however alike. On the labelled sets that is so of 1 in 37 pairs of one
 * story, three in four of them in ECB+, and of three in four templates of one desk.
 */
#define WF_FEWEST_TERMS 5 /* of a text of which more can be told than that it is a copy */
bool wf_is_template(const wf_evidence *evidence);

/*
 * P(same story): the model's, less by the days between the two, more so of one source and where other texts are as like, and
 * not above WF_TEMPLATE for templates. A pure function, thread-safe.
 */
double wf_same_story_probability(const wf_evidence *evidence);

/* The same, and *by_text: what the texts alone say, without days; 0 of templates, of which the words say nothing. */
double wf_same_story_probabilities(const wf_evidence *evidence, double *by_text);

#endif
