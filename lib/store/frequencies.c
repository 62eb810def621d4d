/*
 * Counts of terms in hash tables, one for each part of the range of codes. A slot holds a code plus one and its count;
 * the background is read into a table of its own.
 */
#include "store/frequencies.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "text/background.h"
#include "text/words.h"

typedef struct {
    uint32_t code; /* plus one; 0: empty */
    uint32_t count;
} slot;

typedef struct {
    slot *slots;
    size_t n, cap; /* cap: a power of two, or 0 */
} counts;

struct wf_frequencies {
    counts parts[WF_FREQUENCY_PARTS];
    counts background;
    uint64_t n_texts;
};

enum { CODE_BITS = 28, PART_BITS = 4, FIRST_CAP = 1 << 10 };
_Static_assert(1 << PART_BITS == WF_FREQUENCY_PARTS, "a part is the upper bits of a code");

/* Codes are bits of a hash already; the lower ones choose the slot, the upper ones the part. */
static slot *find(const counts *c, uint32_t code) {
    size_t mask = c->cap - 1;
    size_t i = code & mask;
    while (c->slots[i].code && c->slots[i].code != code + 1) i = (i + 1) & mask;
    return &c->slots[i];
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

static bool add(counts *c, uint32_t code, uint32_t count) {
    if (4 * c->n >= 3 * c->cap && !grow(c)) return false;
    slot *s = find(c, code);
    if (!s->code) {
        s->code = code + 1;
        c->n++;
    }
    s->count += count;
    return true;
}

static uint32_t count_of(const counts *c, uint32_t code) {
    return c->cap ? find(c, code)->count : 0;
}

wf_code wf_frequencies_open(wf_frequencies **out, uint64_t seed, wf_error *err) {
    wf_frequencies *f = calloc(1, sizeof *f);
    if (!f) return wf_fail_nomem(err, "the frequencies of words");
    for (uint32_t i = 0; i < wf_background_stems; i++) {
        const wf_background_stem *entry = &wf_background[i];
        wf_str stem = {entry->stem, strlen(entry->stem)};
        if (!add(&f->background, wf_term_code(wf_stem_hash(stem, seed)), entry->n_texts)) {
            wf_frequencies_close(f);
            return wf_fail_nomem(err, "the frequencies of words");
        }
    }
    *out = f;
    return WF_OK;
}

void wf_frequencies_close(wf_frequencies *f) {
    if (!f) return;
    for (size_t i = 0; i < WF_FREQUENCY_PARTS; i++) free(f->parts[i].slots);
    free(f->background.slots);
    free(f);
}

wf_code wf_frequencies_count(wf_frequencies *f, const uint32_t *terms, size_t n, size_t first, size_t end,
                             wf_error *err) {
    for (size_t i = 0; i < n; i++) {
        uint32_t code = terms[i] >> 4;
        size_t part = code >> (CODE_BITS - PART_BITS);
        if (part >= first && part < end && !add(&f->parts[part], code, 1))
            return wf_fail_nomem(err, "the frequencies of words");
    }
    return WF_OK;
}

void wf_frequencies_set_texts(wf_frequencies *f, uint64_t n_texts) {
    f->n_texts = n_texts;
}

uint32_t wf_frequency(const wf_frequencies *f, uint32_t code) {
    return count_of(&f->parts[code >> (CODE_BITS - PART_BITS)], code);
}

uint32_t wf_n_texts_with(const wf_frequencies *f, uint32_t code) {
    return wf_frequency(f, code) + count_of(&f->background, code);
}

float wf_idf(const wf_frequencies *f, uint32_t code) {
    double texts = (double)f->n_texts + wf_background_texts + 1;
    double with = wf_n_texts_with(f, code) + .5;
    double idf = with < texts ? log(texts / with) : 0;
    return idf < (double)WF_IDF_MAX ? (float)idf : WF_IDF_MAX;
}
