/* The figures that the models of verdicts work on: what was changed, as shares that do not depend on length. */
#ifndef WF_VERDICT_FEATURES_H
#define WF_VERDICT_FEATURES_H

#include "verdict/changes.h"

#define WF_VERDICT_FEATURES 72

extern const char *const wf_verdict_feature_names[WF_VERDICT_FEATURES];

/* A pure function, thread-safe. */
void wf_verdict_features(const wf_changes *changes, double features[WF_VERDICT_FEATURES]);

#endif
