/* Machine, stages, steps and planted pairs, as tables and as JSON. */
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

#include "bench.h"

/* ---------------------------------------------------------------------------------------------- the machine */

static bool read_cpu(char *out, size_t size) {
#ifdef __APPLE__
    return sysctlbyname("machdep.cpu.brand_string", out, &size, NULL, 0) == 0;
#else
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file)) {
        const char *colon = strncmp(line, "model name", 10) == 0 ? strchr(line, ':') : NULL;
        if (!colon) continue;
        colon += 1 + (colon[1] == ' ');
        snprintf(out, size, "%.*s", (int)strcspn(colon, "\n"), colon);
        found = true;
    }
    if (file) fclose(file);
    return found;
#endif
}

void bench_describe_machine(bench_result *result) {
    struct utsname system;
    if (!read_cpu(result->cpu, sizeof result->cpu))
        snprintf(result->cpu, sizeof result->cpu, "%s",
                 uname(&system) == 0 ? system.machine : "unknown processor");
#ifdef __clang__
    snprintf(result->compiler, sizeof result->compiler, "clang %d.%d.%d", __clang_major__, __clang_minor__,
             __clang_patchlevel__);
#elif defined(__GNUC__)
    snprintf(result->compiler, sizeof result->compiler, "gcc %d.%d.%d", __GNUC__, __GNUC_MINOR__,
             __GNUC_PATCHLEVEL__);
#else
    snprintf(result->compiler, sizeof result->compiler, "unknown compiler");
#endif
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    result->cores = sysconf(_SC_NPROCESSORS_ONLN);
    result->machine_memory = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : 0;
}

/* ---------------------------------------------------------------------------------------------- what is shown */

/* Stages and steps that are no part of a search for copies alone. */
static bool is_shown(const bench_result *result, wf_stage stage, int step) {
    if (stage == WF_STAGE_VERDICTS && result->options->no_verdicts) return false;
    if (result->options->level == WF_LEVEL_STORY) return true;
    return stage != WF_STAGE_REWRITES && stage != WF_STAGE_VERDICTS && step != WF_STEP_TERMS;
}

static double per(double x, double y) {
    return y > 0 ? x / y : 0;
}

static double processor_seconds(const bench_result *result) {
    double sum = 0;
    for (int i = 0; i < WF_N_STEPS; i++) sum += result->steps[i].seconds;
    return sum;
}

/* Where a row of planted pairs begins, in hundredths. */
static int row_begin(int row) {
    return (BENCH_FIRST + row) * 10;
}

static const char *level_name(const bench_result *result) {
    return result->options->level == WF_LEVEL_COPY ? "copy" : "story";
}

/* ---------------------------------------------------------------------------------------------- tables */

/* Seconds, share of all, and rates. */
static void print_times(const char *name, double seconds, double all, const wf_summary *s) {
    char rate[CLI_COUNT_SIZE], each[CLI_COUNT_SIZE];
    double n = (double)s->n_stories;
    printf("%-12s %9.3f %7.1f %% %11s %9.1f %10s", name, seconds, 100 * per(seconds, all),
           cli_count(rate, (uint64_t)per(n, seconds)), per((double)s->n_bytes / 1e6, seconds),
           cli_count(each, (uint64_t)(per(seconds, n) * 1e9 + .5)));
}

static void print_stages(const bench_result *r) {
    uint64_t memory = 0;
    double n = (double)r->summary.n_stories;
    printf("\n%-12s %9s %9s %11s %9s %10s %12s\n", "stage", "seconds", "share", "stories/s", "MB/s",
           "ns/story", "bytes/story");
    for (int i = 0; i < WF_N_STAGES; i++) {
        memory += r->memory[i];
        if (!is_shown(r, (wf_stage)i, -1)) continue;
        print_times(wf_stage_name((wf_stage)i), r->summary.stage_seconds[i], r->seconds, &r->summary);
        printf(" %12.0f\n", per((double)r->memory[i], n));
    }
    print_times("all", r->seconds, r->seconds, &r->summary);
    printf(" %12.0f\n", per((double)memory, n));
}

