/*
 * Anchors: the tokens are marked in one pass, then each kind is found over the marks, then all are put in order.
 *
 * What costs time in a story is the pass over all tokens, so it looks a word up in a table of a few hundred words once,
 * for all kinds, unless the caller knows what the table says; looks between tokens only where more than one space is there;
 * and lists the few tokens that a finder need look at.
 */
#include "text/anchors_internal.h"

#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "text/block.h"
#include "text/credit.h"

#define MAX_WORD 16 /* bytes of the longest word in the table at most */

bool wf_anchor_add(wf_finder *f, wf_anchor anchor) {
    wf_anchors *out = f->out;
    if (!wf_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items)) return false;
    out->items[out->n++] = anchor;
    return true;
}

/* ------------------------------------------------------------------------------------------- words */

/* The column of a language in the table: in one whose words are not known, those of all are tried. */
static unsigned column_of(wf_language language) {
    static const char known[WF_N_LANGUAGES][3] = {"en", "es", "fr", "de", "it", "pt", "nl"};
    if (language == WF_LANGUAGE_ENGLISH) return 0;
    const char *code = wf_language_code(language);
    unsigned column = 0;
    while (column < WF_N_LANGUAGES && strcmp(code, known[column]) != 0) column++;
    return column;
}

/* The languages of a column, as a set. */
static unsigned langs_of(unsigned column) {
    return column < WF_N_LANGUAGES ? 1u << column : WF_EVERY;
}

static void set_language(wf_finder *f, wf_language language) {
    static const char point_decimals[] = "en zh ja ko th he ms tl hi bn ta te ur ";
    const char *code = wf_language_code(language);
    f->column = column_of(language);
    f->langs = langs_of(f->column);
    f->german = f->langs == WF_DE;
    f->decimal_comma = code[0] && !strstr(point_decimals, code);
}

static inline uint64_t low_bytes(uint64_t x, size_t n) {
    return n >= 8 ? x : n ? x & (~(uint64_t)0 >> (64 - 8 * n)) : 0;
}

static const wf_word_entry *look_up(uint64_t lo, uint64_t hi, uint32_t hash) {
    for (uint32_t slot = hash >> (32 - WF_WORD_SLOT_BITS);; slot = (slot + 1) % (1u << WF_WORD_SLOT_BITS)) {
        unsigned number = wf_anchor_words.slots[slot];
        if (number == 0) return NULL;
        const wf_word_entry *e = &wf_anchor_words.entries[number - 1];
        if (e->lo == lo && e->hi == hi) return e;
    }
}

/* A month in small letters is none in English and German. */
static bool needs_capital(const wf_word_entry *e, unsigned langs) {
    bool dated = e->kind == WF_WORD_MONTH || e->kind == WF_WORD_WEEKDAY;
    return dated && !(e->langs & langs & ~(unsigned)WF_CAPITAL_DATES);
}

static inline wf_anchor_word word_of(const char *norm, size_t len, unsigned column) {
    const bool possessive = len > 2 && norm[len - 1] == 's' && norm[len - 2] == '\'';
    if (possessive) len -= 2;
    const uint64_t lo = low_bytes(wf_load_le64(norm), len),
                   hi = len > 8 ? low_bytes(wf_load_le64(norm + 8), len - 8) : 0;
    const uint32_t hash = wf_word_hash(lo, hi);
    const uint32_t flags = possessive ? WF_T_POSSESSIVE : 0;
    if (len > MAX_WORD)
        return (wf_anchor_word){.hash = hash ^ wf_word_hash(wf_load_le64(norm + len - 8), len),
                                .flags = flags};
    const wf_word_entry *e = look_up(lo, hi, hash);
    if (!e) return (wf_anchor_word){.hash = hash, .flags = flags};
    const bool is_here = e->langs & langs_of(column);
    return (wf_anchor_word){.hash = hash,
                            .flags = flags | (uint32_t)e->flags[column] << WF_WORD_FLAGS,
                            .kind = is_here ? e->kind : 0,
                            .value = is_here ? e->value : 0,
                            .needs_capital = is_here && needs_capital(e, langs_of(column))};
}

wf_anchor_word wf_anchor_word_of(const char *norm, size_t len, wf_language language) {
    return word_of(norm, len, column_of(language));
}

/* ------------------------------------------------------------------------------------------- marks of a token */

