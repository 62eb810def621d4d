/* Hard-wrapped text, whose lines are pieces of sentences and say nothing by themselves. */
#ifndef WF_TEXT_WRAP_H
#define WF_TEXT_WRAP_H

#include "text/tokenize.h"

/*
 * Sets fragment[i] for every line i of tokens, as wf_tokenize made them of text, that is a piece of a sentence that was
 * wrapped: it goes on from the line right above it, or the line right below goes on from it. A line goes on from the
 * one above if no blank line or indent parts them, and it begins with a small letter, or the one above is at least
 * WF_WRAP_WIDTH bytes long and ends without a mark of punctuation.
 */
#define WF_WRAP_WIDTH 40
void wf_lines_mark_fragments(const wf_tokens *tokens, wf_str text, bool *fragment);

#endif
