#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/check.h"
#include "support/tempdir.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Fills n bytes with something that repeats late. */
static void fill(char *bytes, size_t n, unsigned seed) {
    for (size_t i = 0; i < n; i++) bytes[i] = (char)((i * 31 + i / 977 + seed) & 0xFF);
}

static wf_code write_text(wf_sink *sink, const char *text, wf_error *err) {
    return wf_sink_write(sink, text, strlen(text), err);
}

static void assert_content(const char *path, const char *want, size_t len) {
    size_t got_len = 0;
    char *got = file_get(path, &got_len);
    if (!want) {
        assert_null(got);
        return;
    }
    assert_non_null(got);
    assert_int_equal(got_len, len);
    assert_memory_equal(got, want, len);
    free(got);
}

/* ------------------------------------------------------------------------------------------------- sinks */

static void test_output_is_whole_or_absent(void **state) {
    (void)state;
    static const struct {
        const char *name, *before; /* content of the file there before, NULL for none */
        bool commit;
    } cases[] = {
        {"new", NULL, true},
        {"new, aborted", NULL, false},
        {"replaced", "what was here before", true},
        {"kept", "what was here before", false},
    };
    char *folder = tempdir_make(), *path = tempdir_path(folder, "out.jsonl");
    wf_error err;
    for (size_t i = 0; i < COUNT(cases); i++) {
        unlink(path);
        if (cases[i].before) file_put(path, cases[i].before, strlen(cases[i].before));
        size_t before = cases[i].before ? strlen(cases[i].before) : 0;
        wf_sink *sink;
        assert_ok(wf_sink_open(&sink, path, &err));
        assert_ok(write_text(sink, "one line\n", &err));
        assert_ok(wf_sink_write(sink, NULL, 0, &err));
        assert_content(path, cases[i].before, before);
        if (cases[i].commit)
            assert_ok(wf_sink_commit(sink, &err));
        else
            wf_sink_abort(sink);
        if (cases[i].commit)
            assert_content(path, "one line\n", 9);
        else
            assert_content(path, cases[i].before, before);
        if (tempdir_count(folder) != (cases[i].commit || cases[i].before))
            fail_msg("%s: a file is left", cases[i].name);
    }
    wf_sink_abort(NULL);
    free(path);
    tempdir_remove(folder);
}

static void test_writes_of_any_size_come_in_order(void **state) {
    (void)state;
    enum { BUFFER = 256 * 1024, MAX = 3 * BUFFER };
    static const size_t sizes[][6] = {
        {0},
        {1},
        {BUFFER},
        {BUFFER - 1, 1, 1},
        {BUFFER - 1, 2, 5},
        {BUFFER + 1},
        {1, MAX, 1},
        {5, BUFFER, 5, BUFFER - 1, BUFFER, 7},
        {100000, 100000, 100000, 100000, 100000, 100000},
    };
    char *folder = tempdir_make(), *path = tempdir_path(folder, "out"), *bytes = malloc(6 * MAX);
    wf_error err;
    fill(bytes, 6 * MAX, 1);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        wf_sink *sink;
        size_t n = 0;
        assert_ok(wf_sink_open(&sink, path, &err));
        for (size_t k = 0; k < COUNT(sizes[i]); k++) {
            assert_ok(wf_sink_write(sink, bytes + n, sizes[i][k], &err));
            n += sizes[i][k];
        }
        assert_ok(wf_sink_commit(sink, &err));
        assert_content(path, bytes, n);
    }
    free(bytes);
    free(path);
    tempdir_remove(folder);
}

static void test_two_sinks_of_one_path_do_not_meet(void **state) {
    (void)state;
    char *folder = tempdir_make(), *path = tempdir_path(folder, "out");
    wf_sink *first, *second;
    wf_error err;
    assert_ok(wf_sink_open(&first, path, &err));
    assert_ok(wf_sink_open(&second, path, &err));
    assert_ok(write_text(first, "first", &err));
    assert_ok(write_text(second, "second", &err));
    assert_ok(wf_sink_commit(second, &err));
    assert_content(path, "second", 6);
    assert_ok(wf_sink_commit(first, &err));
    assert_content(path, "first", 5);
    assert_int_equal(tempdir_count(folder), 1);
    free(path);
    tempdir_remove(folder);
}

static void test_sinks_that_cannot_be_opened(void **state) {
    (void)state;
    char *folder = tempdir_make(), *path = tempdir_path(folder, "no such folder/out");
    wf_sink *sink = NULL;
    wf_error err;
    assert_fails(wf_sink_open(&sink, path, &err), WF_E_IO, path);
    assert_int_equal(err.sys, ENOENT);
    assert_null(sink);
    assert_int_equal(tempdir_count(folder), 0);
    free(path);
    tempdir_remove(folder);
}

