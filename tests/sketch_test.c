#include "sketch/sketch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/words.h"

static const char report_text[] = "police in the harbour town said on monday that two fishing boats were "
                                  "found adrift near the old lighthouse "
                                  "and that their crews had been taken to hospital with burns after a fire "
                                  "in the engine room of the larger one";

enum { N_REPORT = 41, W = 5, N_REPORT_SHINGLES = N_REPORT - W + 1 };

static wf_seeds seeds_of(uint64_t seed) {
    wf_seeds seeds;
    assert_int_equal(wf_digest_init(NULL), WF_OK);
    wf_seeds_derive(&seeds, seed);
    return seeds;
}

/* ------------------------------------------------------------------------------------------------- shingles */

static void test_shingles_are_hashed_windows(void **state) {
    (void)state;
    static const struct {
        const char *name, *text;
        unsigned w;
        size_t n;
        const char *windows[6];
    } cases[] = {
        {"no word", "", 5, 0, {NULL}},
        {"one word", "storm", 5, 1, {"storm"}},
        {"fewer words than w are one shingle", "storm hits coast", 5, 1, {"storm hits coast"}},
        {"just w words", "storm hits coast", 3, 1, {"storm hits coast"}},
        {"w = 1", "storm hits coast", 1, 3, {"storm", "hits", "coast"}},
        {"w = 2", "a bb ccc a bb", 2, 4, {"a bb", "bb ccc", "ccc a", "a bb"}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        wf_tokens tokens = words_of(cases[c].text);
        uint64_t h[8];
        assert_int_equal(wf_n_shingles(tokens.n, cases[c].w), cases[c].n);
        assert_int_equal(wf_shingles(&tokens, cases[c].w, 77, h), cases[c].n);
        for (size_t i = 0; i < cases[c].n; i++) {
            uint64_t want = wf_hash64(cases[c].windows[i], strlen(cases[c].windows[i]), 77);
            if (h[i] != want) {
                fail_msg("%s: shingle %zu is not the hash of '%s'", cases[c].name, i, cases[c].windows[i]);
            }
        }
        words_free(&tokens);
    }
}

/* Windows of 9 to 400 bytes, by words of one length; each is wf_hash64 of its bytes, whatever the seed. */
static void test_shingles_of_every_length(void **state) {
    (void)state;
    static const uint64_t seeds[] = {0, 77, UINT64_MAX, 0x9E3779B97F4A7C15};
    char norm[40 * 82 + 64];
    uint32_t start[41];
    uint64_t random = 5, hashes[40];
    for (size_t c = 0; c < sizeof norm; c++) norm[c] = (char)('a' + random_below(&random, 26));
    for (unsigned word = 1; word <= 80; word++)
        for (unsigned more = 0; more < 5; more++) { /* letters that every fifth word has more */
            uint32_t end = 0;
            for (unsigned i = 0; i <= 40; i++) {
                start[i] = end;
                end += word + 1 + (i % 5 == 4 ? more : 0);
            }
            wf_tokens t = {.norm = norm, .start = start, .n = 40};
            uint64_t seed = seeds[word % 4];
            assert_int_equal(wf_shingles(&t, 5, seed, hashes), 36);
            for (size_t i = 0; i < 36; i++)
                assert_true(hashes[i] == wf_hash64(norm + start[i], start[i + 5] - 1 - start[i], seed));
        }
}

/* ------------------------------------------------------------------------------------------------- known answers */

/* These values are in files and in results: they may never change. */
static void test_known_answers(void **state) {
    (void)state;
    static const struct {
        size_t at;
        uint64_t hash;
    } shingles[] = {
        {0, 0x1e28ee3276a0462e}, {1, 0x3146fbd12ab792e4}, {N_REPORT_SHINGLES - 1, 0x15692ef237d74a9e}};
    static const struct {
        const char *name;
        size_t n; /* of the report's shingles */
        uint32_t first[4], last;
        uint64_t all; /* XXH3 of the signature's bytes, little-endian */
        uint64_t first_key, last_key, all_keys;
    } signatures[] = {
        {"one shingle",
         1,
         {0xf40752ed, 0xf99d4aee, 0xf5f0f63a, 0xf8203166},
         0xf57805df,
         0x9e77fd174cb16f5a,
         0x2dfba0ec3d29ba94,
         0x464096467ffcdbf7,
         0x339be9dcf90d466a},
        {"all shingles",
         N_REPORT_SHINGLES,
         {0x84238800, 0x1d4f5fe8, 0xd472a42d, 0xd3fb292b},
         0xf0cd9b70,
         0xac6d00c9c03f7027,
         0xeb2ae1243d638914,
         0x7a3b45eb98d8af17,
         0xc93271c5ab953e6c},
    };
    static const uint64_t passages[] = {
        0x2148c8dcfc89fd4a, 0xad72e802cceb85f8, 0xff9d3c74f0c3b15b, 0xb4f6be06d11e43bd,
        0xeb753771602f61fb, 0xc3595b2f2f961aa3, 0xb69341952c83b27b,
    };

    wf_seeds seeds = seeds_of(1);
    wf_tokens tokens = words_of(report_text);
    uint64_t h[N_REPORT_SHINGLES];
    assert_int_equal(tokens.n, N_REPORT);
    assert_int_equal(wf_shingles(&tokens, W, seeds.shingle, h), N_REPORT_SHINGLES);
    for (size_t i = 0; i < sizeof shingles / sizeof *shingles; i++) {
        assert_int_equal(h[shingles[i].at], shingles[i].hash);
    }
    for (size_t c = 0; c < sizeof signatures / sizeof *signatures; c++) {
        uint32_t sig[WF_SIGNATURE];
        uint64_t keys[21];
        wf_signature(sig, h, signatures[c].n, &seeds);
        assert_memory_equal(sig, signatures[c].first, sizeof signatures[c].first);
        assert_int_equal(sig[WF_SIGNATURE - 1], signatures[c].last);
        assert_int_equal(wf_hash64(sig, sizeof sig, 0), signatures[c].all);
        wf_band_keys(keys, sig, 21, 6, seeds.band);
        assert_int_equal(keys[0], signatures[c].first_key);
        assert_int_equal(keys[20], signatures[c].last_key);
        assert_int_equal(wf_hash64(keys, sizeof keys, 0), signatures[c].all_keys);
    }
    uint64_t out[N_REPORT_SHINGLES];
    assert_int_equal(wf_passages(h, N_REPORT_SHINGLES, WF_PASSAGE_WINDOW, WF_KERNELS_SCALAR, out),
                     sizeof passages / sizeof *passages);
    assert_memory_equal(out, passages, sizeof passages);
    words_free(&tokens);
}

/* ------------------------------------------------------------------------------------------------- signatures */

/* Hashes of n consecutive numbers from *next on: inputs of little entropy, as words are. */
static void fill_set(uint64_t *h, size_t n, uint64_t *next, const wf_seeds *seeds) {
    for (size_t i = 0; i < n; i++, ++*next) {
        h[i] = wf_hash64(next, sizeof *next, seeds->shingle);
    }
}

/*
 * Two sets of n shingles each with a Jaccard near j in h[0, n) and h[begin of b, begin of b + n): they overlap in the
 * middle. Returns the begin of b.
 */
static size_t fill_pair(uint64_t *h, size_t n, double j, uint64_t *next, const wf_seeds *seeds) {
    size_t n_shared = (size_t)lround(2 * (double)n * j / (1 + j));
    fill_set(h, 2 * n - n_shared, next, seeds);
    return n - n_shared;
}

/* Equal positions of two signatures, as their shortened forms tell them. */
static unsigned agreeing(const uint32_t *a, const uint32_t *b) {
    uint16_t short_a[WF_SIGNATURE], short_b[WF_SIGNATURE];
    wf_signature_shorten(short_a, a);
    wf_signature_shorten(short_b, b);
    return wf_signatures_agree(short_a, short_b);
}

static void test_estimate_is_the_jaccard(void **state) {
    (void)state;
    static const size_t sizes[] = {20, 100, 400, 2000};
    enum { N_PAIRS = 1000, N_JACCARDS = 5 };
    static const double jaccards[N_JACCARDS] = {.1, .3, .5, .7, .9};
    wf_seeds seeds = seeds_of(1);
    uint64_t *h = malloc(4000 * sizeof *h);
    uint64_t next = 0;
    size_t n_beyond_4 = 0;
    assert_non_null(h);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        double sum_ratio2 = 0;
        for (size_t c = 0; c < N_JACCARDS; c++) {
            double sum = 0, sum2 = 0, sd = 0;
            for (size_t p = 0; p < N_PAIRS; p++) {
                uint32_t a[WF_SIGNATURE], b[WF_SIGNATURE];
                size_t begin_b = fill_pair(h, sizes[s], jaccards[c], &next, &seeds);
                double jaccard = (double)(sizes[s] - begin_b) / (double)(sizes[s] + begin_b);
                wf_signature(a, h, sizes[s], &seeds);
                wf_signature(b, h + begin_b, sizes[s], &seeds);
                double error = (double)agreeing(a, b) / WF_SIGNATURE - jaccard;
                sd = sqrt(jaccard * (1 - jaccard) / WF_SIGNATURE);
                if (fabs(error) > 6 * sd) {
                    fail_msg("%zu shingles, Jaccard %.3f: estimate off by %.3f", sizes[s], jaccard, error);
                }
                n_beyond_4 += fabs(error) > 4 * sd;
                sum += error;
                sum2 += error * error;
            }
            double bias = sum / N_PAIRS, ratio = sqrt(sum2 / N_PAIRS) / sd;
            print_message("%4zu shingles, Jaccard %.1f: bias %+.4f, error %.3f of k-permutation MinHash\n",
                          sizes[s], jaccards[c], bias, ratio);
            if (fabs(bias) > 4 * sd / sqrt(N_PAIRS)) {
                fail_msg("%zu shingles, Jaccard %.1f: biased by %.4f", sizes[s], jaccards[c], bias);
            }
            if (ratio > 1.09) { /* one cell of 1,000 pairs is known to some 2 % */
                fail_msg("%zu shingles, Jaccard %.1f: error %.3f of MinHash", sizes[s], jaccards[c], ratio);
            }
            sum_ratio2 += ratio * ratio;
        }
        double ratio = sqrt(sum_ratio2 / N_JACCARDS);
        if (ratio > 1.02) {
            fail_msg("%zu shingles: error %.3f of k-permutation MinHash", sizes[s], ratio);
        }
    }
    /* Of normal errors 1 in 16,000 lies beyond 4 standard deviations; counts of 128 have longer tails. */
    assert_in_range(n_beyond_4, 0, N_PAIRS * 20 / 1000);
    free(h);
}

