/*
 * Token alignment of two runs of words: what was kept, substituted, inserted, deleted and moved.
 *
 * Runs of equal words shared by both are seeds; the longest chain of seeds in the same order is kept (longest first, as
 * Ratcliff and Obershelp 1988 take them, so that the kept words read as passages); the gaps between them are filled by
 * dynamic programming over a band, which lets words of one stem stand for each other before unlike ones.
 */
#ifndef WF_VERIFY_ALIGN_H
#define WF_VERIFY_ALIGN_H

#include "base/error.h"

typedef enum { WF_EDIT_KEEP, WF_EDIT_SUBSTITUTE, WF_EDIT_DELETE, WF_EDIT_INSERT } wf_edit_kind;

/*
 * Words a[a_begin] up to a[a_end - 1] became b[b_begin] up to b[b_end - 1]. A substitution is of as many words for as many,
 * word by word; a deletion has an empty range of b, an insertion an empty one of a. moved: deleted words that are inserted
 * elsewhere in the same run, and the insertion.
 */
typedef struct {
    uint32_t a_begin, a_end, b_begin, b_end;
    uint8_t kind; /* wf_edit_kind */
    bool moved;
} wf_edit;

/* What is aligned of a word. */
typedef struct {
    uint64_t id;   /* equal for equal words */
    uint64_t stem; /* equal for words of one stem; 0: a stop word, which stands for stop words alone */
} wf_align_word;

typedef struct wf_aligner wf_aligner; /* scratch; one per thread */
wf_code wf_aligner_open(wf_aligner **out, wf_error *err);
void wf_aligner_close(wf_aligner *aligner);

/*
 * Aligns n_a words with n_b. *out, *n edits in order of both texts, which together cover every word of both once;
 * neighbours of one kind (and one moved) are joined. *out lives until the next call. Time and memory are linear in
 * n_a + n_b times WF_ALIGN_BAND: runs of at most WF_ALIGN_BAND words are aligned exactly, longer gaps without a seed as
 * whole substitutions. Errors: WF_E_NOMEM.
 */
#define WF_ALIGN_BAND 64
wf_code wf_align(wf_aligner *aligner, const wf_align_word *a, uint32_t n_a, const wf_align_word *b,
                 uint32_t n_b, const wf_edit **out, size_t *n, wf_error *err);

#endif
