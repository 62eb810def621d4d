#include "cluster/singles.h"

#include <stdlib.h>

#include "base/error.h"

/* A pair of a single node with a member of a cluster. */
typedef struct {
    uint32_t node, cluster;
    float p;
} outside_pair;

/* By node and cluster, the best first. */
static int compare_outside(const void *x, const void *y) {
    const outside_pair *a = x, *b = y;
    if (a->node != b->node) return a->node < b->node ? -1 : 1;
    if (a->cluster != b->cluster) return a->cluster < b->cluster ? -1 : 1;
    return (a->p < b->p) - (a->p > b->p);
}

/* Lists the pairs of single nodes with clusters of enough members, sorted. */
static size_t list_outside(const wf_scored_pair *pairs, size_t n_pairs, const uint32_t *cluster,
                           const uint32_t *size, outside_pair *out) {
    size_t n = 0;
    for (size_t i = 0; i < n_pairs; i++)
        for (int turn = 0; turn < 2; turn++) {
            uint32_t node = turn ? pairs[i].b : pairs[i].a, other = turn ? pairs[i].a : pairs[i].b;
            if (size[cluster[node]] == 1 && size[cluster[other]] >= WF_FEWEST_JOINED)
                out[n++] = (outside_pair){node, cluster[other], pairs[i].p};
        }
    if (n) qsort(out, n, sizeof *out, compare_outside);
    return n;
}

/* Mean of the best of n sorted pairs of one node with one cluster. */
static double best_mean(const outside_pair *pairs, size_t n, uint32_t size) {
    enum { FEWEST = 3 };
    size_t n_best = ((size_t)size + 2) / 3;
    if (n_best < FEWEST) n_best = FEWEST;
    if (n_best > WF_CLUSTER_SAMPLE) n_best = WF_CLUSTER_SAMPLE;
    double sum = 0;
    for (size_t i = 0; i < n && i < n_best; i++) sum += (double)pairs[i].p;
    return sum / (double)n_best;
}

/* Names every cluster by its smallest node again. */
static void name_clusters(uint32_t *cluster, uint32_t n, uint32_t *smallest) {
    for (uint32_t i = n; i-- > 0;) smallest[cluster[i]] = i;
    for (uint32_t i = 0; i < n; i++) cluster[i] = smallest[cluster[i]];
}

wf_code wf_join_singles(const wf_scored_pair *pairs, size_t n_pairs, uint32_t *cluster, uint32_t n,
                        double least, wf_error *err) {
    uint32_t *size = calloc((size_t)n + 1, sizeof *size);
    outside_pair *outside =
        malloc((n_pairs + 1) * sizeof *outside); /* a pair has at most one single end that counts */
    if (!size || !outside) {
        free(size);
        free(outside);
        return wf_fail_nomem(err, "texts that are alone");
    }
    for (uint32_t i = 0; i < n; i++) size[cluster[i]]++;
    size_t n_outside = list_outside(pairs, n_pairs, cluster, size, outside);
    for (size_t i = 0, end; i < n_outside; i = end) {
        uint32_t node = outside[i].node, best_cluster = node;
        double best = 0;
        for (end = i; end < n_outside && outside[end].node == node;) {
            size_t first = end;
            while (end < n_outside && outside[end].node == node &&
                   outside[end].cluster == outside[first].cluster)
                end++;
            double mean = best_mean(outside + first, end - first, size[outside[first].cluster]);
            if (mean >= least && mean > best) {
                best = mean;
                best_cluster = outside[first].cluster;
            }
        }
        cluster[node] = best_cluster;
    }
    name_clusters(cluster, n, size);
    free(size);
    free(outside);
    return WF_OK;
}
