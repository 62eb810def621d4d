/*
 * The cache of words that were met: a table of a fixed number of sets of entries, one cache line each. The word that comes
 * first keeps the first place of its set: most often a common one. In the other places a new word moves the others up.
 *
 * Words are told apart by a hash: 63 bits of it stand in an entry, 16 others choose the set. Of ten million words two have
 * one hash with a probability of 10^-10.
 *
 * Several threads may share a table, without locks: what a word stands for is the same whoever finds it, and an entry that
 * two threads wrote at once, half by one and half by the other, is the entry of no word.
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

#define SET_BITS 16     /* 4 MiB */
#define STOP_LENGTHS 16 /* the last one stands for all longer ones */
#define MAX_STEMMED 64 /* bytes of the longest word that is stemmed; longer ones are no words of a language */

/* What a word is looked up by. */
typedef struct {
    uint64_t tag; /* odd: not that of an empty entry */
    uint32_t set;
} word_key;

/* All zero: the entry of no word. */
typedef struct {
    uint64_t check; /* tag ^ term */
    uint64_t term;
} entry;

enum { WAYS = 4 };
typedef struct {
    entry of[WAYS];
} entry_set;

typedef struct {
    uint32_t n_users;
    entry_set *sets; /* 1 << SET_BITS */
    void *memory;
} word_table;

/* What is mixed with the words of a language. */
typedef struct {
    uint64_t lo, hi;
} word_secret;

