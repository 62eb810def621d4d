#include "index/terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/check.h"
#include "support/tempdir.h"
#include "support/words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---------------------------------------------------------------------------------------------------- keys */

static wf_term_key single(uint32_t term) {
    const wf_ranked_term text = {term, 1, true, false};
    wf_term_key out[WF_TERM_KEYS];
    assert_int_equal(wf_term_keys(&text, 1, out), 1);
    return out[0];
}

static wf_term_key pair(uint32_t a, uint32_t b) {
    const wf_ranked_term text[] = {{a, 1, true, false}, {b, 1, false, false}};
    wf_term_key out[WF_TERM_KEYS];
    assert_int_equal(wf_term_keys(text, 2, out), 3);
    return out[2];
}

static int compare_keys(const void *a, const void *b) {
    const wf_term_key x = *(const wf_term_key *)a, y = *(const wf_term_key *)b;
    return (x > y) - (x < y);
}

static int by_rank(const void *a, const void *b) {
    const wf_ranked_term *x = *(const wf_ranked_term *const *)a, *y = *(const wf_ranked_term *const *)b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    return (x->term > y->term) - (x->term < y->term);
}

static int by_place(const void *a, const void *b) {
    const wf_ranked_term *x = *(const wf_ranked_term *const *)a, *y = *(const wf_ranked_term *const *)b;
    return (x > y) - (x < y);
}

/* The keys as the header defines them, by sorting everything. */
static size_t keys_by_definition(const wf_ranked_term *terms, size_t n, wf_term_key *out) {
    const wf_ranked_term **order = malloc((n + 1) * sizeof *order);
    uint32_t *sentence = calloc(n + 1, sizeof *sentence);
    assert_true(order && sentence);
    for (size_t i = 0; i < n; i++) {
        order[i] = terms + i;
        sentence[i] = (i > 0 ? sentence[i - 1] : 0) + terms[i].new_sentence;
    }
    qsort(order, n, sizeof *order, by_rank);
    size_t n_out = 0, n_paired = n < WF_TERM_PAIRED ? n : WF_TERM_PAIRED, n_pairs = 0;
    for (size_t i = 0; i < n && i < WF_TERM_SINGLES; i++)
        if (!order[i]->alone) out[n_out++] = single(order[i]->term);
    qsort(order, n_paired, sizeof *order, by_place);
    for (size_t between = 0; between < WF_TERM_PAIRED; between++) {
        for (size_t i = 0; i + between + 1 < n_paired; i++) {
            const wf_ranked_term *a = order[i], *b = order[i + between + 1];
            if (sentence[a - terms] == sentence[b - terms] && n_pairs++ < WF_TERM_PAIRS && !a->alone &&
                !b->alone)
                out[n_out++] = pair(a->term, b->term);
        }
    }
    free(order);
    free(sentence);
    return n_out;
}

static void assert_keys(const wf_ranked_term *terms, size_t n) {
    wf_term_key keys[WF_TERM_KEYS], expected[WF_TERM_KEYS];
    const size_t n_keys = wf_term_keys(terms, n, keys);
    assert_int_equal(n_keys, keys_by_definition(terms, n, expected));
    qsort(keys, n_keys, sizeof *keys, compare_keys);
    qsort(expected, n_keys, sizeof *expected, compare_keys);
    assert_memory_equal(keys, expected, n_keys * sizeof *keys);
}

static void test_keys_of_random_texts(void **state) {
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 600; round++) {
        wf_ranked_term terms[200];
        const size_t n = random_below(&random, COUNT(terms) + 1);
        const uint64_t n_weights = 1 + random_below(&random, 256), length = 1 + random_below(&random, 40);
        for (size_t i = 0; i < n; i++)
            terms[i] = (wf_ranked_term){(uint32_t)random_next(&random),
                                        (uint8_t)(UINT8_MAX - random_below(&random, n_weights)),
                                        random_below(&random, length) == 0, random_below(&random, 3) == 0};
        assert_keys(terms, n);
    }
}

