/* What was changed between two texts: edits counted by their kind, quotes, names, numbers and odd words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/readings.h"
#include "support/words.h"

static const char reference[] = "The council of Brackwell voted on Tuesday to close the old ferry dock. "
                                "Engineers found cracks in two pillars after a violent storm in March. "
                                "Repairs would cost 4.2 million crowns and take eleven months. "
                                "Fishermen fear that the harbour will lose its market to other towns.";

static void assert_near(double x, double wanted) {
    if (x < wanted - 1e-9 || x > wanted + 1e-9) fail_msg("%.12g, but %.12g was wanted", x, wanted);
}

/* The reference with one passage put for another. */
static const char *with(const char *passage, const char *other) {
    static char text[1000];
    const char *at = strstr(reference, passage);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - reference), reference, other, at + strlen(passage));
    return text;
}

static void test_equal_texts(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, reference);
    assert_int_equal(c->words_a, 48);
    assert_int_equal(c->words_b, 48);
    assert_int_equal(c->sentences_b, 4);
    assert_int_equal(c->sentences_aligned, 4);
    assert_int_equal(c->in_order, 4);
    assert_int_equal(c->aligned_a, 48);
    assert_int_equal(c->aligned_b, 48);
    assert_int_equal(c->exact, 48);
    assert_int_equal(c->kept, 48);
    assert_int_equal(c->bag, 48);
    assert_int_equal(c->runs, 4);
    assert_int_equal(c->grams_3, 46);
    assert_int_equal(c->shared_3, 46);
    assert_int_equal(c->grams_5, 44);
    assert_int_equal(c->shared_5, 44);
    assert_near(c->weight_in_a, 1);
    assert_near(c->weight_in_b, 1);
    assert_near(c->length_deviation, 0);
    assert_int_equal(c->swaps + c->deleted + c->inserted + c->blocks + c->function_swaps + c->odd, 0);
    assert_int_equal(c->numbers_conflict + c->numbers_new + c->numbers_lost, 0);
    assert_int_equal(c->names_lost + c->names_lowered + c->names_altered, 0);
    for (wf_finding_kind kind = 0; kind < WF_N_FINDINGS; kind++) assert_int_equal(found(kind), 0);
}

static void test_a_synonym(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, with("violent", "fierce"));
    assert_int_equal(c->swaps, 1);
    assert_int_equal(c->synonyms + c->near, 1);
    assert_int_equal(c->forms + c->unlike, 0);
    assert_int_equal(c->kept, 47);
    assert_int_equal(c->exact, 36);
    assert_int_equal(c->deleted + c->inserted, 0);
    assert_int_equal(c->shared_3, 43);
    assert_int_equal(c->shared_5, 39);
    assert_int_equal(found(WF_FINDING_SWAP), 1);
    assert_string_equal(finding(WF_FINDING_SWAP, 0), "violent > fierce");
}

static void test_an_unlike_word(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, with("market", "orchestra"));
    assert_int_equal(c->swaps, 1);
    assert_int_equal(c->unlike, 1);
    assert_string_equal(finding(WF_FINDING_SWAP, 0), "market > orchestra");
}

/* Runs of n words of b that stand in a, by comparing all. */
static uint32_t plain_runs(const wf_reading *a, const wf_reading *b, uint32_t n) {
    uint32_t count = 0;
    for (uint32_t i = 0; i + n <= b->n_words; i++) {
        bool any = false;
        for (uint32_t k = 0; !any && k + n <= a->n_words; k++) {
            any = true;
            for (uint32_t w = 0; w < n; w++) any &= b->keys[i + w].id == a->keys[k + w].id;
        }
        count += any;
    }
    return count;
}

