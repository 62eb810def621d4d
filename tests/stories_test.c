/* Story clusters: the plain definition, computed slowly, beside the real thing; what must not become one. */
#include <math.h>
#include <stdatomic.h>

#include "cluster/stories.h"
#include "support/dump.h"
#include "support/failing.h"
#include "support/words.h"

#define S WF_CLUSTER_SAMPLE

enum { MAX_NODES = 200 };

/* ------------------------------------------------------------------------------------------------- graphs */

static uint32_t below(uint64_t *state, uint32_t n) {
    return (uint32_t)((random_next(state) >> 32) * n >> 32);
}

static double unit(uint64_t *state) {
    return (double)(random_next(state) >> 11) * 0x1p-53;
}

/* A small graph: P of all pairs, and which of them are candidates. */
typedef struct {
    uint32_t n;
    double threshold, lone;
    bool firm[MAX_NODES][MAX_NODES];
    float p[MAX_NODES][MAX_NODES];
    bool candidate[MAX_NODES][MAX_NODES];
    atomic_uchar asked[MAX_NODES][MAX_NODES];
    wf_scored_pair pairs[MAX_NODES * MAX_NODES / 2];
    size_t n_pairs;
    long fail_at, cancel_at; /* call of score, of cancelled; 0: never */
    atomic_long n_scores, n_cancels;
} graph;

static graph g; /* too large for a stack */

static void set_p(uint32_t a, uint32_t b, double p) {
    g.p[a][b] = g.p[b][a] = (float)p;
}

static void set_candidate(uint32_t a, uint32_t b, double p) {
    set_p(a, b, p);
    g.candidate[a][b] = g.candidate[b][a] = true;
}

static void clear_graph(uint32_t n, double threshold) {
    g.n = n;
    g.threshold = g.lone = threshold;
    memset(g.firm, true, sizeof g.firm);
    memset(g.p, 0, sizeof g.p);
    memset(g.candidate, 0, sizeof g.candidate);
    g.fail_at = g.cancel_at = 0;
}

static wf_code score_in_graph(void *user, uint32_t a, uint32_t b, size_t thread, float *p, wf_error *err) {
    (void)thread;
    graph *in = user;
    if (a >= b || b >= in->n || in->candidate[a][b] || atomic_fetch_add(&in->asked[a][b], 1)) abort();
    if (atomic_fetch_add(&in->n_scores, 1) + 1 == in->fail_at) {
        *err = (wf_error){.code = WF_E_CORRUPT, .what = "no such text"};
        return WF_E_CORRUPT;
    }
    *p = in->p[a][b];
    return WF_OK;
}

static bool graph_cancelled(void *user) {
    graph *in = user;
    return atomic_fetch_add(&in->n_cancels, 1) + 1 == in->cancel_at;
}

static wf_code merge_graph(size_t n_threads, uint32_t *cluster, wf_merging_counts *counts) {
    g.n_pairs = 0;
    memset(g.asked, 0, sizeof g.asked);
    atomic_store(&g.n_scores, 0);
    atomic_store(&g.n_cancels, 0);
    for (uint32_t a = 0; a < g.n; a++)
        for (uint32_t b = a + 1; b < g.n; b++)
            if (g.candidate[a][b]) g.pairs[g.n_pairs++] = (wf_scored_pair){a, b, g.p[a][b], g.firm[a][b]};
    wf_merging merging = {.n = g.n,
                          .pairs = g.pairs,
                          .n_pairs = g.n_pairs,
                          .threshold = g.threshold,
                          .lone_threshold = g.lone,
                          .n_threads = n_threads,
                          .score = score_in_graph,
                          .cancelled = graph_cancelled,
                          .user = &g};
    return wf_merge_stories(&merging, cluster, counts, &error);
}

/* ----------------------------------------------------------------------------------- the plain definition */

typedef struct {
    uint32_t members[MAX_NODES], n; /* ascending */
    uint32_t sample[S], drawn;
} plain;

static plain groups[MAX_NODES];

static uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

