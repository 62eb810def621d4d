#include "report/display.h"

#include <string.h>
#include <unicode/uchar.h>

#include "base/utf8.h"

#define ELLIPSIS "\xE2\x80\xA6"

enum {
    MARKS = 8, /* combining marks shown on one letter: stacked without end they would cover other lines */
    GONE = 0x110000,  /* a character that is left out */
    BREAK = 0x110001, /* a line break */
    BLANK = 0x110002, /* white space within a line */
};

/* What becomes of a character: itself, U+FFFD, or one of GONE, BREAK and BLANK. */
static uint32_t made_safe(uint32_t c) {
    if (c >= 0x20 && c < 0x7F) return c == ' ' ? BLANK : c;
    if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029) return BREAK;
    if (c == '\t') return BLANK;
    switch (u_charType((UChar32)c)) {
    case U_CONTROL_CHAR:
    case U_SURROGATE:
        return 0xFFFD;
    case U_FORMAT_CHAR: /* direction marks and invisible tags; the joiners shape letters and emoji */
        return c == 0x200C || c == 0x200D ? c : GONE;
    case U_SPACE_SEPARATOR:
        return BLANK;
    default:
        return c;
    }
}

/* Columns of a character on a terminal. */
static size_t columns(uint32_t c) {
    if (c < 0x300) return 1;
    int8_t type = u_charType((UChar32)c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
    if (c >= 0x1160 && c <= 0x11FF) return 0; /* Hangul vowels and finals join the initial before them */
    int32_t east = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
    return east == U_EA_WIDE || east == U_EA_FULLWIDTH ? 2 : 1;
}

bool wf_display_put(wf_bytes *out, wf_str text, size_t max, size_t *width) {
    size_t taken = 0, marks = 0;
    size_t cut_len = out->len, cut_taken = 0; /* where it can be cut so that the ellipsis still fits */
    bool blank = false;                       /* a space is due before the next character */
    for (size_t i = 0; i < text.len;) {
        uint32_t c = made_safe(wf_utf8_next(text.ptr, text.len, &i, NULL));
        if (c == GONE) continue;
        if (c == BLANK || c == BREAK) {
            blank = taken > 0;
            continue;
        }
        size_t wide = columns(c);
        marks = wide ? 0 : marks + 1;
        if (marks > MARKS) continue;
        if (taken + wide + blank > max) {
            out->len = cut_len;
            taken = cut_taken;
            if (max && !wf_bytes_append(out, ELLIPSIS, 3)) return false;
            taken += max > 0;
            break;
        }
        if (blank && !wf_bytes_append(out, " ", 1)) return false;
        taken += blank;
        blank = false;
        char bytes[4];
        if (!wf_bytes_append(out, bytes, wf_utf8_put(bytes, c))) return false;
        taken += wide;
        if (taken < max) {
            cut_len = out->len;
            cut_taken = taken;
        }
    }
    if (width) *width = taken;
    return true;
}

bool wf_display_put_cell(wf_bytes *out, wf_str text, size_t width) {
    size_t taken;
    if (!wf_display_put(out, text, width, &taken)) return false;
    for (; taken < width; taken++)
        if (!wf_bytes_append(out, " ", 1)) return false;
    return true;
}

/* A line being filled. */
typedef struct {
    wf_bytes *out;
    size_t width, indent, lines; /* lines left, this one included */
    size_t taken;                /* columns of this line */
    size_t blank,
        after_blank; /* where its last blank is in out, and the columns up to behind it; SIZE_MAX: none */
    size_t cut;      /* where it can be cut so that an ellipsis fits */
} line;

/* Goes on in another line: the text behind the last blank moves there. *full: there is no other line. */
static bool break_line(line *l, bool *full) {
    bool at_blank = l->blank != SIZE_MAX;
    *full = l->lines == 1;
    if (*full) {
        l->out->len = at_blank && l->blank < l->cut ? l->blank : l->cut;
        return wf_bytes_append(l->out, ELLIPSIS, strlen(ELLIPSIS));
    }
    size_t from = at_blank ? l->blank + 1 : l->out->len, moved = l->out->len - from;
    size_t begin = at_blank ? l->blank : l->out->len, added = 1 + l->indent;
    for (size_t i = l->out->len; i < begin + added + moved; i++)
        if (!wf_bytes_append(l->out, " ", 1)) return false;
    memmove(l->out->ptr + begin + added, l->out->ptr + from, moved);
    l->out->len = begin + added + moved;
    memset(l->out->ptr + begin, ' ', added);
    l->out->ptr[begin] = '\n';
    l->lines--;
    l->taken = at_blank ? l->taken - l->after_blank : 0;
    l->blank = SIZE_MAX;
    l->cut = begin + added;
    return true;
}

bool wf_display_put_wrapped(wf_bytes *out, wf_str text, size_t width, size_t indent, size_t lines) {
    line l = {
        .out = out, .width = width, .indent = indent, .lines = lines, .blank = SIZE_MAX, .cut = out->len};
    size_t marks = 0;
    bool blank = false, full = false; /* a space is due before the next character */
    for (size_t i = 0; i < text.len;) {
        uint32_t c = made_safe(wf_utf8_next(text.ptr, text.len, &i, NULL));
        if (c == GONE) continue;
        if (c == BLANK || c == BREAK) {
            blank = l.taken > 0;
            continue;
        }
        size_t wide = columns(c);
        marks = wide ? 0 : marks + 1;
        if (marks > MARKS) continue;
        if (blank) {
            l.blank = out->len;
            l.after_blank = ++l.taken;
            if (!wf_bytes_append(out, " ", 1)) return false;
        }
        blank = false;
        if (l.taken + wide > width) {
            if (!break_line(&l, &full)) return false;
            if (full) return true;
        }
        char bytes[4];
        if (!wf_bytes_append(out, bytes, wf_utf8_put(bytes, c))) return false;
        l.taken += wide;
        if (l.taken < width) l.cut = out->len;
    }
    return true;
}

size_t wf_display_width(wf_str text, size_t max) {
    size_t taken = 0;
    bool blank = false;
    for (size_t i = 0; i < text.len && taken < max;) {
        uint32_t c = made_safe(wf_utf8_next(text.ptr, text.len, &i, NULL));
        if (c == GONE) continue;
        if (c == BLANK || c == BREAK) {
            blank = taken > 0;
        } else {
            taken += columns(c) + blank;
            blank = false;
        }
    }
    return taken < max ? taken : max;
}

bool wf_display_put_text(wf_bytes *out, wf_str text, const char *begin, const char *end) {
    bool open = false; /* begin was written and end not yet */
    size_t marks = 0;
    for (size_t i = 0; i < text.len;) {
        uint32_t raw = wf_utf8_next(text.ptr, text.len, &i, NULL);
        uint32_t c = made_safe(raw);
        if (c == GONE || (raw == '\r' && i < text.len && text.ptr[i] == '\n')) continue;
        if (c == BREAK) {
            if (open && !wf_bytes_append(out, end, strlen(end))) return false;
            if (!wf_bytes_append(out, "\n", 1)) return false;
            open = false;
            continue;
        }
        if (c == BLANK) c = raw == '\t' ? '\t' : ' ';
        marks = columns(c) ? 0 : marks + 1;
        if (marks > MARKS) continue;
        if (!open && !wf_bytes_append(out, begin, strlen(begin))) return false;
        open = true;
        char bytes[4];
        if (!wf_bytes_append(out, bytes, wf_utf8_put(bytes, c))) return false;
    }
    return !open || wf_bytes_append(out, end, strlen(end));
}
