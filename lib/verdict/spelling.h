/* Words whose spelling alone says that they are one word, or forms of one. */
#ifndef WF_VERDICT_SPELLING_H
#define WF_VERDICT_SPELLING_H

#include "wirefold.h"

/*
 * Whether two normalised words of the dictionary differ as British and American spelling do, once: -our -or, -ise -ize,
 * -yse -yze, -re -er, -ogue -og, -ence -ense, ll l, ae e, oe e. Words too short to tell (four, for) do not. Not for names:
 * Alexandre is not Alexander.
 */
bool wf_spelled_alike(wf_str a, wf_str b);

/*
 * Whether two different normalised words of 3 letters or more, of no dictionary, look like one word and its -s, -ed or -ing,
 * or two of these, or differ as -ise and -ize do.
 */
bool wf_inflected_alike(wf_str a, wf_str b);

#endif
