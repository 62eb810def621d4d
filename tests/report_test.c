/* Results as JSON Lines, CSV and tables, from structs made by hand. */
#include "report/report.h"
#include "support/written.h"

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
        .verdict = WF_VERDICT_ORIGINAL,
        .probability = 1,
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
        .verdict = WF_VERDICT_REPRINT,
        .probability = 1,
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
        .verdict = WF_VERDICT_EXCERPT,
        .assessment = WF_UNASSESSED_SHORT,
        .probability = 1,
        .words = 44,
        .lag_ms = 7530000,
    };
}

static wf_story_result rewrite(void) {
    wf_story_result r = excerpt();
    r.relation = WF_REWRITE;
    r.jaccard = 0.02;
    r.containment = 0.05;
    r.contained = 0.04;
    r.same_story = 0.96875;
    r.verdict = WF_VERDICT_REWRITE;
    r.assessment = WF_ASSESSED;
    r.probability = .8125;
    return r;
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
        .long_terms = 3,
        .cut_terms = 1,
        .cut_rewrites = 1200,
        .shift_others = -1.25,
        .lost = true,
    };
    s.n_verdicts[WF_VERDICT_SINGLE] = 19997;
    s.n_verdicts[WF_VERDICT_ORIGINAL] = s.n_verdicts[WF_VERDICT_REPRINT] = s.n_verdicts[WF_VERDICT_EXCERPT] =
        1;
    s.n_assessments[WF_ASSESSED] = 2;
    s.n_assessments[WF_UNASSESSED_ALONE] = 19997;
    s.n_assessments[WF_UNASSESSED_SHORT] = 1;
    s.notes[WF_NOTE_BAD_JSON] = 2;
    s.stage_seconds[WF_STAGE_READ] = 1.5;
    return s;
}

static wf_report open_report(wf_bytes *out, wf_format format) {
    wf_report r = {.options = {.format = format}};
    assert_int_equal(wf_sink_open_fn(&r.sink, collect, out, NULL), WF_OK);
    return r;
}

static void close_report(wf_report *r) {
    wf_report_free(r);
    assert_int_equal(wf_sink_commit(r->sink, NULL), WF_OK);
}

/* The row of a member in a cluster's table. */
static void table_row(wf_bytes *out, const wf_story_result *member) {
    wf_report r = open_report(out, WF_FORMAT_TABLE);
    wf_cluster_result c = cluster();
    wf_story_result first = original();
    assert_int_equal(wf_report_cluster(&r, &c, &first, member_ids, also_ids, NULL), WF_OK);
    assert_int_equal(wf_report_member(&r, member, NULL), WF_OK);
    close_report(&r);
}

