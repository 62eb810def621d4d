/* Verdicts on stories, from texts to judgements, through wirefold.h. */
#include "support/dump.h"
#include "support/tellings.h"
#include "support/words.h"

#include <unistd.h>

#define DAY ((int64_t)86400000)
#define FIRST_DAY (19700 * DAY)

/* A story of a test; its date is day days after the first, or unknown. */
typedef struct {
    const char *id, *body;
    int day; /* -1: unknown */
    const char *title, *language;
} told;

static wf_story story_of(const told *s) {
    return (wf_story){.id = str(s->id),
                      .body = str(s->body),
                      .title = str(s->title ? s->title : ""),
                      .language = str(s->language ? s->language : ""),
                      .published_ms = s->day < 0 ? WF_NO_DATE : FIRST_DAY + s->day * DAY};
}

static wf_run *run_of(const told *stories, size_t n, const wf_options *options) {
    wf_run *run = open_run(options);
    for (size_t i = 0; i < n; i++) {
        wf_story s = story_of(&stories[i]);
        assert_ok(wf_run_add(run, &s, &error));
    }
    cluster(run);
    return run;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static wf_judgement judgement_of(wf_run *run, uint64_t i) {
    wf_judgement j;
    assert_ok(wf_run_judgement(run, i, &j, &error));
    return j;
}

/* The judgement on story i, which is also what its result says. */
static wf_judgement assert_judged(wf_run *run, uint64_t i, wf_verdict verdict, wf_assessment assessment,
                                  const char *against) {
    wf_story_result r;
    result_of(run, i, &r);
    if (r.verdict != verdict || r.assessment != assessment)
        fail_msg("%.*s is %s (%s), not %s (%s)", (int)r.story.id.len, r.story.id.ptr,
                 wf_verdict_name(r.verdict), wf_assessment_name(r.assessment), wf_verdict_name(verdict),
                 wf_assessment_name(assessment));
    double probability = r.probability;
    wf_judgement j = judgement_of(run, i);
    assert_int_equal(j.verdict, verdict);
    assert_int_equal(j.assessment, assessment);
    assert_true(j.probability >= probability && j.probability <= probability);
    assert_true(j.probability >= 0 && j.probability <= 1);
    assert_string(j.against, against);
    return j;
}

/* The spans of every finding hold its texts; of a flagged text there are findings. */
static void assert_findings(const wf_judgement *j, const char *original, const char *copy, bool some) {
    if (some) assert_true(j->n_findings > 0);
    for (size_t i = 0; i < j->n_findings; i++) {
        const wf_finding *f = &j->findings[i];
        assert_true(f->copy_begin < f->copy_end && f->copy_end <= strlen(copy));
        assert_int_equal(f->copy.len, f->copy_end - f->copy_begin);
        assert_memory_equal(f->copy.ptr, copy + f->copy_begin, f->copy.len);
        if (f->original.len) {
            const char *of = f->within ? copy : original;
            assert_true(f->original_end <= strlen(of));
            assert_int_equal(f->original.len, f->original_end - f->original_begin);
            assert_memory_equal(f->original.ptr, of + f->original_begin, f->original.len);
        }
        assert_true(i == 0 || f->kind >= f[-1].kind);
    }
}

/* The text up to and without a passage. */
static char *up_to(const char *text, const char *passage) {
    const char *end = strstr(text, passage);
    assert_non_null(end);
    return strndup(text, (size_t)(end - text));
}

static char *replaced(const char *text, const char *passage, const char *other) {
    const char *at = strstr(text, passage);
    assert_non_null(at);
    char *out = malloc(strlen(text) + strlen(other) + 1);
    assert_non_null(out);
    sprintf(out, "%.*s%s%s", (int)(at - text), text, other, at + strlen(passage));
    return out;
}

/* ---- kinds */

static void test_every_kind(void **state) {
    (void)state;
    char *cut = up_to(TOLD_ORIGINAL, "To make up for lost lessons");
    char *edited =
        replaced(TOLD_ORIGINAL, "with relief and some bitterness", "with relief but also bitterness");
    char *longer = append_text(
        strdup(TOLD_ORIGINAL),
        "\n\nShopkeepers near the depot said that they had sold more soup in one night than in all of "
        "autumn. "
        "The union of bus drivers lent the canteen free of charge and asked only for clean plates. In Lower "
        "Carrow a choir of pupils met the first train of delegates with a song about long division, and the "
        "stationmaster joined in. Historians at the college pointed out that the strike of 1931 had been "
        "settled "
        "in a brewery, where the talks went on for three days and four barrels.");
    const told stories[] = {
        {"original", TOLD_ORIGINAL, 0, NULL, NULL},  {"exact", TOLD_ORIGINAL, 1, NULL, NULL},
        {"reprint", edited, 1, NULL, NULL},          {"cut", cut, 1, NULL, NULL},
        {"longer", longer, 2, NULL, NULL},           {"told anew", TOLD_REWRITTEN, 2, NULL, NULL},
        {"spun", TOLD_SPUN, 2, NULL, NULL},          {"translated", TOLD_TRANSLATED, 3, NULL, NULL},
        {"another story", other_text, 0, NULL, NULL}};
    wf_run *run = run_of(stories, COUNT(stories), NULL);
    wf_judgement j = assert_judged(run, 0, WF_VERDICT_ORIGINAL, WF_ASSESSED, "");
    assert_true(j.n_findings == 0 && j.probability >= 1);
    assert_judged(run, 1, WF_VERDICT_EXACT, WF_ASSESSED, "original");
    assert_judged(run, 2, WF_VERDICT_REPRINT, WF_ASSESSED, "original");
    assert_judged(run, 3, WF_VERDICT_EXCERPT, WF_ASSESSED, "original");
    assert_judged(run, 4, WF_VERDICT_EXPANDED, WF_ASSESSED, "original");
    j = judgement_of(run, 5);
    assert_int_equal(j.verdict, WF_VERDICT_REWRITE);
    assert_int_equal(j.n_findings, 0);
    j = judgement_of(run, 6);
    assert_int_equal(j.verdict, WF_VERDICT_SPUN);
    assert_true(j.probability >= j.spun && j.probability <= j.spun && j.spun > .9);
    assert_true(j.changes.swaps > 10 && j.changes.order > .9 && j.changes.kept > .8);
    assert_false(j.open);
    j = judgement_of(run, 7);
    assert_int_equal(j.verdict, WF_VERDICT_MACHINE_TRANSLATED);
    assert_true(j.probability >= j.machine && j.probability <= j.machine && j.machine > .9);
    assert_true(j.changes.quotes_altered >= 2);
    assert_false(j.open);
    bool shared = false;
    for (size_t i = 0; i < j.n_findings; i++) { /* besides the two it is told anew and spun */
        const wf_finding *f = &j.findings[i];
        bool counted = f->kind <= WF_FINDING_NUMBER;
        assert_int_equal(f->n_versions, counted ? 2 : 0);
        assert_true(f->n_as_original <= f->n_versions);
        shared |= f->n_as_original > 0;
    }
    assert_true(shared);
    j = assert_judged(run, 8, WF_VERDICT_SINGLE, WF_UNASSESSED_ALONE, "");
    assert_true(j.probability >= 1 && j.n_findings == 0);

    wf_summary s;
    wf_run_summary(run, &s);
    for (wf_verdict v = 0; v < WF_N_VERDICTS; v++) assert_int_equal(s.n_verdicts[v], 1);
    assert_int_equal(s.n_assessments[WF_ASSESSED], 8);
    assert_int_equal(s.n_assessments[WF_UNASSESSED_ALONE], 1);
    wf_run_close(run);
    free(cut);
    free(edited);
    free(longer);
}

/* Findings hold what stands at their spans, with characters of several bytes before and in them, and a title. */
static void test_findings_stand_in_the_texts(void **state) {
    (void)state;
    static const char lead[] =
        "\xe2\x80\x9cR\xc3\xa9union\xe2\x80\x9d \xe2\x80\x94 dernier \xc3\xa9t\xc3\xa9. ";
    char *original = append_text(strdup(lead), TOLD_ORIGINAL);
    char *spun = append_text(strdup("\xe2\x80\x9cWarr\xc3\xb6w\xe2\x80\x9d:"), TOLD_SPUN);
    char *translated = append_text(strdup("\xf0\x9f\x93\xb0 \xc2\xab "
                                          "News \xc2\xbb:"),
                                   TOLD_TRANSLATED);
    const told stories[] = {{"a", original, 0, "Strike of teachers over", NULL},
                            {"b", spun, 1, "Teachers' strike is finished", NULL},
                            {"c", translated, 2, "Professors' strike", NULL}};
    wf_run *run = run_of(stories, COUNT(stories), NULL);
    wf_judgement j = assert_judged(run, 1, WF_VERDICT_SPUN, WF_ASSESSED, "a");
    assert_findings(&j, original, spun, true);
    bool chronicle = false;
    for (size_t i = 0; i < j.n_findings; i++)
        chronicle |= j.findings[i].kind == WF_FINDING_SWAP && j.findings[i].original.len == 7 &&
                     memcmp(j.findings[i].original.ptr, "history", 7) == 0 && j.findings[i].copy.len == 9 &&
                     memcmp(j.findings[i].copy.ptr, "chronicle", 9) == 0;
    assert_true(chronicle);
    j = assert_judged(run, 2, WF_VERDICT_MACHINE_TRANSLATED, WF_ASSESSED, "a");
    assert_findings(&j, original, translated, true);
    assert_int_equal(j.findings[0].kind, WF_FINDING_QUOTE);
    wf_run_close(run);
    free(original);
    free(spun);
    free(translated);
}

/* Where a body is empty the title is the text, and the spans are of the title. */
static void test_findings_in_a_title(void **state) {
    (void)state;
    const told stories[] = {{"a", TOLD_ORIGINAL, 0, NULL, NULL}, {"b", "", 1, TOLD_SPUN, NULL}};
    wf_run *run = run_of(stories, COUNT(stories), NULL);
    wf_judgement j = assert_judged(run, 1, WF_VERDICT_SPUN, WF_ASSESSED, "a");
    assert_findings(&j, TOLD_ORIGINAL, TOLD_SPUN, true);
    wf_run_close(run);
}

/* An exact copy of an altered text is as altered, and what was found stands in its own bytes. */
static void test_a_copy_of_an_altered_text(void **state) {
    (void)state;
    char *other_bytes = append_text(strdup("Read next: seven recipes for soup\n\n"), TOLD_SPUN);
    char *curly = replaced(other_bytes, "\"We did", "\xe2\x80\x9cWe  did");
    const told stories[] = {{"a", TOLD_ORIGINAL, 0, NULL, NULL},
                            {"b", TOLD_SPUN, 1, NULL, NULL},
                            {"c", curly, 2, NULL, NULL},
                            {"d", TOLD_SPUN, 3, NULL, NULL}};
    wf_run *run = run_of(stories, COUNT(stories), NULL);
    for (uint64_t i = 1; i < 4; i++) {
        wf_judgement j = assert_judged(run, i, WF_VERDICT_SPUN, WF_ASSESSED, "a");
        assert_findings(&j, TOLD_ORIGINAL, stories[i].body, true);
    }
    wf_story_result r;
    result_of(run, 2, &r);
    assert_int_equal(r.relation, WF_EXACT);
    wf_run_close(run);
    free(other_bytes);
    free(curly);
}

/* ---- which one is altered */

/* Two versions without dates: the altered one is told by its looks, whichever is longer or stands first; it stays open. */
static void test_an_open_pair(void **state) {
    (void)state;
    char *longer =
        append_text(strdup(TOLD_SPUN), "The talks had begun at noon in the same room, delegates said, and "
                                       "nobody left it before the last page was signed.");
    const char *spun[] = {TOLD_SPUN, longer};
    for (int i = 0; i < 4; i++) {
        told pair[] = {{"a", TOLD_ORIGINAL, -1, NULL, NULL}, {"b", spun[i / 2], -1, NULL, NULL}};
        if (i % 2) {
            told swap = pair[0];
            pair[0] = pair[1];
            pair[1] = swap;
        }
        wf_run *run = run_of(pair, 2, NULL);
        int n_flagged = 0, n_open = 0;
        for (uint64_t k = 0; k < 2; k++) {
            wf_judgement j = judgement_of(run, k);
            n_flagged += j.verdict == WF_VERDICT_SPUN;
            n_open += j.open;
            if (j.verdict == WF_VERDICT_SPUN) {
                assert_true(j.open);
                assert_string(j.against, pair[1 - k].id);
                assert_findings(&j, pair[1 - k].body, pair[k].body, true);
            } else {
                assert_int_equal(j.n_findings, 0);
            }
        }
        assert_int_equal(n_flagged, 1);
        assert_int_equal(n_open, 1);
        wf_run_close(run);
    }
    free(longer);
}

/* With dates it is not open, and the later one is judged. */
static void test_a_dated_pair(void **state) {
    (void)state;
    const told stories[] = {{"b", TOLD_TRANSLATED, 1, NULL, NULL}, {"a", TOLD_ORIGINAL, 0, NULL, NULL}};
    wf_run *run = run_of(stories, 2, NULL);
    wf_judgement j = assert_judged(run, 0, WF_VERDICT_MACHINE_TRANSLATED, WF_ASSESSED, "a");
    assert_false(j.open);
    assert_findings(&j, TOLD_ORIGINAL, TOLD_TRANSLATED, true);
    assert_judged(run, 1, WF_VERDICT_ORIGINAL, WF_ASSESSED, "");
    wf_run_close(run);
}

/* Of three without dates, two of one wording decide: the third is altered, and it is not open. */
static void test_a_majority_decides(void **state) {
    (void)state;
    char *light =
        replaced(TOLD_ORIGINAL, "Teachers in Carrow will go back to their classrooms on Friday",
                 "Schools open again in Carrow on Friday morning and teachers go back to work there");
    char *half = up_to(light, "Parents greeted the news");
    const char *bodies[] = {TOLD_TRANSLATED, half, TOLD_ORIGINAL};
    for (int first = 0; first < 3; first++) {
        told stories[3];
        static const char *const ids[] = {"translated", "half", "whole"};
        for (int i = 0; i < 3; i++)
            stories[i] = (told){ids[(first + i) % 3], bodies[(first + i) % 3], -1, NULL, NULL};
        wf_run *run = run_of(stories, 3, NULL);
        for (uint64_t i = 0; i < 3; i++) {
            wf_judgement j = judgement_of(run, i);
            bool altered = stories[i].body == bodies[0];
            if ((j.verdict == WF_VERDICT_MACHINE_TRANSLATED) != altered)
                fail_msg("%s is %s", stories[i].id, wf_verdict_name(j.verdict));
            assert_false(j.open);
        }
        wf_run_close(run);
    }
    free(light);
    free(half);
}

/* ---- what cannot be assessed */

static void test_exact_copies_alone(void **state) {
    (void)state;
    const told stories[] = {{"z", other_text, 0, NULL, NULL},
                            {"y", other_text, 1, NULL, NULL},
                            {"a", TOLD_ORIGINAL, 1, NULL, NULL},
                            {"b", TOLD_ORIGINAL, 0, NULL, NULL}};
    wf_run *run = run_of(stories, COUNT(stories), NULL);
    assert_judged(run, 0, WF_VERDICT_ORIGINAL, WF_UNASSESSED_ALONE, "");
    assert_judged(run, 1, WF_VERDICT_EXACT, WF_UNASSESSED_ALONE, "z");
    assert_judged(run, 2, WF_VERDICT_EXACT, WF_UNASSESSED_ALONE, "b");
    assert_judged(run, 3, WF_VERDICT_ORIGINAL, WF_UNASSESSED_ALONE, "");
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.n_verdicts[WF_VERDICT_ORIGINAL], 2);
    assert_int_equal(s.n_assessments[WF_UNASSESSED_ALONE], 4);
    wf_run_close(run);
}

