/*
 * The stages from a dump to verified pairs, each measured alone, on one core.
 *
 * Stories go through in batches of some 256 KB, as they do in the engine, so that a stage finds its input where the
 * one before it has just left it; the clock runs only while the measured stage works on a batch. Stages after it do
 * not run, so its peak memory is that of the way up to it.
 */
#ifndef WF_BENCH_STAGES_H
#define WF_BENCH_STAGES_H

#include "measure.h"

enum { STAGE_STORIES = 20000 }; /* at most so many stories, the first of the dump, are put through */

typedef struct {
    const char *name, *what; /* what: for a person, what is timed */
    bool counts_input;       /* its MB/s are of the dump's bytes, else of the stories' texts */
} stage_facts;

size_t stages_count(void);
const stage_facts *stage_at(size_t i);

/* Normalising and tokenising texts in ASCII, and with one character in 50 a typographic mark. */
size_t stage_ascii(void);
size_t stage_marks(void);

/* The stage whose speed is held against bench/bound: text to band keys. */
size_t stage_to_band_keys(void);

/* Measures stage i on a dump: a first run that is not counted, then several within about so many seconds. */
void stage_measure(size_t i, const char *path, double seconds, measurement *out);

#endif
