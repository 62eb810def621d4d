/*
 * Verdicts: what every version of a story is, judged against one other (references.c), and first against what it was found
 * to be a copy or an excerpt of, where that is a third one. What yet other versions have speaks for a copy.
 *
 * Every text is compared with two others at most, so the time is linear in the texts of a cluster, whatever its size.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/clustering.h"
#include "engine/judging.h"

enum { CHUNK = 64 }; /* texts of a cluster that a task judges */

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
    uint32_t *main;      /* of each cluster: what most of its texts are compared with */
    uint32_t *reference; /* of each text, as listed */
    struct {
        uint32_t cluster, first;
    } * tasks;
    uint64_t n_tasks;
} judging_work;

/* How a text hangs in its cluster, and P(same story). */
static wf_relation relation_of(const wf_run *run, uint32_t text, double *same_story) {
    const struct wf_clustering *c = run->clustering;
    uint32_t group = run->centre[text];
    *same_story = 1;
    if (text != group) return WF_COPY;
    if (c->links[group].relation == WF_REWRITE) *same_story = (double)c->links[group].p;
    return c->links[group].relation;
}

/* A text compared with the reference. */
typedef struct {
    uint32_t reference, text;
    const wf_reading *reading; /* of text; NULL unless it was compared */
    wf_changes changes;        /* those found, if decision.assessment says so */
    wf_decision decision;
} comparison;

/* The bits of the versions that a text and its reference are: others are those that speak for one or the other. */
static uint16_t the_two(const wf_run *run, const struct wf_judging *j, const comparison *c) {
    return wf_version_bits(run, j, c->text) | wf_version_bits(run, j, c->reference);
}

static wf_code find_changes(const wf_run *run, wf_worker *worker, comparison *c, wf_error *err) {
    struct wf_judging *j = worker->judging;
    wf_code code = wf_text_refer(run, worker, c->reference, err);
    if (code != WF_OK) return code;
    c->reading = wf_version_reading(j, c->text);
    if (!c->reading) {
        if ((code = wf_text_copy(run, worker, c->text, err)) != WF_OK) return code;
        c->reading = &j->copy;
    }
    wf_judge_support(j->judge, j->support, j->n_support, the_two(run, j, c));
    return wf_changes_find(j->judge, c->reading, &c->changes, err);
}

