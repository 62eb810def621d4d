/* Dates in figures ("2013-05-17", "17/05/2013"), with the name of a month, weekdays, and years alone ("in 2013"). */
#include "text/anchors_internal.h"

#include <string.h>

/* Digits at the begin of token i, at most 4; *value of them; *rest: what follows. 0 if there are more. */
static unsigned digits_of(const wf_finder *f, size_t i, unsigned *value, wf_str *rest) {
    wf_str s = wf_finder_norm(f, i);
    unsigned n = 0;
    *value = 0;
    while (n < s.len && n < 5 && (unsigned)(s.ptr[n] - '0') < 10)
        *value = *value * 10 + (unsigned)(s.ptr[n++] - '0');
    *rest = (wf_str){s.ptr + n, s.len - n};
    return n > 4 ? 0 : n;
}

static inline bool has(const wf_finder *f, size_t i, uint32_t flags) {
    return i <= f->t->n && f->marks[i].flags & flags;
}

static inline bool is_figure(const wf_finder *f, size_t i) {
    return i < f->t->n && f->marks[i].flags & WF_T_DIGIT;
}

/* Value of a figure of exactly n digits and nothing more, -1 if it is none. */
static int figure(const wf_finder *f, size_t i, unsigned n) {
    unsigned value;
    wf_str rest;
    return is_figure(f, i) && digits_of(f, i, &value, &rest) == n && rest.len == 0 ? (int)value : -1;
}

/* The year that token i is, 0 if none. */
static int year_at(const wf_finder *f, size_t i) {
    int year = figure(f, i, 4);
    return year >= 1000 && year <= 2999 ? year : 0;
}

/* The day of a month that token i is ("17", "17th", "1er"), 0 if none. */
static int day_at(const wf_finder *f, size_t i) {
    static const char *const endings[] = {"st", "nd", "rd", "th", "er", "o", "e", "ste"};
    unsigned value, n;
    wf_str rest;
    if (!is_figure(f, i) || (n = digits_of(f, i, &value, &rest)) == 0 || n > 2 || value == 0 || value > 31)
        return 0;
    if (rest.len == 0) return (int)value;
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
        if (rest.len == strlen(endings[k]) && memcmp(rest.ptr, endings[k], rest.len) == 0) return (int)value;
    return 0;
}

/* The month that token i names, beside a figure; 0 if none. */
static unsigned month_at(const wf_finder *f, size_t i) {
    if (i >= f->t->n) return 0;
    const wf_mark *m = &f->marks[i];
    return m->word == WF_WORD_MONTH || (m->word == WF_WORD_MONTH_SHORT && !(m->flags & WF_T_UPPER)) ? m->value
                                                                                                    : 0;
}

/* After an abbreviated month, a figure of a day or a month: space, maybe a point. */
static bool is_near(const wf_finder *f, size_t i) {
    if (has(f, i, WF_GAP_SPACE)) return true;
    wf_str gap = wf_finder_gap(f, i);
    return gap.len == 2 && gap.ptr[0] == '.' && gap.ptr[1] == ' ';
}

/* Takes the year after a date ("May 17, 2013", "17 de mayo de 2013"); returns the token after all. */
static size_t take_year(const wf_finder *f, size_t i, bool comma, wf_text_date *date) {
    size_t k = i;
    if (has(f, k, WF_T_LINK) && has(f, k, WF_GAP_SPACE)) k++;
    if (k >= f->t->n || !(is_near(f, k) || (comma && has(f, k, WF_GAP_COMMA)))) return i;
    int year = year_at(f, k);
    if (!year) return i;
    date->year = (int16_t)year;
    return k + 1;
}

/* The token after a date that begins with the day or the year at i, i if there is none. */
static size_t figures_at(const wf_finder *f, size_t i, wf_text_date *date) {
    char mark = f->marks[i + 1].gap;
    if (!is_figure(f, i + 1) || !is_figure(f, i + 2) || f->marks[i + 2].gap != mark ||
        !(mark == '-' || mark == '/' || mark == '.'))
        return i;
    unsigned a, b, c;
    wf_str rest_a, rest_b, rest_c;
    unsigned n_a = digits_of(f, i, &a, &rest_a), n_b = digits_of(f, i + 1, &b, &rest_b),
             n_c = digits_of(f, i + 2, &c, &rest_c);
    if (rest_a.len || rest_b.len || n_b == 0 || n_b > 2 || b == 0) return i;
    if (n_a == 4 && n_c == 2 && a >= 1000 && a <= 2999 && b <= 12 && c >= 1 && c <= 31 &&
        (rest_c.len == 0 || rest_c.ptr[0] == 't')) {
        *date = (wf_text_date){(int16_t)a, (uint8_t)b, (uint8_t)c, 0};
        return i + 3;
    }
    if (rest_c.len || n_a == 0 || n_a > 2 || a == 0 || a > 31 || b > 31 || (a > 12 && b > 12)) return i;
    if (n_c == 2 && mark != '.')
        c += c < 70 ? 2000 : 1900;
    else if (n_c != 4)
        return i;
    if (c < 1000 || c > 2999) return i;
    date->year = (int16_t)c;
    /* Which is the month? In English both orders are in use, and then it stays open. */
    bool day_first = a > 12 || !(f->langs & WF_EN);
    if (a > 12 || b > 12 || day_first || a == b) {
        if (b > 12) day_first = false;
        date->day = (uint8_t)(day_first ? a : b);
        date->month = (uint8_t)(day_first ? b : a);
    }
    return i + 3;
}

