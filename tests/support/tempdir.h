/* A temporary folder for a test, and whole files in it. All stop the test program if the system refuses. */
#ifndef WF_TESTS_SUPPORT_TEMPDIR_H
#define WF_TESTS_SUPPORT_TEMPDIR_H

#include <stdbool.h>
#include <stddef.h>

/* Makes a folder below TMPDIR or /tmp; free its name with tempdir_remove. */
char *tempdir_make(void);

/* Removes the folder with the files in it (it may hold no folders), and frees the name. */
void tempdir_remove(char *folder);

/* Files in the folder. */
size_t tempdir_count(const char *folder);

/* The path of a file in the folder; free it. */
char *tempdir_path(const char *folder, const char *name);

void file_put(const char *path, const void *bytes, size_t len);

/* The content of a file, with a NUL after it; NULL if there is no such file. Free it. */
char *file_get(const char *path, size_t *len);

#endif
