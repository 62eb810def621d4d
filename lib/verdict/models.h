/* The trained models of verdicts (bench/train/verdict_models.py), over the features of features.h. */
#ifndef WF_VERDICT_MODELS_H
#define WF_VERDICT_MODELS_H

#include <stddef.h>
#include <stdint.h>

#include "verdict/features.h"

/* feature -1: a leaf of this value; else left where the feature is at most value. */
typedef struct {
    int8_t feature;
    uint16_t left, right;
    float value;
} wf_tree_node;

/* Boosted trees (Friedman, Annals of Statistics 2001) and a logistic scale that calibrates their sum (Platt 1999). */
typedef struct {
    const wf_tree_node *nodes;
    const uint16_t *roots; /* n_trees */
    size_t n_trees;
    double base, slope, offset;
} wf_tree_model;

double wf_tree_probability(const wf_tree_model *model, const double *features);

double wf_spun_model(const double features[WF_VERDICT_FEATURES]);
double wf_machine_model(const double features[WF_VERDICT_FEATURES]);

#endif
