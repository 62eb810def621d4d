#include "options.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "values.h"

typedef enum {
    OPT_FLAG,
    OPT_COUNT,
    OPT_SEED,
    OPT_BYTES,
    OPT_SPAN,
    OPT_REAL,
    OPT_TEXT,
    OPT_LIST,
    OPT_CHOICE,
    OPT_SET
} opt_kind;

typedef struct {
    const char *name;
    int value;
} opt_choice;

typedef struct {
    const char *name;
    char letter; /* 0: none */
    opt_kind kind;
    unsigned commands;
    size_t field;  /* where it lands in cli_args */
    double lo, hi; /* of numbers; lo itself is left out where open is set */
    bool open;
    const opt_choice *choices; /* up to one without a name */
    const char *arg, *help;
} cli_option;

#define FIELD(member) offsetof(cli_args, member)
#define MIB (1024.0 * 1024)
#define GIB (1024 * MIB)
#define DAY_MS 86400e3

enum {
    CMD_STORIES = CMD_CLUSTER | CMD_FLAG,
    CMD_RUNS = CMD_STORIES | CMD_DEDUPE,
    CMD_MATCHES = CMD_RUNS | CMD_COMPARE | CMD_BENCH,
    CMD_ALL = CMD_MATCHES | CMD_SCORE
};

static const opt_choice cluster_formats[] = {
    {"table", WF_FORMAT_TABLE}, {"jsonl", WF_FORMAT_JSONL}, {"csv", WF_FORMAT_CSV}, {NULL, 0}};
static const opt_choice compare_formats[] = {
    {"table", WF_FORMAT_TABLE}, {"jsonl", WF_FORMAT_JSONL}, {NULL, 0}};
static const opt_choice inputs[] = {
    {"auto", WF_INPUT_AUTO}, {"jsonl", WF_INPUT_JSONL}, {"text", WF_INPUT_TEXT}, {NULL, 0}};
static const opt_choice keeps[] = {{"first", WF_KEEP_FIRST},
                                   {"longest", WF_KEEP_LONGEST},
                                   {"earliest", WF_KEEP_EARLIEST},
                                   {"original", WF_KEEP_ORIGINAL},
                                   {NULL, 0}};
static const opt_choice levels[] = {{"story", WF_LEVEL_STORY}, {"copy", WF_LEVEL_COPY}, {NULL, 0}};
static const opt_choice kernels[] = {{"auto", WF_KERNELS_AUTO}, {"scalar", WF_KERNELS_SCALAR},
                                     {"avx2", WF_KERNELS_AVX2}, {"avx512", WF_KERNELS_AVX512},
                                     {"neon", WF_KERNELS_NEON}, {NULL, 0}};
static const opt_choice kinds[] = {
    {"spun", 1 << WF_VERDICT_SPUN}, {"machine-translated", 1 << WF_VERDICT_MACHINE_TRANSLATED}, {NULL, 0}};
static const opt_choice colors[] = {
    {"auto", COLOR_AUTO}, {"always", COLOR_ALWAYS}, {"never", COLOR_NEVER}, {NULL, 0}};

