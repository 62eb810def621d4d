/* Texts that nobody wrote, and clusters of many: verdicts come in bounded time and memory, with every span in its text. */
#include <time.h>

#include "base/memory.h"
#include "support/dump.h"
#include "support/readings.h"
#include "support/words.h"

#ifndef WF_SANITIZED
#define WF_SANITIZED 0
#endif
enum { SLOWER = WF_SANITIZED ? 20 : 1, FEWER = WF_SANITIZED ? 20 : 1 };

/* ---- texts */

typedef enum {
    NAMES,      /* every word a name, each another one */
    LIKE_NAMES, /* names an edit or two apart */
    NUMBERS,
    QUOTES,      /* of five words each, many of them alike */
    LONG_QUOTES, /* as long as quotes are read */
    OPEN_QUOTES, /* opened again and again, never closed */
    ENDLESS,     /* one sentence */
    ONE_WORD,    /* the same word all along */
    SENTENCES,   /* one sentence, over and over */
    SHORT_SENTENCES,
    LONG_WORDS,
    BYTES, /* any, invalid UTF-8 and NULs among them */
    MARKS,
    PROSE,
    N_KINDS
} kind;

static const char *const small_words[] = {"the", "of", "a", "in", "that", "he", "was", "with", "and", "to"};
static const char *const words[] = {"harbour", "council", "storm", "ferry", "voted", "crowns", "engineers",
                                    "pillars", "market",  "fear",  "towns", "old",   "closed", "money"};

static const char *any_of(const char *const *list, size_t n, uint64_t *seed) {
    return list[random_below(seed, n)];
}
#define ANY(list, seed) any_of(list, sizeof(list) / sizeof *(list), seed)

static void put_letters(wf_bytes *out, uint64_t x, int len, bool capital) {
    char name[20];
    for (int i = 0; i < len; i++, x /= 26) name[i] = (char)('a' + x % 26);
    if (capital) name[0] = (char)(name[0] - 32);
    assert_true(wf_bytes_append(out, name, (size_t)len));
}

static void put_name(wf_bytes *out, uint64_t x, int len) {
    put_letters(out, x, len, true);
}

static void put_any(wf_bytes *out, uint64_t *seed, int n) {
    for (int i = 0; i < n; i++)
        assert_true(wf_bytes_printf(out, "%s ", i % 2 ? ANY(words, seed) : ANY(small_words, seed)));
}

static void put_piece(wf_bytes *out, kind k, uint64_t *seed) {
    switch (k) {
    case NAMES:
        put_name(out, random_next(seed), 9);
        wf_bytes_printf(out, random_below(seed, 8) ? " " : " the ");
        break;
    case LIKE_NAMES:
        wf_bytes_printf(out, "Volbr");
        put_name(out, random_next(seed), 3);
        wf_bytes_printf(out, random_below(seed, 8) ? "mann " : "mann. ");
        break;
    case NUMBERS:
        wf_bytes_printf(out, "%llu%s", (unsigned long long)random_below(seed, 1000000),
                        random_below(seed, 30) ? " " : " per cent. ");
        break;
    case QUOTES:
        wf_bytes_printf(out, "\"");
        put_any(out, seed, 5);
        wf_bytes_printf(out, "\" %s ", ANY(words, seed));
        break;
    case LONG_QUOTES:
        wf_bytes_printf(out, "\"");
        put_any(out, seed, 198);
        wf_bytes_printf(out, "\" he said. ");
        break;
    case OPEN_QUOTES:
        wf_bytes_printf(out, "\xe2\x80\x9c");
        put_any(out, seed, 3);
        break;
    case ENDLESS:
        put_any(out, seed, 2);
        break;
    case ONE_WORD:
        wf_bytes_printf(out, "harbour ");
        break;
    case SENTENCES:
        wf_bytes_printf(out, "The council of Brackwell voted to close the old ferry dock. ");
        break;
    case SHORT_SENTENCES:
        wf_bytes_printf(out, "%c%s harbour closed. ", 'A' + (char)random_below(seed, 26), ANY(words, seed));
        break;
    case LONG_WORDS:
        for (int i = 0; i < 3000; i++) wf_bytes_printf(out, "%c", 'a' + (char)random_below(seed, 26));
        wf_bytes_printf(out, " ");
        break;
    case BYTES:
        for (int i = 0; i < 8; i++) {
            char byte = (char)random_next(seed);
            assert_true(wf_bytes_append(out, &byte, 1));
        }
        break;
    case MARKS:
        wf_bytes_printf(out, "%s . , \" ' \xe2\x80\x9c ! ( %s- ", ANY(small_words, seed), ANY(words, seed));
        break;
    default:
        wf_bytes_printf(out, "Then ");
        put_any(out, seed, 5);
        for (int i = 0; i < 4; i++) {
            put_letters(out, random_below(seed, 20000), 7, false);
            wf_bytes_printf(out, " ");
        }
        put_name(out, random_below(seed, 500), 6);
        wf_bytes_printf(out, " in %llu. ", (unsigned long long)random_below(seed, 2000));
    }
}

