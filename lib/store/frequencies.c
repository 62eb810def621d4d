/*
 * Counts of terms in hash tables, one for each part of the range of codes; beside it the codes of a part in the order in
 * which they came. Many texts are counted at once: their terms are dealt out by part, so that the table of a part is in the
 * cache while its terms are counted.
 */
#include "store/frequencies.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "text/background.h"
#include "text/words.h"

enum {
    FIRST_CAP = 1 << 8,
    SMALL_COUNTS = 1 << 12,
    PLACE_MASK = (1 << WF_PLACE_BITS) - 1,
    SLICES = 16,                  /* of the texts that are counted at once by several threads */
    LINE = 64 / sizeof(uint32_t), /* terms of a cache line */
    AHEAD = 12                    /* terms whose slots are fetched ahead: they are seldom in the cache */
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
    uint32_t *dealt; /* scratch of the counting */
    size_t cap_dealt;
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

static inline const part_counts *counts_of(const wf_frequencies *f, uint32_t code) {
    return &f->parts[part_of(code)];
}

/* Fetches the slot of a code ahead. */
static inline void fetch(const part_counts *c, uint32_t code) {
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
    free(f->dealt);
    free(f);
}

/* Texts that lie side by side, whose terms one thread deals out. */
typedef struct {
    size_t first, end;                            /* texts */
    size_t begin[(size_t)WF_FREQUENCY_PARTS + 1]; /* where the terms of each part begin */
} slice;

typedef struct {
    wf_frequencies *f;
    const wf_term_list *texts;
    /* Codes, then places: of each slice, in it of each part, in the order of the texts. With room for LINE more. */
    uint32_t *dealt;
    slice slices[SLICES];
    size_t n_slices;
} counting;

/* Fetches the terms of the text after the next. */
static inline void fetch_terms(const counting *c, const slice *s, size_t t) {
    if (t + 2 >= s->end) return;
    const wf_term_list *text = &c->texts[t + 2];
    for (uint32_t i = 0; i < text->n; i += LINE) wf_prefetch(text->terms + i);
}

static wf_code deal_slice(void *user, uint64_t number, size_t thread, wf_error *err) {
    counting *c = user;
    slice *s = &c->slices[number];
    size_t place[WF_FREQUENCY_PARTS], sum = s->begin[0], n_of[WF_FREQUENCY_PARTS] = {0};
    (void)thread;
    (void)err;
    for (size_t t = s->first; t < s->end; t++) {
        fetch_terms(c, s, t);
        for (uint32_t i = 0; i < c->texts[t].n; i++) n_of[part_of(c->texts[t].terms[i] >> 4)]++;
    }
    for (size_t p = 0; p < WF_FREQUENCY_PARTS; p++) {
        place[p] = s->begin[p] = sum;
        sum += n_of[p];
    }
    s->begin[WF_FREQUENCY_PARTS] = sum;
    for (size_t t = s->first; t < s->end; t++) {
        fetch_terms(c, s, t);
        for (uint32_t i = 0; i < c->texts[t].n; i++) {
            const uint32_t code = c->texts[t].terms[i] >> 4;
            uint32_t *to = &c->dealt[place[part_of(code)]++];
            wf_prefetch(to + LINE);
            *to = code;
        }
    }
    return WF_OK;
}

/* Counts the terms of a part, whose places come to stand in place of the codes. */
static wf_code count_part(void *user, uint64_t p, size_t thread, wf_error *err) {
    const counting *c = user;
    part_counts *part = &c->f->parts[p];
    (void)thread;
    for (size_t k = 0; k < c->n_slices; k++) {
        uint32_t *codes = c->dealt + c->slices[k].begin[p];
        const size_t n = c->slices[k].begin[p + 1] - c->slices[k].begin[p];
        for (size_t i = 0; i < n; i++) {
            if (i + AHEAD < n) fetch(part, codes[i + AHEAD]);
            slot *s = slot_made(part, codes[i]);
            if (!s) return wf_fail_nomem(err, "the frequencies of words");
            s->count++;
            codes[i] = s->place;
        }
    }
    return WF_OK;
}

static wf_code number_slice(void *user, uint64_t number, size_t thread, wf_error *err) {
    const counting *c = user;
    const slice *s = &c->slices[number];
    size_t at[WF_FREQUENCY_PARTS];
    (void)thread;
    (void)err;
    memcpy(at, s->begin, sizeof at);
    for (size_t t = s->first; t < s->end; t++) {
        fetch_terms(c, s, t);
        for (uint32_t i = 0; i < c->texts[t].n; i++) {
            uint32_t *term = &c->texts[t].terms[i];
            const uint32_t part = part_of(*term >> 4);
            const uint32_t *place = &c->dealt[at[part]++];
            wf_prefetch(place + LINE);
            *term = (part << WF_PLACE_BITS | *place) << 4 | (*term & 15);
        }
    }
    return WF_OK;
}

wf_code wf_frequencies_count(wf_frequencies *f, const wf_term_list *texts, size_t n, size_t n_threads,
                             wf_error *err) {
    counting c = {.f = f, .texts = texts, .n_slices = n_threads > 1 ? SLICES : 1};
    size_t n_terms = 0;
    for (size_t i = 0, t = 0; i < c.n_slices; i++) {
        slice *s = &c.slices[i];
        s->first = t;
        s->end = n * (i + 1) / c.n_slices;
        s->begin[0] = n_terms;
        for (; t < s->end; t++) n_terms += texts[t].n;
    }
    if (!wf_grow(&f->dealt, &f->cap_dealt, n_terms + LINE, sizeof *f->dealt))
        return wf_fail_nomem(err, "the frequencies of words");
    c.dealt = f->dealt;
    wf_code code = wf_parallel_for(n_threads, c.n_slices, 1, deal_slice, &c, err);
    if (code == WF_OK) code = wf_parallel_for(n_threads, WF_FREQUENCY_PARTS, 1, count_part, &c, err);
    if (code == WF_OK) code = wf_parallel_for(n_threads, c.n_slices, 1, number_slice, &c, err);
    return code;
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
    free(f->dealt);
    f->dealt = NULL;
    f->cap_dealt = 0;
    f->n_texts = n_texts;
    for (int n = 0; n < SMALL_COUNTS; n++) f->idf[n] = idf_of(f, n);
}

static slot slot_of(const part_counts *c, uint32_t code) {
    return c->cap ? *find(c, code) : (slot){0};
}

uint32_t wf_frequency(const wf_frequencies *f, uint32_t code) {
    return slot_of(counts_of(f, code), code).count;
}

static inline float idf_of_slot(const wf_frequencies *f, const part_counts *c, slot s) {
    uint64_t n = s.count;
    if (s.code && s.place < c->n_background) n += c->background[s.place];
    return n < SMALL_COUNTS ? f->idf[n] : idf_of(f, (double)n);
}

float wf_idf(const wf_frequencies *f, uint32_t code) {
    const part_counts *c = counts_of(f, code);
    return idf_of_slot(f, c, slot_of(c, code));
}

void wf_weigh_part(const wf_frequencies *f, size_t part, uint32_t *counts, float *idf) {
    const part_counts *c = &f->parts[part];
    for (size_t i = 0; i < c->cap; i++) {
        const slot s = c->slots[i];
        if (!s.code) continue;
        counts[s.place] = s.count;
        idf[s.place] = idf_of_slot(f, c, s);
    }
}

const uint32_t *wf_numbered_code(const wf_frequencies *f, uint32_t number) {
    return &f->parts[part_of(number)].codes[number & PLACE_MASK];
}

void wf_idf_all(const wf_frequencies *f, const uint32_t *terms, size_t n, float *idf) {
    for (size_t i = 0; i < n && i < AHEAD; i++) fetch(counts_of(f, terms[i] >> 4), terms[i] >> 4);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n) fetch(counts_of(f, terms[i + AHEAD] >> 4), terms[i + AHEAD] >> 4);
        idf[i] = wf_idf(f, terms[i] >> 4);
    }
}
