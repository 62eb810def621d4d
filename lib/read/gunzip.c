#include "read/gunzip.h"

#include "base/error.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_ONLY = 16 }; /* added to the window bits of zlib: neither its own format nor a guess */

struct wf_gunzip {
    z_stream z;
    int failed; /* what inflate said when it gave up, else Z_OK */
    enum { IN_MEMBER, BETWEEN_MEMBERS, IN_PADDING } place;
};

wf_code wf_gunzip_open(wf_gunzip **out, wf_error *err) {
    wf_gunzip *gunzip = calloc(1, sizeof *gunzip);
    if (!gunzip || inflateInit2(&gunzip->z, MAX_WBITS + GZIP_ONLY) != Z_OK) {
        free(gunzip);
        return wf_fail_nomem(err, "decompression");
    }
    *out = gunzip;
    return WF_OK;
}

void wf_gunzip_close(wf_gunzip *gunzip) {
    if (!gunzip) return;
    inflateEnd(&gunzip->z);
    free(gunzip);
}

static wf_code corrupt(const char *why, wf_error *err) {
    return wf_fail(err, WF_E_CORRUPT, "damaged or cut-off compressed data (gzip: %s)", why);
}

static wf_code failure(const wf_gunzip *gunzip, wf_error *err) {
    if (gunzip->failed == Z_MEM_ERROR) return wf_fail_nomem(err, "decompression");
    const char *why = gunzip->z.msg ? gunzip->z.msg : "no details";
    return wf_fail(err, WF_E_CORRUPT, "damaged compressed data (gzip: %s; what was read of it may be wrong)",
                   why);
}

/* What follows a member: another one, padding, or what belongs to no gzip file. */
static wf_code leave_member(wf_gunzip *gunzip, char first, wf_error *err) {
    if (first == '\0') {
        gunzip->place = IN_PADDING;
    } else if (first == '\x1F') {
        inflateReset(&gunzip->z);
        gunzip->place = IN_MEMBER;
    } else {
        return corrupt("other bytes follow it", err);
    }
    return WF_OK;
}

static wf_code skip_padding(wf_str *in, wf_error *err) {
    while (in->len && *in->ptr == '\0') {
        in->ptr++;
        in->len--;
    }
    return in->len ? corrupt("other bytes follow its padding", err) : WF_OK;
}

/* zlib counts in unsigned int: a larger input or buffer takes several calls. */
static uInt clamp(size_t n) {
    return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

static size_t inflate_some(wf_gunzip *gunzip, wf_str *in, char *buf, size_t cap) {
    z_stream *z = &gunzip->z;
    uInt n_in = clamp(in->len), n_out = clamp(cap);
    z->next_in = (z_const Bytef *)in->ptr;
    z->avail_in = n_in;
    z->next_out = (Bytef *)buf;
    z->avail_out = n_out;
    int rc = inflate(z, Z_NO_FLUSH);
    in->ptr += n_in - z->avail_in;
    in->len -= n_in - z->avail_in;
    if (rc == Z_STREAM_END)
        gunzip->place = BETWEEN_MEMBERS;
    else if (rc != Z_OK &&
             (rc != Z_BUF_ERROR || in->len)) /* Z_BUF_ERROR: it has no input left to go on with */
        gunzip->failed = rc;
    return n_out - z->avail_out;
}

wf_code wf_gunzip_step(wf_gunzip *gunzip, wf_str *in, char *buf, size_t cap, size_t *n, wf_error *err) {
    *n = 0;
    do {
        if (gunzip->failed != Z_OK) return failure(gunzip, err);
        wf_code rc = WF_OK;
        if (gunzip->place == BETWEEN_MEMBERS && in->len) rc = leave_member(gunzip, *in->ptr, err);
        if (rc == WF_OK && gunzip->place == IN_PADDING) rc = skip_padding(in, err);
        if (rc != WF_OK) return rc;
        /* Without input too: what a full buffer held up last time comes out now. */
        if (gunzip->place == IN_MEMBER) *n = inflate_some(gunzip, in, buf, cap);
    } while (*n == 0 && (in->len || gunzip->failed != Z_OK));
    return WF_OK;
}

wf_code wf_gunzip_finish(const wf_gunzip *gunzip, wf_error *err) {
    return gunzip->place == IN_MEMBER ? corrupt("it ends too early", err) : WF_OK;
}
