/* Flagged stories of a run: which, in what order, with what evidence. */
#include "support/dump.h"
#include "support/written.h"

/* A story, and what a spinner makes of it: the words in brackets are put for those before them. */
static const char template[] =
    "The [big|large] bakery on Mill Street will [close|shut] its doors in June after ninety years, the owner "
    "told "
    "reporters on Monday. Anna Kowalska, who [bought|purchased] the [shop|store] from her uncle in 1994, "
    "said the rent "
    "had doubled and that nobody wanted to [begin|start] work at two in the morning. \"I have kneaded dough "
    "since I was "
    "a child, and my hands are tired,\" she said. The city council [tried|attempted] to [help|assist] with a "
    "loan of "
    "40,000 crowns, but the bank refused to [lend|loan] the rest. [Customers|Patrons] waited in a "
    "[long|lengthy] line "
    "outside the [building|edifice] on Saturday to buy the last rye loaves, and several of them cried. A "
    "[worker|labourer] at the nearby tram depot said he had eaten breakfast there every day for thirty years "
    "and did not "
    "[know|recognize] where he would go. The [house|dwelling], built in 1911, belongs to a [rich|wealthy] "
    "family from "
    "Gdansk that plans to [turn|convert] it into a hotel with twelve rooms. Neighbours have "
    "[gathered|collected] 2,300 "
    "signatures against the plan and will [hand|give] them to the mayor on Thursday. A [fast|quick] decision "
    "is not "
    "expected, because the council does not meet again until the autumn. ";

/* The template with every first word, or every second. */
static char *told(bool spun) {
    char *out = malloc(sizeof template), *to = out;
    assert_non_null(out);
    for (const char *p = template; *p;) {
        if (*p != '[') {
            *to++ = *p++;
            continue;
        }
        const char *bar = strchr(p, '|'), *end = strchr(p, ']');
        const char *from = spun ? bar + 1 : p + 1, *up_to = spun ? end : bar;
        memcpy(to, from, (size_t)(up_to - from));
        to += up_to - from;
        p = end + 1;
    }
    *to = '\0';
    return out;
}

enum { DAY = 86400000 };

/* The story, a reprint of it, two spun copies with more or less of the words swapped, and another story. */
static wf_run *bakery(double min_probability) {
    wf_options o;
    wf_options_init(&o);
    o.min_probability = min_probability;
    wf_run *run = open_run(&o);
    char *plain = told(false), *swapped = told(true), *half = told(true);
    char *cut = strstr(half, "A labourer at");
    strcpy(cut, strstr(plain, "A worker at"));
    add_story(run, "spun-half", half, 3 * (int64_t)DAY);
    add_story(run, "plain", plain, DAY);
    add_story(run, "other", other_text, 2 * (int64_t)DAY);
    add_story(run, "spun", swapped, 3 * (int64_t)DAY);
    free(plain);
    free(swapped);
    free(half);
    cluster(run);
    return run;
}

static void write_flagged(wf_run *run, unsigned kinds, wf_format format, wf_bytes *out) {
    wf_report_options options = {.format = format};
    wf_sink *sink;
    out->len = 0;
    assert_ok(wf_sink_open_fn(&sink, collect, out, &error));
    assert_ok(wf_run_write_flagged(run, kinds, &options, sink, &error));
    assert_ok(wf_sink_commit(sink, &error));
}

enum { SPUN = 1 << WF_VERDICT_SPUN, MACHINE = 1 << WF_VERDICT_MACHINE_TRANSLATED };

static size_t count(wf_bytes *out, const char *what) {
    size_t n = 0;
    for (const char *p = text_of(out); (p = strstr(p, what)); p++) n++;
    return n;
}

static void spun_copies_are_flagged(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_run *run = bakery(.5);
    write_flagged(run, SPUN | MACHINE, WF_FORMAT_JSONL, &out);
    assert_int_equal(count(&out, "{\"type\":\"story\""), 2);
    assert_int_equal(count(&out, "\"verdict\":\"spun\""), 2);
    assert_int_equal(count(&out, "\"against\":\"plain\""), 2);
    assert_int_equal(count(&out, "{\"type\":\"summary\""), 1);
    assert_true(contains(&out, "{\"kind\":\"swap\",\"original\":\"wealthy\"") ||
                contains(&out, "\"original\":\"rich\",\"copy\":\"wealthy\""));
    write_flagged(run, MACHINE, WF_FORMAT_JSONL, &out);
    assert_int_equal(count(&out, "{\"type\":\"story\""), 0);
    assert_int_equal(count(&out, "{\"type\":\"summary\""), 1);
    write_flagged(run, SPUN, WF_FORMAT_CSV, &out);
    assert_true(count(&out, "\r\nspun,spun,") > 10);
    assert_int_equal(count(&out, "\r\nplain,"), 0);
    write_flagged(run, SPUN, WF_FORMAT_TABLE, &out);
    assert_true(contains(&out, "2 flagged, of 4 stories\n"));
    wf_run_close(run);
    wf_bytes_free(&out);
}

