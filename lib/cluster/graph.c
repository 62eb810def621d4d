#include "cluster/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static int compare_edges(const void *x, const void *y) {
    const wf_edge *p = x, *q = y;
    if (p->a != q->a) return p->a < q->a ? -1 : 1;
    return (p->b > q->b) - (p->b < q->b);
}

size_t wf_edges_sort(wf_edge *edges, size_t n) {
    if (n == 0) return 0;
    qsort(edges, n, sizeof *edges, compare_edges);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++)
        if (compare_edges(&edges[i], &edges[kept - 1]) != 0) edges[kept++] = edges[i];
    return kept;
}

const wf_edge *wf_edges_find(const wf_edge *edges, size_t n, uint32_t a, uint32_t b) {
    wf_edge wanted = {.a = a < b ? a : b, .b = a < b ? b : a};
    return n ? bsearch(&wanted, edges, n, sizeof *edges, compare_edges) : NULL;
}

wf_code wf_graph_open(wf_graph *graph, uint32_t n, const wf_edge *edges, size_t n_edges, wf_error *err) {
    memset(graph, 0, sizeof *graph);
    if (n_edges >= UINT32_MAX) return wf_fail(err, WF_E_PARAM, "more than 4 billion verified pairs");
    graph->begin = calloc((size_t)n + 2, sizeof *graph->begin);
    graph->to = malloc((2 * n_edges + 1) * sizeof *graph->to);
    graph->edge = malloc((2 * n_edges + 1) * sizeof *graph->edge);
    if (!graph->begin || !graph->to || !graph->edge) {
        wf_graph_close(graph);
        return wf_fail_nomem(err, "verified pairs");
    }
    graph->edges = edges;
    graph->n = n;
    for (size_t i = 0; i < n_edges; i++) {
        graph->begin[edges[i].a + 2]++;
        graph->begin[edges[i].b + 2]++;
    }
    for (size_t x = 2; x < (size_t)n + 2; x++) graph->begin[x] += graph->begin[x - 1];
    /* begin[x + 1] is now where the next neighbour of x goes. Smaller neighbours first, then larger: ascending lists. */
    for (int larger = 0; larger < 2; larger++)
        for (size_t i = 0; i < n_edges; i++) {
            uint32_t from = larger ? edges[i].a : edges[i].b;
            uint64_t at = graph->begin[from + 1]++;
            graph->to[at] = larger ? edges[i].b : edges[i].a;
            graph->edge[at] = (uint32_t)i;
        }
    return WF_OK;
}

void wf_graph_close(wf_graph *graph) {
    free(graph->begin);
    free(graph->to);
    free(graph->edge);
    memset(graph, 0, sizeof *graph);
}

const wf_edge *wf_graph_find(const wf_graph *graph, uint32_t a, uint32_t b) {
    if (wf_graph_degree(graph, a) > wf_graph_degree(graph, b)) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    uint64_t lo = graph->begin[a], hi = graph->begin[a + 1];
    while (lo < hi) {
        uint64_t mid = lo + (hi - lo) / 2;
        if (graph->to[mid] < b)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < graph->begin[a + 1] && graph->to[lo] == b ? &graph->edges[graph->edge[lo]] : NULL;
}