static void test_keys_of_a_text_of_60000_terms(void **state) {
    (void)state;
    enum { TERMS = 60000 };
    wf_ranked_term *terms = malloc(TERMS * sizeof *terms);
    assert_non_null(terms);
    for (int order = 0; order < 3; order++) { /* ascending, descending, and every weight */
        for (uint32_t i = 0; i < TERMS; i++)
            terms[i] = (wf_ranked_term){order == 1 ? TERMS - i : i, order == 2 ? (uint8_t)(i * 7) : 9,
                                        i % 100 == 0, i % 7 == 0};
        assert_keys(terms, TERMS);
    }
    free(terms);
}

static void test_pairs(void **state) {
    (void)state;
    wf_term_key keys[WF_TERM_KEYS];
    assert_int_equal(wf_term_keys(NULL, 0, keys), 0);
    assert_int_equal(pair(5, 9), pair(9, 5));
    assert_int_not_equal(pair(5, 9), pair(5, 8));
    assert_int_equal(wf_term_key_points(single(5)), WF_POINTS_SINGLE);
    assert_int_equal(wf_term_key_points(pair(5, 9)), WF_POINTS_PAIR);
    for (uint32_t term = 0; term < 5000; term++) { /* whatever the terms, the two kinds stay apart */
        assert_true(single(term * 0x9e3779b9u) < WF_FIRST_PAIR);
        assert_true(pair(term, term * 0x9e3779b9u) >= WF_FIRST_PAIR);
    }
    /* Two sentences of two terms: two pairs, and none across. */
    const wf_ranked_term two[] = {
        {1, 9, true, false}, {2, 9, false, false}, {3, 9, true, false}, {4, 9, false, false}};
    assert_int_equal(wf_term_keys(two, 4, keys), 6);
    assert_int_equal(keys[4], pair(1, 2));
    assert_int_equal(keys[5], pair(3, 4));
    /* One sentence of 32 terms has 496 pairs: 31 + 30 + 29 + 28 of the nearest, and 10 more. */
    wf_ranked_term one[WF_TERM_PAIRED];
    for (uint32_t i = 0; i < WF_TERM_PAIRED; i++) one[i] = (wf_ranked_term){i, 1, false, false};
    assert_int_equal(wf_term_keys(one, WF_TERM_PAIRED, keys), WF_TERM_PAIRED + WF_TERM_PAIRS);
    assert_int_equal(keys[WF_TERM_PAIRED], pair(0, 1));
    assert_int_equal(keys[WF_TERM_PAIRED + 31], pair(0, 2));
    assert_int_equal(keys[WF_TERM_PAIRED + WF_TERM_PAIRS - 1], pair(9, 14));
}

/* --------------------------------------------------------------------------------------------------- index */

/* Texts with their keys, WF_TERM_KEYS places each. */
typedef struct {
    uint32_t n;
    size_t *n_keys;
    wf_term_key *keys;
    atomic_uint n_asked; /* for the keys of a text */
    atomic_int n_left;   /* questions until cancelled says yes; negative: it never does */
} dump;

static dump dump_of(uint32_t n) {
    dump d = {.n = n, .n_left = -1};
    d.n_keys = calloc(n + 1, sizeof *d.n_keys);
    d.keys = calloc((size_t)n * WF_TERM_KEYS + 1, sizeof *d.keys);
    assert_true(d.n_keys && d.keys);
    return d;
}

static void dump_free(dump *d) {
    free(d->n_keys);
    free(d->keys);
}

static wf_term_key *keys_of(const dump *d, uint32_t text) {
    return d->keys + (size_t)text * WF_TERM_KEYS;
}

static void give(dump *d, uint32_t text, wf_term_key key) {
    assert_true(d->n_keys[text] < WF_TERM_KEYS);
    keys_of(d, text)[d->n_keys[text]++] = key;
}

static size_t write_keys(void *user, uint32_t text, size_t thread, wf_term_key *out) {
    dump *d = user;
    (void)thread;
    assert_true(text < d->n);
    atomic_fetch_add(&d->n_asked, 1);
    memcpy(out, keys_of(d, text), d->n_keys[text] * sizeof *out);
    return d->n_keys[text];
}

static bool is_cancelled(void *user) {
    dump *d = user;
    return atomic_load(&d->n_left) >= 0 && atomic_fetch_sub(&d->n_left, 1) <= 0;
}

static wf_code open_index(dump *d, size_t n_threads, wf_budget *budget, wf_term_index **out, uint64_t *n_long,
                          uint64_t *n_cut, wf_error *err) {
    const wf_term_source source = {d->n, n_threads, write_keys, is_cancelled, d};
    return wf_term_index_open(out, &source, budget, n_long, n_cut, err);
}

