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

static const char *pick(const char *const *of, size_t n, random_source *r) {
    return of[random_below(r, n)];
}

/* Frequent words are short, as in any language; the lengths give about 5 letters a word in a text. */
static void make_word(char *out, size_t rank, random_source *r) {
    out[0] = 0;
    if (rank < 40) {
        if (random_below(r, 2)) strcat(out, pick(onsets, 17, r));
        strcat(out, pick(vowels, 5, r));
        if (!out[1] || random_below(r, 2)) strcat(out, pick(onsets, 17, r));
        return;
    }
    size_t syllables = rank < 300 ? 1 : rank < 15000 ? 1 + random_below(r, 2) : 2 + (random_below(r, 4) == 0);
    for (size_t i = 0; i < syllables; i++) {
        strcat(out, pick(onsets, COUNT(onsets), r));
        strcat(out, pick(vowels, COUNT(vowels), r));
        if (i + 1 == syllables || !random_below(r, 5)) strcat(out, pick(codas, COUNT(codas), r));
    }
    if (rank >= 300 && random_below(r, 5) == 0) strcat(out, pick(endings, COUNT(endings), r));
}

static uint64_t hash_word(const char *word) {
    uint64_t h = 0xcbf29ce484222325ULL; /* FNV-1a */
    for (; *word; word++) h = (h ^ (unsigned char)*word) * 0x100000001b3ULL;
    return h ^ (h >> 32);
}

static bool make_words(vocabulary *v) {
    enum { SLOTS = 1 << 17 };
    _Static_assert(SLOTS > VOCABULARY_WORDS + VOCABULARY_WORDS / 4, "room in the table of words");
    uint32_t *seen = calloc(SLOTS, sizeof *seen);
    if (!seen) return false;
    random_source r = random_of(1, 'V', 0);
    for (uint32_t i = 0; i < VOCABULARY_WORDS;) {
        make_word(v->words[i], i, &r);
        size_t slot = hash_word(v->words[i]) % SLOTS;
        while (seen[slot] && strcmp(v->words[seen[slot] - 1], v->words[i])) slot = (slot + 1) % SLOTS;
        if (!seen[slot]) seen[slot] = ++i;
    }
    free(seen);
    return true;
}

/* Vose's way to fill an alias table, in integers: a word's share is its weight times the number of words. */
static bool make_alias(vocabulary *v) {
    enum { N = VOCABULARY_WORDS };
    uint32_t *small = malloc(2 * N * sizeof *small), *large = small ? small + N : NULL;
    if (!small) return false;
    size_t n_small = 0, n_large = 0;
    uint64_t total = 0;
    for (uint32_t i = 0; i < N; i++) total += v->keep[i] = (UINT64_C(1) << 40) / (i + 2);
    for (uint32_t i = 0; i < N; i++) {
        v->keep[i] *= N;
        v->alias[i] = i;
        if (v->keep[i] < total)
            small[n_small++] = i;
        else
            large[n_large++] = i;
    }
    while (n_small && n_large) {
        uint32_t s = small[--n_small], l = large[n_large - 1];
        v->alias[s] = l;
        v->keep[l] -= total - v->keep[s];
        if (v->keep[l] < total) {
            n_large--;
            small[n_small++] = l;
        }
    }
    for (uint32_t i = 0; i < N; i++) v->keep[i] = (v->keep[i] << 8) / (total >> 24); /* total becomes 2^32 */
    free(small);
    return true;
}

bool vocabulary_open(vocabulary *v) {
    v->words = malloc(VOCABULARY_WORDS * sizeof *v->words);
    v->keep = malloc(VOCABULARY_WORDS * sizeof *v->keep);
    v->alias = malloc(VOCABULARY_WORDS * sizeof *v->alias);
    if (v->words && v->keep && v->alias && make_words(v) && make_alias(v)) return true;
    vocabulary_close(v);
    return false;
}

void vocabulary_close(vocabulary *v) {
    free(v->words);
    free(v->keep);
    free(v->alias);
    v->words = NULL;
    v->keep = NULL;
    v->alias = NULL;
}

uint32_t vocabulary_draw(const vocabulary *v, random_source *r) {
    uint32_t i = (uint32_t)random_below(r, VOCABULARY_WORDS);
    return random_next(r) >> 32 < v->keep[i] ? i : v->alias[i];
}
