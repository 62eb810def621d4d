#include "report/verdict.h"

#include <string.h>

#include "report/json.h"

/* ---------------------------------------------------------------------------------------------- JSON */

bool wf_json_put_verdict(wf_bytes *out, wf_verdict verdict, wf_assessment assessment, double probability) {
    bool ok = wf_bytes_puts(out, ",\"verdict\":\"") && wf_bytes_puts(out, wf_verdict_name(verdict)) &&
              wf_bytes_puts(out, "\",\"probability\":") && wf_json_put_ratio(out, probability);
    if (assessment == WF_ASSESSED) return ok && wf_bytes_puts(out, ",\"assessed\":true");
    return ok && wf_bytes_puts(out, ",\"assessed\":false,\"why_not\":\"") &&
           wf_bytes_puts(out, wf_assessment_name(assessment)) && wf_bytes_puts(out, "\"");
}

static bool put_changes(wf_bytes *out, const wf_change_counts *c) {
    return wf_bytes_printf(out, ",\"changes\":{\"words\":%u,\"coverage\":", (unsigned)c->words) &&
           wf_json_put_ratio(out, c->coverage) && wf_bytes_printf(out, ",\"kept\":") &&
           wf_json_put_ratio(out, c->kept) && wf_bytes_printf(out, ",\"order\":") &&
           wf_json_put_ratio(out, c->order) &&
           wf_bytes_printf(out,
                           ",\"quotes\":%u,\"quotes_exact\":%u,\"quotes_altered\":%u,\"names_altered\":%u,"
                           "\"numbers\":%u,\"numbers_changed\":%u,\"swaps\":%u,\"synonyms\":%u,\"forms\":%u,"
                           "\"function_edits\":%u,\"odd\":%u}",
                           (unsigned)c->quotes, (unsigned)c->quotes_exact, (unsigned)c->quotes_altered,
                           (unsigned)c->names_altered, (unsigned)c->numbers, (unsigned)c->numbers_changed,
                           (unsigned)c->swaps, (unsigned)c->synonyms, (unsigned)c->forms,
                           (unsigned)c->function_edits, (unsigned)c->odd);
}

static bool put_finding(wf_bytes *out, const wf_finding *f) {
    return wf_bytes_printf(out, "{\"kind\":\"%s\",\"original\":", wf_finding_name(f->kind)) &&
           wf_json_put_string(out, f->original) && wf_bytes_printf(out, ",\"copy\":") &&
           wf_json_put_string(out, f->copy) &&
           wf_bytes_printf(out, ",\"original_span\":[%llu,%llu],\"copy_span\":[%llu,%llu]",
                           (unsigned long long)f->original_begin, (unsigned long long)f->original_end,
                           (unsigned long long)f->copy_begin, (unsigned long long)f->copy_end) &&
           (f->kind != WF_FINDING_SWAP ||
            wf_bytes_printf(out, ",\"synonym\":%s", f->synonym ? "true" : "false")) &&
           (f->kind != WF_FINDING_NAME ||
            wf_bytes_printf(out, ",\"within\":%s", f->within ? "true" : "false")) &&
           (f->n_versions == 0 || wf_bytes_printf(out, ",\"versions\":%u,\"as_original\":%u",
                                                  (unsigned)f->n_versions, (unsigned)f->n_as_original)) &&
           wf_bytes_append(out, "}", 1);
}

bool wf_json_put_judgement(wf_bytes *out, const wf_judgement *j) {
    bool ok = wf_bytes_printf(out, ",\"against\":") &&
              (j->against.len ? wf_json_put_string(out, j->against) : wf_bytes_append(out, "null", 4)) &&
              wf_bytes_printf(out, ",\"open\":%s,\"spun\":", j->open ? "true" : "false") &&
              wf_json_put_ratio(out, j->spun) && wf_bytes_printf(out, ",\"machine\":") &&
              wf_json_put_ratio(out, j->machine) && put_changes(out, &j->changes) &&
              wf_bytes_printf(out, ",\"evidence\":[");
    for (size_t i = 0; i < j->n_findings && ok; i++)
        ok = (i == 0 || wf_bytes_append(out, ",", 1)) && put_finding(out, &j->findings[i]);
    return ok && wf_bytes_append(out, "]", 1);
}

/* ---------------------------------------------------------------------------------------------- in words */

static bool puts_to(wf_bytes *out, const char *text) {
    return wf_bytes_append(out, text, strlen(text));
}

static const char *meaning(wf_verdict verdict) {
    static const char *const texts[WF_N_VERDICTS] = {
        [WF_VERDICT_SINGLE] = "no other version to judge it against",
        [WF_VERDICT_ORIGINAL] = "the likely original",
        [WF_VERDICT_EXACT] = "the same text, word for word",
        [WF_VERDICT_REPRINT] = "the same text but for boilerplate or a few edits",
        [WF_VERDICT_EXCERPT] = "cut",
        [WF_VERDICT_EXPANDED] = "with more added",
        [WF_VERDICT_REWRITE] = "told anew",
        [WF_VERDICT_SPUN] = "words put for others, one by one",
        [WF_VERDICT_MACHINE_TRANSLATED] = "passed through another language or a machine rewriter",
    };
    return (unsigned)verdict < WF_N_VERDICTS ? texts[verdict] : "";
}

