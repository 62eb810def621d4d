/* Where sentences end. */
#include "support/dump.h"
#include "support/words.h"
#include "text/sentences.h"

typedef struct {
    const char *name, *text;
    const char *want; /* the number of tokens of every sentence */
} split_case;

static const split_case cases[] = {
    {"one sentence", "The pier is closed.", "4"},
    {"two sentences", "The pier is closed. Ferries sail.", "4 2"},
    {"questions and cries", "Is it closed? It is! Ferries sail", "3 2 2"},
    {"a question goes on", "\"Is it closed?\" she asked. Nobody knew.", "5 2"},
    {"closing quotes", "\"It is closed.\" \"We know.\" They left.", "3 2 2"},
    {"curly quotes", "\xe2\x80\x9cIt is closed.\xe2\x80\x9d She left.", "3 2"},
    {"ellipsis", "It was\xe2\x80\xa6 well, closed. They left\xe2\x80\xa6 Nobody saw it.", "4 2 3"},
    {"titles", "Dr. Maren Holt met Gen. Ulf Brandt. They spoke.", "7 2"},
    {"initials", "J. R. Holt and Ulf K. Brandt met.", "8"},
    {"last word is an abbreviation", "She moved to the U.S. in May. He stayed in the U.S. The rest left.",
     "8 6 3"},
    {"company", "Holt Inc. Chairman Brandt left Holt Inc. The rest stayed.", "7 3"},
    {"hours", "It closes at 5 p.m. on Sunday. It opened at 9 a.m. The rest left.", "8 6 3"},
    {"numbers", "It cost 3.5 million. Prices rose by 1,200.50 on May 4. No. 7 was closed.", "5 9 4"},
    {"day before a month", "Am 3. Oktober wurde die Mole geschlossen. Am 4. war sie offen.", "7 5"},
    {"month before a day", "It closed on Jan. 5 and not on Feb. 7.", "10"},
    {"addresses", "See example.com or mail desk.two@example.org for more.", "11"},
    {"no blank between sentences", "The pier is closed.Ferries sail from the quay.", "4 5"},
    {"no blank after quotes",
     "\"The pier is closed.\"Ferries sail from the \"quay\".\"\"Nobody told us in 2014.They left.",
     "4 5 5 2"},
    {"no blank in a name", "The A.Holt pier of No.Ca is closed.", "9"},
    {"blank line", "The pier is closed\n\nferries sail", "4 2"},
    {"title above a capital", "Pier closed\nFerries sail from the quay", "2 5"},
    {"hard-wrapped", "The board of the town of Lisse and the water\nboard said so. Then\nthey left.", "13 3"},
    {"hard-wrapped before a name",
     "A spokesman for the water board of the town of\nLisse said that pipes burst.", "15"},
    {"headline above a paragraph",
     "The board of the town of Lisse closes the old pier\nMembers voted on Monday night after a debate that "
     "took more"
     " than three hours and was heard by a full hall",
     "11 21"},
    {"indented line",
     "The pier of the town of Lisse is to be closed in May\n  Ferries sail from the fish quay", "13 6"},
    {"line of stars", "The pier of the old town of Lisse is to be closed\n***\nferries sail", "12 2"},
    {"CRLF", "The pier is closed\r\nand ferries sail\r\n\r\nferries sail", "7 2"},
    {"Chinese",
     "\xe4\xbb\x8a\xe5\xa4\xa9\xe4\xb8\x8b\xe9\x9b\xa8\xe3\x80\x82\xe6\x98\x8e\xe5\xa4\xa9\xe6\x99\xb4\xe3"
     "\x80\x82",
     "3 2"},
    {"Hindi",
     "\xe0\xa4\xaf\xe0\xa4\xb9 \xe0\xa4\x98\xe0\xa4\xb0\xe0\xa5\xa4 \xe0\xa4\xb5\xe0\xa4\xb9 "
     "\xe0\xa4\xa8\xe0\xa4\xb0",
     "2 2"},
    {"Russian",
     "\xd0\x9e\xd0\xbd \xd0\xb1\xd1\x8b\xd0\xbb. \xd0\x9e\xd0\xbd\xd0\xb0 \xd1\x82\xd0\xbe\xd0\xb6\xd0\xb5. "
     "\xd0\xb8 \xd0\xb2\xd1\x81\xd0\xb5",
     "2 4"},
    {"Spanish", "\xc2\xbfQuien llama? \xc2\xa1Nadie! La Sra. Holt ha salido.", "2 1 5"},
    {"NUL bytes", NULL, "2 1"},
    {"one character that gives four", "\xe3\x8c\x80", "3"},
    {"nothing", "", ""},
    {"marks alone", "... !!! ???", ""},
};

static const char with_nul[] = "The pier\0.\0 \0Closed";

static wf_str text_of(const split_case *c) {
    wf_str text = {with_nul, sizeof with_nul - 1};
    return c->text ? str(c->text) : text;
}

