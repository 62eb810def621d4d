#include "verify/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"
#include "verify/facts.h"

#define NONE UINT32_MAX
#define RARE 6. /* weight of a rare term at least */

enum {
    SKIP = 4,           /* how far apart the terms of a skip-bigram are at most */
    SENTENCE_LIST = 32, /* sentences of b that a term is followed into */
    DISTANCE_BITS = 3,
    MIN_SENTENCE = 3 /* distinct terms of a sentence that is aligned */
};

/* A term in text order, by its number in a. */
typedef struct {
    uint32_t place, term;
} placed_term;

struct wf_comparer {
    uint32_t *b_of; /* by term of a: the same term of b, or NONE */
    uint32_t *a_of; /* by term of b */
    size_t cap_b_of, cap_a_of;
    placed_term *placed_a, *placed_b; /* the shared terms of each text */
    size_t cap_placed_a, cap_placed_b;
    uint64_t *table; /* skip-bigrams of b among shared terms, and how near they stand at most */
    size_t cap_table;
    uint32_t *begin, *lists; /* sentences of b by term of b */
    size_t cap_begin, cap_lists;
    float *score; /* by sentence of b: weight shared with the sentence at hand */
    uint32_t *touched;
    float *best_a, *best_b; /* best overlap of each sentence */
    uint32_t *like_a;       /* the sentence of b that is most like each of a */
    size_t cap_score, cap_touched, cap_best_a, cap_best_b, cap_like;
    float *sorted;
    size_t cap_sorted;
    uint32_t *mark; /* by term of a or b: sentence that it was met in */
    size_t cap_mark;
    uint64_t *keys; /* scratch of facts.h */
    size_t cap_keys;
    wf_aligned_sentences *aligned;
    size_t n_aligned, cap_aligned;
};

wf_code wf_comparer_open(wf_comparer **out, wf_error *err) {
    *out = calloc(1, sizeof **out);
    return *out ? WF_OK : wf_fail_nomem(err, "the comparison of stories");
}

void wf_comparer_close(wf_comparer *c) {
    if (!c) return;
    free(c->b_of);
    free(c->a_of);
    free(c->placed_a);
    free(c->placed_b);
    free(c->table);
    free(c->begin);
    free(c->lists);
    free(c->score);
    free(c->touched);
    free(c->best_a);
    free(c->best_b);
    free(c->like_a);
    free(c->sorted);
    free(c->mark);
    free(c->keys);
    free(c->aligned);
    free(c);
}

/* x / sqrt(y * z), 0 where there is nothing. */
static double over_mean(double x, double y, double z) {
    return x > 0 && y > 0 && z > 0 ? x / sqrt(y * z) : 0;
}

static double share(double x, double of) {
    return of > 0 ? x / of : 0;
}

/* ---- terms */

/* Finds the shared terms: both lists are sorted by hash. */
static bool match_terms(wf_comparer *c, const wf_profile *a, const wf_profile *b) {
    if (!wf_grow(&c->b_of, &c->cap_b_of, a->n_terms + 1u, sizeof *c->b_of) ||
        !wf_grow(&c->a_of, &c->cap_a_of, b->n_terms + 1u, sizeof *c->a_of))
        return false;
    memset(c->b_of, 0xFF, a->n_terms * sizeof *c->b_of);
    memset(c->a_of, 0xFF, b->n_terms * sizeof *c->a_of);
    for (uint32_t i = 0, j = 0; i < a->n_terms && j < b->n_terms;) {
        uint64_t x = a->terms[i].hash, y = b->terms[j].hash;
        if (x == y) {
            c->b_of[i] = j;
            c->a_of[j] = i;
        }
        i += x <= y;
        j += y <= x;
    }
    return true;
}

/* Sums over the terms of one text. */
typedef struct {
    double lead, lead_in;             /* weight of the lead, and of what the other text has of it */
    double names, names_alone;        /* of the names, and of those that the other text lacks */
    double lead_names, lead_names_in; /* of the lead's names */
    double rare;                      /* of the rare terms */
    double telling, telling_in;       /* tf-idf of the telling terms */
    double name_apart;                /* of the most telling name that the other text lacks */
    double head, head_in;             /* weight of the head, and of what the other text has of it */
    double head_apart;                /* of the rarest term of the head that the other text lacks, */
    double head_name_apart;           /* and of the rarest in a name */
    uint32_t n_names, n_places, n_places_in;
} term_sums;

