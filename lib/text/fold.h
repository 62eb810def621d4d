/*
 * Folding of code points for matching: NFKC casefold, accents dropped, by ICU; and what each is to the tokenizer.
 *
 * A table for the Basic Multilingual Plane is made once and shared, so that the tokenizer asks ICU only for what
 * depends on neighbours or lies beyond.
 */
#ifndef WF_TEXT_FOLD_H
#define WF_TEXT_FOLD_H

#include "wirefold.h"

typedef struct wf_fold wf_fold; /* immutable once made: may be shared by threads */

/* Errors: WF_E_NOMEM, WF_E_FORMAT (ICU's data cannot be loaded). */
wf_code wf_fold_open(wf_fold **out, wf_error *err);
void wf_fold_close(wf_fold *fold);

/*
 * Makes the tokenizer use these kernels, which must be available (base/cpu.h); wf_fold_open chooses the fastest. All
 * give the same bytes. Not while others use the table.
 */
void wf_fold_use(wf_fold *fold, wf_kernels kernels);

#endif
