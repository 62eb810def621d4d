/*
 * Threads over batches.
 *
 * A pipeline runs read, work and write steps over batches: reading and writing happen one batch at a time and in
 * order, working in parallel; so the result does not depend on the number of threads. A parallel loop splits n tasks
 * over threads; tasks must not depend on each other.
 */
#ifndef WF_BASE_POOL_H
#define WF_BASE_POOL_H

#include "wirefold.h"

typedef struct {
    /* Fills slot's batch with the next input; sets *end when there is none (the batch is then not worked on). */
    wf_code (*read)(void *user, size_t slot, bool *end, wf_error *err);
    /* Works on slot's batch; thread in [0, n_threads) names the caller's scratch. */
    wf_code (*work)(void *user, size_t slot, size_t thread, wf_error *err);
    /* Takes slot's batch over, in the order of reading. */
    wf_code (*write)(void *user, size_t slot, wf_error *err);
    void *user;
} wf_pipeline;

/*
 * Runs the pipeline on n_threads threads (the caller's among them) with n_threads + 1 slots, until read sets *end or a
 * step fails; the first failure, in order of batches, is returned. If a thread cannot be started, fewer are used.
 */
wf_code wf_pipeline_run(const wf_pipeline *pipeline, size_t n_threads, wf_error *err);

/*
 * Calls task(user, i, thread, err) for every i in [0, n), handing out runs of grain tasks. The failure of the smallest
 * i that failed is returned; tasks after a failure may be left out.
 */
wf_code wf_parallel_for(size_t n_threads, uint64_t n, uint64_t grain,
                        wf_code (*task)(void *user, uint64_t i, size_t thread, wf_error *err), void *user,
                        wf_error *err);

/* Online cores, at least 1. */
size_t wf_n_cores(void);

#endif