/* A language as the input says it, whatever the text looks like; an unknown code says nothing. */
static void test_other_languages(void **state) {
    (void)state;
    char *edited =
        replaced(TOLD_ORIGINAL, "with relief and some bitterness", "with relief but also bitterness");
    const told german[] = {{"a", TOLD_ORIGINAL, 0, NULL, "de"}, {"b", edited, 1, NULL, NULL}};
    wf_run *run = run_of(german, 2, NULL);
    wf_judgement j = assert_judged(run, 1, WF_VERDICT_REPRINT, WF_UNASSESSED_LANGUAGE, "a");
    assert_true(j.n_findings == 0 && j.spun <= 0 && j.machine <= 0 && j.changes.words == 0);
    wf_run_close(run);
    const told unknown[] = {{"a", TOLD_ORIGINAL, 0, NULL, "xx"}, {"b", TOLD_SPUN, 1, NULL, NULL}};
    run = run_of(unknown, 2, NULL);
    assert_judged(run, 1, WF_VERDICT_SPUN, WF_ASSESSED, "a");
    wf_run_close(run);
    free(edited);
}

static void test_short_texts(void **state) {
    (void)state;
    const char *a =
        "The council of Brackwell voted on Tuesday to close the old ferry dock for eleven months while "
        "divers "
        "replace the rotten timber piles below the tide line of the grain pier and the fish quay.";
    const char *b =
        "The council of Brackwell voted on Tuesday to shut the old ferry dock for eleven months while "
        "divers "
        "replace the rotten timber piles below the tide line of the grain pier and the fish quay.";
    const told stories[] = {{"a", a, 0, NULL, NULL}, {"b", b, 1, NULL, NULL}};
    wf_run *run = run_of(stories, 2, NULL);
    wf_judgement j = assert_judged(run, 1, WF_VERDICT_REPRINT, WF_UNASSESSED_SHORT, "a");
    assert_int_equal(j.n_findings, 0);
    assert_int_equal(j.changes.words, 0);
    wf_run_close(run);
}

