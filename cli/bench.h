/* What 'wirefold bench' measured, and printing it. */
#ifndef WIREFOLD_CLI_BENCH_H
#define WIREFOLD_CLI_BENCH_H

#include "cli.h"
#include "console.h"

/* Pairs of copies whose Jaccard similarity is in one tenth; the last of these rows holds what is identical. */
enum { BENCH_FIRST = 5, BENCH_ROWS = 11 - BENCH_FIRST };

typedef struct {
    uint64_t planted;
    uint64_t due;   /* of them at or above the threshold */
    uint64_t found; /* pairs that are told as copies, planted or not, by the exact similarity if planted */
    uint64_t right; /* of them due */
} bench_row;

/* The index in memory: all stories are added to it, batch by batch, and then looked up. */
typedef struct {
    uint64_t stories, bytes;           /* bytes of the index */
    double add_seconds, query_seconds; /* of the calls alone */
    uint64_t due, right;               /* planted pairs at or above the threshold, and those of them found */
} bench_index;

typedef struct {
    wf_summary summary;
    wf_step_time steps[WF_N_STEPS];
    const wf_options *options;
    unsigned threads;
    bool made;
    double seconds;               /* of all stages */
    uint64_t peak;                /* bytes of memory at most */
    uint64_t memory[WF_N_STAGES]; /* by how many bytes a stage raised it */
    bench_row rows[BENCH_ROWS];   /* of made stories, as is the next */
    bench_index index;
    char cpu[128], compiler[64];
    long cores;
    uint64_t machine_memory; /* bytes */
} bench_result;

/* n stories are made by the seed and shingle of the options. Errors: WF_E_NOMEM, WF_E_CANCELLED, those of wf_index. */
wf_code bench_measure_index(const wf_options *options, uint64_t n, cli_console *console, bench_index *out,
                            wf_error *err);

void bench_describe_machine(bench_result *result);

void bench_print_json(const bench_result *result);
void bench_print_table(const bench_result *result, bool steps);

#endif
