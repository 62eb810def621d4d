/* The alignment of words: what was kept, substituted, inserted, deleted and moved. */
#include "verify/align.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "support/check.h"
#include "support/words.h"

static wf_error err;

typedef struct {
    const wf_edit *edits;
    size_t n;
} alignment;

static int open_aligner(void **state) {
    wf_aligner *aligner;
    assert_ok(wf_aligner_open(&aligner, &err));
    *state = aligner;
    return 0;
}
static int close_aligner(void **state) {
    wf_aligner_close(*state);
    return 0;
}

static bool same_stem(const wf_align_word *x, const wf_align_word *y) {
    return x->stem && x->stem == y->stem;
}

/* Every word once and in order, the kinds true to their words, neighbours joined, moved words alike on both sides. */
static void check(alignment got, const wf_align_word *a, uint32_t n_a, const wf_align_word *b, uint32_t n_b) {
    uint32_t i = 0, j = 0;
    uint64_t gone = 0, come = 0;
    for (size_t e = 0; e < got.n; e++) {
        const wf_edit *edit = &got.edits[e];
        assert_int_equal(edit->a_begin, i);
        assert_int_equal(edit->b_begin, j);
        uint32_t of_a = edit->a_end - i, of_b = edit->b_end - j;
        assert_true(edit->a_end >= i && edit->b_end >= j && of_a + of_b > 0);
        if (edit->kind == WF_EDIT_DELETE) assert_int_equal(of_b, 0);
        if (edit->kind == WF_EDIT_INSERT) assert_int_equal(of_a, 0);
        if (edit->kind == WF_EDIT_KEEP || edit->kind == WF_EDIT_SUBSTITUTE) {
            assert_int_equal(of_a, of_b);
            assert_false(edit->moved);
        }
        for (; of_a && of_b && i < edit->a_end; i++, j++) {
            if (edit->kind == WF_EDIT_KEEP)
                assert_true(a[i].id == b[j].id);
            else
                assert_true(a[i].id != b[j].id && !a[i].stem == !b[j].stem);
        }
        for (; i < edit->a_end; i++) gone += edit->moved ? wf_mix64(a[i].id) : 0;
        for (; j < edit->b_end; j++) come += edit->moved ? wf_mix64(b[j].id) : 0;
        if (!e) continue;
        const wf_edit *last = edit - 1;
        assert_false(edit->kind == last->kind && edit->moved == last->moved);
        assert_false(edit->kind == WF_EDIT_DELETE && last->kind == WF_EDIT_INSERT);
    }
    assert_int_equal(i, n_a);
    assert_int_equal(j, n_b);
    assert_true(gone == come);
}

/* Words that both runs have, each as often as both. */
static uint32_t common_words(const wf_align_word *a, uint32_t n_a, const wf_align_word *b, uint32_t n_b) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_a; i++) {
        uint32_t before = 0, in_b = 0;
        for (uint32_t k = 0; k < i; k++) before += a[k].id == a[i].id;
        for (uint32_t j = 0; j < n_b; j++) in_b += b[j].id == a[i].id;
        n += before < in_b;
    }
    return n;
}

static uint32_t kept_words(alignment got) {
    uint32_t n = 0;
    for (size_t e = 0; e < got.n; e++)
        if (got.edits[e].kind == WF_EDIT_KEEP) n += got.edits[e].a_end - got.edits[e].a_begin;
    return n;
}

static alignment align(wf_aligner *aligner, const wf_align_word *a, uint32_t n_a, const wf_align_word *b,
                       uint32_t n_b) {
    alignment got;
    uint32_t n_ids = 0;
    for (uint32_t i = 0; i < n_a; i++) n_ids = a[i].id < n_ids ? n_ids : a[i].id + 1;
    for (uint32_t j = 0; j < n_b; j++) n_ids = b[j].id < n_ids ? n_ids : b[j].id + 1;
    assert_ok(wf_align_number(aligner, n_ids, &err));
    assert_ok(wf_align(aligner, a, n_a, b, n_b, &got.edits, &got.n, &err));
    check(got, a, n_a, b, n_b);
    if (n_a <= 64 && n_b <= 64 && wf_align_kept_all(aligner))
        assert_int_equal(kept_words(got), common_words(a, n_a, b, n_b));
    return got;
}

