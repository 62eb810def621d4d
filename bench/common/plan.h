/*
 * What each story of a made dump is: a story of its own, a copy or a rewrite of an earlier one, and of which topic. The
 * plan of a story is a function of the options and its number alone, worked out in a few steps without any table.
 */
#ifndef WF_BENCH_PLAN_H
#define WF_BENCH_PLAN_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint64_t n_stories;
    uint64_t seed;
    uint32_t words;       /* mean words of a story, in [20, 100000] */
    uint32_t copies;      /* share of stories that copy an earlier one, in millionths */
    uint32_t rewrites;    /* share of stories that rewrite an earlier one; copies + rewrites <= 1000000 */
    uint32_t topics;      /* share of stories that open a topic instead of joining one */
    uint32_t typographic; /* share of stories with curly quotes and long dashes */
    uint32_t burst; /* stories of one hot topic, every second one from the first on; at most half of all */
} dump_options;

/* Sets the options to 20,000 stories of 370 words, 20 % copies, no rewrites, 70 % typographic, no burst, seed 1. */
void dump_options_init(dump_options *options);

typedef enum { STORY_OWN, STORY_COPY, STORY_REWRITE } story_origin;

#define TOPIC_HOT UINT64_MAX /* the topic of the burst */

typedef struct {
    story_origin origin;
    uint64_t
        original;   /* number of the story it copies or rewrites, itself if neither; always one of its own */
    uint64_t topic; /* of the original: number of the story that opened it, or TOPIC_HOT */
} story_plan;

story_plan plan_of(const dump_options *options, uint64_t number);

/* Streams of random numbers, one per purpose, so that changing one does not shift the others. */
enum {
    STREAM_PLAN = 'p',
    STREAM_TOPIC = 't',
    STREAM_MATTER = 'm',
    STREAM_CONTENT = 'c',
    STREAM_COPY = 'e',
    STREAM_REWRITE = 'w',
    STREAM_STYLE = 's'
};

#endif
