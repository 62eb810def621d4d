/*
 * Anchors of a text: what versions of one story have in common whatever the wording, and twin stories have not. Names,
 * numbers, dates and quoted passages, as runs of tokens with a value in normal form.
 */
#ifndef WF_TEXT_ANCHORS_H
#define WF_TEXT_ANCHORS_H

#include "text/language.h"
#include "text/sentences.h"

typedef enum { WF_ANCHOR_NAME, WF_ANCHOR_NUMBER, WF_ANCHOR_DATE, WF_ANCHOR_QUOTE } wf_anchor_kind;

typedef enum {
    WF_UNIT_NONE,
    WF_UNIT_PERCENT,
    WF_UNIT_MONEY,   /* any currency */
    WF_UNIT_ORDINAL, /* 22nd, second as an ordinal is left out */
    WF_UNIT_TIME     /* 14:30, 2.30pm: value in minutes of the day */
} wf_unit;

/* A date as far as the text gives it; 0 for what it does not. */
typedef struct {
    int16_t year; /* 1000 to 2999 */
    uint8_t month, day;
    uint8_t weekday; /* 1 Monday to 7 Sunday */
} wf_text_date;

typedef struct {
    uint8_t kind; /* wf_anchor_kind; anchors of different kinds may overlap (names in quotes) */
    uint8_t unit; /* wf_unit, of a number */
    bool place; /* a name after a preposition of place (in, at, near, from, outside ...) or from a dateline */
    bool
        starts; /* a name at the begin of its sentence, kept because it is one elsewhere too or has two words */
    uint32_t first, end; /* tokens [first, end), those of a quote without its marks */
    double value; /* of a number: 262 for "262" and "two hundred and sixty-two", 1.13e9 for "$1.13bn" */
    wf_text_date date;
} wf_anchor;

typedef struct {
    wf_anchor *items; /* n, in order of first, then of kind */
    size_t n, cap;
} wf_anchors; /* starts as {0}; reused for many texts */

/*
 * Finds the anchors of a text that was tokenized into tokens and split into sentences.
 *
 * Names are runs of capitalised tokens (of scripts with case), with small words between them ("Bank of England", "Luis
 * de la Cruz"). A capitalised word at the begin of a sentence counts only if it is capitalised elsewhere too, or goes on
 * ("Mario Lopez said"). In text that is all capitals, or in a language that capitalises its nouns (German), names are
 * not found by capitals: then none are given, or fewer. Months and weekdays are no names. A run longer than 8 tokens (a
 * headline in title case) is no name.
 * Numbers: digits with separators and decimals, percent, currencies before or behind, bn/m/k/million/crore and so on,
 * written-out English numbers from two on ("one" is mostly none). Years within dates are not numbers as well.
 * Dates: "May 17", "17 May 2013", "17/05/2013" and "2013-05-17", "Monday", "in 2013" (a year alone), "May 2013"; month and
 * weekday names of English, Spanish, French, German, Italian, Portuguese, Dutch.
 * Quotes: passages of 3 words or more between marks: "" '' (no apostrophes) and the curly, low, angle and corner forms of
 * other languages, also >> <<; a quote of several paragraphs that each open anew; one that never closes ends with its
 * paragraph, and after WF_QUOTE_TOKENS in any case.
 * Linear time, whatever the text. Errors: WF_E_NOMEM.
 */
#define WF_QUOTE_TOKENS 200
wf_code wf_anchors_find(const wf_tokens *tokens, wf_str text, const wf_sentences *sentences,
                        wf_language language, wf_anchors *out, wf_error *err);

/* What a word says to anchors wherever it stands. */
typedef struct {
    uint32_t hash;  /* of the word without a possessive */
    uint32_t flags; /* of its tokens */
    uint8_t kind, value;
    bool needs_capital; /* to be of this kind */
} wf_anchor_word;

/* That of a normalised token of a text in this language; 16 bytes behind it can be read. A pure function. */
wf_anchor_word wf_anchor_word_of(const char *norm, size_t len, wf_language language);

/* The same anchors, of tokens of which the words are known: wf_anchor_word_of each, NULL for not. */
wf_code wf_anchors_find_known(const wf_tokens *tokens, const wf_anchor_word *words, wf_str text,
                              const wf_sentences *sentences, wf_language language, wf_anchors *out,
                              wf_error *err);
void wf_anchors_free(wf_anchors *anchors);

/*
 * A key of a number's value and unit, by which texts are compared: money and plain numbers are written for each other ("1.13
 * billion", "$1.13bn"), a percentage and a time of day are their own.
 */
uint64_t wf_number_key(const wf_anchor *number);

#endif
