/*
 * Clusters for a person to read: a heading a cluster, a row a member, counts at the end.
 *
 * Rows are written as they come; the width of the id column is taken from the ids of the members that will be shown.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/date.h"
#include "report/display.h"
#include "report/formats.h"
#include "report/page.h"
#include "report/verdict.h"

enum {
    WIDTH = 100,
    WIDTH_MIN = 60,
    WIDTH_MAX = 1000,
    ID_MAX = 32,
    SOURCE = 20,
    ALSO = 4,
    LAG = 7,
    SIZE = 28
};

static const char BOLD[] = "\033[1m", DIM[] = "\033[2m", GREEN[] = "\033[32m", YELLOW[] = "\033[33m",
                  RED[] = "\033[31m", PLAIN[] = "\033[0m";

static const char NEXT[] =
    "  Next: 'wirefold compare FILE#ID FILE#ID' shows why two stories are one and what they share;\n"
    "  '--format jsonl' or 'csv' gives every story.\n";

static bool puts_to(wf_bytes *out, const char *text) {
    return wf_bytes_append(out, text, strlen(text));
}

static bool paint(wf_report *r, const char *colour) {
    return !r->options.colour || puts_to(&r->line, colour);
}

size_t wf_table_width(const wf_report *r) {
    size_t width = r->options.width ? r->options.width : WIDTH;
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

/* A count with its thousands apart, "20,000". */
static const char *count_text(char buffer[SIZE], uint64_t n) {
    size_t at = SIZE - 1;
    buffer[at] = '\0';
    for (int digits = 0; digits == 0 || n; digits++, n /= 10) {
        if (digits && digits % 3 == 0) buffer[--at] = ',';
        buffer[--at] = (char)('0' + n % 10);
    }
    return &buffer[at];
}

static bool put_count(wf_bytes *out, uint64_t n, const char *one, const char *many) {
    char buffer[SIZE];
    return wf_bytes_printf(out, "%s %s", count_text(buffer, n), n == 1 ? one : many);
}

/* Whole percent, rounded down so that 100 % means all of it; the addend makes up for .29 * 100 being 28.99... */
static int percent(double ratio) {
    return ratio > 0 ? (int)floor(fmin(ratio, 1) * 100 + 1e-6) : 0;
}

static bool put_day(wf_bytes *out, int64_t ms) {
    wf_date d = wf_date_of(ms);
    char day[WF_DATE_SIZE];
    size_t n = wf_date_put_day(day, &d);
    if (!wf_bytes_append(out, day, n)) return false;
    return d.hour == 0 && d.minute == 0 && d.second == 0
               ? true
               : wf_bytes_printf(out, " %02d:%02d", d.hour, d.minute);
}

static bool put_facts(wf_report *r, const wf_cluster_result *c) {
    wf_bytes *out = &r->line;
    bool ok = puts_to(out, "    ");
    if (ok && c->n_sources) ok = put_count(out, c->n_sources, "source", "sources") && puts_to(out, ", ");
    if (ok && c->max_jaccard > 0) {
        int low = percent(c->min_jaccard), high = percent(c->max_jaccard);
        ok = low == high ? wf_bytes_printf(out, "copies %d %% alike", high)
                         : wf_bytes_printf(out, "copies %d to %d %% alike", low, high);
    } else if (ok) {
        ok = puts_to(out, "no near copies");
    }
    if (ok && c->first_ms != WF_NO_DATE) {
        ok = puts_to(out, ", first seen ") && put_day(out, c->first_ms);
        if (ok && c->last_ms != c->first_ms) ok = puts_to(out, ", last ") && put_day(out, c->last_ms);
    }
    return ok && puts_to(out, "\n");
}

static bool put_also(wf_report *r, const wf_str *also_ids, uint64_t n) {
    wf_bytes *out = &r->line;
    uint64_t shown = n < ALSO ? n : ALSO;
    bool ok = puts_to(out, "    shares text with, but not joined: ");
    for (uint64_t i = 0; i < shown && ok; i++)
        ok = (i == 0 || puts_to(out, ", ")) && wf_display_put(out, also_ids[i], ID_MAX, NULL);
    if (ok && n > shown) {
        char buffer[SIZE];
        ok = wf_bytes_printf(out, " and %s more", count_text(buffer, n - shown));
    }
    return ok && puts_to(out, "\n");
}

