/*
 * A comparison of two stories: figures, verdict and evidence, what became of quotes, names, numbers and words, the
 * sentences that say the same where few passages are shared, then both texts with the passages they share marked.
 *
 * Spans come in the order of the first text and overlap in neither; for the second text they are put in its order by a
 * radix sort, so that any number of them costs linear time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/sort.h"
#include "report/display.h"
#include "report/evidence.h"
#include "report/json.h"
#include "report/sides.h"
#include "report/verdict.h"

/* Colours of passages, in turn: the same passage has the same colour in both texts. */
static const char *const PASSAGE[] = {"\033[32m", "\033[36m", "\033[33m", "\033[35m", "\033[34m", "\033[31m"};

/* The text that was matched. */
static wf_str text_of(const wf_story *s) {
    return s->body.len ? s->body : s->title;
}

/* ---------------------------------------------------------------------------------------------- JSON */

static bool put_known(wf_bytes *out, const char *key, wf_str value) {
    return value.len == 0 || (wf_bytes_printf(out, ",\"%s\":", key) && wf_json_put_string(out, value));
}

static bool json_story(wf_bytes *out, const char *key, const wf_story *s, uint64_t words, uint64_t shingles) {
    bool ok = wf_bytes_printf(out, ",\"%s\":{\"id\":", key) && wf_json_put_string(out, s->id) &&
              put_known(out, "url", s->url) && put_known(out, "title", s->title) &&
              put_known(out, "source", s->source) && put_known(out, "language", s->language);
    if (ok && s->published_ms != WF_NO_DATE)
        ok = wf_bytes_printf(out, ",\"published\":") && wf_json_put_date(out, s->published_ms);
    return ok && wf_bytes_printf(out, ",\"words\":%llu,\"shingles\":%llu}", (unsigned long long)words,
                                 (unsigned long long)shingles);
}

static bool json_span(wf_bytes *out, const wf_comparison *c, const wf_span *s) {
    return wf_bytes_printf(out, "{\"a\":[%llu,%llu],\"b\":[%llu,%llu],\"words\":%llu,\"a_text\":",
                           (unsigned long long)s->a_begin, (unsigned long long)s->a_end,
                           (unsigned long long)s->b_begin, (unsigned long long)s->b_end,
                           (unsigned long long)s->words) &&
           wf_json_put_string(out, wf_part_of(text_of(&c->a), s->a_begin, s->a_end)) &&
           wf_bytes_printf(out, ",\"b_text\":") &&
           wf_json_put_string(out, wf_part_of(text_of(&c->b), s->b_begin, s->b_end)) &&
           wf_bytes_append(out, "}", 1);
}

static bool json_same_story(wf_bytes *out, const wf_comparison *c) {
    if (c->relation != WF_EXACT && !wf_has_evidence(c)) return true;
    return wf_bytes_printf(out, ",\"same_story\":") && wf_json_put_ratio(out, c->same_story);
}

static bool json_evidence(wf_bytes *out, const wf_comparison *c) {
    return !wf_has_evidence(c) ||
           (wf_bytes_printf(out, ",\"evidence\":") && wf_json_put_evidence(out, &c->evidence) &&
            wf_bytes_printf(out, ",\"sentences\":") &&
            wf_json_put_sentences(out, c->sentences, c->n_sentences, &c->a, &c->b));
}

/* Whether there is a judgement: not so of stories that are not one. */
static bool is_judged(const wf_comparison *c) {
    return c->judgement.verdict != WF_VERDICT_SINGLE;
}

static bool json_judgement(wf_bytes *out, const wf_comparison *c) {
    const wf_judgement *j = &c->judgement;
    return !is_judged(c) ||
           (wf_bytes_printf(out, ",\"judgement\":{\"of\":\"%s\"", c->judged_a ? "a" : "b") &&
            wf_json_put_verdict(out, j->verdict, j->assessment, j->probability) &&
            (j->assessment != WF_ASSESSED || wf_json_put_judgement(out, j)) && wf_bytes_append(out, "}", 1));
}

