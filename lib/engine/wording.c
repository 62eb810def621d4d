/*
 * Whose wording the versions of a story share: where three or more stand side by side, the one that most of the others
 * agree with is likelier the original than one that was altered.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "engine/clustering.h"

enum { VERSIONS = 16 }; /* of a story that are looked at: those of the smallest numbers */

typedef struct {
    wf_run *run;
    const uint64_t *versions; /* story << 32 | text, sorted */
    const size_t *begin;      /* of story s: versions[begin[s]] up to versions[begin[s + 1]] */
    const bool *needed;       /* by story as run->story_of names it; NULL: of all */
} wording_work;

/* Shingles of every version of a story that another version has too. */
static wf_code count_story(const wording_work *work, size_t s, wf_worker *worker, wf_error *err) {
    wf_run *run = work->run;
    const uint64_t *versions = work->versions + work->begin[s];
    size_t n = work->begin[s + 1] - work->begin[s], n_all = 0, cap = 0;
    if (n > VERSIONS) n = VERSIONS;
    uint64_t *all = NULL, *own[VERSIONS] = {0};
    size_t n_own[VERSIONS] = {0};
    wf_code code = WF_OK;
    for (size_t v = 0; code == WF_OK && v < n; v++) {
        wf_shingle_set set;
        code = wf_text_set(run, worker, (uint32_t)versions[v], &set, err);
        if (code != WF_OK) break;
        own[v] = malloc((set.n + 1) * sizeof **own);
        if (!own[v] || !wf_grow(&all, &cap, 2 * (n_all + set.n) + 2, sizeof *all)) {
            code = wf_fail_nomem(err, "the wording of a story");
            break;
        }
        memcpy(own[v], set.h, set.n * sizeof *set.h);
        memcpy(all + n_all, set.h, set.n * sizeof *set.h);
        n_own[v] = set.n;
        n_all += set.n;
    }
    if (code == WF_OK) {
        wf_sort_u64(all, all + n_all, n_all);
        size_t n_shared = 0; /* those that stand twice, each once */
        for (size_t i = 1; i < n_all; i++)
            if (all[i] == all[i - 1] && (n_shared == 0 || all[n_shared - 1] != all[i]))
                all[n_shared++] = all[i];
        for (size_t v = 0; v < n; v++)
            run->claims[(uint32_t)versions[v]].n_wording =
                wf_overlap((wf_shingle_set){own[v], n_own[v]}, (wf_shingle_set){all, n_shared});
    }
    for (size_t v = 0; v < n; v++) free(own[v]);
    free(all);
    return code;
}

static wf_code wording_task(void *user, uint64_t s, size_t thread, wf_error *err) {
    const wording_work *work = user;
    if (wf_cancelled(work->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    if (work->begin[s + 1] - work->begin[s] < 3) return WF_OK;
    if (work->needed && !work->needed[work->versions[work->begin[s]] >> 32]) return WF_OK;
    return count_story(work, s, &work->run->workers[thread], err);
}

/* The story that a text belongs to, itself or as a copy; UINT32_MAX: none, as of a text of an earlier dump. */
static uint32_t story_with(const wf_run *run, uint32_t text) {
    const uint32_t centre = run->centre[text];
    return centre == UINT32_MAX ? UINT32_MAX : run->story_of[centre];
}

/*
 * Marks the stories whose original may hang on the wording: those of which no text is alone the earliest, and those that are
 * joined with others. Verdicts and deduplication ask for the wording of all.
 */
static wf_code mark_needed(const wf_run *run, bool **out, wf_error *err) {
    const uint32_t n = run->n_texts;
    bool *needed = *out = calloc((size_t)n + 1, sizeof *needed);
    int64_t *earliest = malloc(((size_t)n + 1) * sizeof *earliest);
    if (!needed || !earliest) {
        free(earliest);
        return wf_fail_nomem(err, "the wording of stories");
    }
    for (uint32_t t = 0; t < n; t++) earliest[t] = INT64_MAX;
    for (uint32_t t = 0; t < n; t++) {
        const uint32_t s = story_with(run, t);
        if (s == UINT32_MAX) continue;
        const int64_t published = run->claims[t].published_ms;
        if (published == WF_NO_DATE || published > earliest[s]) continue;
        needed[s] = published == earliest[s];
        earliest[s] = published;
    }
    for (uint32_t s = 0; s < n; s++) needed[s] |= earliest[s] == INT64_MAX;
    for (size_t i = 0; i < run->n_inclusions; i++) {
        const wf_inclusion *x = &run->inclusions[i];
        const uint32_t part = story_with(run, x->part), whole = story_with(run, x->whole);
        if (!x->joined || part == whole) continue;
        if (part != UINT32_MAX) needed[part] = true;
        if (whole != UINT32_MAX) needed[whole] = true;
    }
    free(earliest);
    return WF_OK;
}

wf_code wf_count_wording(wf_run *run, wf_error *err) {
    size_t n = 0, n_stories = 0;
    bool *needed = NULL;
    if (!run->story_of) return WF_OK;
    uint64_t *versions = malloc((2 * (size_t)run->n_texts + 1) * sizeof *versions); /* with scratch behind */
    size_t *begin = malloc(((size_t)run->n_texts + 1) * sizeof *begin);
    wf_code code = versions && begin ? WF_OK : wf_fail_nomem(err, "the wording of stories");
    if (code == WF_OK && run->options.no_verdicts && !run->options.keep_records)
        code = mark_needed(run, &needed, err);
    if (code == WF_OK) {
        for (uint32_t t = 0; t < run->n_texts; t++)
            if (run->story_of[t] != UINT32_MAX && run->speaker[t] == t)
                versions[n++] = (uint64_t)run->story_of[t] << 32 | t;
        wf_sort_u64(versions, versions + n, n);
        for (size_t i = 0; i < n; i++)
            if (i == 0 || versions[i] >> 32 != versions[i - 1] >> 32) begin[n_stories++] = i;
        begin[n_stories] = n;
        wording_work work = {run, versions, begin, needed};
        code = wf_parallel_for(run->n_threads, n_stories, 16, wording_task, &work, err);
    }
    free(versions);
    free(begin);
    free(needed);
    return code;
}
