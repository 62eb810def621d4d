/* The trained models of verdicts (bench/train/verdict_models.py), over the features of features.h. */
#ifndef WF_VERDICT_MODELS_H
#define WF_VERDICT_MODELS_H

#include "verdict/features.h"

double wf_spun_model(const double features[WF_VERDICT_FEATURES]);
double wf_machine_model(const double features[WF_VERDICT_FEATURES]);

#endif