static wf_bytes make(kind k, size_t len, uint64_t seed) {
    wf_bytes out = {0};
    while (out.len < len) put_piece(&out, k, &seed);
    return out;
}

static void assert_quick(clock_t since, double seconds, const char *what, int a, int b) {
    double took = (double)(clock() - since) / CLOCKS_PER_SEC;
    if (took > seconds * SLOWER) fail_msg("%s %d, %d took %.1f s", what, a, b, took);
}

/* ---- pairs */

static void assert_findings_inside(const wf_reading *a, const wf_reading *b) {
    for (wf_finding_kind k = 0; k < WF_N_FINDINGS; k++)
        for (size_t i = 0; i < found(k); i++) assert_non_null(finding(k, i));
    assert_true(a->n_words <= WF_READING_WORDS && b->n_words <= WF_READING_WORDS);
}

/* Texts of every kind with each other, and with themselves but for some words. */
static void test_texts_of_every_kind(void **state) {
    (void)state;
    wf_reading a = {0}, b = {0};
    for (kind i = 0; i < N_KINDS; i++) {
        wf_bytes x = make(i, 250000 / FEWER, 1);
        reading_make_bytes(&a, x.ptr, x.len, WF_LANGUAGE_ENGLISH);
        for (kind k = 0; k < N_KINDS; k++) {
            if (k != i && (i + k) % 3) continue;
            wf_bytes y = make(k, 250000 / FEWER, i == k ? 1 : 2);
            for (size_t at = 500; i == k && at < y.len; at += 1000) memcpy(&y.ptr[at], " Xalkor ", 8);
            reading_make_bytes(&b, y.ptr, y.len, WF_LANGUAGE_ENGLISH);
            clock_t since = clock();
            const wf_changes *c = changes_of(&a, &b, NULL, 0);
            assert_quick(since, 1.5, "kinds", (int)i, (int)k);
            assert_true(c->aligned_b <= c->words_b && c->aligned_a <= c->words_a);
            assert_true(c->kept <= c->aligned_b && c->exact <= c->kept);
            assert_true(c->sentences_aligned <= c->sentences_b && c->in_order <= c->sentences_aligned);
            assert_true(c->quotes_exact + c->quotes_altered <= c->quotes);
            assert_true(c->numbers_conflict <= c->numbers_aligned && c->names_kept <= c->names_b);
            assert_true(c->weight_in_a >= 0 && c->weight_in_a < 1.000001);
            assert_findings_inside(&a, &b);
            wf_bytes_free(&y);
        }
        wf_bytes_free(&x);
    }
    wf_reading_free(&a);
    wf_reading_free(&b);
}

/* Half of the names of a text known, the other half close to those of sentences further on. */
static void test_thousands_of_names_with_two_spellings(void **state) {
    (void)state;
    wf_bytes x = {0}, y = {0};
    wf_reading a = {0}, b = {0};
    for (uint64_t i = 0; i < 9000 / FEWER; i++) {
        uint64_t seed = i, further_on = i + 84, name = random_next(&seed), other = random_next(&further_on);
        put_name(&x, name, 9);
        wf_bytes_printf(&x, " met %s", i % 12 ? "" : "the council of the harbour.\n");
        put_name(&y, name, 9);
        wf_bytes_printf(&y, " met ");
        put_name(&y, other + 26, 9);
        wf_bytes_printf(&y, "%s", i % 12 ? " " : " the council of the harbour.\n");
    }
    reading_make_bytes(&a, x.ptr, x.len, WF_LANGUAGE_ENGLISH);
    reading_make_bytes(&b, y.ptr, y.len, WF_LANGUAGE_ENGLISH);
    clock_t since = clock();
    const wf_changes *c = changes_of(&a, &b, NULL, 0);
    assert_quick(since, 1.5, "names", (int)a.names.n, (int)b.names.n);
    assert_true(c->names_altered > 100);
    wf_reading_free(&a);
    wf_reading_free(&b);
    wf_bytes_free(&x);
    wf_bytes_free(&y);
}

/* ---- runs */

static void add(wf_run *run, int id, const char *body, size_t len, const char *language) {
    char name[24];
    snprintf(name, sizeof name, "s%d", id);
    wf_story s = {.id = str(name),
                  .body = wf_str_of(body, len),
                  .language = str(language),
                  .published_ms = (int64_t)id * 60000};
    assert_ok(wf_run_add(run, &s, &error));
}

static void assert_all_told(wf_run *run, uint64_t every) {
    for (uint64_t i = 0; i < wf_run_n_stories(run); i += every) {
        wf_judgement j;
        assert_ok(wf_run_judgement(run, i, &j, &error));
        assert_true(j.probability >= 0 && j.probability <= 1);
        for (size_t k = 0; k < j.n_findings; k++)
            assert_true(j.findings[k].copy.len == j.findings[k].copy_end - j.findings[k].copy_begin);
    }
}