/*
 * Values that are each right but depend on each other give good estimates and far too many equal bands: so the rate at
 * which bands of unlike pairs meet is measured. It is a little below that of independent draws, because a set of n has
 * no element twice.
 */
static void test_bands_meet_no_more_often_than_independent_values(void **state) {
    (void)state;
    static const struct {
        size_t n;
        unsigned bands, rows;
        size_t n_pairs;
    } cases[] = {{400, 42, 3, 20000}, {400, 21, 6, 40000}, {60, 42, 3, 10000}, {2000, 25, 5, 10000}};
    const double jaccard = .2;
    wf_seeds seeds = seeds_of(1);
    uint64_t *h = malloc(4000 * sizeof *h);
    uint64_t next = 1ULL << 40;
    assert_non_null(h);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        size_t n_met = 0;
        for (size_t p = 0; p < cases[c].n_pairs; p++) {
            uint32_t a[WF_SIGNATURE], b[WF_SIGNATURE];
            uint64_t keys_a[42], keys_b[42];
            size_t begin_b = fill_pair(h, cases[c].n, jaccard, &next, &seeds);
            wf_signature(a, h, cases[c].n, &seeds);
            wf_signature(b, h + begin_b, cases[c].n, &seeds);
            wf_band_keys(keys_a, a, cases[c].bands, cases[c].rows, seeds.band);
            wf_band_keys(keys_b, b, cases[c].bands, cases[c].rows, seeds.band);
            bool met = false;
            for (unsigned j = 0; j < cases[c].bands; j++) {
                met |= keys_a[j] == keys_b[j];
            }
            n_met += met;
        }
        /* Chance that a band's rows all agree, if each draws another element of the union. */
        double n_shared = lround(2 * (double)cases[c].n * jaccard / (1 + jaccard));
        double n_union = 2 * (double)cases[c].n - n_shared, all_rows = 1;
        for (unsigned i = 0; i < cases[c].rows; i++) {
            all_rows *= (n_shared - i) / (n_union - i);
        }
        double low = (double)cases[c].n_pairs * (1 - pow(1 - all_rows, cases[c].bands));
        double high = (double)cases[c].n_pairs * (1 - pow(1 - pow(jaccard, cases[c].rows), cases[c].bands));
        print_message(
            "%zu shingles, Jaccard .2, %u bands of %u: %zu of %zu pairs meet, %.0f to %.0f expected\n",
            cases[c].n, cases[c].bands, cases[c].rows, n_met, cases[c].n_pairs, low, high);
        if ((double)n_met < low - 4 * sqrt(low) || (double)n_met > high + 4 * sqrt(high)) {
            fail_msg("%u bands of %u: %zu pairs meet, %.0f to %.0f expected", cases[c].bands, cases[c].rows,
                     n_met, low, high);
        }
    }
    free(h);
}

