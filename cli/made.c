#include "made.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OCTAVES = 14, /* of the vocabulary, which has 2^OCTAVES - 1 words */
    WORDS = 1 << OCTAVES,
    WORD_BYTES = 16,
    FREQUENT = 2048, /* words of two syllables */
    SYLLABLES = 96,
    THREE = SYLLABLES * SYLLABLES * SYLLABLES,
    LONGEST = 600, /* words of a story at most */
    SLOTS = 2048,  /* of the set of shingles */
    GROUP = 5,     /* the last story of each group of so many is a copy */
    SPREAD = 16,   /* of a story at most so many groups away */
    NAMES = 8,     /* in a story, half of them those of its topic, */
    TOPIC = 6      /* which so many stories share */
};

/* What stands for a word: its rank in the vocabulary, or one of these and a number. */
#define NAME ((uint32_t)1 << 30)
#define NUMBER ((uint32_t)1 << 31)

struct made_stories {
    uint64_t n_stories, seed, next;
    unsigned shingle;
    char vocabulary[WORDS]
                   [WORD_BYTES]; /* most frequent first; NUL-terminated, and the length in the last byte */
    uint32_t words[LONGEST], before[LONGEST];
    uint64_t slots[SLOTS]; /* a set of shingles: their hashes, or 0 */
    made_pair *pairs;
    size_t n_pairs, cap_pairs;
    size_t text_begin; /* in the line */
    char line[LONGEST * 2 * WORD_BYTES + 512];
};
_Static_assert(sizeof((made_stories *)0)->line <= MADE_TEXT, "room for any text");

