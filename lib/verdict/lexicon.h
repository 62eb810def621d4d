/*
 * What is known of English words when a copy is judged: their class where they are function words, and how one word is
 * related to another (a form of it, a synonym, near in meaning). Compiled in; no state.
 */
#ifndef WF_VERDICT_LEXICON_H
#define WF_VERDICT_LEXICON_H

#include "wirefold.h"

/* Classes of words; a word may have several. */
enum {
    WF_WORD_FUNCTION = 1,     /* any of the small closed classes below, or another function word */
    WF_WORD_ARTICLE = 2,      /* a, an, the */
    WF_WORD_DETERMINER = 4,   /* articles, this, that, any, his ... */
    WF_WORD_PREPOSITION = 8,  /* of, in, on, by ... */
    WF_WORD_AUXILIARY = 16,   /* be, have, do, modals, and their forms */
    WF_WORD_PRONOUN = 32,     /* he, them, which ... */
    WF_WORD_CONJUNCTION = 64, /* and, but, because ... */
    WF_WORD_NUMERAL = 128,    /* two, eleven, hundred, third ... (no function word) */
    WF_WORD_CALENDAR = 256    /* months, weekdays, and what they are cut to (but not sat, sun, wed) */
};

/*
 * Classes of a normalised word (lower case, no accents); 0 if it is in none. One with a verb drawn to it (he'll) is
 * classed as the word itself, one in n't as an auxiliary. Constant time.
 */
unsigned wf_word_classes(wf_str word);

/*
 * Whether a normalised word is not only a proper name: WordNet has it, or a base of it, in lower case, or it is a function
 * word or numeral. Constant time, but much more of it.
 */
bool wf_word_can_be_common(wf_str word);

/* The same of one that is neither a function word nor a numeral. */
bool wf_word_is_listed(wf_str word);

/* Fetches what will soon be read to tell that. */
void wf_word_fetch(wf_str word);

typedef enum {
    WF_WORDS_UNRELATED,
    WF_WORDS_SAME,     /* equal */
    WF_WORDS_FORMS,    /* forms of one word: say, says, said; mouse, mice */
    WF_WORDS_SYNONYMS, /* share a WordNet synset */
    WF_WORDS_NEAR /* a synset of one is linked to one of the other (is a kind of, similar to, derived from) */
} wf_word_relation;

/*
 * How two normalised English words are related (WordNet: Miller 1995). Words that the lexicon does not know are related
 * only if they are equal or plainly forms of each other by their suffixes. Bounded time, no allocation.
 */
wf_word_relation wf_words_relate(wf_str a, wf_str b);

/* The same of two that are not equal and of which one cannot be common; faster. */
wf_word_relation wf_words_relate_unknown(wf_str a, wf_str b);

#endif
