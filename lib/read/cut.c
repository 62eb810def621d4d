#include "read/cut.h"

#include "base/error.h"
#include "read/walk.h"

#include <inttypes.h>
#include <string.h>

enum { BLANKS_MAX = 1024 * 1024 }; /* blanks at the start of a file before its kind is settled without more */

void wf_cutter_init(wf_cutter *cutter, const char *file, wf_input_kind kind, size_t max_story) {
    wf_str plain = wf_name_uncompressed(file);
    bool is_lines = wf_name_has_suffix(plain, ".jsonl") || wf_name_has_suffix(plain, ".ndjson");
    *cutter = (wf_cutter){.file = file, .max_story = max_story, .line = 1};
    cutter->kind = kind == WF_INPUT_AUTO && is_lines ? WF_INPUT_JSONL : kind;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

static size_t skip_blanks(const wf_block *block, size_t at) {
    while (at < block->len && is_blank(block->ptr[at])) at++;
    return at;
}

/* The mode that the first bytes ask for; WF_CUT_UNKNOWN if more of them are needed. */
static wf_cut_mode detect(const wf_cutter *cutter, const wf_block *block, bool at_end) {
    wf_cut_mode otherwise = cutter->kind == WF_INPUT_JSONL ? WF_CUT_LINES : WF_CUT_WHOLE;
    if (cutter->kind == WF_INPUT_TEXT) return WF_CUT_WHOLE;
    size_t at = skip_blanks(block, block->start);
    if (at == block->len) return at_end || at - block->start > BLANKS_MAX ? otherwise : WF_CUT_UNKNOWN;
    char first = block->ptr[at++];
    if (first != '{' && first != '[') return otherwise;
    size_t next = skip_blanks(block, at);
    if (next == block->len && !at_end) return next - at > BLANKS_MAX ? otherwise : WF_CUT_UNKNOWN;
    if (first == '[') {
        bool is_array = next < block->len && (block->ptr[next] == '{' || block->ptr[next] == ']');
        return is_array ? WF_CUT_DOCUMENT : otherwise;
    }
    /* A brace alone on its line opens an object printed over several lines. */
    return memchr(block->ptr + at, '\n', next - at) ? WF_CUT_DOCUMENT : WF_CUT_LINES;
}

static wf_code note_too_long(const wf_cutter *cutter, uint64_t line, uint64_t len, wf_record_batch *batch,
                             wf_error *err) {
    return wf_notes_add(&batch->notes, WF_NOTE_TOO_LONG, true, cutter->file, line, err,
                        "%" PRIu64 " bytes, more than the longest story allowed (%zu): skipped", len,
                        cutter->max_story);
}

static wf_code blank_nuls(const wf_cutter *cutter, char *ptr, size_t len, uint64_t line,
                          wf_record_batch *batch, wf_error *err) {
    size_t n = 0;
    for (char *nul = memchr(ptr, '\0', len); nul; nul = memchr(nul, '\0', (size_t)(ptr + len - nul))) {
        *nul = ' ';
        n++;
    }
    if (n == 0) return WF_OK;
    return wf_notes_add(&batch->notes, WF_NOTE_NUL_BYTES, false, cutter->file, line, err,
                        "%zu NUL byte%s became spaces", n, n == 1 ? "" : "s");
}

/* Ends the pending record, which stands in the block from its start to end. */
static wf_code emit(wf_cutter *cutter, wf_block *block, size_t end, uint64_t line, size_t *room,
                    wf_record_batch *batch, wf_error *err) {
    char *ptr = block->ptr + block->start;
    size_t len = end - block->start;
    if (cutter->skipped) {
        uint64_t whole = cutter->skipped + len;
        cutter->skipped = 0;
        return note_too_long(cutter, line, whole, batch, err);
    }
    if (cutter->mode == WF_CUT_LINES && len && ptr[len - 1] == '\r') len--;
    if (len == 0) return WF_OK;
    if (len > cutter->max_story) return note_too_long(cutter, line, len, batch, err);
    wf_code rc = blank_nuls(cutter, ptr, len, line, batch, err);
    if (rc != WF_OK) return rc;
    if (!wf_grow(&batch->records, &batch->cap, batch->n + 1, sizeof *batch->records))
        return wf_fail_nomem(err, "a batch of records");
    batch->records[batch->n++] = (wf_record){.bytes = wf_str_of(ptr, len),
                                             .file = cutter->file,
                                             .line = line,
                                             .is_json = cutter->mode != WF_CUT_WHOLE};
    batch->notes.record = batch->n;
    cutter->n_records++;
    *room -= len < *room ? len : *room;
    return WF_OK;
}

static wf_code cut_lines(wf_cutter *cutter, wf_block *block, bool at_end, size_t *room,
                         wf_record_batch *batch, wf_error *err) {
    while (*room) {
        const char *newline = memchr(block->ptr + block->scan, '\n', block->len - block->scan);
        if (!newline) {
            block->scan = block->len;
            if (!at_end || (block->start == block->len && !cutter->skipped)) return WF_OK;
        }
        size_t end = newline ? (size_t)(newline - block->ptr) : block->len;
        wf_code rc = emit(cutter, block, end, cutter->line, room, batch, err);
        if (rc != WF_OK) return rc;
        block->start = block->scan = end + (newline != NULL);
        cutter->line += newline != NULL;
    }
    return WF_OK;
}

static wf_code cut_whole(wf_cutter *cutter, wf_block *block, bool at_end, size_t *room,
                         wf_record_batch *batch, wf_error *err) {
    block->scan = block->len;
    if (!at_end) return WF_OK;
    wf_code rc = WF_OK;
    if (cutter->skipped || skip_blanks(block, block->start) < block->len)
        rc = emit(cutter, block, block->len, 0, room, batch, err);
    block->start = block->len;
    return rc;
}

/* A byte between the objects of a document. */
static wf_code between_objects(wf_cutter *cutter, wf_block *block, char c, wf_record_batch *batch,
                               wf_error *err) {
    block->start = block->scan;
    if (c == '{') {
        cutter->depth = 1;
        cutter->first_line = cutter->line;
        cutter->stray = false;
        return WF_OK;
    }
    block->start++;
    if (is_blank(c) || c == ',' || c == '[' || c == ']') return WF_OK;
    cutter->in_string = c == '"';
    if (cutter->stray) return WF_OK;
    cutter->stray = true;
    return wf_notes_add(&batch->notes, WF_NOTE_BAD_JSON, true, cutter->file, cutter->line, err,
                        "something other than JSON objects: skipped up to the next object");
}

/* Objects are told by the depth of brackets outside of strings; whether they are sound is for the parser to say. */
static wf_code cut_document(wf_cutter *cutter, wf_block *block, bool at_end, size_t *room,
                            wf_record_batch *batch, wf_error *err) {
    wf_code rc = WF_OK;
    for (; *room && rc == WF_OK && block->scan < block->len; block->scan++) {
        char c = block->ptr[block->scan];
        if (c == '\n') {
            cutter->line++;
            cutter->in_string = cutter->escaped = false; /* no string of JSON goes past its line */
        }
        if (cutter->in_string) {
            if (c == '"' && !cutter->escaped) cutter->in_string = false;
            cutter->escaped = c == '\\' && !cutter->escaped;
            if (cutter->depth == 0) block->start = block->scan + 1;
        } else if (cutter->depth == 0) {
            rc = between_objects(cutter, block, c, batch, err);
        } else if (c == '"') {
            cutter->in_string = true;
        } else if (c == '{' || c == '[') {
            cutter->depth++;
        } else if ((c == '}' || c == ']') && --cutter->depth == 0) {
            rc = emit(cutter, block, block->scan + 1, cutter->first_line, room, batch, err);
            block->start = block->scan + 1;
        }
    }
    if (rc != WF_OK || !at_end || block->scan < block->len || cutter->depth == 0) return rc;
    cutter->depth = 0;
    cutter->skipped = 0;
    block->start = block->len;
    return wf_notes_add(&batch->notes, WF_NOTE_BAD_JSON, true, cutter->file, cutter->first_line, err,
                        "the object that begins here is not closed: skipped");
}

wf_code wf_cut(wf_cutter *cutter, wf_block *block, bool at_end, size_t *room, wf_record_batch *batch,
               wf_error *err) {
    wf_code rc;
    if (cutter->mode == WF_CUT_UNKNOWN) cutter->mode = detect(cutter, block, at_end);
    switch (cutter->mode) {
    case WF_CUT_LINES:
        rc = cut_lines(cutter, block, at_end, room, batch, err);
        break;
    case WF_CUT_DOCUMENT:
        rc = cut_document(cutter, block, at_end, room, batch, err);
        break;
    case WF_CUT_WHOLE:
        rc = cut_whole(cutter, block, at_end, room, batch, err);
        break;
    default:
        return WF_OK;
    }
    /* What is pending and too long is forgotten but for its length; one byte more, for the CR of a line's end. */
    size_t pending = block->scan - block->start;
    if (rc == WF_OK && block->scan == block->len && (cutter->skipped || pending > cutter->max_story + 1)) {
        cutter->skipped += pending;
        block->len = block->scan = block->start;
    }
    return rc;
}
