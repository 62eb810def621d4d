/* Document frequencies: against counts made one by one, and the formula of the weights. */
#include "store/frequencies.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "support/check.h"
#include "support/words.h"
#include "text/background.h"
#include "text/words.h"

#define SEED 11
enum { TEXTS = 400, MOST = 300, CODES = 5000 };

static wf_error err;

/* Texts of distinct terms: codes spread over all parts, with junk in the lower bits. */
typedef struct {
    uint32_t terms[TEXTS][MOST];
    size_t n[TEXTS];
    uint32_t codes[CODES], with[CODES]; /* every code there is, and how many texts have it */
} sample;

static sample *make_sample(uint64_t seed) {
    sample *s = calloc(1, sizeof *s);
    assert_non_null(s);
    for (uint32_t c = 0; c < CODES; c++) s->codes[c] = (uint32_t)(random_next(&seed) >> 36) & ~0x1FFFu;
    for (uint32_t c = 0; c < CODES; c++) s->codes[c] |= c; /* each once */
    s->codes[0] = 0;                                       /* the least and the greatest there are */
    s->codes[1] = (1u << 28) - 1;
    for (size_t t = 0; t < TEXTS; t++) {
        /* A step that has no factor in common with CODES meets each code once. */
        uint32_t c = (uint32_t)random_below(&seed, CODES);
        s->n[t] = (size_t)random_below(&seed, MOST);
        for (size_t i = 0; i < s->n[t]; i++, c = (c + 1237) % CODES) {
            s->terms[t][i] = s->codes[c] << 4 | (uint32_t)random_below(&seed, 16);
            s->with[c]++;
        }
    }
    return s;
}

static wf_frequencies *open_frequencies(void) {
    wf_frequencies *f = NULL;
    assert_ok(wf_frequencies_open(&f, SEED, &err));
    return f;
}

/* Counts n texts from the first on together. */
static void count_texts(wf_frequencies *f, sample *s, size_t first, size_t n, size_t n_threads) {
    wf_term_list texts[TEXTS];
    for (size_t t = 0; t < n; t++) texts[t] = (wf_term_list){s->terms[first + t], (uint32_t)s->n[first + t]};
    assert_ok(wf_frequencies_count(f, texts, n, n_threads, &err));
}

/* Counts a text and leaves it as it is. */
static void count_text(wf_frequencies *f, const sample *s, size_t t) {
    uint32_t terms[MOST];
    memcpy(terms, s->terms[t], sizeof terms);
    wf_term_list text = {terms, (uint32_t)s->n[t]};
    assert_ok(wf_frequencies_count(f, &text, 1, 1, &err));
}

static void count_code(wf_frequencies *f, uint32_t code) {
    uint32_t term = code << 4;
    wf_term_list text = {&term, 1};
    assert_ok(wf_frequencies_count(f, &text, 1, 1, &err));
}

static void assert_counts(const wf_frequencies *f, const sample *s) {
    for (uint32_t c = 0; c < CODES; c++)
        if (wf_frequency(f, s->codes[c]) != s->with[c])
            fail_msg("code %x: %u of %u texts", s->codes[c], wf_frequency(f, s->codes[c]), s->with[c]);
}

static uint32_t code_of_stem(const char *stem) {
    return wf_term_code(wf_stem_hash((wf_str){stem, strlen(stem)}, SEED));
}

/* Texts of the background that have a term. */
static uint32_t in_background(uint32_t code) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < wf_background_stems; i++)
        if (code_of_stem(wf_background[i].stem) == code) n += wf_background[i].n_texts;
    return n;
}

static void counts_are_those_of_a_naive_count(void **state) {
    (void)state;
    for (size_t at_once = 25; at_once <= TEXTS; at_once *= 4)
        for (size_t n_threads = 1; n_threads < 20; n_threads += 3) {
            sample *s = make_sample(1);
            sample *counted = make_sample(1);
            wf_frequencies *f = open_frequencies();
            for (size_t t = 0; t < TEXTS; t += at_once)
                count_texts(f, counted, t, TEXTS - t < at_once ? TEXTS - t : at_once, n_threads);
            assert_counts(f, s);
            wf_frequencies_close(f);
            free(s);
            free(counted);
        }
}

