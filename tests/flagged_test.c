/* What stories are judged to be, written: in words, as JSON and CSV, as a page, and side by side. */
#include <stdio.h>

#include "report/report.h"
#include "report/verdict.h"
#include "support/written.h"

#define LIT(literal) \
    { "" literal, sizeof(literal) - 1 }

static const wf_finding altered[] = {
    {WF_FINDING_QUOTE, false, false, LIT("We will not leave the workshop until the last car is paid for"),
     LIT("We won't abandon the workshop until the final car is paid"), 100, 161, 90, 147, 0, 0},
    {WF_FINDING_NAME, false, false, LIT("Saucedo"), LIT("Saused"), 200, 207, 190, 196, 0, 0},
    {WF_FINDING_NAME, false, false, LIT("Poplab"), LIT("Poprab"), 300, 306, 290, 296, 0, 0},
    {WF_FINDING_NUMBER, false, false, LIT("12"), LIT("13"), 310, 312, 300, 302, 0, 0},
    {WF_FINDING_SWAP, true, false, LIT("large"), LIT("big"), 320, 325, 310, 313, 0, 0},
    {WF_FINDING_SWAP, false, false, LIT("dog"), LIT("hound"), 330, 333, 320, 325, 0, 0},
    {WF_FINDING_ODD, false, false, LIT(""), LIT("workshopped"), 0, 0, 340, 351, 0, 0},
};

static wf_story_result story(void) {
    return (wf_story_result){
        .story = {.id = STR("strike-mt"),
                  .source = STR("World Relay"),
                  .title = STR("Strike is over"),
                  .published_ms = 1621332000000},
        .story_cluster = "00000000000000aa",
        .copy_group = "00000000000000ab",
        .story_size = 2,
        .copy_size = 1,
        .relation = WF_REWRITE,
        .duplicate_of = STR("strike-1"),
        .same_story = .99,
        .verdict = WF_VERDICT_MACHINE_TRANSLATED,
        .probability = .93,
        .words = 320,
        .lag_ms = 60000,
    };
}

static wf_judgement machine(void) {
    return (wf_judgement){
        .verdict = WF_VERDICT_MACHINE_TRANSLATED,
        .probability = .93,
        .spun = .02,
        .machine = .93,
        .against = STR("strike-1"),
        .changes = {.words = 301,
                    .coverage = .9375,
                    .kept = .625,
                    .order = 1,
                    .quotes = 5,
                    .quotes_altered = 5,
                    .names_altered = 2,
                    .numbers = 9,
                    .numbers_changed = 1,
                    .swaps = 41,
                    .synonyms = 20,
                    .forms = 7,
                    .function_edits = 33,
                    .odd = 1},
        .findings = altered,
        .n_findings = sizeof altered / sizeof *altered,
    };
}

static wf_judgement spun(void) {
    return (wf_judgement){
        .verdict = WF_VERDICT_SPUN,
        .probability = .97,
        .spun = .97,
        .machine = .01,
        .against = STR("strike-1"),
        .changes = {.words = 400, .order = 1, .swaps = 61, .synonyms = 38, .function_edits = 4},
    };
}

/* In words. */
#define MACHINE_TEXT                                                                                      \
    "machine-translated: passed through another language or a machine rewriter (p = .93): 5 of 5 quotes " \
    "altered, 2 names misspelt, 1 of 9 numbers changed, 1 word that no dictionary has, 33 small words "   \
    "changed, 41 words put for others"

static wf_report open_report(wf_bytes *out, wf_format format, unsigned width) {
    wf_report r = {.options = {.format = format, .width = width}};
    assert_int_equal(wf_sink_open_fn(&r.sink, collect, out, NULL), WF_OK);
    return r;
}

static void report_flagged(wf_bytes *out, const wf_story_result *s, const wf_judgement *j, wf_format format,
                           unsigned width, bool colour) {
    wf_report r = open_report(out, format, width);
    r.options.colour = colour;
    assert_int_equal(wf_report_flagged_begin(&r, NULL), WF_OK);
    assert_int_equal(wf_report_flagged(&r, s, j, NULL), WF_OK);
    wf_report_free(&r);
    assert_int_equal(wf_sink_commit(r.sink, NULL), WF_OK);
}

static void want_text(bool ok, wf_bytes *text, const char *want) {
    assert_true(ok);
    assert_string_equal(text_of(text), want);
    text->len = 0;
}

