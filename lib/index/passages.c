/*
 * Posting lists of the fingerprints that two stories or more share.
 *
 * Two arrays of runs: of each list the ranks on it (at most WF_PASSAGE_LIST, ascending), and of each rank the lists it
 * belongs to, those among them that were cut before they came to it. So a story that a limit left out of a list still
 * finds the stories on it. Fingerprints of one story alone, by far the most, are not held.
 */
#include "index/passages.h"

#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"

struct wf_passage_index {
    uint32_t n_ranks;
    uint64_t *
        list_begin; /* n_lists + 1: the ranks of list i are ranks[list_begin[i]] up to ranks[list_begin[i + 1]] */
    uint32_t *ranks;
    uint64_t *
        own_begin; /* n_ranks + 1: the lists of rank r are lists[own_begin[r]] up to lists[own_begin[r + 1]] */
    uint32_t *lists; /* 32 bits are enough: a list's fingerprint has no more */
};

static uint32_t rank_of(uint64_t posting) {
    return (uint32_t)posting;
}

static uint64_t fingerprint_of(uint64_t posting) {
    return posting >> 32;
}

/* End of the run of postings of one fingerprint that begins at begin. */
static size_t run_end(const uint64_t *postings, size_t n, size_t begin) {
    size_t end = begin + 1;
    while (end < n && fingerprint_of(postings[end]) == fingerprint_of(postings[begin])) {
        end++;
    }
    return end;
}

static size_t kept_of(size_t n_run) {
    return n_run < WF_PASSAGE_LIST ? n_run : WF_PASSAGE_LIST;
}

/* Drops the fingerprints of one story alone; returns how many postings remain, and counts lists and kept ranks. */
static size_t drop_unshared(uint64_t *postings, size_t n, size_t *n_lists, size_t *n_kept, uint64_t *n_cut) {
    size_t n_shared = 0;
    *n_lists = *n_kept = 0;
    *n_cut = 0;
    for (size_t begin = 0, end; begin < n; begin = end) {
        end = run_end(postings, n, begin);
        size_t n_run = end - begin;
        if (n_run < 2) {
            continue;
        }
        for (size_t i = begin; i < end; i++) {
            postings[n_shared++] = postings[i];
        }
        ++*n_lists;
        *n_kept += kept_of(n_run);
        *n_cut += n_run > WF_PASSAGE_LIST;
    }
    return n_shared;
}

static void fill(wf_passage_index *index, const uint64_t *postings, size_t n) {
    for (size_t i = 0; i < n; i++) {
        assert(rank_of(postings[i]) < index->n_ranks);
        index->own_begin[rank_of(postings[i]) + 1]++;
    }
    for (uint32_t r = 0; r < index->n_ranks; r++) {
        index->own_begin[r + 1] += index->own_begin[r];
    }
    /* Filling moves the begin of each rank's run to its end, which is the begin of the next one's. */
    uint32_t list = 0;
    uint64_t n_kept = 0;
    for (size_t begin = 0, end; begin < n; begin = end, list++) {
        end = run_end(postings, n, begin);
        index->list_begin[list] = n_kept;
        for (size_t i = begin; i < end; i++) {
            if (i - begin < WF_PASSAGE_LIST) {
                index->ranks[n_kept++] = rank_of(postings[i]);
            }
            index->lists[index->own_begin[rank_of(postings[i])]++] = list;
        }
    }
    index->list_begin[list] = n_kept;
    for (uint32_t r = index->n_ranks; r > 0; r--) {
        index->own_begin[r] = index->own_begin[r - 1];
    }
    index->own_begin[0] = 0;
}

wf_code wf_passage_index_open(wf_passage_index **out, uint64_t *values, uint64_t *scratch, size_t n,
                              uint32_t n_ranks, size_t n_threads, uint64_t *n_cut, wf_error *err) {
    wf_sort_u64_shared(values, scratch, n, n_threads);
    n = wf_unique_u64(values, n); /* a fingerprint that repeats within a story counts once */
    size_t n_lists, n_kept;
    n = drop_unshared(values, n, &n_lists, &n_kept, n_cut);
    wf_passage_index *index = calloc(1, sizeof *index);
    if (!index) {
        return wf_fail_nomem(err, "the passage index");
    }
    index->n_ranks = n_ranks;
    /* One element more than needed, for an allocation of nothing may give NULL. */
    index->list_begin = calloc(n_lists + 1, sizeof *index->list_begin);
    index->ranks = calloc(n_kept + 1, sizeof *index->ranks);
    index->own_begin = calloc((size_t)n_ranks + 1, sizeof *index->own_begin);
    index->lists = calloc(n + 1, sizeof *index->lists);
    wf_use_huge_pages(index->list_begin, (n_lists + 1) * sizeof *index->list_begin);
    wf_use_huge_pages(index->lists, (n + 1) * sizeof *index->lists);
    if (!index->list_begin || !index->ranks || !index->own_begin || !index->lists) {
        wf_passage_index_close(index);
        return wf_fail_nomem(err, "the passage index");
    }
    fill(index, values, n);
    *out = index;
    return WF_OK;
}

