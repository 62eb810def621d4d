/* Copy groups: the connected components of verified copies, split into stars. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "cluster/stars.h"
#include "engine/run.h"

/* A text of a component of two or more. */
typedef struct {
    wf_claim claim;
    uint32_t component, text;
} member;

typedef struct {
    wf_run *run;
    uint32_t *texts;         /* members of all components, each in order of preference */
    uint64_t *begin;         /* n_components + 1 */
    const uint32_t *settled; /* as wf_form_groups has it */
    uint32_t *centre;
    wf_edge_list *found;  /* one a thread */
    uint64_t *n_verified; /* one a thread */
} grouping;

typedef struct {
    grouping *groups;
    size_t thread;
} star_user;

wf_code wf_edge_list_add(wf_edge_list *list, const wf_edge *edge, wf_error *err) {
    if (!wf_grow(&list->items, &list->cap, list->n + 1, sizeof *list->items))
        return wf_fail_nomem(err, "the verified pairs");
    list->items[list->n++] = *edge;
    return WF_OK;
}

static wf_code label_components(wf_run *run, wf_error *err) {
    wf_unionfind sets;
    wf_code code = wf_unionfind_open(&sets, run->n_texts, err);
    if (code != WF_OK) return code;
    for (size_t i = 0; i < run->n_pairs; i++) wf_unionfind_join(&sets, run->pairs[i].a, run->pairs[i].b);
    wf_unionfind_flatten(&sets);
    free(run->component);
    run->component = sets.parent; /* flat: every text's root */
    return WF_OK;
}

wf_code wf_add_pairs(wf_run *run, const wf_edge *edges, size_t n, wf_error *err) {
    wf_edge *all = malloc((run->n_pairs + n + 1) * sizeof *all);
    if (!all) return wf_fail_nomem(err, "the verified pairs");
    if (run->n_pairs) memcpy(all, run->pairs, run->n_pairs * sizeof *all);
    if (n) memcpy(all + run->n_pairs, edges, n * sizeof *all);
    wf_graph_close(&run->graph);
    free(run->pairs);
    run->pairs = all;
    run->n_pairs = wf_edges_sort(all, run->n_pairs + n);
    wf_code code = label_components(run, err);
    return code != WF_OK ? code : wf_graph_open(&run->graph, run->n_texts, run->pairs, run->n_pairs, err);
}

static wf_code verify_pair(void *user, uint32_t a, uint32_t b, bool *match, wf_edge *edge, wf_error *err) {
    star_user *star = user;
    wf_run *run = star->groups->run;
    if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    wf_code code = wf_text_verify(run, &run->workers[star->thread], a, b, edge, err);
    if (code != WF_OK) return code;
    star->groups->n_verified[star->thread]++;
    *match = wf_is_copy(run, edge);
    return WF_OK;
}

static wf_code found_match(void *user, const wf_edge *edge, wf_error *err) {
    star_user *star = user;
    return wf_edge_list_add(&star->groups->found[star->thread], edge, err);
}

static wf_code component_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    grouping *groups = user;
    star_user star = {groups, thread};
    uint64_t begin = groups->begin[i];
    return wf_stars(&groups->run->graph, groups->texts + begin, (size_t)(groups->begin[i + 1] - begin),
                    groups->centre, verify_pair, found_match, &star, err);
}

static int compare_members(const void *x, const void *y) {
    const member *a = x, *b = y;
    if (a->component != b->component) return a->component < b->component ? -1 : 1;
    int order = wf_claim_compare(&a->claim, &b->claim, NULL);
    return order ? order : (a->text > b->text) - (a->text < b->text);
}

static bool takes_part(const grouping *groups, uint32_t text) {
    return wf_text_is_own(groups->run, text) && (!groups->settled || groups->settled[text] == UINT32_MAX);
}

/* Lists the members of every component of two or more own texts, in order of preference. */
static wf_code list_components(grouping *groups, const wf_claim *claims, uint64_t *n_components,
                               wf_error *err) {
    wf_run *run = groups->run;
    uint32_t *size = calloc((size_t)run->n_texts + 1, sizeof *size);
    member *members = NULL;
    size_t n = 0;
    wf_code code = WF_OK;
    if (!size) goto nomem;
    for (uint32_t t = 0; t < run->n_texts; t++) {
        groups->centre[t] = UINT32_MAX;
        if (takes_part(groups, t)) size[run->component[t]]++;
    }
    for (uint32_t t = 0; t < run->n_texts; t++) {
        if (!takes_part(groups, t)) continue;
        if (size[run->component[t]] > 1)
            n++;
        else
            groups->centre[t] = t;
    }
    members = malloc((n + 1) * sizeof *members);
    groups->texts = malloc((n + 1) * sizeof *groups->texts);
    groups->begin = malloc((n + 1) * sizeof *groups->begin);
    if (!members || !groups->texts || !groups->begin) goto nomem;
    n = 0;
    for (uint32_t t = 0; t < run->n_texts; t++)
        if (takes_part(groups, t) && groups->centre[t] == UINT32_MAX)
            members[n++] = (member){claims[t], run->component[t], t};
    if (n) qsort(members, n, sizeof *members, compare_members);
    *n_components = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || members[i].component != members[i - 1].component) groups->begin[(*n_components)++] = i;
        groups->texts[i] = members[i].text;
    }
    groups->begin[*n_components] = n;
    goto done;
nomem:
    code = wf_fail_nomem(err, "copy groups");
done:
    free(size);
    free(members);
    return code;
}

wf_code wf_form_groups(wf_run *run, const wf_claim *claims, const uint32_t *settled, uint32_t *centre,
                       wf_edge **found, size_t *n_found, wf_error *err) {
    grouping groups = {.run = run, .settled = settled, .centre = centre};
    wf_edge_list all = {0};
    uint64_t n_components = 0;
    groups.found = calloc(run->n_threads, sizeof *groups.found);
    groups.n_verified = calloc(run->n_threads, sizeof *groups.n_verified);
    wf_code code = groups.found && groups.n_verified ? list_components(&groups, claims, &n_components, err)
                                                     : wf_fail_nomem(err, "copy groups");
    if (code == WF_OK) code = wf_parallel_for(run->n_threads, n_components, 1, component_task, &groups, err);
    for (size_t t = 0; groups.found && groups.n_verified && t < run->n_threads; t++) {
        run->summary.n_verified += groups.n_verified[t];
        for (size_t i = 0; code == WF_OK && i < groups.found[t].n; i++)
            code = wf_edge_list_add(&all, &groups.found[t].items[i], err);
        free(groups.found[t].items);
    }
    free(groups.found);
    free(groups.n_verified);
    free(groups.texts);
    free(groups.begin);
    if (code != WF_OK) {
        free(all.items);
        return code;
    }
    *found = all.items;
    *n_found = all.n;
    return WF_OK;
}

wf_code wf_stage_groups(wf_run *run, wf_error *err) {
    run->centre = malloc(((size_t)run->n_texts + 1) * sizeof *run->centre);
    if (!run->centre) return wf_fail_nomem(err, "copy groups");
    for (uint32_t t = 0; t < run->n_texts; t++)
        run->claims[t].n_matches =
            wf_graph_degree(&run->graph, t) + run->text_begin[t + 1] - run->text_begin[t] - 1;
    wf_edge *found;
    size_t n_found;
    wf_code code = wf_form_groups(run, run->claims, NULL, run->centre, &found, &n_found, err);
    if (code != WF_OK) return code;
    code = n_found ? wf_add_pairs(run, found, n_found, err) : WF_OK;
    free(found);
    return code;
}
