/*
 * A group is a cluster while it lives; an edge connects two groups that a candidate pair connects. An edge
 * knows the sum of those P(same story) between the two samples that are known, and what the others count as. Edges whose
 * mean is what they need stand in a heap, the best on top: if all its pairs are known, it merges; if not, unknown pairs are
 * asked for until it is known, or no longer the best.
 */
#include "cluster/average.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/hashmap.h"
#include "base/memory.h"

#define NONE UINT32_MAX
#define ONE ((uint64_t)1 << 32) /* P = 1 */

typedef struct {
    uint64_t sum;     /* of the known P between the samples */
    uint64_t highest; /* P of the candidate pairs between the two groups: what is not known counts as this */
    uint16_t n_known; /* pairs in it */
    uint16_t n_rows;  /* of the first sample by number, nodes whose pairs are known to be known */
    uint32_t rank;    /* in the heap, NONE if not there */
    uint32_t end[2];  /* groups; NONE: the edge is gone */
    uint32_t next[2], prev[2]; /* in the list of each end */
} edge;

typedef struct {
    uint32_t size;  /* 0: it became part of another */
    uint32_t drawn; /* size when the sample was drawn */
    uint32_t edges, n_edges;
    uint32_t own; /* the edges of the pairs whose smaller node is this group's first one begin here */
    uint32_t sample[WF_CLUSTER_SAMPLE]; /* nodes that stand for it, ascending */
    uint32_t least[WF_CLUSTER_SAMPLE];  /* its smallest nodes, ascending: the next sample */
} group;

typedef struct {
    uint64_t mean;      /* the known P and the estimates, in units */
    uint32_t step;      /* of the mean: within a step the smaller numbers come first */
    uint32_t low, high; /* smallest nodes of the two samples */
    uint32_t edge;
} ranked;

typedef struct {
    const wf_scored_graph *graph;
    const wf_merging *merging;
    const wf_component *component;
    group *groups; /* group g starts as node component->nodes[g] */
    edge *edges;
    uint32_t n_edges;
    ranked *heap;
    size_t n_ranked, cap_ranked;
    wf_hashmap moved;   /* groups g < h, both living: their edge, if it was not theirs from the start */
    wf_hashmap asked;   /* nodes a < b: P in units, if score was asked */
    size_t moved_limit; /* entries at which those of no further use are dropped */
    size_t asked_limit;
    uint32_t sample;  /* nodes that stand for a cluster */
    uint64_t may_ask; /* pairs that score may still be asked for */
    size_t thread;
    wf_merging_counts *counts;
} merger;

