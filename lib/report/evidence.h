/*
 * The evidence that two texts tell one story: as JSON, and in words for a person.
 *
 * Each function returns false when out of memory.
 */
#ifndef WF_REPORT_EVIDENCE_H
#define WF_REPORT_EVIDENCE_H

#include "report/page.h"

/* A JSON object with every figure, in groups. */
bool wf_json_put_evidence(wf_bytes *out, const wf_evidence *evidence);

/* Aligned sentences as a JSON array. a and b: the stories, for the sentences' texts; NULL: only where they stand. */
bool wf_json_put_sentences(wf_bytes *out, const wf_sentence_pair *sentences, size_t n, const wf_story *a,
                           const wf_story *b);

/* Whether a comparison looked at the words: not so for exact copies, and where only copies were asked for. */
bool wf_has_evidence(const wf_comparison *comparison);

/* What speaks for one story, and what against it. */
bool wf_page_evidence(wf_page *page, const wf_evidence *evidence);

/* The sentences that say the same, most alike first, one text's above the other's. */
bool wf_page_sentences(wf_page *page, const wf_comparison *comparison);

/* A part of a text, held within it whatever the offsets say. */
wf_str wf_part_of(wf_str text, uint64_t begin, uint64_t end);

#endif