/* A story that very many have run, each with a word of its own: every text is judged once, whatever their number. */
static void test_a_cluster_of_many(void **state) {
    (void)state;
    wf_run *run = open_run(NULL);
    int n = 20000 / FEWER;
    for (int i = 0; i < n; i++) {
        char body[2000];
        int len = snprintf(body, sizeof body, "%s Desk number %d of the %s edition has checked it all.",
                           long_text, i, i % 2 ? "early" : "late");
        add(run, i, body, (size_t)len, "en");
    }
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    assert_int_equal(s.n_clustered, n);
    assert_int_equal(wf_run_n_clusters(run), 1);
    assert_int_equal(s.n_assessments[WF_ASSESSED], n);
    assert_int_equal(s.n_verdicts[WF_VERDICT_SPUN] + s.n_verdicts[WF_VERDICT_MACHINE_TRANSLATED], 0);
    double each = s.stage_seconds[WF_STAGE_VERDICTS] / n;
    if (each > 3e-3 * SLOWER) fail_msg("%.0f us a member", 1e6 * each);
    assert_all_told(run, 997);
    wf_run_close(run);
}

/* Every text, cut and edited, in one dump with languages mixed up. */
static void test_a_dump_of_such_texts(void **state) {
    (void)state;
    wf_options options;
    wf_options_init(&options);
    options.threads = 3;
    options.min_probability = .05;
    wf_run *run = open_run(&options);
    int id = 0;
    for (kind k = 0; k < N_KINDS; k++)
        for (int version = 0; version < 4; version++) {
            static const char *const languages[] = {"en", "en", "de", ""};
            wf_bytes text = make(k, version == 1 ? 9000 : 12000, 1);
            for (size_t at = 300; version == 3 && at + 8 < text.len; at += 400)
                memcpy(&text.ptr[at], " Xalkor ", 8);
            add(run, id++, text.ptr, text.len, languages[version]);
            wf_bytes_free(&text);
        }
    add(run, id++, "Leave a reply\n", 14, "en"); /* nothing but boilerplate */
    add(run, id++, "Leave a reply\n", 14, "en");
    add(run, id++, "", 0, "en");
    add(run, id++, "One sentence.", 13, "en");
    add(run, id++, "One sentence.", 13, "en");
    cluster(run);
    assert_all_told(run, 1);
    wf_run_close(run);
}

/* Of a long text its first words are judged, and what stands behind them costs no more. */
static void test_a_text_of_megabytes(void **state) {
    (void)state;
    wf_bytes a = make(PROSE, 5000000 / FEWER, 7), b = make(PROSE, 5000000 / FEWER, 7);
    for (size_t at = 5000; at + 8 < b.len; at += 2000) memcpy(&b.ptr[at], " Xalkor ", 8);
    wf_run *run = open_run(NULL);
    add(run, 0, a.ptr, a.len, "en");
    add(run, 1, b.ptr, b.len, "en");
    cluster(run);
    wf_summary s;
    wf_run_summary(run, &s);
    if (s.stage_seconds[WF_STAGE_VERDICTS] > 10. * SLOWER)
        fail_msg("%.1f s", s.stage_seconds[WF_STAGE_VERDICTS]);
    wf_judgement j;
    assert_ok(wf_run_judgement(run, 1, &j, &error));
    assert_int_equal(j.verdict, WF_VERDICT_REPRINT);
    assert_true(j.changes.words > 0 && j.changes.words <= WF_READING_WORDS);
    wf_run_close(run);
    wf_bytes_free(&a);
    wf_bytes_free(&b);
}

static bool stop_now(void *user) {
    wf_run *const *run = user;
    wf_summary s;
    if (!*run) return false;
    wf_run_summary(*run, &s);
    return s.stage_seconds[WF_STAGE_CLUSTER] > 0; /* in the stage behind it */
}

static void test_verdicts_are_cancelled(void **state) {
    (void)state;
    static wf_run *run;
    wf_options options;
    wf_options_init(&options);
    options.threads = 2;
    options.cancelled = stop_now;
    options.user = &run;
    wf_run *opened = open_run(&options);
    for (int i = 0; i < 200; i++) {
        char body[2000];
        int len = snprintf(body, sizeof body, "%s Desk number %d has checked it all.", long_text, i);
        add(opened, i, body, (size_t)len, "en");
    }
    run = opened;
    assert_int_equal(wf_run_cluster(opened, &error), WF_E_CANCELLED);
    run = NULL;
    wf_run_close(opened);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_of_every_kind),
        cmocka_unit_test(test_thousands_of_names_with_two_spellings),
        cmocka_unit_test(test_a_cluster_of_many),
        cmocka_unit_test(test_a_dump_of_such_texts),
        cmocka_unit_test(test_a_text_of_megabytes),
        cmocka_unit_test(test_verdicts_are_cancelled),
    };
    return cmocka_run_group_tests(tests, readings_open, readings_close);
}
