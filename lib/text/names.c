/*
 * Names: runs of capitalised tokens.
 *
 * Where a capital may only be there because a sentence begins (or a quote, or it is a headline in title case), the word
 * is looked for elsewhere in the text: with a capital amid a sentence it is a name, in small letters it is none. A table
 * of those words is made, and one pass over all tokens asks it.
 */
#include "text/anchors_internal.h"

#include <stdlib.h>
#include <string.h>

#define MAX_RUN 8
#define MAX_PROBES 32 /* of the table; a word that finds no place is taken as seen nowhere else */
#define SMALL_TABLE 256
#define ANY_BITS 1024
#define HEADLINE_CAPITALS 4 /* words with a capital in a headline, at least */

enum { SEEN_CAPITAL = 1, SEEN_SMALL = 2, TAKEN = 4 };

typedef struct {
    uint32_t hash;
    uint8_t seen; /* 0: empty slot */
} entry;

typedef struct {
    entry *slots;
    uint32_t mask;
    uint64_t any[ANY_BITS / 64]; /* a bit for what is in it, by the lowest bits of the hash */
} seen_table;

static inline bool may_have(const seen_table *table, uint32_t hash) {
    return table->any[hash % ANY_BITS / 64] >> hash % 64 & 1;
}

static inline entry *probe(const seen_table *table, uint32_t hash, bool add) {
    uint32_t slot = (hash * 0x9E3779B1u >> 7) & table->mask;
    for (unsigned n = 0; n < MAX_PROBES; n++, slot = (slot + 1) & table->mask) {
        entry *e = &table->slots[slot];
        if (!e->seen) {
            if (!add) return NULL;
            *e = (entry){hash, TAKEN};
            return e;
        }
        if (e->hash == hash) return e;
    }
    return NULL;
}

static unsigned seen(const seen_table *table, const wf_mark *m) {
    const entry *e = probe(table, m->hash, false);
    return e ? e->seen : 0;
}

/* ------------------------------------------------------------------------------------------- where sentences begin */

/* Whether the sentence [first, end) is a headline in title case or capitals, whose capitals tell nothing. */
static bool is_headline(const wf_finder *f, size_t first, size_t end) {
    size_t n_capital = 0, n_upper = 0, n_small = 0, n_commas = 0, n_single = 0;
    for (size_t i = first; i < end; i++) {
        uint32_t flags = f->marks[i].flags;
        if (!(flags & WF_T_LETTER)) continue;
        if (flags & WF_GAP_COMMA && i > first) n_commas++;
        if (flags & WF_T_CAPITAL) {
            n_capital++;
            if (flags & WF_T_UPPER) n_upper++;
            if (f->t->src_end[i] == f->t->src_begin[i] + 1) n_single++;
        } else {
            n_small++;
            if (!(flags & (WF_T_SMALL | WF_T_FUNCTION | WF_T_PLACE | WF_T_WHEN_WEAK))) {
                if (!f->german && n_small * 3 > end - first) return false;
                if (!(flags & WF_T_POSSESSIVE)) n_small += 2;
            }
        }
    }
    if (n_capital - n_single < HEADLINE_CAPITALS) return false;
    if (n_upper * 10 >= (n_capital - n_single) * 7 && n_small * 4 <= n_upper) return true;
    return n_small * 2 <= n_capital && n_commas * 4 < n_capital;
}

/* Marks the words of headlines. Returns the capitals that may be there because something begins. */
static size_t mark_headlines(wf_finder *f) {
    const wf_sentences *s = f->sentences;
    size_t n_start = 0, c = 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t first = s->first[i], end = s->first[i + 1], c_end = c;
        while (c_end < f->n_capitals && f->capitals[c_end] < end) c_end++;
        if (c_end - c >= HEADLINE_CAPITALS && is_headline(f, first, end))
            for (size_t k = first; k < end; k++)
                if (f->t->src_begin[k] >= f->dateline_end) f->marks[k].flags |= WF_T_START;
        for (; c < c_end; c++) n_start += (f->marks[f->capitals[c]].flags & WF_T_START) != 0;
    }
    return n_start;
}