static void test_level_copy(void **state) {
    (void)state;
    wf_options options;
    wf_options_init(&options);
    options.level = WF_LEVEL_COPY;
    char *edited =
        replaced(TOLD_ORIGINAL, "with relief and some bitterness", "with relief but also bitterness");
    const told stories[] = {{"a", TOLD_ORIGINAL, 0, NULL, NULL},
                            {"b", TOLD_ORIGINAL, 1, NULL, NULL},
                            {"c", edited, 1, NULL, NULL},
                            {"d", other_text, 1, NULL, NULL}};
    static const wf_verdict verdicts[] = {WF_VERDICT_ORIGINAL, WF_VERDICT_EXACT, WF_VERDICT_REPRINT,
                                          WF_VERDICT_SINGLE};
    wf_run *run = run_of(stories, COUNT(stories), &options);
    for (uint64_t i = 0; i < 4; i++) assert_judged(run, i, verdicts[i], WF_UNASSESSED_LEVEL, "");
    wf_run_close(run);
    free(edited);
}

/* Without verdicts clusters are the same, and a rewrite is told with the probability that it is one. */
static void test_no_verdicts(void **state) {
    (void)state;
    wf_options options;
    wf_options_init(&options);
    options.no_verdicts = true;
    const told stories[] = {{"a", TOLD_ORIGINAL, 0, NULL, NULL},
                            {"b", TOLD_TRANSLATED, 1, NULL, NULL},
                            {"c", other_text, 1, NULL, NULL}};
    wf_run *judged = run_of(stories, COUNT(stories), NULL), *run = run_of(stories, COUNT(stories), &options);
    wf_story_result with, without;
    for (uint64_t i = 0; i < COUNT(stories); i++) {
        assert_int_equal(wf_run_story(judged, i, &with, NULL), WF_OK);
        assert_int_equal(wf_run_story(run, i, &without, NULL), WF_OK);
        assert_string_equal(without.story_cluster, with.story_cluster);
        assert_string_equal(without.copy_group, with.copy_group);
        assert_int_equal(without.relation, with.relation);
        assert_true(without.same_story >= with.same_story && without.same_story <= with.same_story);
        assert_int_equal(without.assessment, WF_UNASSESSED_UNASKED);
    }
    assert_judged(judged, 1, WF_VERDICT_MACHINE_TRANSLATED, WF_ASSESSED, "a");
    wf_judgement j = assert_judged(run, 1, WF_VERDICT_REWRITE, WF_UNASSESSED_UNASKED, "");
    assert_int_equal(wf_run_story(run, 1, &without, NULL), WF_OK);
    assert_true(j.probability >= without.same_story && j.probability <= without.same_story);
    assert_true(j.probability < 1);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.n_verdicts[WF_VERDICT_REWRITE], 1);
    assert_int_equal(s.n_verdicts[WF_VERDICT_MACHINE_TRANSLATED], 0);
    assert_int_equal(s.n_assessments[WF_UNASSESSED_UNASKED], COUNT(stories));
    wf_run_close(judged);
    wf_run_close(run);
}