static const cli_option options[] = {
    {"output", 'o', OPT_TEXT, CMD_RUNS, FIELD(output), 0, 0, false, NULL, "FILE",
     "write here instead of standard output; the file is whole or absent"},
    {"format", 'f', OPT_CHOICE, CMD_STORIES, FIELD(format), 0, 0, false, cluster_formats, "FORMAT",
     "form of the result; if not said, table on a terminal, else jsonl"},
    {"format", 'f', OPT_CHOICE, CMD_COMPARE, FIELD(format), 0, 0, false, compare_formats, "FORMAT",
     "form of the result"},
    {"pairs", 0, OPT_TEXT, CMD_CLUSTER, FIELD(pairs), 0, 0, false, NULL, "FILE",
     "write every verified pair here as JSON lines: similarity, shared passages, evidence"},
    {"kind", 'k', OPT_SET, CMD_FLAG, FIELD(kinds), 0, 0, false, kinds, "KIND,...", "what to show"},
    {"min-probability", 'p', OPT_REAL, CMD_STORIES, FIELD(engine.min_probability), 0, 1, false, NULL, "P",
     "lowest probability at which a story is said to be spun or machine-translated"},
    {"keep", 'k', OPT_CHOICE, CMD_DEDUPE, FIELD(keep), 0, 0, false, keeps, "WHICH",
     "the story that stays of each copy group"},
    {"removed", 0, OPT_TEXT, CMD_DEDUPE, FIELD(removed), 0, 0, false, NULL, "FILE",
     "write each removed story here, with the id it duplicates"},
    {"against", 0, OPT_LIST, CMD_DEDUPE, FIELD(against), 0, 0, false, NULL, "FILE",
     "an earlier dump: also remove what it holds already (repeatable)"},
    {"gold", 'g', OPT_TEXT, CMD_SCORE, FIELD(gold), 0, 0, false, NULL, "FILE",
     "labels: a TSV with a header line that names the columns id and cluster (or story)"},
    {"level", 'l', OPT_CHOICE, CMD_CLUSTER, FIELD(level), 0, 0, false, levels, "LEVEL",
     "how far to search; copy: no rewrites, in less time and memory"},
    {"level", 'l', OPT_CHOICE, CMD_COMPARE, FIELD(level), 0, 0, false, levels, "LEVEL",
     "what to look at; copy: shared passages alone, no evidence"},
    {"level", 'l', OPT_CHOICE, CMD_SCORE, FIELD(level), 0, 0, false, levels, "LEVEL",
     "score story clusters or copy groups"},
    {"level", 'l', OPT_CHOICE, CMD_BENCH, FIELD(level), 0, 0, false, levels, "LEVEL",
     "what to measure; copy: no search for rewrites and no verdicts"},
    {"stories", 'n', OPT_COUNT, CMD_BENCH, FIELD(stories), 1, 10e6, false, NULL, "N", "stories to make"},
    {"input", 'i', OPT_LIST, CMD_BENCH, FIELD(measured), 0, 0, false, NULL, "FILE",
     "measure this file or directory, or - for standard input, instead (repeatable)"},
    {"stages", 0, OPT_FLAG, CMD_BENCH, FIELD(stages), 0, 0, false, NULL, NULL,
     "also show what the stages are made of, in processor time"},
    {"json", 0, OPT_FLAG, CMD_BENCH, FIELD(json), 0, 0, false, NULL, NULL,
     "print all of it as a line of JSON"},
    {"window", 0, OPT_SPAN, CMD_STORIES, FIELD(engine.window_ms), 0, 36500 * DAY_MS, false, NULL, "TIME",
     "longest time between rewrites that are dated: 90m, 36h, 2w; 0: no limit"},
    {"same-language", 0, OPT_FLAG, CMD_STORIES, FIELD(engine.same_language), 0, 0, false, NULL, NULL,
     "look for rewrites within one language only"},
    {"no-verdicts", 0, OPT_FLAG, CMD_CLUSTER | CMD_BENCH, FIELD(engine.no_verdicts), 0, 0, false, NULL, NULL,
     "find clusters alone: no story is judged as spun or machine-translated, in less time"},
    {"json", 0, OPT_FLAG, CMD_SCORE, FIELD(json), 0, 0, false, NULL, NULL,
     "print the scores as a line of JSON"},
    {"threshold", 't', OPT_REAL, CMD_MATCHES, FIELD(engine.threshold), 0.05, 1, false, NULL, "J",
     "lowest Jaccard similarity of two copies"},
    {"excerpt", 'e', OPT_REAL, CMD_STORIES | CMD_COMPARE, FIELD(engine.excerpt), 0, 1, true, NULL, "SHARE",
     "lowest share of the shorter text that stands in the longer one"},
    {"shingle", 'w', OPT_COUNT, CMD_MATCHES, FIELD(engine.shingle), 1, 32, false, NULL, "WORDS",
     "words in a shingle"},
    {"seed", 's', OPT_SEED, CMD_RUNS, FIELD(engine.seed), 0, 0, false, NULL, "N",
     "seed of all hashing, or random; the same seed and input give the same bytes"},
    {"seed", 's', OPT_SEED, CMD_BENCH, FIELD(engine.seed), 0, 0, false, NULL, "N",
     "seed of all hashing and of what is made, or random; the same seed makes the same stories"},
    {"input", 'i', OPT_CHOICE, CMD_RUNS | CMD_COMPARE, FIELD(input), 0, 0, false, inputs, "KIND",
     "kind of the inputs; auto tells it from each file's content"},
    {"field", 0, OPT_LIST, CMD_MATCHES, FIELD(fields), 0, 0, false, NULL, "NAME=KEY",
     "JSON key of id, url, title, text, published, source or language (repeatable)"},
    {"max-story", 0, OPT_BYTES, CMD_RUNS | CMD_COMPARE, FIELD(engine.max_story), 1, 256 * MIB, false, NULL,
     "SIZE", "longest story or JSON line, at most 256M; longer ones are skipped"},
    {"strict", 0, OPT_FLAG, CMD_RUNS, FIELD(engine.strict), 0, 0, false, NULL, NULL,
     "stop at the first input that cannot be used"},
    {"threads", 'j', OPT_COUNT, CMD_RUNS | CMD_BENCH, FIELD(engine.threads), 0, 256, false, NULL, "N",
     "threads; 0: one for each core"},
    {"kernels", 0, OPT_CHOICE, CMD_MATCHES, FIELD(kernels), 0, 0, false, kernels, "NAME",
     "machine code to run; auto: the fastest for this processor, unless WIREFOLD_KERNELS names another"},
    {"memory", 'm', OPT_BYTES, CMD_RUNS | CMD_BENCH, FIELD(engine.memory), MIB, 1024 * 1024 * GIB, false,
     NULL, "SIZE", "memory for tables (512M, 4G); past it they go to files in --tmpdir"},
    {"tmpdir", 0, OPT_TEXT, CMD_RUNS | CMD_BENCH, FIELD(tmpdir), 0, 0, false, NULL, "DIR",
     "folder for temporary files (default: TMPDIR, else /tmp)"},
    {"color", 0, OPT_CHOICE, CMD_STORIES | CMD_COMPARE, FIELD(color), 0, 0, false, colors, "WHEN",
     "colours; auto: on a terminal, unless NO_COLOR is set"},
    {"progress", 0, OPT_FLAG, CMD_RUNS | CMD_BENCH, FIELD(progress), 0, 0, false, NULL, NULL,
     "show progress even where standard error is no terminal"},
    {"quiet", 'q', OPT_FLAG, CMD_MATCHES, FIELD(quiet), 0, 0, false, NULL, NULL,
     "no progress, notes or counts on standard error"},
    {"help", 'h', OPT_FLAG, CMD_ALL, FIELD(help), 0, 0, false, NULL, NULL, "show this help"},
};

