/* Two stories side by side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "engine/judging.h"
#include "engine/rewrites.h"

/* A comparison with what its views point to. */
typedef struct {
    wf_comparison shown;
    wf_arena strings;
    wf_span *spans;
    wf_sentence_pair *sentences;
    size_t cap_sentences;
} comparison;

static wf_code copy_story(wf_arena *arena, const wf_story *from, wf_story *to, wf_error *err) {
    *to = *from;
    wf_str *fields[] = {&to->id, &to->url, &to->source, &to->title, &to->body, &to->language, &to->extra};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!wf_arena_copy(arena, *fields[i], fields[i])) return wf_fail_nomem(err, "a comparison");
    return WF_OK;
}

/* Tokens, hashes in order and the set of one story. */
typedef struct {
    wf_worker worker;
    wf_shingle_set set;
    uint64_t *ordered; /* shingles in text order */
    size_t n_words;
    wf_digest content;
} side;

static wf_code prepare_side(const wf_run *run, const wf_story *story, side *s, wf_error *err) {
    wf_worker *worker = &s->worker;
    size_t n;
    wf_code code = wf_prepare_story(run, worker, story, NULL, err);
    if (code == WF_OK) code = wf_prepare_shingles(run, worker, &n, err);
    if (code != WF_OK) return code;
    s->n_words = worker->tokens.n;
    s->content = wf_digest_of(worker->tokens.norm, worker->tokens.norm_len);
    s->ordered = malloc((n + 1) * sizeof *s->ordered);
    if (!s->ordered) return wf_fail_nomem(err, "a comparison");
    if (n) memcpy(s->ordered, worker->shingles, n * sizeof *s->ordered);
    if (n) memcpy(worker->sorted, worker->shingles, n * sizeof *worker->sorted);
    s->set = (wf_shingle_set){worker->sorted, wf_sort_unique_u64(worker->sorted, worker->scratch, n)};
    /* The passages are shown in the body, so a title that took part above is left out now. */
    code = wf_prepare(run, worker, wf_matched_text(story), NULL, err);
    return code == WF_OK ? wf_prepare_shingles(run, worker, &n, err) : code;
}

static wf_relation relation_of(const wf_options *options, const wf_comparison *c, const side *a,
                               const side *b) {
    if (a->n_words && c->jaccard >= 1 && wf_digest_equal(a->content, b->content)) return WF_EXACT;
    if (c->shared_shingles && c->jaccard >= options->threshold) return WF_COPY;
    const side *part = a->n_words < b->n_words ? a : b, *whole = part == a ? b : a;
    size_t n_covered = wf_words_covered(part->ordered, part->n_words, options->shingle, whole->set);
    return wf_is_excerpt(options, part->set.n, whole->set.n, (size_t)c->shared_shingles, n_covered,
                         part->n_words)
               ? WF_EXCERPT
               : WF_SINGLE;
}

/*
 * How near the pair is beside the texts of the dump most like each. Every text is looked at, so no index is needed; a run
 * without texts is the dump of these two.
 */
static wf_code find_nearness(const wf_run *run, const wf_profile *profile, double overlap, double *nearness,
                             wf_error *err) {
    wf_nearest nearest = wf_nearest_none();
    if (run->n_texts == 0) wf_nearest_add(&nearest, (float)overlap);
    for (uint32_t t = 0; t < run->n_texts; t++) {
        if ((t & 0xFFF) == 0xFFF && wf_cancelled(run))
            return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
        uint32_t n;
        const uint32_t *outline = wf_text_outline(run, t, &n);
        float with = wf_outline_overlap(run, profile, outline, n);
        if (with < .999f) wf_nearest_add(&nearest, with); /* not the text itself */
    }
    *nearness = overlap / (double)wf_nearest_mean(&nearest);
    return WF_OK;
}

