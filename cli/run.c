#include "run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_name_and_key(const char *text) {
    const char *equals = strchr(text, '=');
    return equals && equals != text && equals[1];
}

/* Splits NAME=KEY; the names are copies behind the array, so that all of it is one block. */
static wf_field *split_fields(const cli_list *list) {
    size_t bytes = list->n * sizeof(wf_field);
    for (size_t i = 0; i < list->n; i++) bytes += strlen(list->items[i]) + 1;
    wf_field *fields = malloc(bytes ? bytes : 1);
    if (!fields) return NULL;
    char *text = (char *)(fields + list->n);
    for (size_t i = 0; i < list->n; i++) {
        size_t len = strlen(list->items[i]) + 1;
        memcpy(text, list->items[i], len);
        char *equals = strchr(text, '=');
        *equals = '\0';
        fields[i].field = text;
        fields[i].key = equals + 1;
        text += len;
    }
    return fields;
}

cli_exit cli_engine_options(wf_options *out, wf_field **fields, const cli_args *args, cli_console *console,
                            const cli_command *command) {
    for (size_t i = 0; i < args->fields.n; i++) {
        if (is_name_and_key(args->fields.items[i])) continue;
        cli_mistake(command, "--field takes NAME=KEY such as text=article, not '%s'", args->fields.items[i]);
        return CLI_USAGE;
    }
    *fields = split_fields(&args->fields);
    if (!*fields) {
        cli_say("out of memory");
        return CLI_FAILED;
    }
    *out = args->engine;
    out->fields = *fields;
    out->n_fields = args->fields.n;
    out->on_note = cli_on_note;
    out->on_progress = cli_on_progress;
    out->cancelled = cli_cancelled;
    out->user = console;
    return CLI_DONE;
}

static wf_code read_all(wf_run *run, const cli_args *args, wf_error *err) {
    wf_code code = WF_OK;
    for (size_t i = 0; i < args->against.n && code == WF_OK; i++)
        code = wf_run_read_against(run, args->against.items[i], err);
    for (size_t i = 0; i < args->operands.n && code == WF_OK; i++)
        code = wf_run_read(run, args->operands.items[i], err);
    if (args->operands.n == 0 && code == WF_OK) code = wf_run_read(run, "-", err);
    return code;
}

cli_exit cli_run_inputs(wf_run **out, const cli_args *args, bool dedupe, cli_console *console,
                        const cli_command *command) {
    if (args->operands.n == 0 && isatty(STDIN_FILENO) == 1) {
        cli_mistake(command, "no input: name files or directories, or pipe a dump into it");
        return CLI_USAGE;
    }
    wf_options options;
    wf_field *fields = NULL;
    cli_exit result = cli_engine_options(&options, &fields, args, console, command);
    if (result != CLI_DONE) return result;
    options.keep_records = dedupe;
    if (dedupe)
        options.level = WF_LEVEL_COPY; /* it removes copies alone: rewrites need not be searched for */
    wf_run *run = NULL;
    wf_error err = {0};
    wf_code code = wf_run_open(&run, &options, &err);
    free(fields);
    if (code == WF_OK) code = read_all(run, args, &err);
    if (code == WF_OK) {
        wf_summary summary;
        wf_run_summary(run, &summary);
        if (summary.n_stories == 0) {
            cli_console_clear(console);
            cli_say("there is no story in the input%s", args->quiet ? "" : "; the lines above say why");
            wf_run_close(run);
            return CLI_FAILED;
        }
        code = wf_run_cluster(run, &err);
    }
    cli_console_clear(console);
    if (code != WF_OK) {
        wf_run_close(run);
        return cli_failed(&err);
    }
    *out = run;
    return CLI_DONE;
}

wf_report_options cli_form(const cli_args *args) {
    bool to_stdout = !args->output || strcmp(args->output, "-") == 0;
    wf_report_options form = {.format = (wf_format)args->format};
    if (args->format == FORMAT_UNSET)
        form.format = to_stdout && isatty(STDOUT_FILENO) == 1 ? WF_FORMAT_TABLE : WF_FORMAT_JSONL;
    cli_look(args, args->output, &form);
    return form;
}

cli_exit cli_run_end(const wf_run *run, const cli_args *args) {
    wf_summary s;
    wf_run_summary(run, &s);
    if (!s.lost) return CLI_DONE;
    if (args->quiet) return CLI_SKIPPED;
    static const wf_note_kind skipping[] = {WF_NOTE_BAD_JSON, WF_NOTE_NO_TEXT, WF_NOTE_TOO_LONG,
                                            WF_NOTE_EMPTY_INPUT, WF_NOTE_UNREADABLE};
    char counts[256] = "";
    for (size_t i = 0; i < sizeof skipping / sizeof *skipping; i++) {
        char n[CLI_COUNT_SIZE];
        size_t len = strlen(counts);
        if (s.notes[skipping[i]])
            snprintf(counts + len, sizeof counts - len, "%s%s %s", len ? ", " : "", wf_note_name(skipping[i]),
                     cli_count(n, s.notes[skipping[i]]));
    }
    cli_say("some input was skipped (%s); the lines above say where", counts);
    return CLI_SKIPPED;
}
