/*
 * A table of a fixed number of pairs of entries, one cache line each, as that of stems (text/words.c): a new word takes the
 * first place of its pair, and what was there the second. A word of up to 16 bytes is compared as it is; a longer one by 128
 * bits of hash.
 */
#include "verdict/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "text/block.h"
#include "verdict/reading.h"

#define PAIR_BITS 14 /* 2 MiB */

/* What a word is looked up by. */
typedef struct {
    uint64_t lo, hi; /* its bytes, or hashes of them */
    uint64_t kind;   /* language, length and a bit that is always set; 0: an empty entry */
} word_key;

typedef struct {
    _Alignas(64) word_key key;
    wf_known_word word;
} entry;

struct wf_known_words {
    uint64_t seed;
    const wf_frequencies *frequencies;
    wf_words *stems;
    uint64_t small[WF_SMALL_WORDS]; /* ids */
    entry *pairs;                   /* 2 << PAIR_BITS, in memory */
    void *memory;
};

wf_code wf_known_words_open(wf_known_words **out, uint64_t seed, const wf_frequencies *frequencies,
                            wf_error *err) {
    static const char *const small[] = {"the", "of", "to", "in", "that"};
    wf_known_words *k = calloc(1, sizeof *k);
    size_t size = sizeof(entry) * 2 << PAIR_BITS;
    if (!k || !(k->memory = calloc(1, size + sizeof(entry)))) {
        free(k);
        return wf_fail_nomem(err, "the words of stories");
    }
    k->pairs = (void *)((char *)k->memory + (-(uintptr_t)k->memory & (sizeof(entry) - 1)));
    k->seed = seed;
    k->frequencies = frequencies;
    for (size_t i = 0; i < WF_SMALL_WORDS; i++) k->small[i] = wf_hash64(small[i], strlen(small[i]), seed);
    wf_code code = wf_words_open(&k->stems, seed, err);
    if (code != WF_OK) {
        wf_known_words_close(k);
        return code;
    }
    *out = k;
    return WF_OK;
}

void wf_known_words_close(wf_known_words *k) {
    if (!k) return;
    wf_words_close(k->stems);
    free(k->memory);
    free(k);
}

/* Length of a normalised word without a possessive 's or '. */
static size_t bare_length(const char *word, size_t len) {
    if (len > 2 && word[len - 2] == '\'' && word[len - 1] == 's') return len - 2;
    if (len > 1 && word[len - 1] == '\'') return len - 1;
    return len;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static wf_code look_up(wf_known_words *k, wf_language language, const wf_tokens *t, size_t i,
                       wf_known_word *out, wf_error *err) {
    uint64_t stem;
    uint32_t bounds[] = {t->start[i], t->start[i + 1]};
    wf_tokens one = {.norm = t->norm, .start = bounds, .n = 1};
    wf_code code = wf_words_terms(k->stems, language, &one, &stem, err);
    if (code != WF_OK) return code;
    wf_str word = {t->norm + bounds[0], bare_length(t->norm + bounds[0], bounds[1] - 1 - bounds[0])};
    if (word.len > UINT16_MAX) word.len = UINT16_MAX;
    uint64_t id = wf_hash64(word.ptr, word.len, k->seed);
    unsigned flags = language == WF_LANGUAGE_ENGLISH ? wf_word_classes(word) : 0;
    if (is_digit(word.ptr[0])) flags |= WF_WORD_NUMBER;
    bool number = (flags & WF_WORD_NUMBER) != 0;
    bool function = (flags & WF_WORD_FUNCTION) || (stem == 0 && !number);
    if (function) flags |= WF_WORD_FUNCTION;
    if (!function && !number) flags |= WF_WORD_CONTENT;
    *out = (wf_known_word){.id = id,
                           .stem = function ? 0
                                   : stem   ? stem
                                            : id,
                           .idf = function ? 0 : wf_idf(k->frequencies, wf_term_code(stem)),
                           .len = (uint16_t)word.len,
                           .flags = (uint16_t)flags,
                           .contracted = memchr(word.ptr, '\'', word.len) != NULL,
                           .anchor =
                               wf_anchor_word_of(t->norm + bounds[0], bounds[1] - 1 - bounds[0], language)};
    for (unsigned s = 0; s < WF_SMALL_WORDS; s++)
        if (id == k->small[s]) out->small = (uint8_t)(s + 1);
    return WF_OK;
}

/* The first bytes of eight that a word of len bytes has. */
static inline uint64_t bytes_below(size_t len) {
    return len >= 8 ? ~(uint64_t)0 : ((uint64_t)1 << 8 * len) - 1;
}

/* The key of token i; 16 bytes behind it can be read. */
static inline word_key key_of(const wf_known_words *k, wf_language language, const wf_tokens *t, size_t i) {
    const char *word = t->norm + t->start[i];
    size_t len = t->start[i + 1] - 1 - t->start[i];
    word_key key = {0, 0, (uint64_t)len << 9 | (uint64_t)language << 1 | 1};
    if (len > 16) {
        key.lo = wf_hash64(word, len, k->seed);
        key.hi = wf_hash64(word, len, wf_mix64(k->seed + 1));
    } else {
        key.lo = wf_load_le64(word) & bytes_below(len);
        key.hi = wf_load_le64(word + 8) & bytes_below(len > 8 ? len - 8 : 0);
    }
    return key;
}

static inline bool is_equal(const word_key *a, const word_key *b) {
    return ((a->lo ^ b->lo) | (a->hi ^ b->hi) | (a->kind ^ b->kind)) == 0;
}

/* The place of a key's pair. */
static inline size_t place_of(const wf_known_words *k, const word_key *key) {
    uint64_t x = (key->lo ^ k->seed ^ key->kind << 32) * 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 29 ^ key->hi) * 0xD6E8FEB86659FD93u;
    return (size_t)(x >> (64 - PAIR_BITS)) * 2;
}

wf_code wf_known_words_of(wf_known_words *k, wf_language language, const wf_tokens *t, size_t first, size_t n,
                          wf_known_word *out, wf_error *err) {
    word_key keys[WF_KNOWN_BLOCK];
    size_t places[WF_KNOWN_BLOCK];
    if (language >= WF_LANGUAGES) language = WF_LANGUAGE_UNKNOWN;
    for (size_t i = 0; i < n; i++) {
        keys[i] = key_of(k, language, t, first + i);
        places[i] = place_of(k, &keys[i]);
        __builtin_prefetch(&k->pairs[places[i]]);
    }
    for (size_t i = 0; i < n; i++) {
        entry *pair = &k->pairs[places[i]];
        if (is_equal(&pair[0].key, &keys[i])) {
            out[i] = pair[0].word;
            continue;
        }
        if (is_equal(&pair[1].key, &keys[i])) {
            out[i] = pair[1].word;
            continue;
        }
        wf_code code = look_up(k, language, t, first + i, &out[i], err);
        if (code != WF_OK) return code;
        pair[1] = pair[0];
        pair[0] = (entry){keys[i], out[i]};
    }
    return WF_OK;
}
