#include "verify/profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"

enum {
    LEAD_SENTENCES = 4, /* whose weekdays and places are the lead's */
    OUTLINE_COUNT = 7,  /* highest count of a term in an outline */
    MIN_TABLE = 1 << 8
};

#define NO_IDF (-1.f) /* of a term whose idf is to be looked up */

/* A term met, by hash; epoch tells whether it was in this text. */
typedef struct {
    uint64_t hash;
    uint32_t epoch, number;
} seen_slot;

/* One part of a text: its title or its body. */
typedef struct {
    const wf_tokens *tokens;
    wf_str text;
    wf_sentences sentences;
    wf_anchors anchors;
    const wf_profile_words *known; /* NULL: nothing */
    const uint64_t *hashes; /* of the term of each token, 0 for a stop word: own_hashes, or those known */
    uint64_t *own_hashes;
    uint32_t *seq_at; /* terms before each token and before the end */
    size_t cap_hashes, cap_seq_at;
} part;

struct wf_profiler {
    wf_words *words;
    part title, body;
    seen_slot *seen;
    size_t cap_seen;
    uint32_t epoch;
    uint32_t *outline;
    uint32_t *met; /* by code: the terms of an outline */
    size_t cap_outline, cap_met;
    uint32_t *renumber;
    size_t cap_renumber;
    uint64_t *sorted; /* hashes, with as much scratch behind them */
    wf_term *terms;   /* as they were before sorting */
    size_t cap_sorted, cap_terms;
    uint32_t *last_sentence; /* by term: the sentence it was counted for */
    size_t cap_last;
};

wf_code wf_profiler_open(wf_profiler **out, uint64_t seed, wf_error *err) {
    wf_profiler *p = calloc(1, sizeof *p);
    if (!p) return wf_fail_nomem(err, "the comparison of words");
    wf_code code = wf_words_open(&p->words, seed, err);
    if (code != WF_OK) {
        wf_profiler_close(p);
        return code;
    }
    *out = p;
    return WF_OK;
}

wf_words *wf_profiler_words(wf_profiler *profiler) {
    return profiler->words;
}

static void part_free(part *p) {
    wf_sentences_free(&p->sentences);
    wf_anchors_free(&p->anchors);
    free(p->own_hashes);
    free(p->seq_at);
}

void wf_profiler_close(wf_profiler *p) {
    if (!p) return;
    wf_words_close(p->words);
    part_free(&p->title);
    part_free(&p->body);
    free(p->seen);
    free(p->outline);
    free(p->met);
    free(p->renumber);
    free(p->last_sentence);
    free(p->sorted);
    free(p->terms);
    free(p);
}

void wf_profile_free(wf_profile *p) {
    free(p->terms);
    free(p->seq);
    free(p->sentences);
    free(p->numbers);
    free(p->quotes);
    *p = (wf_profile){0};
}

static wf_code find_terms(wf_profiler *profiler, part *p, wf_language language, wf_error *err) {
    if (!wf_grow(&p->own_hashes, &p->cap_hashes, p->tokens->n + 1, sizeof *p->own_hashes))
        return wf_fail_nomem(err, "the words of a story");
    p->hashes = p->own_hashes;
    return wf_words_terms(profiler->words, language, p->tokens, p->own_hashes, err);
}

/* Terms and sentences of a part. */
static wf_code read_part(wf_profiler *profiler, part *p, const wf_tokens *tokens, wf_str text,
                         wf_language language, const wf_profile_words *known, wf_error *err) {
    p->tokens = tokens;
    p->text = text;
    p->known = known;
    wf_code code = WF_OK;
    if (known)
        p->hashes = known->terms;
    else
        code = find_terms(profiler, p, language, err);
    return code == WF_OK ? wf_sentences_find(tokens, text, &p->sentences, err) : code;
}

static wf_code read_parts(wf_profiler *profiler, const wf_profile_source *source, wf_error *err) {
    static const wf_tokens none;
    const wf_tokens *title = source->title ? source->title : &none;
    wf_code code =
        read_part(profiler, &profiler->title, title, source->title_text, source->language, NULL, err);
    if (code == WF_OK)
        code = read_part(profiler, &profiler->body, source->body, source->body_text, source->language,
                         source->body_words, err);
    return code;
}

