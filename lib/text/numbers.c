/*
 * Numbers in figures and, in English, in words; with percent, currencies, scales ("million", "bn"), ordinals and times
 * of day. The tokenizer separates at points and commas, so a figure is put together from its parts here.
 */
#include "text/anchors_internal.h"

#include <string.h>

#define MAX_DIGITS 15 /* more are no number: an account, a serial number */
#define MAX_PARTS 6   /* between separators */

static const double scales[] = {12, 1e2, 1e3, 1e5, 1e6, 1e7, 1e9, 1e12};

static inline const wf_mark *mark_at(const wf_finder *f, size_t i) {
    return &f->marks[i < f->t->n ? i : f->t->n];
}

static inline bool is_figure(const wf_finder *f, size_t i) {
    return (mark_at(f, i)->flags & (WF_T_DIGIT | WF_T_IN_DATE)) == WF_T_DIGIT;
}

static bool equals(wf_str s, const char *word) {
    return s.len == strlen(word) && memcmp(s.ptr, word, s.len) == 0;
}

/* A token that begins with digits. */
typedef struct {
    double value;
    size_t digits;
    wf_str rest; /* what follows them */
} part;

static part part_at(const wf_finder *f, size_t i) {
    part p = {0, 0, wf_finder_norm(f, i)};
    while (p.digits < p.rest.len && (unsigned)(p.rest.ptr[p.digits] - '0') < 10)
        p.value = p.value * 10 + (p.rest.ptr[p.digits++] - '0');
    p.rest.ptr += p.digits;
    p.rest.len -= p.digits;
    return p;
}

/* ------------------------------------------------------------------------------------------- time of day */

/* Hours to add by "am", "pm", "p.m." at token i (24: none but a time), -1 if there is none; *end: the token after it. */
static int clock_at(const wf_finder *f, size_t i, size_t *end) {
    const wf_mark *m = mark_at(f, i);
    if (i >= f->t->n || !(m->flags & WF_GAP_SPACE)) return -1;
    *end = i + 1;
    if (m->word == WF_WORD_CLOCK) return m->value;
    wf_str s = wf_finder_norm(f, i);
    if (s.len != 1 || (*s.ptr != 'a' && *s.ptr != 'p') || i + 1 >= f->t->n || f->marks[i + 1].gap != '.' ||
        !equals(wf_finder_norm(f, i + 1), "m"))
        return -1;
    *end = i + 2;
    return *s.ptr == 'p' ? 12 : 0;
}

static int suffix_clock(wf_str rest) {
    return equals(rest, "am") ? 0 : equals(rest, "pm") ? 12 : -1;
}

/* A time at token i: "14:30", "2.30pm", "2 p.m.", "14h30", "14.30 Uhr". Returns the token after it, i if there is none. */
static size_t time_at(const wf_finder *f, size_t i, double *minutes) {
    part hour = part_at(f, i);
    if (hour.digits == 0 || hour.digits > 2 || hour.value > 24) return i;
    double minute = 0;
    size_t end = i + 1;
    wf_str rest = hour.rest;
    char gap = mark_at(f, end)->gap;
    bool sure = false;
    if (rest.len >= 2 && rest.ptr[0] == 'h' && (unsigned)(rest.ptr[1] - '0') < 6 && rest.len == 3 &&
        (unsigned)(rest.ptr[2] - '0') < 10) {
        minute = (rest.ptr[1] - '0') * 10 + (rest.ptr[2] - '0');
        rest.len = 0;
        sure = true;
    } else if (rest.len == 0 && (gap == ':' || gap == '.') && is_figure(f, end)) {
        part p = part_at(f, end);
        if (p.digits != 2 || p.value > 59) return i;
        minute = p.value;
        rest = p.rest;
        sure = gap == ':';
        end++;
    }
    int add = suffix_clock(rest);
    if (add < 0) {
        size_t after;
        if (rest.len) return i;
        add = clock_at(f, end, &after);
        if (add >= 0) end = after;
    }
    if (add < 0 && !sure) return i;
    double h = hour.value;
    if (add == 0 || add == 12) {
        if (h > 12) return i;
        h = (h == 12 ? 0 : h) + add;
    }
    *minutes = (h == 24 ? 0 : h) * 60 + minute;
    return end;
}

/* ------------------------------------------------------------------------------------------- figures */

typedef struct {
    double value;
    size_t end;    /* the token after it */
    wf_str rest;   /* what follows the last digit in its token */
    bool is_whole; /* without a decimal fraction */
} amount;

