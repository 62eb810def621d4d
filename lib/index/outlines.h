/*
 * The keys of texts by their outlines (verify/profile.h), whose terms were counted and hold their numbers
 * (store/frequencies.h): all terms are weighed once, and those of a text looked up by number.
 */
#ifndef WF_INDEX_OUTLINES_H
#define WF_INDEX_OUTLINES_H

#include "index/terms.h"
#include "store/frequencies.h"

#define WF_WEIGHT_STEPS 25 /* of an idf of 1 */

typedef struct {
    const wf_frequencies *frequencies;
    uint8_t *weights; /* idf in steps; those of part p from first_of[p] on */
    uint64_t *alone;  /* a bit each: only one text has the term */
    uint32_t first_of[WF_FREQUENCY_PARTS];
} wf_term_weights; /* starts as {0} */

/* frequencies: borrowed until it is closed. Errors: WF_E_NOMEM. */
wf_code wf_term_weights_open(wf_term_weights *out, const wf_frequencies *frequencies, wf_error *err);
void wf_term_weights_close(wf_term_weights *weights);

/*
 * The keys of a text (out: WF_TERM_KEYS), whose number is returned, from the first 1,024 of its n terms. Then weighs its
 * terms in place: each becomes a number of the term << 8 (its lower 24 bits, where there are more terms) and the weight,
 * of which *sum is the sum. Thread-safe for different texts.
 */
size_t wf_weigh_outline(const wf_term_weights *weights, uint32_t *terms, uint32_t n, float *sum,
                        wf_term_key *out);

#endif
