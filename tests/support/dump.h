/* Dumps made for tests, run through wirefold.h. */
#ifndef WF_TESTS_SUPPORT_DUMP_H
#define WF_TESTS_SUPPORT_DUMP_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wirefold.h"

extern wf_error error; /* of the last call that failed */

#define assert_ok(call)                                             \
    do {                                                            \
        if ((call) != WF_OK) fail_msg("%s: %s", #call, error.what); \
    } while (0)

/* Asserts that a wf_str holds a text. */
#define assert_string(s, text)                            \
    do {                                                  \
        assert_int_equal((s).len, strlen(text));          \
        assert_memory_equal((s).ptr, text, strlen(text)); \
    } while (0)

wf_str str(const char *text);

/* Two stories that share nothing; the first has four paragraphs. */
extern const char long_text[], other_text[];

/* Runs and their results; every failure fails the test. options NULL: the defaults. */
wf_run *open_run(const wf_options *options);
void add_story(wf_run *run, const char *id, const char *body, int64_t published_ms);
void add_story_expecting(wf_run *run, const char *id, const char *body, wf_code code);
void cluster(wf_run *run);
void result_of(wf_run *run, uint64_t i, wf_story_result *out);

/* Texts of made-up words; the state is the seed. Every word is new, so two texts share none. Free them. */
typedef struct {
    uint64_t state;
} text_maker;
char *make_text(text_maker *maker, int n_words);

/* text (may be NULL) with a blank and more behind it; takes text over. */
char *append_text(char *text, const char *more);

/* A dump with single stories, exact and near copies and excerpts, dated and not. */
typedef struct {
    size_t n;
    char **ids, **bodies;
    int64_t *dates;
} dump;
dump make_dump(size_t n, uint64_t seed);
void shuffle_dump(dump *d, uint64_t seed);
void free_dump(dump *d);

/* The JSONL result of a run over the dump; summary may be NULL. Free it. */
char *run_dump(const dump *d, const wf_options *options, wf_summary *summary);

/* The same lines in byte order; takes text over. */
char *sorted_lines(char *text);

/* A sink that gathers what is written. */
typedef struct {
    char *text; /* NUL-terminated once something was written */
    size_t len, cap;
} gathered;
wf_sink *gathering_sink(gathered *into);

#endif
