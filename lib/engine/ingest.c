/* Pass 1: read, parse and sketch in parallel; put aside and count in order. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "engine/run.h"

enum { BATCH_BYTES = 1 << 18 };
#define LAST_DATE ((int64_t)1 << 53) /* some 285,000 years from 1970: differences of dates cannot overflow */

/* A story of a batch, ready to be put aside. */
typedef struct {
    wf_story story;
    wf_story_sketch sketch;
    wf_line_record *lines; /* sorted, each hash once */
    uint32_t n_lines, n_builtin;
    uint8_t agency;
    const wf_record *record; /* NULL for a story from memory */
    size_t number;           /* of the record in its batch */
} ingest_item;

typedef struct {
    wf_record_batch batch;
    wf_arena arena;
    wf_notes notes; /* of parsing */
    ingest_item *items;
    size_t n;
} ingest_slot;

typedef struct {
    wf_run *run;
    wf_reader *reader;
    ingest_slot *slots;
    bool ended;
} ingest;

static wf_code ingest_read(void *user, size_t slot, bool *end, wf_error *err) {
    ingest *in = user;
    if (in->ended) {
        *end = true;
        return WF_OK;
    }
    if (wf_cancelled(in->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    double begin = wf_thread_seconds();
    wf_code code = wf_reader_next(in->reader, &in->slots[slot].batch, &in->ended, err);
    in->run->steps[WF_STEP_READ].seconds += wf_thread_seconds() - begin;
    return code;
}

static int compare_lines(const void *x, const void *y) {
    const wf_line_record *a = x, *b = y;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* A story has few lines, for which calling a function of the library costs more than sorting. */
static void sort_lines(wf_line_record *lines, uint32_t n) {
    enum { FEW = 24 };
    if (n > FEW) {
        qsort(lines, n, sizeof *lines, compare_lines);
        return;
    }
    for (uint32_t i = 1, j; i < n; i++) {
        wf_line_record line = lines[i];
        for (j = i; j && lines[j - 1].hash > line.hash; j--) lines[j] = lines[j - 1];
        lines[j] = line;
    }
}

/* Sorts the lines of a story and drops repeats. */
static uint32_t unique_lines(wf_line_record *lines, uint32_t n) {
    if (n == 0) return 0;
    sort_lines(lines, n);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < n; i++)
        if (lines[i].hash != lines[kept - 1].hash) lines[kept++] = lines[i];
    return kept;
}

static wf_code sketch_item(const wf_run *run, wf_worker *worker, wf_arena *arena, ingest_item *item,
                           wf_error *err) {
    wf_lines_seen seen = {.arena = arena};
    wf_code code = wf_prepare_story(run, worker, &item->story, &seen, err);
    wf_credit credit = worker->dateline;
    bool title_joined = worker->title_joined;
    wf_step_ends(&worker->steps, WF_STEP_LINES);
    if (code == WF_OK) code = wf_sketch_prepared(run, worker, &item->story, arena, &item->sketch, err);
    if (code != WF_OK) return code;
    item->lines = seen.lines;
    item->n_lines = unique_lines(seen.lines, seen.n);
    item->n_builtin = seen.n_builtin;
    wf_str text = wf_matched_text(&item->story);
    if (title_joined)
        wf_credit_find(text, &credit);
    else
        wf_credit_add(text, &credit);
    item->agency = !credit.agency.len ? !credit.credits_other : credit.dateline_end ? 3 : 2;
    wf_worker_trim(worker);
    wf_step_ends(&worker->steps, WF_STEP_CREDIT);
    return WF_OK;
}

static wf_code ingest_work(void *user, size_t at, size_t thread, wf_error *err) {
    ingest *in = user;
    ingest_slot *slot = &in->slots[at];
    wf_worker *worker = &in->run->workers[thread];
    wf_arena_reset(&slot->arena);
    wf_notes_clear(&slot->notes);
    slot->n = 0;
    wf_steps_batch_begin(&worker->steps);
    slot->items = wf_arena_alloc(&slot->arena, slot->batch.n * sizeof *slot->items);
    if (!slot->items) return wf_fail_nomem(err, "a batch of stories");
    wf_code code = WF_OK;
    for (size_t i = 0; code == WF_OK && i < slot->batch.n; i++) {
        ingest_item *item = &slot->items[slot->n];
        memset(item, 0, sizeof *item);
        item->record = &slot->batch.records[i];
        item->number = i;
        slot->notes.record = i;
        bool skipped = false;
        wf_steps_story_begin(&worker->steps, i);
        code =
            wf_parse(worker->parser, item->record, &slot->arena, &item->story, &skipped, &slot->notes, err);
        wf_step_ends(&worker->steps, WF_STEP_PARSE);
        if (code == WF_OK && !skipped) code = sketch_item(in->run, worker, &slot->arena, item, err);
        slot->n += !skipped;
    }
    wf_steps_batch_end(&worker->steps);
    return code;
}

/* Counts a note and hands it out. */
static wf_code tell_note(wf_run *run, const wf_note *note, wf_error *err) {
    run->summary.notes[note->kind]++;
    run->summary.lost |= note->lost;
    if (run->options.on_note) run->options.on_note(run->options.user, note);
    if (!run->options.strict || !note->lost) return WF_OK;
    wf_code code = note->kind == WF_NOTE_UNREADABLE ? WF_E_IO : WF_E_FORMAT;
    code = note->line
               ? wf_fail(err, code, "%s:%llu: %s", note->file, (unsigned long long)note->line, note->text)
               : wf_fail(err, code, "%s: %s", note->file, note->text);
    if (err) err->where = note->line;
    return code;
}

/* Notes of a batch as they are told: those of the reader and those of the parser, merged by record. */
typedef struct {
    const wf_notes *of_reader, *of_parser;
    size_t reader_told, parser_told;
} note_merge;

/* Tells the notes up to and including those on a record. */
static wf_code tell_notes(wf_run *run, note_merge *merge, size_t record, wf_error *err) {
    const wf_notes *reader = merge->of_reader, *parser = merge->of_parser;
    for (;;) {
        bool any_reader = merge->reader_told < reader->n && reader->records[merge->reader_told] <= record;
        bool any_parser = merge->parser_told < parser->n && parser->records[merge->parser_told] <= record;
        if (!any_reader && !any_parser) return WF_OK;
        bool first = any_reader && (!any_parser || reader->records[merge->reader_told] <=
                                                       parser->records[merge->parser_told]);
        wf_code code = tell_note(
            run, first ? &reader->items[merge->reader_told++] : &parser->items[merge->parser_told++], err);
        if (code != WF_OK) return code;
    }
}

/* Gives the story another id if an earlier one has it: id@file:line (id@number for one from memory), then
 * with @2, @3 ... behind it until one is free. */
static wf_code make_id_unique(wf_run *run, ingest_item *item, wf_arena *arena, uint64_t *id_hash,
                              wf_error *err) {
    wf_str first_id = item->story.id;
    for (unsigned attempt = 0;; attempt++) {
        bool inserted;
        *id_hash = wf_hash64(item->story.id.ptr, item->story.id.len, run->seeds.line);
        uint64_t *place = wf_hashmap_insert(&run->ids, *id_hash, &inserted);
        if (!place) return wf_fail_nomem(err, "the ids of the stories");
        if (inserted) {
            *place = run->stories.n;
            break;
        }
        wf_story other;
        wf_code code = wf_spill_flush(&run->texts, err);
        if (code == WF_OK) code = wf_fields(run, *place, &other, err);
        if (code != WF_OK) return code;
        if (!wf_str_equal(other.id, item->story.id)) break; /* two ids with one hash: both stand */
        wf_bytes id = {0};
        bool ok = wf_bytes_append(&id, first_id.ptr, first_id.len);
        if (item->record)
            ok = ok &&
                 wf_bytes_printf(&id, "@%s:%llu", item->record->file, (unsigned long long)item->record->line);
        else
            ok = ok && wf_bytes_printf(&id, "@%llu", (unsigned long long)run->stories.n + 1);
        if (attempt) ok = ok && wf_bytes_printf(&id, "@%u", attempt + 1);
        ok = ok && wf_arena_copy(arena, wf_str_of(id.ptr, id.len), &item->story.id);
        wf_bytes_free(&id);
        if (!ok) return wf_fail_nomem(err, "the ids of the stories");
    }
    if (item->story.id.ptr == first_id.ptr) return WF_OK;
    wf_notes notes = {0};
    wf_code code =
        wf_notes_add(&notes, WF_NOTE_DUPLICATE_ID, false, item->record ? item->record->file : "memory",
                     item->record ? item->record->line : 0, err, "id '%.*s' was seen before: kept as '%.*s'",
                     (int)(first_id.len < 200 ? first_id.len : 200), first_id.ptr,
                     (int)(item->story.id.len < 400 ? item->story.id.len : 400), item->story.id.ptr);
    if (code == WF_OK) code = tell_note(run, &notes.items[0], err);
    wf_notes_free(&notes);
    return code;
}

static wf_code put_aside(wf_run *run, ingest_item *item, wf_arena *arena, wf_error *err) {
    uint64_t id_hash, lines_at, record_at = 0;
    wf_story_place place;
    wf_code code;
    bool keep = run->options.keep_records && item->record && item->record->is_json && !run->against;
    if ((code = make_id_unique(run, item, arena, &id_hash, err)) != WF_OK ||
        (code = wf_spill_put_story(&run->texts, &item->story, &place, err)) != WF_OK ||
        (code = wf_spill_append(&run->lines, item->lines, item->n_lines * sizeof *item->lines, &lines_at,
                                err)) != WF_OK)
        return code;
    if (keep) {
        code =
            wf_spill_append(&run->records, item->record->bytes.ptr, item->record->bytes.len, &record_at, err);
        if (code != WF_OK) return code;
    }
    void *row_place, *keys;
    uint64_t number = run->stories.n;
    if ((code = wf_table_add(&run->stories, &row_place, err)) != WF_OK ||
        (code = wf_table_add(&run->keys, &keys, err)) != WF_OK)
        return code;
    wf_story_row *row = row_place;
    row->place = place;
    row->published_ms = item->story.published_ms;
    row->id_hash = id_hash;
    row->source_hash = item->story.source.len
                           ? wf_hash64(item->story.source.ptr, item->story.source.len, run->seeds.line) | 1
                           : 0;
    row->lines_at = lines_at;
    row->n_lines = item->n_lines;
    row->record_at = record_at;
    row->record_len = keep ? (uint32_t)item->record->bytes.len : 0;
    row->is_json = keep;
    row->agency = item->agency;
    row->against = run->against;
    wf_summary *s = &run->summary;
    if (run->against) {
        s->n_against++;
    } else {
        s->n_stories++;
        s->n_empty += item->sketch.n_words == 0;
        s->builtin_lines += item->n_builtin;
    }
    return wf_store_sketch(run, number, &item->sketch, err);
}

static wf_code ingest_write(void *user, size_t at, wf_error *err) {
    ingest *in = user;
    ingest_slot *slot = &in->slots[at];
    wf_run *run = in->run;
    note_merge merge = {.of_reader = &slot->batch.notes, .of_parser = &slot->notes};
    wf_code code = WF_OK;
    double begin = wf_thread_seconds();
    for (size_t i = 0; code == WF_OK && i < slot->n; i++) {
        code = tell_notes(run, &merge, slot->items[i].number, err);
        if (code == WF_OK) code = put_aside(run, &slot->items[i], &slot->arena, err);
    }
    if (code == WF_OK) code = tell_notes(run, &merge, SIZE_MAX, err);
    if (code != WF_OK) return code;
    run->steps[WF_STEP_STORE].seconds += wf_thread_seconds() - begin;
    run->summary.n_bytes += slot->batch.n_bytes;
    return wf_progress_tell(run, WF_STAGE_READ, run->stories.n, 0, err);
}

static wf_code read_input(wf_run *run, const char *path, bool against, wf_error *err) {
    if (run->clustered)
        return wf_fail(err, WF_E_PARAM, "this run was clustered: open another one to read more");
    double begin = wf_now();
    size_t batch_bytes = run->options.memory / 64 < BATCH_BYTES ? run->options.memory / 64 : BATCH_BYTES;
    wf_reader_options options = {run->options.input, run->options.max_story, batch_bytes,
                                 run->options.cancelled, run->options.user};
    ingest in = {.run = run};
    in.slots = calloc(run->n_threads + 1, sizeof *in.slots);
    if (!in.slots) return wf_fail_nomem(err, "batches");
    run->against = against;
    wf_code code = wf_reader_open(&in.reader, path, &options, err);
    if (code == WF_OK) {
        wf_pipeline pipeline = {ingest_read, ingest_work, ingest_write, &in};
        code = wf_pipeline_run(&pipeline, run->n_threads, err);
    }
    for (size_t i = 0; i < run->n_threads + 1; i++) {
        wf_record_batch_free(&in.slots[i].batch);
        wf_arena_free(&in.slots[i].arena);
        wf_notes_free(&in.slots[i].notes);
    }
    free(in.slots);
    wf_reader_close(in.reader);
    run->against = false;
    run->summary.stage_seconds[WF_STAGE_READ] += wf_now() - begin;
    return code;
}

wf_code wf_run_read(wf_run *run, const char *path, wf_error *err) {
    return read_input(run, path, false, err);
}

wf_code wf_run_read_against(wf_run *run, const char *path, wf_error *err) {
    return read_input(run, path, true, err);
}

wf_code wf_run_add(wf_run *run, const wf_story *story, wf_error *err) {
    if (run->clustered)
        return wf_fail(err, WF_E_PARAM, "this run was clustered: open another one to add more");
    if (story->body.len > run->options.max_story)
        return wf_fail(err, WF_E_PARAM, "a story of %zu bytes, but max_story is %zu", story->body.len,
                       run->options.max_story);
    if (story->published_ms != WF_NO_DATE &&
        (story->published_ms > LAST_DATE || story->published_ms < -LAST_DATE))
        return wf_fail(err, WF_E_PARAM, "published_ms is %lld, which is no date",
                       (long long)story->published_ms);
    wf_arena arena = {0};
    ingest_item item = {.story = *story};
    wf_code code = WF_OK;
    if (story->id.len == 0) {
        wf_bytes id = {0};
        bool ok = wf_bytes_printf(&id, "story:%llu", (unsigned long long)run->stories.n + 1) &&
                  wf_arena_copy(&arena, wf_str_of(id.ptr, id.len), &item.story.id);
        wf_bytes_free(&id);
        if (!ok) code = wf_fail_nomem(err, "a story");
    }
    if (code == WF_OK) code = sketch_item(run, &run->workers[0], &arena, &item, err);
    if (code == WF_OK) code = put_aside(run, &item, &arena, err);
    if (code == WF_OK) run->summary.n_bytes += story->body.len;
    wf_arena_free(&arena);
    return code;
}
