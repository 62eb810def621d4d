/* What the index in memory costs: its tables alone at a million stories, and all of it from the text on. */
#ifndef WF_BENCH_ONLINE_H
#define WF_BENCH_ONLINE_H

#include "measure.h"

enum { ONLINE_STORIES = 1000000 };

typedef struct {
    measurement insert,
        query; /* of the band index: keys that were made, those of one story in five half those of another */
    measurement add; /* wf_index_add, from the text on, with what each story is like, on one core */
    unsigned bands;
    double bytes_a_band; /* bytes a story and band of the band index */
} online_result;

/* Measures on the first stories of a dump; each in a process of its own. */
void online_measure(const char *path, online_result *out);

#endif
