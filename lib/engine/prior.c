/* What the verified pairs of a run say of how many of them tell one story (verify/prior.h). */
#include "verify/prior.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/rewrites.h"

/* Nearness (wf_evidence) of a pair that stands out among what is like one of its texts. */
#define STANDS_OUT 1.2f

static bool stands_out(const wf_run *run, uint32_t a, uint32_t b, float overlap) {
    return !run->nearest || overlap >= STANDS_OUT * fminf(run->nearest[a], run->nearest[b]);
}

wf_pair_sort wf_sort_of_pair(const wf_run *run, uint32_t a, uint32_t b, float overlap) {
    const wf_story_row *x = wf_row(run, wf_first_story(run, a)), *y = wf_row(run, wf_first_story(run, b));
    bool english = x->language == WF_LANGUAGE_ENGLISH && y->language == WF_LANGUAGE_ENGLISH,
         dated = x->published_ms != WF_NO_DATE && y->published_ms != WF_NO_DATE,
         one_source = x->source_hash && x->source_hash == y->source_hash;
    if (!english || (dated && one_source)) return WF_OWN_PRIOR;
    if (one_source) return WF_PAIR_ONE_SOURCE;
    return stands_out(run, a, b, overlap) ? WF_PAIR_OTHERS : WF_PAIR_AMONG_OTHERS;
}

/* Whether a pair of one sort counts in the prior of another: what stands out is judged by all that are of others. */
static bool counts_in(wf_pair_sort of_pair, wf_pair_sort sort) {
    return of_pair == sort || (of_pair == WF_PAIR_AMONG_OTHERS && sort == WF_PAIR_OTHERS);
}

/* What to add to pairs of a sort; counts: room for a number for each text. */
static double find_shift(const wf_run *run, wf_pair_sort sort, const wf_same_story *pairs,
                         const uint8_t *sorts, size_t n, uint32_t *counts) {
    wf_prior prior = {0};
    memset(counts, 0, run->n_texts * sizeof *counts);
    for (size_t i = 0; i < n; i++) {
        bool in = counts_in(sorts[i], sort);
        counts[pairs[i].a] += in;
        counts[pairs[i].b] += in;
    }
    for (size_t i = 0; i < n; i++) {
        if (!counts_in(sorts[i], sort)) continue;
        uint32_t of_a = counts[pairs[i].a], of_b = counts[pairs[i].b];
        wf_prior_add(&prior, (double)pairs[i].by_text, 1. / (of_a > of_b ? of_a : of_b));
    }
    return wf_prior_shift(&prior);
}

wf_code wf_find_prior(wf_run *run, const wf_same_story *pairs, size_t n, wf_error *err) {
    uint8_t *sorts = malloc(n + 1); /* by pair; WF_OWN_PRIOR if it does not count */
    uint32_t *counts = malloc(((size_t)run->n_texts + 1) * sizeof *counts);
    wf_code code = sorts && counts ? WF_OK : wf_fail_nomem(err, "the pairs of each text");
    for (size_t i = 0; code == WF_OK && i < n; i++)
        sorts[i] = (double)pairs[i].by_text < WF_PRIOR_LEAST
                       ? WF_OWN_PRIOR
                       : wf_sort_of_pair(run, pairs[i].a, pairs[i].b, pairs[i].overlap);
    if (code == WF_OK) {
        double *shift = run->prior_shift;
        for (int sort = 0; sort < WF_OWN_PRIOR; sort++)
            shift[sort] = find_shift(run, (wf_pair_sort)sort, pairs, sorts, n, counts);
        shift[WF_PAIR_AMONG_OTHERS] = fmin(shift[WF_PAIR_AMONG_OTHERS], shift[WF_PAIR_OTHERS]);
        run->summary.shift_others = shift[WF_PAIR_AMONG_OTHERS];
        run->summary.shift_one_source = shift[WF_PAIR_ONE_SOURCE];
    }
    free(sorts);
    free(counts);
    return code;
}

double wf_with_prior(const wf_run *run, const wf_same_story *pair) {
    return wf_prior_apply((double)pair->p,
                          run->prior_shift[wf_sort_of_pair(run, pair->a, pair->b, pair->overlap)]);
}
