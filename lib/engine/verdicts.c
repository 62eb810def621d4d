/*
 * Verdicts: what every version of a story is, judged against one reference: the story's likely original, or the version
 * whose wording most others share, where that is clearly another one. What yet other versions have speaks for a copy.
 *
 * Every text is compared with one other, so the time is linear in the texts of a cluster, whatever its size.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/clustering.h"
#include "engine/judging.h"

enum {
    VERSIONS = 16, /* of a story whose names and quotes are known to all, but the reference */
    CHUNK = 64     /* texts of a cluster that a task judges */
};

void wf_verdicts_free(struct wf_verdicts *v) {
    if (!v) return;
    for (size_t i = 0; v->arenas && i < v->n_arenas; i++) wf_arena_free(&v->arenas[i]);
    free(v->arenas);
    free(v->begin);
    free(v->texts);
    free(v->items);
    free(v->of_text);
    free(v);
}

/* ---- texts by cluster */

static uint32_t cluster_of_text(const wf_run *run, uint32_t text) {
    return run->centre[text] == UINT32_MAX ? UINT32_MAX : run->clustering->cluster_of[run->centre[text]];
}

static wf_code list_texts(const wf_run *run, struct wf_verdicts *v, wf_error *err) {
    uint64_t n_clusters = run->clustering->n_clusters, n = 0;
    v->begin = calloc(n_clusters + 2, sizeof *v->begin);
    v->of_text = malloc(((size_t)run->n_texts + 1) * sizeof *v->of_text);
    if (!v->begin || !v->of_text) return wf_fail_nomem(err, "verdicts");
    for (uint32_t t = 0; t < run->n_texts; t++) {
        uint32_t k = cluster_of_text(run, t);
        v->of_text[t] = UINT32_MAX;
        if (k == UINT32_MAX) continue;
        v->begin[k + 2]++;
        n++;
    }
    for (uint64_t k = 2; k < n_clusters + 2; k++) v->begin[k] += v->begin[k - 1];
    v->texts = malloc((n + 1) * sizeof *v->texts);
    v->items = calloc(n + 1, sizeof *v->items);
    if (!v->texts || !v->items) return wf_fail_nomem(err, "verdicts");
    for (uint32_t t = 0; t < run->n_texts; t++) {
        uint32_t k = cluster_of_text(run, t);
        if (k == UINT32_MAX) continue;
        v->of_text[t] = (uint32_t)v->begin[k + 1];
        v->texts[v->begin[k + 1]++] = t;
    }
    return WF_OK;
}

/* ---- a cluster */

typedef struct {
    wf_run *run;
    struct wf_verdicts *verdicts;
    struct {
        uint32_t cluster, first;
    } * tasks;
    uint64_t n_tasks;
} judging_work;

static bool is_version(const wf_run *run, uint32_t text) {
    return run->centre[text] == text && (!run->speaker || run->speaker[text] == text);
}

/* The version that a text is, or is made from: that of its copy group, or of what its group stands in or holds. */
static uint32_t version_of(const wf_run *run, uint32_t text) {
    const group_link *links = run->clustering->links;
    uint32_t group = run->centre[text];
    while (links[group].relation == WF_EXCERPT || links[group].relation == WF_EXPANDED)
        group = links[group].to;
    return group;
}

/*
 * The text that those of a cluster are compared with: the original, or the version with the most wording in common with
 * others, if it has twice as much.
 */
static uint32_t reference_of(const judging_work *work, uint32_t k) {
    const wf_run *run = work->run;
    const struct wf_verdicts *v = work->verdicts;
    uint32_t original = run->clustering->original[k], best = original;
    for (uint64_t i = v->begin[k]; i < v->begin[k + 1]; i++)
        if (run->claims[v->texts[i]].n_wording > run->claims[best].n_wording) best = v->texts[i];
    return run->claims[best].n_wording / 2 > run->claims[original].n_wording ? best : original;
}

static int by_key_then_owner(const void *x, const void *y) {
    const wf_supported *a = x, *b = y;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return (a->owner > b->owner) - (a->owner < b->owner);
}

static bool add_support(struct wf_judging *j, uint64_t key, uint32_t owner) {
    if (!wf_grow(&j->support, &j->cap_support, j->n_support + 1, sizeof *j->support)) return false;
    j->support[j->n_support++] = (wf_supported){key, owner, 1};
    return true;
}

