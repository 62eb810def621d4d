/* Tables of places: the same sets and the same overlaps as by sorting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/sort.h"
#include "sketch/places.h"
#include "verify/overlap.h"

/* A list of hashes in any order and sorted, and its table. */
typedef struct {
    uint64_t in[WF_PLACES_MAX], list[WF_PLACES_MAX], sorted[WF_PLACES_MAX];
    size_t n, n_sorted;
    wf_places table;
} hash_list;

/* n hashes of n_values different ones from first on; of hostile ones many slots are the same. */
static void fill(hash_list *l, size_t n, uint64_t first, uint64_t n_values, bool hostile, uint64_t *state) {
    static uint64_t scratch[WF_PLACES_MAX];
    for (size_t i = 0; i < n; i++) {
        uint64_t hash = wf_mix64(first + wf_mix64(++*state) % n_values);
        l->in[i] = l->sorted[i] = hostile ? hash | UINT64_MAX << 48 : hash;
    }
    assert_true(wf_places_make(&l->table, l->in, n, l->list, &l->n));
    l->n_sorted = wf_sort_unique_u64(l->sorted, scratch, n);
}

static void check_list(const hash_list *l, size_t n) {
    assert_int_equal(l->n, l->n_sorted);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) { /* in the order in which they came first */
        if (at < l->n && l->in[i] == l->list[at]) {
            at++;
            continue;
        }
        size_t k = 0;
        while (k < at && l->list[k] != l->in[i]) k++;
        assert_true(k < at);
    }
    assert_int_equal(at, l->n);
}

static void test_sets_and_overlaps_are_those_of_sorting(void **state) {
    (void)state;
    static const struct {
        size_t n_a, n_b;
        uint64_t values_a, first_b, values_b;
        bool hostile;
    } cases[] = {
        {1, 1, 1, 0, 1, false},
        {1, 1, 1, 9, 1, false},
        {5, 300, 1000, 0, 1000, false},
        {370, 370, 1000000, 0, 2, false},
        {370, 400, 500, 200, 500, false},
        {4096, 4096, 9000, 3000, 9000, false},
        {4096, 17, 100000, 0, 100000, false},
        {200, 200, 400, 100, 400, true},
        {0, 5, 1, 0, 5, false},
    };
    static hash_list a, b;
    uint64_t random = 3;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (int repeat = 0; repeat < 20; repeat++) {
            fill(&a, cases[c].n_a, 0, cases[c].values_a, cases[c].hostile, &random);
            fill(&b, cases[c].n_b, cases[c].first_b, cases[c].values_b, cases[c].hostile, &random);
            check_list(&a, cases[c].n_a);
            check_list(&b, cases[c].n_b);
            size_t want =
                wf_overlap((wf_shingle_set){a.sorted, a.n_sorted}, (wf_shingle_set){b.sorted, b.n_sorted});
            assert_int_equal(wf_places_shared(&a.table, a.list, b.list, b.n), want);
            assert_int_equal(wf_places_shared(&b.table, b.list, a.list, a.n), want);
        }
    wf_places_free(&a.table);
    wf_places_free(&b.table);
}

static void test_a_list_can_be_made_in_place(void **state) {
    (void)state;
    uint64_t hashes[6] = {7, 9, 7, UINT64_MAX, 9, 0};
    static const uint64_t want[4] = {7, 9, UINT64_MAX, 0};
    wf_places table = {0};
    size_t n;
    assert_true(wf_places_make(&table, hashes, 6, hashes, &n));
    assert_int_equal(n, 4);
    assert_memory_equal(hashes, want, sizeof want);
    wf_places_free(&table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sets_and_overlaps_are_those_of_sorting),
        cmocka_unit_test(test_a_list_can_be_made_in_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