static void verdicts_in_words(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_judgement j = machine();
    want_text(wf_put_verdict_text(&out, &j), &out, MACHINE_TEXT);
    j.changes = (wf_change_counts){.quotes = 2, .quotes_altered = 1, .names_altered = 1, .function_edits = 1};
    want_text(
        wf_put_verdict_text(&out, &j), &out,
        "machine-translated: passed through another language or a machine rewriter (p = .93): 1 of 2 quotes "
        "altered, 1 name misspelt, 1 small word changed");
    j.changes = (wf_change_counts){0};
    j.probability = 1;
    want_text(wf_put_verdict_text(&out, &j), &out,
              "machine-translated: passed through another language or a machine rewriter (p > .99)");
    j = spun();
    want_text(
        wf_put_verdict_text(&out, &j), &out,
        "spun: 61 words swapped (38 of them synonyms), order and small words as in the original (p = .97)");
    j.changes.order = .5;
    j.changes.synonyms = 61;
    want_text(wf_put_verdict_text(&out, &j), &out,
              "spun: 61 words swapped (all synonyms), small words as in the original (p = .97)");
    j.changes = (wf_change_counts){.swaps = 6, .function_edits = 3, .synonyms = 1, .quotes_altered = 1};
    want_text(wf_put_verdict_text(&out, &j), &out,
              "spun: 6 words swapped (1 of them a synonym), 1 of 1 quote altered (p = .97)");
    j = (wf_judgement){.verdict = WF_VERDICT_EXACT, .probability = 1};
    want_text(wf_put_verdict_text(&out, &j), &out, "exact: the same text, word for word");
    j = (wf_judgement){.verdict = WF_VERDICT_REWRITE, .probability = .875};
    want_text(wf_put_verdict_text(&out, &j), &out, "rewrite: told anew (p = .88)");
    want_text(wf_put_open_text(&out, "this", STR("strike-1")), &out,
              "this or strike-1 is the altered one: no date, credit or third version tells");
    wf_bytes_free(&out);
}

static void every_name_is_its_own(void **state) {
    (void)state;
    for (int v = 0; v < WF_N_VERDICTS; v++)
        for (int w = 0; w < v; w++)
            assert_string_not_equal(wf_verdict_name((wf_verdict)v), wf_verdict_name((wf_verdict)w));
    assert_string_equal(wf_verdict_name(WF_VERDICT_MACHINE_TRANSLATED), "machine-translated");
    assert_string_equal(wf_verdict_name(WF_N_VERDICTS), "unknown");
    assert_string_equal(wf_assessment_name(WF_UNASSESSED_LANGUAGE), "language");
    assert_string_equal(wf_assessment_name((wf_assessment)99), "unknown");
    assert_string_equal(wf_finding_name(WF_FINDING_ODD), "odd");
    assert_string_equal(wf_finding_name((wf_finding_kind)99), "unknown");
    assert_true(wf_is_flagged(WF_VERDICT_SPUN) && wf_is_flagged(WF_VERDICT_MACHINE_TRANSLATED));
    assert_false(wf_is_flagged(WF_VERDICT_REWRITE));
}

/* ---------------------------------------------------------------------------------------------- files */

