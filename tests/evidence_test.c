/* The evidence on two texts: against a plain reading of what each figure is, in quadratic time. */
#include "verify/evidence.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/check.h"
#include "support/profiles.h"
#include "support/words.h"

#ifndef WF_SANITIZED
#define WF_SANITIZED 0
#endif

enum { SHORT_SENTENCE = 3, QUOTE_WORDS = 4, RARE_WEIGHT = 6 };

static wf_error err;
static wf_comparer *comparer;
static wf_language english;

#define assert_close(x, y, most)                                                            \
    do {                                                                                    \
        double got = (x), want = (y);                                                       \
        if (!(fabs(got - want) <= (most))) fail_msg("%s is %.9g, not %.9g", #x, got, want); \
    } while (0)

static double idf(const wf_term *t) {
    return (double)t->idf;
}

static const wf_term *find(const wf_profile *p, uint64_t hash) {
    for (uint32_t i = 0; i < p->n_terms; i++)
        if (p->terms[i].hash == hash) return &p->terms[i];
    return NULL;
}

static double ratio(double x, double of) {
    return of > 0 ? x / of : 0;
}

static double mean_ratio(double x, double y, double z) {
    return y > 0 && z > 0 ? x / sqrt(y * z) : 0;
}

/* ---- the plain reading */

/* Sums over the terms of p that are of a kind; in both: over those that the other text has (as such, if so asked). */
typedef bool (*kind_fn)(const wf_term *);
static bool any_kind(const wf_term *t) {
    return t->hash != 0;
}
static bool lead_kind(const wf_term *t) {
    return t->in_lead;
}
static bool name_kind(const wf_term *t) {
    return t->in_name;
}
static bool lead_name_kind(const wf_term *t) {
    return t->in_name && t->in_lead;
}
static bool rare_kind(const wf_term *t) {
    return idf(t) >= RARE_WEIGHT;
}

static double weight_of(const wf_profile *p, kind_fn kind, int power) {
    double sum = 0;
    for (uint32_t i = 0; i < p->n_terms; i++)
        if (kind(&p->terms[i])) sum += pow(idf(&p->terms[i]), power);
    return sum;
}

static double weight_in(const wf_profile *p, const wf_profile *other, kind_fn kind, kind_fn there,
                        int power) {
    double sum = 0;
    for (uint32_t i = 0; i < p->n_terms; i++) {
        const wf_term *t = find(other, p->terms[i].hash);
        if (kind(&p->terms[i]) && t && there(t)) sum += pow(idf(&p->terms[i]), power);
    }
    return sum;
}

/* The overlap of the terms of a kind. */
static double kind_overlap(const wf_profile *a, const wf_profile *b, kind_fn kind, int power) {
    return mean_ratio(weight_in(a, b, kind, kind, power), weight_of(a, kind, power),
                      weight_of(b, kind, power));
}

static double kind_share(const wf_profile *a, const wf_profile *b, kind_fn kind) {
    return ratio(weight_in(a, b, kind, any_kind, 1), weight_of(a, kind, 1));
}

static double plain_cosine(const wf_profile *a, const wf_profile *b) {
    double dot = 0, x = 0, y = 0;
    for (uint32_t i = 0; i < a->n_terms; i++) {
        const wf_term *t = &a->terms[i], *u = find(b, t->hash);
        double tf = (1 + log(t->count)) * idf(t);
        x += tf * tf;
        if (u) dot += tf * (1 + log(u->count)) * idf(u);
    }
    for (uint32_t i = 0; i < b->n_terms; i++) y += pow((1 + log(b->terms[i].count)) * idf(&b->terms[i]), 2);
    return mean_ratio(dot, x, y);
}

static bool near(const wf_profile *p, uint64_t x, uint64_t y, uint32_t distance) {
    for (uint32_t i = 0; i < p->n_seq; i++)
        for (uint32_t j = i + 1; j < p->n_seq && j <= i + distance; j++) {
            uint64_t u = p->terms[p->seq[i]].hash, v = p->terms[p->seq[j]].hash;
            if ((u == x && v == y) || (u == y && v == x)) return true;
        }
    return false;
}

static double plain_pairs(const wf_profile *a, const wf_profile *b, uint32_t distance) {
    double found = 0, all = 0;
    for (uint32_t i = 0; i < a->n_seq; i++)
        for (uint32_t j = i + 1; j < a->n_seq && j <= i + distance; j++) {
            all++;
            found += near(b, a->terms[a->seq[i]].hash, a->terms[a->seq[j]].hash, distance);
        }
    return ratio(found, all);
}

/* The weight of a number in a text: that of its first place; -1 if it is not there. */
static double number_in(const wf_profile *p, uint64_t key) {
    for (uint32_t i = 0; i < p->n_numbers; i++)
        if (p->numbers[i].key == key) return (double)p->numbers[i].weight;
    return -1;
}

static bool is_first_place(const wf_profile *p, uint32_t number) {
    for (uint32_t i = 0; i < number; i++)
        if (p->numbers[i].key == p->numbers[number].key) return false;
    return true;
}

static void check_numbers(const wf_profile *a, const wf_profile *b, const wf_evidence *e) {
    double of_a = 0, of_b = 0, both = 0;
    uint32_t n_a = 0, n_b = 0, n_both = 0;
    for (uint32_t i = 0; i < a->n_numbers; i++) {
        if (!is_first_place(a, i)) continue;
        double there = number_in(b, a->numbers[i].key), here = (double)a->numbers[i].weight;
        n_a++;
        of_a += here;
        n_both += there >= 0;
        if (there >= 0) both += fmin(here, there);
    }
    for (uint32_t i = 0; i < b->n_numbers; i++) {
        if (!is_first_place(b, i)) continue;
        n_b++;
        of_b += (double)b->numbers[i].weight;
    }
    assert_int_equal(e->n_numbers_a, n_a);
    assert_int_equal(e->n_numbers_b, n_b);
    assert_int_equal(e->n_numbers_shared, n_both);
    assert_close(e->numbers, mean_ratio(both, of_a, of_b), 1e-9);
    assert_close(e->numbers_apart, fmin(of_a, of_b) - both, 1e-9);
    assert_true(e->numbers <= 1 + 1e-9 && e->numbers_apart >= 0);
}

static uint32_t n_quotes(const wf_profile *p, const wf_profile *in) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n_quotes; i++) {
        bool found = !in;
        for (uint32_t j = 0; in && j < in->n_quotes; j++)
            found |= in->quotes[j].key == p->quotes[i].key && in->quotes[j].n_words >= QUOTE_WORDS;
        n += p->quotes[i].n_words >= QUOTE_WORDS && found;
    }
    return n;
}

