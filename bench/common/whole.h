/* A whole run through the public header, from a file to a written result, and how much of what was planted it found. */
#ifndef WF_BENCH_WHOLE_H
#define WF_BENCH_WHOLE_H

#include "measure.h"

/* Planted copies by their exact Jaccard: [0, .1), [.1, .2), ... [.9, 1], and those in one copy group with their original. */
typedef struct {
    uint64_t planted[10], found[10];
    uint64_t strangers; /* stories in a copy group with one that descends from another original */
} recall_table;

typedef struct {
    measurement time; /* bytes: of the dump; peak: before the recall is worked out */
    uint64_t written; /* bytes of the result */
    uint64_t clusters, groups, exact, copies, excerpts, candidates, verified;
    double stage_seconds[8]; /* as wf_summary.stage_seconds, of the best run */
    size_t n_stages;
    recall_table recall; /* all 0 if the dump tells nothing of planted copies */
} whole_result;

/*
 * Runs the engine with its default options on so many threads: several times within about so many seconds, at least
 * once, each in a process of its own.
 */
void whole_measure(const char *path, unsigned threads, double seconds, whole_result *out);

/* Name of a stage of stage_seconds. */
const char *whole_stage_name(size_t i);

#endif
