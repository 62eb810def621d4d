#include "base/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "support/check.h"
#include "support/words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { MAX_SLOTS = 9, MAX_BATCHES = 200, NEVER = 1 << 30 };
static const size_t thread_counts[] = {1, 2, 8};

static void sleep_us(uint64_t us) {
    struct timespec t = {(time_t)(us / 1000000), (long)(us % 1000000) * 1000};
    nanosleep(&t, NULL);
}

/* ------------------------------------------------------------------------------------------------- pipeline */

/* A pipeline of numbered batches; a step fails at the batches named. What goes wrong in a thread is noted in wrong. */
typedef struct {
    int n_batches, read_fails, work_fails, work_fails_too, write_fails;
    size_t n_threads;
    uint64_t work_us; /* longest work */
    int next, n_written;
    bool ended;
    int slot[MAX_SLOTS];
    uint64_t result[MAX_SLOTS];
    int written[MAX_BATCHES];
    atomic_int readers, writers, busy[MAX_SLOTS], in_thread[MAX_SLOTS];
    atomic_bool wrong;
} numbers;

static void check(numbers *p, bool holds) {
    if (!holds) atomic_store(&p->wrong, true);
}

static wf_code numbers_read(void *user, size_t slot, bool *end, wf_error *err) {
    numbers *p = user;
    check(p, atomic_fetch_add(&p->readers, 1) == 0);
    check(p, slot <= p->n_threads && !p->ended && atomic_load(&p->busy[slot]) == 0);
    atomic_store(&p->busy[slot], 1);
    int batch = p->next++;
    wf_code code = WF_OK;
    p->slot[slot] = batch;
    if (batch == p->read_fails) code = wf_fail(err, WF_E_FORMAT, "reading batch %d", batch);
    *end = code == WF_OK && batch >= p->n_batches;
    p->ended = code != WF_OK || *end;
    atomic_fetch_sub(&p->readers, 1);
    return code;
}

static wf_code numbers_work(void *user, size_t slot, size_t thread, wf_error *err) {
    numbers *p = user;
    check(p, thread < p->n_threads && atomic_fetch_add(&p->in_thread[thread], 1) == 0);
    check(p, atomic_fetch_add(&p->busy[slot], 1) == 1);
    int batch = p->slot[slot];
    uint64_t random = (uint64_t)batch;
    if (p->work_us) sleep_us(random_below(&random, p->work_us));
    p->result[slot] = (uint64_t)batch * 3;
    atomic_fetch_sub(&p->in_thread[thread], 1);
    if (batch == p->work_fails || batch == p->work_fails_too)
        return wf_fail(err, WF_E_NOMEM, "working on batch %d", batch);
    return WF_OK;
}

static wf_code numbers_write(void *user, size_t slot, wf_error *err) {
    numbers *p = user;
    check(p, atomic_fetch_add(&p->writers, 1) == 0);
    check(p, p->result[slot] == (uint64_t)p->slot[slot] * 3 && p->n_written < MAX_BATCHES);
    check(p, atomic_exchange(&p->busy[slot], 0) == 2);
    wf_code code = WF_OK;
    if (p->slot[slot] == p->write_fails)
        code = wf_fail(err, WF_E_IO, "writing batch %d", p->slot[slot]);
    else
        p->written[p->n_written++] = p->slot[slot];
    atomic_fetch_sub(&p->writers, 1);
    return code;
}

static wf_code run_numbers(numbers *p, size_t n_threads, wf_error *err) {
    wf_pipeline pipeline = {numbers_read, numbers_work, numbers_write, p};
    p->n_threads = n_threads;
    wf_code code = wf_pipeline_run(&pipeline, n_threads, err);
    assert_false(atomic_load(&p->wrong));
    for (int i = 0; i < p->n_written; i++) assert_int_equal(p->written[i], i);
    return code;
}

