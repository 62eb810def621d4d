/*
 * A comparison of two stories: figures and evidence, the sentences that say the same where few passages are shared, then
 * both texts with the passages they share marked.
 *
 * Spans come in the order of the first text and overlap in neither; for the second text they are put in its order by a
 * radix sort, so that any number of them costs linear time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/sort.h"
#include "report/date.h"
#include "report/display.h"
#include "report/evidence.h"
#include "report/json.h"

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
    return ok && wf_bytes_append(out, "]", 1) && json_evidence(out, c) && wf_bytes_append(out, "}\n", 2);
}

/* ---------------------------------------------------------------------------------------------- for a person */

static bool put_heading(wf_page *p, const char *letter, const wf_story *s) {
    bool ok = wf_page_paint(p, wf_bold) && wf_bytes_printf(p->out, "%s  ", letter) &&
              wf_display_put(p->out, s->id, p->width - 3, NULL) && wf_page_paint(p, wf_plain);
    if (ok && s->source.len) ok = wf_page_puts(p, "  ") && wf_display_put(p->out, s->source, 40, NULL);
    if (ok && s->published_ms != WF_NO_DATE) {
        wf_date d = wf_date_of(s->published_ms);
        char day[WF_DATE_SIZE];
        size_t n = wf_date_put_day(day, &d);
        ok = wf_page_puts(p, "  ") && wf_bytes_append(p->out, day, n) &&
             wf_bytes_printf(p->out, " %02d:%02d", d.hour, d.minute);
    }
    ok = ok && wf_page_puts(p, "\n");
    if (ok && s->title.len && s->body.len)
        ok = wf_page_puts(p, "   ") && wf_display_put(p->out, s->title, p->width - 3, NULL) &&
             wf_page_puts(p, "\n");
    return ok;
}

static const char *verdict(const wf_comparison *c) {
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

static bool put_figures(wf_page *p, const wf_comparison *c) {
    char x[WF_FIGURE_SIZE];
    bool ok = wf_page_puts(p, "\n") && wf_page_paint(p, wf_bold) && wf_page_puts(p, verdict(c)) &&
              wf_page_paint(p, wf_plain) && wf_page_puts(p, "\n");
    if (ok && wf_has_evidence(c))
        ok = wf_page_row(p, "same story", "p %s", wf_probability_text(x, c->same_story));
    return ok && wf_page_row(p, "Jaccard", "%s", wf_percent_text(x, c->jaccard)) &&
           wf_page_row(p, "of A in B", "%s", wf_percent_text(x, c->a_in_b)) &&
           wf_page_row(p, "of B in A", "%s", wf_percent_text(x, c->b_in_a)) &&
           wf_page_row(p, "shared shingles", "%llu of %llu in A and %llu in B",
                       (unsigned long long)c->shared_shingles, (unsigned long long)c->a_shingles,
                       (unsigned long long)c->b_shingles) &&
           wf_page_row(p, "shared passages", "%llu with %llu words, of %llu words in A and %llu in B",
                       (unsigned long long)c->n_spans, (unsigned long long)shared_words(c),
                       (unsigned long long)c->a_words, (unsigned long long)c->b_words);
}

/* Why they are one story or not; sentences where the shared passages do not show it. */
static bool put_evidence(wf_page *p, const wf_comparison *c) {
    if (!wf_has_evidence(c)) return true;
    uint64_t shorter = c->a_words < c->b_words ? c->a_words : c->b_words;
    bool few = shared_words(c) < shorter / 2;
    return wf_page_evidence(p, &c->evidence) && (!few || wf_page_sentences(p, c));
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
