/* Texts as they are judged: words, sentences, names, numbers and quotes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/readings.h"
#include "support/words.h"
#include "verdict/packed.h"

static wf_reading r;

static const wf_word *word(uint32_t i) {
    assert_true(i < r.n_words);
    return &r.words[i];
}

static void assert_word(uint32_t i, const char *spelling) {
    wf_str s = wf_word_spelling(&r, word(i));
    assert_int_equal(s.len, strlen(spelling));
    assert_memory_equal(s.ptr, spelling, s.len);
    assert_int_equal(r.keys[i].id, reading_id(spelling));
}

/* The words of an anchor. */
static void assert_anchor(const wf_reading_anchors *list, size_t i, uint32_t begin, uint32_t end) {
    assert_true(i < list->n);
    assert_int_equal(list->items[i].begin, begin);
    assert_int_equal(list->items[i].end, end);
}

static void test_words_and_their_classes(void **state) {
    (void)state;
    const char *text = "The mayor's boats didn't sail on May 17, said Marta Velko.";
    reading_make(&r, text, WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_words, 11);
    assert_word(1, "mayor");
    assert_int_equal(word(1)->begin, 4);
    assert_int_equal(word(1)->end, 11); /* with its 's */
    assert_true(word(0)->flags & WF_WORD_ARTICLE);
    assert_true(word(0)->flags & WF_WORD_CAPITAL);
    assert_int_equal(r.keys[0].stem, 0);
    assert_true(word(0)->idf == 0);
    assert_true(word(2)->flags & WF_WORD_CONTENT);
    assert_true(word(2)->idf > 0);
    assert_word(3, "didn't");
    assert_true(word(3)->flags & WF_WORD_AUXILIARY);
    assert_true(word(5)->flags & WF_WORD_PREPOSITION);
    assert_true(word(6)->flags & WF_WORD_CALENDAR);
    assert_true(word(6)->flags & WF_WORD_NUMBER); /* of a date */
    assert_false(word(6)->flags & WF_WORD_CONTENT);
    assert_true(word(7)->flags & WF_WORD_NUMBER);
    assert_true(word(9)->flags & WF_WORD_NAME);
    assert_word(10, "velko");
    assert_int_equal(word(10)->end, strlen(text) - 1);
}

/* What a reader remembers of a word is what it found out about it, in whatever language it met it first. */
static void test_words_do_not_depend_on_what_was_read_before(void **state) {
    (void)state;
    wf_reading other = {0};
    const char *text = "The ships' bells rang; she said it's late in the harbour of Belmar.";
    reading_make(&other, text, WF_LANGUAGE_ENGLISH);
    for (int i = 0; i < 3; i++) {
        reading_make(&r, text, i == 1 ? WF_LANGUAGE_UNKNOWN : wf_language_of_code(wf_str_from("de")));
        assert_int_equal(word(0)->flags & WF_WORD_ARTICLE, 0);
    }
    reading_make(&r, text, WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_words, other.n_words);
    assert_memory_equal(r.keys, other.keys, r.n_words * sizeof *r.keys);
    for (uint32_t i = 0; i < r.n_words; i++) {
        assert_int_equal(word(i)->flags, other.words[i].flags);
        assert_true(word(i)->idf >= other.words[i].idf && word(i)->idf <= other.words[i].idf);
    }
    wf_reading_free(&other);
}

static void test_sentences_cover_all_words(void **state) {
    (void)state;
    reading_make(&r, "Rain fell all day. Dr. Holm saw 3.5 inches of it!\n\nNobody slept",
                 WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_sentences, 3);
    uint32_t at = 0;
    for (uint32_t s = 0; s < r.n_sentences; s++) {
        assert_int_equal(r.sentences[s].begin, at);
        assert_true(r.sentences[s].weight > 0);
        at = r.sentences[s].end;
    }
    assert_int_equal(at, r.n_words);
}

/* The weight of a sentence and of a text is that of their distinct stems. */
static void test_weights_count_a_stem_once(void **state) {
    (void)state;
    reading_make(&r, "Harbours.", WF_LANGUAGE_ENGLISH);
    double once = r.weight;
    reading_make(&r, "The harbour of harbours in a harbour.", WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_sentences, 1);
    assert_true(once > 0 && r.weight >= once && r.weight <= once);
    assert_true((double)r.sentences[0].weight >= once && (double)r.sentences[0].weight <= once);
    reading_make(&r, "He saw the harbour. The harbours and the harbour! Harbours?", WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_sentences, 3);
    assert_true(r.weight > once);
    for (uint32_t s = 1; s < 3; s++) {
        assert_true((double)r.sentences[s].weight >= once && (double)r.sentences[s].weight <= once);
        assert_int_equal(r.sentences[s].n_content, 3 - s);
    }
}

