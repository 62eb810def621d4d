/* Stop words are looked up by binary search. */
#include "text/stopwords.h"

#include <string.h>

const wf_stop_list *wf_stop_list_of(wf_language language) {
    const wf_stop_list *const families[] = {wf_stop_lists_germanic, wf_stop_lists_romance,
                                            wf_stop_lists_slavic, wf_stop_lists_other};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        for (const wf_stop_list *list = families[i]; list->words; list++)
            if (strcmp(list->code, wf_language_code(language)) == 0) return list;
    return NULL;
}

/* Like strcmp of word, which may hold NUL bytes, and a string. */
static int compare(wf_str word, const char *with) {
    int order = strncmp(word.ptr, with, word.len);
    return order ? order : with[strnlen(with, word.len)] ? -1 : 0;
}

bool wf_stop_list_has(const wf_stop_list *list, wf_str word) {
    size_t low = 0, high = list->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(word, list->words[middle]);
        if (order == 0) return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