/* Texts of few words, so that runs stand in many places and orders. */
static void test_runs_are_those_found_by_comparing_all(void **state) {
    (void)state;
    static const char words[][8] = {"harbour", "ferry", "council", "timber",
                                    "the",     "of",    "granite", "weather"};
    uint64_t seed = 5;
    for (int round = 0; round < 300; round++) {
        char texts[2][512];
        uint64_t n_words = 2 + random_below(&seed, 7);
        for (int t = 0; t < 2; t++) {
            texts[t][0] = '\0';
            for (uint64_t i = 0, n = 1 + random_below(&seed, 40); i < n; i++) {
                if (i) strcat(texts[t], " ");
                strcat(texts[t], words[random_below(&seed, n_words)]);
            }
        }
        wf_reading a = {0}, b = {0};
        reading_make(&a, texts[0], WF_LANGUAGE_ENGLISH);
        reading_make(&b, texts[1], WF_LANGUAGE_ENGLISH);
        const wf_changes *c = changes_of(&a, &b, NULL, 0);
        assert_int_equal(c->shared_3, plain_runs(&a, &b, 3));
        assert_int_equal(c->shared_5, plain_runs(&a, &b, 5));
        wf_reading_free(&a);
        wf_reading_free(&b);
    }
}

/* Forms of a word are counted, but are nothing to show. */
static void test_a_form(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, with("pillars", "pillar"));
    assert_int_equal(c->swaps, 1);
    assert_int_equal(c->forms, 1);
    assert_int_equal(found(WF_FINDING_SWAP), 0);
    c = changes_between(reference, with("will lose", "will lost"));
    assert_int_equal(c->forms, 1);
}

static void test_small_words(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, with("after a violent", "during a violent"));
    assert_int_equal(c->function_swaps, 1);
    assert_int_equal(c->preposition_swaps, 1);
    assert_int_equal(c->swaps, 0);
    c = changes_between(reference, with("the old ferry", "old ferry"));
    assert_int_equal(c->articles_deleted, 1);
    assert_int_equal(c->deleted, 1);
    assert_int_equal(c->function_deleted, 0);
    assert_near(c->articles, 2 / 47. - 3 / 48.);
    c = changes_between(reference, with("Repairs would", "The repairs would"));
    assert_int_equal(c->articles_inserted, 1);
    assert_int_equal(c->inserted, 1);
    c = changes_between(reference, with("fear that the", "fear the"));
    assert_int_equal(c->function_deleted, 1);
    assert_int_equal(c->articles_deleted, 0);
    assert_near(c->that, 0 / 47. - 1 / 48.);
    for (wf_finding_kind kind = 0; kind < WF_N_FINDINGS; kind++) assert_int_equal(found(kind), 0);
}

static void test_words_put_in_and_left_out(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, with("to other towns", "quickly to other towns"));
    assert_int_equal(c->inserted, 1);
    assert_int_equal(c->deleted, 0);
    assert_int_equal(c->kept, 48);
    assert_int_equal(c->exact, 36);
    c = changes_between(reference, with("old ferry dock", "dock"));
    assert_int_equal(c->deleted, 2);
    assert_int_equal(c->aligned_a, 48);
    assert_int_equal(c->aligned_b, 46);
}

static void test_numbers(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, with("4.2 million", "4.7 million"));
    assert_int_equal(c->numbers_conflict, 1);
    assert_int_equal(c->numbers_new, 1);
    assert_int_equal(c->numbers_lost, 1);
    assert_int_equal(c->swaps, 0);
    assert_int_equal(found(WF_FINDING_NUMBER), 1);
    assert_string_equal(finding(WF_FINDING_NUMBER, 0), "4 2 million > 4 7 million");
    /* Of equal value: nothing changed. */
    c = changes_between(reference, with("eleven months", "11 months"));
    assert_int_equal(c->numbers_conflict, 0);
    assert_int_equal(c->numbers_new, 0);
    assert_int_equal(c->number_swaps, 1);
    assert_int_equal(c->swaps, 0);
    assert_int_equal(found(WF_FINDING_NUMBER), 0);
    /* Of two new ones it is not told which stands for which. */
    c = changes_between(reference,
                        with("4.2 million crowns and take eleven", "4.7 million crowns and take nine"));
    assert_int_equal(c->numbers_conflict, 2);
    assert_int_equal(found(WF_FINDING_NUMBER), 0);
}

