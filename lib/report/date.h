/* Milliseconds since 1970 as a day of the calendar. */
#ifndef WF_REPORT_DATE_H
#define WF_REPORT_DATE_H

#include "wirefold.h"

typedef struct {
    int64_t year; /* of the proleptic Gregorian calendar; may be negative or beyond 9999 */
    int month, day, hour, minute, second, millisecond;
} wf_date;

/* ms must not be WF_NO_DATE. */
wf_date wf_date_of(int64_t ms);

/* Bytes for wf_date_put_day and what may be appended to it. */
enum { WF_DATE_SIZE = 48 };

/* Writes a value of at most n_digits digits with zeros before it, no NUL behind it. Returns the end. */
char *wf_date_put_digits(char *out, int value, int n_digits);

/* Writes "2021-05-18", or with a sign and at least six digits of year outside 0 to 9999 (ISO 8601). Returns the length. */
size_t wf_date_put_day(char out[WF_DATE_SIZE], const wf_date *date);

#endif
