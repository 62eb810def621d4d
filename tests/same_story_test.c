/* What the evidence on two texts comes to: P(same story), and templates. */
#include "verify/same_story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/check.h"
#include "support/profiles.h"
#include "verify/evidence.h"

static wf_error err;
static wf_comparer *comparer;
static wf_language english;

static bool is_template(const char *title_a, const char *a, const char *title_b, const char *b) {
    wf_profile x = {0}, y = {0};
    wf_evidence e, f;
    profile_make(&x, title_a, a, english);
    profile_make(&y, title_b, b, english);
    assert_ok(wf_evidence_find(comparer, &x, &y, &e, &err));
    assert_ok(wf_evidence_find(comparer, &y, &x, &f, &err));
    assert_int_equal(wf_is_template(&e), wf_is_template(&f));
    double by_text, p = wf_same_story_probabilities(&e, &by_text);
    if (wf_is_template(&e)) assert_true(p <= WF_TEMPLATE && by_text == 0);
    wf_profile_free(&x);
    wf_profile_free(&y);
    return wf_is_template(&e);
}

/* Notices of one form: other subjects, or other numbers, are other stories; what was sent again with a slip put right is not. */
static void notices_of_one_form_are_no_versions(void **state) {
    (void)state;
    static const char dividend[] =
        "Half-yearly dividend 31 pence a share, 29 pence the time before\n    Pay May two\n    Record June 6";
    assert_true(is_template("HALVERSUND BREWERIES SETS DIVIDEND", dividend, "TORQUAY OPTICS SETS DIVIDEND",
                            dividend));
    assert_false(is_template("HALVERSUND BREWERIES SETS DIVIDEND", dividend,
                             "HALVERSUND BREWERIES SETS REGULAR DIVIDEND", dividend));
    static const char rise[] =
        "Halversund Breweries Inc said it raised its base price for barley malt to 65.5 cents a pound.";
    static const char more[] =
        "Halversund Breweries Inc said it raised its base price for barley malt to 71.25 cents a pound.";
    static const char corrected[] =
        "Halversund Breweries Inc said that it raises its base price for barley malt to 65.5 cents a pound.";
    assert_true(is_template(NULL, rise, NULL, more));
    assert_false(is_template(NULL, rise, NULL, corrected));
    assert_true(
        is_template(NULL, rise, NULL,
                    "Torquay Optics Inc said it raised its base price for window glass effective now."));
}

/* Evidence on a text and itself. */
static wf_evidence of_one_text(void) {
    wf_profile a = {0};
    wf_evidence e;
    profile_make(&a, NULL,
                 "The harbour board of Port Harlan fined Captain Osgood 262 crowns on Friday. Ferries "
                 "stayed away from the pier while divers looked for the anchor that he had lost.",
                 english);
    assert_ok(wf_evidence_find(comparer, &a, &a, &e, &err));
    wf_profile_free(&a);
    return e;
}

/* The same evidence says less the more days lie between, and still less of one source; without dates, the source is nothing. */
static void days_between_speak_against_one_story(void **state) {
    (void)state;
    wf_evidence e = of_one_text();
    double undated = wf_same_story_probability(&e), last[2] = {undated, undated};
    assert_true(undated > .9);
    e.same_source = true;
    assert_true(wf_same_story_probability(&e) == undated);
    for (int quarters = 1; quarters < 20; quarters *= 2) {
        e.days_apart = quarters / 4.;
        for (int same = 0; same < 2; same++) {
            e.same_source = same;
            double p = wf_same_story_probability(&e);
            assert_true(p >= 0 && p < last[same]);
            last[same] = p;
        }
        assert_true(last[1] < last[0]);
    }
    e.days_apart = 14;
    assert_true(wf_same_story_probability(&e) < last[1]);
    double by_text, most = wf_same_story_probabilities(&e, &by_text);
    assert_true(by_text == undated); /* days do not change what the texts say */
    e.days_apart = 5000;             /* the window is wide because such stories are wanted */
    assert_true(wf_same_story_probability(&e) == most && most < last[1]);
}

/* Evidence of which a model says much the same, on two texts of one desk of n terms each. */
static wf_evidence of_one_desk(uint32_t n, double nearness, double head_in) {
    wf_evidence e = of_one_text();
    e.n_terms_a = e.n_terms_b = n;
    e.a_nearness = nearness;
    e.b_nearness = nearness / 2; /* that to the text with fewer like it counts */
    e.head_in = head_in;
    e.same_source = true;
    e.days_apart = 0;
    return e;
}

/* A version stands out among what is like it and has what the other's head tells; long texts may be sure without. */
static void of_one_desk_a_version_stands_out(void **state) {
    (void)state;
    wf_evidence version = of_one_desk(30, 1.7, 1), series = of_one_desk(30, 1, 1),
                sequel = of_one_desk(30, 1.7, .1), more = of_one_desk(30, 3, 1),
                article = of_one_desk(150, 1, 1);
    double p = wf_same_story_probability(&version);
    assert_true(p > .85);
    assert_true(wf_same_story_probability(&series) < .5 * p);
    assert_true(wf_same_story_probability(&sequel) < .75 * p);
    assert_true(wf_same_story_probability(&more) <= p + .01);
    assert_true(wf_same_story_probability(&article) > wf_same_story_probability(&series));
    double by_text;
    wf_same_story_probabilities(&series, &by_text);
    assert_true(by_text > .9);
}

static int set_up(void **state) {
    english = wf_language_of_code(wf_str_of("en", 2));
    return profiles_open(state) == 0 && wf_comparer_open(&comparer, &err) == WF_OK ? 0 : -1;
}

static int tear_down(void **state) {
    wf_comparer_close(comparer);
    return profiles_close(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notices_of_one_form_are_no_versions),
        cmocka_unit_test(days_between_speak_against_one_story),
        cmocka_unit_test(of_one_desk_a_version_stands_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
