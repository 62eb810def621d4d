/*
 * The formats behind report.h: each function appends to a buffer and returns false when out of memory.
 */
#ifndef WF_REPORT_FORMATS_H
#define WF_REPORT_FORMATS_H

#include "report/report.h"

/* judgement: of a flagged story, else NULL. */
bool wf_jsonl_story(wf_bytes *out, const wf_story_result *story, const wf_judgement *judgement);
bool wf_jsonl_cluster(wf_bytes *out, const wf_cluster_result *cluster, const wf_story_result *original,
                      const wf_str *member_ids, const wf_str *also_ids);
bool wf_jsonl_summary(wf_bytes *out, const wf_summary *summary, const wf_options *options);

bool wf_csv_header(wf_bytes *out);
bool wf_csv_story(wf_bytes *out, const wf_story_result *story);

/* A cell after a comma: text made safe, a count, a ratio or nothing; the first cell of a row has no comma. */
bool wf_csv_put_text(wf_bytes *out, wf_str s);
bool wf_csv_put_count(wf_bytes *out, uint64_t value);
bool wf_csv_put_ratio(wf_bytes *out, bool known, double value);
bool wf_csv_put_first(wf_bytes *out, wf_str s);

/* Of flagged stories: a row a finding. */
bool wf_csv_flagged_header(wf_bytes *out);
bool wf_csv_flagged(wf_bytes *out, const wf_story_result *story, const wf_judgement *judgement);

bool wf_table_cluster(wf_report *report, const wf_cluster_result *cluster, const wf_story_result *original,
                      const wf_str *member_ids, const wf_str *also_ids);
bool wf_table_member(wf_report *report, const wf_story_result *member);
/* Columns of a table; how many stories have each verdict, and how many could not be assessed, in two lines. */
size_t wf_table_width(const wf_report *report);
bool wf_table_verdicts(wf_bytes *out, const wf_summary *summary);

bool wf_table_flagged(wf_report *report, const wf_story_result *story, const wf_judgement *judgement);
bool wf_table_flagged_end(wf_report *report, const wf_summary *summary);

bool wf_table_end(wf_report *report, const wf_summary *summary, const wf_options *options);

#endif
