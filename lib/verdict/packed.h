/* A reading as bytes, a quarter of its size, to be put aside. */
#ifndef WF_VERDICT_PACKED_H
#define WF_VERDICT_PACKED_H

#include "verdict/reading.h"

/* Bytes of it, at most. */
size_t wf_reading_packed_most(const wf_reading *reading);

/* Packs it into as many bytes, aligned to 8; returns how many it took, 0: a word or a gap between words is too long. */
size_t wf_reading_pack(const wf_reading *reading, void *out);

/* Makes the same reading from them. Errors: WF_E_NOMEM. */
wf_code wf_reading_unpack(void *packed, wf_reading *r, wf_error *err);

#endif
