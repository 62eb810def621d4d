/*
 * Cutting inputs into records: every case gives the same records plain and compressed, in small and large batches, and
 * however few bytes a read brings. read() is replaced here, so that reads can be short, interrupted or fail.
 */
#include "read/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/words.h"

/* ------------------------------------------------------------------------------------------------- faults */

static struct {
    size_t max;       /* bytes a read gives at most; 0: no limit */
    bool interrupted; /* every second read ends with EINTR */
    bool was_interrupted;
    bool fails; /* after good more bytes, reads fail with EIO */
    size_t good;
} faults;

/* Stands in for read(2) in all of this program. */
ssize_t faulty_read(int fd, void *buf, size_t len) __asm__("read");
ssize_t faulty_read(int fd, void *buf, size_t len) {
    if (faults.interrupted && (faults.was_interrupted = !faults.was_interrupted)) {
        errno = EINTR;
        return -1;
    }
    if (faults.max && len > faults.max) len = faults.max;
    if (faults.fails && len > faults.good) len = faults.good;
    if (faults.fails && faults.good == 0) {
        errno = EIO;
        return -1;
    }
    ssize_t n = syscall(SYS_read, fd, buf, len);
    if (faults.fails && n > 0) faults.good -= (size_t)n;
    return n;
}

/* ------------------------------------------------------------------------------------------------- reading */

static int begin(void **state) {
    memset(&faults, 0, sizeof faults);
    return folder_make(state);
}

static int finish(void **state) {
    memset(&faults, 0, sizeof faults);
    return folder_remove(state);
}

typedef struct {
    wf_bytes records; /* "line kind bytes" and a newline each; kind is j or t */
    wf_bytes notes;   /* "kind line lost" and a newline each */
    wf_bytes names;   /* of the records, a line each */
    wf_bytes texts;   /* of the notes, a line each */
    uint64_t n_records, n_bytes, n_batches;
    unsigned checksum;
} collected;

static void collect_batch(collected *out, const wf_record_batch *batch) {
    out->n_batches++;
    out->n_bytes += batch->n_bytes;
    out->n_records += batch->n;
    for (size_t i = 0; i < batch->n; i++) {
        const wf_record *r = &batch->records[i];
        assert_true(wf_bytes_printf(&out->records, "%" PRIu64 " %c ", r->line, r->is_json ? 'j' : 't'));
        assert_true(wf_bytes_append(&out->records, r->bytes.ptr, r->bytes.len));
        assert_true(wf_bytes_append(&out->records, "\n", 1));
        assert_true(wf_bytes_printf(&out->names, "%s\n", r->file));
        for (int k = 0; k < 64; k++) out->checksum += (unsigned char)r->bytes.ptr[r->bytes.len + (size_t)k];
    }
    for (size_t i = 0; i < batch->notes.n; i++) {
        const wf_note *n = &batch->notes.items[i];
        assert_true(wf_bytes_printf(&out->notes, "%s %" PRIu64 " %s\n", wf_note_name(n->kind), n->line,
                                    n->lost ? "lost" : "kept"));
        assert_true(wf_bytes_printf(&out->texts, "%s: %s\n", n->file, n->text));
    }
}

static collected collect(const char *path, const wf_reader_options *options) {
    collected out = {0};
    wf_reader *reader;
    wf_record_batch batch = {0};
    wf_error err;
    bool end = false;
    assert_int_equal(wf_reader_open(&reader, path, options, &err), WF_OK);
    while (!end) {
        assert_int_equal(wf_reader_next(reader, &batch, &end, &err), WF_OK);
        collect_batch(&out, &batch);
    }
    assert_int_equal(batch.n, 0);
    wf_record_batch_free(&batch);
    wf_reader_close(reader);
    assert_true(wf_bytes_append(&out.records, "", 1) && wf_bytes_append(&out.notes, "", 1));
    assert_true(wf_bytes_append(&out.names, "", 1) && wf_bytes_append(&out.texts, "", 1));
    return out;
}

static void collected_free(collected *out) {
    wf_bytes_free(&out->records);
    wf_bytes_free(&out->notes);
    wf_bytes_free(&out->names);
    wf_bytes_free(&out->texts);
}

static wf_reader_options options_of(wf_input_kind kind, size_t max_story, size_t batch_bytes) {
    return (wf_reader_options){.kind = kind, .max_story = max_story, .batch_bytes = batch_bytes};
}

