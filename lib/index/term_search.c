/* Search in the index of rare terms: texts that share keys with one of them. */
#include <string.h>

#include "base/memory.h"
#include "index/terms_internal.h"

/* The best hits so far, the last of them on top. */
typedef struct {
    wf_term_hit *hits;
    size_t n, cap;
    uint64_t n_left; /* others */
} hit_heap;

/* Whether a comes after b in the order of hits: most points first, ties by smaller number. */
static bool hit_after(wf_term_hit a, wf_term_hit b) {
    return a.points != b.points ? a.points < b.points : a.text > b.text;
}

/* Puts hit where heap[i] is free and lets it sink: in a heap whose top is the last of its hits. */
static void heap_sink(wf_term_hit *heap, size_t n, size_t i, wf_term_hit hit) {
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && hit_after(heap[child + 1], heap[child])) child++;
        if (!hit_after(heap[child], hit)) break;
        heap[i] = heap[child];
    }
    heap[i] = hit;
}

static void heap_rise(wf_term_hit *heap, size_t i, wf_term_hit hit) {
    for (size_t parent; i > 0; i = parent) {
        parent = (i - 1) / 2;
        if (!hit_after(hit, heap[parent])) break;
        heap[i] = heap[parent];
    }
    heap[i] = hit;
}

/* Takes a text with enough points into the heap of the best. */
static void take(hit_heap *heap, wf_term_hit hit) {
    if (heap->n < heap->cap) {
        heap_rise(heap->hits, heap->n++, hit);
        return;
    }
    if (heap->n > 0 && hit_after(heap->hits[0], hit)) heap_sink(heap->hits, heap->n, 0, hit);
    heap->n_left++;
}

static void sort_heap(wf_term_hit *heap, size_t n) {
    for (; n > 1; n--) {
        const wf_term_hit last = heap[0];
        heap_sink(heap, n - 1, 0, heap[n - 1]);
        heap[n - 1] = last;
    }
}

typedef struct {
    const uint32_t *begin, *end;
    uint32_t points;
} run;

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

/*
 * Nearly all texts that are met stay below min_points. So those that come up to it are noted while points are added; only
 * where too many were noted all of them are looked at.
 */
size_t wf_term_query(const wf_term_index *index, uint32_t text, uint32_t min_points, wf_term_counts *counts,
                     wf_term_hit *out, size_t cap, uint64_t *n_left) {
    enum { MAX_NOTED = 512 };
    uint32_t noted[MAX_NOTED];
    size_t n_noted = 0;
    run lists[WF_TERM_KEYS];
    const size_t n_own = open_lists(index, text, lists);
    const uint32_t base = begin_count(index, counts, n_own),
                   enough = base + (min_points > 0 ? min_points : 1);
    uint16_t *of = counts->points;
    if (text + 1 < index->n_texts) fetch_begins(index, text + 1);
    for (size_t i = 0; i < n_own; i++) {
        const uint32_t points = lists[i].points;
        for (const uint32_t *t = lists[i].begin; t < lists[i].end; t++) {
            const uint32_t sum = (of[*t] > base ? of[*t] : base) + points;
            of[*t] = (uint16_t)sum;
            if (sum - enough >= points) continue; /* not yet enough, or before */
            if (n_noted < MAX_NOTED) noted[n_noted] = *t;
            n_noted++;
        }
    }
    of[text] = (uint16_t)base;
    hit_heap heap = {.hits = out, .cap = cap};
    for (size_t i = 0; i < n_noted && n_noted <= MAX_NOTED; i++)
        if (noted[i] != text) take(&heap, (wf_term_hit){noted[i], of[noted[i]] - base});
    for (size_t i = 0; i < n_own && n_noted > MAX_NOTED; i++)
        for (const uint32_t *t = lists[i].begin; t < lists[i].end; t++) {
            if (of[*t] < enough) continue;
            take(&heap, (wf_term_hit){*t, of[*t] - base});
            of[*t] = (uint16_t)base; /* once */
        }
    if (index->n_texts > MANY_TEXTS) clear_lists(counts, lists, n_own);
    sort_heap(out, heap.n);
    *n_left = heap.n_left;
    return heap.n;
}
