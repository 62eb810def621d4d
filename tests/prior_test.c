/* What the pairs of a dump say together: when P(same story) is lowered, and of which pairs. */
#include "verify/prior.h"

#include <math.h>

#include "engine/rewrites.h"
#include "support/dump.h"

static double shift_of(size_t n_sure, size_t n_doubtful) {
    wf_prior prior = {0};
    for (size_t i = 0; i < n_sure; i++) wf_prior_add(&prior, i % 8 ? .995 : .9, 1);
    for (size_t i = 0; i < n_doubtful; i++) wf_prior_add(&prior, .02 + .9 * (double)(i % 50) / 50, 1);
    return wf_prior_shift(&prior);
}

static void few_pairs_and_sure_ones_change_nothing(void **state) {
    (void)state;
    assert_true(shift_of(0, 0) == 0);
    assert_true(shift_of(0, 2) == 0);
    assert_true(shift_of(200, 0) == 0);
    assert_true(shift_of(200, 60) == 0);
}

static void many_doubtful_pairs_and_hardly_a_sure_one_lower_all(void **state) {
    (void)state;
    assert_true(shift_of(0, 100) < -2);
    assert_true(shift_of(3, 200) < -2);
    assert_true(shift_of(0, 100000) > -20);
    for (size_t n = 1; n < 100000; n *= 2) /* the more of them, the lower; the more sure ones, the less */
        assert_true(shift_of(0, 2 * n) <= shift_of(0, n) && shift_of(n / 8, n) >= shift_of(0, n));
}

static void pairs_below_the_least_do_not_count(void **state) {
    (void)state;
    wf_prior prior = {0};
    for (int i = 0; i < 1000; i++) wf_prior_add(&prior, WF_PRIOR_LEAST * .99, 1);
    assert_true(wf_prior_shift(&prior) == 0);
    wf_prior_add(&prior, 0, 1);
    wf_prior_add(&prior, 1, 1);
    assert_true(wf_prior_shift(&prior) == 0);
    for (int i = 0; i < 1000; i++) wf_prior_add(&prior, WF_PRIOR_LEAST * 1.01, 1);
    assert_true(wf_prior_shift(&prior) < -2);
}

static void a_shift_keeps_the_order_of_probabilities(void **state) {
    (void)state;
    assert_true(wf_prior_apply(.3, 0) == .3);
    assert_true(fabs(wf_prior_apply(.5, -1) - 1 / (1 + exp(1))) < 1e-12);
    double last = -1;
    for (int i = 0; i <= 1000; i++) {
        double p = wf_prior_apply(i / 1000., -2.5);
        assert_true(p > last && p >= 0 && p <= 1);
        assert_true(i == 0 || i == 1000 || p < i / 1000.);
        last = p;
    }
}

/* A dump of n unlike stories; the first n_named are of one source, the first n_dated have a date, the first n_english are so. */
static wf_run *open_dump(uint32_t n, uint32_t n_named, uint32_t n_dated, uint32_t n_english) {
    wf_run *run = open_run(NULL);
    text_maker maker = {7};
    for (uint32_t i = 0; i < n; i++) {
        char id[16], *body = make_text(&maker, 40);
        snprintf(id, sizeof id, "%u", i);
        wf_story story = {.id = str(id),
                          .body = str(body),
                          .source = str(i < n_named ? "The Lisse Courier" : ""),
                          .language = str(i < n_english ? "en" : "fr"),
                          .published_ms = i < n_dated ? 1000 * (int64_t)i : WF_NO_DATE};
        assert_ok(wf_run_add(run, &story, &error));
        free(body);
    }
    cluster(run);
    return run;
}

/* The text that holds story i. */
static uint32_t text_of(const wf_run *run, uint32_t i) {
    for (uint32_t t = 0; t < run->n_texts; t++)
        if (wf_first_story(run, t) == i) return t;
    fail_msg("story %u speaks for no text", i);
    return 0;
}

/* Pairs of each story of the first n with the next, all of one P(same story) and overlap. */
static void find_prior_of(wf_run *run, uint32_t n, float p, float overlap) {
    wf_same_story *pairs = calloc(n, sizeof *pairs);
    assert_non_null(pairs);
    for (uint32_t i = 0; i + 1 < n; i++)
        pairs[i] = (wf_same_story){text_of(run, i), text_of(run, i + 1), p, overlap, p};
    assert_ok(wf_find_prior(run, pairs, n - 1, &error));
    free(pairs);
}

