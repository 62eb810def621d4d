#include "verify/same_story.h"

#include "verify/story_model.h"

bool wf_is_template(const wf_evidence *e) {
    return e->numbers_conflict >= .5 && e->numbers_apart >= 8 && e->numbers < .4;
}

double wf_same_story_probability(const wf_evidence *e) {
    double p = wf_story_model(e);
    return p > WF_TEMPLATE && wf_is_template(e) ? WF_TEMPLATE : p;
}
