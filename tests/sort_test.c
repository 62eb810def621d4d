#include "base/sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/words.h"

/* A shape of input: value i of n. */
typedef uint64_t (*shape_fn)(size_t i, size_t n, uint64_t *random);

static uint64_t shape_random(size_t i, size_t n, uint64_t *random) {
    (void)i, (void)n;
    return random_next(random);
}
static uint64_t shape_equal(size_t i, size_t n, uint64_t *random) {
    (void)i, (void)n, (void)random;
    return 0xfedcba9876543210;
}
static uint64_t shape_three_values(size_t i, size_t n, uint64_t *random) {
    (void)i, (void)n;
    return random_below(random, 3) * 0x5555555555555555;
}
static uint64_t shape_sorted(size_t i, size_t n, uint64_t *random) {
    (void)n, (void)random;
    return i * 1000003;
}
static uint64_t shape_reversed(size_t i, size_t n, uint64_t *random) {
    (void)random;
    return (n - i) << 40;
}
static uint64_t shape_equal_upper_bits(size_t i, size_t n, uint64_t *random) {
    (void)i, (void)n;
    return 0xabcd000000000000 | random_next(random) >> 16;
}
/* Spread over the highest byte, so that the short way is begun; the next byte is the same for all. */
static uint64_t shape_equal_second_byte(size_t i, size_t n, uint64_t *random) {
    (void)n;
    return (uint64_t)(i % 256) << 56 | random_next(random) >> 16;
}
static uint64_t shape_small(size_t i, size_t n, uint64_t *random) {
    (void)i;
    return random_below(random, n + 1);
}
/* Two values in turn, with equal upper bits. */
static uint64_t shape_pairs_in_turn(size_t i, size_t n, uint64_t *random) {
    (void)n, (void)random;
    return (uint64_t)(i / 64) << 48 | (i % 2 ? 5 : 9);
}
/* A run of equal hashes among others, as a repeated shingle has it. */
static uint64_t shape_hashes_with_repeats(size_t i, size_t n, uint64_t *random) {
    (void)n;
    uint64_t h = random_next(random);
    return i % 3 ? h : 0x7777777777777777;
}
/* Postings as they are gathered: the numbers of texts ascend below each of few keys. */
static uint64_t shape_postings(size_t i, size_t n, uint64_t *random) {
    (void)n, (void)random;
    return (i % 5 + 1) * 0x9e3779b97f4a7c15 >> 32 << 32 | i;
}
static uint64_t shape_extremes(size_t i, size_t n, uint64_t *random) {
    (void)i, (void)n;
    static const uint64_t values[] = {0, 1, UINT64_MAX, UINT64_MAX - 1, 1ULL << 63, (1ULL << 63) - 1};
    return values[random_below(random, 6)];
}

static const struct {
    const char *name;
    shape_fn value;
} shapes[] = {
    {"random", shape_random},
    {"postings", shape_postings},
    {"equal", shape_equal},
    {"three values", shape_three_values},
    {"sorted", shape_sorted},
    {"reversed", shape_reversed},
    {"equal upper bits", shape_equal_upper_bits},
    {"equal second byte", shape_equal_second_byte},
    {"small", shape_small},
    {"pairs in turn", shape_pairs_in_turn},
    {"hashes with repeats", shape_hashes_with_repeats},
    {"extremes", shape_extremes},
};
static const size_t sizes[] = {0,   1,   2,   3,   47,  48,  49,  50,   64,   100,  191,  192,
                               193, 255, 256, 257, 400, 511, 999, 2000, 4095, 4096, 4097, 20000};

enum { N_SHAPES = sizeof shapes / sizeof *shapes, N_SIZES = sizeof sizes / sizeof *sizes, MAX = 20000 };
static uint64_t values[MAX + 1], wanted[MAX + 1], scratch[MAX + 1];
static wf_keyed items[MAX + 1], item_scratch[MAX + 1];

static int ascending(const void *x, const void *y) {
    uint64_t a, b;
    memcpy(&a, x, sizeof a);
    memcpy(&b, y, sizeof b);
    return (a > b) - (a < b);
}

