#include "verify/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/error.h"
#include "base/memory.h"
#include "verify/evidence_internal.h"
#include "verify/facts.h"

#define RARE_IDF 6.f /* of a rare term, at least */

wf_code wf_comparer_open(wf_comparer **out, wf_error *err) {
    wf_comparer *c = *out = calloc(1, sizeof *c);
    if (!c) return wf_fail_nomem(err, "the comparison of stories");
    c->kernels = wf_kernels_best();
    return WF_OK;
}

void wf_comparer_use(wf_comparer *c, wf_kernels kernels) {
    c->kernels = kernels;
}

void wf_comparer_close(wf_comparer *c) {
    if (!c) return;
    free(c->b_of);
    free(c->a_of);
    free(c->listed);
    free(c->placed);
    free(c->row_a);
    free(c->row_b);
    free(c->places);
    free(c->term_places);
    free(c->table);
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

/* ---- terms */

/* Finds the shared terms: both lists are sorted by hash. */
static bool match_terms(wf_comparer *c, const wf_profile *a, const wf_profile *b) {
    if (!wf_grow(&c->b_of, &c->cap_b_of, a->n_terms + 1u, sizeof *c->b_of) ||
        !wf_grow(&c->a_of, &c->cap_a_of, b->n_terms + 1u, sizeof *c->a_of))
        return false;
    uint32_t *b_of = c->b_of, *a_of = c->a_of, i = 0, j = 0;
    /* What is put down of the term that stays is put down again. */
    while (i < a->n_terms && j < b->n_terms) {
        uint64_t x = a->terms[i].hash, y = b->terms[j].hash;
        b_of[i] = x == y ? j : WF_NOT_SHARED;
        a_of[j] = x == y ? i : WF_NOT_SHARED;
        i += x <= y;
        j += y <= x;
    }
    memset(b_of + i, 0xFF, (a->n_terms - i) * sizeof *b_of);
    memset(a_of + j, 0xFF, (b->n_terms - j) * sizeof *a_of);
    return true;
}

/* Kinds of terms that are listed, in order. */
enum { LEAD, HEAD, NAME, RARE, TELLING, N_LISTS };

/* Lists the terms of each kind, without a branch: of what kind a term is, nothing would predict. false: out of memory. */
static bool list_terms(wf_comparer *c, const wf_profile *p, uint32_t *lists[N_LISTS], uint32_t n[N_LISTS]) {
    size_t room = p->n_terms + (size_t)1;
    if (!wf_grow(&c->listed, &c->cap_listed, N_LISTS * room, sizeof *c->listed)) return false;
    uint32_t *lead = c->listed, *head = lead + room, *name = head + room, *rare = name + room,
             *telling = rare + room;
    uint32_t n_lead = 0, n_head = 0, n_name = 0, n_rare = 0, n_telling = 0;
    for (uint32_t i = 0; i < p->n_terms; i++) {
        const wf_term *t = &p->terms[i];
        lead[n_lead] = head[n_head] = name[n_name] = rare[n_rare] = telling[n_telling] = i;
        n_lead += t->in_lead;
        n_head += t->in_head;
        n_name += t->in_name;
        n_rare += t->idf >= RARE_IDF;
        n_telling += t->telling;
    }
    uint32_t *const all[N_LISTS] = {lead, head, name, rare, telling};
    const uint32_t n_all[N_LISTS] = {n_lead, n_head, n_name, n_rare, n_telling};
    memcpy(lists, all, sizeof all);
    memcpy(n, n_all, sizeof n_all);
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

static bool sum_terms(wf_comparer *c, const wf_profile *p, const uint32_t *other, term_sums *out) {
    uint32_t *lists[N_LISTS], n[N_LISTS];
    if (!list_terms(c, p, lists, n)) return false;
    term_sums s = {.n_names = n[NAME]};
    for (uint32_t i = 0; i < n[LEAD]; i++) {
        uint32_t term = lists[LEAD][i];
        double idf = (double)p->terms[term].idf;
        s.lead += idf;
        s.lead_in += idf * (other[term] != WF_NOT_SHARED);
    }
    for (uint32_t i = 0; i < n[HEAD]; i++) {
        uint32_t term = lists[HEAD][i];
        double idf = (double)p->terms[term].idf, in = idf * (other[term] != WF_NOT_SHARED), apart = idf - in;
        s.head += idf;
        s.head_in += in;
        s.head_apart = fmax(s.head_apart, apart);
        s.head_name_apart = fmax(s.head_name_apart, apart * p->terms[term].in_name);
    }
    for (uint32_t i = 0; i < n[NAME]; i++) {
        const wf_term *t = &p->terms[lists[NAME][i]];
        bool is_in = other[lists[NAME][i]] != WF_NOT_SHARED;
        double idf = (double)t->idf, of_lead = idf * t->in_lead;
        s.names += idf;
        s.names_alone += idf * !is_in;
        s.lead_names += of_lead;
        s.lead_names_in += of_lead * is_in;
        s.name_apart = fmax(s.name_apart, (double)t->tf_idf * (t->telling_name && !is_in));
        s.n_places += t->in_place;
        s.n_places_in += t->in_place & is_in;
    }
    for (uint32_t i = 0; i < n[RARE]; i++) s.rare += (double)p->terms[lists[RARE][i]].idf;
    for (uint32_t i = 0; i < n[TELLING]; i++) {
        uint32_t term = lists[TELLING][i];
        double tf_idf = (double)p->terms[term].tf_idf;
        s.telling += tf_idf;
        s.telling_in += tf_idf * (other[term] != WF_NOT_SHARED);
    }
    *out = s;
    return true;
}

static bool compare_terms(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *e) {
    term_sums x, y;
    if (!sum_terms(c, a, c->b_of, &x) || !sum_terms(c, b, c->a_of, &y) ||
        !wf_grow(&c->listed, &c->cap_listed, a->n_terms + (size_t)1, sizeof *c->listed))
        return false;
    uint32_t n_shared = 0, n_names = 0;
    for (uint32_t i = 0; i < a->n_terms; i++) {
        c->listed[n_shared] = i;
        n_shared += c->b_of[i] != WF_NOT_SHARED;
    }
    double shared = 0, squared = 0, dot = 0, lead = 0, names = 0, rare = 0;
    for (uint32_t i = 0; i < n_shared; i++) {
        const wf_term *t = &a->terms[c->listed[i]], *u = &b->terms[c->b_of[c->listed[i]]];
        double idf = (double)t->idf;
        int in_names = t->in_name & u->in_name;
        shared += idf;
        squared += idf * idf;
        dot += (double)t->tf_idf * (double)u->tf_idf;
        lead += idf * (t->in_lead & u->in_lead);
        names += idf * in_names;
        n_names += (uint32_t)in_names;
        rare += idf * (t->idf >= RARE_IDF);
    }
    e->n_terms_shared = n_shared;
    e->n_names_shared = n_names;
    e->overlap = wf_over_mean(shared, a->weight, b->weight);
    e->squared = wf_over_mean(squared, a->weight_squared, b->weight_squared);
    e->cosine = wf_share(dot, a->norm * b->norm);
    e->a_in_b = wf_share(shared, a->weight);
    e->b_in_a = wf_share(shared, b->weight);
    e->shared = shared;
    e->lead = wf_over_mean(lead, x.lead, y.lead);
    double in_a = wf_share(x.lead_in, x.lead), in_b = wf_share(y.lead_in, y.lead);
    e->lead_in = fmin(in_a, in_b);
    e->lead_in_max = fmax(in_a, in_b);
    e->names = wf_over_mean(names, x.names, y.names);
    e->names_apart = fmin(x.names_alone, y.names_alone);
    e->lead_names = (wf_share(x.lead_names_in, x.lead_names) + wf_share(y.lead_names_in, y.lead_names)) / 2;
    e->rare = wf_over_mean(rare, x.rare, y.rare);
    e->rare_in = wf_share(rare, fmin(x.rare, y.rare));
    e->rare_shared = rare;
    e->telling = (wf_share(x.telling_in, x.telling) + wf_share(y.telling_in, y.telling)) / 2;
    e->telling_name_apart = fmin(x.name_apart, y.name_apart);
    e->head_in = fmin(wf_share(x.head_in, x.head), wf_share(y.head_in, y.head));
    e->head_apart = fmin(x.head_apart, y.head_apart);
    e->head_name_apart = fmin(x.head_name_apart, y.head_name_apart);
    e->places_conflict = x.n_places && y.n_places && x.n_places_in + y.n_places_in == 0;
    e->n_names_a = x.n_names;
    e->n_names_b = y.n_names;
    e->n_terms_a = a->n_terms;
    e->n_terms_b = b->n_terms;
    return true;
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
    if (!match_terms(c, a, b) || !compare_terms(c, a, b, e)) return false;
    wf_pair_shares pairs;
    if (!wf_evidence_places(c, a, b, &pairs)) return false;
    e->bigrams = pairs.next;
    e->skip_bigrams = pairs.with_skip;
    return wf_facts_compare(a, b, &c->keys, &c->cap_keys, e);
}

wf_code wf_evidence_find(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_evidence *out,
                         wf_error *err) {
    bool turned = compare_profiles(a, b) > 0;
    const wf_profile *x = turned ? b : a, *y = turned ? a : b;
    if (!find_words(c, x, y, out) || !wf_evidence_sentences(c, x, y, out))
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
