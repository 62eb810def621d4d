/* The lexicon: classes of words, and how two words are related. */
#include "verdict/lexicon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "verdict/function_words.h"
#include "verdict/lexicon_data.h"

static wf_str str(const char *s) {
    return (wf_str){s, strlen(s)};
}

enum {
    F = WF_WORD_FUNCTION,
    ART = WF_WORD_ARTICLE,
    DET = WF_WORD_DETERMINER,
    PREP = WF_WORD_PREPOSITION,
    AUX = WF_WORD_AUXILIARY,
    PRON = WF_WORD_PRONOUN,
    CONJ = WF_WORD_CONJUNCTION,
    NUM = WF_WORD_NUMERAL,
    CAL = WF_WORD_CALENDAR,
    COMMON = 1 << 15 /* wf_word_can_be_common */
};

static unsigned classes_of(wf_str word) {
    return wf_word_classes(word) | (wf_word_can_be_common(word) ? COMMON : 0);
}

static void words_have_classes(void **state) {
    (void)state;
    static const struct {
        const char *word;
        unsigned classes;
    } cases[] = {
        {"a", F | ART | DET | COMMON},
        {"the", F | ART | DET | COMMON},
        {"his", F | DET | PRON | COMMON},
        {"of", F | PREP | COMMON},
        {"notwithstanding", COMMON},
        {"themselves", F | PRON | COMMON},
        {"yourself", F | PRON | COMMON},
        {"yourselves", F | PRON | COMMON},
        {"because", F | CONJ | COMMON},
        {"since", F | PREP | CONJ | COMMON},
        {"was", F | AUX | COMMON},
        {"very", F | COMMON},
        {"don't", F | AUX | COMMON},
        {"won't", F | AUX | COMMON},
        {"he's", F | PRON | COMMON},
        {"they'll", F | PRON | COMMON},
        {"i'm", F | PRON | COMMON},
        {"let's", COMMON},
        {"o'clock", COMMON},
        {"two", NUM | COMMON},
        {"seventeenth", NUM | COMMON},
        {"december", CAL},
        {"tues", CAL},
        {"march", CAL | COMMON},
        {"may", F | AUX | CAL | COMMON},
        {"houses", COMMON}, /* by its ending */
        {"mice", COMMON},   /* irregular */
        {"running", COMMON},
        {"bigger", COMMON},
        {"happiest", COMMON},
        {"theatres", COMMON},
        {"sunday", CAL},
        {"london", 0},
        {"merkel", 0},
        {"xyzzy", 0},
        {"t", COMMON}, /* a ton */
        {"", 0},
        {"'", 0},
        {"'s", 0},
        {"n't", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned classes = classes_of(str(cases[i].word));
        if (classes != cases[i].classes)
            fail_msg("%s: %#x, expected %#x", cases[i].word, classes, cases[i].classes);
    }
}

typedef struct {
    const char *a, *b;
    wf_word_relation relation;
} relation_case;

static const relation_case relation_cases[] = {
    {"", "", WF_WORDS_SAME},
    {"house", "house", WF_WORDS_SAME},
    {"xyzzy", "xyzzy", WF_WORDS_SAME},

    /* Regular endings. */
    {"house", "houses", WF_WORDS_FORMS},
    {"glass", "glasses", WF_WORDS_FORMS},
    {"tax", "taxes", WF_WORDS_FORMS},
    {"waltz", "waltzes", WF_WORDS_FORMS},
    {"watch", "watches", WF_WORDS_FORMS},
    {"wish", "wishes", WF_WORDS_FORMS},
    {"city", "cities", WF_WORDS_FORMS},
    {"fireman", "firemen", WF_WORDS_FORMS},
    {"walked", "walking", WF_WORDS_FORMS},
    {"makes", "making", WF_WORDS_FORMS},
    {"carry", "carried", WF_WORDS_FORMS},
    {"stop", "stopped", WF_WORDS_FORMS},
    {"running", "runs", WF_WORDS_FORMS},
    {"issued", "issuing", WF_WORDS_FORMS},
    {"large", "largest", WF_WORDS_FORMS},
    {"big", "bigger", WF_WORDS_FORMS},
    {"happy", "happier", WF_WORDS_FORMS},
    {"easier", "easiest", WF_WORDS_FORMS},

    /* Irregular forms. */
    {"say", "said", WF_WORDS_FORMS},
    {"says", "said", WF_WORDS_FORMS},
    {"mouse", "mice", WF_WORDS_FORMS},
    {"was", "is", WF_WORDS_FORMS},
    {"went", "going", WF_WORDS_FORMS},
    {"saw", "seen", WF_WORDS_FORMS},
    {"better", "best", WF_WORDS_FORMS},
    {"worse", "bad", WF_WORDS_FORMS},
    {"children", "child", WF_WORDS_FORMS},
    {"leaves", "leaf", WF_WORDS_FORMS},
    {"leaves", "left", WF_WORDS_FORMS},
    {"analyses", "analysis", WF_WORDS_FORMS},
    {"learnt", "learned", WF_WORDS_FORMS},

    /* British and American spelling. */
    {"colour", "color", WF_WORDS_FORMS},
    {"colours", "colored", WF_WORDS_FORMS},
    {"neighbourhood", "neighborhood", WF_WORDS_FORMS},
    {"favourite", "favorites", WF_WORDS_FORMS},
    {"organise", "organized", WF_WORDS_FORMS},
    {"organisation", "organizations", WF_WORDS_FORMS},
    {"weaponising", "weaponizing", WF_WORDS_FORMS}, /* not in WordNet */
    {"analysed", "analyze", WF_WORDS_FORMS},
    {"centre", "center", WF_WORDS_FORMS},
    {"centring", "centering", WF_WORDS_FORMS},
    {"kilometres", "kilometer", WF_WORDS_FORMS},
    {"dialogue", "dialog", WF_WORDS_FORMS},
    {"catalogued", "cataloging", WF_WORDS_FORMS},
    {"travelled", "traveled", WF_WORDS_FORMS},
    {"travellers", "traveler", WF_WORDS_FORMS},
    {"marvellous", "marvelous", WF_WORDS_FORMS},
    {"fulfil", "fulfill", WF_WORDS_FORMS},
    {"defence", "defense", WF_WORDS_FORMS},
    {"anaemia", "anemia", WF_WORDS_FORMS},
    {"oestrogen", "estrogen", WF_WORDS_FORMS},
    {"grey", "gray", WF_WORDS_FORMS},
    {"greys", "grayer", WF_WORDS_FORMS},
    {"programmes", "program", WF_WORDS_FORMS},
    {"tyres", "tires", WF_WORDS_FORMS},
    {"jewellery", "jewelry", WF_WORDS_FORMS},

    /* Contractions. */
    {"he'll", "he", WF_WORDS_FORMS},
    {"don't", "doesn't", WF_WORDS_FORMS},
    {"do", "don't", WF_WORDS_UNRELATED},

    /* Words of no dictionary. */
    {"selfie", "selfies", WF_WORDS_FORMS},
    {"vlogging", "vlog", WF_WORDS_FORMS},
    {"vlogged", "vlogging", WF_WORDS_FORMS},
    {"kirkby", "kirkbys", WF_WORDS_FORMS},
    {"doxxes", "doxxing", WF_WORDS_FORMS},
    {"merkel", "merkels", WF_WORDS_FORMS},
    {"merkel", "macron", WF_WORDS_UNRELATED},
    {"xy", "xys", WF_WORDS_UNRELATED},
    {"ross", "ros", WF_WORDS_UNRELATED},
    {"saucedo", "saused", WF_WORDS_UNRELATED},
    {"alexandre", "alexander", WF_WORDS_UNRELATED}, /* names spelt otherwise */
    {"russell", "russel", WF_WORDS_UNRELATED},
    {"novell", "novel", WF_WORDS_UNRELATED},
    {"wal", "wales", WF_WORDS_UNRELATED},

    {"car", "automobile", WF_WORDS_SYNONYMS},
    {"cars", "automobiles", WF_WORDS_SYNONYMS},
    {"begin", "start", WF_WORDS_SYNONYMS},
    {"began", "started", WF_WORDS_SYNONYMS},
    {"buy", "purchased", WF_WORDS_SYNONYMS},
    {"huge", "vast", WF_WORDS_SYNONYMS},
    {"quickly", "rapidly", WF_WORDS_SYNONYMS},
    {"doctor", "physician", WF_WORDS_SYNONYMS},
    {"help", "aids", WF_WORDS_SYNONYMS},

    {"dog", "canine", WF_WORDS_NEAR},          /* a kind of */
    {"decide", "decision", WF_WORDS_NEAR},     /* derived from */
    {"organise", "organizer", WF_WORDS_NEAR},  /* derived from */
    {"large", "gigantic", WF_WORDS_NEAR},      /* similar to */
    {"hammer", "tool", WF_WORDS_UNRELATED},    /* two steps */
    {"whispered", "spoke", WF_WORDS_NEAR},     /* a way of */
    {"snore", "sleep", WF_WORDS_NEAR},         /* entails */
    {"destroy", "destruction", WF_WORDS_NEAR}, /* derived from */

    {"house", "", WF_WORDS_UNRELATED},
    {"banana", "parliament", WF_WORDS_UNRELATED},
    {"minister", "rained", WF_WORDS_UNRELATED},
    {"car", "xyzzy", WF_WORDS_UNRELATED},

    /* Near misses of the rules of spelling. */
    {"four", "for", WF_WORDS_UNRELATED},
    {"filing", "filling", WF_WORDS_UNRELATED},
    {"rise", "rize", WF_WORDS_UNRELATED},
    {"holy", "holly", WF_WORDS_UNRELATED},
    {"canoe", "cane", WF_WORDS_UNRELATED},
    {"desert", "dessert", WF_WORDS_UNRELATED},
    {"courts", "cortex", WF_WORDS_UNRELATED},
};

static void words_are_related(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof relation_cases / sizeof *relation_cases; i++) {
        const relation_case *c = relation_cases + i;
        wf_word_relation relation = wf_words_relate(str(c->a), str(c->b));
        if (relation != c->relation)
            fail_msg("'%s' and '%s': %d, expected %d", c->a, c->b, relation, c->relation);
        relation = wf_words_relate(str(c->b), str(c->a));
        if (relation != c->relation)
            fail_msg("'%s' and '%s': %d, expected %d", c->b, c->a, relation, c->relation);
    }
}