/* Whether they tell one story, by their words. Uses b's worker, whose tokens are lost. */
static wf_code compare_words(const wf_run *run, comparison *c, wf_worker *worker, wf_error *err) {
    wf_comparison *out = &c->shown;
    wf_profile a = {0}, b = {0};
    wf_code code = wf_story_profile(run, worker, &out->a, wf_story_language(&out->a), &a, err);
    if (code == WF_OK) code = wf_story_profile(run, worker, &out->b, wf_story_language(&out->b), &b, err);
    if (code == WF_OK) code = wf_evidence_find(worker->comparer, &a, &b, &out->evidence, err);
    if (code == WF_OK)
        code = wf_show_sentences(worker->comparer, &a, &b, &c->sentences, &c->cap_sentences,
                                 &out->n_sentences, err);
    out->sentences = c->sentences;
    if (code == WF_OK) code = find_nearness(run, &a, out->evidence.overlap, &out->evidence.a_nearness, err);
    if (code == WF_OK) code = find_nearness(run, &b, out->evidence.overlap, &out->evidence.b_nearness, err);
    bool same_source = out->a.source.len && out->a.source.len == out->b.source.len &&
                       memcmp(out->a.source.ptr, out->b.source.ptr, out->a.source.len) == 0;
    if (code == WF_OK)
        wf_evidence_publication(&out->evidence, out->a.published_ms, out->b.published_ms, same_source);
    if (code == WF_OK) out->same_story = wf_same_story_probability(&out->evidence);
    if (code == WF_OK && out->relation == WF_SINGLE && out->same_story >= WF_SAME_STORY_ALONE &&
        out->evidence.overlap >= WF_ALONE_OVERLAP)
        out->relation = WF_REWRITE;
    wf_profile_free(&a);
    wf_profile_free(&b);
    return code;
}

static wf_code fill(const wf_run *run, comparison *c, side *a, side *b, wf_error *err) {
    wf_comparison *out = &c->shown;
    wf_code code = prepare_side(run, &out->a, a, err);
    if (code == WF_OK) code = prepare_side(run, &out->b, b, err);
    if (code != WF_OK) return code;
    out->shared_shingles = wf_overlap(a->set, b->set);
    out->a_shingles = a->set.n;
    out->b_shingles = b->set.n;
    out->a_words = a->n_words;
    out->b_words = b->n_words;
    wf_similarity s = wf_similarity_of(a->set.n, b->set.n, out->shared_shingles);
    out->jaccard = s.jaccard;
    out->a_in_b = s.a_in_b;
    out->b_in_a = s.b_in_a;
    out->relation = relation_of(&run->options, out, a, b);
    code = wf_shared_spans(&a->worker.tokens, a->worker.shingles, &b->worker.tokens, b->worker.shingles,
                           run->options.shingle, &c->spans, &out->n_spans, err);
    out->spans = c->spans;
    if (code != WF_OK) return code;
    if (out->relation == WF_EXACT) out->same_story = 1;
    if (out->relation != WF_EXACT && run->options.level != WF_LEVEL_COPY)
        code = compare_words(run, c, &b->worker, err);
    return code == WF_OK ? wf_judge_two(run, &b->worker, out, &c->strings, err) : code;
}

/* Compares two stories, whose strings are copied, by what run leaves out of matching. */
static wf_code compare_in(const wf_run *run, const wf_story *a, const wf_story *b, wf_comparison **out,
                          wf_error *err) {
    comparison *c = calloc(1, sizeof *c);
    side side_a = {0}, side_b = {0};
    wf_code code = WF_OK;
    if (!c)
        code = wf_fail_nomem(err, "a comparison");
    else if ((code = copy_story(&c->strings, a, &c->shown.a, err)) == WF_OK &&
             (code = copy_story(&c->strings, b, &c->shown.b, err)) == WF_OK &&
             (code = wf_profiler_open(&side_b.worker.profiler, run->seeds.term, err)) == WF_OK &&
             (code = wf_comparer_open(&side_b.worker.comparer, err)) == WF_OK)
        code = fill(run, c, &side_a, &side_b, err);
    free(side_a.ordered);
    free(side_b.ordered);
    wf_worker_close(&side_a.worker);
    wf_worker_close(&side_b.worker);
    if (code != WF_OK) {
        if (c) wf_comparison_free(&c->shown);
        return code;
    }
    *out = &c->shown;
    return WF_OK;
}

