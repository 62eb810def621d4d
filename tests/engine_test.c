/* The engine through wirefold.h: what comes out for dumps made here, for any order, number of threads and memory. */
#include "support/dump.h"

/* ---- small cases: what two stories are to each other */

typedef struct {
    const char *name, *a, *b;
    wf_relation relation_of_b; /* with a dated before b */
    double jaccard;            /* -1: not checked */
} relation_case;

static const relation_case relations[] = {
    {"same bytes", long_text, long_text, WF_EXACT, 1},
    {"unrelated", long_text, other_text, WF_SINGLE, -1},
    {"both empty", "", "", WF_SINGLE, -1},
    {"both without a word", "...", "...", WF_SINGLE, -1},
    {"one word, equal", "Fire", "fire!", WF_EXACT, 1},
    {"one word, different", "Fire", "Flood", WF_SINGLE, -1},
    {"fewer words than a shingle, equal", "Mayor of Lisse resigns", "MAYOR OF LISSE RESIGNS.", WF_EXACT, 1},
    {"fewer words than a shingle, one changed", "Mayor of Lisse resigns", "Mayor of Lisse stays", WF_SINGLE,
     -1},
    {"six words, one added", "Mayor of Lisse resigns after vote", "Mayor of Lisse resigns after vote today",
     WF_SINGLE, -1},
    {"case, quotes and dashes folded",
     "\xE2\x80\x9CWe won\xE2\x80\x9D \xE2\x80\x94 said Ann O\xE2\x80\x99Shea of Lisse",
     "\"we won\" - said ann o'shea of lisse", WF_EXACT, 1},
};

static void relation_table(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        const relation_case *c = &relations[i];
        wf_run *run = open_run(NULL);
        add_story(run, "a", c->a, 1000);
        add_story(run, "b", c->b, 2000);
        cluster(run);
        wf_story_result a, b;
        result_of(run, 0, &a);
        wf_relation relation_of_a = a.relation;
        result_of(run, 1, &b);
        if (b.relation != c->relation_of_b)
            fail_msg("%s: %s, expected %s", c->name, wf_relation_name(b.relation),
                     wf_relation_name(c->relation_of_b));
        bool alone = c->relation_of_b == WF_SINGLE;
        assert_int_equal(relation_of_a, alone ? WF_SINGLE : WF_ORIGINAL);
        assert_int_equal(b.story_size, alone ? 1 : 2);
        assert_int_equal(b.is_original, alone);
        assert_int_equal(b.duplicate_of.len, alone ? 0 : 1);
        if (c->jaccard >= 0) assert_true(b.jaccard == c->jaccard);
        if (!alone) assert_int_equal(b.lag_ms, 1000);
        wf_run_close(run);
    }
}

static void a_title_stands_for_a_missing_body(void **state) {
    (void)state;
    wf_run *run = open_run(NULL);
    wf_story a = {
        .id = str("a"), .title = str("Mayor of Lisse resigns after vote"), .published_ms = WF_NO_DATE};
    wf_story b = {
        .id = str("b"), .body = str("Mayor of Lisse resigns after vote"), .published_ms = WF_NO_DATE};
    wf_story c = {.id = str("c"),
                  .title = str("Mayor of Lisse resigns after vote"),
                  .body = str(other_text),
                  .published_ms = WF_NO_DATE};
    assert_ok(wf_run_add(run, &a, &error));
    assert_ok(wf_run_add(run, &b, &error));
    assert_ok(wf_run_add(run, &c, &error));
    cluster(run);
    wf_story_result r;
    result_of(run, 0, &r);
    assert_int_equal(r.copy_size, 2);
    result_of(run, 2, &r);
    assert_int_equal(r.copy_size, 1);
    wf_run_close(run);
}