static bool json_comparison(wf_bytes *out, const wf_comparison *c) {
    bool ok = wf_bytes_printf(out, "{\"type\":\"comparison\",\"relation\":\"%s\",\"jaccard\":",
                              wf_relation_name(c->relation)) &&
              wf_json_put_ratio(out, c->jaccard) && wf_bytes_printf(out, ",\"a_in_b\":") &&
              wf_json_put_ratio(out, c->a_in_b) && wf_bytes_printf(out, ",\"b_in_a\":") &&
              wf_json_put_ratio(out, c->b_in_a) &&
              wf_bytes_printf(out, ",\"shared_shingles\":%llu", (unsigned long long)c->shared_shingles) &&
              json_same_story(out, c) && json_story(out, "a", &c->a, c->a_words, c->a_shingles) &&
              json_story(out, "b", &c->b, c->b_words, c->b_shingles) && wf_bytes_printf(out, ",\"spans\":[");
    for (size_t i = 0; i < c->n_spans && ok; i++)
        ok = (i == 0 || wf_bytes_append(out, ",", 1)) && json_span(out, c, &c->spans[i]);
    return ok && wf_bytes_append(out, "]", 1) && json_evidence(out, c) && json_judgement(out, c) &&
           wf_bytes_append(out, "}\n", 2);
}

/* ---------------------------------------------------------------------------------------------- for a person */

static bool put_heading(wf_page *p, const char *letter, const wf_story *s) {
    bool ok = wf_page_paint(p, wf_bold) && wf_bytes_printf(p->out, "%s  ", letter) &&
              wf_display_put(p->out, s->id, p->width - 3, NULL) && wf_page_paint(p, wf_plain);
    ok = ok && wf_page_origin(p, s, 40);
    ok = ok && wf_page_puts(p, "\n");
    if (ok && s->title.len && s->body.len)
        ok = wf_page_puts(p, "   ") && wf_display_put(p->out, s->title, p->width - 3, NULL) &&
             wf_page_puts(p, "\n");
    return ok;
}

static const char *headline(const wf_comparison *c) {
    switch (c->relation) {
    case WF_EXACT:
        return "The same text, word for word.";
    case WF_COPY:
        return "Near-identical copies.";
    case WF_EXCERPT:
    case WF_EXPANDED:
        return c->a_in_b >= c->b_in_a ? "A is an excerpt of B." : "B is an excerpt of A.";
    case WF_REWRITE:
        return "Rewrites: one story in other words.";
    case WF_SINGLE:
    case WF_ORIGINAL:
        break;
    }
    if (wf_has_evidence(c)) return "Different stories.";
    return c->n_spans ? "No copy and no excerpt, though some passages are shared."
                      : "No copy and no excerpt: no passage is shared.";
}

static uint64_t shared_words(const wf_comparison *c) {
    uint64_t n = 0;
    for (size_t i = 0; i < c->n_spans; i++) n += c->spans[i].words;
    return n;
}

/* A row whose text is in line, which is emptied. */
static bool put_row(wf_page *p, const char *label, wf_bytes *line, bool ok) {
    enum { LABEL = 18, MOST_LINES = 6 };
    ok = ok && wf_bytes_printf(p->out, "  %-*s", LABEL - 2, label) &&
         wf_display_put_wrapped(p->out, wf_str_of(line->ptr, line->len), p->width - LABEL, LABEL,
                                MOST_LINES) &&
         wf_page_puts(p, "\n");
    line->len = 0;
    return ok;
}

static bool put_judgement(wf_page *p, const wf_comparison *c) {
    const wf_judgement *j = &c->judgement;
    const char *judged = c->judged_a ? "A" : "B", *other = c->judged_a ? "B" : "A";
    char x[WF_FIGURE_SIZE], y[WF_FIGURE_SIZE];
    wf_bytes line = {0};
    if (!is_judged(c)) return true;
    const char *label = j->open ? "verdict, A or B" : c->judged_a ? "verdict on A" : "verdict on B";
    bool ok = put_row(p, label, &line, wf_put_verdict_text(&line, j));
    if (ok && j->open) ok = put_row(p, "", &line, wf_put_open_text(&line, judged, wf_str_from(other)));
    if (ok && j->assessment != WF_ASSESSED)
        ok = put_row(p, "not assessed", &line,
                     wf_bytes_printf(&line, "%s", wf_assessment_text(j->assessment)));
    else if (ok && !wf_is_flagged(j->verdict))
        ok = put_row(p, "chances", &line,
                     wf_bytes_printf(&line, "spun p %s, machine-translated p %s",
                                     wf_probability_text(x, j->spun), wf_probability_text(y, j->machine)));
    wf_bytes_free(&line);
    return ok;
}

