#include "support/readings.h"

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

enum { SEED = 7 };

static wf_error err;
static wf_fold *fold;
static wf_frequencies *frequencies;
static wf_words *words;
static wf_text_reader *reader;
static wf_judge *judge;
static wf_tokens tokens;
static wf_changes changes;
static const wf_reading *last_a, *last_b;

wf_reading changes_a, changes_b;

int readings_open(void **state) {
    (void)state;
    if (wf_digest_init(&err) != WF_OK || wf_fold_open(&fold, &err) != WF_OK ||
        wf_frequencies_open(&frequencies, SEED, &err) != WF_OK)
        return -1;
    wf_frequencies_set_texts(frequencies, 1);
    return wf_words_open(&words, SEED, &err) == WF_OK &&
                   wf_text_reader_open(&reader, SEED, frequencies, words, &err) == WF_OK &&
                   wf_judge_open(&judge, &err) == WF_OK
               ? 0
               : -1;
}

int readings_close(void **state) {
    (void)state;
    wf_reading_free(&changes_a);
    wf_reading_free(&changes_b);
    wf_tokens_free(&tokens);
    wf_judge_close(judge);
    wf_text_reader_close(reader);
    wf_words_close(words);
    wf_frequencies_close(frequencies);
    wf_fold_close(fold);
    return 0;
}

void reading_make_bytes(wf_reading *out, const char *text, size_t len, wf_language language) {
    wf_str s = wf_str_of(text, len);
    assert_ok(wf_tokenize(fold, s, SEED, &tokens, &err));
    assert_ok(wf_reading_make(reader, &tokens, s, language, out, &err));
}

void reading_make(wf_reading *out, const char *text, wf_language language) {
    reading_make_bytes(out, text, strlen(text), language);
}

uint64_t reading_id(const char *word) {
    return wf_hash64(word, strlen(word), SEED);
}

const wf_changes *changes_of(const wf_reading *a, const wf_reading *b, const wf_supported *support,
                             size_t n) {
    enum { SLOTS = 16 };
    wf_supported slots[SLOTS] = {{0, 0}};
    last_a = a;
    last_b = b;
    assert_ok(wf_judge_refer(judge, a, &err));
    assert_true(n < SLOTS);
    for (size_t i = 0; i < n; i++) slots[wf_support_slot(slots, SLOTS, support[i].key)] = support[i];
    wf_judge_support(judge, slots, n ? SLOTS : 0, 1);
    assert_ok(wf_changes_find(judge, b, &changes, &err));
    wf_judge_support(judge, NULL, 0, 0);
    return &changes;
}

const wf_changes *changes_between(const char *a, const char *b) {
    reading_make(&changes_a, a, WF_LANGUAGE_ENGLISH);
    reading_make(&changes_b, b, WF_LANGUAGE_ENGLISH);
    return changes_of(&changes_a, &changes_b, NULL, 0);
}

size_t found(wf_finding_kind kind) {
    size_t n, count = 0;
    const wf_change *list = wf_changes_list(judge, &n);
    for (size_t i = 0; i < n; i++) count += list[i].kind == kind;
    return count;
}

static void put_words(char *out, size_t cap, const wf_reading *r, uint32_t begin, uint32_t end) {
    size_t len = strlen(out);
    for (uint32_t i = begin; i < end; i++) {
        wf_str s = wf_word_spelling(r, &r->words[i]);
        len += (size_t)snprintf(out + len, cap - len, "%s%.*s", i > begin ? " " : "", (int)s.len, s.ptr);
        assert_true(len < cap);
    }
}

const char *finding(wf_finding_kind kind, size_t i) {
    static char text[4000];
    size_t n, k = 0;
    const wf_change *list = wf_changes_list(judge, &n);
    while (k < n && (list[k].kind != kind || i-- > 0)) k++;
    if (k == n) fail_msg("there is no such finding");
    text[0] = '\0';
    if (list[k].a_begin != UINT32_MAX)
        put_words(text, sizeof text, list[k].within ? last_b : last_a, list[k].a_begin, list[k].a_end);
    strcat(text, " > ");
    put_words(text, sizeof text, last_b, list[k].b_begin, list[k].b_end);
    return text;
}
