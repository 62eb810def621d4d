/*
 * A trained model: boosted trees (Friedman, Annals of Statistics 2001), and a logistic scale that calibrates their sum (Platt
 * 1999). Written as C by bench/train/trees.py.
 *
 * No tree is walked (Lucchese et al., QuickScorer, SIGIR 2015): every test of a tree is made, whichever path leads past it,
 * and rules out the leaves on its other side; the first leaf that is left is that of the tree.
 */
#ifndef WF_VERIFY_TREES_H
#define WF_VERIFY_TREES_H

#include <math.h>

#include "wirefold.h"

enum {
    WF_TREE_BLOCK = 32,    /* trees whose tests stand side by side */
    WF_TREE_LEAVES = 16,   /* of a tree, at most */
    WF_TREE_FEATURES = 80, /* of a model, at most; of a feature are at most 124 thresholds */
};

/* A test of each tree of a block. */
typedef struct {
    uint8_t feature[WF_TREE_BLOCK];
    uint8_t rank[WF_TREE_BLOCK]; /* of the threshold among those of the feature */
    uint16_t out[WF_TREE_BLOCK]; /* leaves that a feature above it rules out: bits, from left to right */
} wf_tree_tests;

typedef struct {
    const float *thresholds; /* ascending; those of a feature are filled up to fours by infinite ones */
    const uint16_t *ends;    /* by feature: where its thresholds end and those of the next begin */
    size_t n_features;
    const wf_tree_tests *tests; /* n_tests of each block */
    size_t n_tests;
    const float *leaves; /* of every tree, n_tests + 1, from left to right */
    size_t n_trees;
    double base, slope, offset;
} wf_tree_model;

/* A pure function; features are those that the model was trained on. All kernels give the same bits. */
double wf_tree_probability(const wf_tree_model *model, const double *features, wf_kernels kernels);

#endif
