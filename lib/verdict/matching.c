/* The reference as it is looked up, and the sentences of a copy matched with its own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "verdict/judge.h"

#define MATCHED .30       /* overlap of two sentences that say the same */
#define CONTAINED .80     /* what being contained counts of an overlap, */
enum { LONG_ENOUGH = 5 }; /* for sentences of so many content words */

/*
 * The number of a word or stem of this hash; 0: a has none. ids[0] is set to it, so that an empty slot ends the search as the
 * right one does: whether a has a word cannot be foretold, that its slot is not another's can.
 */
static inline uint32_t number_of(const uint16_t *slots, size_t mask, uint64_t *ids, uint64_t id) {
    size_t at = id & mask;
    ids[0] = id;
    while (ids[slots[at]] != id) at = (at + 1) & mask;
    return slots[at];
}

static inline uint32_t number_of_stem(const wf_judge *j, uint64_t stem) {
    uint32_t number = number_of(j->stem_slots, j->mask, j->stem_ids, stem);
    j->stem_ids[WF_NO_STEM] = 0;
    return number ? number : WF_NEW_STEM;
}

/* Numbers the words of b, and lists those that a has not. */
static void number_words(wf_judge *j, const wf_reading *b) {
    const uint16_t *slots = j->word_slots;
    const uint32_t *word_stem = j->word_stem;
    const wf_word_key *keys = b->keys;
    wf_align_word *out = j->b_words;
    uint64_t *ids = j->ids;
    size_t mask = j->mask;
    uint32_t *new_words = j->new_words, n_new = 0;
    for (uint32_t i = 0, n = b->n_words; i < n; i++) {
        uint32_t word = number_of(slots, mask, ids, keys[i].id);
        out[i] = (wf_align_word){word, word_stem[word] & (0u - (keys[i].stem != 0))};
        new_words[n_new] = i;
        n_new += word == WF_NEW_WORD;
    }
    for (uint32_t k = 0; k < n_new; k++) {
        uint32_t i = new_words[k];
        if (keys[i].stem == 0) continue;
        wf_prefetch(wf_judge_common_of(j, keys[i].id));
        out[i].stem = number_of_stem(j, keys[i].stem);
    }
    j->n_new_words = n_new;
}

/* Lists the words of b with a stem. */
static void list_stems(wf_judge *j, const wf_reading *b) {
    const wf_word_key *keys = b->keys;
    const uint64_t *stem_ids = j->stem_ids;
    wf_align_word *words = j->b_words;
    uint32_t *known = j->known_stems, *fresh = j->new_stems, n_known = 0, n_fresh = 0;
    for (uint32_t i = 0, n = b->n_words; i < n; i++) {
        uint64_t apart = stem_ids[words[i].stem] ^ keys[i].stem, is_old = words[i].id != WF_NEW_WORD;
        if (apart & (0u - is_old))
            words[i].stem = number_of_stem(j, keys[i].stem); /* seldom: equal words have one stem */
        known[n_known] = fresh[n_fresh] = i;
        n_known += words[i].stem >= WF_FIRST_NUMBER;
        n_fresh += words[i].stem == WF_NEW_STEM;
    }
    known[n_known] = WF_NONE;
    j->n_known_stems = n_known;
    j->n_new_stems = n_fresh;
}

/* Takes down what a's words are in b. */
static void meet_words(wf_judge *j, const wf_reading *b, wf_changes *out) {
    const wf_word *words = b->words;
    const wf_align_word *numbers = j->b_words;
    uint8_t *met = j->met;
    uint32_t n_upper = 0, n_names = 0, n_kept = 0;
    memset(met, 0, j->n_words * sizeof *met);
    for (uint32_t i = 0, n = b->n_words; i < n; i++) {
        uint32_t flags = words[i].flags, is_name = flags / WF_WORD_NAME & 1, word = numbers[i].id;
        met[word] |= flags & (WF_WORD_CAPITAL | WF_WORD_NUMBER) ? WF_MET_OTHER : WF_MET_LOWER;
        n_upper += flags / WF_WORD_CAPITAL & 1;
        n_names += is_name;
        n_kept += is_name & (word != WF_NEW_WORD);
    }
    out->lower_b = b->n_words - n_upper;
    out->names_b = n_names;
    out->names_kept = n_kept;
}

/* The first of the words of b whose stem a has that stands at `begin` or behind it. */
static const uint32_t *known_stems_from(const wf_judge *j, uint32_t begin) {
    const uint32_t *first = j->known_stems;
    for (uint32_t n = j->n_known_stems; n > 0; n /= 2) first += (first[n / 2] < begin) * (n - n / 2);
    return first;
}

