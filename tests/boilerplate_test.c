/* Boilerplate: built-in patterns against site lines and story sentences, and the judgement of recurring lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/memory.h"
#include "text/boilerplate.h"
#include "text/boilerplate_patterns.h"

static wf_fold *fold;

static int open_fold(void **state) {
    (void)state;
    wf_error err;
    return wf_fold_open(&fold, &err) == WF_OK && wf_digest_init(&err) == WF_OK ? 0 : -1;
}

static int close_fold(void **state) {
    (void)state;
    wf_fold_close(fold);
    return 0;
}

/* Whether the only line of text is boilerplate. */
static bool is_boilerplate(const char *text) {
    wf_tokens t = {0};
    wf_error err;
    wf_str whole = wf_str_from(text);
    if (wf_tokenize(fold, whole, 1, &t, &err) != WF_OK || t.n_lines != 1) fail_msg("not one line: %s", text);
    wf_boilerplate_filter filter;
    wf_boilerplate_filter_make(&filter);
    bool is =
        wf_boilerplate_line(&filter, wf_line_norm(&t, &t.lines[0]), wf_line_source(&t, &t.lines[0], whole));
    if (is && !wf_boilerplate_possible(&filter, &t, &t.lines[0])) fail_msg("the filter refuses: %s", text);
    wf_tokens_free(&t);
    return is;
}

static const char *const site_lines[] = {
    "Advertisement",
    "ADVERTISEMENT",
    "Comments",
    "12 Comments",
    "3 comments",
    "Leave a Reply",
    "Leave a comment",
    "Fill in your details below, then press a button:",
    "You are commenting using your Harbour account. ( Log Out / Change )",
    "Your email address will not be published. Required fields are marked *",
    "Google photo",
    "Twitter picture",
    "Facebook Twitter WhatsApp Email",
    "Share on Facebook | Share on Twitter | Copy link",
    "Share this",
    "Share this article",
    "SHARE THIS STORY: Facebook, Twitter",
    "Connecting to %s",
    "Read more: Ferry timetable changes in May",
    "READ NEXT: Why the old bridge will not be rebuilt, the council says",
    "Read More \u00BB Council budget explained",
    "See also: The ten longest piers",
    "Related articles",
    "Related: Storm closes the harbour",
    "RECOMMENDED",
    "You may also like",
    "Most read",
    "Editors\u2019 picks",
    "Watch: Divers free a whale off Port Harlan",
    "WATCH LIVE | The count from the town hall",
    "Topics: Weather, storms, Port Harlan",
    "Tags: ferry, harbour",
    "Filed under: Business",
    "Featured Image Credit: Harbour Wire",
    "Image source: Harbour Wire",
    "Image copyright Harbour Wire",
    "Photo: AP",
    "Photo by Dana Ng",
    "PA",
    "Getty Images",
    "A ferry at Port Harlan. Getty Images",
    "Sign up",
    "Sign up to our newsletter for the stories of the day",
    "Subscribe to our daily briefing",
    "Subscribe now",
    "Get the best of the Harbour Wire straight to your inbox",
    "Follow us on Twitter @harbourwire",
    "Follow Dana Ng on Twitter",
    "Click here to subscribe",
    "Click 'OK' then 'Allow' to enable notifications",
    "Click \u2018Allow\u2019 to enable notifications",
    "Never miss out on your favourite stories again",
    "We use cookies to improve this site. Accept or read our policy.",
    "This website uses cookies.",
    "Privacy policy",
    "Terms of Use",
    "By continuing to use this site you accept our use of cookies",
    "Copyright 2026 Harbour Wire Ltd",
    "Copyright (c) 2026 Harbour Wire",
    "\u00A9 2026 Harbour Wire. All rights reserved.",
    "This material may not be published, broadcast, rewritten or redistributed.",
    "This article is owned by Harbour Wire.",
    "This article was originally published by Harbour Wire.",
    "Written by: Dana Ng",
    "Published: 3 May 2026, 10:15",
    "Last updated 3 May 2026",
    "4 min read",
    "Home | News | Sport | Weather",
    "News Business Sport Travel Opinion",
    "Print this page",
    "Continue reading",
    "Skip to content",
    "Loading...",
    "Scroll down for video",
    "Back to top",
    "Lee también: El puerto reabre el lunes",
    "Te puede interesar",
    "Todos los derechos reservados",
    "Síguenos en Facebook",
    "Utilizamos cookies para mejorar su experiencia",
    "Temas: puerto, clima",
    "Lesen Sie auch: Hafen öffnet wieder",
    "Mehr zum Thema",
    "ANZEIGE",
    "Alle Rechte vorbehalten",
    "Diese Website verwendet Cookies.",
    "Lire aussi : le port rouvre lundi",
    "À lire aussi",
    "Tous droits réservés",
    "Suivez-nous sur Facebook",
    "Publicité",
};

