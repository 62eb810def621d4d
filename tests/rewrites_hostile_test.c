/*
 * The search for rewrites against texts that are no news, and against a hot topic: an end in bounded time, the ordinary
 * stories among them found as ever, and nothing joined that is not alike.
 */
#include "support/dump.h"
#include "support/words.h"

#include <ctype.h>
#include <time.h>

#ifndef WF_SANITIZED
#define WF_SANITIZED 0
#endif

enum { LONG_BYTES = WF_SANITIZED ? 200000 : 5000000, QUOTES = WF_SANITIZED ? 500 : 10000 };

/* Made-up words as often used as those of a language: a few of them much, most of them seldom. */
static const char *const common[] = {
    "government", "police",   "company", "people",  "market", "minister",  "court",  "school", "report",
    "city",       "country",  "money",   "workers", "team",   "president", "health", "season", "price",
    "official",   "election", "week",    "month",   "night",  "morning",   "group",  "plan",   "service"};

typedef struct {
    text_maker maker;
    char *text;
    size_t len, cap;
} writer;

static void put(writer *w, const char *s) {
    size_t len = strlen(s);
    if (w->len + len + 1 > w->cap) {
        w->cap = (w->len + len + 1) * 2;
        w->text = realloc(w->text, w->cap);
        assert_non_null(w->text);
    }
    memcpy(w->text + w->len, s, len + 1);
    w->len += len;
}

/* A word, with a capital if it is a name: every name is new, every other word of a large vocabulary. */
static void put_word(writer *w, bool name) {
    uint64_t *state = &w->maker.state;
    if (!name && random_below(state, 2)) {
        put(w, random_below(state, 2) ? "the " : common[random_below(state, sizeof common / sizeof *common)]);
        put(w, " ");
        return;
    }
    text_maker own = {.state = name ? random_next(state) : random_below(state, 30000)};
    char *word = make_text(&own, 1);
    if (name) word[0] = (char)toupper((unsigned char)word[0]);
    put(w, word);
    put(w, " ");
    free(word);
}

static void put_sentence(writer *w, int n_words, const char *mark) {
    for (int i = 0; i < n_words; i++) put_word(w, i % 5 == 4);
    put(w, mark);
}

static void put_story(writer *w, int n_sentences, const char *mark) {
    for (int i = 0; i < n_sentences; i++) put_sentence(w, 8 + (int)random_below(&w->maker.state, 12), mark);
}

typedef enum { ONE_WORD, NO_MARKS, CAPITALS, NUMBERS, NAMES, QUOTED, REPEATED, LONG, LONG_NEW, KINDS } kind;

