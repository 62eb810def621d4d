/* What the finders of the kinds of anchors share: each token marked once, with what its word means and what is before it. */
#ifndef WF_TEXT_ANCHORS_INTERNAL_H
#define WF_TEXT_ANCHORS_INTERNAL_H

#ifdef __cplusplus
extern "C" {
#endif

#include "text/anchors.h"
#include "text/word_slot.h"

/* Languages whose words are known, as a set. */
enum {
    WF_EN = 1,
    WF_ES = 2,
    WF_FR = 4,
    WF_DE = 8,
    WF_IT = 16,
    WF_PT = 32,
    WF_NL = 64,
    WF_CAPITAL_DATES = WF_EN | WF_DE, /* months and weekdays always begin with a capital */
    WF_EVERY = 127,
    WF_N_LANGUAGES = 7,
    WF_N_COLUMNS = WF_N_LANGUAGES + 1 /* of flags: a language each, in that order, and all together */
};

/* Of a token. */
enum {
    WF_T_CAPITAL = 1 << 0,
    WF_T_UPPER = 1 << 1, /* all capitals, of two letters or more */
    WF_T_DIGIT = 1 << 2, /* begins with a digit */
    WF_T_LETTER = 1 << 3,
    WF_T_IN_DATE = 1 << 4,
    WF_T_START = 1 << 5, /* a capital may be there because a sentence or a quote begins, or in a headline */
    WF_T_SENTENCE = 1 << 6,
    WF_T_POSSESSIVE = 1 << 8,
    /* Of what is between it and the token before it. */
    WF_GAP_SPACE = 1 << 9,    /* white space only, no blank line */
    WF_GAP_COMMA = 1 << 10,   /* a comma, maybe white space */
    WF_GAP_LINE = 1 << 11,    /* a line end */
    WF_GAP_BLANK = 1 << 12,   /* a blank line, or lines that were dropped */
    WF_GAP_QUOTE = 1 << 13,   /* maybe quotation marks */
    WF_GAP_DROPPED = 1 << 14, /* words that are no tokens any more */
    WF_GAP_NARROW = 1 << 15,  /* a no-break space, which groups digits */
    /* Of its word, from here on in the order of wf_word_kind. */
    WF_T_PLACE = 1 << 16,
    WF_T_WHEN = 1 << 17,      /* before a year or a month */
    WF_T_WHEN_WEAK = 1 << 18, /* before a month; before a year if nothing is counted by it */
    WF_T_SMALL = 1 << 19,     /* between the words of a name */
    WF_T_FUNCTION = 1 << 20,  /* does not begin a name */
    WF_T_ARTICLE = 1 << 21,   /* between a preposition and a name */
    WF_T_LINK = 1 << 22,      /* between day, month and year */
    WF_T_ENGLISH_FUNCTION = 1 << 23,
    WF_WORD_FLAGS = 16 /* where they begin */
};

/* What a word is; it can be one of these in all languages only. */
typedef enum {
    WF_WORD_PLAIN,
    WF_WORD_MONTH,
    WF_WORD_MONTH_SHORT, /* Sept, Okt: a month only beside a figure */
    WF_WORD_WEEKDAY,
    WF_WORD_FEIRA,     /* segunda: a weekday before feira */
    WF_WORD_FEIRA_END, /* feira */
    WF_WORD_UNIT,      /* one to nineteen */
    WF_WORD_TENS,
    WF_WORD_SCALE,       /* value: a wf_scale */
    WF_WORD_SCALE_SHORT, /* bn: after figures only */
    WF_WORD_CURRENCY,
    WF_WORD_CURRENCY_CODE, /* also before the figure */
    WF_WORD_PERCENT,
    WF_WORD_PER,
    WF_WORD_CENT,
    WF_WORD_CLOCK, /* am, pm, Uhr: value is hours to add, 24 for none */
    WF_N_WORDS,
    /* What a word can be besides, in some languages: the flags below. */
    WF_WORD_PLACE = WF_N_WORDS,
    WF_WORD_WHEN,
    WF_WORD_WHEN_WEAK,
    WF_WORD_SMALL,
    WF_WORD_FUNCTION,
    WF_WORD_ARTICLE,
    WF_WORD_LINK,
    WF_N_CLASSES
} wf_word_kind;

typedef enum {
    WF_SCALE_DOZEN,
    WF_SCALE_HUNDRED,
    WF_SCALE_THOUSAND,
    WF_SCALE_LAKH,
    WF_SCALE_MILLION,
    WF_SCALE_CRORE,
    WF_SCALE_BILLION,
    WF_SCALE_TRILLION
} wf_scale;

typedef struct {
    uint64_t lo, hi; /* the word's bytes, little-endian, zeros behind */
    uint8_t kind, langs, value;
    uint8_t flags[WF_N_COLUMNS]; /* WF_T_PLACE and on, shifted down */
} wf_word_entry;

/* Made when compiled. A slot is that of the hash's upper bits or one behind: 0 if empty, else number of a word + 1. */
#define WF_WORD_SLOT_BITS 12
typedef struct {
    uint16_t slots[1 << WF_WORD_SLOT_BITS];
    wf_word_entry entries[1 << (WF_WORD_SLOT_BITS - 2)];
} wf_word_table;
extern const wf_word_table wf_anchor_words;

WF_WHEN_COMPILED inline uint32_t wf_word_hash(uint64_t lo, uint64_t hi) {
    uint64_t x = (lo ^ hi * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
    return (uint32_t)(x >> 32);
}

#ifdef __cplusplus
}
#else

typedef struct {
    uint32_t flags, hash; /* hash: of the word without a possessive */
    uint8_t word, value;
    char gap; /* the byte before it if it is one, else 0 */
} wf_mark;

typedef struct {
    const wf_tokens *t;
    wf_str text;
    const wf_sentences *sentences;
    wf_mark *marks; /* t->n + 1: the last is for what is behind the last token */
    /* Tokens in order: those with a capital, those with a digit or of a kind, and those behind a mark or a line end. */
    uint32_t *capitals, *figures, *breaks;
    size_t n_capitals, n_figures, n_breaks;
    unsigned langs; /* a set */
    unsigned column;
    bool german, decimal_comma;
    size_t dateline_begin, dateline_end; /* bytes */
    wf_anchors *out;
} wf_finder;

/* Each adds its anchors in the order of their begins. false: out of memory. Dates come first: they mark their tokens. */
bool wf_dates_find(wf_finder *f);
bool wf_numbers_find(wf_finder *f);
bool wf_names_find(wf_finder *f);
bool wf_quotes_find(wf_finder *f);

bool wf_anchor_add(wf_finder *f, wf_anchor anchor);

static inline wf_str wf_finder_norm(const wf_finder *f, size_t i) {
    wf_str s = {f->t->norm + f->t->start[i], f->t->start[i + 1] - 1 - f->t->start[i]};
    return s;
}

/* Whether token i is the number in a name, such as "Four Seasons", and counts nothing. */
static inline bool wf_is_named_by_number(const wf_finder *f, size_t i) {
    const wf_mark *m = &f->marks[i], *next = m + 1;
    return (m->word == WF_WORD_UNIT || m->word == WF_WORD_TENS) &&
           (m->flags & (WF_T_CAPITAL | WF_T_START)) == WF_T_CAPITAL &&
           (next->flags & (WF_T_CAPITAL | WF_GAP_SPACE | WF_T_SENTENCE)) == (WF_T_CAPITAL | WF_GAP_SPACE) &&
           next->word == WF_WORD_PLAIN;
}

/* Bytes of the text between token i - 1 and token i; i may be t->n. Tokens of one character pair overlap: empty then. */
static inline wf_str wf_finder_gap(const wf_finder *f, size_t i) {
    size_t begin = i ? f->t->src_end[i - 1] : 0, end = i < f->t->n ? f->t->src_begin[i] : f->text.len;
    wf_str s = {f->text.ptr + begin, begin < end ? end - begin : 0};
    return s;
}
#endif
#endif
