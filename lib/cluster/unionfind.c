#include "cluster/unionfind.h"

#include <stdlib.h>

#include "base/error.h"

wf_code wf_unionfind_open(wf_unionfind *sets, uint32_t n, wf_error *err) {
    sets->parent = malloc(((size_t)n + 1) * sizeof *sets->parent);
    if (!sets->parent) return wf_fail_nomem(err, "clusters");
    sets->n = n;
    for (uint32_t i = 0; i < n; i++) sets->parent[i] = i;
    return WF_OK;
}

void wf_unionfind_close(wf_unionfind *sets) {
    free(sets->parent);
    sets->parent = NULL;
    sets->n = 0;
}

uint32_t wf_unionfind_root(const wf_unionfind *sets, uint32_t x) {
    while (sets->parent[x] != x) x = sets->parent[x];
    return x;
}

/* The root, with every node on the way hung under it. */
static uint32_t root_compressing(wf_unionfind *sets, uint32_t x) {
    uint32_t root = wf_unionfind_root(sets, x);
    while (sets->parent[x] != root) {
        uint32_t next = sets->parent[x];
        sets->parent[x] = root;
        x = next;
    }
    return root;
}

bool wf_unionfind_join(wf_unionfind *sets, uint32_t a, uint32_t b) {
    a = root_compressing(sets, a);
    b = root_compressing(sets, b);
    if (a == b) return false;
    if (a < b)
        sets->parent[b] = a;
    else
        sets->parent[a] = b;
    return true;
}

void wf_unionfind_flatten(wf_unionfind *sets) {
    /* A parent is never larger than its child, so it hangs under its root already when its children are looked at. */
    for (uint32_t x = 0; x < sets->n; x++) sets->parent[x] = sets->parent[sets->parent[x]];
}
