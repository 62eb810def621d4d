/* Opening and closing a run, its options, progress and counts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cpu.h"
#include "base/error.h"
#include "base/pool.h"
#include "engine/judging.h"

enum { MAX_THREADS = 256, MAX_SHINGLE = 32 };
#define MIN_MEMORY ((size_t)64 << 10)
#define MAX_STORY ((size_t)256 << 20) /* repairing UTF-8 may triple it, and 1 GiB can be tokenized */

void wf_options_init(wf_options *options) {
    memset(options, 0, sizeof *options);
    options->threshold = .7;
    options->excerpt = .8;
    options->shingle = 5;
    options->seed = 1;
    options->memory = (size_t)4 << 30;
    options->max_story = (size_t)64 << 20;
    options->level = WF_LEVEL_STORY;
    options->window_ms = (int64_t)14 * 24 * 3600 * 1000;
    options->min_probability = WF_MIN_PROBABILITY;
}

wf_code wf_options_check(const wf_options *o, wf_error *err) {
    if (!(o->threshold >= .05 && o->threshold <= 1))
        return wf_fail(err, WF_E_PARAM, "threshold is %g, but must be from .05 to 1", o->threshold);
    if (!(o->excerpt > 0 && o->excerpt <= 1))
        return wf_fail(err, WF_E_PARAM, "excerpt is %g, but must be over 0 and at most 1", o->excerpt);
    if (o->shingle < 1 || o->shingle > MAX_SHINGLE)
        return wf_fail(err, WF_E_PARAM, "shingle is %u words, but must be from 1 to %d", o->shingle,
                       MAX_SHINGLE);
    if (o->threads > MAX_THREADS)
        return wf_fail(err, WF_E_PARAM, "%u threads, but at most %d", o->threads, MAX_THREADS);
    if (o->memory < MIN_MEMORY)
        return wf_fail(err, WF_E_PARAM, "memory is %zu bytes, but must be at least %zu", o->memory,
                       MIN_MEMORY);
    if (o->max_story < 1 || o->max_story > MAX_STORY)
        return wf_fail(err, WF_E_PARAM, "max_story is %zu bytes, but must be from 1 to %zu", o->max_story,
                       MAX_STORY);
    if (o->level != WF_LEVEL_STORY && o->level != WF_LEVEL_COPY)
        return wf_fail(err, WF_E_PARAM, "unknown level %d", (int)o->level);
    if (o->window_ms < 0)
        return wf_fail(err, WF_E_PARAM, "window is %lld ms, but must not be negative",
                       (long long)o->window_ms);
    if (!(o->min_probability >= 0 && o->min_probability <= 1))
        return wf_fail(err, WF_E_PARAM, "min_probability is %g, but must be from 0 to 1", o->min_probability);
    if ((unsigned)o->input > WF_INPUT_TEXT)
        return wf_fail(err, WF_E_PARAM, "unknown kind of input %d", (int)o->input);
    if (o->kernels != WF_KERNELS_AUTO && !wf_kernels_available(o->kernels))
        return wf_fail(err, WF_E_PARAM, "this build or processor has no %s kernels",
                       wf_kernels_name(o->kernels));
    if (o->n_fields && !o->fields)
        return wf_fail(err, WF_E_PARAM, "n_fields is %zu, but fields is NULL", o->n_fields);
    return WF_OK;
}

