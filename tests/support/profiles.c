#include "support/profiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/memory.h"
#include "support/check.h"
#include "support/words.h"

static wf_error err;
static wf_fold *fold;
static wf_profiler *profiler;
static wf_frequencies *frequencies;

int profiles_open(void **state) {
    (void)state;
    if (wf_digest_init(&err) != WF_OK || wf_fold_open(&fold, &err) != WF_OK ||
        wf_profiler_open(&profiler, PROFILES_SEED, &err) != WF_OK ||
        wf_frequencies_open(&frequencies, PROFILES_SEED, &err) != WF_OK)
        return -1;
    wf_frequencies_set_texts(frequencies, 1);
    return 0;
}

int profiles_close(void **state) {
    (void)state;
    wf_frequencies_close(frequencies);
    wf_profiler_close(profiler);
    wf_fold_close(fold);
    return 0;
}

wf_frequencies *profiles_frequencies(void) {
    return frequencies;
}

/* The tokens of both parts, until the next call. */
static wf_profile_source source_of(const char *title, const char *body, wf_language language) {
    static wf_tokens title_tokens, body_tokens;
    wf_tokens_free(&title_tokens);
    wf_tokens_free(&body_tokens);
    title_tokens = body_tokens = (wf_tokens){0};
    wf_profile_source source = {.body = &body_tokens, .body_text = wf_str_from(body), .language = language};
    assert_ok(wf_tokenize(fold, source.body_text, PROFILES_SEED, &body_tokens, &err));
    if (!title) return source;
    source.title = &title_tokens;
    source.title_text = wf_str_from(title);
    assert_ok(wf_tokenize(fold, source.title_text, PROFILES_SEED, &title_tokens, &err));
    return source;
}

void profile_make(wf_profile *out, const char *title, const char *body, wf_language language) {
    wf_profile_source source = source_of(title, body, language);
    assert_ok(wf_profile_make(profiler, &source, frequencies, out, &err));
}

void profile_make_fresh(wf_profile *out, const char *title, const char *body, wf_language language) {
    wf_profiler *fresh = NULL;
    wf_profile_source source = source_of(title, body, language);
    assert_ok(wf_profiler_open(&fresh, PROFILES_SEED, &err));
    assert_ok(wf_profile_make(fresh, &source, frequencies, out, &err));
    wf_profiler_close(fresh);
}

const uint32_t *profile_outline(const char *title, const char *body, wf_language language, size_t *n) {
    const uint32_t *out = NULL;
    wf_profile_source source = source_of(title, body, language);
    assert_ok(wf_profile_outline(profiler, &source, &out, n, &err));
    return out;
}

uint64_t *profile_terms(const char *text, wf_language language, wf_tokens *tokens) {
    wf_words *words = NULL;
    *tokens = (wf_tokens){0};
    assert_ok(wf_words_open(&words, PROFILES_SEED, &err));
    assert_ok(wf_tokenize(fold, wf_str_from(text), PROFILES_SEED, tokens, &err));
    uint64_t *terms = calloc(tokens->n + 1, sizeof *terms);
    assert_non_null(terms);
    assert_ok(wf_words_terms(words, language, tokens, terms, &err));
    wf_words_close(words);
    return terms;
}

/* Word number i of the vocabulary: the common ones, in between some stop words, come first. */
static void put_word(wf_bytes *out, uint64_t i, bool capital) {
    static const char *const stop[] = {"the", "of", "and", "to", "in", "a", "was"};
    if (i % 5 == 0) {
        assert_true(wf_bytes_printf(out, "%s", stop[i / 5 % 7]));
        return;
    }
    char word[16];
    uint64_t mixed = wf_mix64(i + 77);
    size_t len = 5 + (size_t)(mixed % 4);
    for (size_t c = 0; c < len; c++, mixed /= 26) word[c] = (char)('a' + mixed % 26);
    if (capital) word[0] = (char)(word[0] - 'a' + 'A');
    assert_true(wf_bytes_append(out, word, len));
}

static void put_fact(wf_bytes *out, uint64_t *state) {
    static const char *const months[] = {"January", "May", "October"}, *const days[] = {"Monday", "Friday"};
    uint64_t n = random_below(state, 60) + 2;
    switch (random_below(state, 6)) {
    case 0:
        assert_true(wf_bytes_printf(out, "$%llu million", (unsigned long long)n));
        break;
    case 1:
        assert_true(wf_bytes_printf(out, "%llu percent", (unsigned long long)n));
        break;
    case 2:
        assert_true(wf_bytes_printf(out, "on %s %llu", months[n % 3], (unsigned long long)(n % 28 + 1)));
        break;
    case 3:
        assert_true(wf_bytes_printf(out, "in %llu", (unsigned long long)(1980 + n % 9)));
        break;
    case 4:
        assert_true(wf_bytes_printf(out, "on %s", days[n % 2]));
        break;
    default:
        assert_true(wf_bytes_printf(out, "%llu", (unsigned long long)n));
    }
}

char *profile_text(uint64_t *state, size_t n_words, size_t n_vocabulary) {
    wf_bytes out = {0};
    bool open = false;
    for (size_t i = 0; i < n_words; i++) {
        /* The smaller of two numbers: some words are much more common than others. */
        uint64_t word = random_below(state, n_vocabulary), other = random_below(state, n_vocabulary);
        uint64_t chance = random_below(state, 100);
        if (chance < 5 && !open) {
            assert_true(wf_bytes_append(&out, "\"", 1));
            open = true;
        }
        if (chance >= 90)
            put_fact(&out, state);
        else
            put_word(&out, word < other ? word : other, chance % 6 == 0);
        if (open && chance % 9 == 1) {
            assert_true(wf_bytes_append(&out, "\"", 1));
            open = false;
        }
        if (chance % 12 == 5)
            assert_true(wf_bytes_append(&out, chance % 24 == 5 ? "." : ".\n\n", chance % 24 == 5 ? 1 : 3));
        assert_true(wf_bytes_append(&out, " ", 1));
    }
    assert_true(wf_bytes_append(&out, "", 1));
    return out.ptr;
}
