/*
 * Counts of terms in hash tables, one for each part of the range of codes; beside it the codes of a part in the order in
 * which they came.
 */
#include "store/frequencies.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "text/background.h"
#include "text/words.h"

enum {
    FIRST_CAP = 1 << 11,
    SMALL_COUNTS = 1 << 12,
    PLACE_MASK = (1 << WF_PLACE_BITS) - 1,
    BLOCK = 128, /* terms that are looked through at a time */
    AHEAD = 12   /* terms whose slots are fetched ahead: they are seldom in the cache */
};
_Static_assert(WF_FREQUENCY_PARTS << WF_PLACE_BITS == 1 << 28, "a part is the upper bits of a code");

typedef struct {
    uint32_t code; /* plus one; 0: empty */
    uint32_t place, count;
} slot;

typedef struct {
    slot *slots;
    size_t cap;      /* a power of two, or 0 */
    uint32_t *codes; /* n, by place */
    size_t n, cap_codes;
    uint32_t *background; /* counts in the background, of the first n_background terms */
    size_t n_background, cap_background;
} part_counts;

struct wf_frequencies {
    part_counts parts[WF_FREQUENCY_PARTS];
    uint64_t n_texts;
    float idf[SMALL_COUNTS]; /* by the number of texts with a term, if that is small */
};

/* Codes are bits of a hash already; the lower ones choose the slot, the upper ones the part. */
static slot *find(const part_counts *c, uint32_t code) {
    size_t mask = c->cap - 1;
    size_t i = code & mask;
    while (c->slots[i].code && c->slots[i].code != code + 1) i = (i + 1) & mask;
    return &c->slots[i];
}

static inline uint32_t part_of(uint32_t code) {
    return code >> WF_PLACE_BITS;
}

/* Fetches the slot of a code ahead. */
static inline void fetch(const wf_frequencies *f, uint32_t code) {
    const part_counts *c = &f->parts[part_of(code)];
    if (c->cap) wf_prefetch(&c->slots[code & (c->cap - 1)]);
}

static bool grow_slots(part_counts *c) {
    part_counts larger = {.cap = c->cap ? 2 * c->cap : FIRST_CAP};
    larger.slots = calloc(larger.cap, sizeof *larger.slots);
    wf_use_huge_pages(larger.slots, larger.cap * sizeof *larger.slots);
    if (!larger.slots) return false;
    for (size_t i = 0; i < c->cap; i++)
        if (c->slots[i].code) *find(&larger, c->slots[i].code - 1) = c->slots[i];
    free(c->slots);
    c->slots = larger.slots;
    c->cap = larger.cap;
    return true;
}

/* The slot of a code, made if it is not there; NULL when out of memory. */
static inline slot *slot_made(part_counts *c, uint32_t code) {
    if (4 * c->n >= 3 * c->cap && !grow_slots(c)) return NULL;
    slot *s = find(c, code);
    if (s->code) return s;
    if (!wf_grow(&c->codes, &c->cap_codes, c->n + 1, sizeof *c->codes)) return NULL;
    *s = (slot){.code = code + 1, .place = (uint32_t)c->n};
    c->codes[c->n++] = code;
    return s;
}

static bool add_background(wf_frequencies *f, uint32_t code, uint32_t n_texts) {
    part_counts *c = &f->parts[part_of(code)];
    const slot *s = slot_made(c, code);
    if (!s || !wf_grow(&c->background, &c->cap_background, c->n, sizeof *c->background)) return false;
    if (c->n_background < c->n) c->background[c->n_background++] = 0;
    c->background[s->place] += n_texts;
    return true;
}

wf_code wf_frequencies_open(wf_frequencies **out, uint64_t seed, wf_error *err) {
    wf_frequencies *f = calloc(1, sizeof *f);
    bool made = f != NULL;
    for (uint32_t i = 0; made && i < wf_background_stems; i++) {
        const wf_background_stem *entry = &wf_background[i];
        wf_str stem = {entry->stem, strlen(entry->stem)};
        made = add_background(f, wf_term_code(wf_stem_hash(stem, seed)), entry->n_texts);
    }
    if (!made) {
        wf_frequencies_close(f);
        return wf_fail_nomem(err, "the frequencies of words");
    }
    wf_frequencies_set_texts(f, 0);
    *out = f;
    return WF_OK;
}