static const char *const story_lines[] = {
    "The company said it would share the profit with its workers.",
    "Read more than one report before you judge, the teacher told her class.",
    "Follow us, said the guide, and the walkers followed.",
    "Share prices in Port Harlan fell by 3 percent on Monday",
    "share.",
    "comments.",
    "Comments by the minister angered the fishing towns.",
    "Comments were not available on Friday.",
    "Watch sales rose for the third year, the makers' federation found.",
    "watch the final from the shore",
    "Watch the skies on Sunday night, when the comet is brightest.",
    "Advertisement spending fell by a tenth last year.",
    "advertising.",
    "Advertising on the harbour wall was banned in 1987.",
    "Related work by the institute found lead in the bay.",
    "Related charges against two clerks were dropped.",
    "Topics discussed at the meeting included the price of ice.",
    "Tags on the turtles showed that they swim to Brazil.",
    "Photo studios are closing all along the coast.",
    "Photographs of the wreck show the hull broken in two.",
    "Image sensors made in the town go into most telephones.",
    "Picture a harbour without gulls.",
    "Source of the oil was a crack below the engine room.",
    "Sources close to the council expect a vote in June.",
    "Copyright law was written for the printing press, the judge said.",
    "Copyright holders sued the station in March.",
    "The phrase \"all rights reserved\" means little today, said the lawyer.",
    "Cookies were the first thing the bakery sold.",
    "Privacy policy has become a matter of elections, the report found.",
    "Sign up sheets for the rescue boat filled within the hour.",
    "Subscribe to the theory or not, the tide still comes in.",
    "Newsletter writers earned more than reporters in the survey.",
    "Click beetles have come back to the dunes.",
    "Click here to pay, the false message told its victims.",
    "Facebook and Twitter were blocked in the capital on Tuesday.",
    "Google",
    "Facebook.",
    "Twitter shares rose.",
    "Home news was read first, then sport, then the shipping forecast",
    "Home sales rose",
    "World business news",
    "Continue reading the sky, the old pilots say, and you will come home.",
    "Skip the queue at the ferry by booking, the company advises.",
    "Loading the ferry took two hours in the swell.",
    "Print this page of history in gold, wrote the poet.",
    "Leave a reply was all the note asked of him.",
    "Most read the letter as an apology.",
    "More follows the storm than wreckage.",
    "More than 40 boats were lost.",
    "Trending upward since May, the price of cod hit a record.",
    "Recommended doses were exceeded in nine cases.",
    "Updated maps show the reef two miles further west.",
    "Published in May, the study followed 900 sailors.",
    "Written by hand, the log runs to 300 pages.",
    "posted in November and December.",
    "Posted sentries kept the crowd from the pier.",
    "Last updated in 1950, the chart misses the sandbank that sank the ferry on Monday morning.",
    "Video from the bridge shows the mast falling.",
    "Listen to the foghorn and you hear the town's age.",
    "Log in the harbour: a tree trunk blocks the gate",
    "Register of ships lists her as lost.",
    "Getty Images sued the company over 12 million photographs in January.",
    "The file photo on his desk was of a ship, he said.",
    "Temas de la cumbre fueron la pesca y el agua.",
    "Anzeige erstattete der Kapitän am Montag.",
    "Partager la pêche ne suffit pas, dit le maire.",
    "Reuters reported the loss first.",
    "Reuters.",
    "PA systems failed on three platforms.",
    "A man of 61 drowned off Port Harlan.",
};

static void site_lines_go(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof site_lines / sizeof *site_lines; i++)
        if (!is_boilerplate(site_lines[i])) fail_msg("kept: %s", site_lines[i]);
}

static void story_lines_stay(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof story_lines / sizeof *story_lines; i++)
        if (is_boilerplate(story_lines[i])) fail_msg("dropped: %s", story_lines[i]);
}

static void long_lines_stay(void **state) {
    (void)state;
    char text[4000] = "We use cookies";
    while (strlen(text) + 6 < sizeof text) strcat(text, " and a");
    assert_false(is_boilerplate(text));
}

