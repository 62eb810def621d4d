/* The tokenizer's kernel for x86-64: 32 bytes a step with AVX2, 64 with AVX-512. */
#ifndef WF_TEXT_BLOCK_X86_H
#define WF_TEXT_BLOCK_X86_H

#include <immintrin.h>

#include "text/block.h"

#define WF_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define WF_TARGET_AVX512 \
    __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vbmi,avx512vbmi2")))

/* Bytes of x in [first, first + n): all ones. Unsigned comparison by signed: both sides are moved down by 128. */
WF_TARGET_AVX2 static inline __m256i wf_in_range_avx2(__m256i x, char first, unsigned n) {
    __m256i from_lowest = _mm256_add_epi8(x, _mm256_set1_epi8((char)(128 - first)));
    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(n - 128)), from_lowest);
}

/* The highest bits of the 32 bytes of x. */
WF_TARGET_AVX2 static inline uint64_t wf_mask_avx2(__m256i x) {
    return (uint32_t)_mm256_movemask_epi8(x);
}

WF_TARGET_AVX2 static inline void wf_block_classify_avx2(wf_block *block, const char bytes[64]) {
    block->words = block->high = block->apostrophes = block->line_ends = 0;
#pragma GCC unroll 2
    for (unsigned i = 0; i < 2; i++) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(bytes + (size_t)32 * i));
        __m256i letter = wf_in_range_avx2(_mm256_or_si256(x, _mm256_set1_epi8(0x20)), 'a', 26);
        __m256i word = _mm256_or_si256(letter, wf_in_range_avx2(x, '0', 10));
        __m256i apostrophe = _mm256_cmpeq_epi8(x, _mm256_set1_epi8('\''));
        __m256i lower = _mm256_or_si256(x, _mm256_and_si256(letter, _mm256_set1_epi8(0x20)));
        __m256i kept = _mm256_or_si256(word, apostrophe);
        _mm256_storeu_si256((__m256i *)(block->lower + (size_t)32 * i),
                            _mm256_blendv_epi8(_mm256_set1_epi8(' '), lower, kept));
        block->words |= wf_mask_avx2(word) << 32 * i;
        block->high |= wf_mask_avx2(x) << 32 * i;
        block->apostrophes |= wf_mask_avx2(apostrophe) << 32 * i;
        block->line_ends |= wf_mask_avx2(wf_in_range_avx2(x, '\n', 4)) << 32 * i;
    }
}

/*
 * Clears the most common typographic marks from block->high: dashes, double quotes, and single quotes that separate or
 * join two letters; of those that join, the first bytes are returned. n bytes are in sight, others zero. after_space and
 * after_letter say what comes before the block.
 */
WF_TARGET_AVX2 static inline uint64_t wf_block_clear_marks_avx2(wf_block *block, const char bytes[64],
                                                                unsigned n, bool after_space,
                                                                bool after_letter) {
    uint64_t first = 0, second = 0, third = 0, single = 0, letters = 0;
#pragma GCC unroll 2
    for (unsigned i = 0; i < 2; i++) { /* E2 80 90 to E2 80 9F; single quotes are E2 80 98 and 99 */
        __m256i x = _mm256_loadu_si256((const __m256i *)(bytes + (size_t)32 * i));
        __m256i lower = _mm256_loadu_si256((const __m256i *)(block->lower + (size_t)32 * i));
        first |= wf_mask_avx2(_mm256_cmpeq_epi8(x, _mm256_set1_epi8((char)0xE2))) << 32 * i;
        second |= wf_mask_avx2(_mm256_cmpeq_epi8(x, _mm256_set1_epi8((char)0x80))) << 32 * i;
        third |= wf_mask_avx2(wf_in_range_avx2(x, (char)0x90, 16)) << 32 * i;
        __m256i odd = _mm256_or_si256(x, _mm256_set1_epi8(1));
        single |= wf_mask_avx2(_mm256_cmpeq_epi8(odd, _mm256_set1_epi8((char)0x99))) << 32 * i;
        letters |= wf_mask_avx2(wf_in_range_avx2(lower, 'a', 26)) << 32 * i;
    }
    uint64_t marks = first & second >> 1 & third >> 2, in_sight = wf_bits_below(n > 3 ? n - 3 : 0);
    uint64_t quotes = marks & single >> 2 & in_sight;
    uint64_t spaces_before = ~((block->words | block->apostrophes) << 1 | !after_space);
    uint64_t letters_before = letters << 1 | after_letter, letters_after = letters >> 3;
    uint64_t separate = quotes & (spaces_before | ~(block->high >> 3 | letters_after));
    uint64_t joined = quotes & ~separate & letters_before & letters_after;
    uint64_t cleared = (marks & ~(single >> 2)) | separate | joined;
    block->high &= ~(cleared | cleared << 1 | cleared << 2);
    return joined;
}

