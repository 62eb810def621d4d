/*
 * What share of the pairs of a dump tell one story, and what that says of each of them.
 *
 * P(same story) holds for dumps like the labelled sets, where much that looks alike is alike. In a dump of one desk, whose
 * articles go on with one another and are never written twice, many pairs come near a rewrite and hardly one is sure: the share
 * that the probabilities themselves make likeliest is then far lower, and each is less likely than it looks alone. The
 * share is found by expectation maximisation (Saerens, Latinne and Decaestecker 2002, Adjusting the outputs of a
 * classifier to new a priori probabilities), held back by how far such shares may lie apart, and only ever lowers a probability.
 */
#ifndef WF_VERIFY_PRIOR_H
#define WF_VERIFY_PRIOR_H

/*
 * Pairs are of sorts whose shares may differ. A desk seldom writes a story twice. Where many desks tell a story in the same
 * way, pairs that do not stand out among others as like (WF_PAIR_AMONG_OTHERS) are as sure as the rest; where one desk goes
 * on with a story, they hardly ever are. WF_OWN_PRIOR: nothing is added to pairs of one source and dated, where
 * P(same story) allows for that already (same_story.c), and to those that are not both English, where it is a rank rather
 * than a probability.
 */
typedef enum {
    WF_PAIR_OTHERS,
    WF_PAIR_AMONG_OTHERS,
    WF_PAIR_ONE_SOURCE,
    WF_OWN_PRIOR,
    WF_PAIR_SORTS
} wf_pair_sort;

#define WF_PRIOR_LEAST .01 /* P(same story) of a pair that counts */

/* Weight of the pairs by log odds; begin with zeros. */
enum { WF_PRIOR_BINS = 256 };
typedef struct {
    double weight[WF_PRIOR_BINS];
} wf_prior;

/* Counts a pair of P(same story) p with a weight: the pairs of a text weigh 1 together at most, however many there are. */
void wf_prior_add(wf_prior *prior, double p, double weight);

/* What to add to the log odds of every pair of a sort; 0 or less, and 0 where too little speaks for it. */
double wf_prior_shift(const wf_prior *prior);

/* A probability after a shift of its log odds; the same where shift is 0. */
double wf_prior_apply(double p, double shift);

#endif
