#include "verdict/spelling.h"

#include <string.h>

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

static bool equal(wf_str a, wf_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool is(wf_str s, const char *text) {
    return equal(s, (wf_str){text, strlen(text)});
}

static wf_str from(wf_str s, size_t at) {
    return (wf_str){s.ptr + at, s.len - at};
}

static bool starts(wf_str s, const char *with) {
    size_t len = strlen(with);
    return s.len >= len && memcmp(s.ptr, with, len) == 0;
}

static size_t common_prefix(wf_str a, wf_str b) {
    size_t n = a.len < b.len ? a.len : b.len, i = 0;
    while (i < n && a.ptr[i] == b.ptr[i]) i++;
    return i;
}

/* Runs of vowels in the first n letters. */
static int syllables(const char *word, size_t n) {
    int count = 0;
    for (size_t i = 0; i < n; i++) count += is_vowel(word[i]) && (i == 0 || !is_vowel(word[i - 1]));
    return count;
}

/* a goes on as one spelling does and b as the other, and then both in the same way. */
static bool differ_as(wf_str a, wf_str b, const char *one, const char *other) {
    return starts(a, one) && starts(b, other) && equal(from(a, strlen(one)), from(b, strlen(other)));
}

/* -ise, -ising, -isation of a -ize, or -yse of a -yze. */
static bool is_ise_of(wf_str a, wf_str b, size_t p) {
    if (p < 4 || a.len < p + 2 || (a.ptr[p - 1] != 'i' && a.ptr[p - 1] != 'y')) return false;
    return memchr("aei", a.ptr[p + 1], 3) && differ_as(from(a, p), from(b, p), "s", "z");
}

/* The rules for one pair of spellings, of which a is to be the longer or the British one; p letters are common. */
static bool is_british_of(wf_str a, wf_str b, size_t p) {
    const char *word = a.ptr;
    wf_str x = from(a, p), y = from(b, p);
    if (x.len >= 5 && (differ_as(x, y, "ae", "e") || differ_as(x, y, "oe", "e"))) return true;
    if (p < 2) return false;
    char last = word[p - 1];
    switch (x.len ? x.ptr[0] : 0) {
    case 'u':
        if (last == 'o' && starts(x, "ur") && differ_as(x, y, "u", "")) return syllables(word, p - 1) > 0;
        return last == 'g' && word[p - 2] == 'o' && p >= 4 && differ_as(x, y, "ue", "");
    case 'l':
        return last == 'l' && differ_as(x, y, "l", "") && syllables(word, p) >= 2;
    case 's':
        return is_ise_of(a, b, p);
    case 'r':
        return p >= 3 && is_letter(last) && !is_vowel(last) && differ_as(x, y, "re", "er");
    case 'c':
        return p >= 4 && last == 'n' && word[p - 2] == 'e' && differ_as(x, y, "c", "s");
    default:
        return false;
    }
}

bool wf_spelled_alike(wf_str a, wf_str b) {
    size_t p = common_prefix(a, b);
    return is_british_of(a, b, p) || is_british_of(b, a, p);
}

/* Sets of endings that one stem takes: talk, reach, mak-e, carr-y, issue. */
enum { TALK = 1, REACH = 2, MAKE = 4, CARRY = 8, ISSUE = 16 };

static int endings_of(wf_str rest, char last) {
    static const struct {
        char ending[5];
        int sets;
    } endings[] = {
        {"", TALK | REACH | ISSUE},
        {"s", TALK | ISSUE},
        {"es", REACH | MAKE},
        {"ed", TALK | REACH | MAKE},
        {"ing", TALK | REACH | MAKE},
        {"e", MAKE},
        {"y", CARRY},
        {"ies", CARRY},
        {"ied", CARRY},
        {"ying", CARRY},
        {"d", ISSUE},
    };
    if (rest.len > 2 && rest.ptr[0] == last && !is_vowel(last)) { /* blog-ged */
        wf_str single = from(rest, 1);
        if (is(single, "ed") || is(single, "ing")) rest = single;
    }
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (!is(rest, endings[i].ending)) continue;
        int sets = endings[i].sets;
        if (last != 'e') sets &= ~ISSUE;
        if (!memchr("sxzho", last, 5)) sets &= ~REACH;
        return last == 's' && rest.len == 1 ? sets & ~TALK : sets;
    }
    return 0;
}

bool wf_inflected_alike(wf_str a, wf_str b) {
    size_t p = common_prefix(a, b);
    if (is_ise_of(a, b, p) || is_ise_of(b, a, p)) return true;
    if (p < 3 || a.len - p > 4 || b.len - p > 4) return false;
    char last = a.ptr[p - 1];
    return is_letter(last) && (endings_of(from(a, p), last) & endings_of(from(b, p), last));
}
