#include "cluster/centres.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { MAX_KEYS = 128 };

wf_code wf_centres_open(wf_centres *centres, wf_budget *budget, const uint32_t *sizes, uint32_t n_buckets,
                        wf_error *err) {
    memset(centres, 0, sizeof *centres);
    centres->budget = budget;
    centres->n_buckets = n_buckets;
    centres->begin = malloc(((size_t)n_buckets + 1) * sizeof *centres->begin);
    centres->n_centres = calloc((size_t)n_buckets + 1, sizeof *centres->n_centres);
    if (!centres->begin || !centres->n_centres) return wf_fail_nomem(err, "the centres of copy groups");
    uint64_t n = 0;
    for (uint32_t b = 0; b < n_buckets; b++) {
        centres->begin[b] = n;
        n += sizes[b] < WF_BUCKET_CENTRES ? sizes[b] : WF_BUCKET_CENTRES;
    }
    centres->begin[n_buckets] = n;
    centres->slot_bytes = (size_t)n * sizeof *centres->slots;
    void *slots;
    wf_code code = wf_block_alloc(budget, &slots, centres->slot_bytes, "the centres of copy groups", err);
    if (code == WF_OK) centres->slots = slots;
    return code;
}

void wf_centres_close(wf_centres *centres) {
    if (centres->slots) wf_block_free(centres->budget, centres->slots, centres->slot_bytes);
    free(centres->begin);
    free(centres->n_centres);
    memset(centres, 0, sizeof *centres);
}

static int compare_u32(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

/* A centre and in how many buckets it was met, so that sorting puts more buckets first, then smaller numbers. */
static uint64_t ranked(uint32_t text, size_t n_shared) {
    return (uint64_t)(UINT32_MAX - n_shared) << 32 | text;
}

static int compare_u64(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static size_t centres_in(const wf_centres *centres, uint32_t bucket) {
    uint64_t room = centres->begin[bucket + 1] - centres->begin[bucket];
    return centres->n_centres[bucket] < room ? centres->n_centres[bucket] : (size_t)room;
}

size_t wf_centres_near(const wf_centres *centres, const uint64_t *keys, size_t n_keys, uint32_t *out,
                       size_t cap, size_t *n_left) {
    uint32_t met[MAX_KEYS * WF_BUCKET_CENTRES];
    uint64_t order[MAX_KEYS * WF_BUCKET_CENTRES];
    size_t n = 0, n_distinct = 0;
    for (size_t i = 0; i < n_keys && i < MAX_KEYS; i++) {
        if (keys[i] == 0) continue;
        uint32_t bucket = (uint32_t)(keys[i] - 1);
        size_t count = centres_in(centres, bucket);
        memcpy(met + n, centres->slots + centres->begin[bucket], count * sizeof *met);
        n += count;
    }
    qsort(met, n, sizeof *met, compare_u32);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && met[end] == met[begin];) end++;
        order[n_distinct++] = ranked(met[begin], end - begin);
    }
    qsort(order, n_distinct, sizeof *order, compare_u64);
    size_t n_out = n_distinct < cap ? n_distinct : cap;
    for (size_t i = 0; i < n_out; i++) out[i] = (uint32_t)order[i];
    *n_left = n_distinct - n_out;
    return n_out;
}

size_t wf_centres_add(wf_centres *centres, const uint64_t *keys, size_t n_keys, uint32_t text) {
    size_t n_refused = 0;
    for (size_t i = 0; i < n_keys; i++) {
        if (keys[i] == 0) continue;
        uint32_t bucket = (uint32_t)(keys[i] - 1);
        uint8_t *n = &centres->n_centres[bucket];
        if (*n < WF_BUCKET_CENTRES)
            centres->slots[centres->begin[bucket] + (*n)++] = text;
        else if (*n == WF_BUCKET_CENTRES)
            n_refused += (*n)++ == WF_BUCKET_CENTRES;
    }
    return n_refused;
}