/* For each mask of eight bytes the places of those whose bits are set, one a byte, the first of them lowest. */
#define WF_BIT(m, b) ((uint64_t)((m) >> (b)&1))
#define WF_BITS_BELOW_3(m) (WF_BIT(m, 0) + WF_BIT(m, 1) + WF_BIT(m, 2))
#define WF_BITS_BELOW_5(m) (WF_BITS_BELOW_3(m) + WF_BIT(m, 3) + WF_BIT(m, 4))
#define WF_PLACE(m, b, n_below) (WF_BIT(m, b) * (b) << 8 * (n_below))
#define WF_PLACES(m)                                                                          \
    (WF_PLACE(m, 1, WF_BIT(m, 0)) | WF_PLACE(m, 2, WF_BIT(m, 0) + WF_BIT(m, 1)) |             \
     WF_PLACE(m, 3, WF_BITS_BELOW_3(m)) | WF_PLACE(m, 4, WF_BITS_BELOW_3(m) + WF_BIT(m, 3)) | \
     WF_PLACE(m, 5, WF_BITS_BELOW_5(m)) | WF_PLACE(m, 6, WF_BITS_BELOW_5(m) + WF_BIT(m, 5)) | \
     WF_PLACE(m, 7, WF_BITS_BELOW_5(m) + WF_BIT(m, 5) + WF_BIT(m, 6)))
#define WF_PLACES_4(m) WF_PLACES(m), WF_PLACES((m) + 1), WF_PLACES((m) + 2), WF_PLACES((m) + 3)
#define WF_PLACES_16(m) WF_PLACES_4(m), WF_PLACES_4((m) + 4), WF_PLACES_4((m) + 8), WF_PLACES_4((m) + 12)
#define WF_PLACES_64(m) \
    WF_PLACES_16(m), WF_PLACES_16((m) + 16), WF_PLACES_16((m) + 32), WF_PLACES_16((m) + 48)
static const uint64_t wf_places_of_mask[256] = {WF_PLACES_64(0), WF_PLACES_64(64), WF_PLACES_64(128),
                                                WF_PLACES_64(192)};

/* Eight bytes a step, without a branch. */
WF_TARGET_AVX2 static inline char *wf_block_squeeze_avx2(char *to, const wf_block *block, uint64_t bits) {
#pragma GCC unroll 8
    for (unsigned i = 0; i < 64; i += 8) {
        unsigned mask = bits >> i & 255;
        __m128i places = _mm_loadl_epi64((const __m128i *)&wf_places_of_mask[mask]);
        __m128i bytes = _mm_loadl_epi64((const __m128i *)(block->lower + i));
        _mm_storel_epi64((__m128i *)to, _mm_shuffle_epi8(bytes, places));
        to += _mm_popcnt_u32(mask);
    }
    return to;
}

WF_TARGET_AVX512 static inline __mmask64 wf_in_range_avx512(__m512i x, char first, char n) {
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(x, _mm512_set1_epi8(first)), _mm512_set1_epi8(n));
}

WF_TARGET_AVX512 static inline void wf_block_classify_avx512(wf_block *block, const char bytes[64]) {
    __m512i x = _mm512_loadu_si512(bytes), bit = _mm512_set1_epi8(0x20);
    __mmask64 letter = wf_in_range_avx512(_mm512_or_si512(x, bit), 'a', 26);
    __mmask64 word = letter | wf_in_range_avx512(x, '0', 10);
    __mmask64 apostrophe = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('\''));
    __m512i lower = _mm512_mask_add_epi8(_mm512_set1_epi8(' '), word | apostrophe, x,
                                         _mm512_maskz_mov_epi8(letter & ~_mm512_test_epi8_mask(x, bit), bit));
    _mm512_storeu_si512(block->lower, lower);
    block->words = word;
    block->high = _mm512_movepi8_mask(x);
    block->apostrophes = apostrophe;
    block->line_ends = wf_in_range_avx512(x, '\n', 4);
}

WF_TARGET_AVX512 static inline char *wf_block_squeeze_avx512(char *to, const wf_block *block, uint64_t bits) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(block->lower)));
    return to + _mm_popcnt_u64(bits);
}

#endif
