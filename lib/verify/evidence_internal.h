/* What the parts of the evidence share: the scratch of a comparison, and where the shared terms stand. */
#ifndef WF_VERIFY_EVIDENCE_INTERNAL_H
#define WF_VERIFY_EVIDENCE_INTERNAL_H

#include <math.h>

#include "verify/evidence.h"

#define WF_NOT_SHARED UINT32_MAX

enum { WF_SKIP = 4 }; /* how far apart the terms of a skip-bigram are at most */

/* A shared term of a, the shorter text. */
typedef struct {
    uint32_t place, term;
} wf_placed_term;

/* Where a term of a stands in b: at n places, of which the first is this; n_places if there is none. */
typedef struct {
    uint32_t first, n;
} wf_term_places;

/* A place in b. */
typedef struct {
    uint32_t sentence;
    uint32_t next;       /* where its term stands next, */
    uint32_t next_apart; /* and where in another sentence; n_places for nowhere */
} wf_place;

struct wf_comparer {
    wf_kernels kernels; /* never WF_KERNELS_AUTO */

    uint32_t *b_of;   /* by term of a: the same term of b, or WF_NOT_SHARED */
    uint32_t *a_of;   /* by term of b */
    uint32_t *listed; /* terms of some kinds */
    size_t cap_b_of, cap_a_of, cap_listed;

    /* evidence_places.c */
    wf_placed_term *placed; /* n_placed: the shared terms of a in text order */
    size_t n_placed, cap_placed;
    uint32_t *row_a, *row_b;     /* by place in a, and in b + WF_SKIP: the shared term, by a's number */
    wf_place *places;            /* by place in b, n_places, and one more, behind the last */
    wf_term_places *term_places; /* by term of a */
    size_t n_places, cap_row_a, cap_row_b, cap_places, cap_term_places;
    uint64_t *table; /* n_table slots: pairs that b has often, and how near they stand at most */
    size_t n_table, cap_table;

    /* evidence_sentences.c */
    float *score; /* by sentence of b: weight shared with the sentence at hand */
    uint32_t *touched;
    float *best_a, *best_b; /* best overlap of each sentence */
    uint32_t *like_a;       /* the sentence of b that is most like each of a */
    uint32_t *mark;         /* by term of a: the sentence that it was met in last */
    size_t cap_score, cap_touched, cap_best_a, cap_best_b, cap_like, cap_mark;
    uint64_t *sorted;
    size_t cap_sorted;
    wf_aligned_sentences *aligned;
    size_t n_aligned, cap_aligned;

    uint64_t *keys; /* scratch of facts.h */
    size_t cap_keys;
};

/* x / sqrt(y * z), 0 where there is nothing. */
static inline double wf_over_mean(double x, double y, double z) {
    return x > 0 && y > 0 && z > 0 ? x / sqrt(y * z) : 0;
}

static inline double wf_share(double x, double of) {
    return of > 0 ? x / of : 0;
}

/* Of the pairs of terms of a, the shorter text, that stand next to each other or up to WF_SKIP apart: the share that does so in b. */
typedef struct {
    double next, with_skip;
} wf_pair_shares;

/*
 * Finds where the shared terms stand, and compares the pairs of those that stand near each other. false: out of memory, as for
 * what follows.
 */
bool wf_evidence_places(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_pair_shares *out);

/* The evidence by sentences, once the places are found. */
bool wf_evidence_sentences(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *e);

#endif
