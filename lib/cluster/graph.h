/* Verified pairs as a graph over distinct texts. */
#ifndef WF_CLUSTER_GRAPH_H
#define WF_CLUSTER_GRAPH_H

#include "wirefold.h"

/* A verified pair of texts a < b: shingles shared, and shingles of each. */
typedef struct {
    uint32_t a, b;
    uint32_t n_shared, n_a, n_b;
} wf_edge;

static inline double wf_edge_jaccard(const wf_edge *e) {
    uint64_t either = (uint64_t)e->n_a + e->n_b - e->n_shared;
    return either ? (double)e->n_shared / (double)either : 0;
}

typedef struct {
    const wf_edge *edges; /* borrowed, sorted by a, then b, without repeats */
    uint64_t *begin;      /* n + 1: neighbours of x are to[begin[x]] up to to[begin[x + 1]], ascending */
    uint32_t *to;
    uint32_t *edge; /* index of the edge to each neighbour */
    uint32_t n;
} wf_graph;

/* Sorts edges by a, then b, and drops repeats; returns how many remain. */
size_t wf_edges_sort(wf_edge *edges, size_t n);

/* The edge between a and b among sorted edges, or NULL. Logarithmic. */
const wf_edge *wf_edges_find(const wf_edge *edges, size_t n, uint32_t a, uint32_t b);

/* Neighbour lists of n texts over sorted edges, fewer than 2^32. Errors: WF_E_NOMEM, WF_E_PARAM. */
wf_code wf_graph_open(wf_graph *graph, uint32_t n, const wf_edge *edges, size_t n_edges, wf_error *err);
void wf_graph_close(wf_graph *graph);

static inline uint64_t wf_graph_degree(const wf_graph *graph, uint32_t x) {
    return graph->begin[x + 1] - graph->begin[x];
}

/* The edge between a and b, or NULL. Logarithmic in the smaller degree. */
const wf_edge *wf_graph_find(const wf_graph *graph, uint32_t a, uint32_t b);

#endif
