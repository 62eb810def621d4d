/* Profiles and outlines of texts: against their tokens read one by one, and no trace of the text before. */
#include "verify/profile.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/check.h"
#include "support/profiles.h"
#include "support/words.h"
#include "text/words.h"

#ifndef WF_SANITIZED
#define WF_SANITIZED 0
#endif

static wf_language english;

static const wf_term *find(const wf_profile *p, uint64_t hash) {
    for (uint32_t i = 0; i < p->n_terms; i++)
        if (p->terms[i].hash == hash) return &p->terms[i];
    return NULL;
}

/* The term that a word stands for. */
static uint64_t term_of(const char *word) {
    wf_tokens tokens;
    uint64_t *terms = profile_terms(word, english, &tokens), term = tokens.n == 1 ? terms[0] : 0;
    free(terms);
    wf_tokens_free(&tokens);
    assert_true(term != 0);
    return term;
}

static const wf_term *find_word(const wf_profile *p, const char *word) {
    return find(p, term_of(word));
}

/* The terms of title and body in text order. */
static uint64_t *all_terms(const char *title, const char *body, size_t *n) {
    const char *const parts[] = {title ? title : "", body};
    uint64_t *out = NULL;
    *n = 0;
    for (int k = 0; k < 2; k++) {
        wf_tokens tokens;
        uint64_t *terms = profile_terms(parts[k], english, &tokens);
        out = realloc(out, (*n + tokens.n + 1) * sizeof *out);
        assert_non_null(out);
        for (size_t i = 0; i < tokens.n; i++)
            if (terms[i]) out[(*n)++] = terms[i];
        free(terms);
        wf_tokens_free(&tokens);
    }
    return out;
}

static void check_terms(const wf_profile *p, const uint64_t *terms, size_t n) {
    double weight = 0, squared = 0, norm = 0;
    assert_int_equal(p->n_seq, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(p->seq[i] < p->n_terms);
        assert_true(p->terms[p->seq[i]].hash == terms[i]);
    }
    for (uint32_t i = 0; i < p->n_terms; i++) {
        const wf_term *t = &p->terms[i];
        assert_true(i == 0 || p->terms[i - 1].hash < t->hash);
        size_t count = 0, lead = 0;
        for (size_t k = 0; k < n; k++) {
            count += terms[k] == t->hash;
            lead += k < WF_LEAD_TERMS && terms[k] == t->hash;
        }
        assert_int_equal(t->count, count < UINT16_MAX ? count : UINT16_MAX);
        assert_int_equal(t->in_lead, lead > 0);
        assert_true(t->in_name || (!t->in_place && !t->telling_name));
        double idf = (double)wf_idf(profiles_frequencies(), wf_term_code(t->hash)), tf = 1 + log(t->count);
        assert_true((double)t->idf == idf);
        assert_true(fabs((double)t->tf_idf - tf * idf) < 1e-4);
        weight += idf;
        squared += idf * idf;
        norm += tf * idf * tf * idf;
    }
    assert_true(fabs(p->weight - weight) < 1e-6 && fabs(p->weight_squared - squared) < 1e-6);
    assert_true(fabs(p->norm - sqrt(norm)) < 1e-6);
}

/* The head is the title and the first sentence of the body that has a term. */
static void check_head(const wf_profile *p) {
    uint32_t end = 0, n_body = 0;
    for (uint32_t s = 0; s < p->n_sentences && n_body == 0; s++) {
        n_body += !p->sentences[s].is_title;
        end = p->sentences[s].end;
    }
    for (uint32_t i = 0; i < p->n_terms; i++) {
        bool there = false;
        for (uint32_t k = 0; k < end; k++) there |= p->seq[k] == i;
        assert_int_equal(p->terms[i].in_head, there);
    }
}

/* The sentences share out the terms, and the numbers. */
static void check_sentences(const wf_profile *p, size_t title_len, size_t body_len) {
    uint32_t at = 0, number = 0;
    for (uint32_t s = 0; s < p->n_sentences; s++) {
        const wf_profile_sentence *x = &p->sentences[s];
        double weight = 0;
        uint32_t distinct = 0;
        assert_true(x->begin == at && x->end > x->begin);
        assert_true(x->src_begin < x->src_end && x->src_end <= (x->is_title ? title_len : body_len));
        assert_true(s == 0 || p->sentences[s - 1].is_title >= x->is_title);
        for (uint32_t i = x->begin; i < x->end; i++) {
            bool first = true;
            for (uint32_t k = x->begin; k < i; k++) first = first && p->seq[k] != p->seq[i];
            if (!first) continue;
            distinct++;
            weight += (double)p->terms[p->seq[i]].idf;
        }
        assert_int_equal(x->distinct, distinct);
        assert_true(fabs((double)x->weight - weight) < 1e-3);
        assert_int_equal(x->first_number, number);
        for (uint32_t i = 0; i < x->n_numbers; i++) assert_int_equal(p->numbers[number + i].sentence, s);
        number += x->n_numbers;
        at = x->end;
    }
    assert_int_equal(at, p->n_seq);
    assert_int_equal(number, p->n_sentences ? p->n_numbers : 0);
}

