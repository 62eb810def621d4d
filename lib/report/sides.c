#include "report/sides.h"

#include <stdlib.h>
#include <string.h>

#include "report/display.h"

enum {
    MOST_LINES = 8,
    MOST_WORDS = 300, /* compared and shown of a passage */
    LONG_RUN = 30,    /* words in common at the beginning, of which */
    RUN_SHOWN = 6,    /* the last are shown */
    NAME = 12         /* columns of a name on a narrow page, at most */
};

static const char LEFT_COLOUR[] = "\033[31m", RIGHT_COLOUR[] = "\033[32m", GAP[] = " | ",
                  MORE[] = "\xE2\x80\xA6";

typedef struct {
    wf_str text;
    uint64_t
        key; /* equal for words that are the same but for case and the signs around them; 0: signs alone */
    bool altered;
} word;

typedef struct {
    word words[MOST_WORDS];
    size_t n;
    size_t from; /* where the first word stands in the passage, and */
    bool cut;    /* whether words are left out behind the last */
    size_t at;   /* the next word to be printed, */
    size_t line; /* and the line it goes to */
} side;

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Quotes, dashes and ellipses of typography: U+2010 to U+203F. */
static bool is_typography(const unsigned char *p, size_t n) {
    return n >= 3 && p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x90;
}