enum { BIG = 1 << 20 };

static void check(const char *what, const char *path, const wf_reader_options *options, const char *records,
                  const char *notes) {
    collected got = collect(path, options);
    if (strcmp(got.records.ptr, records) != 0)
        fail_msg("%s: records\n%s\nnot\n%s", what, got.records.ptr, records);
    if (strcmp(got.notes.ptr, notes) != 0) fail_msg("%s: notes\n%s\nnot\n%s", what, got.notes.ptr, notes);
    collected_free(&got);
}

#define S(literal) (literal), sizeof(literal) - 1

static const struct {
    const char *what, *file;
    wf_input_kind kind;
    size_t max_story;
    const char *in;
    size_t len;
    const char *records, *notes;
} cases[] = {
    {"lines", "a", WF_INPUT_AUTO, BIG, S("{\"a\":1}\n{\"b\":2}\n"), "1 j {\"a\":1}\n2 j {\"b\":2}\n", ""},
    {"no newline at the end", "a", WF_INPUT_AUTO, BIG, S("{\"a\":1}\n{\"b\":2}"),
     "1 j {\"a\":1}\n2 j {\"b\":2}\n", ""},
    {"CRLF", "a", WF_INPUT_AUTO, BIG, S("{\"a\":1}\r\n\r\n{\"b\":2}\r\n"), "1 j {\"a\":1}\n3 j {\"b\":2}\n",
     ""},
    {"CR before the end", "a", WF_INPUT_AUTO, BIG, S("{\"a\":1}\r"), "1 j {\"a\":1}\n", ""},
    {"blank lines count", "a", WF_INPUT_AUTO, BIG, S("\n\n{\"a\":1}\n\n{}\n"), "3 j {\"a\":1}\n5 j {}\n", ""},
    {"byte-order mark", "a", WF_INPUT_AUTO, BIG, S("\xEF\xBB\xBF{\"a\":1}\n"), "1 j {\"a\":1}\n", ""},
    {"text", "a", WF_INPUT_AUTO, BIG, S("Two ships\ncollided.\n"), "0 t Two ships\ncollided.\n\n", ""},
    {"text with a mark", "a", WF_INPUT_AUTO, BIG, S("\xEF\xBB\xBFShips"), "0 t Ships\n", ""},
    {"text keeps CR", "a", WF_INPUT_AUTO, BIG, S("One\r\ntwo\r"), "0 t One\r\ntwo\r\n", ""},
    {"text forced", "a", WF_INPUT_TEXT, BIG, S("{\"a\":1}\n{}"), "0 t {\"a\":1}\n{}\n", ""},
    {"text in brackets", "a", WF_INPUT_AUTO, BIG, S("[Reuters] Ships"), "0 t [Reuters] Ships\n", ""},
    {"lines forced", "a", WF_INPUT_JSONL, BIG, S("oops\n{}\n"), "1 j oops\n2 j {}\n", ""},
    {"lines by name", "a.jsonl", WF_INPUT_AUTO, BIG, S("oops\n{}\n"), "1 j oops\n2 j {}\n", ""},
    {"lines by name, compressed", "a.NDJSON.zst", WF_INPUT_AUTO, BIG, S("oops\n{}\n"), "1 j oops\n2 j {}\n",
     ""},
    {"letters of bzip2", "a", WF_INPUT_AUTO, BIG, S("BZh9 is a text"), "0 t BZh9 is a text\n", ""},
    {"empty", "a", WF_INPUT_AUTO, BIG, S(""), "", "empty_input 0 kept\n"},
    {"only a mark", "a", WF_INPUT_AUTO, BIG, S("\xEF\xBB\xBF"), "", "empty_input 0 kept\n"},
    {"only blanks", "a", WF_INPUT_AUTO, BIG, S(" \n\t\r\n"), "", "empty_input 0 kept\n"},
    {"only newlines", "a.jsonl", WF_INPUT_AUTO, BIG, S("\n\n\n"), "", "empty_input 0 kept\n"},
    {"blank text forced", "a", WF_INPUT_TEXT, BIG, S("  \n"), "", "empty_input 0 kept\n"},
    {"NUL bytes", "a", WF_INPUT_AUTO, BIG, S("{\"a\":\"x\0y\0\"}\n{}\n{\"\0\"}\n"),
     "1 j {\"a\":\"x y \"}\n2 j {}\n3 j {\" \"}\n", "nul_bytes 1 kept\nnul_bytes 3 kept\n"},
    {"NUL bytes in text", "a", WF_INPUT_AUTO, BIG, S("one\0two"), "0 t one two\n", "nul_bytes 0 kept\n"},
    {"long line", "a", WF_INPUT_AUTO, 8, S("{\"a\":1}\n{\"ab\":12}\n{\"c\":3}\n"),
     "1 j {\"a\":1}\n3 j {\"c\":3}\n", "too_long 2 lost\n"},
    {"just short enough", "a", WF_INPUT_AUTO, 7, S("{\"a\":1}\r\n{\"b\":2}"),
     "1 j {\"a\":1}\n2 j {\"b\":2}\n", ""},
    {"long last line", "a", WF_INPUT_AUTO, 4, S("{}\n{\"ab\":12}"), "1 j {}\n", "too_long 2 lost\n"},
    {"long text", "a", WF_INPUT_AUTO, 8, S("Ships collided off the coast."), "",
     "too_long 0 lost\nempty_input 0 kept\n"},
    {"UTF-16LE", "a", WF_INPUT_AUTO, BIG, S("\xFF\xFE{\0}\0\n\0{\0\"\0\xE9\0\xAC\x20\"\0}\0"),
     "1 j {}\n2 j {\"\xC3\xA9\xE2\x82\xAC\"}\n", "utf16 0 kept\n"},
    {"UTF-16BE", "a", WF_INPUT_AUTO, BIG, S("\xFE\xFF\0O\0k\0 \xD8\x3D\xDE\x00"), "0 t Ok \xF0\x9F\x98\x80\n",
     "utf16 0 kept\n"},
    {"UTF-16 cut off", "a", WF_INPUT_AUTO, BIG, S("\xFE\xFF\0O\0k\xD8\x3D\xDE"), "0 t Ok\xEF\xBF\xBD\n",
     "utf16 0 kept\n"},
    {"UTF-16 lone surrogates", "a", WF_INPUT_AUTO, BIG,
     S("\xFE\xFF\0O\xD8\x3D\0k\xDE\x00\xD8\x3D\xD8\x3D\xDE\x00"),
     "0 t O\xEF\xBF\xBDk\xEF\xBF\xBD\xEF\xBF\xBD\xF0\x9F\x98\x80\n", "utf16 0 kept\n"},
    {"array on a line", "a.json", WF_INPUT_AUTO, BIG, S("[{\"a\":\"]}\\\"\"}, {\"b\":[{}]}]\n"),
     "1 j {\"a\":\"]}\\\"\"}\n1 j {\"b\":[{}]}\n", ""},
    {"array on many lines", "a.json", WF_INPUT_AUTO, BIG, S("[\n {\n  \"a\": 1\n },\n {\"b\": 2}\n]\n"),
     "2 j {\n  \"a\": 1\n }\n5 j {\"b\": 2}\n", ""},
    {"empty array", "a.json", WF_INPUT_AUTO, BIG, S("[ ]\n"), "", "empty_input 0 kept\n"},
    {"object on many lines", "a.json", WF_INPUT_AUTO, BIG, S("{\r\n  \"a\": {\n}}\n{\n}"),
     "1 j {\r\n  \"a\": {\n}}\n4 j {\n}\n", ""},
    {"array cut off", "a.json", WF_INPUT_AUTO, BIG, S("[{\"a\":1},\n{\"b\":"), "1 j {\"a\":1}\n",
     "bad_json 2 lost\n"},
    {"strays in an array", "a.json", WF_INPUT_AUTO, BIG, S("[{\"a\":1},\n7, \"{\", x,\n{\"b\":2}]"),
     "1 j {\"a\":1}\n3 j {\"b\":2}\n", "bad_json 2 lost\n"},
    {"string not closed", "a.json", WF_INPUT_AUTO, BIG, S("[{\"a\":\"x},\n\"c\":3},\n{\"b\":2}]"),
     "1 j {\"a\":\"x},\n\"c\":3}\n3 j {\"b\":2}\n", ""},
    {"long object", "a.json", WF_INPUT_AUTO, 8, S("[{\"a\":1},\n{\"ab\":\n12},\n{\"c\":3}]"),
     "1 j {\"a\":1}\n4 j {\"c\":3}\n", "too_long 2 lost\n"},
};

