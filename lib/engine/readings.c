/* Texts as they are judged, read back. */
#include <stdlib.h>

#include "base/error.h"
#include "engine/judging.h"

wf_code wf_judging_open(const wf_run *run, wf_worker *worker, wf_error *err) {
    if (worker->judging) return WF_OK;
    struct wf_judging *j = calloc(1, sizeof *j);
    if (!j) return wf_fail_nomem(err, "the judgement of stories");
    worker->judging = j;
    j->reference_text = UINT32_MAX;
    wf_code code = wf_text_reader_open(&j->reader, run->seeds.term, err);
    if (code == WF_OK) code = wf_judge_open(&j->judge, run->seeds.term, err);
    if (code != WF_OK) wf_judging_close(worker);
    return code;
}

void wf_judging_close(wf_worker *worker) {
    struct wf_judging *j = worker->judging;
    if (!j) return;
    wf_text_reader_close(j->reader);
    wf_judge_close(j->judge);
    wf_reading_free(&j->reference);
    wf_reading_free(&j->copy);
    free(j);
    worker->judging = NULL;
}

wf_code wf_story_reading(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_reading *out, wf_error *err) {
    wf_str text = wf_matched_text(story);
    wf_code code = wf_prepare(run, worker, text, NULL, err);
    return code == WF_OK ? wf_reading_make(worker->judging->reader, &worker->tokens, text, language,
                                           run->frequencies, out, err)
                         : code;
}

static wf_code read_text(const wf_run *run, wf_worker *worker, uint32_t text, wf_reading *out,
                         wf_error *err) {
    const wf_story_row *row = wf_row(run, wf_first_story(run, text));
    wf_story story;
    wf_code code = wf_spill_get_story(&run->texts, row->place, &worker->story, &story, err);
    return code == WF_OK ? wf_story_reading(run, worker, &story, row->language, out, err) : code;
}

wf_code wf_text_changes(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b, wf_changes *out,
                        wf_error *err) {
    wf_code code = wf_judging_open(run, worker, err);
    if (code != WF_OK) return code;
    struct wf_judging *j = worker->judging;
    if (j->reference_text != a) {
        j->reference_text = UINT32_MAX;
        code = read_text(run, worker, a, &j->reference, err);
        if (code == WF_OK) code = wf_judge_refer(j->judge, &j->reference, err);
        if (code != WF_OK) return code;
        j->reference_text = a;
    }
    code = read_text(run, worker, b, &j->copy, err);
    return code == WF_OK ? wf_changes_find(j->judge, &j->copy, out, err) : code;
}
