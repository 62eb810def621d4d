/* Runs of 3 and of 5 words of a copy that its reference has. */
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "verdict/judge.h"

enum { SHORT_RUN = 3, LONG_RUN = 5 };

/* A hash of the run of 3 words from w on; of 5, of which the last 3 have that hash. */
static inline uint64_t hash_3(const wf_judge *j, const wf_align_word *w) {
    const uint64_t *factor = j->gram_factors;
    return w[0].id * factor[0] + w[1].id * factor[1] + w[2].id * factor[2];
}

static inline uint64_t hash_5(const wf_judge *j, const wf_align_word *w, uint64_t last_3) {
    return w[0].id * j->gram_factors[3] + w[1].id * j->gram_factors[4] + last_3;
}

/* Who writes a text chooses the numbers of its words; the factors come from a hash that the seed keeps from him. */
static void choose_factors(wf_judge *j) {
    uint64_t x = j->a->n_words ? j->a->keys[0].id : 0;
    for (size_t i = 0; i < LONG_RUN; i++) j->gram_factors[i] = (x = wf_mix64(x + 1)) | 1;
}

/* Whether n words, 3 or 5, are the same. */
static inline bool same_words(const wf_align_word *x, const wf_align_word *y, uint32_t n) {
    uint32_t apart = (x[0].id ^ y[0].id) | (x[1].id ^ y[1].id) | (x[2].id ^ y[2].id);
    if (n == LONG_RUN) apart |= (x[3].id ^ y[3].id) | (x[4].id ^ y[4].id);
    return apart == 0;
}

/* The slot of a run of n words, 3 or 5, of this hash: the one that holds it in a, or an empty one. */
static inline uint16_t *gram_slot(const wf_judge *j, const wf_align_word *run, uint32_t n, uint64_t hash) {
    uint16_t *slots = j->grams[n == LONG_RUN];
    size_t at = (size_t)(hash >> j->gram_shift);
    while (slots[at] && !same_words(j->a_words + slots[at] - 1, run, n)) at = (at + 1) & j->gram_mask;
    return &slots[at];
}

/* Whether a has the run of 5 words from w on, the last 3 of this hash. Most runs need not be looked up: they are listed late. */
static bool has_long_run(wf_judge *j, const wf_align_word *w, uint64_t last_3) {
    if (!j->long_runs_listed) {
        const wf_align_word *a = j->a_words;
        memset(j->grams[1], 0, (j->gram_mask + 1) * sizeof *j->grams[1]);
        for (uint32_t i = 0; i + LONG_RUN <= j->a->n_words; i++)
            *gram_slot(j, a + i, LONG_RUN, hash_5(j, a + i, hash_3(j, a + i + LONG_RUN - SHORT_RUN))) =
                (uint16_t)(i + 1);
        j->long_runs_listed = true;
    }
    return *gram_slot(j, w, LONG_RUN, hash_5(j, w, last_3)) != 0;
}

/* Lists in chosen where three words of b begin that a has, wherever; returns how many. */
static uint32_t list_runs(wf_judge *j, uint32_t n_words) {
    const wf_align_word *words = j->b_words;
    uint32_t *chosen = j->chosen, n = 0, in_row = 0;
    for (uint32_t i = 0; i < n_words; i++) {
        in_row = (in_row + 1) & (0u - (words[i].id != WF_NEW_WORD));
        chosen[n] = i + 1 - SHORT_RUN;
        n += in_row >= SHORT_RUN;
    }
    return n;
}

void wf_judge_count_grams(wf_judge *j, const wf_reading *b, wf_changes *out) {
    out->grams_3 = b->n_words < SHORT_RUN ? 0 : b->n_words - SHORT_RUN + 1;
    out->grams_5 = b->n_words < LONG_RUN ? 0 : b->n_words - LONG_RUN + 1;
    const uint32_t *chosen = j->chosen, n = list_runs(j, b->n_words);
    const wf_align_word *a = j->a_words;
    uint32_t shared = 0, in_row = 0; /* runs of 3 up to here; of these, one behind the other in a too */
    uint32_t shared_3 = 0, shared_5 = 0;
    for (uint32_t k = 0, last = 0, before = 0; k < n; k++) {
        const uint32_t i = chosen[k], goes_on = (uint32_t)(k > 0) & (i == last + 1);
        const wf_align_word *run = j->b_words + i;
        uint32_t first = before + 1; /* place + 1 where a has it, if it has it behind the one before */
        in_row++;
        if (!(goes_on & (before > 0)) || a[first + 1].id != run[2].id) {
            first = *gram_slot(j, run, SHORT_RUN, hash_3(j, run));
            in_row = 0;
        }
        const uint32_t found = first > 0;
        shared = (shared * goes_on + 1) * found;
        last = i;
        before = first;
        shared_3 += found;
        shared_5 += in_row >= LONG_RUN - SHORT_RUN;
        if ((shared > LONG_RUN - SHORT_RUN) & (in_row < LONG_RUN - SHORT_RUN))
            shared_5 += has_long_run(j, run - (LONG_RUN - SHORT_RUN), hash_3(j, run));
    }
    out->shared_3 = shared_3;
    out->shared_5 = shared_5;
}

bool wf_judge_add_grams(wf_judge *j) {
    const wf_align_word *words = j->a_words;
    size_t cap = 64, least = 4 * (size_t)j->a->n_words + 2;
    while (cap < least) cap *= 2;
    j->gram_mask = cap - 1;
    j->gram_shift = 64 - (unsigned)__builtin_ctzll(cap);
    j->long_runs_listed = false;
    choose_factors(j);
    for (int which = 0; which < 2; which++)
        if (!wf_grow(&j->grams[which], &j->cap_grams[which], cap, sizeof **j->grams)) return false;
    memset(j->grams[0], 0, cap * sizeof *j->grams[0]);
    for (uint32_t i = 0; i + SHORT_RUN <= j->a->n_words; i++) {
        uint16_t *slot = gram_slot(j, words + i, SHORT_RUN, hash_3(j, words + i));
        *slot = *slot ? *slot : (uint16_t)(i + 1);
    }
    return true;
}
