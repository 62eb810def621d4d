/*
 * Copy groups: stars inside the connected components of verified pairs.
 *
 * Connected components chain: a text can drift through a row of small edits into another one. So a group is a star:
 * its centre is the likeliest original of what is left of the component, and every member was verified against it.
 */
#ifndef WF_CLUSTER_STARS_H
#define WF_CLUSTER_STARS_H

#include "cluster/graph.h"

/* Rounds in which the centre is compared with all that is left; in later ones only with its known neighbours. */
#define WF_STAR_ROUNDS 16

/* Verifies a pair that is no edge of the graph: sets *match and fills *edge (a < b). */
typedef wf_code (*wf_verify_fn)(void *user, uint32_t a, uint32_t b, bool *match, wf_edge *edge,
                                wf_error *err);

/*
 * members: n texts of one component in order of preference as centre. centre: one value for each text of the graph; that
 * of each member is set, and must be UINT32_MAX before. An edge of the graph counts as a match without verifying.
 * found(user, edge) is told every match that was no edge. Linear in n times WF_STAR_ROUNDS plus the edges.
 * Errors: those of the callbacks.
 */
wf_code wf_stars(const wf_graph *graph, uint32_t *members, size_t n, uint32_t *centre, wf_verify_fn verify,
                 wf_code (*found)(void *user, const wf_edge *edge, wf_error *err), void *user, wf_error *err);

#endif
