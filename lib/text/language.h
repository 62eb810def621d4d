/* Which language a text is in: by CLD2, or as the story says. */
#ifndef WF_TEXT_LANGUAGE_H
#define WF_TEXT_LANGUAGE_H

#include "wirefold.h"

typedef uint8_t
    wf_language; /* a number of a language; 0: unknown. The numbers are wirefold's own, see wf_languages */

#define WF_LANGUAGE_UNKNOWN 0
#define WF_LANGUAGE_ENGLISH 1
#define WF_LANGUAGES 128 /* numbers are below this */

/* ISO 639 code of a language, such as "en"; "" for unknown; static storage. */
const char *wf_language_code(wf_language language);

/* From a code or a tag with a region ("en", "EN-gb", "zh_Hant", "eng"); WF_LANGUAGE_UNKNOWN if it is none we know. */
wf_language wf_language_of_code(wf_str code);

/*
 * From the text: looks at no more than some 1,000 bytes from its begin, in which invalid UTF-8 does no harm. Unknown if it
 * is not sure. Constant time, thread-safe, never fails.
 */
wf_language wf_language_of_text(wf_str text);

#endif
