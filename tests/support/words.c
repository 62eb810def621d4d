#include "words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

wf_tokens words_of(const char *text) {
    size_t len = strlen(text);
    wf_tokens t = {0};
    t.norm = calloc(len + 65, 1);
    t.start = calloc(len + 2, sizeof *t.start);
    t.src_begin = calloc(len + 1, sizeof *t.src_begin);
    t.src_end = calloc(len + 1, sizeof *t.src_end);
    assert(t.norm && t.start && t.src_begin && t.src_end);
    for (size_t i = 0, end; i < len; i = end) {
        end = i + strcspn(text + i, " ");
        if (end == i) {
            end++;
            continue;
        }
        if (t.n > 0) {
            t.norm[t.norm_len++] = ' ';
        }
        t.start[t.n] = (uint32_t)t.norm_len;
        t.src_begin[t.n] = (uint32_t)i;
        t.src_end[t.n] = (uint32_t)end;
        t.n++;
        memcpy(t.norm + t.norm_len, text + i, end - i);
        t.norm_len += end - i;
    }
    t.start[t.n] = (uint32_t)t.norm_len + 1;
    return t;
}

void words_free(wf_tokens *tokens) {
    free(tokens->norm);
    free(tokens->start);
    free(tokens->src_begin);
    free(tokens->src_end);
}
