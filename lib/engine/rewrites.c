/*
 * Rewrites: texts of one story that share few passages or none, found by their rare terms.
 *
 * One text speaks for every copy group and the excerpts that joined it. Candidates share rare terms (index/terms.h) or rare
 * passages; those whose terms overlap enough are verified on the texts, and the story clusters are formed from the
 * verified pairs (cluster/stories.h).
 */
#include "engine/rewrites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "cluster/singles.h"
#include "cluster/stories.h"
#include "engine/judging.h"
#include "index/outlines.h"

enum {
    MAX_HITS = 40,        /* candidates of a text by terms, */
    MAX_PASSAGE_HITS = 8, /* and by passages */
    MAX_CHOSEN = 12,      /* of these, by overlap, that it is verified with; and with those that choose it */
    MIN_POINTS = 6,       /* three terms, or two pairs of them, */
    SHORT_POINTS = 4,     /* two terms of a short text, */
    SHORT_TERMS = 60,     /* one of fewer terms */
    AHEAD = 8,            /* nodes whose rows are fetched ahead */
    GRAIN = 64,
    LIGHT = 1024 /* as GRAIN, of what takes little time */
};
#define MIN_KEPT .02    /* P(same story) of a pair that is kept */
#define RARE_WEIGHT 120 /* of a rare term, at least: an idf of 4.8 */

/* A text that speaks, as the search looks at it: what is needed of a candidate lies in one cache line. */
typedef struct {
    uint32_t
        *terms; /* its outline; once its keys are made, the numbers of its terms << 8 and their weights */
    int64_t published_ms;
    uint32_t n_terms, n_rare;
    float sum; /* of the weights of its terms */
    wf_language language;
    float chosen; /* least overlap of the candidates that it chooses */
} search_node;

struct wf_rewrite_scratch {
    wf_term_counts points; /* by node */
    uint32_t *counts;      /* by rank of passages */
    uint32_t *marks;       /* terms of the node at hand in a hash table; 0: none */
    size_t cap_marks;      /* a power of two */
    uint32_t marked;       /* the node whose terms are marked; UINT32_MAX: none */
    wf_keyed *found;       /* candidate pairs: smaller node << 32 | larger, and bits of the overlap */
    size_t n_found, cap_found;
    uint64_t n_hits, n_left;
};

typedef struct {
    wf_run *run;
    uint32_t *node_text; /* texts that speak, ascending */
    uint32_t *node_of;   /* by original of a copy group: the node that speaks for it; else UINT32_MAX */
    search_node *nodes;
    uint32_t n_nodes;
    wf_term_weights weights;
    wf_term_index *index;
    wf_keyed *pairs; /* candidate pairs as found, sorted, each once */
    size_t n_pairs;
    wf_same_story *verified; /* n_verified of them, sorted */
    size_t n_verified;
} rewrite_search;

static struct wf_rewrite_scratch *scratch_of(const rewrite_search *search, size_t thread) {
    return search->run->workers[thread].rewrites;
}

/* ---- nodes: the texts that speak */

static wf_code number_nodes(rewrite_search *search, const uint32_t *speaker, wf_error *err) {
    uint32_t n = search->run->n_texts;
    search->node_text = malloc(((size_t)n + 1) * sizeof *search->node_text);
    search->node_of = malloc(((size_t)n + 1) * sizeof *search->node_of);
    if (!search->node_text || !search->node_of) return wf_fail_nomem(err, "the search for rewrites");
    for (uint32_t t = 0; t < n; t++) {
        bool speaks = speaker[t] == t;
        search->node_of[t] = speaks ? search->n_nodes : UINT32_MAX;
        if (speaks) search->node_text[search->n_nodes++] = t;
    }
    for (uint32_t t = 0; t < n; t++)
        if (speaker[t] != UINT32_MAX) search->node_of[t] = search->node_of[speaker[t]];
    return WF_OK;
}

/* ---- candidates */

/* Fetches the terms of a node: they lie in the order of the input. */
static inline void fetch_terms(const rewrite_search *search, uint32_t node) {
    const search_node *x = &search->nodes[node];
    for (uint32_t i = 0; i < x->n_terms; i += 64 / sizeof *x->terms) wf_prefetch(x->terms + i);
}

