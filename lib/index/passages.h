/*
 * Candidate pairs for excerpts: stories that share passage fingerprints (design: bands cannot find a text inside a
 * longer one).
 */
#ifndef WF_INDEX_PASSAGES_H
#define WF_INDEX_PASSAGES_H

#include "base/table.h"

/* Stories on a posting list that are followed; of a longer list those with the smallest rank are kept. */
#define WF_PASSAGE_LIST 64

typedef struct wf_passage_index wf_passage_index;

typedef struct {
    uint32_t story;
    uint32_t n_shared; /* distinct fingerprints shared */
} wf_passage_hit;

/*
 * Builds the index over postings: values (fingerprint's upper 32 bits << 32 | rank), n of them, sorted and changed in
 * place; scratch holds n values. rank: a story's place in an order that does not depend on input order, < n_ranks.
 * Errors: WF_E_NOMEM. n_cut: fingerprints whose list was cut.
 */
wf_code wf_passage_index_open(wf_passage_index **out, uint64_t *values, uint64_t *scratch, size_t n,
                              uint32_t n_ranks, size_t n_threads, uint64_t *n_cut, wf_error *err);
void wf_passage_index_close(wf_passage_index *index);

/* Distinct fingerprints of the story at rank that also stand in another story's text (cut lists included). */
uint32_t wf_passage_n_shared(const wf_passage_index *index, uint32_t rank);

/* Fetches where the lists of the story at rank are, which will be asked for; then the lists themselves. */
void wf_passage_prefetch(const wf_passage_index *index, uint32_t rank);
void wf_passage_prefetch_lists(const wf_passage_index *index, uint32_t rank);

/*
 * Stories that share at least min_shared fingerprints with the one at rank, most shared first, ties by rank; at most
 * cap are written, their number returned. counts: n_ranks zeroed counters, left zeroed; one per thread. Thread-safe.
 */
size_t wf_passage_query(const wf_passage_index *index, uint32_t rank, uint32_t min_shared, uint32_t *counts,
                        wf_passage_hit *out, size_t cap);

#endif
