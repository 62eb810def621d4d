/* Single texts that join a cluster by their best pairs. */
#include "cluster/singles.h"

#include "support/dump.h"

enum { N = 40 };

/* Nodes 0 to size - 1 are one cluster, the others alone; pairs of node `single` with the first n of the cluster have p[i]. */
static void join(uint32_t size, uint32_t single, const float *p, size_t n, uint32_t *cluster) {
    wf_scored_pair pairs[N];
    for (uint32_t i = 0; i < N; i++) cluster[i] = i < size ? 0 : i;
    for (uint32_t i = 0; i < n; i++)
        pairs[i] = (wf_scored_pair){i < single ? i : single, i < single ? single : i, p[i], true};
    assert_ok(wf_join_singles(pairs, n, cluster, N, .7, &error));
}

static void a_single_joins_what_its_best_pairs_are_sure_of(void **state) {
    (void)state;
    uint32_t cluster[N];
    static const float sure[] = {.9f, .1f, .8f, .7f}, unsure[] = {.9f, .1f, .6f, .5f};
    join(9, 20, sure, 4, cluster); /* three of nine count: .8 */
    assert_int_equal(cluster[20], 0);
    join(9, 20, unsure, 4, cluster); /* .67 */
    assert_int_equal(cluster[20], 20);
    static const float two[] = {.95f, .95f};
    join(5, 20, two, 2, cluster); /* three count, and one is not listed */
    assert_int_equal(cluster[20], 20);
    join(4, 20, sure, 4, cluster); /* too small a cluster */
    assert_int_equal(cluster[20], 20);
    float many[N];
    for (int i = 0; i < N; i++) many[i] = i < WF_CLUSTER_SAMPLE ? .8f : 0;
    join(30, 35, many, 30, cluster); /* no more than the sample counts */
    assert_int_equal(cluster[35], 0);
    join(24, 35, many, 24, cluster);
    assert_int_equal(cluster[35], 0);
    many[0] = 0;
    join(24, 35, many, 24, cluster); /* seven of eight */
    assert_int_equal(cluster[35], 0);
    many[1] = 0;
    join(24, 35, many, 24, cluster); /* six of eight: .6 */
    assert_int_equal(cluster[35], 35);
}

static void the_cluster_of_the_highest_mean_is_joined_and_nothing_chains(void **state) {
    (void)state;
    /* Clusters {1 ... 5}, {7 ... 11}; 0, 6 and 12 are alone. 0 is like both, more like the second; 6 is like 0 alone; 12 is
     * like the first as much as like the second. */
    uint32_t cluster[] = {0, 1, 1, 1, 1, 1, 6, 7, 7, 7, 7, 7, 12};
    static const wf_scored_pair pairs[] = {
        {0, 1, .75f, true}, {0, 2, .75f, true}, {0, 3, .75f, true}, {0, 6, .99f, true}, {0, 7, .8f, true},
        {0, 8, .8f, true},  {0, 9, .8f, true},  {1, 12, .9f, true}, {2, 12, .9f, true}, {3, 12, .9f, true},
        {7, 12, .9f, true}, {8, 12, .9f, true}, {9, 12, .9f, true}};
    assert_ok(wf_join_singles(pairs, sizeof pairs / sizeof *pairs, cluster, 13, .7, &error));
    /* 0 is the smallest of what it joined, which is known by it from now on. */
    static const uint32_t want[] = {0, 1, 1, 1, 1, 1, 6, 0, 0, 0, 0, 0, 1};
    assert_memory_equal(cluster, want, sizeof want);
}

static void nothing_joins_without_pairs(void **state) {
    (void)state;
    uint32_t cluster[] = {0, 0, 0, 3};
    assert_ok(wf_join_singles(NULL, 0, cluster, 4, .7, &error));
    static const uint32_t want[] = {0, 0, 0, 3};
    assert_memory_equal(cluster, want, sizeof want);
    assert_ok(wf_join_singles(NULL, 0, cluster, 0, .7, &error));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_joins_what_its_best_pairs_are_sure_of),
        cmocka_unit_test(the_cluster_of_the_highest_mean_is_joined_and_nothing_chains),
        cmocka_unit_test(nothing_joins_without_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
