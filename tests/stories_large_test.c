/* Story clusters of many texts: what they cost, in pairs that are asked for and in time. */
#include <stdatomic.h>
#include <time.h>

#include "base/memory.h"
#include "cluster/stories.h"
#include "support/dump.h"
#include "support/words.h"

#ifndef WF_SANITIZED
#define WF_SANITIZED 0
#endif

static uint32_t below(uint64_t *state, uint32_t n) {
    return (uint32_t)((random_next(state) >> 32) * n >> 32);
}

static double unit(uint64_t *state) {
    return (double)(random_next(state) >> 11) * 0x1p-53;
}

static int compare_u64(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* ------------------------------------------------------------------------------------------- many versions */

/* P of a pair of one large story: mean, and spread around it. */
typedef struct {
    double mean, spread, asked; /* asked: the mean of pairs that were no candidates */
    atomic_long n_scores;
} many_versions;

static float version_p(const many_versions *story, double mean, uint32_t a, uint32_t b) {
    uint64_t state = (uint64_t)a << 32 | b;
    return (float)(mean + story->spread * (unit(&state) - .5));
}

static wf_code score_versions(void *user, uint32_t a, uint32_t b, size_t thread, float *p, wf_error *err) {
    (void)thread;
    (void)err;
    many_versions *story = user;
    atomic_fetch_add(&story->n_scores, 1);
    *p = version_p(story, story->asked, a, b);
    return WF_OK;
}

/* Merges n versions, each a candidate of some 12 others; returns how many clusters there are. */
static uint32_t merge_versions(many_versions *story, uint32_t n, wf_merging_counts *counts) {
    enum { OTHERS = 6 };
    uint64_t seed = 5, *keys = malloc((size_t)n * OTHERS * sizeof *keys);
    wf_scored_pair *pairs = malloc((size_t)n * OTHERS * sizeof *pairs);
    uint32_t *cluster = malloc(n * sizeof *cluster), n_clusters = 0;
    size_t n_keys = 0, n_pairs = 0;
    assert_true(keys && pairs && cluster);
    for (uint32_t a = 0; a < n; a++)
        for (int k = 0; k < OTHERS; k++) {
            uint32_t b = below(&seed, n);
            if (a != b) keys[n_keys++] = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
        }
    qsort(keys, n_keys, sizeof *keys, compare_u64);
    for (size_t i = 0; i < n_keys; i++) {
        uint32_t a = (uint32_t)(keys[i] >> 32), b = (uint32_t)keys[i];
        if (i == 0 || keys[i] != keys[i - 1])
            pairs[n_pairs++] = (wf_scored_pair){a, b, version_p(story, story->mean, a, b), true};
    }
    wf_merging merging = {.n = n,
                          .pairs = pairs,
                          .n_pairs = n_pairs,
                          .threshold = .5,
                          .lone_threshold = .7,
                          .n_threads = 2,
                          .score = score_versions,
                          .user = story};
    assert_ok(wf_merge_stories(&merging, cluster, counts, &error));
    for (uint32_t i = 0; i < n; i++) n_clusters += cluster[i] == i;
    assert_int_equal(counts->n_scored, atomic_load(&story->n_scores));
    free(keys);
    free(pairs);
    free(cluster);
    return n_clusters;
}

/* However many versions a story has, each is compared with some others, not with a share of them. */
static void many_versions_cost_so_many_pairs_each(void **state) {
    (void)state;
    for (uint32_t n = 1000; n <= 16000; n *= 4) {
        wf_merging_counts counts;
        many_versions same = {.mean = .92, .asked = .92};
        assert_int_equal(merge_versions(&same, n, &counts), 1);
        assert_true(counts.n_scored <= 16 * (uint64_t)n);
        assert_int_equal(counts.n_left, 0);
        many_versions spread = {.mean = .85, .asked = .85, .spread = .28};
        assert_int_equal(merge_versions(&spread, n, &counts), 1);
        assert_true(counts.n_scored <= 26 * (uint64_t)n);
        assert_int_equal(counts.n_left, 0);
    }
}

/* Where candidates are far more alike than the rest, so that looking never ends well, it ends all the same. */
static void a_story_asks_for_so_many_pairs_at_most(void **state) {
    (void)state;
    enum { N = 8000 };
    wf_merging_counts counts;
    many_versions doubtful = {.mean = .85, .asked = .5, .spread = .3};
    merge_versions(&doubtful, N, &counts);
    assert_true(counts.n_scored <= (uint64_t)N * WF_ASKED_OF_NODE + WF_ASKED_AT_LEAST);
}

/* --------------------------------------------------------------------------------------------- large ones */

/* A large graph: P of a pair that is no candidate is fixed by its story, or given. */
typedef struct {
    wf_scored_pair *pairs;
    size_t n, cap;
    const uint32_t *story; /* of nodes: .9 inside; NULL: other for all */
    float other;
    atomic_ulong n_scores;
} large;

static void put_pair(large *l, uint32_t a, uint32_t b, double p) {
    assert_true(wf_grow(&l->pairs, &l->cap, l->n + 1, sizeof *l->pairs));
    l->pairs[l->n++] =
        a < b ? (wf_scored_pair){a, b, (float)p, true} : (wf_scored_pair){b, a, (float)p, true};
}

static int compare_pairs(const void *x, const void *y) {
    const wf_scored_pair *p = x, *q = y;
    if (p->a != q->a) return p->a < q->a ? -1 : 1;
    return (p->b > q->b) - (p->b < q->b);
}

static void sort_pairs(large *l) {
    qsort(l->pairs, l->n, sizeof *l->pairs, compare_pairs);
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (n == 0 || compare_pairs(&l->pairs[n - 1], &l->pairs[i])) l->pairs[n++] = l->pairs[i];
    l->n = n;
}

static wf_code score_in_large(void *user, uint32_t a, uint32_t b, size_t thread, float *p, wf_error *err) {
    (void)thread, (void)err;
    large *l = user;
    atomic_fetch_add(&l->n_scores, 1);
    *p = l->story && l->story[a] == l->story[b] ? .9F : l->other;
    return WF_OK;
}

/* Returns the number of clusters; says how long it took if WF_TIMES is set. */
static uint32_t merge_large(large *l, const char *what, uint32_t n, double threshold,
                            wf_merging_counts *counts) {
    uint32_t *cluster = malloc((n + 1) * sizeof *cluster), n_clusters = 0;
    assert_non_null(cluster);
    atomic_store(&l->n_scores, 0);
    wf_merging merging = {.n = n,
                          .pairs = l->pairs,
                          .n_pairs = l->n,
                          .threshold = threshold,
                          .lone_threshold = threshold,
                          .n_threads = 2,
                          .score = score_in_large,
                          .user = l};
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_ok(wf_merge_stories(&merging, cluster, counts, &error));
    clock_gettime(CLOCK_MONOTONIC, &end);
    for (uint32_t i = 0; i < n; i++) n_clusters += cluster[i] == i;
    assert_int_equal(counts->n_scored, atomic_load(&l->n_scores));
    if (getenv("WF_TIMES"))
        printf("%-36s %7u nodes %8zu pairs -> %6u clusters, %9llu scored, %6llu sampled, %6.2f s\n", what, n,
               l->n, n_clusters, (unsigned long long)counts->n_scored, (unsigned long long)counts->n_sampled,
               (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec));
    free(cluster);
    l->n = 0;
    return n_clusters;
}

/* Each of these would take minutes, or all memory, if anything in it were quadratic. */
static void large_components_take_linear_time(void **state) {
    (void)state;
    uint32_t scale = WF_SANITIZED ? 20 : 1, n;
    uint64_t seed = 5;
    large l = {0};
    wf_merging_counts counts;

    n = 100000 / scale;
    for (uint32_t i = 0; i < 3 * n; i++) {
        uint32_t a = below(&seed, n), b = below(&seed, n);
        if (a != b) put_pair(&l, a, b, .05 + .95 * unit(&seed));
    }
    sort_pairs(&l);
    assert_in_range(merge_large(&l, "random pairs", n, .5, &counts), n / 2, n);

    for (uint32_t i = 0; i + 1 < n; i++)
        for (uint32_t j = i + 1; j <= i + 10 && j < n; j++) put_pair(&l, i, j, j == i + 1 ? .9 : .4);
    assert_in_range(merge_large(&l, "a chain", n, .5, &counts), n / 10, n - 1);
    for (uint32_t i = 0; i + 1 < n; i++) put_pair(&l, i, i + 1, .9);
    l.other = .9F;
    assert_int_equal(merge_large(&l, "a chain of one story", n, .5, &counts), 1);

    for (int kind = 0; kind < 4; kind++) {
        n = (kind < 2 ? 50000 : 10000) / scale;
        static const char *const names[] = {"a star of strangers", "a star of one story",
                                            "a star joining in falling order", "a star joining in any order"};
        uint32_t hub = kind == 2 ? n - 1 : 0;
        l.other = kind == 0 ? 0 : .75F;
        for (uint32_t i = 0; i < n; i++)
            if (i != hub)
                put_pair(&l, hub, i, kind < 2 ? .9 : kind == 2 ? .5 + .4 * i / n : .5 + .4 * unit(&seed));
        sort_pairs(&l);
        assert_int_equal(merge_large(&l, names[kind], n, .3, &counts), kind ? 1 : n - 2);
    }

    n = 1000 / (scale > 1 ? 2 : 1);
    for (int kind = 0; kind < 3; kind++) {
        double p = .1 + .3 * kind;
        l.other = kind == 0 ? .01F : (float)p;
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t i = 0; i < 100; i++) {
                uint32_t b = below(&seed, n);
                if (a != b) put_pair(&l, a, b, p);
            }
        sort_pairs(&l);
        assert_int_equal(
            merge_large(&l, kind == 0 ? "a hot topic" : "a hot topic at higher p", n, .3, &counts),
            kind == 0 ? n : 1);
    }

    /* Many stories of 40 under one topic: tight inside, .2 across. */
    n = 3000 / (scale > 1 ? 2 : 1);
    uint32_t *story = malloc(n * sizeof *story);
    assert_non_null(story);
    for (uint32_t a = 0; a < n; a++) story[a] = below(&seed, n / 40);
    for (uint32_t a = 0; a < n; a++)
        for (uint32_t i = 0; i < 20; i++) {
            uint32_t b = below(&seed, n);
            if (i < 10)
                for (uint32_t tries = 0; tries < 400 && story[b] != story[a]; tries++) b = below(&seed, n);
            if (a != b) put_pair(&l, a, b, story[a] == story[b] ? .6 + .4 * unit(&seed) : .4 * unit(&seed));
        }
    sort_pairs(&l);
    l.story = story;
    l.other = .05F;
    assert_in_range(merge_large(&l, "stories under one topic", n, .45, &counts), n / 40 - 1,
                    n / 40 + n / 100);
    assert_true(counts.n_sampled > n / 50);
    free(story);

    /* A million components of two. */
    n = 2000000 / scale;
    for (uint32_t a = 0; a < n; a += 2) put_pair(&l, a, a + 1, unit(&seed));
    assert_in_range(merge_large(&l, "pairs alone", n, .5, &counts), n / 10 * 7, n / 10 * 8);
    free(l.pairs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_versions_cost_so_many_pairs_each),
        cmocka_unit_test(a_story_asks_for_so_many_pairs_at_most),
        cmocka_unit_test(large_components_take_linear_time),
    };
    return cmocka_run_group_tests_name("large stories", tests, NULL, NULL);
}
