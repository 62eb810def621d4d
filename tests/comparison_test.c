/* A comparison of two stories, written. */
#include "report/report.h"
#include "support/written.h"

/* ---------------------------------------------------------------------------------------------- comparisons */

static void compare_as(const wf_comparison *c, wf_format format, bool colour, wf_bytes *out) {
    wf_report_options options = {format, colour, 60};
    wf_sink *sink;
    assert_int_equal(wf_sink_open_fn(&sink, collect, out, NULL), WF_OK);
    assert_int_equal(wf_comparison_write(c, &options, sink, NULL), WF_OK);
    assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
}

static const wf_span crossed[] = {{0, 13, 20, 33, 3}, {18, 29, 0, 11, 3}};

static wf_comparison comparison(void) {
    return (wf_comparison){
        .a = {.id = STR("a.txt"),
              .title = STR("Boats"),
              .body = STR("One two three and\nfour five 6.\n"),
              .source = STR("quay.example"),
              .published_ms = 1621332000000},
        .b = {.id = STR("b.txt"),
              .body = STR("four five 6. Later: one two three"),
              .published_ms = WF_NO_DATE},
        .jaccard = 0.5,
        .a_in_b = 0.8571,
        .b_in_a = 1,
        .a_words = 7,
        .b_words = 7,
        .a_shingles = 5,
        .b_shingles = 5,
        .shared_shingles = 2,
        .relation = WF_SINGLE,
        .spans = crossed,
        .n_spans = 2,
    };
}

static void comparison_plain(void **state) {
    (void)state;
    wf_comparison c = comparison();
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    assert_string_equal(text_of(&out), "A  a.txt  quay.example  2021-05-18 10:00\n"
                                       "   Boats\n"
                                       "B  b.txt\n"
                                       "\n"
                                       "No copy and no excerpt, though some passages are shared.\n"
                                       "  Jaccard         50 %\n"
                                       "  of A in B       85.7 %\n"
                                       "  of B in A       100 %\n"
                                       "  shared shingles 2 of 5 in A and 5 in B\n"
                                       "  shared passages 2 with 6 words, of 7 words in A and 7 in B\n"
                                       "\n"
                                       "--- A ------------------------------------------------------\n"
                                       "[[1: One two three ]] and\n"
                                       "[[2: four five 6 ]].\n"
                                       "\n"
                                       "--- B ------------------------------------------------------\n"
                                       "[[2: four five 6 ]]. Later: [[1: one two three ]]\n");
    wf_bytes_free(&out);
}

static void comparison_colours_stay_in_a_line(void **state) {
    (void)state;
    wf_comparison c = comparison();
    wf_span over_lines = {4, 27, 0, 9, 6};
    c.spans = &over_lines;
    c.n_spans = 1;
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_TABLE, true, &out);
    assert_true(contains(&out, "One \033[32mtwo three and\033[0m\n\033[32mfour five\033[0m 6.\n"));
    wf_bytes_free(&out);
}

static void comparison_json(void **state) {
    (void)state;
    wf_comparison c = comparison();
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_JSONL, false, &out);
    assert_string_equal(
        text_of(&out),
        "{\"type\":\"comparison\",\"relation\":\"single\",\"jaccard\":0.5,\"a_in_b\":0.8571,\"b_in_a\":1,"
        "\"shared_shingles\":2,\"a\":{\"id\":\"a.txt\",\"title\":\"Boats\",\"source\":\"quay.example\","
        "\"published\":\"2021-05-18T10:00:00Z\",\"words\":7,\"shingles\":5},\"b\":{\"id\":\"b.txt\","
        "\"words\":7,"
        "\"shingles\":5},\"spans\":[{\"a\":[0,13],\"b\":[20,33],\"words\":3,\"a_text\":\"One two "
        "three\",\"b_text\":"
        "\"one two three\"},{\"a\":[18,29],\"b\":[0,11],\"words\":3,\"a_text\":\"four five 6\",\"b_text\":"
        "\"four five 6\"}]}\n");
    wf_bytes_free(&out);
}

