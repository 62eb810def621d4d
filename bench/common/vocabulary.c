#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const onsets[] = {"b",  "c",  "d",  "f",  "g",  "h",  "j",  "k",  "l",  "m",  "n",
                                     "p",  "r",  "s",  "t",  "v",  "w",  "br", "cl", "dr", "fl", "gr",
                                     "pl", "pr", "sh", "sl", "st", "th", "tr", "ch", "qu", "sp"};
static const char *const vowels[] = {"a", "e", "i", "o", "u", "a", "e", "o", "ai", "ea", "ou"};
static const char *const codas[] = {"", "", "", "n", "r", "s", "t", "l", "m", "d", "nd", "st", "ck", "rt"};
static const char *const endings[] = {"ed", "ing", "er", "ly", "ion", "al", "es", "ment"};

/* The words of English that say nothing of what a story is about, most frequent first: with them a text looks English. */
static const char *const function_words[VOCABULARY_FUNCTION] = {
    "the",     "of",     "to",    "and",     "a",     "in",     "that",    "for",     "is",    "on",
    "it",      "said",   "with",  "was",     "he",    "as",     "at",      "by",      "his",   "be",
    "from",    "have",   "has",   "an",      "are",   "who",    "not",     "but",     "were",  "had",
    "this",    "they",   "which", "their",   "its",   "will",   "or",      "would",   "been",  "more",
    "one",     "two",    "about", "after",   "up",    "out",    "when",    "there",   "her",   "if",
    "can",     "than",   "she",   "all",     "we",    "so",     "other",   "no",      "over",  "into",
    "first",   "new",    "also",  "last",    "some",  "time",   "could",   "people",  "year",  "years",
    "what",    "him",    "them",  "three",   "only",  "do",     "most",    "because", "may",   "before",
    "such",    "where",  "even",  "made",    "many",  "should", "then",    "against", "since", "under",
    "through", "during", "while", "between", "those", "being",  "still",   "both",    "until", "off",
    "now",     "very",   "just",  "how",     "each",  "around", "without", "among",   "us",    "down",
    "well",    "much",   "own",   "did",     "got",   "per",    "any",     "here",    "same",  "too",
    "like",    "every",  "my",    "our",     "does",  "me",     "i",       "you"};

static const char *pick(const char *const *of, size_t n, random_source *r) {
    return of[random_below(r, n)];
}

/* Frequent words are short, as in any language; the lengths give about 5 letters a word in a text. */
static void make_word(char *out, size_t rank, random_source *r) {
    out[0] = 0;
    if (rank < VOCABULARY_FUNCTION) {
        strcat(out, function_words[rank]);
        return;
    }
    size_t syllables = rank < 300 ? 1 : 1 + random_below(r, 2) + (rank >= 6000 && random_below(r, 2));
    for (size_t i = 0; i < syllables; i++) {
        strcat(out, pick(onsets, COUNT(onsets), r));
        strcat(out, pick(vowels, COUNT(vowels), r));
        if (i + 1 == syllables || !random_below(r, 5)) strcat(out, pick(codas, COUNT(codas), r));
    }
    if (rank >= 300 && random_below(r, 3) == 0) strcat(out, pick(endings, COUNT(endings), r));
}

static uint64_t hash_word(const char *word) {
    uint64_t h = 0xcbf29ce484222325ULL; /* FNV-1a */
    for (; *word; word++) h = (h ^ (unsigned char)*word) * 0x100000001b3ULL;
    return h ^ (h >> 32);
}

static bool make_words(vocabulary *v) {
    enum { SLOTS = 1 << 16 };
    _Static_assert(SLOTS > VOCABULARY_WORDS + VOCABULARY_WORDS / 4, "room in the table of words");
    uint32_t *seen = calloc(SLOTS, sizeof *seen);
    if (!seen) return false;
    random_source r = random_of(1, 'V', 0);
    for (uint32_t i = 0; i < VOCABULARY_WORDS;) {
        vocabulary_word *word = &v->words[i];
        make_word(word->bytes, i, &r);
        word->len = (uint8_t)strlen(word->bytes);
        size_t slot = hash_word(word->bytes) % SLOTS;
        while (seen[slot] && strcmp(v->words[seen[slot] - 1].bytes, word->bytes)) slot = (slot + 1) % SLOTS;
        if (!seen[slot]) seen[slot] = ++i;
    }
    free(seen);
    return true;
}

/*
 * By Zipf's law, and past some thousand words twice as steep (Ferrer i Cancho and Sole, Journal of Quantitative
 * Linguistics 2001); function words are as many as in news.
 */
static uint64_t weight_of(uint32_t rank) {
    enum { BEND = 2000 };
    uint64_t one = UINT64_C(1) << 40, r = rank + 2;
    return rank < VOCABULARY_FUNCTION ? 5 * one / (4 * r) : one * BEND / (r * (BEND + r));
}

