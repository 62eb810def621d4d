/*
 * What a story is about: names, words and figures. Those of a topic are the same in all of its stories; the rest are the
 * story's own. Names and rare words recur over the dump by Zipf's law and never run out.
 */
#ifndef WF_BENCH_MATTER_H
#define WF_BENCH_MATTER_H

#include "plan.h"

enum { MATTER_PERSONS = 8, MATTER_PLACES = 4, MATTER_WORDS = 50, MATTER_RARE = 20, MATTER_FIGURES = 6 };

typedef struct {
    uint32_t first[MATTER_PERSONS], last[MATTER_PERSONS], places[MATTER_PLACES];
    uint32_t words[MATTER_WORDS]; /* of the table; the first ones are used most */
    uint32_t rare[MATTER_RARE];
    uint32_t figures[MATTER_FIGURES];
    uint32_t n_persons, n_places, n_words, n_rare;
} story_matter;

void matter_draw(story_matter *m, const dump_options *options, uint64_t topic, uint64_t number);

#endif
