/* Deduplication: what is kept, and that every story removed was verified against the very story kept. */
#include "support/dump.h"

#include <unistd.h>

static const wf_keep keeps[] = {WF_KEEP_FIRST, WF_KEEP_LONGEST, WF_KEEP_EARLIEST, WF_KEEP_ORIGINAL};

static wf_run *run_with_records(const dump *d, size_t begin, size_t end, bool clustered) {
    wf_options o;
    wf_options_init(&o);
    o.keep_records = true;
    wf_run *run = open_run(&o);
    for (size_t i = begin; i < end; i++) add_story(run, d->ids[i], d->bodies[i], d->dates[i]);
    if (clustered) cluster(run);
    return run;
}

static wf_dedupe_counts dedupe(wf_run *run, wf_keep keep, gathered *kept, gathered *removed) {
    wf_sink *kept_sink = gathering_sink(kept), *removed_sink = gathering_sink(removed);
    wf_dedupe_counts counts;
    assert_ok(wf_run_dedupe(run, keep, kept_sink, removed_sink, &counts, &error));
    assert_ok(wf_sink_commit(kept_sink, &error));
    assert_ok(wf_sink_commit(removed_sink, &error));
    return counts;
}

/* The value of a string member in a line of our own writing. */
static void member(const char *line, const char *key, char *out, size_t size) {
    char pattern[64];
    snprintf(pattern, sizeof pattern, "\"%s\":\"", key);
    const char *at = strstr(line, pattern);
    assert_non_null(at);
    at += strlen(pattern);
    size_t len = strcspn(at, "\"");
    assert_true(len < size);
    memcpy(out, at, len);
    out[len] = '\0';
}

static size_t index_of(const dump *d, const char *id) {
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->ids[i], id) == 0) return i;
    fail_msg("no story %s", id);
    return 0;
}

static void check_removed(const dump *d, const gathered *kept, char *removed) {
    for (char *line = strtok(removed, "\n"); line; line = strtok(NULL, "\n")) {
        char id[32], other[32], kept_line[48];
        member(line, "id", id, sizeof id);
        member(line, "duplicate_of", other, sizeof other);
        snprintf(kept_line, sizeof kept_line, "\"id\":\"%s\"", other);
        if (!strstr(kept->text, kept_line)) fail_msg("%s duplicates %s, which was not kept", id, other);
        wf_story a = {.id = str(id), .body = str(d->bodies[index_of(d, id)]), .published_ms = WF_NO_DATE};
        wf_story b = {
            .id = str(other), .body = str(d->bodies[index_of(d, other)]), .published_ms = WF_NO_DATE};
        wf_comparison *c;
        assert_ok(wf_compare(&a, &b, NULL, &c, &error));
        if (c->jaccard < .7) fail_msg("%s was removed as a copy of %s at Jaccard %g", id, other, c->jaccard);
        wf_comparison_free(c);
    }
}

static size_t count_lines(const char *text) {
    size_t n = 0;
    for (; text && *text; text++) n += *text == '\n';
    return n;
}

static void every_removed_story_copies_one_that_is_kept(void **state) {
    (void)state;
    dump d = make_dump(300, 17);
    for (size_t k = 0; k < sizeof keeps / sizeof *keeps; k++) {
        wf_run *run = run_with_records(&d, 0, d.n, true);
        gathered kept, removed;
        wf_dedupe_counts n = dedupe(run, keeps[k], &kept, &removed);
        assert_int_equal(n.n_in, d.n);
        assert_int_equal(n.n_kept + n.n_removed, n.n_in);
        assert_int_equal(count_lines(kept.text), n.n_kept);
        assert_int_equal(count_lines(removed.text), n.n_removed);
        assert_true(n.n_exact > 0 && n.n_removed > n.n_exact);
        check_removed(&d, &kept, removed.text);
        free(kept.text);
        free(removed.text);
        wf_run_close(run);
    }
    free_dump(&d);
}

static void what_is_kept_is_what_was_asked_for(void **state) {
    (void)state;
    static char middle[] = "middle", late[] = "late", early[] = "early";
    static char *ids[] = {middle, late, early};
    static int64_t dates[] = {2000, 3000, 1000};
    text_maker maker = {.state = 4};
    char *body = make_text(&maker, 100),
         *longer = append_text(append_text(NULL, body), "and a few words more");
    char *bodies[] = {body, longer, body};
    dump d = {3, ids, bodies, dates};
    static const char *const want[] = {"\"middle\"", "\"late\"", "\"early\"", "\"early\""};
    for (size_t k = 0; k < sizeof keeps / sizeof *keeps; k++) {
        wf_run *run = run_with_records(&d, 0, d.n, true);
        gathered kept, removed;
        wf_dedupe_counts n = dedupe(run, keeps[k], &kept, &removed);
        assert_int_equal(n.n_kept, 1);
        assert_non_null(strstr(kept.text, want[k]));
        free(kept.text);
        free(removed.text);
        wf_run_close(run);
    }
    free(body);
    free(longer);
}

/*
 * A text that drifts: each version has other words at a few places than the one before, and every version has light
 * copies. Connected by small steps, its first and last version share nothing.
 */
enum { VERSIONS = 60, COPIES = 5, WORDS = 200, EDITS = 5 };

