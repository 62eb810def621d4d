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

/* What is shown under one label: findings of a kind; of swaps, synonyms or others; of names, those within the copy or not. */
typedef struct {
    wf_finding_kind kind;
    bool synonym, within;
    const char *label, *one; /* of many, of one */
} group;

static bool belongs(const wf_finding *f, const group *g) {
    return f->kind == g->kind && (g->kind != WF_FINDING_SWAP || f->synonym == g->synonym) &&
           (g->kind != WF_FINDING_NAME || f->within == g->within);
}

/* "Saucedo -> Saused"; one alone where there is nothing to show of the other. */
static bool put_change(wf_bytes *out, wf_str from, const char *between, wf_str to) {
    return wf_display_put(out, from, MOST_COLUMNS, NULL) &&
           (!from.len || !to.len || wf_bytes_append(out, between, strlen(between))) &&
           wf_display_put(out, to, MOST_COLUMNS, NULL);
}

/* " (4 of 5)": how many other versions have it as the original; nothing if none has. */
static bool put_versions(wf_bytes *out, const wf_finding *f) {
    return f->n_as_original == 0 ||
           wf_bytes_printf(out, " (%u of %u)", (unsigned)f->n_as_original, (unsigned)f->n_versions);
}

/* The findings listed so far. */
typedef struct {
    const wf_finding *shown[MOST_LISTED];
    size_t n, more; /* shown, and left out */
} listed;

static bool is_shown(const listed *l, const wf_finding *f) {
    for (size_t i = 0; i < l->n; i++)
        if (wf_str_equal(l->shown[i]->original, f->original) && wf_str_equal(l->shown[i]->copy, f->copy))
            return true;
    return false;
}

/* "Saucedo -> Saused, Poplab -> Poprab and 3 more", each once. Two spellings within the copy did not become one another. */
static bool list_words(wf_bytes *out, const wf_judgement *j, const group *g, bool swapped, listed *l) {
    bool ok = true;
    for (size_t i = 0; ok && i < j->n_findings; i++) {
        const wf_finding *f = &j->findings[i];
        if (!belongs(f, g) || is_shown(l, f)) continue;
        if (l->n == MOST_LISTED) {
            l->more++;
            continue;
        }
        bool other_way = swapped && !g->within;
        ok = (l->n == 0 || wf_bytes_append(out, ", ", 2)) &&
             put_change(out, other_way ? f->copy : f->original, g->within ? " and " : BECAME,
                        other_way ? f->original : f->copy) &&
             put_versions(out, f);
        l->shown[l->n++] = f;
    }
    return ok && (l->more == 0 || wf_bytes_printf(out, " and %zu more", l->more));
}

static bool put_list(wf_page *p, const wf_judgement *j, const group *g, bool swapped) {
    wf_bytes line = {0};
    listed l = {.n = 0};
    bool ok = list_words(&line, j, g, swapped, &l);
    if (ok && l.n)
        ok = wf_bytes_printf(p->out, "  %-*s", INDENT - 2, l.n == 1 ? g->one : g->label) &&
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
        if (ok && f->n_as_original)
            ok = wf_page_paint(p, wf_dim) &&
                 wf_bytes_printf(p->out, "%*s%u of %u other versions have it as the original\n", INDENT, "",
                                 (unsigned)f->n_as_original, (unsigned)f->n_versions) &&
                 wf_page_paint(p, wf_plain);
    }
    if (n && n < j->changes.quotes_altered) n = j->changes.quotes_altered; /* not all are kept as findings */
    if (ok && n > MOST_QUOTES)
        ok = wf_bytes_printf(p->out, "%*sand %zu more %s\n", INDENT, "", n - MOST_QUOTES,
                             n == MOST_QUOTES + 1 ? "quote" : "quotes");
    return ok;
}

bool wf_page_findings(wf_page *p, const wf_judgement *j, const wf_str names[2], bool swapped) {
    static const group lists[] = {
        {WF_FINDING_NAME, false, false, "names", "name"},
        {WF_FINDING_NAME, false, true, "spellings", "spellings"},
        {WF_FINDING_NUMBER, false, false, "numbers", "number"},
        {WF_FINDING_SWAP, true, false, "synonyms", "synonym"},
        {WF_FINDING_SWAP, false, false, "other swaps", "other swap"},
        {WF_FINDING_ODD, false, false, "odd words", "odd word"},
    };
    bool ok = put_quotes(p, j, names, swapped);
    for (size_t i = 0; ok && i < sizeof lists / sizeof *lists; i++) ok = put_list(p, j, &lists[i], swapped);
    bool counted = false;
    for (size_t i = 0; i < j->n_findings; i++)
        counted |= j->findings[i].n_as_original && j->findings[i].kind != WF_FINDING_QUOTE;
    return ok &&
           (!counted || (wf_page_paint(p, wf_dim) &&
                         wf_page_puts(p, "  (n of m): n of m other versions have it as the original\n") &&
                         wf_page_paint(p, wf_plain)));
}
