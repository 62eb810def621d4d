/* Decoding, checking and repairing UTF-8. */
#ifndef WF_BASE_UTF8_H
#define WF_BASE_UTF8_H

#include "wirefold.h"

/*
 * Decodes the code point at s[*i], i < len, and moves *i behind it. An invalid byte gives U+FFFD, moves *i by the
 * length of the maximal invalid prefix (Unicode 15, table 3-8) and sets *bad if bad is not NULL.
 */
uint32_t wf_utf8_next(const char *s, size_t len, size_t *i, bool *bad);

/* Writes code point c, at most 4 bytes; returns the number written. Surrogates and c > 0x10FFFF become U+FFFD. */
size_t wf_utf8_put(char *out, uint32_t c);

/* Offset of the first invalid byte, len if all is valid. Fast on ASCII. */
size_t wf_utf8_check(const char *s, size_t len);

/* Bytes that wf_utf8_repair writes at most for len bytes of input. */
static inline size_t wf_utf8_repair_max(size_t len) {
    return len > SIZE_MAX / 3 ? SIZE_MAX : len * 3;
}

/* Copies s to out with every invalid sequence replaced by U+FFFD; returns the length, counts replacements in *n_bad. */
size_t wf_utf8_repair(char *out, const char *s, size_t len, size_t *n_bad);

#endif
