/*
 * Readings of texts, put aside in a temporary file: what is verified as a rewrite is read for its profile anyway, and most
 * of it comes to be judged.
 *
 * Every thread fills a chunk of the file at a time. The place of a reading is known once it is packed; it is read back only
 * after all chunks are written.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "engine/judging.h"
#include "verdict/packed.h"

enum {
    CHUNK = 1 << 18,          /* bytes; a reading that may take more is not kept */
    SIZE_BITS = 19,           /* of a place: the size of the packed reading, and above it the offset */
    NO_PLACE = 1 << SIZE_BITS /* of size 0: it cannot be kept, which need not be tried again */
};

/* Mean overlap of a text with its nearest: of those below it few come to be judged, and are read anew. */
#define LIKELY .25f

typedef struct {
    void *bytes;
    uint64_t offset;
    size_t used;
} chunk;

struct wf_kept_readings {
    int fd;
    atomic_uint_fast64_t end;     /* of the chunks given out */
    atomic_uint_fast64_t *places; /* by text; 0: none yet */
    size_t n_chunks;
    chunk chunks[]; /* by worker */
};

wf_code wf_kept_readings_open(wf_run *run, wf_error *err) {
    struct wf_kept_readings *k = calloc(1, sizeof *k + run->n_threads * sizeof *k->chunks);
    if (!k) return wf_fail_nomem(err, "the readings of texts");
    run->kept_readings = k;
    k->fd = -1;
    k->n_chunks = run->n_threads;
    k->places = calloc((size_t)run->n_texts + 1, sizeof *k->places);
    if (!k->places) return wf_fail_nomem(err, "the readings of texts");
    return wf_tempfile_open(&k->fd, run->tmpdir, err);
}

void wf_kept_readings_close(wf_run *run) {
    struct wf_kept_readings *k = run->kept_readings;
    if (!k) return;
    for (size_t i = 0; i < k->n_chunks; i++) free(k->chunks[i].bytes);
    if (k->fd >= 0) close(k->fd);
    free(k->places);
    free(k);
    run->kept_readings = NULL;
}

static wf_code write_chunk(const struct wf_kept_readings *k, const chunk *c, wf_error *err) {
    return c->used ? wf_pwrite_all(k->fd, c->bytes, c->used, c->offset, err) : WF_OK;
}

wf_code wf_kept_readings_flush(wf_run *run, wf_error *err) {
    struct wf_kept_readings *k = run->kept_readings;
    wf_code code = WF_OK;
    for (size_t i = 0; code == WF_OK && i < k->n_chunks; i++) {
        code = write_chunk(k, &k->chunks[i], err);
        free(k->chunks[i].bytes);
        k->chunks[i] = (chunk){0};
    }
    return code;
}

/* Room for size bytes in the worker's chunk, or in a new one. */
static wf_code make_room(struct wf_kept_readings *k, chunk *c, size_t size, wf_error *err) {
    if (c->bytes && size <= CHUNK - c->used) return WF_OK;
    wf_code code = write_chunk(k, c, err);
    if (code != WF_OK) return code;
    if (!c->bytes && !(c->bytes = malloc(CHUNK))) return wf_fail_nomem(err, "the readings of texts");
    c->used = 0;
    c->offset = atomic_fetch_add(&k->end, CHUNK);
    return WF_OK;
}

bool wf_keeps_reading(const wf_run *run, uint32_t text) {
    const struct wf_kept_readings *k = run->kept_readings;
    const wf_story_row *row = wf_row(run, wf_first_story(run, text));
    return k && run->nearest[text] >= LIKELY && row->n_words <= WF_READING_WORDS &&
           wf_may_assess(row->language, row->language, row->n_words, row->n_words) == WF_ASSESSED &&
           !atomic_load_explicit(&k->places[text], memory_order_relaxed);
}

wf_code wf_keep_reading(const wf_run *run, wf_worker *worker, uint32_t text, const wf_reading *reading,
                        wf_error *err) {
    struct wf_kept_readings *k = run->kept_readings;
    chunk *c = &k->chunks[worker - run->workers];
    size_t most = wf_reading_packed_most(reading), size = 0;
    if (most <= CHUNK) {
        wf_code code = make_room(k, c, most, err);
        if (code != WF_OK) return code;
        size = wf_reading_pack(reading, (char *)c->bytes + c->used);
    }
    uint64_t place = size ? (c->offset + c->used) << SIZE_BITS | size : NO_PLACE;
    c->used += size;
    atomic_store_explicit(&k->places[text], place, memory_order_relaxed);
    return WF_OK;
}

wf_code wf_kept_reading(const wf_run *run, wf_worker *worker, uint32_t text, wf_reading *out, bool *found,
                        wf_error *err) {
    const struct wf_kept_readings *k = run->kept_readings;
    uint64_t place = k ? atomic_load_explicit(&k->places[text], memory_order_relaxed) : 0;
    size_t size = place & ((1u << SIZE_BITS) - 1);
    *found = size != 0;
    if (!*found) return WF_OK;
    worker->story.len = 0;
    if (!wf_bytes_reserve(&worker->story, size)) return wf_fail_nomem(err, "the readings of texts");
    wf_code code = wf_pread_all(k->fd, worker->story.ptr, size, place >> SIZE_BITS, err);
    return code == WF_OK ? wf_reading_unpack(worker->story.ptr, out, err) : code;
}
