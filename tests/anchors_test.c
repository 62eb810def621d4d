/* Anchors: names, numbers, dates and quotes, in the order they stand in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "text/anchors.h"

static wf_fold *fold;

static int open_fold(void **state) {
    (void)state;
    wf_error err;
    return wf_fold_open(&fold, &err) == WF_OK ? 0 : -1;
}

static int close_fold(void **state) {
    (void)state;
    wf_fold_close(fold);
    return 0;
}

/* One anchor as text: "N a name", "P a place", "# 5 %", "D 2013-5-17/5", "Q the passage". */
static void print_anchor(wf_bytes *out, const wf_anchor *a, const wf_tokens *t, wf_str text) {
    static const char *const units[] = {"", " %", " money", " ordinal", " time"};
    wf_str words = {text.ptr + t->src_begin[a->first], t->src_end[a->end - 1] - t->src_begin[a->first]};
    if (out->len) assert_true(wf_bytes_append(out, "|", 1));
    switch ((wf_anchor_kind)a->kind) {
    case WF_ANCHOR_NUMBER:
        assert_true(wf_bytes_printf(out, "# %.12g%s", a->value, units[a->unit]));
        return;
    case WF_ANCHOR_DATE:
        assert_true(
            wf_bytes_printf(out, "D %d-%d-%d/%d", a->date.year, a->date.month, a->date.day, a->date.weekday));
        return;
    default:
        assert_true(wf_bytes_append(out, a->kind == WF_ANCHOR_QUOTE ? "Q " : a->place ? "P " : "N ", 2));
        assert_true(wf_bytes_append(out, words.ptr, words.len));
    }
}

/* Anchors of words that are known beforehand are these. */
static void assert_known_alike(const wf_tokens *t, wf_str text, const wf_sentences *sentences,
                               wf_language language, const wf_anchors *expected) {
    wf_anchors anchors = {0};
    wf_error err;
    wf_anchor_word *words = malloc((t->n + 1) * sizeof *words);
    assert_non_null(words);
    for (size_t i = 0; i < t->n; i++)
        words[i] = wf_anchor_word_of(t->norm + t->start[i], t->start[i + 1] - 1 - t->start[i], language);
    assert_int_equal(wf_anchors_find_known(t, words, text, sentences, language, &anchors, &err), WF_OK);
    assert_int_equal(anchors.n, expected->n);
    for (size_t i = 0; i < anchors.n; i++) {
        const wf_anchor *a = &anchors.items[i], *b = &expected->items[i];
        assert_true(a->kind == b->kind && a->unit == b->unit && a->first == b->first && a->end == b->end);
        assert_true(a->place == b->place && a->value <= b->value && a->value >= b->value);
    }
    wf_anchors_free(&anchors);
    free(words);
}

/* The anchors of those kinds (a set of bits) in text; what holds of all anchors of all texts is checked besides. */
static void find(const char *language, wf_str text, unsigned kinds, wf_bytes *printed, size_t *n) {
    wf_tokens tokens = {0};
    wf_sentences sentences = {0};
    wf_anchors anchors = {0};
    wf_error err;
    assert_int_equal(wf_tokenize(fold, text, 1, &tokens, &err), WF_OK);
    assert_int_equal(wf_sentences_find(&tokens, text, &sentences, &err), WF_OK);
    wf_language number = wf_language_of_code(wf_str_from(language));
    assert_int_equal(wf_anchors_find(&tokens, text, &sentences, number, &anchors, &err), WF_OK);
    assert_known_alike(&tokens, text, &sentences, number, &anchors);
    for (size_t i = 0; i < anchors.n; i++) {
        const wf_anchor *a = &anchors.items[i];
        assert_true(a->first < a->end && a->end <= tokens.n);
        if (a->kind == WF_ANCHOR_QUOTE) assert_true(a->end - a->first <= WF_QUOTE_TOKENS);
        if (i) {
            assert_true(a[-1].first < a->first || (a[-1].first == a->first && a[-1].kind <= a->kind));
        }
        if (printed && kinds >> a->kind & 1) print_anchor(printed, a, &tokens, text);
    }
    if (n) *n = anchors.n;
    wf_anchors_free(&anchors);
    wf_sentences_free(&sentences);
    wf_tokens_free(&tokens);
}

typedef struct {
    const char *language, *text, *want;
} example;

static void check(const example *examples, size_t n, unsigned kinds) {
    for (size_t i = 0; i < n; i++) {
        wf_bytes got = {0};
        size_t len = strlen(examples[i].text);
        char *copy = malloc(len + !len); /* to the byte: the address sanitizer sees a read past it */
        assert_non_null(copy);
        memcpy(copy, examples[i].text, len);
        find(examples[i].language, wf_str_of(copy, len), kinds, &got, NULL);
        if (!wf_str_equal(wf_str_of(got.ptr, got.len), wf_str_from(examples[i].want)))
            fail_msg("in: %s\nfound:  %.*s\nwanted: %s", examples[i].text, (int)got.len,
                     got.ptr ? got.ptr : "", examples[i].want);
        wf_bytes_free(&got);
        free(copy);
    }
}

