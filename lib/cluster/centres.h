/*
 * Copy groups: stars around centres, formed in order of preference.
 *
 * Texts come one after the other, likeliest original first. Each is compared with the centres that stand in a bucket with
 * it, those of most shared buckets first; it joins the first that it matches, and becomes a centre itself if there is
 * none. So every member of a group was verified against its centre, no chain of small edits joins texts that differ, and
 * a bucket of a hundred thousand copies of one text costs a hundred thousand comparisons.
 */
#ifndef WF_CLUSTER_CENTRES_H
#define WF_CLUSTER_CENTRES_H

#include "base/table.h"

#define WF_BUCKET_CENTRES 16   /* centres kept in one bucket */
#define WF_CENTRES_COMPARED 24 /* centres that a text is compared with */

/* The centres of the buckets: of bucket b those are slots[begin[b]] up to slots[begin[b] + n_centres[b]]. */
typedef struct {
    wf_budget *budget;
    uint64_t *begin; /* n_buckets + 1 */
    uint32_t *slots;
    uint8_t *n_centres; /* WF_BUCKET_CENTRES + 1: full, and a centre was left out */
    uint32_t n_buckets;
    size_t slot_bytes;
} wf_centres;

/* sizes[b]: texts in bucket b. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_centres_open(wf_centres *centres, wf_budget *budget, const uint32_t *sizes, uint32_t n_buckets,
                        wf_error *err);
void wf_centres_close(wf_centres *centres);

/*
 * Centres in the buckets of a text (n_keys values, bucket number plus one, 0 for none), most shared buckets first, ties
 * by smaller number; at most cap are written, their number returned; *n_left counts the others. n_keys <= 128.
 * Any thread, while no other one adds to the same buckets.
 */
size_t wf_centres_near(const wf_centres *centres, const uint64_t *keys, size_t n_keys, uint32_t *out,
                       size_t cap, size_t *n_left);

/* Makes a text a centre of its buckets; returns in how many it is the first that found no room. */
size_t wf_centres_add(wf_centres *centres, const uint64_t *keys, size_t n_keys, uint32_t text);

#endif