static void test_batches_are_written_in_order(void **state) {
    (void)state;
    static const int batches[] = {0, 1, 2, 3, 9, 10, MAX_BATCHES};
    static const uint64_t work_us[] = {0, 300};
    wf_error err;
    for (size_t t = 0; t < COUNT(thread_counts); t++)
        for (size_t b = 0; b < COUNT(batches); b++)
            for (size_t w = 0; w < COUNT(work_us); w++) {
                numbers p = {.n_batches = batches[b],
                             .read_fails = NEVER,
                             .work_fails = NEVER,
                             .work_fails_too = NEVER,
                             .write_fails = NEVER,
                             .work_us = work_us[w]};
                assert_ok(run_numbers(&p, thread_counts[t], &err));
                assert_int_equal(p.n_written, batches[b]);
                assert_int_equal(p.next, batches[b] + 1);
            }
}

static void test_first_failure_in_order_is_returned(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int read_fails, work_fails, work_fails_too, write_fails;
        wf_code code;
        const char *what;
        int n_written;
    } cases[] = {
        {"first read", 0, NEVER, NEVER, NEVER, WF_E_FORMAT, "reading batch 0", 0},
        {"later read", 17, NEVER, NEVER, NEVER, WF_E_FORMAT, "reading batch 17", 17},
        {"read instead of the end", 40, NEVER, NEVER, NEVER, WF_E_FORMAT, "reading batch 40", 40},
        {"first work", NEVER, 0, NEVER, NEVER, WF_E_NOMEM, "working on batch 0", 0},
        {"last work", NEVER, 39, NEVER, NEVER, WF_E_NOMEM, "working on batch 39", 39},
        {"works one after the other", NEVER, 12, 13, NEVER, WF_E_NOMEM, "working on batch 12", 12},
        {"first write", NEVER, NEVER, NEVER, 0, WF_E_IO, "writing batch 0", 0},
        {"last write", NEVER, NEVER, NEVER, 39, WF_E_IO, "writing batch 39", 39},
        {"read after work", 15, 14, NEVER, NEVER, WF_E_NOMEM, "working on batch 14", 14},
        {"write before work", NEVER, 21, 22, 20, WF_E_IO, "writing batch 20", 20},
        {"write before work before read", 7, 6, NEVER, 5, WF_E_IO, "writing batch 5", 5},
    };
    wf_error err;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t t = 0; t < COUNT(thread_counts); t++)
            for (int repeat = 0; repeat < 5; repeat++) {
                numbers p = {.n_batches = 40,
                             .read_fails = cases[i].read_fails,
                             .work_fails = cases[i].work_fails,
                             .work_fails_too = cases[i].work_fails_too,
                             .write_fails = cases[i].write_fails,
                             .work_us = repeat % 2 ? 200 : 0};
                assert_fails(run_numbers(&p, thread_counts[t], &err), cases[i].code, cases[i].what);
                if (p.n_written != cases[i].n_written)
                    fail_msg("%s, %zu threads: %d batches written", cases[i].name, thread_counts[t],
                             p.n_written);
            }
    numbers p = {
        .n_batches = 3, .read_fails = NEVER, .work_fails = 1, .work_fails_too = NEVER, .write_fails = NEVER};
    assert_int_equal(run_numbers(&p, 2, NULL), WF_E_NOMEM);
}

/* ------------------------------------------------------------------------------------------------- loops */

typedef struct {
    uint64_t n;
    size_t n_threads;
    atomic_int *calls;
    const uint64_t *fails; /* n_fails indices, ascending */
    size_t n_fails;
    atomic_int together; /* threads that have come to a meeting */
    atomic_bool wrong;
} loop;

static wf_code count_call(void *user, uint64_t i, size_t thread, wf_error *err) {
    loop *l = user;
    if (i >= l->n || thread >= l->n_threads) {
        atomic_store(&l->wrong, true);
        return WF_OK;
    }
    atomic_fetch_add(&l->calls[i], 1);
    for (size_t f = 0; f < l->n_fails; f++)
        if (l->fails[f] == i) return wf_fail(err, WF_E_CORRUPT, "task %llu.", (unsigned long long)i);
    return WF_OK;
}

