/*
 * Results as JSON Lines, CSV and tables. Formatting only: takes the plain structs of wirefold.h.
 */
#ifndef WF_REPORT_REPORT_H
#define WF_REPORT_REPORT_H

#include "base/memory.h"

typedef struct {
    wf_report_options options;
    wf_sink *sink;       /* NULL: what is written stays in line, for the caller to take */
    wf_bytes line;       /* reused */
    struct {             /* of the cluster a table is at */
        uint64_t number; /* of it, and so of clusters written */
        uint64_t size, n_members;
        size_t id_width, source_width; /* columns; source_width 0 where no source is known */
        bool dated;
        wf_bytes original; /* id of its likely original */
        const char *why;
    } at;
} wf_report; /* starts as {.options = options, .sink = sink} */

/* Begins a report: the CSV header; nothing for the others. */
wf_code wf_report_begin(wf_report *report, wf_error *err);

/* A story: a JSON line or a CSV row. Not for tables. judgement: of a flagged story, for its evidence, else NULL. */
wf_code wf_report_story(wf_report *report, const wf_story_result *story, const wf_judgement *judgement,
                        wf_error *err);

/*
 * A cluster: a JSON line with the ids of its members; in a table its heading. original: its likely original. member_ids:
 * size ids; also_ids: n_also ids, NULL if there are none. Not for CSV.
 */
wf_code wf_report_cluster(wf_report *report, const wf_cluster_result *cluster,
                          const wf_story_result *original, const wf_str *member_ids, const wf_str *also_ids,
                          wf_error *err);

/*
 * A member of the cluster whose heading was just written. Tables only; to be called for every member, in order: the
 * first WF_TABLE_MEMBERS are shown and the others counted.
 */
#define WF_TABLE_MEMBERS 12
wf_code wf_report_member(wf_report *report, const wf_story_result *member, wf_error *err);

/* The last line: summary as JSON, or counts for a person; nothing for CSV. */
wf_code wf_report_end(wf_report *report, const wf_summary *summary, const wf_options *options, wf_error *err);
void wf_report_free(wf_report *report);

/*
 * Flagged stories, instead of stories and clusters: the CSV header; each with its evidence, as the JSON line of
 * wf_report_story, CSV rows or a part of a page; the summary line or the counts.
 */
wf_code wf_report_flagged_begin(wf_report *report, wf_error *err);
wf_code wf_report_flagged(wf_report *report, const wf_story_result *story, const wf_judgement *judgement,
                          wf_error *err);
wf_code wf_report_flagged_end(wf_report *report, const wf_summary *summary, const wf_options *options,
                              wf_error *err);

/* A verified pair as a JSON line. */
typedef struct {
    wf_str a, b;      /* ids */
    const char *kind; /* "exact", "copy", "excerpt" or "rewrite" */
    double jaccard, a_in_b, b_in_a;
    const wf_span *spans;
    size_t n_spans;
    const wf_evidence *evidence; /* of a rewrite, with P(same story) and the aligned sentences; else NULL */
    double same_story;
    const wf_sentence_pair *sentences;
    size_t n_sentences;
} wf_pair;
wf_code wf_report_pair(wf_sink *sink, wf_bytes *line, const wf_pair *pair, wf_error *err);

/* A removed story of a dedupe as a JSON line; record is the input's JSON, or empty (then null is written). */
wf_code wf_report_removed(wf_sink *sink, wf_bytes *line, wf_str id, wf_str duplicate_of, double jaccard,
                          double containment, wf_str record, wf_error *err);

/* A story as an input line again (id, url, title, text, published, source, language, unknown fields). */
wf_code wf_report_record(wf_sink *sink, wf_bytes *line, const wf_story *story, wf_error *err);

#endif
