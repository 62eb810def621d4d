#include "report/evidence.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/display.h"
#include "report/json.h"

enum {
    MOST_SENTENCES = 12, /* pairs of sentences shown, */
    MOST_LINES = 6       /* and lines of each */
};

wf_str wf_part_of(wf_str text, uint64_t begin, uint64_t end) {
    if (end > text.len) end = text.len;
    if (begin > end) begin = end;
    return wf_str_of(text.ptr ? text.ptr + begin : NULL, (size_t)(end - begin));
}

bool wf_has_evidence(const wf_comparison *c) {
    const wf_evidence *e = &c->evidence;
    return c->relation != WF_EXACT &&
           (e->n_terms_a || e->n_terms_b || e->n_sentences_a || e->n_sentences_b || c->same_story > 0);
}

/* ---------------------------------------------------------------------------------------------- JSON */

typedef enum { RATIO, COUNT, FLAG, DAYS, GROUP } figure_kind; /* DAYS: null if negative */

typedef struct {
    const char *key;
    figure_kind kind;
    size_t at; /* in wf_evidence */
} figure;

#define AT(member) offsetof(wf_evidence, member)

/* A figure belongs to the group above it. */
static const figure figures[] = {
    {"terms", GROUP, 0},
    {"overlap", RATIO, AT(overlap)},
    {"squared", RATIO, AT(squared)},
    {"cosine", RATIO, AT(cosine)},
    {"a_in_b", RATIO, AT(a_in_b)},
    {"b_in_a", RATIO, AT(b_in_a)},
    {"weight", RATIO, AT(shared)},
    {"a", COUNT, AT(n_terms_a)},
    {"b", COUNT, AT(n_terms_b)},
    {"shared", COUNT, AT(n_terms_shared)},
    {"rare", GROUP, 0},
    {"overlap", RATIO, AT(rare)},
    {"in", RATIO, AT(rare_in)},
    {"weight", RATIO, AT(rare_shared)},
    {"telling", GROUP, 0},
    {"terms", RATIO, AT(telling)},
    {"name_apart", RATIO, AT(telling_name_apart)},
    {"lead", GROUP, 0},
    {"overlap", RATIO, AT(lead)},
    {"in", RATIO, AT(lead_in)},
    {"in_max", RATIO, AT(lead_in_max)},
    {"names", RATIO, AT(lead_names)},
    {"head", GROUP, 0},
    {"in", RATIO, AT(head_in)},
    {"apart", RATIO, AT(head_apart)},
    {"name_apart", RATIO, AT(head_name_apart)},
    {"order", GROUP, 0},
    {"bigrams", RATIO, AT(bigrams)},
    {"skip_bigrams", RATIO, AT(skip_bigrams)},
    {"sentences", GROUP, 0},
    {"best_third", RATIO, AT(best_third)},
    {"coverage_a", RATIO, AT(coverage_a)},
    {"coverage_b", RATIO, AT(coverage_b)},
    {"aligned", RATIO, AT(aligned)},
    {"a", COUNT, AT(n_sentences_a)},
    {"b", COUNT, AT(n_sentences_b)},
    {"names", GROUP, 0},
    {"overlap", RATIO, AT(names)},
    {"apart", RATIO, AT(names_apart)},
    {"a", COUNT, AT(n_names_a)},
    {"b", COUNT, AT(n_names_b)},
    {"shared", COUNT, AT(n_names_shared)},
    {"numbers", GROUP, 0},
    {"overlap", RATIO, AT(numbers)},
    {"apart", RATIO, AT(numbers_apart)},
    {"a", COUNT, AT(n_numbers_a)},
    {"b", COUNT, AT(n_numbers_b)},
    {"shared", COUNT, AT(n_numbers_shared)},
    {"quotes", GROUP, 0},
    {"a", COUNT, AT(n_quotes_a)},
    {"b", COUNT, AT(n_quotes_b)},
    {"exact", COUNT, AT(n_quotes_exact)},
    {"dates", GROUP, 0},
    {"days_shared", COUNT, AT(n_days_shared)},
    {"years_shared", COUNT, AT(n_years_shared)},
    {"conflicts", GROUP, 0},
    {"days", FLAG, AT(days_conflict)},
    {"months", FLAG, AT(months_conflict)},
    {"years", FLAG, AT(years_conflict)},
    {"weekdays", FLAG, AT(weekdays_conflict)},
    {"places", RATIO, AT(places_conflict)},
    {"numbers", RATIO, AT(numbers_conflict)},
    {"names", RATIO, AT(names_conflict)},
    {"nearness", GROUP, 0},
    {"a", RATIO, AT(a_nearness)},
    {"b", RATIO, AT(b_nearness)},
    {"publication", GROUP, 0},
    {"days_apart", DAYS, AT(days_apart)},
    {"same_source", FLAG, AT(same_source)},
};