static term_sums sum_terms(const wf_profile *p, const uint32_t *other) {
    term_sums s = {0};
    for (uint32_t i = 0; i < p->n_terms; i++) {
        const wf_term *t = &p->terms[i];
        double idf = (double)t->idf, in = other[i] != NONE ? 1 : 0;
        if (t->in_lead) {
            s.lead += idf;
            s.lead_in += idf * in;
        }
        if (t->in_head) {
            s.head += idf;
            s.head_in += idf * in;
            s.head_apart = fmax(s.head_apart, idf * (1 - in));
            s.head_name_apart = fmax(s.head_name_apart, idf * (1 - in) * t->in_name);
        }
        if (t->in_name) {
            s.n_names++;
            s.names += idf;
            s.names_alone += idf * (1 - in);
        }
        if (t->in_name && t->in_lead) {
            s.lead_names += idf;
            s.lead_names_in += idf * in;
        }
        if (idf >= RARE) s.rare += idf;
        if (t->telling) {
            s.telling += (double)t->tf_idf;
            s.telling_in += (double)t->tf_idf * in;
        }
        if (t->telling_name && in == 0) s.name_apart = fmax(s.name_apart, (double)t->tf_idf);
        s.n_places += t->in_place;
        s.n_places_in += t->in_place && in > 0;
    }
    return s;
}

static void compare_terms(const wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *e) {
    double shared = 0, squared = 0, dot = 0, lead = 0, names = 0, rare = 0;
    for (uint32_t i = 0; i < a->n_terms; i++) {
        if (c->b_of[i] == NONE) continue;
        const wf_term *t = &a->terms[i], *u = &b->terms[c->b_of[i]];
        double idf = (double)t->idf;
        e->n_terms_shared++;
        shared += idf;
        squared += idf * idf;
        dot += (double)t->tf_idf * (double)u->tf_idf;
        if (t->in_lead && u->in_lead) lead += idf;
        if (t->in_name && u->in_name) {
            names += idf;
            e->n_names_shared++;
        }
        if (idf >= RARE) rare += idf;
    }
    term_sums x = sum_terms(a, c->b_of), y = sum_terms(b, c->a_of);
    e->overlap = over_mean(shared, a->weight, b->weight);
    e->squared = over_mean(squared, a->weight_squared, b->weight_squared);
    e->cosine = share(dot, a->norm * b->norm);
    e->a_in_b = share(shared, a->weight);
    e->b_in_a = share(shared, b->weight);
    e->shared = shared;
    e->lead = over_mean(lead, x.lead, y.lead);
    double in_a = share(x.lead_in, x.lead), in_b = share(y.lead_in, y.lead);
    e->lead_in = fmin(in_a, in_b);
    e->lead_in_max = fmax(in_a, in_b);
    e->names = over_mean(names, x.names, y.names);
    e->names_apart = fmin(x.names_alone, y.names_alone);
    e->lead_names = (share(x.lead_names_in, x.lead_names) + share(y.lead_names_in, y.lead_names)) / 2;
    e->rare = over_mean(rare, x.rare, y.rare);
    e->rare_in = share(rare, fmin(x.rare, y.rare));
    e->rare_shared = rare;
    e->telling = (share(x.telling_in, x.telling) + share(y.telling_in, y.telling)) / 2;
    e->telling_name_apart = fmin(x.name_apart, y.name_apart);
    e->head_in = fmin(share(x.head_in, x.head), share(y.head_in, y.head));
    e->head_apart = fmin(x.head_apart, y.head_apart);
    e->head_name_apart = fmin(x.head_name_apart, y.head_name_apart);
    e->places_conflict = x.n_places && y.n_places && x.n_places_in + y.n_places_in == 0;
    e->n_names_a = x.n_names;
    e->n_names_b = y.n_names;
    e->n_terms_a = a->n_terms;
    e->n_terms_b = b->n_terms;
}

/* ---- pairs of terms that stand near each other */

/* Two terms near each other in the shorter text. */
typedef struct {
    double next;      /* share of its neighbours that are neighbours in the other text too, */
    double with_skip; /* and of its terms up to SKIP apart */
} pair_shares;

/* A pair of terms, in either order, by their numbers in a; the lower bits are for how far apart they stand. */
static uint64_t pair_key(uint32_t x, uint32_t y) {
    return (x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x) << DISTANCE_BITS;
}

static size_t pair_slot(const wf_comparer *c, size_t cap, uint64_t key) {
    uint64_t pair = key >> DISTANCE_BITS;
    size_t i = (pair * 0x9E3779B97F4A7C15u ^ pair >> 29) * 0xD6E8FEB86659FD93u >> 32 & (cap - 1);
    while (c->table[i] && c->table[i] >> DISTANCE_BITS != pair) i = (i + 1) & (cap - 1);
    return i;
}

