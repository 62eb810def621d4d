#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(wf_error *err, wf_code code, int sys, const char *format, va_list args) {
    memset(err, 0, sizeof *err);
    err->code = code;
    err->sys = sys;
    vsnprintf(err->what, sizeof err->what, format, args);
}

wf_code wf_fail(wf_error *err, wf_code code, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, code, 0, format, args);
        va_end(args);
    }
    return code;
}

wf_code wf_fail_io(wf_error *err, int sys, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, WF_E_IO, sys, format, args);
        va_end(args);
        char text[96];
        size_t len = strlen(err->what);
        /* GNU's strerror_r may return a string of its own; both forms leave a text to print. */
#if defined(__GLIBC__)
        const char *why = strerror_r(sys, text, sizeof text);
#else
        const char *why = strerror_r(sys, text, sizeof text) == 0 ? text : "unknown error";
#endif
        snprintf(err->what + len, sizeof err->what - len, ": %s", why);
    }
    return WF_E_IO;
}

wf_code wf_fail_nomem(wf_error *err, const char *what) {
    return wf_fail(err, WF_E_NOMEM, "out of memory for %s", what);
}

const char *wf_version(void) {
    return WF_VERSION;
}

const char *wf_code_name(wf_code code) {
    static const char *const names[] = {
        "done",         "wrong parameter", "out of memory", "input or output failed",
        "wrong format", "wrong version",   "damaged data",  "cancelled"};
    return (size_t)code < sizeof names / sizeof *names ? names[code] : "unknown error";
}
