/* Quotes whose wording was altered, and names spelt otherwise. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "verdict/judge.h"

enum {
    QUOTE_WORDS = 5,    /* of a quote that is looked at, at least */
    SHARED_CONTENT = 2, /* content words kept of a quote that is the same one */
    ALTERED_WORDS = 2,  /* words altered inside a quote: more than a slip of the pen */
    NAME_LETTERS = 5,   /* of a name that may be misspelt, at least */
    LONG_NAME = 7,      /* of one with two letters wrong */
    MOST_LETTERS = 40,
    MOST_EDITS = 2,     /* between a name and one that it is a misspelling of */
    KNOWN_NAMES = 1024, /* of a copy that its other names are compared with: its first ones */
};
#define SAME_QUOTE .34 /* share of the weight of a quote that the other has */
#define QUOTE_KEPT .40 /* share of the shorter one's words kept in place */

/* ---- quotes */

/* What became of a quote, in kept words. */
typedef struct {
    uint32_t quote; /* of a */
    double kept;    /* share of the shorter one's words */
    bool exact;
    uint32_t altered, span; /* words not kept between the first and last kept; all of them */
    uint32_t fresh; /* content words of b among them that the quote of a has not; 0 where that is not asked */
} quote_match;

float wf_quote_weight(const wf_reading *r, const wf_reading_anchor *q) {
    float weight = 0;
    for (uint32_t i = q->begin; i < q->end; i++) weight += r->words[i].idf;
    return weight;
}

static bool quote_has(const wf_judge *j, const wf_reading_anchor *q, uint32_t word) {
    for (uint32_t i = q->begin; i < q->end; i++)
        if (j->a_words[i].id == word) return true;
    return false;
}

/* A run of kept words that is a single small word says nothing at the ends of a quote. */
static bool is_stray(const wf_reading *a, const wf_reading_anchor *q, const wf_edit *e) {
    return e->kind != WF_EDIT_KEEP ||
           (e->a_end - e->a_begin == 1 && (a->words[q->begin + e->a_begin].flags & WF_WORD_FUNCTION));
}

static wf_code match_quote(wf_judge *j, const wf_reading_anchor *y, uint32_t quote, quote_match *out,
                           wf_error *err) {
    const wf_reading_anchor *x = &j->a->quotes.items[quote];
    uint32_t n_a = x->end - x->begin, n_b = y->end - y->begin, shorter = n_a < n_b ? n_a : n_b;
    const wf_edit *edits;
    size_t n, first = 0;
    *out = (quote_match){.quote = quote};
    wf_code code =
        wf_align(j->aligner, j->a_words + x->begin, n_a, j->b_words + y->begin, n_b, &edits, &n, err);
    if (code != WF_OK) return code;
    uint32_t kept = 0, content = 0;
    for (size_t i = 0; i < n; i++) {
        if (edits[i].kind != WF_EDIT_KEEP) continue;
        uint32_t length = edits[i].a_end - edits[i].a_begin;
        kept += length;
        out->exact |= length == shorter;
        for (uint32_t k = edits[i].a_begin; k < edits[i].a_end; k++)
            content += j->a_words[x->begin + k].stem != WF_NO_STEM;
    }
    if (content < SHARED_CONTENT) return WF_OK;
    while (n > first + 1 && is_stray(j->a, x, &edits[first])) first++;
    while (n > first + 1 && is_stray(j->a, x, &edits[n - 1])) n--;
    uint32_t inside = 0, span_a = edits[n - 1].a_end - edits[first].a_begin,
             span_b = edits[n - 1].b_end - edits[first].b_begin;
    for (size_t i = first; i < n; i++)
        if (edits[i].kind == WF_EDIT_KEEP) inside += edits[i].a_end - edits[i].a_begin;
    out->kept = (double)kept / shorter;
    out->span = span_a > span_b ? span_a : span_b;
    out->altered = out->span - inside;
    if (out->exact || out->altered >= ALTERED_WORDS) return WF_OK;
    for (uint32_t k = edits[first].b_begin; k < edits[n - 1].b_end; k++) {
        const wf_align_word *w = &j->b_words[y->begin + k];
        out->fresh += w->stem != WF_NO_STEM && !quote_has(j, x, w->id);
    }
    return WF_OK;
}

