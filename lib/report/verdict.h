/*
 * What a story is judged to be: as JSON, and in words for a person.
 *
 * Each function that puts returns false when out of memory.
 */
#ifndef WF_REPORT_VERDICT_H
#define WF_REPORT_VERDICT_H

#include "report/page.h"
#include "verdict/verdict.h"

/* ,"verdict":...,"probability":...,"assessed":... and why it was not. */
bool wf_json_put_verdict(wf_bytes *out, wf_verdict verdict, wf_assessment assessment, double probability);

/* ,"against":... and all that the verdict rests on, with the findings as ,"evidence":[...]. */
bool wf_json_put_judgement(wf_bytes *out, const wf_judgement *judgement);

/* "spun: 61 words swapped (38 of them synonyms), order and small words as in the original (p = .97)" */
bool wf_put_verdict_text(wf_bytes *out, const wf_judgement *judgement);

/* Why a story could not be assessed, in words; static storage. */
const char *wf_assessment_text(wf_assessment assessment);

/* "this or ID is the altered one: no date, credit or third version tells" */
bool wf_put_open_text(wf_bytes *out, const char *judged, wf_str other);

/*
 * The findings: quotes side by side, the others as lists of what became what. names: what stands above the columns;
 * swapped: the copy stands on the left.
 */
bool wf_page_findings(wf_page *page, const wf_judgement *judgement, const wf_str names[2], bool swapped);

#endif
