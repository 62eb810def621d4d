#include "cluster/excerpts.h"

#include <string.h>

/* Counts the shingles of part in whole, and those of them that are covered; covers them if asked. */
static void walk(wf_shingle_set whole, wf_shingle_set part, unsigned char *covered, bool cover, size_t *n_shared,
                 size_t *n_covered) {
    *n_shared = *n_covered = 0;
    for (size_t i = 0, j = 0; i < whole.n && j < part.n;) {
        if (whole.h[i] == part.h[j]) {
            ++*n_shared;
            *n_covered += covered[i];
            if (cover) covered[i] = 1;
            i++;
            j++;
        } else if (whole.h[i] < part.h[j]) {
            i++;
        } else {
            j++;
        }
    }
}

void wf_excerpts_join(wf_shingle_set whole, const wf_shingle_set *parts, size_t n, bool *joined, unsigned char *scratch) {
    memset(scratch, 0, whole.n);
    for (size_t k = 0; k < n; k++) {
        size_t n_shared, n_covered;
        walk(whole, parts[k], scratch, false, &n_shared, &n_covered);
        joined[k] = k == 0 || n_covered * 2 >= n_shared;
        if (joined[k]) walk(whole, parts[k], scratch, true, &n_shared, &n_covered);
    }
}
