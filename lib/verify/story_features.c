#include "verify/story_features.h"

#include <math.h>

const char *const wf_story_feature_names[WF_STORY_FEATURES] = {"overlap",
                                                               "squared",
                                                               "cosine",
                                                               "contained_min",
                                                               "contained_max",
                                                               "shared",
                                                               "lead",
                                                               "lead_in",
                                                               "lead_in_max",
                                                               "bigrams",
                                                               "skip_bigrams",
                                                               "names",
                                                               "names_apart",
                                                               "names_shared",
                                                               "lead_names",
                                                               "telling",
                                                               "telling_name_apart",
                                                               "rare",
                                                               "rare_in",
                                                               "rare_shared",
                                                               "numbers",
                                                               "numbers_apart",
                                                               "numbers_shared",
                                                               "quotes",
                                                               "days",
                                                               "years",
                                                               "weekdays",
                                                               "places_conflict",
                                                               "length",
                                                               "length_ratio",
                                                               "nearness_min",
                                                               "nearness_max",
                                                               "best_third",
                                                               "coverage_min",
                                                               "coverage_max",
                                                               "numbers_conflict",
                                                               "names_conflict",
                                                               "aligned",
                                                               "head_in",
                                                               "head_apart",
                                                               "head_name_apart"};

/* 1: in common; -1: both have some, and none in common; 0: nothing to say. */
static double agreement(uint32_t n_shared, bool conflict) {
    return n_shared ? 1 : conflict ? -1 : 0;
}

void wf_story_features(const wf_evidence *evidence, double features[WF_STORY_FEATURES]) {
    const wf_evidence *e = evidence;
    double *f = features;
    double small = fmin(e->n_terms_a, e->n_terms_b), large = fmax(e->n_terms_a, e->n_terms_b);
    int i = 0;
    f[i++] = e->overlap;
    f[i++] = e->squared;
    f[i++] = e->cosine;
    f[i++] = fmin(e->a_in_b, e->b_in_a);
    f[i++] = fmax(e->a_in_b, e->b_in_a);
    f[i++] = log1p(e->shared);
    f[i++] = e->lead;
    f[i++] = e->lead_in;
    f[i++] = e->lead_in_max;
    f[i++] = e->bigrams;
    f[i++] = e->skip_bigrams;
    f[i++] = e->names;
    f[i++] = log1p(e->names_apart);
    f[i++] = log1p(e->n_names_shared);
    f[i++] = e->lead_names;
    f[i++] = e->telling;
    f[i++] = e->telling_name_apart;
    f[i++] = e->rare;
    f[i++] = e->rare_in;
    f[i++] = log1p(e->rare_shared);
    f[i++] = e->numbers;
    f[i++] = e->numbers_apart;
    f[i++] = log1p(e->n_numbers_shared);
    f[i++] = log1p(e->n_quotes_exact);
    f[i++] = agreement(e->n_days_shared, e->days_conflict);
    f[i++] = agreement(e->n_years_shared, e->years_conflict);
    f[i++] = e->weekdays_conflict;
    f[i++] = e->places_conflict;
    f[i++] = log1p(small);
    f[i++] = log1p(large) - log1p(small);
    f[i++] = fmin(e->a_nearness, e->b_nearness);
    f[i++] = fmax(e->a_nearness, e->b_nearness);
    f[i++] = e->best_third;
    f[i++] = fmin(e->coverage_a, e->coverage_b);
    f[i++] = fmax(e->coverage_a, e->coverage_b);
    f[i++] = e->numbers_conflict;
    f[i++] = e->names_conflict;
    f[i++] = log1p(e->aligned);
    f[i++] = e->head_in;
    f[i++] = e->head_apart;
    f[i++] = e->head_name_apart;
}