static void test_moved_sentences(void **state) {
    (void)state;
    const char *moved = "Repairs would cost 4.2 million crowns and take eleven months. "
                        "The council of Brackwell voted on Tuesday to close the old ferry dock. "
                        "Engineers found cracks in two pillars after a violent storm in March. "
                        "Fishermen fear that the harbour will lose its market to other towns.";
    const wf_changes *c = changes_between(reference, moved);
    assert_int_equal(c->sentences_aligned, 4);
    assert_int_equal(c->in_order, 3);
    assert_int_equal(c->exact, 48);
    assert_int_equal(c->swaps + c->deleted + c->inserted, 0);
}

/* A sentence of b that is one of a in other words is aligned; one of another matter is not. */
static void test_sentences_of_another_matter(void **state) {
    (void)state;
    const wf_changes *c = changes_between(
        reference, with("Fishermen fear that the harbour will lose its market to other towns.",
                        "A choir of pupils sang old hymns before breakfast in the cathedral."));
    assert_int_equal(c->sentences_b, 4);
    assert_int_equal(c->sentences_aligned, 3);
    assert_int_equal(c->aligned_b, 36);
    assert_int_equal(c->aligned_a, 36);
    assert_true(c->weight_in_a < 1 && c->weight_in_a > .5);
    c = changes_between(reference, "A choir of pupils sang old hymns before breakfast in the cathedral.");
    assert_int_equal(c->sentences_aligned, 0);
    assert_int_equal(c->kept + c->exact + c->aligned_b + c->aligned_a, 0);
}

static void test_empty_texts(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, "");
    assert_int_equal(c->words_a, 48);
    assert_int_equal(c->words_b + c->sentences_b + c->grams_3 + c->grams_5, 0);
    assert_near(c->weight_in_a, 0);
    c = changes_between("", reference);
    assert_int_equal(c->sentences_aligned + c->kept + c->shared_3, 0);
    assert_near(c->weight_in_b, 0);
    c = changes_between("", "");
    assert_near(c->spaced_marks, 0);
    c = changes_between("One.", "One two.");
    assert_int_equal(c->grams_3, 0);
}

/* ---- quotes */

#define QUOTED(quote)                                                                             \
    "The mayor of Brackwell spoke to reporters at the dock on Friday. " quote " the mayor said. " \
    "The ferry dock has been closed since the storm broke two pillars."
#define WORDS "We will rebuild the old pier before winter and nobody will lose a job"

static void test_quotes_as_they_are(void **state) {
    (void)state;
    const wf_changes *c =
        changes_between(QUOTED("\"" WORDS ",\""), QUOTED("\xe2\x80\x9c" WORDS ",\xe2\x80\x9d"));
    assert_int_equal(c->quotes, 1);
    assert_int_equal(c->quotes_exact, 1);
    assert_int_equal(c->quotes_altered, 0);
    assert_int_equal(c->quoted_a, 1);
    assert_int_equal(c->quotes_lost, 0);
}

static void test_an_altered_quote(void **state) {
    (void)state;
    const wf_changes *c = changes_between(
        QUOTED("\"" WORDS ",\""),
        QUOTED("\"We are going to rebuild the ancient pier before winter and no one will lose a work,\""));
    assert_int_equal(c->quotes, 1);
    assert_int_equal(c->quotes_exact, 0);
    assert_int_equal(c->quotes_altered, 1);
    assert_true(c->quote_edits > .2 && c->quote_edits < .8);
    assert_int_equal(found(WF_FINDING_QUOTE), 1);
    assert_string_equal(
        finding(WF_FINDING_QUOTE, 0),
        "we will rebuild the old pier before winter and nobody will lose a job > we are going to "
        "rebuild the ancient pier before winter and no one will lose a work");
}

/* A part of a quote, and two of them drawn together, are as they are. */
static void test_parts_of_quotes(void **state) {
    (void)state;
    const wf_changes *c = changes_between(QUOTED("\"" WORDS ",\""),
                                          QUOTED("The town would \"rebuild the old pier before winter\","));
    assert_int_equal(c->quotes, 1);
    assert_int_equal(c->quotes_exact, 1);
    assert_int_equal(c->quotes_altered, 0);
    const char *apart =
        QUOTED("\"We will rebuild the old pier before winter,\" he began. \"And nobody in this "
               "harbour will lose a job,\"");
    const char *together =
        QUOTED("\"We will rebuild the old pier before winter. And nobody in this harbour will lose a job,\"");
    c = changes_between(apart, together);
    assert_int_equal(c->quotes_altered, 0);
    assert_int_equal(c->quotes_exact, c->quotes);
    assert_true(c->quotes >= 1);
    c = changes_between(together, apart);
    assert_int_equal(c->quotes_altered, 0);
    assert_int_equal(c->quotes_exact, 2);
}

