/* The index in memory, through wirefold.h. */
#include "support/dump.h"
#include "support/words.h"

static wf_options options_of(unsigned threads) {
    wf_options options;
    wf_options_init(&options);
    options.threads = threads;
    return options;
}

static wf_index *open_index(const wf_options *options) {
    wf_index *index = NULL;
    assert_ok(wf_index_open(&index, options, &error));
    return index;
}

static wf_story story_of(const char *body) {
    return (wf_story){.body = str(body), .published_ms = WF_NO_DATE};
}

static void add_one(wf_index *index, const char *body, wf_matches *matches) {
    wf_story story = story_of(body);
    assert_ok(wf_index_add(index, &story, 1, matches, &error));
}

static void query_one(wf_index *index, const char *body, wf_matches *matches) {
    wf_story story = story_of(body);
    assert_ok(wf_index_query(index, &story, 1, matches, &error));
}

static void copies_are_told_as_they_come(void **state) {
    (void)state;
    wf_index *index = open_index(NULL);
    wf_matches found;
    add_one(index, long_text, &found);
    assert_int_equal(found.n, 0);
    assert_false(found.cut);
    add_one(index, other_text, &found);
    assert_int_equal(found.n, 0);
    add_one(index, long_text, &found);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.items[0].number, 0);
    assert_true(found.items[0].jaccard == 1);
    char *longer = append_text(strdup(long_text), "The board meets again in May.");
    query_one(index, longer, &found);
    assert_int_equal(found.n, 2); /* equally like: by number */
    assert_int_equal(found.items[0].number, 0);
    assert_int_equal(found.items[1].number, 2);
    assert_true(found.items[0].jaccard > .85 && found.items[0].jaccard < 1);
    assert_int_equal(wf_index_size(index), 3); /* a query adds nothing */
    free(longer);
    wf_index_close(index);
}

static void the_most_alike_come_first(void **state) {
    (void)state;
    wf_index *index = open_index(NULL);
    wf_matches found;
    char *end = append_text(strdup(long_text), "Work on the pier is to begin in the spring of next year.");
    add_one(index, end, NULL);
    add_one(index, long_text, NULL);
    query_one(index, long_text, &found);
    assert_int_equal(found.n, 2);
    assert_int_equal(found.items[0].number, 1);
    assert_true(found.items[0].jaccard > found.items[1].jaccard);
    free(end);
    wf_index_close(index);
}

static void stories_without_a_word_match_nothing(void **state) {
    (void)state;
    static const char *const empty[] = {"", "...", "\xE2\x80\x94"};
    wf_index *index = open_index(NULL);
    wf_matches found;
    for (size_t i = 0; i < 6; i++) {
        add_one(index, empty[i % 3], &found);
        assert_int_equal(found.n, 0);
    }
    assert_int_equal(wf_index_size(index), 6);
    wf_story titled = {.title = str("Mayor of Lisse resigns after vote"), .published_ms = WF_NO_DATE};
    assert_ok(wf_index_add(index, &titled, 1, NULL, &error));
    query_one(index, "MAYOR of Lisse resigns, after vote", &found);
    assert_int_equal(found.n, 1); /* a title stands for a missing body */
    assert_int_equal(found.items[0].number, 6);
    wf_index_close(index);
}

/* The dump's matches as lines, taken in batches of a size; of an index that has none of it, and then of one that has all. */
static char *matches_of(const dump *d, const wf_options *options, size_t batch, bool afterwards) {
    wf_index *index = open_index(options);
    wf_matches *found = calloc(d->n, sizeof *found);
    wf_story *stories = calloc(d->n, sizeof *stories);
    char *text = strdup("");
    assert_true(found && stories && text);
    for (size_t i = 0; i < d->n; i++) stories[i] = story_of(d->bodies[i]);
    if (afterwards) assert_ok(wf_index_add(index, stories, d->n, NULL, &error));
    for (size_t i = 0; i < d->n; i += batch) {
        size_t n = d->n - i < batch ? d->n - i : batch;
        assert_ok(afterwards ? wf_index_query(index, stories + i, n, found, &error)
                             : wf_index_add(index, stories + i, n, found, &error));
        for (size_t k = 0; k < n; k++)
            for (size_t m = 0; m < found[k].n; m++) {
                char line[80];
                snprintf(line, sizeof line, "%zu %llu %.6f\n", i + k,
                         (unsigned long long)found[k].items[m].number, found[k].items[m].jaccard);
                text = append_text(text, line);
            }
    }
    assert_int_equal(wf_index_size(index), d->n);
    free(found);
    free(stories);
    wf_index_close(index);
    return text;
}

static void batches_and_threads_change_nothing(void **state) {
    (void)state;
    dump d = make_dump(1500, 11);
    wf_options one = options_of(1), three = options_of(3), in_files = options_of(2);
    in_files.memory = (size_t)64 << 10;
    for (int afterwards = 0; afterwards < 2; afterwards++) {
        char *want = matches_of(&d, &one, 1, afterwards);
        assert_true(strlen(want) > 1000);
        const struct {
            const wf_options *options;
            size_t batch;
        } others[] = {{&one, 1500}, {&three, 1500}, {&three, 100}, {&in_files, 700}};
        for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
            char *got = matches_of(&d, others[i].options, others[i].batch, afterwards);
            assert_string_equal(got, want);
            free(got);
        }
        free(want);
    }
    free_dump(&d);
}

