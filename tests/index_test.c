#include "index/copies.h"
#include "index/passages.h"
#include "index/repeats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/words.h"

/* ------------------------------------------------------------------------------------------------- copies */

static void test_buckets_are_the_runs_of_equal_keys(void **state) {
    (void)state;
    static const struct {
        const char *name;
        size_t n;
        uint64_t keys[8];
        size_t n_buckets;
        wf_bucket buckets[4];
    } cases[] = {
        {"nothing", 0, {0}, 0, {{0, 0}}},
        {"one item", 1, {7}, 0, {{0, 0}}},
        {"all differ", 4, {1, 2, 3, 4}, 0, {{0, 0}}},
        {"all equal", 4, {9, 9, 9, 9}, 1, {{0, 4}}},
        {"runs at both ends", 7, {1, 1, 2, 3, 5, 5, 5}, 2, {{0, 2}, {4, 7}}},
        {"neighbouring runs", 6, {0, 0, 1, 1, UINT64_MAX, UINT64_MAX}, 3, {{0, 2}, {2, 4}, {4, 6}}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        wf_keyed items[8];
        wf_bucket out[4];
        for (size_t i = 0; i < cases[c].n; i++) {
            items[i] = (wf_keyed){cases[c].keys[i], (uint32_t)i};
        }
        size_t n = cases[c].n_buckets;
        if (wf_buckets(items, cases[c].n, NULL, 0) != n || wf_buckets(items, cases[c].n, out, 4) != n ||
            memcmp(out, cases[c].buckets, n * sizeof *out) != 0) {
            fail_msg("%s: other buckets than expected", cases[c].name);
        }
        if (n > 1) {
            wf_bucket cut[2] = {{0, 0}, {77, 77}};
            assert_int_equal(wf_buckets(items, cases[c].n, cut, 1), n);
            assert_memory_equal(cut, cases[c].buckets, sizeof *cut);
            assert_int_equal(cut[1].begin, 77); /* nothing behind cap is touched */
        }
    }
}

/* ------------------------------------------------------------------------------------------------- passages */

static uint64_t posting(uint32_t fingerprint, uint32_t rank) {
    return (uint64_t)fingerprint << 32 | rank;
}

static wf_passage_index *index_of(const uint64_t *postings, size_t n, uint32_t n_ranks, uint64_t *n_cut) {
    uint64_t *values = malloc((2 * n + 1) * sizeof *values);
    wf_passage_index *index = NULL;
    wf_error err;
    assert_non_null(values);
    if (n > 0) {
        memcpy(values, postings, n * sizeof *values);
    }
    assert_int_equal(wf_passage_index_open(&index, values, values + n, n, n_ranks, 2, n_cut, &err), WF_OK);
    free(values);
    return index;
}

static void assert_all_zero(const uint32_t *counts, size_t n) {
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(counts[i], 0);
    }
}

static void test_hits_of_a_small_index(void **state) {
    (void)state;
    /* Fingerprint 100: ranks 0 1 2, 200: 0 2, 300: 0 0 (one story), 400: 1, 0: 2 3. */
    const uint64_t postings[] = {posting(100, 2), posting(200, 0), posting(100, 0), posting(300, 0),
                                 posting(0, 3),   posting(300, 0), posting(400, 1), posting(100, 1),
                                 posting(200, 2), posting(0, 2)};
    static const struct {
        uint32_t rank, n_shared, min_shared;
        size_t cap, n;
        wf_passage_hit hits[3];
    } cases[] = {
        {0, 2, 1, 9, 2, {{2, 2}, {1, 1}}}, {0, 2, 0, 9, 2, {{2, 2}, {1, 1}}},
        {0, 2, 2, 9, 1, {{2, 2}}},         {0, 2, 3, 9, 0, {{0, 0}}},
        {0, 2, 1, 1, 1, {{2, 2}}},         {0, 2, 1, 0, 0, {{0, 0}}},
        {1, 1, 1, 9, 2, {{0, 1}, {2, 1}}}, {2, 3, 1, 9, 3, {{0, 2}, {1, 1}, {3, 1}}},
        {2, 3, 1, 2, 2, {{0, 2}, {1, 1}}}, {3, 1, 1, 9, 1, {{2, 1}}},
        {4, 0, 1, 9, 0, {{0, 0}}},
    };
    uint64_t n_cut = 99;
    wf_passage_index *index = index_of(postings, sizeof postings / sizeof *postings, 5, &n_cut);
    assert_int_equal(n_cut, 0);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        uint32_t counts[5] = {0};
        wf_passage_hit out[9];
        assert_int_equal(wf_passage_n_shared(index, cases[c].rank), cases[c].n_shared);
        size_t n = wf_passage_query(index, cases[c].rank, cases[c].min_shared, counts, out, cases[c].cap);
        if (n != cases[c].n || memcmp(out, cases[c].hits, n * sizeof *out) != 0) {
            fail_msg("case %zu: other hits than expected", c);
        }
        assert_all_zero(counts, 5);
    }
    wf_passage_index_close(index);
}