static void short_notices_are_told_apart_by_their_titles(void **state) {
    (void)state;
    static const char notice[] =
        "Quarterly dividend ten cents against nine before. Pay May 15. Record May 1.";
    static const struct {
        const char *title_a, *title_b, *body;
        bool same;
    } cases[] = {
        {"Corvane Foods sets quarterly", "Northline Shipping sets payout", notice, false},
        {"Corvane Foods sets quarterly", "Corvane Foods sets quarterly", notice, true},
        {"Corvane Foods sets quarterly", "Northline Shipping sets payout", long_text, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_run *run = open_run(NULL);
        wf_story a = {
            .id = str("a"), .title = str(cases[i].title_a), .body = str(cases[i].body), .published_ms = 1};
        wf_story b = {
            .id = str("b"), .title = str(cases[i].title_b), .body = str(cases[i].body), .published_ms = 2};
        assert_ok(wf_run_add(run, &a, &error));
        assert_ok(wf_run_add(run, &b, &error));
        cluster(run);
        assert_int_equal(wf_run_n_clusters(run), cases[i].same);
        wf_run_close(run);
    }
}

static void a_title_that_begins_the_body_counts_once(void **state) {
    (void)state;
    wf_run *run = open_run(NULL);
    wf_story a = {
        .id = str("a"), .body = str("Mayor of Lisse resigns\n\nHe gave no reason."), .published_ms = 1};
    wf_story b = a;
    b.id = str("b");
    b.published_ms = 2;
    b.title = str("Mayor of Lisse resigns");
    assert_ok(wf_run_add(run, &a, &error));
    assert_ok(wf_run_add(run, &b, &error));
    cluster(run);
    wf_story_result r;
    result_of(run, 1, &r);
    assert_int_equal(r.relation, WF_EXACT);
    wf_run_close(run);
}

/* ---- excerpts */

/* With a lower share asked for, a text is found that has most of its words for itself. */
static void an_excerpt_may_share_less_if_asked(void **state) {
    (void)state;
    enum { SHARED = 160, OWN = 200 };
    text_maker maker = {.state = 9};
    char *shared = make_text(&maker, SHARED), *own = make_text(&maker, OWN),
         *rest = make_text(&maker, 3 * OWN);
    char *part = append_text(append_text(NULL, shared), own),
         *whole = append_text(append_text(NULL, shared), rest);
    for (int lower = 0; lower < 2; lower++) {
        wf_options o;
        wf_options_init(&o);
        o.level = WF_LEVEL_COPY;
        if (lower) o.excerpt = .35;
        wf_run *run = open_run(&o);
        add_story(run, "whole", whole, 1000);
        add_story(run, "part", part, 2000);
        cluster(run);
        wf_story_result r;
        result_of(run, 1, &r);
        assert_int_equal(r.relation, lower ? WF_EXCERPT : WF_SINGLE);
        wf_run_close(run);
    }
    free(shared);
    free(own);
    free(rest);
    free(part);
    free(whole);
}

static void an_excerpt_is_told_with_both_shares(void **state) {
    (void)state;
    char excerpt[600];
    size_t half = (size_t)(strstr(long_text, "The work is") - long_text);
    snprintf(excerpt, sizeof excerpt, "%.*s", (int)half, long_text);
    for (int excerpt_first = 0; excerpt_first < 2; excerpt_first++) {
        wf_run *run = open_run(NULL);
        add_story(run, "long", long_text, excerpt_first ? 2000 : 1000);
        add_story(run, "cut", excerpt, excerpt_first ? 1000 : 2000);
        add_story(run, "far", other_text, 1500);
        cluster(run);
        wf_story_result r;
        result_of(run, excerpt_first ? 0 : 1, &r);
        assert_int_equal(r.relation, excerpt_first ? WF_EXPANDED : WF_EXCERPT);
        assert_string(r.duplicate_of, excerpt_first ? "cut" : "long");
        double of_the_cut = excerpt_first ? r.contained : r.containment;
        double of_the_long = excerpt_first ? r.containment : r.contained;
        assert_true(of_the_cut == 1);
        assert_true(of_the_long > .4 && of_the_long < .7);
        assert_int_equal(r.story_size, 2);
        assert_int_equal(r.copy_size, 1);
        result_of(run, 2, &r);
        assert_int_equal(r.relation, WF_SINGLE);
        wf_run_close(run);
    }
}

static void a_round_up_joins_one_story(void **state) {
    (void)state;
    text_maker maker = {.state = 7};
    char *parts[3], *round_up = NULL;
    for (int i = 0; i < 3; i++) {
        parts[i] = make_text(&maker, 60 + 10 * i);
        round_up = append_text(round_up, parts[i]);
    }
    wf_run *run = open_run(NULL);
    add_story(run, "p0", parts[0], 1000);
    add_story(run, "p1", parts[1], 1001);
    add_story(run, "p2", parts[2], 1002);
    add_story(run, "round-up", round_up, 2000);
    cluster(run);
    assert_int_equal(wf_run_n_clusters(run), 1);
    wf_cluster_result c;
    assert_ok(wf_run_cluster_at(run, 0, &c, &error));
    assert_int_equal(c.size, 2);
    assert_int_equal(c.n_also, 2);
    wf_story_result r;
    result_of(run, 2, &r); /* the longest part shares most */
    assert_int_equal(r.story_size, 2);
    result_of(run, 0, &r);
    assert_int_equal(r.story_size, 1);
    wf_run_close(run);
    for (int i = 0; i < 3; i++) free(parts[i]);
    free(round_up);
}

static void parts_of_one_text_that_came_out_after_it_all_join(void **state) {
    (void)state;
    enum { PARTS = 200 };
    text_maker maker = {.state = 8};
    char *words[1200];
    for (int i = 0; i < 1200; i++) words[i] = make_text(&maker, 1);
    for (int dated = 0; dated < 2; dated++) {
        wf_run *run = open_run(NULL);
        char *whole = NULL;
        for (int i = 0; i < 1200; i++) whole = append_text(whole, words[i]);
        add_story(run, "whole", whole, dated ? 1000 : WF_NO_DATE);
        free(whole);
        for (int p = 0; p < PARTS; p++) {
            char *part = NULL, id[16];
            int second = (p * 37 + 300) % 1150; /* two passages each, so that no two parts are copies */
            for (int i = p * 5; i < p * 5 + 50; i++) part = append_text(part, words[i]);
            for (int i = second; i < second + 50; i++) part = append_text(part, words[i]);
            snprintf(id, sizeof id, "part%d", p);
            add_story(run, id, part, dated ? 2000 + p : WF_NO_DATE);
            free(part);
        }
        cluster(run);
        wf_summary s;
        wf_run_summary(run, &s);
        assert_int_equal(s.n_excerpts + s.n_copies,
                         PARTS); /* a few parts hold the same two passages the other way round */
        assert_true(s.n_copies < PARTS / 10);
        for (int p = 1; p <= PARTS; p++) {
            wf_story_result r;
            result_of(run, (uint64_t)p, &r);
            assert_int_equal(r.story_size, PARTS + 1);
            if (r.relation != WF_EXCERPT) continue;
            assert_string(r.duplicate_of, "whole");
            assert_true(r.containment > .9);
        }
        wf_run_close(run);
    }
    for (int i = 0; i < 1200; i++) free(words[i]);
}

static void a_part_that_is_not_joined_is_still_told_as_an_excerpt(void **state) {
    (void)state;
    text_maker maker = {.state = 9};
    char *first = make_text(&maker, 90), *second = make_text(&maker, 80);
    char *whole = append_text(append_text(NULL, first), second);
    wf_run *run = open_run(NULL);
    add_story(run, "whole", whole, WF_NO_DATE);
    add_story(run, "first", first, WF_NO_DATE);
    add_story(run, "second", second, WF_NO_DATE);
    cluster(run);
    wf_story_result r;
    result_of(run, 2, &r);
    assert_int_equal(r.relation, WF_EXCERPT);
    assert_string(r.duplicate_of, "whole");
    assert_true(r.containment == 1);
    assert_int_equal(r.story_size, 1);
    assert_false(r.is_original);
    wf_run_close(run);
    free(first);
    free(second);
    free(whole);
}

static void an_equal_date_lets_no_part_of_a_round_up_join(void **state) {
    (void)state;
    text_maker maker = {.state = 13};
    char *first = make_text(&maker, 90), *second = make_text(&maker, 80);
    char *whole = append_text(append_text(NULL, first), second);
    static const struct {
        int64_t whole, parts;
        uint64_t size;
    } cases[] = {{1000, 1000, 2}, {1000, 1001, 3}, {1001, 1000, 2}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        wf_run *run = open_run(NULL);
        add_story(run, "whole", whole, cases[c].whole);
        add_story(run, "first", first, cases[c].parts);
        add_story(run, "second", second, cases[c].parts);
        cluster(run);
        wf_story_result r;
        result_of(run, 0, &r);
        assert_int_equal(r.story_size, cases[c].size);
        wf_run_close(run);
    }
    free(first);
    free(second);
    free(whole);
}

/* ---- chains */

static void a_chain_of_small_edits_does_not_join_its_ends(void **state) {
    (void)state;
    enum { LINKS = 30, WORDS = 200, EDITS = 6 };
    text_maker maker = {.state = 11};
    char *words[WORDS];
    for (int i = 0; i < WORDS; i++) words[i] = make_text(&maker, 1);
    wf_run *run = open_run(NULL);
    for (int link = 0; link < LINKS; link++) {
        char *text = NULL, id[16];
        for (int i = 0; i < WORDS; i++) text = append_text(text, words[i]);
        snprintf(id, sizeof id, "link%d", link);
        add_story(run, id, text, 1000 + link);
        free(text);
        for (int e = 0; e < EDITS; e++) { /* each link has other words at places of its own */
            int at = (link * EDITS + e) * 7 % WORDS;
            free(words[at]);
            words[at] = make_text(&maker, 1);
        }
    }
    cluster(run);
    for (int link = 0; link < LINKS; link++) {
        wf_story_result r;
        result_of(run, (uint64_t)link, &r);
        assert_true(r.copy_size < LINKS);
        if (r.relation == WF_COPY) assert_true(r.jaccard >= .7);
    }
    wf_story_result first, last;
    result_of(run, 0, &first);
    char group[17];
    memcpy(group, first.copy_group, sizeof group);
    result_of(run, LINKS - 1, &last);
    assert_string_not_equal(group, last.copy_group);
    for (int i = 0; i < WORDS; i++) free(words[i]);
    wf_run_close(run);
}

/* ---- boilerplate that recurs */

static void a_footer_of_the_dump_is_not_matched(void **state) {
    (void)state;
    enum { STORIES = 12 };
    static const char footer[] = "\n\nThe Grey Heron Review prints what happened between the dunes and the "
                                 "dyke, every weekday but Thursday, and "
                                 "wants to hear what its readers along the coast think about the tide, the "
                                 "trains and the price of turnips.";
    text_maker maker = {.state = 3};
    wf_run *run = open_run(NULL);
    for (int i = 0; i < STORIES; i++) {
        char *body = make_text(&maker, 45), *text = append_text(append_text(NULL, body), footer), id[16];
        snprintf(id, sizeof id, "s%d", i);
        add_story(run, id, text, WF_NO_DATE);
        free(body);
        free(text);
    }
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.boilerplate_lines, 1);
    assert_int_equal(s.boilerplate_stories, STORIES);
    assert_int_equal(s.n_dropped, 1);
    assert_int_equal(s.dropped[0].n_stories, STORIES);
    assert_memory_equal(s.dropped[0].text.ptr, "The Grey Heron Review", 21);
    assert_int_equal(s.n_singles, STORIES);
    wf_story_result r;
    result_of(run, 0, &r);
    assert_int_equal(r.words, 45);
    wf_run_close(run);
}

