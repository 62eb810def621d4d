/*
 * A page for a person to read, of a known width, with colours or without.
 *
 * Each function that puts returns false when out of memory.
 */
#ifndef WF_REPORT_PAGE_H
#define WF_REPORT_PAGE_H

#include "base/memory.h"

typedef struct {
    wf_bytes *out;
    bool colour;
    size_t width; /* columns, 40 or more */
} wf_page;

extern const char wf_bold[], wf_dim[], wf_plain[];

bool wf_page_puts(wf_page *page, const char *text);

/* A colour, where there are colours. */
bool wf_page_paint(wf_page *page, const char *colour);

/* "--- title ---------", dim, as wide as the page, after an empty line. */
bool wf_page_rule(wf_page *page, const char *title);

/* "  label           text", the text made by a printf-style format and wrapped in a column of its own. */
bool wf_page_row(wf_page *page, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "  Source  2023-11-30 09:25" of a story, its source in at most width columns; nothing of what is not known. */
bool wf_page_origin(wf_page *page, const wf_story *story, size_t width);

/* Bytes for wf_percent_text and wf_probability_text. */
enum { WF_FIGURE_SIZE = 24 };

/* "97.3 %", rounded down: 100 % means all of it. Returns buffer. */
const char *wf_percent_text(char buffer[WF_FIGURE_SIZE], double ratio);

/* "= .97", "> .99", "< .01": certainty is never claimed. Returns buffer. */
const char *wf_probability_text(char buffer[WF_FIGURE_SIZE], double p);

#endif