static bool put_figures(wf_page *p, const wf_comparison *c) {
    char x[WF_FIGURE_SIZE];
    bool ok = wf_page_puts(p, "\n") && wf_page_paint(p, wf_bold) && wf_page_puts(p, headline(c)) &&
              wf_page_paint(p, wf_plain) && wf_page_puts(p, "\n");
    if (ok && wf_has_evidence(c))
        ok = wf_page_row(p, "same story", "p %s", wf_probability_text(x, c->same_story));
    return ok && put_judgement(p, c) && wf_page_row(p, "Jaccard", "%s", wf_percent_text(x, c->jaccard)) &&
           wf_page_row(p, "of A in B", "%s", wf_percent_text(x, c->a_in_b)) &&
           wf_page_row(p, "of B in A", "%s", wf_percent_text(x, c->b_in_a)) &&
           wf_page_row(p, "shared shingles", "%llu of %llu in A and %llu in B",
                       (unsigned long long)c->shared_shingles, (unsigned long long)c->a_shingles,
                       (unsigned long long)c->b_shingles) &&
           wf_page_row(p, "shared passages", "%llu with %llu words, of %llu words in A and %llu in B",
                       (unsigned long long)c->n_spans, (unsigned long long)shared_words(c),
                       (unsigned long long)c->a_words, (unsigned long long)c->b_words);
}

/* What became of quotes, names, numbers and words. */
static bool put_findings(wf_page *p, const wf_comparison *c) {
    const wf_judgement *j = &c->judgement;
    if (!is_judged(c) || j->n_findings == 0) return true;
    const wf_str names[2] = {wf_str_from("A"), wf_str_from("B")};
    return wf_page_rule(p, "what became what") && wf_page_findings(p, j, names, c->judged_a);
}

static wf_str a_sentence(const wf_comparison *c, const wf_sentence_pair *s) {
    return wf_part_of(s->a_is_title ? c->a.title : text_of(&c->a), s->a_begin, s->a_end);
}

static wf_str b_sentence(const wf_comparison *c, const wf_sentence_pair *s) {
    return wf_part_of(s->b_is_title ? c->b.title : text_of(&c->b), s->b_begin, s->b_end);
}

enum { MOST_SIDES = 12 };

/* The aligned sentences that are most alike, but for those that are so to the letter; best first, or in order of place. */
static size_t best_sides(const wf_comparison *c, bool in_place, const wf_sentence_pair *out[MOST_SIDES],
                         size_t *n_all) {
    size_t n = 0;
    for (size_t i = 0; i < c->n_sentences; i++) {
        const wf_sentence_pair *s = &c->sentences[i];
        if (wf_str_equal(a_sentence(c, s), b_sentence(c, s))) continue;
        (*n_all)++;
        size_t at = n;
        while (at > 0 && out[at - 1]->overlap < s->overlap) at--;
        if (at == MOST_SIDES) continue;
        if (n < MOST_SIDES) n++;
        memmove(out + at + 1, out + at, (n - 1 - at) * sizeof *out);
        out[at] = s;
    }
    for (size_t i = 1; in_place && i < n; i++)
        for (size_t at = i; at > 0 && out[at - 1] > out[at]; at--) {
            const wf_sentence_pair *swap = out[at];
            out[at] = out[at - 1];
            out[at - 1] = swap;
        }
    return n;
}

/* Sentences that say the same side by side: of an altered copy in the order of the first text, of others best first. */
static bool put_sides(wf_page *p, const wf_comparison *c) {
    enum { INDENT = 2 };
    const wf_str names[2] = {wf_str_from("A"), wf_str_from("B")};
    const wf_sentence_pair *best[MOST_SIDES];
    size_t n_all = 0, n = best_sides(c, wf_is_flagged(c->judgement.verdict), best, &n_all);
    char title[96];
    if (n == 0) return true;
    snprintf(title, sizeof title, "sentences that say the same, otherwise: %s%zu of %zu",
             n < n_all ? "the best " : "", n, n_all);
    bool ok = wf_page_rule(p, title) && wf_page_sides_heading(p, INDENT, names);
    for (size_t i = 0; ok && i < n; i++)
        ok = (i == 0 || wf_page_puts(p, "\n")) &&
             wf_page_sides(p, INDENT, "", names, a_sentence(c, best[i]), b_sentence(c, best[i]));
    return ok;
}

