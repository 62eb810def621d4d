/* The reference as it is looked up, and the sentences of a copy matched with its own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "verdict/judge.h"

#define MATCHED .30       /* overlap of two sentences that say the same */
#define CONTAINED .80     /* what being contained counts of an overlap, */
enum { LONG_ENOUGH = 5 }; /* for sentences of so many content words */

static size_t power_of_two(size_t least) {
    size_t cap = 64;
    while (cap < least) cap *= 2;
    return cap;
}

/* A word of the reference, ready for the copy at hand. */
static wf_judge_word *ready(const wf_judge *j, wf_judge_word *w) {
    if (w->b_stamp == j->b_stamp) return w;
    w->b_stamp = j->b_stamp;
    w->b_lower = w->b_other = 0;
    w->counted = w->listed = false;
    return w;
}

wf_judge_word *wf_judge_own_word(const wf_judge *j, uint32_t i) {
    return ready(j, &j->words[j->own_word[i]]);
}

static wf_judge_word *word_of(const wf_judge *j, uint64_t id) {
    for (size_t at = id & j->mask; j->word_slots[at]; at = (at + 1) & j->mask) {
        wf_judge_word *w = &j->words[j->word_slots[at] - 1];
        if (w->id == id) return ready(j, w);
    }
    return NULL;
}

static wf_judge_stem *stem_of(const wf_judge *j, uint64_t stem, const wf_judge_word *word) {
    if (word && word->stem != WF_NONE && j->stems[word->stem].stem == stem) return &j->stems[word->stem];
    for (size_t at = stem & j->mask; j->stem_slots[at]; at = (at + 1) & j->mask) {
        wf_judge_stem *s = &j->stems[j->stem_slots[at] - 1];
        if (s->stem == stem) return s;
    }
    return NULL;
}

/* Takes down that word i of b is one of a. */
static void meet(const wf_reading *b, uint32_t i, wf_judge_word *w) {
    if (b->words[i].flags & (WF_WORD_CAPITAL | WF_WORD_NUMBER))
        w->b_other++;
    else
        w->b_lower++;
}

wf_code wf_judge_look_up(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    j->b_stamp++;
    j->seen++;
    if (!wf_grow(&j->a_word, &j->cap_a_word, b->n_words + 1u, sizeof *j->a_word) ||
        !wf_grow(&j->a_stem, &j->cap_a_stem, b->n_words + 1u, sizeof *j->a_stem) ||
        !wf_grow(&j->new_words, &j->cap_new_words, b->n_words + 1u, sizeof *j->new_words))
        return wf_fail_nomem(err, "the judgement of a story");
    uint32_t n_new = 0, n_capitals = 0, n_lower = 0, n_names = 0, n_kept = 0;
    double shared = 0;
    for (uint32_t i = 0; i < b->n_words; i++) {
        wf_align_word key = b->keys[i];
        unsigned flags = b->words[i].flags;
        wf_judge_word *w = j->a_word[i] = word_of(j, key.id);
        wf_judge_stem *stem = j->a_stem[i] = key.stem ? stem_of(j, key.stem, w) : NULL;
        if (stem && stem->seen != j->seen) {
            stem->seen = j->seen;
            shared += (double)b->words[i].idf;
        }
        n_lower += !(flags & WF_WORD_CAPITAL);
        n_names += (flags & WF_WORD_NAME) != 0;
        n_kept += (flags & WF_WORD_NAME) && w;
        if (w) {
            meet(b, i, w);
            continue;
        }
        j->new_words[n_new++] = i;
        n_capitals += (flags & (WF_WORD_NAME | WF_WORD_CAPITAL)) != 0;
    }
    j->n_new_words = n_new;
    j->n_new_capitals = n_capitals;
    out->lower_b = n_lower;
    out->names_b = n_names;
    out->names_kept = n_kept;
    out->weight_in_a = b->weight > 0 ? shared / b->weight : 0;
    out->weight_in_b = j->a->weight > 0 ? shared / j->a->weight : 0;
    return WF_OK;
}

/* ---- runs of words */

/* A hash of the run of 3 words from w on; of 5, of which the last 3 have this hash. Ids are hashes themselves. */
static inline uint64_t hash_3(const wf_align_word *w) {
    return w[0].id * 0x9E3779B97F4A7C15u + w[1].id * 0xD6E8FEB86659FD93u + w[2].id + 1;
}

static inline uint64_t hash_5(const wf_align_word *w, uint64_t last_3) {
    return w[0].id * 0xff51afd7ed558ccdu + w[1].id * 0xc4ceb9fe1a85ec53u + last_3;
}