/* Of words that the lexicon does not have, the shorter way says the same. */
static void unknown_words_are_related_alike(void **state) {
    (void)state;
    static const char *const words[] = {"velkoing", "velked",  "velkos",   "velko",  "plomise",  "plomize",
                                        "house",    "mouse's", "velko'll", "velked", "plomised", "velkoer"};
    enum { N = sizeof words / sizeof *words };
    size_t n_forms = 0, n_unlike = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < N; k++) {
            wf_str a = str(words[i]), b = str(words[k]);
            bool known = wf_word_can_be_common(a) && wf_word_can_be_common(b);
            if (known || strcmp(words[i], words[k]) == 0) continue;
            wf_word_relation relation = wf_words_relate_unknown(a, b);
            if (relation != wf_words_relate(a, b)) fail_msg("'%s' and '%s'", words[i], words[k]);
            n_forms += relation == WF_WORDS_FORMS;
            n_unlike += relation == WF_WORDS_UNRELATED;
        }
    assert_true(n_forms > 0 && n_unlike > 0);
}

static void words_of_any_length_and_bytes_are_taken(void **state) {
    (void)state;
    enum { LONG = 10000 };
    char *a = malloc(LONG), *b = malloc(LONG); /* of just that size: reading beyond is seen by a sanitizer */
    assert_true(a && b);
    memset(a, 'a', LONG);
    memset(b, 'a', LONG);
    assert_int_equal(classes_of((wf_str){a, LONG}), 0);
    assert_int_equal(wf_words_relate((wf_str){a, LONG}, (wf_str){b, LONG}), WF_WORDS_SAME);
    b[LONG - 1] = 's';
    assert_int_equal(wf_words_relate((wf_str){a, LONG - 1}, (wf_str){b, LONG}), WF_WORDS_FORMS);
    b[5] = 'q';
    assert_int_equal(wf_words_relate((wf_str){a, LONG}, (wf_str){b, LONG}), WF_WORDS_UNRELATED);
    assert_int_equal(wf_words_relate((wf_str){a, LONG}, str("house")), WF_WORDS_UNRELATED);
    assert_int_equal(wf_words_relate((wf_str){NULL, 0}, str("house")), WF_WORDS_UNRELATED);
    assert_int_equal(wf_words_relate((wf_str){NULL, 0}, (wf_str){a, 0}), WF_WORDS_SAME);
    assert_int_equal(classes_of((wf_str){NULL, 0}), 0);
    memset(a, 0, LONG);
    memset(b, 0xFF, LONG);
    static const char *const endings[] = {"", "s", "ing", "ies", "est", "men", "'ll", "n't", "ur", "ll"};
    for (size_t len = 0; len < 64; len++) {
        for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
            size_t n = strlen(endings[i]);
            char *word = malloc(len + n + 1);
            assert_non_null(word);
            memset(word, 'l', len);
            memcpy(word + len, endings[i], n);
            classes_of((wf_str){word, len + n});
            assert_int_equal(wf_words_relate((wf_str){word, len + n}, (wf_str){a, 64}), WF_WORDS_UNRELATED);
            assert_int_equal(wf_words_relate((wf_str){b, 64}, (wf_str){word, len + n}), WF_WORDS_UNRELATED);
            free(word);
        }
    }
    free(a);
    free(b);
}

