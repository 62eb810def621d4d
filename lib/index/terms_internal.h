/* The index of rare terms as terms.c builds it and term_search.c looks into it. */
#ifndef WF_INDEX_TERMS_INTERNAL_H
#define WF_INDEX_TERMS_INTERNAL_H

#include "index/terms.h"

enum {
    WF_TERM_BATCH = 256, /* texts */
    WF_TERM_PARTS = 256,
    WF_TERM_PART_SHIFT = 24, /* of a key and of the number of a list: the part */
    WF_TERM_LINE = 64        /* bytes of a cache line */
};

typedef struct {
    void *ptr;
    size_t size, used;
} wf_term_block;

/* List l of a part: texts[begin[l]] up to texts[begin[l + 1]], ascending. */
typedef struct {
    const uint32_t *begin, *texts;
} wf_term_part;

struct wf_term_index {
    wf_budget *budget;
    wf_term_block *blocks; /* all that it holds under the budget */
    size_t n_blocks, cap_blocks;
    wf_term_part parts[WF_TERM_PARTS];
    const uint32_t **own; /* of each batch: the lists of its texts, part << PART_SHIFT | number in the part */
    uint16_t *own_end;    /* of each text, in those of its batch */
    uint32_t n_texts;
};

#endif
