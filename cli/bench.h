/* What 'wirefold bench' measured, and printing it. */
#ifndef WIREFOLD_CLI_BENCH_H
#define WIREFOLD_CLI_BENCH_H

#include "cli.h"

/* Pairs of copies whose Jaccard similarity is in one tenth; the last of these rows holds what is identical. */
enum { BENCH_FIRST = 5, BENCH_ROWS = 11 - BENCH_FIRST };

typedef struct {
    uint64_t planted;
    uint64_t due;   /* of them at or above the threshold */
    uint64_t found; /* pairs that are told as copies, planted or not, by the exact similarity if planted */
    uint64_t right; /* of them due */
} bench_row;

typedef struct {
    wf_summary summary;
    wf_step_time steps[WF_N_STEPS];
    const wf_options *options;
    unsigned threads;
    bool made;
    double seconds;               /* of all stages */
    uint64_t peak;                /* bytes of memory at most */
    uint64_t memory[WF_N_STAGES]; /* by how many bytes a stage raised it */
    bench_row rows[BENCH_ROWS];   /* of made stories */
    char cpu[128], compiler[64];
    long cores;
    uint64_t machine_memory; /* bytes */
} bench_result;

void bench_describe_machine(bench_result *result);

void bench_print_json(const bench_result *result);
void bench_print_table(const bench_result *result, bool steps);

#endif
