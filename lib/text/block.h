/*
 * The tokenizer's kernel: 64 bytes of text at once become bit masks (bit i for byte i) and lower-case letters.
 *
 * wf_block_classify is the scalar kernel, eight bytes a step in plain integers: the specification of the wider ones
 * (block_x86.h, block_neon.h), which give the same bytes.
 */
#ifndef WF_TEXT_BLOCK_H
#define WF_TEXT_BLOCK_H

#include <stdint.h>
#include <string.h>

typedef struct {
    uint64_t words;                  /* ASCII letters and digits */
    uint64_t high;                   /* bytes of other than ASCII characters */
    uint64_t apostrophes, line_ends; /* straight apostrophes; LF, VT, FF, CR */
    char lower
        [64 +
         32]; /* letters in lower case, digits, apostrophes, and spaces for all other bytes; 32 more may be
                            read */
} wf_block;

#define WF_EACH(byte) ((uint64_t)(byte)*0x0101010101010101u)

static inline uint64_t wf_load_le64(const void *p) {
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* Bit b of eight bytes, as eight bits. */
static inline uint64_t wf_gather_8(const uint8_t *bytes, unsigned b) {
    return (wf_load_le64(bytes) >> b & WF_EACH(1)) * 0x0102040810204080u >> 56;
}

/* Bit b of the 64 bytes as a mask. */
static inline uint64_t wf_gather_64(const uint8_t bytes[64], unsigned b) {
    return wf_gather_8(bytes, b) | wf_gather_8(bytes + 8, b) << 8 | wf_gather_8(bytes + 16, b) << 16 |
           wf_gather_8(bytes + 24, b) << 24 | wf_gather_8(bytes + 32, b) << 32 |
           wf_gather_8(bytes + 40, b) << 40 | wf_gather_8(bytes + 48, b) << 48 |
           wf_gather_8(bytes + 56, b) << 56;
}

static inline void wf_block_classify(wf_block *block, const char bytes[64]) {
    enum { WORD, HIGH, APOSTROPHE, LINE_END }; /* bits of a class */
    uint8_t classes[64];
    uint64_t seen = 0;
    for (unsigned i = 0; i < 64; i++) { /* compilers make vector code of this loop */
        uint8_t c = (uint8_t)bytes[i], folded = c | 0x20;
        uint8_t letter = (uint8_t)(folded - 'a') < 26, digit = (uint8_t)(c - '0') < 10;
        uint8_t line_end = (uint8_t)(c - '\n') < 4, apostrophe = c == '\'';
        uint8_t kept = (uint8_t) - (letter | digit | apostrophe);
        block->lower[i] = (char)(((c | letter << 5) & kept) | (' ' & ~kept));
        classes[i] = (uint8_t)((letter | digit) << WORD | c >> 7 << HIGH | apostrophe << APOSTROPHE |
                               line_end << LINE_END);
    }
    for (unsigned i = 0; i < 64; i += 8) seen |= wf_load_le64(classes + i);
    block->words = wf_gather_64(classes, WORD);
    block->high = seen & WF_EACH(1 << HIGH) ? wf_gather_64(classes, HIGH) : 0;
    block->apostrophes = seen & WF_EACH(1 << APOSTROPHE) ? wf_gather_64(classes, APOSTROPHE) : 0;
    block->line_ends = seen & WF_EACH(1 << LINE_END) ? wf_gather_64(classes, LINE_END) : 0;
}

/* The lowest n <= 64 bits. */
static inline uint64_t wf_bits_below(unsigned n) {
    return n >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1;
}

/*
 * Brings together those bytes of lower whose bits are set, at to; returns their end. Up to 64 bytes more are written.
 * Here run by run, in steps of 32.
 */
static inline char *wf_block_squeeze(char *to, const wf_block *block, uint64_t bits) {
    while (bits) {
        unsigned begin = (unsigned)__builtin_ctzll(bits);
        uint64_t after = ~(bits >> begin);
        unsigned len = after ? (unsigned)__builtin_ctzll(after) : 64;
        memcpy(to, block->lower + begin, 32);
        if (len > 32) memcpy(to + 32, block->lower + begin + 32, 32);
        to += len;
        bits &= ~(wf_bits_below(len) << begin);
    }
    return to;
}

#endif
