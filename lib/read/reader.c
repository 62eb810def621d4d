/*
 * Batches of records.
 *
 * Each batch has a block of memory that files are read into and cut in place, one after the other, until the block is
 * full. What is pending then is carried over to the block of the next batch, so that a byte is copied at most once,
 * and only at the border of two batches. A record longer than a block gets a larger one.
 */
#include "read/reader.h"

#include "base/error.h"
#include "read/cut.h"
#include "read/source.h"
#include "read/walk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    PADDING = 64,          /* readable bytes behind the last record */
    READ_MIN = 4 * 1024,   /* a block with less room is full */
    READ_MAX = 256 * 1024, /* cut while it is still in the cache */
    CARRY_KEEP = 4 * 1024 * 1024,
    NOTES_MAX = 1000, /* a batch ends with so many notes, too */
};

struct wf_reader {
    wf_reader_options options;
    wf_walk *walk;
    wf_source *source; /* of the file being read; NULL between files */
    bool source_ended, encoding_noted;
    wf_cutter cutter;
    wf_bytes carry;    /* pending bytes between two batches */
    size_t carry_scan; /* of them, looked at already */
    wf_arena names;
    uint64_t n_files;
    const char *path;
};

wf_code wf_reader_open(wf_reader **out, const char *path, const wf_reader_options *options, wf_error *err) {
    wf_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return wf_fail_nomem(err, "a reader");
    reader->options = *options;
    if (reader->options.max_story > SIZE_MAX / 8) reader->options.max_story = SIZE_MAX / 8;
    if (reader->options.batch_bytes < 1) reader->options.batch_bytes = 1;
    wf_str name;
    wf_code rc = WF_E_NOMEM;
    if (!wf_arena_copy(&reader->names, wf_str_from(path), &name)) {
        wf_fail_nomem(err, "a reader");
        goto fail;
    }
    reader->path = name.ptr;
    if ((rc = wf_walk_open(&reader->walk, path, err)) != WF_OK) goto fail;
    *out = reader;
    return WF_OK;
fail:
    wf_reader_close(reader);
    return rc;
}

void wf_reader_close(wf_reader *reader) {
    if (!reader) return;
    wf_walk_close(reader->walk);
    wf_source_close(reader->source);
    wf_bytes_free(&reader->carry);
    wf_arena_free(&reader->names);
    free(reader);
}

void wf_record_batch_free(wf_record_batch *batch) {
    free(batch->records);
    wf_arena_free(&batch->bytes);
    wf_notes_free(&batch->notes);
    *batch = (wf_record_batch){0};
}

static wf_code note_unreadable(wf_record_batch *batch, const char *file, uint64_t line, const char *what,
                               wf_error *err) {
    if (line == 0) return wf_notes_add(&batch->notes, WF_NOTE_UNREADABLE, true, file, 0, err, "%s", what);
    return wf_notes_add(&batch->notes, WF_NOTE_UNREADABLE, true, file, line, err,
                        "%s: the file is lost from line %" PRIu64 " on", what, line);
}

static wf_code note_no_files(const wf_reader *reader, wf_record_batch *batch, wf_error *err) {
    if (reader->n_files || !wf_walk_is_directory(reader->walk)) return WF_OK;
    return wf_notes_add(
        &batch->notes, WF_NOTE_EMPTY_INPUT, false, reader->path, 0, err,
        "no .txt, .text, .jsonl, .ndjson or .json file in this directory, plain or compressed");
}

/* Goes on to the next file; *end when there is none. A file that cannot be opened becomes a note, and no source. */
static wf_code open_next(wf_reader *reader, wf_record_batch *batch, bool *end, wf_error *err) {
    wf_walk_entry entry;
    wf_str name;
    wf_code rc = wf_walk_next(reader->walk, &entry, end, err);
    if (rc != WF_OK) return rc;
    if (*end) return note_no_files(reader, batch, err);
    reader->n_files++;
    if (!wf_arena_copy(&reader->names, wf_str_from(entry.name), &name))
        return wf_fail_nomem(err, "names of inputs");
    wf_error why;
    wf_stream_wait wait = {reader->options.cancelled, reader->options.user};
    if (entry.failed)
        rc = wf_fail_io(&why, entry.failed, "cannot open");
    else
        rc = wf_source_open(&reader->source, entry.path, &wait, &why);
    if (rc == WF_E_NOMEM) return wf_fail_nomem(err, "an input");
    if (rc == WF_E_CANCELLED) return wf_fail(err, rc, "%s", why.what);
    if (rc != WF_OK) return note_unreadable(batch, name.ptr, 0, why.what, err);
    reader->source_ended = reader->encoding_noted = false;
    wf_cutter_init(&reader->cutter, name.ptr, reader->options.kind, reader->options.max_story);
    return WF_OK;
}

static wf_code close_file(wf_reader *reader, wf_block *block, bool lost, wf_record_batch *batch,
                          wf_error *err) {
    wf_source_close(reader->source);
    reader->source = NULL;
    block->len = block->scan = block->start;
    if (reader->cutter.n_records || lost) return WF_OK;
    return wf_notes_add(&batch->notes, WF_NOTE_EMPTY_INPUT, false, reader->cutter.file, 0, err,
                        "no story in this file");
}

