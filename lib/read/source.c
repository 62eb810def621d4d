#include "read/source.h"

#include "base/error.h"
#include "read/stream.h"
#include "read/utf16.h"

#include <stdlib.h>
#include <string.h>

enum { RAW = 64 * 1024, MARK_MAX = 3 };

struct wf_source {
    wf_stream *stream;
    uint64_t n_bytes;
    bool begun, is_utf16;
    wf_utf16 utf16;
    unsigned char *raw; /* RAW bytes of UTF-16; NULL until there is any */
    size_t n_raw, raw_at;
    bool ended;
};

wf_code wf_source_open(wf_source **out, const char *path, const wf_stream_wait *wait, wf_error *err) {
    wf_source *source = calloc(1, sizeof *source);
    if (!source) return wf_fail_nomem(err, "an input");
    wf_code rc = wf_stream_open(&source->stream, path, wait, err);
    if (rc != WF_OK) {
        wf_source_close(source);
        return rc;
    }
    *out = source;
    return WF_OK;
}

void wf_source_close(wf_source *source) {
    if (!source) return;
    wf_stream_close(source->stream);
    free(source->raw);
    free(source);
}

uint64_t wf_source_n_bytes(const wf_source *source) {
    return source->n_bytes;
}

const char *wf_source_encoding(const wf_source *source) {
    if (!source->is_utf16) return NULL;
    return source->utf16.big_endian ? "UTF-16BE" : "UTF-16LE";
}

static wf_code read_stream(wf_source *source, void *buf, size_t cap, size_t *n, wf_error *err) {
    wf_code rc = wf_stream_read(source->stream, buf, cap, n, err);
    if (rc == WF_OK) source->n_bytes += *n;
    return rc;
}

/* The first bytes, at least one behind the longest mark where there are so many, without the mark they begin with. */
static wf_code read_first(wf_source *source, char *buf, size_t cap, size_t *n, wf_error *err) {
    size_t have = 0, got, mark = 0;
    do {
        wf_code rc = read_stream(source, buf + have, cap - have, &got, err);
        if (rc != WF_OK) return rc;
        have += got;
    } while (got && have <= MARK_MAX);
    source->begun = true;
    if (have >= 3 && memcmp(buf, "\xEF\xBB\xBF", 3) == 0) mark = 3;
    if (have >= 2 && (memcmp(buf, "\xFF\xFE", 2) == 0 || memcmp(buf, "\xFE\xFF", 2) == 0)) {
        source->is_utf16 = true;
        source->utf16.big_endian = buf[0] == '\xFE';
        mark = 2;
    }
    *n = have - mark;
    memmove(buf, buf + mark, *n);
    return WF_OK;
}

static wf_code read_utf16(wf_source *source, char *buf, size_t cap, size_t *n, wf_error *err) {
    *n = 0;
    while (*n == 0 && !source->ended) {
        if (source->raw_at == source->n_raw) {
            wf_code rc = read_stream(source, source->raw, RAW, &source->n_raw, err);
            if (rc != WF_OK) return rc;
            source->raw_at = 0;
            source->ended = source->n_raw == 0;
        }
        size_t len = source->n_raw - source->raw_at, fits = (cap - 6) / 3 * 2;
        if (len > fits) len = fits;
        *n = wf_utf16_decode(&source->utf16, buf, source->raw + source->raw_at, len);
        source->raw_at += len;
    }
    return WF_OK;
}

wf_code wf_source_read(wf_source *source, char *buf, size_t cap, size_t *n, wf_error *err) {
    if (source->is_utf16) return read_utf16(source, buf, cap, n, err);
    if (source->begun) return read_stream(source, buf, cap, n, err);
    /* What may have to be converted must fit the buffer of bytes still to convert. */
    wf_code rc = read_first(source, buf, cap < RAW ? cap : RAW, n, err);
    if (rc != WF_OK || !source->is_utf16) return rc;
    source->raw = malloc(RAW);
    if (!source->raw) return wf_fail_nomem(err, "UTF-16 text");
    memcpy(source->raw, buf, *n);
    source->n_raw = *n;
    return read_utf16(source, buf, cap, n, err);
}
