/* The centres of copy groups: which of them a text is compared with. */
#include "cluster/centres.h"
#include "support/dump.h"

enum { KEYS = 6 };

static void near_centres_come_by_the_buckets_they_share(void **state) {
    (void)state;
    static const uint32_t sizes[] = {5, 5, 5, 5};
    wf_budget budget = {.limit = SIZE_MAX};
    wf_centres centres;
    assert_ok(wf_centres_open(&centres, &budget, sizes, 4, &error));
    /* Keys are bucket numbers plus one; 0: a band in which a text is alone. */
    static const uint64_t one[KEYS] = {1, 0, 0, 0, 0, 0}, two[KEYS] = {1, 2, 0, 0, 0, 0},
                          three[KEYS] = {1, 2, 3, 0, 0, 0}, other[KEYS] = {0, 0, 0, 4, 0, 0};
    static const uint64_t asked[KEYS] = {1, 2, 3, 0, 0, 0}, alone[KEYS] = {0};
    assert_int_equal(wf_centres_add(&centres, one, KEYS, 30), 0);
    assert_int_equal(wf_centres_add(&centres, two, KEYS, 20), 0);
    assert_int_equal(wf_centres_add(&centres, three, KEYS, 40), 0);
    assert_int_equal(wf_centres_add(&centres, one, KEYS, 10), 0);
    assert_int_equal(wf_centres_add(&centres, other, KEYS, 5), 0);
    uint32_t near[8];
    size_t n_left;
    assert_int_equal(wf_centres_near(&centres, asked, KEYS, near, 8, &n_left), 4);
    static const uint32_t want[] = {40, 20, 10, 30}; /* three shared buckets, two, one and one */
    assert_memory_equal(near, want, sizeof want);
    assert_int_equal(n_left, 0);
    assert_int_equal(wf_centres_near(&centres, asked, KEYS, near, 2, &n_left), 2);
    assert_memory_equal(near, want, 2 * sizeof *want);
    assert_int_equal(n_left, 2);
    assert_int_equal(wf_centres_near(&centres, alone, KEYS, near, 8, &n_left), 0);
    assert_int_equal(n_left, 0);
    wf_centres_close(&centres);
    assert_int_equal(budget.used, 0);
}

static void a_full_bucket_takes_no_more_and_is_counted_once(void **state) {
    (void)state;
    static const uint32_t sizes[] = {100, 3};
    wf_budget budget = {.limit = SIZE_MAX};
    wf_centres centres;
    assert_ok(wf_centres_open(&centres, &budget, sizes, 2, &error));
    static const uint64_t keys[KEYS] = {1, 0, 0, 0, 0, 0}, small[KEYS] = {0, 2, 0, 0, 0, 0};
    size_t refused = 0, n_left;
    for (uint32_t t = 0; t < 90; t++) refused += wf_centres_add(&centres, keys, KEYS, t);
    assert_int_equal(refused, 1);
    uint32_t near[WF_CENTRES_COMPARED];
    assert_int_equal(wf_centres_near(&centres, keys, KEYS, near, WF_CENTRES_COMPARED, &n_left),
                     WF_BUCKET_CENTRES);
    for (uint32_t i = 0; i < WF_BUCKET_CENTRES; i++) assert_int_equal(near[i], i); /* the first ones stay */
    for (uint32_t t = 0; t < 3; t++) assert_int_equal(wf_centres_add(&centres, small, KEYS, 200 + t), 0);
    assert_int_equal(wf_centres_near(&centres, small, KEYS, near, WF_CENTRES_COMPARED, &n_left), 3);
    wf_centres_close(&centres);
}

static void no_buckets_no_centres(void **state) {
    (void)state;
    wf_budget budget = {.limit = SIZE_MAX};
    wf_centres centres;
    assert_ok(wf_centres_open(&centres, &budget, NULL, 0, &error));
    static const uint64_t keys[KEYS] = {0};
    uint32_t near[1];
    size_t n_left;
    assert_int_equal(wf_centres_add(&centres, keys, KEYS, 0), 0);
    assert_int_equal(wf_centres_near(&centres, keys, KEYS, near, 1, &n_left), 0);
    wf_centres_close(&centres);
    wf_centres_close(&centres);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_centres_come_by_the_buckets_they_share),
        cmocka_unit_test(a_full_bucket_takes_no_more_and_is_counted_once),
        cmocka_unit_test(no_buckets_no_centres),
    };
    return cmocka_run_group_tests_name("centres", tests, NULL, NULL);
}
