#include "verdict/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"

struct wf_text_reader {
    wf_known_words *known;
    uint64_t seed;
    wf_sentences sentences;
    wf_anchors anchors;
    uint64_t *sort;
    wf_anchor_word *anchor_words; /* by word, */
    uint64_t *terms;              /* likewise, and */
    float *idf;                   /* of these */
    uint32_t *content;            /* words of a text with a stem; behind them UINT32_MAX */
    uint16_t *slots;              /* open hash of its distinct stems: their numbers, from 1 on */
    uint64_t *stems;              /* by number, and */
    uint32_t *last;               /* the last sentence that has it, counted from 1 */
    size_t cap_anchor_words, cap_terms, cap_idf, cap_sort, cap_content, cap_slots, cap_stems, cap_last;
};

wf_code wf_text_reader_open(wf_text_reader **out, uint64_t seed, const wf_frequencies *frequencies,
                            wf_words *stems, wf_error *err) {
    wf_text_reader *r = calloc(1, sizeof *r);
    if (!r) return wf_fail_nomem(err, "the reading of texts");
    r->seed = seed;
    wf_code code = wf_known_words_open(&r->known, seed, frequencies, stems, err);
    if (code != WF_OK) {
        wf_text_reader_close(r);
        return code;
    }
    *out = r;
    return WF_OK;
}

void wf_text_reader_close(wf_text_reader *r) {
    if (!r) return;
    wf_known_words_close(r->known);
    wf_sentences_free(&r->sentences);
    wf_anchors_free(&r->anchors);
    free(r->sort);
    free(r->anchor_words);
    free(r->terms);
    free(r->idf);
    free(r->content);
    free(r->slots);
    free(r->stems);
    free(r->last);
    free(r);
}

void wf_reading_free(wf_reading *r) {
    free(r->norm);
    free(r->words);
    free(r->keys);
    free(r->sentences);
    free(r->names.items);
    free(r->numbers.items);
    free(r->quotes.items);
    free(r->number_keys);
    *r = (wf_reading){0};
}

/* ---- words */

/* Whether the character at p, before end, is a capital letter, as far as bytes tell (Latin, Greek and Cyrillic). */
static bool is_capital(const char *p, const char *end) {
    unsigned char c = (unsigned char)p[0], d = end - p > 1 ? (unsigned char)p[1] : 0;
    if (c < 0x80) return c >= 'A' && c <= 'Z';
    if (c == 0xC3) return d >= 0x80 && d <= 0x9E && d != 0x97;
    if (c == 0xC4 || c == 0xC5) return (d & 1) == (c == 0xC5 && d >= 0xB9 && d <= 0xBE);
    if (c == 0xCE) return d >= 0x91 && d <= 0xA9;
    return c == 0xD0 && d >= 0x80 && d <= 0xAF;
}

/* How words are written, added up. */
typedef struct {
    uint32_t small[WF_SMALL_WORDS + 1], contractions, repeats, spaced_marks; /* small[0]: of other words */
} manner;

/* Whether a blank and then a mark that follows a word stand at byte `from`, where a word ended, and more than one byte. */
static bool is_spaced_mark(wf_str text, uint32_t from, uint32_t to) {
    return to <= text.len && text.ptr[from] == ' ' && memchr(".,;:!?", text.ptr[from + 1], 6) != NULL;
}

