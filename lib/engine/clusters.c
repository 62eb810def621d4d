/* Story clusters: copy groups joined by inclusions and as rewrites, their originals and members. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "engine/clustering.h"

enum { GRAIN = 64, TEXTS = 1024 };

void wf_clustering_free(struct wf_clustering *c) {
    if (!c) return;
    free(c->text_of);
    free(c->reported);
    free(c->group_size);
    free(c->cluster_of);
    free(c->links);
    free(c->original);
    free(c->why);
    free(c->ids);
    free(c->begin);
    free(c->members);
    free(c->also_begin);
    free(c->also);
    free(c->n_also);
    free(c);
}

/* A cluster while clusters are put in order. */
typedef struct {
    uint32_t root, original;
    uint32_t size;
    char id[17];
} draft;

static int largest_first(const void *x, const void *y) {
    const draft *a = x, *b = y;
    if (a->size != b->size) return a->size > b->size ? -1 : 1;
    return memcmp(a->id, b->id, sizeof a->id);
}

/* Stories of the dump by text, and the sizes of the copy groups. */
static wf_code map_stories(wf_run *run, struct wf_clustering *c, wf_error *err) {
    uint64_t n = run->stories.n, n_reported = 0;
    c->text_of = malloc((n + 1) * sizeof *c->text_of);
    c->reported = malloc((n + 1) * sizeof *c->reported);
    c->group_size = calloc((size_t)run->n_texts + 1, sizeof *c->group_size);
    if (!c->text_of || !c->reported || !c->group_size) return wf_fail_nomem(err, "clusters");
    for (uint64_t s = 0; s < n; s++) {
        c->text_of[s] = UINT32_MAX;
        if (!wf_row(run, s)->against) c->reported[n_reported++] = (uint32_t)s;
    }
    for (uint32_t t = 0; t < run->n_texts; t++) {
        if (run->centre[t] == UINT32_MAX) continue;
        for (uint32_t i = run->text_begin[t]; i < run->text_begin[t + 1]; i++) {
            if (wf_row(run, run->text_story[i])->against) continue;
            c->text_of[run->text_story[i]] = t;
            c->group_size[run->centre[t]]++;
        }
    }
    return WF_OK;
}

typedef struct {
    const wf_run *run;
    draft *drafts;
} draft_work;

static wf_code id_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    const draft_work *work = user;
    const uint32_t first = wf_first_story(work->run, work->drafts[i].original);
    const wf_story_row *row = wf_row(work->run, first);
    wf_story story;
    wf_code code =
        wf_spill_get_fields(&work->run->texts, row->place, &work->run->workers[thread].story, &story, err);
    if (code == WF_OK) wf_stable_id(row->content, story.id, work->drafts[i].id);
    return code;
}

/* Joins groups by their inclusions and their stories, and drafts every cluster of two stories or more, with its original. */
static wf_code draft_clusters(wf_run *run, struct wf_clustering *c, wf_unionfind *sets, draft **out,
                              wf_error *err) {
    for (size_t i = 0; i < run->n_inclusions; i++) {
        if (!run->inclusions[i].joined) continue;
        wf_unionfind_join(sets, run->inclusions[i].part, run->inclusions[i].whole);
        run->claims[run->inclusions[i].whole].n_contained++;
    }
    for (uint32_t t = 0; run->story_of && t < run->n_texts; t++)
        if (run->story_of[t] != UINT32_MAX) wf_unionfind_join(sets, t, run->story_of[t]);
    wf_unionfind_flatten(sets);
    uint32_t n_texts = run->n_texts;
    draft *drafts = malloc(((size_t)n_texts + 1) * sizeof *drafts);
    uint32_t *number = malloc(((size_t)n_texts + 1) * sizeof *number); /* of the draft, by root */
    if (!drafts || !number) goto nomem;
    memset(number, 0xFF, ((size_t)n_texts + 1) * sizeof *number);
    uint64_t n = 0;
    for (uint32_t t = 0; t < n_texts; t++) {
        if (run->centre[t] != t) continue;
        uint32_t root = wf_unionfind_root(sets, t);
        if (number[root] == UINT32_MAX) {
            number[root] = (uint32_t)n;
            drafts[n++] = (draft){.root = root, .original = t};
        }
        draft *d = &drafts[number[root]];
        d->size += c->group_size[t];
        if (wf_claim_compare(&run->claims[t], &run->claims[d->original], NULL) < 0) d->original = t;
    }
    free(number);
    number = NULL;
    uint64_t kept = 0;
    for (uint64_t i = 0; i < n; i++)
        if (drafts[i].size > 1) drafts[kept++] = drafts[i];
    draft_work work = {run, drafts};
    wf_code code = wf_parallel_for(run->n_threads, kept, GRAIN, id_task, &work, err);
    if (code != WF_OK) {
        free(drafts);
        return code;
    }
    qsort(drafts, kept, sizeof *drafts, largest_first);
    c->n_clusters = kept;
    *out = drafts;
    return WF_OK;
nomem:
    free(drafts);
    free(number);
    return wf_fail_nomem(err, "clusters");
}

