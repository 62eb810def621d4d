/*
 * Token alignment of two runs of words: what was kept, substituted, inserted, deleted and moved.
 *
 * Where the words that both have stand in one order, all of them are kept. Else what both begin and end with is kept, and
 * the middle of a sentence pair is aligned exactly; in longer runs the longest chain of shingles that each has once is kept
 * first (as patience diff does with lines), and the gaps between are filled in the same way. Words that are then left in
 * both are looked up for moves.
 */
#ifndef WF_VERIFY_ALIGN_H
#define WF_VERIFY_ALIGN_H

#include "base/error.h"

typedef enum { WF_EDIT_KEEP, WF_EDIT_SUBSTITUTE, WF_EDIT_DELETE, WF_EDIT_INSERT } wf_edit_kind;

/*
 * Words a[a_begin] up to a[a_end - 1] became b[b_begin] up to b[b_end - 1]. A substitution is of as many words for as many,
 * word by word, each of the same sort: stop word for stop word, content word for content word. A deletion has an empty range
 * of b, an insertion an empty one of a. moved: deleted words that are inserted elsewhere in the same run, and the insertion.
 */
typedef struct {
    uint32_t a_begin, a_end, b_begin, b_end;
    uint8_t kind; /* wf_edit_kind */
    bool moved;
} wf_edit;

/* What is aligned of a word: small numbers. */
typedef struct {
    uint32_t id;   /* equal for equal words of a and b */
    uint32_t stem; /* equal for words of one stem; 0: a stop word, which stands for stop words alone */
} wf_align_word;

typedef struct wf_aligner wf_aligner; /* scratch; one per thread */
wf_code wf_aligner_open(wf_aligner **out, wf_error *err);
void wf_aligner_close(wf_aligner *aligner);

/* Says that the ids of the words to come are below n_ids: there is a table of so many. Errors: WF_E_NOMEM. */
wf_code wf_align_number(wf_aligner *aligner, uint32_t n_ids, wf_error *err);

/*
 * Aligns n_a words with n_b. Words of b that a has not may share one id, and their stems one. *out, *n edits in order
 * of both texts, which together cover every word of both once;
 * neighbours of one kind (and one moved) are joined; between two words of b that came from a, deletions stand before
 * insertions. *out lives until the next call.
 *
 * Of runs of at most 2 * WF_ALIGN_BAND words (or as small a product of both) as many words are kept as can be, the longest
 * common subsequence; of such alignments one of fewest passages; between two kept words, substitutions such that their
 * number is the highest, one within a stem counting as 4. A beginning or end of 3 words or more in common is kept in any
 * case. Runs of at least 2 deleted or substituted words, or of 1 content word, that stand elsewhere in b among the inserted
 * or substituted ones are moved; a substitution within one stem stays.
 *
 * Time and memory are linear in n_a + n_b, times WF_ALIGN_BAND and the logarithm of the number of seeds: longer gaps without
 * a seed are aligned in pieces of WF_ALIGN_BAND words. Errors: WF_E_NOMEM, also for 2^31 words or more.
 */
#define WF_ALIGN_BAND 64
wf_code wf_align(wf_aligner *aligner, const wf_align_word *a, uint32_t n_a, const wf_align_word *b,
                 uint32_t n_b, const wf_edit **out, size_t *n, wf_error *err);

/* Whether the last alignment is known to have kept every word as often as both runs have it. */
bool wf_align_kept_all(const wf_aligner *aligner);

#endif
