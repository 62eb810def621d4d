/* A text as it is judged: its words with what is known of each, and its sentences, names, numbers and quotes. */
#ifndef WF_VERDICT_READING_H
#define WF_VERDICT_READING_H

#include "store/frequencies.h"
#include "text/anchors.h"
#include "verdict/known.h"
#include "verdict/lexicon.h"
#include "verify/profile.h"

#define WF_READING_WORDS 20000 /* of a text that are judged: its first ones */

/* More of a word than its lexicon classes tell. */
enum {
    WF_WORD_NAME = 1 << 10,    /* part of a name */
    WF_WORD_NUMBER = 1 << 11,  /* part of a number or a date */
    WF_WORD_QUOTED = 1 << 12,  /* stands in a quote */
    WF_WORD_CAPITAL = 1 << 13, /* begins with a capital */
    WF_WORD_CONTENT = 1 << 14  /* neither a function word nor a number */
};

typedef struct {
    uint32_t spelling;   /* in norm, len bytes: without a possessive 's */
    uint32_t begin, end; /* bytes in the text */
    uint16_t len, flags; /* WF_WORD_... */
    float idf;           /* of its stem; 0 for a function word */
} wf_word;

/* Hashes by which words of two texts are compared. */
typedef struct {
    uint64_t id;   /* of the word without a possessive 's */
    uint64_t stem; /* 0: a function word */
} wf_word_key;

/* Words [begin, end): from the end of the sentence before, of the first one from 0. */
typedef struct {
    uint32_t begin, end;
    float weight;       /* of its distinct content words: sum of their idf */
    uint32_t n_content; /* words with a stem */
} wf_reading_sentence;

/* A name, a number or a quote: words [begin, end). */
typedef struct {
    uint32_t begin, end;
    uint32_t sentence;
    uint64_t key; /* by the seed, of a number: value and unit; of a quote: its words; of a name: 0 */
} wf_reading_anchor;

typedef struct {
    wf_reading_anchor *items;
    size_t n, cap;
} wf_reading_anchors;

typedef struct {
    char *norm; /* own copy of the normalised text */
    wf_word *words;
    wf_word_key *keys; /* by word */
    uint32_t n_words;
    wf_reading_sentence *sentences;
    uint32_t n_sentences;
    wf_reading_anchors names, numbers, quotes;
    uint64_t *number_keys; /* as many as numbers, sorted */
    double weight;         /* sum of the idf of its distinct stems */
    /* How it is written: the, of, to, in, that; words with an apostrophe; words doubled. */
    uint32_t small[WF_SMALL_WORDS], contractions, repeats;
    uint32_t spaced_marks; /* blanks before a comma, full stop or the like */
    wf_language language;
    size_t cap_norm, cap_words, cap_keys, cap_sentences, cap_number_keys;
} wf_reading; /* starts as {0}; reused for many texts */

/* Scratch for making readings; one per thread. */
typedef struct wf_text_reader wf_text_reader;

/* seed as for the frequencies, which are borrowed and stay as they are, and for the words, borrowed too. Errors: WF_E_NOMEM. */
wf_code wf_text_reader_open(wf_text_reader **out, uint64_t seed, const wf_frequencies *frequencies,
                            wf_words *stems, wf_error *err);
void wf_text_reader_close(wf_text_reader *reader);

/*
 * Reads a text from its tokens (without boilerplate): the first WF_READING_WORDS of them, as if the text ended there. Linear
 * time. Errors: WF_E_NOMEM.
 */
wf_code wf_reading_make(wf_text_reader *reader, const wf_tokens *tokens, wf_str text, wf_language language,
                        wf_reading *out, wf_error *err);
void wf_reading_free(wf_reading *reading);

/*
 * The same in two steps, of WF_READING_WORDS tokens at most, between which a profile of the text may be made: the first gives
 * it what is known of the words, until the next reading begins; the second takes the sentences and the anchors that
 * it has found. Errors: WF_E_NOMEM.
 */
wf_code wf_reading_begin(wf_text_reader *reader, const wf_tokens *tokens, wf_str text, wf_language language,
                         wf_reading *out, wf_profile_words *words, wf_error *err);
wf_code wf_reading_finish(wf_text_reader *reader, const wf_sentences *sentences, const wf_anchors *anchors,
                          wf_reading *out, wf_error *err);

/* What is known of the words of a text that no reading is made of, for its profile; as above. Errors: WF_E_NOMEM. */
wf_code wf_reading_words(wf_text_reader *reader, const wf_tokens *tokens, wf_language language,
                         wf_profile_words *out, wf_error *err);

/* Spelling of a word. */
static inline wf_str wf_word_spelling(const wf_reading *r, const wf_word *w) {
    wf_str s = {r->norm + w->spelling, w->len};
    return s;
}

/* Whether a text has a number. */
bool wf_reading_has_number(const wf_reading *reading, uint64_t key);

#endif
