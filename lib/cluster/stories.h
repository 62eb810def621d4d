/*
 * Story clusters from scored pairs: best first, by group average, so that no weak pair chains.
 *
 * Nodes are texts that speak for a copy group. Two clusters may merge if a pair of their members was a
 * candidate; two that no candidate connects never do, however alike they are. The score of two clusters is
 * the mean P(same story) over all pairs of their members (Sokal and Michener 1958: UPGMA), until no score reaches its
 * threshold: the mean of many pairs is surer than a single one, so two nodes alone need a firm pair and a higher
 * score than two groups. Pairs that were never candidates are scored before a merge, and only then: until it is the turn of
 * two clusters, each such pair counts as the highest candidate between them. The highest score is looked at first, in
 * steps of 1 / WF_CLUSTER_STEPS; inside a step smaller numbers go first, a cluster being known by the smallest node of those
 * that stand for it. So the many versions of one story, all alike, join one cluster one by one, each compared with its sample
 * alone: told apart by the last digits of their P they would grow into many clusters at once, of which each is compared with
 * all others, at each size.
 *
 * For a cluster of at most WF_CLUSTER_SAMPLE members all of them stand; for a larger one, as many with the
 * smallest numbers. These are drawn by the merge that makes it as many or more, and anew when it has doubled
 * since; in between they stay, and if it merges with a smaller cluster (of two equal ones: with that of the
 * larger number), they stand for both. A sample that took in every smaller number at once would be verified
 * anew against all neighbours at every merge, which a hub whose neighbours join in the wrong order would make
 * quadratic: this way the verifications are at most WF_CLUSTER_SAMPLE squared for each pair, times a
 * logarithm.
 */
#ifndef WF_CLUSTER_STORIES_H
#define WF_CLUSTER_STORIES_H

#include "wirefold.h"

#define WF_CLUSTER_SAMPLE 8

/* In a component of more nodes than this, half as many stand for a cluster: a quarter of the pairs. */
#define WF_LARGE_COMPONENT 500

/* Scores of two clusters are told apart by so many steps; within one the smaller numbers merge first. */
#define WF_CLUSTER_STEPS 32

/* Pairs that score is asked for in a component, at most: so many a node and some more. What is then unknown counts as 0. */
#define WF_ASKED_OF_NODE 64
#define WF_ASKED_AT_LEAST 4096

/* A verified pair of nodes a < b. */
typedef struct {
    uint32_t a, b;
    float p;   /* P(same story); taken in steps of 2^-32, so that sums are exact in any order */
    bool firm; /* enough to make two nodes that stand alone one story */
} wf_scored_pair;

typedef struct {
    uint32_t n; /* nodes, numbered in an order that does not depend on input order (by content) */
    const wf_scored_pair *pairs; /* n_pairs, sorted by a, then b, each pair once */
    size_t n_pairs;
    double threshold; /* of the mean over many pairs, */
    double
        lone_threshold; /* and over a single one, at least threshold; n pairs of the samples need threshold + (lone - threshold) / n */
    size_t n_threads;
    /*
     * P(same story) of a pair a < b that is not in pairs; no pair is asked for twice. Called from any thread,
     * thread < n_threads, one component of the graph of pairs on one thread.
     */
    wf_code (*score)(void *user, uint32_t a, uint32_t b, size_t thread, float *p, wf_error *err);
    /* May be NULL; asked often, from any thread: true ends it with WF_E_CANCELLED. */
    bool (*cancelled)(void *user);
    void *user;
} wf_merging;

typedef struct {
    uint64_t n_scored;  /* pairs that score was asked for */
    uint64_t n_sampled; /* merges decided on a sample of a cluster's members */
    uint64_t n_left;    /* pairs that were not scored, by the limit of a component */
} wf_merging_counts;

/*
 * cluster[i] of every node: the smallest node of its cluster; of no use after a failure. The same, and the
 * same counts, for any order of input that gives the same numbers, any number of threads. Errors: WF_E_NOMEM,
 * WF_E_CANCELLED, those of score.
 */
wf_code wf_merge_stories(const wf_merging *merging, uint32_t *cluster, wf_merging_counts *counts,
                         wf_error *err);

#endif
