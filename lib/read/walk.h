/* The files an input path stands for. */
#ifndef WF_READ_WALK_H
#define WF_READ_WALK_H

#include "base/memory.h"

typedef struct wf_walk wf_walk;

typedef struct {
    const char *path; /* to open; until the next call */
    const char
        *name;  /* to show: the path as given, or the path inside the directory given; until the next call */
    int failed; /* errno if it could not be looked at; else 0 */
} wf_walk_entry;

/* path may be a directory. Errors: WF_E_NOMEM. */
wf_code wf_walk_open(wf_walk **out, const char *path, wf_error *err);
void wf_walk_close(wf_walk *walk);

/* The next file in byte order of names, or *end. Errors: WF_E_NOMEM. */
wf_code wf_walk_next(wf_walk *walk, wf_walk_entry *entry, bool *end, wf_error *err);

bool wf_walk_is_directory(const wf_walk *walk);

/* name without the suffix of a compression; points into name. */
wf_str wf_name_uncompressed(const char *name);

/* Whether name ends in suffix, such as ".txt", whatever its case. */
bool wf_name_has_suffix(wf_str name, const char *suffix);

#endif