/* Puts down n words from first on, of which these things are known. */
static void read_block(wf_text_reader *reader, const wf_tokens *t, wf_str text, const wf_known_word *known,
                       uint32_t first, uint32_t n, wf_reading *r, manner *m) {
    const uint32_t *begin = t->src_begin + first, *end = t->src_end + first, *start = t->start + first;
    wf_word *words = r->words + first;
    wf_word_key *keys = r->keys + first;
    wf_anchor_word *anchors = reader->anchor_words + first;
    uint32_t contractions = 0, repeats = 0;
    for (uint32_t i = 0; i < n; i++) {
        const wf_known_word *k = &known[i];
        bool function = k->flags & WF_WORD_FUNCTION;
        uint64_t stem = k->term ? k->term : k->id;
        bool capital = begin[i] < text.len && is_capital(text.ptr + begin[i], text.ptr + text.len);
        words[i] = (wf_word){.spelling = start[i],
                             .begin = begin[i],
                             .end = end[i],
                             .len = k->len,
                             .flags = (uint16_t)(k->flags | (capital ? WF_WORD_CAPITAL : 0)),
                             .idf = function ? 0 : k->idf};
        keys[i] = (wf_word_key){k->id, function ? 0 : stem};
        anchors[i] = k->anchor;
        reader->terms[first + i] = k->term;
        reader->idf[first + i] = k->idf;
        m->small[k->small]++;
        contractions += k->contracted;
        if (first + i == 0) continue;
        repeats += k->id == keys[(ptrdiff_t)i - 1].id && k->small != WF_SMALL_THAT;
        uint32_t before = end[(ptrdiff_t)i - 1];
        if (before + 1 < begin[i]) m->spaced_marks += is_spaced_mark(text, before, begin[i]);
    }
    m->contractions += contractions;
    m->repeats += repeats;
}

/* Room for what is known of n words. */
static bool reserve_words(wf_text_reader *reader, size_t n) {
    return wf_grow(&reader->anchor_words, &reader->cap_anchor_words, n + 1, sizeof *reader->anchor_words) &&
           wf_grow(&reader->terms, &reader->cap_terms, n + 1, sizeof *reader->terms) &&
           wf_grow(&reader->idf, &reader->cap_idf, n + 1, sizeof *reader->idf);
}

static wf_code read_words(wf_text_reader *reader, const wf_tokens *t, wf_str text, wf_reading *r,
                          wf_error *err) {
    uint32_t n = r->n_words;
    if (!wf_grow(&r->norm, &r->cap_norm, t->norm_len + 1, 1) ||
        !wf_grow(&r->words, &r->cap_words, n + 1u, sizeof *r->words) ||
        !wf_grow(&r->keys, &r->cap_keys, n + 1u, sizeof *r->keys) || !reserve_words(reader, n))
        return wf_fail_nomem(err, "the words of a story");
    if (t->norm_len) memcpy(r->norm, t->norm, t->norm_len);
    manner m = {{0}, 0, 0, 0};
    for (uint32_t first = 0; first < n; first += WF_KNOWN_BLOCK) {
        wf_known_word known[WF_KNOWN_BLOCK];
        uint32_t block = n - first < WF_KNOWN_BLOCK ? n - first : WF_KNOWN_BLOCK;
        wf_code code = wf_known_words_of(reader->known, r->language, t, first, block, known, err);
        if (code != WF_OK) return code;
        read_block(reader, t, text, known, first, block, r, &m);
    }
    memcpy(r->small, m.small + 1, sizeof r->small);
    r->contractions = m.contractions;
    r->repeats = m.repeats;
    r->spaced_marks = m.spaced_marks;
    return WF_OK;
}

/* ---- sentences */

/* Lists the words with a stem, and makes room for as many different ones; returns how many slots, 0: out of memory. */
static size_t list_content(wf_text_reader *reader, const wf_reading *r) {
    if (!wf_grow(&reader->content, &reader->cap_content, r->n_words + 1u, sizeof *reader->content)) return 0;
    const wf_word_key *keys = r->keys;
    uint32_t *content = reader->content, n = 0;
    for (uint32_t i = 0, n_words = r->n_words; i < n_words; i++) {
        content[n] = i;
        n += keys[i].stem != 0;
    }
    content[n] = UINT32_MAX;
    size_t n_slots = 64;
    while (n_slots < 2 * (size_t)n) n_slots *= 2;
    if (!wf_grow(&reader->slots, &reader->cap_slots, n_slots, sizeof *reader->slots) ||
        !wf_grow(&reader->stems, &reader->cap_stems, n + 2u, sizeof *reader->stems) ||
        !wf_grow(&reader->last, &reader->cap_last, n + 2u, sizeof *reader->last))
        return 0;
    memset(reader->slots, 0, n_slots * sizeof *reader->slots);
    return n_slots;
}

/* x, or 0. */
static inline double if_so(uint32_t so, float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits &= 0 - so;
    memcpy(&x, &bits, sizeof x);
    return (double)x;
}