/* The original and its reason are the same without verdicts, which look at the wording of fewer stories. */
static void test_originals_without_verdicts(void **state) {
    (void)state;
    static const int days[][3] = {{-1, -1, -1}, {0, 0, 1}, {0, 0, -1}, {2, 1, 1}, {2, 1, 0}};
    wf_options options;
    wf_options_init(&options);
    options.no_verdicts = true;
    bool by_wording = false, by_date = false;
    for (size_t d = 0; d < COUNT(days); d++) {
        const told stories[] = {{"a", TOLD_REWRITTEN, days[d][0], NULL, NULL},
                                {"b", TOLD_ORIGINAL, days[d][1], NULL, NULL},
                                {"c", TOLD_TRANSLATED, days[d][2], NULL, NULL}};
        wf_run *judged = run_of(stories, 3, NULL), *run = run_of(stories, 3, &options);
        wf_cluster_result with, without;
        assert_ok(wf_run_cluster_at(judged, 0, &with, &error));
        assert_ok(wf_run_cluster_at(run, 0, &without, &error));
        assert_int_equal(with.size, 3);
        assert_string_equal(without.why, with.why);
        assert_int_equal(without.original, with.original);
        by_wording |= strcmp(with.why, "other versions share most of its wording") == 0;
        by_date |= strcmp(with.why, "earliest date") == 0;
        wf_run_close(judged);
        wf_run_close(run);
    }
    assert_true(by_wording && by_date);
}