static uint32_t n_in_both(const uint16_t *x, uint32_t n_x, const uint16_t *y, uint32_t n_y) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_x; i++)
        for (uint32_t j = 0; j < n_y; j++) n += x[i] == y[j];
    return n;
}

/* The overlap of two sentences by their distinct terms. */
static double sentence_overlap(const wf_profile *a, uint32_t s, const wf_profile *b, uint32_t t) {
    const wf_profile_sentence *x = &a->sentences[s], *y = &b->sentences[t];
    double both = 0;
    for (uint32_t i = x->begin; i < x->end; i++) {
        bool first = true, there = false;
        for (uint32_t k = x->begin; k < i; k++) first = first && a->seq[k] != a->seq[i];
        for (uint32_t k = y->begin; k < y->end; k++)
            there |= b->terms[b->seq[k]].hash == a->terms[a->seq[i]].hash;
        if (first && there) both += idf(&a->terms[a->seq[i]]);
    }
    if (x->distinct < SHORT_SENTENCE || y->distinct < SHORT_SENTENCE) return 0;
    return mean_ratio(both, (double)x->weight, (double)y->weight);
}

static int descending(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a < b) - (a > b);
}

/* The best overlap of each sentence of a, the mean of the best third, and the share of the weight that is aligned. */
static void plain_cover(const wf_profile *a, const wf_profile *b, double *best, double *third,
                        double *coverage) {
    double *sorted = calloc(a->n_sentences + 1u, sizeof *sorted), all = 0, aligned = 0, sum = 0;
    assert_non_null(sorted);
    size_t n = 0;
    for (uint32_t s = 0; s < a->n_sentences; s++) {
        best[s] = 0;
        for (uint32_t t = 0; t < b->n_sentences; t++) best[s] = fmax(best[s], sentence_overlap(a, s, b, t));
        if (a->sentences[s].distinct < SHORT_SENTENCE) continue;
        sorted[n++] = best[s];
        all += (double)a->sentences[s].weight;
        if (best[s] >= WF_ALIGNED) aligned += (double)a->sentences[s].weight;
    }
    qsort(sorted, n, sizeof *sorted, descending);
    for (size_t i = 0; i < (n + 2) / 3; i++) sum += sorted[i];
    size_t n_third = (n + 2) / 3;
    *third = ratio(sum, (double)n_third);
    *coverage = ratio(aligned, all);
    free(sorted);
}