/* ------------------------------------------------------------------------------------------------- sentences */

enum { WORDS_MAX = 64 };
typedef struct {
    wf_align_word words[WORDS_MAX];
    char text[WORDS_MAX][16];
    uint32_t n;
} sentence;

/* Words parted by blanks; those of up to 3 letters are stop words, the first 4 letters of others are their stem. */
static sentence sentence_of(const char *text) {
    sentence s = {.n = 0};
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        size_t len = strcspn(text, " ");
        assert_true(len < sizeof s.text[0] && s.n < WORDS_MAX);
        memcpy(s.text[s.n], text, len);
        s.words[s.n].id = (uint32_t)wf_hash64(text, len, 1) % 1000003;
        s.words[s.n++].stem = len > 3 ? (uint32_t)wf_hash64(text, 4, 2) | 1 : 0;
        text += len;
    }
    return s;
}

/* kept, old/new, -deleted, +inserted, --moved from here, ++moved to here. */
static void show(alignment got, const sentence *a, const sentence *b, char *out, size_t cap) {
    size_t len = 0;
    out[0] = '\0';
    for (size_t e = 0; e < got.n; e++) {
        const wf_edit *edit = &got.edits[e];
        for (uint32_t i = edit->a_begin, j = edit->b_begin; i < edit->a_end || j < edit->b_end; i++, j++) {
            const char *from = a->text[i < a->n ? i : 0], *to = b->text[j < b->n ? j : 0],
                       *blank = len ? " " : "";
            if (edit->kind == WF_EDIT_KEEP)
                len += (size_t)snprintf(out + len, cap - len, "%s%s", blank, from);
            else if (edit->kind == WF_EDIT_SUBSTITUTE)
                len += (size_t)snprintf(out + len, cap - len, "%s%s/%s", blank, from, to);
            else if (edit->kind == WF_EDIT_DELETE)
                len +=
                    (size_t)snprintf(out + len, cap - len, "%s%s%s", blank, edit->moved ? "--" : "-", from);
            else
                len += (size_t)snprintf(out + len, cap - len, "%s%s%s", blank, edit->moved ? "++" : "+", to);
            assert_true(len < cap);
        }
    }
}

static const struct {
    const char *name, *a, *b, *want;
} cases[] = {
    {"nothing", "", "", ""},
    {"nothing before", "", "the pier closed", "+the +pier +closed"},
    {"nothing after", "the pier closed", "", "-the -pier -closed"},
    {"equal", "the pier closed", "the pier closed", "the pier closed"},
    {"one word for another", "the grey pier closed", "the aged pier closed", "the grey/aged pier closed"},
    {"a word less", "the board said today it would close", "the board said it would close",
     "the board said -today it would close"},
    {"a word more", "it would close", "it would surely close", "it would +surely close"},
    {"one stem before unlike words", "they close piers", "they quickly closed piers",
     "they +quickly close/closed piers"},
    {"one stem across another word", "closing quays", "harbour closings", "+harbour closing/closings -quays"},
    {"stop word for stop word", "ships in harbour waters", "ships at harbour waters",
     "ships in/at harbour waters"},
    {"stop word for content word is none", "ships in harbour waters", "ships near harbour waters",
     "ships -in +near harbour waters"},
    {"stop words stand together", "sailed in harbour", "moved around off harbour",
     "+moved sailed/around in/off harbour"},
    {"one passage rather than two", "the very big ship", "the dog and the very big boat",
     "+the +dog +and the very big ship/boat"},
    {"all of the shorter", "the mayor said", "the old and the mayor said", "+the +old +and the mayor said"},
    {"end before beginning", "the ferry", "the boat and the ferry", "+the +boat +and the ferry"},
    {"run moved to the front", "police said late today that roads were shut",
     "late today police said that roads were shut",
     "++late ++today police said --late --today that roads were shut"},
    {"content word moved", "sadly they were all lost", "they were all lost sadly",
     "--sadly they were all lost ++sadly"},
    {"a stop word alone is not moved", "so they were lost", "they were lost so", "-so they were lost +so"},
    {"two stop words are", "in it they were lost here", "they were lost here in it",
     "--in --it they were lost here ++in ++it"},
    {"names that change places are moved, not substituted", "smith has long beaten brown",
     "brown has long beaten smith", "--smith ++brown has long beaten --brown ++smith"},
    {"one stem stays a substitution", "closing the harbour gates", "closed the harbour gates closing",
     "closing/closed the harbour gates +closing"},
};

