/*
 * Where sentences end is told by what stands between two tokens: one blank mostly, which is looked at no further.
 *
 * A full stop is the doubtful mark: after a title ("Gen. Lee") no sentence ends; after what is as often the last word as
 * not ("Inc.", an initial, "p.m.") one ends where a word follows that opens sentences.
 */
#include "text/sentences.h"

#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "text/block.h"
#include "text/sentence_words.h"
#include "text/word_slot.h"
#include "text/wrap.h"

typedef struct {
    const wf_tokens *t;
    wf_str text;
    size_t line; /* the line that the token before the gap is in */
} reader;

/* What stands between two tokens. */
typedef struct {
    bool mark;      /* a mark that ends sentences, with a blank behind it or of a script that has none */
    bool full_stop; /* that mark is a full stop, and stands right behind the token */
    bool glued;     /* a mark and at most quotation marks and brackets, no blank: "said.The", "said."The" */
    unsigned n_line_ends;
    bool indented; /* a blank follows the last line end */
} gap;

/* ------------------------------------------------------------------------------------------- words */

/* The bytes of a short word as one number; 0 for a longer one. 64 bytes can be read behind any word. */
static uint64_t key_of(const wf_tokens *t, size_t i) {
    size_t begin = t->start[i], len = t->start[i + 1] - 1 - begin;
    if (len > WF_SENTENCE_WORD) return 0;
    return wf_load_le64(t->norm + begin) & ~(uint64_t)0 >> 8 * (WF_SENTENCE_WORD - len);
}

/* What a word is, of WF_SENTENCE_TITLE and so on. */
static unsigned kinds_of(uint64_t word) {
    const wf_sentence_table *table = &wf_sentence_words;
    uint32_t slot = wf_word_slot(word, WF_SENTENCE_SLOT_BITS);
    while (table->words[slot] && table->words[slot] != word) slot = (slot + 1) % WF_SENTENCE_SLOTS;
    return table->flags[slot];
}

/* The first three letters of months where the day is an ordinal with a full stop: "am 3. Mai". */
static const char months[][4] = {"jan", "feb", "mar", "apr", "mai", "maj", "jun", "jul", "aug", "agu",
                                 "sep", "okt", "oct", "nov", "dez", "dec", "des", "tam", "hel", "maa",
                                 "huh", "tou", "kes", "hei", "elo", "syy", "lok", "mar", "jou", "led",
                                 "uno", "bre", "dub", "kve", "cer", "srp", "zar", "rij", "lis", "pro"};