static void check_sentences(const wf_profile *a, const wf_profile *b, const wf_evidence *e) {
    double *best_a = calloc(a->n_sentences + 1u, sizeof *best_a);
    double *best_b = calloc(b->n_sentences + 1u, sizeof *best_b);
    assert_true(best_a && best_b);
    double third_a, third_b, coverage;
    plain_cover(a, b, best_a, &third_a, &coverage);
    assert_close(e->coverage_a, coverage, 1e-4);
    plain_cover(b, a, best_b, &third_b, &coverage);
    assert_close(e->coverage_b, coverage, 1e-4);
    if (a->n_seq != b->n_seq) assert_close(e->best_third, a->n_seq < b->n_seq ? third_a : third_b, 1e-4);
    free(best_a);
    free(best_b);
}

/* Every pair listed is one of sentences that are most like each other, for the shorter text; and none is left out. */
static void check_aligned(const wf_profile *a, const wf_profile *b) {
    size_t n, n_want = 0;
    const wf_aligned_sentences *pairs = wf_evidence_aligned(comparer, &n);
    const wf_profile *small = a->n_seq < b->n_seq ? a : b, *large = small == a ? b : a;
    for (uint32_t s = 0; s < small->n_sentences; s++) {
        double best = 0;
        for (uint32_t t = 0; t < large->n_sentences; t++)
            best = fmax(best, sentence_overlap(small, s, large, t));
        if (best < WF_ALIGNED) continue;
        assert_true(n_want < n);
        uint32_t mine = small == a ? pairs[n_want].a : pairs[n_want].b;
        uint32_t like = small == a ? pairs[n_want].b : pairs[n_want].a;
        assert_int_equal(mine, s);
        assert_close(sentence_overlap(small, s, large, like), best, 1e-4);
        assert_close((double)pairs[n_want].overlap, best, 1e-4);
        assert_true(pairs[n_want].overlap <= 1);
        n_want++;
    }
    assert_int_equal(n, n_want);
}

static double telling_share(const wf_profile *p, const wf_profile *other) {
    double all = 0, in = 0;
    for (uint32_t i = 0; i < p->n_terms; i++) {
        if (!p->terms[i].telling) continue;
        all += (double)p->terms[i].tf_idf;
        if (find(other, p->terms[i].hash)) in += (double)p->terms[i].tf_idf;
    }
    return ratio(in, all);
}

static double name_apart(const wf_profile *p, const wf_profile *other) {
    for (uint32_t rank = 1; rank <= WF_TELLING_NAMES; rank++)
        for (uint32_t i = 0; i < p->n_terms; i++)
            if (p->terms[i].telling_name == rank && !find(other, p->terms[i].hash))
                return (double)p->terms[i].tf_idf;
    return 0;
}

static bool head_kind(const wf_term *t) {
    return t->in_head;
}

/* The rarest term of a head that the other text lacks, of names alone if so asked. */
static double head_apart(const wf_profile *p, const wf_profile *other, bool names) {
    double most = 0;
    for (uint32_t i = 0; i < p->n_terms; i++) {
        const wf_term *t = &p->terms[i];
        if (t->in_head && (t->in_name || !names) && !find(other, t->hash)) most = fmax(most, idf(t));
    }
    return most;
}

static double names_alone(const wf_profile *p, const wf_profile *other) {
    return weight_of(p, name_kind, 1) - weight_in(p, other, name_kind, any_kind, 1);
}