/* Texts of an earlier dump belong to no story. */
static void test_an_earlier_dump_without_verdicts(void **state) {
    (void)state;
    wf_options options;
    wf_options_init(&options);
    options.no_verdicts = true;
    char path[] = "/tmp/wirefold-verdicts-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    assert_non_null(file);
    fprintf(file,
            "{\"id\":\"old\",\"text\":\"Nobody has told of the goat that would not leave a ferry.\"}\n");
    assert_int_equal(fclose(file), 0);
    wf_run *run = open_run(&options);
    wf_story a = story_of(&(told){"a", TOLD_ORIGINAL, 0, NULL, NULL}),
             b = story_of(&(told){"b", TOLD_TRANSLATED, 1, NULL, NULL});
    assert_ok(wf_run_add(run, &a, &error));
    assert_ok(wf_run_add(run, &b, &error));
    assert_ok(wf_run_read_against(run, path, &error));
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.n_against, 1);
    assert_judged(run, 1, WF_VERDICT_REWRITE, WF_UNASSESSED_UNASKED, "");
    wf_run_close(run);
    unlink(path);
}

/* ---- options, order, threads */

static void test_min_probability(void **state) {
    (void)state;
    char *edited =
        replaced(TOLD_ORIGINAL, "with relief and some bitterness", "with relief but also bitterness");
    const told stories[] = {{"a", TOLD_ORIGINAL, 0, NULL, NULL},
                            {"b", TOLD_SPUN, 1, NULL, NULL},
                            {"c", edited, 1, NULL, NULL},
                            {"d", TOLD_REWRITTEN, 2, NULL, NULL}};
    static const double limits[] = {0, 1};
    for (int i = 0; i < 2; i++) {
        wf_options options;
        wf_options_init(&options);
        options.min_probability = limits[i];
        wf_run *run = run_of(stories, COUNT(stories), &options);
        assert_judged(run, 0, WF_VERDICT_ORIGINAL, WF_ASSESSED, "");
        for (uint64_t k = 1; k < 4; k++) {
            wf_judgement j = judgement_of(run, k);
            bool flagged = j.verdict == WF_VERDICT_SPUN || j.verdict == WF_VERDICT_MACHINE_TRANSLATED;
            assert_int_equal(flagged, i == 0);
            if (flagged) {
                double most = j.spun > j.machine ? j.spun : j.machine;
                assert_true(j.probability >= most && j.probability <= most);
            }
            assert_true(i == 0 || j.n_findings == 0);
        }
        wf_run_close(run);
    }
    free(edited);
}