static wf_code open_node(void *user, uint64_t i, size_t thread, wf_error *err) {
    const rewrite_search *search = user;
    const wf_run *run = search->run;
    (void)thread;
    (void)err;
    if (i + AHEAD < search->n_nodes)
        wf_prefetch(&wf_row(run, wf_first_story(run, search->node_text[i + AHEAD]))->published_ms);
    const wf_story_row *row = wf_row(run, wf_first_story(run, search->node_text[i]));
    search->nodes[i] = (search_node){.terms = row->n_terms ? wf_table_at(&run->terms, row->terms_at) : NULL,
                                     .published_ms = row->published_ms,
                                     .n_terms = row->n_terms,
                                     .language = row->language};
    return WF_OK;
}

/* Keys of a node's text, for the index, which asks once; its terms are weighed, and from then on hold their weights. */
static size_t keys_of(void *user, uint32_t node, size_t thread, wf_term_key *out) {
    const rewrite_search *search = user;
    search_node *x = &search->nodes[node];
    (void)thread;
    if (node + 1 < search->n_nodes) fetch_terms(search, node + 1);
    const size_t n = wf_weigh_outline(&search->weights, x->terms, x->n_terms, &x->sum, out);
    x->n_rare = 0;
    for (uint32_t i = 0; i < x->n_terms; i++) x->n_rare += (x->terms[i] & 0xFF) >= RARE_WEIGHT;
    return n;
}

static bool search_cancelled(void *user) {
    return wf_cancelled(((const rewrite_search *)user)->run);
}

/* The marked term with the number of this one, or 0 and in *at where it would be. */
static inline uint32_t mark_of(const struct wf_rewrite_scratch *s, uint32_t term, size_t *at) {
    for (*at = term >> 8 & (s->cap_marks - 1);; *at = (*at + 1) & (s->cap_marks - 1))
        if (!s->marks[*at] || (s->marks[*at] ^ term) < 1 << 8) return s->marks[*at];
}

/* Marks the terms of a node. */
static bool mark_terms(const rewrite_search *search, struct wf_rewrite_scratch *s, uint32_t node) {
    enum { SPARSE = 8, MIN_MARKS = 4096 }; /* few places are taken, so that most terms meet an empty one */
    const search_node *x = &search->nodes[node];
    size_t cap = s->cap_marks ? s->cap_marks : MIN_MARKS, at;
    while (cap < SPARSE * (size_t)x->n_terms) cap *= 2;
    if (cap != s->cap_marks) {
        free(s->marks);
        s->marks = malloc(cap * sizeof *s->marks);
        s->cap_marks = s->marks ? cap : 0;
        if (!s->marks) return false;
    }
    memset(s->marks, 0, s->cap_marks * sizeof *s->marks);
    for (uint32_t i = 0; i < x->n_terms; i++)
        if (!mark_of(s, x->terms[i], &at)) s->marks[at] = x->terms[i];
    s->marked = node;
    return true;
}

/* How alike two texts are by their outlines. */
typedef struct {
    float overlap; /* of their weights: evidence's overlap but for rounding */
    float rare;    /* of their rare terms, each of which counts the same */
} likeness;

/*
 * Likeness of a node's terms and those marked. Where a dump has over 2^24 terms, those whose numbers have the same 24
 * bits are taken for one.
 */
static likeness marked_likeness(const rewrite_search *search, const struct wf_rewrite_scratch *s,
                                uint32_t node) {
    const search_node *x = &search->nodes[node], *y = &search->nodes[s->marked];
    uint32_t shared = 0, rare = 0;
    size_t at;
    for (uint32_t i = 0; i < x->n_terms; i++) {
        const uint32_t weight = mark_of(s, x->terms[i], &at) & 0xFF;
        shared += weight;
        rare += weight >= RARE_WEIGHT;
    }
    const double both = (double)x->sum * (double)y->sum;
    if (both <= 0) return (likeness){0, 0};
    return (likeness){(float)(shared / sqrt(both)),
                      (float)(rare / sqrt((double)(x->n_rare + 1) * (double)(y->n_rare + 1)))};
}

/*
 * A first look at a pair by what its outlines tell: whether it may reach a P(same story) that counts. bench/train/README.md
 * says how it was fitted; of the pairs that reach one half it misses up to one in 120.
 */
static bool worth_verifying(likeness like) {
    return logf(like.overlap) + 10.4f * like.rare >= -.76f;
}

/* Whether two texts may be versions of one story by what the caller asked for. */
static bool may_compare(const rewrite_search *search, uint32_t a, uint32_t b) {
    const wf_options *options = &search->run->options;
    const search_node *x = &search->nodes[a], *y = &search->nodes[b];
    if (options->same_language && x->language != y->language) return false;
    if (options->window_ms == 0 || x->published_ms == WF_NO_DATE || y->published_ms == WF_NO_DATE)
        return true;
    int64_t apart = x->published_ms - y->published_ms;
    return (apart < 0 ? -apart : apart) <= options->window_ms;
}