static bool plain_connected(const plain *x, const plain *y) {
    for (uint32_t i = 0; i < x->n; i++)
        for (uint32_t j = 0; j < y->n; j++)
            if (g.candidate[x->members[i]][y->members[j]]) return true;
    return false;
}

static bool known[MAX_NODES][MAX_NODES]; /* candidates, and pairs asked for */

/* P of a pair in units of 2^-32. */
static uint64_t plain_units(uint32_t a, uint32_t b) {
    return (uint64_t)((double)g.p[a][b] * 0x1p32 + .5);
}

/* The highest P of the candidates between two groups. */
static uint64_t plain_highest(const plain *x, const plain *y) {
    uint64_t highest = 0;
    for (uint32_t i = 0; i < x->n; i++)
        for (uint32_t j = 0; j < y->n; j++) {
            uint32_t a = x->members[i], b = y->members[j];
            if (g.candidate[a][b] && plain_units(a, b) > highest) highest = plain_units(a, b);
        }
    return highest;
}

/* The mean of two groups' samples in units; what is not known counts as the highest candidate. */
static uint64_t plain_mean(const plain *x, const plain *y) {
    uint64_t sum = 0, highest = plain_highest(x, y);
    uint32_t n_x = smaller(x->n, S), n_y = smaller(y->n, S);
    for (uint32_t i = 0; i < n_x; i++)
        for (uint32_t j = 0; j < n_y; j++)
            sum += known[x->sample[i]][y->sample[j]] ? plain_units(x->sample[i], y->sample[j]) : highest;
    return sum / (n_x * n_y);
}