static void a_story_many_sites_printed_is_not_boilerplate(void **state) {
    (void)state;
    wf_run *run = open_run(NULL);
    for (int i = 0; i < 40; i++) {
        char id[16], *text = append_text(NULL, long_text), mark[32];
        snprintf(mark, sizeof mark, "Copy number %d", i);
        text = append_text(text, mark);
        snprintf(id, sizeof id, "s%d", i);
        add_story(run, id, text, 1000 + i);
        free(text);
    }
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.boilerplate_lines, 0);
    assert_int_equal(s.n_clusters, 1);
    assert_int_equal(s.n_copies, 39);
    wf_run_close(run);
}

static void a_line_left_alone_in_altered_versions_is_not_boilerplate(void **state) {
    (void)state;
    enum { WORDS = 120, VERSIONS = 12 };
    text_maker maker = {.state = 23};
    char *words[WORDS];
    for (int i = 0; i < WORDS; i++) words[i] = make_text(&maker, 1);
    wf_run *run = open_run(NULL);
    for (int v = 0; v < VERSIONS;
         v++) { /* every sixth word is another one in each version: no two lines are alike */
        char *text = append_text(NULL,
                                 "The board of the harbour met on Tuesday behind closed doors in Lisse.\n\n"),
             id[16];
        for (int i = 0; i < WORDS; i++) {
            char *word = (i + v) % 6 ? NULL : make_text(&maker, 1);
            text = append_text(text, word ? word : words[i]);
            if (i % 20 == 19) text = append_text(text, "\n\n");
            free(word);
        }
        snprintf(id, sizeof id, "v%d", v);
        add_story(run, id, text, WF_NO_DATE);
        free(text);
    }
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.boilerplate_lines, 0);
    for (int i = 0; i < WORDS; i++) free(words[i]);
    wf_run_close(run);
}

