/* What the caller asks of a result: stories and clusters. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/clustering.h"
#include "engine/judging.h"

void wf_stable_id(wf_digest content, wf_str id, char out[17]) {
    char bytes[16];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (char)(content.hi >> (56 - 8 * i));
        bytes[8 + i] = (char)(content.lo >> (56 - 8 * i));
    }
    wf_digest_hex16(wf_digest_of_pair(wf_str_of(bytes, sizeof bytes), id), out);
}

static wf_code read_fields(const wf_run *run, uint64_t story, wf_bytes *buffer, wf_story *out,
                           wf_error *err) {
    return wf_spill_get_fields(&run->texts, wf_row(run, story)->place, buffer, out, err);
}

wf_code wf_fields(wf_run *run, uint64_t story, wf_story *out, wf_error *err) {
    return read_fields(run, story, &run->workers[0].story, out, err);
}

/* The copy of a text's group original: their verified pair, with the figures seen from text. */
static void copy_figures(const wf_run *run, uint32_t text, uint32_t original, wf_story_result *out) {
    const wf_edge *e = wf_edges_find(run->pairs.items, run->pairs.n, text, original);
    if (!e) return;
    bool is_a = e->a == text;
    out->jaccard = wf_edge_jaccard(e);
    out->containment = (double)e->n_shared / (is_a ? e->n_a : e->n_b);
    out->contained = (double)e->n_shared / (is_a ? e->n_b : e->n_a);
}

static void link_figures(const group_link *link, wf_story_result *out) {
    wf_similarity s = wf_similarity_of(link->n_own, link->n_other, link->n_shared);
    out->jaccard = s.jaccard;
    out->containment = s.a_in_b;
    out->contained = s.b_in_a;
    out->same_story = (double)link->p;
}

uint32_t wf_relate(const wf_run *run, uint32_t story, wf_story_result *out) {
    const struct wf_clustering *c = run->clustering;
    uint32_t text = c->text_of[story];
    out->story_size = out->copy_size = 1;
    out->relation = WF_SINGLE;
    out->is_original = true;
    out->cluster = UINT64_MAX;
    if (text == UINT32_MAX) return UINT32_MAX;
    uint32_t centre = run->centre[text], k = c->cluster_of[centre];
    if (k == UINT32_MAX) { /* alone; yet it may stand in a round-up that it was not joined with */
        const group_link *link = &c->links[centre];
        if (link->relation == WF_ORIGINAL) return UINT32_MAX;
        out->relation = link->relation;
        out->is_original = false;
        link_figures(link, out);
        return wf_first_story(run, link->to);
    }
    out->cluster = k;
    out->story_size = c->begin[k + 1] - c->begin[k];
    out->copy_size = c->group_size[centre];
    out->is_original = story == wf_first_story(run, c->original[k]);
    if (text != centre) {
        out->relation = WF_COPY;
        copy_figures(run, text, centre, out);
        return wf_first_story(run, centre);
    }
    if (story != wf_first_story(run, centre)) {
        out->relation = WF_EXACT;
        out->jaccard = out->containment = out->contained = 1;
        return wf_first_story(run, centre);
    }
    const group_link *link = &c->links[centre];
    out->relation = link->relation;
    if (link->relation == WF_ORIGINAL) return UINT32_MAX;
    link_figures(link, out);
    return wf_first_story(run, link->to);
}

/* First and last date of a cluster. */
static void cluster_dates(const wf_run *run, uint64_t k, int64_t *first, int64_t *last) {
    const struct wf_clustering *c = run->clustering;
    *first = *last = WF_NO_DATE;
    for (uint64_t m = c->begin[k]; m < c->begin[k + 1]; m++) {
        int64_t date = wf_row(run, c->reported[c->members[m]])->published_ms;
        if (date == WF_NO_DATE) continue;
        if (*first == WF_NO_DATE || date < *first) *first = date;
        if (*last == WF_NO_DATE || date > *last) *last = date;
    }
}

/* First date of a cluster: its members are in order of date but for the original, which may have none. */
static int64_t first_date(const wf_run *run, uint64_t k) {
    const struct wf_clustering *c = run->clustering;
    int64_t date = wf_row(run, c->reported[c->members[c->begin[k]]])->published_ms;
    int64_t next = wf_row(run, c->reported[c->members[c->begin[k] + 1]])->published_ms;
    return date == WF_NO_DATE || (next != WF_NO_DATE && next < date) ? next : date;
}

/* The fields of the story that a result is of. */
static wf_code read_own_fields(const wf_run *run, uint64_t story, wf_spill_window *window, wf_bytes *fields,
                               wf_story *out, wf_error *err) {
    return window ? wf_spill_next_fields(&run->texts, wf_row(run, story)->place, window, out, err)
                  : read_fields(run, story, fields, out, err);
}

/* Fetches what is asked first of the stories that come after story i: texts are in an order of their own. */
static void fetch_results(const wf_run *run, uint64_t i) {
    enum { SOON = 8, LATER = 2 * SOON };
    const struct wf_clustering *c = run->clustering;
    if (run->summary.n_stories - i <= LATER) return;
    uint32_t text = c->text_of[c->reported[i + LATER]];
    if (text != UINT32_MAX) {
        wf_prefetch(&run->centre[text]);
        wf_prefetch(&run->text_begin[text]);
    }
    text = c->text_of[c->reported[i + SOON]];
    if (text != UINT32_MAX) {
        wf_prefetch(&c->cluster_of[run->centre[text]]);
        wf_prefetch(&c->links[run->centre[text]]);
        wf_prefetch(&run->text_story[run->text_begin[text]]);
    }
}

