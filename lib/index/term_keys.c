/*
 * The keys of one text: its terms of highest weight, and pairs of them.
 *
 * A text has some hundreds of terms and 40 are wanted: their weights are counted first, which tells the weight that the
 * last of them has; so those above it need no comparison, and only its ties, mostly few, are put in order.
 */
#include "index/terms.h"

#include "base/digest.h"

enum { WEIGHTS = UINT8_MAX + 1 };

/* A term as one number that sorts as it ranks: lower is better. Its place in the text goes beside it. */
typedef struct {
    uint64_t rank;          /* WEIGHTS - 1 - weight, << 32 | term */
    uint32_t place;         /* number in the text */
    uint32_t sentence : 31, /* number of its sentence */
        alone : 1;
} candidate;

static wf_term_key key_of_term(uint32_t term) {
    return (uint32_t)(wf_mix64(term) >> 34);
}

static wf_term_key key_of_pair(uint32_t a, uint32_t b) {
    uint64_t both = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    uint64_t hash = wf_mix64(both + 0x9e3779b97f4a7c15ULL) >> 32;
    return WF_FIRST_PAIR + (uint32_t)(hash * 3 >> 2);
}

/* Puts c among the best of n terms, best first, where it belongs; of more than max the worst goes. */
static size_t insert(candidate *best, size_t n, size_t max, candidate c) {
    if (n == max && (n == 0 || c.rank >= best[n - 1].rank)) return n;
    size_t i = n < max ? n++ : n - 1;
    for (; i > 0 && best[i - 1].rank > c.rank; i--) best[i] = best[i - 1];
    best[i] = c;
    return n;
}

/* The least weight among the WF_TERM_SINGLES terms of highest weight; *n_above: how many have a higher one. */
static unsigned weight_of_last(const wf_ranked_term *terms, size_t n, size_t *n_above) {
    uint32_t n_of[WEIGHTS] = {0};
    for (size_t i = 0; i < n; i++) n_of[terms[i].weight]++;
    unsigned weight = WEIGHTS - 1;
    *n_above = 0;
    while (weight > 0 && *n_above + n_of[weight] < WF_TERM_SINGLES) *n_above += n_of[weight--];
    return weight;
}

/* The terms of highest weight, in no order; at most WF_TERM_SINGLES. */
static size_t choose(const wf_ranked_term *terms, size_t n, candidate *out) {
    size_t n_above, n_out = 0, n_ties = 0;
    const unsigned last = weight_of_last(terms, n, &n_above);
    candidate *ties = out + n_above;
    const size_t max_ties = WF_TERM_SINGLES - n_above;
    uint32_t sentence = 0;
    for (size_t i = 0; i < n; i++) {
        const unsigned weight = terms[i].weight;
        sentence += terms[i].new_sentence;
        if (weight < last) continue;
        candidate c = {(uint64_t)(WEIGHTS - 1 - weight) << 32 | terms[i].term, (uint32_t)i,
                       sentence & INT32_MAX, terms[i].alone};
        if (weight > last)
            out[n_out++] = c;
        else
            n_ties = insert(ties, n_ties, max_ties, c);
    }
    return n_out + n_ties;
}

/* Drops the worst of n terms, in no order, until n_kept remain. */
static void drop_worst(candidate *c, size_t n, size_t n_kept) {
    uint64_t
        numbered[WF_TERM_SINGLES]; /* rank << 8 | number: the greatest says where it is, without a branch */
    for (size_t i = 0; i < n; i++) numbered[i] = c[i].rank << 8 | i;
    for (; n > n_kept; n--) {
        uint64_t worst = 0;
        for (size_t i = 0; i < n; i++) worst = numbered[i] > worst ? numbered[i] : worst;
        const size_t at = worst & UINT8_MAX;
        c[at] = c[n - 1];
        numbered[at] = c[at].rank << 8 | at;
    }
}

static void sort_by_place(candidate *c, size_t n) {
    for (size_t i = 1; i < n; i++) {
        candidate moved = c[i];
        size_t j = i;
        for (; j > 0 && c[j - 1].place > moved.place; j--) c[j] = c[j - 1];
        c[j] = moved;
    }
}

/* Pairs of n terms in the order of their places, nearest first; those that no other text has count, but are left out. */
static size_t pair(const candidate *c, size_t n, wf_term_key *out) {
    size_t n_out = 0, n_pairs = 0;
    /* Where no two terms with gap places between them are in one sentence, none with more are. */
    for (size_t gap = 1, n_before = SIZE_MAX; gap < n && n_before != n_pairs; gap++) {
        n_before = n_pairs;
        for (size_t i = 0; i + gap < n && n_pairs < WF_TERM_PAIRS; i++) {
            if (c[i].sentence != c[i + gap].sentence) continue;
            n_pairs++;
            if (!c[i].alone && !c[i + gap].alone)
                out[n_out++] = key_of_pair((uint32_t)c[i].rank, (uint32_t)c[i + gap].rank);
        }
    }
    return n_out;
}

size_t wf_term_keys(const wf_ranked_term *terms, size_t n, wf_term_key *out) {
    candidate chosen[WF_TERM_SINGLES];
    const size_t n_singles = choose(terms, n, chosen);
    size_t n_out = 0;
    for (size_t i = 0; i < n_singles; i++)
        if (!chosen[i].alone) out[n_out++] = key_of_term((uint32_t)chosen[i].rank);
    const size_t n_paired = n_singles < WF_TERM_PAIRED ? n_singles : WF_TERM_PAIRED;
    drop_worst(chosen, n_singles, n_paired);
    sort_by_place(chosen, n_paired);
    return n_out + pair(chosen, n_paired, out + n_out);
}
