/* What is done with tokens once they are there: lines and a dateline left out, memory given back. */
#include <stdlib.h>
#include <string.h>

#include "text/tokenize.h"

#define NORM_PADDING 64

void wf_tokens_free(wf_tokens *tokens) {
    free(tokens->norm);
    free(tokens->start);
    free(tokens->src_begin);
    free(tokens->src_end);
    free(tokens->lines);
    *tokens = (wf_tokens){0};
}

/* Length of the line end at i, 0 if there is none. */
static size_t line_end_len(wf_str text, size_t i) {
    unsigned char c = (unsigned char)text.ptr[i];
    if (c >= '\n' && c <= '\r') return 1;
    return c == 0xE2 && text.len - i >= 3 && (unsigned char)text.ptr[i + 1] == 0x80 &&
                   ((unsigned char)text.ptr[i + 2] == 0xA8 || (unsigned char)text.ptr[i + 2] == 0xA9)
               ? 3
               : 0;
}

wf_str wf_line_source(const wf_tokens *t, const wf_line *line, wf_str text) {
    size_t begin = t->src_begin[line->first_token], end = t->src_end[line->end_token - 1];
    while (begin > 0 && !line_end_len(text, begin - 1) && !(begin >= 3 && line_end_len(text, begin - 3) == 3))
        begin--;
    while (end < text.len && !line_end_len(text, end)) end++;
    wf_str s = {text.ptr + begin, end - begin};
    return s;
}

/* Moves the tokens [first, end) down behind the n tokens and o bytes kept so far. */
static void keep_tokens(wf_tokens *t, size_t *n, size_t *o, size_t first, size_t end) {
    size_t begin = t->start[first], len = t->start[end] - begin; /* with the space after the last */
    size_t count = end - first, shift = begin - *o;
    if (shift) { /* else nothing before them was left out */
        memmove(t->norm + *o, t->norm + begin, len);
        for (size_t i = 0; i < count; i++) t->start[*n + i] = t->start[first + i] - (uint32_t)shift;
        memmove(t->src_begin + *n, t->src_begin + first, count * sizeof *t->src_begin);
        memmove(t->src_end + *n, t->src_end + first, count * sizeof *t->src_end);
    }
    *n += count;
    *o += len;
}

static void finish_dropping(wf_tokens *t, size_t n, size_t n_lines, size_t o) {
    t->n = n;
    t->n_lines = n_lines;
    t->norm_len = n ? o - 1 : 0;
    t->start[n] = (uint32_t)t->norm_len + 1;
    memset(t->norm + t->norm_len, 0, NORM_PADDING);
}

void wf_tokens_drop_lines(wf_tokens *t, const bool *drop) {
    size_t n = 0, n_lines = 0, o = 0;
    if (t->n == 0) return;
    for (size_t i = 0; i < t->n_lines; i++) {
        wf_line line = t->lines[i];
        if (drop[i]) continue;
        size_t first = n;
        keep_tokens(t, &n, &o, line.first_token, line.end_token);
        t->lines[n_lines++] = (wf_line){(uint32_t)first, (uint32_t)n, line.hash};
    }
    finish_dropping(t, n, n_lines, o);
}

void wf_tokens_drop(wf_tokens *t, size_t first, size_t end) {
    size_t n = 0, n_lines = 0, o = 0;
    if (end > t->n) end = t->n;
    if (first >= end) return;
    uint32_t from = (uint32_t)first, to = (uint32_t)end;
    keep_tokens(t, &n, &o, 0, first);
    keep_tokens(t, &n, &o, end, t->n);
    for (size_t i = 0; i < t->n_lines; i++) {
        wf_line line = t->lines[i];
        line.first_token = line.first_token < from ? line.first_token
                           : line.first_token < to ? from
                                                   : line.first_token - (to - from);
        line.end_token = line.end_token <= from ? line.end_token
                         : line.end_token < to  ? from
                                                : line.end_token - (to - from);
        if (line.first_token < line.end_token) t->lines[n_lines++] = line;
    }
    finish_dropping(t, n, n_lines, o);
}
