#include "report/measures.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/sort.h"

/* n * (n - 1) / 2, without overflow for n < 2^32. */
static uint64_t pairs_of(uint64_t n) {
    return n % 2 ? n * ((n - (n > 0)) / 2) : n / 2 * (n - (n > 0));
}

/* Pairs within the clusters of a grouping; sizes (n, zeroed) gets their sizes, *n_clusters their number. */
static uint64_t grouping(const uint32_t *labels, size_t n, uint32_t *sizes, uint64_t *n_clusters) {
    uint64_t pairs = 0;
    for (size_t i = 0; i < n; i++) sizes[labels[i]]++;
    *n_clusters = 0;
    for (size_t c = 0; c < n; c++) {
        pairs += pairs_of(sizes[c]);
        *n_clusters += sizes[c] > 0;
    }
    return pairs;
}

static double harmonic(double p, double r) {
    return p + r > 0 ? 2 * p * r / (p + r) : 0;
}

/* Hubert and Arabie, Comparing partitions, 1985. */
static double adjusted_rand(uint64_t both, uint64_t gold, uint64_t result, uint64_t all) {
    /* The only cases in which the most there can be equals what chance expects. */
    if (gold == result && (gold == 0 || gold == all)) return 1;
    long double expected = (long double)gold / (long double)all * (long double)result;
    long double most = ((long double)gold + (long double)result) / 2;
    return (double)(((long double)both - expected) / (most - expected));
}

/*
 * The cells of the contingency table are runs of equal (gold, result) in sorted order: there are at most n, however
 * many clusters there are.
 */
wf_code wf_measure(const uint32_t *gold, const uint32_t *result, size_t n, wf_scores *out, wf_error *err) {
    size_t room = n ? n : 1;
    if (n > UINT32_MAX) return wf_fail(err, WF_E_PARAM, "more than 4,294,967,295 stories cannot be scored");
    uint64_t *cells = calloc(room, sizeof *cells), *scratch = calloc(room, sizeof *scratch);
    uint32_t *gold_sizes = calloc(room, sizeof *gold_sizes),
             *result_sizes = calloc(room, sizeof *result_sizes);
    wf_code code = WF_E_NOMEM;
    if (!cells || !scratch || !gold_sizes || !result_sizes) {
        wf_fail_nomem(err, "the scores");
        goto done;
    }
    uint64_t gold_pairs = grouping(gold, n, gold_sizes, &out->gold_clusters);
    uint64_t result_pairs = grouping(result, n, result_sizes, &out->result_clusters);
    for (size_t i = 0; i < n; i++) cells[i] = (uint64_t)gold[i] << 32 | result[i];
    wf_sort_u64(cells, scratch, n);
    uint64_t both = 0;
    double precision = 0, recall = 0; /* sums over stories of the B-cubed values */
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && cells[end] == cells[i];) end++;
        double size = (double)(end - i);
        both += pairs_of(end - i);
        precision += size * size / result_sizes[cells[i] & UINT32_MAX];
        recall += size * size / gold_sizes[cells[i] >> 32];
    }
    out->ari = adjusted_rand(both, gold_pairs, result_pairs, pairs_of(n));
    out->precision = result_pairs ? (double)both / (double)result_pairs : 1;
    out->recall = gold_pairs ? (double)both / (double)gold_pairs : 1;
    out->f1 = harmonic(out->precision, out->recall);
    out->b3_precision = n ? precision / (double)n : 1;
    out->b3_recall = n ? recall / (double)n : 1;
    out->b3_f1 = harmonic(out->b3_precision, out->b3_recall);
    code = WF_OK;
done:
    free(result_sizes);
    free(gold_sizes);
    free(scratch);
    free(cells);
    return code;
}
