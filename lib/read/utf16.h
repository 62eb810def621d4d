/* UTF-16 to UTF-8, piece by piece. */
#ifndef WF_READ_UTF16_H
#define WF_READ_UTF16_H

#include "wirefold.h"

typedef struct {
    bool big_endian;
    bool has_byte; /* an odd byte waits for its other half */
    unsigned char byte;
    uint32_t high; /* a high surrogate waits for its low one; 0: none */
} wf_utf16;

/*
 * Converts the next len bytes (len < SIZE_MAX / 3) to UTF-8 in out, at most 6 + len / 2 * 3 bytes; returns the bytes
 * written. Surrogates without their other half become U+FFFD. len 0 means the end of the input: what was left incomplete
 * becomes U+FFFD.
 */
size_t wf_utf16_decode(wf_utf16 *state, char *out, const unsigned char *in, size_t len);

#endif