const char *wf_assessment_text(wf_assessment assessment) {
    static const char *const texts[WF_N_ASSESSMENTS] = {
        [WF_ASSESSED] = "assessed",
        [WF_UNASSESSED_ALONE] = "no other version to judge it against",
        [WF_UNASSESSED_LEVEL] = "copies alone were asked for",
        [WF_UNASSESSED_UNASKED] = "clusters alone were asked for",
        [WF_UNASSESSED_LANGUAGE] = "one of the two is not known to be English",
        [WF_UNASSESSED_SHORT] = "fewer than 50 words, or in sentences that both have",
    };
    return (unsigned)assessment < WF_N_ASSESSMENTS ? texts[assessment] : "";
}

/* " (p = .93)"; nothing where it follows from exact comparison. */
static bool put_probability(wf_bytes *out, const wf_judgement *j) {
    char p[WF_FIGURE_SIZE];
    return (j->probability >= 1 && !wf_is_flagged(j->verdict)) ||
           wf_bytes_printf(out, " (p %s)", wf_probability_text(p, j->probability));
}

/* A list of counts: each item after the first has a comma before it. */
typedef struct {
    wf_bytes *out;
    const char *before; /* of the next item */
} counts;

static bool put_count(counts *c, uint32_t n, const char *one, const char *many) {
    if (n == 0) return true;
    bool ok =
        puts_to(c->out, c->before) && wf_bytes_printf(c->out, "%u %s", (unsigned)n, n == 1 ? one : many);
    c->before = ", ";
    return ok;
}

static bool put_share(counts *c, uint32_t n, uint32_t of, const char *one, const char *many,
                      const char *what) {
    if (n == 0) return true;
    if (of < n) of = n;
    bool ok = puts_to(c->out, c->before) && wf_bytes_printf(c->out, "%u of %u %s %s", (unsigned)n,
                                                            (unsigned)of, of == 1 ? one : many, what);
    c->before = ", ";
    return ok;
}

static bool put_swaps(wf_bytes *out, const wf_change_counts *c) {
    bool ok = wf_bytes_printf(out, "%u %s swapped", (unsigned)c->swaps, c->swaps == 1 ? "word" : "words");
    if (ok && c->synonyms && c->synonyms == c->swaps)
        ok = puts_to(out, c->swaps == 1 ? " (a synonym)" : " (all synonyms)");
    else if (ok && c->synonyms)
        ok = wf_bytes_printf(out, " (%u of them %s)", (unsigned)c->synonyms,
                             c->synonyms == 1 ? "a synonym" : "synonyms");
    return ok;
}

/* What else was changed, most telling first. */
static bool put_changed(counts *c, const wf_change_counts *n) {
    return put_share(c, n->quotes_altered, n->quotes, "quote", "quotes", "altered") &&
           put_count(c, n->names_altered, "name misspelt", "names misspelt") &&
           put_share(c, n->numbers_changed, n->numbers, "number", "numbers", "changed") &&
           put_count(c, n->odd, "word that no dictionary has", "words that no dictionary has");
}

static bool put_spun(wf_bytes *out, const wf_judgement *j) {
    const wf_change_counts *n = &j->changes;
    counts c = {out, ", "};
    bool in_order = n->order >= .9, small_words = n->function_edits * 4 <= n->function_edits + n->swaps;
    return puts_to(out, ": ") && put_swaps(out, n) &&
           (!(in_order || small_words) ||
            wf_bytes_printf(out, ", %s%s%s as in the original", in_order ? "order" : "",
                            in_order && small_words ? " and " : "", small_words ? "small words" : "")) &&
           put_changed(&c, n) && put_probability(out, j);
}

static bool put_machine(wf_bytes *out, const wf_judgement *j) {
    counts c = {out, ": "};
    const wf_change_counts *n = &j->changes;
    return wf_bytes_printf(out, ": %s", meaning(j->verdict)) && put_probability(out, j) &&
           put_changed(&c, n) &&
           put_count(&c, n->function_edits, "small word changed", "small words changed") &&
           put_count(&c, n->swaps, "word put for another", "words put for others");
}

bool wf_put_verdict_text(wf_bytes *out, const wf_judgement *j) {
    if (!puts_to(out, wf_verdict_name(j->verdict))) return false;
    if (j->verdict == WF_VERDICT_SPUN) return put_spun(out, j);
    if (j->verdict == WF_VERDICT_MACHINE_TRANSLATED) return put_machine(out, j);
    return wf_bytes_printf(out, ": %s", meaning(j->verdict)) && put_probability(out, j);
}

bool wf_put_open_text(wf_bytes *out, const char *judged, wf_str other) {
    return wf_bytes_printf(out, "%s or ", judged) && wf_bytes_append(out, other.ptr, other.len) &&
           puts_to(out, " is the altered one: no date, credit or third version tells");
}
