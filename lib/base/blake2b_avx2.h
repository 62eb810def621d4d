/* BLAKE2b-128 (RFC 7693, no key) of four texts at a time, one in each lane of AVX2's vectors. */
#ifndef WF_BASE_BLAKE2B_AVX2_H
#define WF_BASE_BLAKE2B_AVX2_H

#include <immintrin.h>

#include "base/digest.h"

#define WF_BLAKE2B_LANES 4
#define WF_TARGET_BLAKE2B __attribute__((target("avx2")))

/* A row is one word of all four texts. */
typedef struct {
    uint64_t h[8][WF_BLAKE2B_LANES];
    uint64_t n_bytes[WF_BLAKE2B_LANES]; /* up to the end of the next block */
    uint64_t last[WF_BLAKE2B_LANES];    /* all ones if that is the end of the text */
} wf_blake2b_four;

static const uint64_t wf_blake2b_iv[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                          0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                          0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

/* A text begins in a lane. */
static inline void wf_blake2b_begin(wf_blake2b_four *state, unsigned lane) {
    for (unsigned i = 0; i < 8; i++) state->h[i][lane] = wf_blake2b_iv[i];
    state->h[0][lane] ^= 0x01010000 ^ sizeof(wf_digest); /* the parameters: no tree, no key, so many bytes */
}

/* The digest of the text in a lane, first byte highest. */
static inline wf_digest wf_blake2b_digest(const wf_blake2b_four *state, unsigned lane) {
    return (wf_digest){.hi = __builtin_bswap64(state->h[0][lane]),
                       .lo = __builtin_bswap64(state->h[1][lane])};
}

WF_TARGET_BLAKE2B static inline __m256i wf_blake2b_row(const uint64_t row[WF_BLAKE2B_LANES]) {
    return _mm256_loadu_si256((const __m256i *)row);
}

/* Words i to i + 3 of the four blocks: from one text a vector to one word a vector. */
WF_TARGET_BLAKE2B static inline void wf_blake2b_words(__m256i m[16],
                                                      const char *const blocks[WF_BLAKE2B_LANES],
                                                      unsigned i) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(blocks[0] + 8 * (size_t)i));
    __m256i b = _mm256_loadu_si256((const __m256i *)(blocks[1] + 8 * (size_t)i));
    __m256i c = _mm256_loadu_si256((const __m256i *)(blocks[2] + 8 * (size_t)i));
    __m256i d = _mm256_loadu_si256((const __m256i *)(blocks[3] + 8 * (size_t)i));
    __m256i ab_even = _mm256_unpacklo_epi64(a, b), ab_odd = _mm256_unpackhi_epi64(a, b);
    __m256i cd_even = _mm256_unpacklo_epi64(c, d), cd_odd = _mm256_unpackhi_epi64(c, d);
    m[i] = _mm256_permute2x128_si256(ab_even, cd_even, 0x20);
    m[i + 1] = _mm256_permute2x128_si256(ab_odd, cd_odd, 0x20);
    m[i + 2] = _mm256_permute2x128_si256(ab_even, cd_even, 0x31);
    m[i + 3] = _mm256_permute2x128_si256(ab_odd, cd_odd, 0x31);
}

#define WF_BLAKE2B_MIX(a, b, c, d, x, y)                                                    \
    do {                                                                                    \
        v[a] = _mm256_add_epi64(_mm256_add_epi64(v[a], v[b]), m[x]);                        \
        v[d] = _mm256_shuffle_epi32(_mm256_xor_si256(v[d], v[a]), _MM_SHUFFLE(2, 3, 0, 1)); \
        v[c] = _mm256_add_epi64(v[c], v[d]);                                                \
        v[b] = _mm256_shuffle_epi8(_mm256_xor_si256(v[b], v[c]), right_24);                 \
        v[a] = _mm256_add_epi64(_mm256_add_epi64(v[a], v[b]), m[y]);                        \
        v[d] = _mm256_shuffle_epi8(_mm256_xor_si256(v[d], v[a]), right_16);                 \
        v[c] = _mm256_add_epi64(v[c], v[d]);                                                \
        v[b] = _mm256_xor_si256(v[b], v[c]);                                                \
        v[b] = _mm256_or_si256(_mm256_srli_epi64(v[b], 63), _mm256_add_epi64(v[b], v[b]));  \
    } while (0)

#define WF_BLAKE2B_ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15) \
    do {                                                                                       \
        WF_BLAKE2B_MIX(0, 4, 8, 12, s0, s1);                                                   \
        WF_BLAKE2B_MIX(1, 5, 9, 13, s2, s3);                                                   \
        WF_BLAKE2B_MIX(2, 6, 10, 14, s4, s5);                                                  \
        WF_BLAKE2B_MIX(3, 7, 11, 15, s6, s7);                                                  \
        WF_BLAKE2B_MIX(0, 5, 10, 15, s8, s9);                                                  \
        WF_BLAKE2B_MIX(1, 6, 11, 12, s10, s11);                                                \
        WF_BLAKE2B_MIX(2, 7, 8, 13, s12, s13);                                                 \
        WF_BLAKE2B_MIX(3, 4, 9, 14, s14, s15);                                                 \
    } while (0)

/* Takes in the next block of each text. */
WF_TARGET_BLAKE2B static void wf_blake2b_step(wf_blake2b_four *state,
                                              const char *const blocks[WF_BLAKE2B_LANES]) {
    const __m256i right_16 = _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4,
                                              5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);
    const __m256i right_24 = _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5,
                                              6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);
    __m256i m[16], v[16];
    for (unsigned i = 0; i < 16; i += 4) wf_blake2b_words(m, blocks, i);
    for (unsigned i = 0; i < 8; i++) {
        v[i] = wf_blake2b_row(state->h[i]);
        v[8 + i] = _mm256_set1_epi64x((long long)wf_blake2b_iv[i]);
    }
    v[12] = _mm256_xor_si256(v[12], wf_blake2b_row(state->n_bytes));
    v[14] = _mm256_xor_si256(v[14], wf_blake2b_row(state->last));
    WF_BLAKE2B_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    WF_BLAKE2B_ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
    WF_BLAKE2B_ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4);
    WF_BLAKE2B_ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8);
    WF_BLAKE2B_ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13);
    WF_BLAKE2B_ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9);
    WF_BLAKE2B_ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11);
    WF_BLAKE2B_ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10);
    WF_BLAKE2B_ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5);
    WF_BLAKE2B_ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0);
    WF_BLAKE2B_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    WF_BLAKE2B_ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
    for (unsigned i = 0; i < 8; i++) {
        __m256i h = _mm256_xor_si256(wf_blake2b_row(state->h[i]), _mm256_xor_si256(v[i], v[8 + i]));
        _mm256_storeu_si256((__m256i *)state->h[i], h);
    }
}

#endif
