/* The report room: JSON, CSV, tables and comparisons, from results made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "report/date.h"
#include "report/display.h"
#include "report/json.h"
#include "report/report.h"

#define STR(literal) wf_str_of("" literal, sizeof(literal) - 1)

static int collect(void *user, const void *bytes, size_t len) {
    return wf_bytes_append(user, bytes, len) ? 0 : 12;
}

/* What was gathered, as a string; freed with the buffer. */
static const char *text_of(wf_bytes *b) {
    assert_true(wf_bytes_append(b, "", 1));
    b->len--;
    return b->ptr;
}

static bool contains(wf_bytes *b, const char *what) {
    return strstr(text_of(b), what) != NULL;
}

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

static void display_texts(void **state) {
    (void)state;
    wf_bytes out = {0};
    assert_true(wf_display_put_text(&out, STR("one\r\n\ttwo\rthree\x1B]0;x\x07\n\n"), "<", ">"));
    assert_string_equal(text_of(&out), "<one>\n<\ttwo>\n<three\xEF\xBF\xBD]0;x\xEF\xBF\xBD>\n\n");
    wf_bytes_free(&out);
}

/* ---------------------------------------------------------------------------------------------- results */

static wf_story_result original(void) {
    return (wf_story_result){
        .story = {.id = STR("quay-1"),
                  .url = STR("https://quay.example/1"),
                  .source = STR("quay.example"),
                  .title = STR("Ferry \"Alma\" back in service"),
                  .language = STR("en"),
                  .extra = STR("\"desk\":\"ports\",\n\"n\":[1]"),
                  .published_ms = 1621332000000},
        .story_cluster = "00000000000000aa",
        .copy_group = "00000000000000ab",
        .story_size = 3,
        .copy_size = 2,
        .relation = WF_ORIGINAL,
        .is_original = true,
        .words = 120,
        .lag_ms = 0,
    };
}

static wf_story_result copy(void) {
    return (wf_story_result){
        .story = {.id = STR("=HYPERLINK(1)"), .source = STR("pier, daily"), .published_ms = WF_NO_DATE},
        .story_cluster = "00000000000000aa",
        .copy_group = "00000000000000ab",
        .story_size = 3,
        .copy_size = 2,
        .relation = WF_COPY,
        .duplicate_of = STR("quay-1"),
        .jaccard = 0.98765,
        .containment = 0.99,
        .contained = 1,
        .words = 119,
        .lag_ms = WF_NO_DATE,
    };
}

static wf_story_result excerpt(void) {
    return (wf_story_result){
        .story = {.id = STR("brief-7"), .title = STR("In brief"), .published_ms = 1621339530000},
        .story_cluster = "00000000000000aa",
        .copy_group = "00000000000000ac",
        .story_size = 3,
        .copy_size = 1,
        .relation = WF_EXCERPT,
        .duplicate_of = STR("quay-1"),
        .jaccard = 0.37,
        .containment = 0.925,
        .contained = 0.38,
        .words = 44,
        .lag_ms = 7530000,
    };
}

static const wf_str member_ids[] = {{"quay-1", 6}, {"=HYPERLINK(1)", 13}, {"brief-7", 7}};
static const wf_str also_ids[] = {{"roundup-2", 9}};

static wf_cluster_result cluster(void) {
    return (wf_cluster_result){
        .id = "00000000000000aa",
        .size = 3,
        .n_groups = 2,
        .n_sources = 2,
        .why = "earliest date",
        .min_jaccard = 0.98765,
        .max_jaccard = 0.98765,
        .first_ms = 1621332000000,
        .last_ms = 1621339530000,
        .n_also = 1,
    };
}

static const wf_dropped_line dropped[] = {{{"Share this", 10}, 41}};

