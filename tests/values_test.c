/* Values as they are written: JSON strings, numbers and dates, and text for a terminal. */
#include <stdio.h>

#include "report/date.h"
#include "report/display.h"
#include "report/json.h"
#include "support/written.h"

/* ---------------------------------------------------------------------------------------------- JSON values */

static void json_strings(void **state) {
    (void)state;
    static const struct {
        const char *name;
        wf_str in;
        const char *want;
    } cases[] = {
        {"plain", {"harbour", 7}, "\"harbour\""},
        {"empty", {NULL, 0}, "\"\""},
        {"quote and backslash", {"a\"b\\c", 5}, "\"a\\\"b\\\\c\""},
        {"short escapes", {"\b\f\n\r\t", 5}, "\"\\b\\f\\n\\r\\t\""},
        {"NUL and escape", {"\0\x1B", 2}, "\"\\u0000\\u001b\""},
        {"delete and C1", {"\x7F\xC2\x9B", 3}, "\"\\u007f\\u009b\""},
        {"line separator", {"\xE2\x80\xA8", 3}, "\"\\u2028\""},
        {"other text as it is", {"ni\xC3\xB1o \xE6\xB8\xAF", 9}, "\"ni\xC3\xB1o \xE6\xB8\xAF\""},
        {"invalid byte", {"a\xFFz", 3}, "\"a\xEF\xBF\xBDz\""},
        {"cut sequence", {"a\xE6\xB8", 3}, "\"a\xEF\xBF\xBD\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        assert_true(wf_json_put_string(&out, cases[i].in));
        if (strcmp(text_of(&out), cases[i].want) != 0)
            fail_msg("%s: %s, not %s", cases[i].name, text_of(&out), cases[i].want);
        wf_bytes_free(&out);
    }
}

/* Each byte of ASCII at each place of a long string: what stands for itself is taken by eight bytes at a time. */
static void json_string_of_every_byte(void **state) {
    (void)state;
    enum { LEN = 37 };
    for (int c = 0; c < 0x80; c++)
        for (size_t at = 0; at < LEN; at++) {
            char in[LEN + 1], want[LEN + 8], escaped[8];
            memset(in, 'x', LEN);
            in[at] = (char)c;
            const char *known = c ? strchr("\"\"\\\\\bb\ff\nn\rr\tt", c) : NULL;
            if (c < 0x20 || c == 0x7F || c == '"' || c == '\\')
                snprintf(escaped, sizeof escaped, known ? "\\%c" : "\\u%04x", known ? known[1] : c);
            else
                snprintf(escaped, sizeof escaped, "%c", c);
            int n = snprintf(want, sizeof want, "\"%.*s%s%.*s\"", (int)at,
                             "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", escaped, (int)(LEN - 1 - at),
                             "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
            wf_bytes out = {0};
            assert_true(wf_json_put_string(&out, (wf_str){in, LEN}));
            assert_int_equal(out.len, n);
            assert_string_equal(text_of(&out), want);
            wf_bytes_free(&out);
        }
}

static void json_ratios(void **state) {
    (void)state;
    static const struct {
        double in;
        const char *want;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {0.7, "0.7"},
        {0.25, "0.25"},
        {2.0 / 3, "0.6667"},
        {0.00004, "0"},
        {0.00005, "0.0001"},
        {-0.5, "-0.5"},
        {-0.00001, "0"},
        {12, "12"},
        {1e300, "null"},
        {1.0 / 0.0, "null"},
        {10.05, "10.05"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        assert_true(wf_json_put_ratio(&out, cases[i].in));
        assert_string_equal(text_of(&out), cases[i].want);
        wf_bytes_free(&out);
    }
}

static void json_dates(void **state) {
    (void)state;
    static const struct {
        int64_t ms;
        const char *date, *seconds;
    } cases[] = {
        {0, "\"1970-01-01T00:00:00Z\"", "0"},
        {1621332000000, "\"2021-05-18T10:00:00Z\"", "1621332000"},
        {1621332000250, "\"2021-05-18T10:00:00.250Z\"", "1621332000.25"},
        {951782400000, "\"2000-02-29T00:00:00Z\"", "951782400"},
        {-1, "\"1969-12-31T23:59:59.999Z\"", "-0.001"},
        {-62167219200000, "\"0000-01-01T00:00:00Z\"", "-62167219200"},
        {-62167219201000, "\"-000001-12-31T23:59:59Z\"", "-62167219201"},
        {253402300800000, "\"+010000-01-01T00:00:00Z\"", "253402300800"},
        {INT64_MAX, "\"+292278994-08-17T07:12:55.807Z\"", "9223372036854775.807"},
        {INT64_MIN + 1, "\"-292275055-05-16T16:47:04.193Z\"", "-9223372036854775.807"},
        {WF_NO_DATE, "null", "null"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        assert_true(wf_json_put_date(&out, cases[i].ms));
        assert_string_equal(text_of(&out), cases[i].date);
        out.len = 0;
        assert_true(wf_json_put_seconds(&out, cases[i].ms));
        assert_string_equal(text_of(&out), cases[i].seconds);
        wf_bytes_free(&out);
    }
}

/* ---------------------------------------------------------------------------------------------- text for a terminal */

static void display_lines(void **state) {
    (void)state;
    static const struct {
        const char *name, *in;
        size_t max;
        const char *want;
        size_t width;
    } cases[] = {
        {"fits", "ferry", 5, "ferry", 5},
        {"cut", "ferries", 5, "ferr\xE2\x80\xA6", 5},
        {"no room", "ferry", 0, "", 0},
        {"one column", "ferry", 1, "\xE2\x80\xA6", 1},
        {"blanks become one", "  a \t\r\n b  ", 20, "a b", 3},
        {"escape sequence", "a\x1B[2Jb", 20, "a\xEF\xBF\xBD[2Jb", 6},
        {"C1 control",
         "a\xC2\x9B"
         "2Jb",
         20,
         "a\xEF\xBF\xBD"
         "2Jb",
         5},
        {"wide letters", "\xE6\xB8\xAF\xE5\x8F\xA3", 4, "\xE6\xB8\xAF\xE5\x8F\xA3", 4},
        {"wide letters cut", "\xE6\xB8\xAF\xE5\x8F\xA3", 3, "\xE6\xB8\xAF\xE2\x80\xA6", 3},
        {"accent apart", "e\xCC\x81t\xC3\xA9", 3, "e\xCC\x81t\xC3\xA9", 3},
        {"direction marks vanish",
         "a\xE2\x80\xAE"
         "b\xE2\x81\xA6"
         "c",
         9, "abc", 3},
        {"no-break space",
         "a\xC2\xA0"
         "b",
         9, "a b", 3},
        {"invalid byte", "a\xFF", 9, "a\xEF\xBF\xBD", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        size_t width = 99;
        wf_str in = wf_str_from(cases[i].in);
        assert_true(wf_display_put(&out, in, cases[i].max, &width));
        if (strcmp(text_of(&out), cases[i].want) != 0 || width != cases[i].width)
            fail_msg("%s: '%s' in %zu columns", cases[i].name, text_of(&out), width);
        assert_int_equal(wf_display_width(in, cases[i].max), cases[i].width);
        wf_bytes_free(&out);
    }
}

static void display_stacked_marks(void **state) {
    (void)state;
    wf_bytes in = {0}, out = {0};
    assert_true(wf_bytes_append(&in, "o", 1));
    for (int i = 0; i < 10000; i++) assert_true(wf_bytes_append(&in, "\xCC\x81", 2));
    assert_true(wf_display_put(&out, wf_str_of(in.ptr, in.len), 5, NULL));
    assert_int_equal(out.len, 1 + 8 * 2);
    out.len = 0;
    assert_true(wf_display_put_text(&out, wf_str_of(in.ptr, in.len), "", ""));
    assert_int_equal(out.len, 1 + 8 * 2);
    wf_bytes_free(&in);
    wf_bytes_free(&out);
}

static void display_wrapped(void **state) {
    (void)state;
    static const struct {
        const char *name, *in;
        size_t width, lines;
        const char *want;
    } cases[] = {
        {"fits", "the ferry", 9, 1, "the ferry"},
        {"at a blank", "the ferry  sails\nnow", 9, 3, "the ferry\n  sails now"},
        {"a word moves whole", "an old ferry", 8, 2, "an old\n  ferry"},
        {"no blank", "ferryboats", 4, 3, "ferr\n  yboa\n  ts"},
        {"wide letters", "\xE6\xB8\xAF\xE5\x8F\xA3\xE6\xB8\xAF", 5, 2,
         "\xE6\xB8\xAF\xE5\x8F\xA3\n  \xE6\xB8\xAF"},
        {"cut at a blank", "the ferry sails now", 12, 1, "the ferry\xE2\x80\xA6"},
        {"cut in the last line", "the ferry sails on now", 8, 2, "the\n  ferry\xE2\x80\xA6"},
        {"cut in a word", "ferryboats", 4, 2, "ferr\n  ybo\xE2\x80\xA6"},
        {"cut behind a full line", "ferry on", 5, 1, "ferr\xE2\x80\xA6"},
        {"made safe", "a\x1B[2J\xE2\x80\xAE b", 20, 1, "a\xEF\xBF\xBD[2J b"},
        {"nothing", "", 5, 1, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        assert_true(
            wf_display_put_wrapped(&out, wf_str_from(cases[i].in), cases[i].width, 2, cases[i].lines));
        if (strcmp(text_of(&out), cases[i].want) != 0) fail_msg("%s: '%s'", cases[i].name, text_of(&out));
        wf_bytes_free(&out);
    }
}

static void display_texts(void **state) {
    (void)state;
    wf_bytes out = {0};
    assert_true(wf_display_put_text(&out, STR("one\r\n\ttwo\rthree\x1B]0;x\x07\n\n"), "<", ">"));
    assert_string_equal(text_of(&out), "<one>\n<\ttwo>\n<three\xEF\xBF\xBD]0;x\xEF\xBF\xBD>\n\n");
    wf_bytes_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_strings),    cmocka_unit_test(json_string_of_every_byte),
        cmocka_unit_test(json_ratios),     cmocka_unit_test(json_dates),
        cmocka_unit_test(display_lines),   cmocka_unit_test(display_stacked_marks),
        cmocka_unit_test(display_wrapped), cmocka_unit_test(display_texts),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