static void test_signature_depends_on_the_set_alone(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 7, 40, 129, 1000};
    wf_seeds seeds = seeds_of(1);
    uint64_t random = 5, next = 0, h[3000];
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        uint32_t want[WF_SIGNATURE], got[WF_SIGNATURE];
        size_t n = sizes[s];
        fill_set(h, n, &next, &seeds);
        wf_signature(want, h, n, &seeds);
        for (size_t i = n; i < 3 * n; i++) { /* some once, some many times */
            h[i] = h[random_below(&random, 1 + random_below(&random, n))];
        }
        for (size_t i = 3 * n; i > 1; i--) {
            size_t j = random_below(&random, i);
            uint64_t swap = h[i - 1];
            h[i - 1] = h[j];
            h[j] = swap;
        }
        wf_signature(got, h, 3 * n, &seeds);
        assert_memory_equal(got, want, sizeof want);
    }
}

static void test_signature_of_a_union_is_the_minimum(void **state) {
    (void)state;
    static const size_t sizes[][2] = {{1, 1}, {1, 300}, {20, 15}, {100, 400}, {3, 900}};
    wf_seeds seeds = seeds_of(1);
    uint64_t next = 0, h[1000];
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        uint32_t a[WF_SIGNATURE], b[WF_SIGNATURE], both[WF_SIGNATURE];
        fill_set(h, sizes[s][0] + sizes[s][1], &next, &seeds);
        wf_signature(a, h, sizes[s][0], &seeds);
        wf_signature(b, h + sizes[s][0], sizes[s][1], &seeds);
        wf_signature(both, h, sizes[s][0] + sizes[s][1], &seeds);
        for (size_t i = 0; i < WF_SIGNATURE; i++) {
            assert_int_equal(both[i], a[i] < b[i] ? a[i] : b[i]);
        }
    }
}

