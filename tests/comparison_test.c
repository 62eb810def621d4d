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

/* Every number different, so that no figure can stand in for another. */
static wf_evidence evidence(void) {
    return (wf_evidence){
        .overlap = .46,
        .squared = .47,
        .cosine = .48,
        .a_in_b = .41,
        .b_in_a = .42,
        .lead = .31,
        .lead_in = .32,
        .lead_in_max = .33,
        .bigrams = .16,
        .skip_bigrams = .12,
        .best_third = .62,
        .coverage_a = .51,
        .coverage_b = .52,
        .names = .89,
        .names_apart = 6.5,
        .n_names_a = 14,
        .n_names_b = 16,
        .n_names_shared = 13,
        .numbers = .64,
        .numbers_apart = 7.25,
        .n_numbers_a = 22,
        .n_numbers_b = 23,
        .n_numbers_shared = 8,
        .shared = 35.5,
        .rare = .71,
        .rare_in = .72,
        .rare_shared = 24.5,
        .telling = .73,
        .telling_name_apart = 4.5,
        .head_in = .26,
        .head_apart = 5.25,
        .head_name_apart = 3.75,
        .n_quotes_a = 4,
        .n_quotes_b = 3,
        .n_quotes_exact = 2,
        .n_days_shared = 1,
        .n_years_shared = 5,
        .years_conflict = true,
        .numbers_conflict = .21,
        .names_conflict = .22,
        .aligned = 99.5,
        .lead_names = .23,
        .places_conflict = 1,
        .a_nearness = .81,
        .b_nearness = 1.25,
        .days_apart = 2.25,
        .same_source = true,
        .n_terms_a = 137,
        .n_terms_b = 134,
        .n_terms_shared = 62,
        .n_sentences_a = 11,
        .n_sentences_b = 12,
        .same_language = true,
    };
}

#define EVIDENCE_JSON                                                                              \
    "{\"terms\":{\"overlap\":0.46,\"squared\":0.47,\"cosine\":0.48,\"a_in_b\":0.41,"               \
    "\"b_in_a\":0.42,\"weight\":35.5,"                                                             \
    "\"a\":137,\"b\":134,\"shared\":62},\"rare\":{\"overlap\":0.71,\"in\":0.72,\"weight\":24.5},"  \
    "\"telling\":{\"terms\":0.73,\"name_apart\":4.5},\"lead\":{\"overlap\":0.31,\"in\":0.32,"      \
    "\"in_max\":0.33,\"names\":0.23},"                                                             \
    "\"head\":{\"in\":0.26,\"apart\":5.25,\"name_apart\":3.75},"                                   \
    "\"order\":{\"bigrams\":0.16,\"skip_bigrams\":0.12},\"sentences\":{\"best_third\":0.62,"       \
    "\"coverage_a\":0.51,"                                                                         \
    "\"coverage_b\":0.52,\"aligned\":99.5,\"a\":11,\"b\":12},\"names\":{\"overlap\":0.89,"         \
    "\"apart\":6.5,\"a\":14,\"b\":16,"                                                             \
    "\"shared\":13},\"numbers\":{\"overlap\":0.64,\"apart\":7.25,\"a\":22,\"b\":23,\"shared\":8}," \
    "\"quotes\":{\"a\":4,\"b\":3,\"exact\":2},\"dates\":{\"days_shared\":1,\"years_shared\":5},"   \
    "\"conflicts\":{\"days\":false,"                                                               \
    "\"months\":false,\"years\":true,\"weekdays\":false,\"places\":1,\"numbers\":0.21,"            \
    "\"names\":0.22},"                                                                             \
    "\"nearness\":{\"a\":0.81,\"b\":1.25},"                                                        \
    "\"publication\":{\"days_apart\":2.25,\"same_source\":true},\"same_language\":true}"

static const wf_sentence_pair alike[] = {{0, 17, 20, 33, false, false, .35}, {0, 5, 0, 12, true, false, .8}};

static wf_comparison rewrites(void) {
    wf_comparison c = comparison();
    c.relation = WF_REWRITE;
    c.same_story = .96875;
    c.evidence = evidence();
    c.sentences = alike;
    c.n_sentences = 2;
    c.a_words = c.b_words = 40;
    return c;
}

