#include <string.h>

#include "run.h"

static void say_counts(const wf_dedupe_counts *c, bool against) {
    char in[CLI_COUNT_SIZE], kept[CLI_COUNT_SIZE], removed[CLI_COUNT_SIZE], exact[CLI_COUNT_SIZE],
        near[CLI_COUNT_SIZE], earlier[CLI_COUNT_SIZE];
    if (against)
        cli_say("%s in, %s kept, %s removed (%s exact, %s near; %s of them held by an earlier dump)",
                cli_count(in, c->n_in), cli_count(kept, c->n_kept), cli_count(removed, c->n_removed),
                cli_count(exact, c->n_exact), cli_count(near, c->n_removed - c->n_exact),
                cli_count(earlier, c->n_against));
    else
        cli_say("%s in, %s kept, %s removed (%s exact, %s near)", cli_count(in, c->n_in),
                cli_count(kept, c->n_kept), cli_count(removed, c->n_removed), cli_count(exact, c->n_exact),
                cli_count(near, c->n_removed - c->n_exact));
}

/* Writes what is kept and what is removed; both sinks are gone afterwards, and both files are there or none. */
static cli_exit write_all(wf_run *run, const cli_args *args, wf_sink *kept, wf_sink *removed,
                          wf_dedupe_counts *counts, bool *closed) {
    wf_error err = {0};
    wf_code code = wf_run_dedupe(run, (wf_keep)args->keep, kept, removed, counts, &err);
    if (removed && code != WF_OK) {
        wf_sink_abort(removed);
        removed = NULL;
    }
    if (removed) {
        cli_exit result = cli_close_output(removed, WF_OK, &err, NULL);
        if (result != CLI_DONE) {
            wf_sink_abort(kept);
            return result;
        }
    }
    return cli_close_output(kept, code, &err, closed);
}

cli_exit cli_dedupe(const cli_args *args) {
    const cli_command *command = cli_command_of(CMD_DEDUPE);
    const char *output = args->output ? args->output : "-";
    if (args->removed && cli_same_place(args->removed, output)) {
        cli_mistake(command, "--removed and --output name the same place");
        return CLI_USAGE;
    }
    cli_console console;
    cli_console_open(&console, args);
    wf_sink *kept = NULL, *removed = NULL;
    wf_run *run = NULL;
    wf_dedupe_counts counts = {0};
    bool closed = false;
    cli_exit result = cli_open_output(&kept, output);
    if (result == CLI_DONE && args->removed) result = cli_open_output(&removed, args->removed);
    if (result == CLI_DONE) result = cli_run_inputs(&run, args, true, &console, command);
    if (result == CLI_DONE) {
        result = write_all(run, args, kept, removed, &counts, &closed);
        kept = removed = NULL;
    }
    if (result == CLI_DONE) {
        if (!args->quiet && !closed) say_counts(&counts, args->against.n > 0);
        result = cli_run_end(run, args);
    }
    wf_sink_abort(kept);
    wf_sink_abort(removed);
    wf_run_close(run);
    cli_console_close(&console);
    return result;
}
