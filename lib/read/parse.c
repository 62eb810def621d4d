#include "read/parse.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/utf8.h"
#include "read/json.h"
#include "read/walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TITLE_MAX = 200, /* bytes of a text file's first line */
    KEYS_MAX = 12,   /* built-in keys of a field */
    SHOWN_MAX = 60,  /* bytes of the input quoted in a note */
    GIVEN_MAX = 64,  /* keys that may be given */
    SLOTS = 256,     /* of the key table: more than twice all keys there can be */
};

static const struct {
    const char *name;
    const char *keys[KEYS_MAX]; /* in order of precedence */
} fields[WF_N_FIELDS] = {
    [WF_F_ID] = {"id", {"id", "_id", "guid", "uuid", "uri"}},
    [WF_F_URL] = {"url", {"url", "link", "canonical_url"}},
    [WF_F_TITLE] = {"title", {"title", "headline"}},
    [WF_F_TEXT] = {"text", {"text", "body", "content", "article", "maintext", "article_text"}},
    [WF_F_PUBLISHED] = {"published",
                        {"published", "published_at", "date", "pub_date", "pubDate", "date_published",
                         "date_publish", "datePublished", "timestamp", "created_at"}},
    [WF_F_SOURCE] = {"source", {"source", "domain", "publisher", "site", "source_domain", "outlet", "name"}},
    [WF_F_LANGUAGE] = {"language", {"language", "lang"}},
};

typedef struct {
    wf_str key; /* ptr is NULL in an empty slot */
    wf_field_id field;
    unsigned rank; /* the lowest wins */
} key_slot;

struct wf_parser {
    wf_json *json;
    key_slot *slots; /* open addressing */
    wf_arena names;  /* of the keys given */
    bool *is_field;  /* of a line's members: not passed through; scratch */
    size_t cap_is_field;
};

/* ------------------------------------------------------------------------------------------------- keys */

/* The slot of key, or the empty one where it belongs. */
static key_slot *find_slot(const wf_parser *parser, wf_str key) {
    size_t mask = SLOTS - 1;
    size_t i = (size_t)wf_hash64(key.ptr, key.len, 0) & mask;
    while (parser->slots[i].key.ptr && !wf_str_equal(parser->slots[i].key, key)) i = (i + 1) & mask;
    return &parser->slots[i];
}

static wf_code unknown_field(const char *name, wf_error *err) {
    return wf_fail(
        err, WF_E_PARAM,
        "no field is called '%.40s': it must be one of id, url, title, text, published, source, language",
        name);
}

static wf_code add_given_key(wf_parser *parser, const wf_field *given, unsigned rank,
                             bool has_keys[WF_N_FIELDS], wf_error *err) {
    int field = 0;
    wf_str key;
    if (!given->field || !given->key || !*given->key)
        return wf_fail(err, WF_E_PARAM, "a field or its key is empty");
    while (field < WF_N_FIELDS && strcmp(given->field, fields[field].name) != 0) field++;
    if (field == WF_N_FIELDS) return unknown_field(given->field, err);
    if (!wf_arena_copy(&parser->names, wf_str_from(given->key), &key))
        return wf_fail_nomem(err, "keys of fields");
    key_slot *slot = find_slot(parser, key);
    if (slot->key.ptr && slot->field != (wf_field_id)field)
        return wf_fail(err, WF_E_PARAM, "the key '%.40s' is given for two fields, %s and %s: choose one",
                       given->key, fields[slot->field].name, fields[field].name);
    if (!slot->key.ptr) *slot = (key_slot){key, (wf_field_id)field, rank};
    has_keys[field] = true;
    return WF_OK;
}

/* Given keys come first: a field that has one keeps none of the built-in ones, and no key serves two fields. */
static wf_code add_keys(wf_parser *parser, const wf_field *given, size_t n_given, wf_error *err) {
    bool has_keys[WF_N_FIELDS] = {false};
    for (size_t i = 0; i < n_given; i++) {
        wf_code rc = add_given_key(parser, &given[i], (unsigned)i, has_keys, err);
        if (rc != WF_OK) return rc;
    }
    for (int field = 0; field < WF_N_FIELDS; field++)
        for (unsigned rank = 0; !has_keys[field] && rank < KEYS_MAX && fields[field].keys[rank]; rank++) {
            wf_str key = wf_str_from(fields[field].keys[rank]);
            key_slot *slot = find_slot(parser, key);
            if (!slot->key.ptr) *slot = (key_slot){key, (wf_field_id)field, rank};
        }
    return WF_OK;
}