void wf_passage_index_close(wf_passage_index *index) {
    if (!index) {
        return;
    }
    free(index->list_begin);
    free(index->ranks);
    free(index->own_begin);
    free(index->lists);
    free(index);
}

uint32_t wf_passage_n_shared(const wf_passage_index *index, uint32_t rank) {
    return (uint32_t)(index->own_begin[rank + 1] - index->own_begin[rank]);
}

void wf_passage_prefetch(const wf_passage_index *index, uint32_t rank) {
    wf_prefetch(&index->own_begin[rank]);
}

void wf_passage_prefetch_lists(const wf_passage_index *index, uint32_t rank) {
    wf_prefetch(&index->lists[index->own_begin[rank]]);
}

/* Fetches all that a query walks, one kind of it after the other: where the lists begin, then the ranks on them. */
static void fetch_lists(const wf_passage_index *index, const uint32_t *own, uint32_t n_own) {
    for (uint32_t i = 0; i < n_own; i++) {
        wf_prefetch(&index->list_begin[own[i]]);
    }
    for (uint32_t i = 0; i < n_own; i++) {
        wf_prefetch(&index->ranks[index->list_begin[own[i]]]);
    }
}

/* Whether a comes after b in the order of hits: most shared first, ties by rank. */
static bool hit_after(wf_passage_hit a, wf_passage_hit b) {
    return a.n_shared != b.n_shared ? a.n_shared < b.n_shared : a.story > b.story;
}

/* Puts hit where heap[i] is free and lets it sink: in a heap whose top is the last of its hits. */
static void heap_sink(wf_passage_hit *heap, size_t n, size_t i, wf_passage_hit hit) {
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && hit_after(heap[child + 1], heap[child])) {
            child++;
        }
        if (!hit_after(heap[child], hit)) {
            break;
        }
        heap[i] = heap[child];
    }
    heap[i] = hit;
}

static void heap_rise(wf_passage_hit *heap, size_t i, wf_passage_hit hit) {
    for (size_t parent; i > 0; i = parent) {
        parent = (i - 1) / 2;
        if (!hit_after(hit, heap[parent])) {
            break;
        }
        heap[i] = heap[parent];
    }
    heap[i] = hit;
}

size_t wf_passage_query(const wf_passage_index *index, uint32_t rank, uint32_t min_shared, uint32_t *counts,
                        wf_passage_hit *out, size_t cap) {
    const uint32_t *own = index->lists + index->own_begin[rank];
    const uint32_t n_own = wf_passage_n_shared(index, rank);
    fetch_lists(index, own, n_own);
    for (uint32_t i = 0; i < n_own; i++) {
        for (uint64_t p = index->list_begin[own[i]]; p < index->list_begin[own[i] + 1]; p++) {
            counts[index->ranks[p]]++;
        }
    }
    counts[rank] = 0;
    size_t n = 0;
    for (uint32_t i = 0; i < n_own; i++) {
        for (uint64_t p = index->list_begin[own[i]]; p < index->list_begin[own[i] + 1]; p++) {
            wf_passage_hit hit = {index->ranks[p], counts[index->ranks[p]]};
            counts[hit.story] = 0;
            if (hit.n_shared == 0 || hit.n_shared < min_shared) {
                continue; /* seen before, the story itself, or too few */
            }
            if (n < cap) {
                heap_rise(out, n++, hit);
            } else if (n > 0 && hit_after(out[0], hit)) {
                heap_sink(out, n, 0, hit);
            }
        }
    }
    for (size_t left = n; left > 1; left--) {
        wf_passage_hit last = out[0];
        heap_sink(out, left - 1, 0, out[left - 1]);
        out[left - 1] = last;
    }
    return n;
}
