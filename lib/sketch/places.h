/*
 * A table of the places of hashes in a list: makes sets of shingles, and counts what two of them share, without sorting
 * them.
 */
#ifndef WF_SKETCH_PLACES_H
#define WF_SKETCH_PLACES_H

#include "base/memory.h"

/* Hashes that a list may have: of longer ones sorting is as quick. */
#define WF_PLACES_MAX 4096

typedef struct {
    uint16_t *places; /* place in the list plus one; 0 where there is none */
    size_t cap;
    unsigned shift; /* of a hash, to its slot */
} wf_places;        /* starts as {0} */

/*
 * Makes the table of n <= WF_PLACES_MAX hashes, any order, repeats allowed. Each is kept where it comes first, at the
 * begin of list, which may be hashes itself; *n_distinct tells how many there are. All bits of a hash are to be good.
 * false: out of memory.
 */
bool wf_places_make(wf_places *table, const uint64_t *hashes, size_t n, uint64_t *list, size_t *n_distinct);

/* How many of n distinct hashes stand in the list of a table. */
size_t wf_places_shared(const wf_places *table, const uint64_t *list, const uint64_t *hashes, size_t n);

void wf_places_free(wf_places *table);

#endif