static bool has_key(const dump *d, uint32_t text, wf_term_key key) {
    for (size_t k = 0; k < d->n_keys[text]; k++)
        if (keys_of(d, text)[k] == key) return true;
    return false;
}

static int by_points(const void *a, const void *b) {
    const wf_term_hit *x = a, *y = b;
    if (x->points != y->points) return x->points > y->points ? -1 : 1;
    return (x->text > y->text) - (x->text < y->text);
}

/* All hits as the header defines them, in the order of hits. */
static size_t hits_by_definition(const dump *d, uint32_t text, uint32_t min_points, wf_term_hit *out) {
    uint32_t *points = calloc(d->n, sizeof *points);
    size_t n = 0;
    assert_non_null(points);
    for (size_t k = 0; k < d->n_keys[text]; k++) {
        const wf_term_key key = keys_of(d, text)[k];
        uint32_t n_texts = 0, n_followed = 0;
        bool again = false;
        for (size_t j = 0; j < k; j++) again |= keys_of(d, text)[j] == key;
        for (uint32_t t = 0; t < d->n; t++) n_texts += has_key(d, t, key);
        if (again || (key < WF_FIRST_PAIR && n_texts > WF_TERM_LIST)) continue;
        for (uint32_t t = 0; t < d->n && n_followed < WF_TERM_LIST; t++) {
            if (!has_key(d, t, key)) continue;
            n_followed++;
            points[t] += key < WF_FIRST_PAIR ? WF_POINTS_SINGLE : WF_POINTS_PAIR;
        }
    }
    for (uint32_t t = 0; t < d->n; t++)
        if (t != text && points[t] > 0 && points[t] >= min_points) out[n++] = (wf_term_hit){t, points[t]};
    qsort(out, n, sizeof *out, by_points);
    free(points);
    return n;
}

/* Queries text and compares all that comes back. */
static void assert_hits(const wf_term_index *index, const dump *d, uint32_t text, uint32_t min_points,
                        size_t cap) {
    wf_term_hit *expected = malloc((d->n + 1) * sizeof *expected);
    wf_term_hit *hits = malloc((cap + 1) * sizeof *hits);
    wf_term_counts counts;
    wf_error err;
    uint64_t n_left = 99;
    assert_true(expected && hits);
    assert_ok(wf_term_counts_open(&counts, d->n, &err));
    counts.highest = (text * 7919 + min_points) % (UINT16_MAX + 1u);
    for (uint32_t t = 0; t < d->n; t++)
        counts.points[t] = (uint16_t)(counts.highest - t % (counts.highest + 1));
    hits[cap] = (wf_term_hit){77, 77};
    const size_t n_all = hits_by_definition(d, text, min_points, expected), n = n_all < cap ? n_all : cap;
    assert_int_equal(wf_term_query(index, text, min_points, &counts, hits, cap, &n_left), n);
    assert_int_equal(n_left, n_all - n);
    assert_memory_equal(hits, expected, n * sizeof *hits);
    assert_int_equal(hits[cap].text, 77);
    assert_true(counts.highest <= UINT16_MAX);
    for (uint32_t t = 0; t < d->n; t++) assert_true(counts.points[t] <= counts.highest);
    free(expected);
    free(hits);
    wf_term_counts_close(&counts);
}

/* A dump of random keys; the fewer there are, the longer the lists. Some repeat within a text. */
static dump random_dump(uint64_t *random, uint32_t n, uint32_t n_different) {
    dump d = dump_of(n);
    for (uint32_t t = 0; t < n; t++) {
        const uint64_t n_keys = random_below(random, 20);
        for (uint64_t k = 0; k < n_keys; k++) {
            /* Neighbours, and numbers that differ in their upper bits alone. */
            const uint32_t number = (uint32_t)random_below(random, n_different);
            const wf_term_key keys[] = {number, WF_FIRST_PAIR + number, number << 24 | number % 5};
            give(&d, t, keys[number % 3]);
        }
    }
    return d;
}

