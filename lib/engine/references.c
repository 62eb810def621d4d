/*
 * The version that each text is judged against: of those that came out before it, the one most like it, because that is what
 * it was made from if it was made from any; where dates are not known, the likely original of its story.
 */
#include <stdlib.h>

#include "base/error.h"
#include "engine/clustering.h"
#include "engine/judging.h"

static int64_t published(const wf_run *run, uint32_t text) {
    return wf_row(run, wf_first_story(run, text))->published_ms;
}

static bool is_earlier(const wf_run *run, uint32_t a, uint32_t b) {
    int64_t x = published(run, a), y = published(run, b);
    return x != WF_NO_DATE && y != WF_NO_DATE && x < y;
}

/*
 * What those of cluster k without an earlier version are judged against: the original, or the version with the most wording
 * in common with others, if it has twice as much.
 */
static uint32_t main_reference(const wf_run *run, const struct wf_verdicts *v, uint64_t k) {
    uint32_t original = run->clustering->original[k], best = original;
    for (uint64_t i = v->begin[k]; i < v->begin[k + 1]; i++)
        if (run->claims[v->texts[i]].n_wording > run->claims[best].n_wording) best = v->texts[i];
    return run->claims[best].n_wording / 2 > run->claims[original].n_wording ? best : original;
}

typedef struct {
    uint32_t text; /* UINT32_MAX: none */
    float overlap;
} nearest_version;

/*
 * What to may have been made from where from is like it: from itself; or, if from came later, the original of story cluster k
 * that from is made from; UINT32_MAX: neither.
 */
static uint32_t source_of(const wf_run *run, uint32_t k, uint32_t main, uint32_t from, uint32_t to) {
    uint32_t original = run->clustering->original[k];
    if (from == main ? !is_earlier(run, to, from) : is_earlier(run, from, to)) return from;
    bool of_original = wf_version_of(run, from) == wf_version_of(run, original);
    return of_original && original != to && !is_earlier(run, to, original) ? original : UINT32_MAX;
}

/* Takes the verified pair into account: from may be what to was made from. */
static void consider(const wf_run *run, nearest_version *nearest, uint32_t k, uint32_t main, uint32_t from,
                     uint32_t to, float overlap) {
    nearest_version *n = &nearest[to];
    uint32_t source = source_of(run, k, main, from, to);
    if (source == UINT32_MAX) return;
    if (n->text == UINT32_MAX || overlap > n->overlap || (overlap >= n->overlap && source < n->text))
        *n = (nearest_version){source, overlap};
}

wf_code wf_choose_references(const wf_run *run, const struct wf_verdicts *v, uint32_t **main_out,
                             uint32_t **reference_out, wf_error *err) {
    const struct wf_clustering *c = run->clustering;
    uint32_t *main = malloc((c->n_clusters + 1) * sizeof *main);
    uint32_t *reference = malloc((v->begin[c->n_clusters] + 1) * sizeof *reference);
    nearest_version *nearest = malloc(((size_t)run->n_texts + 1) * sizeof *nearest);
    if (!main || !reference || !nearest) {
        free(main);
        free(reference);
        free(nearest);
        return wf_fail_nomem(err, "verdicts");
    }
    for (uint32_t t = 0; t < run->n_texts; t++) nearest[t].text = UINT32_MAX;
    for (uint64_t k = 0; k < c->n_clusters; k++) main[k] = main_reference(run, v, k);
    for (size_t i = 0; i < run->n_same; i++) {
        const wf_same_story *s = &run->same[i];
        uint32_t k = c->cluster_of[s->a];
        if (!wf_is_same_story(s) || k == UINT32_MAX || k != c->cluster_of[s->b]) continue;
        consider(run, nearest, k, main[k], s->a, s->b, s->overlap);
        consider(run, nearest, k, main[k], s->b, s->a, s->overlap);
    }
    for (uint64_t k = 0; k < c->n_clusters; k++)
        for (uint64_t i = v->begin[k]; i < v->begin[k + 1]; i++) {
            uint32_t version = wf_version_of(run, v->texts[i]);
            bool none = version == wf_version_of(run, main[k]) || nearest[version].text == UINT32_MAX;
            /* Nothing is judged against what came later. */
            bool too_late = is_earlier(run, v->texts[i], main[k]) && v->texts[i] != c->original[k];
            if (v->texts[i] == main[k])
                reference[i] = main[k];
            else if (none)
                reference[i] = too_late ? c->original[k] : main[k];
            else
                reference[i] = nearest[version].text;
        }
    free(nearest);
    *main_out = main;
    *reference_out = reference;
    return WF_OK;
}
