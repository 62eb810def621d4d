/* The normaliser and tokenizer: named cases, then properties over seeded random text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cpu.h"
#include "base/digest.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "support/words.h"
#include "text/block.h"
#if WF_HAS_X86_KERNELS
#include "text/block_x86.h"
#endif
#if WF_HAS_NEON_KERNELS
#include "text/block_neon.h"
#endif
#include "text/fold_table.h"
#include "text/tokenize.h"

#define SEED 7

static const struct {
    wf_kernels kernels;
    void (*classify)(wf_block *block, const char bytes[64]);
    char *(*squeeze)(char *to, const wf_block *block, uint64_t bits);
} block_kernels[] = {
#if WF_HAS_X86_KERNELS
    {WF_KERNELS_AVX2, wf_block_classify_avx2, wf_block_squeeze_avx2},
    {WF_KERNELS_AVX512, wf_block_classify_avx512, wf_block_squeeze_avx512},
#endif
#if WF_HAS_NEON_KERNELS
    {WF_KERNELS_NEON, wf_block_classify_neon, wf_block_squeeze},
#endif
    {WF_KERNELS_SCALAR, wf_block_classify, wf_block_squeeze},
};
enum { N_BLOCK_KERNELS = sizeof block_kernels / sizeof *block_kernels };

static wf_fold *fold;

static int open_fold(void **state) {
    (void)state;
    wf_error err;
    return wf_fold_open(&fold, &err) == WF_OK && wf_digest_init(&err) == WF_OK ? 0 : -1;
}

static int close_fold(void **state) {
    (void)state;
    wf_fold_close(fold);
    return 0;
}

static void assert_same(const wf_tokens *a, const wf_tokens *b, const char *kernels) {
    bool same = a->n == b->n && a->n_lines == b->n_lines && a->n_bad == b->n_bad &&
                a->norm_len == b->norm_len && memcmp(a->norm, b->norm, a->norm_len + 64) == 0 &&
                memcmp(a->start, b->start, (a->n + 1) * sizeof *a->start) == 0;
    for (size_t i = 0; same && i < a->n; i++)
        same = a->src_begin[i] == b->src_begin[i] && a->src_end[i] == b->src_end[i];
    for (size_t i = 0; same && i < a->n_lines; i++)
        same = a->lines[i].first_token == b->lines[i].first_token &&
               a->lines[i].end_token == b->lines[i].end_token && a->lines[i].hash == b->lines[i].hash;
    if (!same)
        fail_msg("%s kernels differ: \"%.*s\", not \"%.*s\"", kernels, (int)b->norm_len, b->norm,
                 (int)a->norm_len, a->norm);
}

/*
 * Tokenizes into *t a copy of the text without a byte more, so that the address sanitizer sees any read past it; by all
 * kernels that this machine can run, which have to agree.
 */
static void tokenize(wf_tokens *t, const char *text, size_t len) {
    static const wf_kernels kernels[] = {WF_KERNELS_AVX2, WF_KERNELS_AVX512, WF_KERNELS_NEON};
    wf_error err;
    char *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, text, len);
    wf_fold_use(fold, WF_KERNELS_SCALAR);
    if (wf_tokenize(fold, wf_str_of(copy, len), SEED, t, &err) != WF_OK) fail_msg("%s", err.what);
    wf_tokens other = {0};
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        if (!wf_kernels_available(kernels[i])) continue;
        wf_fold_use(fold, kernels[i]);
        if (wf_tokenize(fold, wf_str_of(copy, len), SEED, &other, &err) != WF_OK) fail_msg("%s", err.what);
        assert_same(t, &other, wf_kernels_name(kernels[i]));
    }
    wf_tokens_free(&other);
    free(copy);
}

static void assert_norm(const char *name, const wf_tokens *t, const char *want, size_t want_len) {
    if (t->norm_len != want_len || memcmp(t->norm, want, want_len) != 0)
        fail_msg("%s: got \"%.*s\", want \"%.*s\"", name, (int)t->norm_len, t->norm, (int)want_len, want);
}

