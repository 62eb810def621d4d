/*
 * Exact shingle Jaccard of generated texts, by a small tokenizer of its own: the truth a run is measured against must
 * not come from the code it measures. Knows only what the generator prints: ASCII letters and digits, and
 * typographic punctuation of three bytes.
 */
#ifndef WF_BENCH_TRUTH_H
#define WF_BENCH_TRUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t *h; /* sorted, distinct */
    size_t n, cap;
    uint64_t *tokens;
    size_t cap_tokens;
} truth_set; /* starts as {0}; reused */

/* Shingles of w words; a text shorter than that is one shingle. false: out of memory. */
bool truth_shingles(truth_set *out, const char *text, size_t len, size_t w);
double truth_jaccard(const truth_set *a, const truth_set *b);
void truth_set_free(truth_set *set);

#endif