/* Whether parts [1, n) make groups of p[0]: of three digits; of two, as in India, but the last. */
static bool are_groups(const part *p, size_t n) {
    bool threes = p[0].digits <= 3, twos = p[0].digits <= 2 && n > 2;
    for (size_t k = 1; k < n; k++) {
        threes = threes && p[k].digits == 3;
        twos = twos && p[k].digits == (k + 1 < n ? 2 : 3);
    }
    return threes || twos;
}

static double grouped(const part *p, size_t n) {
    double value = p[0].value;
    for (size_t k = 1; k < n; k++) value = value * (p[k].digits == 2 ? 100 : 1000) + p[k].value;
    return value;
}

static double with_fraction(double whole, part fraction) {
    double unit = 1;
    for (size_t k = 0; k < fraction.digits; k++) unit *= 10;
    return whole + fraction.value / unit;
}

/* How many of n parts belong to one number, in *out; 0: all of them together are none (1.2.3, an address). */
static size_t resolve(const wf_finder *f, const part *p, const char *separator, size_t n, amount *out) {
    char last = separator[n - 1];
    bool same = true;
    for (size_t k = 1; k + 1 < n; k++) same = same && separator[k] == separator[1];
    out->is_whole = true;
    out->value = p[0].value;
    if (n == 1) return 1;
    if (same && n > 2 && separator[1] != last) { /* 1,234.5 */
        if (last == '\'' || !are_groups(p, n - 1)) return 1;
        out->is_whole = false;
        out->value = with_fraction(grouped(p, n - 1), p[n - 1]);
        return n;
    }
    if (!same) return 1;
    char decimal = f->decimal_comma ? ',' : '.';
    bool groups = are_groups(p, n);
    if (groups && (last != decimal || n > 2)) {
        out->value = grouped(p, n);
        return n;
    }
    if (n > 2) return last == '.' ? 0 : 1;
    if (last == '\'' || (last == ',' && !f->decimal_comma)) return 1;
    out->is_whole = false;
    out->value = with_fraction(p[0].value, p[1]);
    return n;
}

/* Whether the space before token i may stand between groups of three digits. */
static bool groups_by_space(const wf_finder *f, size_t i) {
    const wf_mark *m = mark_at(f, i);
    return m->flags & WF_GAP_NARROW || (f->decimal_comma && m->gap == ' ');
}

/* Reads a figure at token i; false: none; then out->end is where to go on. */
static bool figure_at(const wf_finder *f, size_t i, amount *out) {
    part parts[MAX_PARTS];
    char separator[MAX_PARTS] = {0};
    size_t n = 0, digits = 0;
    do {
        separator[n] = n ? mark_at(f, i + n)->gap : 0;
        parts[n] = part_at(f, i + n);
        digits += parts[n].digits;
        n++;
    } while (
        n < MAX_PARTS && parts[n - 1].rest.len == 0 && is_figure(f, i + n) &&
        (mark_at(f, i + n)->gap == ',' || mark_at(f, i + n)->gap == '.' || mark_at(f, i + n)->gap == '\''));
    size_t taken = resolve(f, parts, separator, n, out);
    out->end = i + (taken ? taken : n);
    if (taken == 0 || digits > MAX_DIGITS) return false;
    if (n == 1 && parts[0].digits <= 3) {
        while (parts[0].rest.len == 0 && is_figure(f, out->end) && groups_by_space(f, out->end) &&
               digits < MAX_DIGITS - 3) {
            part p = part_at(f, out->end);
            if (p.digits != 3) break;
            out->value = out->value * 1000 + p.value;
            parts[0].rest = p.rest;
            digits += 3;
            out->end++;
        }
    }
    out->rest = parts[taken - 1].rest;
    return true;
}

/* ------------------------------------------------------------------------------------------- what stands beside */

/* Length of the currency sign at p, 0 if there is none. */
static size_t currency_sign(const char *p, size_t len) {
    const unsigned char *u = (const unsigned char *)p;
    if (len >= 1 && u[0] == '$') return 1;
    if (len >= 2 && u[0] == 0xC2 && (u[1] == 0xA3 || u[1] == 0xA5)) return 2; /* pound, yen */
    return len >= 3 && u[0] == 0xE2 && u[1] == 0x82 && u[2] >= 0xA0 ? 3 : 0;  /* U+20A0..20BF */
}

/* Whether a currency is named right before token i. */
static bool currency_before(const wf_finder *f, size_t i) {
    wf_str gap = wf_finder_gap(f, i);
    size_t end = gap.len;
    if (end && gap.ptr[end - 1] == ' ') end--;
    for (size_t len = 1; len <= 3 && len <= end; len++)
        if (currency_sign(gap.ptr + end - len, len) == len) return true;
    return i && mark_at(f, i - 1)->word == WF_WORD_CURRENCY_CODE && gap.len <= 2 &&
           !(mark_at(f, i)->flags & WF_GAP_LINE);
}