static uint64_t key_of(uint32_t a, uint32_t b) {
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

static uint64_t units_of(float p) {
    if (!(p > 0)) return 0; /* NaN too */
    return p >= 1 ? ONE : (uint64_t)((double)p * (double)ONE + .5);
}

static uint32_t standing(const merger *m, const group *g) {
    return g->size < m->sample ? g->size : m->sample;
}

/* ----------------------------------------------------------------------------------------------- the heap */

static bool ranks_before(const ranked *x, const ranked *y) {
    if (x->step != y->step) return x->step > y->step;
    return x->low != y->low ? x->low < y->low : x->high < y->high;
}

static void put_ranked(merger *m, size_t at, ranked item) {
    m->heap[at] = item;
    m->edges[item.edge].rank = (uint32_t)at;
}

/* Puts item where it belongs, place at being free. */
static void sift(merger *m, size_t at, ranked item) {
    for (size_t up; at > 0; at = up) {
        up = (at - 1) / 2;
        if (!ranks_before(&item, &m->heap[up])) break;
        put_ranked(m, at, m->heap[up]);
    }
    for (size_t down; (down = 2 * at + 1) < m->n_ranked; at = down) {
        if (down + 1 < m->n_ranked && ranks_before(&m->heap[down + 1], &m->heap[down])) down++;
        if (!ranks_before(&m->heap[down], &item)) break;
        put_ranked(m, at, m->heap[down]);
    }
    put_ranked(m, at, item);
}

static void unrank(merger *m, edge *l) {
    if (l->rank == NONE) return;
    size_t at = l->rank;
    l->rank = NONE;
    ranked last = m->heap[--m->n_ranked];
    if (at < m->n_ranked) sift(m, at, last);
}

static bool find_pair(const merger *m, uint32_t a, uint32_t b, size_t *at);

/* The mean that the two groups of an edge need to merge: the fewer pairs speak for it, the more. */
static double needed(const merger *m, const edge *l) {
    const group *g = &m->groups[l->end[0]], *h = &m->groups[l->end[1]];
    double n = (double)standing(m, g) * standing(m, h), lone = m->merging->lone_threshold,
           many = m->merging->threshold;
    size_t at;
    if (g->size + h->size > 2) return many + (lone - many) / n;
    uint32_t x = g->sample[0], y = h->sample[0];
    bool firm = find_pair(m, x < y ? x : y, x < y ? y : x, &at) && m->merging->pairs[at].firm;
    return firm ? lone : 2; /* more than any mean */
}

/* The place of an edge among the others, by its mean as far as it is known. */
static ranked ranking(const merger *m, uint32_t number) {
    const edge *l = &m->edges[number];
    const group *g = &m->groups[l->end[0]], *h = &m->groups[l->end[1]];
    uint32_t n = standing(m, g) * standing(m, h), x = g->sample[0], y = h->sample[0];
    uint64_t mean = (l->sum + (n - l->n_known) * l->highest) / n;
    ranked item = {.mean = mean, .step = (uint32_t)(mean * WF_CLUSTER_STEPS >> 32), .edge = number};
    item.low = x < y ? x : y;
    item.high = x < y ? y : x;
    return item;
}

/* Whether the mean of an edge is what it needs. */
static bool reaches(const merger *m, const ranked *item) {
    return (double)item->mean / (double)ONE >= needed(m, &m->edges[item->edge]);
}

static wf_code rank(merger *m, uint32_t number, wf_error *err) {
    edge *l = &m->edges[number];
    ranked item = ranking(m, number);
    if (!reaches(m, &item)) {
        unrank(m, l);
        return WF_OK;
    }
    if (l->rank == NONE) {
        if (!wf_grow(&m->heap, &m->cap_ranked, m->n_ranked + 1, sizeof *m->heap))
            return wf_fail_nomem(err, "ranking story clusters");
        l->rank = (uint32_t)m->n_ranked++;
    }
    sift(m, l->rank, item);
    return WF_OK;
}

/* ---------------------------------------------------------------------------------------- edges and pairs */

/* The side of an edge that a group is at. */
static int side_of(const edge *l, uint32_t g) {
    return l->end[1] == g;
}

static void attach(merger *m, uint32_t number, int side, uint32_t g) {
    edge *l = &m->edges[number];
    uint32_t next = m->groups[g].edges;
    l->end[side] = g;
    l->next[side] = next;
    l->prev[side] = NONE;
    if (next != NONE) m->edges[next].prev[side_of(&m->edges[next], g)] = number;
    m->groups[g].edges = number;
    m->groups[g].n_edges++;
}

static void detach(merger *m, const edge *l, int side) {
    uint32_t g = l->end[side], next = l->next[side], prev = l->prev[side];
    if (next != NONE) m->edges[next].prev[side_of(&m->edges[next], g)] = prev;
    if (prev != NONE)
        m->edges[prev].next[side_of(&m->edges[prev], g)] = next;
    else
        m->groups[g].edges = next;
    m->groups[g].n_edges--;
}

/* The candidate pair of nodes a < b; false if they are none. */
static bool find_pair(const merger *m, uint32_t a, uint32_t b, size_t *at) {
    const wf_scored_pair *pairs = m->merging->pairs;
    size_t low = m->graph->first[a], high = m->graph->first[a + 1], end = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pairs[middle].b < b)
            low = middle + 1;
        else
            high = middle;
    }
    *at = low;
    return low < end && pairs[low].b == b;
}

/* P of two nodes; false if it is not known. */
static bool find_p(const merger *m, uint32_t x, uint32_t y, uint64_t *p) {
    size_t at;
    if (find_pair(m, x < y ? x : y, x < y ? y : x, &at)) {
        *p = units_of(m->merging->pairs[at].p);
        return true;
    }
    const uint64_t *asked = wf_hashmap_find(&m->asked, key_of(x, y));
    if (asked) *p = *asked;
    return asked != NULL;
}

/* The edge that two living groups had from the start, before either grew. */
static uint32_t first_edge(const merger *m, uint32_t g, uint32_t h) {
    uint32_t low = g < h ? g : h, a = m->component->nodes[low], b = m->component->nodes[g < h ? h : g];
    size_t at;
    return find_pair(m, a, b, &at) ? m->groups[low].own + (uint32_t)(at - m->graph->first[a]) : NONE;
}

