/*
 * Injected failures: the n-th call of a function of the system fails, for n = 1, 2, 3 ... until a whole job gets through
 * untouched. Whatever fails, the job must either give the very bytes it gives without a failure or say what went wrong;
 * its output files must be whole or absent, and nothing may be left behind. The linker puts the functions named
 * __wrap_... in the place of the system's (see the Makefile).
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/check.h"
#include "support/tempdir.h"
#include "support/words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ------------------------------------------------------------------------------------------------- injection */

typedef enum {
    F_MALLOC,
    F_CALLOC,
    F_REALLOC,
    F_WRITE,
    F_PWRITE,
    F_READ,
    F_FSYNC,
    F_RENAME,
    N_FUNCTIONS
} function;

typedef enum {
    FAIL_ONCE,
    FAIL_FROM_THEN_ON,
    FAIL_BY_SIGNAL, /* EINTR once: to be tried again */
    FAIL_SHORT,     /* half of the bytes, from then on: the rest is to follow */
    N_MODES
} mode;

static struct {
    bool armed;
    function which;
    mode how;
    int sys;
    long at;
    atomic_long calls;
    atomic_bool hit;
} fault;

/* Whether this call is to fail. */
static bool fails(function which) {
    if (!fault.armed || fault.which != which) return false;
    long call = atomic_fetch_add(&fault.calls, 1) + 1;
    bool now =
        fault.how == FAIL_FROM_THEN_ON || fault.how == FAIL_SHORT ? call >= fault.at : call == fault.at;
    if (!now) return false;
    atomic_store(&fault.hit, true);
    errno = fault.how == FAIL_BY_SIGNAL ? EINTR : fault.sys;
    return true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *ptr, size_t size);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __real_pwrite(int fd, const void *bytes, size_t len, off_t offset);
ssize_t __real_read(int fd, void *bytes, size_t len);
int __real_rename(const char *from, const char *to);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *ptr, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t offset);
ssize_t __wrap_read(int fd, void *bytes, size_t len);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);

void *__wrap_malloc(size_t size) {
    return fails(F_MALLOC) ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t n, size_t size) {
    return fails(F_CALLOC) ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *ptr, size_t size) {
    return fails(F_REALLOC) ? NULL : __real_realloc(ptr, size);
}
/* Bytes to pass on of a call that fails: -1 if it fails for good. */
static ssize_t passed(size_t len) {
    return fault.how == FAIL_SHORT ? (ssize_t)(len / 2 + len % 2) : -1;
}
ssize_t __wrap_write(int fd, const void *bytes, size_t len) {
    ssize_t n = fails(F_WRITE) ? passed(len) : (ssize_t)len;
    return n < 0 ? -1 : __real_write(fd, bytes, (size_t)n);
}
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t offset) {
    ssize_t n = fails(F_PWRITE) ? passed(len) : (ssize_t)len;
    return n < 0 ? -1 : __real_pwrite(fd, bytes, (size_t)n, offset);
}
ssize_t __wrap_read(int fd, void *bytes, size_t len) {
    ssize_t n = fails(F_READ) ? passed(len) : (ssize_t)len;
    return n < 0 ? -1 : __real_read(fd, bytes, (size_t)n);
}
/* Hundreds of jobs would wait for the disk: what is not to fail is only said to be done. */
int __wrap_fsync(int fd) {
    (void)fd;
    return fails(F_FSYNC) ? -1 : 0;
}
int __wrap_rename(const char *from, const char *to) {
    return fails(F_RENAME) ? -1 : __real_rename(from, to);
}

/* ------------------------------------------------------------------------------------------------- the jobs */

static struct {
    char *inputs, *outputs, *temporary; /* folders */
    char *dump, *earlier, *labels;      /* input files */
    unsigned threads;
    size_t memory;
} place;

/* Opens an output, writes it by a step and commits it. */
static wf_code to_file(const char *name, wf_code (*step)(void *user, wf_sink *sink, wf_error *err),
                       void *user, wf_error *err) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", place.outputs, name);
    wf_sink *sink;
    wf_code code = wf_sink_open(&sink, path, err);
    if (code != WF_OK) return code;
    code = step(user, sink, err);
    if (code == WF_OK) return wf_sink_commit(sink, err);
    wf_sink_abort(sink);
    return code;
}

