#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <cmocka.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/hashmap.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "support/check.h"
#include "support/words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ------------------------------------------------------------------------------------------------- errors */

static void test_messages_are_cut_to_fit(void **state) {
    (void)state;
    static const size_t lengths[] = {0, 1, 254, 255, 256, 257, 5000};
    char text[5001];
    for (size_t i = 0; i < COUNT(lengths); i++) {
        wf_error err;
        memset(&err, 'x', sizeof err);
        memset(text, 'a', lengths[i]);
        text[lengths[i]] = '\0';
        size_t want = lengths[i] < sizeof err.what ? lengths[i] : sizeof err.what - 1;
        assert_int_equal(wf_fail(&err, WF_E_FORMAT, "%s", text), WF_E_FORMAT);
        assert_int_equal(err.code, WF_E_FORMAT);
        assert_int_equal(err.sys, 0);
        assert_int_equal(err.where, 0);
        assert_int_equal(strnlen(err.what, sizeof err.what), want);
        assert_memory_equal(err.what, text, want);
        memset(&err, 'x', sizeof err);
        assert_int_equal(wf_fail_io(&err, ENOENT, "%s", text), WF_E_IO);
        assert_true(strnlen(err.what, sizeof err.what) < sizeof err.what);
        assert_memory_equal(err.what, text, want);
    }
}

static void test_io_errors_carry_errno_and_its_text(void **state) {
    (void)state;
    static const int codes[] = {ENOENT, ENOSPC, EACCES, EPIPE};
    for (size_t i = 0; i < COUNT(codes); i++) {
        char want[256];
        snprintf(want, sizeof want, "cannot open 'a.jsonl': %s", strerror(codes[i]));
        wf_error err;
        assert_int_equal(wf_fail_io(&err, codes[i], "cannot open '%s'", "a.jsonl"), WF_E_IO);
        assert_string_equal(err.what, want);
        assert_int_equal(err.code, WF_E_IO);
        assert_int_equal(err.sys, codes[i]);
    }
}

static void test_errors_need_nobody_to_listen(void **state) {
    (void)state;
    assert_int_equal(wf_fail(NULL, WF_E_PARAM, "%s", "unheard"), WF_E_PARAM);
    assert_int_equal(wf_fail_io(NULL, ENOENT, "%s", "unheard"), WF_E_IO);
    assert_int_equal(wf_fail_nomem(NULL, "anything"), WF_E_NOMEM);
}

static void test_code_names_differ(void **state) {
    (void)state;
    for (int a = WF_OK; a <= WF_E_CANCELLED + 1; a++)
        for (int b = WF_OK; b < a; b++)
            assert_string_not_equal(wf_code_name((wf_code)a), wf_code_name((wf_code)b));
    wf_error err;
    wf_fail_nomem(&err, "a batch");
    assert_string_equal(err.what, "out of memory for a batch");
    assert_string_equal(wf_version(), WF_VERSION);
}

/* ------------------------------------------------------------------------------------------------- memory */

static void test_grow_refuses_overflow_and_changes_nothing(void **state) {
    (void)state;
    static const struct {
        size_t cap, need, size;
    } cases[] = {
        {0, SIZE_MAX, 2},
        {0, SIZE_MAX / 8 + 1, 8},
        {0, SIZE_MAX / 12 + 1, 12},
        {4, SIZE_MAX, 4},
        {SIZE_MAX / 2, SIZE_MAX / 2 + 1, 16},     /* cap + cap / 2 fits, its size does not */
        {SIZE_MAX / 2 + 1, SIZE_MAX / 2 + 2, 16}, /* cap + cap / 2 does not fit either */
        {SIZE_MAX / 16, SIZE_MAX / 16 + 1, 16},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char here, *array = &here; /* would not survive a call of realloc */
        size_t cap = cases[i].cap;
        assert_false(wf_grow(&array, &cap, cases[i].need, cases[i].size));
        assert_ptr_equal(array, &here);
        assert_int_equal(cap, cases[i].cap);
    }
}

