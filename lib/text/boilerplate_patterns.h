/* The table of built-in boilerplate patterns; how they are matched is in boilerplate.c. */
#ifndef WF_TEXT_BOILERPLATE_PATTERNS_H
#define WF_TEXT_BOILERPLATE_PATTERNS_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    WF_EQUALS, /* the whole line */
    WF_LABEL,  /* the whole line, printed like a label: no small letter first, no mark of a sentence last */
    WF_HEADING, /* a label, or what stands before a colon (or bar, or arrow) with the rest of the line behind it */
    WF_BEGINS,   /* the first words, not beginning with a small letter */
    WF_ENDS,     /* the last words */
    WF_CONTAINS, /* anywhere in the line */
} wf_pattern_kind;

typedef struct {
    const char *words;
    uint8_t kind;      /* wf_pattern_kind */
    uint8_t max_words; /* of the line */
} wf_boilerplate_pattern;

extern const wf_boilerplate_pattern
    wf_boilerplate_starts[]; /* equals, label, heading, begins: sorted by words */
extern const size_t wf_n_boilerplate_starts;
extern const wf_boilerplate_pattern wf_boilerplate_insides[]; /* ends, contains: sorted too */
extern const size_t wf_n_boilerplate_insides;

extern const char *const wf_boilerplate_networks[]; /* these three end in NULL */
extern const char *const wf_boilerplate_share_words[];
extern const char *const wf_boilerplate_sections[];

#endif
