/*
 * One record to one story.
 *
 * JSON goes through simdjson behind read/json.h. A line with invalid UTF-8 is repaired before it is parsed, so that a
 * good story with one bad byte is not lost. A text file is a story whose id is the file's name without directory and
 * without .txt and compression suffixes, whose title is its first non-blank line (at most 200 bytes), and whose body
 * is all of it.
 */
#ifndef WF_READ_PARSE_H
#define WF_READ_PARSE_H

#include "read/reader.h"

/* JSON keys by field: the first that stands in a line with a value other than null or "" wins. */
typedef enum {
    WF_F_ID,
    WF_F_URL,
    WF_F_TITLE,
    WF_F_TEXT,
    WF_F_PUBLISHED,
    WF_F_SOURCE,
    WF_F_LANGUAGE,
    WF_N_FIELDS
} wf_field_id;

typedef struct wf_parser wf_parser; /* one per thread */

/* Built-in keys with those given (borrowed for the call) on top: a field that is given has no built-in ones. Errors: WF_E_PARAM (an unknown field: the message lists them), WF_E_NOMEM. */
wf_code wf_parser_open(wf_parser **out, const wf_field *given, size_t n_given, wf_error *err);
void wf_parser_close(wf_parser *parser);

/*
 * Parses a record into *story; its strings live in arena or in the record. *skipped is set, with a note, when there is
 * no story in it (broken JSON, no text; a blank line is skipped without a note).
 * An id that is missing becomes "file:line"; a number as id is taken as its text. Errors: WF_E_NOMEM.
 */
wf_code wf_parse(wf_parser *parser, const wf_record *record, wf_arena *arena, wf_story *story, bool *skipped,
                 wf_notes *notes, wf_error *err);

/*
 * A date as milliseconds since 1970 UTC: ISO 8601 (date, date and time, fraction, zone or none = UTC; the basic form
 * 20210518 for 1900 to 2099), RFC 2822 ("Tue, 18 May 2021 10:00:00 +0200", GMT and the US zones), and numbers as
 * seconds or (past 10^11) milliseconds since 1970. false if s is none of these, is no day of the calendar, or lies
 * outside the years 1000 to 9999.
 */
bool wf_parse_date(wf_str s, int64_t *out_ms);

#endif
