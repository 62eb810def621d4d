/* From a text to what is matched of it, and its sketch. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/judging.h"
#include "text/wrap.h"

enum { TRIM_TOKENS = 1 << 20 };

wf_code wf_worker_open(wf_worker *worker, const wf_options *options, uint64_t term_seed, wf_error *err) {
    wf_code code = wf_parser_open(&worker->parser, options->fields, options->n_fields, err);
    if (code == WF_OK) code = wf_profiler_open(&worker->profiler, term_seed, err);
    if (code == WF_OK) code = wf_comparer_open(&worker->comparer, err);
    if (code == WF_OK) wf_comparer_use(worker->comparer, options->kernels);
    return code;
}

static void free_buffers(wf_worker *worker) {
    wf_tokens_free(&worker->tokens);
    wf_tokens_free(&worker->title);
    memset(&worker->tokens, 0, sizeof worker->tokens);
    memset(&worker->title, 0, sizeof worker->title);
    free(worker->shingles);
    free(worker->sorted);
    free(worker->scratch);
    free(worker->drop);
    wf_bytes_free(&worker->story);
    wf_bytes_free(&worker->joined);
    worker->shingles = worker->sorted = worker->scratch = NULL;
    worker->drop = NULL;
    worker->cap_shingles = worker->cap_drop = 0;
}

void wf_worker_trim(wf_worker *worker) {
    if (worker->cap_shingles > TRIM_TOKENS) free_buffers(worker);
}

wf_str wf_matched_text(const wf_story *story) {
    return story->body.len ? story->body : story->title;
}

/* Title and body as one text, in worker->joined. */
static wf_code join_title(wf_worker *worker, const wf_story *story, wf_str *out, wf_error *err) {
    wf_bytes *joined = &worker->joined;
    joined->len = 0;
    if (!wf_bytes_append(joined, story->title.ptr, story->title.len) || !wf_bytes_append(joined, "\n\n", 2) ||
        !wf_bytes_append(joined, story->body.ptr, story->body.len))
        return wf_fail_nomem(err, "a story");
    *out = wf_str_of(joined->ptr, joined->len);
    return WF_OK;
}

bool wf_holds_title(const wf_story *story) {
    size_t skip = 0;
    while (skip < story->body.len && story->body.ptr[skip] && strchr(" \t\r\n", story->body.ptr[skip]))
        skip++;
    return story->body.len - skip >= story->title.len &&
           memcmp(story->body.ptr + skip, story->title.ptr, story->title.len) == 0;
}

wf_code wf_prepare_story(const wf_run *run, wf_worker *worker, const wf_story *story, wf_lines_seen *seen,
                         wf_error *err) {
    wf_code code = wf_prepare(run, worker, wf_matched_text(story), seen, err);
    worker->title_joined = false;
    if (code != WF_OK || worker->tokens.n >= WF_TITLE_WORDS || story->body.len == 0 ||
        story->title.len == 0 || wf_holds_title(story))
        return code;
    wf_str joined;
    code = join_title(worker, story, &joined, err);
    worker->title_joined = true;
    if (code == WF_OK) code = wf_prepare(run, worker, joined, seen, err);
    worker->whole = false;
    return code;
}

/* Tokens of the dateline, [*first, *end), by their spans in the original. */
static void find_dateline(const wf_tokens *tokens, const wf_credit *credit, size_t *first, size_t *end) {
    size_t i = 0;
    while (i < tokens->n && tokens->src_begin[i] < credit->dateline_begin) i++;
    *first = i;
    while (i < tokens->n && tokens->src_end[i] <= credit->dateline_end) i++;
    *end = i;
}

wf_code wf_prepare(const wf_run *run, wf_worker *worker, wf_str text, wf_lines_seen *seen, wf_error *err) {
    wf_tokens *t = &worker->tokens;
    wf_code code = wf_tokenize(run->fold, text, run->seeds.line, t, err);
    if (code != WF_OK) return code;
    wf_step_ends(&worker->steps, WF_STEP_NORMALISE);
    if (!wf_grow(&worker->drop, &worker->cap_drop, t->n_lines, sizeof *worker->drop))
        return wf_fail_nomem(err, "the lines of a story");
    if (seen) {
        seen->n = seen->n_builtin = 0;
        seen->lines = wf_arena_alloc(seen->arena, t->n_lines * sizeof *seen->lines);
        if (!seen->lines) return wf_fail_nomem(err, "the lines of a story");
    }
    wf_lines_mark_fragments(t, text, worker->drop);
    bool any = false;
    for (size_t i = 0; i < t->n_lines; i++) {
        const wf_line *line = &t->lines[i];
        bool fragment = worker->drop[i];
        bool builtin =
            wf_boilerplate_possible(&run->boilerplate, t, line) &&
            wf_boilerplate_line(&run->boilerplate, wf_line_norm(t, line), wf_line_source(t, line, text));
        if (seen) seen->n_builtin += builtin;
        if (seen && !builtin && !fragment)
            seen->lines[seen->n++] = (wf_line_record){line->hash, line->end_token - line->first_token};
        worker->drop[i] =
            builtin || (!fragment && run->dropped.n && wf_hashmap_find(&run->dropped, line->hash) != NULL);
        any |= worker->drop[i];
    }
    if (any) wf_tokens_drop_lines(t, worker->drop);
    wf_dateline_find(text, &worker->dateline);
    worker->whole = !any && !worker->dateline.dateline_end;
    if (worker->dateline.dateline_end) {
        size_t first, end;
        find_dateline(t, &worker->dateline, &first, &end);
        wf_tokens_drop(t, first, end);
    }
    return WF_OK;
}

