/*
 * Counts of terms in hash tables, one for each part of the range of codes. A slot holds a code plus one and its counts in
 * the dump and in the background.
 */
#include "store/frequencies.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "text/background.h"
#include "text/words.h"

enum {
    CODE_BITS = 28,
    PART_BITS = 4,
    FIRST_CAP = 1 << 11,
    SMALL_COUNTS = 1 << 12,
    AHEAD = 12 /* terms whose slots are fetched ahead: they are seldom in the cache */
};
_Static_assert(1 << PART_BITS == WF_FREQUENCY_PARTS, "a part is the upper bits of a code");

typedef struct {
    uint32_t code; /* plus one; 0: empty */
    uint32_t count, background;
} slot;

typedef struct {
    slot *slots;
    size_t n, cap; /* cap: a power of two, or 0 */
} counts;

struct wf_frequencies {
    counts parts[WF_FREQUENCY_PARTS];
    uint64_t n_texts;
    float idf[SMALL_COUNTS]; /* by the number of texts with a term, if that is small */
};

/* Codes are bits of a hash already; the lower ones choose the slot, the upper ones the part. */
static slot *find(const counts *c, uint32_t code) {
    size_t mask = c->cap - 1;
    size_t i = code & mask;
    while (c->slots[i].code && c->slots[i].code != code + 1) i = (i + 1) & mask;
    return &c->slots[i];
}

static inline uint32_t part_of(uint32_t code) {
    return code >> (CODE_BITS - PART_BITS);
}

/* Fetches the slot of a code ahead. */
static inline void fetch(const wf_frequencies *f, uint32_t code) {
    const counts *c = &f->parts[part_of(code)];
    if (c->cap) __builtin_prefetch(&c->slots[code & (c->cap - 1)]);
}

static bool grow(counts *c) {
    counts larger = {.n = c->n, .cap = c->cap ? 2 * c->cap : FIRST_CAP};
    larger.slots = calloc(larger.cap, sizeof *larger.slots);
    if (!larger.slots) return false;
    for (size_t i = 0; i < c->cap; i++)
        if (c->slots[i].code) *find(&larger, c->slots[i].code - 1) = c->slots[i];
    free(c->slots);
    *c = larger;
    return true;
}

/* The slot of a code, made if it is not there; NULL when out of memory. */
static slot *insert(wf_frequencies *f, uint32_t code) {
    counts *c = &f->parts[part_of(code)];
    if (4 * c->n >= 3 * c->cap && !grow(c)) return NULL;
    slot *s = find(c, code);
    if (!s->code) {
        s->code = code + 1;
        c->n++;
    }
    return s;
}

static slot slot_of(const wf_frequencies *f, uint32_t code) {
    const counts *c = &f->parts[part_of(code)];
    return c->cap ? *find(c, code) : (slot){0};
}

wf_code wf_frequencies_open(wf_frequencies **out, uint64_t seed, wf_error *err) {
    wf_frequencies *f = calloc(1, sizeof *f);
    if (!f) return wf_fail_nomem(err, "the frequencies of words");
    for (uint32_t i = 0; i < wf_background_stems; i++) {
        const wf_background_stem *entry = &wf_background[i];
        wf_str stem = {entry->stem, strlen(entry->stem)};
        slot *s = insert(f, wf_term_code(wf_stem_hash(stem, seed)));
        if (!s) {
            wf_frequencies_close(f);
            return wf_fail_nomem(err, "the frequencies of words");
        }
        s->background += entry->n_texts;
    }
    wf_frequencies_set_texts(f, 0);
    *out = f;
    return WF_OK;
}

void wf_frequencies_close(wf_frequencies *f) {
    if (!f) return;
    for (size_t i = 0; i < WF_FREQUENCY_PARTS; i++) free(f->parts[i].slots);
    free(f);
}

wf_code wf_frequencies_count(wf_frequencies *f, const uint32_t *terms, size_t n, size_t first, size_t end,
                             wf_error *err) {
    for (size_t i = 0; i < n; i++) {
        uint32_t code = terms[i] >> 4;
        if (i + AHEAD < n) {
            size_t next = part_of(terms[i + AHEAD] >> 4);
            if (next >= first && next < end) fetch(f, terms[i + AHEAD] >> 4);
        }
        size_t part = part_of(code);
        if (part < first || part >= end) continue;
        slot *s = insert(f, code);
        if (!s) return wf_fail_nomem(err, "the frequencies of words");
        s->count++;
    }
    return WF_OK;
}

/* The idf of a term that so many texts of dump and background have. */
static float idf_of(const wf_frequencies *f, double n_with) {
    double texts = (double)f->n_texts + wf_background_texts + 1;
    double idf = n_with + .5 < texts ? log(texts / (n_with + .5)) : 0;
    return idf < (double)WF_IDF_MAX ? (float)idf : WF_IDF_MAX;
}

void wf_frequencies_set_texts(wf_frequencies *f, uint64_t n_texts) {
    f->n_texts = n_texts;
    for (int n = 0; n < SMALL_COUNTS; n++) f->idf[n] = idf_of(f, n);
}

uint32_t wf_frequency(const wf_frequencies *f, uint32_t code) {
    return slot_of(f, code).count;
}

float wf_idf(const wf_frequencies *f, uint32_t code) {
    slot s = slot_of(f, code);
    uint64_t n = (uint64_t)s.count + s.background;
    return n < SMALL_COUNTS ? f->idf[n] : idf_of(f, (double)n);
}

void wf_idf_all(const wf_frequencies *f, const uint32_t *terms, size_t n, float *idf) {
    for (size_t i = 0; i < n && i < AHEAD; i++) fetch(f, terms[i] >> 4);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n) fetch(f, terms[i + AHEAD] >> 4);
        idf[i] = wf_idf(f, terms[i] >> 4);
    }
}
