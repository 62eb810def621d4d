/*
 * The verification of candidates for rewrites, in rounds.
 *
 * Firm pairs come first. Weak ones make no story by themselves, so only those are verified one text of which has come to
 * stand in a story: a hot topic, whose texts are all a little alike, costs no verification.
 *
 * What is verified of a component of the pairs hangs on nothing outside it. So a thread takes a small one through all rounds
 * while the profiles of its texts are at hand; the large ones go through theirs together, shared by all threads.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/pool.h"
#include "engine/rewrites.h"

enum {
    ROUNDS = 6,  /* of weak pairs, at most */
    LARGE = 512, /* pairs of a large component, at least */
    GRAIN = 256, /* pairs in a row that a thread verifies: they share texts */
    COMPONENTS_GRAIN = 8
};
#define ROUNDING .02f /* by which an overlap of rounded weights may be wrong */

typedef struct {
    wf_run *run;
    const uint32_t *node_text;
    const wf_keyed *pairs;
    wf_pair_order order;
    uint32_t *due;     /* of a component: the pairs of its round, where order has its pairs */
    bool *live;        /* by node: it may come to stand in a story with others */
    wf_same_story *of; /* by pair; NOT_VERIFIED for p */
} verification;

#define NOT_VERIFIED (-1.f)

static wf_code verify(verification *v, uint32_t pair, size_t thread, wf_error *err) {
    wf_run *run = v->run;
    wf_evidence evidence;
    double p, by_text;
    const uint32_t a = v->node_text[v->pairs[pair].key >> 32], b = v->node_text[(uint32_t)v->pairs[pair].key];
    wf_code code = wf_text_same_story(run, &run->workers[thread], a, b, &evidence, &p, &by_text, err);
    if (code == WF_OK) v->of[pair] = (wf_same_story){a, b, (float)p, (float)evidence.overlap, (float)by_text};
    return code;
}

static wf_code verify_due(void *user, uint64_t i, size_t thread, wf_error *err) {
    verification *v = user;
    if ((i & 255) == 0 && wf_cancelled(v->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    return verify(v, v->due[i], thread, err);
}

/* Moves the pairs that are due from the n waiting to due; returns their number. */
static size_t take_due(const verification *v, int round, uint32_t *waiting, size_t *n, uint32_t *due) {
    size_t n_due = 0, n_left = 0;
    for (size_t i = 0; i < *n; i++) {
        const wf_keyed *pair = &v->pairs[waiting[i]];
        const bool is_due = round == 0 ? wf_overlap_of(pair) >= (float)WF_ALONE_OVERLAP - ROUNDING
                                       : v->live[pair->key >> 32] || v->live[(uint32_t)pair->key];
        if (is_due)
            due[n_due++] = waiting[i];
        else
            waiting[n_left++] = waiting[i];
    }
    *n = n_left;
    return n_due;
}

/* Marks the texts of the verified pairs that are sure enough for a story. */
static void mark_live(const verification *v, int round, const uint32_t *due, size_t n) {
    const double p = round == 0 ? WF_SAME_STORY_ALONE : WF_SAME_STORY,
                 overlap = round == 0 ? WF_ALONE_OVERLAP : 0;
    for (size_t i = 0; i < n; i++) {
        const wf_same_story *s = &v->of[due[i]];
        if ((double)s->p < p || (double)s->overlap < overlap) continue;
        const uint64_t key = v->pairs[due[i]].key;
        v->live[key >> 32] = v->live[(uint32_t)key] = true;
    }
}

static wf_code verify_small(void *user, uint64_t c, size_t thread, wf_error *err) {
    verification *v = user;
    uint32_t *waiting = v->order.pairs + v->order.begin[c], *due = v->due + v->order.begin[c];
    size_t n = v->order.begin[c + 1] - v->order.begin[c], n_due;
    if (n >= LARGE) return WF_OK;
    if ((c & 7) == 0 && wf_cancelled(v->run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    for (int round = 0; round <= ROUNDS && (n_due = take_due(v, round, waiting, &n, due)) > 0; round++) {
        for (size_t i = 0; i < n_due; i++) {
            wf_code code = verify(v, due[i], thread, err);
            if (code != WF_OK) return code;
        }
        mark_live(v, round, due, n_due);
    }
    return WF_OK;
}

/* The pairs of all large components; before those of the small ones, which use the same room for what is due. */
static wf_code verify_large(verification *v, wf_error *err) {
    size_t n = 0, n_due;
    uint32_t *waiting = malloc(((size_t)v->order.begin[v->order.n_components] + 1) * sizeof *waiting);
    if (!waiting) return wf_fail_nomem(err, "the search for rewrites");
    for (uint32_t c = 0; c < v->order.n_components; c++) {
        const size_t size = v->order.begin[c + 1] - v->order.begin[c];
        if (size < LARGE) continue;
        memcpy(waiting + n, v->order.pairs + v->order.begin[c], size * sizeof *waiting);
        n += size;
    }
    wf_code code = WF_OK;
    for (int round = 0; round <= ROUNDS && (n_due = take_due(v, round, waiting, &n, v->due)) > 0; round++) {
        code = wf_parallel_for(v->run->n_threads, n_due, GRAIN, verify_due, v, err);
        if (code != WF_OK) break;
        mark_live(v, round, v->due, n_due);
    }
    free(waiting);
    return code;
}

wf_code wf_verify_pairs(wf_run *run, const uint32_t *node_text, uint32_t n_nodes, const wf_keyed *pairs,
                        size_t n, wf_same_story **out, size_t *n_out, wf_error *err) {
    verification v = {.run = run,
                      .node_text = node_text,
                      .pairs = pairs,
                      .due = malloc((n + 1) * sizeof *v.due),
                      .live = calloc((size_t)n_nodes + 1, sizeof *v.live),
                      .of = malloc((n + 1) * sizeof *v.of)};
    wf_code code = v.due && v.live && v.of ? WF_OK : wf_fail_nomem(err, "the search for rewrites");
    if (code == WF_OK) {
        for (size_t i = 0; i < n; i++) v.of[i].p = NOT_VERIFIED;
        code = wf_order_pairs(&v.order, pairs, n, n_nodes, err);
    }
    if (code == WF_OK) code = verify_large(&v, err);
    if (code == WF_OK)
        code = wf_parallel_for(run->n_threads, v.order.n_components, COMPONENTS_GRAIN, verify_small, &v, err);
    *n_out = 0;
    for (size_t i = 0; code == WF_OK && i < n; i++)
        if (v.of[i].p >= 0) v.of[(*n_out)++] = v.of[i];
    free(v.due);
    free(v.live);
    wf_pair_order_free(&v.order);
    *out = v.of;
    return code;
}