static void test_loop_calls_every_task_once(void **state) {
    (void)state;
    static const uint64_t sizes[] = {0, 1, 2, 7, 64, 1000, 1001},
                          grains[] = {0, 1, 3, 64, 1000, 5000, UINT64_MAX};
    wf_error err;
    for (size_t s = 0; s < COUNT(sizes); s++)
        for (size_t g = 0; g < COUNT(grains); g++)
            for (size_t t = 0; t < COUNT(thread_counts); t++) {
                loop l = {.n = sizes[s], .n_threads = thread_counts[t]};
                l.calls = calloc(l.n + 1, sizeof *l.calls);
                assert_ok(wf_parallel_for(l.n_threads, l.n, grains[g], count_call, &l, &err));
                assert_false(atomic_load(&l.wrong));
                for (uint64_t i = 0; i < l.n; i++) assert_int_equal(atomic_load(&l.calls[i]), 1);
                free(l.calls);
            }
}

static void test_loop_returns_the_smallest_failure(void **state) {
    (void)state;
    enum { N = 64 };
    uint64_t all[N];
    for (uint64_t i = 0; i < N; i++) all[i] = i;
    static const uint64_t first[] = {0}, last[] = {63}, some[] = {10, 11, 40}, same_run[] = {17, 18, 19};
    const struct {
        const uint64_t *fails;
        size_t n_fails;
        const char *what;
    } cases[] = {{all, N, "task 0."},   {all + 1, N - 1, "task 1."}, {first, 1, "task 0."},
                 {last, 1, "task 63."}, {some, 3, "task 10."},       {same_run, 3, "task 17."}};
    static const uint64_t grains[] = {1, 8, 100};
    wf_error err;
    for (size_t c = 0; c < COUNT(cases); c++)
        for (size_t g = 0; g < COUNT(grains); g++)
            for (size_t t = 0; t < COUNT(thread_counts); t++)
                for (int repeat = 0; repeat < 50; repeat++) {
                    atomic_int calls[N] = {0};
                    loop l = {.n = N,
                              .n_threads = thread_counts[t],
                              .calls = calls,
                              .fails = cases[c].fails,
                              .n_fails = cases[c].n_fails};
                    assert_fails(wf_parallel_for(l.n_threads, N, grains[g], count_call, &l, &err),
                                 WF_E_CORRUPT, cases[c].what);
                }
}

static wf_code meet(void *user, uint64_t i, size_t thread, wf_error *err) {
    (void)i, (void)thread;
    loop *l = user;
    atomic_fetch_add(&l->together, 1);
    for (int waited = 0; atomic_load(&l->together) < 2; waited++) {
        if (waited == 100000) return wf_fail(err, WF_E_PARAM, "nobody else came");
        sleep_us(100);
    }
    return WF_OK;
}

static wf_code meet_in_work(void *user, size_t slot, size_t thread, wf_error *err) {
    return meet(user, slot, thread, err);
}
static wf_code two_reads(void *user, size_t slot, bool *end, wf_error *err) {
    (void)slot, (void)err;
    loop *l = user;
    *end = l->n == 2;
    l->n += !*end;
    return WF_OK;
}
static wf_code write_nothing(void *user, size_t slot, wf_error *err) {
    (void)user, (void)slot, (void)err;
    return WF_OK;
}

static void test_work_runs_at_the_same_time(void **state) {
    (void)state;
    wf_error err;
    loop tasks = {0}, batches = {0};
    assert_ok(wf_parallel_for(2, 2, 1, meet, &tasks, &err));
    wf_pipeline pipeline = {two_reads, meet_in_work, write_nothing, &batches};
    assert_ok(wf_pipeline_run(&pipeline, 2, &err));
}

static void test_there_are_cores(void **state) {
    (void)state;
    assert_in_range(wf_n_cores(), 1, 1 << 20);
}

int main(void) {
    alarm(300); /* a deadlock ends the program */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_batches_are_written_in_order),
        cmocka_unit_test(test_first_failure_in_order_is_returned),
        cmocka_unit_test(test_loop_calls_every_task_once),
        cmocka_unit_test(test_loop_returns_the_smallest_failure),
        cmocka_unit_test(test_work_runs_at_the_same_time),
        cmocka_unit_test(test_there_are_cores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
