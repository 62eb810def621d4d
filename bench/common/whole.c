#include "whole.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/hashmap.h"
#include "base/memory.h"

_Static_assert(WF_N_STAGES <= sizeof((whole_result *)0)->stage_seconds / sizeof(double),
               "room for all stages");

typedef struct {
    const char *path;
    unsigned threads;
} order;

static int count_bytes(void *user, const void *bytes, size_t len) {
    (void)bytes;
    *(uint64_t *)user += len;
    return 0;
}

/* ---------------------------------------------------------------------------------------------- recall */

/* The value of "key": in the members of a JSON object, as the generator prints them; empty if it is not there. */
static wf_str member(wf_str members, const char *key) {
    size_t len = strlen(key);
    const char *at = memmem(members.ptr, members.len, key, len), *end = members.ptr + members.len;
    wf_str value = {NULL, 0};
    if (!at) return value;
    at += len;
    if (at < end && *at == '"') at++;
    value.ptr = at;
    while (at < end && *at != '"' && *at != ',') at++;
    value.len = (size_t)(at - value.ptr);
    return value;
}

static uint64_t hash_of(wf_str s) {
    return wf_hash64(s.ptr, s.len, 0);
}

/*
 * The original a story descends from, as the hash of its id, and its planted Jaccard, negative for an original. Ids of
 * some millions of stories hash to 64 bits apart.
 */
static uint64_t descent(const wf_story *story, double *jaccard) {
    wf_str planted_of = member(story->extra, "\"planted_of\":"),
           number = member(story->extra, "\"planted_jaccard\":");
    char digits[32] = "";
    *jaccard = -1;
    if (planted_of.len == 0) return hash_of(story->id);
    memcpy(digits, number.ptr, number.len < sizeof digits ? number.len : sizeof digits - 1);
    *jaccard = strtod(digits, NULL);
    return hash_of(planted_of);
}

static bool set(wf_hashmap *map, uint64_t key, uint64_t value) {
    bool inserted;
    uint64_t *place = wf_hashmap_insert(map, key, &inserted);
    if (place && inserted) *place = value;
    return place != NULL;
}

static wf_code work_out_recall(wf_run *run, recall_table *out, wf_error *err) {
    wf_hashmap group_of = {0},
               root_of = {0}; /* story to copy group; copy group to the original of its first story */
    bool enough = true;
    wf_code code = WF_OK;
    memset(out, 0, sizeof *out);
    for (uint64_t i = 0, n = wf_run_n_stories(run); enough && i < n; i++) {
        wf_story_result r;
        if ((code = wf_run_story(run, i, &r, err)) != WF_OK) break;
        double jaccard;
        uint64_t root = descent(&r.story, &jaccard), group = hash_of(wf_str_from(r.copy_group));
        /* copies come after their original in a dump, so its group is known by now */
        enough = set(&group_of, hash_of(r.story.id), group) && set(&root_of, group, root);
        if (!enough) break;
        out->strangers += *wf_hashmap_find(&root_of, group) != root;
        if (jaccard < 0) continue;
        const uint64_t *original = wf_hashmap_find(&group_of, root);
        size_t decile = jaccard >= 1 ? 9 : (size_t)(jaccard * 10);
        out->planted[decile]++;
        out->found[decile] += original && *original == group;
    }
    wf_hashmap_free(&group_of);
    wf_hashmap_free(&root_of);
    return enough ? code : WF_E_NOMEM;
}

/* ---------------------------------------------------------------------------------------------- the run */

static void fill_counts(const wf_summary *s, whole_result *out) {
    out->time.stories = s->n_stories;
    out->time.bytes = s->n_bytes;
    out->clusters = s->n_clusters;
    out->groups = s->n_groups;
    out->exact = s->n_exact;
    out->copies = s->n_copies;
    out->excerpts = s->n_excerpts;
    out->candidates = s->n_candidates;
    out->verified = s->n_verified;
    out->n_stages = WF_N_STAGES;
    for (size_t i = 0; i < WF_N_STAGES; i++) out->stage_seconds[i] = s->stage_seconds[i];
}

static void run_here(void *user, void *result) {
    const order *o = user;
    whole_result *out = result;
    wf_options options;
    wf_options_init(&options);
    options.threads = o->threads;
    wf_report_options report = {WF_FORMAT_JSONL, false, 0};
    wf_error err = {0};
    wf_run *run = NULL;
    wf_sink *sink = NULL;
    wf_summary summary;
    double begin = measure_clock();
    wf_code code = wf_run_open(&run, &options, &err);
    if (code == WF_OK) code = wf_run_read(run, o->path, &err);
    if (code == WF_OK) code = wf_run_cluster(run, &err);
    if (code == WF_OK) code = wf_sink_open_fn(&sink, count_bytes, &out->written, &err);
    if (code == WF_OK) code = wf_run_write(run, &report, sink, &err);
    if (code == WF_OK) {
        code = wf_sink_commit(sink, &err);
        sink = NULL;
    }
    out->time.seconds[0] = measure_clock() - begin;
    out->time.n_runs = 1;
    out->time.peak = measure_peak();
    if (code == WF_OK) {
        wf_run_summary(run, &summary);
        fill_counts(&summary, out);
        code = work_out_recall(run, &out->recall, &err);
    }
    if (code != WF_OK)
        snprintf(out->time.error, sizeof out->time.error, "%s", err.what[0] ? err.what : "failed");
    else if (out->time.stories == 0)
        snprintf(out->time.error, sizeof out->time.error, "no story in %s", o->path);
    wf_sink_abort(sink);
    wf_run_close(run);
}

void whole_measure(const char *path, unsigned threads, double seconds, whole_result *out) {
    order o = {path, threads};
    measurement all = {.n_runs = 0};
    double begin = measure_clock();
    whole_result best = {0};
    do {
        measure_apart(run_here, &o, out, sizeof *out);
        if (out->time.error[0]) return;
        if (out->time.peak > all.peak) all.peak = out->time.peak;
        all.seconds[all.n_runs++] = out->time.seconds[0];
        if (all.n_runs == 1 || out->time.seconds[0] < best.time.seconds[0]) best = *out;
    } while (all.n_runs < MEASURE_RUNS && measure_clock() - begin < seconds);
    all.stories = best.time.stories;
    all.bytes = best.time.bytes;
    *out = best;
    out->time = all;
    measure_sort(&out->time);
}

const char *whole_stage_name(size_t i) {
    return wf_stage_name((wf_stage)i);
}