static int compare_u32(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

/* x becomes x and y. */
static void plain_merge(plain *x, plain *y) {
    const plain *larger = x->n > y->n || (x->n == y->n && x->sample[0] < y->sample[0]) ? x : y;
    uint32_t sample[S], drawn = larger->drawn;
    bool stays = larger->n >= S && x->n + y->n < 2 * drawn;
    memcpy(sample, larger->sample, sizeof sample);
    memcpy(x->members + x->n, y->members, y->n * sizeof *y->members);
    x->n += y->n;
    y->n = 0;
    qsort(x->members, x->n, sizeof *x->members, compare_u32);
    memcpy(x->sample, stays ? sample : x->members, sizeof sample);
    x->drawn = stays ? drawn : x->n;
}

/* The mean that two groups need to merge. */
static double plain_need(const plain *x, const plain *y) {
    if (x->n == 1 && y->n == 1 && !g.firm[x->members[0]][y->members[0]]) return 2;
    double n = (double)(x->n < S ? x->n : S) * (y->n < S ? y->n : S);
    return n == 1 ? g.lone : g.threshold + (g.lone - g.threshold) / n;
}

static bool plain_reaches(const plain *x, const plain *y) {
    return (double)plain_mean(x, y) * 0x1p-32 >= plain_need(x, y);
}

/* Asks for the unknown pairs of the first node of a sample that has some, until the two can no longer merge. */
static bool plain_ask(const plain *x, const plain *y, uint64_t *n_scored) {
    if (y->sample[0] < x->sample[0]) {
        const plain *z = x;
        x = y;
        y = z;
    }
    bool any = false;
    for (uint32_t i = 0; i < smaller(x->n, S) && !any; i++)
        for (uint32_t j = 0; j < smaller(y->n, S); j++) {
            uint32_t a = x->sample[i], b = y->sample[j];
            if (known[a][b]) continue;
            if (any && !plain_reaches(x, y)) return true;
            known[a][b] = known[b][a] = any = true;
            ++*n_scored;
        }
    return any;
}

/* Of groups x < y: the step of their mean, or -1 if they may not merge. Kept, because the definition alone is cubic. */
static int plain_step[MAX_NODES][MAX_NODES];

static void plain_rank(uint32_t x, uint32_t y) {
    const plain *u = &groups[x < y ? x : y], *v = &groups[x < y ? y : x];
    bool may = u->n && v->n && plain_connected(u, v) && plain_reaches(u, v);
    plain_step[x < y ? x : y][x < y ? y : x] = may ? (int)(plain_mean(u, v) * WF_CLUSTER_STEPS >> 32) : -1;
}

/* The pair of groups that is looked at next. */
static bool plain_best(uint32_t *best_x, uint32_t *best_y) {
    int best_step = -1;
    uint32_t best_low = 0, best_high = 0;
    for (uint32_t x = 0; x < g.n; x++)
        for (uint32_t y = x + 1; y < g.n; y++) {
            int step = plain_step[x][y];
            if (step < 0 || step < best_step) continue;
            uint32_t u = groups[x].sample[0], v = groups[y].sample[0];
            uint32_t low = u < v ? u : v, high = u < v ? v : u;
            if (step == best_step && (low > best_low || (low == best_low && high > best_high))) continue;
            best_step = step, best_low = low, best_high = high, *best_x = x, *best_y = y;
        }
    return best_step >= 0;
}

/* Returns the number of merges decided on samples. */
static uint64_t merge_plainly(uint32_t *cluster, uint64_t *n_scored) {
    uint64_t n_sampled = 0;
    *n_scored = 0;
    for (uint32_t i = 0; i < g.n; i++) groups[i] = (plain){.members = {i}, .n = 1, .sample = {i}, .drawn = 1};
    memcpy(known, g.candidate, sizeof known);
    for (uint32_t x = 0; x < g.n; x++)
        for (uint32_t y = x + 1; y < g.n; y++) plain_rank(x, y);
    for (uint32_t x = 0, y = 0; plain_best(&x, &y);) {
        if (plain_ask(&groups[x], &groups[y], n_scored)) {
            plain_rank(x, y);
            continue;
        }
        n_sampled += groups[x].n > S || groups[y].n > S;
        plain_merge(&groups[x], &groups[y]);
        for (uint32_t z = 0; z < g.n; z++) {
            if (z != x) plain_rank(x, z);
            if (z != y) plain_rank(y, z);
        }
    }
    for (uint32_t x = 0; x < g.n; x++)
        for (uint32_t i = 0; i < groups[x].n; i++) cluster[groups[x].members[i]] = groups[x].members[0];
    return n_sampled;
}

/* The real thing must equal the plain definition on 1 to 4 threads. */
static uint64_t check_graph(void) {
    static uint32_t want[MAX_NODES], got[MAX_NODES];
    uint64_t n_scored, n_sampled = merge_plainly(want, &n_scored);
    for (size_t n_threads = 1; n_threads <= 4; n_threads++) {
        wf_merging_counts counts;
        memset(got, 0xff, sizeof got);
        assert_ok(merge_graph(n_threads, got, &counts));
        assert_memory_equal(got, want, g.n * sizeof *want);
        assert_int_equal(counts.n_sampled, n_sampled);
        assert_int_equal(counts.n_scored, atomic_load(&g.n_scores));
        assert_int_equal(counts.n_scored, n_scored);
        assert_int_equal(counts.n_left, 0);
    }
    return n_sampled;
}

/*
 * A random graph: stories, alike inside, in random numbering. Values are of a few steps if ties is set, else
 * of 2^-24, so that the sums of the plain definition are exact.
 */
static void make_graph(uint64_t *state, uint32_t n, double density, double noise, bool ties) {
    static const double thresholds[] = {.05, .2, .35, .5, .5, .7, .9, 1};
    clear_graph(n, thresholds[below(state, 8)]);
    uint32_t n_stories = 1 + below(state, n), story[MAX_NODES] = {0};
    for (uint32_t i = 0; i < n; i++) story[i] = below(state, n_stories);
    double steps = ties ? 4 : 0x1p24;
    for (uint32_t a = 0; a < n; a++)
        for (uint32_t b = a + 1; b < n; b++) {
            double p = (story[a] == story[b] ? 1 - noise * unit(state) : noise * unit(state));
            p = (double)(uint64_t)(p * steps + .5) / steps;
            if (unit(state) < density * (p > .5 ? 1 : .3))
                set_candidate(a, b, p);
            else
                set_p(a, b, p);
        }
}

static void equals_the_plain_definition(void **state) {
    (void)state;
    uint64_t seed = 1;
    int n_graphs = WF_SANITIZED ? 600 : 6000;
    for (int i = 0; i < n_graphs; i++) {
        uint32_t n = 2 + below(&seed, 23);
        make_graph(&seed, n, unit(&seed), unit(&seed), i % 3 == 0);
        if (i % 2) { /* lone pairs need more */
            g.lone = g.threshold + (1 - g.threshold) * unit(&seed);
            for (uint32_t a = 0; a < n; a++)
                for (uint32_t b = 0; b < a; b++) g.firm[a][b] = g.firm[b][a] = below(&seed, 3) > 0;
        }
        check_graph();
    }
}

/* Two nodes alone need a firm pair of a high score; the same score is enough for a third that both are like. */
static void lone_pairs_need_more(void **state) {
    (void)state;
    uint32_t cluster[3];
    wf_merging_counts counts;
    clear_graph(3, .45);
    g.lone = .8;
    set_candidate(0, 1, .7);
    assert_ok(merge_graph(1, cluster, &counts));
    assert_int_equal(cluster[1], 1);
    set_candidate(0, 1, .9);
    g.firm[0][1] = false;
    assert_ok(merge_graph(1, cluster, &counts));
    assert_int_equal(cluster[1], 1);
    g.firm[0][1] = true;
    set_candidate(0, 2, .65);
    set_candidate(1, 2, .65);
    g.firm[0][2] = g.firm[1][2] = false;
    assert_ok(merge_graph(1, cluster, &counts));
    assert_int_equal(cluster[1], 0);
    assert_int_equal(cluster[2], 0); /* two pairs need .625 */
}

static void samples_equal_the_plain_definition(void **state) {
    (void)state;
    uint64_t seed = 2, n_sampled = 0;
    int n_graphs = WF_SANITIZED ? 30 : 300;
    for (int i = 0; i < n_graphs; i++) {
        uint32_t n = 30 + below(&seed, MAX_NODES - 30);
        make_graph(&seed, n, .02 + .3 * unit(&seed), .4 + .6 * unit(&seed), i % 3 == 0);
        if (i % 2) g.threshold = .3 + .2 * unit(&seed);
        n_sampled += check_graph();
    }
    assert_true(n_sampled > (uint64_t)n_graphs);
}

/* Hubs whose neighbours join in falling order of numbers: each would be in the sample at once. */
static void a_hub_equals_the_plain_definition(void **state) {
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        clear_graph(150, .4);
        uint32_t hub = kind == 0 ? g.n - 1 : kind == 1 ? 0 : 70;
        for (uint32_t a = 0; a < g.n; a++)
            for (uint32_t b = a + 1; b < g.n; b++) {
                if (a == hub || b == hub)
                    set_candidate(a, b, .5 + (a + b - hub) / 512.);
                else
                    set_p(a, b, ((a * 7 + b) % 5 + 4) / 8.);
            }
        assert_true(check_graph() > 50);
    }
}

