/* How frequent words are in English news at large: the table background_en.tsv, compiled in. */
#ifndef WF_TEXT_BACKGROUND_H
#define WF_TEXT_BACKGROUND_H

#include <stdint.h>

/* A stem, and the number of texts, of wf_background_texts, that have a word of it. */
typedef struct {
    const char *stem;
    uint32_t n_texts;
} wf_background_stem;

extern const wf_background_stem wf_background[];
extern const uint32_t wf_background_stems; /* of them */
extern const uint32_t wf_background_texts;

#endif