static void a_json_line(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_story_result s = story();
    wf_judgement j = machine();
    j.n_findings = 2;
    report_flagged(&out, &s, &j, WF_FORMAT_JSONL, 0, false);
    static const char
        begin[] = "{\"type\":\"story\",\"id\":\"strike-mt\",",
        want[] =
            "\"published\":\"2021-05-18T10:00:00Z\",\"against\":\"strike-1\",\"open\":false,\"spun\":0.02,"
            "\"machine\":0.93,\"changes\":{\"words\":301,\"coverage\":0.9375,\"kept\":0.625,\"order\":1,"
            "\"quotes\":5,\"quotes_exact\":0,\"quotes_altered\":5,\"names_altered\":2,\"numbers\":9,"
            "\"numbers_changed\":1,\"swaps\":41,\"synonyms\":20,\"forms\":7,\"function_edits\":33,\"odd\":1},"
            "\"evidence\":[{\"kind\":\"quote\",\"original\":\"We will not leave the workshop until the "
            "last car is paid for\",\"copy\":\"We won't abandon the workshop until the final car is "
            "paid\",\"original_span\":[100,161],\"copy_span\":[90,147]},{\"kind\":\"name\",\"original\":"
            "\"Saucedo\",\"copy\":\"Saused\",\"original_span\":[200,207],\"copy_span\":[190,196],\"within\":"
            "false}]}\n";
    assert_int_equal(strncmp(text_of(&out), begin, sizeof begin - 1), 0);
    if (!contains(&out, want)) fail_msg("it is %s", text_of(&out));
    assert_true(
        contains(&out, ",\"verdict\":\"machine-translated\",\"probability\":0.93,\"assessed\":true,"));
    out.len = 0;
    j = spun();
    j.open = true;
    j.against = (wf_str){0};
    const wf_finding swap = altered[4];
    j.findings = &swap;
    j.n_findings = 1;
    report_flagged(&out, &s, &j, WF_FORMAT_JSONL, 0, false);
    assert_true(contains(&out, "\"against\":null,\"open\":true,"));
    assert_true(contains(&out, "\"copy_span\":[310,313],\"synonym\":true}]}\n"));
    wf_bytes_free(&out);
}

/* How many other versions have the original's wording. */
static void versions_are_counted(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_story_result s = story();
    wf_judgement j = machine();
    wf_finding some[] = {altered[0], altered[1], altered[2]};
    j.findings = some;
    j.n_findings = 3;
    report_flagged(&out, &s, &j, WF_FORMAT_TABLE, 0, false);
    assert_false(contains(&out, "other versions"));
    for (int i = 0; i < 2; i++) {
        some[i].n_versions = 5;
        some[i].n_as_original = 4 - (uint32_t)i;
    }
    out.len = 0;
    report_flagged(&out, &s, &j, WF_FORMAT_TABLE, 0, false);
    assert_true(contains(&out, "              4 of 5 other versions have it as the original\n"));
    assert_true(contains(&out, "Saused (3 of 5), Poplab"));
    assert_true(contains(&out, "  (n of m): n of m other versions have it as the original\n"));
    out.len = 0;
    report_flagged(&out, &s, &j, WF_FORMAT_JSONL, 0, false);
    assert_true(contains(&out, "\"within\":false,\"versions\":5,\"as_original\":3}"));
    wf_bytes_free(&out);
}

static void csv_rows(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_story_result s = story();
    wf_judgement j = machine();
    wf_finding some[] = {
        altered[1], altered[5], {WF_FINDING_ODD, false, false, LIT(""), LIT("=cmd"), 0, 0, 3, 7, 0, 0}};
    some[0].n_versions = 5;
    some[0].n_as_original = 4;
    s.story.title = STR("Strike, over");
    j.findings = some;
    j.n_findings = 3;
    report_flagged(&out, &s, &j, WF_FORMAT_CSV, 0, false);
    assert_string_equal(
        text_of(&out),
        "id,verdict,probability,against,open,kind,original,copy,original_begin,original_end,copy_begin,copy_"
        "end,"
        "synonym,within,versions,as_original,source,title\r\n"
        "strike-mt,machine-translated,0.93,strike-1,false,name,Saucedo,Saused,200,207,190,196,,false,5,4,"
        "World "
        "Relay,"
        "\"Strike, over\"\r\n"
        "strike-mt,machine-translated,0.93,strike-1,false,swap,dog,hound,330,333,320,325,false,,,,World "
        "Relay,"
        "\"Strike, over\"\r\n"
        "strike-mt,machine-translated,0.93,strike-1,false,odd,,'=cmd,0,0,3,7,,,,,World Relay,\"Strike, "
        "over\"\r\n");
    out.len = 0;
    j.n_findings = 0;
    report_flagged(&out, &s, &j, WF_FORMAT_CSV, 0, false);
    const char *row = strchr(text_of(&out), '\n') + 1;
    assert_string_equal(
        row, "strike-mt,machine-translated,0.93,strike-1,false,,,,,,,,,,,,World Relay,\"Strike, over\"\r\n");
    size_t commas = 0, columns = 0;
    for (const char *c = out.ptr; c < row; c++) columns += *c == ',';
    for (const char *c = row; *c; c++) commas += *c == ',';
    assert_int_equal(commas, columns + 1); /* the title has one of its own */
    wf_bytes_free(&out);
}