/* A table that has room for fewer words than were met forgets some and finds them out anew. */
static void test_more_words_than_are_remembered(void **state) {
    (void)state;
    wf_reading other = {0};
    wf_bytes many = {0};
    const char *text =
        "The extraordinarily-long internationalisation of internationalisations isn't Velko's.";
    reading_make(&other, text, WF_LANGUAGE_ENGLISH);
    for (int batch = 0; batch < 5; batch++) {
        many.len = 0;
        for (int i = 0; i < 15000; i++) assert_true(wf_bytes_printf(&many, "word%dx%d ", batch, i));
        reading_make_bytes(&r, many.ptr, many.len, WF_LANGUAGE_ENGLISH);
        assert_int_equal(r.n_words, 15000);
        for (uint32_t i = 1; i < r.n_words; i++) assert_true(r.keys[i].id != r.keys[i - 1].id);
    }
    reading_make(&r, text, WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_words, other.n_words);
    assert_memory_equal(r.keys, other.keys, r.n_words * sizeof *r.keys);
    assert_true(r.keys[3].id != r.keys[5].id); /* alike in their first 16 letters */
    assert_int_equal(r.keys[3].stem, r.keys[5].stem);
    wf_bytes_free(&many);
    wf_reading_free(&other);
}

static void test_how_a_text_is_written(void **state) {
    (void)state;
    reading_make(&r, "The end of the the line: he didn't know that that man's to go in it's in.",
                 WF_LANGUAGE_ENGLISH);
    const uint32_t the_of_to_in_that[] = {3, 1, 1, 2, 2};
    assert_memory_equal(r.small, the_of_to_in_that, sizeof r.small);
    assert_int_equal(r.contractions, 1); /* not those in 's */
    assert_int_equal(r.repeats, 1);      /* "that that" is none */
    reading_make(&r, "Go.", WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.small[0] + r.contractions + r.repeats, 0);
}

static void test_names_numbers_and_quotes(void **state) {
    (void)state;
    reading_make(&r,
                 "On the pier Greta Lind counted 262 crates. \"We found the crates by chance,\" Lind said.",
                 WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.names.n, 2);
    assert_anchor(&r.names, 0, 3, 5);
    assert_anchor(&r.names, 1, 14, 15);
    assert_int_equal(r.names.items[0].sentence, 0);
    assert_int_equal(r.names.items[1].sentence, 1);
    assert_int_equal(r.numbers.n, 1);
    assert_anchor(&r.numbers, 0, 6, 7);
    assert_int_equal(r.quotes.n, 1);
    assert_anchor(&r.quotes, 0, 8, 14);
    for (uint32_t i = 8; i < 14; i++) assert_true(word(i)->flags & WF_WORD_QUOTED);
    assert_false(word(14)->flags & WF_WORD_QUOTED);
}

/* A number is known by its value, whatever it is written as; percent and times are apart from others. */
static void test_numbers_by_value(void **state) {
    (void)state;
    reading_make(&r, "They paid 1,200 crowns, then 30 percent, and 2.5 million.", WF_LANGUAGE_ENGLISH);
    wf_reading other = {0};
    reading_make(&other, "Twelve hundred? 1200, and $2,500,000, or 30.", WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.numbers.n, 3);
    assert_true(wf_reading_has_number(&other, r.numbers.items[0].key));
    assert_false(wf_reading_has_number(&other, r.numbers.items[1].key)); /* 30 is no 30 percent */
    assert_true(wf_reading_has_number(&other, r.numbers.items[2].key));
    for (size_t i = 1; i < other.numbers.n; i++)
        assert_true(other.number_keys[i - 1] <= other.number_keys[i]);
    wf_reading_free(&other);
}

static void test_capitals_of_several_scripts(void **state) {
    (void)state;
    reading_make(&r, "xx Ágota ágota Žofie žofie Ωmega ωmega Борис борис ×", WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_words, 9);
    for (uint32_t i = 1; i < 9; i++) assert_int_equal((word(i)->flags & WF_WORD_CAPITAL) != 0, i % 2 == 1);
}

static void test_slips_of_punctuation(void **state) {
    (void)state;
    reading_make(&r, "Well , they left . Why ? It was late. So: done", WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.spaced_marks, 3);
}

static void test_empty_texts(void **state) {
    (void)state;
    static const char *const texts[] = {"", " ", "... -- !!!", "\xff\xfe"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        reading_make(&r, texts[i], WF_LANGUAGE_ENGLISH);
        assert_int_equal(r.n_words, 0);
        assert_int_equal(r.n_sentences, 0);
        assert_int_equal(r.names.n + r.numbers.n + r.quotes.n, 0);
        assert_true(r.weight <= 0);
    }
}

