/* A run from outside: its options, calls out of turn, cancelling, ids, and comparisons of two stories. */
#include "support/dump.h"

static bool stop(void *user) {
    (void)user;
    return true;
}

static void wrong_options_are_refused(void **state) {
    (void)state;
    wf_options o;
    wf_run *run = NULL;
    wf_field unknown = {"colour", "c"};
#define REFUSED(setting, word)                                   \
    wf_options_init(&o);                                         \
    setting;                                                     \
    assert_int_equal(wf_run_open(&run, &o, &error), WF_E_PARAM); \
    assert_non_null(strstr(error.what, word));                   \
    assert_null(run)
    REFUSED(o.threshold = .01, "threshold");
    REFUSED(o.threshold = 1.5, "threshold");
    REFUSED(o.threshold = 0. / 0., "threshold");
    REFUSED(o.excerpt = 0, "excerpt");
    REFUSED(o.shingle = 0, "shingle");
    REFUSED(o.shingle = 33, "shingle");
    REFUSED(o.threads = 1000, "threads");
    REFUSED(o.max_story = 0, "max_story");
    REFUSED(o.max_story = (size_t)2 << 30, "max_story");
    REFUSED((o.fields = &unknown, o.n_fields = 1), "colour");
#undef REFUSED
    wf_options_init(&o);
    o.tmpdir = "/nonexistent/folder";
    assert_int_equal(wf_run_open(&run, &o, &error), WF_E_IO);
    assert_non_null(strstr(error.what, "/nonexistent/folder"));
}

static void calls_out_of_turn_are_refused(void **state) {
    (void)state;
    wf_run *run = open_run(NULL);
    wf_story_result r;
    wf_cluster_result c;
    assert_int_equal(wf_run_story(run, 0, &r, &error), WF_E_PARAM);
    assert_int_equal(wf_run_cluster_at(run, 0, &c, &error), WF_E_PARAM);
    cluster(run);
    assert_int_equal(wf_run_cluster(run, &error), WF_E_PARAM);
    assert_int_equal(wf_run_story(run, 0, &r, &error), WF_E_PARAM);
    assert_int_equal(wf_run_dedupe(run, WF_KEEP_FIRST, NULL, NULL, NULL, &error), WF_E_PARAM);
    wf_story story = {.id = str("late"), .body = str("too late"), .published_ms = WF_NO_DATE};
    assert_int_equal(wf_run_add(run, &story, &error), WF_E_PARAM);
    wf_run_close(run);
}

static void a_cancelled_run_says_so(void **state) {
    (void)state;
    wf_options o;
    wf_options_init(&o);
    o.cancelled = stop;
    wf_run *run = open_run(&o);
    add_story_expecting(run, "a", long_text, WF_OK);
    assert_int_equal(wf_run_cluster(run, &error), WF_E_CANCELLED);
    wf_run_close(run);
}

static void ids_seen_before_are_made_unique(void **state) {
    (void)state;
    wf_run *run = open_run(NULL);
    add_story(run, "a", long_text, 1);
    add_story(run, "a", other_text, 2);
    add_story(run, "a", "a third text", 3);
    cluster(run);
    wf_story_result r;
    result_of(run, 1, &r);
    assert_string(r.story.id, "a@2");
    result_of(run, 2, &r);
    assert_string(r.story.id, "a@3");
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.notes[WF_NOTE_DUPLICATE_ID], 2);
    assert_false(s.lost);
    wf_run_close(run);
    run = open_run(NULL);
    for (int i = 0; i < 20000; i++)
        add_story(run, "same", "", 1); /* and not by trying one number after the other */
    wf_run_close(run);
}

/* ---- comparison */

static void a_comparison_marks_what_is_shared(void **state) {
    (void)state;
    wf_story a = {.id = str("a"), .body = str(long_text), .published_ms = WF_NO_DATE};
    char text[2000];
    snprintf(text, sizeof text, "Readers woke to news from the quay. %s Nobody could say why.", long_text);
    wf_story b = {.id = str("b"), .body = str(text), .published_ms = WF_NO_DATE};
    wf_comparison *c;
    assert_ok(wf_compare(&a, &b, NULL, &c, &error));
    assert_int_equal(c->relation, WF_COPY);
    assert_true(c->a_in_b == 1);
    assert_int_equal(c->shared_shingles, c->a_shingles);
    assert_int_equal(c->n_spans, 1);
    assert_int_equal(c->spans[0].a_begin, 0);
    assert_int_equal(c->spans[0].a_end, strlen(long_text) - 1); /* without the full stop */
    assert_memory_equal(text + c->spans[0].b_begin, long_text, strlen(long_text) - 1);
    wf_comparison_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_options_are_refused),
        cmocka_unit_test(calls_out_of_turn_are_refused),
        cmocka_unit_test(a_cancelled_run_says_so),
        cmocka_unit_test(ids_seen_before_are_made_unique),
        cmocka_unit_test(a_comparison_marks_what_is_shared),
    };
    return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
