/* The order in which pairs are verified: the same pairs, those of the same nodes near each other. */
#include "base/sort.h"
#include "engine/rewrites.h"
#include "support/dump.h"

enum { NODES = 4000, GROUP = 5, CACHE = 16 };

/* Pairs of every two nodes of a group, whose numbers lie far apart as those of content ids do. */
static size_t spread_pairs(uint64_t *pairs) {
    enum { STRIDE = NODES / GROUP };
    size_t n = 0;
    for (uint32_t first = 0; first < STRIDE; first++)
        for (uint32_t i = 0; i < GROUP; i++)
            for (uint32_t j = i + 1; j < GROUP; j++)
                pairs[n++] = (uint64_t)(first + i * STRIDE) << 32 | (first + j * STRIDE);
    return n;
}

/* How often a node is not among the CACHE nodes used last. */
static size_t n_loaded(const uint64_t *pairs, size_t n) {
    uint32_t lately[CACHE];
    size_t loaded = 0, n_kept = 0;
    for (size_t i = 0; i < 2 * n; i++) {
        uint32_t node = i % 2 ? (uint32_t)pairs[i / 2] : (uint32_t)(pairs[i / 2] >> 32);
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
    static uint64_t pairs[MOST], before[MOST], scratch[MOST];
    size_t n = spread_pairs(pairs);
    wf_sort_u64(pairs, scratch, n);
    memcpy(before, pairs, sizeof before);
    assert_true(n_loaded(pairs, n) > 2 * NODES);
    assert_ok(wf_order_pairs(pairs, n, NODES, &error));
    assert_int_equal(n_loaded(pairs, n), NODES);
    wf_sort_u64(pairs, scratch, n);
    assert_memory_equal(pairs, before, n * sizeof *pairs);
}

/* A chain is verified from one end to the other, whatever its numbers. */
static void a_chain_is_followed(void **state) {
    (void)state;
    enum { N = 1000, STEP = 387 }; /* without a common factor */
    uint64_t pairs[N - 1];
    for (uint32_t i = 0; i + 1 < N; i++) {
        uint64_t x = i * STEP % N, y = (i + 1) * STEP % N;
        pairs[i] = x < y ? x << 32 | y : y << 32 | x;
    }
    assert_ok(wf_order_pairs(pairs, N - 1, N, &error));
    assert_int_equal(n_loaded(pairs, N - 1), N);
}

static void nothing_is_ordered(void **state) {
    (void)state;
    uint64_t none = 7, one = 3;
    assert_ok(wf_order_pairs(&none, 0, 0, &error));
    assert_int_equal(none, 7);
    assert_ok(wf_order_pairs(&one, 1, 4, &error));
    assert_int_equal(one, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_is_loaded_once),
        cmocka_unit_test(a_chain_is_followed),
        cmocka_unit_test(nothing_is_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