/* Of a long text the first words are read, as if it ended there: no anchor and no sentence goes beyond. */
static void test_long_texts_are_cut(void **state) {
    (void)state;
    static const char piece[] = "In Belmar the \"captain of seven ships\" met Rosa Albers at 14:30. ";
    wf_bytes text = {0};
    while (text.len < 1000000) assert_true(wf_bytes_append(&text, piece, sizeof piece - 1));
    reading_make_bytes(&r, text.ptr, text.len, WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_words, WF_READING_WORDS);
    assert_int_equal(r.sentences[r.n_sentences - 1].end, WF_READING_WORDS);
    const wf_reading_anchors *lists[] = {&r.names, &r.numbers, &r.quotes};
    for (int k = 0; k < 3; k++) {
        assert_true(lists[k]->n > 1000);
        for (size_t i = 0; i < lists[k]->n; i++) {
            assert_true(lists[k]->items[i].end <= WF_READING_WORDS);
            assert_true(lists[k]->items[i].sentence < r.n_sentences);
            assert_true(i == 0 || lists[k]->items[i].begin >= lists[k]->items[i - 1].begin);
        }
    }
    /* One that ends just there reads the same. */
    wf_reading whole = {0};
    reading_make_bytes(&whole, text.ptr, r.words[r.n_words - 1].end, WF_LANGUAGE_ENGLISH);
    assert_int_equal(whole.n_words, WF_READING_WORDS);
    assert_memory_equal(whole.keys, r.keys, r.n_words * sizeof *r.keys);
    assert_int_equal(whole.names.n, r.names.n);
    assert_int_equal(whole.quotes.n, r.quotes.n);
    wf_reading_free(&whole);
    wf_bytes_free(&text);
}

/* Bytes of any sort: spans stay inside the text and the words. */
static void test_any_bytes(void **state) {
    (void)state;
    uint64_t seed = 11;
    char text[3000];
    static const char *const pieces[] = {
        "\"",  "\xe2\x80\x9c", "\xe2\x80\x9d", " ", "\n\n", ". ",    "A",  "b",    "17",
        "'s ", "\xc3\x89",     "\xff",         "",  "Mr ",  "$4bn ", ", ", "the ", "\xe4\xb8\xad"};
    for (int round = 0; round < 300; round++) {
        size_t len = 0;
        while (len < 2900) {
            uint64_t k = random_below(&seed, sizeof pieces / sizeof *pieces);
            size_t n = strlen(pieces[k]);
            if (n == 0) text[len++] = (char)random_below(&seed, 256);
            memcpy(text + len, pieces[k], n);
            len += n;
        }
        char *exact = malloc(len); /* its end is watched by the sanitizer */
        assert_non_null(exact);
        memcpy(exact, text, len);
        reading_make_bytes(&r, exact, len, WF_LANGUAGE_ENGLISH);
        for (uint32_t i = 0; i < r.n_words; i++) {
            assert_true(word(i)->begin < word(i)->end && word(i)->end <= len);
            assert_true(word(i)->len > 0);
        }
        for (size_t i = 0; i < r.quotes.n; i++) assert_true(r.quotes.items[i].end <= r.n_words);
        free(exact);
    }
}

static void assert_same_anchors(const wf_reading_anchors *a, const wf_reading_anchors *b) {
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->items[i].begin, b->items[i].begin);
        assert_int_equal(a->items[i].end, b->items[i].end);
        assert_int_equal(a->items[i].sentence, b->items[i].sentence);
        assert_int_equal(a->items[i].key, b->items[i].key);
    }
}

static void assert_same_words(const wf_reading *a, const wf_reading *b) {
    assert_int_equal(a->n_words, b->n_words);
    if (a->n_words) assert_memory_equal(a->keys, b->keys, a->n_words * sizeof *a->keys);
    for (uint32_t i = 0; i < a->n_words; i++) {
        const wf_word *x = &a->words[i], *y = &b->words[i];
        assert_int_equal(x->begin, y->begin);
        assert_int_equal(x->end, y->end);
        assert_int_equal(x->flags, y->flags);
        assert_int_equal(x->len, y->len);
        assert_true(x->idf >= y->idf && x->idf <= y->idf);
        assert_memory_equal(wf_word_spelling(a, x).ptr, wf_word_spelling(b, y).ptr, x->len);
    }
}

