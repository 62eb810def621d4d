/* The command line: a table of commands, each in a file of its own. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

static const cli_command commands[] = {
    {"cluster", CMD_CLUSTER, cli_cluster, 0, SIZE_MAX, "[FILE, DIRECTORY or -]...",
     "group the stories of a dump: copies, excerpts and rewrites of one story",
     "Reads text files (a story each) and JSON Lines (a story a line: id, url, title, text, published, "
     "source,\n"
     "language), plain or .gz .zst .bz2 .xz, and directories of these; - is standard input, which is also "
     "read where\n"
     "nothing is named. Every pair it reports was verified on the texts themselves.\n"
     "Copies and excerpts share passages. Rewrites tell one story in other words: they are found by their\n"
     "rare words and names, and told with the probability that both are one story. Every story gets a "
     "verdict:\n"
     "original, reprint, excerpt, rewrite ... and, in English, whether it was spun or machine-translated.\n"
     "In CSV, a cell from outside that begins with = + - @ TAB or CR is prefixed by ' so that no spreadsheet "
     "runs it.\n",
     "  wirefold cluster dump.jsonl.zst -o clusters.jsonl\n"
     "  wirefold cluster --format table stories/ | less -R\n"
     "  wirefold cluster --window 14d --same-language year.jsonl.zst -o clusters.jsonl\n"
     "  wirefold cluster --level copy dump.jsonl -o copies.jsonl\n"
     "  zcat *.jsonl.gz | wirefold cluster --field text=article --pairs pairs.jsonl > clusters.jsonl\n"},
    {"flag", CMD_FLAG, cli_flag, 0, SIZE_MAX, "[FILE, DIRECTORY or -]...",
     "only the stories that were spun or machine-translated, with the evidence",
     "Clusters as 'wirefold cluster' does and writes the flagged stories alone, surest first, each with what "
     "was\n"
     "altered of the version it is judged against: quotes, names, numbers, words. Judged are English stories "
     "that\n"
     "have another version in the dump; the counts at the end tell how many could not be, and why.\n"
     "'machine-translated' says: passed through another language or a machine rewriter. A second human "
     "translation\n"
     "of a foreign text looks the same.\n"
     "JSON: the lines of 'wirefold cluster', with the evidence as byte spans of both texts; CSV: a row a "
     "finding.\n",
     "  wirefold flag --format table dump.jsonl.zst | less -R\n"
     "  wirefold flag --kind spun --min-probability 0.95 dump.jsonl -o spun.jsonl\n"
     "  wirefold flag --format csv stories/ > findings.csv\n"},
    {"dedupe", CMD_DEDUPE, cli_dedupe, 0, SIZE_MAX, "[FILE, DIRECTORY or -]...",
     "pass on one story of each group of copies",
     "Writes one story of each copy group, unchanged and in the order of the input. Every story that is left "
     "out was\n"
     "verified against the very story that stays. Inputs as for 'wirefold cluster'.\n",
     "  wirefold dedupe dump.jsonl.gz -o unique.jsonl --removed removed.jsonl\n"
     "  wirefold dedupe --keep earliest today.jsonl --against yesterday.jsonl > new.jsonl\n"},
    {"compare", CMD_COMPARE, cli_compare, 2, 2, "A B",
     "whether two stories are one, why, and the passages they share",
     "A and B are each a text file, a JSONL file with one story, or FILE#ID for one story of many. Prints "
     "the\n"
     "similarity both ways, the probability that both tell one story, the evidence for and against it, what "
     "one\n"
     "is judged to be as a copy of the other with the altered passages side by side, and both texts with "
     "the\n"
     "shared passages marked: in colour, or as [[1: ... ]] with the same number in both.\n"
     "Two stories of one FILE are weighed by the words of that file.\n",
     "  wirefold compare first.txt second.txt\n"
     "  wirefold compare --level copy first.txt second.txt\n"
     "  wirefold compare dump.jsonl#a17 dump.jsonl#b42 --format jsonl\n"},
    {"score", CMD_SCORE, cli_score, 1, 1, "RESULT.jsonl --gold FILE",
     "score a result against labels of your own",
     "RESULT.jsonl is what 'wirefold cluster --format jsonl' wrote. Prints the adjusted Rand index over all "
     "labelled\n"
     "stories, precision, recall and F1 over pairs, and the same as B-cubed.\n",
     "  wirefold score clusters.jsonl --gold labels.tsv\n"
     "  wirefold score clusters.jsonl --gold labels.tsv --level copy --json\n"},
    {"bench", CMD_BENCH, cli_bench, 0, SIZE_MAX, "[--input FILE]...",
     "measure the speed on this machine, with made stories or a dump",
     "Makes stories of some 2.2 KB in memory, one in five of them a copy of another at a known Jaccard "
     "similarity from\n"
     ".5 to 1, puts them through all that 'wirefold cluster' does but the writing of results, and prints the "
     "time and\n"
     "memory of each stage, how many of the planted pairs were found, and on what machine. Making them is "
     "not "
     "timed.\n"
     "With --input, a dump is measured instead, as 'wirefold cluster' would read it.\n",
     "  wirefold bench\n"
     "  wirefold bench --stages --threads 1 --level copy\n"
     "  wirefold bench --stories 1000000 --json > million.json\n"
     "  wirefold bench --input dump.jsonl.zst --stages\n"},
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

const cli_command *cli_command_of(unsigned bit) {
    const cli_command *c = commands;
    while (c->bit != bit) c++;
    return c;
}

static const cli_command *find_command(const char *name) {
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

static void print_overview(FILE *out) {
    fputs("wirefold: near-duplicate detection for syndicated news\n\n"
          "usage: wirefold COMMAND [OPTIONS] [ARGUMENTS]\n\ncommands:\n",
          out);
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(out, "  %-8s  %s\n", commands[i].name, commands[i].summary);
    fprintf(out,
            "\n  wirefold help COMMAND, or wirefold COMMAND --help, shows its options and examples.\n"
            "  wirefold --version shows the version.\n\nexit codes:\n%s",
            cli_exit_codes);
}

static cli_exit unknown_command(const char *typed) {
    const char *nearest = cli_nearest(typed, &commands->name, N_COMMANDS, sizeof *commands);
    if (typed[0] == '-')
        cli_say("options come after a command: wirefold COMMAND %s", typed);
    else if (nearest)
        cli_say("unknown command '%s'; did you mean '%s'?", typed, nearest);
    else if (access(typed, F_OK) == 0)
        cli_say("'%s' is a file and not a command; to cluster it: wirefold cluster %s", typed, typed);
    else
        cli_say("unknown command '%s'", typed);
    fputs("More: wirefold --help\n", stderr);
    return CLI_USAGE;
}

static cli_exit help(const char *name) {
    const cli_command *command = name ? find_command(name) : NULL;
    if (name && !command) return unknown_command(name);
    if (command)
        cli_help(stdout, command);
    else
        print_overview(stdout);
    return CLI_DONE;
}

static cli_exit run_command(const cli_command *command, int argc, char **argv) {
    cli_args args;
    cli_exit result = CLI_USAGE;
    if (cli_args_parse(&args, command, argc, argv)) {
        if (args.help) {
            cli_help(stdout, command);
            result = CLI_DONE;
        } else {
            result = command->run(&args);
        }
    }
    cli_args_free(&args);
    return result;
}

static cli_exit dispatch(int argc, char **argv) {
    if (argc < 2) {
        print_overview(stderr);
        return CLI_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        printf("wirefold %s\n", wf_version());
        return CLI_DONE;
    }
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help(argc > 2 ? argv[2] : NULL);
    const cli_command *command = find_command(name);
    return command ? run_command(command, argc - 2, argv + 2) : unknown_command(name);
}

/*
 * Puts something at 0, 1 and 2 where the program was started with one of them closed, so that no file of ours gets that
 * number: for reading, so that what is written to a closed standard output fails instead of being lost.
 */
static void reserve_standard_files(void) {
    int fd;
    do fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO) close(fd);
}

int main(int argc, char **argv) {
    reserve_standard_files();
    cli_watch_signals();
    cli_exit result = dispatch(argc, argv);
    /* What was printed (help, scores) must have arrived; a reader that closed the pipe has had enough. */
    if (fflush(stdout) != 0 && errno != EPIPE) {
        cli_say("cannot write to standard output: %s", strerror(errno));
        if (result == CLI_DONE) result = CLI_FAILED;
    }
    return (int)result;
}