bool wf_table_cluster(wf_report *r, const wf_cluster_result *c, const wf_story_result *original,
                      const wf_str *member_ids, const wf_str *also_ids) {
    wf_bytes *out = &r->line;
    r->at.number++;
    r->at.size = c->size;
    r->at.n_members = 0;
    r->at.id_width = 0;
    for (uint64_t i = 0; i < c->size && i < WF_TABLE_MEMBERS; i++) {
        size_t width = wf_display_width(member_ids[i], ID_MAX);
        if (width > r->at.id_width) r->at.id_width = width;
    }
    r->at.source_width = c->n_sources ? SOURCE : 0;
    r->at.dated = c->first_ms != WF_NO_DATE;
    r->at.why = c->why;
    r->at.original.len = 0;
    if (!wf_bytes_append(&r->at.original, original->story.id.ptr, original->story.id.len)) return false;

    char number[SIZE];
    if (r->at.number > 1 && !puts_to(out, "\n")) return false;
    size_t before = out->len;
    bool ok = paint(r, BOLD) && wf_bytes_printf(out, "%s. ", count_text(number, r->at.number)) &&
              put_count(out, c->size, "story", "stories");
    if (!ok) return false;
    size_t taken = out->len - before - (r->options.colour ? strlen(BOLD) : 0);
    wf_str title = original->story.title.len ? original->story.title : original->story.id;
    return puts_to(out, ": ") && wf_display_put(out, title, wf_table_width(r) - taken - 2, NULL) &&
           paint(r, PLAIN) && puts_to(out, "\n") && paint(r, DIM) && put_facts(r, c) &&
           (c->n_also == 0 || put_also(r, also_ids, c->n_also)) && paint(r, PLAIN);
}

/* A time span to two units: "+45s", "+12m", "+2h05", "+3d04h", "+412d". */
static const char *lag_text(char buffer[SIZE], int64_t ms) {
    if (ms == WF_NO_DATE) return "?";
    char sign = ms < 0 ? '-' : '+';
    uint64_t s = (ms < 0 ? 0ULL - (uint64_t)ms : (uint64_t)ms) / 1000;
    if (s == 0) return "first";
    uint64_t days = s / 86400, hours = s / 3600, minutes = s / 60;
    if (s < 60)
        snprintf(buffer, SIZE, "%c%" PRIu64 "s", sign, s);
    else if (minutes < 60)
        snprintf(buffer, SIZE, "%c%" PRIu64 "m", sign, minutes);
    else if (days == 0)
        snprintf(buffer, SIZE, "%c%" PRIu64 "h%02" PRIu64, sign, hours, minutes % 60);
    else if (days < 100)
        snprintf(buffer, SIZE, "%c%" PRIu64 "d%02" PRIu64 "h", sign, days, hours % 24);
    else
        snprintf(buffer, SIZE, "%c%" PRIu64 "d", sign, days);
    return buffer;
}

/* The verdict in a column of its own; of a flagged story, whose verdict stands before it, how it matches. */
static bool put_label(wf_report *r, const wf_story_result *m) {
    if (wf_is_flagged(m->verdict)) return puts_to(&r->line, wf_relation_name(m->relation));
    return wf_bytes_printf(&r->line, "%-9s", wf_verdict_name(m->verdict));
}

/* "excerpt    92 % of it in ID" */
static bool put_part(wf_report *r, const wf_story_result *m, int share, const char *of) {
    return paint(r, YELLOW) && put_label(r, m) && paint(r, PLAIN) &&
           wf_bytes_printf(&r->line, " %3d %% %s ", share, of) &&
           wf_display_put(&r->line, m->duplicate_of, ID_MAX, NULL);
}