static bool is_month(const char *word) {
    for (size_t k = 0; k < sizeof months / sizeof *months; k++)
        if (memcmp(word, months[k], 3) == 0) return true;
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Whether token i is a day of a month: one or two digits. */
static bool is_day(const wf_tokens *t, size_t i) {
    const char *word = t->norm + t->start[i];
    size_t len = t->start[i + 1] - 1 - t->start[i];
    return len <= 2 && is_digit(word[0]) && is_digit(word[len - 1]);
}

/* Whether token i is one letter. */
static bool is_initial(const wf_tokens *t, size_t i) {
    size_t at = 0, len = t->start[i + 1] - 1 - t->start[i];
    if (len > 4 || is_digit(t->norm[t->start[i]])) return false;
    wf_utf8_next(t->norm + t->start[i], len, &at, NULL);
    return at == len;
}

/* Whether the full stop between the tokens i and i + 1 belongs to an abbreviation and ends no sentence. */
static bool is_abbreviation(const wf_tokens *t, size_t i) {
    enum { LONGEST = 6 };
    if (t->start[i + 1] - 1 - t->start[i] > LONGEST) return false;
    uint64_t word = key_of(t, i);
    const char *after = t->norm + t->start[i + 1];
    if (is_digit(t->norm[t->start[i]])) {
        if (!is_day(t, i) || t->start[i + 2] - t->start[i + 1] <= 3) return false;
        return is_month(after);
    }
    const unsigned kinds = kinds_of(word);
    if (kinds & WF_SENTENCE_TITLE) return true;
    if (is_digit(after[0]) && kinds & WF_SENTENCE_BEFORE_NUMBER) return true;
    return (kinds & WF_SENTENCE_DOUBTFUL || is_initial(t, i)) &&
           !(kinds_of(key_of(t, i + 1)) & WF_SENTENCE_OPENER);
}

/* ------------------------------------------------------------------------------------------- gaps */

typedef enum {
    OTHER,
    BLANK,
    LINE_END,
    STOP,
    STRONG,
    WIDE,   /* a mark that needs no blank behind it */
    CLOSING /* may stand between a sentence and its end, or the begin of the next */
} mark_kind;

static mark_kind kind_of(uint32_t c) {
    static const uint8_t of_ascii[128] = {
        [' '] = BLANK,     ['\t'] = BLANK,  ['\n'] = LINE_END, ['\v'] = LINE_END, ['\f'] = LINE_END,
        ['\r'] = LINE_END, ['.'] = STOP,    ['!'] = STRONG,    ['?'] = STRONG,    ['"'] = CLOSING,
        ['\''] = CLOSING,  [')'] = CLOSING, [']'] = CLOSING,   ['%'] = CLOSING};
    if (c < 0x80) return (mark_kind)of_ascii[c];
    switch (c) {
    case 0xA0:   /* no-break space */
    case 0x202F: /* narrow no-break space */
        return BLANK;
    case 0x2028:
    case 0x2029:
        return LINE_END;
    case 0x203C: /* two exclamation marks, and what is made of both */
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x2026: /* ellipsis */
    case 0x589:  /* Armenian */
    case 0x61F:  /* Arabic question mark */
    case 0x6D4:  /* Urdu full stop */
    case 0x1362: /* Ethiopic */
        return STRONG;
    case 0x964: /* dandas */
    case 0x965:
    case 0x104A: /* Burmese */
    case 0x104B:
    case 0x17D4: /* Khmer */
    case 0x17D5:
    case 0x3002: /* ideographic full stop, wide forms */
    case 0xFF01:
    case 0xFF0E:
    case 0xFF1F:
    case 0xFF61:
        return WIDE;
    case 0x2018: /* curly quotation marks */
    case 0x2019:
    case 0x201C:
    case 0x201D:
        return CLOSING;
    default:
        return (c >= 0x2000 && c <= 0x200A) || c == 0x3000 ? BLANK : OTHER;
    }
}

/* Reads the bytes [begin, end) of the text. Nothing more is read once two line ends are seen. */
static gap read_gap(wf_str text, size_t begin, size_t end) {
    gap g = {false, false, true, 0, false};
    mark_kind pending = OTHER; /* a mark that waits for a blank */
    uint32_t before = 0;
    bool any = false;
    for (size_t i = begin; i < end && g.n_line_ends < 2;) {
        size_t at = i;
        uint32_t c = (unsigned char)text.ptr[i] < 0x80 ? (unsigned char)text.ptr[i++]
                                                       : wf_utf8_next(text.ptr, end, &i, NULL);
        mark_kind kind = kind_of(c);
        if (kind == STOP || kind == STRONG) {
            g.full_stop = kind == STOP && at == begin;
            pending = kind;
        } else if (kind == WIDE) {
            g.mark = true;
            g.full_stop = false;
        } else if (kind == LINE_END) {
            g.n_line_ends += !(c == '\n' && before == '\r');
            g.indented = false;
        } else if (kind == BLANK) {
            g.indented |= g.n_line_ends > 0;
        }
        if (pending != OTHER && (kind == BLANK || kind == LINE_END)) g.mark = true;
        any |= kind == STOP || kind == STRONG;
        g.glued &= kind == STOP || kind == STRONG || kind == CLOSING;
        before = c;
    }
    g.glued &= any;
    return g;
}

static bool is_lower(wf_str text, size_t at) {
    unsigned char c = (unsigned char)text.ptr[at];
    if (c < 0x80) return c >= 'a' && c <= 'z';
    return u_islower((UChar32)wf_utf8_next(text.ptr, text.len, &at, NULL));
}

/* "said.The", "in 2014.He": a word of small letters or digits, a mark, and a capital with a small letter behind it. */
static bool lacks_a_blank(const wf_tokens *t, wf_str text, size_t i) {
    size_t end = t->src_end[i], next = t->src_begin[i + 1];
    char before = text.ptr[end - 1], first = text.ptr[next];
    bool is_word = before >= 'a' && before <= 'z' && end - t->src_begin[i] > 2;
    return (is_word || is_digit(before)) && first >= 'A' && first <= 'Z' && t->src_end[i + 1] - next > 1 &&
           is_lower(text, next + 1);
}

/* Whether the line that begins with token i + 1 goes on with the sentence of the line above it: see text/wrap.h. */
static bool is_wrapped(const reader *r, size_t i, const gap *g) {
    const wf_tokens *t = r->t;
    if (g->indented) return false;
    if (is_lower(r->text, t->src_begin[i + 1])) return true;
    size_t end = t->src_end[i], at = end;
    for (; at < t->src_begin[i + 1] && kind_of((unsigned char)r->text.ptr[at]) != LINE_END; at++)
        if (r->text.ptr[at] == ':' || r->text.ptr[at] == ';') return false;
    size_t width = end - t->src_begin[t->lines[r->line].first_token];
    if (width < WF_WRAP_WIDTH || r->line + 1 >= t->n_lines) return false;
    /* A line that had room for the first word of a longer one below was not wrapped. */
    const wf_line *below = &t->lines[r->line + 1];
    size_t width_below = t->src_end[below->end_token - 1] - t->src_begin[below->first_token];
    size_t word = t->src_end[i + 1] - t->src_begin[i + 1];
    return width + 1 + word + 8 > width_below;
}

/*
 * Of the gaps behind n <= 64 tokens, bit k for the one behind token first + k if it is to be looked at: most are one blank, or
 * a comma and a blank. Without branches: which are not cannot be foreseen.
 */
static uint64_t find_gaps(const wf_tokens *t, const char *text, size_t first, size_t n) {
    static const bool plain[256] = {[' '] = true, ['"'] = true, ['\''] = true, ['('] = true, [')'] = true,
                                    [','] = true, ['-'] = true, ['/'] = true,  [':'] = true, [';'] = true};
    const uint32_t *begins = t->src_end + first, *ends = t->src_begin + first + 1;
    uint64_t plain_gaps = 0;
    for (size_t k = 0; k < n; k++) {
        const bool is_short = ends[k] - begins[k] - 1 < 2;
        const size_t at = is_short ? begins[k] : 0; /* bigrams overlap, or stand for one character */
        const size_t back = is_short ? ends[k] - 1 : 0;
        const bool is_plain = plain[(unsigned char)text[at]] & plain[(unsigned char)text[back]];
        plain_gaps |= (uint64_t)(is_short & is_plain) << k;
    }
    return ~plain_gaps & wf_bits_below((unsigned)n);
}

/* Whether a sentence ends between the tokens i and i + 1. */
static bool ends_sentence(const reader *r, size_t i) {
    const wf_tokens *t = r->t;
    size_t begin = t->src_end[i], end = t->src_begin[i + 1];
    if (end == begin + 2 && memcmp(r->text.ptr + begin, ". ", 2) == 0) /* most often */
        return !is_lower(r->text, end) && !is_abbreviation(t, i);
    gap g = read_gap(r->text, begin, end);
    if (g.n_line_ends > 1) return true; /* a blank line, one without tokens, or one that was dropped */
    if (g.glued) return lacks_a_blank(t, r->text, i);
    if (g.mark && !is_lower(r->text, end) && !(g.full_stop && is_abbreviation(t, i))) return true;
    return g.n_line_ends == 1 && !is_wrapped(r, i, &g);
}

/* ------------------------------------------------------------------------------------------- the whole */

static bool begin_sentence(wf_sentences *out, size_t first) {
    if (out->n + 2 > out->cap && !wf_grow(&out->first, &out->cap, out->n + 2, sizeof *out->first))
        return false;
    out->first[out->n++] = (uint32_t)first;
    return true;
}

/* Begins a sentence at the token at, and those that a run of too many tokens before it is cut into. */
static bool begin_sentences(wf_sentences *out, size_t at) {
    size_t first = out->first[out->n - 1];
    for (; at - first > WF_SENTENCE_TOKENS; first += WF_SENTENCE_TOKENS)
        if (!begin_sentence(out, first + WF_SENTENCE_TOKENS)) return false;
    return begin_sentence(out, at);
}

wf_code wf_sentences_find(const wf_tokens *t, wf_str text, wf_sentences *out, wf_error *err) {
    enum { BLOCK = 64 };
    reader r = {t, text, 0};
    out->n = 0;
    bool done = begin_sentence(out, 0);
    for (size_t first = 0; done && first + 1 < t->n; first += BLOCK) {
        size_t n = t->n - 1 - first < BLOCK ? t->n - 1 - first : BLOCK;
        for (uint64_t gaps = find_gaps(t, text.ptr, first, n); done && gaps; gaps &= gaps - 1) {
            size_t i = first + (size_t)__builtin_ctzll(gaps);
            if (t->src_end[i] >= t->src_begin[i + 1]) continue;
            while (r.line < t->n_lines && t->lines[r.line].end_token <= i) r.line++;
            if (ends_sentence(&r, i)) done = begin_sentences(out, i + 1);
        }
    }
    if (!done || !begin_sentences(out, t->n)) {
        out->n = 0;
        return wf_fail_nomem(err, "sentences");
    }
    out->n = t->n ? out->n - 1 : 0; /* the last one begins behind all tokens */
    return WF_OK;
}

void wf_sentences_free(wf_sentences *sentences) {
    free(sentences->first);
    *sentences = (wf_sentences){0};
}
