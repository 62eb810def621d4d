#include "online.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "index/bands.h"
#include "read/parse.h"
#include "sketch/sketch.h"
#include "stages.h"

enum { BATCH = 1024, RUNS = 3 };

static void say_failed(measurement *m, const wf_error *err) {
    snprintf(m->error, sizeof m->error, "%s", err->what[0] ? err->what : "failed");
}

/* ---------------------------------------------------------------------------------------------- the tables alone */

/* Keys of story i: as many others as it takes, of one story in five half of them those of an earlier one. */
static void make_keys(uint64_t i, unsigned bands, uint64_t *out) {
    uint64_t of = i % 5 == 4 ? wf_mix64(i) % i : i;
    for (unsigned b = 0; b < bands; b++) out[b] = wf_mix64((b % 2 ? of : i) * bands + b + 1);
}

static wf_code run_tables(const uint64_t *keys, unsigned bands, double *insert, double *query, double *bytes,
                          wf_error *err) {
    wf_budget budget = {.limit = SIZE_MAX};
    wf_band_index *index;
    wf_found found = {0};
    wf_code code = wf_band_index_open(&index, bands, &budget, err);
    if (code != WF_OK) return code;
    *insert = *query = 0;
    for (int asked = 0; asked < 2; asked++) {
        double begin = measure_clock();
        for (uint64_t i = 0; code == WF_OK && i < ONLINE_STORIES; i += BATCH) {
            size_t n = ONLINE_STORIES - i < BATCH ? (size_t)(ONLINE_STORIES - i) : BATCH;
            const uint64_t *batch = keys + i * bands;
            found.n = 0;
            if (!asked) code = wf_band_index_begin(index, n, err);
            for (unsigned b = 0; code == WF_OK && b < bands; b++)
                code = asked ? wf_band_index_query(index, b, batch, n, &found, err)
                             : wf_band_index_insert(index, b, batch, n, NULL, err);
            if (!asked) wf_band_index_end(index, n);
        }
        *(asked ? query : insert) = measure_clock() - begin;
    }
    *bytes = (double)budget.used / ONLINE_STORIES / bands;
    free(found.items);
    wf_band_index_close(index);
    return code;
}

static void measure_tables(void *user, void *result) {
    (void)user;
    online_result *out = result;
    wf_options options;
    wf_error err = {0};
    unsigned rows;
    wf_options_init(&options);
    wf_bands_choose(options.threshold, &out->bands, &rows);
    uint64_t *keys = malloc(sizeof *keys * ONLINE_STORIES * out->bands);
    wf_code code = keys ? WF_OK : WF_E_NOMEM;
    for (uint64_t i = 0; keys && i < ONLINE_STORIES; i++) make_keys(i, out->bands, keys + i * out->bands);
    for (int run = 0; code == WF_OK && run < RUNS; run++) {
        code = run_tables(keys, out->bands, &out->insert.seconds[run], &out->query.seconds[run],
                          &out->bytes_a_band, &err);
        out->insert.n_runs = out->query.n_runs = (size_t)run + 1;
    }
    out->insert.stories = out->query.stories = ONLINE_STORIES;
    out->insert.peak = out->query.peak = measure_peak();
    if (code != WF_OK) say_failed(&out->insert, &err);
    measure_sort(&out->insert);
    measure_sort(&out->query);
    free(keys);
}

/* ---------------------------------------------------------------------------------------------- from the text on */

typedef struct {
    wf_story *items;
    size_t n, cap;
    uint64_t bytes;
    wf_arena arena;
} stories;

static wf_code read_stories(const char *path, stories *out, wf_error *err) {
    wf_reader_options options = {.kind = WF_INPUT_AUTO, .max_story = 64 << 20, .batch_bytes = 1 << 20};
    wf_reader *reader = NULL;
    wf_parser *parser = NULL;
    wf_record_batch batch = {0};
    wf_notes notes = {0};
    wf_code code = wf_parser_open(&parser, NULL, 0, err);
    if (code == WF_OK) code = wf_reader_open(&reader, path, &options, err);
    for (bool end = false; code == WF_OK && !end && out->n < STAGE_STORIES;) {
        code = wf_reader_next(reader, &batch, &end, err);
        for (size_t i = 0; code == WF_OK && i < batch.n; i++) {
            wf_story story;
            bool skipped = false;
            code = wf_parse(parser, &batch.records[i], &out->arena, &story, &skipped, &notes, err);
            if (code != WF_OK || skipped) continue;
            if (!wf_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items) ||
                !wf_arena_copy(&out->arena, story.body, &story.body) ||
                !wf_arena_copy(&out->arena, story.title, &story.title))
                code = WF_E_NOMEM;
            else
                out->items[out->n++] = story;
            out->bytes += story.body.len;
        }
        wf_notes_clear(&notes);
    }
    wf_reader_close(reader);
    wf_parser_close(parser);
    wf_record_batch_free(&batch);
    wf_notes_free(&notes);
    return code;
}

static wf_code run_index(const stories *s, double *seconds, wf_error *err) {
    wf_options options;
    wf_options_init(&options);
    options.threads = 1;
    wf_index *index;
    wf_matches found[BATCH];
    wf_code code = wf_index_open(&index, &options, err);
    if (code != WF_OK) return code;
    double begin = measure_clock();
    for (size_t i = 0; code == WF_OK && i < s->n; i += BATCH)
        code = wf_index_add(index, s->items + i, s->n - i < BATCH ? s->n - i : BATCH, found, err);
    *seconds = measure_clock() - begin;
    wf_index_close(index);
    return code;
}

static void measure_texts(void *user, void *result) {
    online_result *out = result;
    stories s = {0};
    wf_error err = {0};
    wf_code code = read_stories(*(const char **)user, &s, &err);
    for (int run = 0; code == WF_OK && run < RUNS; run++) {
        code = run_index(&s, &out->add.seconds[run], &err);
        out->add.n_runs = (size_t)run + 1;
    }
    out->add.stories = s.n;
    out->add.bytes = s.bytes;
    out->add.peak = measure_peak();
    if (code != WF_OK) say_failed(&out->add, &err);
    measure_sort(&out->add);
    free(s.items);
    wf_arena_free(&s.arena);
}

void online_measure(const char *path, online_result *out) {
    online_result texts;
    measure_apart(measure_tables, NULL, out, sizeof *out);
    measure_apart(measure_texts, &path, &texts, sizeof texts);
    out->add = texts.add;
    if (texts.insert.error[0]) snprintf(out->add.error, sizeof out->add.error, "%s", texts.insert.error);
}