static void records_of_every_form(void **state) {
    (void)state;
    static const size_t batches[] = {1, 10, BIG}, reads[] = {0, 1, 3};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int f = 0; f < N_PACKINGS; f++) {
            const char *path = folder_write_packed(cases[i].file, cases[i].in, cases[i].len, f);
            for (size_t b = 0; b < 3; b++)
                for (size_t r = 0; r < 3; r++) {
                    char what[128];
                    snprintf(what, sizeof what, "%s%s, batches of %zu, reads of %zu", cases[i].what,
                             packing_names[f], batches[b], reads[r]);
                    wf_reader_options options = options_of(cases[i].kind, cases[i].max_story, batches[b]);
                    faults.max = reads[r];
                    faults.interrupted = r > 0;
                    check(what, path, &options, cases[i].records, cases[i].notes);
                    memset(&faults, 0, sizeof faults);
                }
        }
}

/* Lines of random length, some longer than a block, against the plain way of splitting them. */
static void random_lines(void **state) {
    (void)state;
    uint64_t seed = 7;
    wf_bytes in = {0}, want = {0}, notes = {0};
    enum { MAX = 100000 };
    for (int line = 1; line <= 1500; line++) {
        size_t len = random_below(&seed, 20) ? random_below(&seed, 400) : random_below(&seed, 150000);
        size_t start = in.len;
        for (size_t i = 0; i < len; i++) {
            char c = (char)('a' + random_below(&seed, 26));
            assert_true(wf_bytes_append(&in, &c, 1));
        }
        if (len > MAX) assert_true(wf_bytes_printf(&notes, "too_long %d lost\n", line));
        if (len && len <= MAX)
            assert_true(wf_bytes_printf(&want, "%d j ", line) &&
                        wf_bytes_append(&want, in.ptr + start, len) && wf_bytes_append(&want, "\n", 1));
        assert_true(wf_bytes_append(&in, "\r\n", random_below(&seed, 2) ? 2 : 0));
        if (in.ptr[in.len - 1] != '\n') assert_true(wf_bytes_append(&in, "\n", 1));
    }
    assert_true(wf_bytes_append(&want, "", 1) && wf_bytes_append(&notes, "", 1));
    static const size_t batches[] = {1000, 20000, 300000, 64 << 20}, reads[] = {0, 4099};
    for (int f = 0; f < 3; f++) {
        const char *path = folder_write_packed("lines.jsonl", in.ptr, in.len, f);
        for (size_t b = 0; b < 4; b++)
            for (size_t r = 0; r < 2; r++) {
                wf_reader_options options = options_of(WF_INPUT_AUTO, MAX, batches[b]);
                faults.max = reads[r];
                check(packing_names[f], path, &options, want.ptr, notes.ptr);
                faults.max = 0;
            }
    }
    wf_bytes_free(&in);
    wf_bytes_free(&want);
    wf_bytes_free(&notes);
}

