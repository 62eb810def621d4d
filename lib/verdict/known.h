/* What is known of words, remembered: each distinct word of a thread's texts is looked up once. */
#ifndef WF_VERDICT_KNOWN_H
#define WF_VERDICT_KNOWN_H

#include "store/frequencies.h"
#include "text/anchors.h"
#include "text/words.h"

enum { WF_SMALL_WORDS = 5, WF_SMALL_THAT = 5 }; /* the, of, to, in, that: counted from 1 */

/* A word without a possessive 's. */
typedef struct {
    uint64_t id, term;     /* hash of the word; what wf_words_terms has for it, */
    float idf;             /* and the idf of that */
    uint16_t len;          /* bytes */
    uint16_t flags;        /* WF_WORD_... that do not depend on where it stands */
    uint8_t small;         /* which small word it is; 0: none */
    bool contracted;       /* an apostrophe stands in it */
    wf_anchor_word anchor; /* with its possessive */
} wf_known_word;

typedef struct wf_known_words wf_known_words; /* one per thread */

/* seed as for the frequencies, which are borrowed and stay as they are, and for the stems, borrowed too. Errors: WF_E_NOMEM. */
wf_code wf_known_words_open(wf_known_words **out, uint64_t seed, const wf_frequencies *frequencies,
                            wf_words *stems, wf_error *err);
void wf_known_words_close(wf_known_words *known);

/*
 * Of n tokens from first on, WF_KNOWN_BLOCK at most, what is known of each; the same whatever was met before. Errors:
 * WF_E_NOMEM.
 */
#define WF_KNOWN_BLOCK 128
wf_code wf_known_words_of(wf_known_words *known, wf_language language, const wf_tokens *tokens, size_t first,
                          size_t n, wf_known_word *out, wf_error *err);

#endif