static wf_code write_result(void *user, wf_sink *sink, wf_error *err) {
    wf_report_options options = {.format = WF_FORMAT_JSONL};
    return wf_run_write(user, &options, sink, err);
}
static wf_code write_csv(void *user, wf_sink *sink, wf_error *err) {
    wf_report_options options = {.format = WF_FORMAT_CSV};
    return wf_run_write(user, &options, sink, err);
}
static wf_code write_table(void *user, wf_sink *sink, wf_error *err) {
    wf_report_options options = {.format = WF_FORMAT_TABLE};
    return wf_run_write(user, &options, sink, err);
}
static wf_code write_pairs(void *user, wf_sink *sink, wf_error *err) {
    return wf_run_write_pairs(user, sink, err);
}
typedef struct {
    wf_run *run;
    wf_sink *kept;
} dedupe_step;
static wf_code write_removed(void *user, wf_sink *removed, wf_error *err) {
    dedupe_step *d = user;
    return wf_run_dedupe(d->run, WF_KEEP_LONGEST, d->kept, removed, NULL, err);
}
static wf_code write_kept(void *user, wf_sink *kept, wf_error *err) {
    dedupe_step d = {user, kept};
    return to_file("removed.jsonl", write_removed, &d, err);
}

/* Reads a dump and an earlier one, clusters, and writes all that a run can write. */
static wf_code job_run(wf_error *err) {
    static const struct {
        const char *name;
        wf_code (*step)(void *user, wf_sink *sink, wf_error *err);
    } outputs[] = {{"result.jsonl", write_result},
                   {"result.csv", write_csv},
                   {"result.txt", write_table},
                   {"pairs.jsonl", write_pairs},
                   {"kept.jsonl", write_kept}};
    wf_options options;
    wf_options_init(&options);
    options.strict = true;
    options.keep_records = true;
    options.threads = place.threads;
    options.memory = place.memory;
    options.tmpdir = place.temporary;
    wf_run *run = NULL;
    wf_code code = wf_run_open(&run, &options, err);
    if (code == WF_OK) code = wf_run_read(run, place.dump, err);
    if (code == WF_OK) code = wf_run_read_against(run, place.earlier, err);
    if (code == WF_OK) code = wf_run_cluster(run, err);
    for (size_t i = 0; code == WF_OK && i < COUNT(outputs); i++)
        code = to_file(outputs[i].name, outputs[i].step, run, err);
    wf_run_close(run);
    return code;
}

static wf_code write_comparison(void *user, wf_sink *sink, wf_error *err) {
    wf_report_options options = {.format = WF_FORMAT_TABLE};
    return wf_comparison_write(user, &options, sink, err);
}

/* Compares two stories in a file. */
static wf_code job_compare(wf_error *err) {
    char a[4200], b[4200];
    snprintf(a, sizeof a, "%s#s0", place.dump);
    snprintf(b, sizeof b, "%s#s1", place.dump);
    wf_options options;
    wf_options_init(&options);
    options.strict = true;
    options.threads = 1;
    options.tmpdir = place.temporary;
    wf_comparison *comparison = NULL;
    wf_code code = wf_compare_files(a, b, &options, &comparison, err);
    if (code != WF_OK) return code;
    code = to_file("comparison.txt", write_comparison, comparison, err);
    wf_comparison_free(comparison);
    return code;
}

static wf_code write_scores(void *user, wf_sink *sink, wf_error *err) {
    const wf_scores *s = user;
    char line[200];
    int len = snprintf(line, sizeof line, "%.17g %.17g %.17g %llu\n", s->ari, s->precision, s->b3_recall,
                       (unsigned long long)s->n_stories);
    return wf_sink_write(sink, line, (size_t)len, err);
}

/* Scores labels against themselves, as a result. */
static wf_code job_score(wf_error *err) {
    char result[4200];
    snprintf(result, sizeof result, "%s/result.jsonl", place.inputs);
    wf_scores scores;
    wf_code code = wf_score_files(result, place.labels, WF_LEVEL_STORY, &scores, err);
    return code == WF_OK ? to_file("scores.txt", write_scores, &scores, err) : code;
}

