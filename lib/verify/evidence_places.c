/*
 * Where the shared terms stand, and which of them stand near each other in both texts.
 *
 * What stands behind a term in a is looked for around the places of the term in b, of which most have few. Those of a term
 * that b has often are not gone through: a rarer term is looked for around its own places, and pairs of two that b has often
 * in a table of such pairs, so that time is linear in both texts.
 */
#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "verify/evidence_internal.h"
#if WF_HAS_X86_KERNELS
#include <immintrin.h>
#endif

#define UNPLACED (UINT32_MAX - 1) /* in the row of a: what is in no row of b */

enum {
    OFTEN = 16, /* places of a term that are gone through, at most */
    DISTANCE_BITS = 3
};

/* Pairs of terms that stand next to each other, and up to WF_SKIP apart, in both texts. */
typedef struct {
    uint64_t next, near;
} pair_counts;

/* Lists the shared terms of a, without a branch: which terms are shared, nothing would predict. */
static bool place_terms_of_a(wf_comparer *c, const wf_profile *a) {
    if (!wf_grow(&c->placed, &c->cap_placed, a->n_seq + 1u, sizeof *c->placed) ||
        !wf_grow(&c->row_a, &c->cap_row_a, a->n_seq + (size_t)WF_SKIP, sizeof *c->row_a))
        return false;
    const uint32_t *seq = a->seq, *b_of = c->b_of;
    wf_placed_term *placed = c->placed;
    uint32_t *row = c->row_a, n = 0;
    for (uint32_t i = 0; i < a->n_seq; i++) {
        bool shared = b_of[seq[i]] != WF_NOT_SHARED;
        row[i] = shared ? seq[i] : UNPLACED;
        placed[n] = (wf_placed_term){i, seq[i]};
        n += shared;
    }
    for (uint32_t d = 0; d < WF_SKIP; d++) row[a->n_seq + d] = UNPLACED;
    c->n_placed = n;
    return true;
}

/* The places of all terms in b; those of terms that are not shared are put down as places of one term more. */
static bool place_terms_of_b(wf_comparer *c, const wf_profile *a, const wf_profile *b) {
    if (!wf_grow(&c->row_b, &c->cap_row_b, b->n_seq + (size_t)2 * WF_SKIP, sizeof *c->row_b) ||
        !wf_grow(&c->places, &c->cap_places, b->n_seq + 1u, sizeof *c->places) ||
        !wf_grow(&c->term_places, &c->cap_term_places, a->n_terms + 1u, sizeof *c->term_places))
        return false;
    const uint32_t *seq = b->seq, *a_of = c->a_of;
    wf_term_places *of_term = c->term_places;
    wf_place *places = c->places;
    uint32_t *row = c->row_b + WF_SKIP, n_terms = a->n_terms;
    for (uint32_t i = 0; i <= n_terms; i++) of_term[i] = (wf_term_places){b->n_seq, 0};
    places[b->n_seq] = (wf_place){UINT32_MAX, b->n_seq, b->n_seq};
    c->n_places = b->n_seq;
    memset(row - WF_SKIP, 0xFF, WF_SKIP * sizeof *row);
    memset(row + b->n_seq, 0xFF, WF_SKIP * sizeof *row);
    for (uint32_t s = b->n_sentences; s-- > 0;) {
        for (uint32_t i = b->sentences[s].end; i-- > b->sentences[s].begin;) {
            uint32_t term = a_of[seq[i]];
            wf_term_places *t = &of_term[term == WF_NOT_SHARED ? n_terms : term];
            wf_place after = places[t->first];
            places[i] = (wf_place){s, t->first, after.sentence == s ? after.next_apart : t->first};
            *t = (wf_term_places){i, t->n + 1};
            row[i] = term;
        }
    }
    return true;
}

/* ---- pairs of terms that b has often */

/* A pair of terms, in either order; the lower bits are for how far apart they stand. */
static uint64_t pair_key(uint32_t x, uint32_t y) {
    return (x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x) << DISTANCE_BITS;
}

/* The slot of a pair: empty, or with the distance. */
static uint64_t *pair_slot(const wf_comparer *c, uint64_t key) {
    uint64_t pair = key >> DISTANCE_BITS;
    size_t i = (pair * 0x9E3779B97F4A7C15u ^ pair >> 29) * 0xD6E8FEB86659FD93u >> 32 & (c->n_table - 1);
    while (c->table[i] && c->table[i] >> DISTANCE_BITS != pair) i = (i + 1) & (c->n_table - 1);
    return &c->table[i];
}

static inline bool is_often(const wf_comparer *c, uint32_t term) {
    return term != WF_NOT_SHARED && c->term_places[term].n > OFTEN;
}

static bool fill_table(wf_comparer *c, const wf_profile *b) {
    const uint32_t *row = c->row_b + WF_SKIP;
    size_t n = 0;
    for (uint32_t i = 0; i < b->n_seq; i++) n += is_often(c, row[i]);
    for (c->n_table = 64; c->n_table < 2 * n * WF_SKIP;) c->n_table *= 2;
    if (!wf_grow(&c->table, &c->cap_table, c->n_table, sizeof *c->table)) return false;
    memset(c->table, 0, c->n_table * sizeof *c->table);
    for (uint32_t i = 0; i < b->n_seq; i++) {
        if (!is_often(c, row[i])) continue;
        for (uint32_t d = 1; d <= WF_SKIP; d++) {
            if (!is_often(c, row[i + d])) continue;
            uint64_t key = pair_key(row[i], row[i + d]) | d, *slot = pair_slot(c, key);
            if (!*slot || key < *slot) *slot = key;
        }
    }
    return true;
}

