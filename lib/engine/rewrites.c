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
#include "base/pool.h"
#include "cluster/stories.h"
#include "index/terms.h"

enum {
    MAX_HITS = 40,        /* candidates of a text by terms, */
    MAX_PASSAGE_HITS = 8, /* and by passages */
    MIN_POINTS = 6,       /* three terms, or two pairs of them, */
    SHORT_POINTS = 4,     /* two terms of a short text, */
    SHORT_TERMS = 60,     /* one of fewer terms */
    IDF_STEPS = 25,       /* of a weight of 1 */
    GRAIN = 64,
    VERIFY_GRAIN = 256 /* pairs in a row that a thread verifies: they share texts */
};
#define MIN_KEPT .02       /* P(same story) of a pair that is kept */
#define FIRST_LOOK (-2.5f) /* logit of a pair that is verified; one in a hundred of the true ones has less */
#define ROUNDING .02f      /* by which an overlap of rounded weights may be wrong */

/* A text that speaks, as the search looks at it: what is needed of a candidate lies in one cache line. */
typedef struct {
    const uint32_t *terms; /* its outline */
    int64_t published_ms;
    uint32_t n_terms;
    float sum; /* of the weights of its terms */
    wf_language language;
} search_node;

struct wf_rewrite_scratch {
    uint16_t *points;      /* by text */
    uint32_t *counts;      /* by rank of passages */
    uint32_t *marks;       /* terms of the node at hand (code + 1), in a hash table; 0: none */
    uint8_t *mark_weights; /* cap_marks, a power of two, each */
    size_t cap_marks;
    uint32_t marked; /* the node whose terms are marked; UINT32_MAX: none */
    wf_keyed *found
        [2]; /* candidate pairs, weak and firm ones: smaller node << 32 | larger, and bits of the overlap */
    size_t n_found[2], cap_found[2];
    uint64_t n_hits, n_left;
};