static bool is_ascii_letter(unsigned char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* FNV-1a of the letters, digits and other alphabets of a word. */
static uint64_t key_of(wf_str w) {
    const unsigned char *p = (const unsigned char *)w.ptr;
    uint64_t key = 0xCBF29CE484222325;
    bool any = false;
    for (size_t i = 0; i < w.len;) {
        if (is_typography(p + i, w.len - i)) {
            i += 3;
            continue;
        }
        unsigned char c = p[i++];
        if (c < 0x80 && !is_ascii_letter(c) && !(c >= '0' && c <= '9')) continue;
        key = (key ^ (is_ascii_letter(c) ? c | 0x20 : c)) * 0x100000001B3;
        any = true;
    }
    return any ? key | 1 : 0;
}

/* The word at or after *at, which moves behind it; false at the end. */
static bool next_word(wf_str text, size_t *at, wf_str *out) {
    size_t i = *at;
    while (i < text.len && is_blank(text.ptr[i])) i++;
    size_t begin = i;
    while (i < text.len && !is_blank(text.ptr[i])) i++;
    *at = i;
    *out = wf_str_of(text.ptr ? text.ptr + begin : NULL, i - begin);
    return i > begin;
}

/* Leaves out most of a long run of words that both begin with. */
static void skip_common(side *a, wf_str left, side *b, wf_str right) {
    size_t last_a[RUN_SHOWN] = {0}, last_b[RUN_SHOWN] = {0}; /* where the last words begin, in a ring */
    size_t i = 0, j = 0, n = 0;
    for (;;) {
        size_t from_i = i, from_j = j;
        wf_str x, y;
        bool both = next_word(left, &i, &x) && next_word(right, &j, &y);
        if (!both || key_of(x) != key_of(y)) break;
        last_a[n % RUN_SHOWN] = from_i;
        last_b[n % RUN_SHOWN] = from_j;
        n++;
    }
    if (n <= LONG_RUN) return;
    a->from = last_a[n % RUN_SHOWN];
    b->from = last_b[n % RUN_SHOWN];
}

static void take_words(side *s, wf_str text) {
    size_t at = s->from;
    wf_str w;
    while (s->n < MOST_WORDS && next_word(text, &at, &w)) s->words[s->n++] = (word){w, key_of(w), true};
    s->cut = next_word(text, &at, &w);
}

/* Words of a longest common subsequence are not altered, nor are signs alone. Returns its length. */
static bool find_altered(side *a, side *b, size_t *n_common) {
    size_t width = b->n + 1;
    uint16_t *length =
        calloc((a->n + 1) * width, sizeof *length); /* of the rest of both, from words i and j on */
    if (!length) return false;
    for (size_t i = a->n; i-- > 0;)
        for (size_t j = b->n; j-- > 0;) {
            uint16_t *here = &length[i * width + j], down = here[width], across = here[1];
            *here = a->words[i].key == b->words[j].key ? (uint16_t)(here[width + 1] + 1)
                    : down > across                    ? down
                                                       : across;
        }
    for (size_t i = 0, j = 0; i < a->n && j < b->n;) {
        const uint16_t *here = &length[i * width + j];
        if (a->words[i].key == b->words[j].key) {
            *n_common += a->words[i].key != 0;
            a->words[i++].altered = b->words[j++].altered = false;
        } else if (here[width] >= here[1]) {
            i++;
        } else {
            j++;
        }
    }
    free(length);
    for (size_t i = 0; i < a->n; i++) a->words[i].altered &= a->words[i].key != 0;
    for (size_t j = 0; j < b->n; j++) b->words[j].altered &= b->words[j].key != 0;
    return true;
}

/* ---------------------------------------------------------------------------------------------- printing */

typedef struct {
    wf_page *page;
    const char *colour; /* NULL: asterisks, or nothing */
    bool asterisks;
    size_t width;
} style;

/* Columns of word i, with its asterisks. */
static size_t width_of(const side *s, size_t i, const style *look) {
    size_t width = wf_display_width(s->words[i].text, look->width);
    if (!look->asterisks || !s->words[i].altered) return width;
    width += i == 0 || !s->words[i - 1].altered;
    width += i + 1 == s->n || !s->words[i + 1].altered;
    return width < look->width ? width : look->width;
}

static bool put_word(const side *s, size_t i, bool first, const style *look) {
    wf_page *p = look->page;
    bool altered = s->words[i].altered, before = i > 0 && s->words[i - 1].altered,
         after = i + 1 < s->n && s->words[i + 1].altered;
    size_t stars = look->asterisks && altered ? (size_t)!before + (size_t)!after : 0;
    bool ok = true;
    if (look->colour && altered && (first || !before)) ok = wf_page_puts(p, look->colour);
    if (look->asterisks && altered && !before) ok = wf_page_puts(p, "*");
    size_t room = look->width > stars ? look->width - stars : 1;
    ok = ok && wf_display_put(p->out, s->words[i].text, room, NULL);
    if (ok && look->asterisks && altered && !after) ok = wf_page_puts(p, "*");
    return ok;
}

/* A line of a side; *taken gets its columns. At the last line what is left over becomes an ellipsis. */
static bool put_line(side *s, const style *look, size_t *taken) {
    wf_page *p = look->page;
    size_t used = 0;
    bool ok = true, first = true, last_line = ++s->line == MOST_LINES;
    if (s->line == 1 && s->from) {
        ok = wf_page_puts(p, MORE);
        used = 1;
    }
    while (ok && s->at < s->n) {
        size_t width = width_of(s, s->at, look), rest = last_line || s->cut ? 2 : 0;
        bool fits = used + (used > 0) + width + rest <= look->width;
        if (!fits && !(used == 0 && !last_line)) break;
        bool joined = !first && s->words[s->at].altered && s->words[s->at - 1].altered;
        if (look->colour && !first && !joined && s->words[s->at - 1].altered) ok = wf_page_puts(p, wf_plain);
        if (ok && used) ok = wf_page_puts(p, " ");
        ok = ok && put_word(s, s->at, first, look);
        used += (used > 0) + width;
        first = false;
        s->at++;
    }
    if (ok && look->colour && !first && s->words[s->at - 1].altered) ok = wf_page_puts(p, wf_plain);
    bool more = s->at < s->n ? last_line : s->cut && s->n > 0;
    if (ok && more) {
        ok = wf_page_puts(p, used ? " " : "") && wf_page_puts(p, MORE);
        used += (used > 0) + 1;
        s->at = s->n;
        s->cut = false;
    }
    *taken = used;
    return ok;
}

static bool put_blanks(wf_page *p, size_t n) {
    return wf_bytes_printf(p->out, "%*s", (int)n, "");
}

static bool put_columns(wf_page *p, size_t indent, const char *label, side *a, side *b, style *left,
                        style *right) {
    bool ok = true;
    for (size_t line = 0; ok && (line == 0 || a->at < a->n || b->at < b->n); line++) {
        size_t taken = 0;
        ok = wf_bytes_printf(p->out, "%-*s", (int)indent, line ? "" : label) &&
             (a->at == a->n || put_line(a, left, &taken));
        if (ok && b->at < b->n)
            ok = put_blanks(p, taken < left->width ? left->width - taken : 0) && wf_page_paint(p, wf_dim) &&
                 wf_page_puts(p, GAP) && wf_page_paint(p, wf_plain) && put_line(b, right, &taken);
        ok = ok && wf_page_puts(p, "\n");
    }
    return ok;
}

static bool put_below(wf_page *p, size_t indent, const char *label, wf_str name, size_t name_width, side *s,
                      style *look) {
    const wf_str none = {0};
    bool ok = true;
    for (size_t line = 0; ok && (line == 0 || s->at < s->n); line++) {
        size_t taken;
        ok = wf_bytes_printf(p->out, "%-*s", (int)indent, line ? "" : label) &&
             wf_display_put_cell(p->out, line ? none : name, name_width) && wf_page_puts(p, " ") &&
             (s->at == s->n || put_line(s, look, &taken)) && wf_page_puts(p, "\n");
    }
    return ok;
}

/* Columns of the names before passages that stand one below the other. */
static size_t names_width(const wf_str names[2]) {
    size_t a = wf_display_width(names[0], NAME), b = wf_display_width(names[1], NAME);
    return a > b ? a : b;
}

/* Columns of one passage; of the left one where two stand side by side. */
static size_t column_width(const wf_page *p, size_t indent, const wf_str names[2]) {
    size_t others = indent + (p->width < WF_SIDES_MIN ? names_width(names) + 1 : strlen(GAP));
    size_t room = p->width > others + 20 ? p->width - others : 20;
    return p->width < WF_SIDES_MIN ? room : room / 2;
}

bool wf_page_sides_heading(wf_page *p, size_t indent, const wf_str names[2]) {
    if (p->width < WF_SIDES_MIN) return true;
    size_t width = column_width(p, indent, names);
    return put_blanks(p, indent) && wf_page_paint(p, wf_dim) &&
           wf_display_put_cell(p->out, names[0], width) && wf_page_puts(p, GAP) &&
           wf_display_put(p->out, names[1], width, NULL) && wf_page_paint(p, wf_plain) &&
           wf_page_puts(p, "\n");
}

bool wf_page_sides(wf_page *p, size_t indent, const char *label, const wf_str names[2], wf_str left,
                   wf_str right) {
    side *both = calloc(2, sizeof *both);
    size_t n_common = 0;
    if (!both) return false;
    side *a = &both[0], *b = &both[1];
    skip_common(a, left, b, right);
    take_words(a, left);
    take_words(b, right);
    bool ok = find_altered(a, b, &n_common);
    style look = {
        .page = p, .asterisks = !p->colour && n_common > 0, .width = column_width(p, indent, names)};
    style looks[2] = {look, look};
    looks[0].colour = p->colour ? LEFT_COLOUR : NULL;
    looks[1].colour = p->colour ? RIGHT_COLOUR : NULL;
    if (ok && p->width >= WF_SIDES_MIN)
        ok = put_columns(p, indent, label, a, b, &looks[0], &looks[1]);
    else if (ok)
        ok = put_below(p, indent, label, names[0], names_width(names), a, &looks[0]) &&
             put_below(p, indent, "", names[1], names_width(names), b, &looks[1]);
    free(both);
    return ok;
}
