#include "engine/steps.h"

#include <string.h>
#include <time.h>

#include "engine/run.h"

static double seconds_of(clockid_t which) {
    struct timespec now;
    if (clock_gettime(which, &now) != 0) return 0;
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double wf_thread_seconds(void) {
    return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

double wf_process_seconds(void) {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void wf_steps_batch_begin(wf_step_clock *clock) {
    memset(clock->sampled, 0, sizeof clock->sampled);
    clock->on = false;
    clock->batch_begin = wf_thread_seconds();
}

void wf_steps_story_begin(wf_step_clock *clock, size_t number) {
    clock->on = number % WF_STEP_SAMPLE == 0;
    if (clock->on) clock->last = now_ns();
}

void wf_steps_lap(wf_step_clock *clock, wf_step step) {
    uint64_t now = now_ns();
    clock->sampled[step] += now - clock->last;
    clock->last = now;
}

void wf_steps_batch_end(wf_step_clock *clock) {
    double seconds = wf_thread_seconds() - clock->batch_begin;
    uint64_t sum = 0;
    for (size_t i = 0; i < WF_N_STEPS; i++) sum += clock->sampled[i];
    for (size_t i = 0; sum && i < WF_N_STEPS; i++)
        clock->seconds[i] += seconds * ((double)clock->sampled[i] / (double)sum);
    clock->on = false;
}

void wf_steps_begin(wf_run *run) {
    run->step_began = wf_process_seconds();
}

void wf_step_done(wf_run *run, wf_step step) {
    double now = wf_process_seconds();
    run->steps[step].seconds += now - run->step_began;
    if (step == WF_STEP_CANDIDATES) run->steps[step].count = run->summary.n_candidates;
    if (step == WF_STEP_VERIFY) run->steps[step].count = run->summary.n_verified;
    run->step_began = now;
}

static const char stories[] = "stories", texts[] = "texts", pairs[] = "pairs";
static const struct {
    const char *name, *unit;
    wf_stage stage;
} steps[WF_N_STEPS] = {
    [WF_STEP_READ] = {"read", stories, WF_STAGE_READ},
    [WF_STEP_PARSE] = {"parse", stories, WF_STAGE_READ},
    [WF_STEP_NORMALISE] = {"normalise", stories, WF_STAGE_READ},
    [WF_STEP_LINES] = {"lines", stories, WF_STAGE_READ},
    [WF_STEP_DIGEST] = {"digest", stories, WF_STAGE_READ},
    [WF_STEP_SHINGLE] = {"shingle", stories, WF_STAGE_READ},
    [WF_STEP_SKETCH] = {"sketch", stories, WF_STAGE_READ},
    [WF_STEP_PASSAGES] = {"passages", stories, WF_STAGE_READ},
    [WF_STEP_TERMS] = {"terms", stories, WF_STAGE_READ},
    [WF_STEP_CREDIT] = {"credit", stories, WF_STAGE_READ},
    [WF_STEP_STORE] = {"store", stories, WF_STAGE_READ},
    [WF_STEP_RECURRING] = {"recurring", stories, WF_STAGE_BOILERPLATE},
    [WF_STEP_TEXTS] = {"texts", stories, WF_STAGE_COPIES},
    [WF_STEP_CANDIDATES] = {"candidates", pairs, WF_STAGE_COPIES},
    [WF_STEP_VERIFY] = {"verify", pairs, WF_STAGE_COPIES},
    [WF_STEP_INSERT] = {"insert", texts, WF_STAGE_EXCERPTS},
    [WF_STEP_QUERY] = {"query", texts, WF_STAGE_EXCERPTS},
    [WF_STEP_SETTLE] = {"settle", texts, WF_STAGE_EXCERPTS},
    [WF_STEP_FREQUENCIES] = {"frequencies", texts, WF_STAGE_REWRITES},
    [WF_STEP_REWRITES] = {"rewrites", texts, WF_STAGE_REWRITES},
    [WF_STEP_CLUSTER] = {"cluster", texts, WF_STAGE_CLUSTER},
    [WF_STEP_VERDICTS] = {"verdicts", stories, WF_STAGE_VERDICTS},
};

void wf_run_steps(const wf_run *run, wf_step_time out[WF_N_STEPS]) {
    for (size_t i = 0; i < WF_N_STEPS; i++) {
        out[i] = run->steps[i];
        out[i].name = steps[i].name;
        out[i].unit = steps[i].unit;
        out[i].stage = steps[i].stage;
        for (size_t t = 0; t < run->n_threads; t++) out[i].seconds += run->workers[t].steps.seconds[i];
        if (steps[i].unit != pairs) out[i].count = steps[i].unit == stories ? run->stories.n : run->n_texts;
    }
}