/* Every entry of the table is whole, stands in the bucket of its hash, and refers to entries. */
static void table_is_sound(void **state) {
    (void)state;
    const unsigned char *bytes = wf_lexicon_bytes;
    uint32_t end = wf_lexicon_starts[WF_LEXICON_BUCKETS], words = 0, references = 0, found = 0;
    bool *is_entry = calloc(end, 1);
    assert_non_null(is_entry);
    for (int round = 0; round < 2; round++) {
        for (uint32_t bucket = 0; bucket < WF_LEXICON_BUCKETS; bucket++) {
            uint32_t at = wf_lexicon_starts[bucket];
            while (at < wf_lexicon_starts[bucket + 1]) {
                const unsigned char *entry = bytes + at, *counts = entry + 3 + entry[2];
                uint32_t size = entry[0] | entry[1] << 8, hash = 0;
                for (int i = 0; i < entry[2]; i++) hash = wf_lexicon_hash(hash, (char)entry[3 + i]);
                assert_int_equal(hash % WF_LEXICON_BUCKETS, bucket);
                assert_true(wf_lexicon_may_have(hash));
                const unsigned char *p = counts + 1;
                for (int i = 0; i < *counts >> 3; i++, p += 3) {
                    uint32_t to = p[0] | p[1] << 8 | (uint32_t)p[2] << 16;
                    references++;
                    found += to >> 3 < end && is_entry[to >> 3];
                    assert_true((to & 7) <= WF_ADVERB);
                }
                for (int i = 0; i < (*counts & 7); i++) {
                    assert_in_range(*p, WF_NOUN, WF_ADVERB);
                    assert_true(p[1] > 0);
                    p += 3 + 3 * (p[1] + p[2]);
                }
                assert_ptr_equal(p, entry + size);
                is_entry[at] = true;
                at += size;
                words++;
            }
            assert_int_equal(at, wf_lexicon_starts[bucket + 1]);
        }
        if (round == 0) references = found = words = 0;
    }
    free(is_entry);
    uint32_t others = 0;
    for (uint32_t hash = 1; hash <= 10000; hash++) others += wf_lexicon_may_have(hash * 2654435761u);
    assert_in_range(others, 1, 1500); /* of words that are not there, the filter lets few through */
    assert_int_equal(found, references);
    assert_true(words > 60000 && references > 1000);
}

/* Words from all of the list are found by halving it. */
static void listed_words_are_found(void **state) {
    (void)state;
    static const char *const words[] = {
        "a",     "and",     "before", "can",  "despite", "each", "february", "friday", "hundred",
        "i",     "january", "like",   "most", "nobody",  "oct",  "per",      "same",   "seventeenth",
        "since", "than",    "too",    "upon", "very",    "we",   "within",   "you",    "yourselves"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (wf_listed_classes(str(words[i])) == 0) fail_msg("%s", words[i]);
    assert_int_equal(wf_listed_classes(str("seventeenths")), 0);
    assert_int_equal(wf_listed_classes(str("yourselvesandmore")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_classes),
        cmocka_unit_test(words_are_related),
        cmocka_unit_test(unknown_words_are_related_alike),
        cmocka_unit_test(words_of_any_length_and_bytes_are_taken),
        cmocka_unit_test(table_is_sound),
        cmocka_unit_test(listed_words_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
