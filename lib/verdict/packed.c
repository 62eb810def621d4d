/*
 * One list after the other, of the widest items first: keys of numbers; names, numbers, quotes; ids; stems and idf of the words
 * that are no function words; sentences; where the words stand; their letters.
 */
#include "verdict/packed.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

typedef struct {
    uint32_t n_words, n_stems, n_sentences, n_letters;
    uint32_t n_names, n_numbers, n_quotes;
    uint32_t small[WF_SMALL_WORDS], contractions, repeats, spaced_marks;
    uint32_t language;
    double weight;
} packed_head;

/* Where a word stands, from where the word before it ended. */
typedef struct {
    uint16_t flags;
    uint16_t gap;  /* bytes between the two, */
    uint8_t bytes; /* and of it, in the text */
    uint8_t len;
    uint8_t step; /* from its letters to those of the next */
} packed_word;

static bool has_stem(const wf_word *w) {
    return !(w->flags & WF_WORD_FUNCTION);
}

/* Bytes from one word to the next in norm; of the last one its own. */
static uint32_t step_of(const wf_reading *r, uint32_t i) {
    return i + 1 < r->n_words ? r->words[i + 1].spelling - r->words[i].spelling : r->words[i].len;
}

static uint32_t gap_of(const wf_reading *r, uint32_t i) {
    return r->words[i].begin - (i ? r->words[i - 1].end : 0);
}

static packed_head head_of(const wf_reading *r) {
    packed_head h = {.n_words = r->n_words,
                     .n_sentences = r->n_sentences,
                     .n_names = (uint32_t)r->names.n,
                     .n_numbers = (uint32_t)r->numbers.n,
                     .n_quotes = (uint32_t)r->quotes.n,
                     .contractions = r->contractions,
                     .repeats = r->repeats,
                     .spaced_marks = r->spaced_marks,
                     .language = r->language,
                     .weight = r->weight};
    memcpy(h.small, r->small, sizeof h.small);
    for (uint32_t i = 0; i < r->n_words; i++) h.n_stems += has_stem(&r->words[i]);
    if (r->n_words) h.n_letters = r->words[r->n_words - 1].spelling + r->words[r->n_words - 1].len;
    return h;
}

static size_t size_of(const packed_head *h) {
    size_t anchors = (size_t)h->n_names + h->n_numbers + h->n_quotes;
    size_t n = sizeof *h + h->n_numbers * sizeof(uint64_t) + anchors * sizeof(wf_reading_anchor) +
               h->n_words * (sizeof(uint64_t) + sizeof(packed_word)) +
               h->n_stems * (sizeof(uint64_t) + sizeof(float)) +
               h->n_sentences * sizeof(wf_reading_sentence) + h->n_letters;
    return (n + 7) & ~(size_t)7;
}

size_t wf_reading_packed_size(const wf_reading *r) {
    uint32_t too_long = 0; /* a gap before the one before, as of overlapping words, is too long as well */
    for (uint32_t i = 0; i < r->n_words; i++) {
        const wf_word *w = &r->words[i];
        too_long |= (uint32_t)(gap_of(r, i) > UINT16_MAX) | (uint32_t)(w->end - w->begin > UINT8_MAX) |
                    (uint32_t)(step_of(r, i) > UINT8_MAX);
    }
    packed_head head = head_of(r);
    return too_long ? 0 : size_of(&head);
}

/* Copies a list to *at, which moves behind it; and back. */
static void put(char **at, const void *list, size_t size) {
    if (size) memcpy(*at, list, size);
    *at += size;
}

static void get(const char **at, void *list, size_t size) {
    if (size) memcpy(list, *at, size);
    *at += size;
}

