#include "cluster/stars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "support/check.h"
#include "support/words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Texts and the truth about them: each stands at a point of a line, and those at most reach apart match. */
typedef struct {
    const uint32_t *point;
    uint32_t n, reach;
    uint32_t *n_verified; /* by text, as the one that is compared with a centre */
    uint64_t n_calls, n_found, fails_at, found_fails_at; /* the call that fails, from 1; 0: none */
    const wf_graph *graph;
} truth;

static bool matches(const truth *t, uint32_t a, uint32_t b) {
    uint32_t p = t->point[a], q = t->point[b];
    return (p < q ? q - p : p - q) <= t->reach;
}

static wf_code verify(void *user, uint32_t a, uint32_t b, bool *match, wf_edge *edge, wf_error *err) {
    truth *t = user;
    if (++t->n_calls == t->fails_at) return wf_fail(err, WF_E_CORRUPT, "a text cannot be read");
    assert_true(a < t->n && b < t->n && a != b);
    assert_null(wf_graph_find(t->graph, a, b)); /* edges are not verified again */
    t->n_verified[b]++;
    *match = matches(t, a, b);
    *edge = a < b ? (wf_edge){a, b, 7, 8, 9} : (wf_edge){b, a, 7, 8, 9};
    return WF_OK;
}

static wf_code found(void *user, const wf_edge *edge, wf_error *err) {
    truth *t = user;
    if (++t->n_found == t->found_fails_at) return wf_fail(err, WF_E_NOMEM, "no room for a pair");
    assert_true(edge->a < edge->b && matches(t, edge->a, edge->b) && edge->n_shared == 7);
    return WF_OK;
}

/* Forms the stars of members (in order of preference) over these edges, and checks what must always hold. */
static wf_code form(truth *t, uint32_t *members, size_t n_members, wf_edge *edges, size_t n_edges,
                    uint32_t *centre, wf_error *err) {
    wf_graph graph;
    size_t n = wf_edges_sort(edges, n_edges);
    uint32_t *listed = malloc((n_members + 1) * sizeof *listed);
    assert_non_null(listed);
    memcpy(listed, members, n_members * sizeof *listed);
    assert_int_equal(wf_graph_open(&graph, t->n, edges, n, err), WF_OK);
    t->graph = &graph;
    t->n_verified = calloc(t->n + 1, sizeof *t->n_verified);
    for (uint32_t i = 0; i < t->n; i++) centre[i] = UINT32_MAX;
    wf_code code = wf_stars(&graph, members, n_members, centre, verify, found, t, err);
    for (size_t i = 0; code == WF_OK && i < n_members; i++) {
        uint32_t x = listed[i], c = centre[x];
        assert_true(c < t->n);
        assert_int_equal(centre[c], c);
        assert_true(x == c || matches(t, x, c));
        assert_true(t->n_verified[x] <= WF_STAR_ROUNDS);
    }
    wf_graph_close(&graph);
    free(t->n_verified);
    free(listed);
    return code;
}

/* A text that drifts in small steps: each matches only those next to it. */
static void test_chains_are_cut_into_stars(void **state) {
    (void)state;
    static const struct {
        const char *name;
        uint32_t n, order[7], want[7];
    } cases[] = {
        {"one", 1, {0}, {0}},
        {"two", 2, {1, 0}, {1, 1}},
        {"three, from an end", 3, {0, 1, 2}, {0, 0, 2}},
        {"three, from the middle", 3, {1, 0, 2}, {1, 1, 1}},
        {"seven, from an end", 7, {0, 1, 2, 3, 4, 5, 6}, {0, 0, 2, 2, 4, 4, 6}},
        {"seven, from the other", 7, {6, 5, 4, 3, 2, 1, 0}, {0, 2, 2, 4, 4, 6, 6}},
        {"seven, from inside", 7, {3, 0, 6, 1, 2, 4, 5}, {0, 0, 3, 3, 3, 6, 6}},
    };
    static const uint32_t point[] = {0, 10, 20, 30, 40, 50, 60};
    wf_error err;
    for (size_t c = 0; c < COUNT(cases); c++) {
        truth t = {.point = point, .n = cases[c].n, .reach = 10};
        uint32_t members[7], centre[7];
        wf_edge edges[6];
        memcpy(members, cases[c].order, sizeof members);
        for (uint32_t i = 0; i + 1 < t.n; i++) edges[i] = (wf_edge){i, i + 1, 1, 1, 1};
        assert_ok(form(&t, members, t.n, edges, t.n - 1, centre, &err));
        for (uint32_t i = 0; i < t.n; i++)
            if (centre[i] != cases[c].want[i]) fail_msg("%s: %u is with %u", cases[c].name, i, centre[i]);
        assert_int_equal(t.n_found, 0); /* all matches were edges */
    }
}

/* All match the centre, but only a path of edges is known: the rest is verified and told. */
static void test_matches_that_were_no_edges_are_told(void **state) {
    (void)state;
    enum { N = 50 };
    uint32_t point[N], members[N], centre[N];
    wf_edge edges[N];
    wf_error err;
    for (uint32_t i = 0; i < N; i++) {
        point[i] = 3;
        members[i] = (i + 20) % N;
        edges[i] = (wf_edge){i, i + 1, 1, 1, 1};
    }
    truth t = {.point = point, .n = N, .reach = 0};
    assert_ok(form(&t, members, N, edges, N - 1, centre, &err));
    for (uint32_t i = 0; i < N; i++) assert_int_equal(centre[i], 20);
    assert_int_equal(t.n_calls, N - 3); /* all but itself and its two neighbours */
    assert_int_equal(t.n_found, N - 3);
}

