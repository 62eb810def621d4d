/* What a report writes, gathered in a byte buffer. */
#ifndef WF_TESTS_SUPPORT_WRITTEN_H
#define WF_TESTS_SUPPORT_WRITTEN_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"

#define STR(literal) wf_str_of("" literal, sizeof(literal) - 1)

/* For wf_sink_open_fn, with a wf_bytes as user. */
static inline int collect(void *user, const void *bytes, size_t len) {
    return wf_bytes_append(user, bytes, len) ? 0 : 12;
}

/* What was gathered, as a string; freed with the buffer. */
static inline const char *text_of(wf_bytes *b) {
    assert_true(wf_bytes_append(b, "", 1));
    b->len--;
    return b->ptr;
}

static inline bool contains(wf_bytes *b, const char *what) {
    return strstr(text_of(b), what) != NULL;
}

#endif
