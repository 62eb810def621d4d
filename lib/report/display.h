/*
 * Text from outside made fit for a terminal: control characters, escape sequences and marks that turn the direction of
 * writing never get through, and columns are counted as a terminal shows them.
 *
 * Each function that appends returns false when out of memory.
 */
#ifndef WF_REPORT_DISPLAY_H
#define WF_REPORT_DISPLAY_H

#include "base/memory.h"

/*
 * Appends text as one line of at most max columns; what is longer ends in an ellipsis. Blanks and line breaks become
 * single spaces, other control characters U+FFFD. *width (may be NULL) gets the columns taken.
 */
bool wf_display_put(wf_bytes *out, wf_str text, size_t max, size_t *width);

/* The same, filled up with spaces to width columns. */
bool wf_display_put_cell(wf_bytes *out, wf_str text, size_t width);

/*
 * Appends text over at most lines lines of width columns (2 or more), broken at blanks where there are any; lines but
 * the first begin with indent spaces more. What is longer ends in an ellipsis. Made safe as by wf_display_put.
 */
bool wf_display_put_wrapped(wf_bytes *out, wf_str text, size_t width, size_t indent, size_t lines);

/* Columns that wf_display_put takes for text, at most max. */
size_t wf_display_width(wf_str text, size_t max);

/*
 * Appends text with its line breaks (CRLF, CR and U+2028/9 become LF) and tabs. begin and end (NUL-terminated) are
 * written around every piece of a line, so that a colour never runs across a line break.
 */
bool wf_display_put_text(wf_bytes *out, wf_str text, const char *begin, const char *end);

#endif