/* What holds for the tokens of any text. */
static void assert_valid(const wf_tokens *t, const char *text, size_t len) {
    assert_int_equal(t->start[t->n], t->norm_len + 1);
    assert_int_equal(wf_utf8_check(t->norm, t->norm_len), t->norm_len);
    for (size_t i = 0; i < 64; i++) assert_int_equal(t->norm[t->norm_len + i], 0);
    for (size_t i = 0; i < t->n; i++) {
        assert_true(t->start[i] + 1 < t->start[i + 1]);
        assert_null(memchr(t->norm + t->start[i], ' ', t->start[i + 1] - 1 - t->start[i]));
        assert_true(i + 1 == t->n || t->norm[t->start[i + 1] - 1] == ' ');
        assert_true(t->src_begin[i] < t->src_end[i] && t->src_end[i] <= len);
        assert_true(((unsigned char)text[t->src_begin[i]] & 0xC0) != 0x80);
        assert_true(t->src_end[i] == len || ((unsigned char)text[t->src_end[i]] & 0xC0) != 0x80);
        assert_true(i == 0 || (t->src_begin[i - 1] <= t->src_begin[i] && t->src_end[i - 1] <= t->src_end[i]));
    }
    size_t next = 0;
    for (size_t i = 0; i < t->n_lines; i++) {
        assert_int_equal(t->lines[i].first_token, next);
        assert_true(t->lines[i].end_token > next);
        wf_str norm = wf_line_norm(t, &t->lines[i]);
        assert_true(t->lines[i].hash == wf_hash64(norm.ptr, norm.len, SEED));
        next = t->lines[i].end_token;
    }
    assert_int_equal(next, t->n);
}

/* ------------------------------------------------------------------------------------------------- named cases */

static const struct {
    const char *name, *text, *want;
} cases[] = {
    {"empty", "", ""},
    {"only separators", " \t,.;:!?-()[]\"", ""},
    {"english", "The mayor of Port Harlan, 61, resigned on Friday.",
     "the mayor of port harlan 61 resigned on friday"},
    {"one letter", "A", "a"},
    {"all of ascii in between",
     "a\x01"
     "b\x7F"
     "c@d[e`f{g~h/i:j",
     "a b c d e f g h i j"},
    {"inner apostrophe", "don't l'eau O'Neill's", "don't l'eau o'neill's"},
    {"outer apostrophes", "'twas the dogs' 'quoted'", "twas the dogs quoted"},
    {"two apostrophes", "rock''n''roll", "rock n roll"},
    {"apostrophe and digit", "the 90's, '68 and 5'10", "the 90 s 68 and 5 10"},
    {"curly apostrophe", "don\u2019t \u2018tis said\u2019 O\u2018Neill", "don't tis said o'neill"},
    {"modifier apostrophe", "don\u02BCt Hawai\u02BBi", "don't hawai'i"},
    {"full-width apostrophe", "don\uFF07t", "don't"},
    {"apostrophe after accent", "caf\u00E9's cafe\u0301's \u00C9'\u00E9", "cafe's cafe's e'e"},
    {"apostrophe at the end", "dogs'", "dogs"},
    {"apostrophe before a script without spaces", "l'\u4E2D", "l \u4E2D"},
    {"curly quotes", "\u201CNo,\u201D he said. \u2018Never\u2019", "no he said never"},
    {"dashes", "one\u2014two\u2013three\u2010four\u2011five\u2012six\u2015seven-eight",
     "one two three four five six seven eight"},
    {"ellipsis", "wait\u2026what...now", "wait what now"},
    {"no-break spaces", "10\u00A0000\u202Fkm\u2009h\u2007x", "10 000 km h x"},
    {"guillemets", "\u00ABoui\u00BB \u2039non\u203A", "oui non"},
    {"soft hyphen", "news\u00ADpaper \u00ADnews\u00AD", "newspaper news"},
    {"soft hyphen at an apostrophe", "don\u2019\u00ADt don\u00AD't", "don't don't"},
    {"zero-width", "news\u200Bpaper news\u200Cpaper news\u200Dpaper \u200B", "newspaper newspaper newspaper"},
    {"byte-order mark", "\uFEFFnews \uFEFF paper pa\uFEFFper", "news paper paper"},
    {"directional marks", "\u202Anews\u202C pa\u200Eper", "news paper"},
    {"variation selector", "\u2764\uFE0F o\uFE0Fk", "ok"},
    {"numbers", "1.13bn covid19 3,500.25 4x4 $5m", "1 13bn covid19 3 500 25 4x4 5m"},
    {"underscore", "snake_case", "snake case"},
    {"currency", "\u20AC5 \u00A35 5\u00B0C", "5 5 5 c"},
    {"nul", "a\0b", "a b"},
    {"spanish", "El Niño y la Acción: ¿Qué pasó?", "el nino y la accion que paso"},
    {"german sharp s", "Straße STRASSE STRA\u1E9EE", "strasse strasse strasse"},
    {"german umlaut", "Müller MU\u0308LLER", "muller muller"},
    {"nordic", "Ærø Ångström ØRSTED", "\u00E6r\u00F8 angstrom \u00F8rsted"},
    {"turkish dotted i", "\u0130stanbul DI\u015EI d\u0131\u015F", "istanbul disi d\u0131s"},
    {"polish", "Łódź", "\u0142odz"},
    {"greek final sigma", "ΟΔΥΣΣΕΥΣ Ὀδυσσεύς",
     "\u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03C5\u03C3 \u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03C5\u03C3"},
    {"greek iota below", "ᾳ α\u0345", "\u03B1\u03B9 \u03B1\u03B9"},
    {"cyrillic", "МОСКВА, Ёлка", "москва елка"},
    {"cyrillic and a dash", "Москва \u2014 «столица»", "москва столица"},
    {"arabic harakat and tatweel", "كِتَاب كــتاب أحمد", "كتاب كتاب احمد"},
    {"arabic ligature", "\uFDF2", "الله"},
    {"arabic phrase in one character", "\uFDFA", "صلى الله عليه وسلم"},
    {"hebrew points", "שָׁלוֹם שלום", "שלום שלום"},
    {"hindi vowel signs", "हिन्दी में", "हिन्दी में"},
    {"hindi nukta", "\u0958 \u0915\u093C \u0929 \u0928\u093C", "\u0915\u093C \u0915\u093C \u0929 \u0929"},
    {"tamil vowel sign in two parts", "\u0B95\u0BC6\u0BBE", "\u0B95\u0BCA"},
    {"devanagari digits", "२०२६", "२०२६"},
    {"chinese", "\u4E2D\u534E\u4EBA\u6C11", "\u4E2D\u534E \u534E\u4EBA \u4EBA\u6C11"},
    {"one chinese character", "\u4E2D", "\u4E2D"},
    {"chinese and letters", "第3届AI大会", "第 3 届 ai 大会"},
    {"chinese punctuation", "你好，世界。", "你好 世界"},
    {"chinese across zero-width", "你\u200B好", "你好"},
    {"chinese beyond the basic plane", "\U00020000\U00020001a", "\U00020000\U00020001 a"},
    {"japanese", "東京タワーへ", "東京 京タ タワ ワー ーへ"},
    {"japanese half-width", "\uFF76\uFF9E\uFF70", "\u30AC\u30FC"},
    {"japanese sound mark apart", "か\u3099き", "\u304C\u304D"},
    {"japanese square word", "\u337F", "株式 式会 会社"},
    {"korean", "서울시", "서울 울시"},
    {"korean decomposed", "\u1109\u1165\u110B\u116E\u11AF\u1109\u1175", "서울 울시"},
    {"thai", "กรุง", "กรุ รุง"},
    {"thai marks in the wrong order", "ก\u0E48\u0E38", "ก\u0E38\u0E48"},
    {"emoji", "go \U0001F680 now\U0001F44D\U0001F3FD!", "go now"},
    {"keycap", "1\uFE0F\u20E3", "1"},
    {"full-width", "ＡＢＣ１２３", "abc123"},
    {"ligatures", "eﬃcient ﬂow", "efficient flow"},
    {"superscript", "x² 10⁶", "x2 106"},
    {"fraction", "1½ cups", "11 2 cups"},
    {"circled and parenthesised", "①②③ ⑴", "123 1"},
    {"roman numeral", "Ⅷ", "viii"},
    {"symbols that are words", "№ ℡ ™ ℃", "no tel tm c"},
    {"mathematical letters", "\U0001D400\U0001D7D8", "a0"},
    {"combining marks alone", "\u0301 \u0301a", "a"},
    {"invalid byte",
     "a\xFF"
     "b",
     "a b"},
    {"truncated character", "caf\xC3", "caf"},
    {"overlong and surrogate",
     "a\xC0\xAF"
     "b\xED\xA0\x80"
     "c",
     "a b c"},
    {"replacement character", "a\uFFFDb", "a b"},
};

