#include <inttypes.h>

#include "console.h"

/* The first of each kind are shown one by one; the rest are only counted, in the summary of the result. */
void cli_on_note(void *user, const wf_note *note) {
    cli_console *console = user;
    uint64_t before = (unsigned)note->kind < WF_N_NOTES ? console->notes[note->kind]++ : 0;
    if (console->quiet || before > NOTES_SHOWN) return;
    if (console->strict && note->lost) return; /* it ends the run and comes back as its error */
    cli_console_clear(console);
    if (before == NOTES_SHOWN)
        cli_say("further notes of the kind %s are counted in the summary", wf_note_name(note->kind));
    else if (note->line)
        cli_say("%s:%" PRIu64 ": %s", note->file, note->line, note->text);
    else
        cli_say("%s: %s", note->file, note->text);
}