static void shows(wf_aligner *aligner, const char *name, const char *text_a, const char *text_b,
                  const char *want) {
    char got[1024];
    sentence a = sentence_of(text_a), b = sentence_of(text_b);
    show(align(aligner, a.words, a.n, b.words, b.n), &a, &b, got, sizeof got);
    if (strcmp(got, want) != 0) fail_msg("%s: got '%s', not '%s'", name, got, want);
}

static void sentences_are_aligned(void **state) {
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        shows(*state, cases[c].name, cases[c].a, cases[c].b, cases[c].want);
}

/* ---------------------------------------------------------------------------------------------------- oracle */

enum { SHORT_MAX = 14 };

/* The number of words kept, fewest passages, by plain recursion over all cells: kept * 1000 - passages. */
static int plain_score(const wf_align_word *a, int n_a, const wf_align_word *b, int n_b) {
    int best[SHORT_MAX + 1][SHORT_MAX + 1] = {{0}}, match[SHORT_MAX + 1][SHORT_MAX + 1];
    for (int i = 0; i <= n_a; i++) {
        for (int j = 0; j <= n_b; j++) {
            match[i][j] = -1000000;
            if (!i || !j) continue;
            if (a[i - 1].id == b[j - 1].id) {
                int begun = best[i - 1][j - 1] - 1, goes_on = match[i - 1][j - 1];
                match[i][j] = (begun > goes_on ? begun : goes_on) + 1000;
            }
            best[i][j] = match[i][j];
            if (best[i - 1][j] > best[i][j]) best[i][j] = best[i - 1][j];
            if (best[i][j - 1] > best[i][j]) best[i][j] = best[i][j - 1];
        }
    }
    return best[n_a][n_b];
}

/* The same of substitutions in a gap: 4 for one stem, 1 for one sort. */
static int plain_substitutions(const wf_align_word *a, int n_a, const wf_align_word *b, int n_b) {
    int best[SHORT_MAX + 1][SHORT_MAX + 1] = {{0}};
    for (int i = 1; i <= n_a; i++) {
        for (int j = 1; j <= n_b; j++) {
            const wf_align_word *x = &a[i - 1], *y = &b[j - 1];
            int score = same_stem(x, y) ? 4 : !x->stem == !y->stem ? 1 : -1000;
            best[i][j] = best[i - 1][j - 1] + score;
            if (best[i - 1][j] > best[i][j]) best[i][j] = best[i - 1][j];
            if (best[i][j - 1] > best[i][j]) best[i][j] = best[i][j - 1];
        }
    }
    return best[n_a][n_b];
}

