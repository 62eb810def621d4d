/* What is wrong with an input, gathered where it is seen and handed out in input order. */
#ifndef WF_READ_NOTES_H
#define WF_READ_NOTES_H

#include "base/memory.h"

typedef struct {
    wf_note *items;
    size_t *records; /* n: records before each note, for putting notes from two sources in order */
    size_t n, cap, cap_records;
    size_t record; /* records so far: kept by whoever adds notes */
    wf_arena text; /* of the messages */
} wf_notes;        /* starts as {0} */

/* Adds a note with a printf-style message. file must outlive the notes. Errors: WF_E_NOMEM. */
wf_code wf_notes_add(wf_notes *notes, wf_note_kind kind, bool lost, const char *file, uint64_t line,
                     wf_error *err, const char *format, ...) __attribute__((format(printf, 7, 8)));
void wf_notes_clear(wf_notes *notes);
void wf_notes_free(wf_notes *notes);

#endif