/* The quote of a that is the same as one of b: that with most of its words kept. */
static wf_code find_quote(wf_judge *j, const wf_reading *b, const wf_reading_anchor *y, quote_match *best,
                          wf_error *err) {
    enum { MOST = 8 };
    uint32_t likely[MOST];
    size_t n, n_likely = 0;
    float weight = wf_quote_weight(b, y);
    const uint32_t *touched = wf_judge_touch(j, b, y->begin, y->end, &j->quotes, &n);
    *best = (quote_match){.quote = WF_NONE};
    for (size_t i = 0; i < n; i++) {
        uint32_t q = touched[i];
        float shared = j->score[q], own = j->quote_weight[q];
        float least = weight < own ? weight : own;
        j->score[q] = 0;
        j->count[q] = 0;
        if (shared >= (float)SAME_QUOTE * least && n_likely < MOST) likely[n_likely++] = q;
    }
    for (size_t i = 0; i < n_likely; i++) {
        quote_match m;
        wf_code code = match_quote(j, y, likely[i], &m, err);
        if (code != WF_OK) return code;
        if (m.kept >= QUOTE_KEPT && m.kept > best->kept) *best = m;
    }
    return WF_OK;
}

/* Whether the quote of a that begins so was found altered before: a copy may cut a quote into several. */
static bool was_altered(const wf_judge *j, uint32_t begin) {
    for (size_t i = 0; i < j->n_findings; i++)
        if (j->findings[i].kind == WF_FINDING_QUOTE && j->findings[i].a_begin == begin) return true;
    return false;
}

static wf_code compare_quotes(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    for (size_t i = 0; j->a->quotes.n && i < b->quotes.n; i++) {
        const wf_reading_anchor *y = &b->quotes.items[i];
        if (y->end - y->begin < QUOTE_WORDS) continue;
        quote_match m;
        wf_code code = find_quote(j, b, y, &m, err);
        if (code != WF_OK) return code;
        if (m.quote == WF_NONE) continue;
        out->quotes++;
        out->quotes_exact += m.exact;
        bool supported = !m.exact && wf_judge_supports(j, y->key);
        out->quotes_exact += supported;
        if (m.exact || supported || (m.altered < ALTERED_WORDS && m.fresh == 0)) continue;
        out->quotes_altered++;
        out->quote_edits += (double)m.altered / (double)(m.span ? m.span : 1);
        const wf_reading_anchor *x = &j->a->quotes.items[m.quote];
        out->originals_altered += !was_altered(j, x->begin);
        wf_change change = {
            WF_FINDING_QUOTE, WF_WORDS_UNRELATED, x->begin, x->end, y->begin, y->end, false, x->key};
        code = wf_judge_find(j, &change, err);
        if (code != WF_OK) return code;
    }
    return WF_OK;
}

static bool has_quote(const wf_reading *r, uint32_t sentence) {
    for (uint32_t i = r->sentences[sentence].begin; i < r->sentences[sentence].end; i++)
        if (r->words[i].flags & WF_WORD_QUOTED) return true;
    return false;
}

/* Aligned sentences of a with a quote whose match in b has none: told in other words. */
static void count_lost_quotes(const wf_judge *j, const wf_reading *b, wf_changes *out) {
    for (uint32_t s = 0; s < b->n_sentences; s++) {
        if (j->match[s] == WF_NONE || !has_quote(j->a, j->match[s])) continue;
        out->quoted_a++;
        out->quotes_lost += !has_quote(b, s);
    }
}

/* ---- names */

