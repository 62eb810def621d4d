/* The search for rewrites: what its files, and others of the engine, ask of each other. */
#ifndef WF_ENGINE_REWRITES_H
#define WF_ENGINE_REWRITES_H

#include <string.h>

#include "base/sort.h"
#include "engine/run.h"

/*
 * speaker[t] of every original of a copy group: the text that speaks for it. Excerpts are spoken for by what they stand
 * in; a round-up, whose words are those of several stories, by the part that it joined.
 */
wf_code wf_find_speakers(const wf_run *run, uint32_t *speaker, wf_error *err); /* speakers.c */

/* ---- pair_order.c */

/* Pairs of nodes in an order in which those of the same nodes are near each other, component by component of their graph. */
typedef struct {
    uint32_t
        *pairs; /* by their numbers; those of component c are pairs[begin[c]] up to pairs[begin[c + 1]] */
    uint32_t *begin;
    uint32_t n_components;
} wf_pair_order;

/* Orders n pairs of nodes below n_nodes (key: smaller << 32 | larger, each once). Linear time. Errors: WF_E_NOMEM. */
wf_code wf_order_pairs(wf_pair_order *out, const wf_keyed *pairs, size_t n, uint32_t n_nodes, wf_error *err);
void wf_pair_order_free(wf_pair_order *order);

/* ---- verify_pairs.c */

/*
 * Verifies n candidate pairs (key as above, value: the bits of the overlap by outlines, a float; sorted) of nodes, which stand
 * for the texts node_text, ascending. Those that were verified go to *out, sorted, with P(same story) before the run's prior;
 * the caller frees it. Errors: WF_E_NOMEM, WF_E_IO, WF_E_CANCELLED.
 */
wf_code wf_verify_pairs(wf_run *run, const uint32_t *node_text, uint32_t n_nodes, const wf_keyed *pairs,
                        size_t n, wf_same_story **out, size_t *n_out, wf_error *err);

static inline float wf_overlap_of(const wf_keyed *pair) {
    float overlap;
    memcpy(&overlap, &pair->value, sizeof overlap);
    return overlap;
}

/* ---- prior.c */

/* Of which sort a pair of texts is (verify/prior.h), by the overlap of their terms. */
wf_pair_sort wf_sort_of_pair(const wf_run *run, uint32_t a, uint32_t b, float overlap);

/* Sets the run's prior_shift by what the texts of its n verified pairs say, without days and templates. */
wf_code wf_find_prior(wf_run *run, const wf_same_story *pairs, size_t n, wf_error *err);

/* P(same story) of a verified pair with it. */
double wf_with_prior(const wf_run *run, const wf_same_story *pair);

/* ---- same_story.c */

#define WF_MIN_OVERLAP .10f /* of the terms of a pair that is verified */

/*
 * Evidence on two texts and P(same story), with the run's prior once that is found; *by_text as in
 * wf_same_story_probabilities. Any thread, with its own worker, once the frequencies are counted.
 */
wf_code wf_text_same_story(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b,
                           wf_evidence *evidence, double *p, double *by_text, wf_error *err);

/* Three best overlaps of a text so far, each at least WF_MIN_OVERLAP, best first. */
typedef struct {
    float best[3];
} wf_nearest;
static inline wf_nearest wf_nearest_none(void) {
    return (wf_nearest){{WF_MIN_OVERLAP, WF_MIN_OVERLAP, WF_MIN_OVERLAP}};
}
void wf_nearest_add(wf_nearest *nearest, float overlap);
float wf_nearest_mean(const wf_nearest *nearest);

/* The aligned sentences of two profiles that the comparer compared last, into *out, which is grown. */
wf_code wf_show_sentences(const wf_comparer *comparer, const wf_profile *a, const wf_profile *b,
                          wf_sentence_pair **out, size_t *cap, size_t *n, wf_error *err);

/* The same of two texts. */
wf_code wf_list_sentences(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b,
                          wf_sentence_pair **out, size_t *cap, size_t *n, wf_error *err);

#endif