/* Vose's way to fill an alias table, in integers: a word's share is its weight times the number of words. */
static bool make_alias(vocabulary *v) {
    enum { N = VOCABULARY_WORDS };
    uint64_t *share = malloc(N * sizeof *share);
    uint32_t *small = malloc(2 * N * sizeof *small), *large = small ? small + N : NULL;
    if (share && small) {
        size_t n_small = 0, n_large = 0;
        uint64_t total = 0;
        for (uint32_t i = 0; i < N; i++) total += share[i] = weight_of(i);
        for (uint32_t i = 0; i < N; i++) {
            share[i] *= N;
            v->slots[i].alias = i;
            if (share[i] < total)
                small[n_small++] = i;
            else
                large[n_large++] = i;
        }
        while (n_small && n_large) {
            uint32_t s = small[--n_small], l = large[n_large - 1];
            v->slots[s].alias = l;
            share[l] -= total - share[s];
            if (share[l] < total) {
                n_large--;
                small[n_small++] = l;
            }
        }
        for (uint32_t i = 0; i < N; i++) {
            uint64_t keep = (share[i] << 8) / (total >> 24); /* total becomes 2^32 */
            v->slots[i].keep = keep < UINT32_MAX ? (uint32_t)keep : UINT32_MAX;
        }
    }
    bool made = share && small;
    free(share);
    free(small);
    return made;
}

bool vocabulary_open(vocabulary *v) {
    v->words = calloc(VOCABULARY_WORDS, sizeof *v->words);
    v->slots = malloc(VOCABULARY_WORDS * sizeof *v->slots);
    if (v->words && v->slots && make_words(v) && make_alias(v)) return true;
    vocabulary_close(v);
    return false;
}

void vocabulary_close(vocabulary *v) {
    free(v->words);
    free(v->slots);
    v->words = NULL;
    v->slots = NULL;
}

uint32_t vocabulary_synonym(uint32_t word, uint64_t seed) {
    enum { BLOCK = 64 };
    _Static_assert(VOCABULARY_WORDS % BLOCK == 0 && VOCABULARY_FUNCTION % BLOCK == 0,
                   "a synonym is in the same block");
    random_source r = random_of(seed, 'y', word / BLOCK);
    return word ^ (uint32_t)(1 + random_below(&r, BLOCK - 1));
}

/* ---------------------------------------------------------------------------------------------- endless words */

/* Another number below 2^bits for every number below it, so that neighbours do not look alike. */
static uint32_t scatter(uint32_t n, unsigned bits) {
    uint32_t mask = (UINT32_C(1) << bits) - 1;
    for (int i = 0; i < 2; i++) {
        n ^= n >> (bits / 2);
        n = n * 0x9e3779b1U & mask;
    }
    return n ^ n >> (bits / 2);
}

static char *append(char *out, const char *s) {
    while (*s) *out++ = *s++;
    return out;
}

/* A syllable a byte: an onset and a vowel, so that a word can be read in one way only. */
static char *append_syllables(char *out, uint32_t number, int n) {
    static const char *const eight[] = {"a", "e", "i", "o", "u", "ai", "ea", "ou"};
    for (; n; n--, number >>= 8) {
        out = append(out, onsets[number % COUNT(onsets)]);
        out = append(out, eight[number / COUNT(onsets) % COUNT(eight)]);
    }
    return out;
}

size_t vocabulary_rare(uint32_t n, char *out) {
    static const char *const ends[] = {"",  "n", "r",  "s",  "t",  "l",  "m",  "d",
                                       "p", "k", "nd", "st", "ck", "rt", "ng", "ls"};
    uint32_t number = scatter(n % VOCABULARY_RARE, 28);
    return (size_t)(append(append_syllables(out, number >> 4, 3), ends[number % COUNT(ends)]) - out);
}

size_t vocabulary_proper(proper_kind kind, uint32_t n, char *out) {
    static const char *const ends[PROPER_KINDS][8] = {
        {"", "n", "l", "m", "la", "na", "rt", "s"},
        {"n", "son", "rez", "v", "ski", "r", "lli", "rd"},
        {"ton", "burg", "ville", "ria", "stan", "ford", "port", "mar"},
    };
    random_source r = random_of(1, 'N', (uint64_t)kind << 32 | n);
    /* the names met most often are short */
    uint32_t number = n < 1 << 16 ? scatter(n, 16) : scatter(n % VOCABULARY_PROPER, 24);
    char *end = append(append_syllables(out, number, n < 1 << 16 ? 2 : 3), ends[kind][random_below(&r, 8)]);
    *out = (char)(*out - 'a' + 'A');
    return (size_t)(end - out);
}