static void add_gram(wf_judge *j, unsigned which, uint64_t key) {
    size_t mask = j->n_grams - 1, at = key & mask;
    uint64_t *grams = j->grams[which];
    key += key == 0;
    while (grams[at] && grams[at] != key) at = (at + 1) & mask;
    grams[at] = key;
}

static bool has_gram(const wf_judge *j, unsigned which, uint64_t key) {
    size_t mask = j->n_grams - 1, at = key & mask;
    const uint64_t *grams = j->grams[which];
    key += key == 0;
    while (grams[at] && grams[at] != key) at = (at + 1) & mask;
    return grams[at] == key;
}

void wf_judge_count_grams(const wf_judge *j, const wf_reading *b, wf_changes *out) {
    uint32_t known = 0, shared = 0; /* words up to here that a has, runs of 3 */
    out->grams_3 = b->n_words < 3 ? 0 : b->n_words - 2;
    out->grams_5 = b->n_words < 5 ? 0 : b->n_words - 4;
    for (uint32_t i = 0; i < b->n_words; i++) {
        known = j->a_word[i] ? known + 1 : 0;
        if (known < 3) {
            shared = 0;
            continue;
        }
        uint64_t last_3 = hash_3(b->keys + i - 2);
        shared = has_gram(j, 0, last_3) ? shared + 1 : 0;
        out->shared_3 += shared > 0;
        if (shared >= 3) out->shared_5 += has_gram(j, 1, hash_5(b->keys + i - 4, last_3));
    }
}

/* ---- taking a reference */

/* Tables of both kinds for n words, empty. */
static bool clear_tables(wf_judge *j, size_t n) {
    size_t cap = power_of_two(2 * n + 2);
    if (!wf_grow(&j->words, &j->cap_words, n + 1, sizeof *j->words) ||
        !wf_grow(&j->stems, &j->cap_stems, n + 1, sizeof *j->stems) ||
        !wf_grow(&j->word_slots, &j->cap_word_slots, cap, sizeof *j->word_slots) ||
        !wf_grow(&j->stem_slots, &j->cap_stem_slots, cap, sizeof *j->stem_slots))
        return false;
    memset(j->word_slots, 0, cap * sizeof *j->word_slots);
    memset(j->stem_slots, 0, cap * sizeof *j->stem_slots);
    j->mask = cap - 1;
    j->n_distinct = j->n_stems = 0;
    return true;
}

static void add_word(wf_judge *j, uint32_t i) {
    const wf_word *w = &j->a->words[i];
    uint64_t id = j->a->keys[i].id;
    size_t at = id & j->mask;
    while (j->word_slots[at] && j->words[j->word_slots[at] - 1].id != id) at = (at + 1) & j->mask;
    if (!j->word_slots[at]) {
        j->words[j->n_distinct] = (wf_judge_word){.id = id, .stem = WF_NONE};
        j->word_slots[at] = ++j->n_distinct;
    }
    j->own_word[i] = j->word_slots[at] - 1;
    j->words[j->own_word[i]].n++;
    j->words[j->own_word[i]].n_names += (w->flags & WF_WORD_NAME) != 0;
}

/* The number of a stem, which has no place if it is new. */
static uint32_t number_stem(wf_judge *j, uint64_t stem) {
    size_t at = stem & j->mask;
    while (j->stem_slots[at] && j->stems[j->stem_slots[at] - 1].stem != stem) at = (at + 1) & j->mask;
    if (!j->stem_slots[at]) {
        j->stems[j->n_stems] = (wf_judge_stem){.stem = stem};
        j->stem_slots[at] = ++j->n_stems;
    }
    return j->stem_slots[at] - 1;
}

static void add_stem(wf_judge *j, uint32_t i) {
    uint64_t stem = j->a->keys[i].stem;
    if (stem == 0) return;
    wf_judge_word *w = &j->words[j->own_word[i]];
    if (w->stem == WF_NONE) w->stem = number_stem(j, stem);
    j->own_stem[i] = j->stems[w->stem].stem == stem ? w->stem : number_stem(j, stem);
    wf_judge_stem *s = &j->stems[j->own_stem[i]];
    if (s->n++ >= WF_PLACES) return;
    *(s->n == 1 ? &s->first : &j->next_place[s->last]) = i;
    j->next_place[i] = WF_NONE;
    s->last = i;
}

