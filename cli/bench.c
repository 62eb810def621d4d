/* Measures a run over made stories or over a dump. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"
#include "made.h"
#include "run.h"

/* ---------------------------------------------------------------------------------------------- made stories */

/* A file without a name: in memory where the system has such files, else where temporary files go. -1: errno says why. */
static int open_nameless(const char *folder) {
#ifdef MFD_CLOEXEC
    (void)folder;
    return memfd_create("wirefold", MFD_CLOEXEC);
#else
    if (!folder) folder = getenv("TMPDIR");
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/wirefold-XXXXXX", folder && *folder ? folder : "/tmp");
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkstemp(path);
    if (fd >= 0) unlink(path);
    return fd;
#endif
}

static bool write_all(int fd, const char *bytes, size_t len) {
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static cli_exit make_stories(made_stories *made, uint64_t n, int fd, cli_console *console) {
    enum { BLOCK = 1 << 20, ROOM = 1 << 16 };
    char *block = malloc(BLOCK + ROOM);
    size_t used = 0, len = 0;
    cli_exit result = CLI_DONE;
    for (uint64_t i = 0; block && result == CLI_DONE && i <= n; i++) {
        const char *line = made_next(made, &len);
        if (!line) break;
        memcpy(block + used, line, len);
        used += len;
        if (used < BLOCK && len) continue;
        cli_tell_percent(console, "making stories", i, n);
        if (!write_all(fd, block, used)) {
            cli_say("cannot write the stories that were made: %s", strerror(errno));
            result = CLI_FAILED;
        } else if (cli_cancelled(NULL)) {
            result = cli_failed(&(wf_error){.code = WF_E_CANCELLED});
        }
        used = 0;
    }
    if (result == CLI_DONE && (!block || len)) {
        cli_say("out of memory");
        result = CLI_FAILED;
    }
    free(block);
    return result;
}

/* ---------------------------------------------------------------------------------------------- planted pairs */

static bench_row *row_of(bench_result *result, double jaccard) {
    int tenth = (int)(jaccard * 10 + 1e-9) - BENCH_FIRST;
    return &result->rows[tenth < 0 ? 0 : tenth >= BENCH_ROWS ? BENCH_ROWS - 1 : tenth];
}

/* The story a made id stands for. */
static bool number_of(wf_str id, uint64_t *number) {
    size_t skip = sizeof MADE_PREFIX - 1;
    *number = 0;
    for (size_t i = skip; i < id.len; i++) *number = *number * 10 + (uint64_t)(id.ptr[i] - '0');
    return id.len > skip;
}

/* Counts what is told as copies against the pairs, given by number plus one for each story of them in pair_of. */
static wf_code count_found(wf_run *run, const made_pair *pairs, const uint32_t *pair_of, bench_result *result,
                           wf_error *err) {
    wf_code code = WF_OK;
    for (uint64_t i = 0; code == WF_OK && i < wf_run_n_stories(run); i++) {
        wf_story_result story;
        uint64_t other;
        code = cli_cancelled(NULL) ? WF_E_CANCELLED : wf_run_story(run, i, &story, err);
        if (code == WF_E_CANCELLED && err) err->code = code;
        if (code != WF_OK || (story.relation != WF_EXACT && story.relation != WF_COPY) ||
            !number_of(story.duplicate_of, &other))
            continue;
        const made_pair *pair = pair_of[i] ? &pairs[pair_of[i] - 1] : NULL;
        bool planted = pair && (pair->number == i ? pair->original : pair->number) == other;
        bench_row *row = row_of(result, planted ? pair->jaccard : story.jaccard);
        row->found++;
        row->right += planted && pair->jaccard >= result->options->threshold;
    }
    return code;
}

static wf_code count_planted(wf_run *run, const made_stories *made, bench_result *result, wf_error *err) {
    size_t n;
    const made_pair *pairs = made_pairs(made, &n);
    uint32_t *pair_of = calloc(wf_run_n_stories(run) + 1, sizeof *pair_of);
    if (!pair_of) {
        *err = (wf_error){.code = WF_E_NOMEM, .what = "out of memory"};
        return WF_E_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        bench_row *row = row_of(result, pairs[i].jaccard);
        row->planted++;
        row->due += pairs[i].jaccard >= result->options->threshold;
        pair_of[pairs[i].number] = pair_of[pairs[i].original] = (uint32_t)i + 1;
    }
    wf_code code = count_found(run, pairs, pair_of, result, err);
    free(pair_of);
    return code;
}

/* ---------------------------------------------------------------------------------------------- the command */

static void collect(const wf_run *run, const cli_console *console, bench_result *result) {
    wf_run_summary(run, &result->summary);
    wf_run_steps(run, result->steps);
    result->options = wf_run_options(run);
    result->peak = cli_peak_memory();
    uint64_t after = result->peak;
    for (int i = WF_N_STAGES - 1; i >= 0; i--) {
        result->seconds += result->summary.stage_seconds[i];
        result->memory[i] = after - console->peak[i];
        after = console->peak[i];
    }
}

/* Runs the operands of args. */
static cli_exit measure(const cli_args *args, made_stories *made, cli_console *console) {
    bench_result result = {.made = made != NULL, .threads = args->engine.threads};
    wf_run *run = NULL;
    console->peak[WF_STAGE_READ] = cli_peak_memory();
    cli_exit code = cli_run_inputs(&run, args, false, console, cli_command_of(CMD_BENCH));
    if (code != CLI_DONE) return code;
    collect(run, console, &result);
    wf_error err = {0};
    if (made && (count_planted(run, made, &result, &err) != WF_OK ||
                 bench_measure_index(result.options, result.summary.n_stories, console, &result.index,
                                     &err) != WF_OK))
        code = cli_failed(&err);
    if (code == CLI_DONE) {
        bench_describe_machine(&result);
        if (args->json)
            bench_print_json(&result);
        else
            bench_print_table(&result, args->stages);
        code = cli_run_end(run, args);
    }
    wf_run_close(run);
    return code;
}

static cli_exit measure_made(cli_args *args, cli_console *console) {
    made_stories *made = made_open(args->stories, args->engine.seed, args->engine.shingle);
    int fd = open_nameless(args->tmpdir);
    cli_exit result = CLI_FAILED;
    if (!made)
        cli_say("out of memory");
    else if (fd < 0)
        cli_say("cannot open a temporary file for the stories that are made: %s", strerror(errno));
    else
        result = make_stories(made, args->stories, fd, console);
    cli_console_clear(console);
    if (result == CLI_DONE) {
        char path[32];
        const char *operand = path;
        snprintf(path, sizeof path, "/dev/fd/%d", fd);
        lseek(fd, 0, SEEK_SET);
        args->operands = (cli_list){&operand, 1, 1};
        args->engine.input = WF_INPUT_JSONL;
        result = measure(args, made, console);
    }
    if (fd >= 0) close(fd);
    made_close(made);
    return result;
}

cli_exit cli_bench(const cli_args *args) {
    const cli_command *command = cli_command_of(CMD_BENCH);
    if (args->operands.n) {
        cli_mistake(command, "it takes no arguments; to measure a dump: --input %s", args->operands.items[0]);
        return CLI_USAGE;
    }
    cli_args own = *args; /* what it lists stays with args */
    if (own.engine.threads == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        own.engine.threads = cores < 1 ? 1 : cores > 256 ? 256 : (unsigned)cores;
    }
    cli_console console;
    cli_console_open(&console, args);
    cli_exit result;
    if (own.measured.n) {
        own.operands = own.measured;
        result = measure(&own, NULL, &console);
    } else {
        result = measure_made(&own, &console);
    }
    cli_console_close(&console);
    return result;
}
