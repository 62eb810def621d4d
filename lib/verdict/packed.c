/*
 * One list after the other, of the widest items first: keys of numbers and quotes; ids of the words; sentences; idf of the words
 * that are no function words; numbers, quotes and names; flags and lengths of the words; their letters; stems that are not
 * the word itself; where words stand that do not stand one blank behind the word before.
 */
#include "verdict/packed.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

typedef struct {
    uint32_t n_words, n_sentences, n_letters, n_stems; /* stems that are kept */
    uint32_t n_content;                                /* words with a stem */
    uint32_t n_names, n_numbers, n_quotes;
    uint32_t small[WF_SMALL_WORDS], contractions, repeats, spaced_marks;
    uint32_t language;
    double weight;
} packed_head;

typedef struct {
    float weight;
    uint16_t end, n_content;
} packed_sentence;

typedef struct {
    uint16_t begin, end;
} packed_anchor;

/* Flags of a packed word besides its own. */
enum {
    OTHER_STEM = 1 << 9, /* it is listed */
    APART = 1 << 15,     /* where it stands is listed */
    OWN_FLAGS = 0xFFFF & ~(OTHER_STEM | APART)
};

_Static_assert(WF_READING_WORDS <= UINT16_MAX, "words are told by 16 bits");
_Static_assert(2 * WF_WORD_CALENDAR == OTHER_STEM && 2 * WF_WORD_NAME == 4 * OTHER_STEM &&
                   2 * WF_WORD_CONTENT == APART,
               "these bits are free");

/* The lists of a packed reading. */
typedef struct {
    uint64_t *keys; /* of numbers, sorted; of numbers; of quotes */
    uint64_t *ids;
    packed_sentence *sentences;
    float *idf;
    packed_anchor *anchors;
    uint16_t *flags;
    uint8_t *lengths;
    char *letters;
    uint64_t *stems; /* xor the ids */
    uint32_t *
        places; /* of bytes between a word and the one before, less 1, 16 bits; of bytes in the text, and from its
                         letters to those of the next, less those of a word of its length, 8 bits each */
} packed_lists;

/* Items behind a list that may be put down and read, without a branch on whether there are more. */
enum { BEHIND = 2 };

#define NO_ROOM UINT32_MAX

static size_t n_keys(const packed_head *h) {
    return 2 * (size_t)h->n_numbers + h->n_quotes;
}

static size_t n_anchors(const packed_head *h) {
    return (size_t)h->n_numbers + h->n_quotes + h->n_names;
}

static char *behind(char **at, size_t size) {
    char *list = *at;
    *at += size;
    return list;
}

static packed_lists lists_of(const packed_head *h, void *packed) {
    char *at = (char *)packed + sizeof *h;
    packed_lists l;
    l.keys = (uint64_t *)(void *)behind(&at, n_keys(h) * sizeof *l.keys);
    l.ids = (uint64_t *)(void *)behind(&at, h->n_words * sizeof *l.ids);
    l.sentences = (packed_sentence *)(void *)behind(&at, h->n_sentences * sizeof *l.sentences);
    l.idf = (float *)(void *)behind(&at, (h->n_content + (size_t)BEHIND) * sizeof *l.idf);
    l.anchors = (packed_anchor *)(void *)behind(&at, n_anchors(h) * sizeof *l.anchors);
    l.flags = (uint16_t *)(void *)behind(&at, h->n_words * sizeof *l.flags);
    l.lengths = (uint8_t *)behind(&at, h->n_words);
    l.letters = behind(&at, h->n_letters);
    at += (0 - (uintptr_t)at) & 7;
    l.stems = (uint64_t *)(void *)behind(&at, h->n_stems * sizeof *l.stems);
    l.places = (uint32_t *)(void *)at;
    return l;
}

static uint32_t letters_of(const wf_reading *r) {
    return r->n_words ? r->words[r->n_words - 1].spelling + r->words[r->n_words - 1].len : 0;
}

/* With as many stems as there may be, and more. */
static packed_head head_of(const wf_reading *r) {
    packed_head h = {.n_words = r->n_words,
                     .n_sentences = r->n_sentences,
                     .n_letters = letters_of(r),
                     .n_names = (uint32_t)r->names.n,
                     .n_numbers = (uint32_t)r->numbers.n,
                     .n_quotes = (uint32_t)r->quotes.n,
                     .contractions = r->contractions,
                     .repeats = r->repeats,
                     .spaced_marks = r->spaced_marks,
                     .language = r->language,
                     .weight = r->weight};
    memcpy(h.small, r->small, sizeof h.small);
    for (uint32_t i = 0; i < r->n_words; i++) h.n_content += !(r->words[i].flags & WF_WORD_FUNCTION);
    h.n_stems = h.n_content + BEHIND;
    return h;
}

