#include "verdict/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "verdict/judge.h"

#define ODD_IDF 7.f /* weight at least of a word that few texts have */

wf_code wf_judge_open(wf_judge **out, wf_error *err) {
    wf_judge *j = calloc(1, sizeof *j);
    if (!j) return wf_fail_nomem(err, "the judgement of stories");
    wf_code code = wf_aligner_open(&j->aligner, err);
    if (code != WF_OK) {
        wf_judge_close(j);
        return code;
    }
    *out = j;
    return WF_OK;
}

void wf_judge_close(wf_judge *j) {
    if (!j) return;
    free(j->a_words);
    free(j->content);
    free(j->ids);
    free(j->stem_ids);
    free(j->words);
    free(j->word_stem);
    free(j->stem_n);
    free(j->word_slots);
    free(j->stem_slots);
    free(j->sentence_of);
    free(j->quote_of);
    free(j->sentences.of_stem);
    free(j->sentences.items);
    free(j->quotes.of_stem);
    free(j->quotes.items);
    free(j->b_words);
    free(j->met);
    free(j->seen);
    free(j->left);
    free(j->quote_weight);
    free(j->score);
    free(j->count);
    free(j->touched);
    free(j->match);
    free(j->aligned_a);
    free(j->sequence);
    free(j->grams[0]);
    free(j->grams[1]);
    free(j->chosen);
    free(j->new_words);
    free(j->known_stems);
    free(j->new_stems);
    free(j->new_names);
    free(j->known_names);
    free(j->findings);
    wf_aligner_close(j->aligner);
    free(j);
}

void wf_judge_support(wf_judge *j, const wf_supported *slots, size_t n, uint16_t two) {
    j->support = slots;
    j->n_support = n;
    j->two = two;
}

unsigned wf_judge_versions_with(const wf_judge *j, uint64_t key) {
    if (j->n_support == 0) return 0;
    size_t at = wf_support_slot(j->support, j->n_support, key);
    return (unsigned)__builtin_popcount(j->support[at].versions & (unsigned)~j->two);
}

bool wf_judge_supports(const wf_judge *j, uint64_t key) {
    return wf_judge_versions_with(j, key) > 0;
}

wf_code wf_judge_find(wf_judge *j, const wf_change *change, wf_error *err) {
    if (j->n_of_kind[change->kind] >= WF_FINDINGS) return WF_OK;
    if (!wf_grow(&j->findings, &j->cap_findings, j->n_findings + 1, sizeof *j->findings))
        return wf_fail_nomem(err, "the findings on a story");
    j->n_of_kind[change->kind]++;
    j->findings[j->n_findings++] = *change;
    return WF_OK;
}

const wf_change *wf_changes_list(const wf_judge *j, size_t *n) {
    *n = j->n_findings;
    return j->findings;
}

/* The same, remembered by the hash of the word. */
static bool can_be_common(wf_judge *j, const wf_reading *r, uint32_t i) {
    const wf_word *w = &r->words[i];
    uint64_t id = r->keys[i].id, *known = wf_judge_common_of(j, id);
    if ((*known ^ id) > 1) {
        wf_str spelling = wf_word_spelling(r, w);
        bool is_content = !(w->flags & (WF_WORD_FUNCTION | WF_WORD_NUMERAL));
        *known = (id & ~(uint64_t)1) |
                 (is_content ? wf_word_is_listed(spelling) : wf_word_can_be_common(spelling));
    }
    return *known & 1;
}

bool wf_judge_can_be_common(wf_judge *j, const wf_reading *r, uint32_t i, uint32_t number) {
    if (r->language != WF_LANGUAGE_ENGLISH) return false;
    if (number == WF_NEW_WORD) return can_be_common(j, r, i);
    wf_judge_word *w = &j->words[number];
    if (w->common == WF_COMMON_UNKNOWN) w->common = can_be_common(j, r, i) ? WF_COMMON : WF_COMMON_NOT;
    return w->common == WF_COMMON;
}

/* Words that neither a nor a dictionary has: left from another language, or misspelt. */
static wf_code find_odd(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    const unsigned known = WF_WORD_CAPITAL | WF_WORD_NUMBER | WF_WORD_NAME;
    uint32_t n = 0;
    for (uint32_t k = 0; k < j->n_new_words; k++) {
        const uint32_t i = j->new_words[k];
        const wf_word *w = &b->words[i];
        j->chosen[n] = i;
        n += ((w->flags & (known | WF_WORD_CONTENT)) == WF_WORD_CONTENT) & (w->idf >= ODD_IDF);
    }
    for (uint32_t k = 0; k < n; k++) wf_word_fetch(wf_word_spelling(b, &b->words[j->chosen[k]]));
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t i = j->chosen[k];
        if (wf_judge_can_be_common(j, b, i, WF_NEW_WORD)) continue;
        out->odd++;
        wf_change change = {WF_FINDING_ODD, WF_WORDS_UNRELATED, WF_NONE, WF_NONE, i, i + 1, false, 0};
        wf_code code = wf_judge_find(j, &change, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

wf_manner wf_manner_of(const wf_reading *r) {
    double n = r->n_words ? r->n_words : 1;
    wf_manner m = {.contractions = r->contractions / n,
                   .spaced_marks = (double)r->spaced_marks / (r->n_sentences ? r->n_sentences : 1),
                   .repeats = r->repeats * (100 / n)};
    for (int k = 0; k < WF_SMALL_WORDS; k++) m.small[k] = r->small[k] / n;
    return m;
}

static void compare_manner(const wf_judge *j, const wf_reading *b, wf_changes *out) {
    wf_manner x = j->manner, y = wf_manner_of(b);
    out->articles = y.small[0] - x.small[0];
    out->of = y.small[1] - x.small[1];
    out->to = y.small[2] - x.small[2];
    out->in = y.small[3] - x.small[3];
    out->that = y.small[4] - x.small[4];
    out->contractions = y.contractions - x.contractions;
    out->spaced_marks = y.spaced_marks - x.spaced_marks;
    out->repeats = y.repeats - x.repeats;
}

wf_code wf_changes_find(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    *out = (wf_changes){.words_a = j->a->n_words, .words_b = b->n_words};
    j->n_findings = 0;
    memset(j->n_of_kind, 0, sizeof j->n_of_kind);
    wf_code code = wf_judge_look_up(j, b, out, err);
    if (code != WF_OK) return code;
    wf_judge_count_grams(j, b, out);
    compare_manner(j, b, out);
    code = wf_match_sentences(j, b, out, err);
    if (code == WF_OK) code = wf_find_drift(j, b, out, err);
    if (code == WF_OK) code = wf_count_edits(j, b, out, err);
    return code == WF_OK ? find_odd(j, b, out, err) : code;
}