static uint32_t find_edge(const merger *m, uint32_t g, uint32_t h) {
    uint32_t number = first_edge(m, g, h);
    if (number != NONE) return number;
    const uint64_t *moved = wf_hashmap_find(&m->moved, key_of(g, h));
    return moved ? (uint32_t)*moved : NONE;
}

static wf_code insert(wf_hashmap *map, uint64_t key, uint64_t value, wf_error *err) {
    uint64_t *place = wf_hashmap_insert(map, key, NULL);
    if (!place) return wf_fail_nomem(err, "the pairs of story clusters");
    *place = value;
    return WF_OK;
}

/* Drops from moved what names a group that is gone. */
static wf_code sweep_moved(merger *m, wf_error *err) {
    wf_code code = WF_OK;
    wf_hashmap kept = {0};
    for (uint32_t i = 0; i < m->n_edges && code == WF_OK; i++) {
        const edge *l = &m->edges[i];
        if (l->end[0] != NONE && first_edge(m, l->end[0], l->end[1]) != i)
            code = insert(&kept, key_of(l->end[0], l->end[1]), i, err);
    }
    wf_hashmap_free(&m->moved);
    m->moved = kept;
    m->moved_limit = kept.n + m->n_edges / 2 + 1024;
    return code;
}

/* Drops from asked the pairs of nodes that are in one cluster by now, or that will stand for none again. */
static wf_code sweep_asked(merger *m, wf_error *err) {
    uint32_t n = m->component->n_nodes, *home = malloc(n * sizeof *home);
    if (!home) return wf_fail_nomem(err, "the pairs of story clusters");
    for (uint32_t i = 0; i < n; i++) home[i] = NONE;
    for (uint32_t g = 0; g < n; g++)
        for (uint32_t i = 0; i < standing(m, &m->groups[g]); i++) {
            home[m->graph->place[m->groups[g].sample[i]]] = g;
            home[m->graph->place[m->groups[g].least[i]]] = g;
        }
    wf_code code = WF_OK;
    wf_hashmap kept = {0};
    for (size_t i = 0; i < m->asked.cap && code == WF_OK; i++) {
        /* By odd strides: what is taken out in the order of the table piles up in a smaller one. */
        size_t at = i * 0x9e3779b1u & (m->asked.cap - 1);
        uint64_t key = m->asked.keys[at];
        if (key == 0) continue; /* an empty place: a < b, so no pair has key 0 */
        uint32_t a = home[m->graph->place[key >> 32]], b = home[m->graph->place[(uint32_t)key]];
        if (a != NONE && b != NONE && a != b) code = insert(&kept, key, m->asked.values[at], err);
    }
    free(home);
    wf_hashmap_free(&m->asked);
    m->asked = kept;
    m->asked_limit = 2 * kept.n + n + 1024;
    return code;
}

/* ------------------------------------------------------------------------------------------------ merging */

static bool is_cancelled(const merger *m) {
    return m->merging->cancelled && m->merging->cancelled(m->merging->user);
}

/* Looks up anew what is known between the samples of an edge's ends. */
static void recount(merger *m, edge *l) {
    const group *g = &m->groups[l->end[0]], *h = &m->groups[l->end[1]];
    l->sum = 0;
    l->n_known = l->n_rows = 0;
    for (uint32_t i = 0; i < standing(m, g); i++)
        for (uint32_t j = 0; j < standing(m, h); j++) {
            uint64_t p;
            if (!find_p(m, g->sample[i], h->sample[j], &p)) continue;
            l->sum += p;
            l->n_known++;
        }
}

