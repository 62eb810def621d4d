/* A hash map from 64-bit keys to 64-bit values: open addressing, linear probing, at most three quarters full. */
#ifndef WF_BASE_HASHMAP_H
#define WF_BASE_HASHMAP_H

#include "wirefold.h"

typedef struct {
    uint64_t *keys, *values;
    size_t n, cap; /* cap is 0 or a power of two */
    bool has_zero; /* key 0 is stored apart, because 0 marks an empty slot */
    uint64_t zero;
} wf_hashmap; /* starts as {0} */

/* Place of the value of key, NULL if it is not there; valid until the next insert. */
uint64_t *wf_hashmap_find(const wf_hashmap *map, uint64_t key);

/* The same, inserting it with value 0 if it is not there; NULL when out of memory. */
uint64_t *wf_hashmap_insert(wf_hashmap *map, uint64_t key, bool *inserted);
void wf_hashmap_clear(wf_hashmap *map); /* keeps the memory */
void wf_hashmap_free(wf_hashmap *map);

#endif