wf_code wf_read_result(const wf_run *run, uint64_t i, wf_spill_window *window, wf_bytes *fields,
                       wf_arena *strings, wf_story_result *out, wf_error *err) {
    const struct wf_clustering *c = run->clustering;
    uint32_t story = c->reported[i];
    wf_story_result r;
    if (window) fetch_results(run, i);
    memset(&r, 0, sizeof r);
    uint32_t duplicates = wf_relate(run, story, &r);
    wf_story_verdict(run, story, &r);
    const wf_story_row *row = wf_row(run, story);
    r.words = row->n_words;
    r.lag_ms = WF_NO_DATE;
    if (r.cluster != UINT64_MAX && row->published_ms != WF_NO_DATE)
        r.lag_ms = row->published_ms - first_date(run, r.cluster);
    /* The ids of other stories are read first: the fields of this one stay in the buffer. */
    wf_story other;
    wf_code code = WF_OK;
    uint32_t text = c->text_of[story];
    uint32_t group_original = text == UINT32_MAX ? story : wf_first_story(run, run->centre[text]);
    wf_arena_reset(strings);
    if (duplicates != UINT32_MAX) {
        code = read_fields(run, duplicates, fields, &other, err);
        if (code != WF_OK) return code;
        if (!wf_arena_copy(strings, other.id, &r.duplicate_of)) return wf_fail_nomem(err, "a result");
    }
    if (group_original == story)
        code = read_own_fields(run, story, window, fields, &other, err);
    else if (duplicates == UINT32_MAX || group_original != duplicates)
        code = read_fields(run, group_original, fields, &other, err);
    if (code != WF_OK) return code;
    wf_stable_id(wf_row(run, group_original)->content, other.id, r.copy_group);
    memcpy(r.story_cluster, r.cluster == UINT64_MAX ? r.copy_group : c->ids[r.cluster],
           sizeof r.story_cluster);
    if (group_original != story && (code = read_own_fields(run, story, window, fields, &other, err)) != WF_OK)
        return code;
    r.story = other;
    *out = r;
    return WF_OK;
}

wf_code wf_run_story(wf_run *run, uint64_t i, wf_story_result *out, wf_error *err) {
    if (!run->clustering) return wf_fail(err, WF_E_PARAM, "no results before wf_run_cluster");
    if (i >= run->summary.n_stories)
        return wf_fail(err, WF_E_PARAM, "story %llu, but there are %llu", (unsigned long long)i,
                       (unsigned long long)run->summary.n_stories);
    return wf_read_result(run, i, NULL, &run->workers[0].story, &run->strings_of_call, out, err);
}

uint64_t wf_run_n_stories(const wf_run *run) {
    return run->summary.n_stories;
}

uint64_t wf_run_n_clusters(const wf_run *run) {
    return run->clustering ? run->clustering->n_clusters : 0;
}

static int compare_u64(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* Groups, sources and range of similarity of a cluster. */
static wf_code cluster_figures(wf_run *run, uint64_t k, wf_cluster_result *out, wf_error *err) {
    const struct wf_clustering *c = run->clustering;
    uint64_t n = c->begin[k + 1] - c->begin[k], n_sources = 0;
    uint64_t *sources = malloc((n + 1) * sizeof *sources);
    if (!sources) return wf_fail_nomem(err, "a cluster");
    for (uint64_t m = c->begin[k]; m < c->begin[k + 1]; m++) {
        uint32_t story = c->reported[c->members[m]], text = c->text_of[story];
        if (wf_row(run, story)->source_hash) sources[n_sources++] = wf_row(run, story)->source_hash;
        wf_story_result r;
        memset(&r, 0, sizeof r);
        wf_relate(run, story, &r);
        out->n_groups += story == wf_first_story(run, run->centre[text]);
        if (r.relation != WF_COPY && r.relation != WF_EXACT) continue;
        if (out->max_jaccard == 0 || r.jaccard < out->min_jaccard) out->min_jaccard = r.jaccard;
        if (r.jaccard > out->max_jaccard) out->max_jaccard = r.jaccard;
    }
    qsort(sources, n_sources, sizeof *sources, compare_u64);
    for (uint64_t i = 0; i < n_sources; i++) out->n_sources += i == 0 || sources[i] != sources[i - 1];
    free(sources);
    return WF_OK;
}

wf_code wf_run_cluster_at(wf_run *run, uint64_t k, wf_cluster_result *out, wf_error *err) {
    const struct wf_clustering *c = run->clustering;
    if (!c) return wf_fail(err, WF_E_PARAM, "no results before wf_run_cluster");
    if (k >= c->n_clusters)
        return wf_fail(err, WF_E_PARAM, "cluster %llu, but there are %llu", (unsigned long long)k,
                       (unsigned long long)c->n_clusters);
    wf_cluster_result r;
    memset(&r, 0, sizeof r);
    memcpy(r.id, c->ids[k], sizeof r.id);
    r.size = c->begin[k + 1] - c->begin[k];
    r.members = c->members + c->begin[k];
    r.original = r.members[0];
    r.why = wf_why_text(c->why[k]);
    r.also = c->also + c->also_begin[k];
    r.n_also = c->n_also[k];
    cluster_dates(run, k, &r.first_ms, &r.last_ms);
    wf_code code = cluster_figures(run, k, &r, err);
    if (code == WF_OK) *out = r;
    return code;
}
