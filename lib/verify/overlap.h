/*
 * Exact overlap of two shingle sets, and the passages two texts share.
 */
#ifndef WF_VERIFY_OVERLAP_H
#define WF_VERIFY_OVERLAP_H

#include "text/tokenize.h"

/* A shingle set: sorted distinct hashes. */
typedef struct {
    const uint64_t *h;
    size_t n;
} wf_shingle_set;

/* Shingles in both; linear in the smaller times log of the ratio, at most linear in both. */
size_t wf_overlap(wf_shingle_set a, wf_shingle_set b);

typedef struct {
    double jaccard;
    double a_in_b; /* share of a's shingles that b has */
    double b_in_a;
} wf_similarity;

/* From the sizes of both sets and of their intersection; all 0 where a set is empty. */
wf_similarity wf_similarity_of(size_t n_a, size_t n_b, size_t n_shared);

/*
 * Words of a text that stand in a shingle that set has too. ordered: the text's n_words tokens as shingle hashes of
 * length w in text order (wf_shingles). Every cut inside an excerpt costs w - 1 shingles but no such word.
 */
size_t wf_words_covered(const uint64_t *ordered, size_t n_words, unsigned w, wf_shingle_set set);

/*
 * Shared passages: greedy string tiling over shingle matches. Longest runs of equal tokens of at least w words are taken
 * first, no word is used twice; in order of a. Of texts shorter than w words only equal ones share a passage.
 * h_a and h_b: shingle hashes in text order (wf_shingles). *out is malloc'ed (free it), NULL if there are none. Time
 * and memory linear: of a shingle that repeats more than 16 times in b only the first 16 places are tried (fewer if a
 * has over 131,072 words). Errors: WF_E_NOMEM.
 */
wf_code wf_shared_spans(const wf_tokens *a, const uint64_t *h_a, const wf_tokens *b, const uint64_t *h_b,
                        unsigned w, wf_span **out, size_t *n_out, wf_error *err);

#endif