enum { N_OPTIONS = sizeof options / sizeof *options };

const char cli_exit_codes[] = "  0    done\n"
                              "  1    a yes-or-no question was answered no (no command asks one yet)\n"
                              "  2    wrong usage\n"
                              "  3    an input or output failed, or there was no story in the input\n"
                              "  4    done, but some input was skipped\n"
                              "  130  interrupted\n";

static void *field_of(cli_args *args, const cli_option *option) {
    return (char *)args + option->field;
}

static bool list_add(cli_list *list, const char *item) {
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        const char **items = realloc(list->items, cap * sizeof *items);
        if (!items) return false;
        list->items = items;
        list->cap = cap;
    }
    list->items[list->n++] = item;
    return true;
}

static void args_init(cli_args *args, const cli_command *command) {
    memset(args, 0, sizeof *args);
    wf_options_init(&args->engine);
    args->format = command->bit == CMD_COMPARE ? WF_FORMAT_TABLE : FORMAT_UNSET;
    args->input = (int)args->engine.input;
    args->kernels = (int)args->engine.kernels;
    args->stories = 50000;
    for (const opt_choice *c = kinds; c->name; c++) args->kinds |= c->value;
}

void cli_args_free(cli_args *args) {
    free(args->fields.items);
    free(args->against.items);
    free(args->measured.items);
    free(args->operands.items);
}

/* ---------------------------------------------------------------------------------------------- help */

