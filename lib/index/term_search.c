/*
 * Search in the index of rare terms: texts that share keys with one of them.
 *
 * The lists of a text are walked once; texts that come to have enough points are noted on the way. Points are small
 * numbers, so the best of the texts noted, which in some dumps are hundreds, are chosen by counting.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "index/terms_internal.h"

enum { MOST_MET = WF_TERM_KEYS * WF_TERM_LIST /* texts on the lists of a text */ };
_Static_assert(MOST_MET < UINT16_MAX, "numbers of 16 bits count them");

typedef struct {
    const uint32_t *begin, *end;
    uint32_t points;
} run;

wf_code wf_term_counts_open(wf_term_counts *out, uint32_t n_texts, wf_error *err) {
    *out = (wf_term_counts){.points = calloc((size_t)n_texts + 1, sizeof *out->points),
                            .noted = malloc((MOST_MET + 1) * sizeof *out->noted)};
    if (out->points && out->noted) return WF_OK;
    wf_term_counts_close(out);
    return wf_fail_nomem(err, "the search for rare terms");
}

void wf_term_counts_close(wf_term_counts *counts) {
    free(counts->points);
    free(counts->noted);
    *counts = (wf_term_counts){0};
}

static const uint32_t *begin_of(const wf_term_index *index, uint32_t list) {
    return index->parts[list >> WF_TERM_PART_SHIFT].begin + (list & ((1u << WF_TERM_PART_SHIFT) - 1));
}

/* The lists of a text, *n of them. */
static const uint32_t *own_lists(const wf_term_index *index, uint32_t text, size_t *n) {
    const uint32_t begin = text % WF_TERM_BATCH ? index->own_end[text - 1] : 0;
    *n = index->own_end[text] - begin;
    return index->own[text / WF_TERM_BATCH] + begin;
}

/* Fetches where the lists of a text begin. */
static void fetch_begins(const wf_term_index *index, uint32_t text) {
    size_t n;
    const uint32_t *own = own_lists(index, text, &n);
    for (size_t i = 0; i < n; i++) wf_prefetch(begin_of(index, own[i]));
}

/* The lists of a text as runs of texts, which are fetched. */
static size_t open_lists(const wf_term_index *index, uint32_t text, run *lists) {
    size_t n;
    const uint32_t *own = own_lists(index, text, &n);
    for (size_t i = 0; i < n; i++) {
        const uint32_t *begin = begin_of(index, own[i]),
                       *texts = index->parts[own[i] >> WF_TERM_PART_SHIFT].texts;
        lists[i] = (run){texts + begin[0], texts + begin[1], wf_term_key_points(own[i])};
        for (const uint32_t *t = lists[i].begin; t < lists[i].end; t += WF_TERM_LINE / sizeof *t)
            wf_prefetch(t);
    }
    return n;
}

/* Makes all counters hold no points: what is up to base does, so that they seldom have to be cleared. */
static uint32_t begin_count(const wf_term_index *index, wf_term_counts *counts, size_t n_lists) {
    const uint32_t most = (uint32_t)n_lists * WF_POINTS_PAIR;
    if (counts->highest > UINT16_MAX - most) {
        memset(counts->points, 0, index->n_texts * sizeof *counts->points);
        counts->highest = 0;
    }
    const uint32_t base = counts->highest;
    counts->highest += most;
    return base;
}

/* Of more texts the counters are cleared list by list: to clear all of them now and then would cost more. */
#define MANY_TEXTS ((uint32_t)1 << 20)

static void clear_lists(wf_term_counts *counts, const run *lists, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (const uint32_t *t = lists[i].begin; t < lists[i].end; t++) counts->points[*t] = 0;
    counts->highest = 0;
}

/* Adds the points of the lists; returns how many texts came to have enough, which are noted, with a branch or without. */
static inline __attribute__((always_inline)) size_t add_points(const run *lists, size_t n, uint32_t base,
                                                               uint32_t enough, wf_term_counts *counts,
                                                               bool branch) {
    uint16_t *of = counts->points;
    uint32_t *noted = counts->noted;
    size_t n_noted = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t points = lists[i].points;
        for (const uint32_t *t = lists[i].begin; t < lists[i].end; t++) {
            const uint32_t sum = (of[*t] > base ? of[*t] : base) + points;
            const bool come = sum - enough < points; /* to have enough, and not before */
            of[*t] = (uint16_t)sum;
            if (branch && !come) continue;
            noted[n_noted] = *t;
            n_noted += come;
        }
    }
    return n_noted;
}

/* A branch is cheaper where few texts come to have enough, of which the text before tells. */
static size_t count_points(const run *lists, size_t n, uint32_t base, uint32_t enough,
                           wf_term_counts *counts) {
    enum { MANY = 40 };
    const size_t n_noted = counts->many ? add_points(lists, n, base, enough, counts, false)
                                        : add_points(lists, n, base, enough, counts, true);
    counts->many = n_noted > MANY;
    return n_noted;
}

/* The hits of as many points: how many, and where they begin among all. */
typedef struct {
    uint16_t n, begin;
} hits_of_points;

/*
 * The best of n texts; those without points are no hits. The hits of each number of points are counted, which tells where
 * they belong.
 */
static size_t choose(const uint16_t *points_of, uint32_t base, const uint32_t *texts, size_t n,
                     wf_term_hit *out, size_t cap, uint64_t *n_left) {
    hits_of_points of[WF_TERM_KEYS * WF_POINTS_PAIR + 1];
    uint32_t most = base;
    for (size_t i = 0; i < n; i++) most = points_of[texts[i]] > most ? points_of[texts[i]] : most;
    most -= base;
    memset(of, 0, (most + 1) * sizeof *of);
    for (size_t i = 0; i < n; i++) of[points_of[texts[i]] - base].n++;
    size_t n_hits = 0;
    uint32_t least = most + 1; /* points of those that find room */
    for (uint32_t p = most; p > 0; p--) {
        of[p].begin = (uint16_t)n_hits;
        if (n_hits < cap) least = p;
        n_hits += of[p].n;
        of[p].n = 0;
    }
    const size_t n_out = n_hits < cap ? n_hits : cap;
    for (size_t i = 0; i < n; i++) {
        const wf_term_hit hit = {texts[i], points_of[texts[i]] - base};
        if (hit.points < least) continue;
        hits_of_points *alike = &of[hit.points];
        size_t at = alike->begin + alike->n;
        if (at < n_out)
            alike->n++;
        else if (out[--at].text < hit.text)
            continue;
        for (; at > alike->begin && out[at - 1].text > hit.text; at--) out[at] = out[at - 1];
        out[at] = hit;
    }
    *n_left = n_hits - n_out;
    return n_out;
}

size_t wf_term_query(const wf_term_index *index, uint32_t text, uint32_t min_points, wf_term_counts *counts,
                     wf_term_hit *out, size_t cap, uint64_t *n_left) {
    run lists[WF_TERM_KEYS];
    const size_t n_lists = open_lists(index, text, lists);
    const uint32_t base = begin_count(index, counts, n_lists), enough = min_points > 0 ? min_points : 1;
    if (text + 1 < index->n_texts) fetch_begins(index, text + 1);
    const size_t n_noted = count_points(lists, n_lists, base, base + enough, counts);
    counts->points[text] = (uint16_t)base;
    const size_t n = choose(counts->points, base, counts->noted, n_noted, out, cap, n_left);
    if (index->n_texts > MANY_TEXTS) clear_lists(counts, lists, n_lists);
    return n;
}
