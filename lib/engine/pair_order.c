/*
 * The order in which candidate pairs are verified: pairs of the same nodes near each other, so that a profile is made once
 * and found in the cache from then on.
 *
 * Nodes are numbered breadth first over the graph of the pairs, so those of a component without a gap; a pair comes when
 * the later of its nodes is reached.
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

static uint32_t first_of(const wf_keyed *pair) {
    return (uint32_t)(pair->key >> 32);
}

static uint32_t second_of(const wf_keyed *pair) {
    return (uint32_t)pair->key;
}

static void fill_graph(pair_graph *g, const wf_keyed *pairs, size_t n, uint32_t n_nodes) {
    memset(g->begin, 0, ((size_t)n_nodes + 2) * sizeof *g->begin);
    for (size_t i = 0; i < n; i++) {
        g->begin[first_of(&pairs[i]) + (size_t)2]++;
        g->begin[second_of(&pairs[i]) + (size_t)2]++;
    }
    for (size_t v = 0; v < n_nodes; v++) g->begin[v + 2] += g->begin[v + 1];
    for (size_t i = 0; i < n; i++) {
        const uint32_t a = first_of(&pairs[i]), b = second_of(&pairs[i]);
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

/* Sorts the pairs by the places of their nodes, the later first, and tells where a component begins. */
static void sort_pairs(const pair_graph *g, const wf_keyed *pairs, size_t n, wf_keyed *placed,
                       wf_pair_order *out) {
    for (size_t i = 0; i < n; i++) {
        const uint64_t x = g->number[first_of(&pairs[i])], y = g->number[second_of(&pairs[i])];
        placed[i] = (wf_keyed){x > y ? x << 32 | y : y << 32 | x, (uint32_t)i};
    }
    wf_sort_keyed(placed, placed + n, n);
    uint32_t latest = 0; /* of the nodes so far */
    for (size_t i = 0; i < n; i++) {
        const uint32_t later = first_of(&placed[i]), earlier = second_of(&placed[i]);
        if (i == 0 || earlier > latest) out->begin[out->n_components++] = (uint32_t)i;
        latest = later;
        out->pairs[i] = placed[i].value;
    }
    out->begin[out->n_components] = (uint32_t)n;
}

wf_code wf_order_pairs(wf_pair_order *out, const wf_keyed *pairs, size_t n, uint32_t n_nodes, wf_error *err) {
    *out = (wf_pair_order){0};
    if (n > UINT32_MAX) return wf_fail(err, WF_E_NOMEM, "too many pairs to verify");
    *out = (wf_pair_order){.pairs = malloc((n + 1) * sizeof *out->pairs),
                           .begin = malloc((n + 1) * sizeof *out->begin)};
    pair_graph g = {.begin = malloc(((size_t)n_nodes + 2) * sizeof *g.begin),
                    .neighbours = malloc((2 * n + 1) * sizeof *g.neighbours),
                    .number = malloc(((size_t)n_nodes + 1) * sizeof *g.number),
                    .order = malloc(((size_t)n_nodes + 1) * sizeof *g.order)};
    wf_keyed *placed = malloc((2 * n + 1) * sizeof *placed); /* with as much scratch behind it */
    bool ready = out->pairs && out->begin && g.begin && g.neighbours && g.number && g.order && placed;
    if (ready) {
        fill_graph(&g, pairs, n, n_nodes);
        number_nodes(&g, n_nodes);
        sort_pairs(&g, pairs, n, placed, out);
    }
    free(g.begin);
    free(g.neighbours);
    free(g.number);
    free(g.order);
    free(placed);
    return ready ? WF_OK : wf_fail_nomem(err, "the search for rewrites");
}

void wf_pair_order_free(wf_pair_order *order) {
    free(order->pairs);
    free(order->begin);
    *order = (wf_pair_order){0};
}