/* A size as it can be typed: 4G, 64M, 1500. */
static void print_size(FILE *out, size_t size) {
    static const char suffix[] = "\0KMGT";
    int i = 0;
    while (i < 4 && size && size % 1024 == 0) {
        size /= 1024;
        i++;
    }
    fprintf(out, "%zu%.1s", size, &suffix[i]);
}

/* " (default 0.7)", from the struct; nothing for what is off or unset by default. */
static void print_default(FILE *out, const cli_args *defaults, const cli_option *option) {
    const void *field = (const char *)defaults + option->field;
    switch (option->kind) {
    case OPT_REAL:
        fprintf(out, " (%g to %g; default %g)", option->lo, option->hi, *(const double *)field);
        break;
    case OPT_COUNT:
        fprintf(out, " (%.9g to %.9g; default %u)", option->lo, option->hi, *(const unsigned *)field);
        break;
    case OPT_SEED:
        fprintf(out, " (default %llu)", (unsigned long long)*(const uint64_t *)field);
        break;
    case OPT_BYTES:
        fputs(" (default ", out);
        print_size(out, *(const size_t *)field);
        fputc(')', out);
        break;
    case OPT_SPAN:
        fprintf(out, " (default %gd)", (double)*(const int64_t *)field / DAY_MS);
        break;
    case OPT_CHOICE:
        for (const opt_choice *c = option->choices; c->name; c++)
            fprintf(out, "%s%s", c == option->choices ? " (" : ", ", c->name);
        for (const opt_choice *c = option->choices; c->name; c++)
            if (c->value == *(const int *)field) fprintf(out, "; default %s", c->name);
        fputc(')', out);
        break;
    case OPT_SET:
        for (const opt_choice *c = option->choices; c->name; c++)
            fprintf(out, "%s%s", c == option->choices ? " (" : ", ", c->name);
        fputs("; default all)", out);
        break;
    case OPT_FLAG:
    case OPT_TEXT:
    case OPT_LIST:
        break;
    }
}

void cli_help(FILE *out, const cli_command *command) {
    cli_args defaults;
    args_init(&defaults, command);
    fprintf(out, "usage: wirefold %s [OPTIONS] %s\n\n%s\noptions:\n", command->name, command->operands,
            command->about);
    for (size_t i = 0; i < N_OPTIONS; i++) {
        const cli_option *o = &options[i];
        if (!(o->commands & command->bit)) continue;
        char left[64], letter[8] = "   ";
        if (o->letter) snprintf(letter, sizeof letter, "-%c,", o->letter);
        snprintf(left, sizeof left, "  %s --%s%s%s", letter, o->name, o->arg ? " " : "",
                 o->arg ? o->arg : "");
        fprintf(out, "%-24s %s", left, o->help);
        print_default(out, &defaults, o);
        fputc('\n', out);
    }
    fprintf(out, "\nexamples:\n%s\nexit codes:\n%s", command->examples, cli_exit_codes);
}

void cli_mistake(const cli_command *command, const char *format, ...) {
    char text[512];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    cli_say("%s: %s", command->name, text);
    fprintf(stderr, "usage: wirefold %s [OPTIONS] %s\nMore: wirefold %s --help\n", command->name,
            command->operands, command->name);
}

/* ---------------------------------------------------------------------------------------------- parsing */

static bool in_range(const cli_option *option, double value) {
    return value <= option->hi && (option->open ? value > option->lo : value >= option->lo);
}

static bool set_choice(int *field, const cli_option *option, const char *value) {
    for (const opt_choice *c = option->choices; c->name; c++) {
        if (strcmp(c->name, value) != 0) continue;
        *field = c->value;
        return true;
    }
    return false;
}

/* Names of choices with commas between; none of them may be empty. */
static bool set_many(int *field, const cli_option *option, const char *value) {
    int bits = 0;
    for (;;) {
        size_t len = strcspn(value, ",");
        const opt_choice *c = option->choices;
        while (c->name && (strlen(c->name) != len || memcmp(c->name, value, len) != 0)) c++;
        if (!c->name) return false;
        bits |= c->value;
        if (value[len] == '\0') break;
        value += len + 1;
    }
    *field = bits;
    return true;
}