/* Every term gets the number of its code, the rest of it stays; numbers are dense, and alike for any number of threads. */
static void terms_are_numbered_as_they_come(void **state) {
    (void)state;
    const uint32_t part_shift = WF_PLACE_BITS, place_mask = (1u << WF_PLACE_BITS) - 1;
    sample *s = make_sample(6), *counted = make_sample(6), *shared = make_sample(6);
    wf_frequencies *f = open_frequencies(), *g = open_frequencies();
    uint32_t n_background = 0;
    size_t n = 0;
    for (size_t p = 0; p < WF_FREQUENCY_PARTS; p++) n_background += wf_frequencies_size(f, p);
    assert_true(n_background > 1000 && n_background <= wf_background_stems);
    for (size_t t = 0; t < TEXTS; t++) count_texts(f, counted, t, 1, 1);
    count_texts(g, shared, 0, TEXTS / 3, 7);
    count_texts(g, shared, TEXTS / 3, TEXTS - TEXTS / 3, 2);
    assert_memory_equal(counted->terms, shared->terms, sizeof counted->terms);
    for (size_t t = 0; t < TEXTS; t++)
        for (size_t i = 0; i < s->n[t]; i++) {
            uint32_t number = counted->terms[t][i] >> 4, code = s->terms[t][i] >> 4;
            assert_int_equal(counted->terms[t][i] & 15, s->terms[t][i] & 15);
            assert_int_equal(number >> part_shift, code >> part_shift);
            assert_in_range(number & place_mask, 0, wf_frequencies_size(f, code >> part_shift) - 1);
            assert_int_equal(*wf_numbered_code(f, number), code);
        }
    for (uint32_t c = 0; c < CODES; c++) n += s->with[c] > 0 && in_background(s->codes[c]) == 0;
    for (size_t p = 0; p < WF_FREQUENCY_PARTS; p++) n -= wf_frequencies_size(f, p);
    assert_int_equal(n + n_background, 0);
    wf_frequencies_close(f);
    wf_frequencies_close(g);
    free(s);
    free(counted);
    free(shared);
}

static void no_texts_and_empty_texts_count_nothing(void **state) {
    (void)state;
    wf_frequencies *f = open_frequencies();
    const wf_term_list none[2] = {{NULL, 0}, {NULL, 0}};
    const uint32_t size = wf_frequencies_size(f, 0);
    assert_ok(wf_frequencies_count(f, NULL, 0, 2, &err));
    assert_ok(wf_frequencies_count(f, none, 2, 2, &err));
    assert_int_equal(wf_frequencies_size(f, 0), size);
    wf_frequencies_close(f);
}

static void assert_idf(const wf_frequencies *f, uint32_t code, uint32_t background, uint64_t n_texts) {
    double with = (double)wf_frequency(f, code) + background + .5;
    double want = log(((double)n_texts + wf_background_texts + 1) / with);
    want = fmax(0, fmin(want, (double)WF_IDF_MAX));
    assert_float_equal(wf_idf(f, code), (float)want, 1e-6f);
}

static void weights_follow_the_formula(void **state) {
    (void)state;
    sample *s = make_sample(4);
    /* Every tenth code: each is looked for among all stems of the background. */
    static uint32_t background[CODES];
    for (uint32_t c = 0; c < CODES; c += 10) background[c] = in_background(s->codes[c]);
    const uint64_t sizes[] = {0, TEXTS, 1000000, (uint64_t)1 << 40};
    wf_frequencies *f = open_frequencies();
    for (size_t t = 0; t < TEXTS; t++) count_text(f, s, t);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        wf_frequencies_set_texts(f, sizes[i]);
        for (uint32_t c = 0; c < CODES; c += 10) assert_idf(f, s->codes[c], background[c], sizes[i]);
        for (uint32_t k = 0; k < 50; k++) {
            uint32_t code = code_of_stem(wf_background[k].stem);
            assert_idf(f, code, in_background(code), sizes[i]);
        }
    }
    wf_frequencies_close(f);
    free(s);
}

