/*
 * A trained model: boosted trees (Friedman, Annals of Statistics 2001), and a logistic scale that calibrates their sum (Platt
 * 1999). Written as C by bench/train/trees.py.
 */
#ifndef WF_VERIFY_TREES_H
#define WF_VERIFY_TREES_H

#include <stddef.h>
#include <stdint.h>

/* feature -1: a leaf of this value; else left where the feature is at most value. */
typedef struct {
    int8_t feature;
    uint16_t left, right;
    float value;
} wf_tree_node;

typedef struct {
    const wf_tree_node *nodes;
    const uint16_t *roots; /* n_trees */
    size_t n_trees;
    double base, slope, offset;
} wf_tree_model;

/* A pure function; features are those that the model was trained on. */
double wf_tree_probability(const wf_tree_model *model, const double *features);

#endif
