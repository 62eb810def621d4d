#include "stages.h"

#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "read/parse.h"
#include "sketch/sketch.h"
#include "text/boilerplate.h"
#include "text/credit.h"
#include "verify/evidence.h"
#include "verify/overlap.h"
#include "verify/same_story.h"

enum { BATCH_BYTES = 256 << 10, SHINGLE = 5, LEAST_RUNS = 3 };

/* What the stages leave for a story of the batch. */
typedef struct {
    wf_str text;
    wf_tokens tokens;
    bool *drop;
    uint64_t *shingles, *sorted, *scratch, *passages; /* cap_shingles each */
    size_t n_shingles, n_sorted, cap_drop, cap_shingles;
    uint32_t signature[WF_SIGNATURE];
    uint64_t keys[WF_SIGNATURE];
    wf_language language;
    wf_profile profile;
} item;

typedef struct {
    wf_parser *parser;
    wf_fold *fold;
    wf_boilerplate_filter boilerplate;
    wf_seeds seeds;
    unsigned bands, rows;
    wf_kernels kernels;
    wf_record_batch batch;
    wf_notes notes;
    wf_arena arena;
    wf_frequencies *frequencies; /* of general English alone */
    wf_profiler *profiler;
    wf_comparer *comparer;
    item *items;
    size_t n, cap;
    volatile uint64_t kept; /* takes a part of every result, so that no work can be left out as unused */
} bench_state;

static wf_code make_room(item *it, wf_error *err) {
    size_t need = wf_n_shingles(it->tokens.n, SHINGLE);
    uint64_t **arrays[] = {&it->shingles, &it->sorted, &it->scratch, &it->passages};
    if (need <= it->cap_shingles) return WF_OK;
    size_t cap = 0;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        cap = it->cap_shingles;
        if (!wf_grow(arrays[i], &cap, need, sizeof **arrays[i])) return wf_fail_nomem(err, "shingles");
    }
    it->cap_shingles = cap;
    return WF_OK;
}

static wf_code tokenise(bench_state *b, item *it, wf_error *err) {
    wf_code code = wf_tokenize(b->fold, it->text, b->seeds.line, &it->tokens, err);
    b->kept += it->tokens.n;
    return code;
}

static wf_code find_lines(bench_state *b, item *it, wf_error *err) {
    const wf_tokens *t = &it->tokens;
    if (!wf_grow(&it->drop, &it->cap_drop, t->n_lines, sizeof *it->drop)) return wf_fail_nomem(err, "lines");
    for (size_t i = 0; i < t->n_lines; i++) {
        const wf_line *line = &t->lines[i];
        b->kept += it->drop[i] =
            wf_boilerplate_possible(&b->boilerplate, t, line) &&
            wf_boilerplate_line(&b->boilerplate, wf_line_norm(t, line), wf_line_source(t, line, it->text));
    }
    wf_credit credit;
    wf_credit_find(it->text, &credit);
    b->kept += credit.dateline_end;
    return WF_OK;
}

static wf_code identify(bench_state *b, item *it, wf_error *err) {
    (void)err;
    b->kept += wf_digest_of(it->tokens.norm, it->tokens.norm_len).lo;
    return WF_OK;
}

static wf_code shingle(bench_state *b, item *it, wf_error *err) {
    wf_code code = make_room(it, err);
    if (code == WF_OK) it->n_shingles = wf_shingles(&it->tokens, SHINGLE, b->seeds.shingle, it->shingles);
    return code;
}

static wf_code sketch(bench_state *b, item *it, wf_error *err) {
    (void)err;
    if (it->n_shingles) wf_signature(it->signature, it->shingles, it->n_shingles, &b->seeds);
    b->kept += it->signature[0];
    return WF_OK;
}

static wf_code band(bench_state *b, item *it, wf_error *err) {
    (void)err;
    wf_band_keys(it->keys, it->signature, b->bands, b->rows, b->seeds.band);
    b->kept += it->keys[0];
    return WF_OK;
}