bool wf_json_put_evidence(wf_bytes *out, const wf_evidence *e) {
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof figures / sizeof *figures; i++) {
        const figure *f = &figures[i];
        const char *field = (const char *)e + f->at;
        bool first = i == 0 || figures[i - 1].kind == GROUP;
        switch (f->kind) {
        case GROUP:
            ok = wf_bytes_printf(out, "%s\"%s\":{", i == 0 ? "{" : "},", f->key);
            break;
        case RATIO:
            ok = wf_bytes_printf(out, "%s\"%s\":", first ? "" : ",", f->key) &&
                 wf_json_put_ratio(out, *(const double *)(const void *)field);
            break;
        case DAYS:
            ok = wf_bytes_printf(out, "%s\"%s\":", first ? "" : ",", f->key) &&
                 (*(const double *)(const void *)field < 0
                      ? wf_bytes_append(out, "null", 4)
                      : wf_json_put_ratio(out, *(const double *)(const void *)field));
            break;
        case COUNT:
            ok = wf_bytes_printf(out, "%s\"%s\":%u", first ? "" : ",", f->key,
                                 (unsigned)*(const uint32_t *)(const void *)field);
            break;
        case FLAG:
            ok = wf_bytes_printf(out, "%s\"%s\":%s", first ? "" : ",", f->key,
                                 *(const bool *)(const void *)field ? "true" : "false");
            break;
        }
    }
    return ok && wf_bytes_printf(out, "},\"same_language\":%s}", e->same_language ? "true" : "false");
}

static wf_str sentence_of(const wf_story *s, bool is_title, uint64_t begin, uint64_t end) {
    return wf_part_of(is_title || s->body.len == 0 ? s->title : s->body, begin, end);
}

static wf_str a_sentence(const wf_story *a, const wf_sentence_pair *s) {
    return sentence_of(a, s->a_is_title, s->a_begin, s->a_end);
}

static wf_str b_sentence(const wf_story *b, const wf_sentence_pair *s) {
    return sentence_of(b, s->b_is_title, s->b_begin, s->b_end);
}

bool wf_json_put_sentences(wf_bytes *out, const wf_sentence_pair *sentences, size_t n, const wf_story *a,
                           const wf_story *b) {
    bool ok = wf_bytes_append(out, "[", 1);
    for (size_t i = 0; ok && i < n; i++) {
        const wf_sentence_pair *s = &sentences[i];
        ok = wf_bytes_printf(out, "%s{\"a\":[%llu,%llu],\"b\":[%llu,%llu],\"overlap\":", i ? "," : "",
                             (unsigned long long)s->a_begin, (unsigned long long)s->a_end,
                             (unsigned long long)s->b_begin, (unsigned long long)s->b_end) &&
             wf_json_put_ratio(out, s->overlap) &&
             (!s->a_is_title || wf_bytes_printf(out, ",\"a_is_title\":true")) &&
             (!s->b_is_title || wf_bytes_printf(out, ",\"b_is_title\":true"));
        if (ok && a && b)
            ok = wf_bytes_printf(out, ",\"a_text\":") && wf_json_put_string(out, a_sentence(a, s)) &&
                 wf_bytes_printf(out, ",\"b_text\":") && wf_json_put_string(out, b_sentence(b, s));
        ok = ok && wf_bytes_append(out, "}", 1);
    }
    return ok && wf_bytes_append(out, "]", 1);
}

