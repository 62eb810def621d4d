/* Terms: stop words, stems, and the cache that keeps them. */
#include "support/words.h"

#include "support/dump.h"
#include "text/stopwords.h"
#include "text/words.h"

#define SEED 11

static wf_language language(const char *code) {
    return wf_language_of_code(str(code));
}

typedef struct {
    const char *code, *word, *stem;
} stem_case;

static const stem_case cases[] = {
    {"en", "closing", "close"},
    {"en", "ferries", "ferri"},
    {"en", "mayor's", "mayor"},
    {"en", "the", ""},
    {"en", "said", ""},
    {"en", "don't", ""},
    {"en", "she's", ""}, /* what is left of it is a stop word */
    {"en", "x", ""},
    {"en", "7", "7"},
    {"en", "one", "one"},
    {"en", "two", "two"},
    {"en", "new", "new"},
    {"en", "1990s", "1990s"},
    {"en", "\xe4\xbb\x8a\xe5\xa4\xa9", "\xe4\xbb\x8a\xe5\xa4\xa9"},
    {"zh", "\xe4\xbb\x8a", "\xe4\xbb\x8a"},
    {"es", "puertos", "puert"},
    {"es", "pero", ""},
    {"fr", "l'homme", "homm"},
    {"fr", "qu'il", ""},
    {"fr", "aujourd'hui", "aujourd'hui"},
    {"it", "dell'isola", "isol"},
    {"de", "schulen", "schul"},
    {"ru", "\xd0\xb3\xd0\xbe\xd1\x80\xd0\xbe\xd0\xb4\xd0\xb0", "\xd0\xb3\xd0\xbe\xd1\x80\xd0\xbe\xd0\xb4"},
    {"ru", "\xd1\x87\xd1\x82\xd0\xbe", ""},
    {"tr", "lisse'de", "lis"},
    {"pl", "port", "port"}, /* no stemmer */
    {"pl", "oraz", ""},
    {"", "closing", "closing"}, /* of an unknown language */
    {"", "the", "the"},
};

static void words_have_stems(void **state) {
    (void)state;
    wf_words *words;
    assert_ok(wf_words_open(&words, SEED, &error));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_str stem = wf_words_stem(words, language(cases[i].code), str(cases[i].word));
        if (stem.len != strlen(cases[i].stem) || memcmp(stem.ptr, cases[i].stem, stem.len) != 0)
            fail_msg("%s %s: %.*s, expected %s", cases[i].code, cases[i].word, (int)stem.len, stem.ptr,
                     cases[i].stem);
    }
    wf_words_close(words);
}

static void terms_are_hashes_of_stems(void **state) {
    (void)state;
    wf_words *words;
    wf_tokens tokens =
        words_of("the ferries ferry 7 x close closing internationalization's internationalization");
    uint64_t terms[9];
    assert_int_equal(tokens.n, 9);
    assert_ok(wf_words_open(&words, SEED, &error));
    for (int round = 0; round < 2; round++) { /* the second time from the cache */
        memset(terms, 0xFF, sizeof terms);
        assert_ok(wf_words_terms(words, WF_LANGUAGE_ENGLISH, &tokens, terms, &error));
        assert_int_equal(terms[0], 0);
        assert_int_equal(terms[1], wf_stem_hash(str("ferri"), SEED));
        assert_int_equal(terms[2], terms[1]);
        assert_int_equal(terms[3], wf_stem_hash(str("7"), SEED));
        assert_int_equal(terms[4], 0);
        assert_int_equal(terms[5], terms[6]);
        assert_int_equal(terms[7], terms[8]);
        assert_int_not_equal(terms[7], 0);
    }
    wf_words_close(words);
    words_free(&tokens);
}

