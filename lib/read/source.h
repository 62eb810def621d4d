/* The text of an input: its bytes without a byte-order mark, UTF-16 turned into UTF-8. */
#ifndef WF_READ_SOURCE_H
#define WF_READ_SOURCE_H

#include "read/stream.h"

#define WF_SOURCE_MIN 16 /* least cap of wf_source_read */

typedef struct wf_source wf_source;

/* As wf_stream_open. */
wf_code wf_source_open(wf_source **out, const char *path, const wf_stream_wait *wait, wf_error *err);
void wf_source_close(wf_source *source);

/* As wf_stream_read, with cap >= WF_SOURCE_MIN. */
wf_code wf_source_read(wf_source *source, char *buf, size_t cap, size_t *n, wf_error *err);

/* Bytes taken from the stream so far. */
uint64_t wf_source_n_bytes(const wf_source *source);

/* "UTF-16LE" or "UTF-16BE" once a read has found a mark of it, else NULL; static storage. */
const char *wf_source_encoding(const wf_source *source);

#endif
