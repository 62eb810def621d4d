/* Measures of agreement between groupings, and the files they are read from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "report/measures.h"

enum { MAX = 20 };

static void check(const char *name, const char *what, double got, double want) {
    if (got < want - 1e-12 || got > want + 1e-12)
        fail_msg("%s: %s is %.15f, not %.15f", name, what, got, want);
}

static const struct {
    const char *name;
    size_t n;
    uint32_t gold[MAX], result[MAX];
    double ari, precision, recall, b3_precision, b3_recall;
} cases[] = {
    {"nothing", 0, {0}, {0}, 1, 1, 1, 1, 1},
    {"one story", 1, {0}, {0}, 1, 1, 1, 1, 1},
    {"all alone in both", 3, {0, 1, 2}, {2, 0, 1}, 1, 1, 1, 1, 1},
    {"one cluster in both", 3, {1, 1, 1}, {0, 0, 0}, 1, 1, 1, 1, 1},
    {"the same under other numbers", 4, {0, 0, 1, 1}, {3, 3, 0, 0}, 1, 1, 1, 1, 1},
    {"alone against one cluster", 4, {0, 0, 0, 0}, {0, 1, 2, 3}, 0, 1, 0, 1, 0.25},
    {"one cluster against alone", 4, {0, 1, 2, 3}, {0, 0, 0, 0}, 0, 0, 1, 0.25, 1},
    {"one cluster split (scikit-learn's manual)", 4, {0, 0, 1, 1}, {0, 0, 1, 2}, 4.0 / 7, 1, 0.5, 1, 0.75},
    {"worse than chance (scikit-learn's manual)", 4, {0, 0, 1, 1}, {0, 1, 0, 1}, -0.5, 0, 0, 0.5, 0.5},
    /* Manning, Raghavan, Schuetze, Introduction to Information Retrieval, figure 16.4: of 136 pairs 20 are true
       positives, 20 false positives and 24 false negatives. ARI: (20 - 44 * 40 / 136) / (42 - 44 * 40 / 136). */
    {"three clusters of x, o and diamond",
     17,
     {0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 2, 0, 0, 2, 2, 2},
     {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2},
     (20 - 44 * 40 / 136.0) / (42 - 44 * 40 / 136.0),
     0.5,
     20 / 44.0,
     (26 / 6.0 + 18 / 6.0 + 13 / 5.0) / 17,
     (30 / 8.0 + 17 / 5.0 + 10 / 4.0) / 17},
    /* Amigo and others, A comparison of extrinsic clustering evaluation metrics, 2009: B-cubed by hand for a noisy
       cluster: {a a a b} and {c}; precision (9/4 + 1/4 + 1) / 5, every category whole. */
    {"a stranger in a cluster", 5, {0, 0, 0, 1, 2}, {0, 0, 0, 0, 1}, 4 / 9.0, 0.5, 1, 0.7, 1},
};

static void measures_by_hand(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_scores s = {0};
        assert_int_equal(wf_measure(cases[i].gold, cases[i].result, cases[i].n, &s, NULL), WF_OK);
        double p = cases[i].precision, r = cases[i].recall, bp = cases[i].b3_precision,
               br = cases[i].b3_recall;
        check(cases[i].name, "ARI", s.ari, cases[i].ari);
        check(cases[i].name, "precision", s.precision, p);
        check(cases[i].name, "recall", s.recall, r);
        check(cases[i].name, "F1", s.f1, p + r > 0 ? 2 * p * r / (p + r) : 0);
        check(cases[i].name, "B-cubed precision", s.b3_precision, bp);
        check(cases[i].name, "B-cubed recall", s.b3_recall, br);
        check(cases[i].name, "B-cubed F1", s.b3_f1, 2 * bp * br / (bp + br));
    }
}

static void measures_turned_round(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_scores s = {0};
        assert_int_equal(wf_measure(cases[i].result, cases[i].gold, cases[i].n, &s, NULL), WF_OK);
        check(cases[i].name, "ARI", s.ari, cases[i].ari);
        check(cases[i].name, "precision", s.precision, cases[i].recall);
        check(cases[i].name, "recall", s.recall, cases[i].precision);
        check(cases[i].name, "B-cubed precision", s.b3_precision, cases[i].b3_recall);
    }
}

