/* Sorting of integers: least-significant-digit radix sort, stable, no recursion; quickest where they are hashes. */
#ifndef WF_BASE_SORT_H
#define WF_BASE_SORT_H

#include "wirefold.h"

typedef struct {
    uint64_t key;
    uint32_t value;
} __attribute__((packed, aligned(4))) wf_keyed; /* 12 bytes: tables of these are held by the million */

/* Sorts n values ascending; scratch holds n values too. */
void wf_sort_u64(uint64_t *values, uint64_t *scratch, size_t n);

/* The same on several threads, which is worth it for hashes: values whose upper 5 bits differ. */
void wf_sort_u64_shared(uint64_t *values, uint64_t *scratch, size_t n, size_t n_threads);

/* Sorts n items by key, ascending and stable; scratch holds n items too. */
void wf_sort_keyed(wf_keyed *items, wf_keyed *scratch, size_t n);

/* Sorts n values ascending and drops repeats; scratch holds n values; returns how many remain. */
size_t wf_sort_unique_u64(uint64_t *values, uint64_t *scratch, size_t n);

/* Drops repeats of sorted values; returns how many remain. */
size_t wf_unique_u64(uint64_t *values, size_t n);

/* Drops repeats, in whatever order; scratch holds n values; returns how many remain. */
size_t wf_drop_repeats_u64(uint64_t *values, uint64_t *scratch, size_t n);

#endif