typedef struct {
    wf_run *run;
    uint32_t *node_text; /* texts that speak, ascending */
    uint32_t *node_of;   /* by original of a copy group: the node that speaks for it; else UINT32_MAX */
    search_node *nodes;
    uint32_t n_nodes;
    uint8_t *weights; /* of each term in run->terms */
    size_t n_weights;
    wf_term_index *index;
    wf_keyed *pairs[2]; /* candidate pairs, weak and firm ones, as found, sorted */
    size_t n_pairs[2];
    bool *live;              /* by node: it may come to stand in a story with others */
    wf_same_story *verified; /* n_verified pairs of nodes */
    size_t n_verified, cap_verified;
    uint64_t *todo; /* pairs to verify, of which verified[first ...] are to be the results */
    size_t first;
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

/* ---- weights */

static uint8_t *weights_of(const rewrite_search *search, uint32_t text) {
    const wf_run *run = search->run;
    return search->weights + wf_row(run, wf_first_story(run, text))->terms_at;
}

static wf_code weigh_task(void *user, uint64_t node, size_t thread, wf_error *err) {
    rewrite_search *search = user;
    enum { BLOCK = 256 };
    (void)thread;
    if ((node & 0xFFF) == 0 && wf_cancelled(search->run))
        return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    float idf[BLOCK];
    uint32_t n, text = search->node_text[node], sum = 0;
    const uint32_t *terms = wf_text_outline(search->run, text, &n);
    uint8_t *weights = weights_of(search, text);
    for (uint32_t first = 0; first < n; first += BLOCK) {
        uint32_t n_block = n - first < BLOCK ? n - first : BLOCK;
        wf_idf_all(search->run->frequencies, terms + first, n_block, idf);
        for (uint32_t i = 0; i < n_block; i++)
            sum += weights[first + i] = (uint8_t)(idf[i] * IDF_STEPS + .5f);
    }
    const wf_story_row *row = wf_row(search->run, wf_first_story(search->run, text));
    search->nodes[node] = (search_node){terms, row->published_ms, n, (float)sum, row->language};
    return WF_OK;
}

/* ---- candidates */

/* Keys of a node's text, for the index. */
static size_t keys_of(void *user, uint32_t node, size_t thread, wf_term_key *out) {
    enum { MOST = 1024 }; /* terms looked at */
    /* (1 + ln count) for counts 0 to 7, in 64ths of 1/3. */
    static const uint8_t by_count[8] = {22, 22, 37, 46, 52, 57, 61, 64};
    const rewrite_search *search = user;
    (void)thread;
    wf_ranked_term ranked[MOST];
    uint32_t n = search->nodes[node].n_terms;
    const uint32_t *terms = search->nodes[node].terms;
    const uint8_t *weights = weights_of(search, search->node_text[node]);
    if (n > MOST) n = MOST;
    for (uint32_t i = 0; i < n; i++)
        ranked[i] = (wf_ranked_term){terms[i] >> 4, (uint8_t)(weights[i] * by_count[terms[i] >> 1 & 7] / 64),
                                     terms[i] & 1};
    return wf_term_keys(ranked, n, out);
}

static bool search_cancelled(void *user) {
    return wf_cancelled(((const rewrite_search *)user)->run);
}

/* The place of a term among those marked, or the empty one where it would be. */
static inline size_t mark_of(const struct wf_rewrite_scratch *s, uint32_t code) {
    size_t at = code & (s->cap_marks - 1);
    while (s->marks[at] && s->marks[at] != code + 1) at = (at + 1) & (s->cap_marks - 1);
    return at;
}

/* Marks the terms of a node. */
static bool mark_terms(const rewrite_search *search, struct wf_rewrite_scratch *s, uint32_t node) {
    enum { SPARSE = 8, MIN_MARKS = 4096 }; /* few places are taken, so that most terms meet an empty one */
    const search_node *x = &search->nodes[node];
    const uint8_t *weights = weights_of(search, search->node_text[node]);
    size_t cap = s->cap_marks ? s->cap_marks : MIN_MARKS;
    while (cap < SPARSE * (size_t)x->n_terms) cap *= 2;
    if (cap != s->cap_marks) {
        free(s->marks);
        free(s->mark_weights);
        s->marks = malloc(cap * sizeof *s->marks);
        s->mark_weights = malloc(cap);
        s->cap_marks = s->marks && s->mark_weights ? cap : 0;
        if (!s->cap_marks) return false;
    }
    memset(s->marks, 0, s->cap_marks * sizeof *s->marks);
    for (uint32_t i = 0; i < x->n_terms; i++) {
        size_t at = mark_of(s, x->terms[i] >> 4);
        s->marks[at] = (x->terms[i] >> 4) + 1;
        s->mark_weights[at] = weights[i];
    }
    s->marked = node;
    return true;
}

/* Overlap of a node's terms with those marked (evidence's overlap, but for rounding). */
static float marked_overlap(const rewrite_search *search, const struct wf_rewrite_scratch *s, uint32_t node) {
    const search_node *x = &search->nodes[node];
    uint32_t shared = 0;
    for (uint32_t i = 0; i < x->n_terms; i++) {
        size_t at = mark_of(s, x->terms[i] >> 4);
        if (s->marks[at]) shared += s->mark_weights[at];
    }
    double both = (double)x->sum * (double)search->nodes[s->marked].sum;
    return both > 0 ? (float)(shared / sqrt(both)) : 0;
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

static wf_code consider(const rewrite_search *search, struct wf_rewrite_scratch *s, uint32_t node,
                        uint32_t other, wf_nearest *nearest, wf_error *err) {
    if (!may_compare(search, node, other)) return WF_OK;
    float overlap = marked_overlap(search, s, other);
    if (overlap < WF_MIN_OVERLAP) return WF_OK;
    wf_nearest_add(nearest, overlap);
    int firm = overlap >= (float)WF_ALONE_OVERLAP - ROUNDING;
    if (!wf_grow(&s->found[firm], &s->cap_found[firm], s->n_found[firm] + 1, sizeof *s->found[firm]))
        return wf_fail_nomem(err, "the search for rewrites");
    wf_keyed *found = &s->found[firm][s->n_found[firm]++];
    found->key = node < other ? (uint64_t)node << 32 | other : (uint64_t)other << 32 | node;
    memcpy(&found->value, &overlap, sizeof overlap);
    return WF_OK;
}

static wf_code query_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    rewrite_search *search = user;
    wf_run *run = search->run;
    struct wf_rewrite_scratch *s = scratch_of(search, thread);
    uint32_t node = (uint32_t)i;
    if ((i & 255) == 0 && wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    wf_term_hit hits[MAX_HITS];
    wf_passage_hit by_passage[MAX_PASSAGE_HITS];
    uint64_t n_left;
    size_t n = wf_term_query(search->index, node,
                             search->nodes[node].n_terms < SHORT_TERMS ? SHORT_POINTS : MIN_POINTS, s->points,
                             hits, MAX_HITS, &n_left);
    size_t n_passages = wf_passage_query(run->passage_index, run->passage_rank[search->node_text[node]], 1,
                                         s->counts, by_passage, MAX_PASSAGE_HITS);
    s->n_hits += n + n_passages;
    s->n_left += n_left;
    if (n + n_passages && !mark_terms(search, s, node)) return wf_fail_nomem(err, "the search for rewrites");
    wf_nearest nearest = wf_nearest_none();
    wf_code code = WF_OK;
    for (size_t h = 0; h < n; h++) __builtin_prefetch(&search->nodes[hits[h].text]);
    for (size_t h = 0; code == WF_OK && h < n; h++)
        code = consider(search, s, node, hits[h].text, &nearest, err);
    for (size_t h = 0; code == WF_OK && h < n_passages; h++) {
        uint32_t other = search->node_of[run->passage_text[by_passage[h].story]];
        bool seen = other == UINT32_MAX || other == node;
        for (size_t k = 0; k < n && !seen; k++) seen = hits[k].text == other;
        for (size_t k = 0; k < h && !seen; k++) /* two of its excerpts may share passages */
            seen = search->node_of[run->passage_text[by_passage[k].story]] == other;
        if (!seen) code = consider(search, s, node, other, &nearest, err);
    }
    run->nearest[search->node_text[node]] = wf_nearest_mean(&nearest);
    return code;
}

/* All candidate pairs, weak or firm ones, each once. */
static wf_code collect(rewrite_search *search, int firm, wf_error *err) {
    wf_run *run = search->run;
    size_t n = 0, kept = 0;
    for (size_t t = 0; t < run->n_threads; t++) n += scratch_of(search, t)->n_found[firm];
    wf_keyed *pairs = search->pairs[firm] =
        malloc((2 * n + 1) * sizeof *pairs); /* with as much scratch behind it */
    if (!pairs) return wf_fail_nomem(err, "the search for rewrites");
    n = 0;
    for (size_t t = 0; t < run->n_threads; t++) {
        struct wf_rewrite_scratch *s = scratch_of(search, t);
        if (s->n_found[firm]) memcpy(pairs + n, s->found[firm], s->n_found[firm] * sizeof *pairs);
        n += s->n_found[firm];
        free(s->found[firm]);
        s->found[firm] = NULL;
        s->n_found[firm] = s->cap_found[firm] = 0;
    }
    wf_sort_keyed(pairs, pairs + n, n);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || pairs[i].key != pairs[kept - 1].key) pairs[kept++] = pairs[i];
    search->n_pairs[firm] = kept;
    return WF_OK;
}

/* ---- verification */

/*
 * A first look at a pair by what its outlines tell: whether it may reach a P(same story) that counts. A logistic model fitted to
 * the labelled pairs of bench/train; nine in ten of the other pairs are told apart by it, at a hundredth of the cost.
 */
static bool worth_verifying(const rewrite_search *search, uint32_t a, uint32_t b, float overlap) {
    const wf_run *run = search->run;
    uint32_t text_a = search->node_text[a], text_b = search->node_text[b];
    uint32_t n_a = search->nodes[a].n_terms, n_b = search->nodes[b].n_terms;
    float small = logf(1 + (float)(n_a < n_b ? n_a : n_b)), large = logf(1 + (float)(n_a < n_b ? n_b : n_a));
    float log_overlap = logf(overlap), near_a = log_overlap - logf(run->nearest[text_a]),
          near_b = log_overlap - logf(run->nearest[text_b]);
    float farther = near_a < near_b ? near_a : near_b, nearer = near_a < near_b ? near_b : near_a;
    return 11.65f + 5.40f * log_overlap + .20f * farther + 2.05f * nearer - .69f * small +
               1.62f * (large - small) >=
           FIRST_LOOK;
}

static wf_code verify_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    rewrite_search *search = user;
    wf_run *run = search->run;
    if ((i & 255) == 0 && wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    uint32_t a = (uint32_t)(search->todo[i] >> 32), b = (uint32_t)search->todo[i];
    wf_evidence evidence;
    double p;
    wf_code code = wf_text_same_story(run, &run->workers[thread], search->node_text[a], search->node_text[b],
                                      &evidence, &p, err);
    if (code == WF_OK)
        search->verified[search->first + i] = (wf_same_story){a, b, (float)p, (float)evidence.overlap};
    return code;
}

/* Verifies the n pairs of todo; texts of which one is surer than p, and alike enough, come to live. */
static wf_code verify_todo(rewrite_search *search, size_t n, double p, double overlap, bool *any,
                           wf_error *err) {
    search->first = search->n_verified;
    if (!wf_grow(&search->verified, &search->cap_verified, search->first + n + 1, sizeof *search->verified))
        return wf_fail_nomem(err, "the search for rewrites");
    wf_code code = wf_order_pairs(search->todo, n, search->n_nodes, err);
    if (code == WF_OK)
        code = wf_parallel_for(search->run->n_threads, n, VERIFY_GRAIN, verify_task, search, err);
    *any = false;
    for (size_t i = search->first; code == WF_OK && i < search->first + n; i++) {
        const wf_same_story *v = &search->verified[i];
        if ((double)v->p < p || (double)v->overlap < overlap) continue;
        *any |= !search->live[v->a] || !search->live[v->b];
        search->live[v->a] = search->live[v->b] = true;
    }
    search->n_verified = search->first + n;
    return code;
}

/*
 * Verifies the firm pairs first. Weak ones make no story by themselves, so only those are verified one text of which has
 * come to stand in a story: a hot topic, whose texts are all a little alike, costs no verification.
 */
static wf_code verify_pairs(rewrite_search *search, wf_error *err) {
    enum { ROUNDS = 6 };
    wf_keyed *weak = search->pairs[0];
    size_t n_weak = search->n_pairs[0], n_firm = search->n_pairs[1];
    size_t most = n_weak > n_firm ? n_weak : n_firm;
    search->live = calloc((size_t)search->n_nodes + 1, sizeof *search->live);
    search->todo = malloc((most + 1) * sizeof *search->todo);
    if (!search->live || !search->todo) return wf_fail_nomem(err, "the search for rewrites");
    for (size_t i = 0; i < n_firm; i++) search->todo[i] = search->pairs[1][i].key;
    bool any;
    wf_code code = verify_todo(search, n_firm, WF_SAME_STORY_ALONE, WF_ALONE_OVERLAP, &any, err);
    for (int round = 0; code == WF_OK && any && round < ROUNDS; round++) {
        size_t n = 0, kept = 0;
        for (size_t i = 0; i < n_weak; i++) {
            uint32_t a = (uint32_t)(weak[i].key >> 32), b = (uint32_t)weak[i].key;
            float overlap;
            memcpy(&overlap, &weak[i].value, sizeof overlap);
            if (!search->live[a] && !search->live[b])
                weak[kept++] = weak[i];
            else if (worth_verifying(search, a, b, overlap))
                search->todo[n++] = weak[i].key;
        }
        n_weak = kept;
        code = verify_todo(search, n, WF_SAME_STORY, 0, &any, err);
    }
    return code;
}

static int by_nodes(const void *x, const void *y) {
    const wf_same_story *a = x, *b = y;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

/* A pair that was no candidate. */
static wf_code score_pair(void *user, uint32_t a, uint32_t b, size_t thread, float *p, wf_error *err) {
    rewrite_search *search = user;
    wf_run *run = search->run;
    struct wf_rewrite_scratch *s = scratch_of(search, thread);
    *p = 0;
    if (!may_compare(search, a, b)) return WF_OK;
    if (s->marked != a && !mark_terms(search, s, a)) return wf_fail_nomem(err, "the search for rewrites");
    float overlap = marked_overlap(search, s, b);
    if (overlap < WF_MIN_OVERLAP || !worth_verifying(search, a, b, overlap)) return WF_OK;
    wf_evidence evidence;
    double probability;
    wf_code code = wf_text_same_story(run, &run->workers[thread], search->node_text[a], search->node_text[b],
                                      &evidence, &probability, err);
    if (code == WF_OK) *p = (float)probability;
    return code;
}

/* ---- clusters */

static wf_code merge(rewrite_search *search, const uint32_t *speaker, wf_error *err) {
    wf_run *run = search->run;
    uint32_t *cluster = malloc(((size_t)search->n_nodes + 1) * sizeof *cluster);
    wf_scored_pair *pairs = malloc((search->n_verified + 1) * sizeof *pairs);
    run->same = malloc((search->n_verified + 1) * sizeof *run->same);
    run->story_of = malloc(((size_t)run->n_texts + 1) * sizeof *run->story_of);
    wf_code code = WF_OK;
    if (!cluster || !pairs || !run->same || !run->story_of) code = wf_fail_nomem(err, "story clusters");
    size_t n = 0;
    if (search->n_verified) qsort(search->verified, search->n_verified, sizeof *search->verified, by_nodes);
    for (size_t i = 0; code == WF_OK && i < search->n_verified; i++) {
        wf_same_story v = search->verified[i];
        if ((double)v.p < MIN_KEPT) continue;
        pairs[n] = (wf_scored_pair){v.a, v.b, v.p, (double)v.overlap >= WF_ALONE_OVERLAP};
        run->same[n++] = (wf_same_story){search->node_text[v.a], search->node_text[v.b], v.p, v.overlap};
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
    for (uint32_t t = 0; code == WF_OK && t < run->n_texts; t++)
        run->story_of[t] =
            speaker[t] == UINT32_MAX ? UINT32_MAX : search->node_text[cluster[search->node_of[t]]];
    run->summary.n_verified += search->n_verified + counts.n_scored;
    free(cluster);
    free(pairs);
    return code;
}

static void free_scratch(rewrite_search *search) {
    wf_run *run = search->run;
    for (size_t t = 0; t < run->n_threads; t++) {
        struct wf_rewrite_scratch *s = scratch_of(search, t);
        if (!s) continue;
        free(s->points);
        free(s->counts);
        free(s->marks);
        free(s->mark_weights);
        free(s->found[0]);
        free(s->found[1]);
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
        s->points = calloc((size_t)search->n_nodes + 1, sizeof *s->points);
        s->counts = calloc((size_t)run->n_texts + 1, sizeof *s->counts);
        if (!s->points || !s->counts) return wf_fail_nomem(err, "the search for rewrites");
    }
    return WF_OK;
}

static wf_code find_rewrites(rewrite_search *search, uint32_t *speaker, wf_error *err) {
    wf_run *run = search->run;
    wf_code code = wf_find_speakers(run, speaker, err);
    if (code == WF_OK) code = number_nodes(search, speaker, err);
    if (code == WF_OK) code = open_scratch(search, err);
    if (code != WF_OK) return code;
    void *weights = NULL;
    search->n_weights = run->terms.n;
    code = wf_block_alloc(&run->budget, &weights, search->n_weights, "the weights of terms", err);
    if (code != WF_OK) return code;
    search->weights = weights;
    search->nodes = malloc(((size_t)search->n_nodes + 1) * sizeof *search->nodes);
    run->nearest = malloc(((size_t)run->n_texts + 1) * sizeof *run->nearest);
    if (!search->nodes || !run->nearest) return wf_fail_nomem(err, "the search for rewrites");
    wf_term_source source = {search->n_nodes, run->n_threads, keys_of, search_cancelled, search};
    if ((code = wf_parallel_for(run->n_threads, search->n_nodes, GRAIN, weigh_task, search, err)) != WF_OK ||
        (code = wf_term_index_open(&search->index, &source, &run->budget, &run->summary.long_terms,
                                   &run->summary.cut_terms, err)) != WF_OK ||
        (code = wf_parallel_for(run->n_threads, search->n_nodes, GRAIN, query_task, search, err)) != WF_OK ||
        (code = collect(search, 0, err)) != WF_OK || (code = collect(search, 1, err)) != WF_OK)
        return code;
    for (size_t t = 0; t < run->n_threads; t++) {
        run->summary.n_candidates += scratch_of(search, t)->n_hits;
        run->summary.cut_rewrites += scratch_of(search, t)->n_left;
    }
    wf_term_index_close(search->index);
    search->index = NULL;
    code = verify_pairs(search, err);
    return code == WF_OK ? merge(search, speaker, err) : code;
}

wf_code wf_stage_rewrites(wf_run *run, wf_error *err) {
    wf_code code = WF_OK;
    if (run->options.level == WF_LEVEL_STORY) {
        rewrite_search search = {.run = run};
        run->speaker = malloc(((size_t)run->n_texts + 1) * sizeof *run->speaker);
        code = run->speaker ? find_rewrites(&search, run->speaker, err)
                            : wf_fail_nomem(err, "the search for rewrites");
        free(search.node_text);
        free(search.node_of);
        free(search.nodes);
        free(search.pairs[0]);
        free(search.pairs[1]);
        free(search.live);
        free(search.todo);
        free(search.verified);
        wf_term_index_close(search.index);
        wf_block_free(&run->budget, search.weights, search.n_weights);
        free_scratch(&search);
    }
    wf_passage_index_close(run->passage_index);
    free(run->passage_text);
    free(run->passage_rank);
    run->passage_index = NULL;
    run->passage_text = run->passage_rank = NULL;
    return code;
}