/* Pairs past 2^32 and their products past 2^64: the figures must still be those of the formulas. */
static void measures_of_many_stories(void **state) {
    (void)state;
    const size_t n = 400000;
    uint32_t *gold = calloc(n, sizeof *gold), *result = calloc(n, sizeof *result);
    assert_true(gold && result);
    for (size_t i = 0; i < n; i++) {
        gold[i] = i < n / 2;
        result[i] = (uint32_t)(i / (n / 4));
    }
    wf_scores s = {0};
    assert_int_equal(wf_measure(gold, result, n, &s, NULL), WF_OK);
    double half = 2 * (n / 2.0 * (n / 2.0 - 1) / 2), quarter = 4 * (n / 4.0 * (n / 4.0 - 1) / 2);
    double expected = half / (n * (n - 1.0) / 2) * quarter;
    assert_int_equal(s.gold_clusters, 2);
    assert_int_equal(s.result_clusters, 4);
    check("many", "precision", s.precision, 1);
    check("many", "recall", s.recall, quarter / half);
    check("many", "ARI", s.ari, (quarter - expected) / ((half + quarter) / 2 - expected));
    check("many", "B-cubed precision", s.b3_precision, 1);
    check("many", "B-cubed recall", s.b3_recall, 0.5);
    free(gold);
    free(result);
}

/* ---------------------------------------------------------------------------------------------- files */

typedef struct {
    char folder[64], result[96], gold[96];
} files;

static int set_up(void **state) {
    files *f = calloc(1, sizeof *f);
    if (!f) return -1;
    snprintf(f->folder, sizeof f->folder, "/tmp/wirefold-score-XXXXXX");
    if (!mkdtemp(f->folder)) return -1;
    snprintf(f->result, sizeof f->result, "%s/result.jsonl", f->folder);
    snprintf(f->gold, sizeof f->gold, "%s/gold.tsv", f->folder);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    files *f = *state;
    unlink(f->result);
    unlink(f->gold);
    rmdir(f->folder);
    free(f);
    return 0;
}

static void put_file(const char *path, const char *bytes, size_t len) {
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}

#define STORY(id, cluster, copy) \
    "{\"type\":\"story\",\"id\":\"" id "\",\"story_cluster\":\"" cluster "\",\"copy_group\":\"" copy "\"}\n"

#define RESULT                   \
    STORY("p", "1", "1")         \
    STORY("q", "1", "2")         \
    STORY("\\\"r\\\"", "3", "3") \
    STORY("extra", "3", "3")     \
    "{\"type\":\"cluster\",\"id\":\"1\",\"story_cluster\":\"9\"}\n\n{\"type\":\"summary\"}\n"

static void score_of_files(void **state) {
    const files *f = *state;
    static const char gold[] = "kind\tid\tcluster\tstory\n"
                               "x\tp\tA\tz1\n"
                               "\n"
                               "x\tq\tA\tz2\r\n"
                               "x\t\"r\"\tB\tz3\n"
                               "x\tgone\tB\tz4";
    put_file(f->result, RESULT, sizeof RESULT - 1);
    put_file(f->gold, gold, sizeof gold - 1);
    wf_scores s;
    assert_int_equal(wf_score_files(f->result, f->gold, WF_LEVEL_STORY, &s, NULL), WF_OK);
    assert_int_equal(s.n_stories, 3);
    assert_int_equal(s.n_missing, 1);
    assert_int_equal(s.n_unlabelled, 1);
    assert_int_equal(s.gold_clusters, 2);
    assert_int_equal(s.result_clusters, 3);
    check("story level", "ARI", s.ari, 4.0 / 7);
    check("story level", "recall", s.recall, 0.5);
    assert_int_equal(wf_score_files(f->result, f->gold, WF_LEVEL_COPY, &s, NULL), WF_OK);
    assert_int_equal(s.result_clusters, 4);
    check("copy level", "ARI", s.ari, 0);
}

static void score_by_story_column(void **state) {
    const files *f = *state;
    static const char gold[] = "story\tid\nA\tp\nA\tq\n";
    put_file(f->result, RESULT, sizeof RESULT - 1);
    put_file(f->gold, gold, sizeof gold - 1);
    wf_scores s;
    assert_int_equal(wf_score_files(f->result, f->gold, WF_LEVEL_STORY, &s, NULL), WF_OK);
    assert_int_equal(s.n_unlabelled, 2);
    check("story column", "ARI", s.ari, 1);
}

