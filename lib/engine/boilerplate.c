/*
 * Lines that recur in the dump with different stories around them are found and the stories that hold one are sketched
 * anew without them.
 *
 * Counting every line exactly would take more memory than the stories. So a table of small saturating counters, which
 * may only count too much, first shuts out the lines that are surely rare; what is left is counted exactly, and those
 * that reach the minimum are judged on a sample of the stories they stand in (text/boilerplate.h).
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "engine/vocabulary.h"

enum {
    SHOWN_LINES = 20,
    SHOWN_BYTES = 200,
    LINES_AT_ONCE = 1 << 16,
    JUDGED_LINES =
        1024, /* of a sampled story: those of smallest hash, which are the same in versions of one story */
    GRAIN = 64
};

/*
 * Versions of one story that were each altered a little differ in nearly every line; but their words are the same. Past
 * this mean Jaccard of their words the stories around a line are taken for versions of one story.
 */
#define SAME_STORY_WORDS .2

/* A line in at least WF_BOILERPLATE_MIN stories. */
typedef struct {
    uint64_t hash;
    uint32_t n_stories;
    uint32_t n_sample;
    uint32_t sample[WF_BOILERPLATE_SAMPLE]; /* stories with different texts, smallest digests first */
    int verdict;
} candidate;

typedef struct {
    wf_run *run;
    uint8_t *counters;
    uint64_t mask;
    wf_hashmap counts; /* exact, of the lines that the counters did not shut out */
    wf_hashmap index;  /* hash -> candidate */
    uint64_t *digests; /* of the lines of each story */
    candidate *candidates;
    size_t n_candidates, cap_candidates;
    wf_hashmap *scratch;      /* one a thread, for the judge */
    wf_line_record **records; /* one a thread: the lines of a sample */
    size_t *cap_records;
    uint32_t *stories; /* with a dropped line */
    size_t n_stories, cap_stories;
    wf_arena *arenas;
    wf_story_sketch *sketches;
    uint64_t first; /* of the stories sketched in this round */
} recurrence;

/* Calls each(rec, story, lines, n) for every story, in order; the lines are read in long runs. */
static wf_code for_each_story(recurrence *rec,
                              bool (*each)(recurrence *rec, uint32_t story, const wf_line_record *lines,
                                           uint32_t n),
                              wf_error *err) {
    wf_run *run = rec->run;
    wf_line_record *buffer = NULL;
    size_t cap = 0;
    wf_code code = WF_OK;
    for (uint64_t first = 0; code == WF_OK && first < run->stories.n;) {
        uint64_t end = first;
        size_t n = 0;
        while (end < run->stories.n && (end == first || n + wf_row(run, end)->n_lines <= LINES_AT_ONCE))
            n += wf_row(run, end++)->n_lines;
        if (!wf_grow(&buffer, &cap, n, sizeof *buffer)) {
            code = wf_fail_nomem(err, "the lines of the stories");
            break;
        }
        code = wf_spill_read(&run->lines, wf_row(run, first)->lines_at, buffer, n * sizeof *buffer, err);
        const wf_line_record *lines = buffer;
        for (uint64_t s = first; code == WF_OK && s < end; s++) {
            uint32_t n_lines = wf_row(run, s)->n_lines;
            if (!each(rec, (uint32_t)s, lines, n_lines)) code = wf_fail_nomem(err, "recurring lines");
            lines += n_lines;
        }
        first = end;
        if (code == WF_OK) code = wf_progress_tell(run, WF_STAGE_BOILERPLATE, first, run->stories.n, err);
    }
    free(buffer);
    return code;
}

static bool count_roughly(recurrence *rec, uint32_t story, const wf_line_record *lines, uint32_t n) {
    (void)story;
    for (uint32_t i = 0; i < n; i++) {
        uint8_t *counter = &rec->counters[lines[i].hash & rec->mask];
        *counter += *counter < UINT8_MAX;
    }
    return true;
}