/* The places in text order of the terms that the other text has, and those terms as numbers of a's: n of them. */
static size_t list_shared(const wf_profile *p, const uint32_t *other, bool is_a, placed_term *out) {
    size_t n = 0;
    for (uint32_t i = 0; i < p->n_seq; i++) { /* no branch: which terms are shared, nothing would predict */
        uint32_t t = p->seq[i];
        out[n] = (placed_term){i, is_a ? t : other[t]};
        n += other[t] != NONE;
    }
    return n;
}

/* The pairs of a, the shorter text, among those of b. */
static bool compare_pairs(wf_comparer *c, const wf_profile *a, const wf_profile *b, pair_shares *out) {
    if (!wf_grow(&c->placed_a, &c->cap_placed_a, a->n_seq + 1u, sizeof *c->placed_a) ||
        !wf_grow(&c->placed_b, &c->cap_placed_b, b->n_seq + 1u, sizeof *c->placed_b))
        return false;
    size_t n_a = list_shared(a, c->b_of, true, c->placed_a),
           n_b = list_shared(b, c->a_of, false, c->placed_b);
    size_t cap = 64;
    while (cap < 2 * n_b * SKIP) cap *= 2;
    if (!wf_grow(&c->table, &c->cap_table, cap, sizeof *c->table)) return false;
    memset(c->table, 0, cap * sizeof *c->table);
    const placed_term *x = c->placed_b, *y;
    for (const placed_term *end = x + n_b; x < end; x++)
        for (y = x + 1; y < end && y->place - x->place <= SKIP; y++) {
            uint64_t key = pair_key(x->term, y->term) | (y->place - x->place), *slot;
            slot = &c->table[pair_slot(c, cap, key)];
            if (!*slot || key < *slot) *slot = key;
        }
    uint64_t n_next = 0, n_near = 0;
    x = c->placed_a;
    for (const placed_term *end = x + n_a; x < end; x++)
        for (y = x + 1; y < end && y->place - x->place <= SKIP; y++) {
            uint64_t met = c->table[pair_slot(c, cap, pair_key(x->term, y->term))];
            n_near += met != 0;
            n_next += y->place - x->place == 1 && (met & ((1 << DISTANCE_BITS) - 1)) == 1;
        }
    double n_all = 0; /* pairs of a up to SKIP apart */
    for (uint32_t d = 1; d <= SKIP; d++) n_all += a->n_seq > d ? (double)(a->n_seq - d) : 0;
    out->next = share((double)n_next, a->n_seq > 1 ? (double)(a->n_seq - 1) : 0);
    out->with_skip = share((double)n_near, n_all);
    return true;
}

/* ---- sentences */

/* Sentences of b by term: list t is lists[begin[t]] up to lists[begin[t + 1]], at most SENTENCE_LIST of them. */
static bool list_sentences(wf_comparer *c, const wf_profile *b) {
    if (!wf_grow(&c->begin, &c->cap_begin, b->n_terms + 2u, sizeof *c->begin) ||
        !wf_grow(&c->lists, &c->cap_lists, b->n_seq + 1u, sizeof *c->lists) ||
        !wf_grow(&c->mark, &c->cap_mark, b->n_terms + 1u, sizeof *c->mark))
        return false;
    memset(c->begin, 0, (b->n_terms + 2u) * sizeof *c->begin);
    for (int fill = 0; fill < 2; fill++) {
        memset(c->mark, 0xFF, b->n_terms * sizeof *c->mark);
        for (uint32_t s = 0; s < b->n_sentences; s++) {
            for (uint32_t i = b->sentences[s].begin; i < b->sentences[s].end; i++) {
                uint32_t t = b->seq[i];
                if (c->a_of[t] == NONE || c->mark[t] == s) continue;
                c->mark[t] = s;
                if (fill)
                    c->lists[c->begin[t + 1]++] = s;
                else
                    c->begin[t + 2]++;
            }
        }
        if (!fill)
            for (uint32_t t = 0; t < b->n_terms; t++) c->begin[t + 2] += c->begin[t + 1];
    }
    return true;
}