static void test_a_hub_of_many_copies_is_one_star(void **state) {
    (void)state;
    enum { N = 10000 };
    uint32_t *point = calloc(N, sizeof *point), *members = malloc(N * sizeof *members);
    uint32_t *centre = malloc(N * sizeof *centre);
    wf_edge *edges = malloc(N * sizeof *edges);
    static const uint32_t preferred[] = {0, 4321}; /* the hub of the edges, and another */
    wf_error err;
    for (size_t p = 0; p < COUNT(preferred); p++) {
        truth t = {.point = point, .n = N, .reach = 0};
        for (uint32_t i = 0; i < N; i++) {
            members[i] = (i + preferred[p]) % N;
            edges[i] = (wf_edge){0, i + 1, 1, 1, 1};
        }
        assert_ok(form(&t, members, N, edges, N - 1, centre, &err));
        for (uint32_t i = 0; i < N; i++) assert_int_equal(centre[i], preferred[p]);
        assert_int_equal(t.n_calls, preferred[p] ? N - 2 : 0);
    }
    free(point);
    free(members);
    free(centre);
    free(edges);
}

/* Random points: many more stars than rounds, so that the work stays bounded; form() checks the rest. */
static void test_work_is_bounded_by_the_rounds(void **state) {
    (void)state;
    enum { N = 2000 };
    static const uint32_t spreads[] = {1, 10, 100, 100000};
    uint32_t *point = malloc(N * sizeof *point), *members = malloc(N * sizeof *members);
    uint32_t *centre = malloc(N * sizeof *centre);
    wf_edge *edges = malloc(4 * N * sizeof *edges);
    uint64_t random = 77;
    wf_error err;
    for (size_t s = 0; s < COUNT(spreads); s++) {
        truth t = {.point = point, .n = N, .reach = 3};
        size_t n_edges = 0;
        for (uint32_t i = 0; i < N; i++) {
            point[i] = (uint32_t)random_below(&random, spreads[s]);
            members[i] = i;
            for (uint32_t k = 0; i && k < 4; k++) {
                uint32_t other = (uint32_t)random_below(&random, i);
                if (matches(&t, other, i)) edges[n_edges++] = (wf_edge){other, i, 1, 1, 1};
            }
        }
        for (uint32_t i = N - 1; i > 0; i--) {
            uint32_t k = (uint32_t)random_below(&random, i + 1), swap = members[i];
            members[i] = members[k];
            members[k] = swap;
        }
        assert_ok(form(&t, members, N, edges, n_edges, centre, &err));
        assert_true(t.n_calls <= (uint64_t)N * WF_STAR_ROUNDS);
    }
    free(point);
    free(members);
    free(centre);
    free(edges);
}

/* Past the rounds nothing is verified, but matches that are known still count; what is no member is left alone. */
static void test_late_rounds_take_known_neighbours(void **state) {
    (void)state;
    enum { PAIRS = WF_STAR_ROUNDS + 10, N = 2 * PAIRS + 1, OTHER = 2 * PAIRS };
    uint32_t point[N], members[N], centre[N];
    wf_edge edges[PAIRS + 1];
    wf_error err;
    for (uint32_t i = 0; i < PAIRS; i++) {
        point[2 * i] = point[2 * i + 1] = 100 * i;
        members[i] = 2 * i;
        members[PAIRS + i] = 2 * i + 1;
        edges[i] = (wf_edge){2 * i, 2 * i + 1, 1, 1, 1};
    }
    point[OTHER] = point[OTHER - 1]; /* an edge to a text that does not take part */
    edges[PAIRS] = (wf_edge){OTHER - 2, OTHER, 1, 1, 1};
    truth t = {.point = point, .n = N, .reach = 10};
    assert_ok(form(&t, members, 2 * PAIRS, edges, PAIRS + 1, centre, &err));
    for (uint32_t i = 0; i < PAIRS; i++) {
        assert_int_equal(centre[2 * i], 2 * i);
        assert_int_equal(centre[2 * i + 1], 2 * i);
    }
    assert_int_equal(centre[OTHER], UINT32_MAX);
    uint64_t want = 0;
    for (uint64_t round = 0; round < WF_STAR_ROUNDS; round++) want += 2 * (PAIRS - round) - 2;
    assert_int_equal(t.n_calls, want);
}

static void test_failures_of_the_callbacks_come_through(void **state) {
    (void)state;
    enum { N = 12 };
    uint32_t point[N] = {0}, members[N], centre[N];
    wf_edge edges[N];
    wf_error err;
    for (uint64_t at = 1; at <= N - 2; at++) {
        for (int which = 0; which < 2; which++) {
            truth t = {.point = point, .n = N, .fails_at = which ? 0 : at, .found_fails_at = which ? at : 0};
            for (uint32_t i = 0; i < N; i++) members[i] = i;
            edges[0] = (wf_edge){0, 1, 1, 1, 1};
            wf_code want = which ? WF_E_NOMEM : WF_E_CORRUPT;
            assert_fails(form(&t, members, N, edges, 1, centre, &err), want,
                         which ? "no room" : "cannot be read");
            assert_int_equal(t.n_calls, at);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chains_are_cut_into_stars),
        cmocka_unit_test(test_matches_that_were_no_edges_are_told),
        cmocka_unit_test(test_a_hub_of_many_copies_is_one_star),
        cmocka_unit_test(test_work_is_bounded_by_the_rounds),
        cmocka_unit_test(test_late_rounds_take_known_neighbours),
        cmocka_unit_test(test_failures_of_the_callbacks_come_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
