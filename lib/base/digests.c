/*
 * BLAKE2b (Saarinen, Aumasson, The BLAKE2 Cryptographic Hash, RFC 7693) with a digest of 128 bits and no key.
 *
 * Four lanes of a vector hold the states of four texts. A lane whose text is done takes the next one, so texts of any
 * lengths keep all four busy until few are left.
 */
#include "base/digests.h"

#include "base/cpu.h"

enum { LONGEST_COPIED = 64 * 1024 };

#if WF_HAS_X86_KERNELS

#include <immintrin.h>

#define TARGET_AVX2 __attribute__((target("avx2")))

enum { LANES = 4, WORDS = 8, BLOCK = 128, ROUNDS = 12, DIGEST = 16 };

static const uint64_t iv[WORDS] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                   0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                   0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

/* The order of the words of a block in each round; the last two rounds are as the first two. */
static const uint8_t sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

/* The states of four texts. */
typedef struct {
    uint64_t h[WORDS][LANES];
    uint64_t
        count[LANES];     /* bytes with the block that is taken next; a text over 2^64 bytes does not exist */
    uint64_t last[LANES]; /* all ones where that block is the last */
    const char *block[LANES];
} states;

/* Words 4 i to 4 i + 3 of the four blocks, each by lane. */
TARGET_AVX2 static inline void load_words(const states *s, unsigned i, __m256i m[16]) {
    __m256i row[LANES], low[2], high[2];
    for (unsigned lane = 0; lane < LANES; lane++)
        row[lane] = _mm256_loadu_si256((const __m256i *)(s->block[lane] + (size_t)32 * i));
    for (unsigned k = 0; k < 2; k++) {
        low[k] = _mm256_unpacklo_epi64(row[2 * k], row[2 * k + 1]);
        high[k] = _mm256_unpackhi_epi64(row[2 * k], row[2 * k + 1]);
    }
    m[4 * i] = _mm256_permute2x128_si256(low[0], low[1], 0x20);
    m[4 * i + 1] = _mm256_permute2x128_si256(high[0], high[1], 0x20);
    m[4 * i + 2] = _mm256_permute2x128_si256(low[0], low[1], 0x31);
    m[4 * i + 3] = _mm256_permute2x128_si256(high[0], high[1], 0x31);
}

/* The mixing function of RFC 7693, section 3.1. */
TARGET_AVX2 static inline __attribute__((always_inline)) void mix(__m256i v[16], int a, int b, int c, int d,
                                                                  __m256i x, __m256i y) {
    const __m256i by_24 = _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6,
                                           7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10),
                  by_16 = _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5,
                                           6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);
    v[a] = _mm256_add_epi64(_mm256_add_epi64(v[a], v[b]), x);
    v[d] = _mm256_shuffle_epi32(_mm256_xor_si256(v[d], v[a]), _MM_SHUFFLE(2, 3, 0, 1));
    v[c] = _mm256_add_epi64(v[c], v[d]);
    v[b] = _mm256_shuffle_epi8(_mm256_xor_si256(v[b], v[c]), by_24);
    v[a] = _mm256_add_epi64(_mm256_add_epi64(v[a], v[b]), y);
    v[d] = _mm256_shuffle_epi8(_mm256_xor_si256(v[d], v[a]), by_16);
    v[c] = _mm256_add_epi64(v[c], v[d]);
    v[b] = _mm256_xor_si256(v[b], v[c]);
    v[b] = _mm256_or_si256(_mm256_srli_epi64(v[b], 63), _mm256_add_epi64(v[b], v[b]));
}

/* The compression function of RFC 7693, section 3.2, on a block of each text. */
TARGET_AVX2 static void compress(states *s) {
    __m256i v[16], m[16];
    for (unsigned i = 0; i < 4; i++) load_words(s, i, m);
    for (unsigned i = 0; i < WORDS; i++) {
        v[i] = _mm256_loadu_si256((const __m256i *)s->h[i]);
        v[i + 8] = _mm256_set1_epi64x((long long)iv[i]);
    }
    v[12] = _mm256_xor_si256(v[12], _mm256_loadu_si256((const __m256i *)s->count));
    v[14] = _mm256_xor_si256(v[14], _mm256_loadu_si256((const __m256i *)s->last));
#pragma GCC unroll 12
    for (unsigned round = 0; round < ROUNDS; round++) {
        const uint8_t *order = sigma[round % 10];
        mix(v, 0, 4, 8, 12, m[order[0]], m[order[1]]);
        mix(v, 1, 5, 9, 13, m[order[2]], m[order[3]]);
        mix(v, 2, 6, 10, 14, m[order[4]], m[order[5]]);
        mix(v, 3, 7, 11, 15, m[order[6]], m[order[7]]);
        mix(v, 0, 5, 10, 15, m[order[8]], m[order[9]]);
        mix(v, 1, 6, 11, 12, m[order[10]], m[order[11]]);
        mix(v, 2, 7, 8, 13, m[order[12]], m[order[13]]);
        mix(v, 3, 4, 9, 14, m[order[14]], m[order[15]]);
    }
    for (unsigned i = 0; i < WORDS; i++) {
        __m256i h = _mm256_loadu_si256((const __m256i *)s->h[i]);
        _mm256_storeu_si256((__m256i *)s->h[i], _mm256_xor_si256(h, _mm256_xor_si256(v[i], v[i + 8])));
    }
}