static bool count_exactly(recurrence *rec, uint32_t story, const wf_line_record *lines, uint32_t n) {
    (void)story;
    for (uint32_t i = 0; i < n; i++) {
        if (rec->counters[lines[i].hash & rec->mask] < WF_BOILERPLATE_MIN) continue;
        uint64_t *count = wf_hashmap_insert(&rec->counts, lines[i].hash, NULL);
        if (!count) return false;
        ++*count;
    }
    return true;
}

/* A digest of the lines of a story, which are sorted. */
static uint64_t digest_lines(const wf_line_record *lines, uint32_t n) {
    uint64_t digest = 0;
    for (uint32_t i = 0; i < n; i++) digest = wf_mix64(digest ^ lines[i].hash);
    return digest;
}

/* Which of two stories with the same text stands for it: one of them may be wrapped by hand and have other lines. */
static bool stands_before(const recurrence *rec, uint32_t a, uint32_t b) {
    if (rec->digests[a] != rec->digests[b]) return rec->digests[a] < rec->digests[b];
    return wf_row(rec->run, a)->id_hash < wf_row(rec->run, b)->id_hash;
}

/* Keeps the stories with the smallest digests, each text once: a sample that input order does not change. */
static void sample_story(const recurrence *rec, candidate *c, uint32_t story) {
    const wf_run *run = rec->run;
    wf_digest content = wf_row(run, story)->content;
    uint32_t at = c->n_sample;
    while (at && wf_digest_compare(wf_row(run, c->sample[at - 1])->content, content) > 0) at--;
    if (at && wf_digest_equal(wf_row(run, c->sample[at - 1])->content, content)) {
        if (stands_before(rec, story, c->sample[at - 1])) c->sample[at - 1] = story;
        return;
    }
    if (at == WF_BOILERPLATE_SAMPLE) return;
    uint32_t n = c->n_sample < WF_BOILERPLATE_SAMPLE ? c->n_sample++ : WF_BOILERPLATE_SAMPLE - 1;
    memmove(&c->sample[at + 1], &c->sample[at], (n - at) * sizeof c->sample[0]);
    c->sample[at] = story;
}

static bool gather_samples(recurrence *rec, uint32_t story, const wf_line_record *lines, uint32_t n) {
    rec->digests[story] = digest_lines(lines, n);
    for (uint32_t i = 0; i < n; i++) {
        const uint64_t *count = wf_hashmap_find(&rec->counts, lines[i].hash);
        if (!count || *count < WF_BOILERPLATE_MIN) continue;
        bool inserted;
        uint64_t *place = wf_hashmap_insert(&rec->index, lines[i].hash, &inserted);
        if (!place) return false;
        if (inserted) {
            if (!wf_grow(&rec->candidates, &rec->cap_candidates, rec->n_candidates + 1,
                         sizeof *rec->candidates))
                return false;
            *place = rec->n_candidates;
            rec->candidates[rec->n_candidates++] = (candidate){
                .hash = lines[i].hash, .n_stories = *count > UINT32_MAX ? UINT32_MAX : (uint32_t)*count};
        }
        sample_story(rec, &rec->candidates[*place], story);
    }
    return true;
}

static uint32_t known_count(const recurrence *rec, uint64_t hash) {
    const uint64_t *count = wf_hashmap_find(&rec->counts, hash);
    return !count ? 1 : *count > UINT32_MAX ? UINT32_MAX : (uint32_t)*count;
}

/* A line and the run it is judged in, for telling which lines of a story are its own. */
typedef struct {
    const recurrence *rec;
    uint32_t n_stories;
} own_lines;

static bool is_own_line(const void *user, uint64_t line) {
    const own_lines *own = user;
    return (uint64_t)known_count(own->rec, line) * 2 < own->n_stories;
}

