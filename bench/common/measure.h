/* How the benchmarks measure: a process for each row, best and median of several runs, and what machine it was. */
#ifndef WF_BENCH_MEASURE_H
#define WF_BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { MEASURE_RUNS = 25 };

typedef struct {
    double seconds[MEASURE_RUNS]; /* of each run, in the order they were made; sorted by measure_sort */
    size_t n_runs;
    uint64_t stories, bytes; /* of one run; bytes of input or of text, as the row says */
    uint64_t peak;           /* bytes of resident memory at most; 0 if unknown */
    char error[320];         /* empty: all went well */
} measurement;

/* Seconds on a clock that only goes forward. */
double measure_clock(void);

/* Highest resident memory of this process so far, in bytes. */
uint64_t measure_peak(void);

void measure_sort(measurement *m);
double measure_best(const measurement *m);   /* of a sorted measurement */
double measure_median(const measurement *m); /* the same */

/*
 * Calls row(user, result, size) in a process of its own, so that its peak memory is its own, and copies the result of
 * size bytes back. result must begin with a measurement; if the process dies, its error says so.
 */
void measure_apart(void (*row)(void *user, void *result), void *user, void *result, size_t size);

/* What program says when called with argument, NUL-terminated and cut at size. false: it failed. */
bool measure_ask(const char *program, const char *argument, char *out, size_t size);

typedef struct {
    char cpu[128], compiler[128];
    long cores;
    double load; /* of the last minute, by everybody; negative if unknown */
} machine_facts;
void machine_describe(machine_facts *out);

/* s as a JSON string. */
void json_write_string(FILE *out, const char *s);

#endif