/* An empty table of terms seen, with room for n. */
static bool begin_seen(wf_profiler *p, size_t n) {
    size_t cap = p->cap_seen ? p->cap_seen : MIN_TABLE;
    while (cap < 2 * n) cap *= 2;
    if (cap != p->cap_seen) {
        free(p->seen);
        p->seen = calloc(cap, sizeof *p->seen);
        p->cap_seen = p->seen ? cap : 0;
        p->epoch = 0;
        if (!p->seen) return false;
    }
    if (++p->epoch == 0) { /* wrapped: old marks would look new */
        memset(p->seen, 0, p->cap_seen * sizeof *p->seen);
        p->epoch = 1;
    }
    return true;
}

static seen_slot *see(wf_profiler *p, uint64_t hash) {
    size_t mask = p->cap_seen - 1, i = hash & mask;
    while (p->seen[i].epoch == p->epoch && p->seen[i].hash != hash) i = (i + 1) & mask;
    return &p->seen[i];
}

/* Lists the terms of a part behind the n that are listed: code << 4, and 1 where a term is the first of its sentence. */
static size_t list_part(const part *p, uint32_t *list, size_t n) {
    for (size_t s = 0; s < p->sentences.n; s++) {
        const size_t first = n;
        for (size_t i = p->sentences.first[s]; i < p->sentences.first[s + 1]; i++) {
            list[n] = wf_term_code(p->hashes[i]) << 4;
            n += p->hashes[i] != 0; /* no branch: which words are stop words cannot be foreseen */
        }
        list[first] |= 1; /* of a sentence without terms this is overwritten */
    }
    return n;
}

/* Where the term of a slot of met stands: behind n_out if it is of none. */
static inline size_t place_of(uint32_t slot, size_t n_out) {
    return (slot | (((uint32_t)n_out + 1) & -(uint32_t)(slot == 0))) - 1;
}

/*
 * Makes the outline, in place, of n terms as list_part gives them. Terms are told apart by their codes alone, because nothing
 * more is kept of them: a code that stood twice in an outline would count twice. met: by code, the place in the outline plus
 * one; 0: none. Which terms are new cannot be foreseen, so there is no branch on it: each is put at the end, where a new one
 * is found.
 */
static size_t make_outline(uint32_t *list, size_t n, uint32_t *met, size_t mask) {
    size_t n_out = 0;
    uint32_t begins = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t code = list[i] >> 4;
        begins |= list[i] & 1;
        list[n_out] = code << 4 | begins;
        size_t at = code & mask, place = place_of(met[at], n_out);
        for (; list[place] >> 4 != code; place = place_of(met[at], n_out)) at = (at + 1) & mask;
        const bool is_new = place == n_out;
        list[place] += ((list[place] >> 1 & OUTLINE_COUNT) < OUTLINE_COUNT) * 2u;
        met[at] = (uint32_t)place + 1;
        n_out += is_new;
        begins &= !is_new;
    }
    return n_out;
}

wf_code wf_profile_outline(wf_profiler *p, const wf_profile_source *source, const uint32_t **out, size_t *n,
                           wf_error *err) {
    wf_code code = read_parts(p, source, err);
    if (code != WF_OK) return code;
    size_t most = p->title.tokens->n + p->body.tokens->n, places = MIN_TABLE;
    if (!wf_grow(&p->outline, &p->cap_outline, most + 1, sizeof *p->outline))
        return wf_fail_nomem(err, "the words of a story");
    *n = list_part(&p->title, p->outline, 0);
    *n = list_part(&p->body, p->outline, *n);
    while (places < 4 * *n) places *= 2;
    if (!wf_grow(&p->met, &p->cap_met, places, sizeof *p->met))
        return wf_fail_nomem(err, "the words of a story");
    memset(p->met, 0, places * sizeof *p->met);
    *n = make_outline(p->outline, *n, p->met, places - 1);
    *out = p->outline;
    return WF_OK;
}

/* ---- the profile */

/* Lists the tokens of a part that are terms, behind what is in seq, and how many are before each token. */
static void list_terms(part *p, wf_profile *out) {
    uint32_t n = out->n_seq;
    for (size_t i = 0; i < p->tokens->n; i++) {
        p->seq_at[i] = n;
        out->seq[n] = (uint32_t)i;
        n += p->hashes[i] != 0; /* no branch: which words are stop words cannot be foreseen */
    }
    p->seq_at[p->tokens->n] = n;
}