/* ---------------------------------------------------------------------------------------------- a page */

static void a_page(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_story_result s = story();
    wf_judgement j = machine();
    j.open = true;
    report_flagged(&out, &s, &j, WF_FORMAT_TABLE, 0, false);
    assert_string_equal(
        text_of(&out),
        "1. strike-mt  World Relay  2021-05-18 10:00\n"
        "   Strike is over\n"
        "   machine-translated: passed through another language or a machine rewriter (p = .93): 5 of 5\n"
        "   quotes altered, 2 names misspelt, 1 of 9 numbers changed, 1 word that no dictionary has, 33 "
        "small\n"
        "   words changed, 41 words put for others\n"
        "   this or strike-1 is the altered one: no date, credit or third version tells\n"
        "   against strike-1\n"
        "              strike-1                                  | strike-mt\n"
        "  quote       We *will not leave* the workshop until    | We *won't abandon* the workshop until "
        "the\n"
        "              the *last* car is paid *for*              | *final* car is paid\n"
        "  names       Saucedo \xE2\x86\x92 Saused, Poplab \xE2\x86\x92 Poprab\n"
        "  number      12 \xE2\x86\x92 13\n"
        "  synonym     large \xE2\x86\x92 big\n"
        "  other swap  dog \xE2\x86\x92 hound\n"
        "  odd word    workshopped\n");
    out.len = 0;
    report_flagged(&out, &s, &j, WF_FORMAT_TABLE, 70, true);
    assert_true(contains(&out,
                         "  quote       strike-1  We \033[31mwill not leave\033[0m the workshop until the "
                         "\033[31mlast\033[0m\n"
                         "                        car is paid \033[31mfor\033[0m\n"
                         "              strike-mt We \033[32mwon't abandon\033[0m the workshop until the "
                         "\033[32mfinal\033[0m\n"
                         "                        car is paid\n"));
    wf_bytes_free(&out);
}

static void counts_at_the_end(void **state) {
    (void)state;
    static const struct {
        uint64_t shown;
        const char *want;
    } cases[] = {{1,
                  "\n1 flagged, of 1200 stories\n  verdicts: 7 reprint, 0 spun, 1 machine-translated\n"
                  "  assessed for spinning and machine translation: 30; not: 1,100 alone, 40 not known to be "
                  "English, 30 too short\n  A second human translation"},
                 {0, "0 flagged, of 1200 stories\n"}};
    wf_summary s = {.n_stories = 1200};
    s.n_verdicts[WF_VERDICT_REPRINT] = 7;
    s.n_verdicts[WF_VERDICT_MACHINE_TRANSLATED] = 1;
    s.n_assessments[WF_ASSESSED] = 30;
    s.n_assessments[WF_UNASSESSED_ALONE] = 1100;
    s.n_assessments[WF_UNASSESSED_LANGUAGE] = 40;
    s.n_assessments[WF_UNASSESSED_SHORT] = 30;
    wf_options o;
    wf_options_init(&o);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_bytes out = {0};
        wf_report r = open_report(&out, WF_FORMAT_TABLE, 0);
        r.at.number = cases[i].shown;
        assert_int_equal(wf_report_flagged_end(&r, &s, &o, NULL), WF_OK);
        wf_report_free(&r);
        assert_int_equal(wf_sink_commit(r.sink, NULL), WF_OK);
        if (strncmp(text_of(&out), cases[i].want, strlen(cases[i].want)) != 0) fail_msg("it is\n%s", out.ptr);
        wf_bytes_free(&out);
    }
}