static dump make_drift(void) {
    dump d = {VERSIONS * COPIES, calloc(VERSIONS * COPIES, sizeof *d.ids),
              calloc(VERSIONS * COPIES, sizeof *d.bodies), calloc(VERSIONS * COPIES, sizeof *d.dates)};
    text_maker maker = {.state = 77};
    char *words[WORDS];
    for (int i = 0; i < WORDS; i++) words[i] = make_text(&maker, 1);
    for (int v = 0; v < VERSIONS; v++) {
        for (int c = 0; c < COPIES; c++) {
            char *text = NULL, id[32];
            for (int i = 0; i < WORDS; i++) text = append_text(text, words[i]);
            for (int i = 0; i < c; i++)
                text = append_text(text, words[i]); /* a few words more: Jaccard over .95 */
            snprintf(id, sizeof id, "v%d_%d", v, c);
            d.ids[c * VERSIONS + v] = strdup(id);
            d.bodies[c * VERSIONS + v] = text;
        }
        for (int e = 0; e < EDITS; e++) {
            int at = (v * EDITS + e) * 7 % WORDS;
            free(words[at]);
            words[at] = make_text(&maker, 1);
        }
    }
    for (int i = 0; i < WORDS; i++) free(words[i]);
    return d;
}

static void drifting_versions_leave_no_near_copies_behind(void **state) {
    (void)state;
    dump d = make_drift();
    wf_run *run = run_with_records(&d, 0, d.n, true);
    gathered kept, removed;
    dedupe(run, WF_KEEP_FIRST, &kept, &removed);
    check_removed(&d, &kept, removed.text);
    size_t stays[VERSIONS * COPIES], n = 0;
    for (char *line = strtok(kept.text, "\n"); line; line = strtok(NULL, "\n")) {
        char id[32];
        member(line, "id", id, sizeof id);
        stays[n++] = index_of(&d, id);
    }
    assert_true(n > 2 && n < VERSIONS);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            wf_story a = {.id = str("a"), .body = str(d.bodies[stays[i]]), .published_ms = WF_NO_DATE};
            wf_story b = {.id = str("b"), .body = str(d.bodies[stays[j]]), .published_ms = WF_NO_DATE};
            wf_comparison *c;
            assert_ok(wf_compare(&a, &b, NULL, &c, &error));
            if (c->jaccard >= .85)
                fail_msg("%s and %s stay, at Jaccard %g", d.ids[stays[i]], d.ids[stays[j]], c->jaccard);
            wf_comparison_free(c);
        }
    free(kept.text);
    free(removed.text);
    wf_run_close(run);
    free_dump(&d);
}

static void what_an_earlier_dump_holds_is_removed(void **state) {
    (void)state;
    dump d = make_drift();
    char path[] = "/tmp/wirefold-dedupe-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    for (size_t i = 0; i < VERSIONS; i++)
        fprintf(file, "{\"id\":\"%s\",\"text\":\"%s\"}\n", d.ids[i], d.bodies[i]);
    assert_int_equal(fclose(file), 0);
    wf_run *run = run_with_records(&d, VERSIONS, d.n, false);
    add_story(run, "new",
              "A story that nobody has told before, of a ferry and of a goat that would not leave it.", 1);
    assert_ok(wf_run_read_against(run, path, &error));
    cluster(run);
    gathered kept, removed;
    wf_dedupe_counts n = dedupe(run, WF_KEEP_FIRST, &kept, &removed);
    assert_int_equal(n.n_in, d.n - VERSIONS + 1);
    assert_int_equal(n.n_against, d.n - VERSIONS);
    assert_int_equal(n.n_kept, 1);
    assert_non_null(strstr(kept.text, "\"new\""));
    assert_null(strstr(removed.text, "\"duplicate_of\":\"v0_1\"")); /* what is named is in the earlier dump */
    free(kept.text);
    free(removed.text);
    wf_run_close(run);
    unlink(path);
    free_dump(&d);
}

static void nothing_is_lost_of_an_empty_dump(void **state) {
    (void)state;
    wf_run *run = run_with_records(NULL, 0, 0, true);
    gathered kept, removed;
    wf_dedupe_counts n = dedupe(run, WF_KEEP_FIRST, &kept, &removed);
    assert_int_equal(n.n_in, 0);
    assert_null(kept.text);
    wf_run_close(run);
}

static void records_are_needed(void **state) {
    (void)state;
    wf_run *run = open_run(NULL);
    cluster(run);
    gathered kept;
    wf_sink *sink = gathering_sink(&kept);
    assert_int_equal(wf_run_dedupe(run, WF_KEEP_FIRST, sink, NULL, NULL, &error), WF_E_PARAM);
    wf_sink_abort(sink);
    wf_run_close(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_removed_story_copies_one_that_is_kept),
        cmocka_unit_test(what_is_kept_is_what_was_asked_for),
        cmocka_unit_test(drifting_versions_leave_no_near_copies_behind),
        cmocka_unit_test(what_an_earlier_dump_holds_is_removed),
        cmocka_unit_test(nothing_is_lost_of_an_empty_dump),
        cmocka_unit_test(records_are_needed),
    };
    return cmocka_run_group_tests_name("dedupe", tests, NULL, NULL);
}