/* Takes a verdict back if the stories around the line are versions of one story. */
static wf_code check_words(recurrence *rec, candidate *c, size_t thread, wf_error *err) {
    own_lines own = {rec, c->n_stories};
    double mean;
    wf_code code = wf_vocabulary_overlap(rec->run, &rec->run->workers[thread], c->sample, c->n_sample,
                                         is_own_line, &own, &mean, err);
    if (code == WF_OK && mean > SAME_STORY_WORDS) c->verdict = 0;
    return code;
}

/* By all that a verdict depends on: the line itself is never rarer than itself, and so takes no part. */
static int compare_samples(const void *x, const void *y) {
    const candidate *a = x, *b = y;
    if (a->n_stories != b->n_stories) return a->n_stories < b->n_stories ? -1 : 1;
    if (a->n_sample != b->n_sample) return a->n_sample < b->n_sample ? -1 : 1;
    return memcmp(a->sample, b->sample, a->n_sample * sizeof a->sample[0]);
}

/* Whether candidate i, in this order, has the verdict of the one before it. */
static bool is_judged_before(const recurrence *rec, uint64_t i) {
    return i && compare_samples(&rec->candidates[i - 1], &rec->candidates[i]) == 0;
}

static wf_code judge_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    recurrence *rec = user;
    const wf_run *run = rec->run;
    candidate *c = &rec->candidates[i];
    if (c->n_sample < WF_BOILERPLATE_MIN) return WF_OK; /* in so many stories, but in few different texts */
    if (is_judged_before(rec, i)) return WF_OK;
    if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    size_t n_lines[WF_BOILERPLATE_SAMPLE], sum = 0;
    for (uint32_t s = 0; s < c->n_sample; s++) {
        uint32_t n = wf_row(run, c->sample[s])->n_lines;
        sum += n_lines[s] = n < JUDGED_LINES ? n : JUDGED_LINES;
    }
    wf_line_count *counts = malloc((sum + 1) * sizeof *counts);
    const wf_line_count *stories[WF_BOILERPLATE_SAMPLE];
    if (!counts) return wf_fail_nomem(err, "recurring lines");
    wf_line_count *at = counts;
    wf_code code = WF_OK;
    for (uint32_t s = 0; code == WF_OK && s < c->n_sample; s++) {
        if (!wf_grow(&rec->records[thread], &rec->cap_records[thread], n_lines[s], sizeof **rec->records)) {
            code = wf_fail_nomem(err, "recurring lines");
            break;
        }
        const wf_line_record *records = rec->records[thread];
        code = wf_spill_read(&run->lines, wf_row(run, c->sample[s])->lines_at, rec->records[thread],
                             n_lines[s] * sizeof *records, err);
        stories[s] = at;
        for (size_t k = 0; code == WF_OK && k < n_lines[s]; k++)
            *at++ = (wf_line_count){records[k].hash, records[k].n_words, known_count(rec, records[k].hash)};
    }
    if (code == WF_OK) {
        c->verdict =
            wf_boilerplate_judge(c->hash, c->n_stories, stories, n_lines, c->n_sample, &rec->scratch[thread]);
        if (c->verdict < 0) code = wf_fail_nomem(err, "recurring lines");
    }
    if (code == WF_OK && c->verdict) code = check_words(rec, c, thread, err);
    free(counts);
    return code;
}

/*
 * Judges the candidates. The lines of a story that many sites printed are as many candidates with one sample: a verdict
 * for each sample keeps the time linear in the lines.
 */
static wf_code judge_all(recurrence *rec, wf_error *err) {
    if (rec->n_candidates == 0) return WF_OK;
    qsort(rec->candidates, rec->n_candidates, sizeof *rec->candidates, compare_samples);
    wf_code code = wf_parallel_for(rec->run->n_threads, rec->n_candidates, GRAIN, judge_task, rec, err);
    for (uint64_t i = 1; code == WF_OK && i < rec->n_candidates; i++)
        if (is_judged_before(rec, i)) rec->candidates[i].verdict = rec->candidates[i - 1].verdict;
    return code;
}