/* Fills values and, sorted, wanted; a value behind the end tells whether it was left alone. */
static void fill(size_t shape, size_t n) {
    uint64_t random = shape * 100 + n;
    for (size_t i = 0; i < n; i++) values[i] = wanted[i] = shapes[shape].value(i, n, &random);
    qsort(wanted, n, sizeof *wanted, ascending);
    values[n] = scratch[n] = 42;
}

static void test_sorting_gives_what_qsort_gives(void **state) {
    (void)state;
    for (size_t shape = 0; shape < N_SHAPES; shape++)
        for (size_t s = 0; s < N_SIZES; s++) {
            size_t n = sizes[s];
            fill(shape, n);
            wf_sort_u64(values, scratch, n);
            if (memcmp(values, wanted, n * sizeof *values) != 0)
                fail_msg("%s, %zu values", shapes[shape].name, n);
            assert_int_equal(values[n], 42);
            assert_int_equal(scratch[n], 42);
        }
}

static void test_threads_sort_as_one_does(void **state) {
    (void)state;
    for (size_t shape = 0; shape < N_SHAPES; shape++)
        for (size_t s = 0; s < N_SIZES; s++)
            for (size_t n_threads = 1; n_threads <= 3; n_threads++) {
                size_t n = sizes[s];
                fill(shape, n);
                wf_sort_u64_shared(values, scratch, n, n_threads);
                if (memcmp(values, wanted, n * sizeof *values) != 0)
                    fail_msg("%s, %zu values, %zu threads", shapes[shape].name, n, n_threads);
                assert_int_equal(values[n], 42);
                assert_int_equal(scratch[n], 42);
            }
}

static void test_unique_sorting_drops_repeats(void **state) {
    (void)state;
    for (size_t shape = 0; shape < N_SHAPES; shape++)
        for (size_t s = 0; s < N_SIZES; s++) {
            size_t n = sizes[s], n_wanted = 0;
            fill(shape, n);
            for (size_t i = 0; i < n; i++)
                if (i == 0 || wanted[i] != wanted[i - 1]) wanted[n_wanted++] = wanted[i];
            size_t got = wf_sort_unique_u64(values, scratch, n);
            if (got != n_wanted || memcmp(values, wanted, got * sizeof *values) != 0)
                fail_msg("%s, %zu values", shapes[shape].name, n);
        }
}

static void test_repeats_are_dropped(void **state) {
    (void)state;
    for (size_t shape = 0; shape < N_SHAPES; shape++)
        for (size_t s = 0; s < N_SIZES; s++) {
            size_t n = sizes[s], n_wanted = 0;
            fill(shape, n);
            for (size_t i = 0; i < n; i++)
                if (i == 0 || wanted[i] != wanted[i - 1]) wanted[n_wanted++] = wanted[i];
            size_t got = wf_drop_repeats_u64(values, scratch, n);
            assert_int_equal(got, n_wanted);
            qsort(values, got, sizeof *values, ascending);
            if (memcmp(values, wanted, got * sizeof *values) != 0)
                fail_msg("%s, %zu values", shapes[shape].name, n);
        }
}

static void test_keyed_sorting_is_stable(void **state) {
    (void)state;
    for (size_t shape = 0; shape < N_SHAPES; shape++)
        for (size_t s = 0; s < N_SIZES; s++) {
            size_t n = sizes[s];
            fill(shape, n);
            for (size_t i = 0; i < n; i++) items[i] = (wf_keyed){values[i], (uint32_t)i};
            wf_sort_keyed(items, item_scratch, n);
            for (size_t i = 0; i < n; i++) {
                bool in_order =
                    i == 0 || items[i].key != items[i - 1].key || items[i].value > items[i - 1].value;
                if (items[i].key != wanted[i] || items[i].value >= n || values[items[i].value] != wanted[i] ||
                    !in_order)
                    fail_msg("%s, %zu items: item %zu", shapes[shape].name, n, i);
            }
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorting_gives_what_qsort_gives),
        cmocka_unit_test(test_threads_sort_as_one_does),
        cmocka_unit_test(test_unique_sorting_drops_repeats),
        cmocka_unit_test(test_repeats_are_dropped),
        cmocka_unit_test(test_keyed_sorting_is_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