static wf_code winnow(bench_state *b, item *it, wf_error *err) {
    (void)err;
    b->kept += wf_passages(it->shingles, it->n_shingles, WF_PASSAGE_WINDOW, b->kernels, it->passages);
    return WF_OK;
}

static wf_code make_set(bench_state *b, item *it, wf_error *err) {
    (void)err;
    memcpy(it->sorted, it->shingles, it->n_shingles * sizeof *it->sorted);
    it->n_sorted = wf_sort_unique_u64(it->sorted, it->scratch, it->n_shingles);
    b->kept += it->n_sorted;
    return WF_OK;
}

/* With the story before it in the batch, most often an unlike one: the case branch prediction likes least. */
static wf_code overlap(bench_state *b, item *it, wf_error *err) {
    (void)err;
    const item *other = it > b->items ? it - 1 : it;
    b->kept += wf_overlap((wf_shingle_set){it->sorted, it->n_sorted},
                          (wf_shingle_set){other->sorted, other->n_sorted});
    return WF_OK;
}

static wf_code tell_language(bench_state *b, item *it, wf_error *err) {
    (void)err;
    b->kept += it->language = wf_language_of_text(it->text);
    return WF_OK;
}

static wf_profile_source source_of(const item *it) {
    return (wf_profile_source){.body = &it->tokens, .body_text = it->text, .language = it->language};
}

static wf_code outline(bench_state *b, item *it, wf_error *err) {
    wf_profile_source source = source_of(it);
    const uint32_t *terms;
    size_t n = 0;
    wf_code code = wf_profile_outline(b->profiler, &source, &terms, &n, err);
    b->kept += n;
    return code;
}

static wf_code make_profile(bench_state *b, item *it, wf_error *err) {
    wf_profile_source source = source_of(it);
    wf_code code = wf_profile_make(b->profiler, &source, b->frequencies, &it->profile, err);
    b->kept += it->profile.n_terms;
    return code;
}

/* With the story before it, most often an unlike one. */
static wf_code compare_profiles(bench_state *b, item *it, wf_error *err) {
    const item *other = it > b->items ? it - 1 : it;
    wf_evidence evidence;
    wf_code code = wf_evidence_find(b->comparer, &other->profile, &it->profile, &evidence, err);
    if (code == WF_OK) b->kept += wf_same_story_probability(&evidence) >= WF_SAME_STORY;
    return code;
}

/* A character in ASCII: a mark as it is typed, any other as a letter. */
static char plain_form(uint32_t c) {
    if (c < 0x80) return (char)c;
    if (c == 0x2018 || c == 0x2019) return '\'';
    if (c == 0x201C || c == 0x201D) return '"';
    if (c >= 0x2010 && c <= 0x2015) return '-';
    return c == 0xA0 || c == 0x2026 ? ' ' : 'e';
}

/* The text in ASCII; or with one character in 50 a quote, apostrophe or dash of typography, at every eighth word. */
static wf_code spell(bench_state *b, item *it, bool with_marks, wf_error *err) {
    static const char *const marks[] = {" \u201C", "\u201D ", "\u2019s ", " \u2014 "};
    enum { EACH = 8, N_MARKS = sizeof marks / sizeof *marks };
    char *out = wf_arena_alloc(&b->arena, it->text.len + it->text.len / 2 + 8);
    size_t n = 0, n_words = 0;
    if (!out) return wf_fail_nomem(err, "a text");
    for (size_t i = 0; i < it->text.len;) {
        char c = plain_form(wf_utf8_next(it->text.ptr, it->text.len, &i, NULL));
        if (with_marks && c == ' ' && ++n_words % EACH == 0) {
            const char *mark = marks[n_words / EACH % N_MARKS];
            memcpy(out + n, mark, strlen(mark));
            n += strlen(mark);
        } else {
            out[n++] = c;
        }
    }
    it->text = wf_str_of(out, n);
    return WF_OK;
}

