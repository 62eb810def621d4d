/* How much the words of stories have in common, outside the lines that recur. */
#ifndef WF_ENGINE_VOCABULARY_H
#define WF_ENGINE_VOCABULARY_H

#include "engine/run.h"

#define WF_VOCABULARY_STORIES 8     /* of the stories given are looked at, */
#define WF_VOCABULARY_BYTES 0x10000 /* and of each so many bytes: enough words to tell stories apart */

/* Whether a line belongs to its story, by its hash. */
typedef bool (*wf_own_line_fn)(const void *user, uint64_t line);

/*
 * Mean Jaccard, over the pairs of n stories, of the sets of their words of five letters or more in their own lines.
 * About .05 for stories that have nothing to do with each other, .3 and more for versions of one story. Any thread,
 * with its own worker. Errors: WF_E_NOMEM, WF_E_IO.
 */
wf_code wf_vocabulary_overlap(const wf_run *run, wf_worker *worker, const uint32_t *stories, size_t n,
                              wf_own_line_fn own, const void *user, double *mean, wf_error *err);

#endif