static wf_code write_matches(void *user, wf_sink *sink, wf_error *err) {
    return wf_sink_write(sink, user, strlen(user), err);
}

/* Adds stories to an index in memory, some of them copies, and lists what each is like. */
static wf_code job_index(wf_error *err) {
    enum { N = 300, LEAST_MEMORY = 1 << 16 };
    static char bodies[N][128];
    static char text[N * 32];
    static wf_story stories[N];
    static wf_matches found[N];
    wf_options options;
    wf_options_init(&options);
    options.threads = 2;
    options.memory = LEAST_MEMORY; /* so that tables go to files */
    options.tmpdir = place.temporary;
    for (int i = 0; i < N; i++) {
        int of = i % 3 ? i : i / 2;
        int len = snprintf(bodies[i], sizeof bodies[i],
                           "Item %d of list %d on page %d in volume %d, to be read again", of, of, of, of);
        stories[i] = (wf_story){.body = {bodies[i], (size_t)len}, .published_ms = WF_NO_DATE};
    }
    wf_index *index = NULL;
    wf_code code = wf_index_open(&index, &options, err);
    if (code == WF_OK) code = wf_index_add(index, stories, N, found, err);
    size_t len = 0;
    for (size_t i = 0; code == WF_OK && i < N; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%zu %llu\n", found[i].n,
                                found[i].n ? (unsigned long long)found[i].items[0].number : 0);
    if (code == WF_OK) code = to_file("matches.txt", write_matches, text, err);
    wf_index_close(index);
    return code;
}

/* ------------------------------------------------------------------------------------------------- the harness */

/* The outputs of the job that ran without a failure. */
static const char *const output_names[] = {"result.jsonl",   "result.csv", "result.txt",
                                           "pairs.jsonl",    "kept.jsonl", "removed.jsonl",
                                           "comparison.txt", "scores.txt", "matches.txt"};
static struct {
    char *bytes;
    size_t len;
} wanted[COUNT(output_names)];

/* Every output there is what it should be; the number of them. Removes them. */
static size_t check_and_remove_outputs(const char *when) {
    size_t n = 0, n_files = tempdir_count(place.outputs);
    for (size_t i = 0; i < COUNT(output_names); i++) {
        char *path = tempdir_path(place.outputs, output_names[i]);
        size_t len = 0;
        char *bytes = file_get(path, &len);
        if (bytes) {
            n++;
            if (!wanted[i].bytes || len != wanted[i].len || memcmp(bytes, wanted[i].bytes, len) != 0)
                fail_msg("%s: %s is not what it should be", when, output_names[i]);
            remove(path);
        }
        free(bytes);
        free(path);
    }
    if (n != n_files) fail_msg("%s: %zu files were left in the output folder", when, n_files - n);
    if (tempdir_count(place.temporary)) fail_msg("%s: a temporary file was left", when);
    return n;
}

/* Runs the job without a failure and keeps its outputs; the number of them. */
static size_t run_unharmed(wf_code (*job)(wf_error *err)) {
    size_t n = 0;
    wf_error err;
    assert_ok(job(&err));
    for (size_t i = 0; i < COUNT(output_names); i++) {
        char *path = tempdir_path(place.outputs, output_names[i]);
        free(wanted[i].bytes);
        wanted[i].bytes = file_get(path, &wanted[i].len);
        n += wanted[i].bytes != NULL;
        free(path);
    }
    assert_int_equal(check_and_remove_outputs("without a failure"), n);
    return n;
}

static const struct {
    const char *name;
    int sys;
    wf_code code;
    bool may_fail[N_MODES];
} functions[N_FUNCTIONS] = {
    [F_MALLOC] = {"malloc", ENOMEM, WF_E_NOMEM, {true, true, false, false}},
    [F_CALLOC] = {"calloc", ENOMEM, WF_E_NOMEM, {true, true, false, false}},
    [F_REALLOC] = {"realloc", ENOMEM, WF_E_NOMEM, {true, true, false, false}},
    [F_WRITE] = {"write", ENOSPC, WF_E_IO, {true, true, true, true}},
    [F_PWRITE] = {"pwrite", ENOSPC, WF_E_IO, {true, true, true, true}},
    [F_READ] = {"read", EIO, WF_E_IO, {true, true, true, true}},
    [F_FSYNC] = {"fsync", EIO, WF_E_IO, {true, true, false, false}},
    [F_RENAME] = {"rename", EACCES, WF_E_IO, {true, true, false, false}},
};
static const char *const mode_names[N_MODES] = {"once", "from then on", "by a signal", "short"};