size_t wf_reading_packed_most(const wf_reading *r) {
    enum {
        OF_WORD =
            2 * sizeof(uint64_t) + sizeof(float) + sizeof(uint32_t) + sizeof(uint16_t) + sizeof(uint8_t),
        OF_ANCHOR = 2 * sizeof(uint64_t) + sizeof(packed_anchor),
        ROUNDED = 16
    };
    return sizeof(packed_head) + (r->n_words + (size_t)BEHIND) * OF_WORD +
           (r->names.n + r->numbers.n + r->quotes.n) * OF_ANCHOR + r->n_sentences * sizeof(packed_sentence) +
           letters_of(r) + ROUNDED;
}

static void put_anchors(const wf_reading_anchors *list, packed_anchor **at) {
    for (size_t i = 0; i < list->n; i++)
        *(*at)++ = (packed_anchor){(uint16_t)list->items[i].begin, (uint16_t)list->items[i].end};
}

static void put_keys(const wf_reading_anchors *list, uint64_t **at) {
    for (size_t i = 0; i < list->n; i++) *(*at)++ = list->items[i].key;
}

/*
 * Flags and places of the words; returns how many places are listed, NO_ROOM if one cannot be. A gap before the one before,
 * as of overlapping words, is too long as well.
 */
static uint32_t put_places(const wf_reading *r, const packed_lists *l) {
    const wf_word *words = r->words;
    uint32_t *places = l->places, end = 0, unfit = 0, n = 0;
    uint16_t *flags = l->flags;
    uint8_t *lengths = l->lengths;
    for (uint32_t i = 0, n_words = r->n_words; i < n_words; i++) {
        const wf_word *w = &words[i];
        const uint32_t len = w->len, next = i + 1 < n_words ? w[1].spelling : w->spelling + len + 1;
        const uint32_t gap = w->begin - end - 1, more = w->end - w->begin - len,
                       step = next - w->spelling - len - 1;
        const uint32_t is_apart = (gap | more | step) != 0;
        unfit |= (gap + 0x8000) >> 16 | (more + 0x80) >> 8 | (step + 0x80) >> 8 | len >> 8;
        places[n] = (gap & 0xFFFF) | (more & 0xFF) << 16 | step << 24;
        n += is_apart;
        flags[i] = (uint16_t)(w->flags | is_apart * APART);
        lengths[i] = (uint8_t)len;
        end = w->end;
    }
    return unfit ? NO_ROOM : n;
}

/* Ids, idf and stems of the words; returns how many stems are listed. */
static uint32_t put_stems(const wf_reading *r, const packed_lists *l) {
    const wf_word *words = r->words;
    const wf_word_key *keys = r->keys;
    uint64_t *ids = l->ids, *stems = l->stems;
    float *idf = l->idf;
    uint16_t *flags = l->flags;
    uint32_t content = 0, n = 0;
    for (uint32_t i = 0, n_words = r->n_words; i < n_words; i++) {
        const uint64_t id = keys[i].id, apart = keys[i].stem ^ id;
        const uint32_t has_stem = !(words[i].flags & WF_WORD_FUNCTION), is_other = has_stem & (apart != 0);
        ids[i] = id;
        idf[content] = words[i].idf;
        content += has_stem;
        stems[n] = apart;
        n += is_other;
        flags[i] |= (uint16_t)(is_other * OTHER_STEM);
    }
    return n;
}

size_t wf_reading_pack(const wf_reading *r, void *out) {
    packed_head head = head_of(r);
    packed_lists l = lists_of(&head, out);
    const uint32_t n_places = put_places(r, &l);
    if (n_places == NO_ROOM) return 0;
    head.n_stems = put_stems(r, &l);
    memcpy(out, &head, sizeof head);
    char *end = (char *)(l.stems + head.n_stems);
    memmove(end, l.places, n_places * sizeof *l.places);
    end += (n_places + (size_t)BEHIND) * sizeof *l.places;
    if (r->numbers.n) memcpy(l.keys, r->number_keys, r->numbers.n * sizeof *l.keys);
    l.keys += r->numbers.n;
    put_keys(&r->numbers, &l.keys);
    put_keys(&r->quotes, &l.keys);
    put_anchors(&r->numbers, &l.anchors);
    put_anchors(&r->quotes, &l.anchors);
    put_anchors(&r->names, &l.anchors);
    for (uint32_t s = 0; s < r->n_sentences; s++) {
        const wf_reading_sentence *x = &r->sentences[s];
        l.sentences[s] = (packed_sentence){x->weight, (uint16_t)x->end, (uint16_t)x->n_content};
    }
    if (head.n_letters) memcpy(l.letters, r->norm, head.n_letters);
    return ((size_t)(end - (char *)out) + 7) & ~(size_t)7;
}