/* A slip of the pen, one word left out, is no altered quote; a small quote is none that is looked at. */
static void test_slips_in_quotes(void **state) {
    (void)state;
    const wf_changes *c =
        changes_between(QUOTED("\"" WORDS ",\""),
                        QUOTED("\"We will rebuild the pier before winter and nobody will lose a job,\""));
    assert_int_equal(c->quotes, 1);
    assert_int_equal(c->quotes_altered, 0);
    c = changes_between(QUOTED("\"We rebuild the pier,\""), QUOTED("\"We renew the pier,\""));
    assert_int_equal(c->quotes, 0);
}

static void test_a_quote_that_was_lost(void **state) {
    (void)state;
    const wf_changes *c =
        changes_between(QUOTED("\"" WORDS ",\""),
                        QUOTED("The old pier will be rebuilt before winter and nobody will lose a job,"));
    assert_int_equal(c->quotes, 0);
    assert_int_equal(c->quoted_a, 1);
    assert_int_equal(c->quotes_lost, 1);
}

/* Another quote on the same matter is no altered one. */
static void test_another_quote(void **state) {
    (void)state;
    const wf_changes *c = changes_between(QUOTED("\"" WORDS ",\""),
                                          QUOTED("\"My father worked at that pier for forty years,\""));
    assert_int_equal(c->quotes_altered, 0);
}

/* A quote that yet another version has word for word was not altered here. */
static void test_a_quote_that_others_have(void **state) {
    (void)state;
    wf_reading a = {0}, b = {0};
    reading_make(&a, QUOTED("\"We are to rebuild an ancient pier before winter and no one loses work,\""),
                 WF_LANGUAGE_ENGLISH);
    reading_make(&b, QUOTED("\"" WORDS ",\""), WF_LANGUAGE_ENGLISH);
    assert_int_equal(b.quotes.n, 1);
    assert_int_equal(changes_of(&a, &b, NULL, 0)->quotes_altered, 1);
    wf_supported own = {b.quotes.items[0].key, 1}, others = {b.quotes.items[0].key, 2},
                 both = {b.quotes.items[0].key, 3};
    assert_int_equal(changes_of(&a, &b, &own, 1)->quotes_altered, 1); /* it is the only one */
    assert_int_equal(changes_of(&a, &b, &others, 1)->quotes_altered, 0);
    const wf_changes *c = changes_of(&a, &b, &both, 1);
    assert_int_equal(c->quotes_altered, 0);
    assert_int_equal(c->quotes_exact, 1);
    wf_reading_free(&a);
    wf_reading_free(&b);
}

/* ---- names */

#define NAMED(one, two)                                                                      \
    "The harbour master, " one ", met reporters from " two " at the closed dock on Friday. " \
    "Later " one " walked along the broken pier with a dozen fishermen."

static void assert_misspelt(const char *name, const char *other, size_t n) {
    char a[400], b[400];
    const char *form = "The harbour master, Ines %s, met reporters at the closed dock on Friday. "
                       "Later %s walked along the broken pier with a dozen fishermen.";
    snprintf(a, sizeof a, form, name, name);
    snprintf(b, sizeof b, form, other, other);
    const wf_changes *c = changes_between(a, b);
    if (c->names_altered != n || found(WF_FINDING_NAME) != n)
        fail_msg("%s, %s: %u altered, %zu found", name, other, c->names_altered, found(WF_FINDING_NAME));
}

static void test_names_misspelt(void **state) {
    (void)state;
    assert_misspelt("Marcedo", "Marsedo", 1);
    assert_misspelt("Tolbrand", "Tolbrant", 1);
    assert_misspelt("Velkorin", "Velkroin", 1);
    assert_misspelt("Quarell", "Kuarel", 1);
    assert_misspelt("Brandauer", "Brandaur", 1);
}

