/* Stories made for measuring: the same each time, in pairs as said, and as similar as said. */
#include <math.h>

#include "../cli/made.h"
#include "support/dump.h"
#include "support/tempdir.h"

enum { N = 1000 };

static char *make_all(uint64_t n, uint64_t seed, unsigned shingle, made_stories **made) {
    char *text = NULL;
    size_t used = 0, len;
    *made = made_open(n, seed, shingle);
    assert_non_null(*made);
    for (;;) {
        const char *line = made_next(*made, &len);
        assert_non_null(line);
        text = realloc(text, used + len + 1);
        assert_non_null(text);
        memcpy(text + used, line, len);
        used += len;
        text[used] = '\0';
        if (len == 0) return text;
    }
}

static void the_seed_makes_the_stories(void **state) {
    (void)state;
    made_stories *a, *b, *c;
    char *first = make_all(100, 1, 5, &a), *again = make_all(100, 1, 5, &b), *other = make_all(100, 2, 5, &c);
    assert_string_equal(first, again);
    assert_string_not_equal(first, other);
    assert_true(strlen(first) > 100 * 1800 && strlen(first) < 100 * 2800);
    free(first);
    free(again);
    free(other);
    made_close(a);
    made_close(b);
    made_close(c);
}

/* The text is what stands in the line, once its escapes are resolved: escaped anew, it is the same. */
static void the_text_is_that_of_the_line(void **state) {
    (void)state;
    made_stories *made = made_open(50, 4, 5);
    static char text[MADE_TEXT], escaped[2 * MADE_TEXT];
    size_t len, n_breaks = 0, n_quotes = 0;
    assert_non_null(made);
    for (const char *line; (line = made_next(made, &len)) && len;) {
        size_t n = made_text(made, text), at = 0;
        for (size_t i = 0; i < n; i++) {
            n_breaks += text[i] == '\n';
            n_quotes += text[i] == '"';
            if (text[i] == '\n' || text[i] == '"') escaped[at++] = '\\';
            escaped[at++] = text[i];
            if (text[i] == '\n') escaped[at - 1] = 'n';
        }
        assert_in_range(at, 1, len - 3);
        assert_memory_equal(line + len - 3 - at, escaped, at);
        assert_memory_equal(line + len - 3 - at - 8, "\"text\":\"", 8);
    }
    assert_true(n_breaks > 50 && n_quotes > 20);
    made_close(made);
}

static void no_story_is_in_two_pairs(void **state) {
    (void)state;
    made_stories *made;
    free(make_all(N, 3, 5, &made));
    size_t n, tenths[11] = {0};
    const made_pair *pairs = made_pairs(made, &n);
    bool seen[N] = {false};
    assert_in_range(n, N / 6, N / 5);
    for (size_t i = 0; i < n; i++) {
        assert_true(pairs[i].number < N && pairs[i].original < N);
        assert_false(seen[pairs[i].number] || seen[pairs[i].original]);
        seen[pairs[i].number] = seen[pairs[i].original] = true;
        assert_true(pairs[i].jaccard >= .5 && pairs[i].jaccard <= 1);
        tenths[(int)(pairs[i].jaccard * 10)]++;
    }
    for (int i = 5; i <= 10; i++) assert_in_range(tenths[i], 8, 60);
    made_close(made);
}

/* The library verifies copies on the texts: it must find the similarity that was planted, and nothing else. */
static void similarity_is_exact(unsigned shingle) {
    made_stories *made;
    char *text = make_all(N, 4, shingle, &made), *folder = tempdir_make();
    char *path = tempdir_path(folder, "made.jsonl");
    file_put(path, text, strlen(text));
    wf_options options;
    wf_options_init(&options);
    options.threshold = .5;
    options.shingle = shingle;
    options.level = WF_LEVEL_COPY;
    wf_run *run = open_run(&options);
    assert_ok(wf_run_read(run, path, &error));
    cluster(run);
    size_t n, told = 0;
    const made_pair *pairs = made_pairs(made, &n);
    for (uint64_t i = 0; i < N; i++) {
        wf_story_result story;
        result_of(run, i, &story);
        told += story.relation == WF_COPY || story.relation == WF_EXACT;
        assert_true(story.copy_size <= 2);
    }
    assert_int_equal(told, n);
    for (size_t i = 0; i < n; i++) {
        wf_story_result copy, original;
        result_of(run, pairs[i].number, &copy);
        char group[17];
        double jaccard = copy.jaccard;
        memcpy(group, copy.copy_group, sizeof group);
        result_of(run, pairs[i].original, &original);
        assert_string_equal(original.copy_group, group);
        if (jaccard == 0)
            jaccard = original.jaccard; /* which of the two is the original is for the run to say */
        if (fabs(jaccard - pairs[i].jaccard) > 1e-12) fail_msg("%.15f, not %.15f", jaccard, pairs[i].jaccard);
    }
    wf_run_close(run);
    made_close(made);
    free(text);
    free(path);
    tempdir_remove(folder);
}

static void similarity_is_exact_by_5_words(void **state) {
    (void)state;
    similarity_is_exact(5);
}

static void similarity_is_exact_by_2_words(void **state) {
    (void)state;
    similarity_is_exact(2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed_makes_the_stories),     cmocka_unit_test(the_text_is_that_of_the_line),
        cmocka_unit_test(no_story_is_in_two_pairs),       cmocka_unit_test(similarity_is_exact_by_5_words),
        cmocka_unit_test(similarity_is_exact_by_2_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
