#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "cluster/excerpts.h"
#include "cluster/original.h"
#include "cluster/pairs.h"
#include "cluster/unionfind.h"
#include "support/check.h"
#include "support/words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ------------------------------------------------------------------------------------------------- union-find */

typedef struct {
    uint32_t a, b;
} join;

/* The smallest member of each set, by relabelling everything at every join. */
static void plain_roots(uint32_t *root, uint32_t n, const join *joins, size_t n_joins) {
    for (uint32_t i = 0; i < n; i++) root[i] = i;
    for (size_t k = 0; k < n_joins; k++) {
        uint32_t a = root[joins[k].a], b = root[joins[k].b], low = a < b ? a : b;
        for (uint32_t i = 0; i < n; i++)
            if (root[i] == a || root[i] == b) root[i] = low;
    }
}

static void shuffle(join *joins, size_t n, uint64_t *random) {
    for (size_t i = n; i > 1; i--) {
        size_t k = random_below(random, i);
        join swap = joins[i - 1];
        joins[i - 1] = joins[k];
        joins[k] = swap;
        if (random_below(random, 2)) joins[i - 1] = (join){joins[i - 1].b, joins[i - 1].a};
    }
}

static void test_roots_are_the_smallest_members(void **state) {
    (void)state;
    enum { N = 300 };
    static const size_t n_joins[] = {0, 1, 50, 150, 200, 600};
    uint32_t want[N];
    join joins[600];
    uint64_t random = 3;
    wf_error err;
    for (size_t c = 0; c < COUNT(n_joins); c++) {
        for (size_t k = 0; k < n_joins[c]; k++)
            joins[k] = (join){(uint32_t)random_below(&random, N), (uint32_t)random_below(&random, N)};
        plain_roots(want, N, joins, n_joins[c]);
        size_t n_sets = 0;
        for (uint32_t i = 0; i < N; i++) n_sets += want[i] == i;
        for (int repeat = 0; repeat < 20; repeat++) {
            wf_unionfind sets;
            size_t n_joined = 0;
            assert_ok(wf_unionfind_open(&sets, N, &err));
            for (size_t k = 0; k < n_joins[c]; k++) {
                bool apart = wf_unionfind_root(&sets, joins[k].a) != wf_unionfind_root(&sets, joins[k].b);
                assert_int_equal(wf_unionfind_join(&sets, joins[k].a, joins[k].b), apart);
                n_joined += apart;
            }
            for (uint32_t i = 0; i < N; i++) assert_int_equal(wf_unionfind_root(&sets, i), want[i]);
            wf_unionfind_flatten(&sets);
            for (uint32_t i = 0; i < N; i++) assert_int_equal(sets.parent[i], want[i]);
            assert_int_equal(n_joined, N - n_sets);
            wf_unionfind_close(&sets);
            shuffle(joins, n_joins[c], &random);
        }
    }
    wf_unionfind none;
    assert_ok(wf_unionfind_open(&none, 0, &err));
    wf_unionfind_close(&none);
    wf_unionfind_close(&none);
}

/* ------------------------------------------------------------------------------------------------- pairs */

static void test_edges_are_sorted_without_repeats(void **state) {
    (void)state;
    enum { N = 40, EDGES = 500 };
    uint64_t random = 6;
    bool seen[N][N] = {{false}};
    wf_edge edges[EDGES];
    size_t n = 0;
    for (size_t i = 0; i < EDGES; i++) {
        uint32_t a = (uint32_t)random_below(&random, N - 1),
                 b = a + 1 + (uint32_t)random_below(&random, N - 1 - a);
        edges[i] = (wf_edge){a, b, a + b, 100 + a, 100 + b};
        n += !seen[a][b];
        seen[a][b] = true;
    }
    assert_int_equal(wf_edges_sort(edges, EDGES), n);
    for (size_t i = 0; i < n; i++) {
        assert_true(seen[edges[i].a][edges[i].b]);
        assert_int_equal(edges[i].n_shared, edges[i].a + edges[i].b);
        assert_int_equal(edges[i].n_b, 100 + edges[i].b);
        if (i)
            assert_true(edges[i - 1].a < edges[i].a ||
                        (edges[i - 1].a == edges[i].a && edges[i - 1].b < edges[i].b));
    }
    for (uint32_t a = 0; a < N; a++)
        for (uint32_t b = 0; b < N; b++) {
            const wf_edge *e = wf_edges_find(edges, n, a, b);
            assert_int_equal(e != NULL, seen[a][b] || seen[b][a]);
            if (e) assert_true((e->a == a && e->b == b) || (e->a == b && e->b == a));
        }
    assert_int_equal(wf_edges_sort(NULL, 0), 0);
    assert_null(wf_edges_find(NULL, 0, 1, 2));
}