struct wf_words {
    uint64_t seed;
    word_table *table;
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

static word_table *table_new(void) {
    enum { ALIGNMENT = 2 << 20 }; /* of huge pages */
    const size_t size = sizeof(entry_set) << SET_BITS;
    word_table *table = calloc(1, sizeof *table);
    if (!table || !(table->memory = calloc(1, size + ALIGNMENT))) {
        free(table);
        return NULL;
    }
    table->sets = (void *)((char *)table->memory + (-(uintptr_t)table->memory & (ALIGNMENT - 1)));
    wf_use_huge_pages(table->sets, size);
    table->n_users = 1;
    return table;
}

static void table_leave(word_table *table) {
    if (!table || __atomic_sub_fetch(&table->n_users, 1, __ATOMIC_ACQ_REL)) return;
    free(table->memory);
    free(table);
}

wf_code wf_words_open(wf_words **out, uint64_t seed, wf_error *err) {
    wf_words *w = calloc(1, sizeof *w);
    if (!w || !(w->table = table_new())) {
        free(w);
        return wf_fail_nomem(err, "the cache of words");
    }
    w->seed = seed;
    for (unsigned i = 0; i < WF_LANGUAGES; i++) {
        w->stop[i] = wf_stop_list_of((wf_language)i);
        note_stop_words(w, (wf_language)i);
        w->algorithms[i] = algorithm_of((wf_language)i);
    }
    *out = w;
    return WF_OK;
}

void wf_words_share(wf_words *words, const wf_words *with) {
    __atomic_add_fetch(&with->table->n_users, 1, __ATOMIC_RELAXED);
    table_leave(words->table);
    words->table = with->table;
}

void wf_words_close(wf_words *words) {
    if (!words) return;
    for (unsigned i = 0; i < WF_LANGUAGES; i++) sb_stemmer_delete(words->stemmers[i]);
    table_leave(words->table);
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

/*
 * Whether Snowball's English algorithm leaves a word as it is because no rule of it is about words that end in these two
 * letters. In doubt false: every word that a release of Snowball changes must be left to it.
 */
static bool is_own_stem(wf_str word) {
    enum { ALL = (1 << 26) - 1 };
#define BEFORE(letter) (1u << ((letter) - 'a'))
    /* By the last letter: the letters that may stand before it in an ending of a rule. */
    static const uint32_t rules[26] = {
        ['c' - 'a'] = BEFORE('i'),
        ['d' - 'a'] = BEFORE('e'),
        ['e' - 'a'] = ALL,
        ['g' - 'a'] = BEFORE('n'),
        ['i' - 'a'] = ALL,
        ['l' - 'a'] = BEFORE('a') | BEFORE('l') | BEFORE('u'),
        ['m' - 'a'] = BEFORE('s'),
        ['n' - 'a'] = BEFORE('o'),
        ['r' - 'a'] = BEFORE('e') | BEFORE('o'),
        ['s' - 'a'] = ALL,
        ['t' - 'a'] = BEFORE('n') | BEFORE('s'),
        ['y' - 'a'] = ALL,
    };
#undef BEFORE
    if (word.len < 3) return false;
    unsigned before = (unsigned char)word.ptr[word.len - 2] - 'a';
    unsigned last = (unsigned char)word.ptr[word.len - 1] - 'a';
    return before < 26 && last < 26 && !(rules[last] >> before & 1);
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
    if (language == WF_LANGUAGE_ENGLISH && is_own_stem(word)) return true;
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

static word_secret secret_of(const wf_words *w, wf_language language) {
    return (word_secret){wf_mix64(w->seed + 1), wf_mix64(w->seed + 2 + language)};
}

/* The key of a word behind which 16 bytes can be read: the product of its bytes, or of hashes of a longer one. */
static inline word_key key_of(const word_secret *secret, wf_str word) {
    static const unsigned char masks[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                            255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t lo, hi;
    if (word.len > 16) {
        lo = wf_hash64(word.ptr, word.len, secret->lo);
        hi = wf_hash64(word.ptr, word.len, secret->hi);
    } else {
        lo = wf_load_le64(word.ptr) & wf_load_le64(masks + 16 - word.len);
        hi = wf_load_le64(word.ptr + 8) & wf_load_le64(masks + 24 - word.len);
    }
    unsigned __int128 product = (unsigned __int128)(lo ^ secret->lo) * (hi ^ secret->hi);
    uint64_t low = (uint64_t)product, high = (uint64_t)(product >> 64);
    return (word_key){(low ^ (high << 32 | high >> 32)) | 1, (uint32_t)(low >> (64 - SET_BITS))};
}

static inline entry load_entry(const entry *from) {
    return (entry){__atomic_load_n(&from->check, __ATOMIC_RELAXED),
                   __atomic_load_n(&from->term, __ATOMIC_RELAXED)};
}

static inline void store_entry(entry *to, entry e) {
    __atomic_store_n(&to->check, e.check, __ATOMIC_RELAXED);
    __atomic_store_n(&to->term, e.term, __ATOMIC_RELAXED);
}

/* All ones if the entry is of the tag, else 0; its term then goes to *term. */
static inline uint64_t match(const entry *from, uint64_t tag, uint64_t *term) {
    entry e = load_entry(from);
    uint64_t is_it = -(uint64_t)((e.check ^ e.term) == tag);
    *term |= is_it & e.term;
    return is_it;
}

/* Looks a word up. Most are in the first entry; without branches among the others, which cannot be foreseen. */
static inline bool find_word(const entry_set *set, uint64_t tag, uint64_t *out) {
    uint64_t term = 0;
    const entry first = load_entry(&set->of[0]);
    if ((first.check ^ first.term) == tag) {
        *out = first.term;
        return true;
    }
    uint64_t found =
        match(&set->of[1], tag, &term) | match(&set->of[2], tag, &term) | match(&set->of[3], tag, &term);
    *out = term;
    return found;
}

static inline bool is_empty(entry e) {
    return (e.check | e.term) == 0;
}

static bool add_word(wf_words *w, wf_language language, wf_str word, word_key key, uint64_t *term) {
    wf_str stem;
    if (!stem_of(w, language, word, &stem)) return false;
    *term = stem.len ? wf_stem_hash(stem, w->seed) : 0;
    entry *of = w->table->sets[key.set].of, *place = is_empty(load_entry(&of[0])) ? &of[0] : &of[1];
    for (entry *last = &of[WAYS - 1]; place > of && last > place; last--)
        store_entry(last, load_entry(last - 1));
    store_entry(place, (entry){key.tag ^ *term, *term});
    return true;
}

static inline wf_str word_at(const wf_tokens *t, size_t i) {
    return (wf_str){t->norm + t->start[i], t->start[i + 1] - 1 - t->start[i]};
}

/* Tokens are taken in blocks: the sets of a block, which are seldom in the nearest cache, are fetched all at once. */
wf_code wf_words_terms(wf_words *words, wf_language language, const wf_tokens *t, uint64_t *terms,
                       wf_error *err) {
    enum { BLOCK = 128 };
    word_key keys[BLOCK];
    if (language >= WF_LANGUAGES) language = WF_LANGUAGE_UNKNOWN;
    const word_secret secret = secret_of(words, language);
    const entry_set *sets = words->table->sets;
    for (size_t first = 0; first < t->n; first += BLOCK) {
        size_t n = t->n - first < BLOCK ? t->n - first : BLOCK;
        for (size_t k = 0; k < n; k++) {
            keys[k] = key_of(&secret, word_at(t, first + k));
            wf_prefetch(&sets[keys[k].set]);
        }
        for (size_t k = 0; k < n; k++) {
            if (find_word(&sets[keys[k].set], keys[k].tag, &terms[first + k])) continue;
            if (!add_word(words, language, word_at(t, first + k), keys[k], &terms[first + k]))
                return wf_fail_nomem(err, "stems");
        }
    }
    return WF_OK;
}