/* Names and quotes of the first VERSIONS versions of cluster k other than the reference. */
static wf_code find_support(const judging_work *work, wf_worker *worker, uint32_t k, uint32_t reference,
                            wf_error *err) {
    const wf_run *run = work->run;
    const struct wf_verdicts *v = work->verdicts;
    struct wf_judging *j = worker->judging;
    uint32_t n_versions = 0;
    j->n_support = 0;
    for (uint64_t i = v->begin[k]; i < v->begin[k + 1] && n_versions < VERSIONS; i++) {
        uint32_t text = v->texts[i];
        if (!is_version(run, text) || text == version_of(run, reference)) continue;
        n_versions++;
        wf_code code = wf_text_reading(run, worker, text, &j->version, err);
        if (code != WF_OK) return code;
        const wf_reading *r = &j->version;
        bool ok = true;
        for (uint32_t w = 0; ok && w < r->n_words; w++)
            if (r->words[w].flags & WF_WORD_NAME) ok = add_support(j, r->keys[w].id, text);
        for (size_t q = 0; ok && q < r->quotes.n; q++) ok = add_support(j, r->quotes.items[q].key, text);
        if (!ok) return wf_fail_nomem(err, "the versions of a story");
    }
    if (n_versions < 2) { /* none but the copy itself */
        j->n_support = 0;
        return WF_OK;
    }
    qsort(j->support, j->n_support, sizeof *j->support, by_key_then_owner);
    size_t kept = 0;
    for (size_t i = 0; i < j->n_support; i++) {
        wf_supported *last = kept ? &j->support[kept - 1] : NULL;
        if (!last || last->key != j->support[i].key)
            j->support[kept++] = j->support[i];
        else if (last->owner != j->support[i].owner)
            last->n++;
    }
    j->n_support = kept;
    return WF_OK;
}

/* How a text hangs in its cluster, and P(same story). */
static wf_relation relation_of(const wf_run *run, uint32_t text, double *same_story) {
    const struct wf_clustering *c = run->clustering;
    uint32_t group = run->centre[text];
    *same_story = 1;
    if (text != group) return WF_COPY;
    if (c->links[group].relation == WF_REWRITE) *same_story = (double)c->links[group].p;
    return c->links[group].relation;
}

/* Compares text with the reference and decides; *changes are those found, if decision->assessment says so. */
static wf_code compare(const judging_work *work, wf_worker *worker, uint32_t reference, uint32_t text,
                       wf_changes *changes, wf_decision *decision, wf_error *err) {
    const wf_run *run = work->run;
    const wf_story_row *x = wf_row(run, wf_first_story(run, reference)),
                       *y = wf_row(run, wf_first_story(run, text));
    wf_assessment assessment = wf_may_assess(x->language, y->language, x->n_words, y->n_words);
    double same_story;
    wf_relation relation = relation_of(run, text, &same_story);
    if (assessment == WF_ASSESSED) {
        struct wf_judging *j = worker->judging;
        wf_code code = wf_text_refer(run, worker, reference, err);
        if (code != WF_OK) return code;
        wf_judge_support(j->judge, j->support, j->n_support, version_of(run, text));
        code = wf_text_changes(run, worker, reference, text, changes, err);
        if (code != WF_OK) return code;
    }
    wf_decide(relation, same_story, assessment == WF_ASSESSED ? changes : NULL, assessment,
              run->options.min_probability, decision);
    return WF_OK;
}

/* The verdict on a text that nothing is compared with. */
static wf_text_verdict original_verdict(const wf_run *run, uint32_t text) {
    const wf_story_row *row = wf_row(run, wf_first_story(run, text));
    return (wf_text_verdict){
        .verdict = WF_VERDICT_ORIGINAL,
        .assessment = (uint8_t)wf_may_assess(row->language, row->language, row->n_words, row->n_words),
        .probability = 1,
        .against = UINT32_MAX};
}

static bool is_flagged(wf_verdict verdict) {
    return verdict == WF_VERDICT_SPUN || verdict == WF_VERDICT_MACHINE_TRANSLATED;
}

static wf_code keep(const judging_work *work, size_t thread, uint32_t reference, const wf_changes *changes,
                    const wf_decision *d, wf_text_verdict *out, wf_error *err) {
    *out = (wf_text_verdict){.verdict = (uint8_t)d->verdict,
                             .assessment = (uint8_t)d->assessment,
                             .probability = (float)d->probability,
                             .spun = (float)d->spun,
                             .machine = (float)d->machine,
                             .against = reference};
    if (d->assessment == WF_ASSESSED) wf_count_changes(changes, &out->changes);
    if (!is_flagged(d->verdict)) return WF_OK;
    return wf_keep_findings(work->run->workers[thread].judging, &work->verdicts->arenas[thread],
                            &out->findings, &out->n_findings, err);
}

static wf_code judge(const judging_work *work, size_t thread, uint32_t reference, uint32_t text,
                     wf_error *err) {
    wf_changes changes;
    wf_decision decision;
    wf_worker *worker = &work->run->workers[thread];
    wf_code code = compare(work, worker, reference, text, &changes, &decision, err);
    if (code != WF_OK) return code;
    return keep(work, thread, reference, &changes, &decision,
                &work->verdicts->items[work->verdicts->of_text[text]], err);
}

/* Whether nothing but their texts tells which of the two versions of a story came first. */
static bool is_open(const wf_run *run, uint32_t k) {
    wf_why why = run->clustering->why[k];
    return why != WF_WHY_DATE && why != WF_WHY_AGENCY;
}

/*
 * Of two versions of which none is known to be the first, the one that looks more like an altered copy of the other is
 * judged as it; the other one is not.
 */