static wf_unit sign_after(const wf_finder *f, size_t end) {
    wf_str gap = wf_finder_gap(f, end);
    if (gap.len && (gap.ptr[0] == ' '))
        gap.ptr++, gap.len--;
    else if (gap.len > 1 && memcmp(gap.ptr, "\xC2\xA0", 2) == 0)
        gap.ptr += 2, gap.len -= 2;
    if (gap.len == 0) return WF_UNIT_NONE;
    if (gap.ptr[0] == '%') return WF_UNIT_PERCENT;
    /* "5 $10": the sign belongs to what follows it */
    size_t len = currency_sign(gap.ptr, gap.len);
    return len && !(len == gap.len && is_figure(f, end)) ? WF_UNIT_MONEY : WF_UNIT_NONE;
}

/* Takes the words after a number: scales, then a currency or percent. */
static void take_words_after(const wf_finder *f, bool figures, amount *a, wf_unit *unit) {
    const wf_mark *m;
    for (unsigned n = 0; n < 2; n++) {
        m = mark_at(f, a->end);
        bool joined = m->flags & WF_GAP_SPACE || m->gap == '-';
        if (!joined || !(m->word == WF_WORD_SCALE || (figures && m->word == WF_WORD_SCALE_SHORT))) break;
        a->value *= scales[m->value];
        a->end++;
    }
    if (*unit == WF_UNIT_NONE) *unit = sign_after(f, a->end);
    m = mark_at(f, a->end);
    if (!(m->flags & WF_GAP_SPACE || m->gap == '-') || *unit != WF_UNIT_NONE) return;
    if (m->word == WF_WORD_PERCENT) {
        *unit = WF_UNIT_PERCENT;
        a->end++;
    } else if (m->word == WF_WORD_CURRENCY || m->word == WF_WORD_CURRENCY_CODE) {
        *unit = WF_UNIT_MONEY;
        a->end++;
    } else if (m->word == WF_WORD_PER && mark_at(f, a->end + 1)->word == WF_WORD_CENT) {
        *unit = WF_UNIT_PERCENT;
        a->end += 2;
    }
}

static const struct {
    char suffix[5];
    uint8_t scale;
} suffixes[] = {{"bn", WF_SCALE_BILLION},  {"b", WF_SCALE_BILLION},   {"m", WF_SCALE_MILLION},
                {"mn", WF_SCALE_MILLION},  {"mln", WF_SCALE_MILLION}, {"k", WF_SCALE_THOUSAND},
                {"tn", WF_SCALE_TRILLION}, {"trn", WF_SCALE_TRILLION}};

static bool is_ordinal(wf_str rest) {
    return equals(rest, "st") || equals(rest, "nd") || equals(rest, "rd") || equals(rest, "th");
}

/* The number in figures at token i, *anchor; false if there is none, and then *next is where to go on. */
static bool figures_at(const wf_finder *f, size_t i, wf_anchor *anchor, size_t *next) {
    double minutes;
    size_t end = time_at(f, i, &minutes);
    if (end > i) {
        *anchor = (wf_anchor){.unit = WF_UNIT_TIME, .end = (uint32_t)end, .value = minutes};
        return true;
    }
    amount a;
    bool found = figure_at(f, i, &a);
    *next = a.end;
    if (!found) return false;
    wf_unit unit = currency_before(f, i) ? WF_UNIT_MONEY : WF_UNIT_NONE;
    if (a.rest.len == 0) {
        take_words_after(f, true, &a, &unit);
    } else if (a.is_whole && is_ordinal(a.rest)) {
        unit = WF_UNIT_ORDINAL;
    } else {
        for (size_t k = 0; k < sizeof suffixes / sizeof *suffixes; k++)
            if (equals(a.rest, suffixes[k].suffix)) {
                a.value *= scales[suffixes[k].scale];
                take_words_after(f, false, &a, &unit);
                break;
            }
        for (size_t k = 0; k < a.rest.len; k++)
            if ((unsigned)(a.rest.ptr[k] - '0') < 10) return false; /* digits again: a code */
    }
    *anchor = (wf_anchor){.unit = (uint8_t)unit, .end = (uint32_t)a.end, .value = a.value};
    return true;
}

/* ------------------------------------------------------------------------------------------- words */

static inline bool is_word_of_number(const wf_mark *m) {
    return m->word == WF_WORD_UNIT || m->word == WF_WORD_TENS;
}

