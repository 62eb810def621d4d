/* Times of the steps of a run: each named once and part of a stage, counted, and no more than the clock allows. */
#include <time.h>

#include "support/dump.h"
#include "support/tempdir.h"

static double clock_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A dump of made-up texts, every second one a copy of the one before, as JSON lines. */
static char *write_dump(const char *folder, size_t n) {
    char *path = tempdir_path(folder, "dump.jsonl"), *text = append_text(NULL, "");
    text_maker maker = {1};
    for (size_t i = 0; i < n / 2; i++) {
        char *body = make_text(&maker, 300), line[64];
        for (int twice = 0; twice < 2; twice++) {
            snprintf(line, sizeof line, "{\"id\":\"%zu-%d\",\"text\":\"", i, twice);
            text = append_text(text, line);
            text = append_text(text, body);
            text = append_text(text, twice ? "again\"}\n" : "\"}\n");
        }
        free(body);
    }
    file_put(path, text, strlen(text));
    free(text);
    return path;
}

static void check_names(const wf_step_time *steps) {
    for (int i = 0; i < WF_N_STEPS; i++) {
        assert_true(*steps[i].name && *steps[i].unit && (unsigned)steps[i].stage < WF_N_STAGES);
        assert_true(i == 0 || steps[i].stage >= steps[i - 1].stage);
        for (int k = 0; k < i; k++) assert_string_not_equal(steps[i].name, steps[k].name);
    }
}

static void steps_of_a_dump(wf_level level, unsigned threads) {
    enum { STORIES = 200 };
    char *folder = tempdir_make(), *path = write_dump(folder, STORIES);
    wf_options options;
    wf_options_init(&options);
    options.level = level;
    options.threads = threads;
    double begin = clock_seconds(), sum = 0;
    wf_run *run = open_run(&options);
    assert_ok(wf_run_read(run, path, &error));
    cluster(run);
    double all = clock_seconds() - begin;
    wf_step_time steps[WF_N_STEPS];
    wf_summary summary;
    wf_run_steps(run, steps);
    wf_run_summary(run, &summary);
    check_names(steps);
    for (int i = 0; i < WF_N_STEPS; i++) {
        assert_true(steps[i].seconds >= 0);
        sum += steps[i].seconds;
    }
    assert_true(sum > all / 4 && sum <= all * 1.01);
    for (int i = WF_STEP_READ; i <= WF_STEP_STORE; i++)
        if (level == WF_LEVEL_STORY || i != WF_STEP_TERMS) assert_true(steps[i].seconds > 0);
    if (level == WF_LEVEL_COPY) assert_true(steps[WF_STEP_TERMS].seconds == 0);
    assert_int_equal(steps[WF_STEP_SKETCH].count, STORIES);
    assert_int_equal(steps[WF_STEP_INSERT].count, STORIES);
    assert_true(steps[WF_STEP_CANDIDATES].count >= STORIES / 2);
    assert_true(steps[WF_STEP_CANDIDATES].count <= summary.n_candidates);
    assert_in_range(steps[WF_STEP_VERIFY].count, STORIES / 2, summary.n_verified);
    wf_run_close(run);
    free(path);
    tempdir_remove(folder);
}

static void of_copies(void **state) {
    (void)state;
    steps_of_a_dump(WF_LEVEL_COPY, 1);
}

static void of_stories_on_threads(void **state) {
    (void)state;
    steps_of_a_dump(WF_LEVEL_STORY, 3);
}

static void what_is_added_is_not_timed(void **state) {
    (void)state;
    wf_run *run = open_run(NULL);
    add_story(run, "a", long_text, WF_NO_DATE);
    wf_step_time steps[WF_N_STEPS];
    wf_run_steps(run, steps);
    for (int i = 0; i < WF_N_STEPS; i++) assert_true(steps[i].seconds == 0);
    assert_int_equal(steps[WF_STEP_SKETCH].count, 1);
    wf_run_close(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_copies),
        cmocka_unit_test(of_stories_on_threads),
        cmocka_unit_test(what_is_added_is_not_timed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
