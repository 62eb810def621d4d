/* What the verdicts cost: the stage that judges every version of a story, on one core. */
#ifndef WF_BENCH_VERDICTS_H
#define WF_BENCH_VERDICTS_H

#include "measure.h"

typedef struct {
    measurement time; /* seconds: processor time of the stage; stories and bytes: of the dump */
    uint64_t members; /* distinct texts in story clusters */
    uint64_t
        assessed; /* stories that were compared with another version, or are one they were compared with */
} verdicts_result;

/*
 * Writes a dump for it: VERDICTS_STORIES stories of VERDICTS_WORDS words, half of them rewrites, said to be English as only
 * English is judged. false: out of memory or a failed write.
 */
enum { VERDICTS_STORIES = 2000, VERDICTS_WORDS = 400 };
bool verdicts_dump(FILE *out);

/* Measures on a dump: several runs within about so many seconds, at least one, each in a process of its own. */
void verdicts_measure(const char *path, double seconds, verdicts_result *out);

#endif