static wf_code to_band_keys(bench_state *b, item *it, wf_error *err) {
    wf_code code = tokenise(b, it, err);
    if (code == WF_OK) code = shingle(b, it, err);
    if (code == WF_OK) code = sketch(b, it, err);
    return code == WF_OK ? band(b, it, err) : code;
}

static const struct {
    stage_facts facts;
    wf_code (*work)(bench_state *, item *, wf_error *); /* NULL: reading itself */
    bool whole; /* from the text on: needs no stage but reading before it */
} stages[] = {
    {{"read + parse", "file to stories: cut into lines, parse JSON", true}, NULL, false},
    {{"normalise + tokenise", "text to folded tokens with offsets", false}, tokenise, false},
    {{"lines and credits", "built-in boilerplate patterns, dateline, agency", false}, find_lines, false},
    {{"digest", "XXH3-128 of the normalised text", false}, identify, false},
    {{"shingle", "hashes of all windows of 5 words", false}, shingle, false},
    {{"sketch", "shingle hashes to a signature of 128 values", false}, sketch, false},
    {{"band keys", "signature to the keys of its bands", false}, band, false},
    {{"passages", "winnowed fingerprints", false}, winnow, false},
    {{"shingle set", "sort and drop repeats", false}, make_set, false},
    {{"verify (overlap)", "exact overlap of two sets, a pair a story", false}, overlap, false},
    {{"language", "by function words, else by CLD2", false}, tell_language, false},
    {{"outline", "stop words, stems, sentences: the distinct terms", false}, outline, false},
    {{"profile", "the same with weights, names, numbers, dates, quotes", false}, make_profile, false},
    {{"verify (rewrite)", "evidence and P(same story), a pair a story", false}, compare_profiles, false},
    {{"normalise, ASCII", "the texts without typographic marks", false}, tokenise, true},
    {{"normalise, 2 % marks", "with curly quotes, apostrophes and dashes", false}, tokenise, true},
    {{"text to band keys", "tokenise, shingle, sketch and band keys, story by story", false},
     to_band_keys,
     true},
};
enum { STAGES = sizeof stages / sizeof *stages };

size_t stages_count(void) {
    return STAGES;
}

const stage_facts *stage_at(size_t i) {
    return &stages[i].facts;
}

size_t stage_ascii(void) {
    return STAGES - 3;
}

size_t stage_marks(void) {
    return STAGES - 2;
}

size_t stage_to_band_keys(void) {
    return STAGES - 1;
}

/* ---------------------------------------------------------------------------------------------- running */

static wf_code open_state(bench_state *b, wf_error *err) {
    memset(b, 0, sizeof *b);
    wf_options options;
    wf_options_init(&options);
    wf_code code = wf_digest_init(err);
    if (code == WF_OK) code = wf_parser_open(&b->parser, NULL, 0, err);
    if (code == WF_OK) code = wf_fold_open(&b->fold, err);
    wf_boilerplate_filter_make(&b->boilerplate);
    wf_seeds_derive(&b->seeds, options.seed);
    wf_bands_choose(options.threshold, &b->bands, &b->rows);
    b->kernels = wf_kernels_best();
    if (code == WF_OK) code = wf_frequencies_open(&b->frequencies, b->seeds.term, err);
    if (code == WF_OK) code = wf_profiler_open(&b->profiler, b->seeds.term, err);
    return code == WF_OK ? wf_comparer_open(&b->comparer, err) : code;
}

static void close_state(bench_state *b) {
    for (size_t i = 0; i < b->cap; i++) {
        item *it = &b->items[i];
        wf_tokens_free(&it->tokens);
        free(it->drop);
        free(it->shingles);
        free(it->sorted);
        free(it->scratch);
        free(it->passages);
        wf_profile_free(&it->profile);
    }
    free(b->items);
    wf_record_batch_free(&b->batch);
    wf_notes_free(&b->notes);
    wf_arena_free(&b->arena);
    wf_comparer_close(b->comparer);
    wf_profiler_close(b->profiler);
    wf_frequencies_close(b->frequencies);
    wf_fold_close(b->fold);
    wf_parser_close(b->parser);
}