/* Lists in chosen the first of the words [begin, end) of b with each stem that a has; returns how many. */
static uint32_t choose_stems(wf_judge *j, uint32_t begin, uint32_t end) {
    const wf_align_word *words = j->b_words;
    uint64_t *seen = j->seen, now = ++j->n_seen;
    uint32_t *chosen = j->chosen, n = 0;
    for (const uint32_t *known = known_stems_from(j, begin); *known < end; known++) {
        uint64_t *last = &seen[words[*known].stem];
        chosen[n] = *known;
        n += *last != now;
        *last = now;
    }
    return n;
}

wf_code wf_judge_look_up(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    const uint32_t n_chosen = b->n_words > j->a->n_words ? b->n_words : j->a->n_words;
    if (!wf_grow(&j->b_words, &j->cap_b_words, b->n_words + 1u, sizeof *j->b_words) ||
        !wf_grow(&j->new_words, &j->cap_new_words, b->n_words + 1u, sizeof *j->new_words) ||
        !wf_grow(&j->known_stems, &j->cap_known_stems, b->n_words + 1u, sizeof *j->known_stems) ||
        !wf_grow(&j->new_stems, &j->cap_new_stems, b->n_words + 1u, sizeof *j->new_stems) ||
        !wf_grow(&j->chosen, &j->cap_chosen, n_chosen + 1u, sizeof *j->chosen))
        return wf_fail_nomem(err, "the judgement of a story");
    number_words(j, b);
    list_stems(j, b);
    meet_words(j, b, out);
    double shared = 0;
    uint32_t n = choose_stems(j, 0, b->n_words);
    for (uint32_t k = 0; k < n; k++) shared += (double)b->words[j->chosen[k]].idf;
    out->weight_in_a = b->weight > 0 ? shared / b->weight : 0;
    out->weight_in_b = j->a->weight > 0 ? shared / j->a->weight : 0;
    return WF_OK;
}

/* ---- taking a reference */

/* Room for the n words of a reference, and empty tables. */
static bool clear_tables(wf_judge *j, size_t n) {
    size_t cap = 64, numbers = n + WF_FIRST_NUMBER + 1;
    while (cap < 4 * n + 2) cap *= 2;
    if (!wf_grow(&j->a_words, &j->cap_a_words, n + 1, sizeof *j->a_words) ||
        !wf_grow(&j->content, &j->cap_content, n + 1, sizeof *j->content) ||
        !wf_grow(&j->ids, &j->cap_ids, numbers, sizeof *j->ids) ||
        !wf_grow(&j->stem_ids, &j->cap_stem_ids, numbers, sizeof *j->stem_ids) ||
        !wf_grow(&j->words, &j->cap_words, numbers, sizeof *j->words) ||
        !wf_grow(&j->word_stem, &j->cap_word_stem, numbers, sizeof *j->word_stem) ||
        !wf_grow(&j->stem_n, &j->cap_stem_n, numbers, sizeof *j->stem_n) ||
        !wf_grow(&j->word_slots, &j->cap_word_slots, cap, sizeof *j->word_slots) ||
        !wf_grow(&j->stem_slots, &j->cap_stem_slots, cap, sizeof *j->stem_slots) ||
        !wf_grow(&j->sentence_of, &j->cap_sentence_of, n + 1, sizeof *j->sentence_of) ||
        !wf_grow(&j->quote_of, &j->cap_quote_of, n + 1, sizeof *j->quote_of) ||
        !wf_grow(&j->met, &j->cap_met, numbers, sizeof *j->met) ||
        !wf_grow(&j->seen, &j->cap_seen, numbers, sizeof *j->seen) ||
        !wf_grow(&j->left, &j->cap_left, numbers, sizeof *j->left))
        return false;
    memset(j->word_slots, 0, cap * sizeof *j->word_slots);
    memset(j->stem_slots, 0, cap * sizeof *j->stem_slots);
    j->mask = cap - 1;
    return true;
}

/*
 * The number of a word or stem of this hash, the next one if it is new. ids has room behind the next. Without a branch on
 * whether it is new, which cannot be foretold.
 */
static inline uint32_t add_number(uint16_t *slots, size_t mask, uint64_t *ids, uint32_t *next, uint64_t id) {
    size_t at = id & mask;
    ids[0] = id;
    while (ids[slots[at]] != id) at = (at + 1) & mask;
    uint32_t found = slots[at], is_new = found == 0, number = found + *next * is_new;
    ids[*next] = id;
    slots[at] = (uint16_t)number;
    *next += is_new;
    return number;
}

