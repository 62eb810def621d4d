/*
 * The table lexicon_en.tsv, compiled in as one string of bytes (written by lexicon.awk; nothing to relocate). Numbers are
 * little-endian. The words of bucket b, of hash b modulo WF_LEXICON_BUCKETS, stand one after the other from
 * wf_lexicon_starts[b] to wf_lexicon_starts[b + 1]:
 *
 *     size       2 bytes    of all that is said of the word
 *     length     1          of the word
 *     word       length
 *     counts     1          groups + 8 * references
 *     reference  3          of another word: kind + 8 * where it starts
 *     group      3 + 3 * (senses + links)
 *
 * A reference of kind 0 is another spelling; of another kind, a base that the word is an irregular form of, as that word
 * class. A group is what the word means as one class: class, number of senses, number of links (a byte each), the
 * numbers of its synsets, and those of synsets that these are linked to, both ascending. A link between synsets
 * stands at one end alone.
 *
 * The filter has a bit for each word, by wf_lexicon_may_have: it says of nine in ten words that are not in the table that
 * they are not, without a look at the table, which is much larger.
 */
#ifndef WF_VERDICT_LEXICON_DATA_H
#define WF_VERDICT_LEXICON_DATA_H

#include <stdbool.h>
#include <stdint.h>

enum { WF_LEXICON_BUCKETS = 32749, WF_LEXICON_FILTER_BITS = 20 };
enum { WF_NOUN = 1, WF_VERB, WF_ADJECTIVE, WF_ADVERB };

extern const uint32_t wf_lexicon_starts[];
extern const unsigned char wf_lexicon_bytes[];
extern const unsigned char wf_lexicon_filter[];

/* The hash of a word and one more byte. That of no bytes is 0. */
static inline uint32_t wf_lexicon_hash(uint32_t hash, char c) {
    return hash * 65599 + (unsigned char)c;
}

static inline uint32_t wf_lexicon_bit(uint32_t hash) {
    return (uint32_t)(hash * 40503u) >> (32 - WF_LEXICON_FILTER_BITS);
}

/* Whether a word of this hash may be in the table, and where that is read. */
static inline bool wf_lexicon_may_have(uint32_t hash) {
    uint32_t bit = wf_lexicon_bit(hash);
    return wf_lexicon_filter[bit / 8] >> (bit % 8) & 1;
}
static inline const unsigned char *wf_lexicon_place(uint32_t hash) {
    return &wf_lexicon_filter[wf_lexicon_bit(hash) / 8];
}

#endif
