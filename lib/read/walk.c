#include "read/walk.h"

#include "base/error.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct wf_walk {
    char *path;
    size_t root_len; /* of a directory's path with its last slash: what names leave out */
    FTS *tree;       /* NULL for a single file */
    bool ended;
};

bool wf_name_has_suffix(wf_str name, const char *suffix) {
    size_t len = strlen(suffix);
    return name.len >= len && strncasecmp(name.ptr + name.len - len, suffix, len) == 0;
}

wf_str wf_name_uncompressed(const char *name) {
    static const char *const suffixes[] = {".gz", ".zst", ".bz2", ".xz"};
    wf_str s = wf_str_from(name);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (wf_name_has_suffix(s, suffixes[i])) return wf_str_of(s.ptr, s.len - strlen(suffixes[i]));
    return s;
}

static bool is_wanted(const char *name) {
    static const char *const suffixes[] = {".txt", ".text", ".jsonl", ".ndjson", ".json"};
    wf_str plain = wf_name_uncompressed(name);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (wf_name_has_suffix(plain, suffixes[i])) return true;
    return false;
}

static int by_name(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

wf_code wf_walk_open(wf_walk **out, const char *path, wf_error *err) {
    wf_walk *walk = calloc(1, sizeof *walk);
    if (!walk) goto nomem;
    walk->path = strdup(path);
    if (!walk->path) goto nomem;
    struct stat st;
    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        size_t len = strlen(path);
        while (len > 1 && path[len - 1] == '/') len--;
        walk->path[len] = '\0';
        walk->root_len = len + (walk->path[len - 1] != '/');
        char *roots[] = {walk->path, NULL};
        walk->tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
        if (!walk->tree) goto nomem;
    }
    *out = walk;
    return WF_OK;
nomem:
    wf_walk_close(walk);
    return wf_fail_nomem(err, "a walk over the input files");
}

void wf_walk_close(wf_walk *walk) {
    if (!walk) return;
    if (walk->tree) fts_close(walk->tree);
    free(walk->path);
    free(walk);
}

bool wf_walk_is_directory(const wf_walk *walk) {
    return walk->tree != NULL;
}

/* Whether the walk has come to something to hand out. */
static bool is_entry(const wf_walk *walk, FTSENT *item) {
    bool hidden = item->fts_level > FTS_ROOTLEVEL && item->fts_name[0] == '.';
    switch (item->fts_info) {
    case FTS_D:
        if (hidden) fts_set(walk->tree, item, FTS_SKIP);
        return false;
    case FTS_F:
        return !hidden && is_wanted(item->fts_name);
    case FTS_NS:
    case FTS_SLNONE:
        return !hidden && is_wanted(item->fts_name);
    case FTS_DNR:
    case FTS_ERR:
        return !hidden;
    default:
        return false;
    }
}

wf_code wf_walk_next(wf_walk *walk, wf_walk_entry *entry, bool *end, wf_error *err) {
    *end = walk->ended;
    if (walk->ended) return WF_OK;
    if (!walk->tree) {
        walk->ended = true;
        *entry = (wf_walk_entry){walk->path, walk->path, 0};
        return WF_OK;
    }
    FTSENT *item;
    while (errno = 0, (item = fts_read(walk->tree)) != NULL) {
        if (!is_entry(walk, item)) continue;
        bool is_root = item->fts_level == FTS_ROOTLEVEL;
        entry->path = item->fts_path;
        entry->name = is_root ? walk->path : item->fts_path + walk->root_len;
        entry->failed = item->fts_info == FTS_F        ? 0
                        : item->fts_info == FTS_SLNONE ? ENOENT
                        : item->fts_errno              ? item->fts_errno
                                                       : EIO;
        return WF_OK;
    }
    walk->ended = *end = true;
    if (errno == ENOMEM) return wf_fail_nomem(err, "a walk over the input files");
    return WF_OK;
}