/* The telling terms are those of highest tf-idf, and the ranks of names go down with theirs. */
static void check_telling(const wf_profile *p) {
    uint32_t n = 0, n_names = 0, n_ranked = 0;
    float least = HUGE_VALF, highest = 0;
    float ranked[WF_TELLING_NAMES + 1] = {0};
    for (uint32_t i = 0; i < p->n_terms; i++) {
        const wf_term *t = &p->terms[i];
        n += t->telling;
        n_names += t->in_name;
        n_ranked += t->telling_name > 0;
        if (t->telling && t->tf_idf < least) least = t->tf_idf;
        if (!t->telling && t->tf_idf > highest) highest = t->tf_idf;
        if (t->telling_name) ranked[t->telling_name] = t->tf_idf;
    }
    assert_int_equal(n, p->n_terms < WF_TELLING ? p->n_terms : WF_TELLING);
    assert_int_equal(n_ranked, n_names < WF_TELLING_NAMES ? n_names : WF_TELLING_NAMES);
    assert_true(n == 0 || least >= highest);
    for (uint32_t i = 2; i <= n_ranked; i++) assert_true(ranked[i] <= ranked[i - 1]);
}

static void check_outline(const char *title, const char *body, const uint64_t *terms, size_t n_terms) {
    size_t n, k = 0;
    const uint32_t *outline = profile_outline(title, body, english, &n);
    for (size_t i = 0; i < n_terms; i++) {
        size_t before = 0, count = 0;
        for (size_t j = 0; j < n_terms; j++) {
            before += j < i && wf_term_code(terms[j]) == wf_term_code(terms[i]);
            count += wf_term_code(terms[j]) == wf_term_code(terms[i]);
        }
        if (before) continue;
        assert_true(k < n);
        assert_int_equal(outline[k] >> 4, wf_term_code(terms[i]));
        assert_int_equal(outline[k] >> 1 & 7, count < 7 ? count : 7);
        k++;
    }
    assert_int_equal(k, n);
}

static void check(const wf_profile *p, const char *title, const char *body) {
    size_t n;
    uint64_t *terms = all_terms(title, body, &n);
    check_terms(p, terms, n);
    check_sentences(p, title ? strlen(title) : 0, strlen(body));
    check_telling(p);
    check_head(p);
    check_outline(title, body, terms, n);
    free(terms);
}

static void random_texts_agree_with_their_tokens(void **state) {
    (void)state;
    uint64_t random = 1;
    wf_profile p = {0};
    for (int i = 0; i < (WF_SANITIZED ? 40 : 200); i++) {
        char *body = profile_text(&random, (size_t)random_below(&random, 400), 30 + (size_t)i);
        char *title = i % 3 ? profile_text(&random, (size_t)random_below(&random, 12), 30) : NULL;
        profile_make(&p, title, body, english);
        check(&p, title, body);
        free(title);
        free(body);
    }
    wf_profile_free(&p);
}

#define SAME_ARRAY(array, n)                                                        \
    do {                                                                            \
        assert_int_equal(a->n, b->n);                                               \
        if (a->n) assert_memory_equal(a->array, b->array, a->n * sizeof *a->array); \
    } while (0)

static void assert_same_profiles(const wf_profile *a, const wf_profile *b) {
    SAME_ARRAY(seq, n_seq);
    assert_int_equal(a->n_terms, b->n_terms);
    assert_int_equal(a->n_sentences, b->n_sentences);
    assert_int_equal(a->n_numbers, b->n_numbers);
    assert_int_equal(a->n_quotes, b->n_quotes);
    for (uint32_t i = 0; i < a->n_terms; i++) {
        const wf_term *x = &a->terms[i], *y = &b->terms[i];
        assert_true(x->hash == y->hash && x->idf == y->idf && x->count == y->count && x->tf_idf == y->tf_idf);
        assert_true(x->in_lead == y->in_lead && x->in_name == y->in_name && x->in_place == y->in_place);
        assert_true(x->telling == y->telling && x->telling_name == y->telling_name);
    }
    for (uint32_t i = 0; i < a->n_sentences; i++) {
        const wf_profile_sentence *x = &a->sentences[i], *y = &b->sentences[i];
        assert_true(x->end == y->end && x->weight == y->weight && x->n_numbers == y->n_numbers &&
                    x->distinct == y->distinct && x->src_end == y->src_end && x->is_title == y->is_title);
    }
    for (uint32_t i = 0; i < a->n_numbers; i++)
        assert_true(a->numbers[i].key == b->numbers[i].key && a->numbers[i].weight == b->numbers[i].weight);
    for (uint32_t i = 0; i < a->n_quotes; i++) assert_true(a->quotes[i].key == b->quotes[i].key);
    assert_memory_equal(&a->dates, &b->dates, sizeof a->dates);
    assert_true(a->weight == b->weight && a->norm == b->norm && a->n_words == b->n_words);
}