/* Sets an option that takes a value. */
static bool set_value(cli_args *args, const cli_command *command, const cli_option *option,
                      const char *value) {
    void *field = field_of(args, option);
    uint64_t whole = 0;
    double real;
    char *end;
    switch (option->kind) {
    case OPT_REAL:
        if (!cli_parse_real(value, &real) || !in_range(option, real)) {
            cli_mistake(command, "--%s takes a number %s %g and at most %g, not '%s'", option->name,
                        option->open ? "above" : "of at least", option->lo, option->hi, value);
            return false;
        }
        *(double *)field = real;
        return true;
    case OPT_COUNT:
        if (!cli_parse_whole(value, &whole, &end) || *end || !in_range(option, (double)whole)) {
            cli_mistake(command, "--%s takes a whole number from %.9g to %.9g, not '%s'", option->name,
                        option->lo, option->hi, value);
            return false;
        }
        *(unsigned *)field = (unsigned)whole;
        return true;
    case OPT_SEED:
        if (strcmp(value, "random") == 0 && wf_seed_random((uint64_t *)field, NULL) == WF_OK) return true;
        if (!cli_parse_whole(value, (uint64_t *)field, &end) || *end) {
            cli_mistake(command, "--%s takes a whole number from 0 to 2^64 - 1, or random, not '%s'",
                        option->name, value);
            return false;
        }
        return true;
    case OPT_BYTES:
        if (!cli_parse_size(value, &whole) || !in_range(option, (double)whole) || whole > SIZE_MAX) {
            cli_mistake(command, "--%s takes a size such as 512M or 4G%s, not '%s'", option->name,
                        option->hi < GIB ? ", at most 256M" : ", at least 1M", value);
            return false;
        }
        *(size_t *)field = (size_t)whole;
        return true;
    case OPT_SPAN:
        if (!cli_parse_span(value, &whole) || !in_range(option, (double)whole)) {
            cli_mistake(command,
                        "--%s takes a time such as 90m, 36h, 14d or 2w, at most %gd, or 0 for no limit, "
                        "not '%s'",
                        option->name, option->hi / DAY_MS, value);
            return false;
        }
        *(int64_t *)field = (int64_t)whole;
        return true;
    case OPT_CHOICE:
    case OPT_SET:
        if (!(option->kind == OPT_SET ? set_many : set_choice)(field, option, value)) {
            char known[128] = "";
            for (const opt_choice *c = option->choices; c->name; c++)
                snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s",
                         c == option->choices ? ""
                         : c[1].name          ? ", "
                                              : " or ",
                         c->name);
            cli_mistake(command, "--%s takes %s%s, not '%s'", option->name, known,
                        option->kind == OPT_SET ? ", or more than one with commas between" : "", value);
            return false;
        }
        return true;
    case OPT_TEXT:
        if (*value == '\0') {
            cli_mistake(command, "--%s takes %s, and nothing was given", option->name, option->arg);
            return false;
        }
        *(const char **)field = value;
        return true;
    case OPT_LIST:
        if (!list_add(field, value)) {
            cli_say("out of memory");
            return false;
        }
        return true;
    case OPT_FLAG:
        break;
    }
    return false;
}

static const cli_option *find_long(const cli_command *command, const char *name, size_t len) {
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].commands & command->bit && strlen(options[i].name) == len &&
            memcmp(options[i].name, name, len) == 0)
            return &options[i];
    return NULL;
}

static const cli_option *find_letter(const cli_command *command, char letter) {
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].commands & command->bit && options[i].letter == letter) return &options[i];
    return NULL;
}

/* The first other command that has the option. */
static const cli_command *find_elsewhere(const char *name, size_t len) {
    for (unsigned bit = CMD_CLUSTER; bit <= CMD_BENCH; bit <<= 1)
        if (find_long(cli_command_of(bit), name, len)) return cli_command_of(bit);
    return NULL;
}

