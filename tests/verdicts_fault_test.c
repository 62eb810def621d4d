/*
 * Allocations that fail while stories are judged: the n-th one, for n = 1, 2, 3 ... until all is judged untouched. It is
 * told as what it is, or else nothing is different; nothing is left behind that closing does not free.
 */
#include "support/failing.h"

#include "support/dump.h"
#include "support/tellings.h"

#ifdef CAN_FAIL
/* Versions enough that there is support, findings and a pair without dates. */
static wf_run *make_run(unsigned threads) {
    static const char *const bodies[] = {TOLD_ORIGINAL, TOLD_SPUN, TOLD_TRANSLATED, TOLD_REWRITTEN};
    wf_options options;
    wf_options_init(&options);
    options.threads = threads;
    wf_run *run = open_run(&options);
    for (int i = 0; i < 4; i++) {
        char id[8];
        snprintf(id, sizeof id, "s%d", i);
        add_story(run, id, bodies[i], i * (int64_t)3600000);
    }
    add_story(run, "x", other_text, WF_NO_DATE);
    return run;
}

static uint64_t sum_of(wf_run *run, wf_code *code) {
    uint64_t sum = 0;
    for (uint64_t i = 0; *code == WF_OK && i < wf_run_n_stories(run); i++) {
        wf_judgement j;
        *code = wf_run_judgement(run, i, &j, &error);
        if (*code != WF_OK) break;
        sum = sum * 31 + (uint64_t)j.verdict * 7 + j.n_findings;
        for (size_t k = 0; k < j.n_findings; k++)
            sum = sum * 31 + j.findings[k].copy_begin + j.findings[k].copy.len;
    }
    return sum;
}

static void assert_told(wf_code code, bool hit, long n) {
    if (code != WF_OK && (!hit || code != WF_E_NOMEM || error.code != WF_E_NOMEM || !error.what[0]))
        fail_msg("allocation %ld: code %d, '%s'", n, code, error.what);
}

/* Clustering, and of it the stage of verdicts, which comes last. */
static void harm_runs(unsigned threads, long every) {
    wf_code code = WF_OK;
    wf_run *run = make_run(threads);
    fail_allocation(1000000000);
    cluster(run);
    long n_calls = 1000000000 - atomic_load(&calls_to_failure);
    atomic_store(&calls_to_failure, 0);
    uint64_t wanted = sum_of(run, &code);
    assert_ok(code);
    wf_run_close(run);
    for (long n = 1; n < n_calls + 20; n += every) {
        run = make_run(threads);
        fail_allocation(n);
        code = wf_run_cluster(run, &error);
        assert_told(code, allocation_failed(), n);
        if (code == WF_OK && sum_of(run, &code) != wanted) fail_msg("allocation %ld: another result", n);
        wf_run_close(run);
    }
}

static void test_a_run_on_one_thread(void **state) {
    (void)state;
    harm_runs(1, 1);
}

static void test_a_run_on_threads(void **state) {
    (void)state;
    harm_runs(3, 5);
}

/* What is asked afterwards. */
static void test_judgements(void **state) {
    (void)state;
    wf_run *run = make_run(1);
    wf_code code = WF_OK;
    cluster(run);
    uint64_t wanted = sum_of(run, &code);
    assert_ok(code);
    bool hit = true;
    for (long n = 1; hit; n++) {
        code = WF_OK;
        fail_allocation(n);
        uint64_t sum = sum_of(run, &code);
        hit = allocation_failed();
        assert_told(code, hit, n);
        if (code == WF_OK && sum != wanted) fail_msg("allocation %ld: another result", n);
    }
    wf_run_close(run);
}

static void test_comparisons(void **state) {
    (void)state;
    wf_story a = {.id = str("a"), .body = str(TOLD_ORIGINAL), .published_ms = WF_NO_DATE},
             b = {.id = str("b"), .body = str(TOLD_TRANSLATED), .published_ms = WF_NO_DATE};
    wf_options options;
    wf_options_init(&options);
    options.threads = 1;
    size_t n_findings = 0;
    bool hit = true;
    for (long n = 0; n == 0 || hit; n++) {
        wf_comparison *c = NULL;
        fail_allocation(n);
        wf_code code = wf_compare(&a, &b, &options, &c, &error);
        hit = allocation_failed();
        assert_told(code, hit, n);
        if (code != WF_OK) {
            assert_null(c);
            continue;
        }
        if (n == 0) n_findings = c->judgement.n_findings;
        assert_int_equal(c->judgement.verdict, WF_VERDICT_MACHINE_TRANSLATED);
        assert_int_equal(c->judgement.n_findings, n_findings);
        wf_comparison_free(c);
    }
}
#endif

int main(void) {
#ifdef CAN_FAIL
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_on_one_thread),
        cmocka_unit_test(test_a_run_on_threads),
        cmocka_unit_test(test_judgements),
        cmocka_unit_test(test_comparisons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
#else
    printf("[  SKIPPED ] 1 test(s): allocations cannot be made to fail here\n");
    return 0;
#endif
}
