/* Trained trees by all kernels: against walking each tree from its root. */
#include "verify/trees.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/words.h"

enum { MOST_TREES = 70, MOST_TESTS = WF_TREE_LEAVES - 1, MOST_THRESHOLDS = 124, NEVER = 127 };

/* Of a tree whose leaves are numbered from left to right; below 0: a leaf, else a node. */
typedef struct {
    size_t feature, rank;
    int left, right;
} node;

static struct {
    wf_tree_model model;
    float thresholds[WF_TREE_FEATURES * MOST_THRESHOLDS], leaves[MOST_TREES * WF_TREE_LEAVES];
    uint16_t ends[WF_TREE_FEATURES];
    wf_tree_tests tests[(MOST_TREES / WF_TREE_BLOCK + 1) * MOST_TESTS];
    node nodes[MOST_TREES][MOST_TESTS];
    size_t n_thresholds[WF_TREE_FEATURES];
} made;

static size_t first_threshold(size_t feature) {
    return feature ? made.ends[feature - 1] : 0;
}

static void make_thresholds(uint64_t *state) {
    size_t n = 0;
    for (size_t f = 0; f < made.model.n_features; f++) {
        made.n_thresholds[f] = f % 7 == 3 ? 0 : f % 7 == 5 ? MOST_THRESHOLDS : 1 + random_below(state, 9);
        float value = -4;
        for (size_t k = 0; k < made.n_thresholds[f]; k++)
            made.thresholds[n++] = value += (float)(1 + random_below(state, 100)) / 64;
        while (n % 4) made.thresholds[n++] = INFINITY;
        made.ends[f] = (uint16_t)n;
    }
}

/* Makes the tree over the leaves [first, end), of which *n nodes are made, and its tests; returns its root. */
static int make_tree(uint64_t *state, size_t t, int first, int end, int *n) {
    if (end - first == 1) return -1 - first;
    int at = (*n)++, middle = first + 1 + (int)random_below(state, (uint64_t)(end - first - 1));
    size_t feature = random_below(state, made.model.n_features);
    while (made.n_thresholds[feature] == 0) feature = (feature + 1) % made.model.n_features;
    size_t rank = random_below(state, made.n_thresholds[feature]);
    wf_tree_tests *test = &made.tests[t / WF_TREE_BLOCK * made.model.n_tests + (size_t)at];
    test->feature[t % WF_TREE_BLOCK] = (uint8_t)feature;
    test->rank[t % WF_TREE_BLOCK] = (uint8_t)rank;
    test->out[t % WF_TREE_BLOCK] = (uint16_t)((1 << middle) - (1 << first));
    int left = make_tree(state, t, first, middle, n), right = make_tree(state, t, middle, end, n);
    made.nodes[t][at] = (node){feature, rank, left, right};
    return at;
}

static void make_model(uint64_t *state, size_t n_trees, size_t n_features, size_t n_leaves) {
    memset(&made, 0, sizeof made);
    for (size_t i = 0; i < sizeof made.tests / sizeof *made.tests; i++)
        memset(made.tests[i].rank, NEVER, sizeof made.tests[i].rank);
    made.model = (wf_tree_model){.thresholds = made.thresholds,
                                 .ends = made.ends,
                                 .n_features = n_features,
                                 .tests = made.tests,
                                 .n_tests = n_leaves - 1,
                                 .leaves = made.leaves,
                                 .n_trees = n_trees,
                                 .base = .25,
                                 .slope = .5,
                                 .offset = -.125};
    make_thresholds(state);
    for (size_t t = 0; t < n_trees; t++) {
        /* Some trees have fewer leaves than others. */
        int n = 0, n_own = t % 5 ? (int)n_leaves : 1 + (int)random_below(state, n_leaves);
        make_tree(state, t, 0, n_own, &n);
        if (n == 0) made.nodes[t][0] = (node){0, 0, -1, -1};
        for (size_t i = 0; i < n_leaves; i++)
            made.leaves[t * n_leaves + i] = (float)random_below(state, 2000) / 700 - 1.4f;
    }
}

static double walked(const double *features) {
    double sum = made.model.base;
    for (size_t t = 0; t < made.model.n_trees; t++) {
        int at = 0;
        while (at >= 0) {
            const node *x = &made.nodes[t][at];
            bool is_left =
                features[x->feature] <= (double)made.thresholds[first_threshold(x->feature) + x->rank];
            at = is_left ? x->left : x->right;
        }
        sum += (double)made.leaves[t * (made.model.n_tests + 1) + (size_t)(-1 - at)];
    }
    return 1 / (1 + exp(-(made.model.slope * sum + made.model.offset)));
}

/* Around the thresholds, on them, and no numbers at all. */
static double make_feature(uint64_t *state, size_t f) {
    static const double odd[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 0, 1e-300};
    uint64_t chance = random_below(state, 10);
    if (chance == 0) return odd[random_below(state, sizeof odd / sizeof *odd)];
    if (chance > 4 || made.n_thresholds[f] == 0) return (double)random_below(state, 3000) / 200 - 5;
    double on = (double)made.thresholds[first_threshold(f) + random_below(state, made.n_thresholds[f])];
    return chance == 1 ? nextafter(on, INFINITY) : chance == 2 ? nextafter(on, -INFINITY) : on;
}

static void kernels_give_what_walking_gives(void **unused) {
    (void)unused;
    static const size_t sizes[][3] = {{1, 1, 2}, {31, 16, 8}, {32, 17, 10}, {33, 80, 16}, {70, 41, 12}};
    uint64_t state = 7;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        make_model(&state, sizes[i][0], sizes[i][1], sizes[i][2]);
        for (int k = 0; k < 500; k++) {
            double features[WF_TREE_FEATURES];
            for (size_t f = 0; f < made.model.n_features; f++) features[f] = make_feature(&state, f);
            double wanted = walked(features);
            for (wf_kernels kernels = WF_KERNELS_AUTO; kernels <= WF_KERNELS_NEON; kernels++) {
                if (kernels != WF_KERNELS_AUTO && !wf_kernels_available(kernels)) continue;
                double got = wf_tree_probability(&made.model, features, kernels);
                if (got != wanted) /* P is never NaN */
                    fail_msg("%zu trees, %s: %.17g, not %.17g", sizes[i][0], wf_kernels_name(kernels), got,
                             wanted);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(kernels_give_what_walking_gives)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
