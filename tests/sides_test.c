/* Two passages side by side: which words are marked, and that they stay in their columns. */
#include "report/sides.h"
#include "support/written.h"

static const wf_str ab[2] = {{"A", 1}, {"B", 1}};

static void sides(wf_bytes *out, size_t width, bool colour, const char *left, const char *right) {
    wf_page p = {out, colour, width};
    out->len = 0;
    assert_true(wf_page_sides(&p, 2, "", ab, wf_str_from(left), wf_str_from(right)));
}

static void words_that_differ(void **state) {
    (void)state;
    wf_bytes out = {0};
    static const struct {
        const char *left, *right, *want;
    } cases[] = {
        {"The \xE2\x80\x9Cold\xE2\x80\x9D dog, he said.", "the 'old' cat \xE2\x80\x94 he said",
         "  The \xE2\x80\x9Cold\xE2\x80\x9D *dog,* he said.             | the 'old' *cat* \xE2\x80\x94 he "
         "said\n"},
        {"one two", "three four", "  one two                               | three four\n"},
        {"same words", "Same words!", "  same words                            | Same words!\n"},
        {"gone", "", "  gone\n"},
        {"", "", "  \n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sides(&out, 80, false, cases[i].left, cases[i].right);
        if (strcmp(text_of(&out), cases[i].want) != 0) fail_msg("%zu is '%s'", i, out.ptr);
    }
    sides(&out, 80, true, "one two three", "one deux trois three");
    assert_true(contains(&out, "  one \033[31mtwo\033[0m three "));
    assert_true(contains(&out, "one \033[32mdeux trois\033[0m three\n"));
    sides(&out, 80, false, "", "come");
    assert_true(contains(&out, " | come\n"));
    wf_bytes_free(&out);
}

/* Columns of a line without escape sequences; two lines of colour never join. */
static size_t columns_of(const char *line, const char *end, bool *open) {
    size_t n = 0;
    for (; line < end; line++) {
        if (*line == '\033') {
            *open = line[2] != '0';
            line = strchr(line, 'm');
        } else {
            n += ((unsigned char)*line & 0xC0) != 0x80;
        }
    }
    return n;
}

static void long_passages_stay_in_their_columns(void **state) {
    (void)state;
    wf_bytes left = {0}, right = {0}, out = {0};
    for (int i = 0; i < 20000; i++) {
        assert_true(wf_bytes_printf(&left, "word%d%s ", i * 7919 % 101,
                                    i % 13 ? "" : "verylongwordwithoutanyblankinitatall"));
        assert_true(wf_bytes_printf(&right, "word%d ", i * 104729 % 103));
    }
    for (size_t width = 40; width < 130; width += 9)
        for (int colour = 0; colour < 2; colour++) {
            sides(&out, width, colour, text_of(&left), text_of(&right));
            size_t lines = 0;
            for (const char *line = text_of(&out), *end; *line; line = end + 1, lines++) {
                bool open = false;
                end = strchr(line, '\n');
                assert_true(columns_of(line, end, &open) <= width);
                assert_false(open);
            }
            assert_int_equal(lines, width < WF_SIDES_MIN ? 16 : 8);
            assert_true(contains(&out, "\xE2\x80\xA6\n"));
        }
    wf_bytes_free(&left);
    wf_bytes_free(&right);
    wf_bytes_free(&out);
}

/* Where two long passages begin alike, what is shown is where they part. */
static void a_long_beginning_is_left_out(void **state) {
    (void)state;
    wf_bytes left = {0}, right = {0}, out = {0};
    for (int i = 0; i < 5000; i++) {
        assert_true(wf_bytes_printf(&left, "w%d ", i));
        assert_true(wf_bytes_printf(&right, "w%d  ", i));
    }
    assert_true(wf_bytes_printf(&left, "ends here") && wf_bytes_printf(&right, "stops here"));
    sides(&out, 100, false, text_of(&left), text_of(&right));
    assert_string_equal(
        text_of(&out),
        "  \xE2\x80\xA6 w4994 w4995 w4996 w4997 w4998 w4999 *ends*    | \xE2\x80\xA6 w4994 w4995 "
        "w4996 w4997 w4998 w4999 *stops*\n"
        "  here                                            | here\n");
    wf_bytes_free(&left);
    wf_bytes_free(&right);
    wf_bytes_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_differ),
        cmocka_unit_test(long_passages_stay_in_their_columns),
        cmocka_unit_test(a_long_beginning_is_left_out),
    };
    return cmocka_run_group_tests_name("sides", tests, NULL, NULL);
}
