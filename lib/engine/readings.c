/* Texts as they are judged, read back. */
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "engine/judging.h"

wf_code wf_judging_open(const wf_run *run, wf_worker *worker, wf_error *err) {
    if (worker->judging) return WF_OK;
    struct wf_judging *j = calloc(1, sizeof *j);
    if (!j) return wf_fail_nomem(err, "the judgement of stories");
    worker->judging = j;
    j->reference_text = j->own_reference_text = j->copy_text = j->story = UINT32_MAX;
    wf_code code = wf_text_reader_open(&j->reader, run->seeds.term, run->frequencies,
                                       wf_profiler_words(worker->profiler), err);
    if (code == WF_OK) code = wf_judge_open(&j->judge, err);
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
    for (size_t v = 0; v < WF_JUDGED_VERSIONS; v++) wf_reading_free(&j->versions[v]);
    free(j->support);
    free(j);
    worker->judging = NULL;
}

wf_code wf_story_reading(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_reading *out, wf_error *err) {
    wf_str text = wf_matched_text(story);
    wf_code code = wf_prepare(run, worker, text, NULL, err);
    return code == WF_OK ? wf_reading_make(worker->judging->reader, &worker->tokens, text, language, out, err)
                         : code;
}

wf_code wf_profile_alone(const wf_run *run, wf_worker *worker, const wf_profile_source *source,
                         wf_profile *out, wf_error *err) {
    wf_profile_source known = *source;
    wf_profile_words words;
    wf_code code = WF_OK;
    if (source->body->n <= WF_READING_WORDS) {
        code = wf_judging_open(run, worker, err);
        if (code == WF_OK)
            code = wf_reading_words(worker->judging->reader, source->body, source->language, &words, err);
        known.body_words = &words;
    }
    return code == WF_OK ? wf_profile_make(worker->profiler, &known, run->frequencies, out, err) : code;
}

wf_code wf_profile_and_reading(const wf_run *run, wf_worker *worker, uint32_t text,
                               const wf_profile_source *source, wf_profile *out, wf_error *err) {
    wf_code code = wf_judging_open(run, worker, err);
    if (code != WF_OK) return code;
    struct wf_judging *j = worker->judging;
    wf_profile_words words;
    j->copy_text = UINT32_MAX; /* its memory is used */
    code =
        wf_reading_begin(j->reader, source->body, source->body_text, source->language, &j->copy, &words, err);
    wf_profile_source known = *source;
    known.body_words = &words;
    if (code == WF_OK) code = wf_profile_make(worker->profiler, &known, run->frequencies, out, err);
    if (code == WF_OK)
        code = wf_reading_finish(j->reader, wf_profiler_sentences(worker->profiler),
                                 wf_profiler_anchors(worker->profiler), &j->copy, err);
    return code == WF_OK ? wf_keep_reading(run, worker, text, &j->copy, err) : code;
}

wf_code wf_text_reading(const wf_run *run, wf_worker *worker, uint32_t text, wf_reading *out, wf_error *err) {
    const wf_story_row *row = wf_row(run, wf_first_story(run, text));
    wf_story story;
    bool kept;
    wf_code code = wf_kept_reading(run, worker, text, out, &kept, err);
    if (code != WF_OK || kept) return code;
    code = wf_spill_get_story(&run->texts, row->place, &worker->story, &story, err);
    return code == WF_OK ? wf_story_reading(run, worker, &story, row->language, out, err) : code;
}

/* The reading of a text that is to be the reference: a version's, the last copy's, or a new one. */
static wf_code read_reference(const wf_run *run, wf_worker *worker, uint32_t text, wf_error *err) {
    struct wf_judging *j = worker->judging;
    j->referred = wf_version_reading(j, text);
    if (j->referred) return WF_OK;
    j->referred = &j->reference;
    if (j->copy_text != text) {
        j->own_reference_text = UINT32_MAX;
        wf_code code = wf_text_reading(run, worker, text, &j->reference, err);
        if (code == WF_OK) j->own_reference_text = text;
        return code;
    }
    wf_reading swap = j->reference; /* as where two versions are judged both ways */
    j->reference = j->copy;
    j->copy = swap;
    j->copy_text = j->own_reference_text;
    j->own_reference_text = text;
    return WF_OK;
}

wf_code wf_text_refer(const wf_run *run, wf_worker *worker, uint32_t text, wf_error *err) {
    struct wf_judging *j = worker->judging;
    if (j->reference_text == text) return WF_OK;
    j->reference_text = UINT32_MAX;
    wf_code code = read_reference(run, worker, text, err);
    if (code == WF_OK) code = wf_judge_refer(j->judge, j->referred, err);
    if (code == WF_OK) j->reference_text = text;
    return code;
}

wf_code wf_text_copy(const wf_run *run, wf_worker *worker, uint32_t text, wf_error *err) {
    struct wf_judging *j = worker->judging;
    if (j->copy_text == text) return WF_OK;
    j->copy_text = UINT32_MAX;
    wf_code code = wf_text_reading(run, worker, text, &j->copy, err);
    if (code == WF_OK) j->copy_text = text;
    return code;
}

wf_code wf_text_changes(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b, wf_changes *out,
                        wf_error *err) {
    wf_code code = wf_judging_open(run, worker, err);
    if (code != WF_OK) return code;
    struct wf_judging *j = worker->judging;
    wf_versions_forget(j); /* the readings are to be this worker's reference and copy */
    j->story = UINT32_MAX;
    code = wf_text_refer(run, worker, a, err);
    if (code == WF_OK) code = wf_text_copy(run, worker, b, err);
    if (code != WF_OK) return code;
    wf_judge_support(j->judge, NULL, 0, 0);
    return wf_changes_find(j->judge, &j->copy, out, err);
}

wf_code wf_keep_findings(const wf_judge *judge, const wf_reading *reference, const wf_reading *copy,
                         unsigned n_versions, wf_arena *arena, const wf_kept_finding **out, uint32_t *n_out,
                         wf_error *err) {
    size_t n, kept = 0;
    const wf_change *list = wf_changes_list(judge, &n);
    wf_kept_finding *items = wf_arena_alloc(arena, (n + 1) * sizeof *items);
    if (!items) return wf_fail_nomem(err, "the findings on a story");
    for (int kind = 0; kind < WF_N_FINDINGS; kind++)
        for (size_t i = 0; i < n; i++) {
            const wf_change *x = &list[i];
            if ((int)x->kind != kind) continue;
            const wf_reading *a = x->within ? copy : reference;
            bool any = x->a_begin != UINT32_MAX;
            items[kept++] = (wf_kept_finding){
                .original_begin = any ? a->words[x->a_begin].begin : UINT32_MAX,
                .original_end = any ? a->words[x->a_end - 1].end : UINT32_MAX,
                .copy_begin = copy->words[x->b_begin].begin,
                .copy_end = copy->words[x->b_end - 1].end,
                .kind = (uint8_t)kind,
                .versions = (uint8_t)(x->key ? n_versions : 0),
                .as_original = (uint8_t)(x->key ? wf_judge_versions_with(judge, x->key) : 0),
                .synonym = x->relation == WF_WORDS_SYNONYMS || x->relation == WF_WORDS_NEAR,
                .within = x->within};
        }
    *out = items;
    *n_out = (uint32_t)kept;
    return WF_OK;
}