static void test_an_empty_index_has_no_hits(void **state) {
    (void)state;
    uint64_t n_cut;
    uint32_t counts[3] = {0};
    wf_passage_hit out[3];
    const uint64_t unshared[] = {posting(1, 0), posting(2, 1), posting(3, 2)};
    for (size_t n = 0; n <= 3; n += 3) {
        wf_passage_index *index = index_of(unshared, n, 3, &n_cut);
        for (uint32_t rank = 0; rank < 3; rank++) {
            assert_int_equal(wf_passage_n_shared(index, rank), 0);
            assert_int_equal(wf_passage_query(index, rank, 1, counts, out, 3), 0);
        }
        wf_passage_index_close(index);
    }
    wf_passage_index_close(NULL);
}

static int compare_hits(const void *a, const void *b) {
    const wf_passage_hit *x = a, *y = b;
    return x->n_shared != y->n_shared ? (x->n_shared < y->n_shared ? 1 : -1) : x->story < y->story ? -1 : 1;
}

/* has[f * n_ranks + r]: fingerprint f stands in the story at rank r. Hits as the header defines them. */
static size_t hits_by_definition(const bool *has, size_t n_fingerprints, uint32_t n_ranks, uint32_t rank,
                                 uint32_t min_shared, uint32_t *n_shared, wf_passage_hit *out) {
    uint32_t *counts = calloc(n_ranks, sizeof *counts);
    assert_non_null(counts);
    *n_shared = 0;
    for (size_t f = 0; f < n_fingerprints; f++) {
        const bool *row = has + f * n_ranks;
        uint32_t n_stories = 0;
        for (uint32_t r = 0; r < n_ranks; r++) {
            n_stories += row[r];
        }
        *n_shared += row[rank] && n_stories > 1;
        for (uint32_t r = 0, n_followed = 0; row[rank] && r < n_ranks && n_followed < WF_PASSAGE_LIST; r++) {
            counts[r] += row[r];
            n_followed += row[r];
        }
    }
    size_t n = 0;
    for (uint32_t r = 0; r < n_ranks; r++) {
        if (r != rank && counts[r] > 0 && counts[r] >= min_shared) {
            out[n++] = (wf_passage_hit){r, counts[r]};
        }
    }
    qsort(out, n, sizeof *out, compare_hits);
    free(counts);
    return n;
}

static void test_hits_are_those_of_a_plain_count(void **state) {
    (void)state;
    static const struct {
        uint32_t n_ranks;
        size_t n_fingerprints;
        unsigned percent; /* of the stories that have a fingerprint; the first fingerprint stands in all */
    } cases[] = {{2, 3, 50},  {20, 40, 5},   {50, 100, 30}, {64, 8, 90},
                 {65, 8, 95}, {150, 60, 60}, {150, 60, 1}};
    uint64_t random = 21;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        uint32_t n_ranks = cases[c].n_ranks;
        size_t n_all = cases[c].n_fingerprints * n_ranks, n = 0;
        bool *has = calloc(n_all, sizeof *has);
        uint64_t *postings = malloc(2 * n_all * sizeof *postings), n_cut = 0, want_cut = 0;
        uint32_t *counts = calloc(n_ranks, sizeof *counts);
        wf_passage_hit *got = malloc(n_ranks * sizeof *got), *want = malloc(n_ranks * sizeof *want);
        assert_true(has && postings && counts && got && want);
        for (size_t f = 0; f < cases[c].n_fingerprints; f++) {
            uint32_t fingerprint = (uint32_t)random_next(&random), n_stories = 0;
            for (uint32_t r = 0; r < n_ranks; r++) {
                if (f == 0 || random_below(&random, 100) < cases[c].percent) {
                    has[f * n_ranks + r] = true;
                    n_stories++;
                    postings[n++] = posting(fingerprint, r);
                    if (random_below(&random, 4) == 0) {
                        postings[n++] = posting(fingerprint, r);
                    }
                }
            }
            want_cut += n_stories > WF_PASSAGE_LIST;
        }
        for (size_t i = n; i > 1; i--) { /* order does not matter */
            size_t j = random_below(&random, i);
            uint64_t swap = postings[i - 1];
            postings[i - 1] = postings[j];
            postings[j] = swap;
        }
        wf_passage_index *index = index_of(postings, n, n_ranks, &n_cut);
        assert_int_equal(n_cut, want_cut);
        for (uint32_t rank = 0; rank < n_ranks; rank++) {
            uint32_t min_shared = (uint32_t)random_below(&random, 5), n_shared;
            size_t n_want =
                hits_by_definition(has, cases[c].n_fingerprints, n_ranks, rank, min_shared, &n_shared, want);
            assert_int_equal(wf_passage_n_shared(index, rank), n_shared);
            assert_int_equal(wf_passage_query(index, rank, min_shared, counts, got, n_ranks), n_want);
            assert_memory_equal(got, want, n_want * sizeof *want);
            size_t cap = random_below(&random, n_ranks);
            size_t n_first = n_want < cap ? n_want : cap;
            assert_int_equal(wf_passage_query(index, rank, min_shared, counts, got, cap), n_first);
            assert_memory_equal(got, want, n_first * sizeof *want);
            assert_all_zero(counts, n_ranks);
        }
        wf_passage_index_close(index);
        free(has);
        free(postings);
        free(counts);
        free(got);
        free(want);
    }
}