static void test_signature_depends_on_the_seed(void **state) {
    (void)state;
    wf_seeds one = seeds_of(1), two = seeds_of(2);
    uint32_t a[WF_SIGNATURE], b[WF_SIGNATURE];
    wf_tokens tokens = words_of(report_text);
    uint64_t h[N_REPORT_SHINGLES];
    wf_signature(a, h, wf_shingles(&tokens, W, one.shingle, h), &one);
    wf_signature(b, h, wf_shingles(&tokens, W, two.shingle, h), &two);
    assert_int_equal(agreeing(a, a), WF_SIGNATURE);
    assert_int_equal(agreeing(a, b), 0);
    words_free(&tokens);
}

/* ------------------------------------------------------------------------------------------------- bands */

static void test_bands_from_the_threshold(void **state) {
    (void)state;
    static const struct {
        double threshold;
        unsigned bands, rows;
    } cases[] = {{.01, 128, 1}, {.1, 128, 1}, {.2, 64, 2},  {.5, 42, 3}, {.7, 21, 6},
                 {.8, 16, 8},   {.9, 9, 14},  {.95, 6, 21}, {1, 4, 32}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        unsigned bands, rows;
        wf_bands_choose(cases[c].threshold, &bands, &rows);
        if (bands != cases[c].bands || rows != cases[c].rows) {
            fail_msg("threshold %.2f: %u bands of %u", cases[c].threshold, bands, rows);
        }
    }
}