/* One graph, its nodes numbered otherwise: clear stories are the same clusters. */
static void numbering_decides_ties_only(void **state) {
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 200; i++) {
        uint32_t n = 2 + below(&seed, S - 1), order[S], before[S], after[S];
        wf_merging_counts counts;
        make_graph(&seed, n, .5, .3, false);
        g.threshold = g.lone = .5;
        assert_ok(merge_graph(1, before, &counts));
        static float p[S][S];
        static bool candidate[S][S];
        for (uint32_t a = 0; a < n; a++) {
            order[a] = a;
            memcpy(p[a], g.p[a], n * sizeof *p[a]);
            memcpy(candidate[a], g.candidate[a], n * sizeof *candidate[a]);
        }
        for (uint32_t a = n; a > 1; a--) {
            uint32_t b = below(&seed, a), kept = order[a - 1];
            order[a - 1] = order[b];
            order[b] = kept;
        }
        clear_graph(n, .5);
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = 0; b < n; b++) {
                g.p[order[a]][order[b]] = p[a][b];
                g.candidate[order[a]][order[b]] = candidate[a][b];
            }
        assert_ok(merge_graph(2, after, &counts));
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = 0; b < n; b++)
                assert_int_equal(before[a] == before[b], after[order[a]] == after[order[b]]);
    }
}

