/* P(same story) from the evidence on two texts. */
#ifndef WF_VERIFY_STORY_MODEL_H
#define WF_VERIFY_STORY_MODEL_H

#include "verify/evidence.h"

/* Group average of P(same story) from which two clusters are one story. */
#define WF_SAME_STORY .45

/* Calibrated on labelled news (bench/train/README.md says which). A pure function, thread-safe. */
double wf_same_story_probability(const wf_evidence *evidence);

#endif