static void report_all(wf_bytes *out, wf_format format, bool colour) {
    wf_report r = open_report(out, format);
    r.options.colour = colour;
    wf_story_result stories[] = {original(), copy(), excerpt()};
    wf_cluster_result c = cluster();
    wf_summary s = summary();
    wf_options o = {.threshold = 0.7,
                    .excerpt = 0.8,
                    .shingle = 5,
                    .seed = 1,
                    .max_story = 67108864,
                    .threads = 7,
                    .window_ms = 5400000,
                    .same_language = true,
                    .min_probability = .875};
    assert_int_equal(wf_report_begin(&r, NULL), WF_OK);
    for (int i = 0; i < 3; i++) assert_int_equal(wf_report_story(&r, &stories[i], NULL, NULL), WF_OK);
    assert_int_equal(wf_report_cluster(&r, &c, &stories[0], member_ids, also_ids, NULL), WF_OK);
    for (int i = 0; i < 3; i++) assert_int_equal(wf_report_member(&r, &stories[i], NULL), WF_OK);
    assert_int_equal(wf_report_end(&r, &s, &o, NULL), WF_OK);
    close_report(&r);
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
        "\"duplicate_of\":null,\"jaccard\":null,\"containment\":null,\"contained\":null,\"verdict\":"
        "\"original\",\"probability\":1,\"assessed\":true,\"words\":120,"
        "\"lag_seconds\":0,\"url\":\"https://quay.example/1\",\"title\":\"Ferry \\\"Alma\\\" back in "
        "service\","
        "\"source\":\"quay.example\",\"language\":\"en\",\"published\":\"2021-05-18T10:00:00Z\","
        "\"extra\":{\"desk\":\"ports\", \"n\":[1]}}\n"
        "{\"type\":\"story\",\"id\":\"=HYPERLINK(1)\",\"story_cluster\":\"00000000000000aa\",\"copy_group\":"
        "\"00000000000000ab\",\"story_size\":3,\"copy_size\":2,\"relation\":\"copy\",\"is_original\":false,"
        "\"duplicate_of\":\"quay-1\",\"jaccard\":0.9877,\"containment\":0.99,\"contained\":1,\"verdict\":"
        "\"reprint\",\"probability\":1,\"assessed\":true,\"words\":119,"
        "\"lag_seconds\":null,\"source\":\"pier, daily\"}\n"
        "{\"type\":\"story\",\"id\":\"brief-7\",\"story_cluster\":\"00000000000000aa\",\"copy_group\":"
        "\"00000000000000ac\",\"story_size\":3,\"copy_size\":1,\"relation\":\"excerpt\",\"is_original\":"
        "false,"
        "\"duplicate_of\":\"quay-1\",\"jaccard\":0.37,\"containment\":0.925,\"contained\":0.38,\"verdict\":"
        "\"excerpt\",\"probability\":1,\"assessed\":false,\"why_not\":\"short\",\"words\":44,"
        "\"lag_seconds\":7530,\"title\":\"In brief\",\"published\":\"2021-05-18T12:05:30Z\"}\n"
        "{\"type\":\"cluster\",\"id\":\"00000000000000aa\",\"size\":3,\"copy_groups\":2,\"sources\":2,"
        "\"original\":\"quay-1\",\"why\":\"earliest date\",\"title\":\"Ferry \\\"Alma\\\" back in service\","
        "\"first_seen\":\"2021-05-18T10:00:00Z\",\"last_seen\":\"2021-05-18T12:05:30Z\",\"min_jaccard\":0."
        "9877,"
        "\"max_jaccard\":0.9877,\"members\":[\"quay-1\",\"=HYPERLINK(1)\",\"brief-7\"],\"also\":[\"roundup-"
        "2\"]}\n"
        "{\"type\":\"summary\",\"schema\":1,\"version\":\"" WF_VERSION "\",\"stories\":20000,\"against\":0,"
        "\"empty\":0,\"bytes\":123456,\"clusters\":1,\"clustered\":3,\"singles\":19997,\"copy_groups\":1,"
        "\"exact\":0,\"copies\":1,\"excerpts\":1,\"expanded\":0,\"rewrites\":0,\"candidates\":9,\"verified\":"
        "8,\"pairs\":2,\"verdicts\":{\"single\":19997,\"original\":1,\"exact\":0,\"reprint\":1,\"excerpt\":1,"
        "\"expanded\":0,\"rewrite\":0,\"spun\":0,\"machine-translated\":0},\"assessed\":2,\"not_assessed\":{"
        "\"alone\":19997,\"level\":0,\"unasked\":0,\"language\":0,\"short\":1},"
        "\"parameters\":{\"threshold\":0.7,\"excerpt\":0.8,\"shingle\":5,\"level\":\"story\",\"window_"
        "seconds\":5400,"
        "\"same_language\":true,\"verdicts\":true,\"min_probability\":0.875,\"signature\":128,\"bands\":21,"
        "\"rows\":6,"
        "\"seed\":1,\"seed_id\":\"0123456789abcdef\",\"max_story\":67108864},\"skipped\":true,\"notes\":{"
        "\"bad_utf8\":0,\"utf16\":0,\"nul_bytes\":0,\"bad_json\":2,\"bad_field\":0,\"no_text\":0,\"too_"
        "long\":0,"
        "\"bad_date\":0,\"duplicate_id\":0,\"empty_input\":0,\"unreadable\":0},"
        "\"shift\":{\"one_source\":0,\"others\":-1.25},\"cut\":{\"buckets\":0,"
        "\"pairs\":0,"
        "\"passages\":0,\"long_terms\":3,\"terms\":1,\"rewrites\":1200},\"boilerplate\":{\"rule\":\"a "
        "rule\",\"min_stories\":5,\"lines\":1,\"stories\":41,"
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
        "contained,same_story,verdict,probability,assessed,why_not,words,lag_seconds,url,title,source,"
        "language,published,extra\r\n"
        "quay-1,00000000000000aa,00000000000000ab,3,2,original,true,,,,,,original,1,true,,120,0,https://"
        "quay.example/1,"
        "\"Ferry \"\"Alma\"\" back in service\",quay.example,en,2021-05-18T10:00:00Z,"
        "\"{\"\"desk\"\":\"\"ports\"\", \"\"n\"\":[1]}\"\r\n"
        "'=HYPERLINK(1),00000000000000aa,00000000000000ab,3,2,copy,false,quay-1,0.9877,0.99,1,,reprint,1,"
        "true,,119,,,,"
        "\"pier, daily\",,,\r\n"
        "brief-7,00000000000000aa,00000000000000ac,3,1,excerpt,false,quay-1,0.37,0.925,0.38,,excerpt,1,false,"
        "short,44,7530,,In "
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
        wf_report r = open_report(&out, WF_FORMAT_CSV);
        wf_story_result story = excerpt();
        story.story.title = wf_str_from(cases[i].in);
        assert_int_equal(wf_report_story(&r, &story, NULL, NULL), WF_OK);
        close_report(&r);
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
        "    =HYPERLINK(1)  pier, daily           ?       reprint    98 %\n"
        "    brief-7                              +2h05   excerpt    92 % of it in quay-1, 38 % of quay-1\n"
        "\n"
        "20,000 stories: 3 in 1 cluster, 19,997 alone\n"
        "  0 exact, 1 near copy, 1 excerpt, 0 expanded, 0 rewrites\n"
        "  verdicts: 1 original, 1 reprint, 1 excerpt, 0 spun, 0 machine-translated\n"
        "  assessed for spinning and machine translation: 2; not: 19,997 alone, 1 too short\n"
        "  boilerplate left out: 1 line that recurred in 41 stories, 2 lines by pattern\n"
        "  limits on rewrites: 3 words too frequent to search by, 1 pair of words followed in part, 1,200 "
        "candidates left out\n"
        "  notes on the input: bad_json 2; some input was skipped\n"
        "  Next: 'wirefold compare FILE#ID FILE#ID' shows why two stories are one and what they share;\n"
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
    wf_report r = open_report(&out, WF_FORMAT_TABLE);
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
    close_report(&r);
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
        wf_report r = open_report(&out, WF_FORMAT_TABLE);
        wf_cluster_result c = cluster();
        wf_story_result first = original(), other = copy();
        c.size = cases[k].size;
        c.n_also = 0;
        assert_int_equal(wf_report_cluster(&r, &c, &first, ids, NULL, NULL), WF_OK);
        for (uint64_t i = 0; i < c.size; i++)
            assert_int_equal(wf_report_member(&r, i ? &other : &first, NULL), WF_OK);
        close_report(&r);
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
        {0, "first   reprint"}, {999, "first   reprint"},      {59000, "+59s "},      {60000, "+1m "},
        {3599999, "+59m "},     {3600000, "+1h00 "},           {86399000, "+23h59 "}, {90000000, "+1d01h "},
        {8640000000, "+100d "}, {INT64_MAX, "+106751991167d"}, {-7500000, "-2h05 "},  {WF_NO_DATE, "? "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        wf_story_result other = copy();
        other.lag_ms = cases[i].ms;
        table_row(&out, &other);
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
        wf_story_result story = copy();
        story.jaccard = cases[i].jaccard;
        table_row(&out, &story);
        if (!contains(&out, cases[i].want)) fail_msg("%s is not in %s", cases[i].want, text_of(&out));
        wf_bytes_free(&out);
    }
}