/* Whether two words are at most `most` edits apart (letters put in, left out, put for others, swapped). */
static bool is_close(wf_str a, wf_str b, unsigned most) {
    unsigned rows[3][MOST_LETTERS + 1];
    if (a.len > MOST_LETTERS || b.len > MOST_LETTERS) return false;
    if ((a.len > b.len ? a.len - b.len : b.len - a.len) > most) return false;
    for (unsigned k = 0; k <= b.len; k++) rows[0][k] = k;
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3], least = i;
        row[0] = i;
        for (unsigned k = 1; k <= b.len; k++) {
            unsigned cost = above[k - 1] + (a.ptr[i - 1] != b.ptr[k - 1]);
            if (above[k] + 1 < cost) cost = above[k] + 1;
            if (row[k - 1] + 1 < cost) cost = row[k - 1] + 1;
            if (i > 1 && k > 1 && a.ptr[i - 1] == b.ptr[k - 2] && a.ptr[i - 2] == b.ptr[k - 1] &&
                two_above[k - 2] + 1 < cost)
                cost = two_above[k - 2] + 1;
            row[k] = cost;
            if (cost < least) least = cost;
        }
        if (least > most) return false;
    }
    return rows[a.len % 3][b.len] <= most;
}

/* How a name sounds, roughly: its consonants, those that are taken for each other as one. out holds MOST_LETTERS. */
static size_t sound_of(wf_str w, char *out) {
    static const char classes[26] = {0,   'b', 'k', 'd', 0,   'f', 'g', 0, 0,   'j', 'k', 'r', 'm',
                                     'n', 0,   'p', 'k', 'r', 's', 't', 0, 'b', 0,   'x', 0,   's'};
    size_t n = 0;
    for (size_t i = 0; i < w.len && n < MOST_LETTERS; i++) {
        char c = w.ptr[i], sound = c >= 'a' && c <= 'z' ? classes[c - 'a'] : c;
        if (c == 'c' && i + 1 < w.len && strchr("eiy", w.ptr[i + 1])) sound = 's';
        if (c == 'p' && i + 1 < w.len && w.ptr[i + 1] == 'h') sound = 'f';
        if (i == 0 && !sound) sound = c;
        if (sound && (n == 0 || out[n - 1] != sound)) out[n++] = sound;
    }
    return n;
}

static bool sounds_alike(wf_str a, wf_str b) {
    char x[MOST_LETTERS], y[MOST_LETTERS];
    size_t n = sound_of(a, x), m = sound_of(b, y);
    return n == m && memcmp(x, y, n) == 0;
}

static bool begins_with(wf_str a, wf_str b) {
    return a.len >= b.len && memcmp(a.ptr, b.ptr, b.len) == 0;
}

/* The letters of a word, a bit each. */
static uint32_t letters_of(wf_str w) {
    uint32_t letters = 0;
    for (size_t i = 0; i < w.len; i++) letters |= (uint32_t)1 << (w.ptr[i] & 31);
    return letters;
}

/* Whether words of these letters may be that close: an edit changes two letters at most. */
static bool may_be_close(uint32_t a, uint32_t b) {
    uint32_t apart = a ^ b;
    for (int i = 0; i < 2 * MOST_EDITS && apart; i++) apart &= apart - 1;
    return apart == 0;
}

/* Whether two names have a long begin in common and endings of forms or of a people: Emirates, Emirati; Islamic, Islamist. */
static bool is_other_form(wf_str a, wf_str b) {
    static const char *const endings[] = {"",    "s",   "es",  "i",   "ic", "ist", "ics", "ism",
                                          "n",   "an",  "ian", "ia",  "a",  "as",  "e",   "al",
                                          "ese", "ish", "y",   "ies", "er", "or",  "ers", "ors"};
    enum { STEM = 5 };
    size_t n = 0, most = a.len < b.len ? a.len : b.len;
    while (n < most && a.ptr[n] == b.ptr[n]) n++;
    for (size_t stem = n; stem >= STEM && stem + 3 > n;
         stem--) { /* a letter of the endings may be common too */
        bool of_a = false, of_b = false;
        for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
            size_t len = strlen(endings[i]);
            of_a |= a.len - stem == len && memcmp(a.ptr + stem, endings[i], len) == 0;
            of_b |= b.len - stem == len && memcmp(b.ptr + stem, endings[i], len) == 0;
        }
        if (of_a && of_b) return true;
    }
    return false;
}