static void test_bands_find_nine_in_ten_at_the_threshold(void **state) {
    (void)state;
    for (int i = 2; i <= 100; i++) {
        unsigned bands, rows;
        double t = i / 100.;
        wf_bands_choose(t, &bands, &rows);
        assert_in_range(bands * rows, 1, WF_SIGNATURE);
        double recall = 1 - pow(1 - pow(t, rows), bands);
        if (recall < .9) {
            fail_msg("threshold %.2f: %u bands of %u find %.3f", t, bands, rows, recall);
        }
    }
}

static void test_band_keys_tell_bands_and_values_apart(void **state) {
    (void)state;
    enum { BANDS = 21, ROWS = 6 };
    uint32_t sig[WF_SIGNATURE];
    uint64_t keys[BANDS], changed[BANDS];
    for (size_t i = 0; i < WF_SIGNATURE; i++) {
        sig[i] = 1234567;
    }
    wf_band_keys(keys, sig, BANDS, ROWS, 99);
    for (size_t i = 0; i < BANDS; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(keys[i], keys[j]);
        }
    }
    for (size_t i = 0; i < WF_SIGNATURE; i++) {
        sig[i]++;
        wf_band_keys(changed, sig, BANDS, ROWS, 99);
        for (size_t j = 0; j < BANDS; j++) {
            assert_true((changed[j] != keys[j]) == (i / ROWS == j));
        }
        sig[i]--;
    }
    wf_band_keys(changed, sig, BANDS, ROWS, 100);
    assert_memory_not_equal(changed, keys, sizeof keys);
}

/* ------------------------------------------------------------------------------------------------- passages */

/* The definition: the rightmost smallest of each window, listed where it differs from the one before. */
static size_t passages_by_definition(const uint64_t *h, size_t n, size_t window, uint64_t *out) {
    size_t n_out = 0;
    uint64_t last = 0;
    for (size_t begin = 0; begin == 0 || begin + window <= n; begin++) {
        size_t low = begin;
        for (size_t i = begin; i < n && i < begin + window; i++) {
            low = h[i] <= h[low] ? i : low;
        }
        if (n_out == 0 || h[low] != last) {
            out[n_out++] = wf_mix64(h[low]);
        }
        last = h[low];
    }
    return n_out;
}

static void passages_by(wf_kernels kernels) {
    static const struct {
        size_t n;
        unsigned window;
        uint64_t n_values; /* few: many equal hashes */
    } cases[] = {
        {1, 12, 9},           {5, 12, 1000},         {11, 12, 3},
        {12, 12, 1000},       {13, 12, 1000},        {50, 1, 1000},
        {50, 2, 2},           {300, 12, 5},          {300, 12, UINT64_MAX},
        {300, 400, 99},       {14, 12, 3},           {15, 12, 1000},
        {16, 12, UINT64_MAX}, {17, 12, 9},           {18, 12, 1000},
        {19, 12, UINT64_MAX}, {297, 12, UINT64_MAX}, {298, 12, UINT64_MAX},
        {299, 12, 1},         {299, 12, UINT64_MAX},
    };
    uint64_t random = 11, h[300], got[300], want[300];
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (int repeat = 0; repeat < 50; repeat++) {
            for (size_t i = 0; i < cases[c].n; i++) {
                h[i] = random_below(&random, cases[c].n_values);
            }
            size_t n = wf_passages(h, cases[c].n, cases[c].window, kernels, got);
            assert_in_range(n, 1, cases[c].n);
            assert_int_equal(n, passages_by_definition(h, cases[c].n, cases[c].window, want));
            assert_memory_equal(got, want, n * sizeof *want);
        }
    }
    assert_int_equal(wf_passages(h, 0, 12, kernels, got), 0);
}

