#include "verify/overlap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "sketch/sketch.h"
#include "support/words.h"

/* ------------------------------------------------------------------------------------------------- overlap */

/* Fills set with n ascending hashes; a large step leaves wide gaps. */
static void fill_ascending(uint64_t *set, size_t n, uint64_t max_step, uint64_t *random) {
    uint64_t h = random_below(random, max_step);
    for (size_t i = 0; i < n; i++, h += 1 + random_below(random, max_step)) {
        set[i] = h;
    }
}

static void test_overlap_is_that_of_a_plain_count(void **state) {
    (void)state;
    static const struct {
        size_t n_a, n_b;
        uint64_t step_a, step_b;
    } cases[] = {
        {0, 0, 1, 1},     {0, 50, 1, 2},    {1, 1, 2, 2},      {1, 15, 20, 2},
        {1, 16, 20, 2},   {1, 17, 20, 2},   {40, 40, 1, 1},    {40, 40, 3, 3},
        {100, 300, 6, 2}, {20, 319, 40, 3}, {20, 320, 40, 3},  {20, 321, 40, 3},
        {5, 1000, 90, 4}, {5, 1000, 1, 4},  {50, 1000, 30, 1}, {3, 1000, 9999, 2},
    };
    uint64_t random = 8, a[1000], b[1000];
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (int repeat = 0; repeat < 200; repeat++) {
            fill_ascending(a, cases[c].n_a, cases[c].step_a, &random);
            fill_ascending(b, cases[c].n_b, cases[c].step_b, &random);
            size_t want = 0;
            for (size_t i = 0; i < cases[c].n_a; i++) {
                for (size_t j = 0; j < cases[c].n_b; j++) {
                    want += a[i] == b[j];
                }
            }
            wf_shingle_set set_a = {a, cases[c].n_a}, set_b = {b, cases[c].n_b};
            assert_int_equal(wf_overlap(set_a, set_b), want);
            assert_int_equal(wf_overlap(set_b, set_a), want);
        }
    }
}