static void check_words(const wf_profile *a, const wf_profile *b, const wf_evidence *e) {
    double shared = weight_in(a, b, any_kind, any_kind, 1), rare = weight_in(a, b, rare_kind, rare_kind, 1);
    uint32_t n_shared = 0, n_names = 0;
    for (uint32_t i = 0; i < a->n_terms; i++) {
        const wf_term *u = find(b, a->terms[i].hash);
        n_shared += u != NULL;
        n_names += u && u->in_name && a->terms[i].in_name;
    }
    assert_int_equal(e->n_terms_shared, n_shared);
    assert_int_equal(e->n_terms_a, a->n_terms);
    assert_int_equal(e->n_terms_b, b->n_terms);
    assert_int_equal(e->n_names_shared, n_names);
    assert_close(e->shared, shared, 1e-6);
    assert_close(e->overlap, kind_overlap(a, b, any_kind, 1), 1e-6);
    assert_close(e->squared, kind_overlap(a, b, any_kind, 2), 1e-6);
    assert_close(e->cosine, plain_cosine(a, b), 1e-6);
    assert_close(e->a_in_b, kind_share(a, b, any_kind), 1e-6);
    assert_close(e->b_in_a, kind_share(b, a, any_kind), 1e-6);
    assert_close(e->lead, kind_overlap(a, b, lead_kind, 1), 1e-6);
    double in_a = kind_share(a, b, lead_kind), in_b = kind_share(b, a, lead_kind);
    assert_close(e->lead_in, fmin(in_a, in_b), 1e-6);
    assert_close(e->lead_in_max, fmax(in_a, in_b), 1e-6);
    assert_close(e->names, kind_overlap(a, b, name_kind, 1), 1e-6);
    assert_close(e->names_apart, fmin(names_alone(a, b), names_alone(b, a)), 1e-6);
    assert_close(e->lead_names, (kind_share(a, b, lead_name_kind) + kind_share(b, a, lead_name_kind)) / 2,
                 1e-6);
    assert_close(e->rare, kind_overlap(a, b, rare_kind, 1), 1e-6);
    assert_close(e->rare_in, fmax(kind_share(a, b, rare_kind), kind_share(b, a, rare_kind)), 1e-6);
    assert_close(e->rare_shared, rare, 1e-6);
    assert_close(e->telling, (telling_share(a, b) + telling_share(b, a)) / 2, 1e-6);
    assert_close(e->telling_name_apart, fmin(name_apart(a, b), name_apart(b, a)), 1e-6);
    assert_close(e->head_in, fmin(kind_share(a, b, head_kind), kind_share(b, a, head_kind)), 1e-6);
    assert_close(e->head_apart, fmin(head_apart(a, b, false), head_apart(b, a, false)), 1e-6);
    assert_close(e->head_name_apart, fmin(head_apart(a, b, true), head_apart(b, a, true)), 1e-6);
    assert_true(e->days_apart == -1 && !e->same_source);
}

static void check_dates(const wf_profile_dates *x, const wf_profile_dates *y, const wf_evidence *e) {
    uint32_t days = n_in_both(x->days, x->n_days, y->days, y->n_days);
    uint32_t years = n_in_both(x->years, x->n_years, y->years, y->n_years);
    assert_int_equal(e->n_days_shared, days);
    assert_int_equal(e->n_years_shared, years);
    assert_int_equal(e->days_conflict, x->n_days > 0 && y->n_days > 0 && days == 0);
    assert_int_equal(e->years_conflict, x->n_years > 0 && y->n_years > 0 && years == 0);
    assert_int_equal(e->months_conflict, x->months && y->months && (x->months & y->months) == 0);
    assert_int_equal(e->weekdays_conflict,
                     x->lead_weekdays && y->lead_weekdays && (x->lead_weekdays & y->lead_weekdays) == 0);
}