static void unknown_option(const cli_command *command, const char *typed, size_t len) {
    char name[64] = "";
    const char *names[N_OPTIONS], *nearest = NULL;
    size_t n = 0;
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].commands & command->bit) names[n++] = options[i].name;
    if (len < sizeof name) {
        memcpy(name, typed, len);
        nearest = cli_nearest(name, names, n, sizeof *names);
    }
    if (find_elsewhere(typed, len))
        cli_mistake(command, "--%.*s belongs to 'wirefold %s'", (int)len, typed,
                    find_elsewhere(typed, len)->name);
    else if (nearest)
        cli_mistake(command, "unknown option '--%.*s'; did you mean '--%s'?", (int)len, typed, nearest);
    else
        cli_mistake(command, "unknown option '--%.*s'", (int)len, typed);
}

/* Takes "--name", "--name=value" or "--name value"; *i moves to the last argument taken. */
static bool parse_long(cli_args *args, const cli_command *command, int argc, char **argv, int *i) {
    const char *name = argv[*i] + 2, *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const cli_option *option = find_long(command, name, len);
    if (!option) {
        unknown_option(command, name, len < 200 ? len : 200);
        return false;
    }
    if (option->kind == OPT_FLAG) {
        if (equals) {
            cli_mistake(command, "--%s takes no value", option->name);
            return false;
        }
        *(bool *)field_of(args, option) = true;
        return true;
    }
    if (!equals && *i + 1 == argc) {
        cli_mistake(command, "--%s needs a value: %s", option->name, option->arg);
        return false;
    }
    return set_value(args, command, option, equals ? equals + 1 : argv[++*i]);
}

/* Takes "-q", "-j4", "-j 4" or several letters in one, "-qj4". */
static bool parse_letters(cli_args *args, const cli_command *command, int argc, char **argv, int *i) {
    for (const char *p = argv[*i] + 1; *p; p++) {
        const cli_option *option = find_letter(command, *p);
        if (!option) {
            cli_mistake(command, "unknown option '-%c'", isprint((unsigned char)*p) ? *p : '?');
            return false;
        }
        if (option->kind == OPT_FLAG) {
            *(bool *)field_of(args, option) = true;
            continue;
        }
        if (!p[1] && *i + 1 == argc) {
            cli_mistake(command, "-%c needs a value: %s", option->letter, option->arg);
            return false;
        }
        return set_value(args, command, option, p[1] ? p + 1 : argv[++*i]);
    }
    return true;
}

/* Takes WIREFOLD_KERNELS, which --kernels may then replace. */
static bool take_environment(cli_args *args, const cli_command *command) {
    const char *name = getenv("WIREFOLD_KERNELS");
    if (!name || !*name) return true;
    for (const opt_choice *c = kernels; c->name; c++) {
        if (strcmp(c->name, name) != 0) continue;
        args->kernels = c->value;
        return true;
    }
    cli_mistake(command, "WIREFOLD_KERNELS is '%s', but must be auto, scalar, avx2, avx512 or neon", name);
    return false;
}

bool cli_args_parse(cli_args *args, const cli_command *command, int argc, char **argv) {
    args_init(args, command);
    if (!take_environment(args, command)) return false;
    bool options_end = false;
    for (int i = 0; i < argc; i++) {
        const char *arg = argv[i];
        if (!options_end && strcmp(arg, "--") == 0) {
            options_end = true;
        } else if (!options_end && arg[0] == '-' && arg[1] == '-') {
            if (!parse_long(args, command, argc, argv, &i)) return false;
        } else if (!options_end && arg[0] == '-' && arg[1]) {
            if (!parse_letters(args, command, argc, argv, &i)) return false;
        } else if (!list_add(&args->operands, arg)) {
            cli_say("out of memory");
            return false;
        }
    }
    if (args->help) return true;
    args->engine.input = (wf_input_kind)args->input;
    args->engine.level = (wf_level)args->level;
    args->engine.kernels = (wf_kernels)args->kernels;
    args->engine.tmpdir = args->tmpdir;
    if (args->operands.n < command->min_operands || args->operands.n > command->max_operands) {
        cli_mistake(command, "it takes %zu argument%s, not %zu", command->min_operands,
                    command->min_operands == 1 ? "" : "s", args->operands.n);
        return false;
    }
    return true;
}