/* Runs the job with one failure and checks what came of it; whether the failure was met. */
static bool run_harmed(wf_code (*job)(wf_error *err), size_t n_outputs, function f, mode how, long at) {
    char when[100];
    wf_error err;
    memset(&err, 0, sizeof err);
    snprintf(when, sizeof when, "%s fails %s at call %ld", functions[f].name, mode_names[how], at);
    fault.which = f;
    fault.how = how;
    fault.sys = functions[f].sys;
    fault.at = at;
    atomic_store(&fault.calls, 0);
    atomic_store(&fault.hit, false);
    fault.armed = true;
    wf_code code = job(&err);
    fault.armed = false;
    bool hit = atomic_load(&fault.hit), gets_over_it = how == FAIL_BY_SIGNAL || how == FAIL_SHORT;
    size_t n = check_and_remove_outputs(when);
    if (code == WF_OK) {
        if (n != n_outputs) fail_msg("%s: %zu outputs of %zu", when, n, n_outputs);
        if (hit && !gets_over_it && functions[f].code == WF_E_IO) fail_msg("%s: it was not told", when);
    } else {
        if (!hit || gets_over_it) fail_msg("%s: the job failed: %s", when, err.what);
        if (code != functions[f].code || err.code != code)
            fail_msg("%s: code %d, '%s'", when, code, err.what);
        if (code == WF_E_IO && !strstr(err.what, strerror(functions[f].sys)))
            fail_msg("%s: '%s'", when, err.what);
        if (err.what[0] == '\0') fail_msg("%s: no message", when);
        /* The error of an input is made of a note, which has the text of errno but not the number. */
        if (code == WF_E_IO && f != F_READ && err.sys != functions[f].sys)
            fail_msg("%s: errno %d, '%s'", when, err.sys, err.what);
    }
    return hit;
}

#if defined(WF_SANITIZED)
enum { SPARSER = 4 };
#else
enum { SPARSER = 1 };
#endif

/* Harms the job in every way: each of the first calls, and then one in every so many; meets: the functions it calls. */
static void harm(wf_code (*job)(wf_error *err), unsigned meets, long first, long every) {
    size_t n_outputs = run_unharmed(job);
    for (function f = 0; f < N_FUNCTIONS; f++)
        for (mode how = 0; how < N_MODES; how++) {
            if (!functions[f].may_fail[how]) continue;
            long at = 1;
            while (run_harmed(job, n_outputs, f, how, at)) at += at < first / SPARSER ? 1 : every * SPARSER;
            bool met = at > 1;
            if (met != (meets >> f & 1))
                fail_msg("%s is%s called by the job", functions[f].name, met ? "" : " not");
        }
}

enum {
    ALLOCATIONS = 1u << F_MALLOC | 1u << F_CALLOC | 1u << F_REALLOC,
    OUTPUTS = 1u << F_WRITE | 1u << F_FSYNC | 1u << F_RENAME
};

/* The run must come by all that a run does, or failures there go unseen. */
static void test_the_run_is_worth_harming(void **state) {
    (void)state;
    static const struct {
        const char *output, *has;
    } cases[] = {{"result.jsonl", "\"relation\":\"exact\""},   {"result.jsonl", "\"relation\":\"copy\""},
                 {"result.jsonl", "\"relation\":\"excerpt\""}, {"result.jsonl", "\"relation\":\"expanded\""},
                 {"result.jsonl", "Our reporters travel"},     {"result.jsonl", "\"duplicate_id\":1"},
                 {"pairs.jsonl", "\"kind\":\"exact\""},        {"pairs.jsonl", "\"kind\":\"copy\""},
                 {"pairs.jsonl", "\"kind\":\"excerpt\""},      {"removed.jsonl", "\"duplicate_of\":\"e1\""},
                 {"removed.jsonl", "\"duplicate_of\":\"e2\""}, {"kept.jsonl", "Ferry lost."}};
    place.threads = 1;
    place.memory = (size_t)1 << 30;
    assert_int_equal(run_unharmed(job_run), 6);
    for (size_t c = 0; c < COUNT(cases); c++) {
        size_t i = 0;
        while (strcmp(output_names[i], cases[c].output) != 0) i++;
        if (!strstr(wanted[i].bytes, cases[c].has)) fail_msg("%s has no %s", cases[c].output, cases[c].has);
    }
}

