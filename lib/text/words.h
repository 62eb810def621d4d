/*
 * What a word stands for when stories are compared by their words: nothing for stop words, its stem otherwise.
 *
 * Stemming by Snowball (libstemmer) is much slower than all else that is done to a token, so the words that were met
 * are kept.
 */
#ifndef WF_TEXT_WORDS_H
#define WF_TEXT_WORDS_H

#include "text/language.h"
#include "text/tokenize.h"

typedef struct wf_words wf_words; /* one per thread */

/* seed: of the hashes. Errors: WF_E_NOMEM. */
wf_code wf_words_open(wf_words **out, uint64_t seed, wf_error *err);
void wf_words_close(wf_words *words);

/*
 * Keeps the words met in one place with another worker's, of the same seed: faster than each for itself, and of no other
 * effect. Before the threads begin; either may be closed first.
 */
void wf_words_share(wf_words *words, const wf_words *with);

/*
 * terms[i] of every token: the hash of its stem, or 0 for a stop word of the language and for a single letter (a single
 * digit is no letter). An English possessive 's is dropped first. A word of an unknown language, or of one without a
 * stemmer, is its own stem; stop words of unknown languages are not known. The same for every worker and in every order of
 * calls. Errors: WF_E_NOMEM.
 */
wf_code wf_words_terms(wf_words *words, wf_language language, const wf_tokens *tokens, uint64_t *terms,
                       wf_error *err);

/* The hash that a stem has. */
uint64_t wf_stem_hash(wf_str stem, uint64_t seed);

/* The stem of one word (a normalised token), which lives until the next call; empty for a stop word. For scripts and tests. */
wf_str wf_words_stem(wf_words *words, wf_language language, wf_str word);

#endif
