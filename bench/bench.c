/*
 * bench: how fast each stage of wirefold is, and all of it, and how many planted copies it finds.
 *
 *     build/bench/bench                       on a generated dump of 20,000 stories (--stories N --seed S)
 *     build/bench/bench --input dump.jsonl    on any dump wirefold reads
 *     build/bench/bench --json                the same for machines
 *
 * Each row is measured in a process of its own (its peak memory is its own), the best and the median of several runs
 * within --seconds (default 2) after one that is not counted. Stages run on one core and on the first 20,000 stories;
 * end to end is the whole dump through the public header, written as JSON Lines to nowhere. If build/bench/bound is
 * there, the speed from text to band keys is held against it. bench/README.md says how to read the table.
 *
 * Exit codes: 0 done, 2 wrong usage, 3 a row could not be measured.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cpu.h"
#include "common/online.h"
#include "common/stages.h"
#include "common/story.h"
#include "common/verdicts.h"
#include "common/whole.h"

enum { MAX_STAGES = 20, MAX_WHOLE = 2 };

typedef struct {
    dump_options dump;
    const char *input; /* NULL: a dump is made */
    double seconds;
    bool json;
    char bound[4096]; /* the program to ask for the bound */
} settings;

typedef struct {
    machine_facts machine;
    measurement stages[MAX_STAGES];
    unsigned threads[MAX_WHOLE];
    whole_result whole[MAX_WHOLE];
    size_t n_whole;
    verdicts_result verdicts;
    online_result online;
    double bound, bound_mb; /* stories/s and MB/s, 0 if unknown */
} results;

/* The made dumps, for the signal handler: they are removed however the program ends. */
enum { DUMP, VERDICTS_DUMP, DUMPS };
static char made_dumps[DUMPS][4096];

static void remove_dumps(void) {
    for (int i = 0; i < DUMPS; i++)
        if (made_dumps[i][0]) unlink(made_dumps[i]);
}

static void interrupted(int signal_number) {
    remove_dumps();
    _exit(128 + signal_number);
}

static bool make_dump(const settings *s, int which) {
    const char *folder = getenv("TMPDIR");
    char *path = made_dumps[which];
    snprintf(path, sizeof made_dumps[which], "%s/wirefold-bench-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkstemp(path);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file) {
        fprintf(stderr, "bench: cannot make %s: %s\n", path, strerror(errno));
        path[0] = 0;
        return false;
    }
    bool ok = which == DUMP ? dump_write(&s->dump, file) : verdicts_dump(file);
    if (fclose(file) != 0 || !ok) {
        fprintf(stderr, "bench: cannot write %s: %s\n", path, strerror(errno));
        return false;
    }
    return true;
}

static bool make_dumps(const settings *s) {
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    atexit(remove_dumps);
    return make_dump(s, DUMP) && make_dump(s, VERDICTS_DUMP);
}

/* ---------------------------------------------------------------------------------------------- the bound */

/* The number after "key": in text, 0 if it is not there. */
static double number_after(const char *text, const char *key) {
    const char *at = strstr(text, key);
    return at ? strtod(at + strlen(key), NULL) : 0;
}

/*
 * Asks bound --json for its speed; without a bound program, or with one that says nothing, it stays unknown.
 * Asked before and after the stages, for the better answer: on a busy machine a short run may be a slow one.
 */
static void ask_bound(const settings *s, results *out) {
    char text[4096];
    if (access(s->bound, X_OK) != 0 || !measure_ask(s->bound, "--json", text, sizeof text)) return;
    double speed = number_after(text, "\"stories_per_s\":");
    if (speed <= out->bound) return;
    out->bound = speed;
    out->bound_mb = number_after(text, "\"mb_per_s\":");
}

/* ---------------------------------------------------------------------------------------------- output */

static double per_second(uint64_t n, double seconds) {
    return seconds > 0 ? (double)n / seconds : 0;
}

static void print_row(const char *name, const measurement *m) {
    if (m->error[0]) {
        printf("%-24s %s\n", name, m->error);
        return;
    }
    double best = measure_best(m), median = measure_median(m), n = m->stories ? (double)m->stories : 1;
    printf("%-24s %12.0f %9.1f %10.0f %10.0f %8.1f %5zu\n", name, per_second(m->stories, best),
           per_second(m->bytes, best) / 1e6, 1e9 * best / n, 1e9 * median / n, (double)m->peak / 1e6,
           m->n_runs);
}