/* Adds the terms and sentences of a part to the profile; terms are numbered by first place. */
static void add_terms(wf_profiler *profiler, part *p, bool is_title, wf_profile *out) {
    uint32_t first_sentence = out->n_sentences;
    list_terms(p, out);
    for (size_t s = 0; s < p->sentences.n; s++) {
        uint32_t first = p->sentences.first[s], end = p->sentences.first[s + 1];
        wf_profile_sentence *sentence = &out->sentences[out->n_sentences];
        *sentence = (wf_profile_sentence){.begin = p->seq_at[first],
                                          .end = p->seq_at[end],
                                          .src_begin = p->tokens->src_begin[first],
                                          .src_end = p->tokens->src_end[end - 1],
                                          .is_title = is_title};
        bool in_head = is_title || out->n_sentences == first_sentence;
        for (uint32_t at = sentence->begin; at < sentence->end; at++) {
            const uint32_t i = out->seq[at];
            seen_slot *slot = see(profiler, p->hashes[i]);
            if (slot->epoch != profiler->epoch) {
                *slot = (seen_slot){p->hashes[i], profiler->epoch, out->n_terms};
                out->terms[out->n_terms++] =
                    (wf_term){.hash = p->hashes[i], .idf = p->known ? p->known->idf[i] : NO_IDF};
            }
            wf_term *term = &out->terms[slot->number];
            term->count += term->count < UINT16_MAX;
            term->in_lead |= at < WF_LEAD_TERMS;
            term->in_head |= in_head;
            out->seq[at] = slot->number;
        }
        if (sentence->end > sentence->begin) out->n_sentences++;
    }
    out->n_seq = p->seq_at[p->tokens->n];
}

/* Sorts the terms by hash and renumbers what refers to them. */
static bool sort_terms(wf_profiler *p, wf_profile *out) {
    uint32_t n = out->n_terms;
    if (!wf_grow(&p->renumber, &p->cap_renumber, n + 1u, sizeof *p->renumber) ||
        !wf_grow(&p->sorted, &p->cap_sorted, 2 * (size_t)n + 1, sizeof *p->sorted) ||
        !wf_grow(&p->terms, &p->cap_terms, n + 1u, sizeof *p->terms))
        return false;
    for (uint32_t i = 0; i < n; i++) p->sorted[i] = out->terms[i].hash;
    wf_sort_u64(p->sorted, p->sorted + n, n);
    if (n) memcpy(p->terms, out->terms, n * sizeof *p->terms);
    for (uint32_t i = 0; i < n; i++) {
        seen_slot *slot = see(p, p->sorted[i]); /* the slot still has the old number */
        out->terms[i] = p->terms[slot->number];
        p->renumber[slot->number] = i;
        slot->number = i;
    }
    for (uint32_t i = 0; i < out->n_seq; i++) out->seq[i] = p->renumber[out->seq[i]];
    return true;
}

/* 1 + ln count. */
static double term_frequency(uint16_t count) {
    static const double of_few[] = {1,
                                    1,
                                    1.6931471805599454,
                                    2.09861228866811,
                                    2.386294361119891,
                                    2.6094379124341005,
                                    2.791759469228055,
                                    2.9459101490553135,
                                    3.0794415416798357};
    return count < sizeof of_few / sizeof *of_few ? of_few[count] : 1 + log(count);
}

/* Looks up the idf of every term that has none. */
static void weigh_terms(const wf_frequencies *frequencies, wf_profile *out) {
    enum { BLOCK = 256 };
    uint32_t codes[BLOCK], which[BLOCK];
    float idf[BLOCK];
    for (uint32_t i = 0; i < out->n_terms;) {
        uint32_t n = 0;
        for (; i < out->n_terms && n < BLOCK; i++) {
            which[n] = i;
            codes[n] = wf_term_code(out->terms[i].hash) << 4;
            n += out->terms[i].idf < 0;
        }
        wf_idf_all(frequencies, codes, n, idf);
        for (uint32_t k = 0; k < n; k++) out->terms[which[k]].idf = idf[k];
    }
}

/* Weighs the terms and the sentences. */
static bool weigh(wf_profiler *p, const wf_frequencies *frequencies, wf_profile *out) {
    double norm = 0;
    out->weight = out->weight_squared = 0;
    weigh_terms(frequencies, out);
    for (uint32_t i = 0; i < out->n_terms; i++) {
        wf_term *term = &out->terms[i];
        double idf = (double)term->idf, tf = term_frequency(term->count) * idf;
        out->weight += idf;
        out->weight_squared += idf * idf;
        term->tf_idf = (float)tf;
        norm += tf * tf;
    }
    out->norm = sqrt(norm);
    if (!wf_grow(&p->last_sentence, &p->cap_last, out->n_terms + 1u, sizeof *p->last_sentence)) return false;
    memset(p->last_sentence, 0xFF, out->n_terms * sizeof *p->last_sentence);
    for (uint32_t s = 0; s < out->n_sentences; s++) {
        wf_profile_sentence *sentence = &out->sentences[s];
        double weight = 0;
        for (uint32_t i = sentence->begin; i < sentence->end; i++) {
            if (p->last_sentence[out->seq[i]] == s) continue;
            p->last_sentence[out->seq[i]] = s;
            sentence->distinct++;
            weight += (double)out->terms[out->seq[i]].idf;
        }
        sentence->weight = (float)weight;
    }
    return true;
}

