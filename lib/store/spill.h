/*
 * Texts put aside in an unnamed temporary file, so that a dump never has to fit in memory, and read back when a pair
 * of stories is verified or a result is written.
 */
#ifndef WF_STORE_SPILL_H
#define WF_STORE_SPILL_H

#include "base/memory.h"

typedef struct {
    int fd;
    uint64_t flushed; /* bytes in the file; what follows is in pending */
    wf_bytes pending;
} wf_spill;

wf_code wf_spill_open(wf_spill *spill, const char *tmpdir, wf_error *err);
void wf_spill_close(wf_spill *spill);

/* Appends bytes and tells where they begin. One thread at a time. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_spill_append(wf_spill *spill, const void *ptr, size_t len, uint64_t *offset, wf_error *err);

/* Writes what is pending, so that any thread may read. */
wf_code wf_spill_flush(wf_spill *spill, wf_error *err);

/* Reads len flushed bytes into ptr. Thread-safe. Errors: WF_E_IO, WF_E_CORRUPT. */
wf_code wf_spill_read(const wf_spill *spill, uint64_t offset, void *ptr, size_t len, wf_error *err);

/* Where a story is: its fields but the body, then the body. */
typedef struct {
    uint64_t offset;
    uint32_t fields_len, body_len;
} wf_story_place;

wf_code wf_spill_put_story(wf_spill *spill, const wf_story *story, wf_story_place *place, wf_error *err);

/* Reads a story without its body, its strings in buffer (overwritten). Thread-safe. */
wf_code wf_spill_get_fields(const wf_spill *spill, wf_story_place place, wf_bytes *buffer, wf_story *story,
                            wf_error *err);

/* What lies in the file from a story on that was read: those that come after it are found there. Starts as {0}. */
typedef struct {
    wf_bytes bytes;
    uint64_t begin; /* place of the bytes in the file */
} wf_spill_window;

/* As wf_spill_get_fields, for stories in the order in which they were put: one call of the system reads many. */
wf_code wf_spill_next_fields(const wf_spill *spill, wf_story_place place, wf_spill_window *window,
                             wf_story *story, wf_error *err);

/* Reads a whole story. */
wf_code wf_spill_get_story(const wf_spill *spill, wf_story_place place, wf_bytes *buffer, wf_story *story,
                           wf_error *err);

#endif
