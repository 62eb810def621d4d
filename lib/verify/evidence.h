/*
 * The evidence that two texts tell one story: how much of their words, sentences, names, numbers and quotes they share,
 * and where their facts conflict.
 */
#ifndef WF_VERIFY_EVIDENCE_H
#define WF_VERIFY_EVIDENCE_H

#include "verify/profile.h"

#define WF_ALIGNED .3 /* overlap of two sentences that say the same */

/* A pair of sentences that say the same. */
typedef struct {
    uint32_t a, b; /* numbers in the profiles */
    float overlap;
} wf_aligned_sentences;

/* Scratch; one per thread. */
typedef struct wf_comparer wf_comparer;
wf_code wf_comparer_open(wf_comparer **out, wf_error *err);
void wf_comparer_close(wf_comparer *comparer);

/*
 * Makes it use these kernels, which must be available (base/cpu.h); wf_comparer_open chooses the fastest. All give the same
 * evidence.
 */
void wf_comparer_use(wf_comparer *comparer, wf_kernels kernels);

/*
 * Gathers the evidence on two profiles made with the same frequencies. Nearness is left at 1, publication as unknown. Time linear in
 * both texts: a term that stands in more than 32 sentences is followed into the first 32. Errors: WF_E_NOMEM.
 */
wf_code wf_evidence_find(wf_comparer *comparer, const wf_profile *a, const wf_profile *b, wf_evidence *out,
                         wf_error *err);

/* Adds when two stories were published (WF_NO_DATE: not known) and whether by the same source. */
void wf_evidence_publication(wf_evidence *evidence, int64_t a_ms, int64_t b_ms, bool same_source);

/*
 * The sentences of a, in order, with the one of b most like them, of the last pair that evidence was found of; those below
 * WF_ALIGNED are left out. Borrowed until the next call.
 */
const wf_aligned_sentences *wf_evidence_aligned(const wf_comparer *comparer, size_t *n);

#endif
