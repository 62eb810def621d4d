#include "report/date.h"

#include <stdio.h>

/* Division that rounds down, so that days before 1970 come out right. */
static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

wf_date wf_date_of(int64_t ms) {
    const int64_t day_ms = 86400000;
    int64_t days = floor_div(ms, day_ms);
    int64_t rest = ms % day_ms + (ms % day_ms < 0 ? day_ms : 0);
    /* Days are counted from 1 March of year 0, in eras of 400 years, so that the leap day is the last of its year. */
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t of_era = days - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 is March */
    wf_date d;
    d.day = (int)(of_year - (153 * month + 2) / 5 + 1);
    d.month = (int)(month < 10 ? month + 3 : month - 9);
    d.year = year_of_era + era * 400 + (d.month <= 2);
    d.millisecond = (int)(rest % 1000);
    d.second = (int)(rest / 1000 % 60);
    d.minute = (int)(rest / 60000 % 60);
    d.hour = (int)(rest / 3600000);
    return d;
}

char *wf_date_put_digits(char *out, int value, int n_digits) {
    for (int i = n_digits; i-- > 0; value /= 10) out[i] = (char)('0' + value % 10);
    return out + n_digits;
}

size_t wf_date_put_day(char out[WF_DATE_SIZE], const wf_date *date) {
    char *at = out;
    if (date->year >= 0 && date->year <= 9999)
        at = wf_date_put_digits(at, (int)date->year, 4);
    else
        at += snprintf(at, WF_DATE_SIZE, "%+07lld", (long long)date->year);
    *at++ = '-';
    at = wf_date_put_digits(at, date->month, 2);
    *at++ = '-';
    return (size_t)(wf_date_put_digits(at, date->day, 2) - out);
}