static void named_cases(void **state) {
    (void)state;
    wf_tokens t = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strcmp(cases[i].name, "nul") == 0 ? 3 : strlen(cases[i].text);
        tokenize(&t, cases[i].text, len);
        assert_norm(cases[i].name, &t, cases[i].want, strlen(cases[i].want));
        assert_valid(&t, cases[i].text, len);
    }
    wf_tokens_free(&t);
}

/* The same cases behind and between other text, so that every one meets every place in a block of 64 bytes. */
static void named_cases_at_every_offset(void **state) {
    (void)state;
    wf_tokens t = {0};
    char text[512], want[1024];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (strcmp(cases[i].name, "nul") == 0) continue;
        for (int shift = 0; shift <= 64; shift++) {
            const char *gap = *cases[i].want ? " " : "";
            int len = snprintf(text, sizeof text,
                               "%*s%s then the rest of a line that goes on for more than one block", shift,
                               "x ", cases[i].text);
            int want_len = snprintf(want, sizeof want,
                                    "x%s%s then the rest of a line that goes on for more than one block", gap,
                                    cases[i].want);
            tokenize(&t, text, (size_t)len);
            assert_norm(cases[i].name, &t, want, (size_t)want_len);
            assert_valid(&t, text, (size_t)len);
        }
    }
    wf_tokens_free(&t);
}