/* Compares text with the reference and decides. */
static wf_code compare(const wf_run *run, wf_worker *worker, uint32_t reference, uint32_t text,
                       comparison *out, wf_error *err) {
    const wf_story_row *x = wf_row(run, wf_first_story(run, reference)),
                       *y = wf_row(run, wf_first_story(run, text));
    wf_assessment assessment = wf_may_assess(x->language, y->language, x->n_words, y->n_words);
    double same_story;
    wf_relation relation = relation_of(run, text, &same_story);
    out->reference = reference;
    out->text = text;
    out->reading = NULL;
    if (assessment == WF_ASSESSED) {
        wf_code code = find_changes(run, worker, out, err);
        if (code != WF_OK) return code;
    }
    wf_decide(relation, same_story, out->reading ? &out->changes : NULL, assessment,
              run->options.min_probability, &out->decision);
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

static double most_altered(const wf_decision *d) {
    return d->spun > d->machine ? d->spun : d->machine;
}

/* Keeps what the last comparison of a worker came to, as the verdict on its text. */
static wf_code keep(const judging_work *work, size_t thread, const comparison *c, wf_error *err) {
    const wf_decision *d = &c->decision;
    wf_text_verdict *out = &work->verdicts->items[work->verdicts->of_text[c->text]];
    *out = (wf_text_verdict){.verdict = (uint8_t)d->verdict,
                             .assessment = (uint8_t)d->assessment,
                             .probability = (float)d->probability,
                             .spun = (float)d->spun,
                             .machine = (float)d->machine,
                             .against = c->reference};
    if (d->assessment == WF_ASSESSED) wf_count_changes(&c->changes, &out->changes);
    if (!wf_is_flagged(d->verdict)) return WF_OK;
    const struct wf_judging *j = work->run->workers[thread].judging;
    unsigned of_two = (unsigned)__builtin_popcount(the_two(work->run, j, c)),
             n_versions = j->n_support ? j->n_versions - of_two : 0;
    return wf_keep_findings(j->judge, j->referred, c->reading, n_versions, &work->verdicts->arenas[thread],
                            &out->findings, &out->n_findings, err);
}

/* The text that one is a copy or an excerpt of, or holds; UINT32_MAX: none. */
static uint32_t parent_of(const wf_run *run, uint32_t text) {
    uint32_t group = run->centre[text];
    const group_link *link = &run->clustering->links[group];
    if (group != text) return group;
    return link->relation == WF_EXCERPT || link->relation == WF_EXPANDED ? link->to : UINT32_MAX;
}

/* A copy of an altered text is altered too, so one that its parent has as it is is compared with the reference as well. */
static wf_code judge(const judging_work *work, size_t thread, uint32_t reference, uint32_t text,
                     wf_error *err) {
    wf_worker *worker = &work->run->workers[thread];
    uint32_t parent = parent_of(work->run, text);
    comparison c, of_parent;
    if (parent == UINT32_MAX || parent == reference) {
        wf_code code = compare(work->run, worker, reference, text, &c, err);
        return code == WF_OK ? keep(work, thread, &c, err) : code;
    }
    wf_code code = compare(work->run, worker, parent, text, &of_parent, err);
    if (code != WF_OK || wf_is_flagged(of_parent.decision.verdict))
        return code == WF_OK ? keep(work, thread, &of_parent, err) : code;
    code = compare(work->run, worker, reference, text, &c, err);
    if (code != WF_OK) return code;
    return keep(work, thread, wf_is_flagged(c.decision.verdict) ? &c : &of_parent, err);
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
    const wf_run *run = work->run;
    const struct wf_verdicts *v = work->verdicts;
    wf_worker *worker = &work->run->workers[thread];
    comparison on_a, on_b;
    wf_text_verdict *x = &v->items[v->of_text[a]], *y = &v->items[v->of_text[b]];
    wf_code code = compare(run, worker, b, a, &on_a, err);
    if (code == WF_OK) code = compare(run, worker, a, b, &on_b, err);
    if (code != WF_OK) return code;
    if (most_altered(&on_b.decision) >= most_altered(&on_a.decision) ||
        !wf_is_flagged(on_a.decision.verdict)) {
        code = keep(work, thread, &on_b, err);
        y->open = wf_is_flagged(on_b.decision.verdict);
        return code;
    }
    /* The original by its length or the like is the altered one: what was told of it is told of the other. */
    double same_story;
    wf_relation relation = relation_of(run, b, &same_story);
    wf_decide(relation, same_story, NULL, on_b.decision.assessment, 1, &on_b.decision);
    code = keep(work, thread, &on_b, err);
    if (code == WF_OK) code = compare(run, worker, b, a, &on_a, err); /* again, for what the judge finds */
    if (code == WF_OK) code = keep(work, thread, &on_a, err);
    x->open = true;
    return code;
}

/* The reference is told as what it is to the original, if it is another one. */
static void tell_reference(const wf_run *run, uint32_t reference, uint32_t original, wf_text_verdict *out) {
    *out = original_verdict(run, reference);
    if (reference == original) return;
    double same_story;
    wf_decision d;
    wf_relation relation = relation_of(run, reference, &same_story);
    wf_decide(relation, same_story, NULL, WF_ASSESSED, 1, &d);
    out->verdict = (uint8_t)d.verdict;
    out->probability = (float)d.probability;
}

/* Judges listed text t, of cluster k, which has several. */
static wf_code judge_text(const judging_work *work, size_t thread, uint32_t k, uint64_t t, wf_error *err) {
    wf_run *run = work->run;
    const struct wf_verdicts *v = work->verdicts;
    uint32_t original = run->clustering->original[k], reference = work->main[k];
    if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    if (v->texts[t] == reference) {
        tell_reference(run, reference, original, &v->items[t]);
        return WF_OK;
    }
    /* What was first by date, or an agency's, is no altered copy of what came later, whatever others share. */
    if (v->texts[t] == original && !is_open(run, k)) return WF_OK;
    wf_code code = judge(work, thread, work->reference[t], v->texts[t], err);
    /* Another likely original is told as such unless it was found to be altered. */
    if (v->texts[t] == original && !wf_is_flagged(v->items[t].verdict))
        v->items[t].verdict = WF_VERDICT_ORIGINAL;
    return code;
}

/* Judges texts [first, end) of the listed ones: those of one reference in a row, because taking one costs time. */
static wf_code judge_texts(const judging_work *work, size_t thread, uint32_t k, uint64_t first, uint64_t end,
                           wf_error *err) {
    uint64_t order[CHUNK]; /* what a text is compared with first << 32 | which it is */
    uint32_t n = 0;
    for (uint64_t t = first; t < end; t++, n++) {
        uint32_t parent = parent_of(work->run, work->verdicts->texts[t]), i = n;
        uint64_t x = (uint64_t)(parent == UINT32_MAX ? work->reference[t] : parent) << 32 | n;
        for (; i > 0 && order[i - 1] > x; i--) order[i] = order[i - 1];
        order[i] = x;
    }
    wf_code code = WF_OK;
    for (uint32_t i = 0; code == WF_OK && i < n; i++)
        code = judge_text(work, thread, k, first + (uint32_t)order[i], err);
    return code;
}

static wf_code judge_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    const judging_work *work = user;
    wf_run *run = work->run;
    const struct wf_verdicts *v = work->verdicts;
    uint32_t k = work->tasks[i].cluster, original = run->clustering->original[k];
    const uint32_t *texts = v->texts + v->begin[k];
    uint64_t first = v->begin[k] + work->tasks[i].first, end = v->begin[k + 1], n = end - v->begin[k];
    if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    if (end > first + CHUNK) end = first + CHUNK;
    for (uint64_t t = first; t < end; t++)
        v->items[t] = original_verdict(run, v->texts[t]); /* to begin with */
    wf_worker *worker = &run->workers[thread];
    wf_code code = wf_judging_open(run, worker, err);
    if (code != WF_OK) return code;
    struct wf_judging *j = worker->judging;
    if (j->story != k) {
        j->story = UINT32_MAX;
        wf_versions_forget(j);
        if (n > 2) code = wf_versions_read(run, worker, texts, n, err);
        if (code != WF_OK) return code;
        j->story = k;
    }
    if (n > 2 || !is_open(run, k)) return judge_texts(work, thread, k, first, end, err);
    return judge_open_pair(work, thread, original, texts[texts[0] == original], err);
}