static void test_a_run_on_one_thread(void **state) {
    (void)state;
    place.threads = 1;
    place.memory = (size_t)1 << 30;
    harm(job_run, ALLOCATIONS | OUTPUTS | 1u << F_PWRITE | 1u << F_READ, 30, 11);
}

static void test_a_run_on_threads_with_tables_in_files(void **state) {
    (void)state;
    place.threads = 3;
    place.memory = (size_t)1 << 16;
    harm(job_run, ALLOCATIONS | OUTPUTS | 1u << F_PWRITE | 1u << F_READ, 6, 41);
}

static void test_a_comparison(void **state) {
    (void)state;
    harm(job_compare, ALLOCATIONS | OUTPUTS | 1u << F_PWRITE | 1u << F_READ, 30, 11);
}

static void test_scores(void **state) {
    (void)state;
    harm(job_score, ALLOCATIONS | OUTPUTS | 1u << F_READ, 30, 11);
}

static void test_an_index_in_memory(void **state) {
    (void)state;
    harm(job_index, ALLOCATIONS | OUTPUTS, 30, 11);
}

/* Without strict an input that cannot be read is noted, and what was read of others is worked on. */
static void test_an_unreadable_input_is_noted(void **state) {
    (void)state;
    wf_options options;
    wf_run *run = NULL;
    wf_error err;
    wf_summary summary;
    wf_options_init(&options);
    options.threads = 1;
    assert_ok(wf_run_open(&run, &options, &err));
    fault.which = F_READ;
    fault.how = FAIL_FROM_THEN_ON;
    fault.sys = EIO;
    fault.at = 1;
    atomic_store(&fault.calls, 0);
    fault.armed = true;
    wf_code code = wf_run_read(run, place.dump, &err);
    fault.armed = false;
    assert_ok(code);
    assert_ok(wf_run_read(run, place.earlier, &err));
    assert_ok(wf_run_cluster(run, &err));
    wf_run_summary(run, &summary);
    assert_int_equal(summary.notes[WF_NOTE_UNREADABLE], 1);
    assert_true(summary.lost);
    assert_true(summary.n_stories > 0);
    wf_run_close(run);
}

/* ------------------------------------------------------------------------------------------------- the input */

static const char *const vocabulary[] = {
    "harbour",  "council", "ferry",  "storm",  "bridge",   "budget",  "farmers", "river",    "school",
    "train",    "market",  "wheat",  "winter", "minister", "village", "road",    "workers",  "factory",
    "festival", "museum",  "police", "team",   "match",    "coach",   "season",  "court",    "judge",
    "verdict",  "doctor",  "clinic", "opened", "closed",   "said",    "voted",   "planned",  "found",
    "raised",   "lost",    "began",  "ended",  "old",      "new",     "long",    "northern", "local",
    "third",    "early",   "late",   "large",  "quiet"};

enum { WORDS = 120 };

/* A text of random words; words below kept are those of seed, the others those of other. */
static void put_words(wf_bytes *out, uint64_t seed, uint64_t other, size_t begin, size_t end, size_t kept) {
    for (size_t i = begin; i < end; i++) {
        uint64_t random = (i < kept ? seed : other) * 1000 + i;
        const char *word = vocabulary[random_below(&random, COUNT(vocabulary))];
        unsigned number = (unsigned)random_below(&random, 20); /* a thousand words: stories share few */
        wf_bytes_printf(out, "%s%u%s", word, number, i % 12 == 11 ? ".\\n" : " ");
    }
}

