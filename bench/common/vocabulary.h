/* Made-up but pronounceable word forms, drawn by Zipf's law. The same words in every run. */
#ifndef WF_BENCH_VOCABULARY_H
#define WF_BENCH_VOCABULARY_H

#include <stddef.h>

#include "random.h"

#define VOCABULARY_WORDS 60000
#define VOCABULARY_LONGEST 24

typedef struct {
    char (*words)[VOCABULARY_LONGEST +
                  1]; /* NUL-terminated lower-case ASCII, most frequent first, all different */
    uint64_t *keep;   /* alias table (Walker 1974): word i stays i for draws of 32 bits below keep[i], */
    uint32_t *alias;  /* else alias[i] */
} vocabulary;

/* false: out of memory. */
bool vocabulary_open(vocabulary *v);
void vocabulary_close(vocabulary *v);

/* A word by its frequency: rank r (from 0) has weight 1 / (r + 2), so that the first has about 5 % of a text. */
uint32_t vocabulary_draw(const vocabulary *v, random_source *r);

#endif
