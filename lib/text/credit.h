/* Who wrote it first: dateline, agency credit. Parsed for the choice of the original, not matched. */
#ifndef WF_TEXT_CREDIT_H
#define WF_TEXT_CREDIT_H

#include "wirefold.h"

typedef struct {
    size_t
        dateline_end; /* bytes of the body up to the end of a dateline ("WASHINGTON (AP) - "), 0 if there is none;
                            counted from the first line of body text, see dateline_begin */
    size_t dateline_begin;
    wf_str agency;      /* agency in the dateline or in a credit "(Reuters)"; empty if none */
    bool credits_other; /* says that another reports it: "according to the Associated Press", "AP reports" */
} wf_credit;

/*
 * Looks for a dateline at the begin of one of the first lines (at most 8, within 2,000 bytes) and for credits in the
 * first 2,000 and last 300 bytes. Linear time, never fails.
 */
void wf_credit_find(wf_str body, wf_credit *out);

/* The dateline alone, with the agency in it: much quicker. */
void wf_dateline_find(wf_str body, wf_credit *out);

/* The credits, to a dateline that wf_dateline_find has found in the same body. */
void wf_credit_add(wf_str body, wf_credit *credit);

#endif