/* Every gap between kept words has the best substitutions there are. */
static void check_gaps(alignment got, const wf_align_word *a, const wf_align_word *b) {
    for (size_t e = 0; e < got.n;) {
        uint32_t i = got.edits[e].a_begin, j = got.edits[e].b_begin;
        int score = 0;
        size_t end = e;
        for (; end < got.n && got.edits[end].kind != WF_EDIT_KEEP; end++) {
            const wf_edit *edit = &got.edits[end];
            for (uint32_t k = 0; edit->kind == WF_EDIT_SUBSTITUTE && k < edit->a_end - edit->a_begin; k++)
                score += same_stem(&a[edit->a_begin + k], &b[edit->b_begin + k]) ? 4 : 1;
        }
        if (end > e) {
            const wf_edit *last = &got.edits[end - 1];
            assert_int_equal(
                score, plain_substitutions(a + i, (int)(last->a_end - i), b + j, (int)(last->b_end - j)));
        }
        e = end > e ? end : e + 1;
    }
}

/* No content word is left that was deleted in one place and inserted in another without being moved. */
static void check_moves(alignment got, const wf_align_word *a, const wf_align_word *b) {
    for (size_t e = 0; e < got.n; e++)
        for (size_t f = 0; f < got.n; f++) {
            const wf_edit *x = &got.edits[e], *y = &got.edits[f];
            if (x->kind != WF_EDIT_DELETE || y->kind != WF_EDIT_INSERT || x->moved || y->moved) continue;
            for (uint32_t i = x->a_begin; i < x->a_end; i++)
                for (uint32_t j = y->b_begin; j < y->b_end; j++)
                    assert_false(a[i].id == b[j].id && a[i].stem);
        }
}

static wf_align_word random_word(uint64_t *state, uint64_t n_words) {
    uint32_t id = 1 + (uint32_t)random_below(state, n_words);
    return (wf_align_word){id, id % 3 ? 100 + id / 2 : 0};
}

/* Kept words are a longest common subsequence; where no long end is taken for granted, of fewest passages. */
static void short_runs_are_as_good_as_they_can_be(void **state) {
    uint64_t random = 11;
    uint32_t n_moved = 0, n_still = 0;
    for (int round = 0; round < 40000; round++) {
        wf_align_word a[SHORT_MAX] = {{0}}, b[SHORT_MAX];
        uint32_t n_a = (uint32_t)random_below(&random, SHORT_MAX + 1),
                 n_b = (uint32_t)random_below(&random, SHORT_MAX + 1);
        uint64_t n_words = 2 + random_below(&random, 20);
        for (uint32_t i = 0; i < n_a; i++) a[i] = random_word(&random, n_words);
        bool is_edited = random_below(&random, 2); /* b is a with other words in it */
        for (uint32_t j = 0; j < n_b; j++)
            b[j] = is_edited && j < n_a && random_below(&random, 4) ? a[j] : random_word(&random, n_words);
        alignment got = align(*state, a, n_a, b, n_b);
        uint32_t passages = 0, prefix = 0, suffix = 0;
        bool moved = false;
        for (size_t e = 0; e < got.n; e++) {
            passages += got.edits[e].kind == WF_EDIT_KEEP;
            moved |= got.edits[e].moved;
        }
        int best = plain_score(a, (int)n_a, b, (int)n_b);
        assert_int_equal(kept_words(got), (best + 500) / 1000);
        while (prefix < n_a && prefix < n_b && a[prefix].id == b[prefix].id) prefix++;
        while (suffix < n_a && suffix < n_b && a[n_a - 1 - suffix].id == b[n_b - 1 - suffix].id) suffix++;
        if (prefix < 3 && suffix < 3) assert_int_equal(kept_words(got) * 1000 - passages, best);
        if (!moved) check_gaps(got, a, b);
        check_moves(got, a, b);
        n_moved += moved;
        n_still += !moved && got.n > 3;
    }
    assert_true(n_moved > 5000 && n_still > 5000);
}

/* -------------------------------------------------------------------------------------------------- long runs */

static wf_align_word *many(uint32_t n) {
    wf_align_word *words = calloc(n ? n : 1, sizeof *words);
    assert_non_null(words);
    return words;
}

/* Words of the kind that text has: half of them of 50 stop words, the others rare. */
static void fill_text(wf_align_word *words, uint32_t n, uint64_t *random) {
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id =
            (uint32_t)(random_below(random, 2) ? random_below(random, 50) : 50 + random_below(random, 20000));
        words[i] = (wf_align_word){2 * id, id < 50 ? 0 : id};
    }
}

