/*
 * Streams of compressed bytes: whole ones give back what was compressed, and of damaged ones nothing wrong passes
 * without an error. Damage may be harmless (unused bits before a checksum): then all bytes must be the right ones.
 */
#include "read/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <xxhash.h>

#include "support/folder.h"
#include "support/words.h"

enum { GZIP = 1, ZSTD = 2, GZIP_HEADER = 10, GZIP_TRAILER = 8, N_FLIPS = 400 };

typedef struct {
    wf_bytes bytes;
    wf_code rc;
} outcome;

/* All that a file gives, in reads of cap bytes at most. */
static outcome read_all(const char *path, size_t cap) {
    outcome out = {{0}, WF_OK};
    wf_stream *stream;
    char *buf = malloc(cap);
    size_t n = 1;
    assert_non_null(buf);
    out.rc = wf_stream_open(&stream, path, NULL, NULL);
    if (out.rc == WF_OK) {
        while ((out.rc = wf_stream_read(stream, buf, cap, &n, NULL)) == WF_OK && n) {
            assert_in_range(n, 1, cap);
            assert_true(wf_bytes_append(&out.bytes, buf, n));
        }
        wf_stream_close(stream);
    }
    free(buf);
    return out;
}

static outcome read_packed(wf_bytes packed, size_t len) {
    return read_all(folder_write("packed", packed.ptr, len), 64 * 1024);
}

static bool is_prefix(wf_bytes got, wf_bytes whole) {
    return got.len <= whole.len && (got.len == 0 || memcmp(got.ptr, whole.ptr, got.len) == 0);
}

static wf_bytes text_of(size_t n_words) {
    static const char *const words[] = {"harbour ", "ferry ", "divers ", "reopened ", "monday ", "storm ",
                                        "boats ",   "port ",  "owners ", "raised ",   "week\n",  "catch "};
    wf_bytes text = {0};
    uint64_t seed = 11;
    for (size_t i = 0; i < n_words; i++) {
        const char *word = words[random_below(&seed, sizeof words / sizeof *words)];
        assert_true(wf_bytes_append(&text, word, strlen(word)));
    }
    return text;
}

static void append_little_endian(wf_bytes *out, uint64_t value, int n_bytes) {
    for (int i = 0; i < n_bytes; i++) {
        char byte = (char)(value >> 8 * i);
        assert_true(wf_bytes_append(out, &byte, 1));
    }
}

/* A zstd frame of raw blocks with a checksum, which libarchive does not write. */
static wf_bytes zstd_with_checksum(wf_bytes text) {
    const size_t block = 20000;
    wf_bytes out = {0};
    assert_true(wf_bytes_append(&out, "\x28\xB5\x2F\xFD\xA4", 5));
    append_little_endian(&out, text.len, 4);
    for (size_t at = 0; at < text.len; at += block) {
        size_t len = text.len - at < block ? text.len - at : block;
        append_little_endian(&out, len << 3 | (at + len == text.len), 3);
        assert_true(wf_bytes_append(&out, text.ptr + at, len));
    }
    append_little_endian(&out, XXH64(text.ptr, text.len, 0), 4);
    return out;
}

static wf_bytes pack(wf_bytes text, int packing) {
    if (packing == ZSTD) return zstd_with_checksum(text);
    return file_load(folder_write_packed("whole", text.ptr, text.len, packing));
}

static void flipped_bytes(void **state) {
    (void)state;
    static const size_t mark_len[N_PACKINGS] = {0, GZIP_HEADER, 9, 10, 6};
    wf_bytes text = text_of(10000);
    uint64_t seed = 5;
    for (int f = 1; f < N_PACKINGS; f++) {
        wf_bytes packed = pack(text, f);
        outcome whole = read_packed(packed, packed.len);
        assert_int_equal(whole.rc, WF_OK);
        assert_true(whole.bytes.len == text.len && is_prefix(whole.bytes, text));
        wf_bytes_free(&whole.bytes);
        int n_noticed = 0;
        for (int i = 0; i < N_FLIPS; i++) {
            size_t at = mark_len[f] + (size_t)random_below(&seed, packed.len - mark_len[f]);
            char was = packed.ptr[at];
            packed.ptr[at] = (char)(was ^ (1 + random_below(&seed, 255)));
            outcome got = read_packed(packed, packed.len);
            n_noticed += got.rc == WF_E_CORRUPT;
            if (got.rc == WF_OK && (got.bytes.len != text.len || !is_prefix(got.bytes, text)))
                fail_msg("%s: byte %zu of %zu: not noticed", packing_names[f], at, packed.len);
            packed.ptr[at] = was;
            wf_bytes_free(&got.bytes);
        }
        assert_in_range(n_noticed, N_FLIPS * 99 / 100, N_FLIPS);
        wf_bytes_free(&packed);
    }
    wf_bytes_free(&text);
}

static void cut_anywhere(void **state) {
    (void)state;
    wf_bytes text = text_of(10000);
    for (int f = 1; f < N_PACKINGS; f++) {
        wf_bytes packed = pack(text, f);
        size_t before = 0;
        for (size_t len = 37; len < packed.len; len += 37) {
            outcome got = read_packed(packed, len);
            if (got.rc != WF_E_CORRUPT) fail_msg("%s: cut to %zu: not noticed", packing_names[f], len);
            if (!is_prefix(got.bytes, text)) fail_msg("%s: cut to %zu: wrong", packing_names[f], len);
            /* 37 bytes are more than the codes of a block: each cut must give more than the one before. */
            if (f == GZIP && len > 300 && got.bytes.len <= before && len < packed.len - GZIP_TRAILER)
                fail_msg("cut to %zu: only %zu bytes, as before", len, got.bytes.len);
            before = got.bytes.len;
            wf_bytes_free(&got.bytes);
        }
        wf_bytes_free(&packed);
    }
    wf_bytes_free(&text);
}