static void rewrites_plain(void **state) {
    (void)state;
    wf_comparison c = rewrites();
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    static const char want[] = "Rewrites: one story in other words.\n"
                               "  same story      p = .97\n"
                               "  Jaccard         50 %\n"
                               "  of A in B       85.7 %\n"
                               "  of B in A       100 %\n"
                               "  shared shingles 2 of 5 in A and 5 in B\n"
                               "  shared passages 2 with 6 words, of 40 words in A and 40 in\n"
                               "                  B\n"
                               "\n"
                               "For one story\n"
                               "  words           46 % overlap: 62 shared of 137 in A and\n"
                               "                  134 in B (41 % of A in B, 42 % of B in A)\n"
                               "  rare words      71 % overlap of the rarest; 73 % of the\n"
                               "                  most telling of each in the other\n"
                               "  lead            31 % overlap; 33 % of one lead anywhere in\n"
                               "                  the other text\n"
                               "  word order      16 % of neighbours are neighbours in the\n"
                               "                  other, 12 % up to 4 words apart\n"
                               "  sentences       62 % overlap in the best third; 51 % of A\n"
                               "                  and 52 % of B say the same\n"
                               "  names           89 % overlap: 13 shared of 14 in A and 16\n"
                               "                  in B; 23 % of those in a lead anywhere in\n"
                               "                  the other text\n"
                               "  numbers         64 % overlap: 8 shared of 22 in A and 23\n"
                               "                  in B\n"
                               "  quotes          2 word for word, of 4 in A and 3 in B\n"
                               "  dates           1 day and 5 years named in both\n"
                               "  nearness        overlap 0.8 times that of A's three\n"
                               "                  nearest texts, 1.3 times that of B's\n"
                               "\n"
                               "Against it\n"
                               "  published       2.2 days apart by the same source\n"
                               "  years           both name years, none in common\n"
                               "  telling names   each text has some that the other lacks\n"
                               "  names of heads  each title or first sentence has one that\n"
                               "                  the other text lacks\n"
                               "  places          both leads name places, and neither text\n"
                               "                  has one of the other's\n"
                               "  names           22 % of those in sentences that say the\n"
                               "                  same differ\n"
                               "  numbers         21 % of those in sentences that say the\n"
                               "                  same differ\n"
                               "\n"
                               "--- sentences that say the same: 2 of 2 --------------------\n"
                               "  80 %  A Boats\n"
                               "        B four five 6.\n"
                               "\n"
                               "  35 %  A One two three and\n"
                               "        B one two three\n"
                               "\n"
                               "--- A ------------------------------------------------------\n";
    if (!contains(&out, want)) fail_msg("it is\n%s", text_of(&out));
    wf_bytes_free(&out);
}

static void rewrites_json(void **state) {
    (void)state;
    wf_comparison c = rewrites();
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_JSONL, false, &out);
    assert_true(contains(&out, "\"relation\":\"rewrite\""));
    assert_true(contains(&out, "\"shared_shingles\":2,\"same_story\":0.9688,\"a\":"));
    if (!contains(&out,
                  "\"b_text\":\"four five 6\"}],\"evidence\":" EVIDENCE_JSON
                  ",\"sentences\":[{\"a\":[0,17],\"b\":[20,33],\"overlap\":0.35,\"a_text\":\"One two three "
                  "and\",\"b_text\":\"one two three\"},{\"a\":[0,5],\"b\":[0,12],\"overlap\":0.8,"
                  "\"a_is_title\":true,\"a_text\":\"Boats\",\"b_text\":\"four five 6.\"}]}\n"))
        fail_msg("it is %s", text_of(&out));
    wf_bytes_free(&out);
}