/* ---- anchors */

/* Marks the terms of a name. */
static void add_name(wf_profiler *profiler, const part *p, const wf_anchor *a, bool in_lead,
                     wf_profile *out) {
    for (uint32_t i = a->first; i < a->end; i++) {
        if (!p->hashes[i]) continue;
        wf_term *term = &out->terms[see(profiler, p->hashes[i])->number];
        term->in_name = 1;
        term->in_place |= a->place && in_lead;
    }
}

static bool is_multiple_of_ten(double size) {
    if (size >= 1e15) return fmod(size, 10) == 0;
    const uint64_t whole = (uint64_t)size;
    return (double)whole == size && whole % 10 == 0;
}

/* How much it says that two texts have a number in common: 3 little, 262 or 1.13e9 much. */
static float number_weight(double value, uint8_t unit) {
    enum { MOST_DIGITS = 400 }; /* more than any number has that is not infinite */
    double size = fabs(value);
    int digits = 1;
    double least = 10; /* of more digits */
    while (size >= least && digits < MOST_DIGITS) {
        least *= 10;
        digits++;
    }
    while (digits > 1 && size >= 10 && is_multiple_of_ten(size)) { /* round numbers say less */
        size /= 10;
        digits--;
    }
    if (size != floor(size)) digits++;
    if (unit == WF_UNIT_PERCENT || unit == WF_UNIT_MONEY) digits++;
    return (float)(digits > 5 ? 5 : digits);
}

static void add_number(const wf_anchor *a, uint32_t sentence, wf_profile *out) {
    out->numbers[out->n_numbers++] = (wf_profile_number){
        .key = wf_number_key(a), .sentence = sentence, .weight = number_weight(a->value, a->unit)};
}

/* Puts value into a small sorted set. */
static void add_to_set(uint16_t *set, uint32_t *n, uint32_t cap, uint16_t value) {
    uint32_t at = 0;
    while (at < *n && set[at] < value) at++;
    if ((at < *n && set[at] == value) || *n == cap) return;
    memmove(set + at + 1, set + at, (*n - at) * sizeof *set);
    set[at] = value;
    ++*n;
}

static void add_date(const wf_text_date *d, bool in_lead, wf_profile_dates *out) {
    if (d->weekday) out->weekdays |= (uint8_t)(1u << d->weekday);
    if (d->weekday && in_lead) out->lead_weekdays |= (uint8_t)(1u << d->weekday);
    if (d->month) out->months |= (uint16_t)(1u << d->month);
    if (d->month && d->day) add_to_set(out->days, &out->n_days, 16, (uint16_t)(d->month * 32 + d->day));
    if (d->year) add_to_set(out->years, &out->n_years, 16, (uint16_t)d->year);
}

static void add_quote(const part *p, const wf_anchor *a, wf_profile *out) {
    const wf_tokens *t = p->tokens;
    uint32_t begin = t->start[a->first], end = t->start[a->end] - 1;
    out->quotes[out->n_quotes++] =
        (wf_profile_quote){wf_hash64(t->norm + begin, end - begin, 0), a->end - a->first};
}

/* Adds the anchors of a part, whose first sentence is the profile's sentence number s. */
static void add_anchors(wf_profiler *profiler, const part *p, uint32_t s, wf_profile *out) {
    uint32_t first = s;
    for (size_t i = 0; i < p->anchors.n; i++) {
        const wf_anchor *a = &p->anchors.items[i];
        uint32_t at = p->seq_at[a->first];
        while (s + 1 < out->n_sentences && out->sentences[s].end <= at) s++;
        bool in_lead = s < first + LEAD_SENTENCES;
        switch ((wf_anchor_kind)a->kind) {
        case WF_ANCHOR_NAME:
            add_name(profiler, p, a, in_lead, out);
            break;
        case WF_ANCHOR_NUMBER:
            add_number(a, s, out);
            break;
        case WF_ANCHOR_DATE:
            add_date(&a->date, in_lead, &out->dates);
            break;
        case WF_ANCHOR_QUOTE:
            add_quote(p, a, out);
            break;
        }
    }
}

