/* What other files of the engine ask of the search for rewrites. */
#ifndef WF_ENGINE_REWRITES_H
#define WF_ENGINE_REWRITES_H

#include "engine/run.h"

/* Evidence on two texts, and P(same story). Any thread, with its own worker, once the frequencies are counted. */
wf_code wf_text_same_story(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b,
                           wf_evidence *evidence, double *p, wf_error *err);

#endif