/* How far apart two terms of a stand in b, the first of which b has often; 0: farther than WF_SKIP. */
static uint32_t distance(const wf_comparer *c, uint32_t often, uint32_t term) {
    if (is_often(c, term))
        return (uint32_t)(*pair_slot(c, pair_key(often, term)) & ((1 << DISTANCE_BITS) - 1));
    uint32_t least = 0;
    for (uint32_t i = c->term_places[term].first; i != c->n_places; i = c->places[i].next) {
        const uint32_t *at = c->row_b + WF_SKIP + i;
        for (uint32_t d = WF_SKIP; d > 0; d--)
            if ((at[d] == often || *(at - d) == often) && (least == 0 || d < least)) least = d;
    }
    return least;
}

/* Counts the pairs of which b has the first term often. false: out of memory. */
static bool count_often(wf_comparer *c, const wf_profile *b, pair_counts *counts) {
    bool ready = false;
    for (size_t k = 0; k < c->n_placed; k++) {
        uint32_t term = c->placed[k].term, place = c->placed[k].place;
        if (!is_often(c, term)) continue;
        if (!ready && !fill_table(c, b)) return false;
        ready = true;
        for (uint32_t d = 1; d <= WF_SKIP; d++) {
            uint32_t other = c->row_a[place + d], apart = other == UNPLACED ? 0 : distance(c, term, other);
            counts->near += apart != 0;
            counts->next += d == 1 && apart == 1;
        }
    }
    return true;
}

/* ---- pairs of other terms */

static void count_pairs(const wf_comparer *c, pair_counts *counts) {
    for (size_t k = 0; k < c->n_placed; k++) {
        const wf_term_places *t = &c->term_places[c->placed[k].term];
        const uint32_t *behind = c->row_a + c->placed[k].place + 1;
        bool next = false, near[WF_SKIP] = {false};
        if (t->n > OFTEN) continue;
        for (uint32_t i = t->first; i != c->n_places; i = c->places[i].next) {
            const uint32_t *at = c->row_b + WF_SKIP + i;
            next |= *(at - 1) == *behind || at[1] == *behind;
            for (unsigned y = 0; y < WF_SKIP; y++)
                for (unsigned d = 1; d <= WF_SKIP; d++)
                    near[y] |= *(at - d) == behind[y] || at[d] == behind[y];
        }
        counts->next += next;
        for (unsigned y = 0; y < WF_SKIP; y++) counts->near += near[y];
    }
}

#if WF_HAS_X86_KERNELS

#define TARGET_AVX2 __attribute__((target("avx2,popcnt")))

_Static_assert(WF_SKIP == 4, "half a vector is what stands before or behind a place");

TARGET_AVX2 static void count_pairs_avx2(const wf_comparer *c, pair_counts *counts) {
    for (size_t k = 0; k < c->n_placed; k++) {
        const wf_term_places *t = &c->term_places[c->placed[k].term];
        if (t->n > OFTEN) continue;
        const int *behind = (const int *)(c->row_a + c->placed[k].place + 1);
        __m256i y0 = _mm256_set1_epi32(behind[0]), y1 = _mm256_set1_epi32(behind[1]),
                y2 = _mm256_set1_epi32(behind[2]), y3 = _mm256_set1_epi32(behind[3]),
                met = _mm256_setzero_si256();
        for (uint32_t i = t->first; i != c->n_places; i = c->places[i].next) {
            const uint32_t *at = c->row_b + WF_SKIP + i;
            __m256i around = _mm256_inserti128_si256(
                _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(at - WF_SKIP))),
                _mm_loadu_si128((const __m128i *)(at + 1)), 1);
            __m256i met_01 =
                _mm256_packs_epi32(_mm256_cmpeq_epi32(around, y0), _mm256_cmpeq_epi32(around, y1));
            __m256i met_23 =
                _mm256_packs_epi32(_mm256_cmpeq_epi32(around, y2), _mm256_cmpeq_epi32(around, y3));
            met = _mm256_or_si256(met, _mm256_packs_epi16(met_01, met_23));
        }
        /* Four bits for each y: what stands before the places in the lower half, behind them in the upper one. */
        unsigned bits = (unsigned)_mm256_movemask_epi8(met), either = bits | bits >> 16;
        either |= either >> 2;
        either |= either >> 1;
        counts->next += (bits & (1u << 3 | 1u << 16)) != 0;
        counts->near += (unsigned)__builtin_popcount(either & 0x1111);
    }
}

#endif

static void count_pairs_by(wf_kernels kernels, const wf_comparer *c, pair_counts *counts) {
#if WF_HAS_X86_KERNELS
    if (kernels == WF_KERNELS_AVX2 || kernels == WF_KERNELS_AVX512) {
        count_pairs_avx2(c, counts);
        return;
    }
#else
    (void)kernels;
#endif
    count_pairs(c, counts);
}

bool wf_evidence_places(wf_comparer *c, const wf_profile *a, const wf_profile *b, wf_pair_shares *out) {
    pair_counts counts = {0, 0};
    if (!place_terms_of_a(c, a) || !place_terms_of_b(c, a, b) || !count_often(c, b, &counts)) return false;
    count_pairs_by(c->kernels, c, &counts);
    double n_all = 0; /* pairs of a up to WF_SKIP apart */
    for (uint32_t d = 1; d <= WF_SKIP; d++) n_all += a->n_seq > d ? (double)(a->n_seq - d) : 0;
    out->next = wf_share((double)counts.next, a->n_seq > 1 ? (double)(a->n_seq - 1) : 0);
    out->with_skip = wf_share((double)counts.near, n_all);
    return true;
}
