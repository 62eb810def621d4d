/* Hard-wrapped text: which lines are pieces of sentences. */
#include "support/dump.h"
#include "text/wrap.h"

typedef struct {
    const char *name, *text;
    const char *want; /* a letter for every line with a word: f for a fragment, w for a whole line */
} wrap_case;

static const wrap_case cases[] = {
    {"one line", "Nothing follows this line", "w"},
    {"paragraphs", "The first paragraph ends here.\n\nThe second one too.", "ww"},
    {"wrapped, small letter below", "The board of the harbour\nsaid on Monday.", "ff"},
    {"wrapped, capital below a long line",
     "A spokesman for the water board of the town of\nLisse said on Monday that pipes had burst.", "ff"},
    {"short line above a capital", "Home News\nSport", "ww"},
    {"long headline above a blank line",
     "Port Harlan votes to close the old grain pier for repairs\n\nBy our reporter", "ww"},
    {"small letters after a blank line", "A paragraph without an end\n\nshare this story", "ww"},
    {"small letters below a full stop", "The board met.\nshare this story", "wf"},
    {"indent begins a paragraph",
     "The pier is to be closed from the first of next month\n    Ferries leave from the fish quay", "ww"},
    {"CRLF", "The board of the harbour\r\nsaid on Monday.\r\n\r\nFerries sail.", "ffw"},
    {"indented table", "    Pay April 15\n    Record March 31", "ww"},
    {"nothing", "", ""},
};

static void pieces_of_sentences_are_told_from_lines(void **state) {
    (void)state;
    wf_fold *fold;
    assert_ok(wf_fold_open(&fold, &error));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_tokens tokens = {0};
        bool fragment[16];
        assert_ok(wf_tokenize(fold, str(cases[i].text), 1, &tokens, &error));
        wf_lines_mark_fragments(&tokens, str(cases[i].text), fragment);
        char got[17] = "";
        assert_true(tokens.n_lines < sizeof got);
        for (size_t l = 0; l < tokens.n_lines; l++) got[l] = fragment[l] ? 'f' : 'w';
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("%s: %s, expected %s", cases[i].name, got, cases[i].want);
        wf_tokens_free(&tokens);
    }
    wf_fold_close(fold);
}

/* A text from memory may hold NUL bytes, which are no marks and no blanks. */
static void a_nul_byte_ends_no_clause_and_indents_no_line(void **state) {
    (void)state;
    static const char at_line_end[] = "The board of the harbour\0\nsaid on Monday.";
    static const char at_line_begin[] = "The board of the harbour\n\0said on Monday of the quay";
    const wf_str texts[] = {{at_line_end, sizeof at_line_end - 1}, {at_line_begin, sizeof at_line_begin - 1}};
    wf_fold *fold;
    assert_ok(wf_fold_open(&fold, &error));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        wf_tokens tokens = {0};
        bool fragment[2] = {false, false};
        assert_ok(wf_tokenize(fold, texts[i], 1, &tokens, &error));
        assert_int_equal(tokens.n_lines, 2);
        wf_lines_mark_fragments(&tokens, texts[i], fragment);
        assert_true(fragment[0]);
        assert_true(fragment[1]);
        wf_tokens_free(&tokens);
    }
    wf_fold_close(fold);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_sentences_are_told_from_lines),
        cmocka_unit_test(a_nul_byte_ends_no_clause_and_indents_no_line),
    };
    return cmocka_run_group_tests_name("wrap", tests, NULL, NULL);
}
