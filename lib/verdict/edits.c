/* The edits inside matched sentences, counted by their kind. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "verdict/judge.h"

#define SHORTER .8 /* a sentence by so much shorter or longer was recast */
#define LONGER 1.25
enum { SWAPPED = 3 }; /* words in a row that are put for as many, at most; more are recast */

/* A pair of matched sentences. */
typedef struct {
    wf_judge *judge;
    const wf_reading *a, *b;
    bool is_english; /* both */
    uint32_t begin_a, begin_b;
    wf_changes *out;
} sentence_edits;

static bool is(const wf_word *w, unsigned flag) {
    return (w->flags & flag) != 0;
}

static wf_code note(const sentence_edits *s, wf_finding_kind kind, wf_word_relation relation, uint32_t i,
                    uint32_t k, wf_error *err) {
    wf_change change = {kind, relation, i, i + 1, k, k + 1, false, 0};
    return wf_judge_find(s->judge, &change, err);
}

/* Whether both words can be common: a dictionary may have them. That of b is looked up anyway if it is new. */
static bool can_be_common(const sentence_edits *s, uint32_t i, uint32_t k) {
    wf_judge *j = s->judge;
    return wf_judge_can_be_common(j, s->b, k, j->b_words[k].id) &&
           wf_judge_can_be_common(j, s->a, i, j->a_words[i].id);
}

static wf_word_relation relate(const sentence_edits *s, uint32_t i, uint32_t k) {
    wf_judge *j = s->judge;
    if (j->a_words[i].stem == j->b_words[k].stem) return WF_WORDS_FORMS;
    wf_str x = wf_word_spelling(s->a, &s->a->words[i]), y = wf_word_spelling(s->b, &s->b->words[k]);
    if (s->is_english && !can_be_common(s, i, k)) return wf_words_relate_unknown(x, y);
    uint64_t key = (s->a->keys[i].id * 0x9E3779B97F4A7C15u + s->b->keys[k].id) | 1;
    wf_judge_answer *known = &j->related[key >> (64 - WF_ANSWER_BITS)];
    if (known->key != key) *known = (wf_judge_answer){key, wf_words_relate(x, y)};
    return (wf_word_relation)known->answer;
}

/* A content word put for another. */
static wf_code count_swap(const sentence_edits *s, uint32_t i, uint32_t k, wf_word_relation relation,
                          wf_error *err) {
    wf_changes *out = s->out;
    out->swaps++;
    out->forms += relation == WF_WORDS_FORMS;
    out->synonyms += relation == WF_WORDS_SYNONYMS;
    out->near += relation == WF_WORDS_NEAR;
    out->unlike += relation == WF_WORDS_UNRELATED;
    return relation == WF_WORDS_FORMS ? WF_OK : note(s, WF_FINDING_SWAP, relation, i, k, err);
}

static bool is_number(const wf_word *w) {
    return is(w, WF_WORD_NUMBER | WF_WORD_NUMERAL | WF_WORD_CALENDAR);
}

/* Words i of a and k of b stand for each other. */
static wf_code count_substitution(const sentence_edits *s, uint32_t i, uint32_t k, wf_error *err) {
    const wf_word *x = &s->a->words[i], *y = &s->b->words[k];
    wf_changes *out = s->out;
    if (is(x, WF_WORD_FUNCTION) && is(y, WF_WORD_FUNCTION)) {
        out->function_swaps++;
        out->preposition_swaps += is(x, WF_WORD_PREPOSITION) && is(y, WF_WORD_PREPOSITION);
        return WF_OK;
    }
    if (is(x, WF_WORD_FUNCTION) || is(y, WF_WORD_FUNCTION)) {
        out->mixed_swaps++;
        return WF_OK;
    }
    if (is_number(x) || is_number(y)) {
        out->number_swaps++; /* those of equal value, "two" and 2, are counted below */
        return WF_OK;
    }
    if (is(x, WF_WORD_NAME) && is(y, WF_WORD_NAME)) {
        out->name_swaps++;
        return WF_OK;
    }
    return count_swap(s, i, k, relate(s, i, k), err);
}

/* Words i of a and k of b stand for each other in a passage that was recast: only what is related was put for it. */
static wf_code count_recast(const sentence_edits *s, uint32_t i, uint32_t k, wf_error *err) {
    const wf_word *x = &s->a->words[i], *y = &s->b->words[k];
    s->out->blocks++;
    s->out->articles_deleted += is(x, WF_WORD_ARTICLE);
    s->out->articles_inserted += is(y, WF_WORD_ARTICLE);
    if (!is(x, WF_WORD_CONTENT) || !is(y, WF_WORD_CONTENT)) return WF_OK;
    wf_word_relation relation = relate(s, i, k);
    return relation == WF_WORDS_UNRELATED ? WF_OK : count_swap(s, i, k, relation, err);
}