static void spans_in_the_original(void **state) {
    (void)state;
    static const struct {
        const char *text, *first, *second;
    } spans[] = {
        {"\u201CDon\u2019t\u201D go", "Don\u2019t", "go"},
        {"cafe\u0301, news\u00ADpaper", "cafe\u0301", "news\u00ADpaper"},
        {"  ½", "½", "½"},
        {"東京都", "東京", "京都"},
        {"か\u3099き く", "か\u3099き", "く"},
        {"the dogs' bone", "the", "dogs"},
    };
    wf_tokens t = {0};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        tokenize(&t, spans[i].text, strlen(spans[i].text));
        const char *want[2] = {spans[i].first, spans[i].second};
        for (size_t k = 0; k < 2; k++) {
            assert_int_equal(t.src_end[k] - t.src_begin[k], strlen(want[k]));
            assert_memory_equal(spans[i].text + t.src_begin[k], want[k], strlen(want[k]));
        }
    }
    wf_tokens_free(&t);
}

static void variants_are_equal(void **state) {
    (void)state;
    static const char *const variants[] = {
        "\"It's over,\" said J. Müller - 10 000 people cheered... on the Rue de l'Été",
        "\u201CIt\u2019s over,\u201D said J. Mu\u0308ller \u2014 10\u00A0000 people cheered\u2026 on the Rue "
        "de l\u2019E\u0301te\u0301",
        "\u201EIT\u02BCS O\u00ADVER\u201C, SAID J. MÜLLER \u2013 10\u202F000 PEOPLE CHEE\u200BRED ON THE RUE "
        "DE L'ÉTÉ",
        "\uFEFF\u00ABit's over\u00BB said j muller 10 000 people cheered on the rue de l\u2018ete",
    };
    wf_tokens a = {0}, b = {0};
    tokenize(&a, variants[0], strlen(variants[0]));
    assert_true(a.n > 10);
    for (size_t i = 1; i < sizeof variants / sizeof *variants; i++) {
        tokenize(&b, variants[i], strlen(variants[i]));
        assert_norm("variant", &b, a.norm, a.norm_len);
        assert_true(a.lines[0].hash == b.lines[0].hash);
    }
    wf_tokens_free(&a);
    wf_tokens_free(&b);
}

static void invalid_sequences_are_counted(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t n_bad;
    } bad[] = {{"plain", 0},      {"a\xFFz", 1},   {"\xC0\xAF", 2},    {"caf\xC3", 1},
               {"\xE2\x82 x", 1}, {"x\uFFFDy", 0}, {"\xF0\x9F\x9A", 1}};
    wf_tokens t = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        tokenize(&t, bad[i].text, strlen(bad[i].text));
        assert_int_equal(t.n_bad, bad[i].n_bad);
    }
    wf_tokens_free(&t);
}

static void text_too_long_is_refused(void **state) {
    (void)state;
    wf_tokens t = {0};
    wf_error err;
    assert_int_equal(wf_tokenize(fold, wf_str_of("x", ((size_t)1 << 30) + 1), SEED, &t, &err), WF_E_PARAM);
    assert_non_null(strstr(err.what, "1073741825"));
    wf_tokens_free(&t);
}

/* ------------------------------------------------------------------------------------------------- lines */

static void lines_of_all_kinds(void **state) {
    (void)state;
    static const char *const ends[] = {"\n", "\r", "\r\n",   "\u2028",       "\u2029",
                                       "\v", "\f", "\n\n\n", "\r\n \t \r\n", "\n...\n"};
    wf_tokens t = {0};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        for (int shift = 0; shift < 64; shift++) {
            char text[256];
            int len =
                snprintf(text, sizeof text, "%*sone two%sthree%sfour five six", shift, "", ends[i], ends[i]);
            tokenize(&t, text, (size_t)len);
            assert_int_equal(t.n_lines, 3);
            assert_int_equal(t.lines[0].end_token, 2);
            assert_int_equal(t.lines[1].end_token, 3);
            assert_int_equal(t.lines[2].end_token, 6);
            wf_str source = wf_line_source(&t, &t.lines[2], wf_str_of(text, (size_t)len));
            assert_int_equal(source.len, strlen("four five six"));
            assert_memory_equal(source.ptr, "four five six", source.len);
            assert_valid(&t, text, (size_t)len);
        }
    }
    wf_tokens_free(&t);
}

static void no_token_crosses_a_line(void **state) {
    (void)state;
    static const char *const texts[] = {"don'\nt", "don\u2019\u2028t", "東\n京", "cafe\n\u0301x",
                                        "서\u2029울"};
    wf_tokens t = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        tokenize(&t, texts[i], strlen(texts[i]));
        assert_int_equal(t.n, 2);
        assert_int_equal(t.n_lines, 2);
    }
    wf_tokens_free(&t);
}

