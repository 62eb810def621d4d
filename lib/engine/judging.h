/* The judgement of stories: what its files ask of each other. */
#ifndef WF_ENGINE_JUDGING_H
#define WF_ENGINE_JUDGING_H

#include "engine/run.h"
#include "verdict/changes.h"

/* What a worker judges with. */
struct wf_judging {
    wf_text_reader *reader;
    wf_judge *judge;
    wf_reading reference, copy;
    uint32_t reference_text; /* UINT32_MAX: none */
};

/* Opens worker->judging unless it is open. Errors: WF_E_NOMEM. */
wf_code wf_judging_open(const wf_run *run, wf_worker *worker, wf_error *err);
void wf_judging_close(wf_worker *worker);

/* Reads a story's matched text, which changes worker->tokens. Errors: WF_E_NOMEM. */
wf_code wf_story_reading(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_reading *out, wf_error *err);

/*
 * What was changed from text a to text b. worker->judging->reference and copy are their readings; the findings are those of
 * the judge. Any thread, with its own worker, once the frequencies are counted. Errors: WF_E_NOMEM, WF_E_IO.
 */
wf_code wf_text_changes(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b, wf_changes *out,
                        wf_error *err);

#endif
