/*
 * Synthetic news stories. Story i of a dump is a function of the options and i alone, so a copy of any earlier story
 * is made by making that story again: memory stays flat at any size.
 *
 * A story has a cast of names and some words of its own, sentences in paragraphs, quotes and numbers. A planted copy
 * is an earlier story with words replaced at random places until its 5-word shingle Jaccard has come down to a
 * drawn target; planted_jaccard is the exact Jaccard of the two texts as printed (words lower-cased, punctuation
 * left out, a curly apostrophe equal to a straight one).
 */
#ifndef WF_BENCH_STORY_H
#define WF_BENCH_STORY_H

#include <stdio.h>

#include "vocabulary.h"

typedef struct {
    uint64_t n_stories;
    uint64_t seed;
    uint32_t words;       /* mean words of a story, in [20, 100000] */
    uint32_t copies;      /* share of stories that copy an earlier one, in millionths */
    uint32_t typographic; /* share of stories with curly quotes and long dashes, in millionths */
} dump_options;

/* Sets the options to 20,000 stories of 370 words, 20 % copies, 70 % typographic, seed 1. */
void dump_options_init(dump_options *options);

typedef struct {
    char *ptr;
    size_t len, cap;
} text_buffer;

typedef struct {
    bool planted;
    uint64_t original; /* number of the story it copies, never itself a copy */
    double jaccard;
    text_buffer title, text;
    const char *source;
    char id[24], planted_of[24], published[32];
} made_story; /* starts as {0} */

typedef struct story_maker story_maker;

/* NULL when out of memory. */
story_maker *story_maker_open(const dump_options *options);
void story_maker_close(story_maker *maker);

/* Makes story number; its strings live until the next call. false: out of memory. */
bool story_make(story_maker *maker, uint64_t number, made_story **out);

/* Writes a whole dump as JSON Lines. false: out of memory or a failed write. */
bool dump_write(const dump_options *options, FILE *out);

#endif