/* ---- large buckets */

/* Stories that are nearly the same: one word of forty differs, or none. */
static void add_bucket(wf_run *run, uint32_t n, bool vary) {
    static const char text[] =
        "The auction of ninety day bills by the central bank of Valdria drew bids of four hundred "
        "million crowns on Monday, and the average yield was a little above that of the week "
        "before, said a dealer in Corvane who takes part every week";
    for (uint32_t i = 0; i < n; i++) {
        char id[16], body[400];
        snprintf(id, sizeof id, "b%u", i);
        snprintf(body, sizeof body, "%s as number %u", text, vary ? i : 0);
        add_story(run, id, body, WF_NO_DATE);
    }
}

static void large_buckets_cost_linear_time(void **state) {
    (void)state;
#ifdef WF_SANITIZED
    enum { N = 5000 }; /* sanitizers make it twenty times slower */
#else
    enum { N = 100000 };
#endif
    for (int vary = 0; vary < 2; vary++) {
        wf_run *run = open_run(NULL);
        add_bucket(run, N, vary);
        cluster(run);
        wf_summary s;
        wf_run_summary(run, &s);
        assert_true(s.n_verified <= 64 * (uint64_t)N);
        assert_int_equal(s.n_clusters, 1);
        assert_int_equal(s.n_clustered, N);
        assert_int_equal(s.n_exact, vary ? 0 : N - 1);
        wf_run_close(run);
    }
}