static wf_code open_parts(wf_run *run, wf_error *err) {
    wf_code code = wf_digest_init(err);
    if (code != WF_OK) return code;
    if (run->options.tmpdir && !(run->tmpdir = strdup(run->options.tmpdir)))
        return wf_fail_nomem(err, "a run");
    run->options.tmpdir = run->tmpdir;
    run->budget = (wf_budget){.limit = run->options.memory, .tmpdir = run->tmpdir};
    wf_seeds_derive(&run->seeds, run->options.seed);
    wf_boilerplate_filter_make(&run->boilerplate);
    wf_bands_choose(run->options.threshold, &run->bands, &run->rows);
    wf_table_init(&run->stories, &run->budget, sizeof(wf_story_row), "the table of stories");
    wf_table_init(&run->keys, &run->budget, run->bands * sizeof(uint64_t), "the band keys");
    wf_table_init(&run->passages, &run->budget, sizeof(uint32_t), "the passages");
    wf_table_init(&run->terms, &run->budget, sizeof(uint32_t), "the terms of stories");
    wf_table_init(&run->bucket_sizes, &run->budget, sizeof(uint32_t), "the sizes of buckets");
    if ((code = wf_fold_open(&run->fold, err)) != WF_OK) return code;
    if (run->options.kernels == WF_KERNELS_AUTO) run->options.kernels = wf_kernels_best();
    wf_fold_use(run->fold, run->options.kernels);
    run->n_threads = run->options.threads ? run->options.threads : wf_n_cores();
    if (run->n_threads > MAX_THREADS) run->n_threads = MAX_THREADS;
    run->workers = calloc(run->n_threads, sizeof *run->workers);
    if (!run->workers) return wf_fail_nomem(err, "threads");
    for (size_t i = 0; i < run->n_threads; i++) {
        code = wf_worker_open(&run->workers[i], &run->options, run->seeds.term, err);
        if (code != WF_OK) return code;
        if (i)
            wf_words_share(wf_profiler_words(run->workers[i].profiler),
                           wf_profiler_words(run->workers[0].profiler));
    }
    run->options.fields = NULL;
    run->options.n_fields = 0;
    return WF_OK;
}

wf_code wf_run_open_workers(wf_run **out, const wf_options *options, wf_error *err) {
    wf_code code = wf_options_check(options, err);
    if (code != WF_OK) return code;
    wf_run *run = calloc(1, sizeof *run);
    if (!run) return wf_fail_nomem(err, "a run");
    run->options = *options;
    run->texts.fd = run->lines.fd = run->records.fd = -1;
    code = open_parts(run, err);
    if (code != WF_OK) {
        wf_run_close(run);
        return code;
    }
    wf_summary *s = &run->summary;
    s->kernels = wf_kernels_name(run->options.kernels);
    s->bands = run->bands;
    s->rows = run->rows;
    s->signature = WF_SIGNATURE;
    s->boilerplate_rule = wf_boilerplate_rule;
    s->boilerplate_min = WF_BOILERPLATE_MIN;
    wf_seeds_fingerprint(&run->seeds, s->seed_id);
    *out = run;
    return WF_OK;
}

wf_code wf_run_open(wf_run **out, const wf_options *options, wf_error *err) {
    wf_run *run;
    wf_code code = wf_run_open_workers(&run, options, err);
    if (code != WF_OK) return code;
    if ((code = wf_spill_open(&run->texts, run->tmpdir, err)) != WF_OK ||
        (code = wf_spill_open(&run->lines, run->tmpdir, err)) != WF_OK ||
        (code = wf_spill_open(&run->records, run->tmpdir, err)) != WF_OK) {
        wf_run_close(run);
        return code;
    }
    *out = run;
    return WF_OK;
}

static void free_memory(wf_run *run) {
    wf_verdicts_free(run->verdicts);
    wf_kept_readings_close(run);
    wf_clustering_free(run->clustering);
    free(run->inclusions);
    free(run->centre);
    free(run->pairs.items);
    free(run->verified);
    free(run->late);
    free(run->claims);
    free(run->text_begin);
    free(run->text_story);
    wf_table_free(&run->bucket_sizes);
    wf_table_free(&run->passages);
    wf_table_free(&run->terms);
    wf_frequencies_close(run->frequencies);
    wf_passage_index_close(run->passage_index);
    free(run->passage_text);
    free(run->passage_rank);
    free(run->speaker);
    free(run->story_of);
    free(run->same);
    free(run->nearest);
    wf_table_free(&run->keys);
    wf_table_free(&run->stories);
    wf_arena_free(&run->strings);
    wf_arena_free(&run->strings_of_call);
    wf_hashmap_free(&run->dropped);
    wf_hashmap_free(&run->ids);
    for (size_t i = 0; run->workers && i < run->n_threads; i++) wf_worker_close(&run->workers[i]);
    free(run->workers);
    wf_fold_close(run->fold);
}