static void lines_are_dropped(void **state) {
    (void)state;
    static const char text[] = "Share this\nThe river rose\nAdvertisement\nby two metres\nComments";
    static const struct {
        bool drop[5];
        const char *want;
        size_t n_lines;
    } drops[] = {
        {{0, 0, 0, 0, 0}, "share this the river rose advertisement by two metres comments", 5},
        {{1, 0, 1, 0, 1}, "the river rose by two metres", 2},
        {{0, 1, 0, 1, 0}, "share this advertisement comments", 3},
        {{0, 0, 0, 0, 1}, "share this the river rose advertisement by two metres", 4},
        {{1, 1, 1, 1, 1}, "", 0},
    };
    wf_tokens t = {0}, again = {0};
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
        tokenize(&t, text, strlen(text));
        wf_tokens_drop_lines(&t, drops[i].drop);
        assert_norm("dropped", &t, drops[i].want, strlen(drops[i].want));
        assert_int_equal(t.n_lines, drops[i].n_lines);
        assert_valid(&t, text, strlen(text));
        for (size_t k = 0; k < t.n; k++) { /* spans stay those of the token */
            tokenize(&again, text + t.src_begin[k], t.src_end[k] - t.src_begin[k]);
            assert_norm("span", &again, t.norm + t.start[k], t.start[k + 1] - 1 - t.start[k]);
        }
    }
    wf_tokens_free(&t);
    wf_tokens_free(&again);
}

static void first_tokens_are_dropped(void **state) {
    (void)state;
    static const char text[] = "PORT HARLAN\nA ferry ran\naground";
    static const struct {
        size_t n;
        const char *want;
        size_t n_lines, first_line_end;
    } drops[] = {
        {0, "port harlan a ferry ran aground", 3, 2},
        {1, "harlan a ferry ran aground", 3, 1},
        {2, "a ferry ran aground", 2, 3},
        {3, "ferry ran aground", 2, 2},
        {6, "", 0, 0},
        {99, "", 0, 0},
    };
    wf_tokens t = {0};
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
        tokenize(&t, text, strlen(text));
        wf_tokens_drop(&t, 0, drops[i].n);
        assert_norm("dropped", &t, drops[i].want, strlen(drops[i].want));
        assert_int_equal(t.start[t.n], t.norm_len + 1);
        assert_int_equal(t.n_lines, drops[i].n_lines);
        if (t.n_lines) {
            assert_int_equal(t.lines[0].first_token, 0);
            assert_int_equal(t.lines[0].end_token, drops[i].first_line_end);
            assert_int_equal(t.lines[t.n_lines - 1].end_token, t.n);
        }
    }
    wf_tokens_free(&t);
}

static void dropping_from_nothing(void **state) {
    (void)state;
    wf_tokens t = {0};
    wf_tokens_drop(&t, 0, 3);
    wf_tokens_drop_lines(&t, NULL);
    assert_int_equal(t.n, 0);
    tokenize(&t, "...", 3);
    wf_tokens_drop(&t, 0, 3);
    wf_tokens_drop_lines(&t, NULL);
    assert_int_equal(t.n, 0);
    assert_int_equal(t.start[0], 1);
    wf_tokens_free(&t);
}

/* ------------------------------------------------------------------------------------------------- properties */

/* Code points that news is made of, and some that only trouble it. */
static uint32_t random_code_point(uint64_t *state, bool with_bigrams) {
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x20, 0x7E},
        {'a', 'z'},
        {'a', 'z'},
        {' ', ' '},
        {'\'', '\''},
        {0xA0, 0x17F},
        {0x180, 0x24F},
        {0x2B0, 0x36F},
        {0x370, 0x3FF},
        {0x400, 0x52F},
        {0x590, 0x5FF},
        {0x600, 0x6FF},
        {0x900, 0x97F},
        {0x980, 0xDFF},
        {0x1E00, 0x1FFF},
        {0x2000, 0x206F},
        {0x2070, 0x214F},
        {0x2150, 0x24FF},
        {0xA640, 0xA7FF},
        {0xFB00, 0xFDFF},
        {0x1F300, 0x1F6FF},
        {0x1D400, 0x1D7FF},
        {0x0F00, 0x0FFF},
        {0x10000, 0x11FFF},
        /* with bigrams */
        {0x3000, 0x33FF},
        {0x4E00, 0x4FFF},
        {0xAC00, 0xAD00},
        {0x1100, 0x11FF},
        {0xFF00, 0xFFEF},
        {0x0E00, 0x0EFF},
        {0x1000, 0x109F},
        {0x1780, 0x17FF},
        {0, 0x10FFFF},
    };
    size_t n = with_bigrams ? sizeof ranges / sizeof *ranges : 24;
    size_t r = random_below(state, n);
    return ranges[r].first + (uint32_t)random_below(state, ranges[r].last - ranges[r].first + 1);
}