static wf_code judge_open_pair(const judging_work *work, size_t thread, uint32_t a, uint32_t b,
                               wf_error *err) {
    const struct wf_verdicts *v = work->verdicts;
    wf_worker *worker = &work->run->workers[thread];
    wf_changes of_a, of_b;
    wf_decision on_a, on_b;
    wf_text_verdict *x = &v->items[v->of_text[a]], *y = &v->items[v->of_text[b]];
    wf_code code = compare(work, worker, b, a, &of_a, &on_a, err);
    if (code == WF_OK) code = compare(work, worker, a, b, &of_b, &on_b, err);
    if (code != WF_OK) return code;
    double p_a = on_a.spun > on_a.machine ? on_a.spun : on_a.machine,
           p_b = on_b.spun > on_b.machine ? on_b.spun : on_b.machine;
    if (p_b >= p_a || !is_flagged(on_a.verdict)) {
        code = keep(work, thread, a, &of_b, &on_b, y, err);
        y->open = is_flagged(on_b.verdict);
        return code;
    }
    /* The original by its length or the like is the altered one: what was told of it is told of the other. */
    double same_story;
    wf_relation relation = relation_of(work->run, b, &same_story);
    code = compare(work, worker, b, a, &of_a, &on_a, err);
    if (code == WF_OK) code = keep(work, thread, b, &of_a, &on_a, x, err);
    x->open = true;
    wf_decide(relation, same_story, NULL, on_b.assessment, 1, &on_b);
    return code == WF_OK ? keep(work, thread, a, &of_b, &on_b, y, err) : code;
}

static wf_code judge_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    const judging_work *work = user;
    wf_run *run = work->run;
    const struct wf_verdicts *v = work->verdicts;
    uint32_t k = work->tasks[i].cluster, original = run->clustering->original[k];
    uint64_t first = v->begin[k] + work->tasks[i].first, end = v->begin[k + 1], n = end - v->begin[k];
    if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    if (end > first + CHUNK) end = first + CHUNK;
    wf_worker *worker = &run->workers[thread];
    wf_code code = wf_judging_open(run, worker, err);
    if (code != WF_OK) return code;
    worker->judging->n_support = 0;
    if (n == 2 && is_open(run, k)) {
        uint32_t other =
            v->texts[v->begin[k]] == original ? v->texts[v->begin[k] + 1] : v->texts[v->begin[k]];
        v->items[v->of_text[original]] = original_verdict(run, original);
        return judge_open_pair(work, thread, original, other, err);
    }
    uint32_t reference = reference_of(work, k);
    if (n > 2) code = find_support(work, worker, k, reference, err);
    for (uint64_t t = first; code == WF_OK && t < end; t++) {
        if (v->texts[t] != reference)
            code = judge(work, thread, reference, v->texts[t], err);
        else
            v->items[t] = original_verdict(run, reference);
        /* The likely original is told as such unless it was found to be altered; the reference as what it is to it. */
        wf_text_verdict *item = &v->items[t];
        double same_story;
        if (v->texts[t] == original && !is_flagged(item->verdict)) item->verdict = WF_VERDICT_ORIGINAL;
        if (v->texts[t] == reference && reference != original) {
            wf_decision d;
            wf_relation relation = relation_of(run, reference, &same_story);
            wf_decide(relation, same_story, NULL, WF_ASSESSED, 1, &d);
            item->verdict = (uint8_t)d.verdict;
            item->probability = (float)d.probability;
        }
    }
    return code;
}

static wf_code list_tasks(const wf_run *run, judging_work *work, wf_error *err) {
    const struct wf_verdicts *v = work->verdicts;
    for (int fill = 0; fill < 2; fill++) {
        work->n_tasks = 0;
        for (uint64_t k = 0; k < run->clustering->n_clusters; k++)
            for (uint64_t first = v->begin[k]; first < v->begin[k + 1]; first += CHUNK) {
                if (v->begin[k + 1] - v->begin[k] < 2) break; /* exact copies alone */
                if (fill) {
                    work->tasks[work->n_tasks].cluster = (uint32_t)k;
                    work->tasks[work->n_tasks].first = (uint32_t)(first - v->begin[k]);
                }
                work->n_tasks++;
            }
        if (!fill && !(work->tasks = malloc((work->n_tasks + 1) * sizeof *work->tasks)))
            return wf_fail_nomem(err, "verdicts");
    }
    return WF_OK;
}

wf_code wf_stage_verdicts(wf_run *run, wf_error *err) {
    if (run->options.level == WF_LEVEL_COPY) return WF_OK;
    struct wf_verdicts *v = run->verdicts = calloc(1, sizeof *v);
    if (!v) return wf_fail_nomem(err, "verdicts");
    judging_work work = {.run = run, .verdicts = v};
    wf_code code = list_texts(run, v, err);
    if (code == WF_OK && !(v->arenas = calloc(run->n_threads, sizeof *v->arenas)))
        code = wf_fail_nomem(err, "verdicts");
    v->n_arenas = run->n_threads;
    if (code == WF_OK) code = list_tasks(run, &work, err);
    if (code == WF_OK) code = wf_parallel_for(run->n_threads, work.n_tasks, 1, judge_task, &work, err);
    free(work.tasks);
    if (code == WF_OK) wf_count_verdicts(run);
    return code;
}