static bool note_affected(recurrence *rec, uint32_t story, const wf_line_record *lines, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if (!wf_hashmap_find(&rec->run->dropped, lines[i].hash)) continue;
        if (!wf_grow(&rec->stories, &rec->cap_stories, rec->n_stories + 1, sizeof *rec->stories))
            return false;
        rec->stories[rec->n_stories++] = story;
        return true;
    }
    return true;
}

/* ---- the dropped lines, for the summary */

static int most_frequent_first(const void *x, const void *y) {
    const candidate *a = x, *b = y;
    if (a->n_stories != b->n_stories) return a->n_stories > b->n_stories ? -1 : 1;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* The line as the first of its sampled stories has it. */
static wf_code show_line(wf_run *run, const candidate *c, wf_dropped_line *out, wf_error *err) {
    wf_worker *worker = &run->workers[0];
    wf_story story;
    wf_code code =
        wf_spill_get_story(&run->texts, wf_row(run, c->sample[0])->place, &worker->story, &story, err);
    wf_str text = wf_matched_text(&story);
    if (code == WF_OK) code = wf_tokenize(run->fold, text, run->seeds.line, &worker->tokens, err);
    if (code != WF_OK) return code;
    wf_str line = wf_str_from(""); /* where the line is the title of a short body, it is not in the text */
    for (size_t i = 0; i < worker->tokens.n_lines; i++)
        if (worker->tokens.lines[i].hash == c->hash)
            line = wf_line_source(&worker->tokens, &worker->tokens.lines[i], text);
    if (line.len > SHOWN_BYTES) {
        line.len = SHOWN_BYTES;
        while (line.len && ((unsigned char)line.ptr[line.len] & 0xC0) == 0x80) line.len--;
    }
    out->n_stories = c->n_stories;
    return wf_arena_copy(&run->strings, line, &out->text) ? WF_OK : wf_fail_nomem(err, "the summary");
}

/* Takes the lines that were judged to be boilerplate into run->dropped and into the summary. */
static wf_code take_dropped(recurrence *rec, wf_error *err) {
    wf_run *run = rec->run;
    wf_summary *s = &run->summary;
    size_t n = 0;
    for (size_t i = 0; i < rec->n_candidates; i++)
        if (rec->candidates[i].verdict) rec->candidates[n++] = rec->candidates[i];
    rec->n_candidates = n;
    if (n == 0) return WF_OK;
    qsort(rec->candidates, n, sizeof *rec->candidates, most_frequent_first);
    for (size_t i = 0; i < n; i++)
        if (!wf_hashmap_insert(&run->dropped, rec->candidates[i].hash, NULL))
            return wf_fail_nomem(err, "recurring lines");
    size_t shown = n < SHOWN_LINES ? n : SHOWN_LINES;
    wf_dropped_line *lines = wf_arena_alloc(&run->strings, shown * sizeof *lines);
    if (!lines) return wf_fail_nomem(err, "the summary");
    for (size_t i = 0; i < shown; i++) {
        wf_code code = show_line(run, &rec->candidates[i], &lines[i], err);
        if (code != WF_OK) return code;
    }
    s->boilerplate_lines = n;
    s->dropped = lines;
    s->n_dropped = shown;
    return WF_OK;
}

/* ---- sketching anew */

static wf_code sketch_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    recurrence *rec = user;
    wf_run *run = rec->run;
    wf_worker *worker = &run->workers[thread];
    wf_story story;
    wf_code code = wf_spill_get_story(&run->texts, wf_row(run, rec->stories[rec->first + i])->place,
                                      &worker->story, &story, err);
    if (code == WF_OK) code = wf_prepare_story(run, worker, &story, NULL, err);
    if (code == WF_OK)
        code = wf_sketch_prepared(run, worker, &story, &rec->arenas[thread], &rec->sketches[i], err);
    wf_worker_trim(worker);
    return code;
}