static void count_alone(const wf_word *w, uint32_t *all, uint32_t *articles, uint32_t *function) {
    ++*all;
    if (is(w, WF_WORD_ARTICLE))
        ++*articles;
    else if (is(w, WF_WORD_FUNCTION))
        ++*function;
}

/* One edit; alone: it stands between kept words. */
static wf_code count_edit(const sentence_edits *s, const wf_edit *e, bool alone, wf_error *err) {
    wf_changes *out = s->out;
    wf_code code = WF_OK;
    uint32_t n_a = e->a_end - e->a_begin, n_b = e->b_end - e->b_begin;
    if (e->moved) out->moved += n_b;
    switch ((wf_edit_kind)e->kind) {
    case WF_EDIT_KEEP:
        out->kept += n_b;
        out->runs++;
        break;
    case WF_EDIT_SUBSTITUTE:
        for (uint32_t k = 0; code == WF_OK && k < n_b; k++) {
            uint32_t x = s->begin_a + e->a_begin + k, y = s->begin_b + e->b_begin + k;
            code = alone && n_b <= SWAPPED ? count_substitution(s, x, y, err) : count_recast(s, x, y, err);
        }
        break;
    case WF_EDIT_DELETE:
        for (uint32_t k = 0; k < n_a; k++)
            count_alone(&s->a->words[s->begin_a + e->a_begin + k], &out->deleted, &out->articles_deleted,
                        &out->function_deleted);
        break;
    case WF_EDIT_INSERT:
        for (uint32_t k = 0; k < n_b; k++)
            count_alone(&s->b->words[s->begin_b + e->b_begin + k], &out->inserted, &out->articles_inserted,
                        &out->function_inserted);
        break;
    }
    return code;
}

/* Words of two sentences in common, in any order. */
static uint32_t count_common(const sentence_edits *s, const wf_align_word *a, uint32_t n_a,
                             const wf_align_word *b, uint32_t n_b) {
    uint32_t *left = s->judge->left, common = 0;
    for (uint32_t i = 0; i < n_a; i++) left[a[i].id]++;
    for (uint32_t k = 0; k < n_b; k++) {
        bool met = left[b[k].id] > 0;
        left[b[k].id] -= met;
        common += met;
    }
    for (uint32_t i = 0; i < n_a; i++) left[a[i].id] = 0;
    return common;
}

/* Words of b, n_b of them, whose stem its sentence of a has too. */
static uint32_t count_stems(const sentence_edits *s, const wf_align_word *a, uint32_t n_a,
                            const wf_align_word *b, uint32_t n_b) {
    uint64_t *seen = s->judge->seen, now = ++s->judge->n_seen;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n_a; i++) seen[a[i].stem] = now;
    seen[WF_NO_STEM] = 0;
    for (uint32_t k = 0; k < n_b; k++) kept += seen[b[k].stem] == now;
    return kept;
}

/* ---- numbers */

void wf_reading_anchors_of(const wf_reading_anchors *list, uint32_t sentence, size_t *begin, size_t *end) {
    size_t first = 0;
    for (size_t n = list->n; n > 0; n /= 2)
        first += (list->items[first + n / 2].sentence < sentence) * (n - n / 2);
    *begin = *end = first;
    while (*end < list->n && list->items[*end].sentence == sentence) ++*end;
}

static bool among(const wf_reading_anchors *list, size_t begin, size_t end, uint64_t key) {
    for (size_t i = begin; i < end; i++)
        if (list->items[i].key == key) return true;
    return false;
}

/* Whether a number of b stands neither in a nor in another version of the story. */
static bool is_new_number(const wf_judge *j, uint64_t key) {
    return !wf_reading_has_number(j->a, key) && !wf_judge_supports(j, wf_number_support(key));
}

/*
 * Numbers of a pair of sentences. One of b that a has nowhere stands for one of a that b has nowhere: where each side has a
 * single one, that is shown.
 */
