/*
 * Mates for the words of a gap.
 *
 * Small gaps: the longest common subsequence of fewest passages, over the pairs of equal words alone (Hunt and Szymanski, A
 * Fast Algorithm for Computing Longest Common Subsequences, 1977), for these are few; then substitutions between the kept
 * words, by dynamic programming.
 *
 * Large gaps: shingles that stand once in both are seeds; the longest chain of them in the same order is kept, for shorter
 * and shorter shingles.
 */
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "verify/align_internal.h"

enum {
    CELLS_MAX = 4 * WF_ALIGN_BAND * WF_ALIGN_BAND,
    N_LEVELS = 3,   /* of seeds */
    KEY_SHIFT = 31, /* the 33 bits left of a hash are sorted in three passes; a rare collision costs a seed */
};
static const uint32_t shingle_length[N_LEVELS] = {8, 3, 1};

static uint32_t min(uint32_t x, uint32_t y) {
    return x < y ? x : y;
}
static int32_t max(int32_t x, int32_t y) {
    return x > y ? x : y;
}

bool wf_align_is_small(wf_align_gap gap) {
    return (uint64_t)(gap.a_end - gap.a_begin) * (gap.b_end - gap.b_begin) <= CELLS_MAX;
}

uint32_t wf_align_prefix(const wf_aligner *t, wf_align_gap gap) {
    uint32_t k = 0, n = min(gap.a_end - gap.a_begin, gap.b_end - gap.b_begin);
    while (k < n && t->a[gap.a_begin + k].id == t->b[gap.b_begin + k].id) k++;
    return k;
}

uint32_t wf_align_suffix(const wf_aligner *t, wf_align_gap gap) {
    uint32_t k = 0, n = min(gap.a_end - gap.a_begin, gap.b_end - gap.b_begin);
    while (k < n && t->a[gap.a_end - 1 - k].id == t->b[gap.b_end - 1 - k].id) k++;
    return k;
}

static void mate(wf_aligner *t, uint32_t i, uint32_t j) {
    t->mate_a[i] = j;
    t->mate_b[j] = i;
}

/* The gap from words i and j on, up to the next word of whole that has a mate. */
static wf_align_gap gap_from(const wf_aligner *t, wf_align_gap whole, uint32_t i, uint32_t j) {
    wf_align_gap gap = {i, i, j, whole.b_end};
    while (gap.a_end < whole.a_end && t->mate_a[gap.a_end] == WF_NO_MATE) gap.a_end++;
    if (gap.a_end < whole.a_end) gap.b_end = t->mate_a[gap.a_end];
    return gap;
}

/* ------------------------------------------------------------------------------------------------- kept words */

void wf_align_forget(wf_aligner *t) {
    for (uint32_t j = t->indexed_begin; j < t->indexed_end; j++) t->places[t->b[j].id] = WF_NO_MATE;
    t->indexed_begin = t->indexed_end = 0;
}

void wf_align_index(wf_aligner *t, wf_align_gap gap, bool loose) {
    wf_align_forget(t);
    t->indexed_begin = gap.b_begin;
    t->indexed_end = gap.b_end;
    for (uint32_t j = gap.b_begin; j < gap.b_end; j++) {
        if (loose && !wf_align_is_loose_b(t, j)) continue;
        uint32_t *place = &t->places[t->b[j].id];
        t->next[j - gap.b_begin] = *place;
        *place = j;
    }
}

/* Adds a step behind step k - 1, unless there is one as good, and drops those that are worse. */
static inline void add_step(wf_align_step *steps, uint32_t *n_steps, uint32_t k, wf_align_step step) {
    uint32_t n = *n_steps, end = k;
    while (end < n && steps[end].score < step.score) end++;
    if (end == k && k < n && steps[k].column == step.column) return;
    if (end < n && end != k + 1) memmove(steps + k + 1, steps + end, (n - end) * sizeof *steps);
    steps[k] = step;
    *n_steps = n - (end - k) + 1;
}

