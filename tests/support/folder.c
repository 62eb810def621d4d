#include "support/folder.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

static char folder[64];

const char *const packing_names[N_PACKINGS] = {"", ".gz", ".zst", ".bz2", ".xz"};

int folder_make(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/wirefold-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

int folder_remove(void **state) {
    (void)state;
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *folder_name(void) {
    return folder;
}

const char *folder_path(const char *name) {
    static char paths[4][512];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

const char *folder_write(const char *name, const void *bytes, size_t len) {
    const char *path = folder_path(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    return path;
}

const char *folder_write_text(const char *name, const char *text) {
    return folder_write(name, text, strlen(text));
}

const char *folder_write_packed(const char *name, const void *bytes, size_t len, int packing) {
    static int (*const add[N_PACKINGS])(struct archive *) = {
        NULL, archive_write_add_filter_gzip, archive_write_add_filter_zstd, archive_write_add_filter_bzip2,
        archive_write_add_filter_xz};
    if (packing == 0) return folder_write(name, bytes, len);
    const char *path = folder_path(name);
    struct archive *a = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    assert_true(a && entry);
    assert_int_equal(add[packing](a), ARCHIVE_OK);
    assert_int_equal(archive_write_set_filter_option(a, NULL, "compression-level", "1"), ARCHIVE_OK);
    assert_int_equal(archive_write_set_format_raw(a), ARCHIVE_OK);
    assert_int_equal(archive_write_set_bytes_in_last_block(a, 1), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    archive_entry_set_filetype(entry, AE_IFREG);
    assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(a, bytes, len), len);
    assert_int_equal(archive_write_free(a), ARCHIVE_OK);
    archive_entry_free(entry);
    return path;
}

wf_bytes file_load(const char *path) {
    wf_bytes out = {0};
    char piece[4096];
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;) assert_true(wf_bytes_append(&out, piece, n));
    fclose(f);
    return out;
}
