#include "matter.h"

#include "vocabulary.h"

/* How fast names and rare words thin out: about so many of each are common, the others are met now and then. */
enum { COMMON_FIRST = 40, COMMON_LAST = 500, COMMON_PLACES = 80, COMMON_RARE = 2500 };

static void add_person(story_matter *m, random_source *r) {
    m->first[m->n_persons] = random_rank(r, COMMON_FIRST, VOCABULARY_PROPER);
    m->last[m->n_persons++] = random_rank(r, COMMON_LAST, VOCABULARY_PROPER);
}

static void add_place(story_matter *m, random_source *r) {
    m->places[m->n_places++] = random_rank(r, COMMON_PLACES, VOCABULARY_PROPER);
}

/* The product of three even draws: a frequent word oftener than a rare one, by less than Zipf's law. */
static void add_word(story_matter *m, random_source *r) {
    enum { END = 11000 };
    uint64_t word = random_below(r, END);
    for (int i = 0; i < 2; i++) word = word * random_below(r, END) / END;
    m->words[m->n_words++] = VOCABULARY_FUNCTION + (uint32_t)word;
}

static void add_rare(story_matter *m, random_source *r) {
    m->rare[m->n_rare++] = random_rank(r, COMMON_RARE, VOCABULARY_RARE);
}

/* The topic draws all it could give, so that what a story takes of it is the same in the next one. */
static void draw_topic(story_matter *m, random_source *r) {
    for (int i = 0; i < MATTER_PERSONS; i++) add_person(m, r);
    for (int i = 0; i < MATTER_PLACES; i++) add_place(m, r);
    for (int i = 0; i < 40; i++) add_word(m, r);
    for (int i = 0; i < 6; i++) add_rare(m, r);
}

/* Leaves count of the n items: those from a place on, round the end. */
static void keep_some(uint32_t *items, uint32_t *n, uint32_t count, uint32_t from) {
    uint32_t all[MATTER_WORDS] = {0};
    for (uint32_t i = 0; i < *n; i++) all[i] = items[i];
    for (uint32_t i = 0; i < count; i++) items[i] = all[(from + i) % *n];
    *n = count;
}

void matter_draw(story_matter *m, const dump_options *options, uint64_t topic, uint64_t number) {
    random_source r = random_of(options->seed, STREAM_TOPIC, topic ^ UINT64_C(1) << 63);
    *m = (story_matter){0};
    draw_topic(m, &r);
    r = random_of(options->seed, STREAM_MATTER, number);
    if (topic == TOPIC_HOT) { /* every name and word of the topic, and but a few of the story's own */
        for (int i = 0; i < 10; i++) add_word(m, &r);
    } else {
        uint32_t from = (uint32_t)random_below(&r, MATTER_PERSONS), n = MATTER_PERSONS;
        keep_some(m->first, &n, 3, from);
        keep_some(m->last, &m->n_persons, 3, from);
        keep_some(m->places, &m->n_places, 2, (uint32_t)random_below(&r, MATTER_PLACES));
        keep_some(m->words, &m->n_words, 20, (uint32_t)random_below(&r, 40));
        keep_some(m->rare, &m->n_rare, 4, (uint32_t)random_below(&r, 6));
        for (int i = 0; i < 3; i++) add_person(m, &r);
        add_place(m, &r);
        for (int i = 0; i < 20; i++) add_word(m, &r);
    }
    for (int i = 0; i < 14; i++) add_rare(m, &r);
    for (int i = 0; i < MATTER_FIGURES; i++) m->figures[i] = 2 + (uint32_t)random_below(&r, 997);
    /* a story's words in an order of its own, so that those of the topic are not always its most frequent */
    for (uint32_t i = m->n_words; i > 1; i--) {
        uint32_t j = (uint32_t)random_below(&r, i), word = m->words[j];
        m->words[j] = m->words[i - 1];
        m->words[i - 1] = word;
    }
}