static wf_summary summary(void) {
    wf_summary s = {
        .n_stories = 20000,
        .n_bytes = 123456,
        .n_clusters = 1,
        .n_clustered = 3,
        .n_singles = 19997,
        .n_groups = 1,
        .n_copies = 1,
        .n_excerpts = 1,
        .n_candidates = 9,
        .n_verified = 8,
        .n_pairs = 2,
        .bands = 21,
        .rows = 6,
        .signature = 128,
        .seed_id = "0123456789abcdef",
        .boilerplate_rule = "a rule",
        .boilerplate_min = 5,
        .boilerplate_lines = 1,
        .boilerplate_stories = 41,
        .builtin_lines = 2,
        .dropped = dropped,
        .n_dropped = 1,
        .lost = true,
    };
    s.notes[WF_NOTE_BAD_JSON] = 2;
    s.stage_seconds[WF_STAGE_READ] = 1.5;
    return s;
}

static void report_all(wf_bytes *out, wf_format format, bool colour) {
    wf_report_options options = {format, colour, 0};
    wf_sink *sink;
    assert_int_equal(wf_sink_open_fn(&sink, collect, out, NULL), WF_OK);
    wf_report r = {.options = options, .sink = sink};
    wf_story_result stories[] = {original(), copy(), excerpt()};
    wf_cluster_result c = cluster();
    wf_summary s = summary();
    wf_options o = {
        .threshold = 0.7, .excerpt = 0.8, .shingle = 5, .seed = 1, .max_story = 67108864, .threads = 7};
    assert_int_equal(wf_report_begin(&r, NULL), WF_OK);
    for (int i = 0; i < 3; i++) assert_int_equal(wf_report_story(&r, &stories[i], NULL), WF_OK);
    assert_int_equal(wf_report_cluster(&r, &c, &stories[0], member_ids, also_ids, NULL), WF_OK);
    for (int i = 0; i < 3; i++) assert_int_equal(wf_report_member(&r, &stories[i], NULL), WF_OK);
    assert_int_equal(wf_report_end(&r, &s, &o, NULL), WF_OK);
    wf_report_free(&r);
    assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
}

static void jsonl_result(void **state) {
    (void)state;
    wf_bytes out = {0};
    report_all(&out, WF_FORMAT_JSONL, false);
    assert_string_equal(
        text_of(&out),
        "{\"type\":\"story\",\"id\":\"quay-1\",\"story_cluster\":\"00000000000000aa\",\"copy_group\":"
        "\"00000000000000ab\",\"story_size\":3,\"copy_size\":2,\"relation\":\"original\",\"is_original\":"
        "true,"
        "\"duplicate_of\":null,\"jaccard\":null,\"containment\":null,\"contained\":null,\"words\":120,"
        "\"lag_seconds\":0,\"url\":\"https://quay.example/1\",\"title\":\"Ferry \\\"Alma\\\" back in "
        "service\","
        "\"source\":\"quay.example\",\"language\":\"en\",\"published\":\"2021-05-18T10:00:00Z\","
        "\"extra\":{\"desk\":\"ports\", \"n\":[1]}}\n"
        "{\"type\":\"story\",\"id\":\"=HYPERLINK(1)\",\"story_cluster\":\"00000000000000aa\",\"copy_group\":"
        "\"00000000000000ab\",\"story_size\":3,\"copy_size\":2,\"relation\":\"copy\",\"is_original\":false,"
        "\"duplicate_of\":\"quay-1\",\"jaccard\":0.9877,\"containment\":0.99,\"contained\":1,\"words\":119,"
        "\"lag_seconds\":null,\"source\":\"pier, daily\"}\n"
        "{\"type\":\"story\",\"id\":\"brief-7\",\"story_cluster\":\"00000000000000aa\",\"copy_group\":"
        "\"00000000000000ac\",\"story_size\":3,\"copy_size\":1,\"relation\":\"excerpt\",\"is_original\":"
        "false,"
        "\"duplicate_of\":\"quay-1\",\"jaccard\":0.37,\"containment\":0.925,\"contained\":0.38,\"words\":44,"
        "\"lag_seconds\":7530,\"title\":\"In brief\",\"published\":\"2021-05-18T12:05:30Z\"}\n"
        "{\"type\":\"cluster\",\"id\":\"00000000000000aa\",\"size\":3,\"copy_groups\":2,\"sources\":2,"
        "\"original\":\"quay-1\",\"why\":\"earliest date\",\"title\":\"Ferry \\\"Alma\\\" back in service\","
        "\"first_seen\":\"2021-05-18T10:00:00Z\",\"last_seen\":\"2021-05-18T12:05:30Z\",\"min_jaccard\":0."
        "9877,"
        "\"max_jaccard\":0.9877,\"members\":[\"quay-1\",\"=HYPERLINK(1)\",\"brief-7\"],\"also\":[\"roundup-"
        "2\"]}\n"
        "{\"type\":\"summary\",\"schema\":1,\"version\":\"" WF_VERSION "\",\"stories\":20000,\"against\":0,"
        "\"empty\":0,\"bytes\":123456,\"clusters\":1,\"clustered\":3,\"singles\":19997,\"copy_groups\":1,"
        "\"exact\":0,\"copies\":1,\"excerpts\":1,\"expanded\":0,\"candidates\":9,\"verified\":8,\"pairs\":2,"
        "\"parameters\":{\"threshold\":0.7,\"excerpt\":0.8,\"shingle\":5,\"signature\":128,\"bands\":21,"
        "\"rows\":6,"
        "\"seed\":1,\"seed_id\":\"0123456789abcdef\",\"max_story\":67108864},\"skipped\":true,\"notes\":{"
        "\"bad_utf8\":0,\"utf16\":0,\"nul_bytes\":0,\"bad_json\":2,\"bad_field\":0,\"no_text\":0,\"too_"
        "long\":0,"
        "\"bad_date\":0,\"duplicate_id\":0,\"empty_input\":0,\"unreadable\":0},\"cut\":{\"buckets\":0,"
        "\"pairs\":0,"
        "\"passages\":0},\"boilerplate\":{\"rule\":\"a rule\",\"min_stories\":5,\"lines\":1,\"stories\":41,"
        "\"builtin_lines\":2,\"dropped\":[{\"text\":\"Share this\",\"stories\":41}]}}\n");
    wf_bytes_free(&out);
}