static uint64_t mix(uint64_t z) { /* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) */
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A stream of random numbers for every seed, purpose and story. */
static uint64_t stream(uint64_t seed, char purpose, uint64_t number) {
    return mix(mix(seed + 1) ^ mix(number * 256 + (unsigned char)purpose));
}

static uint64_t draw(uint64_t *random) {
    return mix(*random += UINT64_C(0x9e3779b97f4a7c15));
}

static uint32_t below(uint64_t *random, uint32_t n) {
    return (uint32_t)(((draw(random) >> 32) * n) >> 32);
}

/* ---------------------------------------------------------------------------------------------- words */

/* Syllables of consonants and vowels, so that no two numbers give the same letters, and an end. Returns its end. */
static char *spell(char *at, uint32_t number, int syllables, const char *end) {
    static const char *const onsets[] = {"b", "c", "d", "f", "g",  "h",  "l",  "m",
                                         "n", "p", "r", "s", "st", "tr", "pl", "v"};
    static const char *const vowels[] = {"a", "e", "i", "o", "u", "ea"};
    for (; syllables; syllables--, number /= SYLLABLES) {
        for (const char *s = onsets[number % 16]; *s; s++) *at++ = *s;
        for (const char *s = vowels[number / 16 % 6]; *s; s++) *at++ = *s;
    }
    while (*end) *at++ = *end++;
    *at = '\0';
    return at;
}

/* The most frequent are small English words, that none of the others can be, so that texts pass for English. */
static void make_vocabulary(made_stories *made) {
    static const char *const small[] = {
        "the",  "of",    "and",  "to",    "in",    "a",     "that",  "for",   "is",    "on",  "was",
        "with", "as",    "he",   "be",    "by",    "at",    "from",  "his",   "has",   "had", "have",
        "an",   "will",  "but",  "not",   "are",   "said",  "their", "who",   "which", "its", "they",
        "were", "been",  "more", "than",  "this",  "one",   "up",    "would", "year",  "new", "out",
        "last", "two",   "what", "there", "when",  "first", "time",  "could", "if",    "she", "her",
        "can",  "might", "both", "while", "since", "each",  "him",   "where", "though"};
    for (uint32_t i = 0; i < WORDS; i++) {
        char *word = made->vocabulary[i];
        if (i < sizeof small / sizeof *small)
            snprintf(word, WORD_BYTES, "%s", small[i]);
        else if (i < FREQUENT) /* scattered, so that neighbours do not look alike */
            spell(word, i * 5077 % (SYLLABLES * SYLLABLES), 2, "n");
        else
            spell(word, (uint32_t)((uint64_t)i * 300007 % THREE), 3, "");
        word[WORD_BYTES - 1] = (char)strlen(word);
    }
}

/* A rank by Zipf's law, in steps: as often the first word as one of the next two, of the next four ... */
static uint32_t word_of(uint64_t random) {
    uint32_t low = (uint32_t)1 << ((random >> 16 & 0xffff) * OCTAVES >> 16);
    return low - 1 + (uint32_t)(((random >> 32) * low) >> 32);
}

/* Words of a story; the same whenever it is asked for. */
static size_t draw_words(const made_stories *made, uint64_t number, uint32_t *words) {
    uint64_t random = stream(made->seed, 'w', number), topic = stream(made->seed, 't', number / TOPIC);
    uint32_t names[NAMES];
    for (int i = 0; i < NAMES; i++) names[i] = NAME | below(i % 2 ? &topic : &random, THREE);
    size_t n = 100 + below(&random, 241) + below(&random, 241);
    for (size_t i = 0; i < n; i++) {
        uint64_t r = draw(&random), of100 = (r & 0xffff) * 100 >> 16;
        words[i] = of100 < 3    ? NUMBER | (2 + below(&random, 1 << (4 + below(&random, 14))))
                   : of100 < 11 ? names[(r >> 32) % NAMES]
                                : word_of(r);
    }
    return n;
}

/* ---------------------------------------------------------------------------------------------- pairs */

/* Exact, of the sets of shingles of words and before, n words each. */
static double jaccard_of(made_stories *made, size_t n) {
    size_t all = 0, shared = 0;
    bool common[SLOTS] = {false};
    memset(made->slots, 0, sizeof made->slots);
    for (int after = 0; after < 2; after++)
        for (size_t i = 0; i + made->shingle <= n; i++) {
            const uint32_t *words = (after ? made->words : made->before) + i;
            uint64_t hash = 0;
            for (unsigned k = 0; k < made->shingle; k++) hash = mix(hash + words[k]) | 1;
            size_t at = hash >> 32 & (SLOTS - 1);
            while (made->slots[at] && made->slots[at] != hash) at = (at + 1) & (SLOTS - 1);
            bool new = made->slots[at] == 0;
            made->slots[at] = hash;
            all += new;
            shared += after && !new && !common[at];
            common[at] = after;
        }
    return (double)shared / (double)all;
}

/*
 * Puts other words for some, alone or twelve in a row, as long as so many shingles are left alone that the similarity
 * is no less than the one that was drawn: of n shingles each, c of them shared, it is c / (2 n - c).
 */
static void alter(made_stories *made, uint64_t number, size_t n) {
    enum { ONE = 1 << 16, LEAST = ONE / 2 + ONE / 100 };
    uint64_t random = stream(made->seed, 'c', number);
    if (below(&random, 11) == 0) return;
    size_t k = made->shingle, left = n - k + 1, target = LEAST + below(&random, ONE - LEAST);
    size_t want = 2 * left * target / (ONE + target), in_a_row = below(&random, 2) ? 12 : 1;
    bool changed[LONGEST] = {false}, gone[LONGEST] = {false};
    for (int tries = 0; left > want && tries < 2 * LONGEST; tries++) {
        size_t first = below(&random, (uint32_t)n);
        for (size_t at = first; at < n && at < first + in_a_row; at++) {
            uint32_t other = word_of(draw(&random));
            size_t hits = 0, begin = at < k ? 0 : at - k + 1;
            for (size_t i = begin; i <= at && i + k <= n; i++) hits += !gone[i];
            if (changed[at] || other == made->words[at] || left < want + hits) continue;
            changed[at] = true;
            made->words[at] = other;
            left -= hits;
            for (size_t i = begin; i <= at && i + k <= n; i++) gone[i] = true;
        }
    }
}

/* The story that a story copies; itself if it is no copy. */
static uint64_t original_of(const made_stories *made, uint64_t number) {
    if (number % GROUP != GROUP - 1) return number;
    uint64_t group = number / GROUP, other = group / SPREAD * SPREAD + group % SPREAD * 7 % SPREAD;
    uint64_t random = stream(made->seed, 'o', number), original = other * GROUP + below(&random, GROUP - 1);
    return original < made->n_stories ? original : number;
}

static bool add_pair(made_stories *made, made_pair pair) {
    if (made->n_pairs == made->cap_pairs) {
        size_t cap = made->cap_pairs ? 2 * made->cap_pairs : 1024;
        made_pair *pairs = realloc(made->pairs, cap * sizeof *pairs);
        if (!pairs) return false;
        made->pairs = pairs;
        made->cap_pairs = cap;
    }
    made->pairs[made->n_pairs++] = pair;
    return true;
}

/* ---------------------------------------------------------------------------------------------- printing */

static char *print_text(char *at, const char *text) {
    while (*text) *at++ = *text++;
    return at;
}

static char *print_word(const made_stories *made, char *at, uint32_t word, bool capital) {
    char *begin = at;
    if (word & NUMBER) return at + sprintf(at, "%u", (unsigned)(word & ~NUMBER));
    if (word & NAME) {
        at = spell(at, word & ~NAME, 3, "r");
    } else {
        memcpy(at, made->vocabulary[word], WORD_BYTES);
        at += made->vocabulary[word][WORD_BYTES - 1];
    }
    if (capital || word & NAME) *begin = (char)(*begin - 'a' + 'A');
    return at;
}

/* Words in sentences, some of them quoted, and paragraphs. */
static char *print_body(const made_stories *made, char *at, uint64_t number, size_t n) {
    uint64_t random = stream(made->seed, 'p', number);
    bool typographic = below(&random, 10) < 7;
    for (size_t i = 0; i < n;) {
        size_t first = i, end = i + 10 + below(&random, 20), comma = i + 3 + below(&random, 12);
        bool quoted = below(&random, 6) == 0;
        if (end + 10 > n) end = n;
        if (quoted) at = print_text(at, typographic ? "\xE2\x80\x9C" : "\\\"");
        for (; i < end; i++) {
            at = print_word(made, at, made->words[i], i == first);
            if (i + 1 < end) at = print_text(at, i == comma ? ", " : " ");
        }
        *at++ = '.';
        if (quoted) at = print_text(at, typographic ? "\xE2\x80\x9D" : "\\\"");
        if (i < n) at = print_text(at, below(&random, 3) == 0 ? "\\n\\n" : " ");
    }
    return at;
}

/* ---------------------------------------------------------------------------------------------- stories */

made_stories *made_open(uint64_t n_stories, uint64_t seed, unsigned shingle) {
    made_stories *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->n_stories = n_stories;
    made->seed = seed;
    made->shingle = shingle;
    make_vocabulary(made);
    return made;
}

void made_close(made_stories *made) {
    if (made) free(made->pairs);
    free(made);
}

const char *made_next(made_stories *made, size_t *len) {
    *len = 0;
    if (made->next == made->n_stories) return made->line;
    uint64_t number = made->next++, original = original_of(made, number);
    uint64_t random = stream(made->seed, 's', number);
    size_t n = draw_words(made, original, made->words);
    if (original != number) {
        memcpy(made->before, made->words, n * sizeof *made->words);
        alter(made, number, n);
        if (!add_pair(made, (made_pair){number, original, jaccard_of(made, n)})) return NULL;
    }
    unsigned source = below(&random, 200), day = 1 + below(&random, 28), hour = below(&random, 24);
    char *at = made->line;
    at += sprintf(at,
                  "{\"id\":\"" MADE_PREFIX "%llu\",\"source\":\"s%u.example\",\"language\":\"en\","
                  "\"published\":\"2026-01-%02uT%02u:00:00Z\",\"title\":\"",
                  (unsigned long long)number, source, day, hour);
    for (size_t i = 0; i < 8; i++) {
        if (i) *at++ = ' ';
        at = print_word(made, at, made->words[i], true);
    }
    at = print_text(at, "\",\"text\":\"");
    made->text_begin = (size_t)(at - made->line);
    at = print_body(made, at, number, n);
    at = print_text(at, "\"}\n");
    *len = (size_t)(at - made->line);
    return made->line;
}

size_t made_text(const made_stories *made, char *out) {
    char *end = out;
    for (const char *at = made->line + made->text_begin; *at != '"'; at++)
        *end++ = *at != '\\' ? *at : *++at == 'n' ? '\n' : *at;
    return (size_t)(end - out);
}

const made_pair *made_pairs(const made_stories *made, size_t *n) {
    *n = made->n_pairs;
    return made->pairs;
}
