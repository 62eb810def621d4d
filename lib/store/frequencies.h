/*
 * Document frequencies of terms: of the dump, smoothed with a table of general English, so that four stories and four
 * million weigh a word alike.
 */
#ifndef WF_STORE_FREQUENCIES_H
#define WF_STORE_FREQUENCIES_H

#include "wirefold.h"

/* A term as it is counted: 28 bits of its hash. */
static inline uint32_t wf_term_code(uint64_t hash) {
    return (uint32_t)(hash >> 36);
}

typedef struct wf_frequencies wf_frequencies;

/* seed: of the term hashes. Errors: WF_E_NOMEM. */
wf_code wf_frequencies_open(wf_frequencies **out, uint64_t seed, wf_error *err);
void wf_frequencies_close(wf_frequencies *frequencies);

/* The distinct terms of a text: code << 4; the lower bits are left as they are. */
typedef struct {
    uint32_t *terms;
    uint32_t n;
} wf_term_list;

/*
 * Counts the terms of n more texts, and puts their numbers in place of their codes: of so many texts at once that what is
 * counted with takes 4 bytes a term of theirs. The same for any number of threads. Errors: WF_E_NOMEM.
 */
wf_code wf_frequencies_count(wf_frequencies *frequencies, const wf_term_list *texts, size_t n,
                             size_t n_threads, wf_error *err);

/*
 * Terms are numbered as they come in each part of the codes, after those of the background: a number of 28 bits, of which the
 * upper ones are the part, the others below wf_frequencies_size.
 */
#define WF_FREQUENCY_PARTS 256
#define WF_PLACE_BITS 20
uint32_t wf_frequencies_size(const wf_frequencies *frequencies, size_t part);

/* Where the code of a term stands by its number. */
const uint32_t *wf_numbered_code(const wf_frequencies *frequencies, uint32_t number);

/* wf_frequency and wf_idf of all terms of a part, by the lower bits of their numbers. */
void wf_weigh_part(const wf_frequencies *frequencies, size_t part, uint32_t *counts, float *idf);

/* Says how many texts were counted. */
void wf_frequencies_set_texts(wf_frequencies *frequencies, uint64_t n_texts);

/* Texts of the dump that have the term. Thread-safe once all is counted, as wf_idf is. */
uint32_t wf_frequency(const wf_frequencies *frequencies, uint32_t code);

/*
 * Inverse document frequency: ln((N + B + 1) / (n + b + 1/2)), n of the N texts of the dump and b of the B texts of the
 * background having the term; from 0 to WF_IDF_MAX.
 */
#define WF_IDF_MAX 10.f
float wf_idf(const wf_frequencies *frequencies, uint32_t code);

/* The same of n terms as they are counted (code << 4), faster than one by one. */
void wf_idf_all(const wf_frequencies *frequencies, const uint32_t *terms, size_t n, float *idf);

#endif