#define CHECK(examples, kind) check(examples, sizeof(examples) / sizeof *(examples), 1u << (kind))

static void names_are_found(void **state) {
    (void)state;
    static const example examples[] = {
        {"en", "The ferry left with Mario Lopez and the pilot Ana Ruiz on board.",
         "N Mario Lopez|N Ana Ruiz"},
        {"en", "Mario Lopez said so. Ferries waited in Corvane.", "N Mario Lopez|P Corvane"},
        {"en", "Lopez said so. They believe Lopez, gunmen or not. Gunmen came.", "N Lopez|N Lopez"},
        {"en", "Gunmen came. However they left.", ""},
        {"en", "Police Chief Ruiz left. The police had asked for it, and the sergeant knew.", "N Chief Ruiz"},
        {"en", "But the Bank of Corvane and Luis de la Cruz agreed.", "N Bank of Corvane|N Luis de la Cruz"},
        {"en", "It hit the Tactical Group's boat near the Old Harbour.", "N Tactical Group's|P Old Harbour"},
        {"en", "He flew from the U.S. to see O'Neill and al-Rashid of AT&T.",
         "P U.S|N O'Neill|N al-Rashid of AT&T"},
        {"en", "On Monday in May the Norland team met Theresa May.", "N Norland|N Theresa May"},
        {"en", "Pay April one\nRecord March 16\nPayable May two and later.", ""},
        {"en", "So said Theresa May at ten.", "N Theresa May"},
        {"en", "She reads the Sunday Herald in Paris.", "N Sunday Herald|P Paris"},
        {"en", "I think I know what I'm to do, said A. J. Brook.", "N A. J. Brook"},
        {"en", "He said: \"Nothing will change.\" The WHO and NATO agreed.", "N WHO|N NATO"},
        {"en", "It rained in the Norland hills and in Corvane.", "N Norland|P Corvane"},
        {"en", "Ferry Runs Aground Off Port Harlan\n\nA boat sank off Port Harlan.",
         "P Port Harlan|P Port Harlan"},
        {"en", "PORT HARLAN, Norland (AP) - Forty people were saved.", "P PORT HARLAN|P Norland|N AP"},
        {"en", "FORTY PEOPLE WERE SAVED FROM A FERRY NEAR PORT HARLAN AND NOBODY DIED.", ""},
        {"en", "It was a Very Long Line Of Title Case Words That Goes On today.", ""},
        {"en", "They met Juan P\xC3\xA9rez and \xC3\x89milie \xC3\x84rger.",
         "N Juan P\xC3\xA9rez|N \xC3\x89milie \xC3\x84rger"},
        {"en", "They left the Four Seasons Hotel with Four of the men.", "N Four Seasons Hotel"},
        {"de", "Beim Bau des Tempels sprach Ursula von der Leyen.", "N Ursula von der Leyen"},
        {"es", "El presidente Juan P\xC3\xA9rez lleg\xC3\xB3 a Corvane el martes con la Guardia de El Prado.",
         "N Juan P\xC3\xA9rez|N Corvane|N Guardia de El Prado"},
        {"fr", "Le ministre est all\xC3\xA9 \xC3\xA0 Corvane avec l'Union de Norland.",
         "P Corvane|N l'Union de Norland"},
        {"de", "Die Polizei in der Stadt suchte am Montag Anna Brandt und die NATO.", "N Anna Brandt|N NATO"},
        {"ru",
         "\xD0\x9E\xD0\xBD\xD0\xB8 \xD0\xB2\xD0\xB8\xD0\xB4\xD0\xB5\xD0\xBB\xD0\xB8 "
         "\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD\xD0\xB0 \xD0\xB2\xD1\x87\xD0\xB5\xD1\x80\xD0\xB0.",
         "N \xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD\xD0\xB0"},
        {"en", "", ""},
    };
    CHECK(examples, WF_ANCHOR_NAME);
}

