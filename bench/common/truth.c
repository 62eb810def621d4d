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

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
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
    out->n = 0;
    for (size_t i = 0; n && i + span <= n; i++) {
        uint64_t h = 2;
        for (size_t j = 0; j < span; j++) h = mix(h, out->tokens[i + j]);
        out->h[out->n++] = h;
    }
    qsort(out->h, out->n, sizeof *out->h, by_value);
    size_t distinct = 0;
    for (size_t i = 0; i < out->n; i++)
        if (i == 0 || out->h[i] != out->h[i - 1]) out->h[distinct++] = out->h[i];
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