static void fill_table(const wf_finder *f, seen_table *table) {
    const wf_mark *marks = f->marks;
    for (size_t k = 0; k < f->n_capitals; k++) {
        const wf_mark *m = &marks[f->capitals[k]];
        if ((m->flags & (WF_T_START | WF_T_FUNCTION)) != WF_T_START) continue;
        probe(table, m->hash, true);
        table->any[m->hash % ANY_BITS / 64] |= (uint64_t)1 << m->hash % 64;
    }
    for (size_t i = 0; i < f->t->n; i++) {
        uint32_t flags = marks[i].flags;
        if (!may_have(table, marks[i].hash) || !(flags & WF_T_LETTER) ||
            (flags & (WF_T_START | WF_T_CAPITAL)) == (WF_T_START | WF_T_CAPITAL))
            continue;
        entry *e = probe(table, marks[i].hash, false);
        if (e) e->seen |= flags & WF_T_CAPITAL ? SEEN_CAPITAL : SEEN_SMALL;
    }
}

/* ------------------------------------------------------------------------------------------- runs */

/* Whether what is before token i lets a name go on: a space, a hyphen, "&", the point of an initial. */
static bool is_joined(const wf_finder *f, size_t i) {
    const wf_mark *m = &f->marks[i];
    if (m->flags & WF_T_SENTENCE) return false;
    if (m->flags & WF_GAP_SPACE) return true;
    if (m->gap == '-' || m->gap == '&' || m->gap == '\'') return true;
    wf_str gap = wf_finder_gap(f, i);
    if (gap.len == 0) return false;
    size_t before = f->t->src_end[i - 1] - f->t->src_begin[i - 1];
    if (gap.ptr[0] == '.') return before <= 5 && (gap.len == 1 || (gap.len == 2 && gap.ptr[1] == ' '));
    return gap.len == 3 && (memcmp(gap.ptr, " & ", 3) == 0 || memcmp(gap.ptr, "\xE2\x80\x91", 3) == 0);
}

/* Whether a figure or a small number in words follows: "April 1", "April one". */
static bool is_counted(const wf_finder *f, size_t i) {
    const wf_mark *next = &f->marks[i + 1];
    return (next->flags & (WF_GAP_SPACE | WF_T_SENTENCE)) == WF_GAP_SPACE &&
           (next->flags & WF_T_DIGIT || next->word == WF_WORD_UNIT);
}

/* A token that can be in a name at all. */
static bool is_piece(const wf_finder *f, size_t i, bool is_first) {
    const wf_mark *m = &f->marks[i];
    if (!(m->flags & WF_T_CAPITAL) || m->flags & WF_T_IN_DATE) return false;
    if (m->word == WF_WORD_MONTH && (is_first || m->flags & WF_T_START || is_counted(f, i)))
        return false; /* but Theresa May */
    if (f->german && (m->word == WF_WORD_SCALE || m->word == WF_WORD_CURRENCY)) return false;
    if (!(m->flags & WF_T_FUNCTION)) return true;
    if (wf_is_named_by_number(f, i)) return true;
    if (m->flags & WF_T_UPPER && m->flags & WF_T_ENGLISH_FUNCTION && !(m->flags & WF_T_START))
        return f->t->src_end[i] - f->t->src_begin[i] <= 4; /* WHO, US, IT */
    return !is_first && !(m->flags & (WF_T_START | WF_T_ENGLISH_FUNCTION));
}

/* A point between single letters: "U.S.", "A. J.". */
static bool is_initials(const wf_finder *f, size_t i) {
    const wf_tokens *t = f->t;
    if (i + 1 >= t->n || t->src_end[i] != t->src_begin[i] + 1 || t->src_end[i + 1] != t->src_begin[i + 1] + 1)
        return false;
    return f->marks[i].flags & WF_T_CAPITAL && f->marks[i + 1].flags & WF_T_CAPITAL &&
           f->text.ptr[t->src_end[i]] == '.' && is_joined(f, i + 1);
}

/* The end of the run that begins with the piece at first: small words count when a piece follows them. */
static size_t run_end(const wf_finder *f, size_t first) {
    size_t end = first + 1, n_small = 0;
    for (size_t i = end; i < f->t->n && is_joined(f, i); i++) {
        const wf_mark *m = &f->marks[i];
        if (f->marks[end - 1].flags & WF_T_POSSESSIVE) break;
        if (is_piece(f, i, false) || is_initials(f, i)) {
            end = i + 1;
            n_small = 0;
        } else if (!(m->flags & WF_T_CAPITAL) && m->flags & WF_T_SMALL && m->flags & WF_GAP_SPACE &&
                   n_small < 2) {
            /* German nouns have capitals too: "Ursula von der Leyen", but not "Bau des Tempels" */
            if (f->german && n_small == 0 && *wf_finder_norm(f, i).ptr != 'v') break;
            n_small++;
        } else {
            break;
        }
    }
    return end;
}

