/* Datelines and agency credits: true ones, and what only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "text/credit.h"

static const struct {
    const char *body, *dateline, *agency;
} datelines[] = {
    {"PORT HARLAN (Harbour Wire) - The ferry ran aground on Monday night.", "PORT HARLAN (Harbour Wire) - ",
     "Harbour Wire"},
    {"WASHINGTON (AP) \u2014 The senate voted to keep the tax on ice.", "WASHINGTON (AP) \u2014 ", "AP"},
    {"WASHINGTON (AP)\u2014The senate voted to keep the tax on ice.", "WASHINGTON (AP)\u2014", "AP"},
    {"WASHINGTON, May 5 (Reuters) \u2014 The senate voted to keep the tax.",
     "WASHINGTON, May 5 (Reuters) \u2014 ", "Reuters"},
    {"LONDON -- Ice prices rose again in the markets today.", "LONDON -- ", ""},
    {"PORT HARLAN, Norland (AP) - \"We saw the mast fall,\" the pilot told a crowd.",
     "PORT HARLAN, Norland (AP) - ", "AP"},
    {"ST. JOHN'S, N.L. - A storm closed the harbour for two days.", "ST. JOHN'S, N.L. - ", ""},
    {"BERLIN (dpa) - Die Brücke bleibt bis zum Sommer gesperrt.", "BERLIN (dpa) - ", "dpa"},
    {"PARIS (Agence France-Presse) \u2013 Le port rouvre lundi après la tempête.",
     "PARIS (Agence France-Presse) \u2013 ", "Agence France-Presse"},
    {"MADRID, 5 May (EFE) - El puerto reabre el lunes tras la tormenta.", "MADRID, 5 May (EFE) - ", "EFE"},
    {"NEW YORK/LONDON (Reuters) - Stocks fell for a third day.", "NEW YORK/LONDON (Reuters) - ", "Reuters"},
    {"Ferry aground\n\nBy Dana Ng\n\n  PORT HARLAN - 40 people were taken off a ferry.", "  PORT HARLAN - ",
     ""},
    {"MOSCOW, May 5, TASS - The ice breaker left port on Monday.", "MOSCOW, May 5, TASS - ", "TASS"},
    {"SÃO PAULO (AP) - The market opened late after the flood.", "SÃO PAULO (AP) - ", "AP"},
    /* no datelines */
    {"WHO - the agency said on Monday - will send doctors.", "", ""},
    {"FERRY AGROUND - FORTY SAVED OFF PORT HARLAN LIGHT", "", ""},
    {"FERRY AGROUND - Forty Saved Off Port Harlan Light", "", ""},
    {"The ferry - a new one - ran aground on Monday.", "", ""},
    {"A - The first answer is the right one to give.", "", ""},
    {"US - Canada talks on the fishing grounds ended without a deal.", "", ""},
    {"IBM-led group wins the contract to build the lock.", "", ""},
    {"NATO (the alliance) - It was founded in the year 1949.", "", ""},
    {"NOTE - The company said the figures are for nine months.", "", ""},
    {"KLM Ferry Corp - The offering of six million shares begins today.", "", ""},
    {"LONDON - Short line", "", ""},
    {"LONDON", "", ""},
    {"LONDON (", "", ""},
    {"LONDON (AP", "", ""},
    {"LONDON - ", "", ""},
    {"", "", ""},
    {"THE TOWN OF PORT HARLAN VOTES ON THE BRIDGE - The count begins at ten tonight.", "", ""},
    {"one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nPORT HARLAN (AP) - The ferry ran aground again.", "",
     "AP"},
};

static void datelines_are_found(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof datelines / sizeof *datelines; i++) {
        wf_credit credit;
        size_t len = strlen(datelines[i].body), want_len = strlen(datelines[i].dateline);
        char *copy = malloc(len + !len); /* to the byte: the address sanitizer sees a read past it */
        assert_non_null(copy);
        memcpy(copy, datelines[i].body, len);
        wf_credit_find(wf_str_of(copy, len), &credit);
        const char *got = copy + credit.dateline_begin;
        if (credit.dateline_end - credit.dateline_begin != want_len ||
            memcmp(got, datelines[i].dateline, want_len) != 0)
            fail_msg("dateline \"%.*s\" in: %s", (int)(credit.dateline_end - credit.dateline_begin), got,
                     datelines[i].body);
        if (!wf_str_equal(credit.agency, wf_str_from(datelines[i].agency)))
            fail_msg("agency \"%.*s\" in: %s", (int)credit.agency.len, credit.agency.ptr, datelines[i].body);
        free(copy);
    }
}

