#include "text/wrap.h"

#include <string.h>

/* Whether c is one of marks: not NUL, which a text may hold and strchr finds in any string. */
static bool is_one_of(char c, const char *marks) {
    return c && strchr(marks, c);
}

/* Whether a mark that ends a clause stands between the last token of line i and its end. */
static bool ends_with_mark(const wf_tokens *t, size_t i, wf_str text) {
    size_t at = t->src_end[t->lines[i].end_token - 1];
    for (; at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r'; at++)
        if (is_one_of(text.ptr[at], ".!?:;")) return true;
    return false;
}

/* Whether line i begins right below the line before it: one line end between them and no indent. */
static bool is_right_below(const wf_tokens *t, size_t i, wf_str text) {
    size_t begin = t->src_begin[t->lines[i].first_token], at = t->src_end[t->lines[i].first_token - 1];
    while (at < begin && text.ptr[at] != '\n') at++;
    if (at == begin || at + 1 == begin) return at + 1 == begin;
    return !is_one_of(text.ptr[at + 1], " \t\r\n");
}

static bool goes_on(const wf_tokens *t, size_t i, wf_str text) {
    if (i == 0 || !is_right_below(t, i, text)) return false;
    char first = text.ptr[t->src_begin[t->lines[i].first_token]];
    if (first >= 'a' && first <= 'z') return true;
    const wf_line *above = &t->lines[i - 1];
    size_t width = t->src_end[above->end_token - 1] - t->src_begin[above->first_token];
    return width >= WF_WRAP_WIDTH && !ends_with_mark(t, i - 1, text);
}

void wf_lines_mark_fragments(const wf_tokens *t, wf_str text, bool *fragment) {
    for (size_t i = 0; i < t->n_lines; i++) {
        fragment[i] = goes_on(t, i, text);
        if (fragment[i] && !ends_with_mark(t, i - 1, text)) fragment[i - 1] = true;
    }
}
