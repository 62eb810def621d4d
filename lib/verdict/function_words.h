/* The words of English that are classed by list: function words, numerals, names of days and months. */
#ifndef WF_VERDICT_FUNCTION_WORDS_H
#define WF_VERDICT_FUNCTION_WORDS_H

#include "wirefold.h"

/* The classes (WF_WORD_*) that the list gives a normalised word; 0 if it is not in the list. */
unsigned wf_listed_classes(wf_str word);

#endif
