/* Readings of texts given as strings, and what was changed between two, as the engine makes them. Failures fail the test. */
#ifndef WF_TESTS_SUPPORT_READINGS_H
#define WF_TESTS_SUPPORT_READINGS_H

#include "verdict/changes.h"

/* Set-up and teardown of a group of tests: what all readings are made with. */
int readings_open(void **state);
int readings_close(void **state);

/* The reading of a text, into *out, which may hold an earlier one. */
void reading_make(wf_reading *out, const char *text, wf_language language);
void reading_make_bytes(wf_reading *out, const char *text, size_t len, wf_language language);

/* Id that the words of readings have. */
uint64_t reading_id(const char *word);

/* What was changed from text a to b, two English ones; it lives until the next call, as do the readings of both. */
const wf_changes *changes_between(const char *a, const char *b);
extern wf_reading changes_a, changes_b;

/* The same between readings, where other versions have some names and quotes. */
const wf_changes *changes_of(const wf_reading *a, const wf_reading *b, const wf_supported *support, size_t n);

/* Findings of a kind among the last changes, and the i-th of them as "original > copy", until the next call. */
size_t found(wf_finding_kind kind);
const char *finding(wf_finding_kind kind, size_t i);

#endif