static int disk_full(void *user, const void *bytes, size_t len) {
    (void)user, (void)bytes, (void)len;
    return 28;
}

/* P(same story) stands in a rewrite's row, line and cell, and in no other. */
static void rewrites_have_a_probability(void **state) {
    (void)state;
    static const struct {
        double p;
        const char *of, *want;
    } cases[] = {
        {0.96875, "quay-1", "rewrite   p = .97\n"}, {0.455, "brief-3", "rewrite   p = .46 with brief-3\n"},
        {0.9999, "quay-1", "rewrite   p > .99\n"},  {1, "quay-1", "rewrite   p > .99\n"},
        {0.0049, "quay-1", "rewrite   p < .01\n"},  {0.005, "quay-1", "rewrite   p = .01\n"}};
    wf_bytes out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_story_result story = rewrite();
        story.same_story = cases[i].p;
        story.duplicate_of = wf_str_from(cases[i].of);
        table_row(&out, &story);
        if (!contains(&out, cases[i].want)) fail_msg("%s is not in %s", cases[i].want, text_of(&out));
        out.len = 0;
    }
    static const struct {
        wf_format format;
        const char *want;
    } formats[] = {{WF_FORMAT_JSONL, "\"contained\":0.04,\"same_story\":0.9688,\"verdict\":\"rewrite\","
                                     "\"probability\":0.8125,\"assessed\":true,\"words\":44"},
                   {WF_FORMAT_CSV, ",rewrite,false,quay-1,0.02,0.05,0.04,0.9688,rewrite,0.8125,true,,44,"}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        wf_report r = open_report(&out, formats[i].format);
        wf_story_result story = rewrite();
        assert_int_equal(wf_report_story(&r, &story, NULL, NULL), WF_OK);
        close_report(&r);
        if (!contains(&out, formats[i].want)) fail_msg("%s is not in %s", formats[i].want, text_of(&out));
        out.len = 0;
    }
    wf_bytes_free(&out);
}

