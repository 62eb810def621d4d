#include "verify/trees.h"

#include <string.h>

#include "base/cpu.h"
#if WF_HAS_X86_KERNELS
#include <immintrin.h>
#endif

/* How many of its thresholds each feature is above. */
static void rank_features(const wf_tree_model *m, const double *features, uint8_t ranks[WF_TREE_FEATURES]) {
    for (size_t f = 0, k = 0; f < m->n_features; f++)
        for (ranks[f] = 0; k < m->ends[f]; k++) ranks[f] += !(features[f] <= (double)m->thresholds[k]);
}

/* The leaves of the trees of a block that no test rules out. */
static void leaves_left(const wf_tree_model *m, const uint8_t ranks[WF_TREE_FEATURES],
                        const wf_tree_tests *tests, uint16_t left[WF_TREE_BLOCK]) {
    memset(left, 0xFF, WF_TREE_BLOCK * sizeof *left);
    for (size_t i = 0; i < m->n_tests; i++)
        for (unsigned t = 0; t < WF_TREE_BLOCK; t++)
            left[t] &= (uint16_t)(ranks[tests[i].feature[t]] > tests[i].rank[t] ? ~tests[i].out[t] : ~0);
}

#if WF_HAS_X86_KERNELS

#define TARGET_AVX2 __attribute__((target("avx2,popcnt")))

TARGET_AVX2 static void rank_features_avx2(const wf_tree_model *m, const double *features,
                                           uint8_t ranks[WF_TREE_FEATURES]) {
    for (size_t f = 0, k = 0; f < m->n_features; f++) {
        __m256d x = _mm256_set1_pd(features[f]);
        unsigned n = 0;
        for (; k < m->ends[f]; k += 4) {
            __m256d threshold = _mm256_cvtps_pd(_mm_loadu_ps(m->thresholds + k));
            n += (unsigned)__builtin_popcount(
                (unsigned)_mm256_movemask_pd(_mm256_cmp_pd(x, threshold, _CMP_NLE_UQ)));
        }
        ranks[f] = (uint8_t)n;
    }
}

/* A shuffle looks up sixteen features: of others the index has its highest bit set, which gives 0. */
TARGET_AVX2 static void leaves_left_avx2(const wf_tree_model *m, const uint8_t ranks[WF_TREE_FEATURES],
                                         const wf_tree_tests *tests, uint16_t left[WF_TREE_BLOCK]) {
    __m256i low = _mm256_set1_epi8(-1), high = low;
    for (size_t i = 0; i < m->n_tests; i++) {
        __m256i feature = _mm256_loadu_si256((const __m256i *)tests[i].feature),
                rank = _mm256_setzero_si256();
        for (size_t f = 0; f < m->n_features; f += 16) {
            __m256i at = _mm256_adds_epu8(_mm256_xor_si256(feature, _mm256_set1_epi8((char)f)),
                                          _mm256_set1_epi8(0x70)),
                    some = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(ranks + f)));
            rank = _mm256_or_si256(rank, _mm256_shuffle_epi8(some, at));
        }
        __m256i above = _mm256_cmpgt_epi8(rank, _mm256_loadu_si256((const __m256i *)tests[i].rank)),
                above_low = _mm256_cvtepi8_epi16(_mm256_castsi256_si128(above)),
                above_high = _mm256_cvtepi8_epi16(_mm256_extracti128_si256(above, 1)),
                out_low = _mm256_loadu_si256((const __m256i *)tests[i].out),
                out_high = _mm256_loadu_si256((const __m256i *)(tests[i].out + WF_TREE_BLOCK / 2));
        low = _mm256_andnot_si256(_mm256_and_si256(above_low, out_low), low);
        high = _mm256_andnot_si256(_mm256_and_si256(above_high, out_high), high);
    }
    _mm256_storeu_si256((__m256i *)left, low);
    _mm256_storeu_si256((__m256i *)(left + WF_TREE_BLOCK / 2), high);
}

static bool is_wide(wf_kernels kernels) {
    if (kernels == WF_KERNELS_AUTO) kernels = wf_kernels_best();
    return kernels == WF_KERNELS_AVX2 || kernels == WF_KERNELS_AVX512;
}

#endif

double wf_tree_probability(const wf_tree_model *m, const double *features, wf_kernels kernels) {
    uint8_t ranks[WF_TREE_FEATURES] = {0};
    uint16_t left[WF_TREE_BLOCK];
#if WF_HAS_X86_KERNELS
    bool wide = is_wide(kernels);
    (wide ? rank_features_avx2 : rank_features)(m, features, ranks);
#else
    (void)kernels;
    rank_features(m, features, ranks);
#endif
    double sum = m->base;
    for (size_t t = 0; t < m->n_trees; t++) {
        if (t % WF_TREE_BLOCK == 0) {
            const wf_tree_tests *tests = m->tests + t / WF_TREE_BLOCK * m->n_tests;
#if WF_HAS_X86_KERNELS
            (wide ? leaves_left_avx2 : leaves_left)(m, ranks, tests, left);
#else
            leaves_left(m, ranks, tests, left);
#endif
        }
        unsigned leaf = (unsigned)__builtin_ctz(left[t % WF_TREE_BLOCK]);
        sum += (double)m->leaves[t * (m->n_tests + 1) + leaf];
    }
    return 1 / (1 + exp(-(m->slope * sum + m->offset)));
}