static size_t random_text(uint64_t *state, char *text, bool with_bigrams) {
    size_t n = random_below(state, 60), len = 0;
    for (size_t i = 0; i < n; i++) len += wf_utf8_put(text + len, random_code_point(state, with_bigrams));
    return len;
}

static void idempotent(void **state) {
    (void)state;
    uint64_t random = 11;
    wf_tokens once = {0}, twice = {0};
    for (int i = 0; i < 15000; i++) {
        char text[256];
        size_t len = random_text(&random, text, false);
        tokenize(&once, text, len);
        assert_valid(&once, text, len);
        bool has_bigrams = false;
        for (size_t k = 0; k < once.norm_len;) {
            uint32_t c = wf_utf8_next(once.norm, once.norm_len, &k, NULL);
            has_bigrams |= c >= 0x80 && c < 0x10000 && wf_fold_bmp(fold, c).class == WF_CHAR_BIGRAM;
        }
        if (has_bigrams) continue;
        tokenize(&twice, once.norm, once.norm_len);
        assert_norm("twice", &twice, once.norm, once.norm_len);
    }
    wf_tokens_free(&once);
    wf_tokens_free(&twice);
}

static bool holds_iota_below(const UChar *units, int32_t n) {
    UChar form[1024];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n_form = unorm2_normalize(fold->nfd, units, n, form, 1024, &status);
    for (int32_t k = 0; k < n_form; k++)
        if (form[k] == 0x0345) return true;
    return false;
}

/*
 * Canonically equal texts have the same normalised text, in every script. Left out is the Greek iota written below,
 * a mark that folds to a letter: beside marks of another script its place depends on the form.
 */
static void composed_and_decomposed(void **state) {
    (void)state;
    uint64_t random = 12;
    wf_tokens a = {0}, b = {0};
    for (int i = 0; i < 15000; i++) {
        char text[256], other[2048];
        UChar units[256], form[1024];
        size_t len = random_text(&random, text, true), other_len = 0;
        int32_t n = 0, n_form;
        for (size_t k = 0; k < len;) {
            UChar32 c = (UChar32)wf_utf8_next(text, len, &k, NULL);
            U16_APPEND_UNSAFE(units, n, c);
        }
        UErrorCode status = U_ZERO_ERROR;
        n_form = unorm2_normalize(i % 2 ? fold->nfd : fold->nfc, units, n, form, 1024, &status);
        assert_true(U_SUCCESS(status));
        if (holds_iota_below(units, n)) continue;
        for (int32_t k = 0; k < n_form;) {
            UChar32 c;
            U16_NEXT(form, k, n_form, c);
            other_len += wf_utf8_put(other + other_len, (uint32_t)c);
        }
        tokenize(&a, text, len);
        tokenize(&b, other, other_len);
        assert_valid(&a, text, len);
        assert_norm("other form", &b, a.norm, a.norm_len);
    }
    wf_tokens_free(&a);
    wf_tokens_free(&b);
}

/* The bytes of a token's span alone give that token again, where no character stands for several tokens. */
static void spans_give_their_tokens(void **state) {
    (void)state;
    uint64_t random = 13;
    wf_tokens t = {0}, alone = {0};
    size_t n_checked = 0;
    for (int i = 0; i < 10000; i++) {
        char text[256];
        size_t len = random_text(&random, text, i % 2);
        bool has_mixed = false;
        for (size_t k = 0; k < len;) {
            uint32_t c = wf_utf8_next(text, len, &k, NULL);
            char buffer[WF_FOLD_MAX];
            has_mixed |= c >= 0x80 && wf_fold_compute(fold, c, buffer).class == WF_CHAR_MIXED;
        }
        if (has_mixed) continue;
        tokenize(&t, text, len);
        for (size_t k = 0; k < t.n; k++, n_checked++) {
            tokenize(&alone, text + t.src_begin[k], t.src_end[k] - t.src_begin[k]);
            assert_norm("span", &alone, t.norm + t.start[k], t.start[k + 1] - 1 - t.start[k]);
        }
    }
    assert_true(n_checked > 10000);
    wf_tokens_free(&t);
    wf_tokens_free(&alone);
}

