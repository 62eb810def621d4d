#include "verify/prior.h"

#include <math.h>

/* Mean P(same story) of what counts in the labelled sets, each alike and by folds (bench/train/story_model.py: .71), raised for
 * the first look that pairs pass before they count (bench/train/README.md). */
#define USUAL_SHARE .735

/* Standard deviation of a dump's shift from that, before anything of it is known: of the labelled sets, the one of a single
 * desk among them. The others come out between -.6 and 1, where a shift helps none: up to NOISE it does not count, and
 * from TRUSTED on it counts in full. */
#define SPREAD 1.
#define NOISE 1.
#define TRUSTED 2.

#define LOWEST (-5.) /* log odds of the first bin; a pair that counts has more */
#define STEP (1 / 16.)

static double log_odds(double p) {
    const double surest = 1 - 1e-9;
    p = fmin(fmax(p, 1 - surest), surest);
    return log(p / (1 - p));
}

static double logistic(double x) {
    return 1 / (1 + exp(-x));
}

void wf_prior_add(wf_prior *prior, double p, double weight) {
    if (p < WF_PRIOR_LEAST) return;
    int bin = (int)((log_odds(p) - LOWEST) / STEP);
    prior->weight[bin < WF_PRIOR_BINS ? bin : WF_PRIOR_BINS - 1] += weight;
}

/* How the log likelihood of a shift changes with it, with the spread of shifts: it falls from plus to minus. */
static double slope(const wf_prior *prior, double shift) {
    double usual = logistic(log_odds(USUAL_SHARE) + shift), sum = -shift / (SPREAD * SPREAD);
    for (int i = 0; i < WF_PRIOR_BINS; i++)
        if (prior->weight[i] > 0)
            sum += prior->weight[i] * (logistic(LOWEST + (i + .5) * STEP + shift) - usual);
    return sum;
}

double wf_prior_shift(const wf_prior *prior) {
    double low = -20, high = 0;
    if (slope(prior, high) >= 0) return 0;
    for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2;
        if (slope(prior, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    return high * fmin(fmax((-high - NOISE) / (TRUSTED - NOISE), 0), 1);
}

double wf_prior_apply(double p, double shift) {
    return shift == 0 ? p : logistic(log_odds(p) + shift);
}
