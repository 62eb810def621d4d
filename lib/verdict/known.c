/*
 * A table of a fixed number of pairs of entries, one cache line each: the word of a pair that was met last stands first, and is
 * mostly the one looked for. A word of up to 16 bytes is compared as it is; a longer one by 128 bits of hash.
 */
#include "verdict/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"
#include "text/block.h"
#include "verdict/reading.h"

#define PAIR_BITS 14

/* What a word is looked up by. */
typedef struct {
    uint64_t lo, hi; /* its bytes, or hashes of them */
    uint64_t kind;   /* language, length and a bit that is always set; 0: an empty entry */
} word_key;

typedef struct {
    _Alignas(64) word_key key;
    wf_known_word word;
} entry;

enum { TABLE_SIZE = (int)sizeof(entry) * 2 << PAIR_BITS };
_Static_assert(TABLE_SIZE == 2 << 20, "one huge page");

struct wf_known_words {
    uint64_t seed;
    const wf_frequencies *frequencies;
    wf_words *stems;
    uint64_t small[WF_SMALL_WORDS]; /* ids */
    entry *pairs;                   /* 2 << PAIR_BITS */
    struct {                        /* words of a block that were not met before, as a text of their own */
        char *norm;
        size_t cap_norm;
        uint32_t start[WF_KNOWN_BLOCK + 1];
        uint64_t stem[WF_KNOWN_BLOCK];
        uint32_t code[WF_KNOWN_BLOCK];
        float idf[WF_KNOWN_BLOCK];
    } fresh;
};

wf_code wf_known_words_open(wf_known_words **out, uint64_t seed, const wf_frequencies *frequencies,
                            wf_words *stems, wf_error *err) {
    static const char *const small[] = {"the", "of", "to", "in", "that"};
    wf_known_words *k = calloc(1, sizeof *k);
    if (!k || !(k->pairs = aligned_alloc(TABLE_SIZE, TABLE_SIZE))) {
        free(k);
        return wf_fail_nomem(err, "the words of stories");
    }
    wf_use_huge_pages(k->pairs, TABLE_SIZE);
    memset(k->pairs, 0, TABLE_SIZE);
    k->seed = seed;
    k->frequencies = frequencies;
    for (size_t i = 0; i < WF_SMALL_WORDS; i++) k->small[i] = wf_hash64(small[i], strlen(small[i]), seed);
    k->stems = stems;
    *out = k;
    return WF_OK;
}

void wf_known_words_close(wf_known_words *k) {
    if (!k) return;
    free(k->fresh.norm);
    free(k->pairs);
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

/* What is known of a word with this term (0: a stop word), of this idf. */
static wf_known_word describe(const wf_known_words *k, wf_language language, wf_str token, uint64_t term,
                              float idf) {
    wf_str word = {token.ptr, bare_length(token.ptr, token.len)};
    if (word.len > UINT16_MAX) word.len = UINT16_MAX;
    uint64_t id = wf_hash64(word.ptr, word.len, k->seed);
    unsigned flags = language == WF_LANGUAGE_ENGLISH ? wf_word_classes(word) : 0;
    if (is_digit(word.ptr[0])) flags |= WF_WORD_NUMBER;
    bool number = (flags & WF_WORD_NUMBER) != 0;
    bool function = (flags & WF_WORD_FUNCTION) || (term == 0 && !number);
    if (function) flags |= WF_WORD_FUNCTION;
    if (!function && !number) flags |= WF_WORD_CONTENT;
    wf_known_word known = {.id = id,
                           .term = term,
                           .idf = idf,
                           .len = (uint16_t)word.len,
                           .flags = (uint16_t)flags,
                           .contracted = memchr(word.ptr, '\'', word.len) != NULL,
                           .anchor = wf_anchor_word_of(token.ptr, token.len, language)};
    for (unsigned s = 0; s < WF_SMALL_WORDS; s++)
        if (id == k->small[s]) known.small = (uint8_t)(s + 1);
    return known;
}

/* The first bytes of sixteen that a word of len bytes has: those at KEY_BYTES - len. */
#define KEY_BYTES 16
static const unsigned char key_bytes[2 * KEY_BYTES] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                       255, 255, 255, 255, 255, 255, 255, 255};

/* The key of a token; KEY_BYTES behind it can be read. */
static inline word_key key_of(uint64_t seed, wf_language language, const char *word, size_t len) {
    word_key key = {0, 0, (uint64_t)len << 9 | (uint64_t)language << 1 | 1};
    if (len > KEY_BYTES) {
        key.lo = wf_hash64(word, len, seed);
        key.hi = wf_hash64(word, len, wf_mix64(seed + 1));
    } else {
        const unsigned char *bytes = key_bytes + KEY_BYTES - len;
        key.lo = wf_load_le64(word) & wf_load_le64(bytes);
        key.hi = wf_load_le64(word + 8) & wf_load_le64(bytes + 8);
    }
    return key;
}

static inline bool is_equal(const word_key *a, const word_key *b) {
    return ((a->lo ^ b->lo) | (a->hi ^ b->hi) | (a->kind ^ b->kind)) == 0;
}

