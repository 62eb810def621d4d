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

WF_TARGET_AVX2 static inline void wf_block_classify_avx2(wf_block *block, const char bytes[64]) {
    uint32_t words[2], high[2], apostrophes[2], line_ends[2];
    for (unsigned i = 0; i < 2; i++) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(bytes + (size_t)32 * i));
        __m256i letter = wf_in_range_avx2(_mm256_or_si256(x, _mm256_set1_epi8(0x20)), 'a', 26);
        __m256i word = _mm256_or_si256(letter, wf_in_range_avx2(x, '0', 10));
        __m256i apostrophe = _mm256_cmpeq_epi8(x, _mm256_set1_epi8('\''));
        __m256i lower = _mm256_or_si256(x, _mm256_and_si256(letter, _mm256_set1_epi8(0x20)));
        __m256i kept = _mm256_or_si256(word, apostrophe);
        _mm256_storeu_si256((__m256i *)(block->lower + (size_t)32 * i),
                            _mm256_blendv_epi8(_mm256_set1_epi8(' '), lower, kept));
        words[i] = (uint32_t)_mm256_movemask_epi8(word);
        high[i] = (uint32_t)_mm256_movemask_epi8(x);
        apostrophes[i] = (uint32_t)_mm256_movemask_epi8(apostrophe);
        line_ends[i] = (uint32_t)_mm256_movemask_epi8(wf_in_range_avx2(x, '\n', 4));
    }
    block->words = words[0] | (uint64_t)words[1] << 32;
    block->high = high[0] | (uint64_t)high[1] << 32;
    block->apostrophes = apostrophes[0] | (uint64_t)apostrophes[1] << 32;
    block->line_ends = line_ends[0] | (uint64_t)line_ends[1] << 32;
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