static void test_grow_keeps_the_content_and_grows_by_half(void **state) {
    (void)state;
    uint32_t *array = NULL;
    size_t cap = 0, n_grown = 0;
    assert_true(wf_grow(&array, &cap, 0, sizeof *array));
    assert_null(array);
    for (uint32_t n = 0; n < 100000; n++) {
        size_t before = cap;
        assert_true(wf_grow(&array, &cap, n + 1, sizeof *array));
        assert_true(cap > n);
        if (cap != before) {
            n_grown++;
            assert_true(cap >= before + before / 2);
        }
        array[n] = n * 7;
    }
    assert_in_range(n_grown, 2, 30);
    for (uint32_t n = 0; n < 100000; n++) assert_int_equal(array[n], n * 7);
    free(array);
}

static void test_bytes_append_and_print(void **state) {
    (void)state;
    wf_bytes b = {0};
    assert_true(wf_bytes_append(&b, NULL, 0));
    assert_int_equal(b.len, 0);
    assert_true(wf_bytes_printf(&b, "%s", ""));
    assert_int_equal(b.len, 0);
    assert_true(wf_bytes_append(&b, "a\0b", 3));
    assert_true(wf_bytes_printf(&b, "<%d|%s>", -5, "text"));
    assert_int_equal(b.len, 12);
    assert_memory_equal(b.ptr, "a\0b<-5|text>", 12);
    char *large = malloc(70001);
    memset(large, 'z', 70000);
    large[70000] = '\0';
    assert_true(wf_bytes_printf(&b, "%s", large));
    assert_true(wf_bytes_append(&b, "!", 1));
    assert_int_equal(b.len, 70013);
    assert_memory_equal(b.ptr + 12, large, 70000);
    assert_int_equal(b.ptr[70012], '!');
    volatile size_t huge = SIZE_MAX - 5; /* the sum of the lengths overflows */
    assert_false(wf_bytes_append(&b, large, huge));
    assert_int_equal(b.len, 70013);
    char want[200];
    size_t before = b.len;
#define SAME(...)                                                                       \
    assert_true(wf_bytes_printf(&b, __VA_ARGS__));                                      \
    assert_int_equal(b.len - before, (size_t)snprintf(want, sizeof want, __VA_ARGS__)); \
    assert_string_equal(b.ptr + before, want);                                          \
    before = b.len
    SAME(",\"%s\":%llu", "key", 18446744073709551615ull);
    SAME("%u%zu%s", 0u, (size_t)1234567890, "");
    SAME("100%% %s", "left to printf");
    SAME("%s %5.2f %llu|%d", "half simple", 2.5, 7ull, -3);
    SAME("no directive");
#undef SAME
    assert_true(wf_bytes_puts(&b, "n = ") && wf_bytes_put_number(&b, 0) && wf_bytes_puts(&b, " to ") &&
                wf_bytes_put_number(&b, UINT64_MAX) && wf_bytes_append(&b, "", 1));
    assert_string_equal(b.ptr + before, "n = 0 to 18446744073709551615");
    assert_false(wf_bytes_reserve(&b, SIZE_MAX));
    free(large);
    wf_bytes_free(&b);
    assert_null(b.ptr);
    assert_int_equal(b.cap, 0);
}

/* ------------------------------------------------------------------------------------------------- arena */

static void test_arena_blocks_are_aligned_and_apart(void **state) {
    (void)state;
    enum { N = 3000 };
    static struct {
        unsigned char *at;
        size_t size;
    } blocks[N];
    uint64_t random = 4;
    wf_arena arena = {0};
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < N; i++) {
            size_t size = random_below(&random, i % 100 == 0 ? 200000 : 300);
            if (i % 50 == 0) size = 0;
            blocks[i].at = wf_arena_alloc(&arena, size);
            blocks[i].size = size;
            assert_non_null(blocks[i].at);
            assert_int_equal((uintptr_t)blocks[i].at % 16, 0);
            memset(blocks[i].at, (int)(i % 251), size);
        }
        for (size_t i = 0; i < N; i++)
            for (size_t k = 0; k < blocks[i].size; k++) assert_true(blocks[i].at[k] == i % 251);
        wf_arena_reset(&arena);
    }
    wf_arena_free(&arena);
    wf_arena_free(&arena);
}

