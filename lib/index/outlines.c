#include "index/outlines.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

enum { MOST = 1024 /* terms that may be keys */ };

wf_code wf_term_weights_open(wf_term_weights *out, const wf_frequencies *frequencies, wf_error *err) {
    wf_term_weights made = {.frequencies = frequencies};
    uint32_t n = 0, largest = 0;
    for (uint32_t p = 0; p < WF_FREQUENCY_PARTS; p++) {
        const uint32_t size = wf_frequencies_size(frequencies, p);
        made.first_of[p] = n;
        n += size;
        if (size > largest) largest = size;
    }
    made.weights = malloc((size_t)n + 1);
    made.alone = calloc((size_t)n / 64 + 1, sizeof *made.alone);
    float *idf = malloc(((size_t)largest + 1) * sizeof *idf);
    uint32_t *counts = malloc(((size_t)largest + 1) * sizeof *counts);
    if (!made.weights || !made.alone || !idf || !counts) {
        wf_term_weights_close(&made);
        free(idf);
        free(counts);
        return wf_fail_nomem(err, "the weights of words");
    }
    uint32_t at = 0;
    for (uint32_t p = 0; p < WF_FREQUENCY_PARTS; p++) {
        wf_weigh_part(frequencies, p, counts, idf);
        for (uint32_t i = 0, size = wf_frequencies_size(frequencies, p); i < size; i++, at++) {
            made.weights[at] = (uint8_t)(idf[i] * WF_WEIGHT_STEPS + .5f);
            made.alone[at / 64] |= (uint64_t)(counts[i] <= 1) << at % 64;
        }
    }
    free(idf);
    free(counts);
    *out = made;
    return WF_OK;
}

void wf_term_weights_close(wf_term_weights *weights) {
    free(weights->weights);
    free(weights->alone);
    weights->weights = NULL;
    weights->alone = NULL;
}

/* The place of a term among all weights. */
static inline uint32_t place_of(const wf_term_weights *weights, uint32_t number) {
    return weights->first_of[number >> WF_PLACE_BITS] + (number & ((1u << WF_PLACE_BITS) - 1));
}

/* The terms of a text that may be keys, with their codes: those that less than WF_TERM_SINGLES others outrank. */
static size_t rank_terms(const wf_term_weights *weights, const uint32_t *outline, const uint8_t *rank,
                         size_t n, wf_ranked_term *out) {
    uint16_t n_of[UINT8_MAX + 1] = {0};
    for (size_t i = 0; i < n; i++) n_of[rank[i]]++;
    unsigned last = UINT8_MAX;
    for (size_t n_above = 0; last > 0 && n_above + n_of[last] < WF_TERM_SINGLES; last--)
        n_above += n_of[last];
    size_t n_out = 0;
    bool begins = false;
    for (size_t i = 0; i < n; i++) {
        begins |= outline[i] & 1;
        if (rank[i] < last) continue;
        const uint32_t number = outline[i] >> 4, at = place_of(weights, number);
        wf_prefetch(wf_numbered_code(weights->frequencies, number));
        out[n_out++] = (wf_ranked_term){number, rank[i], begins, weights->alone[at / 64] >> at % 64 & 1};
        begins = false;
    }
    for (size_t i = 0; i < n_out; i++) out[i].term = *wf_numbered_code(weights->frequencies, out[i].term);
    return n_out;
}

size_t wf_weigh_outline(const wf_term_weights *weights, uint32_t *terms, uint32_t n, float *sum,
                        wf_term_key *out) {
    /* 1 + ln count for counts 0 to 7, in 64ths of that of 7. */
    static const uint8_t by_count[8] = {22, 22, 37, 46, 52, 57, 61, 64};
    const uint32_t n_ranked = n < MOST ? n : MOST;
    uint32_t outline[MOST], total = 0;
    uint8_t rank[MOST];
    wf_ranked_term ranked[MOST];
    if (n) memcpy(outline, terms, n_ranked * sizeof *outline);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t at = place_of(weights, terms[i] >> 4);
        const uint32_t weight = weights->weights[at];
        if (i < MOST) rank[i] = (uint8_t)(weight * by_count[terms[i] >> 1 & 7] / 64);
        terms[i] = at << 8 | weight;
        total += weight;
    }
    *sum = (float)total;
    return wf_term_keys(ranked, rank_terms(weights, outline, rank, n_ranked, ranked), out);
}