/* All that is told of the stories of a run, by id. */
static char *judgements_of(wf_run *run) {
    char *text = strdup("");
    for (uint64_t i = 0; i < wf_run_n_stories(run); i++) {
        wf_story_result r;
        result_of(run, i, &r);
        char line[400];
        size_t len = (size_t)snprintf(line, sizeof line, "%.*s", (int)r.story.id.len, r.story.id.ptr);
        wf_judgement j = judgement_of(run, i);
        const wf_change_counts *c = &j.changes;
        uint64_t spans = 0;
        for (size_t k = 0; k < j.n_findings; k++)
            spans =
                spans * 31 + j.findings[k].copy_begin * 7 + j.findings[k].original_end + j.findings[k].kind;
        snprintf(line + len, sizeof line - len,
                 " %d %d %.9g %.9g %.9g %.*s %d %u %.9g %.9g %.9g %u %u %u %u %zu %llu\n", j.verdict,
                 j.assessment, j.probability, j.spun, j.machine, (int)j.against.len, j.against.ptr, j.open,
                 c->words, c->coverage, c->kept, c->order, c->swaps, c->forms, c->quotes_altered,
                 c->function_edits, j.n_findings, (unsigned long long)spans);
        char *more = malloc(strlen(text) + strlen(line) + 1);
        assert_non_null(more);
        strcpy(more, text);
        strcat(more, line);
        free(text);
        text = more;
    }
    return sorted_lines(text);
}