static void test_similarity(void **state) {
    (void)state;
    static const struct {
        size_t n_a, n_b, n_shared;
        wf_similarity want;
    } cases[] = {
        {0, 0, 0, {0, 0, 0}}, {0, 7, 0, {0, 0, 0}},      {7, 0, 0, {0, 0, 0}},         {4, 4, 4, {1, 1, 1}},
        {4, 8, 0, {0, 0, 0}}, {4, 16, 4, {.25, 1, .25}}, {6, 4, 2, {.25, 2 / 6., .5}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        wf_similarity got = wf_similarity_of(cases[c].n_a, cases[c].n_b, cases[c].n_shared);
        assert_true(got.jaccard == cases[c].want.jaccard);
        assert_true(got.a_in_b == cases[c].want.a_in_b);
        assert_true(got.b_in_a == cases[c].want.b_in_a);
    }
}

/* ------------------------------------------------------------------------------------------------- spans */

typedef struct {
    wf_tokens tokens;
    uint64_t *h;
} text;

static text text_of(const char *words, unsigned w) {
    text t = {words_of(words), NULL};
    t.h = malloc((t.tokens.n + 1) * sizeof *t.h);
    assert_non_null(t.h);
    wf_shingles(&t.tokens, w, 1, t.h);
    return t;
}

static void text_free(text *t) {
    words_free(&t->tokens);
    free(t->h);
}

static size_t spans_of(const text *a, const text *b, unsigned w, wf_span **spans) {
    size_t n = 99;
    wf_error err;
    assert_int_equal(wf_shared_spans(&a->tokens, a->h, &b->tokens, b->h, w, spans, &n, &err), WF_OK);
    return n;
}

static void test_spans_of_small_texts(void **state) {
    (void)state;
    static const struct {
        const char *name;
        unsigned w;
        const char *a, *b;
        const char *want; /* the spans as they stand in a, with " | " between them */
    } cases[] = {
        {"both empty", 3, "", "", ""},
        {"one empty", 3, "", "rain fell all night", ""},
        {"nothing shared", 3, "rain fell all night", "the sun shone all day", ""},
        {"the same", 3, "rain fell all night", "rain fell all night", "rain fell all night"},
        {"shorter than a shingle and the same", 5, "rain fell", "rain fell", "rain fell"},
        {"shorter than a shingle, not the same", 5, "rain fell", "snow fell", ""},
        {"shorter than a shingle inside a longer text", 3, "rain fell", "rain fell all night", ""},
        {"just a shingle", 3, "so rain fell all day", "then rain fell all night", "rain fell all"},
        {"a word less than a shingle", 4, "so rain fell all day", "then rain fell all night", ""},
        {"spaces are the original's", 3, " so  rain   fell all  day", "then rain fell all",
         "rain   fell all"},
        {"in order of a", 2, "a b c d e f", "e f x a b", "a b | e f"},
        {"the longest first", 2, "a b c d x c d e f g", "b c d e f g y a b c", "a b c | c d e f g"},
        {"what a longer one leaves", 2, "p q r s t", "q r s t z p q r", "q r s t"},
        {"and its rest if long enough", 2, "n o p q r s t", "q r s t z n o p q r", "n o p q r | s t"},
        {"no word of b twice", 2, "a b x a b x a b", "a b y a b", "a b | a b"},
        {"no word of a twice", 2, "a b y a b", "a b x a b x a b", "a b | a b"},
        {"neighbours in both are one", 1, "a b c", "a b c", "a b c"},
        {"neighbours in a alone are two", 2, "a b c d", "c d a b", "a b | c d"},
        {"w = 1", 1, "a b c", "c x a", "a | c"},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        text a = text_of(cases[c].a, cases[c].w), b = text_of(cases[c].b, cases[c].w);
        wf_span *spans;
        size_t n = spans_of(&a, &b, cases[c].w, &spans);
        char got[200] = "";
        for (size_t i = 0; i < n; i++) {
            size_t len = strlen(got);
            snprintf(got + len, sizeof got - len, "%s%.*s", i ? " | " : "",
                     (int)(spans[i].a_end - spans[i].a_begin), cases[c].a + spans[i].a_begin);
        }
        if (strcmp(got, cases[c].want) != 0) {
            fail_msg("%s: '%s' instead of '%s'", cases[c].name, got, cases[c].want);
        }
        free(spans);
        text_free(&a);
        text_free(&b);
    }
}

/* Number of the word that begins (or, with ends, that ends) at byte. */
static size_t word_at(const uint32_t *places, size_t n, uint64_t byte) {
    for (size_t i = 0; i < n; i++) {
        if (places[i] == byte) {
            return i;
        }
    }
    fail_msg("byte %zu is no border of a word", (size_t)byte);
    return 0;
}

static bool same_word(const text *a, size_t i, const text *b, size_t j) {
    size_t len = a->tokens.src_end[i] - a->tokens.src_begin[i];
    return len == b->tokens.src_end[j] - b->tokens.src_begin[j] &&
           memcmp(a->tokens.norm + a->tokens.start[i], b->tokens.norm + b->tokens.start[j], len) == 0;
}

/*
 * Whatever the texts: spans ascend in a, are equal word by word, have w words or more, use no word twice, and leave no
 * w words in a row that both texts still have free.
 */
static void assert_tiling(const text *a, const text *b, unsigned w, const wf_span *spans, size_t n) {
    size_t n_a = a->tokens.n, n_b = b->tokens.n, end_before = 0;
    bool *used_a = calloc(n_a + 1, sizeof *used_a), *used_b = calloc(n_b + 1, sizeof *used_b);
    assert_true(used_a && used_b);
    for (size_t s = 0; s < n; s++) {
        size_t i = word_at(a->tokens.src_begin, n_a, spans[s].a_begin);
        size_t j = word_at(b->tokens.src_begin, n_b, spans[s].b_begin);
        assert_in_range(spans[s].words, w, n_a);
        assert_int_equal(word_at(a->tokens.src_end, n_a, spans[s].a_end), i + spans[s].words - 1);
        assert_int_equal(word_at(b->tokens.src_end, n_b, spans[s].b_end), j + spans[s].words - 1);
        assert_in_range(i, end_before, n_a);
        end_before = i + spans[s].words;
        for (size_t k = 0; k < spans[s].words; k++) {
            assert_true(same_word(a, i + k, b, j + k));
            assert_false(used_b[j + k]);
            used_a[i + k] = used_b[j + k] = true;
        }
    }
    for (size_t i = 0; i + w <= n_a; i++) {
        for (size_t j = 0; j + w <= n_b; j++) {
            size_t k = 0;
            while (k < w && !used_a[i + k] && !used_b[j + k] && same_word(a, i + k, b, j + k)) {
                k++;
            }
            assert_in_range(k, 0, w - 1);
        }
    }
    free(used_a);
    free(used_b);
}

static void test_spans_tile_random_texts(void **state) {
    (void)state;
    static const struct {
        size_t n_a, n_b;
        uint64_t n_words; /* in the vocabulary */
        unsigned w;
    } cases[] = {{30, 30, 5, 2},  {100, 100, 8, 3}, {100, 20, 6, 3},
                 {20, 150, 9, 2}, {150, 150, 4, 5}, {200, 200, 60, 1}};
    uint64_t random = 31;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (int repeat = 0; repeat < 60; repeat++) {
            char words[2][1000];
            size_t n[2] = {cases[c].n_a, cases[c].n_b};
            for (int t = 0; t < 2; t++) {
                char *end = words[t];
                for (size_t i = 0; i < n[t]; i++) {
                    uint64_t word = random_below(&random, cases[c].n_words);
                    end += sprintf(end, "%*s%u", 1 + (int)random_below(&random, 2), "", (unsigned)word);
                }
            }
            text a = text_of(words[0], cases[c].w), b = text_of(words[1], cases[c].w);
            wf_span *spans;
            size_t n_spans = spans_of(&a, &b, cases[c].w, &spans);
            assert_tiling(&a, &b, cases[c].w, spans, n_spans);
            free(spans);
            text_free(&a);
            text_free(&b);
        }
    }
}