/* ----------------------------------------------------------------------------------------- what must hold */

static void assert_clusters(const uint32_t *want) {
    uint32_t got[MAX_NODES];
    wf_merging_counts counts;
    assert_ok(merge_graph(2, got, &counts));
    for (uint32_t i = 0; i < g.n; i++) assert_int_equal(got[i], want[i]);
}

static void a_chain_does_not_become_one_cluster(void **state) {
    (void)state;
    clear_graph(4, .5);
    for (uint32_t a = 0; a < 3; a++) set_candidate(a, a + 1, .9);
    static const uint32_t two[] = {0, 0, 2, 2};
    assert_clusters(two);
    clear_graph(101, .5);
    for (uint32_t a = 0; a < 100; a++) set_candidate(a, a + 1, .9);
    uint32_t pairs[MAX_NODES];
    for (uint32_t a = 0; a < 101; a++) pairs[a] = a - a % 2;
    assert_clusters(pairs);
    /* The same links, and every pair alike when looked at: one cluster. */
    for (uint32_t a = 0; a < 101; a++)
        for (uint32_t b = a + 2; b < 101; b++) set_p(a, b, .8);
    memset(pairs, 0, sizeof pairs);
    assert_clusters(pairs);
}

static void a_round_up_joins_one_story_at_most(void **state) {
    (void)state;
    clear_graph(7, .5);
    for (uint32_t first = 0; first < 6; first += 3)
        for (uint32_t a = first; a < first + 3; a++) {
            for (uint32_t b = a + 1; b < first + 3; b++) set_candidate(a, b, .95);
            set_candidate(a, 6, .6);
        }
    static const uint32_t joined[] = {0, 0, 0, 3, 3, 3, 0}, apart[] = {0, 0, 0, 3, 3, 3, 6};
    assert_clusters(joined);
    /* One link to each, and nothing in common with the others. */
    for (uint32_t a = 0; a < 6; a++) {
        g.candidate[a][6] = g.candidate[6][a] = a % 3 == 0;
        if (a % 3) set_p(a, 6, 0);
    }
    assert_clusters(apart);
}

static void clusters_without_a_candidate_stay_apart(void **state) {
    (void)state;
    clear_graph(5, .5);
    for (uint32_t a = 0; a < 5; a++)
        for (uint32_t b = a + 1; b < 5; b++) set_p(a, b, 1);
    static const uint32_t alone[] = {0, 1, 2, 3, 4}, two[] = {0, 1, 0, 1, 4};
    assert_clusters(alone);
    set_candidate(0, 2, .9);
    set_candidate(1, 3, .9);
    assert_clusters(two);
    assert_int_equal(atomic_load(&g.n_scores), 0);
}

static void ties_go_to_the_smaller_numbers(void **state) {
    (void)state;
    clear_graph(4, .5);
    set_candidate(0, 1, .75);
    set_candidate(1, 2, .75);
    set_candidate(2, 3, .75);
    set_candidate(0, 3, .75);
    static const uint32_t want[] = {0, 0, 2, 2};
    assert_clusters(want);
    g.candidate[0][1] = g.candidate[1][0] = false;
    set_p(0, 1, 0);
    static const uint32_t other[] = {0, 1, 1, 0};
    assert_clusters(other);
}

static void odd_values_are_bounded(void **state) {
    (void)state;
    clear_graph(6, .6);
    set_candidate(0, 1, NAN);
    set_candidate(2, 3, 7);
    set_candidate(4, 5, -3);
    static const uint32_t want[] = {0, 1, 2, 2, 4, 5};
    assert_clusters(want);
    set_candidate(3, 4, 1);
    set_p(2, 4, -INFINITY);
    assert_clusters(want);
    clear_graph(0, .5);
    assert_clusters(NULL);
    clear_graph(1, .5);
    assert_clusters(want);
}

