#include "truth.h"

#include <stdlib.h>

/* Letter or digit, lower-cased; 0 for anything else. */
static unsigned char word_byte(char c) {
    if (c >= 'A' && c <= 'Z') return (unsigned char)(c - 'A' + 'a');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? (unsigned char)c : 0;
}

/* Bytes of an apostrophe at s, 0 if there is none. */
static size_t apostrophe(const char *s, const char *end) {
    if (*s == '\'') return 1;
    return end - s >= 3 && s[0] == '\xE2' && s[1] == '\x80' && s[2] == '\x99' ? 3 : 0;
}

static uint64_t mix(uint64_t h, uint64_t value) {
    h = (h ^ value) * 0x9fb21c651e98df25ULL;
    return h ^ (h >> 29);
}

/* Sorts n hashes from to out: dealt out by their upper bits, in which they are even, and put right by insertion. */
static void sort_hashes(const uint64_t *from, size_t n, uint64_t *out) {
    enum { BITS = 10 };
    uint32_t end[(1 << BITS) + 1] = {0};
    for (size_t i = 0; i < n; i++) end[(from[i] >> (64 - BITS)) + 1]++;
    for (size_t b = 0; b < 1 << BITS; b++) end[b + 1] += end[b];
    for (size_t i = 0; i < n; i++) out[end[from[i] >> (64 - BITS)]++] = from[i];
    for (size_t i = 1; i < n; i++) {
        uint64_t h = out[i];
        size_t at = i;
        for (; at > 0 && out[at - 1] > h; at--) out[at] = out[at - 1];
        out[at] = h;
    }
}

bool truth_shingles(truth_set *out, const char *text, size_t len, size_t w) {
    if (len + 1 > out->cap_tokens) { /* at most a word every second byte, and as many shingles */
        free(out->tokens);
        free(out->h);
        out->cap_tokens = out->cap = 0;
        out->tokens = malloc((len + 1) * sizeof *out->tokens);
        out->h = malloc((len + 1) * sizeof *out->h);
        if (!out->tokens || !out->h) return false;
        out->cap_tokens = out->cap = len + 1;
    }
    size_t n = 0;
    for (const char *s = text, *end = text + len; s < end;) {
        if (!word_byte(*s)) {
            s++;
            continue;
        }
        uint64_t h = 1;
        while (s < end) {
            unsigned char c = word_byte(*s);
            size_t joins = c ? 0 : apostrophe(s, end);
            if (!c && (!joins || s + joins >= end || !word_byte(s[joins]))) break;
            h = mix(h, c ? c : '\'');
            s += c ? 1 : joins;
        }
        out->tokens[n++] = h;
    }
    size_t span = n < w ? n : w;
    size_t n_shingles = 0, distinct = 0;
    for (size_t i = 0; n && i + span <= n; i++) {
        uint64_t h = 2;
        for (size_t j = 0; j < span; j++) h = mix(h, out->tokens[i + j]);
        out->tokens[n_shingles++] = h; /* the tokens from here on are all that is needed any more */
    }
    sort_hashes(out->tokens, n_shingles, out->h);
    for (size_t i = 0; i < n_shingles; i++)
        if (i == 0 || out->h[i] != out->h[distinct - 1]) out->h[distinct++] = out->h[i];
    out->n = distinct;
    return true;
}

double truth_jaccard(const truth_set *a, const truth_set *b) {
    size_t shared = 0;
    for (size_t i = 0, j = 0; i < a->n && j < b->n;) {
        if (a->h[i] == b->h[j])
            shared++, i++, j++;
        else if (a->h[i] < b->h[j])
            i++;
        else
            j++;
    }
    size_t either = a->n + b->n - shared;
    return either ? (double)shared / (double)either : 0;
}

void truth_set_free(truth_set *set) {
    free(set->h);
    free(set->tokens);
    *set = (truth_set){0};
}