static void print_recall(const recall_table *r) {
    uint64_t all = 0, high = 0, high_found = 0;
    for (size_t i = 0; i < 10; i++) all += r->planted[i];
    if (all == 0) return;
    printf("\nplanted copies in one copy group with their original, by exact Jaccard (threshold .7)\n");
    printf("%-10s %8s %8s %8s\n", "Jaccard", "planted", "found", "share");
    for (size_t i = 0; i < 10; i++) {
        if (r->planted[i] == 0) continue;
        printf(".%zu to %s%zu   %8" PRIu64 " %8" PRIu64 " %8.4f\n", i, i < 9 ? "." : "",
               i < 9 ? i + 1 : (size_t)1, r->planted[i], r->found[i],
               per_second(r->found[i], (double)r->planted[i]));
        if (i >= 7) high += r->planted[i], high_found += r->found[i];
    }
    printf("recall at .7 and above: %.4f; stories grouped with a stranger: %" PRIu64 "\n",
           high ? (double)high_found / (double)high : 0, r->strangers);
}

static double us_per_member(const verdicts_result *v, double seconds) {
    return 1e6 * per_second(1, (double)v->members) * seconds;
}

static void print_verdicts(const verdicts_result *v) {
    if (v->time.error[0] || v->members == 0) {
        printf("\nverdicts: %s\n", v->time.error[0] ? v->time.error : "no story in two versions");
        return;
    }
    printf("\nverdicts, processor time on one core: %.1f us a text of a story cluster (median %.1f, %zu "
           "runs), %" PRIu64 " of %" PRIu64 " stories, %" PRIu64 " assessed\n",
           us_per_member(v, measure_best(&v->time)), us_per_member(v, measure_median(&v->time)),
           v->time.n_runs, v->members, v->time.stories, v->assessed);
}

/* The same throughput is asked of typography as of ASCII. */
static void print_marks(const measurement *ascii, const measurement *marks) {
    double plain = per_second(ascii->bytes, measure_best(ascii)) / 1e6;
    double marked = per_second(marks->bytes, measure_best(marks)) / 1e6;
    if (ascii->error[0] || marks->error[0] || plain <= 0) return;
    printf("\nnormalise + tokenise, 2 %% typographic marks / ASCII: %.0f / %.0f MB/s = %.3f\n", marked, plain,
           marked / plain);
}

static void print_online(const online_result *o) {
    printf("\n%-24s %12s %9s %10s %10s %8s %5s\n", "index in memory, one core", "stories/s", "MB/s",
           "ns/story", "median", "peak MB", "runs");
    print_row("insert into bands", &o->insert);
    print_row("query bands", &o->query);
    print_row("add, from the text on", &o->add);
    printf("%.1f bytes a story and band (%u bands, %d stories)\n", o->bytes_a_band, o->bands, ONLINE_STORIES);
}

static void print_table(const settings *s, const results *r) {
    const measurement *read = &r->stages[0];
    printf("%s, %ld cores, %s, %s kernels, load %.2f\n", r->machine.cpu, r->machine.cores,
           r->machine.compiler, wf_kernels_name(wf_kernels_best()), r->machine.load);
    if (s->input)
        printf("%s", s->input);
    else
        printf("made dump of %" PRIu64 " stories, seed %" PRIu64, s->dump.n_stories, s->dump.seed);
    printf("; stages on %" PRIu64 " stories, %.0f bytes of input each\n\n", read->stories,
           read->stories ? (double)read->bytes / (double)read->stories : 0);
    printf("%-24s %12s %9s %10s %10s %8s %5s\n", "stage, one core", "stories/s", "MB/s", "ns/story", "median",
           "peak MB", "runs");
    for (size_t i = 0; i < stages_count(); i++) print_row(stage_at(i)->name, &r->stages[i]);
    for (size_t i = 0; i < r->n_whole; i++) {
        char name[48];
        snprintf(name, sizeof name, "end to end, %u thread%s", r->threads[i], r->threads[i] == 1 ? "" : "s");
        print_row(name, &r->whole[i].time);
    }
    const whole_result *w = &r->whole[0];
    if (!w->time.error[0]) {
        printf("\nend to end on one thread, by stage:");
        for (size_t i = 0; i < w->n_stages; i++)
            printf(" %s %.2f s", whole_stage_name(i), w->stage_seconds[i]);
        printf("\n%" PRIu64 " copy groups, %" PRIu64 " exact, %" PRIu64 " copies, %" PRIu64
               " excerpts; %" PRIu64 " candidate pairs, %" PRIu64 " verified; %" PRIu64 " bytes written\n",
               w->groups, w->exact, w->copies, w->excerpts, w->candidates, w->verified, w->written);
        print_recall(&w->recall);
    }
    print_verdicts(&r->verdicts);
    print_online(&r->online);
    print_marks(&r->stages[stage_ascii()], &r->stages[stage_marks()]);
    const measurement *keys = &r->stages[stage_to_band_keys()];
    double ours = per_second(keys->stories, measure_best(keys));
    double ours_mb = per_second(keys->bytes, measure_best(keys)) / 1e6;
    if (r->bound > 0 && r->bound_mb > 0)
        printf("\ntext to band keys, ours / bound: %.0f / %.0f stories/s = %.3f; %.0f / %.0f MB/s = %.3f\n",
               ours, r->bound, ours / r->bound, ours_mb, r->bound_mb, ours_mb / r->bound_mb);
    else
        printf("\ntext to band keys: %.0f stories/s (no figure from bound to hold it against)\n", ours);
}

