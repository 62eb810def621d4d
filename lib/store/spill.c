#include "store/spill.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

enum {
    PENDING = 256 * 1024, /* still in the cache when it is written */
    WINDOW = 64 * 1024    /* and when it is looked at */
};

wf_code wf_spill_open(wf_spill *spill, const char *tmpdir, wf_error *err) {
    memset(spill, 0, sizeof *spill);
    spill->fd = -1;
    return wf_tempfile_open(&spill->fd, tmpdir, err);
}

void wf_spill_close(wf_spill *spill) {
    if (spill->fd >= 0) close(spill->fd);
    spill->fd = -1;
    wf_bytes_free(&spill->pending);
}

wf_code wf_spill_flush(wf_spill *spill, wf_error *err) {
    if (spill->pending.len == 0) return WF_OK;
    wf_code code = wf_pwrite_all(spill->fd, spill->pending.ptr, spill->pending.len, spill->flushed, err);
    if (code != WF_OK) return code;
    spill->flushed += spill->pending.len;
    spill->pending.len = 0;
    return WF_OK;
}

wf_code wf_spill_append(wf_spill *spill, const void *ptr, size_t len, uint64_t *offset, wf_error *err) {
    *offset = spill->flushed + spill->pending.len;
    if (!wf_bytes_append(&spill->pending, ptr, len)) return wf_fail_nomem(err, "texts put aside");
    return spill->pending.len < PENDING ? WF_OK : wf_spill_flush(spill, err);
}

wf_code wf_spill_read(const wf_spill *spill, uint64_t offset, void *ptr, size_t len, wf_error *err) {
    return wf_pread_all(spill->fd, ptr, len, offset, err);
}

/* The fields of a story in the file: their lengths and the date, then their bytes one after the other. */
enum { N_FIELDS = 6 };
typedef struct {
    int64_t published_ms;
    uint32_t len[N_FIELDS];
} fields_header;

static void field_pointers(wf_story *story, wf_str *fields[N_FIELDS]) {
    wf_str *all[N_FIELDS] = {&story->id,    &story->url,      &story->source,
                             &story->title, &story->language, &story->extra};
    memcpy(fields, all, sizeof all);
}

wf_code wf_spill_put_story(wf_spill *spill, const wf_story *story, wf_story_place *place, wf_error *err) {
    wf_story copy = *story;
    wf_str *fields[N_FIELDS];
    field_pointers(&copy, fields);
    fields_header header;
    memset(&header, 0, sizeof header);
    header.published_ms = story->published_ms;
    uint64_t sum = sizeof header;
    for (int i = 0; i < N_FIELDS; i++) {
        if (fields[i]->len > UINT32_MAX) sum = UINT64_MAX / 2;
        header.len[i] = (uint32_t)fields[i]->len;
        sum += fields[i]->len;
    }
    if (sum > UINT32_MAX || story->body.len > UINT32_MAX)
        return wf_fail(err, WF_E_PARAM, "story '%.*s' is over 4 GiB",
                       (int)(story->id.len < 80 ? story->id.len : 80), story->id.ptr);
    place->offset = spill->flushed + spill->pending.len;
    place->fields_len = (uint32_t)sum;
    place->body_len = (uint32_t)story->body.len;
    uint64_t at;
    bool ok = wf_bytes_append(&spill->pending, &header, sizeof header);
    for (int i = 0; ok && i < N_FIELDS; i++)
        ok = wf_bytes_append(&spill->pending, fields[i]->ptr, fields[i]->len);
    if (!ok) return wf_fail_nomem(err, "texts put aside");
    return wf_spill_append(spill, story->body.ptr, story->body.len, &at, err);
}

/* The story whose fields and body lie at at, len bytes of both that are there. */
static void find_fields(const char *at, wf_story_place place, size_t len, wf_story *story) {
    fields_header header;
    memcpy(&header, at, sizeof header);
    memset(story, 0, sizeof *story);
    story->published_ms = header.published_ms;
    wf_str *fields[N_FIELDS];
    field_pointers(story, fields);
    at += sizeof header;
    for (int i = 0; i < N_FIELDS; i++) {
        *fields[i] = wf_str_of(at, header.len[i]);
        at += header.len[i];
    }
    story->body = wf_str_of(at, len - place.fields_len);
}

static wf_code get(const wf_spill *spill, wf_story_place place, size_t len, wf_bytes *buffer, wf_story *story,
                   wf_error *err) {
    buffer->len = 0;
    if (!wf_grow(&buffer->ptr, &buffer->cap, len + 64, 1)) return wf_fail_nomem(err, "a story");
    wf_code code = wf_spill_read(spill, place.offset, buffer->ptr, len, err);
    if (code != WF_OK) return code;
    buffer->len = len;
    find_fields(buffer->ptr, place, len, story);
    return WF_OK;
}

wf_code wf_spill_next_fields(const wf_spill *spill, wf_story_place place, wf_spill_window *window,
                             wf_story *story, wf_error *err) {
    wf_bytes *bytes = &window->bytes;
    bool is_there = place.offset >= window->begin && place.offset - window->begin <= bytes->len &&
                    place.fields_len <= bytes->len - (place.offset - window->begin);
    if (!is_there) {
        uint64_t left = spill->flushed - place.offset;
        size_t len = place.fields_len > WINDOW ? place.fields_len : WINDOW;
        if (len > left && left >= place.fields_len) len = (size_t)left; /* else reading fails */
        bytes->len = 0;
        window->begin = place.offset;
        if (!wf_grow(&bytes->ptr, &bytes->cap, len, 1)) return wf_fail_nomem(err, "a story");
        wf_code code = wf_spill_read(spill, place.offset, bytes->ptr, len, err);
        if (code != WF_OK) return code;
        bytes->len = len;
    }
    find_fields(bytes->ptr + (place.offset - window->begin), place, place.fields_len, story);
    return WF_OK;
}

wf_code wf_spill_get_fields(const wf_spill *spill, wf_story_place place, wf_bytes *buffer, wf_story *story,
                            wf_error *err) {
    return get(spill, place, place.fields_len, buffer, story, err);
}

wf_code wf_spill_get_story(const wf_spill *spill, wf_story_place place, wf_bytes *buffer, wf_story *story,
                           wf_error *err) {
    return get(spill, place, (size_t)place.fields_len + place.body_len, buffer, story, err);
}