static void test_names_that_are_others(void **state) {
    (void)state;
    assert_misspelt("Marcedo", "Tolbrand", 0);
    assert_misspelt("Velko", "Velkorin", 0); /* one is the begin of the other */
    assert_misspelt("Tolbrand", "Tolbrand's", 0);
    assert_misspelt("Tolbrand", "Tolbrands", 0);
    assert_misspelt("Lind", "Lint", 0); /* too short to tell */
    assert_misspelt("Marcedo", "marcedo", 0);
    assert_misspelt("\xc3\x81lvarado", "Alvarado", 0); /* accents aside */
}

/* Two people of like names, both in both texts; and names of sentences that have nothing to do with each other. */
static void test_two_people_of_like_names(void **state) {
    (void)state;
    const char *text = NAMED("Rosa Hallman", "Rosa Hallmann");
    assert_int_equal(changes_between(text, text)->names_altered, 0);
    const wf_changes *c =
        changes_between("The captains Hallman and Hellman steered the ferry to the broken dock on Friday.",
                        "On Friday captains Hellman and Hallman steered a ferry to the broken dock.");
    assert_int_equal(c->names_altered, 0);
    /* One of them new in the copy, beside the one that both have. */
    c = changes_between("The captains Hallman and Mertens steered the ferry to the broken dock on Friday.",
                        "The captains Hallman and Hellman steered the ferry to the broken dock on Friday.");
    assert_int_equal(c->names_altered, 0);
}

/* Like names in sentences that are not the same: a company of one story and a word of another one. */
static void test_names_of_other_sentences(void **state) {
    (void)state;
    const char *a = "Grupo Velmar bought the tram works of Lisse for nine million crowns in the spring. "
                    "Engineers found cracks in two pillars of the bridge after a violent storm.";
    const char *b = "A Group of choristers sang old hymns before breakfast in the cold cathedral of Hadrel. "
                    "Pupils painted the gates of their school in seven colours for the feast.";
    assert_int_equal(changes_between(a, b)->names_altered, 0);
    assert_int_equal(changes_between(b, a)->names_altered, 0);
}

/* Two spellings inside the copy, of which the reference has one; far from the place of the name. */
static void test_two_spellings_within(void **state) {
    (void)state;
    const char *a = "Ines Tolbrand opened the meeting of the harbour board on Friday. "
                    "Engineers found cracks in two pillars after a violent storm. "
                    "Repairs would cost millions of crowns and take eleven months. "
                    "Fishermen fear that the harbour will lose its market to towns in the north.";
    const char *b =
        "Ines Tolbrand opened the meeting of the harbour board on Friday. "
        "Engineers found cracks in two pillars after a violent storm. "
        "Repairs would cost millions of crowns and take eleven months. "
        "Fishermen fear, Tolbrant heard, that the harbour will lose its market to towns in the north.";
    const wf_changes *c = changes_between(a, b);
    assert_int_equal(c->names_altered, 1);
    assert_string_equal(finding(WF_FINDING_NAME, 0), "tolbrand > tolbrant");
}

/* A spelling that yet another version has is its own. */
static void test_a_spelling_that_others_have(void **state) {
    (void)state;
    wf_reading a = {0}, b = {0};
    reading_make(&a, NAMED("Ines Marcedo", "Belmar"), WF_LANGUAGE_ENGLISH);
    reading_make(&b, NAMED("Ines Marsedo", "Belmar"), WF_LANGUAGE_ENGLISH);
    wf_supported others = {reading_id("marsedo"), 2};
    assert_int_equal(changes_of(&a, &b, NULL, 0)->names_altered, 1);
    assert_int_equal(changes_of(&a, &b, &others, 1)->names_altered, 0);
    wf_reading_free(&a);
    wf_reading_free(&b);
}

