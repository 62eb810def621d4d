/* CLD2 for C. */
#ifndef WF_TEXT_CLD2_H
#define WF_TEXT_CLD2_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WF_CLD2_PADDING 32 /* readable bytes behind the text */

/*
 * Code of the language that most of a text is in; NULL if it is not sure, or out of memory. The text is valid UTF-8
 * without control characters and noncharacters. Static storage.
 */
const char *wf_cld2_code(const char *text, size_t len);

#ifdef __cplusplus
}
#endif
#endif