static wf_code count_numbers(const sentence_edits *s, uint32_t sentence_a, uint32_t sentence_b,
                             wf_error *err) {
    const wf_reading_anchors *x = &s->a->numbers, *y = &s->b->numbers;
    size_t i, end_a, k, end_b, n_new = 0, new_at = 0, n_gone = 0, gone_at = 0;
    wf_reading_anchors_of(y, sentence_b, &k, &end_b);
    if (k == end_b) return WF_OK;
    wf_reading_anchors_of(x, sentence_a, &i, &end_a);
    if (i == end_a) return WF_OK;
    s->out->numbers_aligned += (uint32_t)(end_b - k);
    for (size_t at = k; at < end_b; at++)
        if (is_new_number(s->judge, y->items[at].key)) {
            n_new++;
            new_at = at;
        }
    s->out->numbers_conflict += (uint32_t)n_new;
    for (size_t at = i; at < end_a; at++)
        if (!among(y, k, end_b, x->items[at].key)) {
            n_gone++;
            gone_at = at;
        }
    if (n_new != 1 || n_gone != 1) return WF_OK;
    wf_change change = {WF_FINDING_NUMBER,
                        WF_WORDS_UNRELATED,
                        x->items[gone_at].begin,
                        x->items[gone_at].end,
                        y->items[new_at].begin,
                        y->items[new_at].end,
                        false,
                        wf_number_support(x->items[gone_at].key)};
    return wf_judge_find(s->judge, &change, err);
}

/* Numbers of the whole texts. */
static void count_all_numbers(const wf_judge *j, const wf_reading *b, wf_changes *out) {
    for (size_t i = 0; i < b->numbers.n; i++) out->numbers_new += is_new_number(j, b->numbers.items[i].key);
    out->numbers_b = (uint32_t)b->numbers.n;
    for (size_t i = 0; i < j->a->numbers.n; i++) {
        if (!j->aligned_a[j->a->numbers.items[i].sentence]) continue;
        out->numbers_a++;
        out->numbers_lost += !wf_reading_has_number(b, j->a->numbers.items[i].key);
    }
}

/* ---- sentences */

static void count_equal(wf_changes *out, const wf_reading_sentence *b) {
    uint32_t n = b->end - b->begin;
    out->kept += n;
    out->runs++;
    out->exact += n;
    out->bag += n;
    out->content += b->n_content;
    out->content_kept += b->n_content;
}

static wf_code count_sentence(sentence_edits *s, uint32_t sentence_a, uint32_t sentence_b, wf_error *err) {
    const wf_reading_sentence *x = &s->a->sentences[sentence_a], *y = &s->b->sentences[sentence_b];
    const wf_align_word *a = s->judge->a_words + x->begin, *b = s->judge->b_words + y->begin;
    uint32_t n_a = x->end - x->begin, n_b = y->end - y->begin;
    const wf_edit *edits;
    size_t n;
    wf_changes *out = s->out;
    if (n_a == n_b && memcmp(a, b, n_a * sizeof *a) == 0) {
        count_equal(out, y);
        return count_numbers(s, sentence_a, sentence_b, err);
    }
    s->begin_a = x->begin;
    s->begin_b = y->begin;
    wf_code code = wf_align(s->judge->aligner, a, n_a, b, n_b, &edits, &n, err);
    if (code != WF_OK) return code;
    bool exact = n == 1 && edits[0].kind == WF_EDIT_KEEP;
    uint32_t kept_before = out->kept;
    for (size_t i = 0; code == WF_OK && i < n; i++) {
        bool alone = (i == 0 || edits[i - 1].kind == WF_EDIT_KEEP) &&
                     (i + 1 == n || edits[i + 1].kind == WF_EDIT_KEEP);
        code = count_edit(s, &edits[i], alone, err);
    }
    if (code != WF_OK) return code;
    if (exact) out->exact += n_b;
    out->bag +=
        wf_align_kept_all(s->judge->aligner) ? out->kept - kept_before : count_common(s, a, n_a, b, n_b);
    out->content += y->n_content;
    out->content_kept += count_stems(s, a, n_a, b, n_b);
    double ratio = (double)n_b / (double)n_a, longer = log(ratio);
    out->longer += longer;
    out->length_deviation += fabs(longer);
    out->length_apart += ratio < SHORTER || ratio > LONGER;
    return count_numbers(s, sentence_a, sentence_b, err);
}

wf_code wf_count_edits(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    sentence_edits s = {.judge = j, .a = j->a, .b = b, .out = out};
    s.is_english = j->a->language == WF_LANGUAGE_ENGLISH && b->language == WF_LANGUAGE_ENGLISH;
    wf_code code = WF_OK;
    for (uint32_t i = 0; code == WF_OK && i < b->n_sentences; i++)
        if (j->match[i] != WF_NONE) code = count_sentence(&s, j->match[i], i, err);
    if (out->sentences_aligned) {
        out->longer /= out->sentences_aligned;
        out->length_deviation /= out->sentences_aligned;
        out->length_apart /= out->sentences_aligned;
    }
    count_all_numbers(j, b, out);
    return code;
}