static void batches_end_where_asked(void **state) {
    (void)state;
    const char *path = folder_write_text("a.jsonl", "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, 8);
    collected got = collect(path, &options);
    assert_int_equal(got.n_batches, 3); /* two records, one, and the end */
    assert_int_equal(got.n_bytes, 24);
    collected_free(&got);
}

/* 200 MB on one line, of a file that takes no room on the disk: skipped, and never held. */
static void huge_line(void **state) {
    (void)state;
    const off_t huge = 200 << 20;
    const char *path = folder_write_text("a.jsonl", "{\"a\":1}\n");
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    assert_int_equal(fseeko(f, huge, SEEK_SET), 0);
    assert_true(fputs("\n{\"b\":2}\n", f) >= 0);
    assert_int_equal(fclose(f), 0);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
    check("a line of 200 MB", path, &options, "1 j {\"a\":1}\n3 j {\"b\":2}\n", "too_long 2 lost\n");
    getrusage(RUSAGE_SELF, &after);
#if defined(__linux__)
    assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 16 * 1024); /* kilobytes */
#endif
}

/* ------------------------------------------------------------------------------------------------- damage */

enum { N_LINES = 20000 };

/* 1.7 MB of lines that hardly compress. */
static wf_bytes many_lines(void) {
    wf_bytes in = {0};
    uint64_t seed = 3;
    for (int i = 0; i < N_LINES; i++)
        assert_true(wf_bytes_printf(
            &in, "{\"id\":%d,\"a\":\"%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "\"}\n", i,
            random_next(&seed), random_next(&seed), random_next(&seed), random_next(&seed)));
    return in;
}

