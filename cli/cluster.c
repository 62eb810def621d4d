#include "run.h"

static void say_counts(const wf_run *run, double seconds) {
    wf_summary s;
    wf_run_summary(run, &s);
    char stories[CLI_COUNT_SIZE], clusters[CLI_COUNT_SIZE], clustered[CLI_COUNT_SIZE], exact[CLI_COUNT_SIZE],
        copies[CLI_COUNT_SIZE], excerpts[CLI_COUNT_SIZE], rewrites[CLI_COUNT_SIZE], flagged[CLI_COUNT_SIZE];
    bool searched = wf_run_options(run)->level == WF_LEVEL_STORY;
    uint64_t n_flagged = s.n_verdicts[WF_VERDICT_SPUN] + s.n_verdicts[WF_VERDICT_MACHINE_TRANSLATED];
    cli_say("%s %s in %.1f s: %s %s of %s stories (%s exact, %s near, %s excerpts or expanded%s%s%s)%s%s%s",
            cli_count(stories, s.n_stories), s.n_stories == 1 ? "story" : "stories", seconds,
            cli_count(clusters, s.n_clusters), s.n_clusters == 1 ? "cluster" : "clusters",
            cli_count(clustered, s.n_clustered), cli_count(exact, s.n_exact), cli_count(copies, s.n_copies),
            cli_count(excerpts, s.n_excerpts + s.n_expanded), searched ? ", " : "",
            searched ? cli_count(rewrites, s.n_rewrites) : "",
            !searched           ? ""
            : s.n_rewrites == 1 ? " rewrite"
                                : " rewrites",
            n_flagged ? ", " : "", n_flagged ? cli_count(flagged, n_flagged) : "",
            n_flagged ? " spun or machine-translated" : "");
    if (s.shift_others < 0 || s.shift_one_source < 0)
        cli_say("much here looks alike and little is surely one story, as in the articles of one desk: "
                "P(same story) was "
                "lowered ('shift' in the summary of --format jsonl)");
}

/* Writes the result and the pairs; both sinks are gone afterwards. A reader that has had enough of one (head) does not
   keep the other from being written. */
static cli_exit write_all(wf_run *run, const cli_args *args, wf_sink *sink, wf_sink *pairs, bool *closed) {
    wf_error err = {0};
    wf_report_options report = cli_form(args);
    cli_exit result = cli_close_output(sink, wf_run_write(run, &report, sink, &err), &err, closed);
    if (!pairs) return result;
    if (result != CLI_DONE) {
        wf_sink_abort(pairs);
        return result;
    }
    return cli_close_output(pairs, wf_run_write_pairs(run, pairs, &err), &err, NULL);
}

cli_exit cli_cluster(const cli_args *args) {
    const cli_command *command = cli_command_of(CMD_CLUSTER);
    if (args->pairs && cli_same_place(args->pairs, args->output)) {
        cli_mistake(command, "--pairs and --output name the same place");
        return CLI_USAGE;
    }
    cli_console console;
    cli_console_open(&console, args);
    wf_sink *sink = NULL, *pairs = NULL;
    wf_run *run = NULL;
    bool closed = false;
    cli_exit result = cli_open_output(&sink, args->output);
    if (result == CLI_DONE && args->pairs) result = cli_open_output(&pairs, args->pairs);
    if (result == CLI_DONE) result = cli_run_inputs(&run, args, false, &console, command);
    if (result == CLI_DONE) {
        result = write_all(run, args, sink, pairs, &closed);
        sink = pairs = NULL;
    }
    if (result == CLI_DONE) {
        if (!args->quiet && !closed) say_counts(run, cli_now() - console.begin);
        result = cli_run_end(run, args);
    }
    wf_sink_abort(sink);
    wf_sink_abort(pairs);
    wf_run_close(run);
    cli_console_close(&console);
    return result;
}
