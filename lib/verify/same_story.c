#include "verify/same_story.h"

#include <math.h>

#include "verify/story_model.h"

/* Short texts, by the distinct terms of the longer one. */
enum { SHORTEST_NOTICE = 30, SHORT_NOTICE = 40, NUMBER_NOTICE = 50, NOTICE = 60 };

#define SUBJECT 5.5 /* weight of a word that tells in a head what the text is about, */
#define TWO_RARE 7. /* and of less than two rare terms in common */
/* Further apart is no worse: who widens the window expects such stories. */
#define MOST_DAYS_OF_A_DESK 14.
#define MOST_DAYS 5.
#define STANDS_OUT 1.6 /* nearness of a pair from which on more says no more */

/* Other numbers in sentences that say the same, enough of them new in both and few in common. */
static bool has_other_numbers(const wf_evidence *e) {
    double apart = e->numbers_apart, in_common = e->numbers;
    return e->numbers_conflict >= .5 &&
           ((apart >= 8 && in_common < .4) || (apart >= 3 && in_common < .5 && e->days_conflict));
}

/* The same of short notices, where fewer suffice if the wording is the same, or hardly a rare word in common. */
static bool is_notice_of_other_numbers(const wf_evidence *e, uint32_t n_terms) {
    double conflict = e->numbers_conflict, apart = e->numbers_apart, in_common = e->numbers;
    bool same_wording = e->skip_bigrams >= .3;
    if (!same_wording && e->rare_shared >= TWO_RARE) return false;
    return (n_terms < SHORT_NOTICE && conflict >= .5 && in_common < .3) ||
           (n_terms < SHORTEST_NOTICE && conflict >= .3 && in_common < .6 && apart >= 2) ||
           (n_terms < NUMBER_NOTICE && same_wording && conflict >= .3 && in_common < .6 && apart >= 4);
}

/* Notices in like words, each with a rare word in its head that the other lacks, and hardly one in common. */
static bool is_notice_of_other_subject(const wf_evidence *e, uint32_t n_terms) {
    return n_terms < NOTICE && e->head_apart >= SUBJECT && e->rare_shared < TWO_RARE &&
           e->skip_bigrams >= .08;
}

bool wf_is_template(const wf_evidence *e) {
    uint32_t n_terms = e->n_terms_a > e->n_terms_b ? e->n_terms_a : e->n_terms_b;
    if (e->n_terms_a < WF_FEWEST_TERMS || e->n_terms_b < WF_FEWEST_TERMS) return true;
    return has_other_numbers(e) || is_notice_of_other_numbers(e, n_terms) ||
           is_notice_of_other_subject(e, n_terms) ||
           (n_terms < SHORT_NOTICE && e->n_names_shared == 0 && e->rare_shared < TWO_RARE);
}

static double logistic(double x) {
    return 1 / (1 + exp(-x));
}

/*
 * P(same story) p of two texts of one desk, by the days between them. A desk goes on with a story and fills in templates; it
 * seldom tells a story anew, sooner at once than days later, and hardly ever four times: a version stands out among what is
 * like it, where three other texts are as like it is one of a series or a topic; and a version has in it what the other's head
 * tells, which of a sequel is new. Where neither text is a short notice, likeness can be sure enough without. After logistic
 * regressions on pairs of one desk (bench/train/README.md).
 */
static double of_one_desk(double p, const wf_evidence *e) {
    double days = log1p(fmin(e->days_apart, MOST_DAYS_OF_A_DESK) / .1);
    double stands_out = fmin(fmax(e->a_nearness, e->b_nearness), STANDS_OUT) - STANDS_OUT;
    double told_twice = p * logistic(5.2 * stands_out + 2.8 * e->head_in - days);
    if (fmin(e->n_terms_a, e->n_terms_b) < SHORT_NOTICE) return told_twice;
    return fmax(told_twice, logistic(.75 * log(p / (1 - p)) - 2.2 - 1.2 * days));
}

/*
 * The same of two desks. No dated pairs of those are labelled: that the second seldom runs a story after two days is
 * assumed, as firmly as it takes to keep the twins in corpus/ apart.
 */
static double of_two_desks(double p, const wf_evidence *e) {
    double d = fmin(e->days_apart, MOST_DAYS);
    return logistic(log(p / (1 - p)) - 2 * log1p(d * d / 4));
}

double wf_same_story_probabilities(const wf_evidence *e, double *by_text) {
    const double surest = 1 - 1e-9;
    bool template = wf_is_template(e);
    double p = fmin(wf_story_model(e), surest);
    *by_text = template ? 0 : p;
    if (e->days_apart >= 0) p = e->same_source ? of_one_desk(p, e) : of_two_desks(p, e);
    return p > WF_TEMPLATE && template ? WF_TEMPLATE : p;
}

double wf_same_story_probability(const wf_evidence *e) {
    double by_text;
    return wf_same_story_probabilities(e, &by_text);
}