static void score_of_compressed_result(void **state) {
    const files *f = *state;
    static const char gz[] =
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x2a\xa9\x2c\x48\x55\xb2\x52\x2a\x2e\xc9"
        "\x2f\xaa\x54\xd2\x51\xca\x4c\x01\x72\x0a\x80\x0c\xb0\x40\x7c\x72\x4e\x69\x71\x49\x6a\x11"
        "\x50\xcc\x10\x28\x96\x9c\x5f\x50\x19\x9f\x5e\x94\x5f\x5a\x00\x16\xa8\xe5\xaa\xc6\xaa\xbd"
        "\x90\x18\xed\x46\x40\xed\x00\x9a\x94\x76\xdb\x7e\x00\x00\x00";
    static const char gold[] = "id\tcluster\np\tA\nq\tA\n";
    put_file(f->result, gz, sizeof gz - 1);
    put_file(f->gold, gold, sizeof gold - 1);
    wf_scores s;
    assert_int_equal(wf_score_files(f->result, f->gold, WF_LEVEL_STORY, &s, NULL), WF_OK);
    assert_int_equal(s.n_stories, 2);
    check("compressed", "F1", s.f1, 1);
    assert_int_equal(wf_score_files(f->result, f->gold, WF_LEVEL_COPY, &s, NULL), WF_OK);
    check("compressed", "recall", s.recall, 0);
}

#define GOOD_GOLD "id\tcluster\np\tA\nq\tA\n"

static const struct {
    const char *name, *result, *gold; /* NULL: no such file */
    wf_code code;
    uint64_t where;
    const char *what;
} wrong[] = {
    {"no gold file", RESULT, NULL, WF_E_IO, 0, "gold.tsv"},
    {"no result file", NULL, GOOD_GOLD, WF_E_IO, 0, "result.jsonl"},
    {"an id twice in the labels", RESULT, "id\tcluster\np\tA\nq\tA\np\tB\n", WF_E_FORMAT, 4,
     "gold.tsv:4: this id"},
    {"an id twice, with the same label", RESULT, "id\tcluster\np\tA\np\tA\n", WF_E_FORMAT, 3, "gold.tsv:3"},
    {"no id column", RESULT, "name\tcluster\np\tA\n", WF_E_FORMAT, 1, "header"},
    {"no cluster column", RESULT, "id\tgroup\np\tA\n", WF_E_FORMAT, 1, "header"},
    {"a label missing", RESULT, "id\tcluster\np\tA\nq\n", WF_E_FORMAT, 3, "gold.tsv:3"},
    {"only a header", RESULT, "id\tcluster\n", WF_E_FORMAT, 0, "no labels"},
    {"a story twice", RESULT STORY("p", "1", "1"), GOOD_GOLD, WF_E_FORMAT, 8, "result.jsonl:8"},
    {"a story that has no label twice", RESULT STORY("extra", "3", "3"), GOOD_GOLD, WF_E_FORMAT, 8,
     "result.jsonl:8"},
    {"a broken line", RESULT "{\"type\":\n", GOOD_GOLD, WF_E_FORMAT, 8, "result.jsonl:8"},
    {"a story without its cluster", "{\"type\":\"story\",\"id\":\"p\"}\n", GOOD_GOLD, WF_E_FORMAT, 1,
     "result.jsonl:1"},
    {"an id that is a number", "{\"type\":\"story\",\"id\":7,\"story_cluster\":\"1\"}\n", GOOD_GOLD,
     WF_E_FORMAT, 1, "result.jsonl:1"},
    {"no story", "{\"type\":\"summary\"}\n", GOOD_GOLD, WF_E_FORMAT, 0, "no line of a story"},
};

static void wrong_files(void **state) {
    const files *f = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        unlink(f->result);
        unlink(f->gold);
        if (wrong[i].result) put_file(f->result, wrong[i].result, strlen(wrong[i].result));
        if (wrong[i].gold) put_file(f->gold, wrong[i].gold, strlen(wrong[i].gold));
        wf_scores s;
        wf_error err = {0};
        wf_code code = wf_score_files(f->result, f->gold, WF_LEVEL_STORY, &s, &err);
        if (code != wrong[i].code || err.where != wrong[i].where || !strstr(err.what, wrong[i].what))
            fail_msg("%s: code %d at %llu: %s", wrong[i].name, (int)code, (unsigned long long)err.where,
                     err.what);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_by_hand),
        cmocka_unit_test(measures_turned_round),
        cmocka_unit_test(measures_of_many_stories),
        cmocka_unit_test_setup_teardown(score_of_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(score_by_story_column, set_up, tear_down),
        cmocka_unit_test_setup_teardown(score_of_compressed_result, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_files, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