/* Whether name b is name a misspelt: close or alike in sound, but no form or part of it. */
static bool is_misspelt(wf_str a, wf_str b) {
    if (a.len < NAME_LETTERS || b.len < NAME_LETTERS || a.len > b.len + MOST_EDITS ||
        b.len > a.len + MOST_EDITS || begins_with(a, b) || begins_with(b, a) || is_other_form(a, b))
        return false;
    size_t shorter = a.len < b.len ? a.len : b.len;
    if (!is_close(a, b, shorter < LONG_NAME ? 1 : MOST_EDITS) &&
        !(is_close(a, b, MOST_EDITS) && sounds_alike(a, b)))
        return false;
    return wf_words_relate(a, b) == WF_WORDS_UNRELATED;
}

static bool sentence_has(const wf_reading *r, uint32_t sentence, uint64_t id) {
    for (uint32_t i = r->sentences[sentence].begin; i < r->sentences[sentence].end; i++)
        if (r->keys[i].id == id) return true;
    return false;
}

/*
 * A name of the sentence of a that matches sentence s of b, or of one beside it, that the word of b may be a misspelling of;
 * WF_NONE: none. One that stands in the sentence of b itself is another name.
 */
static uint32_t find_spelling(const wf_judge *j, const wf_reading *b, const wf_word *w, uint32_t sentence) {
    const wf_reading *a = j->a;
    wf_str spelling = wf_word_spelling(b, w);
    uint32_t letters = letters_of(spelling), s = j->match[sentence];
    uint32_t first = s ? s - 1 : 0, last = s + 1 < a->n_sentences ? s + 1 : s;
    for (uint32_t i = a->sentences[first].begin; i < a->sentences[last].end; i++) {
        const wf_word *x = &a->words[i];
        if (!(x->flags & WF_WORD_NAME)) continue;
        wf_judge_word *own = &j->words[j->a_words[i].id];
        if (!own->letters) own->letters = letters_of(wf_word_spelling(a, x));
        if (!may_be_close(own->letters, letters)) continue;
        if (is_misspelt(wf_word_spelling(a, x), spelling) && !sentence_has(b, sentence, a->keys[i].id))
            return i;
    }
    return WF_NONE;
}

/* Lists in chosen the new words that may be written as names, and are long enough to tell a slip in them; returns how many. */
static uint32_t list_new_names(wf_judge *j, const wf_reading *b) {
    const unsigned as_name = WF_WORD_CAPITAL | WF_WORD_CONTENT;
    uint32_t n = 0;
    for (uint32_t k = 0; k < j->n_new_words; k++) {
        const wf_word *w = &b->words[j->new_words[k]];
        j->chosen[n] = j->new_words[k];
        n += (w->len >= NAME_LETTERS) & ((w->flags & WF_WORD_NAME) != 0 || (w->flags & as_name) == as_name);
    }
    return n;
}

/* Whether one of these is written as a name. */
static bool looks_like_name(wf_judge *j, const wf_reading *r, uint32_t i) {
    return (r->words[i].flags & WF_WORD_NAME) || !wf_judge_can_be_common(j, r, i, WF_NEW_WORD);
}

/* The first names of b that a or other versions of the story have. */
static bool list_known_names(wf_judge *j, const wf_reading *b) {
    j->n_known = 0;
    for (size_t i = 0; i < b->names.n; i++)
        for (uint32_t k = b->names.items[i].begin; k < b->names.items[i].end; k++) {
            if (b->words[k].len < NAME_LETTERS) continue;
            uint8_t *met = &j->met[j->b_words[k].id];
            bool is_new = j->b_words[k].id == WF_NEW_WORD;
            if (is_new ? !wf_judge_supports(j, b->keys[k].id) : *met & WF_MET_LISTED) continue;
            if (j->n_known == KNOWN_NAMES) return true;
            if (!wf_grow(&j->known_names, &j->cap_known_names, j->n_known + 1, sizeof *j->known_names))
                return false;
            if (!is_new) *met |= WF_MET_LISTED;
            j->known_names[j->n_known++] = (wf_known_name){k, letters_of(wf_word_spelling(b, &b->words[k]))};
        }
    return true;
}