/* The tellings of one story, each cut at several places and named by who ran it: many versions, copies and excerpts. */
enum { STORIES = 4, CUTS = 3, TELLINGS = 4 };
typedef struct {
    told stories[STORIES * CUTS * TELLINGS];
    char ids[STORIES * CUTS * TELLINGS][40];
    size_t n;
} newspapers;

static char *renamed(const char *text, int story) {
    static const char *const towns[] = {"Carrow", "Belmar", "Hadrel", "Torvik"};
    static const char *const people[][2] = {
        {"Petrie", "Haverstock"}, {"Lindqvi", "Osterman"}, {"Marcedo", "Wolfbran"}, {"Quarell", "Tolbrand"}};
    char *out = strdup(text);
    static const char *const from[] = {"Carrow", "Petrie", "Haverstock"};
    for (int k = 0; k < 3; k++)
        while (strstr(out, from[k]) && story) {
            char *next = replaced(out, from[k], k ? people[story][k - 1] : towns[story]);
            free(out);
            out = next;
        }
    return out;
}

static void make_newspapers(newspapers *all) {
    static const char *const tellings[TELLINGS] = {TOLD_ORIGINAL, TOLD_SPUN, TOLD_TRANSLATED, TOLD_REWRITTEN};
    all->n = 0;
    for (int s = 0; s < STORIES; s++)
        for (int t = 0; t < TELLINGS; t++)
            for (int c = 0; c < CUTS; c++) {
                char *body = renamed(tellings[t], s);
                body[strlen(body) * (size_t)(CUTS - c) / CUTS] = '\0';
                snprintf(all->ids[all->n], sizeof all->ids[0], "%d-%d-%d", s, t, c);
                all->stories[all->n] = (told){all->ids[all->n], body, s % 2 ? t + c : -1, NULL, NULL};
                all->n++;
            }
}

static void test_any_order_and_threads(void **state) {
    (void)state;
    static newspapers all;
    make_newspapers(&all);
    char *wanted = NULL;
    uint64_t seed = 5;
    for (int round = 0; round < 6; round++) {
        static const unsigned threads[] = {1, 2, 7};
        wf_options options;
        wf_options_init(&options);
        options.threads = threads[round % 3];
        options.min_probability = .3;
        if (round) /* round 0 is in order */
            for (size_t i = all.n; i > 1; i--) {
                size_t k = (size_t)random_below(&seed, i);
                told swap = all.stories[i - 1];
                all.stories[i - 1] = all.stories[k];
                all.stories[k] = swap;
            }
        wf_run *run = run_of(all.stories, all.n, &options);
        char *got = judgements_of(run);
        wf_run_close(run);
        if (!wanted) {
            wanted = got;
            continue;
        }
        assert_string_equal(got, wanted);
        free(got);
    }
    assert_non_null(strstr(wanted, " 7 0 ")); /* some are spun, */
    assert_non_null(strstr(wanted, " 8 0 ")); /* some translated */
    free(wanted);
    for (size_t i = 0; i < all.n; i++) free((char *)all.stories[i].body);
}

