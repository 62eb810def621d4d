#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "options.h"

/* Puts '?' for control characters (C0, DEL, C1) and for marks that turn the direction of writing. */
static void make_safe(char *text) {
    unsigned char *u = (unsigned char *)text, *to = u;
    while (*u) {
        size_t skip = 0;
        if (*u < 0x20 || *u == 0x7F) {
            skip = 1;
        } else if (*u == 0xC2 && u[1] >= 0x80 && u[1] <= 0x9F) {
            skip = 2;
        } else if (*u == 0xE2 && ((u[1] == 0x80 && u[2] >= 0xA8 && u[2] <= 0xAE) ||
                                  (u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9))) {
            skip = 3;
        }
        *to++ = skip ? '?' : *u;
        u += skip ? skip : 1;
    }
    *to = '\0';
}

void cli_say(const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = NULL;
    if (vasprintf(&text, format, args) < 0) text = NULL;
    va_end(args);
    if (text) make_safe(text);
    fprintf(stderr, "wirefold: %s\n", text ? text : "out of memory");
    free(text);
}

const char *cli_count(char buffer[CLI_COUNT_SIZE], uint64_t n) {
    size_t at = CLI_COUNT_SIZE - 1;
    buffer[at] = '\0';
    for (int digits = 0; digits == 0 || n; digits++, n /= 10) {
        if (digits && digits % 3 == 0) buffer[--at] = ',';
        buffer[--at] = (char)('0' + n % 10);
    }
    return &buffer[at];
}

double cli_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

uint64_t cli_peak_memory(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
    return (uint64_t)usage.ru_maxrss;
#else
    return (uint64_t)usage.ru_maxrss * 1024;
#endif
}

cli_exit cli_failed(const wf_error *err) {
    switch (err->code) {
    case WF_E_CANCELLED:
        cli_say("interrupted; nothing more was written");
        return CLI_INTERRUPTED;
    case WF_E_PARAM:
        cli_say("%s", err->what);
        return CLI_USAGE;
    default:
        cli_say("%s", err->what);
        return CLI_FAILED;
    }
}

cli_exit cli_open_output(wf_sink **sink, const char *path) {
    wf_error err = {0};
    return wf_sink_open(sink, path ? path : "-", &err) == WF_OK ? CLI_DONE : cli_failed(&err);
}

cli_exit cli_close_output(wf_sink *sink, wf_code code, wf_error *err, bool *closed) {
    if (code == WF_OK)
        code = wf_sink_commit(sink, err);
    else
        wf_sink_abort(sink);
    bool pipe = code == WF_E_IO && err->sys == EPIPE;
    if (closed) *closed = pipe;
    return code == WF_OK || pipe ? CLI_DONE : cli_failed(err);
}

/* The path without links, dots and repeated slashes; of a file that is not there yet, by its folder. */
static bool resolve(const char *path, char out[PATH_MAX]) {
    if (realpath(path, out)) return true;
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX];
    int n = snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
    if (n < 0 || (size_t)n >= sizeof folder || !realpath(folder, out)) return false;
    size_t len = strlen(out);
    n = snprintf(out + len, PATH_MAX - len, "/%s", slash ? slash + 1 : path);
    return n >= 0 && (size_t)n < PATH_MAX - len;
}

bool cli_same_place(const char *a, const char *b) {
    bool stdout_a = !a || strcmp(a, "-") == 0, stdout_b = !b || strcmp(b, "-") == 0;
    char real_a[PATH_MAX], real_b[PATH_MAX];
    if (stdout_a || stdout_b) return stdout_a && stdout_b;
    return resolve(a, real_a) && resolve(b, real_b) && strcmp(real_a, real_b) == 0;
}

void cli_look(const cli_args *args, const char *path, wf_report_options *out) {
    bool terminal = (!path || strcmp(path, "-") == 0) && isatty(STDOUT_FILENO) == 1;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool plain = (no_color && *no_color) || (term && strcmp(term, "dumb") == 0);
    out->colour = args->color == COLOR_ALWAYS || (args->color == COLOR_AUTO && terminal && !plain);
    struct winsize size;
    out->width = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