/* What the member is to the story it matches; that story is named unless it is the original named in the first row. */
static bool put_relation(wf_report *r, const wf_story_result *m) {
    wf_bytes *out = &r->line;
    wf_str original = wf_str_of(r->at.original.ptr, r->at.original.len);
    bool of_original = wf_str_equal(m->duplicate_of, original);
    bool ok;
    switch (m->relation) {
    case WF_EXACT:
    case WF_COPY:
        ok = put_label(r, m) && wf_bytes_printf(out, " %3d %%", percent(m->jaccard));
        if (ok && !of_original)
            ok = puts_to(out, " of ") && wf_display_put(out, m->duplicate_of, ID_MAX, NULL);
        return ok;
    case WF_EXCERPT:
        return put_part(r, m, percent(m->containment), "of it in") &&
               wf_bytes_printf(out, ", %d %% of ", percent(m->contained)) &&
               wf_display_put(out, m->duplicate_of, ID_MAX, NULL);
    case WF_EXPANDED:
        return put_part(r, m, percent(m->contained), "of") &&
               wf_bytes_printf(out, " in it, %d %% of it", percent(m->containment));
    case WF_REWRITE: {
        char p[WF_FIGURE_SIZE];
        ok = paint(r, YELLOW) && put_label(r, m) && paint(r, PLAIN) &&
             wf_bytes_printf(out, " p %s", wf_probability_text(p, m->same_story));
        if (ok && !of_original)
            ok = puts_to(out, " with ") && wf_display_put(out, m->duplicate_of, ID_MAX, NULL);
        return ok;
    }
    case WF_ORIGINAL:
    case WF_SINGLE:
        break;
    }
    return wf_bytes_printf(out, "%s%s%s", wf_relation_name(m->relation), m->is_original ? ": " : "",
                           m->is_original ? r->at.why : "");
}

/* "spun p = .97, copy 84 %": of a flagged story, the verdict before how it matches. */
static bool put_flag(wf_report *r, const wf_story_result *m) {
    char p[WF_FIGURE_SIZE];
    return !wf_is_flagged(m->verdict) ||
           (paint(r, RED) && puts_to(&r->line, wf_verdict_name(m->verdict)) && paint(r, PLAIN) &&
            wf_bytes_printf(&r->line, " p %s, ", wf_probability_text(p, m->probability)));
}

bool wf_table_member(wf_report *r, const wf_story_result *m) {
    wf_bytes *out = &r->line;
    uint64_t n = r->at.n_members++;
    if (n == WF_TABLE_MEMBERS) {
        char buffer[SIZE];
        return wf_bytes_printf(out, "    ... and %s more\n",
                               count_text(buffer, r->at.size - WF_TABLE_MEMBERS));
    }
    if (n > WF_TABLE_MEMBERS) return true;
    bool ok = (!m->is_original || paint(r, GREEN)) && puts_to(out, m->is_original ? "  * " : "    ") &&
              wf_display_put_cell(out, m->story.id, r->at.id_width) && (!m->is_original || paint(r, PLAIN)) &&
              puts_to(out, "  ");
    if (ok && r->at.source_width)
        ok = wf_display_put_cell(out, m->story.source, r->at.source_width) && puts_to(out, "  ");
    if (ok && r->at.dated) {
        char buffer[SIZE];
        ok = wf_bytes_printf(out, "%-*s ", (int)LAG, lag_text(buffer, m->lag_ms));
    }
    return ok && put_flag(r, m) && put_relation(r, m) && puts_to(out, "\n");
}

static bool put_notes(wf_bytes *out, const wf_summary *s) {
    bool first = true;
    for (int kind = 0; kind < WF_N_NOTES; kind++) {
        if (s->notes[kind] == 0) continue;
        char buffer[SIZE];
        if (!wf_bytes_printf(out, "%s%s %s", first ? "  notes on the input: " : ", ",
                             wf_note_name((wf_note_kind)kind), count_text(buffer, s->notes[kind])))
            return false;
        first = false;
    }
    return first || puts_to(out, s->lost ? "; some input was skipped\n" : "\n");
}

/* What the limits of the search for rewrites left out. */
static bool put_rewrite_limits(wf_bytes *out, const wf_summary *s) {
    char n[SIZE];
    return wf_bytes_printf(out, "  limits on rewrites: %s words too frequent to search by, ",
                           count_text(n, s->long_terms)) &&
           put_count(out, s->cut_terms, "pair of words", "pairs of words") &&
           puts_to(out, " followed in part, ") &&
           put_count(out, s->cut_rewrites, "candidate", "candidates") && puts_to(out, " left out\n");
}