/* ---- back */

static void get_sentences(const packed_sentence *packed, wf_reading *r) {
    for (uint32_t s = 0, begin = 0; s < r->n_sentences; s++) {
        const packed_sentence *x = &packed[s];
        r->sentences[s] = (wf_reading_sentence){begin, x->end, x->weight, x->n_content};
        begin = x->end;
    }
}

/* Takes n anchors from *at, and their keys from *keys, if there are any; both move behind them. */
static bool get_anchors(const wf_reading *r, uint32_t n, const packed_anchor **at, const uint64_t **keys,
                        wf_reading_anchors *out) {
    if (!wf_grow(&out->items, &out->cap, n, sizeof *out->items)) return false;
    out->n = n;
    for (uint32_t i = 0, sentence = 0; i < n; i++) {
        const packed_anchor a = *(*at)++;
        while (r->sentences[sentence].end <= a.begin) sentence++;
        out->items[i] = (wf_reading_anchor){a.begin, a.end, sentence, keys ? *(*keys)++ : 0};
    }
    return true;
}

/* Flags and places of the n words. */
static void get_places(const packed_lists *l, wf_word *words, uint32_t n) {
    const uint16_t *flags = l->flags;
    const uint8_t *lengths = l->lengths;
    const uint32_t *places = l->places;
    uint32_t spelling = 0, end = 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t len = lengths[i], is_apart = flags[i] / APART, place = *places & (0 - is_apart);
        const uint32_t begin = end + 1 + (uint32_t)(int16_t)place;
        end = begin + len + (uint32_t)(int8_t)(place >> 16);
        words[i] = (wf_word){spelling, begin, end, (uint16_t)len, flags[i] & OWN_FLAGS, 0};
        spelling += len + 1 + (uint32_t)(int8_t)(place >> 24);
        places += is_apart;
    }
}

/* Keys of the n words, and idf, as they are known. */
static void get_keys(const packed_lists *l, wf_word *words, wf_word_key *keys, uint32_t n) {
    const uint16_t *flags = l->flags;
    const uint64_t *ids = l->ids, *stems = l->stems;
    const float *idf = l->idf;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t has_stem = !(flags[i] & WF_WORD_FUNCTION), is_other = flags[i] / OTHER_STEM & 1;
        const uint64_t id = ids[i], stem = id ^ (*stems & (0 - (uint64_t)is_other));
        uint32_t bits;
        memcpy(&bits, idf, sizeof bits);
        bits &= 0 - has_stem; /* bits of 0 are 0 */
        memcpy(&words[i].idf, &bits, sizeof bits);
        keys[i].id = id;
        keys[i].stem = stem & (0 - (uint64_t)has_stem);
        stems += is_other;
        idf += has_stem;
    }
}

wf_code wf_reading_unpack(void *packed, wf_reading *r, wf_error *err) {
    packed_head head;
    memcpy(&head, packed, sizeof head);
    if (!wf_grow(&r->norm, &r->cap_norm, head.n_letters + 1u, 1) ||
        !wf_grow(&r->words, &r->cap_words, head.n_words + 1u, sizeof *r->words) ||
        !wf_grow(&r->keys, &r->cap_keys, head.n_words + 1u, sizeof *r->keys) ||
        !wf_grow(&r->sentences, &r->cap_sentences, head.n_sentences + 1u, sizeof *r->sentences) ||
        !wf_grow(&r->number_keys, &r->cap_number_keys, head.n_numbers + 1u, sizeof *r->number_keys))
        return wf_fail_nomem(err, "the words of a story");
    const packed_lists l = lists_of(&head, packed);
    r->n_words = head.n_words;
    r->n_sentences = head.n_sentences;
    r->weight = head.weight;
    memcpy(r->small, head.small, sizeof r->small);
    r->contractions = head.contractions;
    r->repeats = head.repeats;
    r->spaced_marks = head.spaced_marks;
    r->language = (wf_language)head.language;
    if (head.n_letters) memcpy(r->norm, l.letters, head.n_letters);
    get_places(&l, r->words, r->n_words);
    get_keys(&l, r->words, r->keys, r->n_words);
    get_sentences(l.sentences, r);
    if (head.n_numbers) memcpy(r->number_keys, l.keys, head.n_numbers * sizeof *l.keys);
    const uint64_t *keys = l.keys + head.n_numbers;
    const packed_anchor *anchors = l.anchors;
    if (!get_anchors(r, head.n_numbers, &anchors, &keys, &r->numbers) ||
        !get_anchors(r, head.n_quotes, &anchors, &keys, &r->quotes) ||
        !get_anchors(r, head.n_names, &anchors, NULL, &r->names))
        return wf_fail_nomem(err, "the names and numbers of a story");
    return WF_OK;
}