static void find_prior(wf_run *run, uint32_t n, float p) {
    find_prior_of(run, n, p, .5f);
}

static void each_sort_of_pair_has_a_prior_of_its_own(void **state) {
    (void)state;
    enum { N = 120 };
    struct {
        uint32_t n_named, n_dated, n_english;
        wf_pair_sort sort;
        float overlap; /* 0: one that stands out */
    } cases[] = {{0, 0, N, WF_PAIR_OTHERS, 0}, {0, 0, N, WF_PAIR_AMONG_OTHERS, .11f},
                 {0, N, N, WF_PAIR_OTHERS, 0}, {N, 0, N, WF_PAIR_ONE_SOURCE, 0},
                 {N, N, N, WF_OWN_PRIOR, 0},   {0, 0, 0, WF_OWN_PRIOR, 0}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        wf_run *run = open_dump(N, cases[c].n_named, cases[c].n_dated, cases[c].n_english);
        float overlap = cases[c].overlap > 0 ? cases[c].overlap : .5f;
        find_prior_of(run, N, .2f, overlap);
        for (int sort = 0; sort < WF_PAIR_SORTS; sort++) {
            bool of_others = sort == WF_PAIR_OTHERS || sort == WF_PAIR_AMONG_OTHERS;
            bool is_of_others = cases[c].sort == WF_PAIR_OTHERS || cases[c].sort == WF_PAIR_AMONG_OTHERS;
            assert_true(run->prior_shift[sort] == 0 || sort == (int)cases[c].sort ||
                        (of_others && is_of_others));
        }
        wf_same_story pair = {text_of(run, 0), text_of(run, 1), .7f, overlap, .7f};
        if (cases[c].sort == WF_OWN_PRIOR)
            assert_true(wf_with_prior(run, &pair) == (double)pair.p);
        else
            assert_true(run->prior_shift[cases[c].sort] < -2 && wf_with_prior(run, &pair) < .3);
        wf_run_close(run);
    }
}

/* All pairs of one story weigh little more than one pair: a story told often says no more of other pairs. */
static void a_story_counts_once_however_many_pairs_it_has(void **state) {
    (void)state;
    enum { N = 150, MANY = 60 };
    wf_run *run = open_dump(N, 0, 0, N);
    size_t n = 0;
    wf_same_story *pairs = calloc(MANY * MANY + N, sizeof *pairs);
    assert_non_null(pairs);
    for (uint32_t i = 0; i < MANY; i++)
        for (uint32_t k = i + 1; k < MANY; k++)
            pairs[n++] = (wf_same_story){text_of(run, i), text_of(run, k), .999f, .5f, .999f};
    for (uint32_t i = MANY; i + 1 < N; i++)
        pairs[n++] = (wf_same_story){text_of(run, i), text_of(run, i + 1), .05f, .5f, .05f};
    assert_ok(wf_find_prior(run, pairs, n, &error));
    double many = run->prior_shift[WF_PAIR_OTHERS];
    find_prior(run, MANY, .05f);
    assert_true(many < 0 && run->prior_shift[WF_PAIR_OTHERS] < -2);
    free(pairs);
    wf_run_close(run);
}

/* Templates, of which the words say nothing, and days do not lower the share of rewrites. */
static void templates_and_days_do_not_count(void **state) {
    (void)state;
    enum { N = 120 };
    wf_run *run = open_dump(N, 0, N, N);
    wf_same_story pairs[N - 1];
    for (int by_days = 0; by_days < 2; by_days++) {
        for (uint32_t i = 0; i + 1 < N; i++)
            pairs[i] = (wf_same_story){text_of(run, i), text_of(run, i + 1), .05f, .5f, by_days ? .98f : 0};
        assert_ok(wf_find_prior(run, pairs, N - 1, &error));
        for (int sort = 0; sort < WF_PAIR_SORTS; sort++) assert_true(run->prior_shift[sort] == 0);
    }
    wf_run_close(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_pairs_and_sure_ones_change_nothing),
        cmocka_unit_test(many_doubtful_pairs_and_hardly_a_sure_one_lower_all),
        cmocka_unit_test(pairs_below_the_least_do_not_count),
        cmocka_unit_test(a_shift_keeps_the_order_of_probabilities),
        cmocka_unit_test(each_sort_of_pair_has_a_prior_of_its_own),
        cmocka_unit_test(a_story_counts_once_however_many_pairs_it_has),
        cmocka_unit_test(templates_and_days_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