/* Orders the clusters and numbers the groups by them. */
static wf_code number_clusters(wf_run *run, struct wf_clustering *c, const wf_unionfind *sets,
                               const draft *drafts, wf_error *err) {
    uint32_t n_texts = run->n_texts;
    uint32_t *number = malloc(((size_t)n_texts + 1) * sizeof *number);
    c->cluster_of = malloc(((size_t)n_texts + 1) * sizeof *c->cluster_of);
    c->original = malloc((c->n_clusters + 1) * sizeof *c->original);
    c->why = calloc(c->n_clusters + 1, sizeof *c->why);
    c->ids = malloc((c->n_clusters + 1) * sizeof *c->ids);
    if (!number || !c->cluster_of || !c->original || !c->why || !c->ids) {
        free(number);
        return wf_fail_nomem(err, "clusters");
    }
    memset(number, 0xFF, ((size_t)n_texts + 1) * sizeof *number);
    for (uint64_t k = 0; k < c->n_clusters; k++) {
        number[drafts[k].root] = (uint32_t)k;
        c->original[k] = drafts[k].original;
        memcpy(c->ids[k], drafts[k].id, sizeof c->ids[k]);
    }
    for (uint32_t t = 0; t < n_texts; t++)
        c->cluster_of[t] = run->centre[t] == t ? number[wf_unionfind_root(sets, t)] : UINT32_MAX;
    free(number);
    return WF_OK;
}

/* ---- how the groups of a cluster hang together */

static int by_part_then_whole(const void *x, const void *y) {
    const wf_inclusion *a = x, *b = y;
    if (a->part != b->part) return a->part < b->part ? -1 : 1;
    return (a->whole > b->whole) - (a->whole < b->whole);
}

/* The joined inclusions of each text: those of t are next[begin[t]] up to next[begin[t + 1]]. */
typedef struct {
    uint64_t *begin;
    uint32_t *next;
    uint32_t *queue;
    bool *seen;
} inclusion_graph;

static void free_graph(inclusion_graph *g) {
    free(g->begin);
    free(g->next);
    free(g->queue);
    free(g->seen);
}

static wf_code make_graph(const wf_run *run, inclusion_graph *g, wf_error *err) {
    size_t n = run->n_texts, n_joined = 0;
    for (size_t i = 0; i < run->n_inclusions; i++) n_joined += run->inclusions[i].joined;
    g->begin = calloc(n + 2, sizeof *g->begin);
    g->seen = calloc(n + 1, sizeof *g->seen);
    g->next = malloc((2 * n_joined + 1) * sizeof *g->next);
    g->queue = malloc((2 * n_joined + 2) * sizeof *g->queue);
    if (!g->begin || !g->seen || !g->next || !g->queue) return wf_fail_nomem(err, "clusters");
    for (size_t i = 0; i < run->n_inclusions; i++) {
        if (!run->inclusions[i].joined) continue;
        g->begin[run->inclusions[i].part + 2]++;
        g->begin[run->inclusions[i].whole + 2]++;
    }
    for (size_t t = 2; t < n + 2; t++) g->begin[t] += g->begin[t - 1];
    for (size_t i = 0; i < run->n_inclusions; i++) {
        if (!run->inclusions[i].joined) continue;
        g->next[g->begin[run->inclusions[i].part + 1]++] = (uint32_t)i;
        g->next[g->begin[run->inclusions[i].whole + 1]++] = (uint32_t)i;
    }
    return WF_OK;
}

static group_link link_of(const wf_inclusion *i, bool is_whole) {
    return is_whole ? (group_link){WF_EXPANDED, i->part, i->n_shared, i->n_whole, i->n_part, 0}
                    : (group_link){WF_EXCERPT, i->whole, i->n_shared, i->n_part, i->n_whole, 0};
}

/*
 * Walks over the joined inclusions from a text; the inclusion by which a group is reached is its link. Those of a cluster
 * form trees, because every part joins one whole only.
 */
