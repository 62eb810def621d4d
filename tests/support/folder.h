/* A temporary folder for a test, and files in it, plain or compressed. Failures fail the test that runs. */
#ifndef WF_TESTS_SUPPORT_FOLDER_H
#define WF_TESTS_SUPPORT_FOLDER_H

#include "base/memory.h"

/* Set-up and teardown of a cmocka test: an empty folder, and its removal with all in it. One at a time. */
int folder_make(void **state);
int folder_remove(void **state);

const char *folder_name(void);

/* The path of a file in the folder: one of four buffers in turn. */
const char *folder_path(const char *name);

/* Write a file there and return its path. */
const char *folder_write(const char *name, const void *bytes, size_t len);
const char *folder_write_text(const char *name, const char *text);

/* The same, packed by one of the packings; nothing in its name says so. */
enum { N_PACKINGS = 5 };
extern const char *const packing_names[N_PACKINGS]; /* plain "", ".gz", ".zst", ".bz2", ".xz" */
const char *folder_write_packed(const char *name, const void *bytes, size_t len, int packing);

/* All bytes of a file; free with wf_bytes_free. */
wf_bytes file_load(const char *path);

#endif