/* Bytes handed out by malloc and not freed; 0 where nobody counts them. */
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));
static size_t heap_in_use(void) {
    if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}
#else
static size_t heap_in_use(void) {
    return 0;
}
#endif

static void test_arena_reset_keeps_a_bounded_amount(void **state) {
    (void)state;
    static const struct {
        const char *name;
        size_t block, n;
        bool reused; /* the chunks are small enough to be kept */
    } cases[] = {
        {"many small blocks", 1000, 64000, true},
        {"a few blocks that fit", 500000, 10, true},
        {"one block over the limit", 20u << 20, 1, false},
        {"many blocks over the limit", 9u << 20, 6, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t before = heap_in_use();
        wf_arena arena = {0};
        void *first = NULL;
        for (size_t k = 0; k < cases[i].n; k++) {
            char *block = wf_arena_alloc(&arena, cases[i].block);
            assert_non_null(block);
            block[0] = block[cases[i].block - 1] = 1;
            if (k == 0) first = block;
        }
        if (before) assert_true(heap_in_use() - before >= cases[i].block * cases[i].n);
        wf_arena_reset(&arena);
        size_t kept = heap_in_use() - before; /* with headers and what is lost to whole pages */
        if (kept > (8u << 20) + (256u << 10)) fail_msg("%s: %zu bytes were kept", cases[i].name, kept);
        if (cases[i].reused) assert_ptr_equal(wf_arena_alloc(&arena, cases[i].block), first);
        wf_arena_free(&arena);
    }
}

static void test_arena_refuses_impossible_sizes(void **state) {
    (void)state;
    wf_arena arena = {0};
    assert_null(wf_arena_alloc(&arena, SIZE_MAX));
    assert_null(wf_arena_alloc(&arena, SIZE_MAX - 15));
    assert_null(wf_arena_alloc(&arena, SIZE_MAX / 2 + 1));
    assert_non_null(wf_arena_alloc(&arena, 1));
    wf_arena_free(&arena);
}

static void test_arena_copies(void **state) {
    (void)state;
    wf_arena arena = {0};
    wf_str out, empty = {NULL, 0};
    assert_true(wf_arena_copy(&arena, wf_str_of("a\0b", 3), &out));
    assert_int_equal(out.len, 3);
    assert_memory_equal(out.ptr, "a\0b", 4); /* a NUL comes after it */
    assert_true(wf_arena_copy(&arena, empty, &out));
    assert_int_equal(out.len, 0);
    assert_string_equal(out.ptr, "");
    wf_arena_free(&arena);
}

static void test_strings_are_equal_by_bytes(void **state) {
    (void)state;
    static const wf_str different[] = {{"", 0},   {"\0", 1}, {"a", 1},   {"a\0", 2},
                                       {"aa", 2}, {"b", 1},  {"\xC3", 1}};
    for (size_t i = 0; i < COUNT(different); i++)
        for (size_t j = 0; j < COUNT(different); j++) {
            assert_int_equal(wf_str_equal(different[i], different[j]), i == j);
        }
    wf_str nothing = {NULL, 0};
    assert_true(wf_str_equal(nothing, different[0]));
    assert_int_equal(wf_str_from("four").len, 4);
}

/* ------------------------------------------------------------------------------------------------- UTF-8 */

#define X "\xEF\xBF\xBD" /* U+FFFD */

static void test_utf8_repair_follows_the_standard(void **state) {
    (void)state;
    static const struct {
        const char *name, *in, *want;
        size_t n_bad;
    } cases[] = {
        {"nothing", "", "", 0},
        {"ASCII over a word's length", "plain words, 24 bytes long", "plain words, 24 bytes long", 0},
        {"lowest and highest of each length",
         "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
         "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 0},
        {"on both sides of the surrogates", "\xED\x9F\xBF\xEE\x80\x80", "\xED\x9F\xBF\xEE\x80\x80", 0},
        {"a lone U+FFFD is no error", X, X, 0},
        {"non-shortest forms", "\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", X X X X X X X X "A", 8},
        {"surrogates", "\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", X X X X X X X X "A", 8},
        {"other ill-formed", "\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", X X X X X "A" X X "B", 7},
        {"truncated", "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", X X X X "A", 4},
        {"truncated at the end", "ab\xF0\x9F\x98", "ab" X, 1},
        {"a lead byte at the end", "abcdefgh\xE2", "abcdefgh" X, 1},
        {"Latin-1 in a sentence",
         "caf\xE9 noir, d\xE9"
         "ja vu",
         "caf" X " noir, d" X "ja vu", 2},
        {"two-byte lead and ASCII", "\xC3\x28", X "(", 1},
        {"overlong NUL", "\xC0\x80", X X, 2},
        {"five-byte form", "\xF8\x88\x80\x80\x80", X X X X X, 5},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].in), n_bad = 0;
        char out[100] = "";
        assert_true(wf_utf8_repair_max(len) < sizeof out);
        out[wf_utf8_repair(out, cases[i].in, len, &n_bad)] = '\0';
        if (strcmp(out, cases[i].want) != 0 || n_bad != cases[i].n_bad)
            fail_msg("%s: gave '%s' and %zu errors", cases[i].name, out, n_bad);
        size_t first = 0; /* what input and output share, back to a character's begin, is what is valid */
        while (first < len && cases[i].in[first] == cases[i].want[first]) first++;
        while (first && first < len && ((unsigned char)cases[i].want[first] & 0xC0) == 0x80) first--;
        if (wf_utf8_check(cases[i].in, len) != first)
            fail_msg("%s: the check stops elsewhere", cases[i].name);
    }
}

