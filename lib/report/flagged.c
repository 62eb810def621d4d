/* Flagged stories with their evidence: as JSON lines, as CSV with a row a finding, and as a page for a person. */
#include <string.h>

#include "report/display.h"
#include "report/formats.h"
#include "report/page.h"
#include "report/verdict.h"

enum { ID = 40, SOURCE = 30, INDENT = 3, MOST_LINES = 8 };

static const char NEXT[] = "  A second human translation looks like a machine's. Next: 'wirefold compare "
                           "FILE#ID FILE#ID' shows both texts.\n";
static const char NONE[] =
    "  Nothing flagged: a lower --min-probability shows more, and more that is wrong.\n";

/* ---------------------------------------------------------------------------------------------- CSV */

bool wf_csv_flagged_header(wf_bytes *out) {
    return wf_bytes_printf(
        out, "id,verdict,probability,against,open,kind,original,copy,original_begin,"
             "original_end,copy_begin,copy_end,synonym,within,versions,as_original,source,title\r\n");
}

static const char *truth(bool value) {
    return value ? "true" : "false";
}

static bool put_versions(wf_bytes *out, const wf_finding *f) {
    return f->n_versions ? wf_csv_put_count(out, f->n_versions) && wf_csv_put_count(out, f->n_as_original)
                         : wf_bytes_printf(out, ",,");
}

/* A row; finding: NULL for a story without one. */
static bool csv_row(wf_bytes *out, const wf_story_result *r, const wf_judgement *j, const wf_finding *f) {
    bool ok = wf_csv_put_first(out, r->story.id) &&
              wf_bytes_printf(out, ",%s", wf_verdict_name(j->verdict)) &&
              wf_csv_put_ratio(out, true, j->probability) && wf_csv_put_text(out, j->against) &&
              wf_bytes_printf(out, ",%s", truth(j->open));
    if (ok && f)
        ok = wf_bytes_printf(out, ",%s", wf_finding_name(f->kind)) && wf_csv_put_text(out, f->original) &&
             wf_csv_put_text(out, f->copy) && wf_csv_put_count(out, f->original_begin) &&
             wf_csv_put_count(out, f->original_end) && wf_csv_put_count(out, f->copy_begin) &&
             wf_csv_put_count(out, f->copy_end) &&
             wf_bytes_printf(out, ",%s,%s", f->kind == WF_FINDING_SWAP ? truth(f->synonym) : "",
                             f->kind == WF_FINDING_NAME ? truth(f->within) : "") &&
             put_versions(out, f);
    else if (ok)
        ok = wf_bytes_printf(out, ",,,,,,,,,,,");
    return ok && wf_csv_put_text(out, r->story.source) && wf_csv_put_text(out, r->story.title) &&
           wf_bytes_append(out, "\r\n", 2);
}

bool wf_csv_flagged(wf_bytes *out, const wf_story_result *r, const wf_judgement *j) {
    bool ok = j->n_findings || csv_row(out, r, j, NULL);
    for (size_t i = 0; ok && i < j->n_findings; i++) ok = csv_row(out, r, j, &j->findings[i]);
    return ok;
}

/* ---------------------------------------------------------------------------------------------- for a person */

static bool put_heading(wf_page *p, uint64_t number, const wf_story *s) {
    bool ok = (number == 1 || wf_page_puts(p, "\n")) && wf_page_paint(p, wf_bold) &&
              wf_bytes_printf(p->out, "%llu. ", (unsigned long long)number) &&
              wf_display_put(p->out, s->id, ID, NULL) && wf_page_paint(p, wf_plain);
    ok = ok && wf_page_origin(p, s, SOURCE);
    ok = ok && wf_page_puts(p, "\n");
    if (ok && s->title.len)
        ok = wf_bytes_printf(p->out, "%*s", INDENT, "") &&
             wf_display_put(p->out, s->title, p->width - INDENT, NULL) && wf_page_puts(p, "\n");
    return ok;
}

/* A line of text, wrapped; text is emptied. */
static bool put_wrapped(wf_page *p, wf_bytes *text, bool ok) {
    ok = ok && wf_bytes_printf(p->out, "%*s", INDENT, "") &&
         wf_display_put_wrapped(p->out, wf_str_of(text->ptr, text->len), p->width - INDENT, INDENT,
                                MOST_LINES) &&
         wf_page_puts(p, "\n");
    text->len = 0;
    return ok;
}

bool wf_table_flagged(wf_report *r, const wf_story_result *story, const wf_judgement *j) {
    wf_page p = {&r->line, r->options.colour, wf_table_width(r)};
    wf_bytes text = {0};
    bool ok = put_heading(&p, ++r->at.number, &story->story) &&
              put_wrapped(&p, &text, wf_put_verdict_text(&text, j));
    if (ok && j->open) ok = put_wrapped(&p, &text, wf_put_open_text(&text, "this", j->against));
    if (ok && j->against.len)
        ok = put_wrapped(&p, &text,
                         wf_bytes_printf(&text, "against ") &&
                             wf_bytes_append(&text, j->against.ptr, j->against.len));
    const wf_str names[2] = {j->against.len ? j->against : wf_str_from("original"), story->story.id};
    ok = ok && wf_page_findings(&p, j, names, false);
    wf_bytes_free(&text);
    return ok;
}

bool wf_table_flagged_end(wf_report *r, const wf_summary *s) {
    wf_page p = {&r->line, r->options.colour, wf_table_width(r)};
    return (r->at.number == 0 || wf_page_puts(&p, "\n")) && wf_page_paint(&p, wf_bold) &&
           wf_bytes_printf(p.out, "%llu flagged", (unsigned long long)r->at.number) &&
           wf_page_paint(&p, wf_plain) &&
           wf_bytes_printf(p.out, ", of %llu %s\n", (unsigned long long)s->n_stories,
                           s->n_stories == 1 ? "story" : "stories") &&
           wf_table_verdicts(p.out, s) && wf_page_paint(&p, wf_dim) &&
           wf_page_puts(&p, r->at.number ? NEXT : NONE) && wf_page_paint(&p, wf_plain);
}