/* Reads and parses the next batch into b->items, for a stage. */
static wf_code next_batch(bench_state *b, wf_reader *reader, size_t stage, bool *end, wf_error *err) {
    b->n = 0;
    wf_arena_reset(&b->arena);
    wf_notes_clear(&b->notes);
    wf_code code = wf_reader_next(reader, &b->batch, end, err);
    if (code != WF_OK) return code;
    size_t had = b->cap;
    if (!wf_grow(&b->items, &b->cap, b->batch.n, sizeof *b->items)) return wf_fail_nomem(err, "a batch");
    memset(b->items + had, 0, (b->cap - had) * sizeof *b->items);
    for (size_t i = 0; i < b->batch.n; i++) {
        wf_story story;
        bool skipped = false;
        code = wf_parse(b->parser, &b->batch.records[i], &b->arena, &story, &skipped, &b->notes, err);
        if (code != WF_OK) return code;
        if (skipped) continue;
        item *it = &b->items[b->n++];
        it->text = story.body.len ? story.body : story.title;
        if (stage == stage_ascii() || stage == stage_marks())
            code = spell(b, it, stage == stage_marks(), err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

static wf_code work(bench_state *b, size_t stage, wf_error *err) {
    for (size_t i = 0; i < b->n; i++) {
        wf_code code = stages[stage].work(b, &b->items[i], err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

/* A run through the dump; *seconds is the time of the measured stage. */
static wf_code run_once(bench_state *b, size_t stage, const char *path, double *seconds, measurement *out,
                        wf_error *err) {
    wf_reader_options options = {.kind = WF_INPUT_AUTO, .max_story = 64 << 20, .batch_bytes = BATCH_BYTES};
    wf_reader *reader;
    wf_code code = wf_reader_open(&reader, path, &options, err);
    if (code != WF_OK) return code;
    *seconds = 0;
    out->stories = out->bytes = 0;
    for (bool end = false; !end && code == WF_OK && out->stories < STAGE_STORIES;) {
        double begin = measure_clock();
        code = next_batch(b, reader, stage, &end, err);
        if (stage == 0) *seconds += measure_clock() - begin;
        out->stories += b->n;
        if (stages[stage].facts.counts_input)
            out->bytes += b->batch.n_bytes;
        else
            for (size_t i = 0; i < b->n; i++) out->bytes += b->items[i].text.len;
        for (size_t s = stages[stage].whole ? stage : 1; code == WF_OK && s <= stage; s++) {
            begin = measure_clock();
            code = work(b, s, err);
            if (s == stage) *seconds += measure_clock() - begin;
        }
    }
    wf_reader_close(reader);
    return code;
}

typedef struct {
    size_t stage;
    const char *path;
    double seconds;
} order;

static void measure_here(void *user, void *result) {
    const order *o = user;
    measurement *out = result;
    wf_error err = {0};
    bench_state b;
    wf_code code = open_state(&b, &err);
    double begin = measure_clock(), warm_up;
    if (code == WF_OK) code = run_once(&b, o->stage, o->path, &warm_up, out, &err);
    while (code == WF_OK && out->n_runs < MEASURE_RUNS &&
           (out->n_runs < LEAST_RUNS || measure_clock() - begin < o->seconds)) {
        code = run_once(&b, o->stage, o->path, &out->seconds[out->n_runs], out, &err);
        out->n_runs++;
    }
    out->peak = measure_peak();
    if (code != WF_OK)
        snprintf(out->error, sizeof out->error, "%s", err.what);
    else if (out->stories == 0)
        snprintf(out->error, sizeof out->error, "no story could be read from %s", o->path);
    close_state(&b);
    measure_sort(out);
}

void stage_measure(size_t i, const char *path, double seconds, measurement *out) {
    order o = {i, path, seconds};
    measure_apart(measure_here, &o, out, sizeof *out);
}