/* A text of a kind; the long ones are 5 MB. Free it. */
static char *hostile_text(kind k, uint64_t seed) {
    writer w = {.maker = {.state = seed}};
    char number[32];
    put(&w, "");
    switch (k) {
    case ONE_WORD:
        put_word(&w, seed % 2);
        break;
    case NO_MARKS:
        put_story(&w, 40, "");
        break;
    case CAPITALS:
        put_story(&w, 25, ". ");
        for (size_t i = 0; i < w.len; i++) w.text[i] = (char)toupper((unsigned char)w.text[i]);
        break;
    case NUMBERS:
        for (int i = 0; i < 1500; i++) {
            snprintf(number, sizeof number, "%llu%s",
                     (unsigned long long)random_next(&w.maker.state) >> i % 60, i % 9 ? " " : ", ");
            put(&w, number);
        }
        break;
    case NAMES:
        for (int i = 0; i < 1200; i++) {
            put_word(&w, true);
            if (i % 2) put(&w, ", ");
        }
        break;
    case QUOTED:
        for (int i = 0; i < QUOTES; i++) {
            put(&w, "\"");
            put_sentence(&w, 6, "\" ");
        }
        break;
    case REPEATED:
        put_word(&w, false);
        put_word(&w, true);
        for (size_t once = w.len; w.len < LONG_BYTES;) {
            char *again = strndup(w.text, once);
            assert_non_null(again);
            put(&w, again);
            free(again);
        }
        break;
    case LONG:
        while (w.len < LONG_BYTES) put_sentence(&w, 15, ". ");
        break;
    default: /* no word twice, and no mark */
        while (w.len < LONG_BYTES) put_word(&w, true);
    }
    return w.text;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Clusters the run; most: seconds, far more than it takes, far less than quadratic time would. */
static void cluster_within(wf_run *run, double most) {
    double begin = seconds();
    cluster(run);
    double took = seconds() - begin;
    print_message("clustered in %.1f s\n", took);
    if (took > most) fail_msg("%.1f s, more than %.0f", took, most);
}

static void add_own(wf_run *run, size_t number, char *body) {
    char id[24];
    snprintf(id, sizeof id, "s%zu", number);
    add_story(run, id, body, WF_NO_DATE);
    free(body);
}

/* The two tellings of the only event that was told twice. */
static const char told[] =
    "The harbour board of Port Harlan voted on Tuesday to close the old grain pier for eleven months while "
    "divers replace 262 timber piles that a survey found rotten below the tide line. Ferries to the Skerrow "
    "islands will leave from the fish quay instead, said Agatha Tremaine, who chairs the board. Engineers "
    "from "
    "Calder and Sons won the contract of 4.2 million crowns.";
static const char told_again[] =
    "Port Harlan's grain pier is to be shut for almost a year. Its harbour board decided this on Tuesday "
    "after "
    "a survey showed that 262 of the timber piles had rotted under the tide line and must be renewed by "
    "divers. Board chair Agatha Tremaine promised that the Skerrow ferries would go on from the fish quay. "
    "Calder and Sons, the engineers, have the contract for 4.2 million crowns.";

static void strange_texts_among_ordinary_ones(void **state) {
    (void)state;
    enum {
        EACH = WF_SANITIZED ? 4 : 60,
        LONG_EACH = WF_SANITIZED ? 2 : 3,
        ORDINARY = WF_SANITIZED ? 60 : 400
    };
    wf_run *run = open_run(NULL);
    size_t n = 0;
    add_own(run, n++, strdup(told));
    add_own(run, n++, strdup(told_again));
    for (int k = 0; k < KINDS; k++)
        for (uint64_t i = 0; i < (k < QUOTED ? EACH : LONG_EACH); i++)
            add_own(run, n++, hostile_text((kind)k, (uint64_t)k * 1000 + i));
    for (uint64_t i = 0; i < ORDINARY; i++) {
        writer w = {.maker = {.state = 100000 + i}};
        put_story(&w, 4 + (int)(i % 25), ". ");
        add_own(run, n++, w.text);
    }
    cluster_within(run, WF_SANITIZED ? 300 : 120);
    /* The two tellings are together, and nothing else is but single words that are the same word. */
    wf_story_result r;
    for (uint64_t i = 0; i < n; i++) {
        result_of(run, i, &r);
        if (i < 2 ? r.story_size != 2 : r.relation == WF_REWRITE)
            fail_msg("story %d of %d: %s of %.*s, %d in its story", (int)i, (int)n,
                     wf_relation_name(r.relation), (int)r.duplicate_of.len, r.duplicate_of.ptr,
                     (int)r.story_size);
    }
    wf_run_close(run);
}

/* All its rare terms are in all its stories, each of which says something else with them. */
static void a_hot_topic_neither_merges_nor_takes_quadratic_time(void **state) {
    (void)state;
    enum { STORIES = WF_SANITIZED ? 200 : 2000, HOT = 40 };
    text_maker maker = {.state = 3};
    char *hot[HOT];
    for (int k = 0; k < HOT; k++) {
        hot[k] = make_text(&maker, 1);
        hot[k][0] = (char)toupper((unsigned char)hot[k][0]);
    }
    wf_run *run = open_run(NULL);
    for (uint64_t i = 0; i < STORIES; i++) {
        writer w = {.maker = {.state = 5000 + i}};
        uint64_t step = 1 + 2 * random_below(&w.maker.state, HOT / 4), at = random_below(&w.maker.state, HOT);
        for (int k = 0; k < HOT; k++, at += step) {
            put(&w, hot[step % 5 ? at % HOT : (uint64_t)k]);
            put(&w, " ");
            put_word(&w, false);
            put_word(&w, false);
            put_word(&w, false);
            put_word(&w, false);
            if (k % 5 == 4) put(&w, ". ");
        }
        add_own(run, i, w.text);
    }
    add_own(run, STORIES, strdup(told));
    add_own(run, STORIES + 1, strdup(told_again));
    cluster_within(run, WF_SANITIZED ? 120 : 60);
    wf_summary summary;
    wf_run_summary(run, &summary);
    assert_true(summary.n_verified < 100 * (uint64_t)STORIES);
    if (summary.n_rewrites != 1) fail_msg("%d rewrites", (int)summary.n_rewrites);
    wf_run_close(run);
    for (int k = 0; k < HOT; k++) free(hot[k]);
}

/* Forms that are filled in with words of their own each are alike, but share no rare word: a look at their outlines tells. */
static void filled_in_forms_are_told_apart_before_they_are_verified(void **state) {
    (void)state;
    enum { FORMS = WF_SANITIZED ? 10 : 40, STORIES = 40 * FORMS, WORDS = 64 };
    wf_run *run = open_run(NULL);
    for (uint64_t i = 0; i < STORIES; i++) {
        writer w = {.maker = {.state = 700000 + i}};
        uint64_t form = i % FORMS;
        for (int k = 0; k < WORDS; k++) {
            char *own = make_text(&w.maker, 1);
            put(&w, k % 6 == 2 ? own : common[random_below(&form, sizeof common / sizeof *common)]);
            put(&w, k % 16 == 15 ? ". " : " ");
            free(own);
        }
        add_own(run, i, w.text);
    }
    cluster_within(run, WF_SANITIZED ? 120 : 60);
    wf_summary summary;
    wf_run_summary(run, &summary);
    assert_true(summary.n_candidates > 5 * (uint64_t)STORIES);
    if (summary.n_verified > STORIES) fail_msg("%d pairs verified", (int)summary.n_verified);
    assert_int_equal(summary.n_rewrites, 0);
    wf_run_close(run);
}

/* One story in many versions, hardly a pair of which are copies: each is compared with some others, not with a share of all. */
static void many_versions_of_one_story_cost_so_many_pairs_each(void **state) {
    (void)state;
    enum {
        VERSIONS = WF_SANITIZED ? 100 : 1000,
        OTHERS = 2 * VERSIONS,
        WORDS = 300,
        ALTERED = 12,
        PAIRS = 100
    };
    text_maker maker = {.state = 7};
    char *words[WORDS];
    for (int k = 0; k < WORDS; k++)
        words[k] = k % 5 ? strdup(common[random_below(&maker.state, sizeof common / sizeof *common)])
                         : make_text(&maker, 1);
    wf_run *run = open_run(NULL);
    for (uint64_t i = 0; i < VERSIONS; i++) {
        writer w = {.maker = {.state = 9000 + i}};
        uint64_t at = random_below(&w.maker.state, WORDS / ALTERED);
        for (uint64_t k = 0; k < WORDS; k++) {
            put(&w, words[k % (WORDS / ALTERED) == at ? random_below(&w.maker.state, WORDS) : k]);
            put(&w, k % 15 == 14 ? ". " : " ");
            if (k % (WORDS / ALTERED) == 0) at = random_below(&w.maker.state, WORDS / ALTERED);
        }
        add_own(run, i, w.text);
    }
    for (uint64_t i = 0; i < OTHERS; i++) {
        writer w = {.maker = {.state = 300000 + i}};
        put_story(&w, 20, ". ");
        add_own(run, VERSIONS + i, w.text);
    }
    cluster_within(run, WF_SANITIZED ? 300 : 120);
    wf_summary summary;
    wf_story_result r;
    wf_run_summary(run, &summary);
    result_of(run, 0, &r);
    print_message("%.1f pairs a version, %.2f of them in one story\n", (double)summary.n_verified / VERSIONS,
                  (double)r.story_size / VERSIONS);
    assert_true(summary.n_verified < PAIRS * (uint64_t)VERSIONS);
    assert_true(r.story_size > VERSIONS / 2);
    wf_run_close(run);
    for (int k = 0; k < WORDS; k++) free(words[k]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strange_texts_among_ordinary_ones),
        cmocka_unit_test(a_hot_topic_neither_merges_nor_takes_quadratic_time),
        cmocka_unit_test(filled_in_forms_are_told_apart_before_they_are_verified),
        cmocka_unit_test(many_versions_of_one_story_cost_so_many_pairs_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