/* A text that a lane works on. */
typedef struct {
    const char *ptr; /* what of it is not taken yet */
    size_t left;
    wf_digest *out; /* NULL: the lane is idle */
    char end[BLOCK];
} lane_work;

/* Takes the next block of a lane's text into the state: the last one with zeros behind it. */
static void next_block(states *s, unsigned lane, lane_work *work) {
    if (work->left > BLOCK) {
        s->block[lane] = work->ptr;
        s->count[lane] += BLOCK;
        work->ptr += BLOCK;
        work->left -= BLOCK;
        return;
    }
    memset(work->end, 0, BLOCK);
    memcpy(work->end, work->ptr, work->left);
    s->block[lane] = work->end;
    s->count[lane] += work->left;
    s->last[lane] = UINT64_MAX;
}

static bool begin_text(wf_digests *digests, size_t *taken, states *s, unsigned lane, lane_work *work) {
    if (*taken == digests->n) {
        work->out = NULL; /* what the lane makes from now on is of no use */
        return false;
    }
    size_t i = (*taken)++;
    *work = (lane_work){
        digests->texts.ptr + digests->jobs[i].begin, digests->jobs[i].len, digests->jobs[i].out, {0}};
    for (unsigned w = 0; w < WORDS; w++) s->h[w][lane] = iv[w];
    s->h[0][lane] ^= 0x01010000 ^ DIGEST; /* the parameters: no key, a plain hash */
    s->count[lane] = s->last[lane] = 0;
    return true;
}

static void finish_by_four(wf_digests *digests) {
    states s = {0};
    lane_work work[LANES] = {{0}};
    size_t taken = 0, busy = 0;
    for (unsigned lane = 0; lane < LANES; lane++) {
        s.block[lane] = work[lane].end;
        busy += begin_text(digests, &taken, &s, lane, &work[lane]);
    }
    while (busy) {
        for (unsigned lane = 0; lane < LANES; lane++)
            if (work[lane].out) next_block(&s, lane, &work[lane]);
        compress(&s);
        for (unsigned lane = 0; lane < LANES; lane++) {
            if (!work[lane].out || !s.last[lane]) continue;
            /* Their first byte is the highest of a digest, and theirs are little-endian words. */
            *work[lane].out =
                (wf_digest){.hi = __builtin_bswap64(s.h[0][lane]), .lo = __builtin_bswap64(s.h[1][lane])};
            busy -= !begin_text(digests, &taken, &s, lane, &work[lane]);
        }
    }
    digests->n = 0;
}

#endif

static void finish_one_by_one(wf_digests *digests) {
    for (size_t i = 0; i < digests->n; i++)
        *digests->jobs[i].out =
            wf_digest_of(digests->texts.ptr + digests->jobs[i].begin, digests->jobs[i].len);
    digests->n = 0;
}

void wf_digests_finish(wf_digests *digests) {
#if WF_HAS_X86_KERNELS
    if (digests->n > 1 && (digests->kernels == WF_KERNELS_AVX2 || digests->kernels == WF_KERNELS_AVX512))
        finish_by_four(digests);
#endif
    finish_one_by_one(digests);
    digests->texts.len = 0;
}

void wf_digests_add(wf_digests *digests, const void *ptr, size_t len, wf_digest *out) {
    if (digests->n == WF_DIGESTS_AT_ONCE) wf_digests_finish(digests);
    size_t begin = digests->texts.len;
    if (len > LONGEST_COPIED || !wf_bytes_append(&digests->texts, ptr, len)) {
        *out = wf_digest_of(ptr, len);
        return;
    }
    digests->jobs[digests->n].begin = begin;
    digests->jobs[digests->n].len = len;
    digests->jobs[digests->n++].out = out;
}

void wf_digests_free(wf_digests *digests) {
    wf_bytes_free(&digests->texts);
    digests->n = 0;
}