/* The table says the same as ICU asked each time; and the block way gives what the character way gives. */
static void every_code_point_both_ways(void **state) {
    (void)state;
    wf_tokens t = {0}, u = {0};
    for (uint32_t c = 0x80; c < 0x10000; c++) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        char buffer[WF_FOLD_MAX], text[256];
        wf_folded table = wf_fold_bmp(fold, c), fresh = wf_fold_compute(fold, c, buffer);
        assert_int_equal(table.class, fresh.class);
        assert_int_equal(table.form_len, fresh.form_len);
        if (fresh.form_len) assert_memory_equal(table.form, fresh.form, fresh.form_len);
        /* Behind a Cyrillic letter single characters are taken; behind 40 bytes of ASCII, blocks. */
        static const char ascii[] = "a line of forty bytes that fills a block";
        static const char tail[] = "b and enough behind it to fill the rest";
        for (size_t with_space = 0; with_space < 2; with_space++) {
            size_t len = sizeof ascii - 1, begin = len;
            memcpy(text, ascii, len);
            if (with_space) text[len++] = ' ';
            len += wf_utf8_put(text + len, c);
            memcpy(text + len, tail, sizeof tail - 1);
            len += sizeof tail - 1;
            tokenize(&t, text, len);
            char other[256] = "Я ";
            size_t other_len = strlen(other);
            memcpy(other + other_len, text + begin - 1, 1 + with_space);
            other_len += 1 + with_space;
            other_len += wf_utf8_put(other + other_len, c);
            other[other_len++] = 'b';
            tokenize(&u, other, other_len);
            const char *got = t.norm + begin - 1, *want = u.norm + strlen("я ");
            size_t want_len = u.norm_len - strlen("я ");
            if (strncmp(got, want, want_len) != 0)
                fail_msg("U+%04X: \"%.*s\" by blocks, \"%s\" by characters", c, (int)want_len, got, want);
        }
    }
    wf_tokens_free(&t);
    wf_tokens_free(&u);
}

static void same_text_at_every_offset(void **state) {
    (void)state;
    static const char text[] =
        "The council\u2019s vote \u2014 11\u20139 \u2014 \u201Cwasn't close\u201D, Zo\u00EB Ng said in "
        "San Jos\u00E9; the mayor's office, on Nov. 3, 2026, didn't answer.\nMore follows \u2026";
    wf_tokens t = {0}, shifted = {0};
    tokenize(&t, text, strlen(text));
    assert_true(t.n > 20);
    for (size_t shift = 1; shift <= 130; shift++) {
        char moved[512];
        memset(moved, ' ', shift);
        memcpy(moved + shift, text, strlen(text));
        tokenize(&shifted, moved, shift + strlen(text));
        assert_norm("moved", &shifted, t.norm, t.norm_len);
        assert_int_equal(shifted.n_lines, 2);
        for (size_t i = 0; i < t.n; i++) {
            assert_int_equal(shifted.src_begin[i], t.src_begin[i] + shift);
            assert_int_equal(shifted.src_end[i], t.src_end[i] + shift);
        }
    }
    wf_tokens_free(&t);
    wf_tokens_free(&shifted);
}

static void random_bytes(void **state) {
    (void)state;
    uint64_t random = 14;
    wf_tokens t = {0};
    for (int i = 0; i < 10000; i++) {
        char bytes[200];
        size_t len = random_below(&random, sizeof bytes);
        for (size_t k = 0; k < len; k++) { /* half of them lead or follow in UTF-8 */
            uint64_t x = random_next(&random);
            static const char pieces[] = "\xE2\x80\x99\xC2\xA0\xCC\x81\xE1\x84'a\n\xF0\xEF\xBF";
            bytes[k] = x & 256 ? pieces[(x >> 9) % 16] : (char)x;
        }
        tokenize(&t, bytes, len);
        assert_int_equal(t.start[t.n], t.norm_len + 1);
        assert_int_equal(wf_utf8_check(t.norm, t.norm_len), t.norm_len);
        for (size_t k = 0; k < t.n; k++) assert_true(t.src_begin[k] < t.src_end[k] && t.src_end[k] <= len);
    }
    wf_tokens_free(&t);
}

/* Words, separators, typographic and other characters in runs about the size of a block, ends and all. */
static void random_runs(void **state) {
    (void)state;
    static const char *const units[] = {"a",       "Z",      "7",          " ",       ", ",     "\n",
                                        "'",       "\u2019", "\u2014",     "\u201C",  "\u00A0", "\u00E9",
                                        "e\u0301", "\u4E2D", "\u00AD",     "\xE2",    "\u20AC", "\u2026",
                                        "a b",     "it's ",  "it\u2019s ", "\r\n",    "\v",     "\x01",
                                        "\u2018",  "\u2013", "7\u2019s",   "'\u2019", "\u200B", "\u2028"};
    uint64_t random = 15;
    wf_tokens t = {0};
    for (int i = 0; i < 6000; i++) {
        char text[1600];
        size_t len = 0, max = random_below(&random, 700);
        while (len < max) {
            const char *unit = units[random_below(&random, sizeof units / sizeof *units)];
            size_t longest = random_below(&random, 8) ? 4 : 140, run = 1 + random_below(&random, longest);
            for (size_t k = 0; k < run && len < max; k++, len += strlen(unit)) strcpy(text + len, unit);
        }
        tokenize(&t, text, len);
        assert_int_equal(t.start[t.n], t.norm_len + 1);
    }
    wf_tokens_free(&t);
}

