/* The search for rewrites, end to end: what joins, what stays apart, and that nothing else decides it. */
#include "support/dump.h"
#include "support/words.h"

#ifndef WF_SANITIZED
#define WF_SANITIZED 0
#endif

#define DAY ((int64_t)86400000)

/* One event in two tellings, and its twin: another year, other people, another place, the same kind of event. */
static const char pier[] =
    "The harbour board of Port Harlan voted on Tuesday to close the old grain pier for eleven months while "
    "divers replace 262 timber piles that a survey found rotten below the tide line.\n\n"
    "Ferries to the Skerrow islands will leave from the fish quay instead, said Agatha Tremaine, who chairs "
    "the "
    "board, and the fare will not rise. Fishing crews were told to expect delays on market days.\n\n"
    "The work is to cost 4.2 million crowns, half of it from the regional fund. Engineers from Calder and "
    "Sons "
    "won the contract over three other bidders. \"We should have done this ten years ago,\" Tremaine said.";
static const char pier_rewritten[] =
    "Port Harlan's grain pier is to be shut for almost a year. Its harbour board decided this on Tuesday "
    "after "
    "a survey showed that 262 of the timber piles had rotted under the tide line and must be renewed by "
    "divers.\n\n"
    "\"We should have done this ten years ago,\" said board chair Agatha Tremaine. She promised that ferry "
    "fares "
    "to Skerrow would stay as they are, though boats must use the fish quay until the pier reopens, and "
    "fishing crews may face delays when there is a market.\n\n"
    "Calder and Sons, an engineering firm that beat three rival bidders, has the contract. The bill of 4.2 "
    "million crowns is shared with the regional fund.";
static const char pier_twin[] =
    "The town council of Vestmark voted on Friday to close the railway bridge over the Ondra for five weeks "
    "while welders replace 48 steel hangers that an inspection found cracked.\n\n"
    "Buses to the northern suburbs will leave from the cattle market instead, said Jonas Brevik, who leads "
    "the "
    "council, and tickets will stay valid. Commuters were told to expect delays in the morning.\n\n"
    "The repair is to cost 910,000 florins, all of it from the national railway. Welders from Hartog Steel "
    "won "
    "the contract over one other bidder. \"Safety comes before the timetable,\" Brevik said.";

typedef struct {
    const char *id, *title, *body, *source, *language;
    int64_t published_ms;
} telling;

static void add(wf_run *run, telling t) {
    wf_story story = {.id = str(t.id), .body = str(t.body), .published_ms = t.published_ms};
    if (t.title) story.title = str(t.title);
    if (t.source) story.source = str(t.source);
    if (t.language) story.language = str(t.language);
    assert_ok(wf_run_add(run, &story, &error));
}

static telling plain(const char *id, const char *body) {
    return (telling){.id = id, .body = body, .published_ms = WF_NO_DATE};
}

/* Whether two stories of a run are in one cluster. */
static bool together(wf_run *run, uint64_t i, uint64_t j) {
    wf_story_result r;
    char id[17];
    result_of(run, i, &r);
    memcpy(id, r.story_cluster, sizeof id);
    result_of(run, j, &r);
    return strcmp(id, r.story_cluster) == 0;
}

/* A run over the two tellings, the twin and a story that has nothing to do with them, by options. */
static wf_run *run_tellings(const wf_options *options, const int64_t dates[2],
                            const char *const languages[2]) {
    wf_run *run = open_run(options);
    add(run,
        (telling){"a", NULL, pier, NULL, languages ? languages[0] : NULL, dates ? dates[0] : WF_NO_DATE});
    add(run, (telling){"b", NULL, pier_rewritten, NULL, languages ? languages[1] : NULL,
                       dates ? dates[1] : WF_NO_DATE});
    add(run, plain("twin", pier_twin));
    add(run, plain("other", other_text));
    cluster(run);
    return run;
}

static void a_rewrite_joins_and_its_twin_does_not(void **state) {
    (void)state;
    wf_run *run = run_tellings(NULL, NULL, NULL);
    wf_story_result r;
    wf_summary summary;
    assert_true(together(run, 0, 1));
    assert_false(together(run, 0, 2));
    assert_false(together(run, 0, 3) || together(run, 2, 3));
    wf_run_summary(run, &summary);
    assert_int_equal(summary.n_rewrites, 1);
    assert_int_equal(summary.n_singles, 2);
    result_of(run, 0, &r);
    bool first_is_original = r.is_original;
    result_of(run, first_is_original ? 1 : 0, &r);
    assert_int_equal(r.relation, WF_REWRITE);
    assert_string(r.duplicate_of, first_is_original ? "a" : "b");
    assert_true(r.same_story > .5 && r.same_story <= 1);
    assert_true(r.jaccard < .2);
    result_of(run, 2, &r);
    assert_true(r.relation == WF_SINGLE && r.same_story == 0);
    wf_run_close(run);
}