/* The records before a cut are those of the sound file, and the note names the line after the last of them. */
static void check_cut(const char *what, const char *path, const collected *whole, uint64_t least) {
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, 100000);
    collected got = collect(path, &options);
    char note[64];
    snprintf(note, sizeof note, "unreadable %" PRIu64 " lost\n", got.n_records + 1);
    if (strcmp(got.notes.ptr, note) != 0) fail_msg("%s: notes\n%s\nnot\n%s", what, got.notes.ptr, note);
    if (got.n_records < least) fail_msg("%s: only %" PRIu64 " records", what, got.n_records);
    assert_memory_equal(got.records.ptr, whole->records.ptr, got.records.len - 1);
    assert_non_null(strstr(got.texts.ptr, "is lost from line"));
    collected_free(&got);
}

/* Damaged bytes may come out as text before they are noticed, but what stands well before them is whole. */
static void check_damage(const char *what, const char *path, const collected *whole, size_t least_bytes) {
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, 100000);
    collected got = collect(path, &options);
    if (!strstr(got.notes.ptr, "unreadable")) fail_msg("%s: not noticed", what);
    if (got.records.len < least_bytes) fail_msg("%s: only %zu bytes", what, got.records.len);
    assert_memory_equal(got.records.ptr, whole->records.ptr, least_bytes);
    collected_free(&got);
}

static void damaged_files(void **state) {
    (void)state;
    wf_bytes in = many_lines();
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, 100000);
    collected whole = collect(folder_write("whole.jsonl", in.ptr, in.len), &options);
    assert_int_equal(whole.n_records, N_LINES);
    for (int f = 1; f < N_PACKINGS; f++) {
        char what[64];
        wf_bytes packed = file_load(folder_write_packed("packed", in.ptr, in.len, f));
        snprintf(what, sizeof what, "%s cut off", packing_names[f]);
        check_cut(what, folder_write("cut.jsonl", packed.ptr, packed.len / 4 * 3), &whole, N_LINES / 3 * 2);
        snprintf(what, sizeof what, "%s without its last byte", packing_names[f]);
        check_cut(what, folder_write("cut.jsonl", packed.ptr, packed.len - 1), &whole, N_LINES / 3 * 2);
        snprintf(what, sizeof what, "%s corrupt", packing_names[f]);
        memset(packed.ptr + packed.len / 4 * 3, 0x5A, packed.len - packed.len / 4 * 3);
        check_damage(what, folder_write("bad.jsonl", packed.ptr, packed.len), &whole, 1000000);
        snprintf(what, sizeof what, "%s of ten bytes", packing_names[f]);
        check_damage(what, folder_write("cut.jsonl", packed.ptr, 10), &whole, 0);
        wf_bytes_free(&packed);
    }
    collected_free(&whole);
    wf_bytes_free(&in);
}

/* Damage that only the checksum at the end tells: all lines are given, and the note that they may be wrong. */
static void wrong_checksum(void **state) {
    (void)state;
    wf_bytes packed = file_load(folder_write_packed("packed", S("{\"a\":1}\n{\"b\":2}\n"), 1));
    packed.ptr[packed.len - 8] ^= 1;
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
    check("wrong checksum", folder_write("a", packed.ptr, packed.len), &options,
          "1 j {\"a\":1}\n2 j {\"b\":2}\n", "unreadable 3 lost\n");
    wf_bytes_free(&packed);
}

static void bad_header(void **state) {
    (void)state;
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
    check("gzip mark and no more", folder_write("a", "\x1F\x8B", 2), &options, "", "unreadable 0 lost\n");
    check("gzip of another method", folder_write("a", "\x1F\x8B\x01 text text text", 17), &options, "",
          "unreadable 0 lost\n");
}

/* Whole compressed data with something after it: not to be passed over. */
static void bytes_after_the_end(void **state) {
    (void)state;
    for (int f = 1; f < N_PACKINGS; f++) {
        wf_bytes packed = file_load(folder_write_packed("packed", S("{\"a\":1}\n"), f));
        assert_true(wf_bytes_append(&packed, "Ships collided.", 15));
        wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
        collected got = collect(folder_write("a.jsonl", packed.ptr, packed.len), &options);
        if (!strstr(got.notes.ptr, "unreadable")) fail_msg("%s: not noticed", packing_names[f]);
        collected_free(&got);
        wf_bytes_free(&packed);
    }
}

