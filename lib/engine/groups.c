/*
 * Copy groups (cluster/centres.h). Texts that share no bucket, not even by way of others, have nothing to do with each
 * other: such components are worked on by different threads, and the result does not depend on how many there are.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "cluster/centres.h"
#include "engine/run.h"

#define NO_TEXT UINT32_MAX

/* A text of a component of two or more. */
typedef struct {
    wf_claim claim;
    uint32_t text;
    bool earlier;
} member;

typedef struct {
    wf_run *run;
    const uint32_t *earlier; /* as wf_form_groups has it */
    uint32_t *centre;
    wf_centres centres;
    uint32_t *component; /* by text: the smallest text that it is connected with by buckets */
    member *members;     /* of all components */
    uint64_t *begin;     /* n_components + 1 */
    uint64_t n_components;
    wf_edge_list *found; /* one a thread, and so the counts: */
    uint64_t *n_verified, *cut_pairs, *cut_buckets;
} grouping;

wf_code wf_edge_list_add(wf_edge_list *list, const wf_edge *edge, wf_error *err) {
    if (!wf_grow(&list->items, &list->cap, list->n + 1, sizeof *list->items))
        return wf_fail_nomem(err, "the verified pairs");
    list->items[list->n++] = *edge;
    return WF_OK;
}

static bool is_earlier(const grouping *g, uint32_t text) {
    return g->earlier && g->earlier[text] != UINT32_MAX;
}

/* Tries a centre; *joined tells that the text is in its group now. */
static wf_code try_centre(grouping *g, uint32_t text, uint32_t centre, size_t thread, bool *joined,
                          wf_error *err) {
    wf_edge edge;
    wf_code code = wf_text_verify(g->run, &g->run->workers[thread], centre, text, &edge, err);
    if (code != WF_OK) return code;
    g->n_verified[thread]++;
    if (!wf_is_copy(g->run, &edge)) return WF_OK;
    *joined = true;
    g->centre[text] = centre;
    return wf_edge_list_add(&g->found[thread], &edge, err);
}

/* Copies that excerpts.c found without a bucket in common: those of text among run->late, both ways round. */
static wf_code try_late(grouping *g, uint32_t text, size_t thread, bool *joined, wf_error *err) {
    const wf_run *run = g->run;
    size_t low = 0, high = run->n_late;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (run->late[middle].text < text)
            low = middle + 1;
        else
            high = middle;
    }
    wf_code code = WF_OK;
    for (; code == WF_OK && !*joined && low < run->n_late && run->late[low].text == text; low++)
        if (g->centre[run->late[low].other] == run->late[low].other)
            code = try_centre(g, text, run->late[low].other, thread, joined, err);
    return code;
}

static wf_code place_text(grouping *g, uint32_t text, size_t thread, wf_error *err) {
    const uint64_t *keys = wf_text_keys(g->run, text);
    bool joined = false;
    if (!is_earlier(g, text)) {
        uint32_t near[WF_CENTRES_COMPARED];
        size_t n_left,
            n = wf_centres_near(&g->centres, keys, g->run->bands, near, WF_CENTRES_COMPARED, &n_left);
        wf_code code = WF_OK;
        for (size_t i = 0; code == WF_OK && !joined && i < n; i++)
            code = try_centre(g, text, near[i], thread, &joined, err);
        if (code == WF_OK && !joined) {
            g->cut_pairs[thread] += n_left;
            code = try_late(g, text, thread, &joined, err);
        }
        if (code != WF_OK) return code;
    }
    if (joined) return WF_OK;
    g->centre[text] = text;
    g->cut_buckets[thread] += wf_centres_add(&g->centres, keys, g->run->bands, text);
    return WF_OK;
}

static int by_preference(const void *x, const void *y) {
    const member *a = x, *b = y;
    if (a->earlier != b->earlier) return a->earlier ? -1 : 1;
    int order = wf_claim_compare(&a->claim, &b->claim, NULL);
    return order ? order : (a->text > b->text) - (a->text < b->text);
}

