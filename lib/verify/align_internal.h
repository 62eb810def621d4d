/* What the steps of the token alignment share: a mate for every word, found in the gaps, taken away again by moves. */
#ifndef WF_VERIFY_ALIGN_INTERNAL_H
#define WF_VERIFY_ALIGN_INTERNAL_H

#include "base/sort.h"
#include "verify/align.h"

/* In place of a mate. */
#define WF_NO_MATE UINT32_MAX
#define WF_MOVED (UINT32_MAX - 1)

/* A gap: words a_begin up to a_end - 1 of a, and of b. */
typedef struct {
    uint32_t a_begin, a_end, b_begin, b_end;
} wf_align_gap;

/* Equal words, with the best alignment that ends with them: its score and the pair before. */
typedef struct {
    uint32_t a, b;
    int32_t score;
    uint32_t before;
} wf_align_pair;

/* The best alignment before a column and up to the column of the next step: its score and the pair it ends with. */
typedef struct {
    uint32_t column;
    int32_t score;
    uint32_t pair;
} wf_align_step;

struct wf_aligner {
    const wf_align_word *a, *b; /* of the call */

    size_t room_a, room_b; /* words that there is room for in what follows, unless it has a cap of its own */

    /* Of a word: its mate in the other run, WF_NO_MATE or WF_MOVED. Mates ascend; of equal ids they are kept words. */
    uint32_t *mate_a, *mate_b;
    size_t cap_mate_a, cap_mate_b;

    /* The index of a gap: by id the last place of a word in b, by column the place before; WF_NO_MATE: none. */
    uint32_t *places, *next;
    size_t cap_places, cap_next, n_places;
    uint32_t indexed_begin, indexed_end; /* words of b in it */

    /* align.c: by id, the last call that met it in a (an even number) or in both (the next one); where words of both stand. */
    uint64_t *met, n_met;
    uint32_t *common_a, *common_b;
    size_t cap_met, cap_common_a, cap_common_b;
    bool kept_all;

    /* align_fill.c: pairs of equal words; rows of dynamic programming; hashes of shingles, and chains of them. */
    wf_align_pair *pairs;
    wf_align_step *steps;
    uint32_t *last; /* of a column: the last pair met in it */
    size_t cap_pairs, cap_steps, cap_last;
    int32_t *best;
    uint8_t *ways;
    size_t cap_best, cap_ways;
    wf_keyed *keys_a, *keys_b, *spare;
    size_t cap_keys_a, cap_keys_b, cap_spare;
    uint32_t *seed, *before, *tails;
    size_t cap_seed, cap_before, cap_tails;

    wf_edit *edits;
    size_t n_edits, cap_edits;
};

/* How many words a gap begins with, and ends with, in both. */
uint32_t wf_align_prefix(const wf_aligner *t, wf_align_gap gap);
uint32_t wf_align_suffix(const wf_aligner *t, wf_align_gap gap);

/* Whether a gap is small enough to be aligned exactly. */
bool wf_align_is_small(wf_align_gap gap);

/* Whether a word can have moved: it has no mate, or one that is neither equal nor of its stem. */
static inline bool wf_align_is_loose_pair(const wf_align_word *x, const wf_align_word *y) {
    return x->id != y->id && (x->stem != y->stem || x->stem == 0);
}
static inline bool wf_align_is_loose_a(const wf_aligner *t, uint32_t i) {
    uint32_t j = t->mate_a[i];
    return j >= WF_MOVED ? j == WF_NO_MATE : wf_align_is_loose_pair(&t->a[i], &t->b[j]);
}
static inline bool wf_align_is_loose_b(const wf_aligner *t, uint32_t j) {
    uint32_t i = t->mate_b[j];
    return i >= WF_MOVED ? i == WF_NO_MATE : wf_align_is_loose_pair(&t->a[i], &t->b[j]);
}

/* Indexes the words of b in a gap, in place of what was indexed; loose: those alone that can have moved. */
void wf_align_index(wf_aligner *t, wf_align_gap gap, bool loose);
void wf_align_forget(wf_aligner *t);

/*
 * Find mates for the words of a gap that have none: exactly, in a small gap, which is left indexed; by seeds, in any. false:
 * out of memory.
 */
bool wf_align_fill_small(wf_aligner *t, wf_align_gap gap);
bool wf_align_fill(wf_aligner *t, wf_align_gap gap);

/* Mates for a gap without equal words, which is small: substitutions. false: out of memory. */
bool wf_align_substitute(wf_aligner *t, wf_align_gap gap);

/* Finds the words of a gap that moved, and takes their mates away; indexed: all of its words are. */
void wf_align_moves(wf_aligner *t, wf_align_gap gap, bool indexed);

#endif