/* A block of cap bytes that begins with bytes, of which scanned have been looked at. */
static wf_code make_block(wf_block *block, size_t cap, const char *bytes, size_t len, size_t scanned,
                          wf_record_batch *batch, wf_error *err) {
    char *ptr = wf_arena_alloc(&batch->bytes, cap + PADDING);
    if (!ptr) return wf_fail_nomem(err, "a batch of records");
    memset(ptr + cap, 0, PADDING);
    if (len) memcpy(ptr, bytes, len);
    *block = (wf_block){.ptr = ptr, .len = len, .cap = cap, .scan = scanned};
    return WF_OK;
}

static wf_code first_block(wf_reader *reader, wf_block *block, wf_record_batch *batch, wf_error *err) {
    size_t cap = reader->options.batch_bytes, pending = reader->carry.len;
    if (cap < 4 * READ_MIN) cap = 4 * READ_MIN;
    if (cap / 2 < pending) cap = pending * 2;
    wf_code rc = make_block(block, cap, reader->carry.ptr, pending, reader->carry_scan, batch, err);
    reader->carry.len = 0;
    if (reader->carry.cap > CARRY_KEEP) wf_bytes_free(&reader->carry);
    return rc;
}

/* More room for the pending record of a batch that has none yet. */
static wf_code grow_block(wf_block *block, wf_record_batch *batch, wf_error *err) {
    size_t len = block->len - block->start, scanned = block->scan - block->start;
    if (block->start >= block->cap / 2) {
        memmove(block->ptr, block->ptr + block->start, len);
        block->start = 0;
        block->len = len;
        block->scan = scanned;
        return WF_OK;
    }
    return make_block(block, block->cap * 2, block->ptr + block->start, len, scanned, batch, err);
}

static wf_code carry_over(wf_reader *reader, const wf_block *block, wf_error *err) {
    reader->carry_scan = block->scan - block->start;
    if (wf_bytes_append(&reader->carry, block->ptr + block->start, block->len - block->start)) return WF_OK;
    return wf_fail_nomem(err, "a record between two batches");
}

/* Reads once more into the block. */
static wf_code fill_block(wf_reader *reader, wf_block *block, wf_record_batch *batch, wf_error *err) {
    wf_error why;
    size_t n = 0, cap = block->cap - block->len;
    uint64_t before = wf_source_n_bytes(reader->source);
    wf_code rc =
        wf_source_read(reader->source, block->ptr + block->len, cap < READ_MAX ? cap : READ_MAX, &n, &why);
    batch->n_bytes += wf_source_n_bytes(reader->source) - before;
    if (rc == WF_E_NOMEM) return wf_fail_nomem(err, "an input");
    if (rc == WF_E_CANCELLED) return wf_fail(err, rc, "%s", why.what);
    if (rc != WF_OK) {
        wf_cut_mode mode = reader->cutter.mode;
        uint64_t line = mode == WF_CUT_UNKNOWN || mode == WF_CUT_WHOLE ? 0 : reader->cutter.line;
        rc = note_unreadable(batch, reader->cutter.file, line, why.what, err);
        return rc == WF_OK ? close_file(reader, block, true, batch, err) : rc;
    }
    block->len += n;
    reader->source_ended = n == 0;
    const char *encoding = wf_source_encoding(reader->source);
    if (!encoding || reader->encoding_noted) return WF_OK;
    reader->encoding_noted = true;
    return wf_notes_add(&batch->notes, WF_NOTE_UTF16, false, reader->cutter.file, 0, err, "converted from %s",
                        encoding);
}

wf_code wf_reader_next(wf_reader *reader, wf_record_batch *batch, bool *end, wf_error *err) {
    wf_block block;
    size_t room = reader->options.batch_bytes;
    batch->n = 0;
    batch->n_bytes = 0;
    wf_arena_reset(&batch->bytes);
    wf_notes_clear(&batch->notes);
    *end = false;
    wf_code rc = first_block(reader, &block, batch, err);
    while (rc == WF_OK) {
        if (reader->options.cancelled && reader->options.cancelled(reader->options.user))
            return wf_fail(err, WF_E_CANCELLED, "cancelled");
        if (room == 0 || batch->notes.n >= NOTES_MAX) return carry_over(reader, &block, err);
        if (!reader->source) {
            rc = open_next(reader, batch, end, err);
            if (rc != WF_OK || *end) break;
            continue;
        }
        rc = wf_cut(&reader->cutter, &block, reader->source_ended, &room, batch, err);
        if (rc != WF_OK || room == 0) continue;
        if (reader->source_ended) {
            rc = close_file(reader, &block, false, batch, err);
        } else if (block.cap - block.len >= READ_MIN) {
            rc = fill_block(reader, &block, batch, err);
        } else if (batch->n == 0) {
            rc = grow_block(&block, batch, err);
        } else {
            return carry_over(reader, &block, err);
        }
    }
    if (rc == WF_OK) *end = batch->n == 0;
    return rc;
}