static void close_files(wf_run *run) {
    wf_spill_close(&run->records);
    wf_spill_close(&run->lines);
    wf_spill_close(&run->texts);
}

/* The system takes a while to give up what a temporary file has in memory. */
static wf_code close_task(void *user, uint64_t part, size_t thread, wf_error *err) {
    (void)thread;
    (void)err;
    if (part == 0)
        close_files(user);
    else
        free_memory(user);
    return WF_OK;
}

void wf_run_close(wf_run *run) {
    if (!run) return;
    wf_parallel_for(run->n_threads, 2, 1, close_task, run, NULL);
    free(run->tmpdir);
    free(run);
}

const wf_options *wf_run_options(const wf_run *run) {
    return &run->options;
}

void wf_run_summary(const wf_run *run, wf_summary *out) {
    *out = run->summary;
}

bool wf_cancelled(const wf_run *run) {
    return run->options.cancelled && run->options.cancelled(run->options.user);
}

wf_code wf_progress_tell(const wf_run *run, wf_stage stage, uint64_t done, uint64_t total, wf_error *err) {
    if (run->options.on_progress) {
        wf_progress progress = {stage, done, total, run->summary.n_bytes};
        run->options.on_progress(run->options.user, &progress);
    }
    return wf_cancelled(run) ? wf_fail(err, WF_E_CANCELLED, "stopped as asked") : WF_OK;
}

double wf_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

wf_code wf_run_cluster(wf_run *run, wf_error *err) {
    static const struct {
        wf_code (*stage)(wf_run *run, wf_error *err);
        wf_stage name;
        wf_step step; /* or the last of them */
    } stages[] = {
        {wf_stage_boilerplate, WF_STAGE_BOILERPLATE, WF_STEP_RECURRING},
        {wf_stage_texts, WF_STAGE_COPIES, WF_STEP_TEXTS},
        {wf_stage_buckets, WF_STAGE_COPIES, WF_STEP_CANDIDATES},
        {wf_stage_groups, WF_STAGE_COPIES, WF_STEP_VERIFY},
        {wf_stage_excerpts, WF_STAGE_EXCERPTS, WF_STEP_SETTLE},
        {wf_stage_frequencies, WF_STAGE_REWRITES, WF_STEP_FREQUENCIES},
        {wf_stage_rewrites, WF_STAGE_REWRITES, WF_STEP_REWRITES},
        {wf_stage_clusters, WF_STAGE_CLUSTER, WF_STEP_CLUSTER},
        {wf_stage_verdicts, WF_STAGE_VERDICTS, WF_STEP_VERDICTS},
    };
    if (run->clustered) return wf_fail(err, WF_E_PARAM, "this run was clustered before: open another one");
    run->clustered = true;
    wf_code code;
    if ((code = wf_spill_flush(&run->texts, err)) != WF_OK ||
        (code = wf_spill_flush(&run->lines, err)) != WF_OK ||
        (code = wf_spill_flush(&run->records, err)) != WF_OK)
        return code;
    wf_hashmap_free(&run->ids); /* no story comes any more */
    wf_steps_begin(run);
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        double begin = wf_now();
        code = wf_progress_tell(run, stages[i].name, 0, 0, err);
        if (code == WF_OK) code = stages[i].stage(run, err);
        run->summary.stage_seconds[stages[i].name] += wf_now() - begin;
        wf_step_done(run, stages[i].step);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

const char *wf_stage_name(wf_stage stage) {
    static const char *const names[WF_N_STAGES] = {"read",     "boilerplate", "copies",  "excerpts",
                                                   "rewrites", "cluster",     "verdicts"};
    return (unsigned)stage < WF_N_STAGES ? names[stage] : "unknown";
}

const char *wf_relation_name(wf_relation relation) {
    static const char *const names[] = {"single",  "original", "exact",  "copy",
                                        "excerpt", "expanded", "rewrite"};
    return (size_t)relation < sizeof names / sizeof *names ? names[relation] : "unknown";
}