/* What was asked before makes no difference, and a wrong number is told. */
static void test_asking_in_any_order(void **state) {
    (void)state;
    const told stories[] = {{"a", TOLD_ORIGINAL, 0, NULL, NULL}, {"b", TOLD_SPUN, 1, NULL, NULL}};
    wf_run *run = open_run(NULL);
    wf_judgement j;
    assert_int_equal(wf_run_judgement(run, 0, &j, &error), WF_E_PARAM);
    for (int i = 0; i < 2; i++) {
        wf_story s = story_of(&stories[i]);
        assert_ok(wf_run_add(run, &s, &error));
    }
    cluster(run);
    for (int i = 0; i < 5; i++) {
        j = judgement_of(run, (uint64_t)i % 2);
        assert_int_equal(j.verdict, i % 2 ? WF_VERDICT_SPUN : WF_VERDICT_ORIGINAL);
        if (i % 2) assert_findings(&j, TOLD_ORIGINAL, TOLD_SPUN, true);
    }
    assert_int_equal(wf_run_judgement(run, 2, &j, &error), WF_E_PARAM);
    wf_run_close(run);
}

/* ---- two stories that are compared */

static void test_comparisons(void **state) {
    (void)state;
    told a = {"a", TOLD_ORIGINAL, 0, NULL, NULL}, b = {"b", TOLD_TRANSLATED, 1, NULL, NULL};
    for (int i = 0; i < 3; i++) { /* a first, b first by date, and neither known */
        a.day = i == 2 ? -1 : i;
        b.day = i == 2 ? -1 : 1 - i;
        wf_story x = story_of(&a), y = story_of(&b);
        wf_comparison *c = NULL;
        assert_ok(wf_compare(&x, &y, NULL, &c, &error));
        assert_int_equal(c->judgement.assessment, WF_ASSESSED);
        assert_int_equal(c->judged_a, i == 1);
        assert_string(c->judgement.against, i == 1 ? "b" : "a");
        assert_int_equal(c->judgement.open, i == 2);
        if (i != 1) {
            assert_int_equal(c->judgement.verdict, WF_VERDICT_MACHINE_TRANSLATED);
            assert_findings(&c->judgement, a.body, b.body, true);
        }
        wf_comparison_free(c);
    }
    told other = {"c", other_text, 1, NULL, NULL};
    wf_story x = story_of(&a), y = story_of(&other);
    wf_comparison *c = NULL;
    assert_ok(wf_compare(&x, &y, NULL, &c, &error));
    assert_int_equal(c->judgement.verdict, WF_VERDICT_SINGLE);
    assert_int_equal(c->judgement.n_findings, 0);
    wf_comparison_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_findings_stand_in_the_texts),
        cmocka_unit_test(test_findings_in_a_title),
        cmocka_unit_test(test_a_copy_of_an_altered_text),
        cmocka_unit_test(test_an_open_pair),
        cmocka_unit_test(test_a_dated_pair),
        cmocka_unit_test(test_a_majority_decides),
        cmocka_unit_test(test_exact_copies_alone),
        cmocka_unit_test(test_other_languages),
        cmocka_unit_test(test_short_texts),
        cmocka_unit_test(test_level_copy),
        cmocka_unit_test(test_no_verdicts),
        cmocka_unit_test(test_originals_without_verdicts),
        cmocka_unit_test(test_an_earlier_dump_without_verdicts),
        cmocka_unit_test(test_min_probability),
        cmocka_unit_test(test_any_order_and_threads),
        cmocka_unit_test(test_asking_in_any_order),
        cmocka_unit_test(test_comparisons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
