#include "verify/same_story.h"

#include "verify/story_model.h"

bool wf_is_template(const wf_evidence *e) {
    uint32_t n_terms = e->n_terms_a > e->n_terms_b ? e->n_terms_a : e->n_terms_b;
    bool other_numbers = e->numbers_conflict >= .5 && e->numbers_apart >= 8 && e->numbers < .4;
    bool other_days =
        e->days_conflict && e->numbers_conflict >= .5 && e->numbers_apart >= 3 && e->numbers < .5;
    if (e->n_terms_a < WF_FEWEST_TERMS || e->n_terms_b < WF_FEWEST_TERMS) return true;
    return other_numbers || other_days || (e->n_names_shared == 0 && n_terms < WF_NAMELESS_TERMS);
}

double wf_same_story_probability(const wf_evidence *e) {
    double p = wf_story_model(e);
    return p > WF_TEMPLATE && wf_is_template(e) ? WF_TEMPLATE : p;
}