static void count_limits(const dump *d, uint64_t *n_long, uint64_t *n_cut) {
    *n_long = *n_cut = 0;
    for (uint32_t t = 0; t < d->n; t++) {
        for (size_t k = 0; k < d->n_keys[t]; k++) {
            const wf_term_key key = keys_of(d, t)[k];
            uint32_t n_texts = 0;
            bool before = false; /* counted already */
            for (size_t j = 0; j < k; j++) before |= keys_of(d, t)[j] == key;
            for (uint32_t u = 0; u < t && !before; u++) before = has_key(d, u, key);
            for (uint32_t u = t; u < d->n && !before; u++) n_texts += has_key(d, u, key);
            if (!before && n_texts > WF_TERM_LIST) ++*(key < WF_FIRST_PAIR ? n_long : n_cut);
        }
    }
}

static void test_hits_of_random_texts(void **state) {
    (void)state;
    static const struct {
        uint32_t n, n_different;
    } cases[] = {{1, 3}, {2, 3}, {40, 100}, {255, 40}, {256, 3000}, {257, 700}, {700, 15}, {1000, 300}};
    static const size_t n_threads[] = {1, 2, 5};
    uint64_t random = 11, n_all_long = 0, n_all_cut = 0;
    char *folder = tempdir_make();
    for (size_t c = 0; c < COUNT(cases); c++) {
        dump d = random_dump(&random, cases[c].n, cases[c].n_different);
        uint64_t long_expected, cut_expected;
        count_limits(&d, &long_expected, &cut_expected);
        n_all_long += long_expected;
        n_all_cut += cut_expected;
        for (size_t i = 0; i < COUNT(n_threads); i++) {
            wf_budget budget = {.limit = i == 2 ? 0 : SIZE_MAX, .tmpdir = folder};
            wf_term_index *index;
            wf_error err;
            uint64_t n_long = 99, n_cut = 99;
            d.n_asked = 0;
            assert_ok(open_index(&d, n_threads[i], &budget, &index, &n_long, &n_cut, &err));
            assert_int_equal(d.n_asked, d.n);
            assert_int_equal(n_long, long_expected);
            assert_int_equal(n_cut, cut_expected);
            assert_true(budget.used > 0 && (budget.n_mapped > 0) == (i == 2));
            for (int q = 0; q < 40; q++) {
                static const size_t caps[] = {0, 1, 7, 2000};
                assert_hits(index, &d, (uint32_t)random_below(&random, d.n),
                            (uint32_t)random_below(&random, 9), caps[q % 4]);
            }
            wf_term_index_close(index);
            assert_int_equal(budget.used, 0);
        }
        dump_free(&d);
    }
    assert_true(n_all_long > 0 && n_all_cut > 0);
    tempdir_remove(folder);
}

/* Of more than a million texts the counters are left as they were. */
static void test_hits_among_very_many_texts(void **state) {
    (void)state;
    enum { N = (1 << 20) + 300, APART = 4000 };
    uint64_t random = 12, n_long, n_cut, n_hits = 0;
    wf_budget budget = {.limit = SIZE_MAX};
    wf_term_index *index;
    wf_error err;
    dump d = dump_of(N);
    wf_term_counts counts;
    wf_term_hit hits[300], *expected = malloc(N * sizeof *expected);
    assert_non_null(expected);
    assert_ok(wf_term_counts_open(&counts, N, &err));
    for (uint32_t t = 0; t < N; t += APART)
        for (int k = 0; k < 9; k++) give(&d, t, (wf_term_key)random_below(&random, 60));
    assert_ok(open_index(&d, 2, &budget, &index, &n_long, &n_cut, &err));
    for (uint32_t q = 0; q < 5; q++) {
        uint64_t n_left;
        const uint32_t text = (uint32_t)random_below(&random, N / APART) * APART;
        const size_t n = hits_by_definition(&d, text, 2, expected);
        assert_true(n < COUNT(hits));
        assert_int_equal(wf_term_query(index, text, 2, &counts, hits, COUNT(hits), &n_left), n);
        assert_memory_equal(hits, expected, n * sizeof *hits);
        for (uint32_t t = 0; t < N; t++) assert_true(counts.points[t] <= counts.highest);
        assert_int_equal(counts.highest, 0);
        n_hits += n;
    }
    assert_true(n_hits > 100);
    wf_term_index_close(index);
    wf_term_counts_close(&counts);
    free(expected);
    dump_free(&d);
}

