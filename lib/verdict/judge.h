/* The scratch of a judge, shared by the files that find what was changed. */
#ifndef WF_VERDICT_JUDGE_H
#define WF_VERDICT_JUDGE_H

#include "verdict/changes.h"
#include "verify/align.h"

#define WF_NONE UINT32_MAX
#define WF_PLACES 32 /* places of a word that are followed */

/* Words and stems of the reference are numbered in the order in which they are met. Before them: */
enum {
    WF_NEW_WORD = 0, /* a word of the copy that the reference has not */
    WF_NO_STEM = 0,  /* that of a function word */
    WF_NEW_STEM = 1, /* one that the reference has not */
    WF_FIRST_NUMBER
};
_Static_assert(WF_READING_WORDS + WF_FIRST_NUMBER <= UINT16_MAX, "slots hold numbers");

/* A distinct word of the reference, by its number. */
typedef struct {
    uint32_t n, n_names; /* times in the reference; of them in names */
    uint32_t letters;    /* in it, a bit each; 0: not looked at yet */
    uint32_t common;     /* whether it can be common, once that is asked: a wf_judge_common */
} wf_judge_word;
typedef enum { WF_COMMON_UNKNOWN, WF_COMMON_NOT, WF_COMMON } wf_judge_common;

/* What was found of such a word in the copy at hand. */
enum { WF_MET_LOWER = 1, WF_MET_OTHER = 2, WF_MET_COUNTED = 4, WF_MET_LISTED = 8 };

/* The sentences or quotes of the reference that have a stem, those of its first WF_PLACES places: items[begin, end). */
typedef struct {
    uint32_t begin, end;
} wf_judge_list;

typedef struct {
    wf_judge_list *of_stem;
    uint32_t *items;
    size_t cap_of_stem, cap_items;
} wf_judge_lists;

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
    const wf_supported *support; /* an open hash of n_support slots */
    size_t n_support;
    uint16_t two;
    wf_manner manner;       /* of a */
    wf_align_word *a_words; /* by word of a: its numbers; behind them WF_NEW_WORD */
    uint32_t *content;      /* n_content words of a with a stem; behind them WF_NONE */
    uint32_t n_content;
    size_t cap_content;
    /* By number: of the distinct words of a, and of the distinct stems. */
    uint64_t *ids, *stem_ids;
    wf_judge_word *words;
    uint32_t *word_stem;       /* of a word: that it has in its first place with one; else WF_NEW_STEM */
    uint32_t *stem_n;          /* of a stem: times in a */
    uint32_t n_words, n_stems; /* the first numbers that are not taken */
    uint16_t *word_slots, *stem_slots; /* open hashes of mask + 1 slots in use: numbers; 0: empty */
    size_t mask;
    uint32_t *sentence_of, *quote_of; /* by word of a */
    wf_judge_lists sentences, quotes; /* by stem */
    size_t cap_a_words, cap_ids, cap_stem_ids, cap_words, cap_word_stem, cap_stem_n, cap_word_slots,
        cap_stem_slots, cap_sentence_of, cap_quote_of;
    wf_align_word *b_words; /* by word of the copy: its numbers */
    uint8_t *met;           /* by word: WF_MET_... */
    uint64_t *seen;         /* by stem: the sentence or quote of the copy that met it last, */
    uint64_t n_seen;        /* which are counted here */
    uint32_t *left; /* by word: times in a sentence of a, not met in that matched with it; 0 between uses */
    size_t cap_b_words, cap_met, cap_seen, cap_left;
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
    uint16_t *grams[2]; /* runs of 3 and 5 words of a: open hash of their first places + 1, 0 for none */
    size_t cap_grams[2], gram_mask;
    unsigned gram_shift;
    uint64_t gram_factors[5]; /* of the hash of a run */
    bool long_runs_listed;
    uint32_t *chosen;    /* scratch: some words of b or of a */
    uint32_t *new_words; /* n_new_words of b that a has not */
    uint32_t n_new_words;
    uint32_t *known_stems, *new_stems;   /* words of b with a stem: those whose stem a has, behind them */
    uint32_t n_known_stems, n_new_stems; /* WF_NONE; the others */
    size_t cap_chosen, cap_new_words, cap_known_stems, cap_new_stems;
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
 * Numbers the words of b and lists the new ones; counts what is told by them alone: words of names, words in lower case,
 * the shared weight. Errors: WF_E_NOMEM.
 */
wf_code wf_judge_look_up(wf_judge *judge, const wf_reading *b, wf_changes *out, wf_error *err);

/* runs.c: lists the runs of 3 words of the reference, and makes room for those of 5; false: out of memory. */
bool wf_judge_add_grams(wf_judge *judge);

/* Runs of 3 and of 5 words of b that the reference has, and all. */
void wf_judge_count_grams(wf_judge *judge, const wf_reading *b, wf_changes *out);

/* Where it is remembered whether a word can be common. */
static inline uint64_t *wf_judge_common_of(wf_judge *judge, uint64_t id) {
    return &judge->common[id >> (64 - WF_COMMON_BITS)];
}

/*
 * Whether word i of a text in English, of this number, can be more than a proper name (wf_word_can_be_common); false in other
 * languages.
 */
bool wf_judge_can_be_common(wf_judge *judge, const wf_reading *r, uint32_t i, uint32_t number);

/* Whether another version of the story has a name word or a quote. */
bool wf_judge_supports(const wf_judge *judge, uint64_t key);

/* changes.c: how a text is written. */
wf_manner wf_manner_of(const wf_reading *reading);

/* matching.c: match[] of the sentences of b, and the counts of sentences. Errors: WF_E_NOMEM. */
wf_code wf_match_sentences(wf_judge *judge, const wf_reading *b, wf_changes *out, wf_error *err);

/*
 * The items of a (its sentences or quotes) that share stems with the words [begin, end) of b: score, the weight of these, is
 * filled in for *n touched items, which the caller sets back to 0.
 */
uint32_t *wf_judge_touch(wf_judge *judge, const wf_reading *b, uint32_t begin, uint32_t end,
                         const wf_judge_lists *items, size_t *n);

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
