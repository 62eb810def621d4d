/* The evidence by sentences: those that say the same, and the facts that conflict in them. */
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "verify/evidence_internal.h"

enum {
    SENTENCE_LIST = 32, /* sentences of b that a term is followed into */
    MIN_SENTENCE = 3    /* distinct terms of a sentence that is aligned */
};

static bool reserve(wf_comparer *c, const wf_profile *a, const wf_profile *b) {
    uint32_t n_a = a->n_sentences, n_b = b->n_sentences;
    return wf_grow(&c->score, &c->cap_score, n_b + 1u, sizeof *c->score) &&
           wf_grow(&c->touched, &c->cap_touched, n_b + 1u, sizeof *c->touched) &&
           wf_grow(&c->best_a, &c->cap_best_a, n_a + 1u, sizeof *c->best_a) &&
           wf_grow(&c->best_b, &c->cap_best_b, n_b + 1u, sizeof *c->best_b) &&
           wf_grow(&c->like_a, &c->cap_like, n_a + 1u, sizeof *c->like_a) &&
           wf_grow(&c->mark, &c->cap_mark, a->n_terms + 1u, sizeof *c->mark) &&
           wf_grow(&c->aligned, &c->cap_aligned, n_a + 1u, sizeof *c->aligned);
}

/* Adds the weight of a term to the sentences of b that it stands in. Returns how many sentences are touched now. */
static uint32_t add_term(wf_comparer *c, uint32_t term, float weight, uint32_t n_touched) {
    uint32_t n = 0;
    for (uint32_t i = c->term_places[term].first; i != c->n_places && n < SENTENCE_LIST; n++) {
        uint32_t s = c->places[i].sentence;
        c->touched[n_touched] = s;
        n_touched += c->score[s] == 0;
        c->score[s] += weight + 1e-6f;
        i = c->places[i].next_apart;
    }
    return n_touched;
}

/* Takes the overlaps of sentence s of a with those touched. */
static void take_scores(wf_comparer *c, const wf_profile *a, const wf_profile *b, uint32_t s,
                        uint32_t n_touched) {
    const wf_profile_sentence *sentence = &a->sentences[s];
    for (uint32_t k = 0; k < n_touched; k++) {
        uint32_t other = c->touched[k];
        const wf_profile_sentence *with = &b->sentences[other];
        float score = c->score[other];
        c->score[other] = 0;
        if (sentence->distinct < MIN_SENTENCE || with->distinct < MIN_SENTENCE) continue;
        float overlap = (float)wf_over_mean((double)score, (double)sentence->weight, (double)with->weight);
        if (overlap > 1) overlap = 1; /* by what was added to the score, and by rounding */
        if (overlap > c->best_a[s] || (overlap == c->best_a[s] && other < c->like_a[s])) {
            c->best_a[s] = overlap;
            c->like_a[s] = other;
        }
        if (overlap > c->best_b[other]) c->best_b[other] = overlap;
    }
}

/* Best overlap of every sentence of a with one of b, and the other way round. */
static bool align(wf_comparer *c, const wf_profile *a, const wf_profile *b) {
    if (!reserve(c, a, b)) return false;
    memset(c->score, 0, b->n_sentences * sizeof *c->score);
    memset(c->best_b, 0, b->n_sentences * sizeof *c->best_b);
    memset(c->mark, 0xFF, a->n_terms * sizeof *c->mark);
    c->n_aligned = 0;
    const wf_placed_term *at = c->placed, *end = at + c->n_placed;
    for (uint32_t s = 0; s < a->n_sentences; s++) {
        uint32_t n_touched = 0;
        c->best_a[s] = 0;
        c->like_a[s] = WF_NOT_SHARED;
        for (; at < end && at->place < a->sentences[s].end; at++) {
            if (c->mark[at->term] == s) continue;
            c->mark[at->term] = s;
            n_touched = add_term(c, at->term, a->terms[at->term].idf, n_touched);
        }
        take_scores(c, a, b, s, n_touched);
        if ((double)c->best_a[s] >= WF_ALIGNED)
            c->aligned[c->n_aligned++] = (wf_aligned_sentences){s, c->like_a[s], c->best_a[s]};
    }
    return true;
}

/* A key that puts the larger of two numbers from 0 on first, and back. */
static uint64_t descending_key(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return ~bits;
}

