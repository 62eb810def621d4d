/* Terms: stop words, stems, and the cache that keeps them. */
#include "support/words.h"

#include <libstemmer.h>

#include "base/pool.h"
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

/* A word that is not given to Snowball has the stem that Snowball would find: of all ends and many begins. */
static void words_left_as_they_are_are_stems(void **state) {
    (void)state;
    static const char *const begins[] = {"",     "a",  "b",  "y",     "st",     "by",  "ex",   "sky",
                                         "over", "eu", "ap", "gener", "commun", "al'", "o'fl", "caf\xc3\xa9"};
    wf_words *words;
    struct sb_stemmer *snowball = sb_stemmer_new("english", "UTF_8");
    assert_non_null(snowball);
    assert_ok(wf_words_open(&words, SEED, &error));
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        for (unsigned end = 0; end < 26 * 26 * 26; end++) {
            char word[32];
            size_t len = strlen(begins[i]);
            memcpy(word, begins[i], len);
            for (unsigned left = end, k = 0; k < 3; k++, left /= 26) word[len++] = (char)('a' + left % 26);
            wf_str stem = wf_words_stem(words, WF_LANGUAGE_ENGLISH, (wf_str){word, len});
            if (stem.len == 0) continue; /* a stop word */
            const sb_symbol *expected = sb_stemmer_stem(snowball, (const sb_symbol *)word, (int)len);
            if (stem.len != (size_t)sb_stemmer_length(snowball) || memcmp(stem.ptr, expected, stem.len) != 0)
                fail_msg("%.*s: %.*s, expected %s", (int)len, word, (int)stem.len, stem.ptr, expected);
        }
    wf_words_close(words);
    sb_stemmer_delete(snowball);
}

enum { MANY_WORDS = 400000, LONGEST = 26 };

/* More words than the cache holds. */
static wf_tokens many_words(void) {
    char *text = malloc((size_t)MANY_WORDS * LONGEST + 1);
    uint64_t random = 5;
    assert_non_null(text);
    size_t len = 0;
    for (int i = 0; i < MANY_WORDS; i++) {
        size_t n = 1 + random_below(&random, LONGEST - 1);
        for (size_t k = 0; k < n; k++) text[len++] = "aeinsgdl"[random_below(&random, 8)];
        text[len++] = ' ';
    }
    text[len - 1] = 0;
    wf_tokens tokens = words_of(text);
    free(text);
    assert_int_equal(tokens.n, MANY_WORDS);
    return tokens;
}

/* Met in two orders and in two languages: the same terms. */
static void terms_do_not_depend_on_what_was_met_before(void **state) {
    (void)state;
    wf_tokens tokens = many_words();
    uint64_t *forward = malloc(MANY_WORDS * sizeof *forward), *again = malloc(MANY_WORDS * sizeof *again);
    assert_true(forward && again);
    wf_words *one, *other;
    assert_ok(wf_words_open(&one, SEED, &error));
    assert_ok(wf_words_open(&other, SEED, &error));
    assert_ok(wf_words_terms(one, WF_LANGUAGE_ENGLISH, &tokens, forward, &error));
    assert_ok(wf_words_terms(other, language("de"), &tokens, again, &error));
    assert_memory_not_equal(forward, again, MANY_WORDS * sizeof *again);
    for (int round = 0; round < 2; round++) {
        assert_ok(wf_words_terms(other, WF_LANGUAGE_ENGLISH, &tokens, again, &error));
        assert_memory_equal(forward, again, MANY_WORDS * sizeof *again);
    }
    for (size_t i = 0; i < MANY_WORDS; i += 97) {
        wf_str word = {tokens.norm + tokens.start[i], tokens.start[i + 1] - 1 - tokens.start[i]};
        wf_str stem = wf_words_stem(one, WF_LANGUAGE_ENGLISH, word);
        assert_int_equal(stem.len ? wf_stem_hash(stem, SEED) : 0, forward[i]);
    }
    wf_words_close(one);
    wf_words_close(other);
    words_free(&tokens);
    free(again);
    free(forward);
}

typedef struct {
    wf_words *of[2];
    const wf_tokens *tokens;
    uint64_t *terms[2];
} shared_words;

static wf_code find_shared(void *user, uint64_t i, size_t thread, wf_error *err) {
    (void)thread;
    const shared_words *w = user;
    return wf_words_terms(w->of[i], WF_LANGUAGE_ENGLISH, w->tokens, w->terms[i], err);
}

static void threads_share_words(void **state) {
    (void)state;
    wf_tokens tokens = many_words();
    wf_words *alone;
    shared_words w = {.tokens = &tokens};
    uint64_t *expected = malloc(MANY_WORDS * sizeof *expected);
    assert_ok(wf_words_open(&alone, SEED, &error));
    for (int i = 0; i < 2; i++) {
        assert_ok(wf_words_open(&w.of[i], SEED, &error));
        w.terms[i] = malloc(MANY_WORDS * sizeof *w.terms[i]);
        assert_true(expected && w.terms[i]);
    }
    wf_words_share(w.of[1], w.of[0]);
    assert_ok(wf_words_terms(alone, WF_LANGUAGE_ENGLISH, &tokens, expected, &error));
    for (int round = 0; round < 3; round++) {
        assert_ok(wf_parallel_for(2, 2, 1, find_shared, &w, &error));
        for (int i = 0; i < 2; i++) assert_memory_equal(w.terms[i], expected, MANY_WORDS * sizeof *expected);
    }
    wf_words_close(w.of[0]); /* the other one keeps what they share */
    assert_ok(find_shared(&w, 1, 0, &error));
    assert_memory_equal(w.terms[1], expected, MANY_WORDS * sizeof *expected);
    wf_words_close(w.of[1]);
    wf_words_close(alone);
    words_free(&tokens);
    for (int i = 0; i < 2; i++) free(w.terms[i]);
    free(expected);
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
        cmocka_unit_test(words_left_as_they_are_are_stems),
        cmocka_unit_test(terms_do_not_depend_on_what_was_met_before),
        cmocka_unit_test(threads_share_words),
        cmocka_unit_test(any_word_in_any_language_is_safe),
        cmocka_unit_test(stop_words_are_in_normal_form),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
