/* What the model of P(same story) looks at: numbers made of the evidence, the same whichever text comes first. */
#ifndef WF_VERIFY_STORY_FEATURES_H
#define WF_VERIFY_STORY_FEATURES_H

#include "wirefold.h"

#define WF_STORY_FEATURES 41

/* Their names, in order; static storage. */
extern const char *const wf_story_feature_names[WF_STORY_FEATURES];

void wf_story_features(const wf_evidence *evidence, double features[WF_STORY_FEATURES]);

#endif
