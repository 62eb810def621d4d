/* What other files of the engine ask of the search for rewrites. */
#ifndef WF_ENGINE_REWRITES_H
#define WF_ENGINE_REWRITES_H

#include "engine/run.h"

/* Evidence on two texts, and P(same story). Any thread, with its own worker, once the frequencies are counted. */
wf_code wf_text_same_story(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b,
                           wf_evidence *evidence, double *p, wf_error *err);

/* The aligned sentences of two profiles that the comparer compared last, into *out, which is grown. */
wf_code wf_show_sentences(const wf_comparer *comparer, const wf_profile *a, const wf_profile *b,
                          wf_sentence_pair **out, size_t *cap, size_t *n, wf_error *err);

/* The same of two texts. */
wf_code wf_list_sentences(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b,
                          wf_sentence_pair **out, size_t *cap, size_t *n, wf_error *err);

#endif
