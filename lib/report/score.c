/*
 * A result against gold labels: both files are read into a table of stories by id, which then gives two arrays of
 * cluster numbers for report/measures.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/hashmap.h"
#include "base/utf8.h"
#include "read/json.h"
#include "read/reader.h"
#include "report/measures.h"

/* Strings and their numbers, in order of first appearance. */
typedef struct {
    wf_hashmap places; /* hash of a string to its number + 1; of several with one hash, to the last */
    struct name {
        wf_str text;
        uint32_t next; /* number + 1 of another string with the same hash, 0 for none */
    } * names;
    size_t n, cap;
    wf_arena bytes;
} names;

static void names_free(names *t) {
    wf_hashmap_free(&t->places);
    wf_arena_free(&t->bytes);
    free(t->names);
}

enum { NOT_FOUND = -1, NO_MEMORY = -2 };

static int64_t names_find(const names *t, wf_str text) {
    const uint64_t *place = wf_hashmap_find(&t->places, wf_hash64(text.ptr, text.len, 0));
    for (uint64_t i = place ? *place : 0; i; i = t->names[i - 1].next)
        if (wf_str_equal(t->names[i - 1].text, text)) return (int64_t)i - 1;
    return NOT_FOUND;
}

/* Number of text, which is added if it is new (number t->n before the call); or NO_MEMORY. */
static int64_t names_add(names *t, wf_str text) {
    int64_t known = names_find(t, text);
    if (known >= 0) return known;
    uint64_t *place;
    if (t->n >= UINT32_MAX || !wf_grow(&t->names, &t->cap, t->n + 1, sizeof *t->names) ||
        !wf_arena_copy(&t->bytes, text, &t->names[t->n].text) ||
        !(place = wf_hashmap_insert(&t->places, wf_hash64(text.ptr, text.len, 0), NULL)))
        return NO_MEMORY;
    t->names[t->n].next = (uint32_t)*place;
    *place = ++t->n;
    return (int64_t)t->n - 1;
}

typedef struct {
    names ids, gold, result; /* stories of the gold file, and both kinds of cluster */
    uint32_t *gold_of;       /* of each story: its cluster in the gold file */
    uint32_t *result_of;     /* and in the result; NONE if it is not there */
    size_t cap_gold, cap_result;
    names others; /* ids of the result that the gold file does not have */
} scoring;

#define NONE UINT32_MAX

static const char GOLD_HINT[] =
    "gold labels are a TSV with a header line that names the columns id and cluster";

/* ---------------------------------------------------------------------------------------------- reading */

/*
 * Calls take for every record of a file, and fails on what the reader notes as lost. kind says whether records are
 * lines of JSON or the file as a whole.
 */
static wf_code read_records(const char *path, wf_input_kind kind, void *user,
                            wf_code (*take)(void *user, const wf_record *record, wf_error *err),
                            wf_error *err) {
    wf_reader_options options = {.kind = kind, .max_story = (size_t)1 << 30, .batch_bytes = (size_t)4 << 20};
    wf_reader *reader = NULL;
    wf_record_batch batch = {0};
    wf_code code = wf_reader_open(&reader, path, &options, err);
    bool end = false;
    while (code == WF_OK && !end) {
        code = wf_reader_next(reader, &batch, &end, err);
        for (size_t i = 0; i < batch.notes.n && code == WF_OK; i++) {
            const wf_note *note = &batch.notes.items[i];
            if (!note->lost) continue;
            code = wf_fail(err, WF_E_IO, "%s: %s", note->file, note->text);
            if (err) err->where = note->line;
        }
        for (size_t i = 0; i < batch.n && code == WF_OK; i++) code = take(user, &batch.records[i], err);
    }
    wf_record_batch_free(&batch);
    wf_reader_close(reader);
    return code;
}

static wf_code wrong(wf_error *err, const char *file, uint64_t line, const char *what) {
    wf_code code = wf_fail(err, WF_E_FORMAT, "%s:%llu: %s", file, (unsigned long long)line, what);
    if (err) err->where = line;
    return code;
}

/* ---------------------------------------------------------------------------------------------- gold labels */

/* The next piece of *rest up to separator, which is taken off with it. */
static wf_str cut(wf_str *rest, char separator) {
    const char *end = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    wf_str piece = wf_str_of(rest->ptr, len);
    size_t skip = end ? len + 1 : len;
    rest->ptr += skip;
    rest->len -= skip;
    return piece;
}

static wf_str cut_line(wf_str *rest) {
    wf_str line = cut(rest, '\n');
    if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
    return line;
}

static bool is_word(wf_str s, const char *word) {
    return wf_str_equal(s, wf_str_from(word));
}

/* Finds the columns in the header; "cluster" is taken before "story" where both stand. */
static bool find_columns(wf_str header, size_t *id, size_t *cluster) {
    size_t found_id = SIZE_MAX, found_cluster = SIZE_MAX, found_story = SIZE_MAX;
    for (size_t i = 0; header.len; i++) {
        wf_str name = cut(&header, '\t');
        if (is_word(name, "id")) found_id = i;
        if (is_word(name, "cluster")) found_cluster = i;
        if (is_word(name, "story")) found_story = i;
    }
    *id = found_id;
    *cluster = found_cluster != SIZE_MAX ? found_cluster : found_story;
    return *id != SIZE_MAX && *cluster != SIZE_MAX;
}

