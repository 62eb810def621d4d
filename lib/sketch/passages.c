/* Winnowing: Schleimer, Wilkerson, Aiken, Winnowing: Local Algorithms for Document Fingerprinting, SIGMOD 2003. */
#include "sketch/sketch.h"

/* Place of the smallest of h[begin, end), the last of equal ones. */
static size_t smallest(const uint64_t *h, size_t begin, size_t end) {
    size_t low = begin;
    for (size_t i = begin + 1; i < end; i++) {
        low = h[i] <= h[low] ? i : low;
    }
    return low;
}

/*
 * The smallest of a window stays the smallest until it leaves the window or a new one is as small, so the window is
 * searched again only once in (window + 1) / 2 steps on average.
 */
size_t wf_passages(const uint64_t *h, size_t n, unsigned window, uint64_t *out) {
    if (n == 0) {
        return 0;
    }
    size_t first = n < window ? n : window;
    size_t low = smallest(h, 0, first);
    uint64_t last = h[low];
    size_t n_out = 0;
    out[n_out++] = wf_mix64(last);
    for (size_t i = first; i < n; i++) {
        if (h[i] <= h[low]) {
            low = i;
        } else if (low + window <= i) {
            low = smallest(h, i + 1 - window, i + 1);
        } else {
            continue;
        }
        if (h[low] != last) {
            last = h[low];
            out[n_out++] = wf_mix64(last);
        }
    }
    return n_out;
}
