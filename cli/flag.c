#include "run.h"

/* "20 stories in 0.1 s: 3 flagged (1 spun, 2 machine-translated) of 9 assessed" and why others were not. */
static void say_counts(const wf_run *run, double seconds) {
    wf_summary s;
    wf_run_summary(run, &s);
    char stories[CLI_COUNT_SIZE], flagged[CLI_COUNT_SIZE], spun[CLI_COUNT_SIZE], machine[CLI_COUNT_SIZE],
        assessed[CLI_COUNT_SIZE], alone[CLI_COUNT_SIZE], language[CLI_COUNT_SIZE], brief[CLI_COUNT_SIZE];
    uint64_t n_spun = s.n_verdicts[WF_VERDICT_SPUN], n_machine = s.n_verdicts[WF_VERDICT_MACHINE_TRANSLATED];
    cli_say("%s %s in %.1f s: %s flagged (%s spun, %s machine-translated) of %s assessed; not assessed: %s "
            "alone, "
            "%s not known to be English, %s too short",
            cli_count(stories, s.n_stories), s.n_stories == 1 ? "story" : "stories", seconds,
            cli_count(flagged, n_spun + n_machine), cli_count(spun, n_spun), cli_count(machine, n_machine),
            cli_count(assessed, s.n_assessments[WF_ASSESSED]),
            cli_count(alone, s.n_assessments[WF_UNASSESSED_ALONE]),
            cli_count(language, s.n_assessments[WF_UNASSESSED_LANGUAGE]),
            cli_count(brief, s.n_assessments[WF_UNASSESSED_SHORT]));
}

cli_exit cli_flag(const cli_args *args) {
    cli_console console;
    cli_console_open(&console, args);
    wf_sink *sink = NULL;
    wf_run *run = NULL;
    wf_error err = {0};
    bool closed = false;
    cli_exit result = cli_open_output(&sink, args->output);
    if (result == CLI_DONE) result = cli_run_inputs(&run, args, false, &console, cli_command_of(CMD_FLAG));
    if (result == CLI_DONE) {
        wf_report_options form = cli_form(args);
        wf_code code = wf_run_write_flagged(run, (unsigned)args->kinds, &form, sink, &err);
        result = cli_close_output(sink, code, &err, &closed);
        sink = NULL;
    }
    if (result == CLI_DONE) {
        if (!args->quiet && !closed) say_counts(run, cli_now() - console.begin);
        result = cli_run_end(run, args);
    }
    wf_sink_abort(sink);
    wf_run_close(run);
    cli_console_close(&console);
    return result;
}
