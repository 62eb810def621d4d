/*
 * Greedy string tiling: Wise, String Similarity via Greedy String Tiling and Running Karp-Rabin Matching, 1993.
 *
 * Runs of equal shingles on one diagonal are found in one walk over a, kept open from one place to the next. They are
 * then taken longest first; of each, what no longer run has used before, grown at both ends as far as the texts agree.
 * Hashes only propose: every word of a passage is compared.
 *
 * A text of one word repeated would have as many matches as the product of both lengths. Only the first PLACES_MAX
 * places of a shingle in b are tried (fewer in a very long a), so the walk is linear, and so is the taking, because a
 * word that is taken is never looked at again but to be refused. The growing makes good what the limit left out next
 * to a run.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"
#include "verify/overlap.h"

enum {
    PLACES_MAX = 16,
    RUNS_MAX = 1 << 21, /* bounds the memory for runs where a has fewer shingles */
};

#define NONE UINT32_MAX

typedef struct {
    uint32_t begin_a, begin_b;
} open_run;

typedef struct {
    const wf_tokens *a, *b;
    unsigned w;
    uint32_t *slots; /* hash table over b's shingles: first place of a hash, or NONE */
    size_t slot_mask;
    uint32_t *next; /* of a place in b: next place of the same hash, or NONE; ascending */
    wf_keyed *
        runs; /* key: (UINT32_MAX - shingles) << 32 | begin in a, value: begin in b; so longest sorts first */
    size_t n_runs, cap_runs;
    uint32_t *mate; /* of a word of a: the word of b it is taken with, or NONE */
    bool *used;     /* words of b */
} tiling;

/* Slot of hash: of its first place, or the empty one where it would be. */
static size_t find_slot(const tiling *t, const uint64_t *h_b, uint64_t hash) {
    size_t s = hash & t->slot_mask;
    while (t->slots[s] != NONE && h_b[t->slots[s]] != hash) {
        s = (s + 1) & t->slot_mask;
    }
    return s;
}

static bool index_places(tiling *t, const uint64_t *h_b, size_t n_b) {
    size_t n_slots = 16;
    while (n_slots < 2 * n_b) {
        n_slots *= 2;
    }
    t->slots = malloc(n_slots * sizeof *t->slots);
    t->next = malloc(n_b * sizeof *t->next);
    if (!t->slots || !t->next) {
        return false;
    }
    memset(t->slots, 0xff, n_slots * sizeof *t->slots);
    t->slot_mask = n_slots - 1;
    for (size_t j = n_b; j-- > 0;) { /* backwards, so that the chains ascend */
        size_t s = find_slot(t, h_b, h_b[j]);
        t->next[j] = t->slots[s];
        t->slots[s] = (uint32_t)j;
    }
    return true;
}

static bool close_run(tiling *t, open_run run, size_t end_a) {
    if (!wf_grow(&t->runs, &t->cap_runs, t->n_runs + 1, sizeof *t->runs)) {
        return false;
    }
    uint32_t n = (uint32_t)end_a - run.begin_a;
    t->runs[t->n_runs++] = (wf_keyed){(uint64_t)(UINT32_MAX - n) << 32 | run.begin_a, run.begin_b};
    return true;
}

/*
 * Runs of equal shingles. Both the places of a's shingle i in b and the runs still open (by where in b they would go
 * on) ascend, so they are merged.
 */
static bool find_runs(tiling *t, const uint64_t *h_a, size_t n_a, const uint64_t *h_b) {
    size_t n_places = n_a < RUNS_MAX / PLACES_MAX ? PLACES_MAX : n_a < RUNS_MAX ? RUNS_MAX / n_a : 1;
    open_run buffers[2][PLACES_MAX], *open = buffers[0], *going = buffers[1];
    size_t n_open = 0;
    for (size_t i = 0; i < n_a; i++) {
        size_t n_going = 0, o = 0;
        uint32_t j = t->slots[find_slot(t, h_b, h_a[i])];
        for (size_t p = 0; p < n_places && j != NONE; p++, j = t->next[j]) {
            for (; o < n_open && open[o].begin_b + (i - open[o].begin_a) < j; o++) {
                if (!close_run(t, open[o], i)) {
                    return false;
                }
            }
            bool goes_on = o < n_open && open[o].begin_b + (i - open[o].begin_a) == j;
            going[n_going++] = goes_on ? open[o++] : (open_run){(uint32_t)i, j};
        }
        for (; o < n_open; o++) {
            if (!close_run(t, open[o], i)) {
                return false;
            }
        }
        open_run *closed = open;
        open = going;
        going = closed;
        n_open = n_going;
    }
    for (size_t o = 0; o < n_open; o++) {
        if (!close_run(t, open[o], n_a)) {
            return false;
        }
    }
    return true;
}