/* What wf_run_judgement says, wf_run_story says too, and its findings stand where it says. */
static void judgements_agree_with_results(void **state) {
    (void)state;
    wf_run *run = bakery(.5);
    char *plain = told(false), *swapped = told(true);
    for (uint64_t i = 0; i < 4; i++) {
        wf_story_result r;
        wf_judgement j;
        result_of(run, i, &r);
        assert_ok(wf_run_judgement(run, i, &j, &error));
        assert_int_equal(r.verdict, j.verdict);
        assert_int_equal(r.assessment, j.assessment);
        assert_true(r.probability == j.probability);
        if (i != 3) continue;
        assert_int_equal(j.verdict, WF_VERDICT_SPUN);
        assert_string(j.against, "plain");
        assert_false(j.open);
        assert_true(j.n_findings > 10);
        for (size_t k = 0; k < j.n_findings; k++) {
            const wf_finding *f = &j.findings[k];
            assert_int_equal(f->original.len, f->original_end - f->original_begin);
            assert_int_equal(f->copy.len, f->copy_end - f->copy_begin);
            assert_memory_equal(f->original.ptr, plain + f->original_begin, f->original.len);
            assert_memory_equal(f->copy.ptr, swapped + f->copy_begin, f->copy.len);
        }
    }
    free(plain);
    free(swapped);
    wf_run_close(run);
}

/* Surest first, and of equals the one that was read first. */
static void surest_come_first(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_run *run = bakery(.5);
    wf_story_result half, full;
    result_of(run, 0, &half);
    double p_half = half.probability;
    result_of(run, 3, &full);
    write_flagged(run, SPUN, WF_FORMAT_JSONL, &out);
    assert_int_equal(count(&out, "{\"type\":\"story\""), 2);
    bool full_first =
        strstr(text_of(&out), "\"id\":\"spun\"") < strstr(text_of(&out), "\"id\":\"spun-half\"");
    assert_true(full_first == (full.probability > p_half));
    wf_run_close(run);
    wf_bytes_free(&out);
}

static void nothing_flagged_where_all_is_asked(void **state) {
    (void)state;
    wf_bytes out = {0};
    wf_run *run = bakery(1);
    wf_story_result r;
    for (uint64_t i = 0; i < 4; i++) {
        result_of(run, i, &r);
        assert_true(r.verdict < WF_VERDICT_SPUN || r.probability >= 1);
    }
    wf_summary s;
    wf_run_summary(run, &s);
    uint64_t verdicts = 0, assessments = 0;
    for (int v = 0; v < WF_N_VERDICTS; v++) verdicts += s.n_verdicts[v];
    for (int a = 0; a < WF_N_ASSESSMENTS; a++) assessments += s.n_assessments[a];
    assert_int_equal(verdicts, 4);
    assert_int_equal(assessments, 4);
    assert_int_equal(s.n_assessments[WF_UNASSESSED_ALONE], 1);
    wf_run_close(run);
    wf_bytes_free(&out);
}

static int disk_full(void *user, const void *bytes, size_t len) {
    (void)user, (void)bytes, (void)len;
    return 28;
}

static void mistakes_are_told(void **state) {
    (void)state;
    wf_report_options options = {.format = WF_FORMAT_JSONL};
    wf_bytes out = {0};
    wf_sink *sink;
    wf_run *early = open_run(NULL);
    assert_ok(wf_sink_open_fn(&sink, collect, &out, &error));
    assert_int_equal(wf_run_write_flagged(early, SPUN, &options, sink, &error), WF_E_PARAM);
    wf_run_close(early);
    wf_run *run = bakery(.5);
    static const unsigned wrong[] = {0, 1 << WF_VERDICT_REWRITE, SPUN | 1, ~0U};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(wf_run_write_flagged(run, wrong[i], &options, sink, &error), WF_E_PARAM);
        assert_non_null(strstr(error.what, "kinds"));
    }
    assert_int_equal(out.len, 0);
    wf_sink_abort(sink);
    assert_ok(wf_sink_open_fn(&sink, disk_full, NULL, &error));
    wf_code code = wf_run_write_flagged(run, SPUN, &options, sink, &error);
    if (code == WF_OK)
        code = wf_sink_commit(sink, &error);
    else
        wf_sink_abort(sink);
    assert_int_equal(code, WF_E_IO);
    wf_run_close(run);
    wf_bytes_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spun_copies_are_flagged), cmocka_unit_test(judgements_agree_with_results),
        cmocka_unit_test(surest_come_first),       cmocka_unit_test(nothing_flagged_where_all_is_asked),
        cmocka_unit_test(mistakes_are_told),
    };
    return cmocka_run_group_tests_name("flag", tests, NULL, NULL);
}
