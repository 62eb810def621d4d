/*
 * Quoted passages.
 *
 * Each style of marks has a slot, which is open or not, so that styles nest without a stack. What a mark does follows
 * from the mark, from what is beside it and from its slot. A new paragraph ends an open quote unless it begins with an
 * opening mark of the same style.
 */
#include "text/anchors_internal.h"

#include <string.h>

#include "base/utf8.h"

#define MIN_WORDS 3
#define MIN_BIGRAMS 6 /* tokens between corner brackets, which are of two characters */

typedef enum { STRAIGHT, CURLY, ANGLE, SINGLE_ANGLE, CORNER, WHITE_CORNER, SINGLE, N_STYLES } style;
typedef enum { OPENS, CLOSES, EITHER } role;

typedef struct {
    bool open, pending; /* pending: a paragraph has begun, the quote goes on if a mark opens it */
    bool turned;        /* opened by what closes otherwise: „..." closed by a left mark, >>...<< */
    size_t first;
    size_t
        line_end; /* token that begins a line behind a sentence: the end of the quote if no mark closes it; 0: none */
} slot;

typedef struct {
    style style;
    role role;
    bool low; /* of the curly ones: at the foot of the line */
    size_t len;
} mark;

/* The mark at p of len bytes; its len is 0 if there is none. */
static mark mark_at(const char *p, size_t len) {
    if (*p == '"') return (mark){STRAIGHT, EITHER, false, 1};
    if (*p == '\'' || *p == '`') {
        if (len > 1 && p[1] == *p) return (mark){STRAIGHT, *p == '`' ? OPENS : EITHER, false, 2};
        return (mark){SINGLE, *p == '`' ? OPENS : EITHER, false, 1};
    }
    if (*p == '<' || *p == '>')
        return len > 1 && p[1] == *p ? (mark){ANGLE, *p == '<' ? OPENS : CLOSES, false, 2} : (mark){0};
    if ((unsigned char)*p < 0xC2) return (mark){0};
    size_t n = 0;
    switch (wf_utf8_next(p, len, &n, NULL)) {
    case 0x2018:
    case 0x201B:
        return (mark){SINGLE, OPENS, false, n};
    case 0x201A:
        return (mark){SINGLE, OPENS, true, n};
    case 0x2019:
        return (mark){SINGLE, CLOSES, false, n};
    case 0x201C:
    case 0x201F:
        return (mark){CURLY, OPENS, false, n};
    case 0x201E:
        return (mark){CURLY, OPENS, true, n};
    case 0x201D:
        return (mark){CURLY, CLOSES, false, n};
    case 0xFF02:
        return (mark){STRAIGHT, EITHER, false, n};
    case 0xAB:
        return (mark){ANGLE, OPENS, false, n};
    case 0xBB:
        return (mark){ANGLE, CLOSES, false, n};
    case 0x2039:
        return (mark){SINGLE_ANGLE, OPENS, false, n};
    case 0x203A:
        return (mark){SINGLE_ANGLE, CLOSES, false, n};
    case 0x300C:
        return (mark){CORNER, OPENS, false, n};
    case 0x300D:
        return (mark){CORNER, CLOSES, false, n};
    case 0x300E:
        return (mark){WHITE_CORNER, OPENS, false, n};
    case 0x300F:
        return (mark){WHITE_CORNER, CLOSES, false, n};
    default:
        return (mark){0};
    }
}

typedef struct {
    wf_finder *f;
    slot slots[N_STYLES];
    size_t first_anchor;
} reader;

/* Adds the quote [first, end) where it belongs in the order of begins: near the end, as no quote is long. */
static bool add(reader *r, style s, size_t first, size_t end) {
    if (end > first + WF_QUOTE_TOKENS) end = first + WF_QUOTE_TOKENS;
    if (end - first < (s == CORNER || s == WHITE_CORNER ? MIN_BIGRAMS : MIN_WORDS)) return true;
    wf_anchor quote = {.kind = WF_ANCHOR_QUOTE, .first = (uint32_t)first, .end = (uint32_t)end};
    if (!wf_anchor_add(r->f, quote)) return false;
    wf_anchor *items = r->f->out->items;
    size_t i = r->f->out->n - 1;
    for (; i > r->first_anchor && items[i - 1].first > quote.first; i--) items[i] = items[i - 1];
    items[i] = quote;
    return true;
}

/* Ends the quote of style s before token end; unclosed: no mark closes it. Apostrophes may look like single marks. */
static bool end_quote(reader *r, style s, size_t end, bool unclosed) {
    slot *q = &r->slots[s];
    q->open = q->pending = false;
    if (unclosed && s == SINGLE) return true;
    if (unclosed && q->line_end) end = q->line_end;
    return add(r, s, q->first, end);
}

