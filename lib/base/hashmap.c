#include "base/hashmap.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"

uint64_t *wf_hashmap_find(const wf_hashmap *map, uint64_t key) {
    if (key == 0) return map->has_zero ? (uint64_t *)&map->zero : NULL;
    if (map->cap == 0) return NULL;
    for (size_t i = wf_mix64(key) & (map->cap - 1);; i = (i + 1) & (map->cap - 1)) {
        if (map->keys[i] == key) return &map->values[i];
        if (map->keys[i] == 0) return NULL;
    }
}

static bool rehash(wf_hashmap *map) {
    size_t cap = map->cap ? map->cap * 2 : 16;
    if (cap > SIZE_MAX / 2 / sizeof(uint64_t)) return false;
    uint64_t *keys = calloc(cap, sizeof *keys), *values = malloc(cap * sizeof *values);
    if (!keys || !values) {
        free(keys);
        free(values);
        return false;
    }
    wf_use_huge_pages(keys, cap * sizeof *keys);
    wf_use_huge_pages(values, cap * sizeof *values);
    for (size_t j = 0; j < map->cap; j++) {
        if (map->keys[j] == 0) continue;
        size_t i = wf_mix64(map->keys[j]) & (cap - 1);
        while (keys[i]) i = (i + 1) & (cap - 1);
        keys[i] = map->keys[j];
        values[i] = map->values[j];
    }
    free(map->keys);
    free(map->values);
    map->keys = keys;
    map->values = values;
    map->cap = cap;
    return true;
}

uint64_t *wf_hashmap_insert(wf_hashmap *map, uint64_t key, bool *inserted) {
    bool fresh;
    if (!inserted) inserted = &fresh;
    *inserted = false;
    if (key == 0) {
        *inserted = !map->has_zero;
        if (!map->has_zero) {
            map->has_zero = true;
            map->zero = 0;
            map->n++;
        }
        return &map->zero;
    }
    if ((map->n + 1) * 4 > map->cap * 3 && !rehash(map)) return NULL;
    size_t i = wf_mix64(key) & (map->cap - 1);
    while (map->keys[i] && map->keys[i] != key) i = (i + 1) & (map->cap - 1);
    if (map->keys[i] == 0) {
        map->keys[i] = key;
        map->values[i] = 0;
        map->n++;
        *inserted = true;
    }
    return &map->values[i];
}

void wf_hashmap_clear(wf_hashmap *map) {
    if (map->cap && map->n) memset(map->keys, 0, map->cap * sizeof *map->keys);
    map->n = 0;
    map->has_zero = false;
}

void wf_hashmap_free(wf_hashmap *map) {
    free(map->keys);
    free(map->values);
    memset(map, 0, sizeof *map);
}