static void write_row(const char *name, const measurement *m) {
    printf("{\"name\":");
    json_write_string(stdout, name);
    double best = measure_best(m), median = measure_median(m), n = m->stories ? (double)m->stories : 1;
    printf(",\"stories\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"stories_per_s\":%.1f,\"mb_per_s\":%.2f,\"ns_per_story\":%.1f"
           ",\"median_ns_per_story\":%.1f,\"peak_mb\":%.1f,\"runs\":%zu,\"error\":",
           m->stories, m->bytes, per_second(m->stories, best), per_second(m->bytes, best) / 1e6,
           1e9 * best / n, 1e9 * median / n, (double)m->peak / 1e6, m->n_runs);
    if (m->error[0])
        json_write_string(stdout, m->error);
    else
        printf("null");
}

static void write_json(const settings *s, const results *r) {
    printf("{\"cpu\":");
    json_write_string(stdout, r->machine.cpu);
    printf(",\"cores\":%ld,\"compiler\":", r->machine.cores);
    json_write_string(stdout, r->machine.compiler);
    printf(",\"kernels\":\"%s\",\"load\":%.2f,\"input\":", wf_kernels_name(wf_kernels_best()),
           r->machine.load);
    if (s->input)
        json_write_string(stdout, s->input);
    else
        printf("{\"stories\":%" PRIu64 ",\"seed\":%" PRIu64 "}", s->dump.n_stories, s->dump.seed);
    printf(",\"stages\":[");
    for (size_t i = 0; i < stages_count(); i++) {
        if (i) printf(",");
        write_row(stage_at(i)->name, &r->stages[i]);
        printf("}");
    }
    printf("],\"end_to_end\":[");
    for (size_t i = 0; i < r->n_whole; i++) {
        const whole_result *w = &r->whole[i];
        if (i) printf(",");
        write_row("end to end", &w->time);
        printf(",\"threads\":%u,\"clusters\":%" PRIu64 ",\"groups\":%" PRIu64 ",\"exact\":%" PRIu64
               ",\"copies\":%" PRIu64 ",\"excerpts\":%" PRIu64 ",\"candidates\":%" PRIu64
               ",\"verified\":%" PRIu64 ",\"stage_seconds\":{",
               r->threads[i], w->clusters, w->groups, w->exact, w->copies, w->excerpts, w->candidates,
               w->verified);
        for (size_t k = 0; k < w->n_stages; k++)
            printf("%s\"%s\":%.4f", k ? "," : "", whole_stage_name(k), w->stage_seconds[k]);
        printf("},\"planted\":[");
        for (size_t k = 0; k < 10; k++) printf("%s%" PRIu64, k ? "," : "", w->recall.planted[k]);
        printf("],\"found\":[");
        for (size_t k = 0; k < 10; k++) printf("%s%" PRIu64, k ? "," : "", w->recall.found[k]);
        printf("],\"strangers\":%" PRIu64 "}", w->recall.strangers);
    }
    const measurement *keys = &r->stages[stage_to_band_keys()];
    const verdicts_result *v = &r->verdicts;
    printf("],\"verdicts\":");
    write_row("verdicts", &v->time);
    printf(",\"members\":%" PRIu64 ",\"assessed\":%" PRIu64 ",\"us_per_member\":%.2f", v->members,
           v->assessed, us_per_member(v, measure_best(&v->time)));
    printf("},\"index\":{\"bands\":%u,\"bytes_per_story_and_band\":%.2f", r->online.bands,
           r->online.bytes_a_band);
    const measurement *online[] = {&r->online.insert, &r->online.query, &r->online.add};
    static const char *const names[] = {"insert", "query", "add"};
    for (size_t i = 0; i < 3; i++) {
        printf(",\"%s\":", names[i]);
        write_row(names[i], online[i]);
        printf("}");
    }
    printf("},\"bound_stories_per_s\":");
    if (r->bound > 0)
        printf("%.1f,\"ours_over_bound\":%.4f}\n", r->bound,
               per_second(keys->stories, measure_best(keys)) / r->bound);
    else
        printf("null,\"ours_over_bound\":null}\n");
}