/* Several compressed files in one, as made by cat: all are read. */
static void concatenated(void **state) {
    (void)state;
    for (int f = 1; f < N_PACKINGS; f++) {
        wf_bytes one = file_load(folder_write_packed("one", S("{\"a\":1}\n"), f));
        wf_bytes two = file_load(folder_write_packed("two", S("{\"b\":2}\n"), f));
        assert_true(wf_bytes_append(&one, two.ptr, two.len));
        wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
        check(packing_names[f], folder_write("a", one.ptr, one.len), &options,
              "1 j {\"a\":1}\n2 j {\"b\":2}\n", "");
        wf_bytes_free(&one);
        wf_bytes_free(&two);
    }
}

static void failing_reads(void **state) {
    (void)state;
    static const struct {
        const char *what;
        size_t good;
        const char *records, *notes;
    } rows[] = {
        {"at once", 0, "", "unreadable 0 lost\n"},
        {"in the first line", 7, "", "unreadable 1 lost\n"},
        {"in the second line", 12, "1 j {\"a\":1}\n", "unreadable 2 lost\n"},
        {"between lines", 16, "1 j {\"a\":1}\n2 j {\"b\":2}\n", "unreadable 3 lost\n"},
    };
    const char *path = folder_write_text("a.jsonl", "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
        faults.good = rows[i].good;
        faults.fails = true;
        collected got = collect(path, &options);
        faults.fails = false;
        if (strcmp(got.records.ptr, rows[i].records) != 0 || strcmp(got.notes.ptr, rows[i].notes) != 0)
            fail_msg("%s: records\n%s\nnotes\n%s", rows[i].what, got.records.ptr, got.notes.ptr);
        assert_non_null(strstr(got.texts.ptr, strerror(EIO)));
        collected_free(&got);
    }
}

static void failing_read_of_compressed(void **state) {
    (void)state;
    wf_bytes in = many_lines();
    const char *path = folder_write_packed("a.jsonl", in.ptr, in.len, 1);
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
    faults.good = 600000;
    faults.fails = true;
    collected got = collect(path, &options);
    faults.fails = false;
    assert_in_range(got.n_records, 5000, 15000);
    assert_non_null(strstr(got.notes.ptr, "unreadable"));
    assert_non_null(strstr(got.texts.ptr, strerror(EIO)));
    collected_free(&got);
    wf_bytes_free(&in);
}

/* ------------------------------------------------------------------------------------------------- paths */

static void missing_file(void **state) {
    (void)state;
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
    collected got = collect(folder_path("none.jsonl"), &options);
    assert_string_equal(got.notes.ptr, "unreadable 0 lost\n");
    assert_non_null(strstr(got.texts.ptr, "none.jsonl: cannot open: "));
    collected_free(&got);
}

static void make_tree(void) {
    assert_int_equal(mkdir(folder_path("b"), 0700), 0);
    assert_int_equal(mkdir(folder_path(".git"), 0700), 0);
    folder_write_text("c.txt", "last");
    folder_write_text("a.jsonl", "{}\n");
    folder_write_text("B.TXT", "upper");
    folder_write_text("b/two.text", "two");
    folder_write_text("b/one.json", "{\n}");
    folder_write_text("notes.md", "not wanted");
    folder_write_text("page.html.gz", "not wanted");
    folder_write_text(".hidden.txt", "not wanted");
    folder_write_text(".git/x.txt", "not wanted");
    folder_write_packed("a.txt.zst", "packed", 6, 2);
}

static void directory(void **state) {
    (void)state;
    make_tree();
    assert_int_equal(symlink("..", folder_path("b/loop")), 0);
    char with_slash[80];
    snprintf(with_slash, sizeof with_slash, "%s//", folder_name());
    const char *const paths[] = {folder_name(), with_slash};
    for (int i = 0; i < 2; i++) {
        wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, i ? 1 : BIG);
        collected got = collect(paths[i], &options);
        assert_string_equal(got.names.ptr, "B.TXT\na.jsonl\na.txt.zst\nb/one.json\nb/two.text\nc.txt\n");
        assert_string_equal(got.records.ptr, "0 t upper\n1 j {}\n0 t packed\n1 j {\n}\n0 t two\n0 t last\n");
        assert_string_equal(got.notes.ptr, "");
        collected_free(&got);
    }
}

