/*
 * Candidate pairs for rewrites: texts that share rare terms. Bands cannot find a rewrite; its rare words remain.
 *
 * Every text has keys: its rarest terms, and pairs of rare terms that stand in one sentence. A term that more than
 * WF_TERM_LIST texts have is no key by itself, so cost stays flat as dumps grow; pairs then tell the texts apart. A list
 * of a pair keeps the WF_TERM_LIST texts of smallest number, and the others still find those.
 */
#ifndef WF_INDEX_TERMS_H
#define WF_INDEX_TERMS_H

#include "base/table.h"

#define WF_TERM_LIST 200   /* texts on a posting list */
#define WF_TERM_SINGLES 40 /* terms of a text that are keys by themselves, at most, */
#define WF_TERM_PAIRED 32  /* terms of a text that are paired, at most, */
#define WF_TERM_PAIRS 128  /* and pairs of a text, at most */
#define WF_TERM_KEYS (WF_TERM_SINGLES + WF_TERM_PAIRS)

/* A distinct term of a text, in the order of its first place. */
typedef struct {
    uint32_t term;     /* its hash */
    uint8_t weight;    /* the higher the rarer, and the more often it stands in the text */
    bool new_sentence; /* it begins a sentence other than the term before it */
    bool alone;        /* no other text has it */
} wf_ranked_term;

/* A hash: below WF_FIRST_PAIR of a term, from there on of a pair of terms, which are three times as many. */
typedef uint32_t wf_term_key;
#define WF_FIRST_PAIR (UINT32_C(1) << 30)

/* What a shared key counts. */
#define WF_POINTS_SINGLE 2
#define WF_POINTS_PAIR 3
static inline uint32_t wf_term_key_points(wf_term_key key) {
    return key < WF_FIRST_PAIR ? WF_POINTS_SINGLE : WF_POINTS_PAIR;
}

/*
 * The keys of a text with n distinct terms that other texts may have: of the WF_TERM_SINGLES terms of highest weight
 * each, and of every two of the WF_TERM_PAIRED of highest weight whose first places are in one sentence, up to
 * WF_TERM_PAIRS: those with the fewest paired terms between them first, then by place. Ties of weight by smaller term.
 * The key of a pair does not depend on the order of its terms. out: WF_TERM_KEYS. Returns their number; two have the
 * same hash once in a blue moon. Linear time.
 */
size_t wf_term_keys(const wf_ranked_term *terms, size_t n, wf_term_key *out);

typedef struct wf_term_index wf_term_index;

/* Where the keys of texts come from. */
typedef struct {
    uint32_t n_texts;
    size_t n_threads;
    /* Writes the keys of a text to out (WF_TERM_KEYS) and returns their number: once for each text, from any thread. */
    size_t (*keys)(void *user, uint32_t text, size_t thread, wf_term_key *out);
    bool (*cancelled)(void *user); /* may be NULL; asked from any thread */
    void *user;
} wf_term_source;

typedef struct {
    uint32_t text;
    uint32_t points; /* of the keys shared */
} wf_term_hit;

/*
 * Builds the index. A key that repeats within a text counts once. Memory: 4 bytes a key while it is built; of the keys
 * that another text has too, some 8 bytes each stay. n_long: terms that were too frequent to be keys; n_cut: lists of
 * pairs that were cut. The same index for any number of threads. Errors: WF_E_NOMEM, WF_E_IO (the budget's file),
 * WF_E_CANCELLED.
 */
wf_code wf_term_index_open(wf_term_index **out, const wf_term_source *source, wf_budget *budget,
                           uint64_t *n_long, uint64_t *n_cut, wf_error *err);
void wf_term_index_close(wf_term_index *index);

/* What a thread counts with. */
typedef struct {
    uint16_t *points; /* of each text */
    uint32_t highest; /* none of them is above */
    uint32_t *noted;  /* texts with enough points */
    bool many;        /* they were many the last time */
} wf_term_counts;     /* starts as {0} */

/* Errors: WF_E_NOMEM. */
wf_code wf_term_counts_open(wf_term_counts *out, uint32_t n_texts, wf_error *err);
void wf_term_counts_close(wf_term_counts *counts);

/*
 * Texts that share keys of at least min_points with text, most points first, ties by smaller number; at most cap are
 * written, their number returned; *n_left counts the others. Thread-safe, with counters of one's own.
 */
size_t wf_term_query(const wf_term_index *index, uint32_t text, uint32_t min_points, wf_term_counts *counts,
                     wf_term_hit *out, size_t cap, uint64_t *n_left);

#endif