/* The place of a key's pair. */
static inline size_t place_of(uint64_t seed, const word_key *key) {
    uint64_t x = (key->lo ^ seed ^ key->kind << 32) * 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 29 ^ key->hi) * 0xD6E8FEB86659FD93u;
    return (size_t)(x >> (64 - PAIR_BITS)) * 2;
}

static wf_str token_at(const wf_tokens *t, size_t i) {
    return (wf_str){t->norm + t->start[i], t->start[i + 1] - 1 - t->start[i]};
}

/* Stems and idf of the tokens first + which[0], ... of n: all at once, as what they are looked up in is seldom in a cache. */
static wf_code find_fresh(wf_known_words *k, wf_language language, const wf_tokens *t, size_t first,
                          const uint8_t *which, size_t n, wf_error *err) {
    enum { BEHIND = 64 }; /* bytes that can be read behind a word */
    size_t len = 0;
    for (size_t m = 0; m < n; m++) {
        wf_str word = token_at(t, first + which[m]);
        if (!wf_grow(&k->fresh.norm, &k->fresh.cap_norm, len + word.len + 1 + BEHIND, 1))
            return wf_fail_nomem(err, "the words of stories");
        memcpy(k->fresh.norm + len, word.ptr, word.len);
        k->fresh.start[m] = (uint32_t)len;
        len += word.len;
        k->fresh.norm[len++] = ' ';
    }
    k->fresh.start[n] = (uint32_t)len;
    memset(k->fresh.norm + len, 0, BEHIND);
    wf_tokens words = {.norm = k->fresh.norm, .norm_len = len - 1, .start = k->fresh.start, .n = n};
    wf_code code = wf_words_terms(k->stems, language, &words, k->fresh.stem, err);
    if (code != WF_OK) return code;
    for (size_t m = 0; m < n; m++) k->fresh.code[m] = wf_term_code(k->fresh.stem[m]) << 4;
    wf_idf_all(k->frequencies, k->fresh.code, n, k->fresh.idf);
    return WF_OK;
}

/*
 * Finds the words of a block whose keys stand first in their pairs; returns how many do not, and lists them. Without branches,
 * and nothing is read of the second entries.
 */
static size_t find_first(const wf_known_words *k, const word_key *keys, const uint32_t *places, size_t n,
                         wf_known_word *out, uint8_t *others) {
    size_t n_others = 0;
    for (size_t i = 0; i < n; i++) {
        const entry *first = &k->pairs[places[i]];
        out[i] = first->word;
        others[n_others] = (uint8_t)i;
        n_others += !is_equal(&first->key, &keys[i]);
    }
    return n_others;
}

/* Whether a key is in its pair, where it then stands first. */
static bool is_known(entry *pair, const word_key *key) {
    if (is_equal(&pair[0].key, key)) return true; /* it came since, in this block */
    if (!is_equal(&pair[1].key, key)) return false;
    const entry other = pair[0];
    pair[0] = pair[1];
    pair[1] = other;
    return true;
}

wf_code wf_known_words_of(wf_known_words *k, wf_language language, const wf_tokens *t, size_t first, size_t n,
                          wf_known_word *out, wf_error *err) {
    word_key keys[WF_KNOWN_BLOCK];
    uint32_t places[WF_KNOWN_BLOCK];
    uint8_t others[WF_KNOWN_BLOCK], fresh[WF_KNOWN_BLOCK];
    size_t n_fresh = 0;
    if (language >= WF_LANGUAGES) language = WF_LANGUAGE_UNKNOWN;
    const uint32_t *start = t->start + first;
    uint64_t seed = k->seed;
    for (size_t i = 0; i < n; i++) {
        keys[i] = key_of(seed, language, t->norm + start[i], start[i + 1] - 1 - start[i]);
        places[i] = (uint32_t)place_of(seed, &keys[i]);
        wf_prefetch(&k->pairs[places[i]]);
    }
    const size_t n_others = find_first(k, keys, places, n, out, others);
    for (size_t m = 0; m < n_others; m++) wf_prefetch(&k->pairs[places[others[m]] + 1]);
    for (size_t m = 0; m < n_others; m++) {
        const size_t i = others[m];
        if (is_known(&k->pairs[places[i]], &keys[i]))
            out[i] = k->pairs[places[i]].word;
        else
            fresh[n_fresh++] = (uint8_t)i;
    }
    if (n_fresh == 0) return WF_OK;
    wf_code code = find_fresh(k, language, t, first, fresh, n_fresh, err);
    for (size_t m = 0; code == WF_OK && m < n_fresh; m++) {
        size_t i = fresh[m];
        entry *pair = &k->pairs[places[i]];
        if (!is_known(pair, &keys[i])) { /* else it stands in the block twice */
            const wf_known_word word =
                describe(k, language, token_at(t, first + i), k->fresh.stem[m], k->fresh.idf[m]);
            pair[1] = pair[0];
            pair[0] = (entry){keys[i], word};
        }
        out[i] = pair[0].word;
    }
    return code;
}