/* Numbers the words of a, and lists those with a stem. */
static void add_words(wf_judge *j) {
    const wf_reading *a = j->a;
    uint32_t n_words = WF_FIRST_NUMBER, n_content = 0;
    memset(j->words, 0, (a->n_words + (size_t)WF_FIRST_NUMBER) * sizeof *j->words);
    for (uint32_t i = 0, n = a->n_words; i < n; i++) {
        uint32_t word = add_number(j->word_slots, j->mask, j->ids, &n_words, a->keys[i].id);
        j->a_words[i] = (wf_align_word){word, WF_NO_STEM};
        j->words[word].n++;
        j->words[word].n_names += (a->words[i].flags & WF_WORD_NAME) != 0;
        j->content[n_content] = i;
        n_content += a->keys[i].stem != 0;
    }
    j->a_words[a->n_words] = (wf_align_word){WF_NEW_WORD, WF_NO_STEM};
    j->content[n_content] = WF_NONE;
    j->n_content = n_content;
    j->n_words = n_words;
}

/* Numbers the stems of a. */
static void add_stems(wf_judge *j) {
    uint32_t n_stems = WF_FIRST_NUMBER;
    memset(j->stem_n, 0, (j->n_content + (size_t)WF_FIRST_NUMBER) * sizeof *j->stem_n);
    for (uint32_t i = 0; i < j->n_words; i++) j->word_stem[i] = WF_NEW_STEM;
    for (uint32_t k = 0; k < j->n_content; k++) {
        wf_align_word *w = &j->a_words[j->content[k]];
        uint32_t *of_word = &j->word_stem[w->id];
        w->stem = add_number(j->stem_slots, j->mask, j->stem_ids, &n_stems, j->a->keys[j->content[k]].stem);
        j->stem_n[w->stem]++;
        *of_word ^= (*of_word ^ w->stem) & (0u - (*of_word == WF_NEW_STEM));
    }
    j->n_stems = n_stems;
    j->stem_ids[WF_NO_STEM] = j->stem_ids[WF_NEW_STEM] = 0;
}

static bool clear_lists(wf_judge_lists *lists, uint32_t n_stems, uint32_t n_content) {
    if (!wf_grow(&lists->of_stem, &lists->cap_of_stem, n_stems, sizeof *lists->of_stem) ||
        !wf_grow(&lists->items, &lists->cap_items, n_content + 1u, sizeof *lists->items))
        return false;
    lists->items[0] = WF_NONE; /* a place that the first list can be looked at from */
    return true;
}

/* Puts an item behind a stem's list, if any is to be and there is one that does not stand there. */
static inline void list_item(wf_judge_lists *lists, uint32_t stem, uint32_t item, uint32_t any) {
    wf_judge_list *list = &lists->of_stem[stem]; /* places are in order: an item's stand together */
    bool is_other = (list->end == list->begin) | (lists->items[list->end - 1] != item);
    lists->items[list->end] = item; /* there is room: one for each place */
    list->end += any & (item != WF_NONE) & is_other;
}

/* Lists by stem the sentences and the quotes of a at its first places. */
static bool list_places(wf_judge *j) {
    uint32_t begin = 1, *left = j->left;
    if (!clear_lists(&j->sentences, j->n_stems, j->n_content) ||
        !clear_lists(&j->quotes, j->n_stems, j->n_content))
        return false;
    for (uint32_t stem = WF_FIRST_NUMBER; stem < j->n_stems; stem++) {
        j->sentences.of_stem[stem] = j->quotes.of_stem[stem] = (wf_judge_list){begin, begin};
        begin += j->stem_n[stem];
        left[stem] = WF_PLACES;
    }
    for (uint32_t k = 0; k < j->n_content; k++) {
        uint32_t i = j->content[k], stem = j->a_words[i].stem, any = left[stem] > 0;
        list_item(&j->sentences, stem, j->sentence_of[i], any);
        list_item(&j->quotes, stem, j->quote_of[i], any);
        left[stem] -= any;
    }
    return true;
}