static void csv_result(void **state) {
    (void)state;
    wf_bytes out = {0};
    report_all(&out, WF_FORMAT_CSV, false);
    assert_string_equal(
        text_of(&out),
        "id,story_cluster,copy_group,story_size,copy_size,relation,is_original,duplicate_of,jaccard,"
        "containment,"
        "contained,words,lag_seconds,url,title,source,language,published,extra\r\n"
        "quay-1,00000000000000aa,00000000000000ab,3,2,original,true,,,,,120,0,https://quay.example/1,"
        "\"Ferry \"\"Alma\"\" back in service\",quay.example,en,2021-05-18T10:00:00Z,"
        "\"{\"\"desk\"\":\"\"ports\"\", \"\"n\"\":[1]}\"\r\n"
        "'=HYPERLINK(1),00000000000000aa,00000000000000ab,3,2,copy,false,quay-1,0.9877,0.99,1,119,,,,"
        "\"pier, daily\",,,\r\n"
        "brief-7,00000000000000aa,00000000000000ac,3,1,excerpt,false,quay-1,0.37,0.925,0.38,44,7530,,In "
        "brief,,,"
        "2021-05-18T12:05:30Z,\r\n");
    wf_bytes_free(&out);
}

static void csv_hostile_cells(void **state) {
    (void)state;
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"=1+1", ",'=1+1,"},
        {"+1", ",'+1,"},
        {"-1", ",'-1,"},
        {"@SUM", ",'@SUM,"},
        {"\t=1", ",'\t=1,"},
        {"a=1", ",a=1,"},
        {"\r=1", ",\"'\r=1\","},
        {"a\nb", ",\"a\nb\","},
        {"=\"x\"", ",\"'=\"\"x\"\"\","},
        {"\"", ",\"\"\"\","},
        {"a\xFF", ",a\xEF\xBF\xBD,"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        wf_sink *sink;
        assert_int_equal(wf_sink_open_fn(&sink, collect, &out, NULL), WF_OK);
        wf_report r = {.options = {.format = WF_FORMAT_CSV}, .sink = sink};
        wf_story_result story = excerpt();
        story.story.title = wf_str_from(cases[i].in);
        assert_int_equal(wf_report_story(&r, &story, NULL), WF_OK);
        wf_report_free(&r);
        assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
        if (!contains(&out, cases[i].want)) fail_msg("'%s' gives %s", cases[i].in, text_of(&out));
        wf_bytes_free(&out);
    }
}

