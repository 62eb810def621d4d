#include "cluster/excerpts.h"

/* Counts the shingles of part in whole, and those of them that are covered; covers them if asked. */
static void walk(wf_shingle_set whole, wf_shingle_set part, unsigned char *covered, bool cover,
                 size_t *n_shared, size_t *n_covered) {
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

bool wf_excerpt_joins(wf_shingle_set whole, wf_shingle_set part, bool freely, unsigned char *covered) {
    size_t n_shared, n_covered;
    walk(whole, part, covered, false, &n_shared, &n_covered);
    bool joins = freely || n_covered * 2 >= n_shared;
    if (joins) walk(whole, part, covered, true, &n_shared, &n_covered);
    return joins;
}