static void print_steps(const bench_result *r) {
    double all = processor_seconds(r);
    printf("\nProcessor time of all threads; stories/s and MB/s are those of one core:\n\n"
           "%-12s %9s %9s %11s %9s %10s   %s\n",
           "step", "seconds", "share", "stories/s", "MB/s", "ns/story", "each");
    for (int i = 0; i < WF_N_STEPS; i++) {
        const wf_step_time *step = &r->steps[i];
        if (!is_shown(r, step->stage, i)) continue;
        char count[CLI_COUNT_SIZE];
        print_times(step->name, step->seconds, all, &r->summary);
        printf("   %.0f ns of %s %s\n", per(step->seconds * 1e9, (double)step->count),
               cli_count(count, step->count), step->unit);
    }
    print_times("all", all, all, &r->summary);
    putchar('\n');
}

static void print_rows(const bench_result *r) {
    printf("\n%-14s %9s %9s %9s %9s %10s\n", "pairs by Jaccard", "planted", "to find", "found", "recall",
           "precision");
    for (int i = 0; i < BENCH_ROWS; i++) {
        const bench_row *row = &r->rows[i];
        char name[32], recall[16] = "-", precision[16] = "-";
        char planted[CLI_COUNT_SIZE], due[CLI_COUNT_SIZE], found[CLI_COUNT_SIZE];
        if (i + 1 < BENCH_ROWS)
            snprintf(name, sizeof name, ".%d to %s", row_begin(i) / 10,
                     i + 2 < BENCH_ROWS ? (char[]){'.', (char)('0' + row_begin(i + 1) / 10), '\0'} : "1");
        else
            snprintf(name, sizeof name, "1");
        if (row->due) snprintf(recall, sizeof recall, "%.4f", per((double)row->right, (double)row->due));
        if (row->found)
            snprintf(precision, sizeof precision, "%.4f", per((double)row->right, (double)row->found));
        printf("%-16s %7s %9s %9s %9s %10s\n", name, cli_count(planted, row->planted),
               cli_count(due, row->due), cli_count(found, row->found), recall, precision);
    }
}

static void print_index(const bench_index *x) {
    char added[CLI_COUNT_SIZE], asked[CLI_COUNT_SIZE], due[CLI_COUNT_SIZE], right[CLI_COUNT_SIZE];
    double n = (double)x->stories;
    printf("\nindex in memory: %s stories/s added, %s/s looked up, %.0f bytes/story; by estimate %s of %s "
           "pairs to "
           "find\n",
           cli_count(added, (uint64_t)per(n, x->add_seconds)),
           cli_count(asked, (uint64_t)per(n, x->query_seconds)), per((double)x->bytes, n),
           cli_count(right, x->right), cli_count(due, x->due));
}

void bench_print_table(const bench_result *r, bool steps) {
    const wf_summary *s = &r->summary;
    char n[CLI_COUNT_SIZE], candidates[CLI_COUNT_SIZE], verified[CLI_COUNT_SIZE], pairs[CLI_COUNT_SIZE];
    printf("wirefold %s, %s, %s kernels, %u thread%s, level %s%s\n", wf_version(), r->compiler, s->kernels,
           r->threads, r->threads == 1 ? "" : "s", level_name(r),
           r->options->no_verdicts ? ", no verdicts" : "");
    printf("%s, %ld core%s, %.1f GiB\n", r->cpu, r->cores, r->cores == 1 ? "" : "s",
           (double)r->machine_memory / (1 << 30));
    printf("%s %s of %.2f KB, %.1f MB%s\n", cli_count(n, s->n_stories), r->made ? "made stories" : "stories",
           per((double)s->n_bytes / 1e3, (double)s->n_stories), (double)s->n_bytes / 1e6,
           r->made ? " as JSON lines" : "");
    print_stages(r);
    if (steps) print_steps(r);
    printf("\nprocessor time %.2f s, peak memory %.1f MB; %s candidates, %s pairs verified, %s of them at a "
           "threshold\n",
           processor_seconds(r), (double)r->peak / 1e6, cli_count(candidates, s->n_candidates),
           cli_count(verified, s->n_verified), cli_count(pairs, s->n_pairs));
    if (!r->made) return;
    print_rows(r);
    print_index(&r->index);
}

/* ---------------------------------------------------------------------------------------------- JSON */

/* A name of this machine or program: control characters are left out. */
static void print_string(const char *key, const char *text) {
    printf(",\"%s\":\"", key);
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20) continue;
        if (*text == '"' || *text == '\\') putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