/* Each of 100,000 stories with the same text meets the same 64, and no more, and those with a text of their own none. */
static void test_identical_stories_meet_a_bounded_number(void **state) {
    (void)state;
    enum { N_SAME = 100000, N_OTHER = 10, N_FINGERPRINTS = 8, CAP = 100 };
    const uint32_t n_ranks = N_SAME + N_OTHER;
    uint64_t *postings = malloc((size_t)n_ranks * N_FINGERPRINTS * sizeof *postings), n_cut;
    uint32_t *counts = calloc(n_ranks, sizeof *counts);
    assert_true(postings && counts);
    size_t n = 0;
    for (uint32_t r = 0; r < n_ranks; r++) {
        for (uint32_t f = 0; f < N_FINGERPRINTS; f++) {
            postings[n++] = posting(r < N_SAME ? 1000 * f : r * 1000 + f + 1, r);
        }
    }
    wf_passage_index *index = index_of(postings, n, n_ranks, &n_cut);
    assert_int_equal(n_cut, N_FINGERPRINTS);
    for (uint32_t r = 0; r < n_ranks; r++) {
        wf_passage_hit hits[CAP];
        size_t n_hits = wf_passage_query(index, r, 1, counts, hits, CAP);
        bool same = r < N_SAME, listed = r < WF_PASSAGE_LIST;
        assert_int_equal(n_hits, !same ? 0 : listed ? WF_PASSAGE_LIST - 1 : WF_PASSAGE_LIST);
        assert_int_equal(wf_passage_n_shared(index, r), same ? N_FINGERPRINTS : 0);
        for (size_t i = 0; i < n_hits; i++) {
            assert_int_equal(hits[i].story, i + (listed && i >= r));
            assert_int_equal(hits[i].n_shared, N_FINGERPRINTS);
        }
    }
    assert_all_zero(counts, n_ranks);
    wf_passage_index_close(index);
    free(postings);
    free(counts);
}

/* ------------------------------------------------------------------------------------------------- what recurs */

static void test_every_fingerprint_that_recurs_is_told(void **state) {
    (void)state;
    enum { N = 50000 };
    wf_budget budget = {.limit = SIZE_MAX};
    wf_repeats repeats;
    assert_int_equal(wf_repeats_open(&repeats, &budget, 3 * N, NULL), WF_OK);
    uint64_t random = 31;
    uint32_t *once = malloc(N * sizeof *once), *twice = malloc(N * sizeof *twice);
    size_t n_told = 0, n_has = 0;
    assert_non_null(once);
    assert_non_null(twice);
    for (size_t i = 0; i < N; i++) {
        n_told += wf_repeats_add(&repeats, once[i] = (uint32_t)random_next(&random));
        n_told += wf_repeats_add(&repeats, twice[i] = (uint32_t)random_next(&random));
    }
    for (size_t i = 0; i < N; i++) n_told += wf_repeats_add(&repeats, twice[i]);
    size_t n_wrong = 0;
    for (size_t i = 0; i < N; i++) {
        assert_true(wf_repeats_has(&repeats, twice[i]));
        n_wrong += wf_repeats_has(&repeats, once[i]);
    }
    for (size_t i = 0; i < N; i++)
        n_has += wf_repeats_has(&repeats, once[i]) + 2 * (size_t)wf_repeats_has(&repeats, twice[i]);
    assert_int_equal(n_told, n_has);
    assert_true(n_wrong < N / 4); /* three fingerprints for every four slots at most share one now and then */
    wf_repeats_clear(&repeats);
    assert_false(wf_repeats_has(&repeats, twice[0]));
    assert_int_equal(wf_repeats_add(&repeats, twice[0]), 0);
    assert_int_equal(wf_repeats_add(&repeats, twice[0]), 2);
    assert_int_equal(wf_repeats_add(&repeats, twice[0]), 1);
    wf_repeats_clear(&repeats);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(wf_repeats_add_shared(&repeats, twice[0]), i < 2 ? 2 * i : 1);
    assert_true(wf_repeats_has(&repeats, twice[0]));
    wf_repeats_close(&repeats);
    assert_int_equal(budget.used, 0);
    free(once);
    free(twice);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_fingerprint_that_recurs_is_told),
        cmocka_unit_test(test_buckets_are_the_runs_of_equal_keys),
        cmocka_unit_test(test_hits_of_a_small_index),
        cmocka_unit_test(test_an_empty_index_has_no_hits),
        cmocka_unit_test(test_hits_are_those_of_a_plain_count),
        cmocka_unit_test(test_identical_stories_meet_a_bounded_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