static void a_low_link_asks_for_nothing(void **state) {
    (void)state;
    clear_graph(40, .6);
    for (uint32_t a = 0; a < 40; a++)
        for (uint32_t b = a + 1; b < 40; b++)
            if (a / 2 == b / 2)
                set_candidate(a, b, .9);
            else if ((a + b) % 3)
                set_candidate(a, b, .1);
    uint32_t want[40];
    for (uint32_t a = 0; a < 40; a++) want[a] = a - a % 2;
    assert_clusters(want);
    assert_int_equal(atomic_load(&g.n_scores), 0); /* of four pairs two or more at .1: .55 at best */
}

/* ----------------------------------------------------------------------------------------------- failures */

static void make_hard_graph(void) {
    uint64_t seed = 4;
    make_graph(&seed, 120, .2, .7, false);
    g.threshold = .45;
}

static void errors_of_score_are_passed_on(void **state) {
    (void)state;
    uint32_t cluster[MAX_NODES];
    wf_merging_counts counts;
    make_hard_graph();
    assert_ok(merge_graph(1, cluster, &counts));
    long n = (long)counts.n_scored;
    assert_true(n > 100);
    for (g.fail_at = 1; g.fail_at <= n; g.fail_at += n / 50 + 1)
        for (size_t n_threads = 1; n_threads <= 2; n_threads++) {
            memset(&error, 0, sizeof error);
            assert_int_equal(merge_graph(n_threads, cluster, &counts), WF_E_CORRUPT);
            assert_string_equal(error.what, "no such text");
        }
    g.fail_at = 0;
}

static void it_can_be_cancelled(void **state) {
    (void)state;
    uint32_t cluster[MAX_NODES];
    wf_merging_counts counts;
    make_hard_graph();
    assert_ok(merge_graph(1, cluster, &counts));
    long n = atomic_load(&g.n_cancels);
    assert_true(n > (long)counts.n_scored);
    for (g.cancel_at = 1; g.cancel_at <= n; g.cancel_at += n / 50 + 1) {
        memset(&error, 0, sizeof error);
        assert_int_equal(merge_graph(1, cluster, &counts), WF_E_CANCELLED);
        assert_int_equal(error.code, WF_E_CANCELLED);
    }
    g.cancel_at = 0;
}

static void a_failing_allocation_is_an_error(void **state) {
    (void)state;
#ifdef CAN_FAIL
    uint32_t want[MAX_NODES], cluster[MAX_NODES];
    wf_merging_counts counts;
    make_hard_graph();
    assert_ok(merge_graph(1, want, &counts));
    long at = 1;
    for (;; at++) {
        memset(&error, 0, sizeof error);
        fail_allocation(at);
        wf_code code = merge_graph(1, cluster, &counts);
        bool failed = allocation_failed();
        if (!failed) {
            assert_int_equal(code, WF_OK);
            break;
        }
        assert_int_equal(code, WF_E_NOMEM);
        assert_int_equal(error.code, WF_E_NOMEM);
    }
    assert_memory_equal(cluster, want, g.n * sizeof *want);
    assert_true(at > 20);
#else
    skip();
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_plain_definition),
        cmocka_unit_test(lone_pairs_need_more),
        cmocka_unit_test(samples_equal_the_plain_definition),
        cmocka_unit_test(a_hub_equals_the_plain_definition),
        cmocka_unit_test(numbering_decides_ties_only),
        cmocka_unit_test(a_chain_does_not_become_one_cluster),
        cmocka_unit_test(a_round_up_joins_one_story_at_most),
        cmocka_unit_test(clusters_without_a_candidate_stay_apart),
        cmocka_unit_test(ties_go_to_the_smaller_numbers),
        cmocka_unit_test(odd_values_are_bounded),
        cmocka_unit_test(a_low_link_asks_for_nothing),
        cmocka_unit_test(errors_of_score_are_passed_on),
        cmocka_unit_test(it_can_be_cancelled),
        cmocka_unit_test(a_failing_allocation_is_an_error),
    };
    return cmocka_run_group_tests_name("stories", tests, NULL, NULL);
}
