#include "cluster/pairs.h"

#include <stdlib.h>

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
