#include "read/notes.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 512 }; /* longer messages are cut */

wf_code wf_notes_add(wf_notes *notes, wf_note_kind kind, bool lost, const char *file, uint64_t line,
                     wf_error *err, const char *format, ...) {
    char message[TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    wf_str text;
    if (!wf_arena_copy(&notes->text, wf_str_from(message), &text) ||
        !wf_grow(&notes->items, &notes->cap, notes->n + 1, sizeof *notes->items) ||
        !wf_grow(&notes->records, &notes->cap_records, notes->n + 1, sizeof *notes->records))
        return wf_fail_nomem(err, "notes on the input");
    notes->records[notes->n] = notes->record;
    notes->items[notes->n++] =
        (wf_note){.kind = kind, .lost = lost, .file = file, .line = line, .text = text.ptr};
    return WF_OK;
}

void wf_notes_clear(wf_notes *notes) {
    notes->n = notes->record = 0;
    wf_arena_reset(&notes->text);
}

void wf_notes_free(wf_notes *notes) {
    free(notes->items);
    free(notes->records);
    wf_arena_free(&notes->text);
    *notes = (wf_notes){0};
}

const char *wf_note_name(wf_note_kind kind) {
    static const char *const names[WF_N_NOTES] = {
        [WF_NOTE_BAD_UTF8] = "bad_utf8",         [WF_NOTE_UTF16] = "utf16",
        [WF_NOTE_NUL_BYTES] = "nul_bytes",       [WF_NOTE_BAD_JSON] = "bad_json",
        [WF_NOTE_BAD_FIELD] = "bad_field",       [WF_NOTE_NO_TEXT] = "no_text",
        [WF_NOTE_TOO_LONG] = "too_long",         [WF_NOTE_BAD_DATE] = "bad_date",
        [WF_NOTE_DUPLICATE_ID] = "duplicate_id", [WF_NOTE_EMPTY_INPUT] = "empty_input",
        [WF_NOTE_UNREADABLE] = "unreadable",
    };
    return (size_t)kind < WF_N_NOTES ? names[kind] : "unknown";
}