/* Each byte of the checksum and the length, wrong or missing: all is given, and then the error. */
static void wrong_trailer(void **state) {
    (void)state;
    wf_bytes text = text_of(10000), packed = pack(text, GZIP);
    for (size_t i = 0; i < GZIP_TRAILER; i++)
        for (int missing = 0; missing < 2; missing++) {
            size_t at = packed.len - GZIP_TRAILER + i;
            packed.ptr[at] ^= 1;
            outcome got = read_packed(packed, missing ? at : packed.len);
            packed.ptr[at] ^= 1;
            if (got.rc != WF_E_CORRUPT) fail_msg("byte %zu of the trailer: not noticed", i);
            assert_int_equal(got.bytes.len, text.len);
            assert_memory_equal(got.bytes.ptr, text.ptr, text.len);
            wf_bytes_free(&got.bytes);
        }
    wf_bytes_free(&packed);
    wf_bytes_free(&text);
}

/* Members by letter: a a text, n the same with a file name in its header, r a run of one letter, e nothing, x a text
 * with a wrong checksum. Others: 0 padding, g other bytes, 1 and 2 the first bytes of a member. */
static const struct {
    const char *members, *gives; /* gives: the members whose bytes come out */
    wf_code rc;
} files[] = {
    {"a", "a", WF_OK},          {"n", "a", WF_OK},           {"e", "", WF_OK},
    {"ee", "", WF_OK},          {"ana", "aaa", WF_OK},       {"ra", "ra", WF_OK},
    {"arrra", "arrra", WF_OK},  {"aeea", "aa", WF_OK},       {"ea", "a", WF_OK},
    {"ae", "a", WF_OK},         {"a0", "a", WF_OK},          {"ar000", "ar", WF_OK},
    {"e0", "", WF_OK},          {"ag", "a", WF_E_CORRUPT},   {"eg", "", WF_E_CORRUPT},
    {"a0g", "a", WF_E_CORRUPT}, {"a0a", "a", WF_E_CORRUPT},  {"a1", "a", WF_E_CORRUPT},
    {"a12", "a", WF_E_CORRUPT}, {"a1g", "a", WF_E_CORRUPT},  {"a12g", "a", WF_E_CORRUPT},
    {"x", "a", WF_E_CORRUPT},   {"axa", "aa", WF_E_CORRUPT}, {"xr", "a", WF_E_CORRUPT},
};

static void append_part(wf_bytes *out, char letter, wf_bytes text, wf_bytes run) {
    static const char padding[512];
    static const char *const others[] = {"\x1F", "\x8B", "ships collided"};
    bool ok = true;
    if (letter == '0') ok = wf_bytes_append(out, padding, sizeof padding);
    if (strchr("12g", letter)) {
        const char *other = others[letter == 'g' ? 2 : letter - '1'];
        ok = wf_bytes_append(out, other, strlen(other));
    }
    if (strchr("anrex", letter)) {
        wf_bytes source = {0}; /* 'e': an empty member */
        if (letter != 'e') source = letter == 'r' ? run : text;
        wf_bytes packed =
            file_load(folder_write_packed("part", source.len ? source.ptr : "", source.len, GZIP));
        if (letter == 'x') packed.ptr[packed.len - GZIP_TRAILER] ^= 1;
        if (letter == 'n') packed.ptr[3] |= 8;
        ok = wf_bytes_append(out, packed.ptr, GZIP_HEADER);
        if (letter == 'n') ok = ok && wf_bytes_append(out, "name", 5);
        ok = ok && wf_bytes_append(out, packed.ptr + GZIP_HEADER, packed.len - GZIP_HEADER);
        wf_bytes_free(&packed);
    }
    assert_true(ok);
}

static void members_of_gzip(void **state) {
    (void)state;
    static const size_t caps[] = {1, 7, 4096, 1 << 20};
    wf_bytes text = text_of(50), run = {0};
    for (int i = 0; i < 70000; i++) assert_true(wf_bytes_append(&run, "r", 1));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        wf_bytes packed = {0}, want = {0};
        for (const char *m = files[i].members; *m; m++) append_part(&packed, *m, text, run);
        for (const char *g = files[i].gives; *g; g++) {
            wf_bytes piece = *g == 'r' ? run : text;
            assert_true(wf_bytes_append(&want, piece.ptr, piece.len));
        }
        const char *path = folder_write("members", packed.ptr, packed.len);
        for (size_t c = 0; c < sizeof caps / sizeof *caps; c++) {
            outcome got = read_all(path, caps[c]);
            if (got.rc != files[i].rc || got.bytes.len != want.len || !is_prefix(got.bytes, want))
                fail_msg("%s, reads of %zu: code %d, %zu bytes of %zu", files[i].members, caps[c], got.rc,
                         got.bytes.len, want.len);
            wf_bytes_free(&got.bytes);
        }
        wf_bytes_free(&packed);
        wf_bytes_free(&want);
    }
    wf_bytes_free(&run);
    wf_bytes_free(&text);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(flipped_bytes),
        IN_FOLDER(cut_anywhere),
        IN_FOLDER(wrong_trailer),
        IN_FOLDER(members_of_gzip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
