/* Disjoint sets over 0..n-1 whose root is always their smallest member, so that the order of joins leaves no trace. */
#ifndef WF_CLUSTER_UNIONFIND_H
#define WF_CLUSTER_UNIONFIND_H

#include "wirefold.h"

typedef struct {
    uint32_t *parent;
    uint32_t n;
} wf_unionfind;

wf_code wf_unionfind_open(wf_unionfind *sets, uint32_t n, wf_error *err);
void wf_unionfind_close(wf_unionfind *sets);

/* Root of x's set. Changes nothing, so any number of threads may ask while nobody joins. */
uint32_t wf_unionfind_root(const wf_unionfind *sets, uint32_t x);

/* Makes one set of both; false if they were one. One thread at a time. */
bool wf_unionfind_join(wf_unionfind *sets, uint32_t a, uint32_t b);

/* Hangs every member right under its root, so that wf_unionfind_root takes one step. One thread at a time; linear. */
void wf_unionfind_flatten(wf_unionfind *sets);

#endif
