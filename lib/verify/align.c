#include "verify/align.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "verify/align_internal.h"

enum { TRIM_MIN = 3 }; /* words: fewer in common at an end may belong to a longer passage elsewhere */

wf_code wf_aligner_open(wf_aligner **out, wf_error *err) {
    *out = calloc(1, sizeof **out);
    return *out ? WF_OK : wf_fail_nomem(err, "the alignment of sentences");
}

void wf_aligner_close(wf_aligner *aligner) {
    wf_aligner *t = aligner;
    if (!t) return;
    free(t->mate_a);
    free(t->mate_b);
    free(t->places);
    free(t->next);
    free(t->met);
    free(t->common_a);
    free(t->common_b);
    free(t->pairs);
    free(t->steps);
    free(t->last);
    free(t->best);
    free(t->ways);
    free(t->keys_a);
    free(t->keys_b);
    free(t->spare);
    free(t->seed);
    free(t->before);
    free(t->tails);
    free(t->edits);
    free(t);
}

wf_code wf_align_number(wf_aligner *aligner, uint32_t n_ids, wf_error *err) {
    wf_aligner *t = aligner;
    if (n_ids <= t->n_places) return WF_OK;
    if (!wf_grow(&t->places, &t->cap_places, n_ids, sizeof *t->places) ||
        !wf_grow(&t->met, &t->cap_met, n_ids, sizeof *t->met))
        return wf_fail_nomem(err, "the alignment of sentences");
    memset(t->places + t->n_places, 0xff, (n_ids - t->n_places) * sizeof *t->places);
    memset(t->met + t->n_places, 0, (n_ids - t->n_places) * sizeof *t->met);
    t->n_places = n_ids;
    return WF_OK;
}

/* Room for runs of so many words. */
static bool make_room(wf_aligner *t, size_t n_a, size_t n_b) {
    if (t->edits && n_a <= t->room_a && n_b <= t->room_b) return true;
    if (n_a < t->room_a) n_a = t->room_a;
    if (n_b < t->room_b) n_b = t->room_b;
    if (!wf_grow(&t->mate_a, &t->cap_mate_a, n_a, sizeof *t->mate_a) ||
        !wf_grow(&t->mate_b, &t->cap_mate_b, n_b, sizeof *t->mate_b) ||
        !wf_grow(&t->next, &t->cap_next, n_b + 1, sizeof *t->next) ||
        !wf_grow(&t->common_a, &t->cap_common_a, n_a + 1, sizeof *t->common_a) ||
        !wf_grow(&t->common_b, &t->cap_common_b, n_b + 1, sizeof *t->common_b) ||
        !wf_grow(&t->steps, &t->cap_steps, n_b + 2, sizeof *t->steps) ||
        !wf_grow(&t->last, &t->cap_last, n_b, sizeof *t->last) ||
        !wf_grow(&t->best, &t->cap_best, n_b, sizeof *t->best) ||
        !wf_grow(&t->edits, &t->cap_edits, n_a + n_b + 1, sizeof *t->edits))
        return false;
    t->room_a = n_a;
    t->room_b = n_b;
    return true;
}

static inline void put_edit(wf_aligner *t, wf_edit_kind kind, bool moved, wf_align_gap of) {
    t->edits[t->n_edits++] = (wf_edit){of.a_begin, of.a_end, of.b_begin, of.b_end, (uint8_t)kind, moved};
}

/* Adds an edit, or makes the last one longer. */
static inline void add_edit(wf_aligner *t, wf_edit_kind kind, bool moved, wf_align_gap of) {
    if (of.a_begin == of.a_end && of.b_begin == of.b_end) return;
    wf_edit *last = t->n_edits ? &t->edits[t->n_edits - 1] : NULL;
    if (last && last->kind == kind && last->moved == moved) {
        last->a_end = of.a_end;
        last->b_end = of.b_end;
        return;
    }
    put_edit(t, kind, moved, of);
}

static bool is_kept(const wf_aligner *t, uint32_t i) {
    return t->a[i].id == t->b[t->mate_a[i]].id;
}

