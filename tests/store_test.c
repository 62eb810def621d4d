#include "store/spill.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/pool.h"
#include "support/check.h"
#include "support/filelimit.h"
#include "support/tempdir.h"
#include "support/words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static wf_str S(const char *text) {
    return wf_str_from(text);
}

static void assert_same_fields(const wf_story *got, const wf_story *want) {
    assert_true(wf_str_equal(got->id, want->id));
    assert_true(wf_str_equal(got->url, want->url));
    assert_true(wf_str_equal(got->source, want->source));
    assert_true(wf_str_equal(got->title, want->title));
    assert_true(wf_str_equal(got->language, want->language));
    assert_true(wf_str_equal(got->extra, want->extra));
    assert_int_equal(got->published_ms, want->published_ms);
}

static void test_stories_come_back(void **state) {
    (void)state;
    enum { BIG = 9 << 20 }; /* more than is held back before it is written */
    char *big = malloc(BIG);
    for (size_t i = 0; i < BIG; i++) big[i] = (char)('a' + i % 23);
    const wf_story stories[] = {
        {S("1"), S("https://example.org/1"), S("Gazette"), S("A title"), S("A body."), S("en"), S("\"a\":1"),
         0},
        {S(""), S(""), S(""), S(""), S(""), S(""), S(""), WF_NO_DATE},
        {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, INT64_MAX},
        {S("only-id"), S(""), S(""), S(""), S(""), S(""), S(""), -1},
        {S("no-body"), S("u"), S("s"), S("t"), S(""), S("l"), S("e"), INT64_MIN + 1},
        {S("nul"), S(""), wf_str_of("a\0b", 3), S(""), wf_str_of("\0\0", 2), S(""), S(""), 5},
        {S("big"), S("u"), S("s"), wf_str_of(big, 100000), wf_str_of(big, BIG), S("l"), S("e"), 7},
        {S("after"), S("u"), S("s"), S("t"), S("b"), S("l"), S("e"), 8},
    };
    wf_story_place places[COUNT(stories)];
    wf_spill spill;
    wf_error err;
    wf_bytes buffer = {0};
    wf_spill_window window = {0};
    assert_ok(wf_spill_open(&spill, NULL, &err));
    for (size_t i = 0; i < COUNT(stories); i++)
        assert_ok(wf_spill_put_story(&spill, &stories[i], &places[i], &err));
    assert_ok(wf_spill_flush(&spill, &err));
    assert_ok(wf_spill_flush(&spill, &err));
    for (size_t k = 0; k < 2 * COUNT(stories); k++) { /* big ones before small ones too */
        size_t i = k < COUNT(stories) ? k : 2 * COUNT(stories) - 1 - k;
        wf_story got;
        assert_ok(wf_spill_get_story(&spill, places[i], &buffer, &got, &err));
        assert_same_fields(&got, &stories[i]);
        assert_true(wf_str_equal(got.body, stories[i].body));
        assert_ok(wf_spill_get_fields(&spill, places[i], &buffer, &got, &err));
        assert_same_fields(&got, &stories[i]);
        assert_int_equal(got.body.len, 0);
        assert_ok(wf_spill_next_fields(&spill, places[i], &window, &got, &err));
        assert_same_fields(&got, &stories[i]);
        assert_int_equal(got.body.len, 0);
    }
    wf_bytes_free(&window.bytes);
    wf_bytes_free(&buffer);
    wf_spill_close(&spill);
    wf_spill_close(&spill);
    free(big);
}

static void test_stories_too_long_for_their_place_are_refused(void **state) {
    (void)state;
    static const wf_str body = {"x", (size_t)UINT32_MAX + 1}; /* refused before a byte of it is read */
    const wf_story cases[] = {
        {.id = S("long body"), .body = body},
        {.id = S("long title"), .title = body},
        {.id = S("long together"), .title = {"x", UINT32_MAX}, .extra = {"x", UINT32_MAX}},
    };
    wf_spill spill;
    wf_story_place place;
    wf_error err;
    assert_ok(wf_spill_open(&spill, NULL, &err));
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_fails(wf_spill_put_story(&spill, &cases[i], &place, &err), WF_E_PARAM, cases[i].id.ptr);
    wf_spill_close(&spill);
}

/* A record of length and bytes that follow from its number. */
static size_t record(uint64_t number, char *out) {
    uint64_t random = number;
    size_t len = random_below(&random, 3000);
    for (size_t i = 0; i < len; i++) out[i] = (char)(random_next(&random) & 0xFF);
    return len;
}

enum { RECORDS = 8000 }; /* some 12 MB */

typedef struct {
    const wf_spill *spill;
    const uint64_t *offsets;
} reading;

