/* The options of all commands: one table gives parsing, checks and help. */
#ifndef WIREFOLD_CLI_OPTIONS_H
#define WIREFOLD_CLI_OPTIONS_H

#include "cli.h"

typedef enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } cli_color;

enum { FORMAT_UNSET = -1 };

struct cli_args {
    wf_options engine; /* its fields, n_fields and callbacks are set by cli/run.c */
    const char *output, *pairs, *removed, *gold, *tmpdir;
    int format;       /* wf_format, or FORMAT_UNSET */
    int color;        /* cli_color */
    int input;        /* wf_input_kind */
    int keep;         /* wf_keep */
    int level;        /* wf_level */
    int kernels;      /* wf_kernels */
    int kinds;        /* 1 << wf_verdict of each kind asked for */
    unsigned stories; /* to be made */
    cli_list fields, against, measured, operands;
    bool json, stages, progress, quiet, help;
};

/*
 * Fills args with defaults and then from argv[0 .. argc). false after a mistake, which was told on standard error.
 * cli_args_free in every case.
 */
bool cli_args_parse(cli_args *args, const cli_command *command, int argc, char **argv);
void cli_args_free(cli_args *args);

/* Prints the help of a command with the options that belong to it and their defaults. */
void cli_help(FILE *out, const cli_command *command);

/* Says a mistake in the use of a command and where its help is. */
void cli_mistake(const cli_command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The name of n names that is nearest to what was typed, NULL if none is near. names are stride bytes apart. */
const char *cli_nearest(const char *typed, const char *const *names, size_t n, size_t stride);

extern const char cli_exit_codes[]; /* lines for the help */

#endif
