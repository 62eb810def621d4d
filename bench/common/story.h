/*
 * Synthetic news stories. Story i of a dump is a function of the options and i alone, so a copy or a rewrite of any
 * earlier story is made by making that story again: memory stays flat at any size.
 *
 * A story has a cast of persons and places, words and rare words, partly those of its topic and partly its own, and
 * figures of its own, in sentences, quotes and paragraphs. A planted copy is an earlier story with words replaced at
 * random places until its 5-word shingle Jaccard has come down to a drawn target; planted_jaccard is the exact Jaccard
 * of the two texts as printed (words lower-cased, punctuation left out, a curly apostrophe equal to a straight one). A
 * planted rewrite keeps names, numbers and rare words and little else: 40 to 70 % of the content words have become
 * synonyms, sentences have moved, gone or been added.
 */
#ifndef WF_BENCH_STORY_H
#define WF_BENCH_STORY_H

#include <stdio.h>

#include "plan.h"

typedef struct {
    char *ptr;
    size_t len, cap;
} text_buffer;

typedef struct {
    story_plan plan;
    double jaccard; /* of a copy and its original */
    text_buffer title, text;
    const char *source;
    char id[24], original_id[24], published[32];
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