static void sentences_end_at_marks_and_not_at_abbreviations(void **state) {
    (void)state;
    wf_fold *fold;
    wf_tokens tokens = {0};
    wf_sentences sentences = {0};
    assert_ok(wf_fold_open(&fold, &error));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_str text = text_of(&cases[i]);
        assert_ok(wf_tokenize(fold, text, 1, &tokens, &error));
        assert_ok(wf_sentences_find(&tokens, text, &sentences, &error));
        char got[128] = "";
        for (size_t s = 0; s < sentences.n; s++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%u", s ? " " : "",
                     sentences.first[s + 1] - sentences.first[s]);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("%s: %s, expected %s", cases[i].name, got, cases[i].want);
    }
    wf_sentences_free(&sentences);
    wf_tokens_free(&tokens);
    wf_fold_close(fold);
}

static void lines_left_out_end_a_sentence(void **state) {
    (void)state;
    wf_fold *fold;
    wf_tokens tokens = {0};
    wf_sentences sentences = {0};
    wf_str text = str("the pier of the town\nshare this story\nis closed");
    static const bool drop[] = {false, true, false};
    assert_ok(wf_fold_open(&fold, &error));
    assert_ok(wf_tokenize(fold, text, 1, &tokens, &error));
    wf_tokens_drop_lines(&tokens, drop);
    assert_ok(wf_sentences_find(&tokens, text, &sentences, &error));
    assert_int_equal(sentences.n, 2);
    assert_int_equal(sentences.first[1], 5);
    assert_int_equal(sentences.first[2], 7);
    wf_sentences_free(&sentences);
    wf_tokens_free(&tokens);
    wf_fold_close(fold);
}

static void a_text_without_marks_is_cut(void **state) {
    (void)state;
    enum { WORDS = 1000 };
    wf_fold *fold;
    wf_tokens tokens = {0};
    wf_sentences sentences = {0};
    char *text = malloc(2 * WORDS + 1);
    assert_non_null(text);
    for (size_t i = 0; i < WORDS; i++) memcpy(text + 2 * i, "x ", 3);
    assert_ok(wf_fold_open(&fold, &error));
    assert_ok(wf_tokenize(fold, str(text), 1, &tokens, &error));
    assert_ok(wf_sentences_find(&tokens, str(text), &sentences, &error));
    assert_int_equal(sentences.n, (WORDS + WF_SENTENCE_TOKENS - 1) / WF_SENTENCE_TOKENS);
    assert_int_equal(sentences.first[1], WF_SENTENCE_TOKENS);
    assert_int_equal(sentences.first[sentences.n], WORDS);
    free(text);
    wf_sentences_free(&sentences);
    wf_tokens_free(&tokens);
    wf_fold_close(fold);
}

/* Any bytes: every sentence holds 1 to WF_SENTENCE_TOKENS tokens, and together they hold all. */
static void sentences_part_the_tokens_of_any_bytes(void **state) {
    (void)state;
    static const char *const pieces[] = {".",
                                         " ",
                                         "\n",
                                         "A",
                                         "b",
                                         "Mr",
                                         "7",
                                         "\xe3\x80\x82",
                                         "\xff",
                                         "\xe2\x80",
                                         "\r\n",
                                         "!",
                                         "\xe4\xbb\x8a",
                                         "\xc2\xa0",
                                         "'",
                                         "\"",
                                         "\xe2\x80\xa9",
                                         ":",
                                         "\xe3\x8c\x80"}; /* one character that gives four */
    wf_fold *fold;
    wf_tokens tokens = {0};
    wf_sentences sentences = {0};
    uint64_t random = 7;
    assert_ok(wf_fold_open(&fold, &error));
    for (int round = 0; round < 2000; round++) {
        char buffer[512];
        size_t len = 0, n = random_below(&random, 150);
        for (size_t i = 0; i < n; i++) {
            const char *piece = pieces[random_below(&random, sizeof pieces / sizeof *pieces)];
            memcpy(buffer + len, piece, strlen(piece));
            len += strlen(piece);
        }
        char *text = malloc(len + 1); /* of its own, so that a sanitizer sees its end */
        assert_non_null(text);
        memcpy(text, buffer, len);
        assert_ok(wf_tokenize(fold, (wf_str){text, len}, 1, &tokens, &error));
        assert_ok(wf_sentences_find(&tokens, (wf_str){text, len}, &sentences, &error));
        assert_int_equal(sentences.first[0], 0);
        assert_int_equal(sentences.first[sentences.n], tokens.n);
        for (size_t s = 0; s < sentences.n; s++)
            assert_in_range(sentences.first[s + 1] - sentences.first[s], 1, WF_SENTENCE_TOKENS);
        free(text);
    }
    wf_sentences_free(&sentences);
    wf_tokens_free(&tokens);
    wf_fold_close(fold);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_end_at_marks_and_not_at_abbreviations),
        cmocka_unit_test(lines_left_out_end_a_sentence),
        cmocka_unit_test(a_text_without_marks_is_cut),
        cmocka_unit_test(sentences_part_the_tokens_of_any_bytes),
    };
    return cmocka_run_group_tests_name("sentences", tests, NULL, NULL);
}
