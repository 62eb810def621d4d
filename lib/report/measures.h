/* Measures of agreement between two groupings of the same stories. */
#ifndef WF_REPORT_MEASURES_H
#define WF_REPORT_MEASURES_H

#include "wirefold.h"

/*
 * Fills the measures and numbers of clusters of *out (its other counts are left alone) for n stories, story i being in
 * cluster gold[i] < n of the labels and result[i] < n of the result.
 *
 * Adjusted Rand index: 1 where both groupings are all singletons or both one cluster (as in scikit-learn). Precision
 * and recall over pairs: 1 where there is no pair. With n = 0 every measure is 1. Errors: WF_E_NOMEM.
 */
wf_code wf_measure(const uint32_t *gold, const uint32_t *result, size_t n, wf_scores *out, wf_error *err);

#endif