static void table_result(void **state) {
    (void)state;
    wf_bytes out = {0};
    report_all(&out, WF_FORMAT_TABLE, false);
    assert_string_equal(
        text_of(&out),
        "1. 3 stories: Ferry \"Alma\" back in service\n"
        "    2 sources, copies 98 % alike, first seen 2021-05-18 10:00, last 2021-05-18 12:05\n"
        "    shares text with, but not joined: roundup-2\n"
        "  * quay-1         quay.example          first   original: earliest date\n"
        "    =HYPERLINK(1)  pier, daily           ?       copy       98 %\n"
        "    brief-7                              +2h05   excerpt    92 % of it in quay-1, 38 % of quay-1\n"
        "\n"
        "20,000 stories: 3 in 1 cluster, 19,997 alone\n"
        "  0 exact, 1 near copy, 1 excerpt, 0 expanded\n"
        "  boilerplate left out: 1 line that recurred in 41 stories, 2 lines by pattern\n"
        "  notes on the input: bad_json 2; some input was skipped\n"
        "  Next: 'wirefold compare FILE#ID FILE#ID' marks the passages two stories share;\n"
        "  '--format jsonl' or 'csv' gives every story.\n");
    wf_bytes_free(&out);
}

static void table_colours(void **state) {
    (void)state;
    wf_bytes plain = {0}, coloured = {0}, stripped = {0};
    report_all(&plain, WF_FORMAT_TABLE, false);
    report_all(&coloured, WF_FORMAT_TABLE, true);
    assert_null(memchr(plain.ptr, 0x1B, plain.len));
    for (size_t i = 0; i < coloured.len; i++) {
        if (coloured.ptr[i] == 0x1B) {
            while (coloured.ptr[i] != 'm') i++;
        } else {
            assert_true(wf_bytes_append(&stripped, &coloured.ptr[i], 1));
        }
    }
    assert_true(coloured.len > plain.len);
    assert_string_equal(text_of(&stripped), text_of(&plain));
    wf_bytes_free(&plain);
    wf_bytes_free(&coloured);
    wf_bytes_free(&stripped);
}

static void table_hostile_names(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_sink *sink;
    assert_int_equal(wf_sink_open_fn(&sink, collect, &out, NULL), WF_OK);
    wf_report r = {.options = {.format = WF_FORMAT_TABLE}, .sink = sink};
    wf_str evil = STR("\x1B[31mred\x07\x7F\xC2\x9B"
                      "1m\nnext\xE2\x80\xAE");
    wf_cluster_result c = cluster();
    wf_story_result first = original(), second = copy();
    first.story.id = first.story.title = first.story.source = evil;
    second.duplicate_of = second.story.id = evil;
    second.relation = WF_EXCERPT;
    wf_str ids[] = {evil, evil, evil};
    assert_int_equal(wf_report_cluster(&r, &c, &first, ids, ids, NULL), WF_OK);
    assert_int_equal(wf_report_member(&r, &first, NULL), WF_OK);
    assert_int_equal(wf_report_member(&r, &second, NULL), WF_OK);
    wf_report_free(&r);
    assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
    size_t lines = 0;
    for (size_t i = 0; i < out.len; i++) {
        unsigned char byte = (unsigned char)out.ptr[i];
        lines += byte == '\n';
        assert_true(byte == '\n' || (byte >= 0x20 && byte != 0x7F));
    }
    assert_int_equal(lines, 5);
    assert_false(contains(&out, "\xC2\x9B"));
    assert_false(contains(&out, "\xE2\x80\xAE"));
    wf_bytes_free(&out);
}

