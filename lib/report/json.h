/* Writing JSON into a byte buffer. Each returns false when out of memory. */
#ifndef WF_REPORT_JSON_H
#define WF_REPORT_JSON_H

#include "base/memory.h"

/* s in quotes with escapes; invalid UTF-8 becomes U+FFFD. */
bool wf_json_put_string(wf_bytes *out, wf_str s);

/* A number with 4 decimals and no trailing zeros, so that the same value gives the same bytes everywhere. */
bool wf_json_put_ratio(wf_bytes *out, double value);

/* A date as "2021-05-18T10:00:00Z" (milliseconds only where there are any), or null for WF_NO_DATE. */
bool wf_json_put_date(wf_bytes *out, int64_t ms);

#endif