static void assert_same(const wf_reading *a, const wf_reading *b) {
    assert_same_words(a, b);
    assert_same_anchors(&a->names, &b->names);
    assert_same_anchors(&a->numbers, &b->numbers);
    assert_same_anchors(&a->quotes, &b->quotes);
    if (a->numbers.n)
        assert_memory_equal(a->number_keys, b->number_keys, a->numbers.n * sizeof *a->number_keys);
    assert_int_equal(a->n_sentences, b->n_sentences);
    if (a->n_sentences)
        assert_memory_equal(a->sentences, b->sentences, a->n_sentences * sizeof *a->sentences);
    assert_true(a->weight >= b->weight && a->weight <= b->weight);
    assert_memory_equal(a->small, b->small, sizeof a->small);
    assert_int_equal(a->contractions, b->contractions);
    assert_int_equal(a->repeats, b->repeats);
    assert_int_equal(a->spaced_marks, b->spaced_marks);
    assert_int_equal(a->language, b->language);
}

/* Packs r and makes it anew into copy; false if it cannot be packed. */
static bool pack(wf_reading *copy) {
    wf_error err;
    void *packed = malloc(wf_reading_packed_most(&r));
    assert_non_null(packed);
    size_t size = wf_reading_pack(&r, packed);
    assert_true(size <= wf_reading_packed_most(&r));
    void *exact = size ? malloc(size) : NULL;
    if (exact) {
        memcpy(exact, packed, size);
        assert_int_equal(wf_reading_unpack(exact, copy, &err), WF_OK);
    }
    free(exact);
    free(packed);
    return size > 0;
}

static void test_packed_readings_are_the_same(void **state) {
    (void)state;
    static const char news[] = "\"We have 262 boats at sea,\" said Marta Velko on May 17 . The the mayor's "
                               "boats didn't sail: 3.5 tonnes, $1.13bn lost.\n\nThe ships' bells rang; "
                               "\"nobody in the harbour slept,\" Dr. Holm's sister said of it.";
    static const char *const texts[] = {"", "Rain", "the", news, "Çeşme'de Straße über 東京 naïve"};
    wf_reading copy = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        reading_make(&r, texts[i], i == 4 ? WF_LANGUAGE_UNKNOWN : WF_LANGUAGE_ENGLISH);
        if (pack(&copy))
            assert_same(&r, &copy);
        else
            assert_int_equal(i, 4);
    }
    uint64_t seed = 5;
    for (int round = 0; round < 200; round++) {
        char text[600];
        size_t len = 0;
        while (len < 500) {
            for (uint64_t n = 1 + random_below(&seed, 9); n; n--)
                text[len++] = "abTU'9\xC3\xA9.\"n"[random_below(&seed, 11)];
            text[len++] = " \n,"[random_below(&seed, 3)];
        }
        reading_make_bytes(&r, text, len, WF_LANGUAGE_ENGLISH);
        if (pack(&copy)) assert_same(&r, &copy);
    }
    wf_reading_free(&copy);
}

/* What has no room in a packed word. */
static void test_long_words_and_gaps_are_not_packed(void **state) {
    (void)state;
    wf_reading copy = {0};
    wf_bytes text = {0};
    for (int i = 0; i < 300; i++) assert_true(wf_bytes_puts(&text, "x"));
    reading_make_bytes(&r, text.ptr, text.len, WF_LANGUAGE_ENGLISH);
    assert_false(pack(&copy));
    assert_true(wf_bytes_puts(&text, " boats"));
    reading_make_bytes(&r, text.ptr + 50, text.len - 50, WF_LANGUAGE_ENGLISH);
    assert_true(pack(&copy));
    text.len = 0;
    for (int i = 0; i < 70000; i++) assert_true(wf_bytes_puts(&text, i ? " " : "boats"));
    assert_true(wf_bytes_puts(&text, "sail"));
    reading_make_bytes(&r, text.ptr, text.len, WF_LANGUAGE_ENGLISH);
    assert_int_equal(r.n_words, 2);
    assert_false(pack(&copy));
    wf_bytes_free(&text);
    wf_reading_free(&copy);
}

static int close_all(void **state) {
    wf_reading_free(&r);
    return readings_close(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_and_their_classes),
        cmocka_unit_test(test_words_do_not_depend_on_what_was_read_before),
        cmocka_unit_test(test_sentences_cover_all_words),
        cmocka_unit_test(test_weights_count_a_stem_once),
        cmocka_unit_test(test_more_words_than_are_remembered),
        cmocka_unit_test(test_how_a_text_is_written),
        cmocka_unit_test(test_names_numbers_and_quotes),
        cmocka_unit_test(test_numbers_by_value),
        cmocka_unit_test(test_capitals_of_several_scripts),
        cmocka_unit_test(test_slips_of_punctuation),
        cmocka_unit_test(test_empty_texts),
        cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_packed_readings_are_the_same),
        cmocka_unit_test(test_long_words_and_gaps_are_not_packed),
    };
    return cmocka_run_group_tests(tests, readings_open, close_all);
}