static wf_code read_record(void *user, uint64_t i, size_t thread, wf_error *err) {
    (void)thread;
    const reading *r = user;
    char want[3000], got[3000];
    size_t len = record(i, want);
    wf_code code = wf_spill_read(r->spill, r->offsets[i], got, len, err);
    if (code == WF_OK && memcmp(got, want, len) != 0) code = WF_E_CORRUPT;
    return code;
}

static void test_many_records_read_by_threads(void **state) {
    (void)state;
    static uint64_t offsets[RECORDS];
    char *folder = tempdir_make(), bytes[3000];
    uint64_t end = 0;
    wf_spill spill;
    wf_error err = {0};
    assert_ok(wf_spill_open(&spill, folder, &err));
    for (uint64_t i = 0; i < RECORDS; i++) {
        size_t len = record(i, bytes);
        assert_ok(wf_spill_append(&spill, bytes, len, &offsets[i], &err));
        assert_int_equal(offsets[i], end);
        end += len;
        assert_true(spill.pending.len < 1 << 18); /* what is held back is bounded */
    }
    assert_true(spill.flushed > 0);
    assert_ok(wf_spill_flush(&spill, &err));
    assert_int_equal(spill.flushed, end);
    reading r = {&spill, offsets};
    for (size_t n_threads = 1; n_threads <= 4; n_threads *= 4)
        assert_ok(wf_parallel_for(n_threads, RECORDS, 7, read_record, &r, &err));
    assert_fails(wf_spill_read(&spill, end - 5, bytes, 6, &err), WF_E_CORRUPT, "shorter");
    assert_int_equal(tempdir_count(folder), 0);
    wf_spill_close(&spill);
    tempdir_remove(folder);
}

static void test_a_full_disk_is_told_and_loses_nothing_written(void **state) {
    (void)state;
    enum { SMALL = 10000, LIMIT = 1 << 16 };
    char *bytes = malloc(2 * LIMIT), *back = malloc(2 * LIMIT);
    memset(bytes, 'n', 2 * LIMIT);
    uint64_t first, second;
    wf_spill spill;
    wf_error err = {0};
    assert_ok(wf_spill_open(&spill, NULL, &err));
    assert_ok(wf_spill_append(&spill, bytes, SMALL, &first, &err));
    assert_ok(wf_spill_flush(&spill, &err));
    rlim_t before = file_limit(LIMIT);
    wf_code append = wf_spill_append(&spill, bytes, 2 * LIMIT, &second, &err),
            flush = wf_spill_flush(&spill, &err);
    file_limit(before);
    assert_int_equal(append, WF_OK);
    assert_int_equal(flush, WF_E_IO);
    assert_int_equal(err.sys, EFBIG);
    assert_non_null(strstr(err.what, "--tmpdir"));
    assert_ok(wf_spill_read(&spill, first, back, SMALL, &err));
    assert_memory_equal(back, bytes, SMALL);
    assert_ok(wf_spill_flush(&spill, &err)); /* there is room again */
    assert_ok(wf_spill_read(&spill, second, back, 2 * LIMIT, &err));
    assert_memory_equal(back, bytes, 2 * LIMIT);
    wf_spill_close(&spill);
    free(bytes);
    free(back);
}

static void test_a_full_disk_while_stories_are_put(void **state) {
    (void)state;
    char *body = malloc(1 << 16);
    memset(body, 'b', 1 << 16);
    wf_story story = {.id = S("x"), .body = wf_str_of(body, 1 << 16)};
    wf_story_place place;
    wf_spill spill;
    wf_error err = {0};
    wf_code code = WF_OK;
    assert_ok(wf_spill_open(&spill, NULL, &err));
    rlim_t before = file_limit(1 << 16);
    int n = 0;
    while (code == WF_OK && n < 10) {
        code = wf_spill_put_story(&spill, &story, &place, &err);
        n++;
    }
    file_limit(before);
    assert_int_equal(code, WF_E_IO);
    assert_int_equal(n, 4); /* the fourth fills what is held back */
    wf_spill_close(&spill);
    free(body);
}

static void test_no_folder(void **state) {
    (void)state;
    wf_spill spill;
    wf_error err;
    assert_fails(wf_spill_open(&spill, "/no/such/folder", &err), WF_E_IO, "/no/such/folder");
    wf_spill_close(&spill); /* closing what did not open does nothing */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories_come_back),
        cmocka_unit_test(test_stories_too_long_for_their_place_are_refused),
        cmocka_unit_test(test_many_records_read_by_threads),
        cmocka_unit_test(test_a_full_disk_is_told_and_loses_nothing_written),
        cmocka_unit_test(test_a_full_disk_while_stories_are_put),
        cmocka_unit_test(test_no_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
