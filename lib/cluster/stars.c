#include "cluster/stars.h"

/* Takes into the star of centre what is left and matches; returns how many are left, in their order. */
static wf_code full_round(const wf_graph *graph, uint32_t *left, size_t *n_left, uint32_t *centre,
                          wf_verify_fn verify,
                          wf_code (*found)(void *user, const wf_edge *edge, wf_error *err), void *user,
                          wf_error *err) {
    uint32_t c = left[0];
    size_t kept = 0;
    centre[c] = c;
    for (size_t i = 1; i < *n_left; i++) {
        uint32_t x = left[i];
        bool match = wf_graph_find(graph, c, x) != NULL;
        if (!match) {
            wf_edge edge;
            wf_code code = verify(user, c, x, &match, &edge, err);
            if (code == WF_OK && match) code = found(user, &edge, err);
            if (code != WF_OK) return code;
        }
        if (match)
            centre[x] = c;
        else
            left[kept++] = x;
    }
    *n_left = kept;
    return WF_OK;
}

wf_code wf_stars(const wf_graph *graph, uint32_t *members, size_t n, uint32_t *centre, wf_verify_fn verify,
                 wf_code (*found)(void *user, const wf_edge *edge, wf_error *err), void *user,
                 wf_error *err) {
    for (unsigned round = 0; n && round < WF_STAR_ROUNDS; round++) {
        wf_code code = full_round(graph, members, &n, centre, verify, found, user, err);
        if (code != WF_OK) return code;
    }
    /*
     * What is left stands as its own centre until a neighbour takes it. A neighbour that is its own centre was not dealt
     * with yet: a centre takes all its neighbours.
     */
    for (size_t i = 0; i < n; i++) centre[members[i]] = members[i];
    for (size_t i = 0; i < n; i++) {
        uint32_t c = members[i];
        if (centre[c] != c) continue;
        for (uint64_t j = graph->begin[c]; j < graph->begin[c + 1]; j++)
            if (centre[graph->to[j]] == graph->to[j]) centre[graph->to[j]] = c;
    }
    return WF_OK;
}