/* Best overlap of every sentence of a with one of b, and the other way round. */
static bool align(wf_comparer *c, const wf_profile *a, const wf_profile *b) {
    uint32_t n_a = a->n_sentences, n_b = b->n_sentences;
    if (!list_sentences(c, b) || !wf_grow(&c->score, &c->cap_score, n_b + 1u, sizeof *c->score) ||
        !wf_grow(&c->touched, &c->cap_touched, n_b + 1u, sizeof *c->touched) ||
        !wf_grow(&c->best_a, &c->cap_best_a, n_a + 1u, sizeof *c->best_a) ||
        !wf_grow(&c->best_b, &c->cap_best_b, n_b + 1u, sizeof *c->best_b) ||
        !wf_grow(&c->like_a, &c->cap_like, n_a + 1u, sizeof *c->like_a) ||
        !wf_grow(&c->mark, &c->cap_mark, a->n_terms + 1u, sizeof *c->mark) ||
        !wf_grow(&c->aligned, &c->cap_aligned, n_a + 1u, sizeof *c->aligned))
        return false;
    memset(c->score, 0, n_b * sizeof *c->score);
    memset(c->best_b, 0, n_b * sizeof *c->best_b);
    memset(c->mark, 0xFF, a->n_terms * sizeof *c->mark);
    c->n_aligned = 0;
    for (uint32_t s = 0; s < n_a; s++) {
        const wf_profile_sentence *sentence = &a->sentences[s];
        uint32_t n_touched = 0;
        c->best_a[s] = 0;
        c->like_a[s] = NONE;
        for (uint32_t i = sentence->begin; i < sentence->end; i++) {
            uint32_t t = a->seq[i], u = c->b_of[t];
            if (u == NONE || c->mark[t] == s) continue;
            c->mark[t] = s;
            uint32_t end = c->begin[u + 1];
            if (end - c->begin[u] > SENTENCE_LIST) end = c->begin[u] + SENTENCE_LIST;
            for (uint32_t k = c->begin[u]; k < end; k++) {
                uint32_t other = c->lists[k];
                if (c->score[other] == 0) c->touched[n_touched++] = other;
                c->score[other] += a->terms[t].idf + 1e-6f;
            }
        }
        for (uint32_t k = 0; k < n_touched; k++) {
            uint32_t other = c->touched[k];
            const wf_profile_sentence *with = &b->sentences[other];
            float overlap =
                (float)over_mean((double)c->score[other], (double)sentence->weight, (double)with->weight);
            if (overlap > 1) overlap = 1; /* by what was added to the score, and by rounding */
            c->score[other] = 0;
            if (sentence->distinct < MIN_SENTENCE || with->distinct < MIN_SENTENCE) continue;
            if (overlap > c->best_a[s] || (overlap == c->best_a[s] && other < c->like_a[s])) {
                c->best_a[s] = overlap;
                c->like_a[s] = other;
            }
            if (overlap > c->best_b[other]) c->best_b[other] = overlap;
        }
        if ((double)c->best_a[s] >= WF_ALIGNED)
            c->aligned[c->n_aligned++] = (wf_aligned_sentences){s, c->like_a[s], c->best_a[s]};
    }
    return true;
}

static int descending(const void *x, const void *y) {
    float a = *(const float *)x, b = *(const float *)y;
    return (a < b) - (a > b);
}

/* Mean of the best third of a text's sentences, and the share of their weight that is aligned. */
static bool cover(wf_comparer *c, const wf_profile *text, const float *best, double *best_third,
                  double *coverage) {
    if (!wf_grow(&c->sorted, &c->cap_sorted, text->n_sentences + 1u, sizeof *c->sorted)) return false;
    size_t n = 0;
    double aligned = 0, all = 0, sum = 0;
    for (uint32_t s = 0; s < text->n_sentences; s++) {
        if (text->sentences[s].distinct < MIN_SENTENCE) continue;
        c->sorted[n++] = best[s];
        all += (double)text->sentences[s].weight;
        if ((double)best[s] >= WF_ALIGNED) aligned += (double)text->sentences[s].weight;
    }
    if (n) qsort(c->sorted, n, sizeof *c->sorted, descending);
    size_t third = (n + 2) / 3;
    for (size_t i = 0; i < third; i++) sum += (double)c->sorted[i];
    *best_third = share(sum, (double)third);
    *coverage = share(aligned, all);
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
    *alone = *all = 0;
    for (uint32_t i = s->begin; i < s->end; i++) {
        const wf_term *t = &p->terms[p->seq[i]];
        if (!t->in_name) continue;
        *all += (double)t->idf;
        if (other[p->seq[i]] == NONE) *alone += (double)t->idf;
    }
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
    e->numbers_conflict = share(number_conflict, numbers);
    e->names_conflict = share(name_conflict, names);
}

/* ---- the two texts in the order that does not depend on the caller's */

static void swap_u32(uint32_t *x, uint32_t *y) {
    uint32_t z = *x;
    *x = *y;
    *y = z;
}

