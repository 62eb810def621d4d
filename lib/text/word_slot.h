/* What tables of words that the compiler makes share with those who look words up: to C++ it is known when compiled. */
#ifndef WF_TEXT_WORD_SLOT_H
#define WF_TEXT_WORD_SLOT_H

#include <stdint.h>

#ifdef __cplusplus
#define WF_WHEN_COMPILED constexpr
#else
#define WF_WHEN_COMPILED static
#endif

/* The slot, of 2^bits, of a word whose bytes are a number. */
WF_WHEN_COMPILED inline uint32_t wf_word_slot(uint64_t word, unsigned bits) {
    return (uint32_t)(word * UINT64_C(0x9E3779B97F4A7C15) >> (64 - bits));
}

#endif
