/* The findings of a judgement for a person: quotes side by side, lists of the others. */
#include <string.h>

#include "report/display.h"
#include "report/sides.h"
#include "report/verdict.h"

enum {
    INDENT = 14,       /* columns of the labels */
    MOST_QUOTES = 8,   /* shown, */
    MOST_LISTED = 20,  /* and of each list; */
    MOST_COLUMNS = 24, /* of a word in a list; */
    MOST_LINES = 30    /* so that no list is cut */
};

static const char BECAME[] = " \xE2\x86\x92 ";

/* What is shown under one label. */
typedef struct {
    wf_finding_kind kind;
    bool synonym;
    const char *label, *one; /* of many, of one */
} group;

static bool belongs(const wf_finding *f, const group *g) {
    return f->kind == g->kind && (g->kind != WF_FINDING_SWAP || f->synonym == g->synonym);
}

/* "Saucedo -> Saused"; one alone where there is nothing to show of the other. */
static bool put_change(wf_bytes *out, wf_str from, wf_str to) {
    return wf_display_put(out, from, MOST_COLUMNS, NULL) &&
           (!from.len || !to.len || wf_bytes_append(out, BECAME, strlen(BECAME))) &&
           wf_display_put(out, to, MOST_COLUMNS, NULL);
}

/* "Saucedo -> Saused, Poplab -> Poprab and 3 more" */
static bool list_words(wf_bytes *out, const wf_judgement *j, const group *g, bool swapped, size_t *n) {
    bool ok = true;
    for (size_t i = 0; ok && i < j->n_findings; i++) {
        const wf_finding *f = &j->findings[i];
        if (!belongs(f, g)) continue;
        if ((*n)++ >= MOST_LISTED) continue;
        ok = (*n == 1 || wf_bytes_append(out, ", ", 2)) &&
             put_change(out, swapped ? f->copy : f->original, swapped ? f->original : f->copy);
    }
    return ok && (*n <= MOST_LISTED || wf_bytes_printf(out, " and %zu more", *n - MOST_LISTED));
}

static bool put_list(wf_page *p, const wf_judgement *j, const group *g, bool swapped) {
    wf_bytes line = {0};
    size_t n = 0;
    bool ok = list_words(&line, j, g, swapped, &n);
    if (ok && n)
        ok = wf_bytes_printf(p->out, "  %-*s", INDENT - 2, n == 1 ? g->one : g->label) &&
             wf_display_put_wrapped(p->out, wf_str_of(line.ptr, line.len), p->width - INDENT, INDENT,
                                    MOST_LINES) &&
             wf_page_puts(p, "\n");
    wf_bytes_free(&line);
    return ok;
}

static bool put_quotes(wf_page *p, const wf_judgement *j, const wf_str names[2], bool swapped) {
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < j->n_findings; i++) {
        const wf_finding *f = &j->findings[i];
        if (f->kind != WF_FINDING_QUOTE || n++ >= MOST_QUOTES) continue;
        ok = (n > 1 || wf_page_sides_heading(p, INDENT, names)) &&
             wf_page_sides(p, INDENT, "  quote", names, swapped ? f->copy : f->original,
                           swapped ? f->original : f->copy);
    }
    return ok &&
           (n <= MOST_QUOTES || wf_bytes_printf(p->out, "%*sand %zu more %s\n", INDENT, "", n - MOST_QUOTES,
                                                n == MOST_QUOTES + 1 ? "quote" : "quotes"));
}

bool wf_page_findings(wf_page *p, const wf_judgement *j, const wf_str names[2], bool swapped) {
    static const group lists[] = {
        {WF_FINDING_NAME, false, "names", "name"},
        {WF_FINDING_NUMBER, false, "numbers", "number"},
        {WF_FINDING_SWAP, true, "synonyms", "synonym"},
        {WF_FINDING_SWAP, false, "other swaps", "other swap"},
        {WF_FINDING_ODD, false, "odd words", "odd word"},
    };
    bool ok = put_quotes(p, j, names, swapped);
    for (size_t i = 0; ok && i < sizeof lists / sizeof *lists; i++) ok = put_list(p, j, &lists[i], swapped);
    return ok;
}