/* Counts the terms of two stories that are the whole dump. */
static wf_code count_two(wf_run *run, const wf_story *a, const wf_story *b, wf_error *err) {
    const wf_story *stories[2] = {a, b};
    wf_arena arena = {0};
    wf_worker *worker = &run->workers[0];
    wf_code code = wf_frequencies_open(&run->frequencies, run->seeds.term, err);
    for (int i = 0; code == WF_OK && i < 2; i++) {
        wf_story_sketch sketch = {0};
        code = wf_prepare_story(run, worker, stories[i], NULL, err);
        if (code == WF_OK) code = wf_outline_prepared(run, worker, stories[i], &arena, &sketch, err);
        wf_term_list terms = {sketch.terms, sketch.n_terms};
        if (code == WF_OK) code = wf_frequencies_count(run->frequencies, &terms, 1, 1, err);
    }
    if (code == WF_OK) wf_frequencies_set_texts(run->frequencies, 2);
    wf_arena_free(&arena);
    return code;
}

wf_code wf_compare(const wf_story *a, const wf_story *b, const wf_options *options, wf_comparison **out,
                   wf_error *err) {
    wf_options defaults;
    wf_options_init(&defaults);
    wf_run *run;
    wf_code code = wf_run_open(&run, options ? options : &defaults, err);
    if (code != WF_OK) return code;
    if (run->options.level == WF_LEVEL_STORY) code = count_two(run, a, b, err);
    if (code == WF_OK) code = compare_in(run, a, b, out, err);
    wf_run_close(run);
    return code;
}

void wf_comparison_free(wf_comparison *shown) {
    if (!shown) return;
    comparison *c = (comparison *)shown; /* shown is its first member */
    free(c->spans);
    free(c->sentences);
    wf_arena_free(&c->strings);
    free(c);
}

/* The caller's notes, of which the last one that lost something is kept: it says why there is no story. */
typedef struct {
    const wf_options *options;
    char why[200];
} note_keeper;

static void keep_note(void *user, const wf_note *note) {
    note_keeper *keeper = user;
    if (note->lost) snprintf(keeper->why, sizeof keeper->why, "%s", note->text);
    if (keeper->options->on_note) keeper->options->on_note(keeper->options->user, note);
}

static bool ask_cancelled(void *user) {
    const note_keeper *keeper = user;
    return keeper->options->cancelled && keeper->options->cancelled(keeper->options->user);
}

/* A story as the caller names it: FILE or FILE#ID. */
typedef struct {
    const char *path;
    wf_str id; /* empty: the one story of the file */
} named_story;

/* A file of that very name is taken first, so that a '#' in a name does no harm. */
static wf_code split_name(const char *name, wf_arena *arena, named_story *out, wf_error *err) {
    const char *hash = wf_file_exists(name) ? NULL : strrchr(name, '#');
    wf_str path;
    if (!wf_arena_copy(arena, wf_str_of(name, hash ? (size_t)(hash - name) : strlen(name)), &path))
        return wf_fail_nomem(err, "a comparison");
    *out = (named_story){path.ptr, wf_str_from(hash ? hash + 1 : "")};
    return WF_OK;
}

/* Opens a run that keeps the notes and reads a file into it. */
static wf_code read_file(const char *path, note_keeper *keeper, wf_run **out, wf_error *err) {
    wf_options own = *keeper->options;
    own.on_note = keep_note;
    own.cancelled = ask_cancelled;
    own.on_progress = NULL;
    own.user = keeper;
    wf_run *run;
    wf_code code = wf_run_open(&run, &own, err);
    if (code != WF_OK) return code;
    if ((code = wf_run_read(run, path, err)) != WF_OK || (code = wf_spill_flush(&run->texts, err)) != WF_OK ||
        (code = wf_spill_flush(&run->lines, err)) != WF_OK) {
        wf_run_close(run);
        return code;
    }
    *out = run;
    return WF_OK;
}