/* Thousands of findings, each hostile: the page stays short and holds no control character. */
static void many_hostile_findings(void **state) {
    (void)state;
    enum { N = 5000 };
    wf_finding *all = calloc(N, sizeof *all);
    char(*words)[40] = calloc(N, sizeof *words);
    assert_true(all && words);
    for (size_t i = 0; i < N; i++) {
        snprintf(words[i], sizeof words[i], "\x1B[31mevil\x07\n%zu\xE2\x80\xAE more\xFF\xC2\x9B", i);
        wf_str word = {words[i], strlen(words[i])};
        wf_finding_kind kind = i % 3 ? WF_FINDING_SWAP : WF_FINDING_QUOTE;
        all[i] = (wf_finding){.kind = kind, .synonym = i % 3 == 1, .original = word, .copy = all[0].copy};
        if (i == 0) all[0].copy = word;
    }
    wf_story_result s = story();
    wf_judgement j = machine();
    s.story.id = j.against = all[0].original;
    j.findings = all;
    j.n_findings = N;
    static const unsigned widths[] = {60, 79, 80, 100, 1000};
    for (size_t k = 0; k < sizeof widths / sizeof *widths; k++) {
        wf_bytes out = {0};
        report_flagged(&out, &s, &j, WF_FORMAT_TABLE, widths[k], false);
        size_t lines = 0;
        for (size_t i = 0; i < out.len; i++) {
            unsigned char c = (unsigned char)out.ptr[i];
            lines += c == '\n';
            assert_true(c == '\n' || (c >= 0x20 && c != 0x7F));
        }
        assert_true(lines < 160);
        assert_true(contains(&out, "and 1659 more quotes\n"));
        assert_true(contains(&out, "1647"));
        assert_true(contains(&out, "1646"));
        assert_false(contains(&out, "\xC2\x9B"));
        assert_false(contains(&out, "\xE2\x80\xAE"));
        wf_bytes_free(&out);
    }
    free(words);
    free(all);
}

/* Of thousands of altered quotes a judgement keeps a few; how many there are is told all the same. */
static void all_quotes_are_counted(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_page p = {&out, false, 80};
    wf_judgement j = machine();
    const wf_str names[2] = {LIT("A"), LIT("B")};
    j.changes.quotes_altered = 2000;
    assert_true(wf_page_findings(&p, &j, names, false));
    assert_true(contains(&out, "and 1992 more quotes\n"));
    wf_bytes_free(&out);
}

/* What became what is told once; two spellings of a name within the copy did not become one another. */
static void each_change_is_listed_once(void **state) {
    (void)state;
    static const wf_finding twice[] = {
        {.kind = WF_FINDING_NAME, .original = LIT("Rajoy"), .copy = LIT("Rahoy")},
        {.kind = WF_FINDING_NAME, .original = LIT("Rajoy"), .copy = LIT("Rahoy")},
        {.kind = WF_FINDING_NAME, .original = LIT("Rajoy"), .copy = LIT("Raxoy")},
        {.kind = WF_FINDING_NAME, .within = true, .original = LIT("Rahoy"), .copy = LIT("Raxoy")},
    };
    wf_bytes out = {0};
    wf_page p = {&out, false, 80};
    wf_judgement j = {.findings = twice, .n_findings = 4};
    const wf_str names[2] = {LIT("A"), LIT("B")};
    assert_true(wf_page_findings(&p, &j, names, true));
    assert_string_equal(text_of(&out), "  names       Rahoy \xE2\x86\x92 Rajoy, Raxoy \xE2\x86\x92 Rajoy\n"
                                       "  spellings   Rahoy and Raxoy\n");
    out.len = 0;
    assert_true(wf_json_put_judgement(&out, &j));
    assert_true(contains(&out, "\"within\":false"));
    assert_true(contains(&out, ",\"within\":true}]"));
    wf_bytes_free(&out);
}

/* ---------------------------------------------------------------------------------------------- two stories */

static const wf_sentence_pair alike[] = {{0, 20, 0, 22, false, false, .8}, {22, 35, 23, 36, false, false, 1}};
static const wf_finding compared[] = {
    {WF_FINDING_QUOTE, false, false, LIT("no car leaves"), LIT("no auto leaves"), 0, 13, 0, 14, 0, 0},
    {WF_FINDING_NAME, false, false, LIT("Poplab"), LIT("Poprab"), 14, 20, 15, 21, 0, 0},
};

static wf_comparison comparison(void) {
    wf_comparison c = {
        .a = {.id = STR("a"), .body = STR("no car leaves Poplab. Same for all."), .published_ms = WF_NO_DATE},
        .b = {.id = STR("b"),
              .body = STR("no auto leaves Poprab. Same for all."),
              .published_ms = WF_NO_DATE},
        .relation = WF_REWRITE,
        .same_story = .97,
        .a_words = 100,
        .b_words = 100,
        .evidence = {.n_terms_a = 1, .same_language = true},
        .sentences = alike,
        .n_sentences = 2,
        .judgement = machine(),
    };
    c.judgement.findings = compared;
    c.judgement.n_findings = 2;
    c.judgement.changes = (wf_change_counts){.quotes = 1, .quotes_altered = 1, .names_altered = 1};
    return c;
}