/* Keeps the longest common subsequence of the gap; among these one of fewest passages. */
static bool keep_words(wf_aligner *t, wf_align_gap gap) {
    enum { KEEP = 4 * WF_ALIGN_BAND }; /* above what all passages cost, 1 each */
    wf_align_index(t, gap, false);
    const wf_align_word *a = t->a;
    const uint32_t *places = t->places, *next = t->next;
    uint32_t columns = gap.b_end - gap.b_begin, n = 0, n_steps = 1, *last = t->last;
    wf_align_step *steps = t->steps;
    memset(last, 0xff, columns * sizeof *last);
    steps[0] = (wf_align_step){0, 0, WF_NO_MATE};
    for (uint32_t i = gap.a_begin; i < gap.a_end; i++) {
        /* Places descend, so that what this row has found is not built on. */
        for (uint32_t j = places[a[i].id]; j != WF_NO_MATE; j = next[j - gap.b_begin]) {
            if (n == t->cap_pairs && !wf_grow(&t->pairs, &t->cap_pairs, (size_t)n + 1, sizeof *t->pairs))
                return false;
            wf_align_pair *pairs = t->pairs;
            uint32_t column = j - gap.b_begin, k = n_steps;
            while (steps[k - 1].column > column) k--;
            wf_align_pair pair = {i, j, steps[k - 1].score - 1, steps[k - 1].pair};
            uint32_t before = column ? last[column - 1] : WF_NO_MATE;
            if (before != WF_NO_MATE && pairs[before].a + 1 == i && pairs[before].score >= pair.score) {
                pair.score = pairs[before].score; /* goes on with its passage */
                pair.before = before;
            }
            pair.score += KEEP;
            last[column] = n;
            pairs[n] = pair;
            add_step(steps, &n_steps, k, (wf_align_step){column + 1, pair.score, n});
            n++;
        }
    }
    for (uint32_t p = steps[n_steps - 1].pair; p != WF_NO_MATE; p = t->pairs[p].before)
        mate(t, t->pairs[p].a, t->pairs[p].b);
    return true;
}

/* ---------------------------------------------------------------------------------------------- substitutions */

/*
 * Scores leave the two lowest bits free: candidates for a cell carry there which way they came, so that the best tells it,
 * and the greatest way wins among equals.
 */
enum {
    WAY_DELETE,
    WAY_INSERT,
    WAY_SUBSTITUTE,
    WAY_MASK = 3,
    SUBSTITUTE = 4,
    SAME_STEM = 16,
    NEVER = -(1 << 29)
};

/* Mates words of a gap without equal words: most of one sort, those of one stem first. */
bool wf_align_substitute(wf_aligner *t, wf_align_gap gap) {
    size_t rows = gap.a_end - gap.a_begin, columns = gap.b_end - gap.b_begin;
    if (!rows || !columns) return true;
    const wf_align_word *a = t->a + gap.a_begin, *b = t->b + gap.b_begin;
    if (rows == 1 && columns == 1) {
        if (!a->stem == !b->stem) mate(t, gap.a_begin, gap.b_begin);
        return true;
    }
    if (!wf_grow(&t->ways, &t->cap_ways, rows * columns, sizeof *t->ways)) return false;
    memset(t->best, 0, columns * sizeof *t->best);
    uint8_t *way = t->ways;
    for (size_t i = 0; i < rows; i++) {
        uint32_t stem = a[i].stem;
        int32_t same = stem ? SAME_STEM : SUBSTITUTE; /* for one of the same stem, or stop words */
        int32_t unlike = stem ? SUBSTITUTE : NEVER;   /* for another content word */
        int32_t left = 0, diagonal = 0;
        for (size_t j = 0; j < columns; j++) {
            int32_t score = b[j].stem ? unlike : NEVER;
            score = b[j].stem == stem ? same : score;
            int32_t top = max(t->best[j] + WAY_DELETE, diagonal + score + WAY_SUBSTITUTE);
            top = max(top, left + WAY_INSERT);
            diagonal = t->best[j];
            *way++ = (uint8_t)(top & WAY_MASK);
            t->best[j] = left = top - (top & WAY_MASK);
        }
    }
    for (size_t i = rows, j = columns; i && j;) {
        uint8_t step = t->ways[(i - 1) * columns + j - 1];
        if (step == WAY_SUBSTITUTE) mate(t, gap.a_begin + (uint32_t)i - 1, gap.b_begin + (uint32_t)j - 1);
        i -= step != WAY_INSERT;
        j -= step != WAY_DELETE;
    }
    return true;
}