static void print_rates(double seconds, const wf_summary *s) {
    double n = (double)s->n_stories;
    printf("\"seconds\":%.6f,\"stories_per_second\":%.1f,\"mb_per_second\":%.3f,\"ns_per_story\":%.1f",
           seconds, per(n, seconds), per((double)s->n_bytes / 1e6, seconds), per(seconds * 1e9, n));
}

static void print_json_rows(const bench_result *r) {
    printf(",\"planted\":[");
    for (int i = 0; i < BENCH_ROWS; i++) {
        const bench_row *row = &r->rows[i];
        printf("%s{\"jaccard_from\":%.1f,\"jaccard_below\":", i ? "," : "", row_begin(i) / 100.);
        if (i + 1 < BENCH_ROWS)
            printf("%.1f", row_begin(i + 1) / 100.);
        else
            printf("null");
        printf(",\"pairs\":%" PRIu64 ",\"to_find\":%" PRIu64 ",\"found\":%" PRIu64 ",\"right\":%" PRIu64,
               row->planted, row->due, row->found, row->right);
        if (row->due) printf(",\"recall\":%.4f", per((double)row->right, (double)row->due));
        if (row->found) printf(",\"precision\":%.4f", per((double)row->right, (double)row->found));
        putchar('}');
    }
    putchar(']');
}

static void print_json_index(const bench_index *x) {
    double n = (double)x->stories;
    printf(",\"index\":{\"add_seconds\":%.6f,\"added_per_second\":%.1f,\"query_seconds\":%.6f,"
           "\"queried_per_second\":%.1f,\"bytes_per_story\":%.1f,\"to_find\":%" PRIu64 ",\"right\":%" PRIu64
           "}",
           x->add_seconds, per(n, x->add_seconds), x->query_seconds, per(n, x->query_seconds),
           per((double)x->bytes, n), x->due, x->right);
}

void bench_print_json(const bench_result *r) {
    const wf_summary *s = &r->summary;
    double n = (double)s->n_stories;
    printf("{\"type\":\"bench\"");
    print_string("version", wf_version());
    print_string("compiler", r->compiler);
    print_string("kernels", s->kernels);
    print_string("cpu", r->cpu);
    printf(",\"cores\":%ld,\"machine_memory\":%" PRIu64 ",\"threads\":%u", r->cores, r->machine_memory,
           r->threads);
    print_string("level", level_name(r));
    printf(",\"verdicts\":%s", is_shown(r, WF_STAGE_VERDICTS, -1) ? "true" : "false");
    printf(",\"threshold\":%g,\"shingle\":%u,\"made\":%s,\"stories\":%" PRIu64 ",\"bytes\":%" PRIu64 ",",
           r->options->threshold, r->options->shingle, r->made ? "true" : "false", s->n_stories, s->n_bytes);
    print_rates(r->seconds, s);
    printf(",\"peak_memory\":%" PRIu64 ",\"candidates\":%" PRIu64 ",\"verified\":%" PRIu64
           ",\"pairs\":%" PRIu64 ",\"stages\":[",
           r->peak, s->n_candidates, s->n_verified, s->n_pairs);
    for (int i = 0, any = 0; i < WF_N_STAGES; i++) {
        if (!is_shown(r, (wf_stage)i, -1)) continue;
        printf("%s{\"name\":\"%s\",", any++ ? "," : "", wf_stage_name((wf_stage)i));
        print_rates(s->stage_seconds[i], s);
        printf(",\"share\":%.4f,\"bytes_per_story\":%.1f}", per(s->stage_seconds[i], r->seconds),
               per((double)r->memory[i], n));
    }
    double all = processor_seconds(r);
    printf("],\"processor_seconds\":%.6f,\"steps\":[", all);
    for (int i = 0, any = 0; i < WF_N_STEPS; i++) {
        const wf_step_time *step = &r->steps[i];
        if (!is_shown(r, step->stage, i)) continue;
        printf("%s{\"name\":\"%s\",\"stage\":\"%s\",", any++ ? "," : "", step->name,
               wf_stage_name(step->stage));
        print_rates(step->seconds, s);
        printf(",\"share\":%.4f,\"count\":%" PRIu64 ",\"unit\":\"%s\"}", per(step->seconds, all), step->count,
               step->unit);
    }
    putchar(']');
    if (r->made) {
        print_json_rows(r);
        print_json_index(&r->index);
    }
    printf("}\n");
}