static const struct {
    const char *body, *agency;
    bool credits_other;
} credits[] = {
    {"The ferry ran aground, according to the Associated Press.", "", true},
    {"The ferry ran aground. AP reports.", "", true},
    {"The ferry ran aground, Reuters reported on Monday.", "", true},
    {"According to Reuters, the ferry ran aground.", "", true},
    {"The captain told the Press Association that he was tired.", "", true},
    {"The ferry ran aground. (Reuters)", "Reuters", false},
    {"The ferry ran aground. (AFP) More follows.", "AFP", false},
    {"The ferry ran aground, Xinhua news agency reported.", "", true},
    {"The AP exam is in May, the school said.", "", false},
    {"He keeps an app and maps of the reef.", "", false},
    {"REUTERSX reported nothing.", "", false},
    {"MAPS said so.", "", false},
    {"According to the mayor, the ferry ran aground.", "", false},
    {"The PA system failed.", "", false},
};

static void credits_are_found(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof credits / sizeof *credits; i++) {
        wf_credit credit;
        wf_credit_find(wf_str_from(credits[i].body), &credit);
        if (!wf_str_equal(credit.agency, wf_str_from(credits[i].agency)) ||
            credit.credits_other != credits[i].credits_other)
            fail_msg("agency \"%.*s\", credits other %d in: %s", (int)credit.agency.len, credit.agency.ptr,
                     credit.credits_other, credits[i].body);
    }
}

/* Only the first 2,000 and the last 300 bytes are looked at. */
static void the_middle_is_left_out(void **state) {
    (void)state;
    static const struct {
        size_t at;
        bool found;
    } places[] = {{0, true}, {1900, true}, {3000, false}, {4600, false}, {4750, true}, {4990, true}};
    char body[5000];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        memset(body, ' ', sizeof body);
        memcpy(body + places[i].at, "(Reuters)", 9);
        wf_credit credit;
        wf_credit_find(wf_str_of(body, sizeof body), &credit);
        assert_int_equal(credit.agency.len, places[i].found ? 7 : 0);
    }
}

/* Wherever it stands, next to either end of the body and of the 64 bytes that are looked at at once. */
static void names_are_found_everywhere(void **state) {
    (void)state;
    static const char *const names[] = {"AA",
                                        "AFP",
                                        "Agence France-Presse",
                                        "BTA",
                                        "CP",
                                        "Dow Jones",
                                        "EFE",
                                        "HINA",
                                        "ITAR-TASS",
                                        "Jiji",
                                        "Kyodo News",
                                        "La Presse Canadienne",
                                        "MTI",
                                        "Notimex",
                                        "PA Wire",
                                        "PTI",
                                        "Reuters",
                                        "RIA Novosti",
                                        "Sputnik",
                                        "Thomson Reuters",
                                        "T\u00e9lam",
                                        "UPI",
                                        "WAM",
                                        "Xinhua",
                                        "Yonhap",
                                        "dpa",
                                        "dpa-AFX"};
    char body[400];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t at = 0; at < 140; at++)
            for (size_t behind = 0; behind < 3; behind++) {
                wf_credit credit;
                memset(body, behind % 2 ? 'x' : '.', sizeof body);
                int len = snprintf(body + at, sizeof body - at, "(%s)", names[i]);
                body[at + (size_t)len] = '.';
                wf_credit_find(wf_str_of(body, at + (size_t)len + behind * 40), &credit);
                if (!wf_str_equal(credit.agency, wf_str_from(names[i]))) fail_msg("%s at %zu", names[i], at);
                body[at + 1] ^= 0x20;
                wf_credit_find(wf_str_of(body, at + (size_t)len + behind * 40), &credit);
                assert_int_equal(credit.agency.len, 0);
            }
}

static void hostile_bodies(void **state) {
    (void)state;
    static const char *const units[] = {"A",   "A ",  "-",        "- ",   "(",    "(A ", "AP",
                                        "AP ", "A\n", "\xE2\x80", "\xFF", "(AP)", "A - "};
    char body[6001];
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i]), len = 0;
        for (; len + n <= sizeof body; len += n) memcpy(body + len, units[i], n);
        for (size_t cut = 0; cut < 40; cut++) {
            wf_credit credit;
            char *copy = malloc(len - cut * 100);
            assert_non_null(copy);
            memcpy(copy, body, len - cut * 100);
            wf_credit_find(wf_str_of(copy, len - cut * 100), &credit);
            assert_true(credit.dateline_begin <= credit.dateline_end &&
                        credit.dateline_end <= len - cut * 100);
            free(copy);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datelines_are_found),    cmocka_unit_test(credits_are_found),
        cmocka_unit_test(the_middle_is_left_out), cmocka_unit_test(names_are_found_everywhere),
        cmocka_unit_test(hostile_bodies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
