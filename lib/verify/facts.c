#include "verify/facts.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

enum { MIN_QUOTE = 4 }; /* words of a quote that counts */

static int by_key(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

typedef struct {
    uint64_t key;
    float weight;
    uint32_t place;
} keyed_weight;

static int by_key_then_place(const void *x, const void *y) {
    const keyed_weight *a = x, *b = y;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* Distinct numbers of a profile, sorted by key; the weight comes from the key's first place. */
static size_t distinct_numbers(const wf_profile *p, keyed_weight *out) {
    for (uint32_t i = 0; i < p->n_numbers; i++)
        out[i] = (keyed_weight){p->numbers[i].key, p->numbers[i].weight, i};
    if (p->n_numbers) qsort(out, p->n_numbers, sizeof *out, by_key_then_place);
    size_t n = 0;
    for (uint32_t i = 0; i < p->n_numbers; i++)
        if (n == 0 || out[i].key != out[n - 1].key) out[n++] = out[i];
    return n;
}

static bool compare_numbers(uint64_t **keys, size_t *cap, const wf_profile *a, const wf_profile *b,
                            wf_evidence *e) {
    size_t room = (size_t)a->n_numbers + b->n_numbers + 1;
    if (!wf_grow(keys, cap, 2 * room, sizeof **keys)) return false;
    keyed_weight *of_a = (keyed_weight *)(void *)*keys, *of_b = of_a + a->n_numbers;
    size_t n_a = distinct_numbers(a, of_a), n_b = distinct_numbers(b, of_b);
    double weight_a = 0, weight_b = 0, both = 0;
    for (size_t i = 0; i < n_a; i++) weight_a += (double)of_a[i].weight;
    for (size_t j = 0; j < n_b; j++) weight_b += (double)of_b[j].weight;
    for (size_t i = 0, j = 0; i < n_a && j < n_b;) {
        uint64_t x = of_a[i].key, y = of_b[j].key;
        if (x == y) {
            both += (double)fminf(of_a[i].weight, of_b[j].weight); /* money there, a bare figure here */
            e->n_numbers_shared++;
        }
        i += x <= y;
        j += y <= x;
    }
    e->n_numbers_a = (uint32_t)n_a;
    e->n_numbers_b = (uint32_t)n_b;
    e->numbers = both > 0 ? both / sqrt(weight_a * weight_b) : 0;
    e->numbers_apart = fmin(weight_a, weight_b) - both;
    return true;
}

static uint32_t n_common(const uint16_t *a, uint32_t n_a, const uint16_t *b, uint32_t n_b) {
    uint32_t n = 0;
    for (uint32_t i = 0, j = 0; i < n_a && j < n_b;) {
        uint16_t x = a[i], y = b[j];
        n += x == y;
        i += x <= y;
        j += y <= x;
    }
    return n;
}

static void compare_dates(const wf_profile_dates *a, const wf_profile_dates *b, wf_evidence *e) {
    e->n_days_shared = n_common(a->days, a->n_days, b->days, b->n_days);
    e->n_years_shared = n_common(a->years, a->n_years, b->years, b->n_years);
    e->days_conflict = a->n_days && b->n_days && !e->n_days_shared;
    e->years_conflict = a->n_years && b->n_years && !e->n_years_shared;
    e->months_conflict = a->months && b->months && !(a->months & b->months);
    e->weekdays_conflict = a->lead_weekdays && b->lead_weekdays && !(a->lead_weekdays & b->lead_weekdays);
}

/* Quotes of a that stand in b as they are. */
static bool compare_quotes(uint64_t **keys, size_t *cap, const wf_profile *a, const wf_profile *b,
                           wf_evidence *e) {
    if (!wf_grow(keys, cap, b->n_quotes + 1u, sizeof **keys)) return false;
    size_t n = 0;
    for (uint32_t j = 0; j < b->n_quotes; j++)
        if (b->quotes[j].n_words >= MIN_QUOTE) (*keys)[n++] = b->quotes[j].key;
    if (n) qsort(*keys, n, sizeof **keys, by_key);
    e->n_quotes_b = (uint32_t)n;
    for (uint32_t i = 0; i < a->n_quotes; i++) {
        if (a->quotes[i].n_words < MIN_QUOTE) continue;
        e->n_quotes_a++;
        e->n_quotes_exact += n && bsearch(&a->quotes[i].key, *keys, n, sizeof **keys, by_key) != NULL;
    }
    return true;
}

bool wf_facts_compare(const wf_profile *a, const wf_profile *b, uint64_t **keys, size_t *cap,
                      wf_evidence *e) {
    compare_dates(&a->dates, &b->dates, e);
    return compare_numbers(keys, cap, a, b, e) && compare_quotes(keys, cap, a, b, e);
}