/* Whether token i goes on with the number before it: joined by a space or hyphen. */
static inline bool goes_on(const wf_mark *m) {
    return !(m->flags & WF_T_SENTENCE) && (m->flags & WF_GAP_SPACE || m->gap == '-');
}

/* One to ninety-nine at token *i, which moves behind it; 0 if there is none. */
static double below_hundred(const wf_finder *f, size_t *i) {
    const wf_mark *m = mark_at(f, *i);
    if (!is_word_of_number(m)) return 0;
    double value = m->value;
    ++*i;
    const wf_mark *next = mark_at(f, *i);
    if (m->word == WF_WORD_TENS && next->word == WF_WORD_UNIT && next->value < 10 && goes_on(next)) {
        value += next->value;
        ++*i;
    }
    return value;
}

/* Skips "and" before another word of a number. */
static size_t skip_and(const wf_finder *f, size_t i) {
    if (i + 1 >= f->t->n || !goes_on(mark_at(f, i)) || !goes_on(mark_at(f, i + 1))) return i;
    return equals(wf_finder_norm(f, i), "and") && is_word_of_number(mark_at(f, i + 1)) ? i + 1 : i;
}

/*
 * Two to 999 and thousands, millions of them; "a hundred" too, but not "half a million". Within a number each scale is
 * less than the one before it.
 */
static bool words_at(const wf_finder *f, size_t i, wf_anchor *anchor, size_t *next) {
    double total = 0, least = 1e15;
    size_t at = i, end = i;
    while (at < f->t->n) {
        size_t k = at;
        double group = below_hundred(f, &k);
        if (group == 0 && at == i && mark_at(f, i)->word == WF_WORD_SCALE) group = 1; /* after "a" */
        if (group == 0) break;
        const wf_mark *m = mark_at(f, k);
        if (m->word == WF_WORD_SCALE && m->value <= WF_SCALE_HUNDRED && (at == k || goes_on(m))) {
            group *= scales[m->value];
            size_t more = skip_and(f, k + 1);
            if (m->value == WF_SCALE_HUNDRED && goes_on(mark_at(f, more)) &&
                mark_at(f, more)->word != WF_WORD_SCALE) {
                double rest = below_hundred(f, &more);
                group += rest;
                k = rest != 0 ? more : k + 1;
            } else {
                k++;
            }
            m = mark_at(f, k);
        }
        double scale = 1;
        while (m->word == WF_WORD_SCALE && (at == k || goes_on(m)) && scale < 1e9) {
            scale *= scales[m->value];
            m = mark_at(f, ++k);
        }
        if (scale >= least) break;
        total += group * scale;
        least = scale;
        end = k;
        if (scale == 1) break;
        at = skip_and(f, k);
        if (!goes_on(mark_at(f, at))) break;
    }
    *next = end > i ? end : i + 1;
    if (total < 1) return false;
    amount a = {.value = total, .end = end};
    wf_unit unit = WF_UNIT_NONE;
    take_words_after(f, true, &a, &unit);
    if (a.value < 2 && unit == WF_UNIT_NONE) return false; /* "one" mostly is no number, "one percent" is */
    *anchor = (wf_anchor){.unit = (uint8_t)unit, .end = (uint32_t)a.end, .value = a.value};
    return true;
}

/* "a million", "hundred" after "a". */
static bool is_after_article(const wf_finder *f, size_t i) {
    if (i == 0 || !goes_on(mark_at(f, i)) || !equals(wf_finder_norm(f, i - 1), "a")) return false;
    return i < 2 || !goes_on(mark_at(f, i - 1)) ||
           !(equals(wf_finder_norm(f, i - 2), "half") || equals(wf_finder_norm(f, i - 2), "quarter") ||
             equals(wf_finder_norm(f, i - 2), "of"));
}

bool wf_numbers_find(wf_finder *f) {
    bool english = f->langs & WF_EN;
    for (size_t k = 0, next = 0; k < f->n_figures; k++) {
        size_t i = f->figures[k];
        const wf_mark *m = &f->marks[i];
        wf_anchor anchor = {0};
        bool found = false;
        if (i < next) continue;
        if ((m->flags & (WF_T_DIGIT | WF_T_IN_DATE)) == WF_T_DIGIT)
            found = figures_at(f, i, &anchor, &next);
        else if (english && ((is_word_of_number(m) && !wf_is_named_by_number(f, i)) ||
                             (m->word == WF_WORD_SCALE && is_after_article(f, i))))
            found = words_at(f, i, &anchor, &next);
        if (!found) continue;
        anchor.kind = WF_ANCHOR_NUMBER;
        anchor.first = (uint32_t)i;
        if (!wf_anchor_add(f, anchor)) return false;
        next = anchor.end;
    }
    return true;
}