/* One of these that a word of b is a misspelling of; WF_NONE: none. */
static uint32_t find_own_spelling(const wf_judge *j, const wf_reading *b, const wf_word *w) {
    wf_str spelling = wf_word_spelling(b, w);
    uint32_t letters = letters_of(spelling);
    for (size_t i = 0; i < j->n_known; i++)
        if (may_be_close(j->known_names[i].letters, letters) &&
            is_misspelt(wf_word_spelling(b, &b->words[j->known_names[i].word]), spelling))
            return j->known_names[i].word;
    return WF_NONE;
}

/* Room for n names new in b; false: out of memory. */
static bool clear_new_names(wf_judge *j, size_t n) {
    size_t slots = 16;
    while (slots < 2 * n) slots *= 2;
    if (!wf_grow(&j->new_names, &j->cap_new_names, slots, sizeof *j->new_names)) return false;
    memset(j->new_names, 0, slots * sizeof *j->new_names);
    j->n_new = slots;
    return true;
}

static wf_new_name *new_name_of(const wf_judge *j, uint64_t id) {
    size_t mask = j->n_new - 1, at = id & mask;
    while (j->new_names[at].id && j->new_names[at].id != id) at = (at + 1) & mask;
    j->new_names[at].id = id;
    return &j->new_names[at];
}

/* Word i of b, in sentence s, as a misspelling of a name. Errors: WF_E_NOMEM. */
static wf_code compare_spelling(wf_judge *j, const wf_reading *b, uint32_t i, uint32_t s, wf_changes *out,
                                wf_error *err) {
    const wf_word *w = &b->words[i];
    wf_new_name *name = new_name_of(j, b->keys[i].id);
    if (name->found || wf_judge_supports(j, b->keys[i].id)) return WF_OK;
    uint32_t at = find_spelling(j, b, w, s);
    bool within = at == WF_NONE;
    if (within && !name->asked) {
        name->own = find_own_spelling(j, b, w);
        name->asked = true;
    }
    if (within && (at = name->own) == WF_NONE) return WF_OK;
    if (within && sentence_has(b, s, b->keys[at].id)) return WF_OK; /* another name, beside it */
    name->found = true;
    out->names_altered++;
    uint64_t key = within ? b->keys[at].id : j->a->keys[at].id;
    wf_change change = {WF_FINDING_NAME, WF_WORDS_UNRELATED, at, at + 1, i, i + 1, within, key};
    return wf_judge_find(j, &change, err);
}

static wf_code compare_spellings(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    wf_code code = WF_OK;
    uint32_t n = list_new_names(j, b);
    if (!clear_new_names(j, n) || !list_known_names(j, b)) return wf_fail_nomem(err, "the names of a story");
    for (uint32_t k = 0, s = 0; code == WF_OK && k < n; k++) {
        uint32_t i = j->chosen[k];
        if (!looks_like_name(j, b, i)) continue;
        while (b->sentences[s].end <= i) s++;
        if (j->match[s] != WF_NONE) code = compare_spelling(j, b, i, s, out, err);
    }
    return code;
}

/* Names lost, and left in lower case alone. */
static void count_names(wf_judge *j, wf_changes *out) {
    for (size_t k = 0; k < j->a->names.n; k++)
        for (uint32_t i = j->a->names.items[k].begin; i < j->a->names.items[k].end; i++) {
            const wf_judge_word *w = &j->words[j->a_words[i].id];
            uint8_t *met = &j->met[j->a_words[i].id];
            if (*met & WF_MET_COUNTED || !j->aligned_a[j->sentence_of[i]]) continue;
            out->names_a++;
            out->names_lost += (*met & (WF_MET_LOWER | WF_MET_OTHER)) == 0;
            out->names_lowered += w->n_names == w->n && (*met & WF_MET_LOWER) && !(*met & WF_MET_OTHER);
            *met |= WF_MET_COUNTED;
        }
}

wf_code wf_find_drift(wf_judge *j, const wf_reading *b, wf_changes *out, wf_error *err) {
    count_names(j, out);
    wf_code code = compare_quotes(j, b, out, err);
    count_lost_quotes(j, b, out);
    return code == WF_OK ? compare_spellings(j, b, out, err) : code;
}
