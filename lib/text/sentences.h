/* Sentences of a text, as runs of its tokens. */
#ifndef WF_TEXT_SENTENCES_H
#define WF_TEXT_SENTENCES_H

#include "text/tokenize.h"

#define WF_SENTENCE_TOKENS 128 /* a longer run without a sentence mark is cut here */

typedef struct {
    uint32_t *first; /* n + 1: sentence i is the tokens first[i] up to first[i + 1] - 1; first[n] = tokens */
    size_t n;
    size_t cap;
} wf_sentences; /* starts as {0}; reused for many texts */

/*
 * Splits the tokens of text: at sentence marks of any script that a new sentence follows, blank lines, and line ends that
 * are no wrapping. Marks after abbreviations, initials and in numbers do not split. Lines dropped from the tokens end a
 * sentence. Linear time. Errors: WF_E_NOMEM.
 */
wf_code wf_sentences_find(const wf_tokens *tokens, wf_str text, wf_sentences *out, wf_error *err);
void wf_sentences_free(wf_sentences *sentences);

#endif