/* The kernel itself: every byte at every place of a block, among random ones. */
static void blocks_are_alike(void **state) {
    (void)state;
    uint64_t random = 16;
    for (unsigned i = 0; i < 256 * 64; i++) {
        char bytes[64];
        for (size_t k = 0; k < 64; k++) bytes[k] = (char)(random_next(&random) >> 20);
        bytes[i % 64] = (char)(i / 64);
        wf_block want, got;
        wf_block_classify(&want, bytes);
        for (size_t k = 0; k < 64; k++) {
            unsigned char c = (unsigned char)bytes[k], low = c | 0x20;
            bool letter = low >= 'a' && low <= 'z', digit = c >= '0' && c <= '9';
            assert_int_equal(want.words >> k & 1, letter || digit);
            assert_int_equal(want.high >> k & 1, c >= 0x80);
            assert_int_equal(want.apostrophes >> k & 1, c == '\'');
            assert_int_equal(want.line_ends >> k & 1, c >= 10 && c <= 13);
            assert_int_equal(want.lower[k], letter ? low : digit || c == '\'' ? c : ' ');
        }
        for (unsigned kernel = 0; kernel < N_BLOCK_KERNELS; kernel++) {
            if (!wf_kernels_available(block_kernels[kernel].kernels)) continue;
            block_kernels[kernel].classify(&got, bytes);
            assert_true(got.words == want.words && got.high == want.high &&
                        got.apostrophes == want.apostrophes && got.line_ends == want.line_ends);
            assert_memory_equal(got.lower, want.lower, 64);
            char squeezed[128], *end = squeezed;
            uint64_t bits = i % 3 ? random_next(&random) : want.words;
            assert_ptr_equal(block_kernels[kernel].squeeze(squeezed, &want, bits),
                             squeezed + __builtin_popcountll(bits));
            for (size_t k = 0; k < 64; k++)
                if (bits >> k & 1) assert_int_equal(*end++, want.lower[k]);
        }
    }
}

static void one_endless_token(void **state) {
    (void)state;
    const size_t len = 5000000;
    char *text = malloc(len);
    wf_tokens t = {0};
    assert_non_null(text);
    memset(text, 'A', len);
    tokenize(&t, text, len);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.norm_len, len);
    assert_int_equal(t.src_end[0], len);
    assert_int_equal(strspn(t.norm, "a"), len);
    free(text);
    wf_tokens_free(&t);
}

static void hostile_sizes(void **state) {
    (void)state;
    static const struct {
        const char *unit;
        size_t n_tokens; /* of 500,000 bytes of it; 0: not fixed */
    } units[] = {
        {"a", 1},
        {" ", 0},
        {"'", 0},
        {"\n", 0},
        {"a ", 250000},
        {"a\n", 250000},
        {"\u0301", 0},
        {"\u0327\u0301", 0},
        {"\u093C\u094D", 1},
        {"\u0E38\u0E48\u0EB8", 0},
        {"\u1100\u1161\u11A8", 0},
        {"\u1161", 0},
        {"\u3099", 1},
        {"\uFDFA", 0},
        {"\u4E2D", 0},
        {"\U00020000", 0},
        {"\u00BD", 0},
        {"a'", 1},
        {"a\u2019", 1},
        {"\xFF", 0},
        {"\u00AD", 0},
    };
    const size_t len = 500000;
    char *text = malloc(len);
    wf_tokens t = {0};
    assert_non_null(text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].unit), whole = len / n * n;
        for (size_t k = 0; k < whole; k += n) memcpy(text + k, units[i].unit, n);
        tokenize(&t, text, whole);
        if (units[i].n_tokens) assert_int_equal(t.n, units[i].n_tokens);
    }
    free(text);
    wf_tokens_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(named_cases),
        cmocka_unit_test(named_cases_at_every_offset),
        cmocka_unit_test(spans_in_the_original),
        cmocka_unit_test(variants_are_equal),
        cmocka_unit_test(invalid_sequences_are_counted),
        cmocka_unit_test(text_too_long_is_refused),
        cmocka_unit_test(lines_of_all_kinds),
        cmocka_unit_test(no_token_crosses_a_line),
        cmocka_unit_test(lines_are_dropped),
        cmocka_unit_test(first_tokens_are_dropped),
        cmocka_unit_test(dropping_from_nothing),
        cmocka_unit_test(idempotent),
        cmocka_unit_test(composed_and_decomposed),
        cmocka_unit_test(spans_give_their_tokens),
        cmocka_unit_test(every_code_point_both_ways),
        cmocka_unit_test(same_text_at_every_offset),
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(random_runs),
        cmocka_unit_test(blocks_are_alike),
        cmocka_unit_test(one_endless_token),
        cmocka_unit_test(hostile_sizes),
    };
    return cmocka_run_group_tests(tests, open_fold, close_fold);
}