static void rewrites_as_a_pair(void **state) {
    (void)state;
    wf_evidence e = evidence();
    wf_pair pair = {.a = STR("a"),
                    .b = STR("b"),
                    .kind = "rewrite",
                    .evidence = &e,
                    .same_story = .96875,
                    .sentences = alike,
                    .n_sentences = 2};
    wf_bytes out = {0}, line = {0};
    wf_sink *sink;
    assert_int_equal(wf_sink_open_fn(&sink, collect, &out, NULL), WF_OK);
    assert_int_equal(wf_report_pair(sink, &line, &pair, NULL), WF_OK);
    assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
    assert_string_equal(
        text_of(&out),
        "{\"type\":\"pair\",\"a\":\"a\",\"b\":\"b\",\"kind\":\"rewrite\",\"p\":0.9688,\"jaccard\":0,\"a_in_"
        "b\":0,"
        "\"b_in_a\":0,\"spans\":[],\"evidence\":" EVIDENCE_JSON
        ",\"sentences\":[{\"a\":[0,17],\"b\":[20,33],\"overlap\":0.35},{\"a\":[0,5],\"b\":[0,12],\"overlap\":"
        "0.8,\"a_is_title\":true}]}\n");
    wf_bytes_free(&out);
    wf_bytes_free(&line);
}

/* Each conflict is told where it is found, and only there. */
static void conflicts_in_words(void **state) {
    (void)state;
    wf_comparison c = comparison();
    c.evidence = (wf_evidence){.n_terms_a = 3, .n_terms_b = 3, .same_language = true};
    c.same_story = .02;
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    assert_true(contains(&out, "Different stories.\n  same story      p = .02\n"));
    assert_true(contains(&out, "Against it\n  nothing\n"));
    assert_false(contains(&out, "  names  "));
    assert_false(contains(&out, "say the same:"));
    out.len = 0;
    c.evidence.n_days_shared = 2;
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    assert_true(contains(&out, "  dates           2 days named in both\n"));
    out.len = 0;
    c.evidence = (wf_evidence){
        .days_conflict = true, .months_conflict = true, .weekdays_conflict = true, .n_terms_a = 3};
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    assert_true(contains(&out, "Against it\n"
                               "  days            both name days, none in common\n"
                               "  months          both name months, none in common\n"
                               "  weekdays        both leads name weekdays, none in common\n"
                               "  language        not the same: few words can be shared\n"
                               "\n"));
    wf_bytes_free(&out);
}

/* The best twelve of many, whatever their order; a sentence of any length stays short. */
static void many_sentences(void **state) {
    (void)state;
    enum { N = 1000, LEN = 100000 };
    wf_sentence_pair *sentences = calloc(N, sizeof *sentences);
    char *body = malloc(LEN);
    assert_true(sentences && body);
    memset(body, 'x', LEN);
    for (size_t i = 0; i < N; i++)
        sentences[i] =
            (wf_sentence_pair){0, LEN, 0, UINT64_MAX, false, i == 0, .30 + (double)(i * 7919 % N) / N * .7};
    wf_comparison c = rewrites();
    c.a.body = wf_str_of(body, LEN);
    c.sentences = sentences;
    c.n_sentences = N;
    wf_bytes out = {0};
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    assert_true(contains(&out, "the best 12 of 1000"));
    assert_true(contains(&out, "\n  99 %  A xxx"));
    assert_false(contains(&out, "\n  98 %"));
    char *end = strstr(out.ptr, "\n--- A ---");
    assert_true(end && end - out.ptr < 12 * 2 * 6 * 60 + 4000);
    wf_bytes_free(&out);
    free(body);
    free(sentences);
}

/* Exact copies, and where only copies were asked for: there is nothing to show. */
static void no_evidence(void **state) {
    (void)state;
    wf_comparison c = comparison();
    wf_bytes out = {0};
    c.relation = WF_EXACT;
    c.same_story = 1;
    compare_as(&c, WF_FORMAT_JSONL, false, &out);
    assert_true(contains(&out, "\"same_story\":1,"));
    assert_false(contains(&out, "\"evidence\""));
    compare_as(&c, WF_FORMAT_TABLE, false, &out);
    assert_false(contains(&out, "For one story"));
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
        cmocka_unit_test(rewrites_plain),           cmocka_unit_test(rewrites_json),
        cmocka_unit_test(rewrites_as_a_pair),       cmocka_unit_test(conflicts_in_words),
        cmocka_unit_test(many_sentences),           cmocka_unit_test(no_evidence),
        cmocka_unit_test(comparison_json),          cmocka_unit_test(comparison_verdicts),
        cmocka_unit_test(comparison_of_wild_spans), cmocka_unit_test(comparison_of_many_spans),
        cmocka_unit_test(comparison_has_no_csv),
    };
    return cmocka_run_group_tests_name("comparison", tests, NULL, NULL);
}
