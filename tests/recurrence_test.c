/* Lines that recur, through a whole run: what their judgement costs, and that it asks whether to stop. */
#include "base/digest.h"
#include "support/dump.h"
#include "support/words.h"
#include "text/tokenize.h"

/* ---- a question count */

typedef struct {
    bool judging;      /* all stories were gone through for the third time: what comes is the judgement */
    int passes;        /* over the stories */
    size_t questions;  /* since progress was told last */
    size_t asked;      /* questions of the judgement */
    size_t stop_after; /* so many of them; 0: never */
} watch;

static void on_progress(void *user, const wf_progress *p) {
    watch *w = user;
    w->questions = 0;
    w->passes += p->stage == WF_STAGE_BOILERPLATE && p->done && p->done == p->total;
    w->judging = p->stage == WF_STAGE_BOILERPLATE && w->passes == 3;
}

static bool on_question(void *user) {
    watch *w = user;
    bool in_judgement = w->judging && w->questions++ > 0; /* the first one comes with the progress */
    w->asked += in_judgement;
    return in_judgement && w->stop_after && w->asked == w->stop_after;
}

static wf_run *watched_run(watch *w) {
    wf_options o;
    wf_options_init(&o);
    o.threads = 1;
    o.on_progress = on_progress;
    o.cancelled = on_question;
    o.user = w;
    return open_run(&o);
}

/* n versions of a text of many lines, each with a line of its own. */
static void add_versions(wf_run *run, int n, int lines, text_maker *maker) {
    char **shared = malloc((size_t)lines * sizeof *shared);
    assert_non_null(shared);
    for (int i = 0; i < lines; i++) shared[i] = make_text(maker, 2);
    for (int v = 0; v < n; v++) {
        size_t cap = (size_t)lines * 20 + 64;
        char *text = malloc(cap), *at = text, *own = make_text(maker, 3), id[16];
        assert_non_null(text);
        at += sprintf(at, "%s\n\n", own);
        for (int i = 0; i < lines; i++) at += sprintf(at, "%s\n\n", shared[i]);
        snprintf(id, sizeof id, "v%d", v);
        add_story(run, id, text, WF_NO_DATE);
        free(own);
        free(text);
    }
    for (int i = 0; i < lines; i++) free(shared[i]);
    free(shared);
}

static void lines_of_the_same_stories_are_judged_once(void **state) {
    (void)state;
    watch w = {0};
    text_maker maker = {.state = 41};
    wf_run *run = watched_run(&w);
    add_versions(run, 6, 3000, &maker);
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.boilerplate_lines, 0);
    assert_int_equal(w.asked, 1);
    wf_run_close(run);
}

static void the_judgement_can_be_stopped(void **state) {
    (void)state;
    watch w = {.stop_after = 1};
    text_maker maker = {.state = 43};
    wf_run *run = watched_run(&w);
    add_versions(run, 6, 30, &maker);
    assert_int_equal(wf_run_cluster(run, &error), WF_E_CANCELLED);
    assert_int_equal(w.asked, 1);
    wf_run_close(run);
}

static void every_line_of_a_footer_is_dropped(void **state) {
    (void)state;
    enum { STORIES = 9, LINES = 4 };
    static const char footer[] = "\n\nThe Grey Heron Review of Lisse\n\nPrinted Between Dunes And Dyke"
                                 "\n\nTurnips And Tides Since Long Ago\n\nEvery Weekday But Thursday";
    text_maker maker = {.state = 47};
    wf_run *run = open_run(NULL);
    for (int i = 0; i < STORIES; i++) {
        char *text = append_text(make_text(&maker, 45), footer), id[16];
        snprintf(id, sizeof id, "s%d", i);
        add_story(run, id, text, WF_NO_DATE);
        free(text);
    }
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.boilerplate_lines, LINES);
    assert_int_equal(s.boilerplate_stories, STORIES);
    wf_run_close(run);
}

/* ---- lines looked at */