static wf_code component_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    grouping *g = user;
    qsort(g->members + g->begin[i], g->begin[i + 1] - g->begin[i], sizeof *g->members, by_preference);
    for (uint64_t at = g->begin[i]; at < g->begin[i + 1]; at++) {
        if ((at & 63) == 63 && wf_cancelled(g->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
        wf_code code = place_text(g, g->members[at].text, thread, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

static bool takes_part(const grouping *g, uint32_t text) {
    return wf_text_is_own(g->run, text) || is_earlier(g, text);
}

/* Connects the texts of every bucket; text_of: by story, NO_TEXT for all that stand for no text that takes part. */
static void join_buckets(const wf_run *run, const uint32_t *text_of, uint32_t *first, wf_unionfind *sets) {
    for (uint64_t s = 0; s < run->stories.n; s++) {
        const uint64_t *keys = wf_table_at(&run->keys, s);
        const uint32_t t = text_of[s];
        if (t == NO_TEXT) continue;
        for (unsigned band = 0; band < run->bands; band++) {
            if (keys[band] == 0) continue;
            if (first[keys[band] - 1] == NO_TEXT)
                first[keys[band] - 1] = t;
            else
                wf_unionfind_join(sets, first[keys[band] - 1], t);
        }
    }
}

/* Connects the texts of every bucket, and those of late copies. Keys are walked as they lie, in the order of stories. */
static wf_code find_components(grouping *g, wf_error *err) {
    wf_run *run = g->run;
    const size_t n_stories = (size_t)run->stories.n, n_buckets = (size_t)run->bucket_sizes.n;
    wf_unionfind sets;
    uint32_t *first = malloc((n_buckets + 1) * sizeof *first); /* text met first in each bucket */
    uint32_t *text_of = malloc((n_stories + 1) * sizeof *text_of);
    wf_code code = first && text_of ? WF_OK : wf_fail_nomem(err, "copy groups");
    if (code == WF_OK) code = wf_unionfind_open(&sets, run->n_texts, err);
    if (code == WF_OK) {
        wf_use_huge_pages(first, (n_buckets + 1) * sizeof *first);
        memset(first, 0xFF, n_buckets * sizeof *first);
        memset(text_of, 0xFF, n_stories * sizeof *text_of);
        for (uint32_t t = 0; t < run->n_texts; t++)
            if (takes_part(g, t)) text_of[wf_first_story(run, t)] = t;
        join_buckets(run, text_of, first, &sets);
        for (size_t i = 0; i < run->n_late; i++)
            wf_unionfind_join(&sets, run->late[i].text, run->late[i].other);
        wf_unionfind_flatten(&sets);
        g->component = sets.parent;
    }
    free(first);
    free(text_of);
    return code;
}

/* Lists the members of every component of two or more. */
static wf_code list_components(grouping *g, const wf_claim *claims, wf_error *err) {
    const uint32_t n_texts = g->run->n_texts;
    uint32_t *size = calloc((size_t)n_texts + 1, sizeof *size); /* by component; then its number plus one */
    if (!size) return wf_fail_nomem(err, "copy groups");
    size_t n = 0;
    for (uint32_t t = 0; t < n_texts; t++) {
        g->centre[t] = UINT32_MAX;
        if (!takes_part(g, t)) continue;
        const uint32_t so_far = ++size[g->component[t]];
        if (so_far == 2) g->n_components++;
        n += so_far == 2 ? 2 : so_far > 2;
    }
    g->members = malloc((n + 1) * sizeof *g->members);
    g->begin = calloc(g->n_components + 1, sizeof *g->begin);
    if (!g->members || !g->begin) {
        free(size);
        return wf_fail_nomem(err, "copy groups");
    }
    /* A component is listed from where the one before it ends; its begin, one place behind, moves to its end. */
    uint64_t number = 0, end = 0;
    for (uint32_t t = 0; t < n_texts; t++) {
        if (g->component[t] != t) continue;
        if (size[t] > 1) {
            g->begin[number + 1] = end;
            end += size[t];
            size[t] = (uint32_t)++number;
        } else {
            size[t] = 0;
        }
    }
    for (uint32_t t = 0; t < n_texts; t++) {
        if (!takes_part(g, t)) continue;
        const uint32_t k = size[g->component[t]];
        if (k == 0)
            g->centre[t] = t;
        else
            g->members[g->begin[k]++] = (member){claims[t], t, is_earlier(g, t)};
    }
    free(size);
    return WF_OK;
}

/* The sizes of the buckets in one array, for wf_centres_open. */
static wf_code open_centres(grouping *g, wf_error *err) {
    wf_run *run = g->run;
    uint32_t n = (uint32_t)run->bucket_sizes.n;
    uint32_t *sizes = malloc(((size_t)n + 1) * sizeof *sizes);
    if (!sizes) return wf_fail_nomem(err, "copy groups");
    for (uint32_t b = 0; b < n; b++) memcpy(&sizes[b], wf_table_at(&run->bucket_sizes, b), sizeof *sizes);
    wf_code code = wf_centres_open(&g->centres, &run->budget, sizes, n, err);
    free(sizes);
    return code;
}

static wf_code form(grouping *g, const wf_claim *claims, wf_edge_list *matches, wf_error *err) {
    wf_run *run = g->run;
    wf_code code;
    if (!g->found || !g->n_verified || !g->cut_pairs || !g->cut_buckets)
        return wf_fail_nomem(err, "copy groups");
    if ((code = find_components(g, err)) != WF_OK || (code = list_components(g, claims, err)) != WF_OK ||
        (code = open_centres(g, err)) != WF_OK ||
        (code = wf_parallel_for(run->n_threads, g->n_components, 1, component_task, g, err)) != WF_OK)
        return code;
    for (size_t t = 0; t < run->n_threads; t++) {
        run->summary.n_verified += g->n_verified[t];
        run->summary.cut_pairs += g->cut_pairs[t];
        run->summary.cut_buckets += g->cut_buckets[t];
        for (size_t i = 0; i < g->found[t].n; i++)
            if ((code = wf_edge_list_add(matches, &g->found[t].items[i], err)) != WF_OK) return code;
    }
    matches->n = wf_edges_sort(matches->items, matches->n);
    return WF_OK;
}

wf_code wf_form_groups(wf_run *run, const wf_claim *claims, const uint32_t *earlier, uint32_t *centre,
                       wf_edge_list *matches, wf_error *err) {
    grouping g = {.run = run, .earlier = earlier, .centre = centre};
    g.found = calloc(run->n_threads, sizeof *g.found);
    g.n_verified = calloc(run->n_threads, sizeof *g.n_verified);
    g.cut_pairs = calloc(run->n_threads, sizeof *g.cut_pairs);
    g.cut_buckets = calloc(run->n_threads, sizeof *g.cut_buckets);
    wf_code code = form(&g, claims, matches, err);
    wf_verified_keep(run);
    for (size_t t = 0; g.found && t < run->n_threads; t++) free(g.found[t].items);
    free(g.found);
    free(g.n_verified);
    free(g.cut_pairs);
    free(g.cut_buckets);
    free(g.members);
    free(g.begin);
    free(g.component);
    wf_centres_close(&g.centres);
    return code;
}

wf_code wf_stage_groups(wf_run *run, wf_error *err) {
    run->centre = malloc(((size_t)run->n_texts + 1) * sizeof *run->centre);
    if (!run->centre) return wf_fail_nomem(err, "copy groups");
    return wf_form_groups(run, run->claims, NULL, run->centre, &run->pairs, err);
}