static void test_utf8_round_trip_of_every_code_point(void **state) {
    (void)state;
    for (uint32_t c = 0; c <= 0x110000; c++) {
        char bytes[4];
        size_t len = wf_utf8_put(bytes, c), at = 0;
        bool bad = false;
        uint32_t back = wf_utf8_next(bytes, len, &at, &bad);
        bool scalar = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        if (back != (scalar ? c : 0xFFFD) || bad || at != len || wf_utf8_check(bytes, len) != len)
            fail_msg("U+%04X came back as U+%04X", c, back);
    }
    char bytes[4];
    assert_int_equal(wf_utf8_put(bytes, UINT32_MAX), 3);
}

static void test_utf8_repair_of_random_bytes(void **state) {
    (void)state;
    static const unsigned char telling[] = {0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
                                            0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
    uint64_t random = 15;
    for (int repeat = 0; repeat < 200000; repeat++) {
        char in[12], out[36], again[108];
        size_t len = random_below(&random, sizeof in + 1), n_bad = 0, none = 0;
        for (size_t i = 0; i < len; i++) in[i] = (char)telling[random_below(&random, COUNT(telling))];
        size_t n = wf_utf8_repair(out, in, len, &n_bad);
        assert_true(n <= wf_utf8_repair_max(len));
        assert_int_equal(wf_utf8_check(out, n), n);
        assert_int_equal(n_bad == 0, wf_utf8_check(in, len) == len);
        assert_int_equal(wf_utf8_repair(again, out, n, &none), n);
        assert_int_equal(none, 0);
        assert_memory_equal(again, out, n);
    }
}

/* ------------------------------------------------------------------------------------------------- digests */

static void test_digests_are_xxh3_128(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint64_t hi, lo;
    } cases[] = {
        {"", 0x99aa06d3014798d8, 0x6001c324468d497f},
        {"a", 0xa96faf705af16834, 0xe6c632b61e964e1f},
        {"abc", 0x06b05ab6733a6185, 0x78af5f94892f3950},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        wf_digest d = wf_digest_of(cases[i].text, strlen(cases[i].text));
        assert_true(d.hi == cases[i].hi && d.lo == cases[i].lo);
        char hex[17], want[17];
        wf_digest_hex16(d, hex);
        snprintf(want, sizeof want, "%016llx", (unsigned long long)cases[i].hi);
        assert_string_equal(hex, want);
    }
    wf_digest none = wf_digest_of(NULL, 0);
    assert_true(none.hi == cases[0].hi);
}

