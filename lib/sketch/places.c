#include "sketch/places.h"

#include <stdlib.h>

/* Slots a hash: a lookup meets another hash's slot one time in eight at most. */
enum { SPARSE = 8 };

bool wf_places_make(wf_places *table, const uint64_t *hashes, size_t n, uint64_t *list, size_t *n_distinct) {
    unsigned bits = 4;
    while ((size_t)1 << bits < SPARSE * n) bits++;
    size_t mask = ((size_t)1 << bits) - 1, kept = 0;
    if (!wf_grow(&table->places, &table->cap, mask + 1, sizeof *table->places)) return false;
    uint16_t *places = table->places;
    memset(places, 0, (mask + 1) * sizeof *places);
    table->shift = 64 - bits;
    for (size_t i = 0; i < n; i++) {
        uint64_t hash = hashes[i];
        size_t slot = hash >> table->shift;
        while (places[slot] && list[places[slot] - 1] != hash) slot = (slot + 1) & mask;
        if (places[slot]) continue;
        list[kept++] = hash;
        places[slot] = (uint16_t)kept;
    }
    *n_distinct = kept;
    return true;
}

size_t wf_places_shared(const wf_places *table, const uint64_t *list, const uint64_t *hashes, size_t n) {
    const uint16_t *places = table->places;
    size_t n_shared = 0, mask = ((size_t)1 << (64 - table->shift)) - 1;
    for (size_t i = 0; i < n; i++) {
        uint64_t hash = hashes[i];
        size_t slot = hash >> table->shift;
        /* No branch on whether it is shared, which cannot be foreseen; one on a slot of another hash, which is rare. */
        unsigned place = places[slot];
        bool taken = place != 0, same = taken & (list[place - taken] == hash);
        n_shared += same;
        if (__builtin_expect(taken != same, 0)) {
            do slot = (slot + 1) & mask;
            while (places[slot] && list[places[slot] - 1] != hash);
            n_shared += places[slot] != 0;
        }
    }
    return n_shared;
}

void wf_places_free(wf_places *table) {
    free(table->places);
    *table = (wf_places){0};
}
