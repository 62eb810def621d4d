/*
 * Digests of many texts, four at a time where the processor can: BLAKE2b of one text leaves most of a vector unit idle,
 * because each of its steps waits for the one before.
 */
#ifndef WF_BASE_DIGESTS_H
#define WF_BASE_DIGESTS_H

#include "base/digest.h"
#include "base/memory.h"

#define WF_DIGESTS_AT_ONCE 32

/* Texts that wait, and where their digests go; one per thread. Starts as {.kernels = ...}. */
typedef struct {
    wf_kernels kernels; /* available ones, or AUTO for the scalar ones */
    wf_bytes texts;     /* copies, one after the other */
    size_t n;
    struct {
        size_t begin, len; /* in texts */
        wf_digest *out;
    } jobs[WF_DIGESTS_AT_ONCE];
} wf_digests;

/* wf_digest_of a text, which is copied, will be in *out after wf_digests_finish at the latest. */
void wf_digests_add(wf_digests *digests, const void *ptr, size_t len, wf_digest *out);

/* Makes the digests that are not there yet. */
void wf_digests_finish(wf_digests *digests);

void wf_digests_free(wf_digests *digests);

#endif