static void numbers_are_found(void **state) {
    (void)state;
    static const example examples[] = {
        {"en", "At least 262 were killed, 1,234.5 of them, 12,345,678 in all and 5,00,000 more.",
         "# 262|# 1234.5|# 12345678|# 500000"},
        {"en", "two hundred and sixty-two, twenty-one and one hundred thousand", "# 262|# 21|# 100000"},
        {"en", "one man, one percent, a hundred men, half a million, three million two hundred thousand",
         "# 1 %|# 100|# 3200000"},
        {"en", "two dozen, nineteen hundred, four to five, seven", "# 24|# 1900|# 4|# 5|# 7"},
        {"en",
         "$1.13bn, \xC2\xA3"
         "5m, \xE2\x82\xAC 20, US$3 million, 5 euros, Rs 500 crore, 10 \xE2\x82\xAC",
         "# 1130000000 money|# 5000000 money|# 20 money|# 3000000 money|# 5 money|# 5000000000 money|# 10 "
         "money"},
        {"en", "5%, 5.5 percent, 12 per cent, six percent, 50-60%", "# 5 %|# 5.5 %|# 12 %|# 6 %|# 50|# 60 %"},
        {"en", "the 22nd of them, 3rd, 40k men, 3-2 and 4 of 5",
         "# 22 ordinal|# 3 ordinal|# 40000|# 3|# 2|# 4|# 5"},
        {"en", "at 14:30, 2.30pm, 2 p.m., 12am and 9 am",
         "# 870 time|# 870 time|# 840 time|# 0 time|# 540 time"},
        {"en", "release 1.2.3 of 192.168.0.1, code 12ab34, 1234567890123456789", ""},
        {"en", "On May 17, 2013 he paid 40 in 2013.", "# 40"},
        {"en", "They left the Four Seasons Hotel with Four of the men.", "# 4"},
        {"fr", "1,2 milliard d'euros", "# 1200000000 money"},
        {"en", "Elizabeth II and chapter IV", ""},
        {"en", "5 $10 notes, 7, 8 and 9", "# 5|# 10 money|# 7|# 8|# 9"},
        {"es", "1.234 personas, 2,5 por ciento y 10 000 euros; 5 mil millones de pesos",
         "# 1234|# 2.5 %|# 10000 money|# 5000000000"},
        {"de", "1.234.567,8 Euro und 3 Millionen, 14.30 Uhr, 5 Prozent",
         "# 1234567.8 money|# 3000000|# 870 time|# 5 %"},
        {"fr",
         "12\xC2\xA0"
         "500 euros \xC3\xA0 14h30, 5 %",
         "# 12500 money|# 870 time|# 5 %"},
        {"ja", "\xEF\xBC\x92\xEF\xBC\x96\xEF\xBC\x92", "# 262"},
    };
    CHECK(examples, WF_ANCHOR_NUMBER);
}

static void dates_are_found(void **state) {
    (void)state;
    static const example examples[] = {
        {"en", "May 17 or 17 May 2013, May 17th, 2013 and the 3rd of May",
         "D 0-5-17/0|D 2013-5-17/0|D 2013-5-17/0|D 0-5-3/0"},
        {"en", "17/05/2013 and 05/17/13, 2013-05-17; 05/06/2013",
         "D 2013-5-17/0|D 2013-5-17/0|D 2013-5-17/0|D 2013-0-0/0"},
        {"en", "on Monday, May 17, and Tuesday's vote", "D 0-5-17/1|D 0-0-0/2"},
        {"en", "in 2013 and May 2013, between 2018 and June; in 2013 million",
         "D 2013-0-0/0|D 2013-5-0/0|D 2018-0-0/0|D 0-6-0/0"},
        {"en", "It may rain in march; they may 5 times. Sept. 5 and Dec 24", "D 0-9-5/0|D 0-12-24/0"},
        {"en", "of 2000 people, the end of 2013.", "D 2013-0-0/0"},
        {"en", "99/99/9999 and 1/2 and 45 May 32", ""},
        {"es", "el martes 17 de mayo de 2013, en mayo", "D 2013-5-17/2|D 0-5-0/0"},
        {"fr", "lundi 1er mars 2013, le 5 ao\xC3\xBBt", "D 2013-3-1/1|D 0-8-5/0"},
        {"de", "am Montag, 17. M\xC3\xA4rz 2013, im Mai, 17.05.2013",
         "D 2013-3-17/1|D 0-5-0/0|D 2013-5-17/0"},
        {"it", "luned\xC3\xAC 3 giugno 2013", "D 2013-6-3/1"},
        {"pt", "na segunda-feira, 3 de junho; a segunda vez", "D 0-6-3/1"},
        {"nl", "maandag 3 mei 2013", "D 2013-5-3/1"},
    };
    CHECK(examples, WF_ANCHOR_DATE);
}

