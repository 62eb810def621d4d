#include "cluster/stories.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/pool.h"
#include "cluster/average.h"
#include "cluster/unionfind.h"

typedef struct {
    wf_scored_graph graph;
    size_t *first;
    uint32_t *place, *nodes; /* nodes: by component, ascending in each */
    wf_component *components;
    uint32_t n_components;
    wf_merging_counts *counts; /* of every thread */
} job;

/* Fills first: the pairs are sorted by their smaller node. */
static void index_pairs(const wf_merging *merging, size_t *first) {
    size_t i = 0;
    for (uint32_t a = 0; a < merging->n; a++) {
        first[a] = i;
        while (i < merging->n_pairs && merging->pairs[i].a == a) i++;
    }
    first[merging->n] = i;
}

/* More pairs first, so that no thread is left with a large one at the end; equal ones by their first node. */
static int compare_components(const void *x, const void *y) {
    const wf_component *a = x, *b = y;
    if (a->n_pairs != b->n_pairs) return a->n_pairs > b->n_pairs ? -1 : 1;
    return (a->nodes[0] > b->nodes[0]) - (a->nodes[0] < b->nodes[0]);
}

/* Sorts the nodes by component; a node without a pair is in none. sets: joined by the pairs, flattened. */
static wf_code gather_components(job *work, const wf_unionfind *sets, wf_error *err) {
    uint32_t n = sets->n, n_components = 0, n_placed = 0;
    uint32_t *place = work->place;
    for (uint32_t i = 0; i < n; i++) place[i] = 0;
    /* The root of a set is its smallest node: until its turn comes, its place holds the size of the set. */
    for (uint32_t i = 0; i < n; i++) place[sets->parent[i]]++;
    for (uint32_t i = 0; i < n; i++) n_components += place[i] > 1;
    work->components = malloc(((size_t)n_components + 1) * sizeof *work->components);
    uint32_t *number = malloc(((size_t)n + 1) * sizeof *number); /* of a root: the component */
    if (!work->components || !number) {
        free(number);
        return wf_fail_nomem(err, "the components of story clusters");
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t root = sets->parent[i];
        if (root == i && place[i] > 1) {
            number[i] = work->n_components;
            work->components[work->n_components++] = (wf_component){work->nodes + n_placed, 0, 0};
            n_placed += place[i];
        } else if (root == i) {
            continue;
        }
        wf_component *component = &work->components[number[root]];
        place[i] = component->n_nodes++;
        work->nodes[(size_t)(component->nodes - work->nodes) + place[i]] = i;
        component->n_pairs += work->first[i + 1] - work->first[i];
    }
    free(number);
    qsort(work->components, work->n_components, sizeof *work->components, compare_components);
    return WF_OK;
}

static wf_code find_components(job *work, wf_error *err) {
    const wf_merging *merging = work->graph.merging;
    wf_unionfind sets;
    wf_code code = wf_unionfind_open(&sets, merging->n, err);
    if (code != WF_OK) return code;
    for (size_t i = 0; i < merging->n_pairs; i++)
        wf_unionfind_join(&sets, merging->pairs[i].a, merging->pairs[i].b);
    wf_unionfind_flatten(&sets);
    code = gather_components(work, &sets, err);
    wf_unionfind_close(&sets);
    return code;
}

static wf_code merge_one(void *user, uint64_t i, size_t thread, wf_error *err) {
    job *work = user;
    return wf_merge_component(&work->graph, &work->components[i], thread, &work->counts[thread], err);
}

wf_code wf_merge_stories(const wf_merging *merging, uint32_t *cluster, wf_merging_counts *counts,
                         wf_error *err) {
    size_t n = merging->n, n_threads = merging->n_threads ? merging->n_threads : 1;
    job work = {.first = malloc((n + 1) * sizeof *work.first),
                .place = malloc((n + 1) * sizeof *work.place),
                .nodes = malloc((n + 1) * sizeof *work.nodes),
                .counts = calloc(n_threads, sizeof *work.counts)};
    wf_code code = WF_OK;
    if (!work.first || !work.place || !work.nodes || !work.counts)
        code = wf_fail_nomem(err, "the components of story clusters");
    if (code == WF_OK) {
        work.graph = (wf_scored_graph){merging, work.first, work.place, cluster};
        index_pairs(merging, work.first);
        for (uint32_t i = 0; i < n; i++) cluster[i] = i;
        code = find_components(&work, err);
    }
    if (code == WF_OK) code = wf_parallel_for(n_threads, work.n_components, 1, merge_one, &work, err);
    if (code == WF_OK) {
        /* A node points to a smaller one, which by then points to the smallest of the cluster. */
        for (uint32_t i = 0; i < n; i++) cluster[i] = cluster[cluster[i]];
        *counts = (wf_merging_counts){0};
        for (size_t t = 0; t < n_threads; t++) {
            counts->n_scored += work.counts[t].n_scored;
            counts->n_sampled += work.counts[t].n_sampled;
            counts->n_left += work.counts[t].n_left;
        }
    }
    free(work.first);
    free(work.place);
    free(work.nodes);
    free(work.components);
    free(work.counts);
    return code;
}