static void table_shows_twelve_members(void **state) {
    (void)state;
    enum { N = 1047 };
    static const struct {
        uint64_t size, rows;
        const char *more;
    } cases[] = {{12, 12, NULL}, {13, 13, "    ... and 1 more\n"}, {N, 13, "    ... and 1,035 more\n"}};
    wf_str *ids = calloc(N, sizeof *ids);
    assert_non_null(ids);
    for (size_t i = 0; i < N; i++) ids[i] = STR("quay-1");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        wf_bytes out = {0};
        wf_sink *sink;
        assert_int_equal(wf_sink_open_fn(&sink, collect, &out, NULL), WF_OK);
        wf_report r = {.options = {.format = WF_FORMAT_TABLE}, .sink = sink};
        wf_cluster_result c = cluster();
        wf_story_result first = original(), other = copy();
        c.size = cases[k].size;
        c.n_also = 0;
        assert_int_equal(wf_report_cluster(&r, &c, &first, ids, NULL, NULL), WF_OK);
        for (uint64_t i = 0; i < c.size; i++)
            assert_int_equal(wf_report_member(&r, i ? &other : &first, NULL), WF_OK);
        wf_report_free(&r);
        assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
        size_t lines = 0;
        for (size_t i = 0; i < out.len; i++) lines += out.ptr[i] == '\n';
        assert_int_equal(lines, 2 + cases[k].rows);
        assert_true(cases[k].more == NULL || contains(&out, cases[k].more));
        wf_bytes_free(&out);
    }
    free(ids);
}

