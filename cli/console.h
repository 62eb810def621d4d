/* What a run tells while it works: progress, notes about the input, and whether it was interrupted. */
#ifndef WIREFOLD_CLI_CONSOLE_H
#define WIREFOLD_CLI_CONSOLE_H

#include <pthread.h>

#include "options.h"

enum { NOTES_SHOWN = 20 }; /* of each kind */

typedef struct {
    bool quiet, strict;
    bool show_progress, terminal; /* of standard error */
    double begin, last;           /* of the run, and of the last line of progress */
    double stage_begin;
    wf_stage stage;
    bool line_open;             /* a line of progress stands on the terminal */
    uint64_t peak[WF_N_STAGES]; /* cli_peak_memory when a stage began; 0: it has not */
    uint64_t notes[WF_N_NOTES];
    pthread_mutex_t lock; /* callbacks may come from several threads */
} cli_console;

void cli_console_open(cli_console *console, const cli_args *args);
void cli_console_close(cli_console *console);

/* Takes the line of progress off the terminal, so that another line can be printed. */
void cli_console_clear(cli_console *console);

/* A line of progress on what is done outside of a run. */
void cli_tell_percent(cli_console *console, const char *what, uint64_t done, uint64_t total);

/* For wf_options; user is the console. */
void cli_on_progress(void *user, const wf_progress *progress);
void cli_on_note(void *user, const wf_note *note);
bool cli_cancelled(void *user);

/*
 * Makes SIGINT and SIGTERM ask the run to stop, a second one kill it, and a closed pipe or a file at its limit of size
 * an error of write(2).
 */
void cli_watch_signals(void);

#endif
