#include "index/bands.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"

enum {
    LEAST_BITS = 10,
    MOST_BITS = 32, /* those of a slot's hash */
    AHEAD = 16      /* stories whose slots are fetched before they are looked at */
};

/* A key that was met, by its lower half. Stories are numbered from 1 here; 0: an empty slot. */
typedef struct {
    uint32_t hash, last;
} slot;

/* An open-addressing table: a slot's place is given by the first bits of its hash, so that it can grow without the keys. */
typedef struct {
    slot *slots; /* 1 << bits */
    unsigned bits;
    uint64_t n;
} band_table;

struct wf_band_index {
    unsigned bands;
    wf_budget *budget;
    band_table *tables; /* bands */
    wf_table
        links; /* of each story a u32 for each band: the story before it in the bucket, from 1; 0: none */
    uint64_t n;
};

static size_t table_bytes(unsigned bits) {
    return sizeof(slot) << bits;
}

/* How many keys a table may hold: four fifths of its slots. */
static uint64_t room_of(unsigned bits) {
    return ((uint64_t)1 << bits) / 5 * 4;
}

static wf_code open_table(wf_budget *budget, unsigned bits, band_table *out, wf_error *err) {
    void *slots;
    wf_code code = wf_block_alloc(budget, &slots, table_bytes(bits), "the band index", err);
    if (code == WF_OK) *out = (band_table){slots, bits, 0};
    return code;
}

wf_code wf_band_index_open(wf_band_index **out, unsigned bands, wf_budget *budget, wf_error *err) {
    wf_band_index *index = calloc(1, sizeof *index);
    if (!index || !(index->tables = calloc(bands, sizeof *index->tables))) {
        free(index);
        return wf_fail_nomem(err, "the band index");
    }
    index->bands = bands;
    index->budget = budget;
    wf_table_init(&index->links, budget, bands * sizeof(uint32_t), "the band index");
    for (unsigned b = 0; b < bands; b++) {
        wf_code code = open_table(budget, LEAST_BITS, &index->tables[b], err);
        if (code != WF_OK) {
            wf_band_index_close(index);
            return code;
        }
    }
    *out = index;
    return WF_OK;
}

void wf_band_index_close(wf_band_index *index) {
    if (!index) return;
    for (unsigned b = 0; b < index->bands; b++)
        wf_block_free(index->budget, index->tables[b].slots, table_bytes(index->tables[b].bits));
    wf_table_free(&index->links);
    free(index->tables);
    free(index);
}

static inline uint32_t hash_of(uint64_t key) {
    return (uint32_t)key;
}

static inline size_t place_of(const band_table *table, uint32_t hash) {
    return hash >> (MOST_BITS - table->bits);
}

/* The slot of a hash, or the empty one where it would stand. */
static inline slot *find(const band_table *table, uint32_t hash) {
    size_t mask = ((size_t)1 << table->bits) - 1, i = place_of(table, hash);
    while (table->slots[i].last && table->slots[i].hash != hash) i = (i + 1) & mask;
    return &table->slots[i];
}

static inline uint32_t *link_of(const wf_band_index *index, uint32_t story, unsigned band) {
    return (uint32_t *)wf_table_at(&index->links, story - 1) + band;
}

static bool add_found(wf_found *found, size_t asking, uint32_t story) {
    if (!wf_grow(&found->items, &found->cap, found->n + 1, sizeof *found->items)) return false;
    found->items[found->n++] = (uint64_t)asking << 32 | story;
    return true;
}

/* Lists the bucket that ends with the story last. */
static bool list_bucket(const wf_band_index *index, unsigned band, uint32_t last, size_t asking,
                        wf_found *found) {
    unsigned listed = 0;
    for (; last && listed < WF_BUCKET_FOUND; listed++) {
        if (!add_found(found, asking, last - 1)) return false;
        last = *link_of(index, last, band);
    }
    return !last || add_found(found, asking, WF_BUCKET_CUT);
}

static inline void fetch_ahead(const wf_band_index *index, unsigned band, const uint64_t *keys, size_t n,
                               size_t i) {
    const band_table *table = &index->tables[band];
    if (i + AHEAD < n)
        wf_prefetch(&table->slots[place_of(table, hash_of(keys[(i + AHEAD) * index->bands + band]))]);
}

wf_code wf_band_index_query(const wf_band_index *index, unsigned band, const uint64_t *keys, size_t n,
                            wf_found *found, wf_error *err) {
    for (size_t i = 0; i < n; i++) {
        fetch_ahead(index, band, keys, n, i);
        uint64_t key = keys[i * index->bands + band];
        if (!key) continue;
        uint32_t last = find(&index->tables[band], hash_of(key))->last;
        if (last && !list_bucket(index, band, last, i, found))
            return wf_fail_nomem(err, "what a batch of stories is like");
    }
    return WF_OK;
}

/* Makes a table twice as large. Places keep their order, so that both are walked from begin to end. */
static wf_code grow(wf_band_index *index, band_table *table, wf_error *err) {
    band_table larger;
    wf_code code = open_table(index->budget, table->bits + 1, &larger, err);
    if (code != WF_OK) return code;
    for (size_t i = 0; i < (size_t)1 << table->bits; i++)
        if (table->slots[i].last) *find(&larger, table->slots[i].hash) = table->slots[i];
    larger.n = table->n;
    wf_block_free(index->budget, table->slots, table_bytes(table->bits));
    *table = larger;
    return WF_OK;
}

wf_code wf_band_index_begin(wf_band_index *index, size_t n, wf_error *err) {
    for (size_t i = 0; i < n; i++) {
        void *links;
        wf_code code = wf_table_add(&index->links, &links, err);
        if (code != WF_OK) return code;
    }
    for (unsigned b = 0; b < index->bands; b++)
        while (index->tables[b].n + n > room_of(index->tables[b].bits)) {
            wf_code code = grow(index, &index->tables[b], err);
            if (code != WF_OK) return code;
        }
    return WF_OK;
}

wf_code wf_band_index_insert(wf_band_index *index, unsigned band, const uint64_t *keys, size_t n,
                             wf_found *found, wf_error *err) {
    band_table *table = &index->tables[band];
    for (size_t i = 0; i < n; i++) {
        fetch_ahead(index, band, keys, n, i);
        uint64_t key = keys[i * index->bands + band];
        if (!key) continue;
        uint32_t story = (uint32_t)(index->n + i + 1);
        slot *at = find(table, hash_of(key));
        if (found && at->last && !list_bucket(index, band, at->last, i, found))
            return wf_fail_nomem(err, "what a batch of stories is like");
        table->n += !at->last;
        *link_of(index, story, band) = at->last;
        *at = (slot){hash_of(key), story};
    }
    return WF_OK;
}

void wf_band_index_end(wf_band_index *index, size_t n) {
    index->n += n;
}
