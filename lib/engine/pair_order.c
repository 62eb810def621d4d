/*
 * The order in which candidate pairs are verified: pairs of the same nodes near each other, so that a profile is made once
 * and found in the cache from then on.
 *
 * Nodes are numbered breadth first over the graph of the pairs; a pair comes when the later of its nodes is reached.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/sort.h"
#include "engine/rewrites.h"

typedef struct {
    size_t *begin; /* neighbours of node i are neighbours[begin[i]] up to [begin[i + 1]] */
    uint32_t *neighbours;
    uint32_t *number; /* by node: its place in order, or UINT32_MAX */
    uint32_t *order;  /* nodes as they are reached */
} pair_graph;

static void fill_graph(pair_graph *g, const uint64_t *pairs, size_t n, uint32_t n_nodes) {
    memset(g->begin, 0, ((size_t)n_nodes + 2) * sizeof *g->begin);
    for (size_t i = 0; i < n; i++) {
        g->begin[(pairs[i] >> 32) + 2]++;
        g->begin[(uint32_t)pairs[i] + (size_t)2]++;
    }
    for (size_t v = 0; v < n_nodes; v++) g->begin[v + 2] += g->begin[v + 1];
    for (size_t i = 0; i < n; i++) {
        uint32_t a = (uint32_t)(pairs[i] >> 32), b = (uint32_t)pairs[i];
        g->neighbours[g->begin[a + (size_t)1]++] = b;
        g->neighbours[g->begin[b + (size_t)1]++] = a;
    }
}

static void number_nodes(pair_graph *g, uint32_t n_nodes) {
    uint32_t n_reached = 0, at = 0;
    memset(g->number, 0xFF, (size_t)n_nodes * sizeof *g->number);
    for (uint32_t v = 0; v < n_nodes; v++) {
        if (g->begin[v] == g->begin[v + (size_t)1] || g->number[v] != UINT32_MAX) continue;
        g->number[v] = n_reached;
        g->order[n_reached++] = v;
        for (; at < n_reached; at++) {
            uint32_t u = g->order[at];
            for (size_t k = g->begin[u]; k < g->begin[u + (size_t)1]; k++) {
                uint32_t w = g->neighbours[k];
                if (g->number[w] != UINT32_MAX) continue;
                g->number[w] = n_reached;
                g->order[n_reached++] = w;
            }
        }
    }
}

/* Replaces each pair by its place in the order, sorts, and turns the places into pairs again. */
static void sort_pairs(const pair_graph *g, uint64_t *pairs, uint64_t *scratch, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint64_t x = g->number[pairs[i] >> 32], y = g->number[(uint32_t)pairs[i]];
        pairs[i] = x > y ? x << 32 | y : y << 32 | x;
    }
    wf_sort_u64(pairs, scratch, n);
    for (size_t i = 0; i < n; i++) {
        uint64_t x = g->order[pairs[i] >> 32], y = g->order[(uint32_t)pairs[i]];
        pairs[i] = x < y ? x << 32 | y : y << 32 | x;
    }
}

wf_code wf_order_pairs(uint64_t *pairs, size_t n, uint32_t n_nodes, wf_error *err) {
    pair_graph g = {.begin = malloc(((size_t)n_nodes + 2) * sizeof *g.begin),
                    .neighbours = malloc((2 * n + 1) * sizeof *g.neighbours),
                    .number = malloc(((size_t)n_nodes + 1) * sizeof *g.number),
                    .order = malloc(((size_t)n_nodes + 1) * sizeof *g.order)};
    uint64_t *scratch = malloc((n + 1) * sizeof *scratch);
    bool ready = g.begin && g.neighbours && g.number && g.order && scratch;
    if (ready) {
        fill_graph(&g, pairs, n, n_nodes);
        number_nodes(&g, n_nodes);
        sort_pairs(&g, pairs, scratch, n);
    }
    free(g.begin);
    free(g.neighbours);
    free(g.number);
    free(g.order);
    free(scratch);
    return ready ? WF_OK : wf_fail_nomem(err, "the search for rewrites");
}
