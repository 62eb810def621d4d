/* The most frequent function words of the languages that are told by words. */
#ifndef WF_TEXT_GUESS_WORDS_H
#define WF_TEXT_GUESS_WORDS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    WF_GUESS_LANGUAGES = 22,
    WF_GUESS_COUNTERS = 24, /* a multiple of 8 */
    WF_GUESS_LONGEST = 8,   /* bytes of the longest word */
    WF_GUESS_SLOT_BITS = 11
};

typedef struct {
    uint64_t word;                        /* its bytes, little-endian, zeros behind */
    uint8_t languages[WF_GUESS_COUNTERS]; /* i: 1 if that of wf_guess_codes[i] has it */
} wf_guess_word;

/* Made when compiled. A word is one of the two entries that its slot names; entry 0, named by none, is no word. */
typedef struct {
    uint16_t slots[1 << WF_GUESS_SLOT_BITS][2];
    wf_guess_word entries[512];
} wf_guess_table;
extern const wf_guess_table wf_guess_words;

extern const char wf_guess_codes[WF_GUESS_LANGUAGES][3];

#ifdef __cplusplus
}
#endif
#endif
