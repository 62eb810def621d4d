/*
 * The formats behind report.h: each function appends to a buffer and returns false when out of memory.
 */
#ifndef WF_REPORT_FORMATS_H
#define WF_REPORT_FORMATS_H

#include "report/report.h"

bool wf_jsonl_story(wf_bytes *out, const wf_story_result *story);
bool wf_jsonl_cluster(wf_bytes *out, const wf_cluster_result *cluster, const wf_story_result *original,
                      const wf_str *member_ids, const wf_str *also_ids);
bool wf_jsonl_summary(wf_bytes *out, const wf_summary *summary, const wf_options *options);

bool wf_csv_header(wf_bytes *out);
bool wf_csv_story(wf_bytes *out, const wf_story_result *story);

bool wf_table_cluster(wf_report *report, const wf_cluster_result *cluster, const wf_story_result *original,
                      const wf_str *member_ids, const wf_str *also_ids);
bool wf_table_member(wf_report *report, const wf_story_result *member);
bool wf_table_end(wf_report *report, const wf_summary *summary, const wf_options *options);

#endif