static void level_copy_gives_no_rewrites(void **state) {
    (void)state;
    wf_options options;
    wf_options_init(&options);
    options.level = WF_LEVEL_COPY;
    wf_run *run = run_tellings(&options, NULL, NULL);
    wf_summary summary;
    wf_run_summary(run, &summary);
    assert_true(summary.n_rewrites == 0 && summary.n_clusters == 0 && summary.n_singles == 4);
    wf_run_close(run);
}

/* Published further apart than the window they are not compared; without a date they are. */
static void a_window_keeps_dated_stories_apart(void **state) {
    (void)state;
    const struct {
        int64_t window, a, b;
        bool joined;
    } cases[] = {
        {0, 1000 * DAY, 5000 * DAY, true},
        {14 * DAY, 1000 * DAY, 1014 * DAY, true},
        {14 * DAY, 1000 * DAY, 1014 * DAY + 1, false},
        {14 * DAY, 1014 * DAY + 1, 1000 * DAY, false},
        {14 * DAY, WF_NO_DATE, 1000 * DAY, true},
        {14 * DAY, 1000 * DAY, WF_NO_DATE, true},
        {14 * DAY, -3 * DAY, 3 * DAY, true},
        {INT64_MAX, -1000 * DAY, 1000 * DAY, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_options options;
        wf_options_init(&options);
        options.window_ms = cases[i].window;
        wf_run *run = run_tellings(&options, (int64_t[2]){cases[i].a, cases[i].b}, NULL);
        if (together(run, 0, 1) != cases[i].joined) fail_msg("case %zu", i);
        wf_run_close(run);
    }
}

static void same_language_keeps_languages_apart(void **state) {
    (void)state;
    for (int same = 0; same < 2; same++)
        for (int differ = 0; differ < 2; differ++) {
            wf_options options;
            wf_options_init(&options);
            options.same_language = same;
            const char *const languages[2] = {"en", differ ? "nl" : "en"};
            wf_run *run = run_tellings(&options, NULL, languages);
            /* Words of another language are stemmed otherwise, so less is asked where they are compared. */
            if (!differ) assert_true(together(run, 0, 1));
            if (differ && same) assert_false(together(run, 0, 1));
            wf_run_close(run);
        }
}

/* ---- boilerplate */

/* text with site furniture before and behind it, that of one of two sites. */
static char *framed(int site, const char *text) {
    static const char *const before[2] = {
        "Harbour Gazette Evening Edition for the Western Isles and the Calder Valley\n\n"
        "Subscribers of the Gazette read every article without limits on phone and tablet\n\n",
        "The Skerrow Messenger, founded by the printers Ambrose and Quill\n\n"
        "Our newsroom depends on readers who pay for careful reporting from the islands\n\n"};
    static const char *const behind[2] = {
        "\n\nThe Gazette is printed by Marlowe Press on paper from the Ingram mill\n\n"
        "Letters to the editor reach us at Chandlers Row beside the customs house",
        "\n\nThe Messenger belongs to a trust of teachers, skippers and shopkeepers\n\n"
        "Call the night desk when you see a wreck, a whale or a minister"};
    char *out = append_text(NULL, before[site]);
    out = append_text(out, text);
    return append_text(out, behind[site]);
}

static void boilerplate_decides_nothing(void **state) {
    (void)state;
    const char *const bodies[] = {pier, pier_twin, other_text, long_text, pier_rewritten};
    text_maker maker = {.state = 5};
    wf_run *run = open_run(NULL);
    char id[24];
    /* Enough stories of both sites for their lines to be seen to recur. */
    for (int i = 0; i < 16; i++) {
        char *own = make_text(&maker, 120), *text = framed(i % 2, own);
        snprintf(id, sizeof id, "filler%d", i);
        add_story(run, id, text, WF_NO_DATE);
        free(own);
        free(text);
    }
    for (int i = 0; i < 5; i++) { /* the rewrite is on the other site */
        char *text = framed(i == 4, bodies[i]);
        snprintf(id, sizeof id, "s%d", i);
        add_story(run, id, text, WF_NO_DATE);
        free(text);
    }
    char *copy = framed(1, pier_twin); /* and so is a copy of the twin */
    add_story(run, "copy", copy, WF_NO_DATE);
    free(copy);
    cluster(run);
    for (uint64_t i = 0; i < 16; i++)
        for (uint64_t j = i + 1; j < 22; j++) assert_false(together(run, i, j));
    assert_true(together(run, 16, 20));  /* one event, two sites */
    assert_true(together(run, 17, 21));  /* one text, two sites */
    assert_false(together(run, 16, 17)); /* one site, two bodies */
    assert_false(together(run, 16, 18));
    assert_false(together(run, 17, 18));
    wf_run_close(run);
}

/* Titles are no boilerplate, and yet the same headline alone joins nothing. */
static void a_common_title_joins_nothing(void **state) {
    (void)state;
    const char *const bodies[] = {pier, pier_twin, other_text};
    wf_run *run = open_run(NULL);
    for (int i = 0; i < 3; i++)
        add(run, (telling){.id = (const char *const[]){"x", "y", "z"}[i],
                           .title = "News in brief from the coast and the islands",
                           .body = bodies[i],
                           .published_ms = WF_NO_DATE});
    cluster(run);
    assert_false(together(run, 0, 1) || together(run, 0, 2) || together(run, 1, 2));
    wf_run_close(run);
}

/* ---- round-ups */

static void a_roundup_joins_one_story_and_lists_the_others(void **state) {
    (void)state;
    char *roundup = append_text(NULL, pier);
    roundup = append_text(roundup, "\n\n");
    roundup = append_text(roundup, pier_twin);
    roundup = append_text(roundup, "\n\n");
    roundup = append_text(roundup, other_text);
    wf_run *run = open_run(NULL);
    add(run, plain("pier", pier));
    add(run, plain("rewrite", pier_rewritten));
    add(run, plain("bridge", pier_twin));
    add(run, plain("trams", other_text));
    add(run, plain("roundup", roundup));
    cluster(run);
    free(roundup);
    assert_true(together(run, 0, 1));
    assert_false(together(run, 0, 2) || together(run, 0, 3) || together(run, 2, 3));
    int joined = 0, listed = 0;
    wf_story_result r;
    for (uint64_t i = 0; i < 4; i++) joined += i != 1 && together(run, 4, i);
    assert_true(joined <= 1);
    for (uint64_t k = 0; k < wf_run_n_clusters(run); k++) {
        wf_cluster_result c;
        assert_ok(wf_run_cluster_at(run, k, &c, &error));
        for (uint64_t i = 0; i < c.n_also; i++) {
            bool member = false;
            for (uint64_t m = 0; m < c.size; m++) member |= c.members[m] == c.also[i];
            assert_false(member);
            listed++;
        }
    }
    assert_true(listed > 0);
    /* What was not joined is still told as part of the round-up. */
    for (uint64_t i = 2; i < 4; i++) {
        result_of(run, i, &r);
        if (together(run, 4, i)) continue;
        assert_int_equal(r.relation, WF_EXCERPT);
        assert_string(r.duplicate_of, "roundup");
    }
    wf_run_close(run);
}

/* ---- the same result whatever the threads and the order */

/* A dump of families: tellings of one event each, in other words around the same facts, some dated. */
static dump make_families(size_t n_families, uint64_t seed) {
    enum { TELLINGS = 4, FACTS = 24 };
    static const char *const fillers[] = {"said",  "after",   "officials", "people", "during", "weeks",
                                          "later", "because", "several",   "part",   "while",  "against"};
    dump d = {n_families * TELLINGS, calloc(n_families * TELLINGS, sizeof *d.ids),
              calloc(n_families * TELLINGS, sizeof *d.bodies),
              calloc(n_families * TELLINGS, sizeof *d.dates)};
    text_maker maker = {.state = seed};
    for (size_t f = 0; f < n_families; f++) {
        char *facts[FACTS];
        for (int k = 0; k < FACTS; k++) facts[k] = make_text(&maker, 1);
        for (size_t t = 0; t < TELLINGS; t++) {
            size_t i = f * TELLINGS + t;
            char id[32], *body = NULL, piece[64];
            snprintf(id, sizeof id, "f%zu-%zu", f, t);
            for (int k = 0; k < FACTS; k++) {
                const char *fact = facts[(k * (2 * (int)t + 1) + (int)t) % FACTS];
                bool name = fact[0] < 'i', end = k % 6 == 5;
                snprintf(piece, sizeof piece, "%s %c%s %s%s", fillers[random_below(&maker.state, 12)],
                         name ? fact[0] - 'a' + 'A' : fact[0], fact + 1,
                         fillers[random_below(&maker.state, 12)], end ? "." : "");
                body = append_text(body, piece);
            }
            d.ids[i] = strdup(id);
            d.bodies[i] = body;
            d.dates[i] = t % 2 ? (int64_t)(f * 1000 + t) * 60000 : WF_NO_DATE;
        }
        for (int k = 0; k < FACTS; k++) free(facts[k]);
    }
    return d;
}

static void threads_and_order_do_not_matter(void **state) {
    (void)state;
    dump d = make_families(WF_SANITIZED ? 15 : 60, 9), other = make_dump(WF_SANITIZED ? 40 : 200, 4);
    dump all = {d.n + other.n, calloc(d.n + other.n, sizeof *all.ids),
                calloc(d.n + other.n, sizeof *all.bodies), calloc(d.n + other.n, sizeof *all.dates)};
    for (size_t i = 0; i < all.n; i++) {
        all.ids[i] = i < d.n ? d.ids[i] : other.ids[i - d.n];
        all.bodies[i] = i < d.n ? d.bodies[i] : other.bodies[i - d.n];
        all.dates[i] = i < d.n ? d.dates[i] : other.dates[i - d.n];
    }
    const unsigned threads[] = {1, 2, 5, 5, 2};
    char *want = NULL;
    for (size_t i = 0; i < 5; i++) {
        wf_options options;
        wf_summary summary;
        wf_options_init(&options);
        options.threads = threads[i];
        if (i > 2) shuffle_dump(&all, i); /* the records come out in input order: compare them sorted */
        char *got = run_dump(&all, &options, &summary);
        assert_true(summary.n_rewrites >= d.n / 4);
        if (i > 2) want = i == 3 ? sorted_lines(want) : want;
        if (i > 2) got = sorted_lines(got);
        if (want) assert_string_equal(got, want);
        if (want)
            free(got);
        else
            want = got;
    }
    free(want);
    free_dump(&all);
    dump *parts[] = {&d, &other};
    for (int k = 0; k < 2; k++) { /* their strings went with all's */
        free(parts[k]->ids);
        free(parts[k]->bodies);
        free(parts[k]->dates);
    }
}

/* The families above come together, and no two of them. */
static void families_do_not_mix(void **state) {
    (void)state;
    dump d = make_families(WF_SANITIZED ? 15 : 60, 10);
    wf_run *run = open_run(NULL);
    for (size_t i = 0; i < d.n; i++) add_story(run, d.ids[i], d.bodies[i], d.dates[i]);
    cluster(run);
    for (uint64_t k = 0; k < wf_run_n_clusters(run); k++) {
        wf_cluster_result c;
        assert_ok(wf_run_cluster_at(run, k, &c, &error));
        for (uint64_t m = 1; m < c.size; m++) assert_int_equal(c.members[m] / 4, c.members[0] / 4);
    }
    free_dump(&d);
    wf_run_close(run);
}

/* Dumps with next to nothing in them. */
static void small_dumps_are_no_trouble(void **state) {
    (void)state;
    const char *const bodies[][2] = {{NULL, NULL},
                                     {"", ""},
                                     {"the of and", "to be of"},
                                     {"Harbour", "Pier"},
                                     {"the", "Harbour pilots strike"}};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        wf_run *run = open_run(NULL);
        for (int k = 0; k < 2 && bodies[i][k]; k++) add(run, plain(k ? "b" : "a", bodies[i][k]));
        cluster(run);
        assert_int_equal(wf_run_n_clusters(run), 0);
        wf_run_close(run);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rewrite_joins_and_its_twin_does_not),
        cmocka_unit_test(level_copy_gives_no_rewrites),
        cmocka_unit_test(a_window_keeps_dated_stories_apart),
        cmocka_unit_test(same_language_keeps_languages_apart),
        cmocka_unit_test(boilerplate_decides_nothing),
        cmocka_unit_test(a_common_title_joins_nothing),
        cmocka_unit_test(a_roundup_joins_one_story_and_lists_the_others),
        cmocka_unit_test(threads_and_order_do_not_matter),
        cmocka_unit_test(families_do_not_mix),
        cmocka_unit_test(small_dumps_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