void wf_reading_pack(const wf_reading *r, void *out) {
    packed_head head = head_of(r);
    char *at = out;
    put(&at, &head, sizeof head);
    put(&at, r->number_keys, r->numbers.n * sizeof *r->number_keys);
    put(&at, r->names.items, r->names.n * sizeof *r->names.items);
    put(&at, r->numbers.items, r->numbers.n * sizeof *r->numbers.items);
    put(&at, r->quotes.items, r->quotes.n * sizeof *r->quotes.items);
    uint64_t *ids = (uint64_t *)(void *)at, *stems = ids + head.n_words;
    float *idf = (float *)(void *)(stems + head.n_stems);
    at = (char *)(idf + head.n_stems);
    put(&at, r->sentences, r->n_sentences * sizeof *r->sentences);
    packed_word *words = (packed_word *)(void *)at;
    for (uint32_t i = 0, k = 0; i < r->n_words; i++) {
        const wf_word *w = &r->words[i];
        ids[i] = r->keys[i].id;
        words[i] = (packed_word){w->flags, (uint16_t)gap_of(r, i), (uint8_t)(w->end - w->begin),
                                 (uint8_t)w->len, (uint8_t)step_of(r, i)};
        if (!has_stem(w)) continue;
        stems[k] = r->keys[i].stem;
        idf[k++] = w->idf;
    }
    at = (char *)(words + r->n_words);
    put(&at, r->norm, head.n_letters);
}

static bool get_anchors(const char **at, wf_reading_anchors *list, uint32_t n) {
    if (!wf_grow(&list->items, &list->cap, n, sizeof *list->items)) return false;
    list->n = n;
    get(at, list->items, n * sizeof *list->items);
    return true;
}

/* The words and their keys; returns what is behind them. */
static const char *get_words(const char *at, const packed_head *head, wf_reading *r) {
    const uint64_t *ids = (const uint64_t *)(const void *)at, *stems = ids + head->n_words;
    const float *idf = (const float *)(const void *)(stems + head->n_stems);
    at = (const char *)(idf + head->n_stems);
    get(&at, r->sentences, head->n_sentences * sizeof *r->sentences);
    const packed_word *words = (const packed_word *)(const void *)at;
    uint32_t spelling = 0, end = 0, k = 0;
    for (uint32_t i = 0; i < head->n_words; i++) {
        const packed_word *w = &words[i];
        const uint32_t begin = end + w->gap, content = !(w->flags & WF_WORD_FUNCTION);
        const uint64_t stem = stems[k]; /* behind the last one stands more, and so behind its idf */
        uint32_t weight;
        memcpy(&weight, idf + k, sizeof weight);
        weight &= 0u - content; /* no branch on what cannot be foretold; bits of 0 are 0 */
        end = begin + w->bytes;
        r->words[i] =
            (wf_word){.spelling = spelling, .begin = begin, .end = end, .len = w->len, .flags = w->flags};
        memcpy(&r->words[i].idf, &weight, sizeof weight);
        r->keys[i] = (wf_word_key){ids[i], stem & (0u - (uint64_t)content)};
        spelling += w->step;
        k += content;
    }
    return (const char *)(words + head->n_words);
}

wf_code wf_reading_unpack(const void *packed, wf_reading *r, wf_error *err) {
    packed_head head;
    const char *at = packed;
    get(&at, &head, sizeof head);
    if (!wf_grow(&r->norm, &r->cap_norm, head.n_letters + 1u, 1) ||
        !wf_grow(&r->words, &r->cap_words, head.n_words + 1u, sizeof *r->words) ||
        !wf_grow(&r->keys, &r->cap_keys, head.n_words + 1u, sizeof *r->keys) ||
        !wf_grow(&r->sentences, &r->cap_sentences, head.n_sentences + 1u, sizeof *r->sentences) ||
        !wf_grow(&r->number_keys, &r->cap_number_keys, head.n_numbers + 1u, sizeof *r->number_keys))
        return wf_fail_nomem(err, "the words of a story");
    get(&at, r->number_keys, head.n_numbers * sizeof *r->number_keys);
    if (!get_anchors(&at, &r->names, head.n_names) || !get_anchors(&at, &r->numbers, head.n_numbers) ||
        !get_anchors(&at, &r->quotes, head.n_quotes))
        return wf_fail_nomem(err, "the names and numbers of a story");
    at = get_words(at, &head, r);
    get(&at, r->norm, head.n_letters);
    r->n_words = head.n_words;
    r->n_sentences = head.n_sentences;
    r->weight = head.weight;
    memcpy(r->small, head.small, sizeof r->small);
    r->contractions = head.contractions;
    r->repeats = head.repeats;
    r->spaced_marks = head.spaced_marks;
    r->language = (wf_language)head.language;
    return WF_OK;
}