/* The highest overlaps of a text so far, highest first. */
typedef struct {
    float overlap[MAX_CHOSEN];
} best_overlaps;

static void best_add(best_overlaps *best, float overlap) {
    size_t at = MAX_CHOSEN - 1;
    if (overlap <= best->overlap[at]) return;
    for (; at > 0 && best->overlap[at - 1] < overlap; at--) best->overlap[at] = best->overlap[at - 1];
    best->overlap[at] = overlap;
}

static wf_code consider(const rewrite_search *search, struct wf_rewrite_scratch *s, uint32_t node,
                        uint32_t other, wf_nearest *nearest, best_overlaps *best, wf_error *err) {
    if (!may_compare(search, node, other)) return WF_OK;
    const likeness like = marked_likeness(search, s, other);
    if (like.overlap < WF_MIN_OVERLAP) return WF_OK;
    wf_nearest_add(nearest, like.overlap);
    best_add(best, like.overlap);
    if (!worth_verifying(like)) return WF_OK;
    if (!wf_grow(&s->found, &s->cap_found, s->n_found + 1, sizeof *s->found))
        return wf_fail_nomem(err, "the search for rewrites");
    wf_keyed *found = &s->found[s->n_found++];
    found->key = node < other ? (uint64_t)node << 32 | other : (uint64_t)other << 32 | node;
    memcpy(&found->value, &like.overlap, sizeof like.overlap);
    return WF_OK;
}

static wf_code query_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    rewrite_search *search = user;
    wf_run *run = search->run;
    struct wf_rewrite_scratch *s = scratch_of(search, thread);
    uint32_t node = (uint32_t)i;
    if ((i & 255) == 0 && wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    fetch_terms(search, node);
    wf_term_hit hits[MAX_HITS];
    wf_passage_hit by_passage[MAX_PASSAGE_HITS];
    uint64_t n_left;
    size_t n = wf_term_query(search->index, node,
                             search->nodes[node].n_terms < SHORT_TERMS ? SHORT_POINTS : MIN_POINTS,
                             &s->points, hits, MAX_HITS, &n_left);
    size_t n_passages = wf_passage_query(run->passage_index, run->passage_rank[search->node_text[node]], 1,
                                         s->counts, by_passage, MAX_PASSAGE_HITS);
    s->n_hits += n + n_passages;
    s->n_left += n_left;
    for (size_t h = 0; h < n; h++) wf_prefetch(&search->nodes[hits[h].text]);
    if (n + n_passages && !mark_terms(search, s, node)) return wf_fail_nomem(err, "the search for rewrites");
    wf_nearest nearest = wf_nearest_none();
    best_overlaps best = {{0}};
    wf_code code = WF_OK;
    for (size_t h = 0; code == WF_OK && h < n; h++) {
        if (h + 2 < n) fetch_terms(search, hits[h + 2].text);
        code = consider(search, s, node, hits[h].text, &nearest, &best, err);
    }
    for (size_t h = 0; code == WF_OK && h < n_passages; h++) {
        uint32_t other = search->node_of[run->passage_text[by_passage[h].story]];
        bool seen = other == UINT32_MAX || other == node;
        for (size_t k = 0; k < n && !seen; k++) seen = hits[k].text == other;
        for (size_t k = 0; k < h && !seen; k++) /* two of its excerpts may share passages */
            seen = search->node_of[run->passage_text[by_passage[k].story]] == other;
        if (!seen) code = consider(search, s, node, other, &nearest, &best, err);
    }
    run->nearest[search->node_text[node]] = wf_nearest_mean(&nearest);
    search->nodes[node].chosen = best.overlap[MAX_CHOSEN - 1];
    return code;
}

