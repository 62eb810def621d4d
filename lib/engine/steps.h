/*
 * Processor time of the steps of a run.
 *
 * What is done to a story while reading takes microseconds, of which a look at the clock is a good part: one story in
 * eight is timed, and the processor time of its whole batch is shared out in proportion.
 */
#ifndef WF_ENGINE_STEPS_H
#define WF_ENGINE_STEPS_H

#include "wirefold.h"

enum { WF_STEP_SAMPLE = 8 };

/* Of one worker. */
typedef struct {
    bool on;                      /* a story is being timed */
    uint64_t last;                /* when its last step ended, in ns */
    uint64_t sampled[WF_N_STEPS]; /* ns of the timed stories of this batch */
    double batch_begin;           /* processor time of this thread */
    double seconds[WF_N_STEPS];   /* of all batches */
} wf_step_clock;

/* A worker's batch, and a story in it. */
void wf_steps_batch_begin(wf_step_clock *clock);
void wf_steps_story_begin(wf_step_clock *clock, size_t number);
void wf_steps_lap(wf_step_clock *clock,
                  wf_step step); /* of a timed story: what came since the last lap was this step */
void wf_steps_batch_end(wf_step_clock *clock);

static inline void wf_step_ends(wf_step_clock *clock, wf_step step) {
    if (clock->on) wf_steps_lap(clock, step);
}

/* Processor time of this thread, and of all threads of the process, in seconds. */
double wf_thread_seconds(void);
double wf_process_seconds(void);

/* Of the stages after reading: what came since the step before, on all threads, was this step. */
void wf_steps_begin(wf_run *run);
void wf_step_done(wf_run *run, wf_step step);

#endif