/* Whether the code point that begins at byte i of the text is a capital. */
static bool is_capital(wf_str text, size_t i) {
    unsigned char c = (unsigned char)text.ptr[i];
    if (c < 0x80) return (unsigned)(c - 'A') < 26;
    UChar32 point = (UChar32)wf_utf8_next(text.ptr, text.len, &i, NULL);
    return u_isupper(point) || u_istitle(point);
}

/* Bytes of the apostrophe at i, 0 if there is none. */
static size_t apostrophe_at(wf_str text, size_t i, size_t end) {
    if (i < end && text.ptr[i] == '\'') return 1;
    return i + 3 <= end && memcmp(text.ptr + i, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
}

/* Where the name begins in "l'Union" and "dell'Italia": bytes of the token's source before it, 0 if it is none of these. */
static size_t elided_length(wf_str text, size_t begin, size_t end) {
    for (size_t i = begin + 1; i < end && i < begin + 6; i++) {
        size_t len = apostrophe_at(text, i, end);
        if (len) return i + len < end && is_capital(text, i + len) ? i + len - begin : 0;
    }
    return 0;
}

/* How the token is written: capitals. */
static uint32_t case_flags(const wf_finder *f, size_t begin, size_t end, unsigned char first_norm) {
    const char *s = f->text.ptr;
    unsigned char c = (unsigned char)s[begin];
    if ((unsigned)(c - 'a') < 26)
        return WF_T_LETTER |
               (end - begin > 3 && f->langs & (WF_FR | WF_IT) && elided_length(f->text, begin, end)
                    ? WF_T_CAPITAL
                    : 0);
    if ((unsigned)(c - '0') < 10) return WF_T_DIGIT;
    if (c >= 0x80) {
        if ((unsigned)(first_norm - '0') < 10) return c == 0xEF ? WF_T_DIGIT : 0; /* full-width */
        if (!is_capital(f->text, begin)) return WF_T_LETTER;
        size_t second = begin;
        wf_utf8_next(s, f->text.len, &second, NULL);
        return WF_T_LETTER | WF_T_CAPITAL | (second < end && is_capital(f->text, second) ? WF_T_UPPER : 0);
    }
    if ((unsigned)(c - 'A') >= 26) return 0;
    bool upper =
        end - begin > 1 && ((unsigned)(s[begin + 1] - 'A') < 26 ||
                            (((unsigned char)s[begin + 1] & 0x80) && is_capital(f->text, begin + 1)));
    return WF_T_LETTER | WF_T_CAPITAL | (upper ? WF_T_UPPER : 0);
}

/* Puts what its word says into the mark of a token, of which capitals are marked. */
static inline void mark_word(wf_mark *m, wf_anchor_word word) {
    m->hash = word.hash;
    m->flags |= word.flags;
    if (word.needs_capital && !(m->flags & WF_T_CAPITAL)) return;
    m->word = word.kind;
    m->value = word.value;
}

/* ------------------------------------------------------------------------------------------- marks between tokens */

/* What a character between tokens says. */
static uint32_t gap_flag(uint32_t c, uint32_t before) {
    switch (c) {
    case ' ':
    case '\t':
        return WF_GAP_SPACE;
    case 0xA0:
    case 0x202F:
    case 0x2009:
        return WF_GAP_SPACE | WF_GAP_NARROW;
    case '\n':
    case 0x2028:
    case 0x2029:
        return WF_GAP_SPACE | (before & WF_GAP_LINE ? WF_GAP_BLANK : WF_GAP_LINE);
    case '\r': /* alone it is not met often enough to matter; before a line feed it is only space */
        return WF_GAP_SPACE;
    case ',':
        return WF_GAP_COMMA;
    case ':':
        return WF_T_START;
    case '"':
    case '\'':
    case '`':
    case 0xAB:
    case 0xBB:
    case 0xFF02:
        return WF_GAP_QUOTE | WF_T_START;
    case '<':
    case '>':
        return WF_GAP_QUOTE;
    case '!':
    case '?':
    case '*':
    case 0x2022: /* bullet */
    case 0x2026: /* ellipsis */
        return WF_T_START;
    default:
        if ((c >= 0x2018 && c <= 0x201F) || c == 0x2039 || c == 0x203A || (c >= 0x300C && c <= 0x300F))
            return WF_GAP_QUOTE | WF_T_START;
        if (c < 0x80 ? (c | 0x20) - 'a' < 26 || c - '0' < 10 : u_isalnum((UChar32)c)) return WF_GAP_DROPPED;
        return 0;
    }
}

static uint32_t gap_flags(wf_str gap) {
    uint32_t flags = 0, n = 0, n_space = 0, n_comma = 0;
    for (size_t i = 0; i < gap.len; n++) {
        unsigned char byte = (unsigned char)gap.ptr[i];
        uint32_t c = byte < 0x80 ? (i++, byte) : wf_utf8_next(gap.ptr, gap.len, &i, NULL),
                 one = gap_flag(c, flags);
        n_space += (one & WF_GAP_SPACE) != 0;
        n_comma += (one & WF_GAP_COMMA) != 0;
        flags |= one;
    }
    flags &= ~(uint32_t)(WF_GAP_SPACE | WF_GAP_COMMA);
    if (flags & WF_GAP_DROPPED) flags |= WF_GAP_BLANK;
    if (n_space == n && n && !(flags & WF_GAP_BLANK)) flags |= WF_GAP_SPACE;
    if (n_comma == 1 && n_space + 1 == n) flags |= WF_GAP_COMMA;
    return flags;
}

/* Marks what is in the bytes [begin, end) of the text; all of m is set. */
static inline void mark_gap(wf_str text, size_t begin, size_t end, wf_mark *m) {
    const char *gap = text.ptr + begin;
    *m = (wf_mark){0};
    if (end == begin + 1) {
        m->gap = *gap;
        if (*gap == ' ') {
            m->flags = WF_GAP_SPACE;
            return;
        }
    }
    if (end == begin + 2 && gap[1] == ' ' && (*gap == ',' || *gap == '.')) {
        m->flags = *gap == ',' ? WF_GAP_COMMA : 0;
        return;
    }
    if (end > begin) m->flags = gap_flags((wf_str){gap, end - begin});
}

/* Marks the tokens and lists those that finders begin at. */
static void mark_tokens(wf_finder *f, const wf_anchor_word *words) {
    const uint32_t breaking = WF_GAP_QUOTE | WF_GAP_BLANK | WF_GAP_LINE;
    const wf_tokens t = *f->t; /* a copy: no mark that is put down can be taken for a part of it */
    const wf_str text = f->text;
    wf_mark *marks = f->marks;
    uint32_t *capitals = f->capitals, *figures = f->figures, *breaks = f->breaks;
    size_t end = 0, n_capitals = 0, n_figures = 0, n_breaks = 0;
    for (size_t i = 0; i < t.n; i++) {
        wf_mark m;
        size_t begin = t.src_begin[i];
        mark_gap(text, end, begin, &m);
        end = t.src_end[i];
        breaks[n_breaks] = (uint32_t)i;
        n_breaks += (m.flags & breaking) != 0;
        const char *norm = t.norm + t.start[i];
        unsigned char first = (unsigned char)text.ptr[begin];
        bool is_small = (unsigned)(first - 'a') < 26 && !(f->langs & (WF_FR | WF_IT));
        m.flags |= is_small ? WF_T_LETTER : case_flags(f, begin, end, (unsigned char)*norm);
        if (words)
            mark_word(&m, words[i]);
        else
            mark_word(&m, word_of(norm, t.start[i + 1] - 1 - t.start[i], f->column));
        marks[i] = m;
        capitals[n_capitals] = figures[n_figures] = (uint32_t)i;
        n_capitals += (m.flags & WF_T_CAPITAL) != 0;
        n_figures += ((m.flags & WF_T_DIGIT) | m.word) != 0; /* WF_WORD_PLAIN is 0 */
    }
    mark_gap(text, end, text.len, &marks[t.n]);
    breaks[n_breaks] = (uint32_t)t.n;
    n_breaks += (marks[t.n].flags & breaking) != 0;
    f->n_capitals = n_capitals;
    f->n_figures = n_figures;
    f->n_breaks = n_breaks;
    const wf_sentences *s = f->sentences;
    for (size_t i = 0; i < s->n; i++) marks[s->first[i]].flags |= WF_T_START | WF_T_SENTENCE;
}

#define DATELINE_BYTES 2000 /* of a text that a dateline may begin in */

/*
 * A dateline that is still there: what it names are places, although all in capitals at the begin of a sentence; and the
 * sentence begins behind it.
 */
static void mark_dateline(wf_finder *f) {
    const wf_tokens *t = f->t;
    size_t k = 0;
    while (k < f->n_capitals && t->src_begin[f->capitals[k]] < DATELINE_BYTES &&
           (f->marks[f->capitals[k]].flags & (WF_T_UPPER | WF_T_SENTENCE)) != (WF_T_UPPER | WF_T_SENTENCE))
        k++;
    if (k == f->n_capitals || t->src_begin[f->capitals[k]] >= DATELINE_BYTES) return;
    size_t i = f->capitals[k];
    wf_credit credit;
    wf_dateline_find(f->text, &credit);
    f->dateline_begin = credit.dateline_begin;
    f->dateline_end = credit.dateline_end;
    for (; i < t->n && t->src_begin[i] < f->dateline_end; i++)
        if (t->src_begin[i] >= f->dateline_begin) f->marks[i].flags &= ~(uint32_t)WF_T_START;
    if (i < t->n) f->marks[i].flags |= WF_T_START;
}

/* ------------------------------------------------------------------------------------------- all together */

static inline bool comes_before(const wf_anchor *a, const wf_anchor *b) {
    return a->first != b->first ? a->first < b->first : a->kind < b->kind;
}

enum { N_KINDS = 4 };

/* Merges the runs [begin[k], begin[k + 1]) of items, each in order, into to. */
static void merge_runs(const wf_anchor *items, const size_t begin[N_KINDS + 1], wf_anchor *to) {
    size_t next[N_KINDS];
    memcpy(next, begin, sizeof next);
    for (size_t n = begin[N_KINDS]; n; n--) {
        unsigned least = N_KINDS;
        for (unsigned k = 0; k < N_KINDS; k++)
            if (next[k] < begin[k + 1] &&
                (least == N_KINDS || comes_before(&items[next[k]], &items[next[least]])))
                least = k;
        *to++ = items[next[least]++];
    }
}

/* Finds all kinds, in out in order. false: out of memory. */
static bool find_all(wf_finder *f, const wf_anchor_word *words) {
    static bool (*const finders[N_KINDS])(wf_finder *) = {wf_dates_find, wf_numbers_find, wf_names_find,
                                                          wf_quotes_find};
    wf_anchors *out = f->out;
    size_t begin[N_KINDS + 1] = {0};
    mark_tokens(f, words);
    mark_dateline(f);
    for (unsigned k = 0; k < N_KINDS; k++) {
        if (!finders[k](f)) return false;
        begin[k + 1] = out->n;
    }
    size_t n = out->n;
    if (n == 0) return true;
    /* The merged ones go behind the others, then to the front. */
    if (!wf_grow(&out->items, &out->cap, 2 * n, sizeof *out->items)) return false;
    merge_runs(out->items, begin, out->items + n);
    memcpy(out->items, out->items + n, n * sizeof *out->items);
    return true;
}

wf_code wf_anchors_find_known(const wf_tokens *tokens, const wf_anchor_word *words, wf_str text,
                              const wf_sentences *sentences, wf_language language, wf_anchors *out,
                              wf_error *err) {
    out->n = 0;
    if (tokens->n == 0) return WF_OK;
    wf_finder f = {.t = tokens, .text = text, .sentences = sentences, .out = out};
    size_t n = tokens->n + 1;
    f.marks = malloc(n * (sizeof *f.marks + 3 * sizeof *f.capitals));
    if (!f.marks) return wf_fail_nomem(err, "the anchors of a text");
    f.capitals = (uint32_t *)(f.marks + n);
    f.figures = f.capitals + n;
    f.breaks = f.figures + n;
    set_language(&f, language);
    bool done = find_all(&f, words);
    free(f.marks);
    if (done) return WF_OK;
    out->n = 0;
    return wf_fail_nomem(err, "the anchors of a text");
}

wf_code wf_anchors_find(const wf_tokens *tokens, wf_str text, const wf_sentences *sentences,
                        wf_language language, wf_anchors *out, wf_error *err) {
    return wf_anchors_find_known(tokens, NULL, text, sentences, language, out, err);
}

void wf_anchors_free(wf_anchors *anchors) {
    free(anchors->items);
    *anchors = (wf_anchors){0};
}

uint64_t wf_number_key(const wf_anchor *number) {
    uint64_t bits;
    memcpy(&bits, &number->value, sizeof bits);
    bool apart = number->unit == WF_UNIT_PERCENT || number->unit == WF_UNIT_TIME;
    return wf_mix64(bits ^ (apart ? number->unit : 0u));
}