/* Clusters of exact copies alone are not judged. */
static void tell_alone(const judging_work *work) {
    const struct wf_verdicts *v = work->verdicts;
    for (uint64_t k = 0; k < work->run->clustering->n_clusters; k++) {
        uint64_t i = v->begin[k];
        if (v->begin[k + 1] - i >= 2) continue;
        v->items[i] = original_verdict(work->run, v->texts[i]);
        v->items[i].assessment = WF_UNASSESSED_ALONE;
    }
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

/* What is left once all is judged: two things that take a while on one thread. */
enum { CLOSE_READINGS, COUNT_VERDICTS, LAST_TASKS };
static wf_code last_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    (void)thread;
    (void)err;
    if (i == CLOSE_READINGS)
        wf_kept_readings_close(user);
    else
        wf_count_verdicts(user);
    return WF_OK;
}

wf_code wf_stage_verdicts(wf_run *run, wf_error *err) {
    if (run->options.level == WF_LEVEL_COPY || run->options.no_verdicts) {
        wf_count_verdicts(run); /* those that follow from the relations */
        return WF_OK;
    }
    wf_code code = wf_kept_readings_flush(run, err);
    if (code != WF_OK) return code;
    struct wf_verdicts *v = run->verdicts = calloc(1, sizeof *v);
    if (!v) return wf_fail_nomem(err, "verdicts");
    judging_work work = {.run = run, .verdicts = v};
    code = list_texts(run, v, err);
    if (code == WF_OK && !(v->arenas = calloc(run->n_threads, sizeof *v->arenas)))
        code = wf_fail_nomem(err, "verdicts");
    v->n_arenas = run->n_threads;
    if (code == WF_OK) code = wf_choose_references(run, v, &work.main, &work.reference, err);
    if (code == WF_OK) code = list_tasks(run, &work, err);
    if (code == WF_OK) {
        tell_alone(&work);
        code = wf_parallel_for(run->n_threads, work.n_tasks, 1, judge_task, &work, err);
    }
    free(work.main);
    free(work.reference);
    free(work.tasks);
    if (code == WF_OK) return wf_parallel_for(run->n_threads, LAST_TASKS, 1, last_task, run, err);
    wf_verdicts_free(v); /* nothing asks for half of them */
    run->verdicts = NULL;
    wf_kept_readings_close(run);
    return code;
}