static bool equal_words(const wf_tokens *a, size_t i, const wf_tokens *b, size_t j) {
    size_t len = a->start[i + 1] - a->start[i];
    return len == b->start[j + 1] - b->start[j] && memcmp(a->norm + a->start[i], b->norm + b->start[j],
                                                          len - 1) == 0; /* without the space after it */
}

/* Whether word i of a and word j of b are equal and both still free. */
static bool can_mate(const tiling *t, size_t i, size_t j) {
    return t->mate[i] == NONE && !t->used[j] && equal_words(t->a, i, t->b, j);
}

static void mate_words(tiling *t, size_t i, size_t j) {
    t->mate[i] = (uint32_t)j;
    t->used[j] = true;
}

/* Takes what is free of a run of n words, if w words or more in a row are, and grows it. */
static void take_run(tiling *t, size_t i, size_t j, size_t n) {
    for (size_t k = 0; k < n; k++) {
        size_t begin = k;
        while (k < n && can_mate(t, i + k, j + k)) {
            k++;
        }
        if (k - begin < t->w) {
            continue;
        }
        for (size_t m = begin; m < k; m++) {
            mate_words(t, i + m, j + m);
        }
        for (; i + k < t->a->n && j + k < t->b->n && can_mate(t, i + k, j + k); k++) {
            mate_words(t, i + k, j + k);
        }
        for (size_t x = i + begin, y = j + begin; x > 0 && y > 0 && can_mate(t, x - 1, y - 1); x--, y--) {
            mate_words(t, x - 1, y - 1);
        }
    }
}

static bool take_runs(tiling *t) {
    wf_keyed *scratch = malloc(t->n_runs * sizeof *scratch);
    t->mate = malloc(t->a->n * sizeof *t->mate);
    t->used = calloc(t->b->n, sizeof *t->used);
    bool ok = scratch && t->mate && t->used;
    if (ok) {
        memset(t->mate, 0xff, t->a->n * sizeof *t->mate);
        wf_sort_keyed(t->runs, scratch,
                      t->n_runs); /* stable: of equal keys the smaller place in b stays first */
        for (size_t r = 0; r < t->n_runs; r++) {
            size_t n_shingles = UINT32_MAX - (uint32_t)(t->runs[r].key >> 32);
            take_run(t, (uint32_t)t->runs[r].key, t->runs[r].value, n_shingles + t->w - 1);
        }
    }
    free(scratch);
    return ok;
}

/* The word behind the passage that begins with word i of a. */
static size_t passage_end(const tiling *t, size_t i) {
    do {
        i++;
    } while (i < t->a->n && t->mate[i] != NONE && t->mate[i] == t->mate[i - 1] + 1);
    return i;
}

/* Writes the passages in order of a to out, unless it is NULL, and returns how many there are. */
static size_t list_passages(const tiling *t, wf_span *out) {
    size_t n = 0;
    for (size_t i = 0, end; i < t->a->n; i = end) {
        if (t->mate[i] == NONE) {
            end = i + 1;
            continue;
        }
        end = passage_end(t, i);
        if (out) {
            size_t j = t->mate[i], last = t->mate[end - 1];
            out[n] = (wf_span){t->a->src_begin[i], t->a->src_end[end - 1], t->b->src_begin[j],
                               t->b->src_end[last], end - i};
        }
        n++;
    }
    return n;
}

static bool tile(tiling *t, const uint64_t *h_a, const uint64_t *h_b, wf_span **out, size_t *n_out) {
    *n_out = 0;
    *out = NULL;
    size_t n_a = t->a->n - t->w + 1, n_b = t->b->n - t->w + 1;
    if (!index_places(t, h_b, n_b) || !find_runs(t, h_a, n_a, h_b)) {
        return false;
    }
    if (t->n_runs == 0) {
        return true;
    }
    if (!take_runs(t)) {
        return false;
    }
    size_t n = list_passages(t, NULL);
    if (n == 0) {
        return true;
    }
    if (!(*out = malloc(n * sizeof **out))) {
        return false;
    }
    *n_out = list_passages(t, *out);
    return true;
}

wf_code wf_shared_spans(const wf_tokens *a, const uint64_t *h_a, const wf_tokens *b, const uint64_t *h_b,
                        unsigned w, wf_span **out, size_t *n_out, wf_error *err) {
    /* A text shorter than w words has one shingle, which only an equal text shares. */
    size_t shorter = a->n < b->n ? a->n : b->n;
    if (shorter == 0 || (shorter < w && a->n != b->n)) {
        *out = NULL;
        *n_out = 0;
        return WF_OK;
    }
    tiling t = {.a = a, .b = b, .w = shorter < w ? (unsigned)shorter : w};
    wf_span *spans;
    size_t n;
    bool ok = tile(&t, h_a, h_b, &spans, &n);
    free(t.slots);
    free(t.next);
    free(t.runs);
    free(t.mate);
    free(t.used);
    if (!ok) {
        return wf_fail_nomem(err, "the shared passages of two stories");
    }
    *out = spans;
    *n_out = n;
    return WF_OK;
}