static void swap_double(double *x, double *y) {
    double z = *x;
    *x = *y;
    *y = z;
}

/* The evidence as it looks from the other text. */
static void turn_round(wf_comparer *c, wf_evidence *e) {
    swap_double(&e->a_in_b, &e->b_in_a);
    swap_double(&e->coverage_a, &e->coverage_b);
    swap_u32(&e->n_names_a, &e->n_names_b);
    swap_u32(&e->n_numbers_a, &e->n_numbers_b);
    swap_u32(&e->n_quotes_a, &e->n_quotes_b);
    swap_u32(&e->n_terms_a, &e->n_terms_b);
    swap_u32(&e->n_sentences_a, &e->n_sentences_b);
    for (size_t i = 0; i < c->n_aligned; i++) swap_u32(&c->aligned[i].a, &c->aligned[i].b);
}

static int order_of(uint64_t x, uint64_t y) {
    return (x > y) - (x < y);
}

/* The same of texts of the same terms in the same order, which differ in marks: sentences, numbers, quotes. */
static int compare_marks(const wf_profile *a, const wf_profile *b) {
    int order = order_of(a->n_sentences, b->n_sentences);
    if (order == 0) order = order_of(a->n_numbers, b->n_numbers);
    if (order == 0) order = order_of(a->n_quotes, b->n_quotes);
    for (uint32_t i = 0; i < a->n_sentences && order == 0; i++)
        order = order_of(a->sentences[i].end, b->sentences[i].end);
    for (uint32_t i = 0; i < a->n_numbers && order == 0; i++) {
        const wf_profile_number *x = &a->numbers[i], *y = &b->numbers[i];
        order = order_of(x->key, y->key);
        if (order == 0) order = order_of(x->sentence, y->sentence);
        if (order == 0) order = (x->weight > y->weight) - (x->weight < y->weight);
    }
    for (uint32_t i = 0; i < a->n_quotes && order == 0; i++)
        order = order_of(a->quotes[i].key, b->quotes[i].key);
    return order;
}

/* A total order of profiles but for equal ones, so that a pair gives the same evidence either way round. */
static int compare_profiles(const wf_profile *a, const wf_profile *b) {
    int order = order_of(a->n_seq, b->n_seq);
    if (order == 0) order = order_of(a->n_terms, b->n_terms);
    for (uint32_t i = 0; i < a->n_seq && order == 0; i++)
        order = order_of(a->terms[a->seq[i]].hash, b->terms[b->seq[i]].hash);
    return order ? order : compare_marks(a, b);
}

/* The evidence by words and anchors. a is the shorter text. */
static bool find_words(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *e) {
    *e = (wf_evidence){.n_sentences_a = a->n_sentences,
                       .n_sentences_b = b->n_sentences,
                       .same_language = a->language == b->language,
                       .a_nearness = 1,
                       .b_nearness = 1,
                       .days_apart = -1};
    c->n_aligned = 0;
    if (!match_terms(c, a, b)) return false;
    compare_terms(c, a, b, e);
    pair_shares pairs;
    if (!compare_pairs(c, a, b, &pairs)) return false;
    e->bigrams = pairs.next;
    e->skip_bigrams = pairs.with_skip;
    return wf_facts_compare(a, b, &c->keys, &c->cap_keys, e);
}

/* The rest, by sentences. */
static bool find_sentences(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *e) {
    double third_of_b;
    if (!align(c, a, b) || !cover(c, a, c->best_a, &e->best_third, &e->coverage_a) ||
        !cover(c, b, c->best_b, &third_of_b, &e->coverage_b))
        return false;
    find_conflicts(c, a, b, e);
    return true;
}

wf_code wf_evidence_find(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *out,
                         wf_error *err) {
    bool turned = compare_profiles(a, b) > 0;
    const wf_profile *x = turned ? b : a, *y = turned ? a : b;
    if (!find_words(c, x, y, out) || !find_sentences(c, x, y, out))
        return wf_fail_nomem(err, "the comparison of stories");
    if (turned) turn_round(c, out);
    return WF_OK;
}

void wf_evidence_publication(wf_evidence *evidence, int64_t a_ms, int64_t b_ms, bool same_source) {
    const double day_ms = 86400000;
    bool dated = a_ms != WF_NO_DATE && b_ms != WF_NO_DATE;
    evidence->days_apart = dated ? fabs((double)a_ms - (double)b_ms) / day_ms : -1;
    evidence->same_source = same_source;
}

const wf_aligned_sentences *wf_evidence_aligned(const wf_comparer *c, size_t *n) {
    *n = c->n_aligned;
    return c->aligned;
}