bool wf_table_verdicts(wf_bytes *out, const wf_summary *s) {
    static const char *const why[WF_N_ASSESSMENTS] = {[WF_UNASSESSED_ALONE] = "alone",
                                                      [WF_UNASSESSED_LEVEL] = "copies alone asked for",
                                                      [WF_UNASSESSED_UNASKED] = "clusters alone asked for",
                                                      [WF_UNASSESSED_LANGUAGE] = "not known to be English",
                                                      [WF_UNASSESSED_SHORT] = "too short"};
    char n[SIZE];
    const char *before = "  verdicts: ";
    bool ok = true;
    for (int v = WF_VERDICT_ORIGINAL; ok && v < WF_N_VERDICTS; v++) {
        if (s->n_verdicts[v] == 0 && !wf_is_flagged((wf_verdict)v)) continue;
        ok = wf_bytes_printf(out, "%s%s %s", before, count_text(n, s->n_verdicts[v]),
                             wf_verdict_name((wf_verdict)v));
        before = ", ";
    }
    ok = ok && wf_bytes_printf(out, "\n  assessed for spinning and machine translation: %s",
                               count_text(n, s->n_assessments[WF_ASSESSED]));
    before = "; not: ";
    for (int a = WF_ASSESSED + 1; ok && a < WF_N_ASSESSMENTS; a++) {
        if (s->n_assessments[a] == 0) continue;
        ok = wf_bytes_printf(out, "%s%s %s", before, count_text(n, s->n_assessments[a]), why[a]);
        before = ", ";
    }
    return ok && puts_to(out, "\n");
}

bool wf_table_end(wf_report *r, const wf_summary *s, const wf_options *options) {
    wf_bytes *out = &r->line;
    char n[SIZE];
    bool searched = options->level == WF_LEVEL_STORY, judged = searched && !options->no_verdicts;
    bool ok = (r->at.number == 0 || puts_to(out, "\n")) && paint(r, BOLD) &&
              put_count(out, s->n_stories, "story", "stories") && paint(r, PLAIN) &&
              wf_bytes_printf(out, ": %s in ", count_text(n, s->n_clustered)) &&
              put_count(out, s->n_clusters, "cluster", "clusters") &&
              wf_bytes_printf(out, ", %s alone\n", count_text(n, s->n_singles));
    if (ok && s->n_clusters)
        ok = wf_bytes_printf(out, "  %s exact, ", count_text(n, s->n_exact)) &&
             put_count(out, s->n_copies, "near copy, ", "near copies, ") &&
             put_count(out, s->n_excerpts, "excerpt, ", "excerpts, ") &&
             wf_bytes_printf(out, "%s expanded", count_text(n, s->n_expanded));
    if (ok && s->n_clusters && searched)
        ok = puts_to(out, ", ") && put_count(out, s->n_rewrites, "rewrite", "rewrites");
    if (ok && s->n_clusters) ok = puts_to(out, "\n") && (!judged || wf_table_verdicts(out, s));
    if (ok && s->n_empty)
        ok = puts_to(out, "  ") && put_count(out, s->n_empty, "story", "stories") &&
             puts_to(out, " without a word to match\n");
    if (ok && (s->boilerplate_lines || s->builtin_lines))
        ok = puts_to(out, "  boilerplate left out: ") &&
             put_count(out, s->boilerplate_lines, "line", "lines") && puts_to(out, " that recurred in ") &&
             put_count(out, s->boilerplate_stories, "story", "stories") && puts_to(out, ", ") &&
             put_count(out, s->builtin_lines, "line", "lines") && puts_to(out, " by pattern\n");
    if (ok && (s->cut_buckets || s->cut_passages))
        ok = wf_bytes_printf(out, "  limits: %s comparisons left out in ", count_text(n, s->cut_pairs)) &&
             put_count(out, s->cut_buckets, "large bucket, ", "large buckets, ") &&
             put_count(out, s->cut_passages, "passage", "passages") &&
             puts_to(out, " not followed everywhere\n");
    if (ok && (s->long_terms || s->cut_terms || s->cut_rewrites)) ok = put_rewrite_limits(out, s);
    return ok && put_notes(out, s) && paint(r, DIM) &&
           puts_to(out, s->n_clusters
                            ? NEXT
                            : "  Nothing alike found: a lower --threshold finds looser copies.\n") &&
           paint(r, PLAIN);
}
