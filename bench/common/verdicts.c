#include "verdicts.h"

#include <stdlib.h>
#include <time.h>

#include "story.h"
#include "wirefold.h"

static double processor_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The stage of verdicts is the last one: its time is that from the word that it begins to the end of the call. */
static void on_progress(void *user, const wf_progress *progress) {
    if (progress->stage == WF_STAGE_VERDICTS && progress->done == 0) *(double *)user = processor_time();
}

static void run_here(void *user, void *result) {
    const char *path = *(const char **)user;
    verdicts_result *out = result;
    wf_options options;
    wf_options_init(&options);
    double begin = 0;
    options.threads = 1;
    options.on_progress = on_progress;
    options.user = &begin;
    wf_run *run = NULL;
    wf_error err = {0};
    wf_code code = wf_run_open(&run, &options, &err);
    if (code == WF_OK) code = wf_run_read(run, path, &err);
    if (code == WF_OK) code = wf_run_cluster(run, &err);
    out->time.seconds[0] = processor_time() - begin;
    out->time.n_runs = 1;
    out->time.peak = measure_peak();
    if (code == WF_OK) {
        wf_summary s;
        wf_run_summary(run, &s);
        out->time.stories = s.n_stories;
        out->time.bytes = s.n_bytes;
        out->members = s.n_clustered - s.n_exact;
        out->assessed = s.n_assessments[WF_ASSESSED];
    } else {
        snprintf(out->time.error, sizeof out->time.error, "%s", err.what[0] ? err.what : "failed");
    }
    wf_run_close(run);
}

void verdicts_measure(const char *path, double seconds, verdicts_result *out) {
    measurement all = {.n_runs = 0};
    double begin = measure_clock();
    do {
        measure_apart(run_here, &path, out, sizeof *out);
        if (out->time.error[0]) return;
        all.seconds[all.n_runs++] = out->time.seconds[0];
        if (out->time.peak > all.peak) all.peak = out->time.peak;
    } while (all.n_runs < MEASURE_RUNS && measure_clock() - begin < seconds);
    all.stories = out->time.stories;
    all.bytes = out->time.bytes;
    out->time = all;
    measure_sort(&out->time);
}

/* Copies JSON objects, a line each, with a member more. */
static bool say_language(FILE *in, FILE *out) {
    char *line = NULL;
    size_t cap = 0;
    bool ok = true;
    while (ok && getline(&line, &cap, in) > 0) ok = fprintf(out, "{\"language\":\"en\",%s", line + 1) > 0;
    free(line);
    return ok && !ferror(in);
}

bool verdicts_dump(FILE *out) {
    dump_options dump;
    dump_options_init(&dump);
    dump.n_stories = VERDICTS_STORIES;
    dump.words = VERDICTS_WORDS;
    dump.copies = 50000;
    dump.rewrites = 500000;
    FILE *plain = tmpfile();
    bool ok = plain && dump_write(&dump, plain);
    if (ok) rewind(plain);
    ok = ok && say_language(plain, out);
    if (plain) fclose(plain);
    return ok;
}
