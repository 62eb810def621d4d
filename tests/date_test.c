/* Dates of stories: what is read, and what is not. */
#include "read/parse.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/words.h"

#define NO_DATE INT64_MIN

/* 1621332000 is 2021-05-18T10:00:00Z (checked with date -u). */
static const struct {
    const char *in;
    int64_t want;
} cases[] = {
    /* ISO 8601 */
    {"2021-05-18", 1621296000000},
    {"2021-05-18T10:00:00Z", 1621332000000},
    {"2021-05-18t10:00:00z", 1621332000000},
    {"2021-05-18T10:00:00", 1621332000000},
    {"2021-05-18 10:00:00", 1621332000000},
    {"2021-05-18 10:00", 1621332000000},
    {"2021-05-18T10:00Z", 1621332000000},
    {"2021-05-18T10:00:00.5Z", 1621332000500},
    {"2021-05-18T10:00:00,25Z", 1621332000250},
    {"2021-05-18T10:00:00.123456789Z", 1621332000123},
    {"2021-05-18T12:00:00+02:00", 1621332000000},
    {"2021-05-18T12:00:00+0200", 1621332000000},
    {"2021-05-18T12:00:00+02", 1621332000000},
    {"2021-05-18 12:00:00 +0200", 1621332000000},
    {"2021-05-18 06:00:00 EDT", 1621332000000},
    {"2021-05-18 10:00:00 UTC", 1621332000000},
    {"2021-05-17T20:00:00-14:00", 1621332000000},
    {"2021-05-19T00:00:00+14:00", 1621332000000},
    {"20210518", 1621296000000},
    {"20210518T100000Z", 1621332000000},
    {"20210518100000", 1621332000000},
    {"  2021-05-18\n", 1621296000000},
    {"1970-01-01", 0},
    {"1969-12-31T23:59:59.999Z", -1},
    {"2000-02-29", 951782400000},
    {"2016-12-31T23:59:60Z", 1483228799999},
    {"1000-01-01", -30610224000000},
    {"9999-12-31T23:59:59.999Z", 253402300799999},
    /* RFC 2822 */
    {"Tue, 18 May 2021 10:00:00 +0000", 1621332000000},
    {"Tue, 18 May 2021 12:00:00 +0200", 1621332000000},
    {"Tue, 18 May 2021 10:00:00 GMT", 1621332000000},
    {"Tue, 18 May 2021 05:00:00 CDT", 1621332000000},
    {"Tue, 18 May 2021 02:00:00 PST", 1621332000000},
    {"Tuesday, 18 May 2021 10:00 UTC", 1621332000000},
    {"18 May 2021 10:00:00", 1621332000000},
    {"tue, 18 MAY 2021 10:00:00 gmt", 1621332000000},
    {"1 June 2021", 1622505600000},
    {"26-FEB-1987 15:01:01.79", 541350061790},
    {"18 May 21 10:00:00 Z", 1621332000000},
    {"18 May 71", 43372800000},
    /* Unix time */
    {"0", 0},
    {"1621332000", 1621332000000},
    {"1621332000.25", 1621332000250},
    {"1621332000123", 1621332000123},
    {"-86400", -86400000},
    {"100000000000", 100000000000000},
    {"100000000001", 100000000001},
    {"253402300799999", 253402300799999},
    /* no dates */
    {"", NO_DATE},
    {"   ", NO_DATE},
    {"yesterday", NO_DATE},
    {"2021", 2021000}, /* a number, so seconds */
    {"2021-05", NO_DATE},
    {"2021-13-01", NO_DATE},
    {"2021-00-10", NO_DATE},
    {"2021-02-29", NO_DATE},
    {"1900-02-29", NO_DATE},
    {"2021-04-31", NO_DATE},
    {"2021-05-00", NO_DATE},
    {"0999-12-31", NO_DATE},
    {"2021-05-18T24:00:00Z", NO_DATE},
    {"2021-05-18T10:60:00Z", NO_DATE},
    {"2021-05-18T10:00:61Z", NO_DATE},
    {"2021-05-18T10:00:00.Z", NO_DATE},
    {"2021-05-18T10:00:00+14:01", NO_DATE},
    {"2021-05-18T10:00:00+02:60", NO_DATE},
    {"2021-05-18T10:00:00+2", NO_DATE},
    {"2021-05-18T10:00:00 XYZ", NO_DATE},
    {"2021-05-18T10:00:00Z and more", NO_DATE},
    {"2021-05-18T", NO_DATE},
    {"2021-5-18", NO_DATE},
    {"18/05/2021", NO_DATE},
    {"32 May 2021", NO_DATE},
    {"30 Feb 2021", NO_DATE},
    {"18 Mai 2021", NO_DATE},
    {"18 May 021", NO_DATE},
    {"Xxx, 18 May 2021", NO_DATE},
    {"18 May 2021 10", NO_DATE},
    /* behind a control character no date goes on */
    {"4-JUN-2019 07:31:08.55&#5;RM", 1559633468550},
    {"4-JUN-2019 07:31:08.55&#5;&#5;&#5;C G", 1559633468550},
    {"4-JUN-2019 07:31:08.55 &#x1F;F", 1559633468550},
    {"4-JUN-2019 07:31:08.55\x05\x05T", 1559633468550},
    {"2019-06-04\x02", 1559606400000},
    {"\x02"
     "2019-06-04",
     NO_DATE},
    {"&#5;", NO_DATE},
    {"soon&#5;", NO_DATE},
    {"1559633468&#5;", NO_DATE},
    {"4-JUN-2019 07:31:08.55&#5", NO_DATE},
    {"4-JUN-2019 07:31:08.55&#0;", NO_DATE},
    {"4-JUN-2019 07:31:08.55&#32;F", NO_DATE},
    {"4-JUN-2019 07:31:08.55&#x20;F", NO_DATE},
    {"4-JUN-2019 07:31:08.55&#;F", NO_DATE},
    {"4-JUN-2019 07:31:08.55&amp;F", NO_DATE},
    {"4-JUN-2019 07:31&#5;:08", 1559633460000},
    {"4-JUN-2019 07:31:08.55&#99999999999999999999;F", NO_DATE},
    {"1621332000123456", NO_DATE},
    {"99999999999999999999999999999999", NO_DATE},
    {"-99999999999999", NO_DATE},
    {"12a", NO_DATE},
    {"1.6e9", NO_DATE},
    {"-", NO_DATE},
    {"2021-05-18T10:00:00.0000000000000000000000000000000000000000000000000000000Z", NO_DATE},
};