static void table_lags(void **state) {
    (void)state;
    static const struct {
        int64_t ms;
        const char *want;
    } cases[] = {
        {0, "first "},          {999, "first "},
        {59000, "+59s "},       {60000, "+1m "},
        {3599999, "+59m "},     {3600000, "+1h00 "},
        {86399000, "+23h59 "},  {90000000, "+1d01h "},
        {8640000000, "+100d "}, {INT64_MAX, "+106751991167d"},
        {-7500000, "-2h05 "},   {WF_NO_DATE, "? "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        wf_sink *sink;
        assert_int_equal(wf_sink_open_fn(&sink, collect, &out, NULL), WF_OK);
        wf_report r = {.options = {.format = WF_FORMAT_TABLE}, .sink = sink};
        wf_cluster_result c = cluster();
        wf_story_result first = original(), other = copy();
        other.lag_ms = cases[i].ms;
        assert_int_equal(wf_report_cluster(&r, &c, &first, member_ids, also_ids, NULL), WF_OK);
        out.len = 0;
        assert_int_equal(wf_report_member(&r, &other, NULL), WF_OK);
        wf_report_free(&r);
        assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
        if (!contains(&out, cases[i].want)) fail_msg("%s is not in %s", cases[i].want, text_of(&out));
        wf_bytes_free(&out);
    }
}

static void percent_is_rounded_down(void **state) {
    (void)state;
    static const struct {
        double jaccard;
        const char *want;
    } cases[] = {{1, "100 %"}, {0.9999, " 99 %"}, {0.7, " 70 %"}, {0.29, " 29 %"}, {0.57, " 57 %"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        wf_sink *sink;
        assert_int_equal(wf_sink_open_fn(&sink, collect, &out, NULL), WF_OK);
        wf_report r = {.options = {.format = WF_FORMAT_TABLE}, .sink = sink};
        wf_story_result story = copy();
        story.jaccard = cases[i].jaccard;
        assert_int_equal(wf_report_member(&r, &story, NULL), WF_OK);
        wf_report_free(&r);
        assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
        if (!contains(&out, cases[i].want)) fail_msg("%s is not in %s", cases[i].want, text_of(&out));
        wf_bytes_free(&out);
    }
}

static int disk_full(void *user, const void *bytes, size_t len) {
    (void)user, (void)bytes, (void)len;
    return 28;
}

static void failed_write_is_passed_up(void **state) {
    (void)state;
    wf_sink *sink;
    wf_error err;
    assert_int_equal(wf_sink_open_fn(&sink, disk_full, NULL, NULL), WF_OK);
    wf_report r = {.options = {.format = WF_FORMAT_JSONL}, .sink = sink};
    wf_story_result story = copy();
    wf_code code = WF_OK;
    for (int i = 0; i < 100000 && code == WF_OK; i++) code = wf_report_story(&r, &story, &err);
    assert_int_equal(code, WF_E_IO);
    assert_int_equal(err.sys, 28);
    wf_report_free(&r);
    wf_sink_abort(sink);
}

static void single_lines(void **state) {
    (void)state;
    wf_bytes out = {0}, line = {0};
    wf_sink *sink;
    assert_int_equal(wf_sink_open_fn(&sink, collect, &out, NULL), WF_OK);
    wf_span spans[] = {{0, 10, 5, 15, 6}, {20, 40, 30, 50, 9}};
    wf_pair pair = {STR("a"), STR("b"), "copy", 0.75, 0.8, 1, spans, 2};
    assert_int_equal(wf_report_pair(sink, &line, &pair, NULL), WF_OK);
    pair.n_spans = 0;
    assert_int_equal(wf_report_pair(sink, &line, &pair, NULL), WF_OK);
    assert_int_equal(wf_report_removed(sink, &line, STR("b"), STR("a"), 1, 1, STR("{\"id\":\"b\"}"), NULL),
                     WF_OK);
    assert_int_equal(wf_report_removed(sink, &line, STR("c"), STR("a"), 0.9, 0.95, STR(""), NULL), WF_OK);
    wf_story_result full = original(), bare = {.story = {.id = STR("x"), .published_ms = WF_NO_DATE}};
    full.story.body = STR("Line one.\nLine two.");
    assert_int_equal(wf_report_record(sink, &line, &full.story, NULL), WF_OK);
    assert_int_equal(wf_report_record(sink, &line, &bare.story, NULL), WF_OK);
    assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
    assert_string_equal(
        text_of(&out),
        "{\"type\":\"pair\",\"a\":\"a\",\"b\":\"b\",\"kind\":\"copy\",\"jaccard\":0.75,\"a_in_b\":0.8,\"b_in_"
        "a\":1,"
        "\"spans\":[{\"a\":[0,10],\"b\":[5,15],\"words\":6},{\"a\":[20,40],\"b\":[30,50],\"words\":9}]}\n"
        "{\"type\":\"pair\",\"a\":\"a\",\"b\":\"b\",\"kind\":\"copy\",\"jaccard\":0.75,\"a_in_b\":0.8,\"b_in_"
        "a\":1,"
        "\"spans\":[]}\n"
        "{\"type\":\"removed\",\"id\":\"b\",\"duplicate_of\":\"a\",\"jaccard\":1,\"containment\":1,"
        "\"record\":"
        "{\"id\":\"b\"}}\n"
        "{\"type\":\"removed\",\"id\":\"c\",\"duplicate_of\":\"a\",\"jaccard\":0.9,\"containment\":0.95,"
        "\"record\":"
        "null}\n"
        "{\"id\":\"quay-1\",\"url\":\"https://quay.example/1\",\"title\":\"Ferry \\\"Alma\\\" back in "
        "service\","
        "\"text\":\"Line one.\\nLine "
        "two.\",\"published\":\"2021-05-18T10:00:00Z\",\"source\":\"quay.example\","
        "\"language\":\"en\",\"desk\":\"ports\", \"n\":[1]}\n"
        "{\"id\":\"x\"}\n");
    wf_bytes_free(&out);
    wf_bytes_free(&line);
}

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
        cmocka_unit_test(json_strings),
        cmocka_unit_test(json_ratios),
        cmocka_unit_test(json_dates),
        cmocka_unit_test(display_lines),
        cmocka_unit_test(display_stacked_marks),
        cmocka_unit_test(display_texts),
        cmocka_unit_test(jsonl_result),
        cmocka_unit_test(csv_result),
        cmocka_unit_test(csv_hostile_cells),
        cmocka_unit_test(table_result),
        cmocka_unit_test(table_colours),
        cmocka_unit_test(table_hostile_names),
        cmocka_unit_test(table_shows_twelve_members),
        cmocka_unit_test(table_lags),
        cmocka_unit_test(percent_is_rounded_down),
        cmocka_unit_test(failed_write_is_passed_up),
        cmocka_unit_test(single_lines),
        cmocka_unit_test(comparison_plain),
        cmocka_unit_test(comparison_colours_stay_in_a_line),
        cmocka_unit_test(comparison_json),
        cmocka_unit_test(comparison_verdicts),
        cmocka_unit_test(comparison_of_wild_spans),
        cmocka_unit_test(comparison_of_many_spans),
        cmocka_unit_test(comparison_has_no_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
