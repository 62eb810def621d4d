/* Which texts take part in the search for rewrites, and speak for others. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cluster/unionfind.h"
#include "engine/rewrites.h"

/* Round-ups: wholes that were refused to a part of theirs that joined nothing else. */
static wf_code mark_roundups(const wf_run *run, bool *roundup, wf_error *err) {
    bool *joined = calloc((size_t)run->n_texts + 1, sizeof *joined);
    if (!joined) return wf_fail_nomem(err, "the search for rewrites");
    for (size_t i = 0; i < run->n_inclusions; i++)
        if (run->inclusions[i].joined) joined[run->inclusions[i].part] = true;
    for (size_t i = 0; i < run->n_inclusions; i++)
        if (!joined[run->inclusions[i].part]) roundup[run->inclusions[i].whole] = true;
    free(joined);
    return WF_OK;
}

wf_code wf_find_speakers(const wf_run *run, uint32_t *speaker, wf_error *err) {
    uint32_t n = run->n_texts;
    wf_unionfind sets;
    bool *roundup = calloc((size_t)n + 1, sizeof *roundup), *quiet = calloc((size_t)n + 1, sizeof *quiet);
    uint32_t *of_root = malloc(((size_t)n + 1) * sizeof *of_root);
    wf_code code = wf_unionfind_open(&sets, n, err);
    if (code == WF_OK && (!roundup || !quiet || !of_root))
        code = wf_fail_nomem(err, "the search for rewrites");
    if (code == WF_OK) code = mark_roundups(run, roundup, err);
    if (code == WF_OK) {
        for (size_t i = 0; i < run->n_inclusions; i++) {
            const wf_inclusion *x = &run->inclusions[i];
            if (!x->joined) continue;
            wf_unionfind_join(&sets, x->part, x->whole);
            quiet[roundup[x->whole] ? x->whole : x->part] = true;
        }
        memset(of_root, 0xFF, ((size_t)n + 1) * sizeof *of_root);
        for (uint32_t t = 0; t < n; t++) {
            uint32_t root = wf_unionfind_root(&sets, t);
            if (run->centre[t] == t && !quiet[t] && of_root[root] == UINT32_MAX) of_root[root] = t;
        }
        for (uint32_t t = 0; t < n; t++) {
            uint32_t of = of_root[wf_unionfind_root(&sets, t)];
            speaker[t] = run->centre[t] != t ? UINT32_MAX : of == UINT32_MAX ? t : of;
        }
    }
    wf_unionfind_close(&sets);
    free(roundup);
    free(quiet);
    free(of_root);
    return code;
}