/* The lookup by first letters needs both tables in order; a pattern must be reachable as normalised text. */
static void tables_are_in_order(void **state) {
    (void)state;
    wf_tokens t = {0};
    wf_error err;
    const wf_boilerplate_pattern *tables[] = {wf_boilerplate_starts, wf_boilerplate_insides};
    const size_t n[] = {wf_n_boilerplate_starts, wf_n_boilerplate_insides};
    for (size_t k = 0; k < 2; k++) {
        assert_true(n[k] > 10);
        for (size_t i = 0; i < n[k]; i++) {
            const char *words = tables[k][i].words;
            if (i && strcmp(tables[k][i - 1].words, words) > 0) fail_msg("out of order: %s", words);
            assert_true((tables[k][i].kind == WF_ENDS || tables[k][i].kind == WF_CONTAINS) == (k == 1));
            assert_true(tables[k][i].max_words > 0 && tables[k][i].max_words <= 60);
            if (strpbrk(words, "#*")) continue;
            assert_int_equal(wf_tokenize(fold, wf_str_from(words), 1, &t, &err), WF_OK);
            if (t.norm_len != strlen(words) || memcmp(t.norm, words, t.norm_len) != 0)
                fail_msg("not normalised: %s", words);
        }
    }
    wf_tokens_free(&t);
}

/* A pattern with numbers and words in the place of its "#" and "*". */
static void fill_pattern(const char *words, char *out) {
    for (; *words; words++) {
        const char *filled = *words == '#' ? "12" : *words == '*' ? "old harbour" : NULL;
        if (filled)
            out = stpcpy(out, filled);
        else
            *out++ = *words;
    }
    *out = '\0';
}

/* The filter lets every pattern and every list of sections through, wherever they stand, and few other lines. */
static void filter_refuses_no_pattern(void **state) {
    (void)state;
    wf_boilerplate_filter filter;
    wf_boilerplate_filter_make(&filter);
    wf_tokens t = {0};
    wf_error err;
    char text[400];
    for (size_t i = 0; i < wf_n_boilerplate_starts; i++) {
        fill_pattern(wf_boilerplate_starts[i].words, text);
        assert_int_equal(wf_tokenize(fold, wf_str_from(text), 1, &t, &err), WF_OK);
        if (!wf_boilerplate_possible(&filter, &t, &t.lines[0])) fail_msg("the filter refuses: %s", text);
    }
    for (size_t i = 0; i < wf_n_boilerplate_insides; i++) {
        strcpy(text, "first line of all\nSome eleven words ");
        fill_pattern(wf_boilerplate_insides[i].words, text + strlen(text));
        assert_int_equal(wf_tokenize(fold, wf_str_from(text), 1, &t, &err), WF_OK);
        if (!wf_boilerplate_possible(&filter, &t, &t.lines[1])) fail_msg("the filter refuses: %s", text);
    }
    for (size_t i = 0; wf_boilerplate_sections[i]; i++) {
        snprintf(text, sizeof text, "%s | Weather | Entertainment | Newsletters", wf_boilerplate_sections[i]);
        text[0] ^= 0x20;
        assert_true(is_boilerplate(text));
    }
    for (size_t i = 0; wf_boilerplate_networks[i]; i++) {
        snprintf(text, sizeof text, "%s Share Print", wf_boilerplate_networks[i]);
        text[0] ^= 0x20;
        assert_true(is_boilerplate(text));
    }
    size_t n_possible = 0, n = 2000;
    uint64_t random = 1;
    for (size_t i = 0; i < n; i++) {
        char *at = text;
        for (size_t k = 0; k < 30; k++, at += 8) {
            random = wf_mix64(random + 1);
            for (size_t c = 0; c < 7; c++) at[c] = (char)('a' + (random >> 8 * c & 255) % 26);
            at[7] = ' ';
        }
        assert_int_equal(wf_tokenize(fold, wf_str_of(text, 240), 1, &t, &err), WF_OK);
        n_possible += wf_boilerplate_possible(&filter, &t, &t.lines[0]);
    }
    assert_in_range(n_possible, 0, n / 10);
    wf_tokens_free(&t);
}

/* ------------------------------------------------------------------------------------------------- recurrence */

#define MAX_STORIES WF_BOILERPLATE_SAMPLE
#define MAX_LINES 12

typedef struct {
    wf_line_count lines[MAX_STORIES][MAX_LINES];
    size_t n_lines[MAX_STORIES];
} sample;

static void add(sample *s, size_t story, uint64_t hash, uint32_t n_words, uint32_t n_stories) {
    s->lines[story][s->n_lines[story]++] = (wf_line_count){hash, n_words, n_stories};
}

static int judge(const sample *s, size_t n, uint64_t line, uint32_t n_stories) {
    const wf_line_count *stories[MAX_STORIES];
    for (size_t i = 0; i < n; i++) stories[i] = s->lines[i];
    wf_hashmap map = {0};
    int once = wf_boilerplate_judge(line, n_stories, stories, s->n_lines, n, &map);
    int again =
        wf_boilerplate_judge(line, n_stories, stories, s->n_lines, n, &map); /* a used map does no harm */
    assert_int_equal(once, again);
    wf_hashmap_free(&map);
    return once;
}

