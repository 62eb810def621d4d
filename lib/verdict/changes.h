/*
 * What was changed from one text (a, the reference) to another (b, the copy): sentences matched, words aligned, and the
 * edits counted by their kind. The figures that the verdicts are made from, and the findings that show them.
 */
#ifndef WF_VERDICT_CHANGES_H
#define WF_VERDICT_CHANGES_H

#include "base/digest.h"
#include "verdict/reading.h"

/* Counts over the aligned sentences, in words, unless said otherwise. */
typedef struct {
    uint32_t words_a, words_b; /* of the texts */
    uint32_t sentences_b, sentences_aligned;
    uint32_t one_to_one; /* aligned sentences that alone match their sentence of a */
    uint32_t in_order;   /* sentences of b in the order of a (longest increasing run) */
    uint32_t aligned_b;  /* words of b in aligned sentences, */
    uint32_t aligned_a;  /* of a, each sentence once */
    uint32_t exact;      /* in sentences that are equal */
    uint32_t kept, runs; /* kept in place, in so many runs */
    uint32_t bag;        /* kept wherever they stand in their sentence */
    /* Content words of b, and those whose stem its sentence of a has. */
    uint32_t content, content_kept;
    uint32_t moved; /* deleted here and inserted there */
    uint32_t swaps; /* content words put for others: */
    uint32_t forms, synonyms, near, unlike;
    uint32_t function_swaps, preposition_swaps, mixed_swaps, number_swaps, name_swaps;
    uint32_t articles_deleted, articles_inserted, function_deleted, function_inserted;
    uint32_t deleted, inserted; /* all */
    uint32_t blocks;            /* words of b in passages that were recast */
    /* Mean log ratio of sentence lengths, b's over a's; mean of its size; share of those beyond .8 to 1.25. */
    double longer, length_deviation, length_apart;
    /* Numbers of b in sentences with numbers on both sides; those that a lacks. */
    uint32_t numbers_aligned, numbers_conflict;
    /* Numbers of b, those that a lacks; of a's aligned sentences, those that b lacks. */
    uint32_t numbers_b, numbers_new, numbers_a, numbers_lost;
    /* Quotes of b that a has in some form, as they are, altered; sum of the shares of their words that were altered. */
    uint32_t quotes, quotes_exact, quotes_altered;
    uint32_t originals_altered; /* quotes of a that those altered were made from, up to WF_FINDINGS */
    double quote_edits;
    uint32_t quoted_a, quotes_lost; /* aligned sentences of a with a quote; those whose match in b has none */
    uint32_t names_b, names_kept;   /* words of names of b; those that a has */
    uint32_t names_a, names_lost;   /* distinct, of a's aligned sentences; those that b lacks, */
    uint32_t names_lowered;         /* and those that b has in lower case alone */
    uint32_t names_altered;         /* distinct names in b close to one in the same place in a */
    uint32_t lower_b, odd;          /* lower-case words of b; those new in b that no dictionary has */
    uint32_t shared_3, shared_5, grams_3, grams_5; /* 3- and 5-word runs of b that a has; all */
    /* Share of the weight of b's distinct words that a has, and the other way round. */
    double weight_in_a, weight_in_b;
    /* Mean weight of the content words of b's aligned sentences that a lacks, and of a's that b lacks. */
    double new_weight, lost_weight;
    double articles, of, to, in, that, contractions; /* share of words in b, less that in a */
    /* Slips of punctuation a sentence, and words doubled in a hundred words, in b, less those in a. */
    double spaced_marks, repeats;
} wf_changes;

/* A finding: words of a and of b; a begin of UINT32_MAX: none. Byte spans are those of the first and last word. */
typedef struct {
    wf_finding_kind kind;
    wf_word_relation relation;               /* of a swap */
    uint32_t a_begin, a_end, b_begin, b_end; /* words */
    bool within; /* a_begin and a_end are words of b too: a name with two spellings */
    uint64_t
        key; /* the wording of the reference as wf_supported has it, of a quote, a name or a number; else 0 */
} wf_change;

#define WF_FINDINGS 24 /* of a kind that are kept: the first ones */

typedef struct wf_judge wf_judge; /* scratch; one per thread */
wf_code wf_judge_open(wf_judge **out, wf_error *err);
void wf_judge_close(wf_judge *judge);

/* Takes a as the reference of the calls that follow; it is to stay as it is. Linear. Errors: WF_E_NOMEM. */
wf_code wf_judge_refer(wf_judge *judge, const wf_reading *a, wf_error *err);

/* Versions of a story that are looked at, at most, each known by a bit. */
enum { WF_JUDGED_VERSIONS = 16 };

/* A name word (its id), a quote (its key) or a number (wf_number_support), and which versions of a story have it. */
typedef struct {
    uint64_t key;
    uint16_t versions;
} wf_supported;

static inline uint64_t wf_number_support(uint64_t number_key) {
    return wf_mix64(number_key ^ 0x6E756D626572u);
}

/* The slot of a key in an open hash of n slots, a power of two: the one that has it, or an empty one, of no versions. */
static inline size_t wf_support_slot(const wf_supported *slots, size_t n, uint64_t key) {
    size_t at = key & (n - 1);
    while (slots[at].versions && slots[at].key != key) at = (at + 1) & (n - 1);
    return at;
}

/*
 * Says what versions of the story have: an open hash of n slots, of which some are empty, borrowed until the next call; 0:
 * nothing, as after wf_judge_refer. two: the bits of the versions that the copy and the reference are, or are made from; 0: none of them. A
 * quote, a name or a number that stands as it is in yet another version was not altered by the copy.
 */
void wf_judge_support(wf_judge *judge, const wf_supported *slots, size_t n, uint16_t two);

/* How many versions other than the two have that wording. */
unsigned wf_judge_versions_with(const wf_judge *judge, uint64_t key);

/*
 * Finds what was changed from the reference to b. Time linear in both in practice: a word that stands in more than 32
 * places is followed to the first 32. Errors: WF_E_NOMEM.
 */
wf_code wf_changes_find(wf_judge *judge, const wf_reading *b, wf_changes *out, wf_error *err);

/* The findings of the last wf_changes_find, by kind, in order of b; borrowed until the next. */
const wf_change *wf_changes_list(const wf_judge *judge, size_t *n);

#endif
