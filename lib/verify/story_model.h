/* The trained model of P(same story); story_model.c is written by bench/train/story_model.py. */
#ifndef WF_VERIFY_STORY_MODEL_H
#define WF_VERIFY_STORY_MODEL_H

#include "wirefold.h"

/* Calibrated on labelled news (bench/train/README.md says which). A pure function, thread-safe. */
double wf_story_model(const wf_evidence *evidence);

#endif
