#include "base/utf8.h"

#include <string.h>

uint32_t wf_utf8_next(const char *s, size_t len, size_t *i, bool *bad) {
    const unsigned char *u = (const unsigned char *)s;
    size_t at = *i;
    uint32_t c = u[at++];
    unsigned more;
    unsigned char lo = 0x80,
                  hi = 0xBF; /* range of the second byte: shuts out overlong forms and surrogates */
    if (c < 0x80) {
        *i = at;
        return c;
    }
    if (c >= 0xC2 && c <= 0xDF) {
        more = 1;
        c &= 0x1F;
    } else if (c >= 0xE0 && c <= 0xEF) {
        more = 2;
        if (c == 0xE0) lo = 0xA0;
        if (c == 0xED) hi = 0x9F;
        c &= 0x0F;
    } else if (c >= 0xF0 && c <= 0xF4) {
        more = 3;
        if (c == 0xF0) lo = 0x90;
        if (c == 0xF4) hi = 0x8F;
        c &= 0x07;
    } else {
        goto invalid;
    }
    for (; more; more--) {
        if (at >= len || u[at] < lo || u[at] > hi) goto invalid;
        c = c << 6 | (u[at++] & 0x3F);
        lo = 0x80;
        hi = 0xBF;
    }
    *i = at;
    return c;
invalid:
    if (bad) *bad = true;
    *i = at;
    return 0xFFFD;
}

size_t wf_utf8_put(char *out, uint32_t c) {
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Length of the run of ASCII at s, a multiple of 8 or up to the first other byte. */
static size_t ascii_run(const char *s, size_t len) {
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, s + i, 8);
        if (word & 0x8080808080808080ULL) break;
    }
    while (i < len && (unsigned char)s[i] < 0x80) i++;
    return i;
}

size_t wf_utf8_check(const char *s, size_t len) {
    size_t i = 0;
    while (i < len) {
        i += ascii_run(s + i, len - i);
        while (i < len && (unsigned char)s[i] >= 0x80) {
            size_t before = i;
            bool bad = false;
            wf_utf8_next(s, len, &i, &bad);
            if (bad) return before;
        }
    }
    return len;
}

size_t wf_utf8_repair(char *out, const char *s, size_t len, size_t *n_bad) {
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        size_t good = wf_utf8_check(s + i, len - i);
        if (good) memcpy(out + n, s + i, good);
        n += good;
        i += good;
        if (i < len) {
            bool bad = false;
            wf_utf8_next(s, len, &i, &bad);
            n += wf_utf8_put(out + n, 0xFFFD);
            ++*n_bad;
        }
    }
    return n;
}
