/* Tokens of plain words, made without the text room; and a seeded stream of random numbers. */
#ifndef WF_TESTS_SUPPORT_WORDS_H
#define WF_TESTS_SUPPORT_WORDS_H

#include "text/tokenize.h"

/* Tokens of text: words of any bytes but the space, with one space or more between them. Free with words_free. */
wf_tokens words_of(const char *text);
void words_free(wf_tokens *tokens);

/* SplitMix64: the next number of the stream whose state is *state. */
static inline uint64_t random_next(uint64_t *state) {
    uint64_t x = *state += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/* A number in [0, n); n > 0. */
static inline uint64_t random_below(uint64_t *state, uint64_t n) {
    return random_next(state) % n;
}

#endif