/* Hashes of the runs of 3 and 5 words of a, as open hashes. */
static bool add_grams(wf_judge *j) {
    const wf_align_word *keys = j->a->keys;
    size_t cap = j->n_grams = power_of_two(2 * (size_t)j->a->n_words + 2);
    for (int which = 0; which < 2; which++) {
        if (!wf_grow(&j->grams[which], &j->cap_grams[which], cap, sizeof **j->grams)) return false;
        memset(j->grams[which], 0, cap * sizeof **j->grams);
    }
    for (uint32_t i = 2; i < j->a->n_words; i++) {
        uint64_t last_3 = hash_3(keys + i - 2);
        add_gram(j, 0, last_3);
        if (i >= 4) add_gram(j, 1, hash_5(keys + i - 4, last_3));
    }
    return true;
}

wf_code wf_judge_refer(wf_judge *j, const wf_reading *a, wf_error *err) {
    size_t n_items = a->n_sentences > a->quotes.n ? a->n_sentences : a->quotes.n;
    j->a = a;
    wf_judge_support(j, NULL, 0, 0);
    if (!clear_tables(j, a->n_words) ||
        !wf_grow(&j->next_place, &j->cap_next, a->n_words + 1u, sizeof *j->next_place) ||
        !wf_grow(&j->own_word, &j->cap_own_word, a->n_words + 1u, sizeof *j->own_word) ||
        !wf_grow(&j->own_stem, &j->cap_own_stem, a->n_words + 1u, sizeof *j->own_stem) ||
        !wf_grow(&j->sentence_of, &j->cap_sentence_of, a->n_words + 1u, sizeof *j->sentence_of) ||
        !wf_grow(&j->quote_of, &j->cap_quote_of, a->n_words + 1u, sizeof *j->quote_of) ||
        !wf_grow(&j->quote_weight, &j->cap_quote_weight, a->quotes.n + 1, sizeof *j->quote_weight) ||
        !wf_grow(&j->score, &j->cap_score, n_items + 1, sizeof *j->score) ||
        !wf_grow(&j->count, &j->cap_count, n_items + 1, sizeof *j->count) ||
        !wf_grow(&j->touched, &j->cap_touched, n_items + 1, sizeof *j->touched) ||
        !wf_grow(&j->aligned_a, &j->cap_aligned_a, a->n_sentences + 1u, sizeof *j->aligned_a) ||
        !add_grams(j))
        return wf_fail_nomem(err, "the judgement of a story");
    memset(j->score, 0, n_items * sizeof *j->score);
    memset(j->count, 0, n_items * sizeof *j->count);
    if (a->quotes.n) memset(j->quote_of, 0xFF, a->n_words * sizeof *j->quote_of);
    for (uint32_t i = 0; i < a->n_words; i++) {
        add_word(j, i);
        add_stem(j, i);
    }
    for (uint32_t s = 0; s < a->n_sentences; s++)
        for (uint32_t i = a->sentences[s].begin; i < a->sentences[s].end; i++) j->sentence_of[i] = s;
    for (size_t q = 0; q < a->quotes.n; q++)
        for (uint32_t i = a->quotes.items[q].begin; i < a->quotes.items[q].end; i++)
            j->quote_of[i] = (uint32_t)q;
    for (size_t q = 0; q < a->quotes.n; q++) j->quote_weight[q] = wf_quote_weight(a, &a->quotes.items[q]);
    j->manner = wf_manner_of(a);
    return WF_OK;
}

/* ---- what of the reference is like a run of words */

uint32_t *wf_judge_touch(wf_judge *j, const wf_reading *b, uint32_t begin, uint32_t end,
                         const uint32_t *item_of, size_t *n) {
    *n = 0;
    j->seen++;
    for (uint32_t i = begin; i < end; i++) {
        wf_judge_stem *s = j->a_stem[i];
        if (!s || s->seen == j->seen) continue;
        s->seen = j->seen;
        uint32_t last = WF_NONE;
        for (uint32_t at = s->first; at != WF_NONE; at = j->next_place[at]) {
            uint32_t item = item_of[at];
            if (item == WF_NONE || item == last) continue; /* places are in order: an item's stand together */
            last = item;
            if (j->count[item]++ == 0) j->touched[(*n)++] = item;
            j->score[item] += b->words[i].idf;
        }
    }
    return j->touched;
}