wf_code wf_parser_open(wf_parser **out, const wf_field *given, size_t n_given, wf_error *err) {
    if (n_given > GIVEN_MAX)
        return wf_fail(err, WF_E_PARAM, "%zu keys for fields, more than %d", n_given, GIVEN_MAX);
    wf_parser *parser = calloc(1, sizeof *parser);
    if (!parser) return wf_fail_nomem(err, "a parser");
    wf_code rc = WF_OK;
    parser->json = wf_json_open();
    parser->slots = calloc(SLOTS, sizeof *parser->slots);
    if (!parser->json || !parser->slots)
        rc = wf_fail_nomem(err, "a parser");
    else
        rc = add_keys(parser, given, n_given, err);
    if (rc != WF_OK) {
        wf_parser_close(parser);
        return rc;
    }
    *out = parser;
    return WF_OK;
}

void wf_parser_close(wf_parser *parser) {
    if (!parser) return;
    wf_json_close(parser->json);
    free(parser->slots);
    free(parser->is_field);
    wf_arena_free(&parser->names);
    free(parser);
}

/* ------------------------------------------------------------------------------------------------- bytes */

static bool is_blank_text(wf_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != ' ' && s.ptr[i] != '\t' && s.ptr[i] != '\n' && s.ptr[i] != '\r') return false;
    return true;
}

/* The length of s cut to at most max bytes, no character split. */
static size_t cut_length(wf_str s, size_t max) {
    if (s.len <= max) return s.len;
    while (max > 0 && ((unsigned char)s.ptr[max] & 0xC0) == 0x80) max--;
    return max;
}

/* A value as a note may quote it: short, and without bytes that steer a terminal. */
static const char *shown(wf_str s, char out[SHOWN_MAX + 4]) {
    size_t len = cut_length(s, SHOWN_MAX);
    for (size_t i = 0; i < len; i++)
        out[i] = (unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7F ? '?' : s.ptr[i];
    memcpy(out + len, len < s.len ? "..." : "", len < s.len ? 4 : 1);
    return out;
}

static wf_code repair_utf8(wf_str *s, wf_arena *arena, size_t *n_bad, wf_error *err) {
    size_t max = wf_utf8_repair_max(s->len);
    char *copy = max > SIZE_MAX - WF_JSON_PADDING ? NULL : wf_arena_alloc(arena, max + WF_JSON_PADDING);
    if (!copy) return wf_fail_nomem(err, "repairing UTF-8");
    size_t len = wf_utf8_repair(copy, s->ptr, s->len, n_bad);
    memset(copy + len, 0, WF_JSON_PADDING);
    *s = wf_str_of(copy, len);
    return WF_OK;
}

static bool hex4(const char *s, unsigned *out) {
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        char c = s[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) return false;
        value = value << 4 | (unsigned)digit;
    }
    *out = value;
    return true;
}

static bool is_surrogate_escape(const char *s, size_t len, unsigned first) {
    unsigned unit;
    return len >= 6 && s[0] == '\\' && s[1] == 'u' && hex4(s + 2, &unit) && unit >= first &&
           unit < first + 0x400;
}

/* Escapes of surrogates without their other half, in place; returns how many became \ufffd. */
static size_t repair_surrogates(char *s, size_t len) {
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        char *escape = memchr(s + i, '\\', len - i);
        if (!escape) break;
        i = (size_t)(escape - s);
        bool high = is_surrogate_escape(escape, len - i, 0xD800),
             low = is_surrogate_escape(escape, len - i, 0xDC00);
        if (high && is_surrogate_escape(escape + 6, len - i - 6, 0xDC00)) {
            i += 12;
        } else if (high || low) {
            memcpy(escape + 2, "fffd", 4);
            n++;
            i += 6;
        } else {
            i += 2;
        }
    }
    return n;
}

/* ------------------------------------------------------------------------------------------------- JSON */

static wf_code note_repaired(const wf_record *record, size_t n_bad, wf_notes *notes, wf_error *err) {
    return wf_notes_add(notes, WF_NOTE_BAD_UTF8, false, record->file, record->line, err,
                        "%zu invalid sequence%s became U+FFFD", n_bad, n_bad == 1 ? "" : "s");
}

