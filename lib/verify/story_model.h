/* P(same story) from the evidence on two texts. */
#ifndef WF_VERIFY_STORY_MODEL_H
#define WF_VERIFY_STORY_MODEL_H

#include "verify/evidence.h"

/* Mean P(same story) of many pairs from which two groups of texts are one story. */
#define WF_SAME_STORY .42

/* P(same story) and overlap from which two texts that stand alone are one: then nothing else speaks for it. */
#define WF_SAME_STORY_ALONE .80
#define WF_ALONE_OVERLAP .33

/* Calibrated on labelled news (bench/train/README.md says which). A pure function, thread-safe. */
double wf_same_story_probability(const wf_evidence *evidence);

#endif