/* A folder cannot be replaced by a file: whether it is told at the start or at the end, nothing is left behind. */
static void test_a_folder_is_no_output(void **state) {
    (void)state;
    char *folder = tempdir_make(), *path = tempdir_path(folder, "results");
    wf_sink *sink;
    wf_error err;
    assert_int_equal(mkdir(path, 0777), 0);
    wf_code code = wf_sink_open(&sink, path, &err);
    if (code == WF_OK) code = wf_sink_commit(sink, &err);
    assert_int_equal(code, WF_E_IO);
    assert_non_null(strstr(err.what, path));
    assert_int_equal(tempdir_count(folder), 1);
    assert_int_equal(rmdir(path), 0);
    free(path);
    tempdir_remove(folder);
}

static void test_what_is_replaced_keeps_its_mode_and_its_links(void **state) {
    (void)state;
    char *folder = tempdir_make(), *path = tempdir_path(folder, "result"),
         *link = tempdir_path(folder, "latest");
    FILE *old = fopen(path, "w");
    assert_non_null(old);
    assert_int_equal(fclose(old), 0);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(symlink("result", link), 0);
    wf_sink *sink;
    wf_error err;
    assert_ok(wf_sink_open(&sink, link, &err));
    assert_ok(wf_sink_write(sink, "new", 3, &err));
    assert_ok(wf_sink_commit(sink, &err));
    struct stat st;
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_content(path, "new", 3);
    assert_int_equal(tempdir_count(folder), 2);
    free(link);
    free(path);
    tempdir_remove(folder);
}

static void test_a_full_disk_is_told(void **state) {
    (void)state;
    if (!wf_file_exists("/dev/full")) skip();
    static const size_t sizes[] = {1, 1000, 256 * 1024, 1 << 20};
    char *bytes = calloc(1, 1 << 20);
    wf_error err;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        wf_sink *sink;
        assert_ok(wf_sink_open(&sink, "/dev/full", &err));
        wf_code code = wf_sink_write(sink, bytes, sizes[i], &err);
        assert_int_equal(code, sizes[i] < 256 * 1024 ? WF_OK : WF_E_IO);
        if (code != WF_OK) {
            assert_fails(wf_sink_write(sink, bytes, 1, &err), WF_E_IO, "/dev/full");
            assert_int_equal(err.sys, ENOSPC);
        }
        assert_fails(wf_sink_commit(sink, &err), WF_E_IO, strerror(ENOSPC));
        assert_int_equal(err.sys, ENOSPC);
        struct stat st;
        assert_int_equal(stat("/dev/full", &st), 0);
        assert_true(S_ISCHR(st.st_mode)); /* the device was written to, not replaced */
    }
    free(bytes);
}

typedef struct {
    char bytes[64];
    size_t len;
    int calls, fails_at; /* the call that gives EPIPE, from 1; 0: none */
} taker;

static int take(void *user, const void *bytes, size_t len) {
    taker *t = user;
    if (++t->calls == t->fails_at) return EPIPE;
    if (len <= sizeof t->bytes - t->len) memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
    return 0;
}

static void test_function_sinks(void **state) {
    (void)state;
    static char large[300000];
    wf_error err;
    wf_sink *sink;
    taker t = {.fails_at = 0};
    assert_ok(wf_sink_open_fn(&sink, take, &t, &err));
    assert_ok(write_text(sink, "some ", &err));
    assert_ok(write_text(sink, "text", &err));
    assert_ok(wf_sink_commit(sink, &err));
    assert_int_equal(t.calls, 1);
    assert_int_equal(t.len, 9);
    assert_memory_equal(t.bytes, "some text", 9);

    t = (taker){.fails_at = 1};
    assert_ok(wf_sink_open_fn(&sink, take, &t, &err));
    assert_ok(write_text(sink, "text", &err));
    assert_fails(wf_sink_commit(sink, &err), WF_E_IO, strerror(EPIPE));
    assert_int_equal(err.sys, EPIPE);

    t = (taker){.fails_at = 2};
    assert_ok(wf_sink_open_fn(&sink, take, &t, &err));
    assert_ok(write_text(sink, "text", &err));
    for (int i = 0; i < 3; i++) { /* fails once, and alike from then on, without another call */
        assert_fails(wf_sink_write(sink, large, sizeof large, &err), WF_E_IO, strerror(EPIPE));
        assert_int_equal(err.sys, EPIPE);
        assert_int_equal(t.calls, 2);
    }
    assert_fails(wf_sink_commit(sink, &err), WF_E_IO, strerror(EPIPE));
    assert_int_equal(t.calls, 2);

    t = (taker){.fails_at = 0};
    assert_ok(wf_sink_open_fn(&sink, take, &t, &err));
    assert_ok(write_text(sink, "text", &err));
    wf_sink_abort(sink);
    assert_int_equal(t.calls, 0);
}

