/* Verified pairs of texts. */
#ifndef WF_CLUSTER_PAIRS_H
#define WF_CLUSTER_PAIRS_H

#include "wirefold.h"

/* Texts a < b, the shingles they share, and the shingles of each. */
typedef struct {
    uint32_t a, b;
    uint32_t n_shared, n_a, n_b;
} wf_edge;

static inline double wf_edge_jaccard(const wf_edge *e) {
    uint64_t either = (uint64_t)e->n_a + e->n_b - e->n_shared;
    return either ? (double)e->n_shared / (double)either : 0;
}

/* Sorts pairs by a, then b, and drops repeats; returns how many remain. */
size_t wf_edges_sort(wf_edge *edges, size_t n);

/* The pair of a and b, in either order, among sorted pairs, or NULL. Logarithmic. */
const wf_edge *wf_edges_find(const wf_edge *edges, size_t n, uint32_t a, uint32_t b);

#endif