/* The edits of a gap whose words have their mates, a run of one kind at a time. */
static void add_edits(wf_aligner *t, wf_align_gap gap) {
    uint32_t i = gap.a_begin, j = gap.b_begin;
    while (i < gap.a_end || j < gap.b_end) {
        wf_align_gap run = {i, i, j, j};
        wf_edit_kind kind;
        bool moved = false;
        if (i < gap.a_end && t->mate_a[i] >= WF_MOVED) {
            kind = WF_EDIT_DELETE;
            moved = t->mate_a[i] == WF_MOVED;
            while (i < gap.a_end && t->mate_a[i] == t->mate_a[run.a_begin]) i++;
        } else if (j < gap.b_end && t->mate_b[j] >= WF_MOVED) {
            kind = WF_EDIT_INSERT;
            moved = t->mate_b[j] == WF_MOVED;
            while (j < gap.b_end && t->mate_b[j] == t->mate_b[run.b_begin]) j++;
        } else {
            bool kept = is_kept(t, i);
            kind = kept ? WF_EDIT_KEEP : WF_EDIT_SUBSTITUTE;
            while (i < gap.a_end && t->mate_a[i] == j && is_kept(t, i) == kept) i++, j++;
        }
        run.a_end = i;
        run.b_end = j;
        add_edit(t, kind, moved, run);
    }
}

/* ---- runs whose common words stand in one order */

/* Lists the places of the words that both runs have, with their ends behind; returns how many, WF_NO_MATE if not as many. */
static uint32_t list_common(wf_aligner *t, uint32_t n_a, uint32_t n_b) {
    const wf_align_word *a = t->a, *b = t->b;
    uint64_t *met = t->met, in_a = t->n_met += 2, in_both = in_a + 1;
    uint32_t *common_a = t->common_a, *common_b = t->common_b, n = 0, n_of_b = 0;
    for (uint32_t i = 0; i < n_a; i++) met[a[i].id] = in_a;
    for (uint32_t j = 0; j < n_b; j++) {
        bool is_common = met[b[j].id] >= in_a;
        common_b[n_of_b] = j;
        n_of_b += is_common;
        met[b[j].id] = is_common ? in_both : 0;
    }
    for (uint32_t i = 0; i < n_a; i++) {
        common_a[n] = i;
        n += met[a[i].id] == in_both;
    }
    common_a[n] = n_a;
    common_b[n_of_b] = n_b;
    return n == n_of_b ? n : WF_NO_MATE;
}

/* Lists those of n common words, or the end, before which other words stand; false: they are in another order in b. */
static bool list_breaks(wf_aligner *t, uint32_t n, uint32_t *n_breaks) {
    const uint32_t *in_a = t->common_a, *in_b = t->common_b;
    uint32_t *breaks = t->next, apart = 0, next_a = 0, next_b = 0, found = 0;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = in_a[k], j = in_b[k];
        apart |= t->a[i].id ^ t->b[j].id;
        breaks[found] = k;
        found += (i != next_a) | (j != next_b);
        next_a = i + 1;
        next_b = j + 1;
    }
    breaks[found] = n;
    *n_breaks = found + 1;
    return apart == 0;
}

/* The edits of a gap without equal words: often of one word that is put for another. */
static bool add_changed(wf_aligner *t, wf_align_gap gap) {
    uint32_t rows = gap.a_end - gap.a_begin, columns = gap.b_end - gap.b_begin;
    if (rows == 1 && columns == 1 && !t->a[gap.a_begin].stem == !t->b[gap.b_begin].stem) {
        put_edit(t, WF_EDIT_SUBSTITUTE, false, gap);
        return true;
    }
    if (rows) memset(t->mate_a + gap.a_begin, 0xff, rows * sizeof *t->mate_a);
    if (columns) memset(t->mate_b + gap.b_begin, 0xff, columns * sizeof *t->mate_b);
    if (!wf_align_substitute(t, gap)) return false;
    add_edits(t, gap);
    return true;
}

/*
 * Where the words that both runs have stand in one order, the longest common subsequence is all of them, no other is as long,
 * and none is left that can have moved. These are its edits; t->kept_all: whether it is so. false: out of memory.
 */
