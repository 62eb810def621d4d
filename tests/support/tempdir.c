#include "tempdir.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void *must(void *ptr, const char *what) {
    if (!ptr) {
        perror(what);
        abort();
    }
    return ptr;
}

char *tempdir_path(const char *folder, const char *name) {
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = must(malloc(size), "a path");
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}

char *tempdir_make(void) {
    const char *parent = getenv("TMPDIR");
    char *path = tempdir_path(parent && *parent ? parent : "/tmp", "wf-test-XXXXXX");
    return must(mkdtemp(path), "a temporary folder");
}

static size_t each_file(const char *folder, bool remove_it) {
    DIR *dir = must(opendir(folder), folder);
    size_t n = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        n++;
        if (!remove_it) continue;
        char *path = tempdir_path(folder, entry->d_name);
        unlink(path);
        free(path);
    }
    closedir(dir);
    return n;
}

void tempdir_remove(char *folder) {
    each_file(folder, true);
    if (rmdir(folder) != 0) {
        perror(folder);
        abort();
    }
    free(folder);
}

size_t tempdir_count(const char *folder) {
    return each_file(folder, false);
}

void file_put(const char *path, const void *bytes, size_t len) {
    FILE *file = must(fopen(path, "wb"), path);
    if (fwrite(bytes, 1, len, file) != len || fclose(file) != 0) {
        perror(path);
        abort();
    }
}

char *file_get(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    struct stat st;
    if (fstat(fileno(file), &st) != 0) abort();
    *len = (size_t)st.st_size;
    char *bytes = must(malloc(*len + 1), path);
    if (fread(bytes, 1, *len, file) != *len) abort();
    bytes[*len] = '\0';
    fclose(file);
    return bytes;
}
