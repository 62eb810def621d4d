#include "cluster/excerpts.h"

/* First place from low on in set that is not below hash: steps that double, then halves. */
static size_t lower_bound(wf_shingle_set set, size_t low, uint64_t hash) {
    size_t step = 1;
    while (step < set.n - low && set.h[low + step] < hash) {
        low += step;
        step *= 2;
    }
    size_t high = step < set.n - low ? low + step : set.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set.h[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Counts the shingles of part in whole, and those of them that are covered; covers them if asked. */
static void walk(wf_shingle_set whole, wf_shingle_set part, unsigned char *covered, bool cover,
                 size_t *n_shared, size_t *n_covered) {
    *n_shared = *n_covered = 0;
    for (size_t i = 0, j = 0; j < part.n && i < whole.n; j++) {
        i = lower_bound(whole, i, part.h[j]);
        if (i == whole.n || whole.h[i] != part.h[j]) continue;
        ++*n_shared;
        *n_covered += covered[i];
        if (cover) covered[i] = 1;
    }
}

bool wf_excerpt_joins(wf_shingle_set whole, wf_shingle_set part, bool freely, unsigned char *covered) {
    size_t n_shared, n_covered;
    walk(whole, part, covered, false, &n_shared, &n_covered);
    bool joins = freely || n_covered * 2 >= n_shared;
    if (joins) walk(whole, part, covered, true, &n_shared, &n_covered);
    return joins;
}