/* Cuts the quotes that are too long by token i. */
static bool cut_long(reader *r, size_t i) {
    for (unsigned s = 0; s < N_STYLES; s++)
        if (r->slots[s].open && i - r->slots[s].first > WF_QUOTE_TOKENS && !end_quote(r, (style)s, i, true))
            return false;
    return true;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Whether an opening mark can follow what ends at byte i: the begin, white space, a bracket, a dash. */
static bool opens_after(wf_str text, size_t i, bool after_opening) {
    if (i == 0 || after_opening) return true;
    const char *p = text.ptr + i;
    char c = p[-1];
    if (is_space(c) || c == '(' || c == '[' || c == '{' || c == '-' || c == '/' || c == '>' || c == '=')
        return true;
    if (i >= 2 && p[-2] == '\xC2' && p[-1] == '\xA0') return true;
    return i >= 3 && p[-3] == '\xE2' && p[-2] == '\x80' && (unsigned char)p[-1] >= 0x80 &&
           (unsigned char)p[-1] <= 0x95; /* spaces, dashes */
}

/* Whether white space, the end or a mark of punctuation comes at byte i. */
static bool space_at(wf_str text, size_t i) {
    if (i >= text.len || is_space(text.ptr[i]) || strchr(".,;:!?)]", text.ptr[i])) return true;
    return text.ptr[i] == '\xC2' && i + 1 < text.len && text.ptr[i + 1] == '\xA0';
}

/* An apostrophe at the begin of a word, not a mark: '90s, 'em. */
static bool is_elision(const reader *r, size_t i) {
    static const char *const words[] = {"em", "til",  "till",  "tis", "twas", "cause",
                                        "n",  "bout", "round", "s",   "t"};
    if (i >= r->f->t->n) return true;
    wf_str s = wf_finder_norm(r->f, i);
    if (r->f->marks[i].flags & WF_T_DIGIT) return s.len > 2;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (s.len == strlen(words[k]) && memcmp(s.ptr, words[k], s.len) == 0) return true;
    return false;
}

/* Whether the mark m, at byte at before token i, opens a quote; else it closes one if there is one. */
static bool does_open(const reader *r, mark m, size_t at, size_t i, bool after_opening) {
    const slot *q = &r->slots[m.style];
    wf_str text = r->f->text;
    bool before = opens_after(text, at, after_opening), after = !space_at(text, at + m.len);
    if (q->open && !q->pending && q->turned) return m.role != OPENS || m.low;
    if (m.style == CORNER || m.style == WHITE_CORNER) return m.role == OPENS;
    if (m.role == OPENS) return m.style != SINGLE || m.low || !(is_elision(r, i) && before);
    if (m.role == CLOSES) {
        if (q->open && !q->pending) return false;
        return before && after && m.style != SINGLE; /* Swedish, Danish */
    }
    if (m.style == SINGLE) return before && after && !is_elision(r, i);
    return before && (after || !q->open);
}

static bool take_mark(reader *r, mark m, size_t i, bool opens) {
    slot *q = &r->slots[m.style];
    if (!opens) return !q->open || end_quote(r, m.style, i, false);
    if (q->pending) { /* the quote goes on in this paragraph */
        q->pending = false;
        return true;
    }
    if (q->open && !end_quote(r, m.style, i, true)) return false;
    *q = (slot){.open = true, .turned = m.low || m.role == CLOSES, .first = i};
    return true;
}

/* Takes the marks in bytes [begin, end) of the text, which are before token i. */
static bool take_marks(reader *r, size_t begin, size_t end, size_t i) {
    wf_str text = r->f->text;
    bool after_opening = false;
    for (size_t at = begin; at < end;) {
        mark m = mark_at(text.ptr + at, end - at);
        if (m.len) {
            bool opens = does_open(r, m, at, i, after_opening);
            if (!take_mark(r, m, i, opens)) return false;
            after_opening = opens;
            at += m.len;
        } else {
            after_opening = false;
            at++;
        }
    }
    return true;
}

/* What is open when a paragraph, or only a line, has begun with token i and no mark has opened it again. */
static bool begin_paragraph(reader *r, size_t i, bool blank) {
    for (unsigned s = 0; s < N_STYLES; s++) {
        slot *q = &r->slots[s];
        if (!q->open || !q->pending) continue;
        q->pending = false;
        if (blank) {
            if (!end_quote(r, (style)s, i, true)) return false;
        } else if (!q->line_end) {
            q->line_end = i;
        }
    }
    return true;
}

static bool take_gap(reader *r, size_t i) {
    wf_finder *f = r->f;
    wf_str gap = wf_finder_gap(f, i);
    size_t begin = (size_t)(gap.ptr - f->text.ptr), end = begin + gap.len;
    uint32_t flags = f->marks[i].flags;
    bool blank = flags & WF_GAP_BLANK, line = flags & WF_GAP_LINE && flags & WF_T_SENTENCE;
    if (!cut_long(r, i)) return false;
    if (!blank && !line) return take_marks(r, begin, end, i);
    /* Of lines that were dropped only what is before the first and after the last line end is looked at. */
    const char *first = memchr(gap.ptr, '\n', gap.len), *last = first;
    if (!first) return take_marks(r, begin, end, i) && begin_paragraph(r, i, blank);
    if (flags & WF_GAP_DROPPED)
        for (last = gap.ptr + gap.len - 1; *last != '\n';) last--;
    if (!take_marks(r, begin, (size_t)(first - f->text.ptr), i)) return false;
    for (unsigned s = 0; s < N_STYLES; s++) r->slots[s].pending = r->slots[s].open;
    return take_marks(r, (size_t)(last - f->text.ptr), end, i) && begin_paragraph(r, i, blank);
}

bool wf_quotes_find(wf_finder *f) {
    reader r = {.f = f, .first_anchor = f->out->n};
    size_t n = f->t->n;
    for (size_t k = 0; k < f->n_breaks; k++)
        if (!take_gap(&r, f->breaks[k])) return false;
    if (!cut_long(&r, n)) return false;
    for (unsigned s = 0; s < N_STYLES; s++)
        if (r.slots[s].open && !end_quote(&r, (style)s, n, true)) return false;
    return true;
}