static void quotes_are_found(void **state) {
    (void)state;
    static const example examples[] = {
        {"en", "\"We saw the mast fall,\" he said. \"Then it sank at once.\"",
         "Q We saw the mast fall|Q Then it sank at once"},
        {"en", "\xE2\x80\x9CWe\xE2\x80\x99ve seen the mast fall,\xE2\x80\x9D he said.",
         "Q We\xE2\x80\x99ve seen the mast fall"},
        {"en", "``We saw the mast fall,'' he said of the \"mast\".", "Q We saw the mast fall"},
        {"en", "'We saw the pilots' boat,' he said of Jones' ship and the dogs' home.",
         "Q We saw the pilots"},
        {"en", "The policy 'Hugs, not walls' is Tom's; rock 'n' roll of the '90s isn't.",
         "Q Hugs, not walls"},
        {"en", "\"He told us 'leave the ship now' and left.\"",
         "Q He told us 'leave the ship now' and left|Q leave the ship now"},
        {"en", "\"We saw it fall.\n\n\"Then it sank,\" he said. \"No, not so fast.\"",
         "Q We saw it fall.\n\n\"Then it sank|Q No, not so fast"},
        {"en", "\"We saw the mast fall.\n\nNobody died. \"It was luck alone,\" he said.",
         "Q We saw the mast fall|Q It was luck alone"},
        {"en", "Joined a\"b by chance, and \"no more of it, please\"", "Q no more of it, please"},
        {"en", "a 5\" nail, two words \"only two\" and then no more", ""},
        {"de",
         "\xE2\x80\x9EWir sahen den Mast,\xE2\x80\x9C sagte er. \xC2\xBBUnd er fiel um\xC2\xAB, sagte sie.",
         "Q Wir sahen den Mast|Q Und er fiel um"},
        {"fr", "\xC2\xAB Nous avons vu le m\xC3\xA2t \xC2\xBB, dit-il.", "Q Nous avons vu le m\xC3\xA2t"},
        {"sv", "\xE2\x80\x9DVi s\xC3\xA5g masten falla\xE2\x80\x9D, sa han.", "Q Vi s\xC3\xA5g masten falla"},
        {"ja",
         "\xE3\x80\x8C\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5"
         "\xE6\x9C\xAC\xE3\x80\x8D\xE6\x97\xA5",
         "Q "
         "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC"},
    };
    CHECK(examples, WF_ANCHOR_QUOTE);
}

/* Texts that are made to be slow, by repeating a unit: they end in time, and no bound is passed. */
static void hostile_texts_do_no_harm(void **state) {
    (void)state;
    static const char *const units[] = {"a",
                                        "word ",
                                        "A",
                                        "WORD ",
                                        "5",
                                        "5 ",
                                        "5,",
                                        "5.5 ",
                                        "Mario Lopez, ",
                                        "Mario ",
                                        "\"we saw it\" ",
                                        "\"we saw it ",
                                        "\xE2\x80\x9CWe saw ",
                                        "\xE2\x80\x9C\xE2\x80\x98\"'a ",
                                        "\xC2\xBBwe\xC2\xAB ",
                                        "''``",
                                        "two hundred and ",
                                        "May 17, 2013, ",
                                        "a.\n\n\"",
                                        "\"a b c.\nD ",
                                        "U.S.",
                                        "$",
                                        "million ",
                                        "Bank of the ",
                                        "l'Union ",
                                        "\xE3\x80\x8C\xE6\x97\xA5",
                                        "\xFF",
                                        "Monday 17 ",
                                        "de la ",
                                        "1/2/",
                                        "al-"};
    size_t size = (size_t)1 << (sizeof(void *) > 4 ? 20 : 18);
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = strlen(units[i]);
        for (size_t k = 0; k < size; k++) text[k] = units[i][k % unit];
        find("en", wf_str_of(text, size), 0, NULL, NULL);
        find("fr", wf_str_of(text, size / 8), 0, NULL, NULL);
    }
    free(text);
}

static void what_is_reused_is_cleared(void **state) {
    (void)state;
    wf_tokens tokens = {0};
    wf_sentences sentences = {0};
    wf_anchors anchors = {0};
    wf_error err;
    wf_str text = wf_str_from("They met Mario Lopez and 262 men."), none = wf_str_from("");
    for (unsigned n = 0; n < 3; n++) {
        assert_int_equal(wf_tokenize(fold, n == 1 ? none : text, 1, &tokens, &err), WF_OK);
        assert_int_equal(wf_sentences_find(&tokens, n == 1 ? none : text, &sentences, &err), WF_OK);
        assert_int_equal(
            wf_anchors_find(&tokens, n == 1 ? none : text, &sentences, WF_LANGUAGE_ENGLISH, &anchors, &err),
            WF_OK);
        assert_int_equal(anchors.n, n == 1 ? 0 : 2);
    }
    wf_anchors_free(&anchors);
    wf_sentences_free(&sentences);
    wf_tokens_free(&tokens);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),          cmocka_unit_test(numbers_are_found),
        cmocka_unit_test(dates_are_found),          cmocka_unit_test(quotes_are_found),
        cmocka_unit_test(hostile_texts_do_no_harm), cmocka_unit_test(what_is_reused_is_cleared),
    };
    return cmocka_run_group_tests(tests, open_fold, close_fold);
}
