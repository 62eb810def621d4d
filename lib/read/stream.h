/*
 * The bytes of an input: a file or standard input, decompressed.
 *
 * Compression (gzip, zstd, bzip2, xz) is told from the first bytes, never from the name. Plain files are read straight
 * into the caller's buffer, and so is what gzip gives. Damage is noticed by the checksums of the compressed file, which
 * zstd leaves to whoever writes one: without them only damage that spoils the decompression itself is. What comes before
 * a fault is given before its error, but checksums stand at the end of what they cover, so that the last of it (all
 * of a gzip member, a zstd frame) may be wrong. In zstd, bzip2 and xz what the decompressor holds back (up to
 * 128 KiB, 900 kB of bzip2) is lost with the rest.
 */
#ifndef WF_READ_STREAM_H
#define WF_READ_STREAM_H

#include "wirefold.h"

typedef struct wf_stream wf_stream;

/* Asked now and then while a pipe or a terminal is waited for; cancelled may be NULL. */
typedef struct {
    bool (*cancelled)(void *user);
    void *user;
} wf_stream_wait;

/*
 * Opens the file at path, or standard input for "-"; wait may be NULL. Errors: WF_E_IO, WF_E_NOMEM, WF_E_CANCELLED, and
 * the last one of wf_stream_read too.
 */
wf_code wf_stream_open(wf_stream **out, const char *path, const wf_stream_wait *wait, wf_error *err);
void wf_stream_close(wf_stream *stream);

/*
 * Reads up to cap bytes (cap > 0) to buf; *n is 0 at the end only. Errors: WF_E_IO, WF_E_CORRUPT (damaged or cut-off
 * compression), WF_E_NOMEM; the message says only what is wrong, for the caller to add where.
 */
wf_code wf_stream_read(wf_stream *stream, char *buf, size_t cap, size_t *n, wf_error *err);

#endif