static void long_texts_keep_what_was_not_edited(void **state) {
    enum { N = 20000, EVERY = 40 };
    uint64_t random = 3;
    wf_align_word *a = many(N), *b = many(N);
    fill_text(a, N, &random);
    uint32_t n_b = 0, untouched = 0;
    for (uint32_t i = 0; i < N; i++) {
        uint64_t edit = i % EVERY ? 3 : random_below(&random, 3);
        if (edit == 1) continue;
        b[n_b] = a[i];
        if (edit == 0) fill_text(&b[n_b], 1, &random);
        if (edit == 3) untouched++;
        if (edit == 2) b[n_b].id++;
        n_b++;
    }
    assert_true(kept_words(align(*state, a, N, b, n_b)) >= untouched);
    free(a);
    free(b);
}

static void a_paragraph_is_moved_whole(void **state) {
    enum { N = 3000, AT = 700, LENGTH = 90, TO = 2200 };
    uint64_t random = 4;
    wf_align_word *a = many(N), *b = many(N);
    fill_text(a, N, &random);
    for (uint32_t i = 0, j = 0; i < N; i++) {
        if (i == AT) i += LENGTH;
        b[j++] = a[i];
        for (uint32_t k = 0; i == TO && k < LENGTH; k++) b[j++] = a[AT + k];
    }
    alignment got = align(*state, a, N, b, N);
    uint32_t moved = 0;
    for (size_t e = 0; e < got.n; e++)
        if (got.edits[e].moved) moved += got.edits[e].a_end - got.edits[e].a_begin;
    assert_int_equal(kept_words(got), N - LENGTH);
    assert_int_equal(moved, LENGTH);
    free(a);
    free(b);
}

/* What each shape makes of word i of n, in a and in b. */
typedef wf_align_word (*shape)(uint64_t i, uint64_t n, bool in_b);
static wf_align_word word(uint64_t id) {
    return (wf_align_word){(uint32_t)id, (uint32_t)id};
}
static wf_align_word equal_words(uint64_t i, uint64_t n, bool in_b) {
    (void)n, (void)in_b;
    return word(i + 1);
}
static wf_align_word distinct_words(uint64_t i, uint64_t n, bool in_b) {
    (void)n;
    return word(2 * i + 1 + in_b);
}
static wf_align_word reversed_words(uint64_t i, uint64_t n, bool in_b) {
    return word(in_b ? n - i : i + 1);
}
static wf_align_word one_word(uint64_t i, uint64_t n, bool in_b) {
    (void)i, (void)n, (void)in_b;
    return word(5);
}
/* Nothing in common at either end. */
static wf_align_word one_word_inside(uint64_t i, uint64_t n, bool in_b) {
    return word(i == 0 || i == n - 1 ? (in_b ? 7 : 6) : 5);
}
static wf_align_word two_words(uint64_t i, uint64_t n, bool in_b) {
    (void)n;
    return word(1 + (wf_mix64(2 * i + in_b) & 1));
}
static wf_align_word stop_words(uint64_t i, uint64_t n, bool in_b) {
    (void)n;
    return (wf_align_word){1 + (uint32_t)(wf_mix64(2 * i + in_b) % 30), 0};
}
/* Words that the other run lacks share an id. */
static wf_align_word some_new_words(uint64_t i, uint64_t n, bool in_b) {
    (void)n;
    return word(in_b && i % 3 ? 0 : 1 + i);
}