static void test_passages_are_the_minima_of_windows(void **state) {
    (void)state;
    for (wf_kernels kernels = WF_KERNELS_AUTO; kernels <= WF_KERNELS_NEON; kernels++)
        if (kernels == WF_KERNELS_AUTO || wf_kernels_available(kernels)) passages_by(kernels);
}

static void test_passages_of_a_shared_run_meet(void **state) {
    (void)state;
    enum { N = 200, RUN = WF_PASSAGE_WINDOW + W - 1 };
    uint64_t random = 3;
    for (int repeat = 0; repeat < 200; repeat++) {
        char text[2][N * 8];
        size_t at[2] = {random_below(&random, N - RUN + 1), random_below(&random, N - RUN + 1)};
        uint64_t run = random_next(&random), h[N], passages[2][N];
        size_t n[2];
        for (size_t t = 0; t < 2; t++) {
            char *end = text[t];
            for (size_t i = 0; i < N; i++) {
                uint64_t word = random_next(&random);
                if (i >= at[t] && i < at[t] + RUN) {
                    uint64_t position = run + i - at[t];
                    word = random_next(&position);
                }
                end += snprintf(end, 8, "%u ", (unsigned)(word % 1000000));
            }
            wf_tokens tokens = words_of(text[t]);
            size_t n_shingles = wf_shingles(&tokens, W, 1, h);
            n[t] = wf_passages(h, n_shingles, WF_PASSAGE_WINDOW, WF_KERNELS_SCALAR, passages[t]);
            words_free(&tokens);
        }
        size_t n_shared = 0;
        for (size_t i = 0; i < n[0]; i++) {
            for (size_t j = 0; j < n[1]; j++) {
                n_shared += passages[0][i] == passages[1][j];
            }
        }
        assert_int_not_equal(n_shared, 0);
    }
}

static void test_passages_are_as_dense_as_winnowing_is(void **state) {
    (void)state;
    enum { N = 100000 };
    uint64_t random = 4;
    uint64_t *h = malloc(2 * N * sizeof *h);
    assert_non_null(h);
    for (size_t i = 0; i < N; i++) {
        h[i] = random_next(&random);
    }
    double density = (double)wf_passages(h, N, WF_PASSAGE_WINDOW, WF_KERNELS_SCALAR, h + N) / N;
    assert_true(fabs(density / (2. / (WF_PASSAGE_WINDOW + 1)) - 1) < .02);
    free(h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shingles_are_hashed_windows),
        cmocka_unit_test(test_shingles_of_every_length),
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_estimate_is_the_jaccard),
        cmocka_unit_test(test_bands_meet_no_more_often_than_independent_values),
        cmocka_unit_test(test_signature_depends_on_the_set_alone),
        cmocka_unit_test(test_signature_of_a_union_is_the_minimum),
        cmocka_unit_test(test_signature_depends_on_the_seed),
        cmocka_unit_test(test_bands_from_the_threshold),
        cmocka_unit_test(test_bands_find_nine_in_ten_at_the_threshold),
        cmocka_unit_test(test_band_keys_tell_bands_and_values_apart),
        cmocka_unit_test(test_passages_are_the_minima_of_windows),
        cmocka_unit_test(test_passages_of_a_shared_run_meet),
        cmocka_unit_test(test_passages_are_as_dense_as_winnowing_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