/* A made-up line whose hash is in the lower or upper half. */
static char *make_line(const wf_fold *fold, text_maker *maker, bool upper) {
    wf_seeds seeds;
    wf_seeds_derive(&seeds, 1);
    for (;;) {
        char *line = make_text(maker, 3);
        wf_tokens tokens = {0};
        assert_ok(wf_tokenize(fold, str(line), seeds.line, &tokens, &error));
        assert_int_equal(tokens.n_lines, 1);
        bool is_upper = tokens.lines[0].hash >> 63;
        wf_tokens_free(&tokens);
        if (is_upper == upper) return line;
        free(line);
    }
}

/*
 * Stories whose lines of small hash are their own, while twice as many of larger hash stand in one other story: a look
 * at all lines finds versions of a story around the footer, a look at those of smallest hash finds different stories.
 */
static void lines_of_smallest_hash_are_looked_at(void **state) {
    (void)state;
    enum { STORIES = 6, OWN = 1200, SHARED = 2400 };
    text_maker maker = {.state = 53};
    wf_fold *fold;
    assert_ok(wf_fold_open(&fold, &error));
    wf_run *run = open_run(NULL);
    char *texts[STORIES];
    for (int s = 0; s < STORIES; s++) {
        texts[s] = calloc((OWN + SHARED) * 30 + 100, 1);
        assert_non_null(texts[s]);
    }
    for (int pair = 0; pair < STORIES; pair += 2) {
        char *ends[2] = {texts[pair], texts[pair + 1]};
        for (int i = 0; i < OWN + SHARED; i++) {
            bool shared = i >= OWN;
            char *first = make_line(fold, &maker, shared),
                 *second = shared ? NULL : make_line(fold, &maker, false);
            ends[0] += sprintf(ends[0], "%s\n\n", first);
            ends[1] += sprintf(ends[1], "%s\n\n", second ? second : first);
            free(first);
            free(second);
        }
        for (int side = 0; side < 2; side++) sprintf(ends[side], "Turnips And Tides Since Long Ago\n");
    }
    for (int s = 0; s < STORIES; s++) {
        char id[16];
        snprintf(id, sizeof id, "s%d", s);
        add_story(run, id, texts[s], WF_NO_DATE);
        free(texts[s]);
    }
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.boilerplate_lines, 1);
    wf_run_close(run);
    wf_fold_close(fold);
}

/* ---- the same result for any order */

/* Stories that stand in the dump twice, as paragraphs and wrapped by hand: the same text with other lines. */
static void wrapped_twins_do_not_make_order_matter(void **state) {
    (void)state;
    enum { TEXTS = 6, WORDS = 90 };
    static const char footer[] =
        "\n\nThe Harbour Desk Wishes All Readers A Calm And Pleasant Evening At Home";
    dump d = {2 * TEXTS, calloc(2 * TEXTS, sizeof *d.ids), calloc(2 * TEXTS, sizeof *d.bodies),
              calloc(2 * TEXTS, sizeof *d.dates)};
    text_maker maker = {.state = 59};
    for (int i = 0; i < TEXTS; i++) {
        char *body = make_text(&maker, WORDS), id[16];
        char *wrapped = strdup(body);
        int word = 0;
        for (char *at = wrapped; *at; at++)
            if (*at == ' ' && ++word % 9 == 0) *at = '\n';
        for (int twin = 0; twin < 2; twin++) {
            size_t at = (size_t)twin * TEXTS + (size_t)i;
            snprintf(id, sizeof id, "%c%d", 'a' + twin, i);
            d.ids[at] = strdup(id);
            d.bodies[at] = append_text(twin ? wrapped : body, footer);
            d.dates[at] = WF_NO_DATE;
        }
    }
    wf_options o;
    wf_options_init(&o);
    char *first = sorted_lines(run_dump(&d, &o, NULL));
    for (uint64_t seed = 1; seed <= 8; seed++) {
        shuffle_dump(&d, seed);
        char *out = sorted_lines(run_dump(&d, &o, NULL));
        assert_string_equal(out, first);
        free(out);
    }
    free(first);
    free_dump(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_the_same_stories_are_judged_once),
        cmocka_unit_test(the_judgement_can_be_stopped),
        cmocka_unit_test(every_line_of_a_footer_is_dropped),
        cmocka_unit_test(lines_of_smallest_hash_are_looked_at),
        cmocka_unit_test(wrapped_twins_do_not_make_order_matter),
    };
    return cmocka_run_group_tests_name("recurrence", tests, NULL, NULL);
}
