/* What cluster, flag and dedupe share: a run over the inputs of the command line. */
#ifndef WIREFOLD_CLI_RUN_H
#define WIREFOLD_CLI_RUN_H

#include "console.h"

/*
 * Options of the engine from args, with fields and callbacks. *fields is malloc'ed and must live
 * until the engine has copied it. CLI_DONE, or the exit code after a message.
 */
cli_exit cli_engine_options(wf_options *out, wf_field **fields, const cli_args *args, cli_console *console,
                            const cli_command *command);

/*
 * Opens a run, reads the earlier dumps of --against and the operands (standard input where there are none), and
 * clusters; for a dedupe, with the records kept and down to copies only. *out is set on CLI_DONE; after any other code
 * a message was printed.
 */
cli_exit cli_run_inputs(wf_run **out, const cli_args *args, bool dedupe, cli_console *console,
                        const cli_command *command);

/* The form of the result: a table on a terminal and JSON lines elsewhere, if --format does not say. */
wf_report_options cli_form(const cli_args *args);

/* The end of a run: says what was skipped, and returns CLI_DONE or CLI_SKIPPED. */
cli_exit cli_run_end(const wf_run *run, const cli_args *args);

#endif
