/*
 * Texts that merging by group average left alone, and that are surely like a part of a story.
 *
 * A long story has versions about different sides of it, and one that tells of one side is unlike most of the others: the mean of
 * all pairs keeps it out, though some of them are nearly sure. A single text chains nothing, so its best pairs decide.
 */
#ifndef WF_CLUSTER_SINGLES_H
#define WF_CLUSTER_SINGLES_H

#include "cluster/stories.h"

#define WF_FEWEST_JOINED 5 /* members of a cluster that a single text joins */

/*
 * Lets every node alone in its cluster join the cluster of WF_FEWEST_JOINED or more that its best pairs with (a third as many as
 * there are members, 3 to WF_CLUSTER_SAMPLE) have the highest mean P(same story), if that is least or more; of equal ones the
 * one of the smallest node. Clusters are as they were before any joined. cluster: n nodes, as wf_merge_stories leaves it, and
 * so afterwards. pairs: as there; one that is not listed counts as 0. Errors: WF_E_NOMEM.
 */
wf_code wf_join_singles(const wf_scored_pair *pairs, size_t n_pairs, uint32_t *cluster, uint32_t n,
                        double least, wf_error *err);

#endif