/* Whether the token at the begin of a run stays, of which other words follow if goes_on. */
static bool stays(const seen_table *table, const wf_mark *m, bool goes_on) {
    if (!(m->flags & WF_T_START)) return true;
    unsigned s = seen(table, m);
    if (s & SEEN_CAPITAL) return true;
    return goes_on && !(s & SEEN_SMALL);
}

/* Whether the name [first, end) stands for a place, and not for what a noun behind it is ("in the Mexican state"). */
static bool is_place(const wf_finder *f, size_t first, size_t end) {
    if (f->dateline_end && f->t->src_begin[first] >= f->dateline_begin &&
        f->t->src_begin[first] < f->dateline_end) {
        /* An agency stands in parentheses. */
        wf_str gap = wf_finder_gap(f, first);
        return !(gap.len && memchr(gap.ptr, '(', gap.len));
    }
    const wf_mark *m = &f->marks[first];
    if (first == 0 || m->flags & WF_T_SENTENCE || !(m->flags & WF_GAP_SPACE)) return false;
    const wf_mark *before = m - 1;
    if (before->flags & WF_T_PLACE) return true;
    const wf_mark *after = &f->marks[end];
    bool with_noun = (after->flags & (WF_GAP_SPACE | WF_T_LETTER | WF_T_FUNCTION | WF_T_SENTENCE)) ==
                     (WF_GAP_SPACE | WF_T_LETTER);
    return !with_noun && before->flags & WF_T_ARTICLE && first > 1 && before->flags & WF_GAP_SPACE &&
           m[-2].flags & WF_T_PLACE;
}

static bool is_headline_word(const wf_finder *f, size_t i) {
    return (f->marks[i].flags & (WF_T_START | WF_T_SENTENCE)) == WF_T_START &&
           f->marks[i].flags & WF_GAP_SPACE;
}

/* Adds the run [first, end), without what does not stay. */
static bool add_run(wf_finder *f, const seen_table *table, size_t first, size_t end) {
    /* In a headline only words that are names elsewhere count, and they may be parted by others. */
    for (;;) {
        while (first < end &&
               !stays(table, &f->marks[first], end - first > 1 && !is_headline_word(f, first + 1)))
            first++;
        if (first == end) return true;
        size_t stop = first + 1;
        while (stop < end && (!is_headline_word(f, stop) || stays(table, &f->marks[stop], false))) stop++;
        size_t last = stop;
        while (last > first + 1 && !(f->marks[last - 1].flags & WF_T_CAPITAL)) last--;
        const wf_mark *m = &f->marks[first];
        bool single = last - first == 1;
        bool keep = last - first <= MAX_RUN &&
                    !(single && f->t->src_end[first] == f->t->src_begin[first] + 1) &&
                    !(single && f->german && !(m->flags & WF_T_UPPER)) && m->flags & WF_T_CAPITAL;
        if (keep) {
            size_t begin = first;
            if (m->gap == '-' && first && f->marks[first - 1].flags & WF_T_SMALL &&
                f->marks[first - 1].flags & WF_T_LETTER)
                begin--; /* al-Qaida */
            wf_anchor name = {.kind = WF_ANCHOR_NAME,
                              .first = (uint32_t)begin,
                              .end = (uint32_t)last,
                              .place = is_place(f, begin, last),
                              .starts = (m->flags & WF_T_START) != 0};
            if (!wf_anchor_add(f, name)) return false;
        }
        first = stop;
        if (first == end) return true;
    }
}

bool wf_names_find(wf_finder *f) {
    entry few[SMALL_TABLE];
    seen_table table = {few, SMALL_TABLE - 1, {0}};
    size_t n_start = mark_headlines(f);
    while (table.mask + 1 < 3 * n_start && table.mask < (uint32_t)1 << 30) table.mask = 2 * table.mask + 1;
    if (table.mask >= SMALL_TABLE) {
        table.slots = calloc((size_t)table.mask + 1, sizeof *table.slots);
        if (!table.slots) return false;
    } else {
        memset(few, 0, sizeof few);
    }
    fill_table(f, &table);
    bool done = true;
    for (size_t k = 0, end = 0; done && k < f->n_capitals; k++) {
        size_t i = f->capitals[k];
        if (i < end || !(is_piece(f, i, true) || is_initials(f, i))) continue;
        end = run_end(f, i);
        done = add_run(f, &table, i, end);
    }
    if (table.slots != few) free(table.slots);
    return done;
}