/* One line of JSON with a text made by put_words from one or two stretches of words. */
static void put_story(wf_bytes *out, const char *id, int day, uint64_t seed, size_t begin, size_t end,
                      size_t kept, const char *line) {
    wf_bytes_printf(out,
                    "{\"id\":\"%s\",\"source\":\"paper-%d\",\"title\":\"Title %s\",\"desk\":%d,"
                    "\"published\":\"2024-03-%02dT08:00:00Z\",\"text\":\"",
                    id, day % 5, id, day, day % 28 + 1);
    put_words(out, seed, seed + 500 + (uint64_t)day, begin, end, kept);
    if (!line) { /* a round-up: another story follows */
        put_words(out, seed + 1, 0, begin, end, WORDS);
        line = "";
    }
    wf_bytes_printf(out, "%s\"}\n", line);
}

/*
 * Eight stories, each with a near copy, an exact one, one cut short and an excerpt; six others with a line that recurs; a
 * round-up, a double id and a headline alone. In the earlier dump a near copy and an exact one.
 */
static void make_inputs(void) {
    wf_bytes dump = {0}, earlier = {0}, labels = {0}, result = {0};
    const char *line = "Our reporters travel to eleven towns along the coast every week.";
    int day = 0;
    for (uint64_t s = 1; s <= 8; s++) {
        char id[20];
        for (int version = 0; version < 5; version++, day++) {
            static const struct {
                size_t begin, end, kept;
            } cuts[] = {
                {0, WORDS, WORDS}, {0, WORDS, 110}, {0, WORDS, WORDS}, {0, 110, WORDS}, {30, 90, WORDS}};
            snprintf(id, sizeof id, "s%d", day);
            put_story(&dump, id, day, s * 10, cuts[version].begin, cuts[version].end, cuts[version].kept, "");
        }
    }
    for (int i = 0; i < 6; i++) {
        char id[20];
        snprintf(id, sizeof id, "other-%d", i);
        put_story(&dump, id, i, 300 + 3 * (uint64_t)i, 0, WORDS, WORDS, line);
    }
    put_story(&dump, "round-up", 40, 10, 0, WORDS, WORDS, NULL);
    put_story(&dump, "s3", 41, 77, 0, WORDS, WORDS, "");
    wf_bytes_printf(&dump, "{\"id\":\"short\",\"text\":\"Ferry lost.\"}\n");
    put_story(&earlier, "e1", 1, 20, 0, WORDS, 115, "");
    put_story(&earlier, "e2", 2, 30, 0, WORDS, WORDS, "");
    wf_bytes_printf(&labels, "id\tcluster\n");
    for (int i = 0; i < 40; i++) {
        wf_bytes_printf(&labels, "s%d\tc%d\n", i, i / 5);
        wf_bytes_printf(
            &result, "{\"type\":\"story\",\"id\":\"s%d\",\"story_cluster\":\"k%d\",\"copy_group\":\"g%d\"}\n",
            i, i / 4, i);
    }
    place.inputs = tempdir_make();
    place.outputs = tempdir_make();
    place.temporary = tempdir_make();
    place.dump = tempdir_path(place.inputs, "dump.jsonl");
    place.earlier = tempdir_path(place.inputs, "earlier.jsonl");
    place.labels = tempdir_path(place.inputs, "labels.tsv");
    char *path = tempdir_path(place.inputs, "result.jsonl");
    file_put(place.dump, dump.ptr, dump.len);
    file_put(place.earlier, earlier.ptr, earlier.len);
    file_put(place.labels, labels.ptr, labels.len);
    file_put(path, result.ptr, result.len);
    free(path);
    wf_bytes_free(&dump);
    wf_bytes_free(&earlier);
    wf_bytes_free(&labels);
    wf_bytes_free(&result);
}

static int set_up(void **state) {
    (void)state;
    make_inputs();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tempdir_remove(place.inputs);
    tempdir_remove(place.outputs);
    tempdir_remove(place.temporary);
    free(place.dump);
    free(place.earlier);
    free(place.labels);
    for (size_t i = 0; i < COUNT(wanted); i++) free(wanted[i].bytes);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_run_is_worth_harming),
        cmocka_unit_test(test_a_run_on_one_thread),
        cmocka_unit_test(test_a_run_on_threads_with_tables_in_files),
        cmocka_unit_test(test_a_comparison),
        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_an_index_in_memory),
        cmocka_unit_test(test_an_unreadable_input_is_noted),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