static void test_standard_output(void **state) {
    (void)state;
    char *folder = tempdir_make(), *path = tempdir_path(folder, "stdout");
    wf_error err;
    fflush(stdout);
    int before = dup(STDOUT_FILENO), file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
    assert_true(before >= 0 && file >= 0);
    assert_true(dup2(file, STDOUT_FILENO) >= 0);
    wf_sink *sink = NULL, *dropped = NULL;
    wf_code open_code = wf_sink_open(&sink, "-", &err), write_code = WF_OK, commit_code = WF_OK;
    if (open_code == WF_OK) write_code = write_text(sink, "to standard output\n", &err);
    if (open_code == WF_OK) commit_code = wf_sink_commit(sink, &err);
    wf_code drop_code = wf_sink_open(&dropped, "-", &err);
    if (drop_code == WF_OK) (void)write_text(dropped, "dropped", &err);
    if (drop_code == WF_OK) wf_sink_abort(dropped);
    bool open_still = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
    dup2(before, STDOUT_FILENO); /* cmocka prints again from here on */
    close(before);
    close(file);
    assert_int_equal(open_code, WF_OK);
    assert_int_equal(write_code, WF_OK);
    assert_int_equal(commit_code, WF_OK);
    assert_true(open_still);
    assert_content(path, "to standard output\n", 19);
    assert_false(wf_file_exists("-"));
    free(path);
    tempdir_remove(folder);
}

/* ------------------------------------------------------------------------------------------------- temporary files */

static void test_temporary_files_have_no_name(void **state) {
    (void)state;
    char *folder = tempdir_make(), back[11] = "";
    int fd = -1;
    wf_error err;
    assert_ok(wf_tempfile_open(&fd, folder, &err));
    assert_int_equal(tempdir_count(folder), 0);
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_ok(wf_pwrite_all(fd, "0123456789", 10, 5, &err));
    assert_ok(wf_pread_all(fd, back, 10, 5, &err));
    assert_string_equal(back, "0123456789");
    assert_ok(wf_pread_all(fd, back, 0, 1000, &err));
    assert_fails(wf_pread_all(fd, back, 11, 5, &err), WF_E_CORRUPT, "shorter");
    close(fd);
    assert_fails(wf_pread_all(fd, back, 1, 5, &err), WF_E_IO, strerror(EBADF));
    assert_fails(wf_pwrite_all(fd, back, 1, 5, &err), WF_E_IO, "--tmpdir");
    tempdir_remove(folder);
}

static void test_a_folder_that_is_not_there_is_named(void **state) {
    (void)state;
    int fd = -1;
    char name[5000];
    wf_error err;
    assert_fails(wf_tempfile_open(&fd, "/no/such/folder", &err), WF_E_IO, "/no/such/folder");
    assert_int_equal(err.sys, ENOENT);
    assert_non_null(strstr(err.what, "--tmpdir"));
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_fails(wf_tempfile_open(&fd, name, &err), WF_E_PARAM, "too long");
    assert_int_equal(fd, -1);
}

static void test_the_temporary_folder(void **state) {
    (void)state;
    const char *had = getenv("TMPDIR");
    char *before = had ? strdup(had) : NULL;
    setenv("TMPDIR", "/from/the/environment", 1);
    assert_string_equal(wf_tmpdir("/given"), "/given");
    assert_string_equal(wf_tmpdir(NULL), "/from/the/environment");
    assert_string_equal(wf_tmpdir(""), "/from/the/environment");
    setenv("TMPDIR", "", 1);
    assert_string_equal(wf_tmpdir(NULL), "/tmp");
    unsetenv("TMPDIR");
    assert_string_equal(wf_tmpdir(NULL), "/tmp");
    if (before) setenv("TMPDIR", before, 1);
    free(before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_output_is_whole_or_absent),
        cmocka_unit_test(test_writes_of_any_size_come_in_order),
        cmocka_unit_test(test_two_sinks_of_one_path_do_not_meet),
        cmocka_unit_test(test_sinks_that_cannot_be_opened),
        cmocka_unit_test(test_a_folder_is_no_output),
        cmocka_unit_test(test_what_is_replaced_keeps_its_mode_and_its_links),
        cmocka_unit_test(test_a_full_disk_is_told),
        cmocka_unit_test(test_function_sinks),
        cmocka_unit_test(test_standard_output),
        cmocka_unit_test(test_temporary_files_have_no_name),
        cmocka_unit_test(test_a_folder_that_is_not_there_is_named),
        cmocka_unit_test(test_the_temporary_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