/* Finds the named story among those read, and copies it into arena. */
static wf_code find_story(wf_run *run, const note_keeper *keeper, const named_story *named, wf_arena *arena,
                          wf_story *out, wf_error *err) {
    bool found = false;
    for (uint64_t i = 0; i < run->stories.n; i++) {
        wf_story story;
        wf_code code = wf_fields(run, i, &story, err);
        if (code != WF_OK) return code;
        if (named->id.len && !wf_str_equal(story.id, named->id)) continue;
        if (found)
            return wf_fail(err, WF_E_FORMAT, "'%s' has %llu stories: name one as %s#ID", named->path,
                           (unsigned long long)run->stories.n, named->path);
        code = wf_spill_get_story(&run->texts, wf_row(run, i)->place, &run->workers[0].story, &story, err);
        if (code == WF_OK) code = copy_story(arena, &story, out, err);
        if (code != WF_OK) return code;
        found = true;
    }
    if (found) return WF_OK;
    if (run->summary.notes[WF_NOTE_UNREADABLE])
        return wf_fail(err, WF_E_IO, "'%s': %s", named->path, keeper->why);
    if (named->id.len)
        return wf_fail(err, WF_E_FORMAT, "no story with id '%.*s' in '%s'",
                       (int)(named->id.len < 80 ? named->id.len : 80), named->id.ptr, named->path);
    return wf_fail(err, WF_E_FORMAT, "no story in '%s'", named->path);
}

/* Two stories of one dump: lines that recur in it are left out, as they are when it is clustered. */
static wf_code compare_in_dump(const named_story *a, const named_story *b, note_keeper *keeper,
                               wf_arena *arena, wf_comparison **out, wf_error *err) {
    wf_run *run;
    wf_story story_a, story_b;
    wf_code code = read_file(a->path, keeper, &run, err);
    if (code != WF_OK) return code;
    if ((code = find_story(run, keeper, a, arena, &story_a, err)) == WF_OK &&
        (code = find_story(run, keeper, b, arena, &story_b, err)) == WF_OK &&
        (code = wf_stage_boilerplate(run, err)) == WF_OK && (code = wf_stage_texts(run, err)) == WF_OK &&
        (code = wf_stage_frequencies(run, err)) == WF_OK)
        code = compare_in(run, &story_a, &story_b, out, err);
    wf_run_close(run);
    return code;
}

/* Reads the named story into arena. */
static wf_code read_named(const named_story *named, note_keeper *keeper, wf_arena *arena, wf_story *out,
                          wf_error *err) {
    wf_run *run;
    wf_code code = read_file(named->path, keeper, &run, err);
    if (code != WF_OK) return code;
    code = find_story(run, keeper, named, arena, out, err);
    wf_run_close(run);
    return code;
}

wf_code wf_compare_files(const char *a, const char *b, const wf_options *options, wf_comparison **out,
                         wf_error *err) {
    wf_options defaults;
    wf_options_init(&defaults);
    note_keeper keeper = {.options = options ? options : &defaults};
    wf_arena arena = {0};
    named_story named_a, named_b;
    wf_story story_a, story_b;
    wf_code code = split_name(a, &arena, &named_a, err);
    if (code == WF_OK) code = split_name(b, &arena, &named_b, err);
    if (code == WF_OK && named_a.id.len && named_b.id.len && strcmp(named_a.path, named_b.path) == 0) {
        code = compare_in_dump(&named_a, &named_b, &keeper, &arena, out, err);
    } else if (code == WF_OK) {
        code = read_named(&named_a, &keeper, &arena, &story_a, err);
        if (code == WF_OK) code = read_named(&named_b, &keeper, &arena, &story_b, err);
        if (code == WF_OK) code = wf_compare(&story_a, &story_b, keeper.options, out, err);
    }
    wf_arena_free(&arena);
    return code;
}
