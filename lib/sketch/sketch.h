/*
 * Shingles, signatures, band keys and passage fingerprints of one story.
 */
#ifndef WF_SKETCH_SKETCH_H
#define WF_SKETCH_SKETCH_H

#include "base/digest.h"
#include "text/tokenize.h"

#define WF_SIGNATURE 128 /* values in a signature */

/* Shingles of a text of n tokens: n - w + 1, or 1 for a text shorter than w, or 0 for an empty one. */
static inline size_t wf_n_shingles(size_t n_tokens, unsigned w) {
    return n_tokens == 0 ? 0 : n_tokens < w ? 1 : n_tokens - w + 1;
}

/*
 * Hashes of the shingles in order: XXH3 over the normalised bytes of each window of w tokens. A text shorter than w
 * tokens has one shingle, all of it. out holds wf_n_shingles values; returns that number.
 */
size_t wf_shingles(const wf_tokens *tokens, unsigned w, uint64_t seed, uint64_t *out);

/*
 * Signature of a set by Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017): WF_SIGNATURE values of 32
 * bits. h: n >= 1 shingle hashes, any order, repeats allowed (they cost time: linear in n, but up to 128 n where few of
 * many are distinct). All 64 bits of a hash must be good, as those of wf_shingles are. The same set and seeds give the
 * same bytes everywhere. Two signatures agree at a position with probability equal to the Jaccard of their sets, and
 * the signature of a union holds the smaller value of both at each position.
 */
void wf_signature(uint32_t sig[WF_SIGNATURE], const uint64_t *h, size_t n, const wf_seeds *seeds);

/* 16 bits of each value: enough to tell values apart, in a quarter of a kilobyte. */
void wf_signature_shorten(uint16_t out[WF_SIGNATURE], const uint32_t sig[WF_SIGNATURE]);

/* Equal positions of two shortened signatures: Jaccard estimate = that / WF_SIGNATURE. */
unsigned wf_signatures_agree(const uint16_t a[WF_SIGNATURE], const uint16_t b[WF_SIGNATURE]);

/*
 * Bands b and rows r, b * r <= WF_SIGNATURE, for a threshold in (0, 1]: the largest r <= WF_ROWS_MAX whose expected
 * recall 1 - (1 - t^r)^b at the threshold itself is at least .9 with b = WF_SIGNATURE / r; 1 row where none reaches it
 * (below a threshold of .018). More rows than WF_ROWS_MAX would cut no further false candidates, only recall.
 */
#define WF_ROWS_MAX 32
void wf_bands_choose(double threshold, unsigned *bands, unsigned *rows);

/* Keys of the bands of a signature: 64-bit hash of its r values and the band's number. out holds bands keys. */
void wf_band_keys(uint64_t *out, const uint32_t *sig, unsigned bands, unsigned rows, uint64_t seed);

/*
 * Passage fingerprints by winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003): of every run of window >= 1 consecutive
 * shingles the smallest hash is kept, so two texts that share window + w - 1 words in a row share a fingerprint. A
 * fingerprint is the hash mixed again, so that any of its bits are spread evenly though the hash is a small one. out
 * holds up to n values; returns how many, at least 1 if n >= 1, about 2 n / (window + 1). A pick that repeats its
 * neighbour is listed once; otherwise repeats may occur. kernels: available ones, or AUTO for the scalar ones.
 */
#define WF_PASSAGE_WINDOW 12
size_t wf_passages(const uint64_t *h, size_t n, unsigned window, wf_kernels kernels, uint64_t *out);

#endif
