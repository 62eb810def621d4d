/*
 * A worker's cache of words it has met: a table of a fixed number of pairs of entries, one cache line each. A new word
 * takes the first place of its pair, and what was there the second, so that rare words pass by the common ones.
 *
 * A word of up to 16 bytes is kept in its entry and compared as it is; a longer one by 128 bits of hash.
 */
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

#include <libstemmer.h>
#include <unicode/uchar.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "text/block.h"
#include "text/stopwords.h"

#define PAIR_BITS 15    /* 2 MiB */
#define STOP_LENGTHS 16 /* the last one stands for all longer ones */
#define MAX_STEMMED 64 /* bytes of the longest word that is stemmed; longer ones are no words of a language */

/* What a word is looked up by. */
typedef struct {
    uint64_t lo, hi; /* its bytes, or hashes of them */
    uint64_t kind;   /* language, length and a bit that is always set; 0: an empty entry */
} word_key;

typedef struct {
    word_key key;
    uint64_t term;
} entry;

struct wf_words {
    uint64_t seed;
    entry *pairs; /* 2 << PAIR_BITS */
    void *memory;
    const wf_stop_list *stop[WF_LANGUAGES];
    /* By length of a stop word: the first letters there are, a bit each. */
    uint32_t stop_begins[WF_LANGUAGES][STOP_LENGTHS];
    const char *algorithms[WF_LANGUAGES];      /* of Snowball; NULL: none */
    struct sb_stemmer *stemmers[WF_LANGUAGES]; /* made when first needed */
};

/* The algorithms that are in every release of Snowball since 2.0. */
static const struct {
    const char *code, *algorithm;
} algorithms[] = {
    {"en", "english"},    {"es", "spanish"},  {"fr", "french"},     {"de", "german"},     {"it", "italian"},
    {"pt", "portuguese"}, {"nl", "dutch"},    {"ca", "catalan"},    {"sv", "swedish"},    {"no", "norwegian"},
    {"nn", "norwegian"},  {"da", "danish"},   {"fi", "finnish"},    {"ru", "russian"},    {"ro", "romanian"},
    {"hu", "hungarian"},  {"tr", "turkish"},  {"el", "greek"},      {"id", "indonesian"}, {"eu", "basque"},
    {"ar", "arabic"},     {"ga", "irish"},    {"lt", "lithuanian"}, {"hi", "hindi"},      {"ne", "nepali"},
    {"ta", "tamil"},      {"hy", "armenian"}, {"sr", "serbian"},    {"yi", "yiddish"},
};

static const char *algorithm_of(wf_language language) {
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (strcmp(algorithms[i].code, wf_language_code(language)) == 0) return algorithms[i].algorithm;
    return NULL;
}

static size_t stop_length(size_t len) {
    return len < STOP_LENGTHS ? len : STOP_LENGTHS - 1;
}

static void note_stop_words(wf_words *w, wf_language language) {
    const wf_stop_list *list = w->stop[language];
    for (size_t i = 0; list && i < list->n; i++)
        w->stop_begins[language][stop_length(strlen(list->words[i]))] |= 1u << (list->words[i][0] & 31);
}

/* Most words are told apart from all stop words by their length and first letter. */
static bool is_stop_word(const wf_words *w, wf_language language, wf_str word) {
    return word.len && w->stop_begins[language][stop_length(word.len)] >> (word.ptr[0] & 31) & 1 &&
           wf_stop_list_has(w->stop[language], word);
}

wf_code wf_words_open(wf_words **out, uint64_t seed, wf_error *err) {
    wf_words *w = calloc(1, sizeof *w);
    size_t size = sizeof(entry) * 2 << PAIR_BITS;
    if (!w || !(w->memory = calloc(1, size + 64))) {
        free(w);
        return wf_fail_nomem(err, "the cache of words");
    }
    w->pairs = (void *)((char *)w->memory + (-(uintptr_t)w->memory & 63));
    w->seed = seed;
    for (unsigned i = 0; i < WF_LANGUAGES; i++) {
        w->stop[i] = wf_stop_list_of((wf_language)i);
        note_stop_words(w, (wf_language)i);
        w->algorithms[i] = algorithm_of((wf_language)i);
    }
    *out = w;
    return WF_OK;
}

void wf_words_close(wf_words *words) {
    if (!words) return;
    for (unsigned i = 0; i < WF_LANGUAGES; i++) sb_stemmer_delete(words->stemmers[i]);
    free(words->memory);
    free(words);
}

uint64_t wf_stem_hash(wf_str stem, uint64_t seed) {
    uint64_t hash = wf_hash64(stem.ptr, stem.len, seed);
    return hash ? hash : 1;
}

/* ------------------------------------------------------------------------------------------- stems */

static bool is_code(wf_language language, const char *code) {
    return strcmp(wf_language_code(language), code) == 0;
}

/*
 * Without what an apostrophe joins to a word and is no part of it: the possessive of English, the endings of Turkish
 * names, the articles and pronouns before words of French, Italian and Catalan.
 */
static wf_str without_joined(wf_language language, wf_str word) {
    const char *mark = memchr(word.ptr, '\'', word.len);
    if (!mark) return word;
    size_t before = (size_t)(mark - word.ptr), after = word.len - before - 1;
    if (language == WF_LANGUAGE_ENGLISH) {
        if (after == 1 && mark[1] == 's') word.len = before;
    } else if (is_code(language, "tr")) {
        word.len = before;
    } else if (is_code(language, "fr") || is_code(language, "it") || is_code(language, "ca")) {
        const wf_stop_list *stop = wf_stop_list_of(language);
        if (wf_stop_list_has(stop, (wf_str){word.ptr, before})) word = (wf_str){mark + 1, after};
    }
    return word;
}