enum { FOOTER = 1, FOOTER_2 = 2, PARAGRAPH = 100, OWN = 1000 };

static void footer_over_different_stories(void **state) {
    (void)state;
    sample s = {0};
    for (size_t i = 0; i < 10; i++) {
        for (size_t k = 0; k < 4; k++) add(&s, i, OWN + 10 * i + k, 40, 1);
        add(&s, i, FOOTER, 12, 10);
        add(&s, i, FOOTER_2, 30, 9);
    }
    assert_int_equal(judge(&s, 10, FOOTER, 10), 1);
    assert_int_equal(judge(&s, 10, FOOTER_2, 9), 1);
    assert_int_equal(judge(&s, 10, FOOTER, WF_BOILERPLATE_MIN - 1), 0);
}

static void paragraph_of_verbatim_copies(void **state) {
    (void)state;
    sample s = {0};
    for (size_t i = 0; i < 16; i++)
        for (size_t k = 0; k < 5; k++) add(&s, i, PARAGRAPH + k, 50, 100);
    for (size_t k = 0; k < 5; k++) assert_int_equal(judge(&s, 16, PARAGRAPH + k, 100), 0);
}

/* One story on sixteen sites, each with a footer of its own, which stands under other stories too. */
static void copies_with_different_footers(void **state) {
    (void)state;
    sample copies = {0}, site = {0};
    for (size_t i = 0; i < 16; i++) {
        for (size_t k = 0; k < 5; k++) add(&copies, i, PARAGRAPH + k, 50, 16);
        add(&copies, i, FOOTER + i, 20, 7);
    }
    for (size_t k = 0; k < 5; k++) assert_int_equal(judge(&copies, 16, PARAGRAPH + k, 16), 0);
    for (size_t k = 0; k < 5; k++) add(&site, 0, PARAGRAPH + k, 50, 16);
    for (size_t i = 0; i < 7; i++) {
        for (size_t k = 0; i && k < 5; k++) add(&site, i, OWN + 10 * i + k, 50, 1);
        add(&site, i, FOOTER, 20, 7);
    }
    assert_int_equal(judge(&site, 7, FOOTER, 7), 1);
}

/* Abridgements beside full versions: what the full ones have more is rare, but the same in several of them. */
static void abridged_copies(void **state) {
    (void)state;
    sample s = {0};
    for (size_t i = 0; i < 12; i++) {
        add(&s, i, PARAGRAPH, 40, 12);
        add(&s, i, PARAGRAPH + 1, 40, 12);
        for (size_t k = 2; i < 5 && k < 10; k++) add(&s, i, PARAGRAPH + k, 40, 5);
    }
    assert_int_equal(judge(&s, 12, PARAGRAPH, 12), 0);
    sample mostly_full = {0};
    for (size_t i = 0; i < 12; i++) { /* the same, seen by a line that mostly full versions have */
        add(&mostly_full, i, PARAGRAPH, 40, 50);
        for (size_t k = 2; k < 10; k++) add(&mostly_full, i, PARAGRAPH + k, 40, 12);
    }
    assert_int_equal(judge(&mostly_full, 12, PARAGRAPH, 50), 0);
}

static void stories_without_lines_of_their_own(void **state) {
    (void)state;
    sample s = {0};
    for (size_t i = 0; i < 8; i++) add(&s, i, FOOTER, 10, 8);
    assert_int_equal(judge(&s, 8, FOOTER, 8), 0);
    assert_int_equal(judge(&s, 1, FOOTER, 8), 0);
    assert_int_equal(judge(&s, 0, FOOTER, 8), 0);
}

static void quoted_paragraph_in_a_few_versions(void **state) {
    (void)state;
    sample s = {0};
    for (size_t i = 0; i < 6; i++) { /* half of each version is shared with one other */
        add(&s, i, PARAGRAPH, 40, 6);
        add(&s, i, OWN + i, 60, 1);
        add(&s, i, OWN + 100 + i / 2, 60, 2);
    }
    assert_int_equal(judge(&s, 6, PARAGRAPH, 6), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(site_lines_go),
        cmocka_unit_test(story_lines_stay),
        cmocka_unit_test(long_lines_stay),
        cmocka_unit_test(tables_are_in_order),
        cmocka_unit_test(filter_refuses_no_pattern),
        cmocka_unit_test(footer_over_different_stories),
        cmocka_unit_test(paragraph_of_verbatim_copies),
        cmocka_unit_test(copies_with_different_footers),
        cmocka_unit_test(abridged_copies),
        cmocka_unit_test(stories_without_lines_of_their_own),
        cmocka_unit_test(quoted_paragraph_in_a_few_versions),
    };
    return cmocka_run_group_tests(tests, open_fold, close_fold);
}
