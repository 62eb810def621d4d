/*
 * The folding table as the tokenizer sees it: what a code point becomes, and what it is to a token.
 *
 * Two levels: 1,024 pages of 64 code points, equal neighbouring pages stored once (all of Han is one page). The page
 * is what the lead bytes of UTF-8 say and the place in it what the last byte says. Folded forms stand in one pool.
 */
#ifndef WF_TEXT_FOLD_TABLE_H
#define WF_TEXT_FOLD_TABLE_H

#include <string.h>

#include <unicode/unorm2.h>

#include "text/fold.h"

typedef enum {
    WF_CHAR_SEPARATOR,
    WF_CHAR_LETTER,
    WF_CHAR_DIGIT,      /* a number */
    WF_CHAR_MARK,       /* a combining mark that is kept: belongs to what is before it */
    WF_CHAR_BIGRAM,     /* a letter of a script written without spaces */
    WF_CHAR_APOSTROPHE, /* joins two letters, as "'" */
    WF_CHAR_IGNORABLE, /* soft hyphen, zero-width, variation selector, directional mark: as if it were not there */
    WF_CHAR_DROPPED, /* a combining mark that is dropped: belongs to the span of what is before it */
    WF_CHAR_LINE_END,
    WF_CHAR_MIXED, /* folds to code points of several classes: each is to be looked up in turn */
} wf_char_class;

/* The folded form may compose with what is before it: normalise both together. */
#define WF_CHAR_COMPOSES 0x10u
/* The folded form begins with a mark that canonical order may move before another mark. */
#define WF_CHAR_ORDERED 0x20u

#define WF_FOLD_MAX 64 /* bytes in a folded form, at most */

/* Bits 0-3 class, 4-5 flags, 6-11 length of the folded form (0: the code point itself), 12-31 its place in the pool. */
typedef uint32_t wf_fold_entry;

struct wf_fold {
    wf_kernels kernels;                      /* of the tokenizer; never WF_KERNELS_AUTO */
    const UNormalizer2 *nfkc_cf, *nfd, *nfc; /* ICU's own: never closed */
    uint16_t page[1024];
    wf_fold_entry (*pages)[64];
    size_t n_pages, cap_pages;
    char *pool; /* 16 readable bytes follow the last form */
    size_t pool_len, cap_pool;
};

typedef struct {
    unsigned class; /* wf_char_class */
    unsigned flags;
    const char *form; /* folded UTF-8, NULL: the code point itself; 8 readable bytes in any case */
    unsigned form_len;
} wf_folded;

static inline wf_folded wf_fold_unpack(const wf_fold *fold, wf_fold_entry e) {
    wf_folded f = {e & 15u, e & (WF_CHAR_COMPOSES | WF_CHAR_ORDERED), NULL, e >> 6 & 63u};
    if (f.form_len) f.form = fold->pool + (e >> 12);
    return f;
}

/* Looks up a code point of the Basic Multilingual Plane past ASCII, not a surrogate. */
static inline wf_folded wf_fold_bmp(const wf_fold *fold, uint32_t c) {
    return wf_fold_unpack(fold, fold->pages[fold->page[c >> 6]][c & 63]);
}

/* Works out a code point beyond ASCII, of any plane, with ICU; form, if one is needed, is written to buffer. */
wf_folded wf_fold_compute(const wf_fold *fold, uint32_t c, char buffer[WF_FOLD_MAX]);

#endif