/* ---------------------------------------------------------------------------------------------- for a person */

static bool put_heading(wf_page *p, const char *text) {
    return wf_page_puts(p, "\n") && wf_page_paint(p, wf_bold) && wf_page_puts(p, text) &&
           wf_page_paint(p, wf_plain) && wf_page_puts(p, "\n");
}

static bool put_similarities(wf_page *p, const wf_evidence *e) {
    char x[WF_FIGURE_SIZE], y[WF_FIGURE_SIZE], z[WF_FIGURE_SIZE];
    return wf_page_row(p, "words",
                       "%s overlap: %u shared of %u in A and %u in B (%s of A in B, %s of B in A)",
                       wf_percent_text(x, e->overlap), e->n_terms_shared, e->n_terms_a, e->n_terms_b,
                       wf_percent_text(y, e->a_in_b), wf_percent_text(z, e->b_in_a)) &&
           wf_page_row(p, "rare words",
                       "%s overlap of the rarest; %s of the most telling of each in the other",
                       wf_percent_text(x, e->rare), wf_percent_text(y, e->telling)) &&
           wf_page_row(p, "lead", "%s overlap; %s of one lead anywhere in the other text",
                       wf_percent_text(x, e->lead), wf_percent_text(y, e->lead_in_max)) &&
           wf_page_row(p, "word order",
                       "%s of neighbours are neighbours in the other, %s up to 4 words apart",
                       wf_percent_text(x, e->bigrams), wf_percent_text(y, e->skip_bigrams)) &&
           wf_page_row(p, "sentences", "%s overlap in the best third; %s of A and %s of B say the same",
                       wf_percent_text(x, e->best_third), wf_percent_text(y, e->coverage_a),
                       wf_percent_text(z, e->coverage_b));
}

/* "0.8", "12.5" */
static const char *times_text(char buffer[WF_FIGURE_SIZE], double ratio) {
    int tenths = (int)lround(fmin(fmax(ratio, 0), 1e6) * 10);
    snprintf(buffer, WF_FIGURE_SIZE, "%d.%d", tenths / 10, tenths % 10);
    return buffer;
}

static bool put_anchors(wf_page *p, const wf_evidence *e) {
    char x[WF_FIGURE_SIZE], y[WF_FIGURE_SIZE];
    bool ok = true;
    if (e->n_names_a || e->n_names_b)
        ok =
            wf_page_row(p, "names",
                        "%s overlap: %u shared of %u in A and %u in B; %s of those in a lead anywhere in the "
                        "other text",
                        wf_percent_text(x, e->names), e->n_names_shared, e->n_names_a, e->n_names_b,
                        wf_percent_text(y, e->lead_names));
    if (ok && (e->n_numbers_a || e->n_numbers_b))
        ok = wf_page_row(p, "numbers", "%s overlap: %u shared of %u in A and %u in B",
                         wf_percent_text(x, e->numbers), e->n_numbers_shared, e->n_numbers_a, e->n_numbers_b);
    if (ok && (e->n_quotes_a || e->n_quotes_b))
        ok = wf_page_row(p, "quotes", "%u word for word, of %u in A and %u in B", e->n_quotes_exact,
                         e->n_quotes_a, e->n_quotes_b);
    if (ok && (e->n_days_shared || e->n_years_shared)) {
        char days[32] = "", years[32] = "";
        if (e->n_days_shared)
            snprintf(days, sizeof days, "%u day%s", e->n_days_shared, e->n_days_shared == 1 ? "" : "s");
        if (e->n_years_shared)
            snprintf(years, sizeof years, "%u year%s", e->n_years_shared, e->n_years_shared == 1 ? "" : "s");
        ok = wf_page_row(p, "dates", "%s%s%s named in both", days, *days && *years ? " and " : "", years);
    }
    if (ok && (e->a_nearness != 1 || e->b_nearness != 1) && (e->a_nearness > 0 || e->b_nearness > 0))
        ok = wf_page_row(p, "nearness",
                         "overlap %s times that of A's three nearest texts, %s times that of B's",
                         times_text(x, e->a_nearness), times_text(y, e->b_nearness));
    return ok;
}