static void compare_as(wf_bytes *out, const wf_comparison *c, wf_format format, unsigned width) {
    wf_report_options options = {format, false, width};
    wf_sink *sink;
    out->len = 0;
    assert_int_equal(wf_sink_open_fn(&sink, collect, out, NULL), WF_OK);
    assert_int_equal(wf_comparison_write(c, &options, sink, NULL), WF_OK);
    assert_int_equal(wf_sink_commit(sink, NULL), WF_OK);
}

#define WANT(out, text)       \
    if (!contains(out, text)) \
    fail_msg("not there: %s\nbut %s", text, (out)->len > 900 ? (out)->ptr + (out)->len - 900 : (out)->ptr)

/* A stands on the left, whichever of the two is judged. */
static void a_comparison_tells_the_verdict(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_comparison c = comparison();
    compare_as(&out, &c, WF_FORMAT_TABLE, 100);
    WANT(&out,
         "  same story      p = .97\n"
         "  verdict on B    machine-translated: passed through another language or a machine rewriter (p =\n"
         "                  .93): 1 of 1 quote altered, 1 name misspelt\n"
         "  Jaccard ");
    WANT(&out, "--- what became what ---");
    WANT(&out, "  quote       no *car* leaves                           | no *auto* leaves\n"
               "  name        Poplab \xE2\x86\x92 Poprab\n");
    WANT(&out, "--- sentences that say the same, otherwise: 1 of 1 ---");
    WANT(&out, "  no *car* leaves *Poplab*                        | no *auto* leaves *Poprab.*\n\n--- A ");
    c.judged_a = c.judgement.open = true;
    compare_as(&out, &c, WF_FORMAT_TABLE, 60);
    WANT(&out, "  verdict, A or B machine-translated: passed through another\n");
    WANT(&out, "                  A or B is the altered one: no date, credit\n"
               "                  or third version tells\n");
    WANT(&out, "  quote       A no *auto* leaves\n"
               "              B no *car* leaves\n"
               "  name        Poprab \xE2\x86\x92 Poplab\n");
    wf_bytes_free(&out);
}

/* Of altered copies the sentences stand in their order, of others the most alike come first; twelve at most. */
static void sentences_in_order(void **state) {
    (void)state;
    enum { N = 40 };
    wf_sentence_pair pairs[N];
    char a[N * 4 + 1], b[N * 4 + 1];
    for (size_t i = 0; i < N; i++) {
        snprintf(a + 4 * i, 5, "a%02zu ", i);
        snprintf(b + 4 * i, 5, "b%02zu ", i);
        pairs[i] = (wf_sentence_pair){4 * i, 4 * i + 3, 4 * i, 4 * i + 3, false, false, .3 + .01 * (double)i};
    }
    wf_comparison c = comparison();
    c.a.body = wf_str_from(a);
    c.b.body = wf_str_from(b);
    c.sentences = pairs;
    c.n_sentences = N;
    wf_bytes out = {0};
    compare_as(&out, &c, WF_FORMAT_TABLE, 100);
    WANT(&out, "otherwise: the best 12 of 40 ---");
    char *first = strstr(out.ptr, "  a28 "), *last = strstr(out.ptr, "  a39 ");
    assert_true(first && last && first < last);
    assert_null(strstr(out.ptr, "  a27 "));
    c.judgement.verdict = WF_VERDICT_REWRITE;
    compare_as(&out, &c, WF_FORMAT_TABLE, 100);
    first = strstr(text_of(&out), "  a28 ");
    last = strstr(out.ptr, "  a39 ");
    assert_true(first && last && last < first);
    wf_bytes_free(&out);
}

