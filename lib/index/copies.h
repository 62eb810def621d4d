/*
 * Candidate pairs for copies: stories with an equal band key, band by band.
 *
 * Batch: the keys of one band are sorted, and every run of equal keys is a bucket.
 */
#ifndef WF_INDEX_COPIES_H
#define WF_INDEX_COPIES_H

#include "base/sort.h"

typedef struct {
    uint64_t begin, end; /* items [begin, end) of the sorted band */
} wf_bucket;

/*
 * Buckets of two or more items in n sorted items; writes at most cap and returns how many there are in all (call with
 * cap 0 to count). Within a bucket the items keep the order they had before the sort.
 */
size_t wf_buckets(const wf_keyed *sorted, size_t n, wf_bucket *out, size_t cap);

#endif