static bool put_conflicts(wf_page *p, const wf_evidence *e) {
    const struct {
        bool found;
        const char *label, *text;
    } plain[] = {
        {e->days_conflict, "days", "both name days, none in common"},
        {e->months_conflict, "months", "both name months, none in common"},
        {e->years_conflict, "years", "both name years, none in common"},
        {e->weekdays_conflict, "weekdays", "both leads name weekdays, none in common"},
        {e->telling_name_apart > 0, "telling names", "each text has some that the other lacks"},
        {e->head_name_apart > 0, "names of heads",
         "each title or first sentence has one that the other text lacks"},
        {e->places_conflict > 0, "places", "both leads name places, and neither text has one of the other's"},
        {!e->same_language, "language", "not the same: few words can be shared"},
    };
    const struct {
        double share;
        const char *label, *text;
    } shares[] = {
        {e->names_conflict, "names", "of those in sentences that say the same differ"},
        {e->numbers_conflict, "numbers", "of those in sentences that say the same differ"},
    };
    bool ok = true, any = false;
    if (e->days_apart >= 1) {
        ok = wf_page_row(p, "published", "%.1f days apart%s", e->days_apart,
                         e->same_source ? " by the same source" : "");
        any = true;
    }
    for (size_t i = 0; ok && i < sizeof plain / sizeof *plain; i++) {
        if (!plain[i].found) continue;
        ok = wf_page_row(p, plain[i].label, "%s", plain[i].text);
        any = true;
    }
    for (size_t i = 0; ok && i < sizeof shares / sizeof *shares; i++) {
        char x[WF_FIGURE_SIZE];
        if (shares[i].share < .001) continue;
        ok = wf_page_row(p, shares[i].label, "%s %s", wf_percent_text(x, shares[i].share), shares[i].text);
        any = true;
    }
    return ok && (any || wf_page_puts(p, "  nothing\n"));
}

bool wf_page_evidence(wf_page *p, const wf_evidence *e) {
    return put_heading(p, "For one story") && put_similarities(p, e) && put_anchors(p, e) &&
           put_heading(p, "Against it") && put_conflicts(p, e);
}

/* The most alike, ties in order of place; returns their number. */
static size_t best_sentences(const wf_comparison *c, const wf_sentence_pair *out[MOST_SENTENCES]) {
    size_t n = 0;
    for (size_t i = 0; i < c->n_sentences; i++) {
        const wf_sentence_pair *s = &c->sentences[i];
        size_t at = n;
        while (at > 0 && out[at - 1]->overlap < s->overlap) at--;
        if (at == MOST_SENTENCES) continue;
        if (n < MOST_SENTENCES) n++;
        memmove(out + at + 1, out + at, (n - 1 - at) * sizeof *out);
        out[at] = s;
    }
    return n;
}

static bool put_sentence(wf_page *p, const char *letter, const char *mark, wf_str text) {
    enum { INDENT = 10 };
    return wf_bytes_printf(p->out, "%6s  %s ", mark, letter) &&
           wf_display_put_wrapped(p->out, text, p->width - INDENT, INDENT, MOST_LINES) &&
           wf_page_puts(p, "\n");
}

bool wf_page_sentences(wf_page *p, const wf_comparison *c) {
    const wf_sentence_pair *best[MOST_SENTENCES];
    size_t n = best_sentences(c, best);
    if (n == 0) return true;
    char title[96];
    snprintf(title, sizeof title, "sentences that say the same: %s%zu of %zu",
             n < c->n_sentences ? "the best " : "", n, c->n_sentences);
    bool ok = wf_page_rule(p, title);
    for (size_t i = 0; ok && i < n; i++) {
        char mark[WF_FIGURE_SIZE];
        snprintf(mark, sizeof mark, "%d %%", (int)(best[i]->overlap * 100 + 1e-6));
        ok = (i == 0 || wf_page_puts(p, "\n")) && put_sentence(p, "A", mark, a_sentence(&c->a, best[i])) &&
             put_sentence(p, "B", "", b_sentence(&c->b, best[i]));
    }
    return ok;
}
