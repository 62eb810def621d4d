/* The likely original of a group of stories, and why. */
#ifndef WF_CLUSTER_ORIGINAL_H
#define WF_CLUSTER_ORIGINAL_H

#include "wirefold.h"

/* What speaks for a story as the original. */
typedef struct {
    int64_t published_ms; /* WF_NO_DATE: after all dated ones */
    uint8_t agency; /* 3: an agency's dateline; 2: its credit; 1: neither; 0: says that another reports it */
    uint32_t n_contained; /* groups of which an excerpt stands in it */
    uint64_t n_matches;   /* verified copies */
    uint64_t n_wording;   /* shingles that other versions of a story of three or more have too; else 0 */
    uint64_t n_words;
    uint64_t id_hash; /* the last word, so that the choice never depends on input order */
    uint32_t story;
} wf_claim;

typedef enum {
    WF_WHY_DATE,
    WF_WHY_AGENCY,
    WF_WHY_CONTAINS,
    WF_WHY_MATCHES,
    WF_WHY_WORDING,
    WF_WHY_LONGEST,
    WF_WHY_ID
} wf_why;

/* Negative if a is the likelier original; *why (may be NULL) is what told them apart. A total order but for equal ids. */
int wf_claim_compare(const wf_claim *a, const wf_claim *b, wf_why *why);

/* The reason for a person; static storage. */
const char *wf_why_text(wf_why why);

#endif
