/* The band index in memory against the plain rule: stories of one key in a band, the latest WF_BUCKET_FOUND of them. */
#include "index/bands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/sort.h"
#include "support/words.h"

enum { BANDS = 3 };

static wf_budget unlimited(void) {
    return (wf_budget){.limit = SIZE_MAX};
}

static wf_band_index *open_index(wf_budget *budget) {
    wf_band_index *index = NULL;
    assert_int_equal(wf_band_index_open(&index, BANDS, budget, NULL), WF_OK);
    return index;
}

/* Puts n stories in, band by band. */
static void insert(wf_band_index *index, const uint64_t *keys, size_t n, wf_found *found) {
    assert_int_equal(wf_band_index_begin(index, n, NULL), WF_OK);
    for (unsigned b = 0; b < BANDS; b++)
        assert_int_equal(wf_band_index_insert(index, b, keys, n, found, NULL), WF_OK);
    wf_band_index_end(index, n);
}

static void query(const wf_band_index *index, const uint64_t *keys, size_t n, wf_found *found) {
    for (unsigned b = 0; b < BANDS; b++)
        assert_int_equal(wf_band_index_query(index, b, keys, n, found, NULL), WF_OK);
}

/* Appends what story i of all keys is to find among the stories before end; as story asking of its batch. */
static void expect(const uint64_t *keys, size_t i, size_t end, size_t asking, wf_found *out) {
    for (unsigned b = 0; b < BANDS; b++) {
        uint64_t key = keys[i * BANDS + b];
        size_t listed = 0;
        for (size_t s = end; key && s-- > 0;) {
            if (keys[s * BANDS + b] != key) continue;
            assert_true(out->n < out->cap);
            bool cut = listed++ == WF_BUCKET_FOUND;
            out->items[out->n++] = (uint64_t)asking << 32 | (cut ? WF_BUCKET_CUT : s);
            if (cut) break;
        }
    }
}

static void assert_same(wf_found *a, wf_found *b) {
    uint64_t *scratch = malloc((a->n + 1) * sizeof *scratch);
    assert_non_null(scratch);
    assert_int_equal(a->n, b->n);
    if (a->n) {
        wf_sort_u64(a->items, scratch, a->n);
        wf_sort_u64(b->items, scratch, b->n);
        assert_memory_equal(a->items, b->items, a->n * sizeof *a->items);
    }
    free(scratch);
    a->n = b->n = 0;
}

/* Keys of which few are met again, some very often, some never, and some are 0. */
static uint64_t *make_keys(size_t n, uint64_t seed) {
    uint64_t *keys = malloc(n * BANDS * sizeof *keys), state = seed;
    assert_non_null(keys);
    for (size_t i = 0; i < n * BANDS; i++) {
        uint64_t kind = random_below(&state, 100);
        uint64_t among = kind < 2 ? 2 : kind < 30 ? n / 4 + 1 : UINT64_MAX;
        uint64_t name = random_below(&state, among) + (among == 2 ? UINT64_C(1) << 50 : 0);
        keys[i] = kind == 99 ? 0 : wf_mix64(name + 1);
    }
    return keys;
}

static void check_random(size_t n, size_t most_in_batch, wf_budget budget, uint64_t seed) {
    uint64_t *keys = make_keys(n, seed), state = seed;
    wf_found found = {0}, due = {malloc(64 * BANDS * most_in_batch * sizeof(uint64_t) * 2), 0,
                                 128 * BANDS * most_in_batch};
    wf_band_index *index = open_index(&budget);
    assert_non_null(due.items);
    for (size_t first = 0; first < n;) {
        size_t batch = 1 + random_below(&state, most_in_batch);
        if (batch > n - first) batch = n - first;
        query(index, keys + first * BANDS, batch, &found);
        for (size_t i = 0; i < batch; i++) expect(keys, first + i, first, i, &due);
        assert_same(&found, &due);
        bool asked = random_below(&state, 4) > 0;
        insert(index, keys + first * BANDS, batch, asked ? &found : NULL);
        for (size_t i = 0; asked && i < batch; i++) expect(keys, first + i, first + i, i, &due);
        assert_same(&found, &due);
        first += batch;
    }
    wf_band_index_close(index);
    assert_int_equal(budget.used, 0);
    free(found.items);
    free(due.items);
    free(keys);
}

