/* Stories with what they are judged to be. */
#ifndef WF_ENGINE_FLAGGED_H
#define WF_ENGINE_FLAGGED_H

#include "engine/run.h"

/*
 * The result of story i and what it is judged to be. The strings of the result live in arena, which is reset; those of
 * the judgement, and its findings, until the next call on the run.
 */
wf_code wf_judged_story(wf_run *run, uint64_t i, wf_arena *arena, wf_story_result *result,
                        wf_judgement *judgement, wf_error *err);

#endif