/* A profiler and a profile are used for one text after another, long and short ones in turn. */
static void nothing_stays_of_the_text_before(void **state) {
    (void)state;
    uint64_t random = 2;
    wf_profile used = {0};
    for (int i = 0; i < 40; i++) {
        size_t n = i % 4 == 0 ? 6000 : (size_t)random_below(&random, 80);
        char *body = profile_text(&random, n, 500), *title = i % 2 ? profile_text(&random, 8, 500) : NULL;
        wf_profile fresh = {0};
        profile_make(&used, title, body, english);
        profile_make_fresh(&fresh, title, body, english);
        assert_same_profiles(&used, &fresh);
        wf_profile_free(&fresh);
        free(title);
        free(body);
    }
    wf_profile_free(&used);
}

static void a_title_comes_before_the_body(void **state) {
    (void)state;
    wf_profile p = {0};
    profile_make(&p, "Osgood fined in Lisse", "The board met on Friday. Pilots had complained.", english);
    check(&p, "Osgood fined in Lisse", "The board met on Friday. Pilots had complained.");
    assert_int_equal(p.n_sentences, 3);
    assert_true(p.sentences[0].is_title && !p.sentences[1].is_title && !p.sentences[2].is_title);
    assert_int_equal(p.sentences[0].src_begin, 0);
    assert_int_equal(p.sentences[0].src_end, strlen("Osgood fined in Lisse"));
    assert_int_equal(p.sentences[1].src_begin, 0);
    wf_profile_free(&p);
}

static void texts_without_terms_have_empty_profiles(void **state) {
    (void)state;
    const char *const texts[] = {"", " ", "...", "the of and", "\"to be of it and the\" the the", "\xFF\xFE"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        wf_profile p = {0};
        profile_make(&p, NULL, texts[i], english);
        assert_int_equal(p.n_terms, 0);
        assert_int_equal(p.n_sentences, 0);
        assert_true(p.weight == 0 && p.norm == 0);
        check(&p, NULL, texts[i]);
        profile_make(&p, texts[i], texts[i], english);
        check(&p, texts[i], texts[i]);
        wf_profile_free(&p);
    }
}

static void names_numbers_dates_and_quotes_are_found(void **state) {
    (void)state;
    wf_profile p = {0};
    profile_make(
        &p, NULL,
        "Pilots in Port Harlan met Agatha Tremaine on Friday, May 17, 2013. The strike cost $4.2 million "
        "and 262 jobs. \"We will not pay for that pier\", Tremaine said. Nothing moved in October.",
        english);
    assert_true(find_word(&p, "Harlan")->in_name && find_word(&p, "Harlan")->in_place);
    assert_true(find_word(&p, "Tremaine")->in_name && !find_word(&p, "Tremaine")->in_place);
    assert_true(!find_word(&p, "strike")->in_name && !find_word(&p, "jobs")->in_name);
    assert_int_equal(p.n_numbers, 2);
    assert_int_equal(p.sentences[1].n_numbers, 2);
    assert_int_equal(p.dates.lead_weekdays, 1 << 5);
    assert_int_equal(p.dates.months, 1 << 5 | 1 << 10);
    assert_true(p.dates.n_days == 1 && p.dates.days[0] == 5 * 32 + 17);
    assert_true(p.dates.n_years == 1 && p.dates.years[0] == 2013);
    assert_int_equal(p.n_quotes, 1);
    assert_int_equal(p.quotes[0].n_words, 7);
    wf_profile_free(&p);
}