/* BLAKE2b-128 of the first length as 8 bytes, lowest first, and both parts. */
static void test_digests_of_pairs_do_not_shift(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        uint64_t hi, lo;
    } cases[] = {
        {"ab", "c", 0x873e9ea3d2c24558, 0x15354be805b8cd08},
        {"a", "bc", 0x07ecb3a18cc6914f, 0x84938cabfd63cd47},
        {"", "", 0xc804ce198ec337e3, 0xdc762bdd1a09aece},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        wf_digest d = wf_digest_of_pair(wf_str_from(cases[i].a), wf_str_from(cases[i].b));
        assert_true(d.hi == cases[i].hi && d.lo == cases[i].lo);
    }
}

static void test_digests_have_a_total_order(void **state) {
    (void)state;
    static const wf_digest different[] = {{0, 0}, {1, 0}, {UINT64_MAX, 0}, {0, 1}, {5, 1}, {0, UINT64_MAX}};
    for (size_t i = 0; i < COUNT(different); i++)
        for (size_t j = 0; j < COUNT(different); j++) {
            assert_int_equal(wf_digest_compare(different[i], different[j]), (i > j) - (i < j));
            assert_int_equal(wf_digest_equal(different[i], different[j]), i == j);
        }
}

/* Results of years must stay comparable: these values never change. Made with another ChaCha20, by the definition. */
static void test_seeds_are_pinned(void **state) {
    (void)state;
    static const struct {
        uint64_t seed;
        wf_seeds want;
        const char *fingerprint;
    } cases[] = {
        {1,
         {0x8e01b26e70fe1b91,
          {0x70730b49145332df, 0xbe34870a40e9a5cb, 0xe43b93f5619200a4, 0x0aeffa5c0b2bd08a, 0x7873738a1b36f042,
           0x82e5864995f1ba43, 0xcb5cabb42099b65c, 0x015f3cc8a537b856},
          0x1bd663446aa44fef,
          0x5a197f931519e21a,
          0x4aa4c75bb851aa1c},
         "7e5fc151614d109d"},
        {2,
         {0xe65104dfd9d300cc,
          {0x4baf94812bb6ec61, 0xa8f2c199903d95f0, 0x7d7f8730895b58da, 0x1c187bca8773b553, 0x6196dadd01b924e3,
           0x6f7241661641a099, 0x9cbbc81e74aefe1a, 0xcee0d66f6144cd70},
          0x2d02b4368523da47,
          0xa684e58e356ca64d,
          0x0262566f4dc8b856},
         "584b54d1e1d3a91c"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        wf_seeds seeds;
        char fingerprint[17];
        wf_seeds_derive(&seeds, cases[i].seed);
        assert_memory_equal(&seeds, &cases[i].want, sizeof seeds);
        wf_seeds_fingerprint(&seeds, fingerprint);
        assert_string_equal(fingerprint, cases[i].fingerprint);
    }
    uint64_t one = 0, other = 0;
    assert_int_equal(wf_seed_random(&one, NULL), WF_OK);
    assert_int_equal(wf_seed_random(&other, NULL), WF_OK);
    assert_true(one != other);
}

/* XXH3's own test vectors: nothing, with seed 0; and it must heed the seed. */
static void test_hash_is_xxh3(void **state) {
    (void)state;
    assert_true(wf_hash64("", 0, 0) == 0x2d06800538d394c2);
    assert_true(wf_hash64("abc", 3, 0) == 0x78af5f94892f3950);
    assert_true(wf_hash64("abc", 3, 1) != wf_hash64("abc", 3, 0));
}

/* ------------------------------------------------------------------------------------------------- hash map */

static void test_hashmap_against_a_plain_table(void **state) {
    (void)state;
    enum { KEYS = 5000 };
    static uint64_t value[KEYS];
    static bool present[KEYS];
    wf_hashmap map = {0};
    uint64_t random = 9;
    assert_null(wf_hashmap_find(&map, 0));
    assert_null(wf_hashmap_find(&map, 7));
    for (int round = 0; round < 3; round++) {
        size_t n = 0;
        memset(present, 0, sizeof present);
        for (int step = 0; step < 20000; step++) {
            size_t k = random_below(&random, KEYS);
            uint64_t key = (uint64_t)k
                           << (round * 16); /* 0 is among them; upper bits alone differ in later rounds */
            bool inserted = present[k];
            uint64_t *place = wf_hashmap_insert(&map, key, &inserted);
            assert_non_null(place);
            assert_int_equal(inserted, !present[k]);
            assert_true(*place == (present[k] ? value[k] : 0));
            n += !present[k];
            present[k] = true;
            *place = value[k] = random_next(&random);
            assert_int_equal(map.n, n);
            assert_true(map.n * 4 <= map.cap * 3 || map.n <= 1);
            assert_ptr_equal(wf_hashmap_find(&map, key), place);
        }
        for (size_t k = 0; k < KEYS; k++) {
            const uint64_t *place = wf_hashmap_find(&map, (uint64_t)k << (round * 16));
            assert_int_equal(place != NULL, present[k]);
            if (place) assert_true(*place == value[k]);
        }
        size_t cap = map.cap;
        wf_hashmap_clear(&map);
        assert_int_equal(map.n, 0);
        assert_int_equal(map.cap, cap);
        for (size_t k = 0; k < KEYS; k++) assert_null(wf_hashmap_find(&map, (uint64_t)k << (round * 16)));
    }
    assert_non_null(wf_hashmap_insert(&map, UINT64_MAX, NULL));
    wf_hashmap_free(&map);
    assert_null(wf_hashmap_find(&map, UINT64_MAX));
    wf_hashmap_clear(&map);
}

int main(void) {
    wf_error err;
    if (wf_digest_init(&err) != WF_OK) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_are_cut_to_fit),
        cmocka_unit_test(test_io_errors_carry_errno_and_its_text),
        cmocka_unit_test(test_errors_need_nobody_to_listen),
        cmocka_unit_test(test_code_names_differ),
        cmocka_unit_test(test_grow_refuses_overflow_and_changes_nothing),
        cmocka_unit_test(test_grow_keeps_the_content_and_grows_by_half),
        cmocka_unit_test(test_bytes_append_and_print),
        cmocka_unit_test(test_arena_blocks_are_aligned_and_apart),
        cmocka_unit_test(test_arena_reset_keeps_a_bounded_amount),
        cmocka_unit_test(test_arena_refuses_impossible_sizes),
        cmocka_unit_test(test_arena_copies),
        cmocka_unit_test(test_strings_are_equal_by_bytes),
        cmocka_unit_test(test_utf8_repair_follows_the_standard),
        cmocka_unit_test(test_utf8_round_trip_of_every_code_point),
        cmocka_unit_test(test_utf8_repair_of_random_bytes),
        cmocka_unit_test(test_digests_are_xxh3_128),
        cmocka_unit_test(test_digests_of_pairs_do_not_shift),
        cmocka_unit_test(test_digests_have_a_total_order),
        cmocka_unit_test(test_seeds_are_pinned),
        cmocka_unit_test(test_hash_is_xxh3),
        cmocka_unit_test(test_hashmap_against_a_plain_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
