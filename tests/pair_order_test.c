/* The order in which pairs are verified: the same pairs, those of the same nodes near each other. */
#include "base/sort.h"
#include "engine/rewrites.h"
#include "support/dump.h"

enum { NODES = 4000, GROUP = 5, CACHE = 16 };

/* Pairs of every two nodes of a group, whose numbers lie far apart as those of content ids do. */
static size_t spread_pairs(wf_keyed *pairs) {
    enum { STRIDE = NODES / GROUP };
    size_t n = 0;
    for (uint32_t first = 0; first < STRIDE; first++)
        for (uint32_t i = 0; i < GROUP; i++)
            for (uint32_t j = i + 1; j < GROUP; j++)
                pairs[n++].key = (uint64_t)(first + i * STRIDE) << 32 | (first + j * STRIDE);
    return n;
}

/* The numbers of n pairs in an order. */
static uint32_t *numbers(size_t n) {
    uint32_t *order = malloc((n + 1) * sizeof *order);
    assert_non_null(order);
    for (uint32_t i = 0; i < n; i++) order[i] = i;
    return order;
}

/* How often a node is not among the CACHE nodes used last. */
static size_t n_loaded(const wf_keyed *pairs, const uint32_t *order, size_t n) {
    uint32_t lately[CACHE];
    size_t loaded = 0, n_kept = 0;
    for (size_t i = 0; i < 2 * n; i++) {
        const uint64_t key = pairs[order[i / 2]].key;
        uint32_t node = i % 2 ? (uint32_t)key : (uint32_t)(key >> 32);
        size_t at = 0;
        while (at < n_kept && lately[at] != node) at++;
        if (at == n_kept) {
            loaded++;
            if (n_kept < CACHE) n_kept++;
            at = n_kept - 1;
        }
        memmove(lately + 1, lately, at * sizeof *lately);
        lately[0] = node;
    }
    return loaded;
}

static void every_node_is_loaded_once(void **state) {
    (void)state;
    enum { MOST = NODES * GROUP };
    static wf_keyed pairs[MOST], scratch[MOST];
    size_t n = spread_pairs(pairs);
    wf_sort_keyed(pairs, scratch, n);
    uint32_t *as_found = numbers(n);
    assert_true(n_loaded(pairs, as_found, n) > 2 * NODES);
    wf_pair_order order;
    assert_ok(wf_order_pairs(&order, pairs, n, NODES, &error));
    assert_int_equal(n_loaded(pairs, order.pairs, n), NODES);
    assert_int_equal(order.n_components, NODES / GROUP);
    bool seen[MOST] = {false};
    for (uint32_t c = 0; c < order.n_components; c++) {
        assert_int_equal(order.begin[c + 1] - order.begin[c], GROUP * (GROUP - 1) / 2);
        for (uint32_t i = order.begin[c]; i < order.begin[c + 1]; i++) {
            const uint64_t key = pairs[order.pairs[i]].key, first = pairs[order.pairs[order.begin[c]]].key;
            assert_int_equal((uint32_t)key % (NODES / GROUP), (uint32_t)first % (NODES / GROUP));
            assert_false(seen[order.pairs[i]]);
            seen[order.pairs[i]] = true;
        }
    }
    wf_pair_order_free(&order);
    free(as_found);
}

/* A chain is verified from one end to the other, whatever its numbers. */
static void a_chain_is_followed(void **state) {
    (void)state;
    enum { N = 1000, STEP = 387 }; /* without a common factor */
    wf_keyed pairs[N - 1];
    for (uint32_t i = 0; i + 1 < N; i++) {
        uint64_t x = i * STEP % N, y = (i + 1) * STEP % N;
        pairs[i] = (wf_keyed){x < y ? x << 32 | y : y << 32 | x, 0};
    }
    wf_pair_order order;
    assert_ok(wf_order_pairs(&order, pairs, N - 1, N, &error));
    assert_int_equal(n_loaded(pairs, order.pairs, N - 1), N);
    assert_int_equal(order.n_components, 1);
    assert_int_equal(order.begin[1], N - 1);
    wf_pair_order_free(&order);
}

static void nothing_is_ordered(void **state) {
    (void)state;
    wf_keyed one = {3, 0};
    wf_pair_order order;
    assert_ok(wf_order_pairs(&order, &one, 0, 0, &error));
    assert_int_equal(order.n_components, 0);
    wf_pair_order_free(&order);
    assert_ok(wf_order_pairs(&order, &one, 1, 4, &error));
    assert_int_equal(order.n_components, 1);
    assert_int_equal(order.pairs[0], 0);
    wf_pair_order_free(&order);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_is_loaded_once),
        cmocka_unit_test(a_chain_is_followed),
        cmocka_unit_test(nothing_is_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