/* The members of a line, repaired if need be; *n_members is set to SIZE_MAX, with a note, if it cannot be parsed. */
static wf_code parse_line(wf_parser *parser, const wf_record *record, wf_arena *arena,
                          wf_json_member **members, size_t *n_members, wf_notes *notes, wf_error *err) {
    const char *why = NULL;
    size_t n_bad = 0;
    wf_str line = record->bytes;
    wf_json_status status = wf_json_members(parser->json, line, arena, members, n_members, &why);
    if (status == WF_JSON_BAD_UTF8) {
        wf_code rc = repair_utf8(&line, arena, &n_bad, err);
        if (rc != WF_OK) return rc;
        status = wf_json_members(parser->json, line, arena, members, n_members, &why);
    }
    if (status == WF_JSON_BAD_ESCAPE) {
        char *copy = wf_arena_alloc(arena, line.len + WF_JSON_PADDING);
        if (!copy) return wf_fail_nomem(err, "repairing a line");
        memcpy(copy, line.ptr, line.len);
        memset(copy + line.len, 0, WF_JSON_PADDING);
        n_bad += repair_surrogates(copy, line.len);
        status = wf_json_members(parser->json, wf_str_of(copy, line.len), arena, members, n_members, &why);
    }
    if (status == WF_JSON_OK) return n_bad ? note_repaired(record, n_bad, notes, err) : WF_OK;
    if (status == WF_JSON_NOMEM) return wf_fail_nomem(err, "a line of JSON");
    *n_members = SIZE_MAX;
    return wf_notes_add(notes, WF_NOTE_BAD_JSON, true, record->file, record->line, err, "no JSON object: %s",
                        why);
}

/* What a line has for a field. */
typedef struct {
    const wf_json_member *member; /* the one that holds it, NULL if none does */
    const wf_json_member *wrong;  /* one whose type does not fit, NULL if there is none */
    unsigned rank;                /* of member */
    bool is_empty;                /* some key of it has an empty string */
} field_found;

static bool fits(wf_field_id field, wf_json_type type) {
    return type == WF_JSON_STRING ||
           (type == WF_JSON_NUMBER && (field == WF_F_ID || field == WF_F_PUBLISHED));
}

/* Sorts members by field; is_field marks those that need not be passed through. */
static void find_fields(const wf_parser *parser, const wf_json_member *members, size_t n,
                        field_found *found) {
    for (size_t i = 0; i < n; i++) {
        const key_slot *slot = find_slot(parser, members[i].key);
        parser->is_field[i] = false;
        if (!slot->key.ptr) continue;
        field_found *f = &found[slot->field];
        bool is_empty = members[i].type == WF_JSON_STRING && members[i].value.len == 0;
        if (members[i].type == WF_JSON_NULL || is_empty) {
            f->is_empty |= is_empty;
            parser->is_field[i] = true;
        } else if (!fits(slot->field, members[i].type)) {
            if (!f->wrong) f->wrong = &members[i];
        } else if (!f->member || slot->rank < f->rank) {
            f->member = &members[i];
            f->rank = slot->rank;
        } else if (slot->rank == f->rank) {
            parser->is_field[i] = true; /* a key that is repeated: its first value counts */
        }
    }
    for (int field = 0; field < WF_N_FIELDS; field++)
        if (found[field].member) parser->is_field[found[field].member - members] = true;
}

static bool join_extra(const wf_parser *parser, const wf_json_member *members, size_t n, wf_arena *arena,
                       wf_str *out) {
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        if (!parser->is_field[i]) len += members[i].raw.len + 1; /* parts of one line: no overflow */
    if (len == 0) return true;
    char *joined = wf_arena_alloc(arena, len), *at = joined;
    if (!joined) return false;
    for (size_t i = 0; i < n; i++) {
        if (parser->is_field[i]) continue;
        if (at > joined) *at++ = ',';
        memcpy(at, members[i].raw.ptr, members[i].raw.len);
        at += members[i].raw.len;
    }
    *out = wf_str_of(joined, (size_t)(at - joined));
    return true;
}

static wf_code note_wrong_types(const wf_record *record, const field_found *found, wf_notes *notes,
                                wf_error *err) {
    static const char *const types[] = {"a string", "a number", "true or false", "null",
                                        "an object or array"};
    char key[SHOWN_MAX + 4];
    for (int field = 0; field < WF_N_FIELDS; field++) {
        const wf_json_member *wrong = found[field].wrong;
        if (!wrong || found[field].member) continue;
        wf_code rc = wf_notes_add(notes, WF_NOTE_BAD_FIELD, false, record->file, record->line, err,
                                  "\"%s\" is %s, no %s: taken as missing", shown(wrong->key, key),
                                  types[wrong->type], field == WF_F_PUBLISHED ? "date" : "string");
        if (rc != WF_OK) return rc;
    }
    return WF_OK;
}

