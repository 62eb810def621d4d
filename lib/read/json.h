/* simdjson behind a C interface: lets no exception out, keeps no state but the parser's buffers. */
#ifndef WF_READ_JSON_H
#define WF_READ_JSON_H

#include "base/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wf_json wf_json; /* one per thread */

wf_json *wf_json_open(void); /* NULL when out of memory */
void wf_json_close(wf_json *json);

typedef enum { WF_JSON_STRING, WF_JSON_NUMBER, WF_JSON_BOOL, WF_JSON_NULL, WF_JSON_OTHER } wf_json_type;

typedef struct {
    wf_str key;        /* unescaped */
    wf_json_type type;
    wf_str value;      /* a string's text, unescaped; else the raw JSON */
    wf_str raw;        /* "key":value as it stands in the line, for passing through */
} wf_json_member;

/*
 * The members of the object in line, in order; line is valid UTF-8 and 64 readable bytes follow it. *members is an
 * array of *n in arena; the strings live in arena or in line. Returns NULL, or what is wrong with the line (static
 * storage; "out of memory" is told by *nomem).
 */
const char *wf_json_members(wf_json *json, wf_str line, wf_arena *arena, wf_json_member **members, size_t *n,
                            bool *nomem);

#ifdef __cplusplus
}
#endif
#endif