static void test_equal_hashes_of_unequal_words_are_no_passage(void **state) {
    (void)state;
    text a = text_of("rain fell all night long", 2), b = text_of("snow lay all night there", 2);
    for (size_t i = 0; i < 4; i++) {
        a.h[i] = b.h[i] = 42 + i;
    }
    wf_span *spans;
    assert_int_equal(spans_of(&a, &b, 2, &spans), 1);
    assert_int_equal(spans[0].a_begin, strlen("rain fell "));
    assert_int_equal(spans[0].words, 2);
    free(spans);
    text_free(&a);
    text_free(&b);
}

/* Texts with as many matches as the product of their lengths: each must be done in a moment. */
static void test_repetitive_texts_take_linear_time(void **state) {
    (void)state;
    enum { LEN = 1 << 20 };
    static const struct {
        const char *name;
        uint64_t period; /* words until the text repeats; 0: random words of two */
        bool all_shared;
    } cases[] = {
        {"one word", 1, true}, {"a sentence of 7 words", 7, true}, {"two words at random", 0, false}};
    uint64_t random = 41;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        char *words[2];
        text texts[2];
        for (int t = 0; t < 2; t++) {
            words[t] = malloc(LEN + 1);
            assert_non_null(words[t]);
            for (size_t i = 0; i < LEN; i += 2) {
                uint64_t word = cases[c].period ? i / 2 % cases[c].period : random_below(&random, 2);
                words[t][i] = (char)('a' + word);
                words[t][i + 1] = ' ';
            }
            words[t][LEN] = 0;
            texts[t] = text_of(words[t], 5);
        }
        clock_t begin = clock();
        wf_span *spans;
        size_t n = spans_of(&texts[0], &texts[1], 5, &spans);
        double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        print_message("%s, 1 MB: %zu passages in %.3f s\n", cases[c].name, n, seconds);
        assert_true(seconds <
                    10); /* the product of the lengths would take minutes, even without a sanitizer */
        assert_in_range(n, 1, LEN);
        if (cases[c].all_shared) {
            assert_int_equal(n, 1);
            assert_int_equal(spans[0].words, LEN / 2);
        }
        free(spans);
        for (int t = 0; t < 2; t++) {
            text_free(&texts[t]);
            free(words[t]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overlap_is_that_of_a_plain_count),
        cmocka_unit_test(test_similarity),
        cmocka_unit_test(test_spans_of_small_texts),
        cmocka_unit_test(test_spans_tile_random_texts),
        cmocka_unit_test(test_equal_hashes_of_unequal_words_are_no_passage),
        cmocka_unit_test(test_repetitive_texts_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