static wf_code make_id(const wf_record *record, wf_arena *arena, wf_str *out, wf_error *err) {
    size_t len = strlen(record->file), max = len + 24;
    char *id = wf_arena_alloc(arena, max);
    if (!id) return wf_fail_nomem(err, "an id");
    *out = wf_str_of(id, (size_t)snprintf(id, max, "%s:%" PRIu64, record->file, record->line));
    return WF_OK;
}

static wf_code parse_json(wf_parser *parser, const wf_record *record, wf_arena *arena, wf_story *story,
                          bool *skipped, wf_notes *notes, wf_error *err) {
    wf_json_member *members = NULL;
    field_found found[WF_N_FIELDS] = {{0}};
    wf_str *const places[WF_N_FIELDS] = {
        [WF_F_ID] = &story->id,     [WF_F_URL] = &story->url,       [WF_F_TITLE] = &story->title,
        [WF_F_TEXT] = &story->body, [WF_F_SOURCE] = &story->source, [WF_F_LANGUAGE] = &story->language,
    };
    size_t n;
    *skipped = true;
    if (is_blank_text(record->bytes)) return WF_OK;
    wf_code rc = parse_line(parser, record, arena, &members, &n, notes, err);
    if (rc != WF_OK || n == SIZE_MAX) return rc;
    if (!wf_grow(&parser->is_field, &parser->cap_is_field, n, sizeof *parser->is_field))
        return wf_fail_nomem(err, "the members of a line");
    find_fields(parser, members, n, found);
    if ((rc = note_wrong_types(record, found, notes, err)) != WF_OK) return rc;
    if (!found[WF_F_TEXT].member && !found[WF_F_TEXT].is_empty && !found[WF_F_TITLE].member)
        return wf_notes_add(notes, WF_NOTE_NO_TEXT, true, record->file, record->line, err,
                            "neither text nor title: skipped (the key of the text can be given as a field)");
    for (int field = 0; field < WF_N_FIELDS; field++)
        if (places[field] && found[field].member) *places[field] = found[field].member->value;
    if (!join_extra(parser, members, n, arena, &story->extra))
        return wf_fail_nomem(err, "fields to pass through");
    if (story->id.len == 0 && (rc = make_id(record, arena, &story->id, err)) != WF_OK) return rc;
    *skipped = false;
    const wf_json_member *date = found[WF_F_PUBLISHED].member;
    if (!date || wf_parse_date(date->value, &story->published_ms)) return WF_OK;
    char value[SHOWN_MAX + 4];
    return wf_notes_add(notes, WF_NOTE_BAD_DATE, false, record->file, record->line, err,
                        "unreadable date '%s': taken as unknown", shown(date->value, value));
}

/* ------------------------------------------------------------------------------------------------- text files */

static wf_str text_id(const char *file) {
    wf_str id = wf_name_uncompressed(file);
    if (wf_name_has_suffix(id, ".txt")) id.len -= 4;
    for (size_t at = id.len; at > 0; at--) {
        if (id.ptr[at - 1] != '/') continue;
        id = wf_str_of(id.ptr + at, id.len - at);
        break;
    }
    return id.len ? id : wf_str_from(file);
}

static wf_str first_line(wf_str text) {
    while (text.len && is_blank_text(wf_str_of(text.ptr, 1))) text.ptr++, text.len--;
    const char *newline = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    if (newline) text.len = (size_t)(newline - text.ptr);
    size_t len = cut_length(text, TITLE_MAX);
    while (len && is_blank_text(wf_str_of(text.ptr + len - 1, 1))) len--;
    return wf_str_of(text.ptr, len);
}

static wf_code parse_text(const wf_record *record, wf_arena *arena, wf_story *story, bool *skipped,
                          wf_notes *notes, wf_error *err) {
    wf_str text = record->bytes;
    *skipped = is_blank_text(text);
    if (*skipped) return WF_OK;
    if (wf_utf8_check(text.ptr, text.len) < text.len) {
        size_t n_bad = 0;
        wf_code rc = repair_utf8(&text, arena, &n_bad, err);
        if (rc == WF_OK) rc = note_repaired(record, n_bad, notes, err);
        if (rc != WF_OK) return rc;
    }
    story->id = text_id(record->file);
    story->title = first_line(text);
    story->body = text;
    return WF_OK;
}

wf_code wf_parse(wf_parser *parser, const wf_record *record, wf_arena *arena, wf_story *story, bool *skipped,
                 wf_notes *notes, wf_error *err) {
    const wf_str none = {"", 0};
    *story = (wf_story){none, none, none, none, none, none, none, WF_NO_DATE};
    if (record->is_json) return parse_json(parser, record, arena, story, skipped, notes, err);
    return parse_text(record, arena, story, skipped, notes, err);
}