static void many_weights_are_those_of_one_by_one(void **state) {
    (void)state;
    sample *s = make_sample(5);
    static float idf[MOST];
    wf_frequencies *f = open_frequencies();
    for (size_t t = 0; t < TEXTS / 2; t++) count_text(f, s, t);
    wf_frequencies_set_texts(f, TEXTS / 2);
    for (size_t t = 0; t < TEXTS; t++) { /* those of the second half are not all known */
        wf_idf_all(f, s->terms[t], s->n[t], idf);
        for (size_t i = 0; i < s->n[t]; i++) assert_true(idf[i] == wf_idf(f, s->terms[t][i] >> 4));
    }
    for (uint32_t p = 0; p < WF_FREQUENCY_PARTS; p++) {
        const uint32_t size = wf_frequencies_size(f, p);
        float *of_part = malloc((size + 1) * sizeof *of_part);
        uint32_t *counts = malloc((size + 1) * sizeof *counts);
        assert_true(of_part && counts);
        wf_weigh_part(f, p, counts, of_part);
        for (uint32_t i = 0; i < size; i++) {
            const uint32_t code = *wf_numbered_code(f, p << WF_PLACE_BITS | i);
            assert_true(of_part[i] == wf_idf(f, code));
            assert_int_equal(counts[i], wf_frequency(f, code));
        }
        free(of_part);
        free(counts);
    }
    wf_frequencies_close(f);
    free(s);
}

/* A term may be counted more often than there are texts: two terms of one text can have the same code. */
static void a_weight_is_never_negative(void **state) {
    (void)state;
    wf_frequencies *f = open_frequencies();
    const uint32_t code = 0x1234567u;
    for (uint32_t i = 0; i < 3 * wf_background_texts; i++) count_code(f, code);
    wf_frequencies_set_texts(f, 1);
    assert_true(wf_idf(f, code) == 0);
    wf_frequencies_close(f);
}

static void the_background_is_in_the_weights_and_not_in_the_counts(void **state) {
    (void)state;
    wf_frequencies *f = open_frequencies();
    wf_frequencies_set_texts(f, 4);
    assert_true(wf_background_stems > 1000);
    uint32_t known = code_of_stem(wf_background[0].stem), n = in_background(known);
    assert_int_equal(wf_frequency(f, known), 0);
    assert_true(n > 0 && n <= wf_background_texts);
    assert_idf(f, known, n, 4);
    for (int i = 0; i < 3; i++) count_code(f, known);
    assert_int_equal(wf_frequency(f, known), 3);
    assert_idf(f, known, n, 4);
    wf_frequencies_close(f);
}

/* Weights are the same however often the number of texts is said, and whether before the counts or after them. */
static void the_number_of_texts_may_be_said_at_any_time(void **state) {
    (void)state;
    wf_frequencies *f = open_frequencies();
    const uint32_t code = 0x1234567u;
    wf_frequencies_set_texts(f, 7);
    assert_idf(f, code, 0, 7);
    for (uint32_t i = 0; i < 10000; i++) count_code(f, code);
    assert_idf(f, code, 0, 7);
    wf_frequencies_set_texts(f, 20000);
    assert_idf(f, code, 0, 20000);
    wf_frequencies_close(f);
}

/* So that four stories and four million weigh a word alike: a common word of English stays light in a small dump. */
static void a_small_dump_does_not_make_common_words_rare(void **state) {
    (void)state;
    wf_frequencies *f = open_frequencies();
    uint32_t common = code_of_stem("year"), rare = code_of_stem("xqzvbnork");
    uint32_t terms[] = {common << 4, rare << 4};
    const wf_term_list text = {terms, 2};
    assert_ok(wf_frequencies_count(f, &text, 1, 1, &err));
    wf_frequencies_set_texts(f, 4);
    assert_true(wf_idf(f, common) < 3);
    assert_true(wf_idf(f, rare) > 6);
    wf_frequencies_close(f);
}

static int set_up(void **state) {
    (void)state;
    return wf_digest_init(&err) == WF_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_of_a_naive_count),
        cmocka_unit_test(terms_are_numbered_as_they_come),
        cmocka_unit_test(no_texts_and_empty_texts_count_nothing),
        cmocka_unit_test(weights_follow_the_formula),
        cmocka_unit_test(many_weights_are_those_of_one_by_one),
        cmocka_unit_test(a_weight_is_never_negative),
        cmocka_unit_test(the_background_is_in_the_weights_and_not_in_the_counts),
        cmocka_unit_test(the_number_of_texts_may_be_said_at_any_time),
        cmocka_unit_test(a_small_dump_does_not_make_common_words_rare),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
