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
    float *idf = malloc(((size_t)largest + 1) * sizeof *idf);
    if (!made.weights || !idf) {
        free(made.weights);
        free(idf);
        return wf_fail_nomem(err, "the weights of words");
    }
    uint8_t *weight = made.weights;
    for (uint32_t p = 0; p < WF_FREQUENCY_PARTS; p++) {
        wf_idf_of_part(frequencies, p, idf);
        for (uint32_t i = 0, size = wf_frequencies_size(frequencies, p); i < size; i++)
            *weight++ = (uint8_t)(idf[i] * WF_WEIGHT_STEPS + .5f);
    }
    free(idf);
    *out = made;
    return WF_OK;
}

void wf_term_weights_close(wf_term_weights *weights) {
    free(weights->weights);
    weights->weights = NULL;
}

/* The terms of a text that may be keys, with their codes: those that less than WF_TERM_SINGLES others outrank. */
static size_t rank_terms(const wf_frequencies *frequencies, const uint32_t *outline, const uint8_t *rank,
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
        wf_prefetch(wf_numbered_code(frequencies, outline[i] >> 4));
        out[n_out++] = (wf_ranked_term){outline[i] >> 4, rank[i], begins};
        begins = false;
    }
    for (size_t i = 0; i < n_out; i++) out[i].term = *wf_numbered_code(frequencies, out[i].term);
    return n_out;
}

size_t wf_weigh_outline(const wf_term_weights *weights, uint32_t *terms, uint32_t n, float *sum,
                        wf_term_key *out) {
    /* 1 + ln count for counts 0 to 7, in 64ths of that of 7. */
    static const uint8_t by_count[8] = {22, 22, 37, 46, 52, 57, 61, 64};
    const uint32_t n_ranked = n < MOST ? n : MOST, place_mask = (1u << WF_PLACE_BITS) - 1;
    uint32_t outline[MOST], total = 0;
    uint8_t rank[MOST];
    wf_ranked_term ranked[MOST];
    if (n) memcpy(outline, terms, n_ranked * sizeof *outline);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t number = terms[i] >> 4;
        const uint32_t at = weights->first_of[number >> WF_PLACE_BITS] + (number & place_mask);
        const uint32_t weight = weights->weights[at];
        if (i < MOST) rank[i] = (uint8_t)(weight * by_count[terms[i] >> 1 & 7] / 64);
        terms[i] = at << 8 | weight;
        total += weight;
    }
    *sum = (float)total;
    return wf_term_keys(ranked, rank_terms(weights->frequencies, outline, rank, n_ranked, ranked), out);
}
