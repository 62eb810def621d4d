/* simdjson behind a C interface: lets no exception out, keeps no state but the parser's buffers. */
#ifndef WF_READ_JSON_H
#define WF_READ_JSON_H

#include "wirefold.h"

#ifdef __cplusplus
extern "C" {
#endif

#include "base/memory.h"

#define WF_JSON_PADDING 64 /* readable bytes that must follow a line */

typedef struct wf_json wf_json; /* one per thread */

wf_json *wf_json_open(void); /* NULL when out of memory */
void wf_json_close(wf_json *json);

typedef enum { WF_JSON_STRING, WF_JSON_NUMBER, WF_JSON_BOOL, WF_JSON_NULL, WF_JSON_OTHER } wf_json_type;

typedef struct {
    wf_str key; /* unescaped */
    wf_json_type type;
    wf_str value; /* a string's text, unescaped; else the raw JSON */
    wf_str raw;   /* "key":value as it stands in the line, for passing through */
} wf_json_member;

typedef enum {
    WF_JSON_OK,
    WF_JSON_BROKEN,     /* not one JSON object and nothing else */
    WF_JSON_BAD_UTF8,   /* invalid UTF-8; may be sound once repaired */
    WF_JSON_BAD_ESCAPE, /* an escape in a string that stands for no character, such as half a surrogate pair */
    WF_JSON_NOMEM,
} wf_json_status;

/*
 * The members of the object in line, in order; every value in it is checked, however deep. WF_JSON_PADDING readable
 * bytes must follow the line. *members, an array of *n, is the parser's own until the next call; the strings live in
 * arena or in line. What is wrong with a line goes to *why (static storage), if it is not WF_JSON_OK.
 */
wf_json_status wf_json_members(wf_json *json, wf_str line, wf_arena *arena, wf_json_member **members,
                               size_t *n, const char **why);

#ifdef __cplusplus
}
#endif
#endif
