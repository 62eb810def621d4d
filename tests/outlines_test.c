/* Weights and keys of outlines: against terms weighed and ranked one by one. */
#include "index/outlines.h"

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

#define SEED 11
enum { TEXTS = 120, MOST = 1400, RANKED = 1024, CODES = 6000 };

static wf_error err;

/* Outlines as they are read: code << 4, times in the text << 1, 1 where a sentence begins. */
typedef struct {
    uint32_t terms[TEXTS][MOST];
    uint32_t n[TEXTS];
} sample;

static sample *make_sample(void) {
    sample *s = calloc(1, sizeof *s);
    uint64_t seed = 5;
    uint32_t codes[CODES];
    assert_non_null(s);
    for (uint32_t c = 0; c < CODES; c++)
        codes[c] = ((uint32_t)(random_next(&seed) >> 36) & ~0x1FFFu) | c; /* each once */
    for (uint32_t t = 0; t < TEXTS; t++) {
        s->n[t] = t < 3 ? t : t % 20 == 0 ? MOST : (uint32_t)random_below(&seed, 300);
        /* A step that has no factor in common with CODES meets each code once; most texts share the first ones. */
        uint32_t c = (uint32_t)random_below(&seed, 40);
        for (uint32_t i = 0; i < s->n[t]; i++, c = (c + 1237) % CODES)
            s->terms[t][i] = codes[c] << 4 | (uint32_t)(1 + random_below(&seed, 7)) << 1 |
                             (uint32_t)(i == 0 || random_below(&seed, 9) == 0);
    }
    return s;
}

/* The rank of a term: its weight in steps, and more for a term that stands in the text more often. */
static uint8_t rank_of(uint32_t weight, uint32_t count) {
    static const uint8_t by_count[8] = {22, 22, 37, 46, 52, 57, 61, 64};
    for (uint32_t k = 2; k < 8; k++) /* 1 + ln count, in 64ths of that of 7 */
        assert_in_range(by_count[k], floor(64 * (1 + log(k)) / (1 + log(7))),
                        ceil(64 * (1 + log(k)) / (1 + log(7))));
    return (uint8_t)(weight * by_count[count] / 64);
}

static void keys_and_weights_are_those_of_a_naive_ranking(void **state) {
    (void)state;
    sample *s = make_sample(), *counted = make_sample();
    wf_frequencies *f = NULL;
    wf_term_weights weights = {0};
    assert_ok(wf_frequencies_open(&f, SEED, &err));
    for (uint32_t t = 0; t < TEXTS; t++) {
        const wf_term_list text = {counted->terms[t], s->n[t]};
        assert_ok(wf_frequencies_count(f, &text, 1, 1, &err));
    }
    wf_frequencies_set_texts(f, TEXTS);
    assert_ok(wf_term_weights_open(&weights, f, &err));
    static uint32_t number_of[CODES]; /* by the lower bits of the code, which are its place in the sample */
    for (uint32_t t = 0; t < TEXTS; t++) {
        wf_ranked_term all[MOST];
        wf_term_key expected[WF_TERM_KEYS], keys[WF_TERM_KEYS];
        uint32_t total = 0;
        float sum = -1;
        for (uint32_t i = 0; i < s->n[t]; i++) {
            const uint32_t term = s->terms[t][i];
            const uint32_t weight = (uint32_t)(wf_idf(f, term >> 4) * WF_WEIGHT_STEPS + .5f);
            all[i] = (wf_ranked_term){term >> 4, rank_of(weight, term >> 1 & 7), term & 1,
                                      wf_frequency(f, term >> 4) <= 1};
            total += weight;
        }
        const size_t n_expected = wf_term_keys(all, s->n[t] < RANKED ? s->n[t] : RANKED, expected);
        assert_int_equal(wf_weigh_outline(&weights, counted->terms[t], s->n[t], &sum, keys), n_expected);
        assert_memory_equal(keys, expected, n_expected * sizeof *keys);
        assert_true(sum == (float)total);
        for (uint32_t i = 0; i < s->n[t]; i++) {
            const uint32_t code = s->terms[t][i] >> 4, weighed = counted->terms[t][i];
            assert_int_equal(weighed & 255, (uint32_t)(wf_idf(f, code) * WF_WEIGHT_STEPS + .5f));
            uint32_t *number = &number_of[code & 0x1FFF];
            if (*number == 0) *number = (weighed >> 8) + 1;
            assert_int_equal(*number, (weighed >> 8) + 1); /* one number for one term */
        }
    }
    for (uint32_t a = 0; a < CODES; a += 7) /* and no other term has it */
        for (uint32_t b = a + 1; b < CODES; b++)
            assert_true(number_of[a] == 0 || number_of[a] != number_of[b]);
    wf_term_weights_close(&weights);
    wf_frequencies_close(f);
    free(s);
    free(counted);
}

static int set_up(void **state) {
    (void)state;
    return wf_digest_init(&err) == WF_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_weights_are_those_of_a_naive_ranking),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
