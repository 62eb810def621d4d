/*
 * Band index in memory that grows story by story: for each band a hash table from band keys to the stories that have them
 * (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3.4).
 *
 * A batch of stories is looked up and put in band by band, so that the places of many stories are fetched at once; bands
 * share nothing, and each can be worked on by a thread of its own. A slot of a table is 32 bits of a key and the last story
 * that has it; every story has a link to the story before it for each band. That takes 14 to 24 bytes a story and band.
 *
 * Where all stories are there from the start, sorting (engine/buckets.c) takes less memory.
 */
#ifndef WF_INDEX_BANDS_H
#define WF_INDEX_BANDS_H

#include "base/table.h"

typedef struct wf_band_index wf_band_index;

/*
 * Stories found of one bucket at most, the latest ones: with a bucket that all stories share, as many identical ones do,
 * time stays flat.
 */
#define WF_BUCKET_FOUND 64
#define WF_BUCKET_CUT UINT32_MAX /* in the place of a story: its bucket holds more */

/* Stories that share a bucket with one of a batch: its place in the batch << 32 | number of the story found. */
typedef struct {
    uint64_t *items;
    size_t n, cap;
} wf_found;

/* Stories at most: with more, too few of the 2^32 slots of the largest table would be empty. */
#define WF_BAND_INDEX_MOST (((uint64_t)1 << 32) / 5 * 4)

/* budget outlives the index. Errors: WF_E_NOMEM, WF_E_IO (as wf_block_alloc). */
wf_code wf_band_index_open(wf_band_index **out, unsigned bands, wf_budget *budget, wf_error *err);
void wf_band_index_close(wf_band_index *index);

/*
 * Appends to found what is found of one band; keys: bands of each of n stories, of which those that are 0 are in no bucket.
 * Several threads may ask at once. Errors: WF_E_NOMEM.
 */
wf_code wf_band_index_query(const wf_band_index *index, unsigned band, const uint64_t *keys, size_t n,
                            wf_found *found, wf_error *err);

/*
 * Puts in n stories, numbered on, WF_BAND_INDEX_MOST in all at most: room is made, then every band is worked through, by any thread
 * each, then they are counted. found (NULL: nothing is asked) is as above and also has the earlier stories of the batch itself.
 * After an error the index can only be closed. Errors: WF_E_NOMEM, WF_E_IO.
 */
wf_code wf_band_index_begin(wf_band_index *index, size_t n, wf_error *err);
wf_code wf_band_index_insert(wf_band_index *index, unsigned band, const uint64_t *keys, size_t n,
                             wf_found *found, wf_error *err);
void wf_band_index_end(wf_band_index *index, size_t n);

#endif