static int64_t parsed(const char *text, size_t len) {
    int64_t ms = NO_DATE;
    bool ok = wf_parse_date((wf_str){text, len}, &ms);
    assert_true(ok || ms == NO_DATE); /* set on success only */
    return ms;
}

static void dates(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t got = parsed(cases[i].in, strlen(cases[i].in));
        if (got != cases[i].want)
            fail_msg("'%s': %" PRId64 ", not %" PRId64, cases[i].in, got, cases[i].want);
    }
}

/* Every day of 1000 to 9999 is one day after the last, however it is written. */
static void every_day(void **state) {
    (void)state;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t want = -30610224000000;
    for (int year = 1000; year <= 9999; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (int day = 1; day <= days[month - 1] + leap; day++, want += 86400000) {
                char text[11] = {(char)('0' + year / 1000),
                                 (char)('0' + year / 100 % 10),
                                 (char)('0' + year / 10 % 10),
                                 (char)('0' + year % 10),
                                 '-',
                                 (char)('0' + month / 10),
                                 (char)('0' + month % 10),
                                 '-',
                                 (char)('0' + day / 10),
                                 (char)('0' + day % 10),
                                 '\0'};
                if (parsed(text, 10) != want) fail_msg("%s is not %" PRId64, text, want);
            }
        }
}

/* Mutated dates, in memory that ends with them: nothing is read past the end, and what is read is in range. */
static void mutated(void **state) {
    (void)state;
    static const char alphabet[] = "0123456789-+:., TZtzGMJanuaryTue\t\0\xFF";
    uint64_t seed = 20261121;
    for (int round = 0; round < 200000; round++) {
        const char *in = cases[random_below(&seed, sizeof cases / sizeof *cases)].in;
        size_t len = strlen(in);
        char *text = malloc(len + 1);
        assert_non_null(text);
        memcpy(text, in, len);
        for (uint64_t n = random_below(&seed, 4); n && len; n--) {
            if (random_below(&seed, 8) == 0) len = random_below(&seed, len);
            if (len) text[random_below(&seed, len)] = alphabet[random_below(&seed, sizeof alphabet - 1)];
        }
        char *exact = malloc(len ? len : 1);
        assert_non_null(exact);
        memcpy(exact, text, len);
        int64_t ms = parsed(exact, len);
        if (ms != NO_DATE) assert_in_range(ms + 40000000000000, 0, 300000000000000);
        free(exact);
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates),
        cmocka_unit_test(every_day),
        cmocka_unit_test(mutated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
