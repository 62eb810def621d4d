#include "index/copies.h"

size_t wf_buckets(const wf_keyed *sorted, size_t n, wf_bucket *out, size_t cap) {
    size_t n_buckets = 0;
    for (size_t begin = 0, end; begin < n; begin = end) {
        end = begin + 1;
        while (end < n && sorted[end].key == sorted[begin].key) {
            end++;
        }
        if (end - begin < 2) {
            continue;
        }
        if (n_buckets < cap) {
            out[n_buckets] = (wf_bucket){begin, end};
        }
        n_buckets++;
    }
    return n_buckets;
}
