/* What the verified pairs of a run say of how many of them tell one story (verify/prior.h). */
#include "verify/prior.h"

#include <stdlib.h>

#include "base/error.h"
#include "engine/rewrites.h"

wf_pair_sort wf_sort_of_pair(const wf_run *run, uint32_t a, uint32_t b) {
    const wf_story_row *x = wf_row(run, wf_first_story(run, a)), *y = wf_row(run, wf_first_story(run, b));
    bool english = x->language == WF_LANGUAGE_ENGLISH && y->language == WF_LANGUAGE_ENGLISH,
         dated = x->published_ms != WF_NO_DATE && y->published_ms != WF_NO_DATE,
         one_source = x->source_hash && x->source_hash == y->source_hash;
    if (!english || (dated && one_source)) return WF_OWN_PRIOR;
    return one_source ? WF_PAIR_ONE_SOURCE : WF_PAIR_OTHERS;
}

wf_code wf_find_prior(wf_run *run, const wf_same_story *pairs, size_t n, wf_error *err) {
    uint32_t *counts[WF_OWN_PRIOR]; /* pairs of each text, by sort */
    uint8_t *sorts = malloc(n + 1); /* by pair; WF_OWN_PRIOR if it does not count */
    uint32_t *all = calloc((size_t)run->n_texts * WF_OWN_PRIOR + 1, sizeof *all);
    wf_code code = sorts && all ? WF_OK : wf_fail_nomem(err, "the pairs of each text");
    for (int sort = 0; all && sort < WF_OWN_PRIOR; sort++) counts[sort] = all + (size_t)run->n_texts * sort;
    for (size_t i = 0; code == WF_OK && i < n; i++) {
        sorts[i] = (double)pairs[i].by_text < WF_PRIOR_LEAST ? WF_OWN_PRIOR
                                                             : wf_sort_of_pair(run, pairs[i].a, pairs[i].b);
        if (sorts[i] == WF_OWN_PRIOR) continue;
        counts[sorts[i]][pairs[i].a]++;
        counts[sorts[i]][pairs[i].b]++;
    }
    wf_prior priors[WF_OWN_PRIOR] = {0};
    for (size_t i = 0; code == WF_OK && i < n; i++) {
        if (sorts[i] == WF_OWN_PRIOR) continue;
        uint32_t of_a = counts[sorts[i]][pairs[i].a], of_b = counts[sorts[i]][pairs[i].b];
        wf_prior_add(&priors[sorts[i]], (double)pairs[i].by_text, 1. / (of_a > of_b ? of_a : of_b));
    }
    for (int sort = 0; code == WF_OK && sort < WF_OWN_PRIOR; sort++)
        run->prior_shift[sort] = wf_prior_shift(&priors[sort]);
    run->summary.shift_others = run->prior_shift[WF_PAIR_OTHERS];
    run->summary.shift_one_source = run->prior_shift[WF_PAIR_ONE_SOURCE];
    free(sorts);
    free(all);
    return code;
}

double wf_with_prior(const wf_run *run, const wf_same_story *pair) {
    return wf_prior_apply((double)pair->p, run->prior_shift[wf_sort_of_pair(run, pair->a, pair->b)]);
}