static size_t day_and_month_at(const wf_finder *f, size_t i, wf_text_date *date) {
    int day = day_at(f, i);
    size_t k = i + 1;
    if (!day) return i;
    if (has(f, k, WF_T_LINK) && has(f, k, WF_GAP_SPACE)) k++;
    unsigned month = month_at(f, k);
    if (!month || !(is_near(f, k) || f->marks[k].gap == '-')) return i;
    date->day = (uint8_t)day;
    date->month = (uint8_t)month;
    return take_year(f, k + 1, true, date);
}

static size_t month_first_at(const wf_finder *f, size_t i, wf_text_date *date) {
    unsigned month = month_at(f, i);
    if (!month) return i;
    date->month = (uint8_t)month;
    bool capital = has(f, i, WF_T_CAPITAL), near = is_near(f, i + 1);
    int day = capital && near ? day_at(f, i + 1) : 0;
    /* "May 17": but "May 17 million" is no date, nor "May 1.5" */
    if (day && !(is_figure(f, i + 2) && f->marks[i + 2].gap && strchr(".,:", f->marks[i + 2].gap)) &&
        !(i + 2 < f->t->n && f->marks[i + 2].word == WF_WORD_SCALE)) {
        date->day = (uint8_t)day;
        return take_year(f, i + 2, true, date);
    }
    size_t end = take_year(f, i + 1, capital, date);
    if (end > i + 1) return end;
    bool dated = i && has(f, i, WF_GAP_SPACE) && f->marks[i].word == WF_WORD_MONTH &&
                 has(f, i - 1, WF_T_WHEN | WF_T_WHEN_WEAK);
    return dated ? i + 1 : i;
}

/* "in 2013"; "of 2013", but not "of 2013 people". */
static size_t year_alone_at(const wf_finder *f, size_t i, wf_text_date *date) {
    int year = year_at(f, i);
    if (year < 1800 || year > 2099 || i == 0 || !has(f, i, WF_GAP_SPACE)) return i;
    const wf_mark *next = &f->marks[i + 1];
    if (next->gap == '.' && is_figure(f, i + 1)) return i;
    if (next->word == WF_WORD_SCALE || next->word == WF_WORD_CURRENCY || next->word == WF_WORD_PERCENT)
        return i;
    bool apart = !(next->flags & WF_GAP_SPACE) || next->flags & (WF_T_FUNCTION | WF_T_WHEN);
    wf_str gap = wf_finder_gap(f, i + 1);
    if (gap.len && gap.ptr[0] == '%') return i;
    if (!(has(f, i - 1, WF_T_WHEN) || (apart && has(f, i - 1, WF_T_WHEN_WEAK)))) return i;
    date->year = (int16_t)year;
    return i + 1;
}

/* Spanish and such have weekdays that are names when capitalised: "Placido Domingo". */
static bool is_weekday(const wf_finder *f, size_t i) {
    const wf_mark *m = &f->marks[i];
    if (m->word == WF_WORD_FEIRA)
        return i + 1 < f->t->n && f->marks[i + 1].word == WF_WORD_FEIRA_END && f->marks[i + 1].gap == '-';
    if (m->word != WF_WORD_WEEKDAY) return false;
    /* "the Sunday Times" */
    if (i && has(f, i - 1, WF_T_ARTICLE) && f->langs & WF_EN && has(f, i + 1, WF_GAP_SPACE) &&
        (f->marks[i + 1].flags & (WF_T_CAPITAL | WF_T_FUNCTION)) == WF_T_CAPITAL && !month_at(f, i + 1))
        return false;
    bool name = f->langs != WF_EVERY && !(f->langs & WF_CAPITAL_DATES) && m->flags & WF_T_CAPITAL && i &&
                has(f, i - 1, WF_T_CAPITAL) && !has(f, i - 1, WF_T_FUNCTION) && m->flags & WF_GAP_SPACE;
    return !name;
}

/* The token after the date that begins at i, i if none does. */
static size_t date_at(const wf_finder *f, size_t i, wf_text_date *date) {
    const wf_mark *m = &f->marks[i];
    size_t end;
    if (m->flags & WF_T_DIGIT) {
        if ((end = figures_at(f, i, date)) > i || (end = day_and_month_at(f, i, date)) > i) return end;
        return year_alone_at(f, i, date);
    }
    if (m->word == WF_WORD_MONTH || m->word == WF_WORD_MONTH_SHORT) return month_first_at(f, i, date);
    if (!is_weekday(f, i)) return i;
    uint8_t weekday = m->value;
    end = i + 1 + (m->word == WF_WORD_FEIRA);
    if (end < f->t->n && has(f, end, WF_GAP_SPACE | WF_GAP_COMMA) && !has(f, end, WF_T_SENTENCE)) {
        size_t first = end;
        if ((end = figures_at(f, first, date)) == first &&
            (end = day_and_month_at(f, first, date)) == first && month_at(f, first) && day_at(f, first + 1))
            end = month_first_at(f, first, date);
    }
    date->weekday = weekday;
    return end;
}

bool wf_dates_find(wf_finder *f) {
    for (size_t k = 0, end = 0; k < f->n_figures; k++) {
        size_t i = f->figures[k];
        const wf_mark *m = &f->marks[i];
        if (i < end || (!(m->flags & WF_T_DIGIT) && m->word > WF_WORD_FEIRA)) continue;
        wf_text_date date = {0};
        end = date_at(f, i, &date);
        if (end == i) continue;
        wf_anchor anchor = {.kind = WF_ANCHOR_DATE, .first = (uint32_t)i, .end = (uint32_t)end, .date = date};
        if (!wf_anchor_add(f, anchor)) return false;
        for (; i < end; i++) f->marks[i].flags |= WF_T_IN_DATE;
    }
    return true;
}
