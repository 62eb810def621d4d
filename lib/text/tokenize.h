/*
 * The normaliser and tokenizer, in one pass.
 *
 * Normalised text is the folded tokens joined by single spaces; it is what shingles are windows of. Tokens are runs of
 * letters, digits and marks; an inner apostrophe (straight or curly) joins, as "'"; soft hyphens and zero-width
 * characters inside a word vanish; everything else separates. Runs of Han, Hiragana, Katakana, Hangul and Thai (and
 * Lao, Khmer, Burmese) become overlapping character bigrams, a run of one character a token of its own.
 * Idempotent: tokenizing the normalised text gives it again (bigrams excepted).
 */
#ifndef WF_TEXT_TOKENIZE_H
#define WF_TEXT_TOKENIZE_H

#include "text/fold.h"

typedef struct {
    uint32_t first_token, end_token; /* tokens [first, end) */
    uint64_t hash;                   /* XXH3 of its normalised text; only lines with a token are listed */
} wf_line;

typedef struct {
    char *norm; /* the normalised text; 64 readable bytes follow */
    size_t norm_len;
    uint32_t *
        start; /* n + 1: token i is norm[start[i]] up to start[i + 1] - 1; start[n] = norm_len + 1 (1 if n = 0) */
    uint32_t *src_begin, *src_end; /* n: byte span of the token in the original */
    size_t n;                      /* tokens */
    wf_line *lines; /* n_lines: lines of the original (LF, CR, CRLF, U+2028, U+2029) that hold a token */
    size_t n_lines;
    size_t n_bad; /* invalid UTF-8 sequences met (each separates, as U+FFFD does) */
    size_t cap_norm, cap_tokens, cap_lines;
} wf_tokens; /* starts as {0}; reused for many stories */

/*
 * Tokenizes text of at most 1 GiB; line hashes are seeded with line_seed. Linear time. Errors: WF_E_NOMEM, WF_E_PARAM
 * (too long).
 */
wf_code wf_tokenize(const wf_fold *fold, wf_str text, uint64_t line_seed, wf_tokens *out, wf_error *err);
void wf_tokens_free(wf_tokens *tokens);

/* Normalised bytes of a line. */
static inline wf_str wf_line_norm(const wf_tokens *t, const wf_line *line) {
    size_t begin = t->start[line->first_token];
    wf_str s = {t->norm + begin, t->start[line->end_token] - 1 - begin};
    return s;
}

/* A line as it stands in text, which was tokenized into t: whole, without its line ends. */
wf_str wf_line_source(const wf_tokens *t, const wf_line *line, wf_str text);

/* Removes the lines i with drop[i] set, with their tokens; spans of the others stay as they are. */
void wf_tokens_drop_lines(wf_tokens *tokens, const bool *drop);

/* Removes the tokens [first, end) (a dateline); the lines are adjusted, emptied ones removed. */
void wf_tokens_drop(wf_tokens *tokens, size_t first, size_t end);

#endif
