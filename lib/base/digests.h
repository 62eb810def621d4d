/*
 * Digests of many texts, each the one that wf_digest_of gives. BLAKE2b has little in one text that a processor could do
 * side by side, but four texts have: they are brought together and digested in the lanes of one vector.
 */
#ifndef WF_BASE_DIGESTS_H
#define WF_BASE_DIGESTS_H

#include "base/digest.h"
#include "base/memory.h"

#define WF_DIGESTS \
    31 /* texts that wait at most; prime, so that those timed by the step clock are not always the same */

/* A text that waits; its bytes are copied, with zeros up to a whole number of blocks. */
typedef struct {
    size_t at, len;
    wf_digest *out;
} wf_digest_job;

typedef struct {
    wf_kernels kernels; /* available ones, or AUTO for the scalar ones */
    wf_bytes bytes;
    wf_digest_job jobs[WF_DIGESTS];
    size_t n;
} wf_digests; /* starts as {0} but for the kernels */

/* Takes in a text, whose digest will be in *out once wf_digests_finish was called, or before. false: out of memory. */
bool wf_digests_add(wf_digests *digests, const void *ptr, size_t len, wf_digest *out);

/* Digests the texts that wait. */
void wf_digests_finish(wf_digests *digests);
void wf_digests_free(wf_digests *digests);

#endif
