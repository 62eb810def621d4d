/* Words beside which a full stop is doubtful. */
#ifndef WF_TEXT_SENTENCE_WORDS_H
#define WF_TEXT_SENTENCE_WORDS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a word is, as bits. */
enum {
    WF_SENTENCE_TITLE = 1,         /* a name follows: titles and the like */
    WF_SENTENCE_BEFORE_NUMBER = 2, /* a number follows */
    WF_SENTENCE_DOUBTFUL = 4,      /* the sentence may end here and may not */
    WF_SENTENCE_OPENER = 8         /* opens sentences and no names */
};

enum { WF_SENTENCE_WORD = 8, WF_SENTENCE_SLOT_BITS = 9, WF_SENTENCE_SLOTS = 1 << WF_SENTENCE_SLOT_BITS };

/* Made when compiled. A word is in its slot or behind it, before an empty one. */
typedef struct {
    uint64_t words[WF_SENTENCE_SLOTS]; /* their bytes, little-endian, zeros behind; 0: empty */
    uint8_t flags[WF_SENTENCE_SLOTS];
} wf_sentence_table;
extern const wf_sentence_table wf_sentence_words;

#ifdef __cplusplus
}
#endif
#endif