/* "$1.13bn" and "1.13 billion" are one number; 12 percent and 12 are two. The rarer a number looks, the more it weighs. */
static void numbers_are_told_by_their_value(void **state) {
    (void)state;
    wf_profile p = {0};
    profile_make(&p, NULL, "It was $1.13bn. Then 1.13 billion. Next 12 percent. Then 12. Then 262. Then 300.",
                 english);
    assert_int_equal(p.n_numbers, 6);
    assert_true(p.numbers[0].key == p.numbers[1].key);
    assert_true(p.numbers[2].key != p.numbers[3].key);
    assert_true(p.numbers[4].weight > p.numbers[3].weight && p.numbers[4].weight > p.numbers[5].weight);
    for (uint32_t i = 0; i < p.n_numbers; i++)
        assert_true(p.numbers[i].weight >= 1 && p.numbers[i].weight <= 5);
    wf_profile_free(&p);
}

/* More days and years than are kept: the first ones named stay, in order and each once. */
static void many_dates_are_cut(void **state) {
    (void)state;
    wf_bytes text = {0};
    for (int day = 28; day > 0; day--)
        assert_true(
            wf_bytes_printf(&text, "On May %d, %d and again on May %d it rained. ", day, 1990 + day, day));
    assert_true(wf_bytes_append(&text, "", 1));
    wf_profile p = {0};
    profile_make(&p, NULL, text.ptr, english);
    assert_int_equal(p.dates.n_days, 16);
    assert_int_equal(p.dates.n_years, 16);
    for (uint32_t i = 0; i < 16; i++) {
        assert_int_equal(p.dates.days[i], 5 * 32 + 13 + i);
        assert_int_equal(p.dates.years[i], 1990 + 13 + i);
    }
    wf_profile_free(&p);
    wf_bytes_free(&text);
}

static void a_term_is_counted_to_its_limit(void **state) {
    (void)state;
    wf_bytes text = {0};
    for (int i = 0; i < 70000; i++) assert_true(wf_bytes_append(&text, "ferry ", 6));
    assert_true(wf_bytes_append(&text, "", 1));
    wf_profile p = {0};
    profile_make(&p, NULL, text.ptr, english);
    assert_int_equal(p.n_terms, 1);
    assert_int_equal(p.terms[0].count, UINT16_MAX);
    assert_int_equal(p.n_seq, 70000);
    wf_profile_free(&p);
    wf_bytes_free(&text);
}

/* A word that is its own stem. */
static uint64_t made_word(int number, char word[16]) {
    int len = snprintf(word, 16, "w%d", number);
    return wf_stem_hash(wf_str_of(word, (size_t)len), PROFILES_SEED);
}

/* Two words whose terms have one code: an outline, which knows terms by their codes, has them as one. */
static void an_outline_has_every_code_once(void **state) {
    (void)state;
    enum { WORDS = 40000, SLOTS = 1 << 17 };
    int *first = calloc(SLOTS, sizeof *first); /* open addressing by code: number of the word, plus one */
    assert_non_null(first);
    char a[16] = "", b[16] = "", body[64];
    for (int i = 0; i < WORDS && !*b; i++) {
        uint32_t code = wf_term_code(made_word(i, a)), at = code % SLOTS;
        while (first[at] && wf_term_code(made_word(first[at] - 1, b)) != code) at = (at + 1) % SLOTS;
        if (!first[at]) {
            first[at] = i + 1;
            *b = '\0';
        }
    }
    free(first);
    assert_true(*b != '\0' && term_of(a) != term_of(b) &&
                wf_term_code(term_of(a)) == wf_term_code(term_of(b)));
    snprintf(body, sizeof body, "%s %s harbour %s", a, b, a);
    size_t n;
    uint32_t code = wf_term_code(term_of(a)), other = wf_term_code(term_of("harbour"));
    const uint32_t *outline = profile_outline(NULL, body, english, &n);
    assert_int_equal(n, 2);
    assert_int_equal(outline[0], code << 4 | 3 << 1 | 1);
    assert_int_equal(outline[1], other << 4 | 1 << 1);
}

static int set_up(void **state) {
    english = wf_language_of_code(wf_str_of("en", 2));
    return profiles_open(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_texts_agree_with_their_tokens),
        cmocka_unit_test(nothing_stays_of_the_text_before),
        cmocka_unit_test(a_title_comes_before_the_body),
        cmocka_unit_test(texts_without_terms_have_empty_profiles),
        cmocka_unit_test(names_numbers_dates_and_quotes_are_found),
        cmocka_unit_test(numbers_are_told_by_their_value),
        cmocka_unit_test(many_dates_are_cut),
        cmocka_unit_test(a_term_is_counted_to_its_limit),
        cmocka_unit_test(an_outline_has_every_code_once),
    };
    return cmocka_run_group_tests(tests, set_up, profiles_close);
}