static void test_jaccard_of_edges(void **state) {
    (void)state;
    static const struct {
        uint32_t n_shared, n_a, n_b;
        double want;
    } cases[] = {{0, 0, 0, 0},
                 {0, 5, 5, 0},
                 {5, 5, 5, 1},
                 {2, 4, 3, .4},
                 {1, UINT32_MAX, UINT32_MAX, 1 / 8589934589.0},
                 {UINT32_MAX, UINT32_MAX, UINT32_MAX, 1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        wf_edge e = {0, 1, cases[i].n_shared, cases[i].n_a, cases[i].n_b};
        assert_true(wf_edge_jaccard(&e) == cases[i].want);
    }
}

/* ------------------------------------------------------------------------------------------------- originals */

/* date, agency, contained, matches, words, id hash, story */
#define LATE INT64_C(1700000000000)

static void test_claims_are_told_apart_for_a_reason(void **state) {
    (void)state;
    static const struct {
        const char *name;
        wf_claim better, worse;
        wf_why why;
    } cases[] = {
        {"earlier date over all else",
         {LATE - 1, 0, 0, 0, 0, 1, 9, 0},
         {LATE, 2, 5, 50, 0, 900, 1, 0},
         WF_WHY_DATE},
        {"any date over none",
         {LATE, 0, 0, 0, 0, 1, 9, 0},
         {WF_NO_DATE, 2, 5, 50, 0, 900, 1, 0},
         WF_WHY_DATE},
        {"before 1970", {-5, 0, 0, 0, 0, 1, 9, 0}, {0, 2, 5, 50, 0, 900, 1, 0}, WF_WHY_DATE},
        {"earliest date there is",
         {INT64_MIN + 1, 0, 0, 0, 0, 1, 9, 0},
         {-5, 2, 5, 50, 0, 900, 1, 0},
         WF_WHY_DATE},
        {"latest date over none",
         {INT64_MAX - 1, 0, 0, 0, 0, 1, 9, 0},
         {WF_NO_DATE, 2, 5, 5, 0, 9, 1, 0},
         WF_WHY_DATE},
        {"agency's dateline", {LATE, 3, 0, 0, 0, 1, 9, 0}, {LATE, 2, 5, 50, 0, 900, 1, 0}, WF_WHY_AGENCY},
        {"holds others, over a credit",
         {LATE, 0, 1, 0, 0, 1, 9, 0},
         {LATE, 2, 0, 50, 0, 900, 1, 0},
         WF_WHY_CONTAINS},
        {"holds more others", {LATE, 3, 2, 0, 0, 1, 9, 0}, {LATE, 3, 1, 50, 0, 900, 1, 0}, WF_WHY_CONTAINS},
        {"agency's credit", {LATE, 2, 1, 0, 0, 1, 9, 0}, {LATE, 1, 1, 50, 0, 900, 1, 0}, WF_WHY_AGENCY},
        {"no credit to others",
         {WF_NO_DATE, 1, 0, 0, 0, 1, 9, 0},
         {WF_NO_DATE, 0, 0, 50, 0, 900, 1, 0},
         WF_WHY_AGENCY},
        {"most matches", {LATE, 1, 1, 51, 0, 1, 9, 0}, {LATE, 1, 1, 50, 0, 900, 1, 0}, WF_WHY_MATCHES},
        {"most of its wording shared",
         {LATE, 1, 1, 50, 31, 1, 9, 0},
         {LATE, 1, 1, 50, 30, 900, 1, 0},
         WF_WHY_WORDING},
        {"longest", {LATE, 1, 1, 50, 0, 901, 9, 0}, {LATE, 1, 1, 50, 0, 900, 1, 0}, WF_WHY_LONGEST},
        {"smallest id hash", {LATE, 1, 1, 50, 0, 900, 1, 7}, {LATE, 1, 1, 50, 0, 900, 9, 0}, WF_WHY_ID},
        {"id hash with all bits",
         {LATE, 1, 1, 50, 0, 900, 1, 7},
         {LATE, 1, 1, 50, 0, 900, UINT64_MAX, 0},
         WF_WHY_ID},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        wf_why why = (wf_why)99, back = (wf_why)99;
        bool right = wf_claim_compare(&cases[i].better, &cases[i].worse, &why) < 0 &&
                     wf_claim_compare(&cases[i].worse, &cases[i].better, &back) > 0;
        if (!right || why != cases[i].why || back != cases[i].why) fail_msg("%s", cases[i].name);
        assert_int_equal(wf_claim_compare(&cases[i].better, &cases[i].better, NULL), 0);
    }
    for (int a = WF_WHY_DATE; a <= WF_WHY_ID; a++)
        for (int b = WF_WHY_DATE; b < a; b++)
            assert_string_not_equal(wf_why_text((wf_why)a), wf_why_text((wf_why)b));
}

static void test_claims_have_a_total_order(void **state) {
    (void)state;
    enum { N = 120 };
    static const int64_t dates[] = {WF_NO_DATE, INT64_MIN + 1, -1, 0, LATE, INT64_MAX};
    static const uint64_t counts[] = {0, 1, UINT64_MAX};
    wf_claim claims[N];
    uint64_t random = 21;
    for (uint32_t i = 0; i < N; i++)
        claims[i] = (wf_claim){dates[random_below(&random, COUNT(dates))],
                               (uint8_t)random_below(&random, 4),
                               (uint32_t)random_below(&random, 2),
                               counts[random_below(&random, 3)],
                               counts[random_below(&random, 3)],
                               counts[random_below(&random, 3)],
                               random_next(&random),
                               i};
    int order[N][N];
    for (size_t a = 0; a < N; a++)
        for (size_t b = 0; b < N; b++) {
            int c = wf_claim_compare(&claims[a], &claims[b], NULL);
            order[a][b] = (c > 0) - (c < 0);
        }
    for (size_t a = 0; a < N; a++)
        for (size_t b = 0; b < N; b++) {
            assert_int_equal(order[a][b], -order[b][a]);
            assert_int_equal(order[a][b] == 0, a == b);
            for (size_t c = 0; c < N; c++)
                if (order[a][b] < 0 && order[b][c] < 0) assert_true(order[a][c] < 0);
        }
}

/* ------------------------------------------------------------------------------------------------- round-ups */

/* Texts as runs [begin, end) of shingles; those below 1000 are the round-up's own. */
typedef struct {
    uint64_t begin, end;
} run;

static void test_a_round_up_joins_one_story(void **state) {
    (void)state;
    static const struct {
        const char *name;
        run parts[5];
        bool joins[5];
    } cases[] = {
        {"two disjoint parts", {{0, 300}, {500, 750}}, {true, false}},
        {"a part of the one that joined", {{0, 300}, {100, 200}}, {true, true}},
        {"half of it overlaps", {{0, 300}, {200, 400}}, {true, true}},
        {"just under half", {{0, 300}, {201, 403}}, {true, false}},
        {"a chain of overlaps", {{0, 300}, {180, 400}, {310, 480}, {410, 540}}, {true, true, true, true}},
        {"what did not join covers nothing", {{0, 300}, {500, 750}, {510, 740}}, {true, false, false}},
        {"two stories, several tellings of each",
         {{0, 300}, {500, 790}, {20, 290}, {510, 780}, {250, 330}},
         {true, false, true, false, true}},
        {"words outside the round-up do not count",
         {{0, 300}, {200, 400}, {900, 1900}, {350, 450}},
         {true, true, false, true}},
        {"the whole of it", {{0, 1000}, {500, 600}}, {true, true}},
    };
    static uint64_t numbers[2000];
    for (uint64_t i = 0; i < COUNT(numbers); i++) numbers[i] = i * 1000003;
    for (size_t c = 0; c < COUNT(cases); c++) {
        unsigned char covered[1000] = {0}, want[1000] = {0};
        wf_shingle_set whole = {numbers, 1000};
        for (size_t p = 0; p < COUNT(cases[c].parts) && cases[c].parts[p].end; p++) {
            run r = cases[c].parts[p];
            wf_shingle_set part = {numbers + r.begin, (size_t)(r.end - r.begin)};
            if (wf_excerpt_joins(whole, part, p == 0, covered) != cases[c].joins[p])
                fail_msg("%s: part %zu", cases[c].name, p);
            for (uint64_t i = r.begin; cases[c].joins[p] && i < r.end && i < 1000; i++) want[i] = 1;
            assert_memory_equal(covered, want, sizeof want);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roots_are_the_smallest_members),
        cmocka_unit_test(test_edges_are_sorted_without_repeats),
        cmocka_unit_test(test_jaccard_of_edges),
        cmocka_unit_test(test_claims_are_told_apart_for_a_reason),
        cmocka_unit_test(test_claims_have_a_total_order),
        cmocka_unit_test(test_a_round_up_joins_one_story),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