/* More words than the cache holds, met in two orders and in two languages: the same terms. */
static void terms_do_not_depend_on_what_was_met_before(void **state) {
    (void)state;
    enum { WORDS = 200000, LEN = 26 };
    char *text = malloc((size_t)WORDS * LEN + 1);
    uint64_t *forward = malloc(WORDS * sizeof *forward), *again = malloc(WORDS * sizeof *again), random = 5;
    assert_true(text && forward && again);
    size_t len = 0;
    for (int i = 0; i < WORDS; i++) {
        size_t n = 1 + random_below(&random, LEN - 1);
        for (size_t k = 0; k < n; k++) text[len++] = "aeinsgdl"[random_below(&random, 8)];
        text[len++] = ' ';
    }
    text[len - 1] = 0;
    wf_tokens tokens = words_of(text);
    assert_int_equal(tokens.n, WORDS);
    wf_words *one, *other;
    assert_ok(wf_words_open(&one, SEED, &error));
    assert_ok(wf_words_open(&other, SEED, &error));
    assert_ok(wf_words_terms(one, WF_LANGUAGE_ENGLISH, &tokens, forward, &error));
    assert_ok(wf_words_terms(other, language("de"), &tokens, again, &error));
    assert_memory_not_equal(forward, again, WORDS * sizeof *again);
    for (int round = 0; round < 2; round++) {
        assert_ok(wf_words_terms(other, WF_LANGUAGE_ENGLISH, &tokens, again, &error));
        assert_memory_equal(forward, again, WORDS * sizeof *again);
    }
    for (size_t i = 0; i < WORDS; i += 97) {
        wf_str word = {tokens.norm + tokens.start[i], tokens.start[i + 1] - 1 - tokens.start[i]};
        wf_str stem = wf_words_stem(one, WF_LANGUAGE_ENGLISH, word);
        assert_int_equal(stem.len ? wf_stem_hash(stem, SEED) : 0, forward[i]);
    }
    wf_words_close(one);
    wf_words_close(other);
    words_free(&tokens);
    free(again);
    free(forward);
    free(text);
}

static void any_word_in_any_language_is_safe(void **state) {
    (void)state;
    wf_words *words;
    uint64_t random = 9;
    char word[200];
    assert_ok(wf_words_open(&words, SEED, &error));
    for (unsigned l = 0; l <= WF_LANGUAGES; l++)
        for (int round = 0; round < 200; round++) {
            size_t len = 1 + random_below(&random, sizeof word - 1);
            for (size_t i = 0; i < len; i++)
                word[i] = (char)(round & 1 ? random_next(&random) : 'a' + random_below(&random, 26));
            wf_str stem = wf_words_stem(words, (wf_language)l, (wf_str){word, len});
            assert_true(stem.len <= 2 * len + 8);
        }
    wf_words_close(words);
}

/* Every list is in byte order, of words as the tokenizer makes them, without numbers. */
static void stop_words_are_in_normal_form(void **state) {
    (void)state;
    static const char *const codes[] = {"en", "es", "fr", "de", "it", "pt", "nl", "ca", "gl", "sv",
                                        "no", "da", "fi", "is", "pl", "cs", "ru", "uk", "ro", "hu",
                                        "tr", "el", "id", "eo", "eu", "ar", "sk", "hr", "bg"};
    wf_fold *fold;
    wf_tokens tokens = {0};
    assert_ok(wf_fold_open(&fold, &error));
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        const wf_stop_list *list = wf_stop_list_of(language(codes[i]));
        assert_non_null(list);
        assert_true(list->n >= 100);
        for (size_t k = 0; k < list->n; k++) {
            const char *word = list->words[k];
            if (k && strcmp(list->words[k - 1], word) >= 0) fail_msg("%s: %s out of order", codes[i], word);
            assert_ok(wf_tokenize(fold, str(word), 1, &tokens, &error));
            if (tokens.n != 1 || strcmp(tokens.norm, word) != 0)
                fail_msg("%s: %s is no token", codes[i], word);
            assert_true(wf_stop_list_has(list, str(word)));
        }
        assert_false(wf_stop_list_has(list, str("")));
        assert_false(wf_stop_list_has(list, str("zzzz")));
    }
    assert_null(wf_stop_list_of(WF_LANGUAGE_UNKNOWN));
    wf_tokens_free(&tokens);
    wf_fold_close(fold);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_stems),
        cmocka_unit_test(terms_are_hashes_of_stems),
        cmocka_unit_test(terms_do_not_depend_on_what_was_met_before),
        cmocka_unit_test(any_word_in_any_language_is_safe),
        cmocka_unit_test(stop_words_are_in_normal_form),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