static wf_code add_label(scoring *s, const char *file, uint64_t number, wf_str id, wf_str cluster,
                         wf_error *err) {
    if (id.len == 0 || cluster.len == 0) return wrong(err, file, number, "the id or the cluster is missing");
    size_t before = s->ids.n;
    int64_t story = names_add(&s->ids, id), group = names_add(&s->gold, cluster);
    if (story < 0 || group < 0 || !wf_grow(&s->gold_of, &s->cap_gold, s->ids.n, sizeof *s->gold_of))
        return wf_fail_nomem(err, "the gold labels");
    if (s->ids.n == before) return wrong(err, file, number, "this id stands in an earlier line too");
    s->gold_of[story] = (uint32_t)group;
    return WF_OK;
}

static wf_code take_gold(void *user, const wf_record *record, wf_error *err) {
    scoring *s = user;
    wf_str rest = record->bytes;
    size_t id_column, cluster_column;
    if (!find_columns(cut_line(&rest), &id_column, &cluster_column))
        return wrong(err, record->file, 1, GOLD_HINT);
    for (uint64_t number = 2; rest.len; number++) {
        wf_str line = cut_line(&rest), id = {0}, cluster = {0};
        if (line.len == 0) continue;
        for (size_t i = 0; line.len; i++) {
            wf_str cell = cut(&line, '\t');
            if (i == id_column) id = cell;
            if (i == cluster_column) cluster = cell;
        }
        wf_code code = add_label(s, record->file, number, id, cluster, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

/* ---------------------------------------------------------------------------------------------- the result */

typedef struct {
    scoring *scoring;
    wf_json *json;
    wf_arena arena;
    const char *key; /* of the cluster */
    uint64_t n;      /* lines of stories */
} result_reading;

static wf_code take_result(void *user, const wf_record *record, wf_error *err) {
    result_reading *r = user;
    scoring *s = r->scoring;
    wf_json_member *members;
    size_t n;
    const char *why = "";
    if (record->bytes.len == 0) return WF_OK;
    wf_arena_reset(&r->arena);
    switch (wf_json_members(r->json, record->bytes, &r->arena, &members, &n, &why)) {
    case WF_JSON_OK:
        break;
    case WF_JSON_NOMEM:
        return wf_fail_nomem(err, "a line of the result");
    default:
        return wrong(err, record->file, record->line, why);
    }
    wf_str type = {0}, id = {0}, cluster = {0};
    for (size_t i = 0; i < n; i++) {
        if (members[i].type != WF_JSON_STRING) continue;
        if (is_word(members[i].key, "type")) type = members[i].value;
        if (is_word(members[i].key, "id")) id = members[i].value;
        if (is_word(members[i].key, r->key)) cluster = members[i].value;
    }
    if (!is_word(type, "story")) return WF_OK;
    if (id.len == 0 || cluster.len == 0)
        return wrong(err, record->file, record->line, "a line of a story without its id or cluster");
    r->n++;
    int64_t story = names_find(&s->ids, id), group = 0;
    bool repeated;
    if (story >= 0) {
        group = names_add(&s->result, cluster);
        repeated = s->result_of[story] != NONE;
        if (group >= 0) s->result_of[story] = (uint32_t)group;
    } else {
        size_t before = s->others.n;
        group = names_add(&s->others, id);
        repeated = s->others.n == before;
    }
    if (group < 0) return wf_fail_nomem(err, "the result");
    return repeated ? wrong(err, record->file, record->line, "this story stands in an earlier line too")
                    : WF_OK;
}

static wf_code read_result(scoring *s, const char *path, wf_level level, wf_error *err) {
    result_reading r = {.scoring = s, .key = level == WF_LEVEL_COPY ? "copy_group" : "story_cluster"};
    r.json = wf_json_open();
    wf_code code = r.json ? read_records(path, WF_INPUT_JSONL, &r, take_result, err)
                          : wf_fail_nomem(err, "reading the result");
    if (code == WF_OK && r.n == 0)
        code = wf_fail(err, WF_E_FORMAT,
                       "%s: no line of a story; a result is what 'cluster --format jsonl' writes", path);
    wf_arena_free(&r.arena);
    wf_json_close(r.json);
    return code;
}

wf_code wf_score_files(const char *result, const char *gold, wf_level level, wf_scores *out, wf_error *err) {
    scoring s = {0};
    wf_scores scores = {0};
    wf_code code = read_records(gold, WF_INPUT_TEXT, &s, take_gold, err);
    if (code == WF_OK && s.ids.n == 0) code = wf_fail(err, WF_E_FORMAT, "%s: no labels; %s", gold, GOLD_HINT);
    if (code != WF_OK) goto done;
    if (!wf_grow(&s.result_of, &s.cap_result, s.ids.n, sizeof *s.result_of)) {
        code = wf_fail_nomem(err, "the result");
        goto done;
    }
    for (size_t i = 0; i < s.ids.n; i++) s.result_of[i] = NONE;
    code = read_result(&s, result, level, err);
    if (code != WF_OK) goto done;
    uint32_t n_groups = (uint32_t)s.result.n;
    for (size_t i = 0; i < s.ids.n; i++) {
        if (s.result_of[i] != NONE) continue;
        s.result_of[i] = n_groups++; /* at most one for each story: below the number of stories */
        scores.n_missing++;
    }
    scores.n_stories = s.ids.n - scores.n_missing;
    scores.n_unlabelled = s.others.n;
    code = wf_measure(s.gold_of, s.result_of, s.ids.n, &scores, err);
    if (code == WF_OK) *out = scores;
done:
    free(s.gold_of);
    free(s.result_of);
    names_free(&s.ids);
    names_free(&s.gold);
    names_free(&s.result);
    names_free(&s.others);
    return code;
}
