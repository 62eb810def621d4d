/* Winnowing: Schleimer, Wilkerson, Aiken, Winnowing: Local Algorithms for Document Fingerprinting, SIGMOD 2003. */
#include "base/cpu.h"
#include "sketch/sketch.h"
#if WF_HAS_X86_KERNELS
#include <immintrin.h>
#endif

/* Place of the smallest of h[begin, end), the last of equal ones. */
static size_t smallest(const uint64_t *h, size_t begin, size_t end) {
    size_t low = begin;
    for (size_t i = begin + 1; i < end; i++) {
        low = h[i] <= h[low] ? i : low;
    }
    return low;
}

/*
 * The smallest of each window, without mixing. It stays the smallest until it leaves the window or a new one is as
 * small, so the window is searched again only once in (window + 1) / 2 steps on average.
 */
static size_t minima(const uint64_t *h, size_t n, unsigned window, uint64_t *out) {
    size_t first = n < window ? n : window;
    size_t low = smallest(h, 0, first);
    size_t n_out = 0;
    out[n_out++] = h[low];
    for (size_t i = first; i < n; i++) {
        if (h[i] <= h[low]) {
            low = i;
        } else if (low + window <= i) {
            low = smallest(h, i + 1 - window, i + 1);
        } else {
            continue;
        }
        if (h[low] != out[n_out - 1]) {
            out[n_out++] = h[low];
        }
    }
    return n_out;
}

#if WF_HAS_X86_KERNELS

#define TARGET_AVX2 __attribute__((target("avx2,popcnt")))

_Static_assert(WF_PASSAGE_WINDOW == 12, "a window is three runs of four");

/* AVX2 compares signed values: all have their highest bit turned until they are written. */
TARGET_AVX2 static inline __m256i load_turned(const uint64_t *h) {
    return _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)h), _mm256_set1_epi64x(INT64_MIN));
}

TARGET_AVX2 static inline __m256i lower_of(__m256i a, __m256i b) {
    return _mm256_blendv_epi8(a, b, _mm256_cmpgt_epi64(a, b));
}

/* Minima of the runs of four that begin at h, h + 1, h + 2 and h + 3. */
TARGET_AVX2 static inline __m256i minima_of_four(const uint64_t *h) {
    return lower_of(lower_of(load_turned(h), load_turned(h + 1)),
                    lower_of(load_turned(h + 2), load_turned(h + 3)));
}

/*
 * The same for windows of WF_PASSAGE_WINDOW, of which there are four or more: the smallest of four windows at a time, and
 * those that differ from the one before brought together, without a branch on the values.
 */
TARGET_AVX2 static size_t minima_avx2(const uint64_t *h, size_t n, uint64_t *out) {
    /* The halves of those of four values whose bit is set, first. */
    static const uint32_t order[16][8] = {
        {0},
        {0, 1},
        {2, 3},
        {0, 1, 2, 3},
        {4, 5},
        {0, 1, 4, 5},
        {2, 3, 4, 5},
        {0, 1, 2, 3, 4, 5},
        {6, 7},
        {0, 1, 6, 7},
        {2, 3, 6, 7},
        {0, 1, 2, 3, 6, 7},
        {4, 5, 6, 7},
        {0, 1, 4, 5, 6, 7},
        {2, 3, 4, 5, 6, 7},
        {0, 1, 2, 3, 4, 5, 6, 7},
    };
    size_t n_windows = n - WF_PASSAGE_WINDOW + 1, n_out = 0, i = 0;
    __m256i a = minima_of_four(h), b = minima_of_four(h + 4), turned = _mm256_set1_epi64x(INT64_MIN),
            before = _mm256_setzero_si256();
    for (; i + 4 <= n_windows; i += 4) {
        __m256i c = minima_of_four(h + i + 8), low = lower_of(lower_of(a, b), c);
        __m256i rotated = _mm256_permute4x64_epi64(low, _MM_SHUFFLE(2, 1, 0, 3));
        __m256i same = _mm256_cmpeq_epi64(low, _mm256_blend_epi32(rotated, before, 3));
        unsigned kept = ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(same)) & 15;
        kept |= i == 0;
        __m256i first = _mm256_permutevar8x32_epi32(
            low, _mm256_loadu_si256((const __m256i *)order[kept])); /* four are written, n_out <= i */
        _mm256_storeu_si256((__m256i *)(out + n_out), _mm256_xor_si256(first, turned));
        n_out += (unsigned)__builtin_popcount(kept);
        before = rotated;
        a = b;
        b = c;
    }
    for (; i < n_windows; i++) {
        uint64_t low = h[smallest(h, i, i + WF_PASSAGE_WINDOW)];
        if (low != out[n_out - 1]) {
            out[n_out++] = low;
        }
    }
    return n_out;
}

#endif

static size_t minima_by(wf_kernels kernels, const uint64_t *h, size_t n, unsigned window, uint64_t *out) {
#if WF_HAS_X86_KERNELS
    bool wide = kernels == WF_KERNELS_AVX2 || kernels == WF_KERNELS_AVX512;
    if (wide && window == WF_PASSAGE_WINDOW && n >= WF_PASSAGE_WINDOW + 3) {
        return minima_avx2(h, n, out);
    }
#else
    (void)kernels;
#endif
    return minima(h, n, window, out);
}

size_t wf_passages(const uint64_t *h, size_t n, unsigned window, wf_kernels kernels, uint64_t *out) {
    if (n == 0) {
        return 0;
    }
    size_t n_out = minima_by(kernels, h, n, window, out);
    for (size_t i = 0; i < n_out; i++) {
        out[i] = wf_mix64(out[i]);
    }
    return n_out;
}
