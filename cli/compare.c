#include <stdlib.h>

#include "run.h"

cli_exit cli_compare(const cli_args *args) {
    const cli_command *command = cli_command_of(CMD_COMPARE);
    cli_console console;
    cli_console_open(&console, args);
    wf_options options;
    wf_field *fields = NULL;
    wf_comparison *comparison = NULL;
    wf_error err = {0};
    cli_exit result = cli_engine_options(&options, &fields, args, &console, command);
    if (result == CLI_DONE && wf_compare_files(args->operands.items[0], args->operands.items[1], &options,
                                               &comparison, &err) != WF_OK)
        result = cli_failed(&err);
    wf_sink *sink = NULL;
    if (result == CLI_DONE) result = cli_open_output(&sink, NULL);
    if (result == CLI_DONE) {
        wf_report_options report = {.format = (wf_format)args->format};
        cli_look(args, NULL, &report);
        result = cli_close_output(sink, wf_comparison_write(comparison, &report, sink, &err), &err, NULL);
    }
    wf_comparison_free(comparison);
    free(fields);
    cli_console_close(&console);
    return result;
}
