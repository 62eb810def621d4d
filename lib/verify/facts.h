/* What two texts state alike: numbers, dates and quotes, wherever they stand. */
#ifndef WF_VERIFY_FACTS_H
#define WF_VERIFY_FACTS_H

#include "verify/profile.h"

/* Fills in these parts of the evidence, of which the rest stays. *keys of *cap is scratch, grown; false: out of memory. */
bool wf_facts_compare(const wf_profile *a, const wf_profile *b, uint64_t **keys, size_t *cap,
                      wf_evidence *evidence);

#endif
