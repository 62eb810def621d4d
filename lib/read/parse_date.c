/*
 * Dates of stories: ISO 8601, RFC 2822 and Unix time.
 *
 * A cursor walks the text; each reader takes one form whole or leaves the cursor where it was. Days are counted on the
 * proleptic Gregorian calendar.
 */
#include "read/parse.h"

#include <strings.h>

enum { YEAR_MIN = 1000, YEAR_MAX = 9999, OFFSET_MAX_MIN = 14 * 60, DAY_S = 86400 };

typedef struct {
    const char *at, *end;
} cursor;

typedef struct {
    int year, month, day, hour, minute, second, ms;
    int offset_min; /* east of UTC */
} moment;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool take_char(cursor *c, char wanted) {
    if (c->at == c->end || *c->at != wanted) return false;
    c->at++;
    return true;
}

static bool take_blanks(cursor *c) {
    const char *start = c->at;
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\t')) c->at++;
    return c->at > start;
}

/* Exactly n digits. */
static bool take_digits(cursor *c, int n, int *out) {
    int value = 0;
    if (c->end - c->at < n) return false;
    for (int i = 0; i < n; i++) {
        if (!is_digit(c->at[i])) return false;
        value = value * 10 + (c->at[i] - '0');
    }
    c->at += n;
    *out = value;
    return true;
}

static size_t digits_ahead(const cursor *c) {
    const char *p = c->at;
    while (p < c->end && is_digit(*p)) p++;
    return (size_t)(p - c->at);
}

