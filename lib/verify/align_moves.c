/*
 * Moves: runs of words left over in both texts of an alignment. Words of a are taken in order, each with the longest run
 * that begins at it; of a word that stands often in b only the last PLACES_MAX places are tried.
 */
#include "verify/align_internal.h"

enum { PLACES_MAX = 16 };

/* Loose words in a row from i and j on that are equal. */
static uint32_t run_length(const wf_aligner *t, wf_align_gap gap, uint32_t i, uint32_t j) {
    uint32_t k = 0;
    while (i + k < gap.a_end && j + k < gap.b_end && t->a[i + k].id == t->b[j + k].id &&
           wf_align_is_loose_a(t, i + k) && wf_align_is_loose_b(t, j + k))
        k++;
    return k;
}

static void take_run(wf_aligner *t, uint32_t i, uint32_t j, uint32_t length) {
    for (uint32_t k = 0; k < length; k++) {
        uint32_t mate_a = t->mate_a[i + k], mate_b = t->mate_b[j + k];
        if (mate_a < WF_MOVED) t->mate_b[mate_a] = WF_NO_MATE;
        if (mate_b < WF_MOVED) t->mate_a[mate_b] = WF_NO_MATE;
    }
    for (uint32_t k = 0; k < length; k++) t->mate_a[i + k] = t->mate_b[j + k] = WF_MOVED;
}

void wf_align_moves(wf_aligner *t, wf_align_gap gap, bool indexed) {
    bool in_a = false, in_b = false;
    for (uint32_t i = gap.a_begin; !in_a && i < gap.a_end; i++) in_a = wf_align_is_loose_a(t, i);
    for (uint32_t j = gap.b_begin; in_a && !in_b && j < gap.b_end; j++) in_b = wf_align_is_loose_b(t, j);
    if (!in_b) return;
    if (!indexed) wf_align_index(t, gap, true);
    for (uint32_t i = gap.a_begin, length; i < gap.a_end; i += length) {
        length = 1;
        if (!wf_align_is_loose_a(t, i)) continue;
        uint32_t *place = &t->places[t->a[i].id], longest = 0, at = 0;
        while (*place != WF_NO_MATE && !wf_align_is_loose_b(t, *place)) /* used up */
            *place = t->next[*place - gap.b_begin];
        uint32_t j = *place;
        for (int p = 0; p < PLACES_MAX && j != WF_NO_MATE; p++, j = t->next[j - gap.b_begin]) {
            uint32_t k = run_length(t, gap, i, j);
            if (k && k >= longest) longest = k, at = j;
        }
        if (longest < 2 && !(longest && t->a[i].stem)) continue;
        take_run(t, i, at, longest);
        length = longest;
    }
}