static void directory_without_files(void **state) {
    (void)state;
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
    check("empty directory", folder_name(), &options, "", "empty_input 0 kept\n");
    folder_write_text("notes.md", "not wanted");
    check("nothing wanted in it", folder_name(), &options, "", "empty_input 0 kept\n");
}

/* One bad file of a directory does not keep the others from being read. */
static void directory_with_bad_files(void **state) {
    (void)state;
    folder_write_text("a.txt", "first");
    folder_write_text("b.txt", "");
    folder_write("c.txt", "\x1F\x8B", 2);
    assert_int_equal(symlink("nowhere", folder_path("d.txt")), 0);
    folder_write_text("e.txt", "last");
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
    check("bad files", folder_name(), &options, "0 t first\n0 t last\n",
          "empty_input 0 kept\nunreadable 0 lost\nunreadable 0 lost\n");
}

static void vanishing_file(void **state) {
    (void)state;
    folder_write_text("a.txt", "first");
    folder_write_text("b.txt", "gone");
    folder_write_text("c.txt", "last");
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, 1);
    wf_reader *reader;
    wf_record_batch batch = {0};
    collected got = {0};
    bool end = false;
    assert_int_equal(wf_reader_open(&reader, folder_name(), &options, NULL), WF_OK);
    while (!end) {
        assert_int_equal(wf_reader_next(reader, &batch, &end, NULL), WF_OK);
        collect_batch(&got, &batch);
        unlink(folder_path("b.txt"));
    }
    assert_true(wf_bytes_append(&got.records, "", 1) && wf_bytes_append(&got.notes, "", 1));
    assert_string_equal(got.records.ptr, "0 t first\n0 t last\n");
    assert_string_equal(got.notes.ptr, "unreadable 0 lost\n");
    wf_record_batch_free(&batch);
    wf_reader_close(reader);
    collected_free(&got);
}

static void standard_input(void **state) {
    (void)state;
    for (int f = 0; f < N_PACKINGS; f++) {
        int saved = dup(STDIN_FILENO);
        int fd = open(folder_write_packed("in", S("{\"a\":1}\n{}\n"), f), O_RDONLY);
        assert_true(saved >= 0 && fd >= 0);
        assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
        wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, BIG);
        collected got = collect("-", &options);
        assert_string_equal(got.records.ptr, "1 j {\"a\":1}\n2 j {}\n");
        assert_string_equal(got.names.ptr, "-\n-\n");
        assert_int_equal(fcntl(STDIN_FILENO, F_GETFD) >= 0, 1); /* left open */
        collected_free(&got);
        dup2(saved, STDIN_FILENO);
        close(saved);
        close(fd);
    }
}

static bool at_third(void *user) {
    return ++*(int *)user == 3;
}

static void cancelled(void **state) {
    (void)state;
    int asked = 0;
    const char *path = folder_write_text("a.jsonl", "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
    wf_reader_options options = options_of(WF_INPUT_AUTO, BIG, 1);
    options.cancelled = at_third;
    options.user = &asked;
    wf_reader *reader;
    wf_record_batch batch = {0};
    wf_error err;
    wf_code rc;
    bool end = false;
    assert_int_equal(wf_reader_open(&reader, path, &options, &err), WF_OK);
    do rc = wf_reader_next(reader, &batch, &end, &err);
    while (rc == WF_OK && !end);
    assert_int_equal(rc, WF_E_CANCELLED);
    assert_int_equal(err.code, WF_E_CANCELLED);
    assert_int_equal(asked, 3);
    wf_record_batch_free(&batch);
    wf_reader_close(reader);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, finish)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(records_of_every_form),
        IN_FOLDER(random_lines),
        IN_FOLDER(batches_end_where_asked),
        IN_FOLDER(huge_line),
        IN_FOLDER(damaged_files),
        IN_FOLDER(wrong_checksum),
        IN_FOLDER(bad_header),
        IN_FOLDER(bytes_after_the_end),
        IN_FOLDER(concatenated),
        IN_FOLDER(failing_reads),
        IN_FOLDER(failing_read_of_compressed),
        IN_FOLDER(missing_file),
        IN_FOLDER(directory),
        IN_FOLDER(directory_without_files),
        IN_FOLDER(directory_with_bad_files),
        IN_FOLDER(vanishing_file),
        IN_FOLDER(standard_input),
        IN_FOLDER(cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