/* All candidate pairs, each once, with the larger overlap where the two texts see it differently. */
static wf_code collect(rewrite_search *search, wf_error *err) {
    wf_run *run = search->run;
    size_t n = 0, kept = 0;
    for (size_t t = 0; t < run->n_threads; t++) n += scratch_of(search, t)->n_found;
    wf_keyed *pairs = search->pairs =
        malloc((2 * n + 1) * sizeof *pairs); /* with as much scratch behind it */
    if (!pairs) return wf_fail_nomem(err, "the search for rewrites");
    n = 0;
    for (size_t t = 0; t < run->n_threads; t++) {
        struct wf_rewrite_scratch *s = scratch_of(search, t);
        if (s->n_found) memcpy(pairs + n, s->found, s->n_found * sizeof *pairs);
        n += s->n_found;
        free(s->found);
        s->found = NULL;
        s->n_found = s->cap_found = 0;
    }
    wf_sort_keyed(pairs, pairs + n, n);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || pairs[i].key != pairs[kept - 1].key)
            pairs[kept++] = pairs[i];
        else if (wf_overlap_of(&pairs[i]) > wf_overlap_of(&pairs[kept - 1]))
            pairs[kept - 1] = pairs[i];
    for (size_t i = 0; i < kept; i++) {
        float overlap = wf_overlap_of(&pairs[i]);
        const search_node *a = &search->nodes[pairs[i].key >> 32],
                          *b = &search->nodes[(uint32_t)pairs[i].key];
        if (overlap >= a->chosen || overlap >= b->chosen) pairs[search->n_pairs++] = pairs[i];
    }
    return WF_OK;
}

/* A pair that was no candidate. */
static wf_code score_pair(void *user, uint32_t a, uint32_t b, size_t thread, float *p, wf_error *err) {
    rewrite_search *search = user;
    wf_run *run = search->run;
    struct wf_rewrite_scratch *s = scratch_of(search, thread);
    *p = 0;
    if (!may_compare(search, a, b)) return WF_OK;
    if (s->marked != a && !mark_terms(search, s, a)) return wf_fail_nomem(err, "the search for rewrites");
    const likeness like = marked_likeness(search, s, b);
    if (like.overlap < WF_MIN_OVERLAP || !worth_verifying(like)) return WF_OK;
    wf_evidence evidence;
    double probability, by_text;
    wf_code code = wf_text_same_story(run, &run->workers[thread], search->node_text[a], search->node_text[b],
                                      &evidence, &probability, &by_text, err);
    if (code == WF_OK) *p = (float)probability;
    return code;
}

/* ---- clusters */

static wf_code prior_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    const rewrite_search *search = user;
    (void)thread;
    (void)err;
    search->verified[i].p = (float)wf_with_prior(search->run, &search->verified[i]);
    return WF_OK;
}

/* Lowers what the pairs are given by what they say together. */
static wf_code weigh_by_prior(rewrite_search *search, wf_error *err) {
    wf_code code = wf_find_prior(search->run, search->verified, search->n_verified, err);
    return code == WF_OK
               ? wf_parallel_for(search->run->n_threads, search->n_verified, LIGHT, prior_task, search, err)
               : code;
}

static wf_code merge(rewrite_search *search, const uint32_t *speaker, wf_error *err) {
    wf_run *run = search->run;
    uint32_t *cluster = malloc(((size_t)search->n_nodes + 1) * sizeof *cluster);
    wf_scored_pair *pairs = malloc((search->n_verified + 1) * sizeof *pairs);
    run->same = malloc((search->n_verified + 1) * sizeof *run->same);
    run->story_of = malloc(((size_t)run->n_texts + 1) * sizeof *run->story_of);
    wf_code code = WF_OK;
    if (!cluster || !pairs || !run->same || !run->story_of) code = wf_fail_nomem(err, "story clusters");
    size_t n = 0;
    for (size_t i = 0; code == WF_OK && i < search->n_verified; i++) {
        wf_same_story v = search->verified[i];
        if ((double)v.p < MIN_KEPT) continue;
        pairs[n] = (wf_scored_pair){search->node_of[v.a], search->node_of[v.b], v.p,
                                    (double)v.overlap >= WF_ALONE_OVERLAP};
        run->same[n++] = v;
    }
    run->n_same = n;
    wf_merging_counts counts = {0};
    wf_merging merging = {.n = search->n_nodes,
                          .pairs = pairs,
                          .n_pairs = n,
                          .threshold = WF_SAME_STORY,
                          .lone_threshold = WF_SAME_STORY_ALONE,
                          .n_threads = run->n_threads,
                          .score = score_pair,
                          .cancelled = search_cancelled,
                          .user = search};
    if (code == WF_OK) code = wf_merge_stories(&merging, cluster, &counts, err);
    if (code == WF_OK) code = wf_join_singles(pairs, n, cluster, search->n_nodes, WF_SAME_STORY_ALONE, err);
    for (uint32_t t = 0; code == WF_OK && t < run->n_texts; t++)
        run->story_of[t] =
            speaker[t] == UINT32_MAX ? UINT32_MAX : search->node_text[cluster[search->node_of[t]]];
    run->summary.n_verified += search->n_verified + counts.n_scored;
    run->summary.cut_rewrites += counts.n_left;
    free(cluster);
    free(pairs);
    return code;
}