/* A term that 200 texts have is a key, one that 201 have is none; a pair's list keeps 200 and others find those. */
static void test_limits_of_lists(void **state) {
    (void)state;
    enum { TEXTS = 1000 };
    const wf_term_key full = 7, long_one = 8, cut = WF_FIRST_PAIR, last = UINT32_MAX;
    dump d = dump_of(TEXTS);
    for (uint32_t t = 0; t < TEXTS; t++) {
        if (t < WF_TERM_LIST) give(&d, t, full);
        if (t <= WF_TERM_LIST) give(&d, t, long_one);
        if (t >= 300) give(&d, t, cut);
        if (t == 5 || t == 999) give(&d, t, last);
    }
    wf_budget budget = {.limit = SIZE_MAX};
    wf_term_index *index;
    wf_error err;
    uint64_t n_long, n_cut, n_left;
    assert_ok(open_index(&d, 2, &budget, &index, &n_long, &n_cut, &err));
    assert_int_equal(n_long, 1);
    assert_int_equal(n_cut, 1);
    static const struct {
        uint32_t text;
        size_t n;
        wf_term_hit first;
    } cases[] = {
        {0, 199, {1, 2}},     {199, 199, {0, 2}},   {200, 0, {0, 0}},
        {299, 0, {0, 0}},     {300, 199, {301, 3}}, {499, 199, {300, 3}},
        {500, 200, {300, 3}}, {999, 201, {5, 3}},   {5, 200, {999, 3}},
    };
    wf_term_counts counts;
    assert_ok(wf_term_counts_open(&counts, TEXTS, &err));
    wf_term_hit hits[TEXTS];
    for (size_t c = 0; c < COUNT(cases); c++) {
        assert_int_equal(wf_term_query(index, cases[c].text, 0, &counts, hits, TEXTS, &n_left), cases[c].n);
        if (cases[c].n > 0) assert_memory_equal(hits, &cases[c].first, sizeof *hits);
        assert_hits(index, &d, cases[c].text, 1, 150);
    }
    wf_term_counts_close(&counts);
    wf_term_index_close(index);
    dump_free(&d);
}

/* Texts with all keys alike, as many as a text can have: counters hold the points and the limits hold. */
static void test_texts_with_the_same_keys(void **state) {
    (void)state;
    enum { TEXTS = 3000 };
    dump d = dump_of(TEXTS);
    for (uint32_t t = 0; t < TEXTS; t++)
        for (uint32_t k = 0; k < WF_TERM_KEYS; k++)
            give(&d, t, (k < WF_TERM_SINGLES ? 0 : WF_FIRST_PAIR) + k * 0x1234567u % WF_FIRST_PAIR);
    wf_budget budget = {.limit = SIZE_MAX};
    wf_term_index *index;
    wf_error err;
    uint64_t n_long, n_cut, n_left;
    assert_ok(open_index(&d, 2, &budget, &index, &n_long, &n_cut, &err));
    assert_int_equal(n_long, WF_TERM_SINGLES);
    assert_int_equal(n_cut, WF_TERM_PAIRS);
    wf_term_counts counts;
    assert_ok(wf_term_counts_open(&counts, TEXTS, &err));
    wf_term_hit hits[50];
    for (uint32_t t = 0; t < TEXTS; t++) {
        assert_int_equal(wf_term_query(index, t, 8, &counts, hits, COUNT(hits), &n_left), COUNT(hits));
        assert_int_equal(n_left, WF_TERM_LIST - COUNT(hits) - (t < WF_TERM_LIST));
        for (uint32_t h = 0; h < COUNT(hits); h++) {
            assert_int_equal(hits[h].text, h + (t <= h));
            assert_int_equal(hits[h].points, WF_TERM_PAIRS * WF_POINTS_PAIR);
        }
    }
    wf_term_counts_close(&counts);
    wf_term_index_close(index);
    assert_int_equal(budget.used, 0);
    dump_free(&d);
}

