/* Writing JSON into a byte buffer. Each returns false when out of memory. */
#ifndef WF_REPORT_JSON_H
#define WF_REPORT_JSON_H

#include "base/memory.h"

/*
 * s in quotes with escapes; invalid UTF-8 becomes U+FFFD. Control characters (C1 too) and U+2028/9 are escaped, so that
 * a line of JSON is one line to every program and can be shown on a terminal.
 */
bool wf_json_put_string(wf_bytes *out, wf_str s);

/* A number with 4 decimals and no trailing zeros, so that the same value gives the same bytes everywhere. */
bool wf_json_put_ratio(wf_bytes *out, double value);

/* A date as "2021-05-18T10:00:00Z" (milliseconds only where there are any), or null for WF_NO_DATE. */
bool wf_json_put_date(wf_bytes *out, int64_t ms);

/* Milliseconds as seconds, with a fraction only where there is one, or null for WF_NO_DATE. */
bool wf_json_put_seconds(wf_bytes *out, int64_t ms);

/*
 * JSON from outside, as it stands but for line breaks, which become spaces: valid JSON has them between its parts
 * only, and a line of output must stay a line.
 */
bool wf_json_put_raw(wf_bytes *out, wf_str json);

#endif