/* ---- the same bytes for any order, threads and memory */

static void the_output_does_not_depend_on_threads_or_memory(void **state) {
    (void)state;
    dump d = make_dump(400, 5);
    static const struct {
        unsigned threads;
        size_t memory;
    } runs[] = {{1, 0}, {2, 0}, {8, 0}, {2, 1 << 16}};
    char *first = NULL;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        wf_options o;
        wf_options_init(&o);
        o.threads = runs[i].threads;
        if (runs[i].memory) o.memory = runs[i].memory;
        char *out = run_dump(&d, &o, NULL);
        if (first) assert_string_equal(out, first);
        if (!first)
            first = out;
        else
            free(out);
    }
    assert_non_null(strstr(first, "\"relation\":\"copy\""));
    assert_non_null(strstr(first, "\"relation\":\"excerpt\""));
    assert_non_null(strstr(first, "\"relation\":\"exact\""));
    free(first);
    free_dump(&d);
}

static void the_lines_do_not_depend_on_input_order(void **state) {
    (void)state;
    dump d = make_dump(300, 9);
    wf_options o;
    wf_options_init(&o);
    char *first = sorted_lines(run_dump(&d, &o, NULL));
    for (uint64_t seed = 1; seed <= 3; seed++) {
        shuffle_dump(&d, seed);
        char *out = sorted_lines(run_dump(&d, &o, NULL));
        assert_string_equal(out, first);
        free(out);
    }
    free(first);
    free_dump(&d);
}

static void another_seed_finds_the_same_copies(void **state) {
    (void)state;
    dump d = make_dump(200, 21);
    uint64_t copies = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        wf_options o;
        wf_options_init(&o);
        o.seed = seed;
        wf_summary s;
        free(run_dump(&d, &o, &s));
        assert_true(s.n_copies > 0);
        if (seed == 1) copies = s.n_copies;
        assert_true(s.n_copies + 2 >= copies && s.n_copies <= copies + 2);
    }
    free_dump(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relation_table),
        cmocka_unit_test(a_title_stands_for_a_missing_body),
        cmocka_unit_test(short_notices_are_told_apart_by_their_titles),
        cmocka_unit_test(a_title_that_begins_the_body_counts_once),
        cmocka_unit_test(an_excerpt_is_told_with_both_shares),
        cmocka_unit_test(an_excerpt_may_share_less_if_asked),
        cmocka_unit_test(a_round_up_joins_one_story),
        cmocka_unit_test(parts_of_one_text_that_came_out_after_it_all_join),
        cmocka_unit_test(an_equal_date_lets_no_part_of_a_round_up_join),
        cmocka_unit_test(a_part_that_is_not_joined_is_still_told_as_an_excerpt),
        cmocka_unit_test(a_chain_of_small_edits_does_not_join_its_ends),
        cmocka_unit_test(a_footer_of_the_dump_is_not_matched),
        cmocka_unit_test(a_story_many_sites_printed_is_not_boilerplate),
        cmocka_unit_test(a_line_left_alone_in_altered_versions_is_not_boilerplate),
        cmocka_unit_test(large_buckets_cost_linear_time),
        cmocka_unit_test(the_output_does_not_depend_on_threads_or_memory),
        cmocka_unit_test(the_lines_do_not_depend_on_input_order),
        cmocka_unit_test(another_seed_finds_the_same_copies),
    };
    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