static wf_code ask(merger *m, edge *l, uint32_t x, uint32_t y, wf_error *err) {
    if (is_cancelled(m)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    float p = 0;
    uint32_t a = x < y ? x : y, b = x < y ? y : x;
    wf_code code = WF_OK;
    if (m->may_ask > 0) {
        m->may_ask--;
        m->counts->n_scored++;
        code = m->merging->score(m->merging->user, a, b, m->thread, &p, err);
    } else {
        m->counts->n_left++;
    }
    if (code != WF_OK) return code;
    l->n_known++;
    l->sum += units_of(p);
    if (m->asked.n >= m->asked_limit) code = sweep_asked(m, err);
    return code == WF_OK ? insert(&m->asked, key_of(a, b), units_of(p), err) : code;
}

/* Whether an edge would still be the first to look at; it is on top of the heap. */
static bool stays_on_top(const merger *m, uint32_t number) {
    ranked item = ranking(m, number);
    if (!reaches(m, &item)) return false;
    return (m->n_ranked < 2 || ranks_before(&item, &m->heap[1])) &&
           (m->n_ranked < 3 || ranks_before(&item, &m->heap[2]));
}

/* Asks for unknown pairs of the edge on top until none is left or it falls behind another. */
static wf_code verify_top(merger *m, wf_error *err) {
    uint32_t number = m->heap[0].edge;
    edge *l = &m->edges[number];
    const group *g = &m->groups[l->end[0]], *h = &m->groups[l->end[1]];
    if (h->sample[0] < g->sample[0]) {
        const group *other = g;
        g = h;
        h = other;
    }
    wf_code code = WF_OK;
    bool on = true;
    for (uint32_t i = l->n_rows; i < standing(m, g) && on; i++) {
        uint32_t n_known = l->n_known;
        for (uint32_t j = 0; j < standing(m, h) && on; j++) {
            uint64_t p;
            if (find_p(m, g->sample[i], h->sample[j], &p)) continue;
            code = ask(m, l, g->sample[i], h->sample[j], err);
            ranked item = ranking(m, number);
            on = code == WF_OK && reaches(m, &item);
        }
        if (!on) break;
        l->n_rows = (uint16_t)(i + 1);
        if (l->n_known != n_known) on = stays_on_top(m, number);
    }
    return code == WF_OK ? rank(m, number, err) : code;
}

/* The smallest nodes of two groups; returns their number. */
static void merge_least(const merger *m, uint32_t *out, const group *g, const group *h) {
    uint32_t n_g = standing(m, g), n_h = standing(m, h);
    for (uint32_t i = 0, j = 0; i + j < n_g + n_h && i + j < m->sample;) {
        bool first = j == n_h || (i < n_g && g->least[i] < h->least[j]);
        uint32_t node = first ? g->least[i] : h->least[j];
        out[i + j] = node;
        if (first)
            i++;
        else
            j++;
    }
}

/* What two groups become, but for the edges; *resampled: whether its sample is another than g's. */
static group united(const merger *m, const group *g, const group *h, bool *resampled) {
    bool g_larger = g->size != h->size ? g->size > h->size : g->sample[0] < h->sample[0];
    const group *larger = g_larger ? g : h;
    group out = *larger;
    out.size = g->size + h->size;
    merge_least(m, out.least, g, h);
    bool draw = larger->size < m->sample || out.size / 2 >= larger->drawn;
    if (draw) {
        out.drawn = out.size;
        for (uint32_t i = 0; i < standing(m, &out); i++) out.sample[i] = out.least[i];
    }
    out.edges = g->edges;
    out.n_edges = g->n_edges;
    out.own = g->own;
    *resampled = draw || !g_larger;
    return out;
}

/*
 * Takes the edges of group h, which is gone, over into g. Where both had one to a third group, one goes; add:
 * its sum is then part of the sum of the other. rescore: g's sample is what it was, so the edges that are new
 * to it are scored here, and those that have a new highest pair are ranked anew.
 */
static wf_code take_edges(merger *m, uint32_t g, uint32_t h, bool add, bool rescore, wf_error *err) {
    wf_code code = WF_OK;
    for (uint32_t i = m->groups[h].edges, next; i != NONE && code == WF_OK; i = next) {
        edge *l = &m->edges[i];
        int side = side_of(l, h);
        uint32_t third = l->end[!side], present = find_edge(m, g, third);
        next = l->next[side];
        if (present != NONE) {
            if (m->edges[present].highest < l->highest) m->edges[present].highest = l->highest;
            if (add) {
                m->edges[present].sum += l->sum;
                m->edges[present].n_known = (uint16_t)(m->edges[present].n_known + l->n_known);
            }
            detach(m, l, !side);
            unrank(m, l);
            l->end[0] = l->end[1] = NONE;
            if (rescore) code = rank(m, present, err);
            continue;
        }
        attach(m, i, side, g);
        if (m->moved.n >= m->moved_limit) code = sweep_moved(m, err);
        if (code == WF_OK) code = insert(&m->moved, key_of(g, third), i, err);
        if (code == WF_OK && rescore) {
            recount(m, l);
            code = rank(m, i, err);
        }
    }
    return code;
}

static wf_code merge_top(merger *m, wf_error *err) {
    edge *top = &m->edges[m->heap[0].edge];
    uint32_t g = top->end[0], h = top->end[1];
    /* The shorter list moves to the longer one, so that a hub's many edges do not move every time. */
    if (m->groups[g].n_edges < m->groups[h].n_edges) {
        uint32_t other = g;
        g = h;
        h = other;
    }
    unrank(m, top);
    detach(m, top, 0);
    detach(m, top, 1);
    top->end[0] = top->end[1] = NONE;

    group *into = &m->groups[g], *gone = &m->groups[h];
    uint32_t x = into->least[0], y = gone->least[0];
    m->graph->cluster[x < y ? y : x] = x < y ? x : y;
    m->counts->n_sampled += into->size > m->sample || gone->size > m->sample;
    bool resampled;
    *into = united(m, into, gone, &resampled);
    gone->size = 0;

    /* While all members stand, the sums of two edges simply add up. */
    bool add = into->size <= m->sample;
    wf_code code = take_edges(m, g, h, add, !resampled, err);
    if (!resampled) return code;
    for (uint32_t i = into->edges; i != NONE && code == WF_OK;) {
        edge *l = &m->edges[i];
        uint32_t next = l->next[side_of(l, g)];
        l->n_rows = 0;
        if (!add) recount(m, l);
        code = rank(m, i, err);
        i = next;
    }
    return code;
}

/* ------------------------------------------------------------------------------------------ one component */

static wf_code start(merger *m, wf_error *err) {
    const wf_component *component = m->component;
    if (component->n_pairs >= NONE) return wf_fail(err, WF_E_NOMEM, "too many pairs for one story cluster");
    m->groups = malloc(component->n_nodes * sizeof *m->groups);
    m->edges = malloc(component->n_pairs * sizeof *m->edges);
    if (!m->groups || !m->edges) return wf_fail_nomem(err, "story clusters");
    for (uint32_t g = 0; g < component->n_nodes; g++) {
        uint32_t node = component->nodes[g];
        m->groups[g] = (group){.size = 1, .drawn = 1, .edges = NONE, .sample = {node}, .least = {node}};
    }
    for (uint32_t g = 0; g < component->n_nodes; g++) {
        uint32_t node = component->nodes[g];
        m->groups[g].own = m->n_edges;
        for (size_t i = m->graph->first[node]; i < m->graph->first[node + 1]; i++) {
            const wf_scored_pair *pair = &m->merging->pairs[i];
            uint32_t number = m->n_edges++;
            m->edges[number] = (edge){.sum = units_of(pair->p),
                                      .highest = units_of(pair->p),
                                      .n_known = 1,
                                      .rank = NONE,
                                      .end = {NONE, NONE}};
            attach(m, number, 0, g);
            attach(m, number, 1, m->graph->place[pair->b]);
            wf_code code = rank(m, number, err);
            if (code != WF_OK) return code;
        }
    }
    m->moved_limit = m->n_edges / 2 + 1024;
    m->asked_limit = (size_t)component->n_nodes + 1024;
    m->may_ask = (uint64_t)component->n_nodes * WF_ASKED_OF_NODE + WF_ASKED_AT_LEAST;
    return WF_OK;
}

wf_code wf_merge_component(const wf_scored_graph *graph, const wf_component *component, size_t thread,
                           wf_merging_counts *counts, wf_error *err) {
    merger m = {.graph = graph,
                .merging = graph->merging,
                .component = component,
                .sample = component->n_nodes > WF_LARGE_COMPONENT ? WF_CLUSTER_SAMPLE / 2 : WF_CLUSTER_SAMPLE,
                .thread = thread,
                .counts = counts};
    wf_code code = start(&m, err);
    while (code == WF_OK && m.n_ranked > 0) {
        const edge *top = &m.edges[m.heap[0].edge];
        uint32_t n = standing(&m, &m.groups[top->end[0]]) * standing(&m, &m.groups[top->end[1]]);
        if (is_cancelled(&m))
            code = wf_fail(err, WF_E_CANCELLED, "stopped as asked");
        else
            code = top->n_known < n ? verify_top(&m, err) : merge_top(&m, err);
    }
    free(m.groups);
    free(m.edges);
    free(m.heap);
    wf_hashmap_free(&m.moved);
    wf_hashmap_free(&m.asked);
    return code;
}
