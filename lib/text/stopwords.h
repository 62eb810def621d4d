/*
 * Stop words: those that say nothing of what a story is about. Articles, pronouns, prepositions, conjunctions, auxiliary
 * verbs and the verbs of saying; no numbers.
 */
#ifndef WF_TEXT_STOPWORDS_H
#define WF_TEXT_STOPWORDS_H

#include "text/language.h"

typedef struct {
    const char *code; /* of the language */
    const char *const *words;
    size_t n;
} wf_stop_list; /* words are normalised as tokens are, in byte order */

/* By family; each ends with an entry without words. */
extern const wf_stop_list wf_stop_lists_germanic[], wf_stop_lists_romance[], wf_stop_lists_slavic[],
    wf_stop_lists_other[];

/* The stop words of a language; NULL if there are none. Static storage. */
const wf_stop_list *wf_stop_list_of(wf_language language);

bool wf_stop_list_has(const wf_stop_list *list, wf_str word);

#endif