wf_code wf_judge_refer(wf_judge *j, const wf_reading *a, wf_error *err) {
    size_t n_items = a->n_sentences > a->quotes.n ? a->n_sentences : a->quotes.n;
    j->a = a;
    wf_judge_support(j, NULL, 0, 0);
    if (!clear_tables(j, a->n_words) ||
        !wf_grow(&j->quote_weight, &j->cap_quote_weight, a->quotes.n + 1, sizeof *j->quote_weight) ||
        !wf_grow(&j->score, &j->cap_score, n_items + 1, sizeof *j->score) ||
        !wf_grow(&j->count, &j->cap_count, n_items + 1, sizeof *j->count) ||
        !wf_grow(&j->touched, &j->cap_touched, n_items + 1, sizeof *j->touched) ||
        !wf_grow(&j->aligned_a, &j->cap_aligned_a, a->n_sentences + 1u, sizeof *j->aligned_a))
        return wf_fail_nomem(err, "the judgement of a story");
    memset(j->score, 0, n_items * sizeof *j->score);
    memset(j->count, 0, n_items * sizeof *j->count);
    add_words(j);
    add_stems(j);
    for (uint32_t s = 0; s < a->n_sentences; s++)
        for (uint32_t i = a->sentences[s].begin; i < a->sentences[s].end; i++) j->sentence_of[i] = s;
    if (a->n_words) memset(j->quote_of, 0xFF, a->n_words * sizeof *j->quote_of);
    for (size_t q = 0; q < a->quotes.n; q++) {
        j->quote_weight[q] = wf_quote_weight(a, &a->quotes.items[q]);
        for (uint32_t i = a->quotes.items[q].begin; i < a->quotes.items[q].end; i++)
            j->quote_of[i] = (uint32_t)q;
    }
    if (!wf_judge_add_grams(j) || !list_places(j)) return wf_fail_nomem(err, "the judgement of a story");
    memset(j->seen, 0, j->n_stems * sizeof *j->seen);
    memset(j->left, 0, (a->n_words + (size_t)WF_FIRST_NUMBER) * sizeof *j->left);
    j->manner = wf_manner_of(a);
    return wf_align_number(j->aligner, j->n_words, err);
}

/* ---- what of the reference is like a run of words */

uint32_t *wf_judge_touch(wf_judge *j, const wf_reading *b, uint32_t begin, uint32_t end,
                         const wf_judge_lists *items, size_t *n) {
    uint32_t *touched = j->touched, n_touched = 0, n_chosen = choose_stems(j, begin, end);
    for (uint32_t k = 0; k < n_chosen; k++) {
        uint32_t i = j->chosen[k];
        float weight = b->words[i].idf;
        wf_judge_list list = items->of_stem[j->b_words[i].stem];
        for (uint32_t at = list.begin; at < list.end; at++) {
            uint32_t item = items->items[at];
            touched[n_touched] = item;
            n_touched += j->count[item]++ == 0;
            j->score[item] += weight;
        }
    }
    *n = n_touched;
    return touched;
}

/* The sentence of a most like one of b, or WF_NONE; ties to the first. */
static uint32_t best_match(wf_judge *j, const wf_reading *b, const wf_reading_sentence *s) {
    size_t n;
    const uint32_t *touched = wf_judge_touch(j, b, s->begin, s->end, &j->sentences, &n);
    bool is_long = s->n_content >= LONG_ENOUGH;
    uint32_t best = WF_NONE;
    double best_score = MATCHED;
    for (size_t k = 0; k < n; k++) {
        const wf_reading_sentence *t = &j->a->sentences[touched[k]];
        double shared = (double)j->score[touched[k]], w = (double)s->weight, v = (double)t->weight;
        j->score[touched[k]] = 0;
        j->count[touched[k]] = 0;
        const double enough = best_score - 1e-6; /* no overlap is more than its share of the lesser one */
        if (!(w > 0 && v > 0) || ((shared < enough * w) & (shared < enough * v))) continue;
        double score = shared / sqrt(w * v), least = w < v ? w : v;
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
    const wf_reading *a = j->a;
    uint32_t *chosen = j->chosen, n_new = 0, n_lost = 0;
    uint64_t *seen = j->seen, now = ++j->n_seen;
    for (uint32_t k = 0, s = 0; k < j->n_new_stems; k++) {
        while (b->sentences[s].end <= j->new_stems[k]) s++;
        if (j->match[s] == WF_NONE) continue;
        out->new_weight += (double)b->words[j->new_stems[k]].idf;
        n_new++;
    }
    if (n_new) out->new_weight /= n_new;
    const uint32_t *known = j->known_stems;
    for (uint32_t s = 0; s < b->n_sentences; s++)
        for (; *known < b->sentences[s].end; known++)
            if (j->match[s] != WF_NONE) seen[j->b_words[*known].stem] = now;
    const uint32_t *content = j->content;
    for (uint32_t s = 0; s < a->n_sentences; s++)
        for (; *content < a->sentences[s].end; content++) {
            chosen[n_lost] = *content;
            n_lost += (seen[j->a_words[*content].stem] != now) & j->aligned_a[s];
        }
    for (uint32_t k = 0; k < n_lost; k++) out->lost_weight += (double)a->words[chosen[k]].idf;
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
