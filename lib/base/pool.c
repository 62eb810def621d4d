/*
 * The pipeline is a small state machine under one lock, as in a relay: whichever thread is free reads the next batch,
 * works on it, and writes it when its turn comes. Reading and writing are serial by two flags; a batch is written when
 * its number is the next to be written, by whichever thread sees it done.
 */
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

enum slot_state { SLOT_FREE, SLOT_BUSY, SLOT_DONE };

typedef struct {
    enum slot_state state;
    uint64_t number; /* of the batch in it */
    wf_code code;    /* how the work ended */
    wf_error error;
} pipeline_slot;

typedef struct {
    const wf_pipeline *pipeline;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pipeline_slot *slots;
    size_t n_slots;
    size_t n_threads;
    uint64_t next_read, next_write;
    bool reading, writing, ended; /* ended: nothing more to read */
    wf_code code;                 /* first failure in order of batches */
    wf_error error;
} pipeline_run;

static pipeline_slot *slot_with(pipeline_run *run, enum slot_state state, uint64_t number, bool any_number) {
    for (size_t i = 0; i < run->n_slots; i++)
        if (run->slots[i].state == state && (any_number || run->slots[i].number == number))
            return &run->slots[i];
    return NULL;
}

/* Reads into a free slot and works on it. Called and left with the lock held. */
static void read_and_work(pipeline_run *run, pipeline_slot *slot, size_t thread) {
    size_t at = (size_t)(slot - run->slots);
    bool end = false;
    run->reading = true;
    slot->state = SLOT_BUSY;
    slot->number = run->next_read;
    pthread_mutex_unlock(&run->lock);
    slot->code = run->pipeline->read(run->pipeline->user, at, &end, &slot->error);
    pthread_mutex_lock(&run->lock);
    run->reading = false;
    if (slot->code != WF_OK || end) run->ended = true;
    if (slot->code == WF_OK && end) {
        slot->state = SLOT_FREE;
    } else {
        run->next_read++;
        if (slot->code == WF_OK) {
            pthread_cond_broadcast(&run->changed);
            pthread_mutex_unlock(&run->lock);
            slot->code = run->pipeline->work(run->pipeline->user, at, thread, &slot->error);
            pthread_mutex_lock(&run->lock);
        }
        slot->state = SLOT_DONE;
    }
    pthread_cond_broadcast(&run->changed);
}

/* Writes the batch that is next in order. Called and left with the lock held. */
static void write_next(pipeline_run *run, pipeline_slot *slot) {
    run->writing = true;
    wf_code code = slot->code;
    wf_error error = slot->error;
    if (code == WF_OK) {
        pthread_mutex_unlock(&run->lock);
        code = run->pipeline->write(run->pipeline->user, (size_t)(slot - run->slots), &error);
        pthread_mutex_lock(&run->lock);
    }
    if (code != WF_OK) {
        run->code = code;
        run->error = error;
        run->ended = true;
    }
    slot->state = SLOT_FREE;
    run->next_write++;
    run->writing = false;
    pthread_cond_broadcast(&run->changed);
}

static void pipeline_loop(pipeline_run *run, size_t thread) {
    pthread_mutex_lock(&run->lock);
    for (;;) {
        pipeline_slot *slot;
        if (run->code != WF_OK) break;
        if (!run->writing && (slot = slot_with(run, SLOT_DONE, run->next_write, false)))
            write_next(run, slot);
        else if (!run->ended && !run->reading && (slot = slot_with(run, SLOT_FREE, 0, true)))
            read_and_work(run, slot, thread);
        else if (run->ended && !run->reading && run->next_write == run->next_read)
            break;
        else
            pthread_cond_wait(&run->changed, &run->lock);
    }
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

typedef struct {
    void (*loop)(void *shared, size_t thread);
    void *shared;
    size_t thread;
} thread_start;

static void *thread_main(void *arg) {
    const thread_start *start = arg;
    start->loop(start->shared, start->thread);
    return NULL;
}

/* Runs loop on n threads, the caller's among them. A thread that cannot be started is done without. */
static void run_threads(size_t n, void (*loop)(void *shared, size_t thread), void *shared) {
    pthread_t *threads = n > 1 ? malloc((n - 1) * sizeof *threads) : NULL;
    thread_start *starts = n > 1 ? malloc((n - 1) * sizeof *starts) : NULL;
    size_t started = 0;
    while (threads && starts && started < n - 1) {
        starts[started] = (thread_start){loop, shared, started + 1};
        if (pthread_create(&threads[started], NULL, thread_main, &starts[started]) != 0) break;
        started++;
    }
    loop(shared, 0);
    for (size_t i = 0; i < started; i++) pthread_join(threads[i], NULL);
    free(threads);
    free(starts);
}

static void pipeline_thread(void *shared, size_t thread) {
    pipeline_loop(shared, thread);
}

wf_code wf_pipeline_run(const wf_pipeline *pipeline, size_t n_threads, wf_error *err) {
    if (n_threads == 0) n_threads = 1;
    pipeline_run run = {.pipeline = pipeline, .n_threads = n_threads, .n_slots = n_threads + 1};
    run.slots = calloc(run.n_slots, sizeof *run.slots);
    if (!run.slots) return wf_fail_nomem(err, "batches in flight");
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.changed, NULL);
    run_threads(n_threads, pipeline_thread, &run);
    pthread_cond_destroy(&run.changed);
    pthread_mutex_destroy(&run.lock);
    free(run.slots);
    if (run.code != WF_OK && err) *err = run.error;
    return run.code;
}

typedef struct {
    wf_code (*task)(void *user, uint64_t i, size_t thread, wf_error *err);
    void *user;
    uint64_t n, grain;
    atomic_uint_fast64_t next;
    atomic_bool failed;
    pthread_mutex_t lock;
    uint64_t failed_at;
    wf_code code;
    wf_error error;
} loop_run;

static void loop_thread(void *shared, size_t thread) {
    loop_run *run = shared;
    wf_error error;
    for (;;) {
        /* Asked before a run of tasks is taken: one that is taken is done, so the smallest failure is always met. */
        if (atomic_load(&run->failed)) return;
        uint64_t begin = atomic_fetch_add(&run->next, run->grain);
        if (begin >= run->n) return;
        uint64_t end = run->n - begin < run->grain ? run->n : begin + run->grain;
        for (uint64_t i = begin; i < end; i++) {
            memset(&error, 0, sizeof error);
            wf_code code = run->task(run->user, i, thread, &error);
            if (code == WF_OK) continue;
            pthread_mutex_lock(&run->lock);
            if (run->code == WF_OK || i < run->failed_at) {
                run->code = code;
                run->error = error;
                run->failed_at = i;
            }
            pthread_mutex_unlock(&run->lock);
            atomic_store(&run->failed, true);
            return;
        }
    }
}

wf_code wf_parallel_for(size_t n_threads, uint64_t n, uint64_t grain,
                        wf_code (*task)(void *user, uint64_t i, size_t thread, wf_error *err), void *user,
                        wf_error *err) {
    if (n == 0) return WF_OK;
    if (grain == 0) grain = 1;
    uint64_t runs = n / grain + (n % grain != 0);
    if (n_threads > runs) n_threads = (size_t)runs;
    loop_run run = {.task = task, .user = user, .n = n, .grain = grain};
    pthread_mutex_init(&run.lock, NULL);
    run_threads(n_threads, loop_thread, &run);
    pthread_mutex_destroy(&run.lock);
    if (run.code != WF_OK && err) *err = run.error;
    return run.code;
}

size_t wf_n_cores(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (size_t)n;
}