static bool align_in_order(wf_aligner *t, uint32_t n_a, uint32_t n_b) {
    uint32_t n = list_common(t, n_a, n_b), n_breaks, first = 0; /* of the kept words that come next */
    t->kept_all = n != WF_NO_MATE && list_breaks(t, n, &n_breaks);
    if (!t->kept_all) return true;
    const uint32_t *in_a = t->common_a, *in_b = t->common_b, *breaks = t->next;
    wf_align_gap changed = {0, 0, 0, 0};
    for (uint32_t m = 0; m < n_breaks; m++) {
        uint32_t k = breaks[m];
        if (k > first) {
            wf_align_gap kept = {in_a[first], in_a[k - 1] + 1, in_b[first], in_b[k - 1] + 1};
            put_edit(t, WF_EDIT_KEEP, false, kept);
            changed.a_begin = kept.a_end;
            changed.b_begin = kept.b_end;
        }
        changed.a_end = in_a[k];
        changed.b_end = in_b[k];
        if ((changed.a_end > changed.a_begin || changed.b_end > changed.b_begin) && !add_changed(t, changed))
            return false;
        first = k;
    }
    return true;
}

/*
 * Words that both begin and end with. Where the two overlap in the shorter run, the longer of them is taken whole. Short
 * ones are left to the exact alignment, unless they are all of the shorter run.
 */
static void trim(const wf_aligner *t, wf_align_gap whole, bool small, uint32_t *prefix, uint32_t *suffix) {
    uint32_t shorter = whole.a_end < whole.b_end ? whole.a_end : whole.b_end;
    uint32_t p = wf_align_prefix(t, whole);
    uint32_t s = p == shorter ? 0 : wf_align_suffix(t, whole);
    if (p >= s)
        s = s < shorter - p ? s : shorter - p;
    else
        p = p < shorter - s ? p : shorter - s;
    *prefix = small && p < TRIM_MIN && p < shorter ? 0 : p;
    *suffix = small && s < TRIM_MIN && s < shorter ? 0 : s;
}

static bool align(wf_aligner *t, uint32_t n_a, uint32_t n_b) {
    wf_align_gap whole = {0, n_a, 0, n_b};
    bool small = wf_align_is_small(whole);
    uint32_t prefix, suffix;
    t->kept_all = false;
    if (!make_room(t, n_a, n_b) || (small && !align_in_order(t, n_a, n_b))) return false;
    if (t->kept_all) return true;
    trim(t, whole, small, &prefix, &suffix);
    wf_align_gap middle = {prefix, n_a - suffix, prefix, n_b - suffix};
    size_t rows = middle.a_end - middle.a_begin, columns = middle.b_end - middle.b_begin;
    if (rows) memset(t->mate_a + prefix, 0xff, rows * sizeof *t->mate_a);
    if (columns) memset(t->mate_b + prefix, 0xff, columns * sizeof *t->mate_b);
    if (rows && columns) {
        bool exact = wf_align_is_small(middle);
        if (exact ? !wf_align_fill_small(t, middle) : !wf_align_fill(t, middle)) return false;
        wf_align_moves(t, middle, exact);
    }
    wf_align_gap begin = {0, prefix, 0, prefix}, end = {middle.a_end, n_a, middle.b_end, n_b};
    add_edit(t, WF_EDIT_KEEP, false, begin);
    add_edits(t, middle);
    add_edit(t, WF_EDIT_KEEP, false, end);
    return true;
}

wf_code wf_align(wf_aligner *aligner, const wf_align_word *a, uint32_t n_a, const wf_align_word *b,
                 uint32_t n_b, const wf_edit **out, size_t *n, wf_error *err) {
    wf_aligner *t = aligner;
    t->a = a;
    t->b = b;
    t->n_edits = 0;
    bool ok = n_a <= INT32_MAX && n_b <= INT32_MAX && align(t, n_a, n_b);
    wf_align_forget(t);
    if (!ok) return wf_fail_nomem(err, "the alignment of sentences");
    *out = t->edits;
    *n = t->n_edits;
    return WF_OK;
}

bool wf_align_kept_all(const wf_aligner *aligner) {
    return aligner->kept_all;
}
