/* Group-average merging inside one component of the graph of scored pairs; stories.h says what is computed. */
#ifndef WF_CLUSTER_AVERAGE_H
#define WF_CLUSTER_AVERAGE_H

#include "cluster/stories.h"

/* What the components share. */
typedef struct {
    const wf_merging *merging;
    const size_t *first;   /* n + 1: the pairs whose smaller node is a begin at first[a] */
    const uint32_t *place; /* of every node: its place among the nodes of its component */
    uint32_t
        *cluster; /* starts as cluster[i] = i; a node that loses its own cluster gets a smaller one of it */
} wf_scored_graph;

/* A component: n_nodes >= 2 nodes, ascending, with n_pairs pairs among them. */
typedef struct {
    const uint32_t *nodes;
    uint32_t n_nodes;
    size_t n_pairs;
} wf_component;

/* Adds to counts. Any thread, one thread for a component. Errors: as wf_merge_stories. */
wf_code wf_merge_component(const wf_scored_graph *graph, const wf_component *component, size_t thread,
                           wf_merging_counts *counts, wf_error *err);

#endif
