/*
 * What is compared of a text when stories are compared by their words: its terms with their weights, its sentences, and
 * its anchors, all as numbers of its distinct terms.
 */
#ifndef WF_VERIFY_PROFILE_H
#define WF_VERIFY_PROFILE_H

#include "store/frequencies.h"
#include "text/anchors.h"
#include "text/sentences.h"
#include "text/words.h"

#define WF_LEAD_TERMS 60 /* terms, counted with repeats, that make the lead of a text */
#define WF_TELLING 12
#define WF_TELLING_NAMES 8

/* A distinct term. */
typedef struct {
    uint64_t hash;
    float idf;
    uint16_t count;       /* times in the text, at most 65,535 */
    uint8_t in_lead;      /* stands in the lead, */
    uint8_t in_head;      /* in the title or the first sentence, */
    uint8_t in_name;      /* in a name, */
    uint8_t in_place;     /* in the name of a place near the begin */
    uint8_t telling;      /* one of the WF_TELLING terms of highest tf-idf, */
    uint8_t telling_name; /* and 1, 2 ... of the WF_TELLING_NAMES terms of names, highest first; else 0 */
    float tf_idf;
} wf_term;

/* A sentence of at least one term: its terms are seq[begin] up to seq[end - 1]. */
typedef struct {
    uint32_t begin, end;
    uint32_t distinct;                /* distinct terms, */
    float weight;                     /* and the sum of their idf */
    uint32_t src_begin, src_end;      /* bytes in the text; of a title, in the title */
    uint32_t first_number, n_numbers; /* in numbers */
    bool is_title;
} wf_profile_sentence;

typedef struct {
    uint64_t key; /* of value and unit */
    uint32_t sentence;
    float weight; /* the rarer the number looks, the higher: small whole numbers say little */
} wf_profile_number;

/* A quoted passage. */
typedef struct {
    uint64_t key; /* of all its words, stop words included */
    uint32_t n_words;
} wf_profile_quote;

/* Dates of a text as bit sets and keys. */
typedef struct {
    uint8_t weekdays;      /* bit d: weekday d (1 to 7) is named in the text */
    uint8_t lead_weekdays; /* the same in its first sentences */
    uint16_t months;       /* bit m: month m is named */
    uint32_t n_days, n_years;
    uint16_t days[16];  /* month * 32 + day, sorted, each once; the first 16 named */
    uint16_t years[16]; /* likewise */
} wf_profile_dates;

typedef struct {
    wf_term *terms; /* n_terms, by hash */
    uint32_t n_terms;
    uint32_t *seq; /* n_seq: the terms in text order, as numbers of terms */
    uint32_t n_seq;
    wf_profile_sentence *sentences;
    uint32_t n_sentences;
    wf_profile_number *numbers; /* in text order */
    uint32_t n_numbers;
    wf_profile_quote *quotes;
    uint32_t n_quotes;
    wf_profile_dates dates;
    double weight, weight_squared; /* sums of idf and of its square over the distinct terms */
    double norm;                   /* of the tf-idf vector */
    uint32_t n_words;
    wf_language language;
    size_t cap_terms, cap_seq, cap_sentences, cap_numbers, cap_quotes;
} wf_profile; /* starts as {0}; reused for many texts */

/* Scratch for making profiles; one per thread. */
typedef struct wf_profiler wf_profiler;

/* seed as for the frequencies. Errors: WF_E_NOMEM. */
wf_code wf_profiler_open(wf_profiler **out, uint64_t seed, wf_error *err);
void wf_profiler_close(wf_profiler *profiler);

/* What the words of texts stand for, for another reader of the same thread. */
wf_words *wf_profiler_words(wf_profiler *profiler);

/*
 * The terms of a story in order, as they are counted and indexed: those of its title (NULL: none, or the body has it
 * already) before those of its body. Both are tokens already made, without boilerplate; text is what they were made of.
 */
typedef struct {
    const wf_tokens *title, *body;
    wf_str title_text, body_text;
    wf_language language;
    const struct wf_profile_words *body_words; /* NULL: not known; used for a profile alone */
} wf_profile_source;

/* What is known of tokens already: arrays by token. */
typedef struct wf_profile_words {
    const uint64_t *terms; /* as wf_words_terms has them */
    const float *idf;      /* of these */
    const wf_anchor_word *anchors;
} wf_profile_words;

/* Errors: WF_E_NOMEM. Linear time but for a sort of the distinct terms. */
wf_code wf_profile_make(wf_profiler *profiler, const wf_profile_source *source,
                        const wf_frequencies *frequencies, wf_profile *out, wf_error *err);

/* The sentences and the anchors of the body that a profile was made of last, until the next call. */
const wf_sentences *wf_profiler_sentences(const wf_profiler *profiler);
const wf_anchors *wf_profiler_anchors(const wf_profiler *profiler);

/*
 * The distinct terms of a story in the order of their first place: 28 bits of the hash << 4, times in the text (at most
 * 7) << 1, and 1 where it begins a sentence other than the term before. *out lives until the next call.
 */
wf_code wf_profile_outline(wf_profiler *profiler, const wf_profile_source *source, const uint32_t **out,
                           size_t *n, wf_error *err);

void wf_profile_free(wf_profile *profile);

#endif