/*
 * Sums of the idf of the distinct stems: of each sentence, and of the text. Without a branch on whether a stem is new, which
 * cannot be foretold: stems[0] is set to it, so that an empty slot ends the search as the right one does. Errors: WF_E_NOMEM.
 */
static wf_code weigh(wf_text_reader *reader, wf_reading *r, wf_error *err) {
    const size_t n_slots = list_content(reader, r), mask = n_slots - 1;
    if (n_slots == 0) return wf_fail_nomem(err, "the sentences of a story");
    const uint32_t *content = reader->content;
    uint16_t *slots = reader->slots;
    uint64_t *stems = reader->stems;
    uint32_t *last = reader->last, next = 1;
    double of_text = 0;
    for (uint32_t s = 0; s < r->n_sentences; s++) {
        const uint32_t end = r->sentences[s].end, *first = content;
        double weight = 0;
        for (; *content < end; content++) {
            const uint64_t stem = r->keys[*content].stem;
            const float idf = r->words[*content].idf;
            size_t at = stem & mask;
            stems[0] = stems[next] = stem;
            last[next] = 0;
            while (stems[slots[at]] != stem) at = (at + 1) & mask;
            const uint32_t found = slots[at], is_new = found == 0, number = found + next * is_new;
            slots[at] = (uint16_t)number;
            weight += if_so(last[number] != s + 1, idf);
            of_text += if_so(is_new, idf);
            last[number] = s + 1;
            next += is_new;
        }
        r->sentences[s].weight = (float)weight;
        r->sentences[s].n_content = (uint32_t)(content - first);
    }
    r->weight = of_text;
    return WF_OK;
}

static wf_code read_sentences(wf_text_reader *reader, const wf_sentences *s, wf_reading *r, wf_error *err) {
    if (!wf_grow(&r->sentences, &r->cap_sentences, s->n + 1, sizeof *r->sentences))
        return wf_fail_nomem(err, "the sentences of a story");
    r->n_sentences = 0;
    for (size_t i = 0; i < s->n && s->first[i] < r->n_words; i++) {
        uint32_t begin = s->first[i], end = s->first[i + 1] < r->n_words ? s->first[i + 1] : r->n_words;
        r->sentences[r->n_sentences++] = (wf_reading_sentence){.begin = begin, .end = end};
    }
    return weigh(reader, r, err);
}

/* ---- names, numbers and quotes */

static uint64_t key_of_words(const wf_reading *r, uint32_t begin, uint32_t end) {
    uint64_t key = end - begin;
    for (uint32_t i = begin; i < end; i++) key = wf_mix64(key ^ r->keys[i].id);
    return key;
}

static bool add_anchor(wf_reading_anchors *list, const wf_anchor *a, uint32_t sentence, uint64_t key) {
    if (!wf_grow(&list->items, &list->cap, list->n + 1, sizeof *list->items)) return false;
    list->items[list->n++] = (wf_reading_anchor){a->first, a->end, sentence, key};
    return true;
}

static void flag(wf_reading *r, const wf_anchor *a, uint16_t flags) {
    for (uint32_t i = a->first; i < a->end; i++) r->words[i].flags |= flags;
}

/* A number is no content word, however it is written. */
static void flag_number(wf_reading *r, const wf_anchor *a) {
    flag(r, a, WF_WORD_NUMBER);
    for (uint32_t i = a->first; i < a->end; i++) r->words[i].flags &= (uint16_t)~WF_WORD_CONTENT;
}