static float of_descending_key(uint64_t key) {
    uint32_t bits = ~(uint32_t)key;
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Mean of the best third of a text's sentences, and the share of their weight that is aligned. */
static bool cover(wf_comparer *c, const wf_profile *text, const float *best, double *best_third,
                  double *coverage) {
    uint32_t n_sentences = text->n_sentences;
    if (!wf_grow(&c->sorted, &c->cap_sorted, (size_t)2 * n_sentences + 1, sizeof *c->sorted)) return false;
    size_t n = 0;
    double aligned = 0, all = 0, sum = 0;
    for (uint32_t s = 0; s < n_sentences; s++) {
        if (text->sentences[s].distinct < MIN_SENTENCE) continue;
        c->sorted[n++] = descending_key(best[s]);
        all += (double)text->sentences[s].weight;
        if ((double)best[s] >= WF_ALIGNED) aligned += (double)text->sentences[s].weight;
    }
    wf_sort_u64(c->sorted, c->sorted + n, n);
    size_t third = (n + 2) / 3;
    for (size_t i = 0; i < third; i++) sum += (double)of_descending_key(c->sorted[i]);
    *best_third = wf_share(sum, (double)third);
    *coverage = wf_share(aligned, all);
    return true;
}

/* ---- facts that conflict in sentences that say the same */

static bool has_number(const wf_profile *p, const wf_profile_sentence *s, uint64_t key) {
    for (uint32_t i = 0; i < s->n_numbers; i++)
        if (p->numbers[s->first_number + i].key == key) return true;
    return false;
}

/* Numbers of two aligned sentences: weight of those in one alone, and of all. */
static void number_clash(const wf_profile *a, const wf_profile_sentence *x, const wf_profile *b,
                         const wf_profile_sentence *y, double *clash, double *all) {
    enum { MOST = 16 }; /* numbers of a sentence looked at */
    double only_a = 0, only_b = 0, both = 0;
    wf_profile_sentence u = *x, v = *y;
    if (u.n_numbers > MOST) u.n_numbers = MOST;
    if (v.n_numbers > MOST) v.n_numbers = MOST;
    for (uint32_t i = 0; i < u.n_numbers; i++) {
        const wf_profile_number *n = &a->numbers[u.first_number + i];
        *(has_number(b, &v, n->key) ? &both : &only_a) += (double)n->weight;
    }
    for (uint32_t i = 0; i < v.n_numbers; i++) {
        const wf_profile_number *n = &b->numbers[v.first_number + i];
        if (!has_number(a, &u, n->key)) only_b += (double)n->weight;
    }
    *clash += fmin(only_a, only_b);
    *all += fmin(only_a, only_b) + both;
}

/* Weight of the names in a sentence, and of those among them that the other text lacks. */
static void names_alone(const wf_profile *p, const wf_profile_sentence *s, const uint32_t *other,
                        double *alone, double *all) {
    double sum_alone = 0, sum = 0;
    for (uint32_t i = s->begin; i < s->end; i++) {
        const wf_term *t = &p->terms[p->seq[i]];
        double weight = (double)t->idf * t->in_name;
        sum += weight;
        sum_alone += weight * (other[p->seq[i]] == WF_NOT_SHARED);
    }
    *alone = sum_alone;
    *all = sum;
}

static void find_conflicts(const wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *e) {
    double number_conflict = 0, numbers = 0, name_conflict = 0, names = 0;
    for (size_t i = 0; i < c->n_aligned; i++) {
        const wf_profile_sentence *x = &a->sentences[c->aligned[i].a], *y = &b->sentences[c->aligned[i].b];
        double only_a, all_a, only_b, all_b;
        number_clash(a, x, b, y, &number_conflict, &numbers);
        names_alone(a, x, c->b_of, &only_a, &all_a);
        names_alone(b, y, c->a_of, &only_b, &all_b);
        name_conflict += fmin(only_a, only_b);
        names += fmin(all_a, all_b);
        e->aligned += (double)(x->weight < y->weight ? x->weight : y->weight);
    }
    e->numbers_conflict = wf_share(number_conflict, numbers);
    e->names_conflict = wf_share(name_conflict, names);
}

bool wf_evidence_sentences(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *e) {
    double third_of_b;
    if (!align(c, a, b) || !cover(c, a, c->best_a, &e->best_third, &e->coverage_a) ||
        !cover(c, b, c->best_b, &third_of_b, &e->coverage_b))
        return false;
    find_conflicts(c, a, b, e);
    return true;
}