void wf_frequencies_close(wf_frequencies *f) {
    if (!f) return;
    for (size_t i = 0; i < WF_FREQUENCY_PARTS; i++) {
        free(f->parts[i].slots);
        free(f->parts[i].codes);
        free(f->parts[i].background);
    }
    free(f);
}

/*
 * The terms of a block that fall into some parts, as their places in it. Without branches: which do cannot be foreseen. Other
 * threads put numbers for terms of other parts meanwhile, which stay in their parts.
 */
static size_t choose(const uint32_t *terms, size_t n, size_t first, size_t end, uint8_t *out) {
    size_t n_out = 0;
    for (size_t i = 0; i < n; i++) {
        out[n_out] = (uint8_t)i;
        n_out += part_of(__atomic_load_n(&terms[i], __ATOMIC_RELAXED) >> 4) - first < end - first;
    }
    return n_out;
}

wf_code wf_frequencies_count(wf_frequencies *f, uint32_t *terms, size_t n, size_t first, size_t end,
                             wf_error *err) {
    uint8_t chosen[BLOCK];
    for (size_t in_block; n > 0; terms += in_block, n -= in_block) {
        in_block = n < BLOCK ? n : BLOCK;
        size_t n_chosen = choose(terms, in_block, first, end, chosen);
        for (size_t i = 0; i < n_chosen && i < AHEAD; i++) fetch(f, terms[chosen[i]] >> 4);
        for (size_t i = 0; i < n_chosen; i++) {
            uint32_t *term = &terms[chosen[i]], code = *term >> 4;
            if (i + AHEAD < n_chosen) fetch(f, terms[chosen[i + AHEAD]] >> 4);
            slot *s = slot_made(&f->parts[part_of(code)], code);
            if (!s) return wf_fail_nomem(err, "the frequencies of words");
            s->count++;
            __atomic_store_n(term, (part_of(code) << WF_PLACE_BITS | s->place) << 4 | (*term & 15),
                             __ATOMIC_RELAXED);
        }
    }
    return WF_OK;
}

uint32_t wf_frequencies_size(const wf_frequencies *f, size_t part) {
    return (uint32_t)f->parts[part].n;
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

static slot slot_of(const part_counts *c, uint32_t code) {
    return c->cap ? *find(c, code) : (slot){0};
}

uint32_t wf_frequency(const wf_frequencies *f, uint32_t code) {
    return slot_of(&f->parts[part_of(code)], code).count;
}

static inline float idf_of_slot(const wf_frequencies *f, const part_counts *c, slot s) {
    uint64_t n = s.count;
    if (s.code && s.place < c->n_background) n += c->background[s.place];
    return n < SMALL_COUNTS ? f->idf[n] : idf_of(f, (double)n);
}

float wf_idf(const wf_frequencies *f, uint32_t code) {
    const part_counts *c = &f->parts[part_of(code)];
    return idf_of_slot(f, c, slot_of(c, code));
}

void wf_idf_of_part(const wf_frequencies *f, size_t part, float *out) {
    const part_counts *c = &f->parts[part];
    for (size_t i = 0; i < c->cap; i++)
        if (c->slots[i].code) out[c->slots[i].place] = idf_of_slot(f, c, c->slots[i]);
}

uint32_t wf_numbered_code(const wf_frequencies *f, uint32_t number) {
    return f->parts[part_of(number)].codes[number & PLACE_MASK];
}

void wf_idf_all(const wf_frequencies *f, const uint32_t *terms, size_t n, float *idf) {
    for (size_t i = 0; i < n && i < AHEAD; i++) fetch(f, terms[i] >> 4);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n) fetch(f, terms[i + AHEAD] >> 4);
        idf[i] = wf_idf(f, terms[i] >> 4);
    }
}