static void link_from(const wf_run *run, inclusion_graph *g, uint32_t text, group_link *links) {
    size_t head = 0, tail = 0;
    g->queue[tail++] = text;
    g->seen[text] = true;
    while (head < tail) {
        uint32_t t = g->queue[head++];
        for (uint64_t j = g->begin[t]; j < g->begin[t + 1]; j++) {
            const wf_inclusion *i = &run->inclusions[g->next[j]];
            uint32_t other = i->part == t ? i->whole : i->part;
            if (g->seen[other]) continue;
            g->seen[other] = true;
            links[other] = link_of(i, other == i->whole);
            g->queue[tail++] = other;
        }
    }
}

/* The highest P(same story) that each text has with another one of its story. */
static void link_rewrites(const wf_run *run, const struct wf_clustering *c, group_link *links) {
    for (size_t i = 0; i < run->n_same; i++) {
        const wf_same_story *s = &run->same[i];
        if (c->cluster_of[s->a] == UINT32_MAX || c->cluster_of[s->a] != c->cluster_of[s->b]) continue;
        if (s->p > links[s->a].p) links[s->a].p = s->p;
        if (s->p > links[s->b].p) links[s->b].p = s->p;
    }
}

typedef struct {
    const wf_run *run;
    group_link *links;
} overlap_work;