static void test_finds_what_the_plain_rule_finds(void **state) {
    (void)state;
    check_random(1, 1, unlimited(), 1);
    check_random(300, 1, unlimited(), 2);
    check_random(3000, 7, unlimited(), 3);
    check_random(6000, 200, unlimited(), 4); /* tables of 1,024 slots grow thrice */
    check_random(3000, 3000, unlimited(), 5);
}

static void test_in_files_where_memory_is_short(void **state) {
    (void)state;
    check_random(5000, 500, (wf_budget){.limit = 20000}, 6);
}

/* Keys whose upper half alone differs are taken for one, as keys of one bucket: what is found is compared anyway. */
static void test_keys_are_told_by_their_lower_half(void **state) {
    (void)state;
    static const uint64_t keys[2 * BANDS] = {7, 8, 9, 7 | UINT64_C(1) << 40, 80, UINT32_MAX};
    wf_budget budget = unlimited();
    wf_band_index *index = open_index(&budget);
    wf_found found = {0};
    insert(index, keys, 2, &found);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.items[0], UINT64_C(1) << 32);
    free(found.items);
    wf_band_index_close(index);
}

/* Hashes at the end of a table, whose slots go on at its begin, while it grows. */
static void test_runs_past_the_end_of_a_table(void **state) {
    (void)state;
    enum { N = 5000 };
    wf_budget budget = unlimited();
    wf_band_index *index = open_index(&budget);
    wf_found found = {0};
    uint64_t keys[BANDS];
    for (uint32_t i = 0; i < N; i++) {
        for (unsigned b = 0; b < BANDS; b++) keys[b] = UINT32_MAX - (i & 1 ? i : 0) - (i & 1) * 3 * b;
        insert(index, keys, 1, NULL);
    }
    for (uint32_t i = 1; i < N; i += 2) {
        for (unsigned b = 0; b < BANDS; b++) keys[b] = b ? 0 : UINT32_MAX - i;
        query(index, keys, 1, &found);
        assert_int_equal(found.n, 1);
        assert_int_equal(found.items[0], i);
        found.n = 0;
    }
    free(found.items);
    wf_band_index_close(index);
}

static void test_a_shared_bucket_stays_flat(void **state) {
    (void)state;
    enum { N = 200000, BATCH = 1000 };
    wf_budget budget = unlimited();
    wf_band_index *index = open_index(&budget);
    uint64_t *keys = calloc((size_t)BATCH * BANDS, sizeof *keys);
    wf_found found = {0};
    assert_non_null(keys);
    for (size_t i = 0; i < (size_t)BATCH * BANDS; i++) keys[i] = 42;
    for (size_t first = 0; first < N; first += BATCH) {
        found.n = 0;
        insert(index, keys, BATCH, &found);
        assert_true(found.n <= (size_t)BATCH * BANDS * (WF_BUCKET_FOUND + 1));
    }
    assert_true(budget.used < (size_t)N * BANDS * 4 + (4 << 20));
    free(found.items);
    free(keys);
    wf_band_index_close(index);
}

/* As the header has it: 14 to 24 bytes a story and band, but for the last chunk of links, where no two stories share a key. */
static void test_bytes_a_story_and_band(void **state) {
    (void)state;
    enum { BATCH = 1000 };
    wf_budget budget = unlimited();
    wf_band_index *index = open_index(&budget);
    uint64_t keys[BATCH * BANDS], state_of_keys = 9;
    for (size_t n = BATCH; n <= 700000; n += BATCH) {
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) keys[i] = random_next(&state_of_keys);
        insert(index, keys, BATCH, NULL);
        double chunk = 4.0 * (1 << WF_TABLE_SHIFT) * BANDS;
        if (n > 200000)
            assert_in_range((uint64_t)(((double)budget.used - chunk) / (double)n / BANDS), 13, 24);
    }
    wf_band_index_close(index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_the_plain_rule_finds),
        cmocka_unit_test(test_in_files_where_memory_is_short),
        cmocka_unit_test(test_keys_are_told_by_their_lower_half),
        cmocka_unit_test(test_runs_past_the_end_of_a_table),
        cmocka_unit_test(test_a_shared_bucket_stays_flat),
        cmocka_unit_test(test_bytes_a_story_and_band),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