/* ---------------------------------------------------------------------------------------------- main */

static const char usage[] = "usage: bench [--stories N] [--seed S] [--input FILE] [--seconds S] [--json]\n"
                            "  --stories N   size of the made dump (20000)\n"
                            "  --seed S      of the made dump (1)\n"
                            "  --input FILE  a dump to measure on instead\n"
                            "  --seconds S   time for each row, about (2)\n"
                            "  --json        results as one JSON object\n";

/* 0 to go on, else an exit code plus 1. */
static int read_arguments(int argc, char **argv, settings *s) {
    static const struct option options[] = {
        {"stories", required_argument, NULL, 'n'},
        {"seed", required_argument, NULL, 's'},
        {"input", required_argument, NULL, 'i'},
        {"seconds", required_argument, NULL, 't'},
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    dump_options_init(&s->dump);
    s->seconds = 2;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        char *end = NULL;
        errno = 0;
        switch (option) {
        case 'n':
            s->dump.n_stories = strtoull(optarg, &end, 10);
            break;
        case 's':
            s->dump.seed = strtoull(optarg, &end, 10);
            break;
        case 't':
            s->seconds = strtod(optarg, &end);
            break;
        case 'i':
            s->input = optarg;
            break;
        case 'j':
            s->json = true;
            break;
        case 'h':
            fputs(usage, stdout);
            return 1;
        default:
            fputs(usage, stderr);
            return 3;
        }
        bool bad = end && (end == optarg || *end || errno || *optarg == '-');
        if (bad || s->dump.n_stories == 0 || s->dump.n_stories > UINT32_MAX || !(s->seconds >= 0)) {
            fprintf(stderr, "bench: '%s' is out of range\n%s", optarg, usage);
            return 3;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "bench: '%s' is not an option\n%s", argv[optind], usage);
        return 3;
    }
    const char *slash = strrchr(argv[0], '/');
    snprintf(s->bound, sizeof s->bound, "%.*s/bound", slash ? (int)(slash - argv[0]) : 1,
             slash ? argv[0] : ".");
    return 0;
}

int main(int argc, char **argv) {
    static settings s;
    static results r;
    int stop = read_arguments(argc, argv, &s);
    if (stop) return stop - 1;
    machine_describe(&r.machine);
    if (!s.input && !make_dumps(&s)) return 3;
    const char *path = s.input ? s.input : made_dumps[DUMP];
    if (access(path, R_OK) != 0) {
        fprintf(stderr, "bench: cannot read %s: %s\n", path, strerror(errno));
        return 3;
    }
    bool failed = false;
    ask_bound(&s, &r);
    for (size_t i = 0; i < stages_count(); i++) {
        stage_measure(i, path, s.seconds, &r.stages[i]);
        failed |= r.stages[i].error[0] != 0;
    }
    ask_bound(&s, &r);
    r.threads[r.n_whole++] = 1;
    if (r.machine.cores > 1) r.threads[r.n_whole++] = (unsigned)r.machine.cores;
    for (size_t i = 0; i < r.n_whole; i++) {
        whole_measure(path, r.threads[i], s.seconds, &r.whole[i]);
        failed |= r.whole[i].time.error[0] != 0;
    }
    verdicts_measure(s.input ? s.input : made_dumps[VERDICTS_DUMP], s.seconds, &r.verdicts);
    failed |= r.verdicts.time.error[0] != 0;
    online_measure(path, &r.online);
    failed |= r.online.insert.error[0] || r.online.add.error[0];
    if (s.json)
        write_json(&s, &r);
    else
        print_table(&s, &r);
    return failed ? 3 : 0;
}