bool wf_align_fill_small(wf_aligner *t, wf_align_gap gap) {
    if (!keep_words(t, gap)) return false;
    for (wf_align_gap left = gap_from(t, gap, gap.a_begin, gap.b_begin);;
         left = gap_from(t, gap, left.a_end + 1, left.b_end + 1)) {
        bool is_last = left.a_end == gap.a_end;
        if (!wf_align_substitute(t, left)) return false;
        if (is_last) return true;
    }
}

/* ------------------------------------------------------------------------------------------------------ seeds */

/* The hashes of all shingles of words begin up to end - 1, sorted. */
static size_t sort_shingles(const wf_align_word *words, uint32_t begin, uint32_t end, uint32_t length,
                            wf_keyed *keys, wf_keyed *spare) {
    size_t n = 0;
    for (uint32_t i = begin; end - i >= length; i++) {
        uint64_t hash = 0;
        for (uint32_t k = 0; k < length; k++) hash = wf_mix64(hash ^ words[i + k].id);
        keys[n++] = (wf_keyed){hash >> KEY_SHIFT, i};
    }
    wf_sort_keyed(keys, spare, n);
    return n;
}

static size_t equal_keys(const wf_keyed *keys, size_t at, size_t n) {
    size_t k = at + 1;
    while (k < n && keys[k].key == keys[at].key) k++;
    return k - at;
}

/* seed[i]: where the shingle at word i of a stands in b, if it stands once in the gap of either; WF_NO_MATE otherwise. */
static bool find_seeds(wf_aligner *t, wf_align_gap gap, uint32_t length) {
    size_t rows = gap.a_end - gap.a_begin, columns = gap.b_end - gap.b_begin;
    if (!wf_grow(&t->keys_a, &t->cap_keys_a, rows, sizeof *t->keys_a)) return false;
    if (!wf_grow(&t->keys_b, &t->cap_keys_b, columns, sizeof *t->keys_b)) return false;
    if (!wf_grow(&t->spare, &t->cap_spare, rows > columns ? rows : columns, sizeof *t->spare)) return false;
    if (!wf_grow(&t->seed, &t->cap_seed, rows, sizeof *t->seed)) return false;
    for (size_t i = 0; i < rows; i++) t->seed[i] = WF_NO_MATE;
    size_t n_a = sort_shingles(t->a, gap.a_begin, gap.a_end, length, t->keys_a, t->spare);
    size_t n_b = sort_shingles(t->b, gap.b_begin, gap.b_end, length, t->keys_b, t->spare);
    for (size_t x = 0, y = 0; x < n_a && y < n_b;) {
        uint64_t key_a = t->keys_a[x].key, key_b = t->keys_b[y].key;
        size_t of_a = key_a <= key_b ? equal_keys(t->keys_a, x, n_a) : 0;
        size_t of_b = key_b <= key_a ? equal_keys(t->keys_b, y, n_b) : 0;
        if (of_a == 1 && of_b == 1) t->seed[t->keys_a[x].value - gap.a_begin] = t->keys_b[y].value;
        x += of_a;
        y += of_b;
    }
    return true;
}

/*
 * The longest chain of seeds that ascend in b: before[i] is the seed before seed i in the longest chain that ends with i,
 * *last the end of the longest of all, WF_NO_MATE if there is none. Places count from the begin of the gap.
 */