/* Whether a word is one letter, of a script that has letters and not characters of whole words. */
static bool is_letter(wf_str word) {
    size_t i = 0;
    if (word.len > 4) return false;
    uint32_t c = wf_utf8_next(word.ptr, word.len, &i, NULL);
    return i == word.len && c < 0x2E80 && !u_isdigit((UChar32)c);
}

static bool has_digit(wf_str word) {
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] >= '0' && word.ptr[i] <= '9') return true;
    return false;
}

/* The stem of a word; empty: a stop word or a letter. false: out of memory. */
static bool stem_of(wf_words *w, wf_language language, wf_str word, wf_str *stem) {
    *stem = (wf_str){word.ptr, 0};
    if (is_stop_word(w, language, word)) return true;
    wf_str whole = word;
    word = without_joined(language, word);
    if (word.len != whole.len && is_stop_word(w, language, word)) return true;
    if (is_letter(word)) return true;
    *stem = word;
    if (word.len > MAX_STEMMED || has_digit(word)) return true;
    if (!w->algorithms[language]) return true;
    if (!w->stemmers[language]) w->stemmers[language] = sb_stemmer_new(w->algorithms[language], "UTF_8");
    if (!w->stemmers[language]) return false;
    const sb_symbol *made =
        sb_stemmer_stem(w->stemmers[language], (const sb_symbol *)word.ptr, (int)word.len);
    if (!made) return false;
    int len = sb_stemmer_length(w->stemmers[language]);
    if (len > 0) *stem = (wf_str){(const char *)made, (size_t)len};
    return true;
}

wf_str wf_words_stem(wf_words *words, wf_language language, wf_str word) {
    wf_str stem;
    if (language >= WF_LANGUAGES) language = WF_LANGUAGE_UNKNOWN;
    return stem_of(words, language, word, &stem) ? stem : word;
}

/* ------------------------------------------------------------------------------------------- terms */

/* The first bytes of eight that a word of len bytes has. */
static inline uint64_t bytes_below(size_t len) {
    return len >= 8 ? ~(uint64_t)0 : ((uint64_t)1 << 8 * len) - 1;
}

/* The key of a word behind which 16 bytes can be read. */
static inline word_key key_of(const wf_words *w, wf_language language, wf_str word) {
    word_key key = {0, 0, (uint64_t)word.len << 9 | (uint64_t)language << 1 | 1};
    if (word.len > 16) {
        key.lo = wf_hash64(word.ptr, word.len, w->seed);
        key.hi = wf_hash64(word.ptr, word.len, wf_mix64(w->seed + 1));
    } else {
        key.lo = wf_load_le64(word.ptr) & bytes_below(word.len);
        key.hi = wf_load_le64(word.ptr + 8) & bytes_below(word.len > 8 ? word.len - 8 : 0);
    }
    return key;
}

static inline bool is_equal(const word_key *a, const word_key *b) {
    return ((a->lo ^ b->lo) | (a->hi ^ b->hi) | (a->kind ^ b->kind)) == 0;
}

/* The place of a key's pair. */
static inline size_t place_of(const wf_words *w, const word_key *key) {
    uint64_t x = (key->lo ^ w->seed ^ key->kind << 32) * 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 29 ^ key->hi) * 0xD6E8FEB86659FD93u;
    return (size_t)(x >> (64 - PAIR_BITS)) * 2;
}

static bool add_word(wf_words *w, wf_language language, wf_str word, const word_key *key, uint64_t *term) {
    wf_str stem;
    if (!stem_of(w, language, word, &stem)) return false;
    *term = stem.len ? wf_stem_hash(stem, w->seed) : 0;
    entry *pair = w->pairs + place_of(w, key);
    pair[1] = pair[0];
    pair[0] = (entry){*key, *term};
    return true;
}

static inline wf_str word_at(const wf_tokens *t, size_t i) {
    return (wf_str){t->norm + t->start[i], t->start[i + 1] - 1 - t->start[i]};
}

/* Tokens are taken in blocks: the entries of a block, which are seldom in the nearest cache, are fetched all at once. */
wf_code wf_words_terms(wf_words *words, wf_language language, const wf_tokens *t, uint64_t *terms,
                       wf_error *err) {
    enum { BLOCK = 16 };
    word_key keys[BLOCK];
    uint32_t places[BLOCK];
    if (language >= WF_LANGUAGES) language = WF_LANGUAGE_UNKNOWN;
    for (size_t first = 0; first < t->n; first += BLOCK) {
        size_t n = t->n - first < BLOCK ? t->n - first : BLOCK;
        for (size_t k = 0; k < n; k++) {
            keys[k] = key_of(words, language, word_at(t, first + k));
            places[k] = (uint32_t)place_of(words, &keys[k]);
            __builtin_prefetch(&words->pairs[places[k]]);
        }
        for (size_t k = 0; k < n; k++) {
            const entry *pair = &words->pairs[places[k]];
            bool at_first = is_equal(&pair[0].key, &keys[k]), at_second = is_equal(&pair[1].key, &keys[k]);
            terms[first + k] = at_first ? pair[0].term : pair[1].term;
            if (at_first | at_second) continue;
            if (!add_word(words, language, word_at(t, first + k), &keys[k], &terms[first + k]))
                return wf_fail_nomem(err, "stems");
        }
    }
    return WF_OK;
}