/* Where rewrites were not searched for, the counts do not say that there are none. */
static void table_of_copies_alone(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_report r = open_report(&out, WF_FORMAT_TABLE);
    wf_summary s = summary();
    s.long_terms = s.cut_terms = s.cut_rewrites = 0;
    wf_options o = {.level = WF_LEVEL_COPY};
    assert_int_equal(wf_report_end(&r, &s, &o, NULL), WF_OK);
    close_report(&r);
    assert_true(contains(&out, "1 excerpt, 0 expanded\n"));
    assert_false(contains(&out, "rewrites"));
    wf_bytes_free(&out);
}

static void failed_write_is_passed_up(void **state) {
    (void)state;
    wf_sink *sink;
    wf_error err;
    assert_int_equal(wf_sink_open_fn(&sink, disk_full, NULL, NULL), WF_OK);
    wf_report r = {.options = {.format = WF_FORMAT_JSONL}, .sink = sink};
    wf_story_result story = copy();
    wf_code code = WF_OK;
    for (int i = 0; i < 100000 && code == WF_OK; i++) code = wf_report_story(&r, &story, NULL, &err);
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
    wf_pair pair = {.a = STR("a"),
                    .b = STR("b"),
                    .kind = "copy",
                    .jaccard = 0.75,
                    .a_in_b = 0.8,
                    .b_in_a = 1,
                    .spans = spans,
                    .n_spans = 2};
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jsonl_result),
        cmocka_unit_test(csv_result),
        cmocka_unit_test(csv_hostile_cells),
        cmocka_unit_test(table_result),
        cmocka_unit_test(table_colours),
        cmocka_unit_test(table_hostile_names),
        cmocka_unit_test(table_shows_twelve_members),
        cmocka_unit_test(table_lags),
        cmocka_unit_test(percent_is_rounded_down),
        cmocka_unit_test(rewrites_have_a_probability),
        cmocka_unit_test(table_of_copies_alone),
        cmocka_unit_test(failed_write_is_passed_up),
        cmocka_unit_test(single_lines),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