/* Keys of which many fall on one slot, key 0 among them, are found, and those that are not there are not. */
static void test_what_versions_have_is_found(void **state) {
    (void)state;
    enum { SLOTS = 64, KEYS = 40 };
    wf_supported slots[SLOTS] = {{0, 0}};
    for (uint64_t k = 0; k < KEYS; k++) {
        wf_supported *slot = &slots[wf_support_slot(slots, SLOTS, k / 4 * SLOTS + k % 4 * 21)];
        assert_int_equal(slot->versions, 0);
        *slot = (wf_supported){k / 4 * SLOTS + k % 4 * 21, (uint16_t)(k + 1)};
    }
    for (uint64_t k = 0; k < KEYS; k++)
        assert_int_equal(slots[wf_support_slot(slots, SLOTS, k / 4 * SLOTS + k % 4 * 21)].versions, k + 1);
    for (uint64_t k = KEYS; k < 4 * KEYS; k++)
        assert_int_equal(slots[wf_support_slot(slots, SLOTS, k / 4 * SLOTS + k % 4 * 21)].versions, 0);
}

/* A number that yet another version has is its own. */
static void test_a_number_that_others_have(void **state) {
    (void)state;
    wf_reading a = {0}, b = {0};
    reading_make(&a,
                 "The board of the ferry said on the quay that 212 berths were let to the crews of the port.",
                 WF_LANGUAGE_ENGLISH);
    reading_make(&b,
                 "The board of the ferry said on the quay that 217 berths were let to the crews of the port.",
                 WF_LANGUAGE_ENGLISH);
    assert_int_equal(b.numbers.n, 1);
    const wf_changes *c = changes_of(&a, &b, NULL, 0);
    assert_int_equal(c->numbers_new, 1);
    assert_int_equal(c->numbers_conflict, 1);
    wf_supported own = {wf_number_support(b.numbers.items[0].key), 1},
                 others = {wf_number_support(b.numbers.items[0].key), 4};
    assert_int_equal(changes_of(&a, &b, &own, 1)->numbers_new, 1);
    c = changes_of(&a, &b, &others, 1);
    assert_int_equal(c->numbers_new, 0);
    assert_int_equal(c->numbers_conflict, 0);
    wf_reading_free(&a);
    wf_reading_free(&b);
}

static void test_names_kept_lost_and_lowered(void **state) {
    (void)state;
    const char *a = "The crew of the ferry met Ines Tolbrand in Belmar at the old dock.";
    const wf_changes *c = changes_between(a, a);
    assert_int_equal(c->names_b, 3);
    assert_int_equal(c->names_kept, 3);
    assert_int_equal(c->names_a, 3);
    c = changes_between(a, "The crew of the ferry met Ines Tolbrand at the old dock.");
    assert_int_equal(c->names_lost, 1);
    assert_int_equal(c->names_lowered, 0);
    c = changes_between(a, "The crew of the ferry met Ines Tolbrand in belmar at the old dock.");
    assert_int_equal(c->names_lost, 0);
    assert_int_equal(c->names_lowered, 1);
}

/* ---- the rest */

static void test_odd_words(void **state) {
    (void)state;
    const wf_changes *c = changes_between(reference, with("other towns", "other zwerkulen"));
    assert_int_equal(c->odd, 1);
    assert_string_equal(finding(WF_FINDING_ODD, 0), " > zwerkulen");
    assert_int_equal(changes_between(reference, with("other towns", "other villages"))->odd, 0);
    /* What the reference has too is not odd. */
    const char *odd = with("other towns", "other zwerkulen");
    char copy[1000];
    snprintf(copy, sizeof copy, "%s", odd);
    assert_int_equal(changes_between(copy, copy)->odd, 0);
}

static void test_manner(void **state) {
    (void)state;
    const wf_changes *c = changes_between("We do not know. It is late.", "We don't know . It is is late.");
    assert_near(c->contractions, 1 / 7.);
    assert_near(c->spaced_marks, .5);
    assert_near(c->repeats, 100 / 7.);
    c = changes_between("He said that that was late.", "He said that was late.");
    assert_near(c->repeats, 0);
}