wf_code wf_prepare_shingles(const wf_run *run, wf_worker *worker, size_t *n, wf_error *err) {
    size_t need = wf_n_shingles(worker->tokens.n, run->options.shingle);
    if (need > worker->cap_shingles) {
        size_t cap = worker->cap_shingles, cap2 = cap, cap3 = cap;
        if (!wf_grow(&worker->shingles, &cap, need, sizeof *worker->shingles) ||
            !wf_grow(&worker->sorted, &cap2, need, sizeof *worker->sorted) ||
            !wf_grow(&worker->scratch, &cap3, need, sizeof *worker->scratch))
            return wf_fail_nomem(err, "the shingles of a story");
        worker->cap_shingles = cap;
    }
    *n = wf_shingles(&worker->tokens, run->options.shingle, run->seeds.shingle, worker->shingles);
    return WF_OK;
}

wf_code wf_sketch_prepared(const wf_run *run, wf_worker *worker, const wf_story *story, wf_arena *arena,
                           wf_story_sketch *out, wf_error *err) {
    const wf_tokens *t = &worker->tokens;
    memset(out, 0, sizeof *out);
    out->n_words = (uint32_t)t->n;
    out->whole = worker->whole;
    out->keys = wf_arena_alloc(arena, run->bands * sizeof *out->keys);
    if (!out->keys) return wf_fail_nomem(err, "a sketch");
    memset(out->keys, 0, run->bands * sizeof *out->keys);
    if (t->n == 0) return WF_OK;
    out->content = wf_digest_of(t->norm, t->norm_len);
    wf_step_ends(&worker->steps, WF_STEP_DIGEST);
    size_t n;
    wf_code code = wf_prepare_shingles(run, worker, &n, err);
    if (code != WF_OK) return code;
    wf_step_ends(&worker->steps, WF_STEP_SHINGLE);
    uint32_t signature[WF_SIGNATURE];
    wf_signature(signature, worker->shingles, n, &run->seeds);
    wf_band_keys(out->keys, signature, run->bands, run->rows, run->seeds.band);
    wf_step_ends(&worker->steps, WF_STEP_SKETCH);
    size_t n_passages =
        wf_passages(worker->shingles, n, WF_PASSAGE_WINDOW, run->options.kernels, worker->scratch);
    out->passages = wf_arena_alloc(arena, n_passages * sizeof *out->passages);
    if (!out->passages) return wf_fail_nomem(err, "a sketch");
    /* A paragraph that stands twice in a text gives its passages once. */
    n_passages = wf_drop_repeats_u64(worker->scratch, worker->sorted, n_passages);
    for (size_t i = 0; i < n_passages; i++) out->passages[i] = (uint32_t)(worker->scratch[i] >> 32);
    out->n_passages = (uint32_t)n_passages;
    wf_step_ends(&worker->steps, WF_STEP_PASSAGES);
    if (run->options.level == WF_LEVEL_COPY) return WF_OK;
    code = wf_outline_prepared(run, worker, story, arena, out, err);
    wf_step_ends(&worker->steps, WF_STEP_TERMS);
    return code;
}

wf_code wf_store_sketch(wf_run *run, uint64_t story, const wf_story_sketch *sketch, wf_error *err) {
    wf_story_row *row = wf_row(run, story);
    row->content = sketch->content;
    row->n_words = sketch->n_words;
    row->whole = sketch->whole;
    row->n_passages = sketch->n_passages;
    row->passages_at = run->passages.n;
    memcpy(wf_table_at(&run->keys, story), sketch->keys, run->bands * sizeof *sketch->keys);
    wf_code code = wf_table_append(&run->passages, sketch->passages, sketch->n_passages, err);
    if (code != WF_OK) return code;
    row->language = sketch->language;
    row->n_terms = sketch->n_terms;
    if (sketch->n_terms) {
        void *terms;
        code = wf_table_add_run(&run->terms, sketch->n_terms, &terms, &row->terms_at, err);
        if (code != WF_OK) return code;
        memcpy(terms, sketch->terms, sketch->n_terms * sizeof *sketch->terms);
    }
    return WF_OK;
}

void wf_worker_close(wf_worker *worker) {
    wf_text_sets_free(worker);
    wf_profiles_free(worker);
    wf_judging_close(worker);
    wf_profiler_close(worker->profiler);
    wf_comparer_close(worker->comparer);
    free(worker->counts);
    free_buffers(worker);
    wf_parser_close(worker->parser);
    worker->parser = NULL;
}