static void free_scratch(rewrite_search *search) {
    wf_run *run = search->run;
    for (size_t t = 0; t < run->n_threads; t++) {
        struct wf_rewrite_scratch *s = scratch_of(search, t);
        if (!s) continue;
        wf_term_counts_close(&s->points);
        free(s->counts);
        free(s->marks);
        free(s->found);
        free(s);
        run->workers[t].rewrites = NULL;
    }
}

static wf_code open_scratch(rewrite_search *search, wf_error *err) {
    wf_run *run = search->run;
    for (size_t t = 0; t < run->n_threads; t++) {
        struct wf_rewrite_scratch *s = calloc(1, sizeof *s);
        if (!s) return wf_fail_nomem(err, "the search for rewrites");
        run->workers[t].rewrites = s;
        s->marked = UINT32_MAX;
        s->counts = calloc((size_t)run->n_texts + 1, sizeof *s->counts);
        if (!s->counts) return wf_fail_nomem(err, "the search for rewrites");
        wf_code code = wf_term_counts_open(&s->points, search->n_nodes, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

static wf_code find_rewrites(rewrite_search *search, uint32_t *speaker, wf_error *err) {
    wf_run *run = search->run;
    wf_code code = wf_find_speakers(run, speaker, err);
    if (code == WF_OK) code = number_nodes(search, speaker, err);
    if (code == WF_OK) code = open_scratch(search, err);
    if (code != WF_OK) return code;
    search->nodes = malloc(((size_t)search->n_nodes + 1) * sizeof *search->nodes);
    run->nearest = malloc(((size_t)run->n_texts + 1) * sizeof *run->nearest);
    if (!search->nodes || !run->nearest) return wf_fail_nomem(err, "the search for rewrites");
    wf_term_source source = {search->n_nodes, run->n_threads, keys_of, search_cancelled, search};
    if ((code = wf_parallel_for(run->n_threads, search->n_nodes, LIGHT, open_node, search, err)) != WF_OK ||
        (code = wf_term_weights_open(&search->weights, run->frequencies, err)) != WF_OK ||
        (code = wf_term_index_open(&search->index, &source, &run->budget, &run->summary.long_terms,
                                   &run->summary.cut_terms, err)) != WF_OK ||
        (code = wf_parallel_for(run->n_threads, search->n_nodes, GRAIN, query_task, search, err)) != WF_OK ||
        (code = collect(search, err)) != WF_OK)
        return code;
    for (size_t t = 0; t < run->n_threads; t++) {
        run->summary.n_candidates += scratch_of(search, t)->n_hits;
        run->summary.cut_rewrites += scratch_of(search, t)->n_left;
    }
    wf_term_index_close(search->index);
    search->index = NULL;
    wf_term_weights_close(&search->weights);
    code = wf_verify_pairs(run, search->node_text, search->n_nodes, search->pairs, search->n_pairs,
                           &search->verified, &search->n_verified, err);
    if (code == WF_OK) code = weigh_by_prior(search, err);
    return code == WF_OK ? merge(search, speaker, err) : code;
}

wf_code wf_stage_rewrites(wf_run *run, wf_error *err) {
    wf_code code = WF_OK;
    wf_table_free(&run->passages); /* their index is made */
    if (run->options.level == WF_LEVEL_STORY) {
        rewrite_search search = {.run = run};
        run->speaker = malloc(((size_t)run->n_texts + 1) * sizeof *run->speaker);
        code = run->speaker ? WF_OK : wf_fail_nomem(err, "the search for rewrites");
        if (code == WF_OK && !run->options.no_verdicts) code = wf_kept_readings_open(run, err);
        if (code == WF_OK) code = find_rewrites(&search, run->speaker, err);
        free(search.node_text);
        free(search.node_of);
        free(search.nodes);
        wf_term_weights_close(&search.weights);
        free(search.pairs);
        free(search.verified);
        wf_term_index_close(search.index);
        free_scratch(&search);
    }
    wf_table_free(&run->terms); /* changed by the search */
    wf_passage_index_close(run->passage_index);
    free(run->passage_text);
    free(run->passage_rank);
    run->passage_index = NULL;
    run->passage_text = run->passage_rank = NULL;
    return code;
}
