#include "verify/overlap.h"

#include "sketch/sketch.h"

enum { GALLOP_RATIO = 16 };

/* Merging without branches on the data: which of two random hashes is smaller cannot be foreseen. */
static size_t overlap_merge(wf_shingle_set a, wf_shingle_set b) {
    size_t n = 0, i = 0, j = 0;
    while (i < a.n && j < b.n) {
        uint64_t x = a.h[i], y = b.h[j];
        n += x == y;
        i += x <= y;
        j += y <= x;
    }
    return n;
}

/* Each hash of the small set is looked for in the large one from where the last was, by steps that double. */
static size_t overlap_gallop(wf_shingle_set small, wf_shingle_set large) {
    size_t n = 0, begin = 0;
    for (size_t i = 0; i < small.n && begin < large.n; i++) {
        uint64_t x = small.h[i];
        size_t step = 1;
        while (step < large.n - begin && large.h[begin + step] < x) {
            step *= 2;
        }
        /* All before begin + step / 2 are smaller than x; none from begin + step on is. */
        size_t low = begin + step / 2;
        size_t high = step < large.n - begin ? begin + step : large.n;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (large.h[middle] < x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        n += low < large.n && large.h[low] == x;
        begin = low;
    }
    return n;
}

size_t wf_overlap(wf_shingle_set a, wf_shingle_set b) {
    if (a.n > b.n) {
        return wf_overlap(b, a);
    }
    return b.n / GALLOP_RATIO >= a.n ? overlap_gallop(a, b) : overlap_merge(a, b);
}

wf_similarity wf_similarity_of(size_t n_a, size_t n_b, size_t n_shared) {
    wf_similarity s = {0, 0, 0};
    if (n_a > 0 && n_b > 0) {
        s.jaccard = (double)n_shared / (double)(n_a + n_b - n_shared);
        s.a_in_b = (double)n_shared / (double)n_a;
        s.b_in_a = (double)n_shared / (double)n_b;
    }
    return s;
}

static bool has(wf_shingle_set set, uint64_t hash) {
    size_t low = 0, high = set.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set.h[middle] < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < set.n && set.h[low] == hash;
}

size_t wf_words_covered(const uint64_t *ordered, size_t n_words, unsigned w, wf_shingle_set set) {
    size_t n_shingles = wf_n_shingles(n_words, w), covered = 0, end = 0; /* words before end are counted */
    for (size_t i = 0; i < n_shingles; i++) {
        if (!has(set, ordered[i])) {
            continue;
        }
        size_t begin = i > end ? i : end;
        end = i + w < n_words ? i + w : n_words;
        covered += end - begin;
    }
    return covered;
}