static void comparison_verdicts(void **state) {
    (void)state;
    static const struct {
        wf_relation relation;
        double a_in_b, b_in_a;
        const char *want;
    } cases[] = {
        {WF_EXACT, 1, 1, "The same text"},
        {WF_COPY, 0.9, 0.9, "Near-identical"},
        {WF_EXCERPT, 0.9, 0.3, "A is an excerpt of B."},
        {WF_EXCERPT, 0.3, 0.9, "B is an excerpt of A."},
        {WF_EXPANDED, 0.3, 0.9, "B is an excerpt of A."},
        {WF_SINGLE, 0, 0, "No copy and no excerpt"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_comparison c = comparison();
        wf_bytes out = {0};
        c.relation = cases[i].relation;
        c.a_in_b = cases[i].a_in_b;
        c.b_in_a = cases[i].b_in_a;
        compare_as(&c, WF_FORMAT_TABLE, false, &out);
        if (!contains(&out, cases[i].want)) fail_msg("%s is not in %s", cases[i].want, text_of(&out));
        wf_bytes_free(&out);
    }
}

/* Spans beyond the text, turned round or laid over each other must not read outside it. */
static void comparison_of_wild_spans(void **state) {
    (void)state;
    static const wf_span wild[] = {{5, 2, 9, 1, 1},
                                   {3, 900, UINT64_MAX, UINT64_MAX, 1},
                                   {4, 8, 2, 4, 1},
                                   {UINT64_MAX, 0, 0, UINT64_MAX, 1}};
    wf_comparison c = comparison();
    c.spans = wild;
    c.n_spans = sizeof wild / sizeof *wild;
    c.b.body = STR("");
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    assert_true(contains(&out, "One t[[1:  ]]"));
    compare_as(&c, WF_FORMAT_JSONL, false, &out);
    wf_bytes_free(&out);
}

/* A million passages, in the opposite order in the other text: each is marked once in both, in linear time. */
static void comparison_of_many_spans(void **state) {
    (void)state;
    enum { N = 200000 };
    char *body = malloc(N * 2);
    wf_span *spans = calloc(N, sizeof *spans);
    assert_true(body && spans);
    for (size_t i = 0; i < N; i++) {
        body[2 * i] = 'x';
        body[2 * i + 1] = i % 16 == 15 ? '\n' : ' ';
        size_t j = N - 1 - i;
        spans[i] = (wf_span){2 * i, 2 * i + 1, 2 * j, 2 * j + 1, 1};
    }
    wf_comparison c = comparison();
    c.a.body = c.b.body = wf_str_of(body, N * 2);
    c.spans = spans;
    c.n_spans = N;
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    size_t marks = 0;
    for (size_t i = 0; i + 1 < out.len; i++) marks += out.ptr[i] == '[' && out.ptr[i + 1] == '[';
    assert_int_equal(marks, 2 * N);
    assert_true(contains(&out, "\n[[200000: x ]] [[199999: x ]] "));
    wf_bytes_free(&out);
    free(body);
    free(spans);
}

static void comparison_has_no_csv(void **state) {
    (void)state;
    wf_comparison c = comparison();
    wf_report_options options = {WF_FORMAT_CSV, false, 0};
    wf_bytes out = {0};
    wf_sink *sink;
    wf_error err;
    assert_int_equal(wf_sink_open_fn(&sink, collect, &out, NULL), WF_OK);
    assert_int_equal(wf_comparison_write(&c, &options, sink, &err), WF_E_PARAM);
    assert_non_null(strstr(err.what, "CSV"));
    wf_sink_abort(sink);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparison_plain),         cmocka_unit_test(comparison_colours_stay_in_a_line),
        cmocka_unit_test(comparison_json),          cmocka_unit_test(comparison_verdicts),
        cmocka_unit_test(comparison_of_wild_spans), cmocka_unit_test(comparison_of_many_spans),
        cmocka_unit_test(comparison_has_no_csv),
    };
    return cmocka_run_group_tests_name("comparison", tests, NULL, NULL);
}