static void check_once(const wf_profile *a, const wf_profile *b) {
    wf_evidence e;
    assert_ok(wf_evidence_find(comparer, a, b, &e, &err));
    check_words(a, b, &e);
    check_numbers(a, b, &e);
    check_dates(&a->dates, &b->dates, &e);
    const wf_profile *small = a->n_seq < b->n_seq ? a : b, *large = small == a ? b : a;
    if (a->n_seq != b->n_seq) {
        assert_close(e.bigrams, plain_pairs(small, large, 1), 1e-9);
        assert_close(e.skip_bigrams, plain_pairs(small, large, 4), 1e-9);
        assert_int_equal(e.n_quotes_exact, n_quotes(small, large));
        check_aligned(a, b);
    }
    assert_int_equal(e.n_quotes_a, n_quotes(a, NULL));
    assert_int_equal(e.n_quotes_b, n_quotes(b, NULL));
    check_sentences(a, b, &e);
}

/* By all kernels; the last of them stay in use. */
static void check(const wf_profile *a, const wf_profile *b) {
    for (wf_kernels kernels = WF_KERNELS_SCALAR; kernels <= WF_KERNELS_NEON; kernels++) {
        if (!wf_kernels_available(kernels)) continue;
        wf_comparer_use(comparer, kernels);
        check_once(a, b);
    }
}

/* ---- tests */

static wf_profile profile(const char *body) {
    wf_profile p = {0};
    profile_make(&p, NULL, body, english);
    return p;
}

static void random_texts_agree_with_the_plain_reading(void **state) {
    (void)state;
    uint64_t random = 1;
    wf_profile a = {0}, b = {0};
    for (int i = 0; i < (WF_SANITIZED ? 40 : 150); i++) {
        char *x = profile_text(&random, (size_t)random_below(&random, 160), 20 + (size_t)i);
        char *y = profile_text(&random, (size_t)random_below(&random, 240), 20 + (size_t)i);
        profile_make(&a, i % 3 ? NULL : "Talks in Lisse end after 12 days", x, english);
        profile_make(&b, i % 4 ? NULL : "Talks end in Port Harlan", y, english);
        check(&a, &b);
        check(&b, &a);
        check(&a, &a);
        free(x);
        free(y);
    }
    wf_profile_free(&a);
    wf_profile_free(&b);
}

#define SAME(field) assert_true(e.field == f.field)
#define TURNED(one, other)             \
    do {                               \
        assert_true(e.one == f.other); \
        assert_true(e.other == f.one); \
    } while (0)

/* The evidence on b and a is that on a and b, to the last bit. */
static void check_swapped(const wf_profile *a, const wf_profile *b) {
    wf_evidence e, f;
    wf_aligned_sentences pairs[64];
    size_t n, n_turned;
    assert_ok(wf_evidence_find(comparer, a, b, &e, &err));
    const wf_aligned_sentences *aligned = wf_evidence_aligned(comparer, &n);
    assert_true(n <= 64);
    memcpy(pairs, aligned, n * sizeof *pairs);
    assert_ok(wf_evidence_find(comparer, b, a, &f, &err));
    aligned = wf_evidence_aligned(comparer, &n_turned);
    assert_int_equal(n, n_turned);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pairs[i].a, aligned[i].b);
        assert_int_equal(pairs[i].b, aligned[i].a);
        assert_true(pairs[i].overlap == aligned[i].overlap);
    }
    TURNED(a_in_b, b_in_a);
    TURNED(coverage_a, coverage_b);
    TURNED(n_names_a, n_names_b);
    TURNED(n_numbers_a, n_numbers_b);
    TURNED(n_quotes_a, n_quotes_b);
    TURNED(n_terms_a, n_terms_b);
    TURNED(n_sentences_a, n_sentences_b);
    SAME(overlap);
    SAME(squared);
    SAME(cosine);
    SAME(lead);
    SAME(lead_in);
    SAME(lead_in_max);
    SAME(bigrams);
    SAME(skip_bigrams);
    SAME(best_third);
    SAME(names);
    SAME(names_apart);
    SAME(n_names_shared);
    SAME(numbers);
    SAME(numbers_apart);
    SAME(n_numbers_shared);
    SAME(shared);
    SAME(rare);
    SAME(rare_in);
    SAME(rare_shared);
    SAME(telling);
    SAME(telling_name_apart);
    SAME(head_in);
    SAME(head_apart);
    SAME(head_name_apart);
    SAME(n_quotes_exact);
    SAME(numbers_conflict);
    SAME(names_conflict);
    SAME(aligned);
    SAME(lead_names);
    SAME(places_conflict);
    SAME(same_language);
}

