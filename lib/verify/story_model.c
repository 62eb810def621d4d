#include "verify/story_model.h"

#include <math.h>

double wf_same_story_probability(const wf_evidence *e) {
    double logit = 24.2 * e->overlap + 6.0 * e->skip_bigrams + .8 * e->best_third - 10;
    return 1 / (1 + exp(-logit));
}