/* A judge and its tables are used again: what was compared before makes no difference. */
static void test_judging_again_gives_the_same(void **state) {
    (void)state;
    uint64_t seed = 3;
    static const char *const words[] = {"harbour", "council", "Tolbrand", "Tolbrant", "storm",
                                        "\"",      "the",     "of",       "12",       "crowns",
                                        ". ",      "voted",   "old",      "ferry"};
    wf_reading r[6] = {{0}};
    wf_changes first[6][6];
    for (int i = 0; i < 6; i++) {
        wf_bytes text = {0};
        for (int k = 0; k < (i == 3 ? 3000 : 150); k++)
            assert_true(
                wf_bytes_printf(&text, "%s ", words[random_below(&seed, sizeof words / sizeof *words)]));
        reading_make_bytes(&r[i], text.ptr, text.len, WF_LANGUAGE_ENGLISH);
        wf_bytes_free(&text);
    }
    memset(first, 0, sizeof first);
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 6; k++) first[i][k] = *changes_of(&r[i], &r[k], NULL, 0);
    for (int k = 5; k >= 0; k--)
        for (int i = 0; i < 6; i++) {
            wf_changes again;
            memset(&again, 0, sizeof again);
            again = *changes_of(&r[i], &r[k], NULL, 0);
            assert_memory_equal(&again, &first[i][k], sizeof again);
        }
    for (int i = 0; i < 6; i++) {
        assert_near(first[i][i].weight_in_a, 1);
        wf_reading_free(&r[i]);
    }
}

/* Findings of a kind are kept up to a limit; the counts go on. */
static void test_many_findings(void **state) {
    (void)state;
    wf_bytes a = {0}, b = {0};
    for (int i = 0; i < 60; i++) {
        const char *form =
            "The %s harbour%c%c council of dock%c%c voted to close ferry%c%c, said Wolf%c%cbran%s.\n";
        char x = (char)('a' + i / 8), y = (char)('a' + i % 8);
        assert_true(wf_bytes_printf(&a, form, "violent", x, y, x, y, x, y, x, y, "d"));
        assert_true(wf_bytes_printf(&b, form, "fierce", x, y, x, y, x, y, x, y, "tt"));
    }
    reading_make_bytes(&changes_a, a.ptr, a.len, WF_LANGUAGE_ENGLISH);
    reading_make_bytes(&changes_b, b.ptr, b.len, WF_LANGUAGE_ENGLISH);
    const wf_changes *c = changes_of(&changes_a, &changes_b, NULL, 0);
    assert_int_equal(c->swaps, 60);
    assert_int_equal(found(WF_FINDING_SWAP), WF_FINDINGS);
    assert_int_equal(c->names_altered, 60);
    assert_int_equal(found(WF_FINDING_NAME), WF_FINDINGS);
    wf_bytes_free(&a);
    wf_bytes_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_are_those_found_by_comparing_all),
        cmocka_unit_test(test_equal_texts),
        cmocka_unit_test(test_a_synonym),
        cmocka_unit_test(test_an_unlike_word),
        cmocka_unit_test(test_a_form),
        cmocka_unit_test(test_small_words),
        cmocka_unit_test(test_words_put_in_and_left_out),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_moved_sentences),
        cmocka_unit_test(test_sentences_of_another_matter),
        cmocka_unit_test(test_empty_texts),
        cmocka_unit_test(test_quotes_as_they_are),
        cmocka_unit_test(test_an_altered_quote),
        cmocka_unit_test(test_parts_of_quotes),
        cmocka_unit_test(test_slips_in_quotes),
        cmocka_unit_test(test_a_quote_that_was_lost),
        cmocka_unit_test(test_another_quote),
        cmocka_unit_test(test_a_quote_that_others_have),
        cmocka_unit_test(test_names_misspelt),
        cmocka_unit_test(test_names_that_are_others),
        cmocka_unit_test(test_two_people_of_like_names),
        cmocka_unit_test(test_names_of_other_sentences),
        cmocka_unit_test(test_two_spellings_within),
        cmocka_unit_test(test_a_spelling_that_others_have),
        cmocka_unit_test(test_what_versions_have_is_found),
        cmocka_unit_test(test_a_number_that_others_have),
        cmocka_unit_test(test_names_kept_lost_and_lowered),
        cmocka_unit_test(test_odd_words),
        cmocka_unit_test(test_manner),
        cmocka_unit_test(test_judging_again_gives_the_same),
        cmocka_unit_test(test_many_findings),
    };
    return cmocka_run_group_tests(tests, readings_open, readings_close);
}
