/* What is compared of texts by their words: outlines as they are read, profiles read back for pairs to verify. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "engine/run.h"

enum {
    OUTLINE_TERMS = 8192, /* distinct terms of a text that are indexed and counted; few have a tenth of it */
    TRIM_TERMS = 1 << 16 /* a profile with room for more is given back when its text is not needed any more */
};

struct wf_profile_slot {
    uint32_t text;
    bool used;
    uint64_t last_use;
    wf_profile profile;
};

/*
 * The title and the body of a story as what is compared. The title is left out where the body begins with it, and where it
 * stands in for an empty body.
 */
static wf_code source_of(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_profile_source *out, wf_error *err) {
    *out = (wf_profile_source){
        .body = &worker->tokens, .body_text = wf_matched_text(story), .language = language};
    if (story->title.len == 0 || story->body.len == 0 || wf_holds_title(story)) return WF_OK;
    out->title = &worker->title;
    out->title_text = story->title;
    return wf_tokenize(run->fold, story->title, run->seeds.line, &worker->title, err);
}

wf_language wf_story_language(const wf_story *story) {
    wf_language language = wf_language_of_code(story->language);
    return language ? language : wf_language_of_text(wf_matched_text(story));
}

wf_code wf_outline_prepared(const wf_run *run, wf_worker *worker, const wf_story *story, wf_arena *arena,
                            wf_story_sketch *out, wf_error *err) {
    wf_code code = WF_OK;
    out->language = wf_story_language(story);
    if (worker->title_joined) code = wf_prepare(run, worker, wf_matched_text(story), NULL, err);
    wf_profile_source source;
    const uint32_t *terms;
    size_t n;
    if (code == WF_OK) code = source_of(run, worker, story, out->language, &source, err);
    if (code == WF_OK) code = wf_profile_outline(worker->profiler, &source, &terms, &n, err);
    if (code != WF_OK) return code;
    if (n > OUTLINE_TERMS) n = OUTLINE_TERMS;
    out->terms = wf_arena_alloc(arena, n * sizeof *out->terms);
    if (!out->terms) return wf_fail_nomem(err, "a sketch");
    memcpy(out->terms, terms, n * sizeof *terms);
    out->n_terms = (uint32_t)n;
    return WF_OK;
}

wf_code wf_story_profile(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_profile *out, wf_error *err) {
    wf_profile_source source;
    wf_code code = wf_prepare(run, worker, wf_matched_text(story), NULL, err);
    if (code == WF_OK) code = source_of(run, worker, story, language, &source, err);
    return code == WF_OK ? wf_profile_make(worker->profiler, &source, run->frequencies, out, err) : code;
}

wf_code wf_text_profile(const wf_run *run, wf_worker *worker, uint32_t text, const wf_profile **out,
                        wf_error *err) {
    if (!worker->profiles && !(worker->profiles = calloc(WF_PROFILE_SLOTS, sizeof *worker->profiles)))
        return wf_fail_nomem(err, "profiles");
    struct wf_profile_slot *slot = &worker->profiles[0];
    for (size_t i = 0; i < WF_PROFILE_SLOTS; i++) {
        struct wf_profile_slot *s = &worker->profiles[i];
        if (s->used && s->text == text) {
            slot = s;
            break;
        }
        if (!s->used ? slot->used : slot->used && s->last_use < slot->last_use) slot = s;
    }
    if (!slot->used || slot->text != text) {
        slot->used = false;
        if (slot->profile.cap_seq > TRIM_TERMS) wf_profile_free(&slot->profile);
        const wf_story_row *row = wf_row(run, wf_first_story(run, text));
        wf_story story;
        wf_code code = wf_spill_get_story(&run->texts, row->place, &worker->story, &story, err);
        if (code == WF_OK) code = wf_story_profile(run, worker, &story, row->language, &slot->profile, err);
        if (code != WF_OK) return code;
        slot->text = text;
        slot->used = true;
    }
    slot->last_use = ++worker->set_clock;
    *out = &slot->profile;
    return WF_OK;
}

void wf_profiles_free(wf_worker *worker) {
    for (size_t i = 0; worker->profiles && i < WF_PROFILE_SLOTS; i++)
        wf_profile_free(&worker->profiles[i].profile);
    free(worker->profiles);
    worker->profiles = NULL;
}

/* The place of a term code among the profile's terms, which are sorted by hash, or n_terms. */
static uint32_t find_code(const wf_profile *p, uint32_t code) {
    uint32_t low = 0, high = p->n_terms;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (wf_term_code(p->terms[middle].hash) < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->n_terms && wf_term_code(p->terms[low].hash) == code ? low : p->n_terms;
}

float wf_outline_overlap(const wf_run *run, const wf_profile *profile, const uint32_t *outline, uint32_t n) {
    double shared = 0, weight = 0;
    for (uint32_t i = 0; i < n; i++) {
        double idf = (double)wf_idf(run->frequencies, outline[i] >> 4);
        weight += idf;
        if (find_code(profile, outline[i] >> 4) < profile->n_terms) shared += idf;
    }
    return weight > 0 && profile->weight > 0 ? (float)(shared / sqrt(weight * profile->weight)) : 0;
}

/* ---- how many texts have each term */

typedef struct {
    wf_run *run;
    size_t n_parts; /* the parts of the frequencies are given out in so many shares */
} counting;

static wf_code count_task(void *user, uint64_t share, size_t thread, wf_error *err) {
    counting *c = user;
    (void)thread;
    size_t first = WF_FREQUENCY_PARTS * share / c->n_parts,
           end = WF_FREQUENCY_PARTS * (share + 1) / c->n_parts;
    for (uint32_t t = 0; t < c->run->n_texts; t++) {
        if ((t & 0xFFF) == 0 && wf_cancelled(c->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
        uint32_t n;
        const uint32_t *outline = wf_text_outline(c->run, t, &n);
        wf_code code = wf_frequencies_count(c->run->frequencies, outline, n, first, end, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

wf_code wf_stage_frequencies(wf_run *run, wf_error *err) {
    if (run->options.level == WF_LEVEL_COPY) return WF_OK;
    wf_code code = wf_frequencies_open(&run->frequencies, run->seeds.term, err);
    if (code != WF_OK) return code;
    counting c = {run, run->n_threads < WF_FREQUENCY_PARTS ? run->n_threads : WF_FREQUENCY_PARTS};
    code = wf_parallel_for(run->n_threads, c.n_parts, 1, count_task, &c, err);
    wf_frequencies_set_texts(run->frequencies, run->n_texts);
    return code;
}