/* Every copy that wirefold finds and verifies in the same dump is found, but for those near the threshold. */
static void copies_of_a_run_are_found(void **state) {
    (void)state;
    dump d = make_dump(1500, 12);
    wf_options options = options_of(2);
    options.level = WF_LEVEL_COPY;
    wf_run *run = open_run(&options);
    wf_index *index = open_index(&options);
    size_t n_due = 0;
    for (size_t i = 0; i < d.n; i++) {
        add_story(run, d.ids[i], d.bodies[i], WF_NO_DATE);
        add_one(index, d.bodies[i], NULL);
    }
    cluster(run);
    for (size_t i = 0; i < d.n; i++) {
        wf_story_result r;
        wf_matches found;
        result_of(run, i, &r);
        if (r.duplicate_of.len == 0 || r.jaccard < .85) continue;
        uint64_t of = strtoull(r.duplicate_of.ptr + 1, NULL, 10);
        bool there = false;
        query_one(index, d.bodies[i], &found);
        for (size_t m = 0; m < found.n; m++)
            if (found.items[m].number == of) {
                there = true;
                assert_true(found.items[m].jaccard > r.jaccard - .2 &&
                            found.items[m].jaccard < r.jaccard + .2);
            }
        if (!there) fail_msg("%s is no match of %.*s", d.ids[i], (int)r.duplicate_of.len, r.duplicate_of.ptr);
        n_due++;
    }
    assert_true(n_due > 200);
    wf_index_close(index);
    wf_run_close(run);
    free_dump(&d);
}

static void many_equal_stories_are_cut_and_say_so(void **state) {
    (void)state;
    enum { N = 5000 };
    wf_options options = options_of(2);
    wf_index *index = open_index(&options);
    wf_story *stories = calloc(N, sizeof *stories);
    wf_matches *found = calloc(N, sizeof *found);
    assert_true(stories && found);
    for (size_t i = 0; i < N; i++) stories[i] = story_of(long_text);
    assert_ok(wf_index_add(index, stories, N, found, &error));
    assert_int_equal(found[0].n, 0);
    assert_int_equal(found[64].n, 64);
    assert_false(found[64].cut);
    for (size_t i = 65; i < N; i++) {
        assert_int_equal(found[i].n, 64);
        assert_true(found[i].cut);
        assert_int_equal(found[i].items[0].number, i - 64); /* the latest ones */
    }
    free(stories);
    free(found);
    wf_index_close(index);
}

static void a_story_too_long_adds_nothing(void **state) {
    (void)state;
    wf_options options = options_of(1);
    options.max_story = 400;
    wf_index *index = open_index(&options);
    wf_story stories[] = {story_of("Short and sweet."), story_of(long_text)};
    assert_int_equal(wf_index_add(index, stories, 2, NULL, &error), WF_E_PARAM);
    assert_non_null(strstr(error.what, "max_story is 400"));
    assert_int_equal(wf_index_size(index), 0);
    assert_ok(wf_index_add(index, stories, 1, NULL, &error));
    assert_int_equal(wf_index_size(index), 1);
    stories[0] = (wf_story){.title = str(long_text), .published_ms = WF_NO_DATE};
    assert_int_equal(wf_index_add(index, stories, 1, NULL, &error), WF_E_PARAM);
    assert_int_equal(wf_index_query(index, stories + 1, 0, NULL, &error), WF_E_PARAM);
    assert_int_equal(wf_index_size(index), 1);
    wf_index_close(index);
    options.tmpdir = "/nowhere at all"; /* no file is needed while there is memory */
    index = open_index(&options);
    wf_index_close(index);
    options.threshold = 2;
    assert_int_equal(wf_index_open(&index, &options, &error), WF_E_PARAM);
    wf_index_close(NULL);
}

/* With the default threshold: as wirefold.h has it, but for what a chunk of 65,536 stories is taken at once. */
static void a_story_takes_less_than_a_kilobyte(void **state) {
    (void)state;
    enum { N = 65536, BATCH = 4096 };
    static char bodies[BATCH][64];
    wf_story stories[BATCH];
    wf_options options = options_of(2);
    wf_index *index = open_index(&options);
    for (size_t first = 0; first < N; first += BATCH) {
        for (size_t i = 0; i < BATCH; i++) {
            snprintf(bodies[i], sizeof bodies[i], "item%zu of%zu list%zu page%zu in%zu", first + i, first + i,
                     first + i, first + i, first + i);
            stories[i] = story_of(bodies[i]);
        }
        assert_ok(wf_index_add(index, stories, BATCH, NULL, &error));
    }
    assert_in_range(wf_index_bytes(index) / N, 500, 999);
    wf_index_close(index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_told_as_they_come),
        cmocka_unit_test(the_most_alike_come_first),
        cmocka_unit_test(stories_without_a_word_match_nothing),
        cmocka_unit_test(batches_and_threads_change_nothing),
        cmocka_unit_test(copies_of_a_run_are_found),
        cmocka_unit_test(many_equal_stories_are_cut_and_say_so),
        cmocka_unit_test(a_story_too_long_adds_nothing),
        cmocka_unit_test(a_story_takes_less_than_a_kilobyte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