/* The shingles that a rewrite shares with the original. */
static wf_code overlap_task(void *user, uint64_t t, size_t thread, wf_error *err) {
    overlap_work *work = user;
    group_link *link = &work->links[t];
    if (link->relation != WF_REWRITE) return WF_OK;
    if (wf_cancelled(work->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    wf_edge e;
    wf_code code = wf_text_verify(work->run, &work->run->workers[thread], (uint32_t)t, link->to, &e, err);
    if (code != WF_OK) return code;
    link->n_shared = e.n_shared;
    link->n_own = e.a == t ? e.n_a : e.n_b;
    link->n_other = e.a == t ? e.n_b : e.n_a;
    return WF_OK;
}

/* Links the groups of each cluster: those of the original's own words first, then every rewrite with its excerpts. */
static wf_code link_groups(wf_run *run, struct wf_clustering *c, wf_error *err) {
    uint32_t n = run->n_texts;
    inclusion_graph g = {0};
    c->links = calloc((size_t)n + 1, sizeof *c->links);
    if (!c->links) return wf_fail_nomem(err, "clusters");
    if (run->n_inclusions)
        qsort(run->inclusions, run->n_inclusions, sizeof *run->inclusions, by_part_then_whole);
    wf_code code = make_graph(run, &g, err);
    if (code != WF_OK) {
        free_graph(&g);
        return code;
    }
    for (uint32_t t = 0; t < n; t++) c->links[t].relation = WF_ORIGINAL;
    for (uint64_t k = 0; k < c->n_clusters; k++) link_from(run, &g, c->original[k], c->links);
    for (uint32_t t = 0; run->story_of && t < n; t++) {
        if (run->speaker[t] != t || c->cluster_of[t] == UINT32_MAX || g.seen[t]) continue;
        c->links[t] = (group_link){.relation = WF_REWRITE, .to = c->original[c->cluster_of[t]]};
        link_from(run, &g, t, c->links);
    }
    free_graph(&g);
    link_rewrites(run, c, c->links);
    /* Parts that joined no whole, and no cluster, are told as excerpts of the one that shares most. */
    for (size_t i = 0; i < run->n_inclusions; i++) {
        const wf_inclusion *x = &run->inclusions[i];
        group_link *link = &c->links[x->part];
        if (c->cluster_of[x->part] != UINT32_MAX) continue;
        if (link->relation == WF_ORIGINAL || x->n_shared > link->n_shared) *link = link_of(x, false);
    }
    overlap_work work = {run, c->links};
    return wf_parallel_for(run->n_threads, n, GRAIN, overlap_task, &work, err);
}

/* ---- members */

typedef struct {
    bool is_original;
    int64_t published_ms;
    uint64_t id_hash;
    uint64_t number;
} member;

static int original_then_by_date(const void *x, const void *y) {
    const member *a = x, *b = y;
    if (a->is_original != b->is_original) return a->is_original ? -1 : 1;
    /* WF_NO_DATE is the smallest value; as unsigned numbers moved by one it is the largest. */
    uint64_t date_a = (uint64_t)a->published_ms + (1ULL << 63) - 1,
             date_b = (uint64_t)b->published_ms + (1ULL << 63) - 1;
    if (date_a != date_b) return date_a < date_b ? -1 : 1;
    if (a->id_hash != b->id_hash) return a->id_hash < b->id_hash ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static uint64_t cluster_of_story(const wf_run *run, const struct wf_clustering *c, uint32_t story) {
    uint32_t text = c->text_of[story];
    uint32_t k = text == UINT32_MAX ? UINT32_MAX : c->cluster_of[run->centre[text]];
    return k == UINT32_MAX ? UINT64_MAX : k;
}

typedef struct {
    const wf_run *run;
    struct wf_clustering *clustering;
    member *members;
} member_work;

/* Why the original is taken for it: what tells it from the next best, over all stories of the cluster. */
static void find_reason(const wf_run *run, struct wf_clustering *c, uint64_t k) {
    const wf_claim *best = &run->claims[c->original[k]];
    wf_claim second;
    bool any = false;
    for (uint64_t m = c->begin[k]; m < c->begin[k + 1]; m++) {
        uint32_t story = c->reported[c->members[m]], text = c->text_of[story];
        if (story == best->story) continue;
        const wf_story_row *row = wf_row(run, story);
        wf_claim claim = run->claims[text];
        claim.published_ms = row->published_ms;
        claim.agency = row->agency;
        claim.id_hash = row->id_hash;
        if (!any || wf_claim_compare(&claim, &second, NULL) < 0) second = claim;
        any = true;
    }
    /* A member of another group may have the better claim but for what its group's original has. */
    if (any && wf_claim_compare(best, &second, &c->why[k]) > 0) c->why[k] = WF_WHY_CONTAINS;
}

static wf_code members_task(void *user, uint64_t k, size_t thread, wf_error *err) {
    const member_work *work = user;
    struct wf_clustering *c = work->clustering;
    member *members = work->members + c->begin[k];
    const size_t n = c->begin[k + 1] - c->begin[k];
    (void)thread;
    (void)err;
    if (n) qsort(members, n, sizeof *members, original_then_by_date);
    for (size_t i = 0; i < n; i++) c->members[c->begin[k] + i] = members[i].number;
    find_reason(work->run, c, k);
    return WF_OK;
}

/* Lists the members of each cluster: its original, then the others by date. */
static wf_code list_members(wf_run *run, struct wf_clustering *c, wf_error *err) {
    wf_summary *s = &run->summary;
    c->begin = calloc(c->n_clusters + 2, sizeof *c->begin);
    if (!c->begin) return wf_fail_nomem(err, "clusters");
    for (uint64_t i = 0; i < s->n_stories; i++) {
        const uint64_t k = cluster_of_story(run, c, c->reported[i]);
        if (k != UINT64_MAX) c->begin[k + 2]++;
    }
    for (uint64_t k = 2; k < c->n_clusters + 2; k++) c->begin[k] += c->begin[k - 1];
    const size_t n = c->begin[c->n_clusters + 1];
    member *members = malloc((n + 1) * sizeof *members);
    c->members = malloc((n + 1) * sizeof *c->members);
    if (!members || !c->members) {
        free(members);
        return wf_fail_nomem(err, "clusters");
    }
    /* Listing moves the begin of each cluster, one place behind, to its end, which is the begin of the next one's. */
    for (uint64_t i = 0; i < s->n_stories; i++) {
        const uint32_t story = c->reported[i];
        const uint64_t k = cluster_of_story(run, c, story);
        if (k == UINT64_MAX) continue;
        const wf_story_row *row = wf_row(run, story);
        members[c->begin[k + 1]++] =
            (member){story == wf_first_story(run, c->original[k]), row->published_ms, row->id_hash, i};
    }
    member_work work = {run, c, members};
    wf_code code = wf_parallel_for(run->n_threads, c->n_clusters, GRAIN, members_task, &work, err);
    free(members);
    s->n_clustered = n;
    return code;
}

static int compare_u64(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* Stories whose text stands in another cluster's and that were not joined. */
static wf_code list_also(wf_run *run, struct wf_clustering *c, wf_error *err) {
    uint64_t *count = calloc(c->n_clusters + 2, sizeof *count);
    uint64_t *number_of = malloc((run->stories.n + 1) * sizeof *number_of);
    c->also_begin = calloc(c->n_clusters + 2, sizeof *c->also_begin);
    c->also = malloc((2 * run->n_inclusions + 1) * sizeof *c->also);
    c->n_also = calloc(c->n_clusters + 1, sizeof *c->n_also);
    if (!count || !number_of || !c->also_begin || !c->also || !c->n_also) {
        free(count);
        free(number_of);
        return wf_fail_nomem(err, "clusters");
    }
    for (uint64_t i = 0; i < run->summary.n_stories; i++) number_of[c->reported[i]] = i;
    for (int fill = 0; fill < 2; fill++) {
        for (size_t i = 0; i < run->n_inclusions; i++) {
            uint32_t ends[2] = {run->inclusions[i].part, run->inclusions[i].whole};
            if (c->cluster_of[ends[0]] == c->cluster_of[ends[1]]) continue;
            for (int e = 0; e < 2; e++) {
                uint32_t k = c->cluster_of[ends[e]];
                if (k == UINT32_MAX) continue;
                if (fill) c->also[c->also_begin[k] + count[k]] = number_of[wf_first_story(run, ends[1 - e])];
                count[k]++;
            }
        }
        if (!fill) {
            for (uint64_t k = 0; k < c->n_clusters; k++) c->also_begin[k + 1] = c->also_begin[k] + count[k];
            memset(count, 0, (c->n_clusters + 2) * sizeof *count);
        }
    }
    for (uint64_t k = 0; k < c->n_clusters; k++) {
        uint64_t *also = c->also + c->also_begin[k], n = c->also_begin[k + 1] - c->also_begin[k], kept = 0;
        if (n) qsort(also, n, sizeof *also, compare_u64);
        for (uint64_t i = 0; i < n; i++)
            if (i == 0 || also[i] != also[kept - 1]) also[kept++] = also[i];
        c->n_also[k] = kept;
    }
    free(count);
    free(number_of);
    return WF_OK;
}

/* Stories of each relation, a thread: a cache line and more, so that threads do not share one. */
typedef struct {
    uint64_t n[16];
} relation_counts;

typedef struct {
    const wf_run *run;
    relation_counts *counts;
} relation_work;

/* By text, as what is looked up of them lies in memory; a story without one is single. */
static wf_code relation_task(void *user, uint64_t t, size_t thread, wf_error *err) {
    const relation_work *work = user;
    const wf_run *run = work->run;
    (void)err;
    for (uint32_t i = run->text_begin[t]; i < run->text_begin[t + 1]; i++) {
        wf_story_result r;
        memset(&r, 0, sizeof r);
        wf_relate(run, run->text_story[i], &r);
        work->counts[thread].n[r.relation]++;
    }
    return WF_OK;
}

static wf_code count_relations(wf_run *run, wf_error *err) {
    wf_summary *s = &run->summary;
    const struct wf_clustering *c = run->clustering;
    relation_work work = {run, calloc(run->n_threads, sizeof *work.counts)};
    if (!work.counts) return wf_fail_nomem(err, "clusters");
    wf_code code = wf_parallel_for(run->n_threads, run->n_texts, TEXTS, relation_task, &work, err);
    for (size_t t = 0; t < run->n_threads; t++) {
        s->n_exact += work.counts[t].n[WF_EXACT];
        s->n_copies += work.counts[t].n[WF_COPY];
        s->n_excerpts += work.counts[t].n[WF_EXCERPT];
        s->n_expanded += work.counts[t].n[WF_EXPANDED];
        s->n_rewrites += work.counts[t].n[WF_REWRITE];
    }
    free(work.counts);
    for (uint32_t t = 0; t < run->n_texts; t++) s->n_groups += run->centre[t] == t && c->group_size[t] > 1;
    s->n_clusters = c->n_clusters;
    s->n_singles = s->n_stories - s->n_clustered;
    s->n_pairs = run->pairs.n + run->n_inclusions;
    for (size_t i = 0; i < run->n_same; i++) s->n_pairs += wf_is_same_story(&run->same[i]);
    for (uint32_t t = 0; t < run->n_texts; t++) s->n_pairs += run->text_begin[t + 1] - run->text_begin[t] - 1;
    return code;
}

wf_code wf_stage_clusters(wf_run *run, wf_error *err) {
    struct wf_clustering *c = run->clustering = calloc(1, sizeof *c);
    if (!c) return wf_fail_nomem(err, "clusters");
    wf_unionfind sets;
    draft *drafts = NULL;
    wf_code code = wf_unionfind_open(&sets, run->n_texts, err);
    if (code == WF_OK && (code = map_stories(run, c, err)) == WF_OK &&
        (code = wf_count_wording(run, err)) == WF_OK &&
        (code = draft_clusters(run, c, &sets, &drafts, err)) == WF_OK &&
        (code = number_clusters(run, c, &sets, drafts, err)) == WF_OK &&
        (code = link_groups(run, c, err)) == WF_OK && (code = list_members(run, c, err)) == WF_OK &&
        (code = list_also(run, c, err)) == WF_OK)
        code = count_relations(run, err);
    free(drafts);
    wf_unionfind_close(&sets);
    if (code != WF_OK) { /* a half-built result is none */
        wf_clustering_free(run->clustering);
        run->clustering = NULL;
    }
    return code;
}
