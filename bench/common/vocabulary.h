/*
 * Made-up but pronounceable words, the same in every run: a table of common ones drawn by Zipf's law, and rare words and
 * names without end, each made from its number.
 */
#ifndef WF_BENCH_VOCABULARY_H
#define WF_BENCH_VOCABULARY_H

#include <stddef.h>

#include "random.h"

enum {
    VOCABULARY_WORDS = 24000,
    VOCABULARY_LONGEST = 23,      /* bytes of a word, a rare word or a name at most */
    VOCABULARY_RARE = 1 << 28,    /* rare words */
    VOCABULARY_PROPER = 1 << 24,  /* names of each kind */
    VOCABULARY_FUNCTION = 2 << 6, /* words below this rank are never content words */
};

typedef struct {
    char bytes[VOCABULARY_LONGEST]; /* lower-case ASCII, then zeros */
    uint8_t len;
} vocabulary_word;

typedef struct {
    uint32_t keep, alias; /* alias table (Walker 1974): word i for draws of 32 bits below keep, else alias */
} vocabulary_slot;

typedef struct {
    vocabulary_word *words; /* most frequent first, all different */
    vocabulary_slot *slots;
} vocabulary;

typedef enum { PROPER_FIRST, PROPER_LAST, PROPER_PLACE, PROPER_KINDS } proper_kind;

/* false: out of memory. */
bool vocabulary_open(vocabulary *v);
void vocabulary_close(vocabulary *v);

/* A word by its frequency in news; the first has about 5 % of a text. */
static inline uint32_t vocabulary_draw(const vocabulary *v, random_source *r) {
    uint64_t draw = random_next(r);
    uint32_t i = (uint32_t)(((draw >> 32) * VOCABULARY_WORDS) >> 32);
    vocabulary_slot slot = v->slots[i];
    uint32_t other =
        -(uint32_t)((uint32_t)draw >= slot.keep); /* all ones or none: a branch would be a coin toss */
    return i ^ ((i ^ slot.alias) & other);
}

/*
 * The word that stands for a content word in a rewrite under this seed: about as frequent, never itself; the synonym
 * of the synonym is the word again.
 */
uint32_t vocabulary_synonym(uint32_t word, uint64_t seed);

/* Writes rare word number n, below VOCABULARY_RARE; no two are alike, and hardly any is a word of the table. */
size_t vocabulary_rare(uint32_t n, char *out);

/* Writes name number n of a kind, below VOCABULARY_PROPER, with a capital; hardly any two are alike. */
size_t vocabulary_proper(proper_kind kind, uint32_t n, char *out);

#endif