/* The terms of highest tf-idf, at most most of them, of names alone if asked so; ties by hash. */
static size_t find_telling(const wf_profile *p, bool names, uint32_t *best, size_t most) {
    size_t n = 0;
    float least = -1; /* of most terms */
    for (uint32_t i = 0; i < p->n_terms; i++) {
        const float tf_idf = p->terms[i].tf_idf;
        if (tf_idf <= least || (names && !p->terms[i].in_name)) continue;
        size_t at = n < most ? n++ : n - 1;
        while (at && p->terms[best[at - 1]].tf_idf < tf_idf) {
            best[at] = best[at - 1];
            at--;
        }
        best[at] = i;
        if (n == most) least = p->terms[best[n - 1]].tf_idf;
    }
    return n;
}

static void mark_telling(wf_profile *p) {
    uint32_t best[WF_TELLING];
    size_t n = find_telling(p, false, best, WF_TELLING);
    for (size_t i = 0; i < n; i++) p->terms[best[i]].telling = 1;
    n = find_telling(p, true, best, WF_TELLING_NAMES);
    for (size_t i = 0; i < n; i++) p->terms[best[i]].telling_name = (uint8_t)(i + 1);
}

/* Tells every sentence which numbers stand in it. */
static void link_numbers(wf_profile *out) {
    uint32_t n = 0;
    for (uint32_t s = 0; s < out->n_sentences; s++) {
        out->sentences[s].first_number = n;
        while (n < out->n_numbers && out->numbers[n].sentence == s) n++;
        out->sentences[s].n_numbers = n - out->sentences[s].first_number;
    }
}

static wf_code find_anchors(part *p, wf_language language, wf_error *err) {
    return wf_anchors_find_known(p->tokens, p->known ? p->known->anchors : NULL, p->text, &p->sentences,
                                 language, &p->anchors, err);
}

/* Room for all that two parts can give. */
static bool reserve(wf_profile *out, const part *title, const part *body) {
    size_t n = title->tokens->n + body->tokens->n;
    size_t n_anchors = title->anchors.n + body->anchors.n;
    return wf_grow(&out->terms, &out->cap_terms, n + 1, sizeof *out->terms) &&
           wf_grow(&out->seq, &out->cap_seq, n + 1, sizeof *out->seq) &&
           wf_grow(&out->sentences, &out->cap_sentences, title->sentences.n + body->sentences.n + 1,
                   sizeof *out->sentences) &&
           wf_grow(&out->numbers, &out->cap_numbers, n_anchors + 1, sizeof *out->numbers) &&
           wf_grow(&out->quotes, &out->cap_quotes, n_anchors + 1, sizeof *out->quotes);
}

wf_code wf_profile_make(wf_profiler *p, const wf_profile_source *source, const wf_frequencies *frequencies,
                        wf_profile *out, wf_error *err) {
    wf_code code = read_parts(p, source, err);
    if (code == WF_OK) code = find_anchors(&p->title, source->language, err);
    if (code == WF_OK) code = find_anchors(&p->body, source->language, err);
    if (code != WF_OK) return code;
    size_t n = p->title.tokens->n + p->body.tokens->n;
    if (!reserve(out, &p->title, &p->body) || !begin_seen(p, n) ||
        !wf_grow(&p->title.seq_at, &p->title.cap_seq_at, p->title.tokens->n + 1, sizeof *p->title.seq_at) ||
        !wf_grow(&p->body.seq_at, &p->body.cap_seq_at, p->body.tokens->n + 1, sizeof *p->body.seq_at))
        return wf_fail_nomem(err, "the words of a story");
    out->n_terms = out->n_seq = out->n_sentences = out->n_numbers = out->n_quotes = 0;
    out->dates = (wf_profile_dates){0};
    out->n_words = (uint32_t)n;
    out->language = source->language;
    add_terms(p, &p->title, true, out);
    uint32_t n_title = out->n_sentences;
    add_terms(p, &p->body, false, out);
    if (!sort_terms(p, out) || !weigh(p, frequencies, out)) return wf_fail_nomem(err, "the words of a story");
    add_anchors(p, &p->title, 0, out);
    add_anchors(p, &p->body, n_title, out);
    link_numbers(out);
    mark_telling(out);
    return WF_OK;
}

const wf_sentences *wf_profiler_sentences(const wf_profiler *p) {
    return &p->body.sentences;
}

const wf_anchors *wf_profiler_anchors(const wf_profiler *p) {
    return &p->body.anchors;
}
