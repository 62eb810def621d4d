/*
 * Decompressing gzip (RFC 1952) from memory to memory: one member after the other, each held against the checksum and
 * the length that end it. Zero bytes behind the last member, the padding of tapes and blocks, are passed over.
 */
#ifndef WF_READ_GUNZIP_H
#define WF_READ_GUNZIP_H

#include "wirefold.h"

typedef struct wf_gunzip wf_gunzip;

/* Errors: WF_E_NOMEM. */
wf_code wf_gunzip_open(wf_gunzip **out, wf_error *err);
void wf_gunzip_close(wf_gunzip *gunzip);

/*
 * Decompresses *in to buf, up to cap bytes (cap > 0), and moves *in behind what it has taken. *n is 0 only when more
 * input is needed, and then all of *in is taken. Whatever was decompressed before a fault is given first: the fault is
 * the error of the call after it. A wrong checksum or length shows at the end of a member, when all of it is given.
 * Errors: WF_E_CORRUPT, WF_E_NOMEM.
 */
wf_code wf_gunzip_step(wf_gunzip *gunzip, wf_str *in, char *buf, size_t cap, size_t *n, wf_error *err);

/* To be asked when the input has ended: WF_E_CORRUPT unless it did so where a member ends, or in the padding. */
wf_code wf_gunzip_finish(const wf_gunzip *gunzip, wf_error *err);

#endif