/*
 * Why they are one story or not, and what was altered; sentences where the shared passages do not show it. They stand side
 * by side where the changes could be judged.
 */
static bool put_evidence(wf_page *p, const wf_comparison *c) {
    if (!wf_has_evidence(c)) return put_findings(p, c);
    uint64_t shorter = c->a_words < c->b_words ? c->a_words : c->b_words;
    bool few = shared_words(c) < shorter / 2, judged = is_judged(c) && c->judgement.assessment == WF_ASSESSED;
    bool ok = wf_page_evidence(p, &c->evidence) && put_findings(p, c);
    if (judged) return ok && ((!few && !wf_is_flagged(c->judgement.verdict)) || put_sides(p, c));
    return ok && (!few || wf_page_sentences(p, c));
}

static bool put_passage(wf_page *p, wf_str text, size_t number) {
    if (p->colour)
        return wf_display_put_text(p->out, text, PASSAGE[number % (sizeof PASSAGE / sizeof *PASSAGE)],
                                   wf_plain);
    return wf_bytes_printf(p->out, "[[%llu: ", (unsigned long long)number + 1) &&
           wf_display_put_text(p->out, text, "", "") && wf_page_puts(p, " ]]");
}

typedef struct {
    uint64_t begin, end;
    size_t number; /* of the span, from 0 */
} mark;

/* Prints text with its marks, which are in order; one that overlaps the one before is left out. */
static bool put_marked(wf_page *p, const char *letter, wf_str text, const mark *marks, size_t n) {
    bool ok = wf_page_rule(p, letter);
    uint64_t at = 0;
    for (size_t i = 0; i < n && ok; i++) {
        if (marks[i].begin < at) continue;
        ok = wf_display_put_text(p->out, wf_part_of(text, at, marks[i].begin), "", "") &&
             put_passage(p, wf_part_of(text, marks[i].begin, marks[i].end), marks[i].number);
        at = marks[i].end > marks[i].begin ? marks[i].end : marks[i].begin;
    }
    ok = ok && wf_display_put_text(p->out, wf_part_of(text, at, text.len), "", "");
    if (ok && p->out->ptr[p->out->len - 1] != '\n') ok = wf_page_puts(p, "\n");
    return ok;
}

static bool put_texts(wf_page *p, const wf_comparison *c) {
    size_t n = c->n_spans, room = n ? n : 1;
    if (n > UINT32_MAX) return false;
    mark *marks = calloc(room, sizeof *marks);
    wf_keyed *order = calloc(room, sizeof *order), *scratch = calloc(room, sizeof *scratch);
    bool ok = marks && order && scratch;
    if (ok) {
        for (size_t i = 0; i < n; i++) {
            const wf_span *s = &c->spans[i];
            marks[i] = (mark){s->a_begin, s->a_end, i};
            order[i] = (wf_keyed){s->b_begin, (uint32_t)i};
        }
        ok = put_marked(p, "A", text_of(&c->a), marks, n);
        wf_sort_keyed(order, scratch, n);
        for (size_t i = 0; i < n; i++) {
            const wf_span *s = &c->spans[order[i].value];
            marks[i] = (mark){s->b_begin, s->b_end, order[i].value};
        }
        ok = ok && put_marked(p, "B", text_of(&c->b), marks, n);
    }
    free(scratch);
    free(order);
    free(marks);
    return ok;
}

wf_code wf_comparison_write(const wf_comparison *c, const wf_report_options *options, wf_sink *sink,
                            wf_error *err) {
    wf_bytes out = {0};
    bool ok = false;
    switch (options->format) {
    case WF_FORMAT_CSV:
        return wf_fail(err, WF_E_PARAM, "a comparison is written as a table or as JSONL, not as CSV");
    case WF_FORMAT_JSONL:
        ok = json_comparison(&out, c);
        break;
    case WF_FORMAT_TABLE: {
        size_t width = options->width < 40    ? options->width ? 40 : 100
                       : options->width > 200 ? 200
                                              : options->width;
        wf_page p = {&out, options->colour, width};
        ok = put_heading(&p, "A", &c->a) && put_heading(&p, "B", &c->b) && put_figures(&p, c) &&
             put_evidence(&p, c) && put_texts(&p, c);
        break;
    }
    }
    wf_code code = ok ? wf_sink_write(sink, out.ptr, out.len, err) : wf_fail_nomem(err, "the comparison");
    wf_bytes_free(&out);
    return code;
}