/* The sentence of a most like one of b, or WF_NONE; ties to the first. */
static uint32_t best_match(wf_judge *j, const wf_reading *b, const wf_reading_sentence *s) {
    size_t n;
    const uint32_t *touched = wf_judge_touch(j, b, s->begin, s->end, j->sentence_of, &n);
    bool is_long = s->n_content >= LONG_ENOUGH;
    uint32_t best = WF_NONE;
    double best_score = MATCHED;
    for (size_t k = 0; k < n; k++) {
        const wf_reading_sentence *t = &j->a->sentences[touched[k]];
        double shared = (double)j->score[touched[k]], w = (double)s->weight, v = (double)t->weight;
        j->score[touched[k]] = 0;
        j->count[touched[k]] = 0;
        if (!(w > 0 && v > 0)) continue;
        double least = w < v ? w : v; /* no overlap is more than its share of the lesser one */
        if (shared < (best_score - 1e-6) * least) continue;
        double score = shared / sqrt(w * v);
        if (is_long && t->n_content >= LONG_ENOUGH) {
            double contained = CONTAINED * shared / least;
            if (contained > score) score = contained;
        }
        if (score > best_score + 1e-9 ||
            (score > best_score - 1e-9 && best != WF_NONE && touched[k] < best)) {
            best = touched[k];
            best_score = score;
        }
    }
    return best;
}

/* Length of the longest run of matches that never goes back. */
static uint32_t longest_run(wf_judge *j, uint32_t n_sentences) {
    uint32_t n = 0;
    for (uint32_t s = 0; s < n_sentences; s++) {
        uint32_t x = j->match[s], low = 0, high = n;
        if (x == WF_NONE) continue;
        while (low < high) {
            uint32_t middle = (low + high) / 2;
            if (j->sequence[middle] <= x)
                low = middle + 1;
            else
                high = middle;
        }
        j->sequence[low] = x;
        n += low == n;
    }
    return n;
}

static void count_one_to_one(wf_judge *j, const wf_reading *b, wf_changes *out) {
    for (uint32_t s = 0; s < b->n_sentences; s++) /* count is all 0 between uses */
        if (j->match[s] != WF_NONE) j->count[j->match[s]]++;
    for (uint32_t s = 0; s < b->n_sentences; s++)
        out->one_to_one += j->match[s] != WF_NONE && j->count[j->match[s]] == 1;
    for (uint32_t s = 0; s < b->n_sentences; s++)
        if (j->match[s] != WF_NONE) j->count[j->match[s]] = 0;
}

/* How rare the words are that came in and that went. */
static void weigh_changed(wf_judge *j, const wf_reading *b, wf_changes *out) {
    uint32_t n_new = 0, n_lost = 0;
    j->seen++;
    for (uint32_t s = 0; s < b->n_sentences; s++)
        for (uint32_t i = b->sentences[s].begin; j->match[s] != WF_NONE && i < b->sentences[s].end; i++) {
            if (b->keys[i].stem == 0) continue;
            wf_judge_stem *stem = j->a_stem[i];
            if (stem) {
                stem->seen = j->seen;
                continue;
            }
            n_new++;
            out->new_weight += (double)b->words[i].idf;
        }
    for (uint32_t s = 0; s < j->a->n_sentences; s++)
        for (uint32_t i = j->a->sentences[s].begin; j->aligned_a[s] && i < j->a->sentences[s].end; i++) {
            if (j->a->keys[i].stem == 0 || j->stems[j->own_stem[i]].seen == j->seen) continue;
            n_lost++;
            out->lost_weight += (double)j->a->words[i].idf;
        }
    if (n_new) out->new_weight /= n_new;
    if (n_lost) out->lost_weight /= n_lost;
}

wf_code wf_match_sentences(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    if (!wf_grow(&j->match, &j->cap_match, b->n_sentences + 1u, sizeof *j->match) ||
        !wf_grow(&j->sequence, &j->cap_sequence, b->n_sentences + 1u, sizeof *j->sequence))
        return wf_fail_nomem(err, "the judgement of a story");
    memset(j->aligned_a, 0, (j->a->n_sentences + 1u) * sizeof *j->aligned_a);
    out->sentences_b = b->n_sentences;
    for (uint32_t s = 0; s < b->n_sentences; s++) {
        uint32_t match = j->match[s] = best_match(j, b, &b->sentences[s]);
        if (match == WF_NONE) continue;
        out->sentences_aligned++;
        out->aligned_b += b->sentences[s].end - b->sentences[s].begin;
        if (!j->aligned_a[match]) out->aligned_a += j->a->sentences[match].end - j->a->sentences[match].begin;
        j->aligned_a[match] = true;
    }
    out->in_order = longest_run(j, b->n_sentences);
    count_one_to_one(j, b, out);
    weigh_changed(j, b, out);
    return WF_OK;
}