static void check_swapped_texts(const char *x, const char *y) {
    wf_profile a = profile(x), b = profile(y);
    check_swapped(&a, &b);
    wf_profile_free(&a);
    wf_profile_free(&b);
}

static void the_order_of_the_two_texts_does_not_matter(void **state) {
    (void)state;
    uint64_t random = 2;
    for (int i = 0; i < 200; i++) {
        char *x = profile_text(&random, (size_t)random_below(&random, 90), 40);
        char *y = profile_text(&random, (size_t)random_below(&random, 90), 40);
        check_swapped_texts(x, y);
        free(x);
        free(y);
    }
}

/* The same words in the same order, and yet other sentences, quotes, amounts: which text is the first must not matter. */
static void the_order_of_texts_of_the_same_words_does_not_matter(void **state) {
    (void)state;
    check_swapped_texts(
        "Divers closed Harlan pier before noon while ferries waited outside breakwater lights",
        "Divers closed Harlan pier before noon. While ferries waited outside breakwater lights");
    check_swapped_texts(
        "The pier cost $500 and the ferry 700 crowns. The mayor paid $500 and the board 700.",
        "The pier cost 500 and the ferry $700 crowns. The mayor paid 500 and the board $700.");
    check_swapped_texts(
        "\"Nobody will cross that pier\" she said. Later: \"Nobody will cross that pier\" she said.",
        "\"Nobody will cross that pier\" she said. Later: Nobody will cross that pier she said.");
    check_swapped_texts("In Lisse 12 men of Harlan saw 15 ships. Of Lisse 12 men in harlan saw 15 ships.",
                        "In Lisse 12 men of Harlan saw 15 ships; of Lisse 12 men in harlan saw 15 ships.");
}

static void empty_texts_have_nothing_in_common(void **state) {
    (void)state;
    const char *const texts[] = {"", "the of and", "...", "Harbour",
                                 "Harbour pilots strike in Lisse on Monday."};
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++) {
            wf_profile a = profile(texts[i]), b = profile(texts[j]);
            wf_evidence e;
            check(&a, &b);
            check_swapped(&a, &b);
            assert_ok(wf_evidence_find(comparer, &a, &b, &e, &err));
            if (i < 3 || j < 3) {
                assert_true(e.overlap == 0 && e.cosine == 0 && e.bigrams == 0 && e.best_third == 0);
                assert_true(e.a_in_b == 0 && e.b_in_a == 0 && e.names == 0 && e.numbers == 0);
            }
            assert_true(e.a_nearness == 1 && e.b_nearness == 1);
            wf_profile_free(&a);
            wf_profile_free(&b);
        }
}

static void a_text_is_wholly_like_itself(void **state) {
    (void)state;
    uint64_t random = 3;
    char *text = profile_text(&random, 200, 80);
    wf_profile a = profile(text);
    wf_evidence e;
    assert_ok(wf_evidence_find(comparer, &a, &a, &e, &err));
    const double ones[] = {e.overlap, e.squared, e.cosine,     e.a_in_b,     e.b_in_a,     e.lead,
                           e.lead_in, e.bigrams, e.best_third, e.coverage_a, e.coverage_b, e.skip_bigrams,
                           e.names,   e.numbers, e.rare,       e.rare_in,    e.telling,    e.lead_names};
    for (size_t i = 0; i < sizeof ones / sizeof *ones; i++) assert_close(ones[i], 1, 1e-6);
    const double none[] = {e.names_apart,    e.numbers_apart,    e.telling_name_apart,
                           e.names_conflict, e.numbers_conflict, e.places_conflict};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_close(none[i], 0, 1e-9);
    size_t n;
    const wf_aligned_sentences *pairs = wf_evidence_aligned(comparer, &n);
    for (size_t i = 0; i < n; i++) assert_true(pairs[i].overlap <= 1);
    wf_profile_free(&a);
    free(text);
}

