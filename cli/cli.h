/* What the commands share: exit codes, the table of commands, messages. */
#ifndef WIREFOLD_CLI_H
#define WIREFOLD_CLI_H

#include <stdio.h>

#include "wirefold.h"

typedef enum {
    CLI_DONE = 0,
    CLI_NO = 1, /* kept for commands that answer a yes-or-no question */
    CLI_USAGE = 2,
    CLI_FAILED = 3,
    CLI_SKIPPED = 4,
    CLI_INTERRUPTED = 130
} cli_exit;

typedef struct {
    const char **items;
    size_t n, cap;
} cli_list;

/* Bits of the commands an option belongs to. */
enum { CMD_CLUSTER = 1, CMD_DEDUPE = 2, CMD_COMPARE = 4, CMD_SCORE = 8, CMD_FLAG = 16, CMD_BENCH = 32 };

typedef struct cli_args cli_args;

typedef struct {
    const char *name;
    unsigned bit;
    cli_exit (*run)(const cli_args *args);
    size_t min_operands, max_operands;
    const char *operands; /* as the usage line shows them */
    const char *summary;  /* a line in the list of commands */
    const char *about;    /* paragraphs in its help */
    const char *examples; /* lines */
} cli_command;

/* The command with this bit. */
const cli_command *cli_command_of(unsigned bit);

cli_exit cli_cluster(const cli_args *args);
cli_exit cli_dedupe(const cli_args *args);
cli_exit cli_compare(const cli_args *args);
cli_exit cli_score(const cli_args *args);
cli_exit cli_flag(const cli_args *args);
cli_exit cli_bench(const cli_args *args);

/*
 * Prints "wirefold: " and a printf-style message as one line on standard error. What would command a terminal (file
 * names and ids come from outside) is shown as '?'.
 */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* n with its thousands apart, "20,000", in buffer. */
enum { CLI_COUNT_SIZE = 32 };
const char *cli_count(char buffer[CLI_COUNT_SIZE], uint64_t n);

/* Seconds since some moment in the past, steady. */
double cli_now(void);

/* Bytes of memory that this process has had resident at most; 0 if unknown. */
uint64_t cli_peak_memory(void);

/* Says what failed and returns the exit code for it. */
cli_exit cli_failed(const wf_error *err);

/* Sets *sink and path's place: standard output where path is NULL. */
cli_exit cli_open_output(wf_sink **sink, const char *path);

/*
 * Commits the sink if code is WF_OK, else drops it and says why. A reader that closed the pipe has had enough: that is
 * no failure, and *closed (may be NULL) is set.
 */
cli_exit cli_close_output(wf_sink *sink, wf_code code, wf_error *err, bool *closed);

/* Whether two outputs are one file, or both standard output (NULL or "-"). */
bool cli_same_place(const char *a, const char *b);

/* Reports for people: whether to use colours, and how many columns there are (0: unknown). path as in cli_open_output. */
void cli_look(const cli_args *args, const char *path, wf_report_options *out);

#endif