static wf_code read_anchors(wf_text_reader *reader, const wf_anchors *anchors, wf_reading *r, wf_error *err) {
    bool ok = true;
    uint32_t sentence = 0; /* that the anchor begins in: they are in order */
    r->names.n = r->numbers.n = r->quotes.n = 0;
    for (size_t i = 0; ok && i < anchors->n; i++) {
        const wf_anchor *a = &anchors->items[i];
        if (a->end > r->n_words || a->first >= a->end) continue;
        while (r->sentences[sentence].end <= a->first) sentence++;
        switch ((wf_anchor_kind)a->kind) {
        case WF_ANCHOR_NAME:
            flag(r, a, WF_WORD_NAME);
            ok = add_anchor(&r->names, a, sentence, 0);
            break;
        case WF_ANCHOR_NUMBER:
            flag_number(r, a);
            ok = add_anchor(&r->numbers, a, sentence, wf_mix64(wf_number_key(a) ^ reader->seed));
            break;
        case WF_ANCHOR_DATE:
            flag_number(r, a);
            break;
        case WF_ANCHOR_QUOTE:
            flag(r, a, WF_WORD_QUOTED);
            ok = add_anchor(&r->quotes, a, sentence, key_of_words(r, a->first, a->end));
            break;
        }
    }
    if (!ok || !wf_grow(&r->number_keys, &r->cap_number_keys, r->numbers.n + 1, sizeof *r->number_keys) ||
        !wf_grow(&reader->sort, &reader->cap_sort, r->numbers.n + 1, sizeof *reader->sort))
        return wf_fail_nomem(err, "the names and numbers of a story");
    for (size_t i = 0; i < r->numbers.n; i++) r->number_keys[i] = r->numbers.items[i].key;
    wf_sort_u64(r->number_keys, reader->sort, r->numbers.n);
    return WF_OK;
}

wf_code wf_reading_words(wf_text_reader *reader, const wf_tokens *t, wf_language language,
                         wf_profile_words *out, wf_error *err) {
    if (!reserve_words(reader, t->n)) return wf_fail_nomem(err, "the words of a story");
    for (size_t first = 0; first < t->n; first += WF_KNOWN_BLOCK) {
        wf_known_word known[WF_KNOWN_BLOCK];
        const size_t n = t->n - first < WF_KNOWN_BLOCK ? t->n - first : WF_KNOWN_BLOCK;
        wf_code code = wf_known_words_of(reader->known, language, t, first, n, known, err);
        if (code != WF_OK) return code;
        for (size_t i = 0; i < n; i++) {
            reader->terms[first + i] = known[i].term;
            reader->idf[first + i] = known[i].idf;
            reader->anchor_words[first + i] = known[i].anchor;
        }
    }
    *out = (wf_profile_words){reader->terms, reader->idf, reader->anchor_words};
    return WF_OK;
}

wf_code wf_reading_begin(wf_text_reader *reader, const wf_tokens *tokens, wf_str text, wf_language language,
                         wf_reading *out, wf_profile_words *words, wf_error *err) {
    out->language = language;
    out->n_words = (uint32_t)tokens->n;
    wf_code code = read_words(reader, tokens, text, out, err);
    *words = (wf_profile_words){reader->terms, reader->idf, reader->anchor_words};
    return code;
}

wf_code wf_reading_finish(wf_text_reader *reader, const wf_sentences *sentences, const wf_anchors *anchors,
                          wf_reading *out, wf_error *err) {
    wf_code code = read_sentences(reader, sentences, out, err);
    return code == WF_OK ? read_anchors(reader, anchors, out, err) : code;
}

wf_code wf_reading_make(wf_text_reader *reader, const wf_tokens *tokens, wf_str text, wf_language language,
                        wf_reading *out, wf_error *err) {
    wf_tokens head = *tokens;
    wf_profile_words words;
    if (head.n > WF_READING_WORDS) {
        head.n = WF_READING_WORDS;
        head.norm_len = head.start[head.n] - 1;
        text.len = head.src_end[head.n - 1];
    }
    wf_code code = wf_reading_begin(reader, &head, text, language, out, &words, err);
    if (code == WF_OK) code = wf_sentences_find(&head, text, &reader->sentences, err);
    if (code == WF_OK)
        code = wf_anchors_find_known(&head, words.anchors, text, &reader->sentences, language,
                                     &reader->anchors, err);
    return code == WF_OK ? wf_reading_finish(reader, &reader->sentences, &reader->anchors, out, err) : code;
}

/* ---- what a text has */

bool wf_reading_has_number(const wf_reading *r, uint64_t key) {
    const uint64_t *first = r->number_keys;
    size_t n = r->numbers.n;
    if (n == 0) return false;
    for (; n > 1; n -= n / 2) first += (first[n / 2 - 1] < key) * (n / 2);
    return *first == key;
}