/* One text on as many lists as a text can have, nearly as long as they can be: it shares a key, or two, with each of many. */
static void test_a_text_with_many_hits(void **state) {
    (void)state;
    enum { LISTS = WF_TERM_KEYS, EACH = WF_TERM_LIST * 7 / 8 - 1 };
    dump d = dump_of(LISTS * EACH + 1);
    for (uint32_t list = 0; list < LISTS; list++) {
        const uint32_t next = (list + 1) % LISTS;
        const wf_term_key key = (list < WF_TERM_SINGLES ? 0 : WF_FIRST_PAIR) + (list << 20),
                          next_key = (next < WF_TERM_SINGLES ? 0 : WF_FIRST_PAIR) + (next << 20);
        give(&d, 0, key);
        for (uint32_t i = 1; i <= EACH; i++) {
            give(&d, list * EACH + i, key);
            if (i % 7 == 0) give(&d, list * EACH + i, next_key);
        }
    }
    wf_budget budget = {.limit = SIZE_MAX};
    wf_term_index *index;
    wf_error err;
    uint64_t n_long, n_cut;
    assert_ok(open_index(&d, 1, &budget, &index, &n_long, &n_cut, &err));
    for (uint32_t min_points = 0; min_points < 6; min_points++) {
        assert_hits(index, &d, 0, min_points, 64);
        assert_hits(index, &d, 0, min_points, 40000);
    }
    wf_term_index_close(index);
    dump_free(&d);
}

static void test_nothing_to_index(void **state) {
    (void)state;
    for (uint32_t n = 0; n < 600; n += 299) {
        for (uint32_t alone = 0; alone < 2; alone++) { /* no keys; and keys of one text each */
            dump d = dump_of(n);
            for (uint32_t t = 0; t < n && alone; t++) give(&d, t, t * 0x10101);
            wf_budget budget = {.limit = SIZE_MAX};
            wf_term_index *index;
            wf_error err;
            uint64_t n_long, n_cut;
            assert_ok(open_index(&d, 3, &budget, &index, &n_long, &n_cut, &err));
            assert_int_equal(n_long + n_cut, 0);
            for (uint32_t t = 0; t < n; t += 40) assert_hits(index, &d, t, 0, 4);
            wf_term_index_close(index);
            assert_int_equal(budget.used, 0);
            dump_free(&d);
        }
    }
    wf_term_index_close(NULL);
}

/* Whenever it is cancelled and whatever fails, it says so and holds nothing. */
static void test_cancelled_or_without_room(void **state) {
    (void)state;
    uint64_t random = 5, n_long, n_cut;
    dump d = random_dump(&random, 1000, 400);
    wf_term_index *index = NULL;
    wf_error err;
    int n_questions = 0;
    for (wf_code code = WF_E_CANCELLED; code != WF_OK; n_questions++) {
        wf_budget budget = {.limit = SIZE_MAX};
        d.n_left = n_questions;
        code = open_index(&d, 2, &budget, &index, &n_long, &n_cut, &err);
        if (code == WF_OK) {
            wf_term_index_close(index);
        } else {
            assert_int_equal(code, WF_E_CANCELLED);
            assert_int_equal(err.code, WF_E_CANCELLED);
            assert_null(index);
        }
        assert_int_equal(budget.used, 0);
    }
    assert_in_range(n_questions, 4 + 256, 4 + 256 + 4); /* in each of the steps */
    d.n_left = -1;
    /* A budget that ends in each of the steps, without a folder to go on in. */
    size_t n_failed = 0;
    for (size_t limit = 0;; limit += limit < 10000 ? 1000 : limit / 20) {
        wf_budget budget = {.limit = limit, .tmpdir = "/nowhere/at/all"};
        index = NULL;
        const wf_code code = open_index(&d, 2, &budget, &index, &n_long, &n_cut, &err);
        if (code == WF_OK) wf_term_index_close(index);
        assert_int_equal(budget.used, 0);
        if (code == WF_OK) break;
        assert_int_equal(code, WF_E_IO);
        assert_null(index);
        n_failed++;
    }
    assert_true(n_failed > 4);
    dump_free(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_of_random_texts),
        cmocka_unit_test(test_keys_of_a_text_of_60000_terms),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_hits_of_random_texts),
        cmocka_unit_test(test_hits_among_very_many_texts),
        cmocka_unit_test(test_limits_of_lists),
        cmocka_unit_test(test_texts_with_the_same_keys),
        cmocka_unit_test(test_a_text_with_many_hits),
        cmocka_unit_test(test_nothing_to_index),
        cmocka_unit_test(test_cancelled_or_without_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
