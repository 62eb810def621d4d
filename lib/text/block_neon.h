/* The tokenizer's kernel for aarch64, 16 bytes a step. */
#ifndef WF_TEXT_BLOCK_NEON_H
#define WF_TEXT_BLOCK_NEON_H

#include <arm_neon.h>

#include "text/block.h"

/* The 64 bytes of x, each all ones or zero, as a mask: pairs are added until every bit stands in its place. */
static inline uint64_t wf_mask_neon(const uint8x16_t x[4]) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t a = vpaddq_u8(vandq_u8(x[0], bits), vandq_u8(x[1], bits));
    uint8x16_t b = vpaddq_u8(vandq_u8(x[2], bits), vandq_u8(x[3], bits));
    a = vpaddq_u8(a, b);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(a, a)), 0);
}

static inline uint8x16_t wf_in_range_neon(uint8x16_t x, uint8_t first, uint8_t n) {
    return vcltq_u8(vsubq_u8(x, vdupq_n_u8(first)), vdupq_n_u8(n));
}

static inline void wf_block_classify_neon(wf_block *block, const char bytes[64]) {
    uint8x16_t words[4], high[4], apostrophes[4], line_ends[4];
    for (unsigned i = 0; i < 4; i++) {
        uint8x16_t x = vld1q_u8((const uint8_t *)bytes + (size_t)16 * i), bit = vdupq_n_u8(0x20);
        uint8x16_t letter = wf_in_range_neon(vorrq_u8(x, bit), 'a', 26);
        words[i] = vorrq_u8(letter, wf_in_range_neon(x, '0', 10));
        high[i] = vcgeq_u8(x, vdupq_n_u8(0x80));
        apostrophes[i] = vceqq_u8(x, vdupq_n_u8('\''));
        line_ends[i] = wf_in_range_neon(x, '\n', 4);
        uint8x16_t lower = vorrq_u8(x, vandq_u8(letter, bit));
        vst1q_u8((uint8_t *)block->lower + (size_t)16 * i,
                 vbslq_u8(vorrq_u8(words[i], apostrophes[i]), lower, vdupq_n_u8(' ')));
    }
    block->words = wf_mask_neon(words);
    block->high = wf_mask_neon(high);
    block->apostrophes = wf_mask_neon(apostrophes);
    block->line_ends = wf_mask_neon(line_ends);
}

#endif