/* One number is money here and a bare figure there, which weigh differently: they share no more than each has. */
static void a_shared_number_weighs_no_more_than_in_either_text(void **state) {
    (void)state;
    wf_profile a = profile("Ticket prices rose to $50 at the quay."),
               b = profile("Ticket prices rose to 50 at the quay.");
    wf_evidence e;
    assert_true(a.n_numbers == 1 && b.n_numbers == 1 && a.numbers[0].key == b.numbers[0].key);
    assert_true(a.numbers[0].weight > b.numbers[0].weight);
    for (int turned = 0; turned < 2; turned++) {
        assert_ok(wf_evidence_find(comparer, turned ? &b : &a, turned ? &a : &b, &e, &err));
        assert_int_equal(e.n_numbers_shared, 1);
        assert_true(e.numbers > 0 && e.numbers <= 1);
        assert_close(e.numbers_apart, 0, 0);
    }
    wf_profile_free(&a);
    wf_profile_free(&b);
}

/* Facts that conflict are told from facts that one text leaves out. */
static void conflicts_are_in_sentences_that_say_the_same(void **state) {
    (void)state;
    wf_profile a = profile("The harbour board of Port Harlan fined Captain Osgood 262 crowns on Friday."),
               b = profile("The harbour board of Port Harlan fined Captain Tremaine 917 crowns on Monday."),
               c = profile("The harbour board of Port Harlan fined a captain some crowns.");
    wf_evidence e;
    assert_ok(wf_evidence_find(comparer, &a, &b, &e, &err));
    assert_true(e.numbers_conflict == 1 && e.names_conflict > 0 && e.weekdays_conflict && e.aligned > 0);
    assert_true(e.head_name_apart > 0 && e.head_apart >= e.head_name_apart && e.head_in < 1);
    assert_ok(wf_evidence_find(comparer, &a, &c, &e, &err));
    assert_true(e.numbers_conflict == 0 && e.names_conflict == 0 && !e.weekdays_conflict && e.aligned > 0);
    assert_true(e.head_name_apart == 0);
    wf_profile_free(&a);
    wf_profile_free(&b);
    wf_profile_free(&c);
}

/* n times the same words, in sentences or in one run. */
static char *repeated(const char *words, size_t n) {
    size_t len = strlen(words);
    char *out = malloc(n * len + 1);
    assert_non_null(out);
    for (size_t i = 0; i < n; i++) memcpy(out + i * len, words, len);
    out[n * len] = '\0';
    return out;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Twice the text, twice the time: four times as much stays far below what sixteen times would be. */
static void long_texts_take_linear_time(void **state) {
    (void)state;
    const char *const words[] = {
        "harbour pier ferry. ",    "harbour ",     "\"We will not pay for that pier\" ",
        "12 300 4,500 $6.7bn 8% ", "Port Harlan ", "Friday May 17 2013, "};
    const size_t size = WF_SANITIZED ? 20000 : 100000;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        double took[2];
        for (size_t k = 0; k < 2; k++) {
            char *text = repeated(words[w], (k ? 4 * size : size) / strlen(words[w]));
            wf_profile a = profile(text);
            wf_evidence e;
            double best = HUGE_VAL;
            for (int i = 0; i < 3; i++) {
                double begin = seconds();
                assert_ok(wf_evidence_find(comparer, &a, &a, &e, &err));
                best = fmin(best, seconds() - begin);
            }
            took[k] = best;
            wf_profile_free(&a);
            free(text);
        }
        if (took[1] > 10 * took[0] + .02)
            fail_msg("\"%s\": %.4f s, and %.4f s for four times as much", words[w], took[0], took[1]);
    }
}

static int set_up(void **state) {
    english = wf_language_of_code(wf_str_of("en", 2));
    return profiles_open(state) == 0 && wf_comparer_open(&comparer, &err) == WF_OK ? 0 : -1;
}

static int tear_down(void **state) {
    wf_comparer_close(comparer);
    return profiles_close(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_texts_agree_with_the_plain_reading),
        cmocka_unit_test(the_order_of_the_two_texts_does_not_matter),
        cmocka_unit_test(the_order_of_texts_of_the_same_words_does_not_matter),
        cmocka_unit_test(empty_texts_have_nothing_in_common),
        cmocka_unit_test(a_text_is_wholly_like_itself),
        cmocka_unit_test(a_shared_number_weighs_no_more_than_in_either_text),
        cmocka_unit_test(conflicts_are_in_sentences_that_say_the_same),
        cmocka_unit_test(long_texts_take_linear_time),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
