#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "console.h"

/* Seconds before the first line, and between lines. */
static const double START = 1, EVERY = 0.25, EVERY_LINE = 1;

/* Written by the signal handler and read by any thread: an atomic without a lock is fit for both. */
static atomic_bool interrupted;

static void on_signal(int signal) {
    (void)signal;
    atomic_store(&interrupted, true);
}

void cli_watch_signals(void) {
    struct sigaction stop = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND},
                     ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&stop.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
}

bool cli_cancelled(void *user) {
    (void)user;
    return atomic_load(&interrupted);
}

void cli_console_open(cli_console *console, const cli_args *args) {
    memset(console, 0, sizeof *console);
    console->quiet = args->quiet;
    console->strict = args->engine.strict;
    console->terminal = isatty(STDERR_FILENO) == 1;
    console->show_progress = args->progress || (console->terminal && !args->quiet);
    console->peak[WF_STAGE_READ] = cli_peak_memory();
    console->begin = console->last = console->stage_begin = cli_now();
    pthread_mutex_init(&console->lock, NULL);
}

static void clear_line(cli_console *console) {
    if (console->line_open) fputs("\r\033[K", stderr);
    console->line_open = false;
}

void cli_console_clear(cli_console *console) {
    pthread_mutex_lock(&console->lock);
    clear_line(console);
    pthread_mutex_unlock(&console->lock);
}

void cli_console_close(cli_console *console) {
    cli_console_clear(console);
    pthread_mutex_destroy(&console->lock);
}

static void print_progress(cli_console *console, const wf_progress *p, double now) {
    char done[CLI_COUNT_SIZE], rate[CLI_COUNT_SIZE];
    double seconds = now - console->stage_begin;
    if (console->terminal) fputs("\r\033[K", stderr);
    fprintf(stderr, "wirefold: %s: ", wf_stage_name(p->stage));
    if (p->stage == WF_STAGE_READ)
        fprintf(stderr, "%s stories, %.1f MB, %s stories/s", cli_count(done, p->done), (double)p->bytes / 1e6,
                cli_count(rate, seconds > 0 ? (uint64_t)((double)p->done / seconds) : 0));
    else if (p->total)
        fprintf(stderr, "%d %%", (int)((double)p->done / (double)p->total * 100));
    else
        fputs("working", stderr);
    if (!console->terminal) fputc('\n', stderr);
    console->line_open = console->terminal;
}

void cli_on_progress(void *user, const wf_progress *progress) {
    cli_console *console = user;
    pthread_mutex_lock(&console->lock);
    if (console->peak[progress->stage] == 0) console->peak[progress->stage] = cli_peak_memory();
    double now = cli_now();
    if (progress->stage != console->stage) {
        console->stage = progress->stage;
        console->stage_begin = now;
    }
    if (console->show_progress && now - console->begin >= START &&
        now - console->last >= (console->terminal ? EVERY : EVERY_LINE)) {
        console->last = now;
        print_progress(console, progress, now);
    }
    pthread_mutex_unlock(&console->lock);
}

void cli_tell_percent(cli_console *console, const char *what, uint64_t done, uint64_t total) {
    double now = cli_now();
    if (!console->show_progress || now - console->last < 1) return;
    console->last = now;
    fprintf(stderr, "%swirefold: %s: %d %%%s", console->terminal ? "\r\033[K" : "", what,
            (int)(100 * done / total), console->terminal ? "" : "\n");
    console->line_open = console->terminal;
}