static bool chain_seeds(wf_aligner *t, uint32_t rows, uint32_t *last) {
    size_t n = 0; /* tails[k]: the seed with the lowest place in b that ends a chain of k + 1 */
    if (!wf_grow(&t->before, &t->cap_before, rows, sizeof *t->before)) return false;
    for (uint32_t i = 0; i < rows; i++) {
        if (t->seed[i] == WF_NO_MATE) continue;
        size_t low = 0, high = n;
        if (n && t->seed[t->tails[n - 1]] < t->seed[i]) low = n;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (t->seed[t->tails[middle]] < t->seed[i])
                low = middle + 1;
            else
                high = middle;
        }
        if (!wf_grow(&t->tails, &t->cap_tails, low + 1, sizeof *t->tails)) return false;
        t->before[i] = low ? t->tails[low - 1] : WF_NO_MATE;
        t->tails[low] = i;
        if (low == n) n++;
    }
    *last = n ? t->tails[n - 1] : WF_NO_MATE;
    return true;
}

/* Mates the words of a chain, from its end: shingles that overlap may lie on different diagonals. */
static void mate_chain(wf_aligner *t, wf_align_gap gap, uint32_t length, uint32_t last) {
    uint32_t limit_a = gap.a_end, limit_b = gap.b_end;
    for (uint32_t seed = last; seed != WF_NO_MATE; seed = t->before[seed]) {
        for (uint32_t k = length; k-- > 0;) {
            uint32_t i = gap.a_begin + seed + k, j = t->seed[seed] + k;
            if (i >= limit_a || j >= limit_b || t->a[i].id != t->b[j].id) continue;
            mate(t, i, j);
            limit_a = i;
            limit_b = j;
        }
    }
}

static bool fill_pieces(wf_aligner *t, wf_align_gap gap) {
    uint64_t rows = gap.a_end - gap.a_begin, columns = gap.b_end - gap.b_begin;
    uint64_t n = ((rows > columns ? rows : columns) + WF_ALIGN_BAND - 1) / WF_ALIGN_BAND;
    for (uint64_t p = 0; p < n; p++) {
        wf_align_gap piece = {
            gap.a_begin + (uint32_t)(rows * p / n), gap.a_begin + (uint32_t)(rows * (p + 1) / n),
            gap.b_begin + (uint32_t)(columns * p / n), gap.b_begin + (uint32_t)(columns * (p + 1) / n)};
        if (piece.a_begin < piece.a_end && piece.b_begin < piece.b_end && !wf_align_fill_small(t, piece))
            return false;
    }
    return true;
}

/* Fills a gap with seeds of level and shorter ones; no deeper than there are levels. */
static bool fill_level(wf_aligner *t, wf_align_gap gap, unsigned level) {
    uint32_t prefix = wf_align_prefix(t, gap);
    for (uint32_t k = 0; k < prefix; k++) mate(t, gap.a_begin++, gap.b_begin++);
    uint32_t suffix = wf_align_suffix(t, gap);
    for (uint32_t k = 0; k < suffix; k++) mate(t, --gap.a_end, --gap.b_end);
    if (gap.a_begin == gap.a_end || gap.b_begin == gap.b_end) return true;
    if (wf_align_is_small(gap)) return wf_align_fill_small(t, gap);
    if (level == N_LEVELS) return fill_pieces(t, gap);
    uint32_t last;
    if (!find_seeds(t, gap, shingle_length[level]) || !chain_seeds(t, gap.a_end - gap.a_begin, &last))
        return false;
    mate_chain(t, gap, shingle_length[level], last);
    for (wf_align_gap left = gap_from(t, gap, gap.a_begin, gap.b_begin);;
         left = gap_from(t, gap, left.a_end + 1, left.b_end + 1)) {
        bool is_last = left.a_end == gap.a_end;
        if (!fill_level(t, left, level + 1)) return false;
        if (is_last) return true;
    }
}

bool wf_align_fill(wf_aligner *t, wf_align_gap gap) {
    return fill_level(t, gap, 0);
}
