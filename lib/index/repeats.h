/*
 * Which of many fingerprints occur more than once, nearly: most passages stand in one story only, and an index that
 * leaves those out beforehand takes a third of the memory.
 */
#ifndef WF_INDEX_REPEATS_H
#define WF_INDEX_REPEATS_H

#include "base/memory.h"
#include "base/table.h"

typedef struct {
    wf_budget *budget;
    uint64_t *bits; /* two a slot: seen, seen again */
    size_t bytes;
    uint32_t mask; /* slots - 1 */
} wf_repeats;

/* For n fingerprints to come: a byte each, at most 2 GiB. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_repeats_open(wf_repeats *repeats, wf_budget *budget, uint64_t n, wf_error *err);
void wf_repeats_close(wf_repeats *repeats);
void wf_repeats_clear(wf_repeats *repeats); /* forgets all that was taken in */

/* Tells the processor that a fingerprint will be asked for or taken in soon. */
static inline void wf_repeats_prefetch(const wf_repeats *repeats, uint32_t fingerprint) {
    wf_prefetch(&repeats->bits[(fingerprint & repeats->mask) >> 5]);
}

/*
 * Takes a fingerprint in; its bits are evenly spread. One thread at a time. Returns of how many of those taken in
 * wf_repeats_has became true by it: 0; 2, with the one before it; or 1.
 */
static inline unsigned wf_repeats_add(wf_repeats *repeats, uint32_t fingerprint) {
    uint32_t slot = fingerprint & repeats->mask;
    uint64_t *word = &repeats->bits[slot >> 5];
    unsigned at = (slot & 31) * 2, before = *word >> at & 3; /* 0, 1 seen, 3 seen again */
    *word |= (uint64_t)(1 | (before & 1) << 1) << at;
    return (before & 1) << 1 >> (before >> 1);
}

/* The same, by many threads at once; of all calls together it returns as many. */
static inline unsigned wf_repeats_add_shared(wf_repeats *repeats, uint32_t fingerprint) {
    uint32_t slot = fingerprint & repeats->mask;
    uint64_t *word = &repeats->bits[slot >> 5], seen = 1ULL << (slot & 31) * 2, again = seen << 1;
    if (!(__atomic_fetch_or(word, seen, __ATOMIC_RELAXED) & seen)) return 0;
    return __atomic_fetch_or(word, again, __ATOMIC_RELAXED) & again ? 1 : 2;
}

/* false: the fingerprint was added once at most. true: most likely more often. */
static inline bool wf_repeats_has(const wf_repeats *repeats, uint32_t fingerprint) {
    uint32_t slot = fingerprint & repeats->mask;
    return repeats->bits[slot >> 5] >> (slot & 31) * 2 >> 1 & 1;
}

#endif
