/* The scratch of a judge, shared by the files that find what was changed. */
#ifndef WF_VERDICT_JUDGE_H
#define WF_VERDICT_JUDGE_H

#include "verdict/changes.h"

#define WF_NONE UINT32_MAX
#define WF_PLACES 32 /* places of a word that are followed */

/* A distinct word of the reference, by its id. */
typedef struct {
    uint64_t id;
    uint32_t n, n_names; /* times in the reference; of them in names */
    uint32_t stem;       /* the number of the stem that it has in its first place with one; else WF_NONE */
    uint32_t letters;    /* in it, a bit each; 0: not looked at yet */
    uint32_t b_stamp;    /* the copy that the rest is of */
    uint32_t b_lower, b_other; /* times in it, in lower case and otherwise */
    bool counted, listed;
    uint32_t left; /* times in a sentence of the reference that are not met in the one matched with it, */
    uint64_t pair; /* that pair of sentences */
} wf_judge_word;

/* A distinct stem of the reference: its first places are places[first], next_place[first] ... up to WF_NONE. */
typedef struct {
    uint64_t stem;
    uint32_t first, last, n;
    uint64_t seen; /* the sentence or quote of b that met it last */
    uint64_t pair; /* the last pair of matched sentences of which that of a has it */
} wf_judge_stem;

/* How a text is written: shares of its words. */
typedef struct {
    double small[WF_SMALL_WORDS]; /* the, of, to, in, that */
    double contractions, spaced_marks, repeats;
} wf_manner;

/* A word of the copy that is written as a name, and that neither the reference nor another version has. */
typedef struct {
    uint64_t id;
    bool asked,
        found; /* whether a name of the copy is close to it, in own; whether it was found to be misspelt */
    uint32_t own;
} wf_new_name;

/* A name word of the copy that others have too; the letters in it, a bit each. */
typedef struct {
    uint32_t word, letters;
} wf_known_name;

/* What the dictionary said of two words, by their ids; key 0: nothing. */
typedef struct {
    uint64_t key;
    uint32_t answer;
} wf_judge_answer;
#define WF_ANSWER_BITS 12 /* answers that are remembered: 1 << WF_ANSWER_BITS, 64 KiB */
#define WF_COMMON_BITS 15 /* and of single words, 256 KiB */

struct wf_judge {
    const wf_reading *a;
    const wf_supported *support; /* n_support, sorted by key */
    size_t n_support;
    uint16_t two;
    wf_manner manner;     /* of a */
    wf_judge_word *words; /* the distinct words of a, in the order in which they are met */
    wf_judge_stem *stems;
    uint32_t n_distinct, n_stems;
    uint32_t *word_slots, *stem_slots; /* open hashes of mask + 1 slots in use: number in these + 1 */
    size_t mask;
    uint32_t *next_place;             /* by word of a */
    uint32_t *own_word, *own_stem;    /* by word of a: its number in words and stems */
    uint32_t *sentence_of, *quote_of; /* by word of a */
    size_t cap_words, cap_stems, cap_word_slots, cap_stem_slots, cap_next, cap_own_word, cap_own_stem,
        cap_sentence_of, cap_quote_of;
    uint32_t b_stamp;
    uint64_t seen, pair;
    float *quote_weight; /* by quote of a */
    size_t cap_quote_weight;
    float *score;    /* by sentence or quote of a */
    uint32_t *count; /* content words shared, likewise */
    uint32_t *touched;
    size_t cap_score, cap_count, cap_touched;
    uint32_t *match; /* by sentence of b: that of a, or WF_NONE */
    size_t cap_match;
    bool *aligned_a; /* by sentence of a */
    size_t cap_aligned_a;
    uint32_t *sequence; /* scratch of the longest increasing run */
    size_t cap_sequence;
    wf_judge_answer related[1 << WF_ANSWER_BITS]; /* by two words: a wf_word_relation */
    uint64_t
        common[1 << WF_COMMON_BITS]; /* by a word: its id, but for the last bit: whether it can be common */
    uint64_t *grams[2]; /* hashes of 3- and 5-word runs of a: open hash of n_grams slots, 0 for none */
    size_t cap_grams[2], n_grams;         /* slots in use of each */
    wf_judge_word **a_word;               /* by word of b: the same word of a, or NULL */
    wf_judge_stem **a_stem;               /* likewise its stem; NULL for a function word too */
    uint32_t *new_words;                  /* n_new_words of b that a has not */
    uint32_t n_new_words, n_new_capitals; /* of these, in names or with a capital */
    size_t cap_a_word, cap_a_stem, cap_new_words;
    wf_new_name *new_names; /* open hash of n_new slots; empty where id is 0 */
    size_t n_new, cap_new_names;
    wf_known_name *known_names;
    size_t n_known, cap_known_names;
    wf_aligner *aligner;
    wf_change *findings;
    size_t n_findings, cap_findings;
    uint32_t n_of_kind[WF_N_FINDINGS];
};

/*
 * Finds a_word and a_stem of the words of b and lists the new ones; counts what is told by them alone: words of names,
 * words in lower case, the shared weight. Errors: WF_E_NOMEM.
 */
wf_code wf_judge_look_up(wf_judge *judge, const wf_reading *b, wf_changes *out, wf_error *err);

/* Word i of the reference, ready for the copy at hand. */
wf_judge_word *wf_judge_own_word(const wf_judge *judge, uint32_t i);

/* Runs of 3 and of 5 words of b that the reference has, and all. */
void wf_judge_count_grams(const wf_judge *judge, const wf_reading *b, wf_changes *out);

/* Whether word i of a text in English can be more than a proper name (wf_word_can_be_common); false in other languages. */
bool wf_judge_can_be_common(wf_judge *judge, const wf_reading *r, uint32_t i);

/* Whether another version of the story has a name word or a quote. */
bool wf_judge_supports(const wf_judge *judge, uint64_t key);

/* changes.c: how a text is written. */
wf_manner wf_manner_of(const wf_reading *reading);

/* matching.c: match[] of the sentences of b, and the counts of sentences. Errors: WF_E_NOMEM. */
wf_code wf_match_sentences(wf_judge *judge, const wf_reading *b, wf_changes *out, wf_error *err);

/*
 * The item of a, by item_of its words (sentence_of or quote_of), most like the words [begin, end) of b by the weight of the
 * stems they share: score and count are filled in for *n touched items, which the caller sets back to 0.
 */
uint32_t *wf_judge_touch(wf_judge *judge, const wf_reading *b, uint32_t begin, uint32_t end,
                         const uint32_t *item_of, size_t *n);

/* edits.c: aligns the words of matched sentences and counts the edits. Errors: WF_E_NOMEM. */
wf_code wf_count_edits(wf_judge *judge, const wf_reading *b, wf_changes *out, wf_error *err);

/* drift.c: weight of the words of a quote. */
float wf_quote_weight(const wf_reading *reading, const wf_reading_anchor *quote);

/* drift.c: quotes and names. Errors: WF_E_NOMEM. */
wf_code wf_find_drift(wf_judge *judge, const wf_reading *b, wf_changes *out, wf_error *err);

/* Keeps a finding, unless there are WF_FINDINGS of its kind. Errors: WF_E_NOMEM. */
wf_code wf_judge_find(wf_judge *judge, const wf_change *change, wf_error *err);

/* Anchors of a sentence: [*begin, *end) of the list. */
void wf_reading_anchors_of(const wf_reading_anchors *list, uint32_t sentence, size_t *begin, size_t *end);

#endif