static void a_comparison_without_a_flag(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_comparison c = comparison();
    c.judgement =
        (wf_judgement){.verdict = WF_VERDICT_REWRITE, .probability = .75, .spun = .001, .machine = .25};
    compare_as(&out, &c, WF_FORMAT_TABLE, 100);
    WANT(&out, "  verdict on B    rewrite: told anew (p = .75)\n"
               "  chances         spun p < .01, machine-translated p = .25\n");
    assert_false(contains(&out, "what became what"));
    WANT(&out, "--- sentences that say the same, otherwise: 1 of 1 ---");
    c.judgement =
        (wf_judgement){.verdict = WF_VERDICT_REWRITE, .assessment = WF_UNASSESSED_SHORT, .probability = 1};
    compare_as(&out, &c, WF_FORMAT_TABLE, 100);
    WANT(&out, "  verdict on B    rewrite: told anew\n"
               "  not assessed    fewer than 50 words, or in sentences that both have\n");
    WANT(&out, "--- sentences that say the same: 2 of 2 ---");
    c.judgement = (wf_judgement){0};
    compare_as(&out, &c, WF_FORMAT_TABLE, 100);
    assert_false(contains(&out, "verdict"));
    wf_bytes_free(&out);
}

static void a_comparison_as_json(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_comparison c = comparison();
    compare_as(&out, &c, WF_FORMAT_JSONL, 0);
    WANT(&out,
         ",\"judgement\":{\"of\":\"b\",\"verdict\":\"machine-translated\",\"probability\":0.93,\"assessed\":"
         "true,"
         "\"against\":\"strike-1\",\"open\":false,\"spun\":0.02,\"machine\":0.93,\"changes\":{\"words\":0,");
    WANT(&out, ",\"original_span\":[14,20],\"copy_span\":[15,21],\"within\":false}]}}\n");
    c.judged_a = true;
    c.judgement.verdict = WF_VERDICT_REWRITE;
    c.judgement.assessment = WF_UNASSESSED_LANGUAGE;
    compare_as(&out, &c, WF_FORMAT_JSONL, 0);
    WANT(&out, ",\"judgement\":{\"of\":\"a\",\"verdict\":\"rewrite\",\"probability\":0.93,\"assessed\":false,"
               "\"why_not\":\"language\"}}\n");
    c.judgement.verdict = WF_VERDICT_SINGLE;
    compare_as(&out, &c, WF_FORMAT_JSONL, 0);
    assert_false(contains(&out, "judgement"));
    wf_bytes_free(&out);
}

/* The row of a flagged member in the table of clusters. */
static void a_flagged_member(void **state) {
    (void)state;
    static const struct {
        wf_relation relation;
        const char *of, *want;
    } cases[] = {
        {WF_REWRITE, "strike-1", "  machine-translated p = .93, rewrite p = .99\n"},
        {WF_REWRITE, "strike-2", "  machine-translated p = .93, rewrite p = .99 with strike-2\n"},
        {WF_COPY, "strike-1", "  machine-translated p = .93, copy  71 %\n"},
        {WF_ORIGINAL, "", "  machine-translated p = .93, original: earliest date\n"},
    };
    wf_bytes out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_report r = open_report(&out, WF_FORMAT_TABLE, 0);
        wf_cluster_result cluster = {.size = 2, .why = "earliest date"};
        wf_story_result first = {.story = {.id = STR("strike-1")}}, member = story();
        wf_str ids[2] = {first.story.id, member.story.id};
        member.relation = cases[i].relation;
        member.is_original = member.relation == WF_ORIGINAL;
        member.duplicate_of = wf_str_from(cases[i].of);
        member.jaccard = .715;
        assert_int_equal(wf_report_cluster(&r, &cluster, &first, ids, NULL, NULL), WF_OK);
        assert_int_equal(wf_report_member(&r, &member, NULL), WF_OK);
        wf_report_free(&r);
        assert_int_equal(wf_sink_commit(r.sink, NULL), WF_OK);
        WANT(&out, cases[i].want);
        out.len = 0;
    }
    wf_bytes_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_in_words),
        cmocka_unit_test(every_name_is_its_own),
        cmocka_unit_test(a_json_line),
        cmocka_unit_test(versions_are_counted),
        cmocka_unit_test(csv_rows),
        cmocka_unit_test(a_page),
        cmocka_unit_test(counts_at_the_end),
        cmocka_unit_test(many_hostile_findings),
        cmocka_unit_test(all_quotes_are_counted),
        cmocka_unit_test(each_change_is_listed_once),
        cmocka_unit_test(a_comparison_tells_the_verdict),
        cmocka_unit_test(sentences_in_order),
        cmocka_unit_test(a_comparison_without_a_flag),
        cmocka_unit_test(a_comparison_as_json),
        cmocka_unit_test(a_flagged_member),
    };
    return cmocka_run_group_tests_name("flagged", tests, NULL, NULL);
}
