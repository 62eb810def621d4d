/*
 * Two passages side by side, with the words of each that the other lacks marked; one below the other where the page is
 * too narrow.
 */
#ifndef WF_REPORT_SIDES_H
#define WF_REPORT_SIDES_H

#include "report/page.h"

/* Columns that two columns need at least. */
enum { WF_SIDES_MIN = 80 };

/* What stands above the two columns, dim; nothing on a narrow page. */
bool wf_page_sides_heading(wf_page *page, size_t indent, const wf_str names[2]);

/*
 * The passages left and right, at most 8 lines of each. label, shorter than indent, stands before the first line. On a
 * narrow page the names stand before the passages instead. Words that are not in both, in order, are red on the left and
 * green on the right; without colours they stand *between asterisks*, if the two have any word in common. Where both
 * begin with the same long run of words, most of it is left out. Returns false when out of memory.
 */
bool wf_page_sides(wf_page *page, size_t indent, const char *label, const wf_str names[2], wf_str left,
                   wf_str right);

#endif