/* No shape takes more than time and memory linear in its words: a quadratic way would not end. */
static void hostile_runs_are_aligned(void **state) {
    static const shape shapes[] = {equal_words,     distinct_words, reversed_words, one_word,
                                   one_word_inside, two_words,      stop_words,     some_new_words};
    static const uint32_t sizes[][2] = {{0, 100000}, {1, 100000}, {100000, 100000}, {100000, 60000}};
    wf_align_word *a = many(100000), *b = many(100000);
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
            for (int turn = 0; turn < 2; turn++) {
                uint32_t n_a = sizes[k][turn], n_b = sizes[k][!turn];
                for (uint32_t i = 0; i < n_a; i++) a[i] = shapes[s](i, n_a, false);
                for (uint32_t j = 0; j < n_b; j++) b[j] = shapes[s](j, n_b, true);
                uint32_t kept = kept_words(align(*state, a, n_a, b, n_b)), less = n_a < n_b ? n_a : n_b;
                if (shapes[s] == equal_words || shapes[s] == one_word) assert_int_equal(kept, less);
                if (shapes[s] == distinct_words) assert_int_equal(kept, 0);
                if (shapes[s] == one_word_inside && n_a == n_b) assert_int_equal(kept, less - 2);
            }
    free(a);
    free(b);
}

static void a_million_words_are_aligned(void **state) {
    enum { N = 1000000 };
    static const shape shapes[] = {equal_words, distinct_words};
    wf_align_word *a = many(N), *b = many(N);
    for (int s = 0; s < 2; s++) {
        for (uint32_t i = 0; i < N; i++) a[i] = shapes[s](i, N, false), b[i] = shapes[s](i, N, true);
        alignment got = align(*state, a, N, b, N);
        assert_int_equal(got.n, 1);
        assert_int_equal(got.edits[0].kind, s ? WF_EDIT_SUBSTITUTE : WF_EDIT_KEEP);
    }
    free(a);
    free(b);
}

/* What was aligned before leaves no trace. */
static void alignments_do_not_depend_on_earlier_ones(void **state) {
    enum { N = 400 };
    uint64_t random = 9;
    wf_align_word *a = many(N), *b = many(N);
    for (int round = 0; round < 200; round++) {
        uint32_t n_a = (uint32_t)random_below(&random, N), n_b = (uint32_t)random_below(&random, N);
        fill_text(a, n_a, &random);
        fill_text(b, n_b, &random);
        for (uint32_t i = 0; i < n_a && i < n_b; i++)
            if (random_below(&random, 3)) b[i] = a[i];
        wf_aligner *fresh;
        assert_ok(wf_aligner_open(&fresh, &err));
        alignment x = align(*state, a, n_a, b, n_b), y = align(fresh, a, n_a, b, n_b);
        assert_int_equal(x.n, y.n);
        for (size_t e = 0; e < x.n; e++) {
            assert_int_equal(x.edits[e].a_end, y.edits[e].a_end);
            assert_int_equal(x.edits[e].b_end, y.edits[e].b_end);
            assert_int_equal(x.edits[e].kind, y.edits[e].kind);
            assert_int_equal(x.edits[e].moved, y.edits[e].moved);
        }
        wf_aligner_close(fresh);
    }
    free(a);
    free(b);
}

static void too_many_words_are_refused(void **state) {
    const wf_edit *edits;
    size_t n;
    wf_align_word none = {0};
    assert_fails(wf_align(*state, &none, UINT32_MAX, &none, 0, &edits, &n, &err), WF_E_NOMEM, "memory");
    assert_fails(wf_align(*state, &none, 0, &none, UINT32_MAX, &edits, &n, &err), WF_E_NOMEM, "memory");
    wf_aligner_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_aligned),
        cmocka_unit_test(short_runs_are_as_good_as_they_can_be),
        cmocka_unit_test(long_texts_keep_what_was_not_edited),
        cmocka_unit_test(a_paragraph_is_moved_whole),
        cmocka_unit_test(hostile_runs_are_aligned),
        cmocka_unit_test(a_million_words_are_aligned),
        cmocka_unit_test(alignments_do_not_depend_on_earlier_ones),
        cmocka_unit_test(too_many_words_are_refused),
    };
    return cmocka_run_group_tests(tests, open_aligner, close_aligner);
}