static wf_code sketch_anew(recurrence *rec, wf_error *err) {
    enum { ROUND = 4096 };
    wf_run *run = rec->run;
    rec->arenas = calloc(run->n_threads, sizeof *rec->arenas);
    rec->sketches = malloc(ROUND * sizeof *rec->sketches);
    if (!rec->arenas || !rec->sketches) return wf_fail_nomem(err, "sketches");
    wf_code code = WF_OK;
    for (rec->first = 0; code == WF_OK && rec->first < rec->n_stories; rec->first += ROUND) {
        uint64_t n = rec->n_stories - rec->first < ROUND ? rec->n_stories - rec->first : ROUND;
        for (size_t t = 0; t < run->n_threads; t++) wf_arena_reset(&rec->arenas[t]);
        code = wf_parallel_for(run->n_threads, n, GRAIN, sketch_task, rec, err);
        for (uint64_t i = 0; code == WF_OK && i < n; i++) {
            uint32_t story = rec->stories[rec->first + i];
            const wf_story_row *row = wf_row(run, story);
            if (!row->against) {
                run->summary.boilerplate_stories++;
                run->summary.n_empty += row->n_words != 0 && rec->sketches[i].n_words == 0;
            }
            code = wf_store_sketch(run, story, &rec->sketches[i], err);
        }
        if (code == WF_OK)
            code = wf_progress_tell(run, WF_STAGE_BOILERPLATE, rec->first + n, rec->n_stories, err);
    }
    return code;
}

static wf_code find_and_drop(recurrence *rec, wf_error *err) {
    wf_run *run = rec->run;
    wf_code code;
    if ((code = for_each_story(rec, count_roughly, err)) != WF_OK ||
        (code = for_each_story(rec, count_exactly, err)) != WF_OK ||
        (code = for_each_story(rec, gather_samples, err)) != WF_OK || (code = judge_all(rec, err)) != WF_OK ||
        (code = take_dropped(rec, err)) != WF_OK || run->dropped.n == 0 ||
        (code = for_each_story(rec, note_affected, err)) != WF_OK)
        return code;
    return sketch_anew(rec, err);
}

wf_code wf_stage_boilerplate(wf_run *run, wf_error *err) {
    if (run->stories.n < WF_BOILERPLATE_MIN) return WF_OK;
    recurrence rec = {.run = run};
    uint64_t n_lines = 0, size = 1 << 12;
    for (uint64_t i = 0; i < run->stories.n; i++) n_lines += wf_row(run, i)->n_lines;
    while (size < 2 * n_lines && size < (1u << 27)) size *= 2;
    rec.mask = size - 1;
    void *digests = NULL;
    size_t digest_bytes = (size_t)run->stories.n * sizeof *rec.digests;
    wf_code code = wf_block_alloc(&run->budget, &digests, digest_bytes, "recurring lines", err);
    if (code != WF_OK) return code;
    rec.digests = digests;
    rec.counters = calloc(size, 1);
    rec.scratch = calloc(run->n_threads, sizeof *rec.scratch);
    rec.records = calloc(run->n_threads, sizeof *rec.records);
    rec.cap_records = calloc(run->n_threads, sizeof *rec.cap_records);
    code = rec.counters && rec.scratch && rec.records && rec.cap_records
               ? find_and_drop(&rec, err)
               : wf_fail_nomem(err, "recurring lines");
    for (size_t t = 0; t < run->n_threads; t++) {
        if (rec.scratch) wf_hashmap_free(&rec.scratch[t]);
        if (rec.records) free(rec.records[t]);
        if (rec.arenas) wf_arena_free(&rec.arenas[t]);
    }
    free(rec.scratch);
    free(rec.records);
    free(rec.cap_records);
    free(rec.arenas);
    free(rec.sketches);
    free(rec.stories);
    free(rec.candidates);
    free(rec.counters);
    wf_hashmap_free(&rec.counts);
    wf_hashmap_free(&rec.index);
    wf_block_free(&run->budget, digests, digest_bytes);
    return code;
}