/* A run of letters, without case; its place in names, -1 and nothing taken if it is none of them. */
static int take_name(cursor *c, const char *const *names, size_t n_names) {
    size_t len = 0;
    while ((size_t)(c->end - c->at) > len && is_alpha(c->at[len])) len++;
    for (size_t i = 0; len && i < n_names; i++)
        if ((*c->at | 0x20) == (*names[i] | 0x20) && strncasecmp(c->at, names[i], len) == 0 &&
            !names[i][len]) {
            c->at += len;
            return (int)i;
        }
    return -1;
}

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int year, int month) {
    static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01; years begin in March so that the leap day is the last (H. Hinnant, days_from_civil). */
static int64_t day_number(int year, int month, int day) {
    int64_t y = year - (month <= 2);
    int64_t era = y / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool is_day(const moment *m) {
    return m->year >= YEAR_MIN && m->year <= YEAR_MAX && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
           m->day <= days_in(m->year, m->month);
}

static bool moment_ms(const moment *m, int64_t *out) {
    int second = m->second, ms = m->ms;
    if (!is_day(m) || m->hour > 23 || m->minute > 59 || second > 60) return false;
    if (second == 60) { /* a leap second is the last of its minute here */
        second = 59;
        ms = 999;
    }
    int64_t s = day_number(m->year, m->month, m->day) * DAY_S + m->hour * 3600 + m->minute * 60 + second;
    *out = (s - m->offset_min * 60) * 1000 + ms;
    return true;
}

/* ".5", ",250" and so on, cut to milliseconds; nothing there is 0. */
static bool take_fraction(cursor *c, int *ms) {
    *ms = 0;
    if (!take_char(c, '.') && !take_char(c, ',')) return true;
    size_t n = digits_ahead(c);
    if (n == 0) return false;
    int unit = 100;
    for (size_t i = 0; i < n; i++, unit /= 10) *ms += (c->at[i] - '0') * unit;
    c->at += n;
    return true;
}

/* +hh:mm, +hhmm or +hh */
static bool take_offset(cursor *c, int *offset_min) {
    int hours, minutes = 0;
    int sign = take_char(c, '-') ? -1 : take_char(c, '+') ? 1 : 0;
    if (sign == 0 || !take_digits(c, 2, &hours)) return false;
    bool colon = take_char(c, ':');
    if ((colon || c->at < c->end) && !take_digits(c, 2, &minutes)) return false;
    if (minutes > 59 || hours * 60 + minutes > OFFSET_MAX_MIN) return false;
    *offset_min = sign * (hours * 60 + minutes);
    return true;
}

/* A zone, or none, up to the end of the text. */
static bool take_zone(cursor *c, int *offset_min) {
    static const char *const names[] = {"Z",   "UTC", "GMT", "UT",  "EST", "EDT",
                                        "CST", "CDT", "MST", "MDT", "PST", "PDT"};
    static const signed char hours[] = {0, 0, 0, 0, -5, -4, -6, -5, -7, -6, -8, -7};
    *offset_min = 0;
    take_blanks(c);
    if (c->at == c->end) return true;
    int name = take_name(c, names, sizeof names / sizeof *names);
    if (name >= 0)
        *offset_min = hours[name] * 60;
    else if (!take_offset(c, offset_min))
        return false;
    return c->at == c->end;
}

/* hh:mm, hh:mm:ss, hh:mm:ss.fff; without colons in the basic form of ISO 8601. */
static bool take_time(cursor *c, bool basic, moment *m) {
    if (!take_digits(c, 2, &m->hour) || (!basic && !take_char(c, ':')) || !take_digits(c, 2, &m->minute))
        return false;
    m->second = 0;
    m->ms = 0;
    bool seconds = basic ? digits_ahead(c) > 0 : take_char(c, ':');
    return !seconds || (take_digits(c, 2, &m->second) && take_fraction(c, &m->ms));
}

/* 2021-05-18, 2021-05-18T10:00:00.5+02:00, "2021-05-18 10:00", 20210518T100000Z, 20210518, 20210518100000 */
static bool parse_iso(cursor c, int64_t *out) {
    moment m = {0};
    if (!take_digits(&c, 4, &m.year)) return false;
    bool basic = !take_char(&c, '-');
    if (!take_digits(&c, 2, &m.month) || (!basic && !take_char(&c, '-')) || !take_digits(&c, 2, &m.day))
        return false;
    if (basic && (m.year < 1900 || m.year > 2099)) return false; /* digits alone: more likely Unix time */
    if (c.at < c.end) {
        bool separated = take_char(&c, 'T') || take_char(&c, 't') || take_blanks(&c);
        if (!separated && !(basic && digits_ahead(&c) == 6)) return false;
        if (!take_time(&c, basic, &m) || !take_zone(&c, &m.offset_min)) return false;
    }
    return moment_ms(&m, out);
}

/* "Tue, 18 May 2021 10:00:00 +0200"; the day of the week and the time may be missing. */
static bool parse_rfc2822(cursor c, int64_t *out) {
    static const char *const days[] = {"Mon",      "Tue",    "Wed",      "Thu",     "Fri",
                                       "Sat",      "Sun",    "Monday",   "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday", "Sunday"};
    static const char *const months[] = {
        "Jan", "Feb",  "Mar",  "Apr",    "May",       "Jun",      "Jul",      "Aug",
        "Sep", "Oct",  "Nov",  "Dec",    "January",   "February", "March",    "April",
        "May", "June", "July", "August", "September", "October",  "November", "December"};
    moment m = {0};
    if (take_name(&c, days, sizeof days / sizeof *days) >= 0) {
        take_char(&c, ',');
        take_blanks(&c);
    }
    size_t n = digits_ahead(&c);
    if (n < 1 || n > 2 || !take_digits(&c, (int)n, &m.day)) return false;
    if (!take_blanks(&c) && !take_char(&c, '-')) return false;
    int month = take_name(&c, months, sizeof months / sizeof *months);
    if (month < 0) return false;
    m.month = month % 12 + 1;
    if (!take_blanks(&c) && !take_char(&c, '-')) return false;
    n = digits_ahead(&c);
    if ((n != 2 && n != 4) || !take_digits(&c, (int)n, &m.year)) return false;
    if (n == 2) m.year += m.year < 50 ? 2000 : 1900; /* RFC 2822, 4.3 */
    if (c.at < c.end && (!take_blanks(&c) || !take_time(&c, false, &m) || !take_zone(&c, &m.offset_min)))
        return false;
    return moment_ms(&m, out);
}

/* An integer, or one with a fraction, as seconds or milliseconds since 1970. */
static bool parse_unix(cursor c, int64_t *out) {
    const int64_t first_s = day_number(YEAR_MIN, 1, 1) * DAY_S,
                  last_s = day_number(YEAR_MAX, 12, 31) * DAY_S + DAY_S - 1;
    const int64_t seconds_max = 100000000000; /* 10^11: past it they are milliseconds */
    bool negative = take_char(&c, '-');
    size_t n = digits_ahead(&c);
    if (n < 1 || n > 15) return false;
    int64_t value = 0;
    for (size_t i = 0; i < n; i++) value = value * 10 + (c.at[i] - '0');
    c.at += n;
    int ms = 0;
    if (c.at < c.end && *c.at != '.') return false;
    if (!take_fraction(&c, &ms) || c.at != c.end) return false;
    if (value > seconds_max)
        ms = 0;
    else
        value *= 1000;
    value += ms;
    if (negative) value = -value;
    if (value < first_s * 1000 || value > last_s * 1000 + 999) return false;
    *out = value;
    return true;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes of a control character at the begin of s, or of a reference to one ("&#5;", "&#x1F;"); 0 if none is there. */
static size_t control_length(wf_str s) {
    if ((unsigned char)*s.ptr < 0x20) return is_blank(*s.ptr) ? 0 : 1;
    if (s.len < 4 || s.ptr[0] != '&' || s.ptr[1] != '#') return 0;
    bool hex = (s.ptr[2] | 0x20) == 'x';
    size_t i = hex ? 3 : 2;
    unsigned value = 0;
    for (; i < s.len && value < 0x20; i++) {
        char c = s.ptr[i], lower = (char)(c | 0x20);
        if (is_digit(c))
            value = value * (hex ? 16 : 10) + (unsigned)(c - '0');
        else if (hex && lower >= 'a' && lower <= 'f')
            value = value * 16 + (unsigned)(lower - 'a' + 10);
        else
            break;
    }
    bool closed = i < s.len && s.ptr[i] == ';';
    return closed && value > 0 && value < 0x20 ? i + 1 : 0;
}

static wf_str trim(wf_str s) {
    while (s.len && is_blank(s.ptr[s.len - 1])) s.len--;
    while (s.len && is_blank(*s.ptr)) s.ptr++, s.len--;
    return s;
}

/*
 * No date goes on behind a control character: what old wires put there (a desk's code) is left out, but not behind a bare
 * number, which may be anything.
 */
bool wf_parse_date(wf_str s, int64_t *out_ms) {
    s = trim(s);
    if (s.len == 0 || s.len > 64) return false;
    size_t len = 0;
    while (len < s.len && !control_length((wf_str){s.ptr + len, s.len - len})) len++;
    wf_str date = trim((wf_str){s.ptr, len});
    cursor c = {date.ptr, date.ptr + date.len};
    return parse_iso(c, out_ms) || parse_rfc2822(c, out_ms) || (len == s.len && parse_unix(c, out_ms));
}
