/* The result of clustering, as clusters.c builds it and results.c reads it. */
#ifndef WF_ENGINE_CLUSTERING_H
#define WF_ENGINE_CLUSTERING_H

#include "engine/run.h"

/* How a copy group hangs in its story cluster, seen from the cluster's original. */
typedef struct {
    wf_relation
        relation; /* WF_ORIGINAL: it has the original, or it is alone; WF_EXCERPT, WF_EXPANDED, WF_REWRITE */
    uint32_t to;  /* original of the group it hangs on */
    uint32_t n_shared, n_own, n_other; /* shingles: shared, of its original and of the other one's */
    float p;                           /* of a rewrite: P(same story) with the version most like it */
} group_link;

struct wf_clustering {
    uint32_t *text_of;    /* text of each story, UINT32_MAX for an empty one or one of an earlier dump */
    uint32_t *reported;   /* stories of the dump itself, in input order */
    uint32_t *group_size; /* stories, by the group's original text */
    uint32_t *cluster_of; /* cluster number by the group's original text; UINT32_MAX: the story is alone */
    group_link *links;    /* by the group's original text */
    uint64_t n_clusters;
    uint32_t *original; /* text of each cluster's original */
    wf_why *why;
    char (*ids)[17];
    uint64_t *begin;             /* members of cluster c are members[begin[c]] up to members[begin[c + 1]] */
    uint64_t *members;           /* numbers in reported order */
    uint64_t *also_begin, *also; /* of cluster c: also[also_begin[c]], n_also[c] of them, ascending */
    uint64_t *n_also;
};

/*
 * wording.c: counts into the claims how much of each version's wording others of its story have too. Errors: WF_E_NOMEM,
 * WF_E_IO, WF_E_CANCELLED.
 */
wf_code wf_count_wording(wf_run *run, wf_error *err);

/*
 * Relation, sizes and figures of a story into *out; returns the story it duplicates, or UINT32_MAX. Any thread once the
 * clustering is complete.
 */
uint32_t wf_relate(const wf_run *run, uint32_t story, wf_story_result *out);

/*
 * The result of story i of those reported; its strings live in fields, where stories are read back, and in strings, which is
 * reset. Any thread, with its own fields and strings. window, where the story's own strings live then, is for results in
 * their order, or NULL.
 */
wf_code wf_read_result(const wf_run *run, uint64_t i, wf_spill_window *window, wf_bytes *fields,
                       wf_arena *strings, wf_story_result *out, wf_error *err);

#endif
