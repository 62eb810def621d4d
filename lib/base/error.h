/* Filling a wf_error: done by the lowest function that knows what failed, and passed up untouched. */
#ifndef WF_BASE_ERROR_H
#define WF_BASE_ERROR_H

#include "wirefold.h"

/* Fills err (may be NULL) with a printf-style message and returns code. */
wf_code wf_fail(wf_error *err, wf_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same with WF_E_IO: ": " and the system's text for errno value sys are appended. */
wf_code wf_fail_io(wf_error *err, int sys, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* WF_E_NOMEM: "out of memory for <what>". */
wf_code wf_fail_nomem(wf_error *err, const char *what);

#endif
