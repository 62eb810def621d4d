/*
 * Boilerplate: built-in patterns line by line, and the judgement of lines that recur.
 */
#include "text/boilerplate.h"

#include <string.h>

#include "base/memory.h"
#include "text/block.h"
#include "text/boilerplate_patterns.h"

const char wf_boilerplate_rule[] = "a line is left out of matching if a built-in pattern of site text fits "
                                   "it, or if it stands in 5 or more stories "
                                   "with different texts and those stories, up to 16 of them looked at, "
                                   "differ in lines and in words but for lines "
                                   "that recur as often";

/* ------------------------------------------------------------------------------------------------- patterns */

#define MAX_LINE_WORDS 60
#define MAX_LINE_BYTES 600 /* no pattern fits a longer one: keeps long paragraphs cheap */

/* The high bit of every byte of eight that is a space. */
static uint64_t spaces_of(const char *p) {
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    bytes ^= 0x2020202020202020ULL;
    return ~(((bytes & 0x7F7F7F7F7F7F7F7FULL) + 0x7F7F7F7F7F7F7F7FULL) | bytes) & 0x8080808080808080ULL;
}

static size_t count_words(wf_str norm) {
    size_t n = norm.len > 0, i = 0;
    for (; i + 8 <= norm.len; i += 8)
        n += (size_t)((spaces_of(norm.ptr + i) >> 7) * 0x0101010101010101ULL >> 56);
    for (; i < norm.len; i++) n += norm.ptr[i] == ' ';
    return n;
}

/* End of the word at i: the next space, or the end. Eight bytes at a time where the machine puts the first byte lowest. */
static size_t word_end(wf_str s, size_t i) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (; i + 8 <= s.len; i += 8) {
        uint64_t spaces = spaces_of(s.ptr + i);
        if (spaces) return i + (size_t)__builtin_ctzll(spaces) / 8;
    }
#endif
    while (i < s.len && s.ptr[i] != ' ') i++;
    return i;
}

static bool is_number(const char *p, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (p[i] < '0' || p[i] > '9') return false;
    return len > 0;
}

/* A quick look at the first four bytes: false where a pattern surely does not fit at at. */
static inline bool begins_alike(const char *words, wf_str norm, size_t at) {
    for (size_t i = 0; i < 4 && words[i] && words[i] != '#'; i++)
        if (at + i >= norm.len || words[i] != norm.ptr[at + i]) return false;
    return true;
}

/* Fits the words up to the first "*" to the text from at on, whole words; the end of the fit, or SIZE_MAX. */
static size_t fit_words(const char *words, size_t len, wf_str norm, size_t at) {
    for (size_t i = 0; i < len;) {
        size_t end = word_end(wf_str_of(words, len), i), norm_end = word_end(norm, at);
        bool same = end - i == norm_end - at && memcmp(words + i, norm.ptr + at, end - i) == 0;
        if (at >= norm.len ||
            !(same || (end - i == 1 && words[i] == '#' && is_number(norm.ptr + at, norm_end - at))))
            return SIZE_MAX;
        i = end + 1;
        at = norm_end + 1;
    }
    return at;
}

/* Fits a pattern from the first word on; the end of the fit (past its space), or SIZE_MAX. */
static size_t fit_start(const char *words, wf_str norm) {
    const char *gap = strstr(words, " * ");
    if (!gap) return fit_words(words, strlen(words), norm, 0);
    size_t at = fit_words(words, (size_t)(gap - words), norm, 0);
    const char *rest = gap + 3;
    while (at != SIZE_MAX && at < norm.len) {
        size_t end = fit_words(rest, strlen(rest), norm, at);
        if (end != SIZE_MAX) return end;
        at = word_end(norm, at) + 1;
    }
    return SIZE_MAX;
}

static bool is_one_of(const char *mark, const char *const *marks) {
    for (; *marks; marks++)
        if (strncmp(mark, *marks, strlen(*marks)) == 0) return true;
    return false;
}

static bool begins_small(wf_str original) {
    size_t i = 0;
    while (i < original.len && (unsigned char)original.ptr[i] <= ' ') i++;
    return i < original.len && original.ptr[i] >= 'a' && original.ptr[i] <= 'z';
}

/* Whether a line is printed like a label: no small letter or quote first, no mark of a sentence or clause last. */
static bool looks_like_label(wf_str original) {
    static const char sentence_marks[] = ".,;?!\"";
    size_t n = original.len, begin = 0;
    while (n > 0 && (unsigned char)original.ptr[n - 1] <= ' ') n--;
    while (begin < n && (unsigned char)original.ptr[begin] <= ' ') begin++;
    if (begin == n) return false;
    char last = original.ptr[n - 1];
    bool ellipsis = n - begin >= 3 && memcmp(original.ptr + n - 3, "...", 3) == 0;
    return !begins_small(original) && original.ptr[begin] != '"' &&
           (ellipsis || !strchr(sentence_marks, last));
}

/* Words before the first colon, bar or arrow of a line; 0 if it has none. */
static size_t words_before_colon(wf_str original) {
    static const char *const arrows[] = {"\u00BB", "\u203A", "\u2192", "\u25B6", "\uFF1A", NULL};
    char window[5] = {0};
    bool in_word = false;
    size_t n = 0;
    for (size_t i = 0; i < original.len; i++) {
        unsigned char c = (unsigned char)original.ptr[i];
        if (c == ':' || c == '|' || c == '>') return n;
        if (c >= 0xC2) {
            memset(window, 0, sizeof window);
            memcpy(window, original.ptr + i, original.len - i < 4 ? original.len - i : 4);
            if (is_one_of(window, arrows)) return n;
        }
        bool word = c >= 0x80 || c == '\'' || (unsigned)((c | 0x20) - 'a') < 26 || (unsigned)(c - '0') < 10;
        n += word && !in_word;
        in_word = word;
    }
    return 0;
}

/* A line that tells what someone said is a story's, whatever it begins with. */
static bool reports_speech(wf_str norm) {
    static const char *const verbs[] = {"said", "says", "told", "added", "asked", "wrote", "according", NULL};
    for (size_t i = 0, end; i < norm.len; i = end + 1) {
        end = word_end(norm, i);
        for (const char *const *verb = verbs; *verb; verb++)
            if (strlen(*verb) == end - i && memcmp(*verb, norm.ptr + i, end - i) == 0) return true;
    }
    return false;
}

static bool start_fits(const wf_boilerplate_pattern *pattern, wf_str norm, size_t n_words, wf_str original) {
    if (n_words > pattern->max_words) return false;
    size_t end = fit_start(pattern->words, norm);
    if (end == SIZE_MAX) return false;
    bool whole = end > norm.len;
    switch (pattern->kind) {
    case WF_EQUALS:
        return whole;
    case WF_LABEL:
        return whole && looks_like_label(original);
    case WF_HEADING:
        if (whole) return looks_like_label(original);
        return words_before_colon(original) == count_words(wf_str_of(pattern->words, strlen(pattern->words)));
    default: /* a small letter first: the middle of a sentence in text wrapped by hand */
        return !begins_small(original) && !reports_speech(norm);
    }
}

/* Order of patterns and lines by their first two bytes; a number stands as '#'. */
static int prefix_key(const char *p, size_t len) {
    unsigned char first = (unsigned char)(len > 0 ? p[0] : 0), second = (unsigned char)(len > 1 ? p[1] : 0);
    return first >= '0' && first <= '9' ? '#' << 8 : first == '#' ? '#' << 8 : first << 8 | second;
}

/* The first of the n patterns at table whose key is not below key. */
static size_t first_pattern(const wf_boilerplate_pattern *table, size_t n, int key) {
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (prefix_key(table[mid].words, 2) < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool any_start_fits(wf_str norm, size_t n_words, wf_str original) {
    int key = prefix_key(norm.ptr, norm.len);
    for (size_t i = first_pattern(wf_boilerplate_starts, wf_n_boilerplate_starts, key);
         i < wf_n_boilerplate_starts && prefix_key(wf_boilerplate_starts[i].words, 2) == key; i++)
        if (begins_alike(wf_boilerplate_starts[i].words, norm, 0) &&
            start_fits(&wf_boilerplate_starts[i], norm, n_words, original))
            return true;
    return false;
}

static bool any_inside_fits(const wf_boilerplate_filter *filter, wf_str norm, size_t n_words) {
    const wf_boilerplate_pattern *table = wf_boilerplate_insides;
    const uint32_t *second = filter->second_letters;
    for (size_t at = 0; at < norm.len; at = word_end(norm, at) + 1) {
        if (norm.len - at < 2 || !(second[norm.ptr[at] & 31] >> (norm.ptr[at + 1] & 31) & 1)) continue;
        int key = prefix_key(norm.ptr + at, norm.len - at);
        for (size_t i = first_pattern(table, wf_n_boilerplate_insides, key);
             i < wf_n_boilerplate_insides && prefix_key(table[i].words, 2) == key; i++) {
            if (n_words > table[i].max_words || !begins_alike(table[i].words, norm, at)) continue;
            size_t end = fit_words(table[i].words, strlen(table[i].words), norm, at);
            if (end != SIZE_MAX && (table[i].kind == WF_CONTAINS || end > norm.len))
                return !reports_speech(norm);
        }
    }
    return false;
}

static bool is_in(const char *word, size_t len, const char *const *list) {
    for (; *list; list++)
        if (**list == *word && strlen(*list) == len && memcmp(*list, word, len) == 0) return true;
    return false;
}

static bool is_share_links(wf_str norm, size_t n_words) {
    bool has_network = false;
    for (size_t i = 0, end; i < norm.len; i = end + 1) {
        end = word_end(norm, i);
        if (is_in(norm.ptr + i, end - i, wf_boilerplate_networks))
            has_network = true;
        else if (!is_in(norm.ptr + i, end - i, wf_boilerplate_share_words))
            return false;
    }
    return has_network && n_words >= 2;
}

static bool is_navigation(wf_str norm, size_t n_words) {
    bool home = fit_words("home", 4, norm, 0) != SIZE_MAX;
    if (n_words < (home ? 3u : 4u)) return false;
    for (size_t i = 0, end; i < norm.len; i = end + 1) {
        end = word_end(norm, i);
        if (!is_in(norm.ptr + i, end - i, wf_boilerplate_sections)) return false;
    }
    return true;
}

bool wf_boilerplate_line(const wf_boilerplate_filter *filter, wf_str norm, wf_str original) {
    if (norm.len == 0 || norm.len > MAX_LINE_BYTES) return false;
    size_t n_words = count_words(norm);
    if (n_words > MAX_LINE_WORDS) return false;
    return any_start_fits(norm, n_words, original) || any_inside_fits(filter, norm, n_words) ||
           (looks_like_label(original) && (is_share_links(norm, n_words) || is_navigation(norm, n_words)));
}

/* ------------------------------------------------------------------------------------------------- filter */

/* The bit of a key in a set of 1 << n_bits. */
static inline unsigned slot_of(uint64_t key, unsigned n_bits) {
    return (unsigned)(key * 0x9E3779B97F4A7C15u >> (64 - n_bits));
}

static void add_key(uint64_t *set, unsigned n_bits, uint64_t key) {
    unsigned slot = slot_of(key, n_bits);
    set[slot >> 6] |= (uint64_t)1 << (slot & 63);
}

static inline bool has_key(const uint64_t *set, unsigned n_bits, uint64_t key) {
    unsigned slot = slot_of(key, n_bits);
    return set[slot >> 6] >> (slot & 63) & 1;
}

enum { STARTS_BITS = 14, FIRST_WORDS_BITS = 12, INSIDES_BITS = 15, LISTED_BITS = 13 };

/* The first n <= 8 bytes at p, of which 8 can be read. */
static inline uint64_t first_bytes(const char *p, size_t n) {
    return n < 8 ? wf_load_le64(p) & (((uint64_t)1 << 8 * n) - 1) : wf_load_le64(p);
}

/* The first eight bytes of a pattern; false if it is shorter or a number or gap is among them. */
static bool pattern_key(const char *words, uint64_t *key) {
    for (size_t i = 0; i < 8; i++)
        if (words[i] == '\0' || words[i] == '#' || words[i] == '*') return false;
    *key = wf_load_le64(words);
    return true;
}

/* The first word of a pattern; of one that begins with a number, the second word, in another form. */
static uint64_t first_word_key(const char *words) {
    bool number = words[0] == '#';
    char bytes[8] = {0};
    size_t len = strcspn(words += number ? 2 : 0, " ");
    memcpy(bytes, words, len < 8 ? len : 8);
    uint64_t key = wf_load_le64(bytes);
    return number ? ~key : key;
}

static void add_listed_words(uint64_t *set, const char *const *list) {
    for (; *list; list++) {
        char bytes[8] = {0};
        size_t len = strlen(*list);
        memcpy(bytes, *list, len < 8 ? len : 8);
        add_key(set, LISTED_BITS, first_bytes(bytes, 8));
    }
}

void wf_boilerplate_filter_make(wf_boilerplate_filter *filter) {
    uint64_t key;
    memset(filter, 0, sizeof *filter);
    for (size_t i = 0; i < wf_n_boilerplate_starts; i++) {
        const char *words = wf_boilerplate_starts[i].words;
        if (pattern_key(words, &key))
            add_key(filter->starts, STARTS_BITS, key);
        else
            add_key(filter->first_words, FIRST_WORDS_BITS, first_word_key(words));
    }
    for (size_t i = 0; i < wf_n_boilerplate_insides; i++) {
        const char *words = wf_boilerplate_insides[i].words;
        filter->second_letters[words[0] & 31] |= (uint32_t)1 << (words[1] & 31);
        if (pattern_key(words, &key))
            add_key(filter->insides, INSIDES_BITS, key);
        else
            memset(filter->insides, 0xff, sizeof filter->insides); /* every word may begin it */
    }
    add_listed_words(filter->listed_words, wf_boilerplate_networks);
    add_listed_words(filter->listed_words, wf_boilerplate_share_words);
    add_listed_words(filter->listed_words, wf_boilerplate_sections);
}

/* The first eight bytes of token i, or all of it. */
static inline uint64_t token_key(const wf_tokens *t, size_t i) {
    size_t len = t->start[i + 1] - 1 - t->start[i];
    return first_bytes(t->norm + t->start[i], len < 8 ? len : 8);
}

/* Whether token i may be a word of share links or of navigation. */
static bool is_listed(const wf_boilerplate_filter *filter, const wf_tokens *t, size_t i) {
    return has_key(filter->listed_words, LISTED_BITS, token_key(t, i));
}

bool wf_boilerplate_possible(const wf_boilerplate_filter *filter, const wf_tokens *tokens,
                             const wf_line *line) {
    const uint32_t *start = tokens->start;
    size_t first = line->first_token, end = line->end_token, last = start[end] - 1, len = last - start[first];
    if (len > MAX_LINE_BYTES || end - first > MAX_LINE_WORDS) return false;
    const char *norm = tokens->norm; /* 64 bytes behind it can be read */
    const char *begin = norm + start[first];
    bool number = *begin >= '0' && *begin <= '9' && end - first >= 2;
    if (has_key(filter->starts, STARTS_BITS, first_bytes(begin, 8)) ||
        has_key(filter->first_words, FIRST_WORDS_BITS, token_key(tokens, first)) ||
        (number && has_key(filter->first_words, FIRST_WORDS_BITS, ~token_key(tokens, first + 1))) ||
        (end - first >= 2 && is_listed(filter, tokens, first) && is_listed(filter, tokens, first + 1)))
        return true;
    for (size_t i = first; i < end; i++) /* what runs over the end of the line is no matter here */
        if (has_key(filter->insides, INSIDES_BITS, first_bytes(norm + start[i], 8))) return true;
    return false;
}

/* ------------------------------------------------------------------------------------------------- recurrence */

#define IN_MANY UINT64_MAX /* a line of more than one sampled story; else the story's number plus one */

static bool is_rare(const wf_line_count *line, uint32_t n_stories) {
    return (uint64_t)line->n_stories * 2 < n_stories;
}

int wf_boilerplate_judge(uint64_t line, uint32_t n_stories, const wf_line_count *const *stories,
                         const size_t *n_lines, size_t n, wf_hashmap *scratch) {
    if (n_stories < WF_BOILERPLATE_MIN || n < 2) return 0;
    wf_hashmap_clear(scratch);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n_lines[i]; k++) {
            bool inserted;
            if (!is_rare(&stories[i][k], n_stories)) continue;
            uint64_t *where = wf_hashmap_insert(scratch, stories[i][k].hash, &inserted);
            if (!where) return -1;
            if (inserted)
                *where = i + 1;
            else if (*where != i + 1)
                *where = IN_MANY;
        }
    }
    size_t n_own = 0; /* stories that consist mostly of rare lines */
    uint64_t own_words = 0, shared_words = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t words = 0, rare = 0, shared = 0;
        for (size_t k = 0; k < n_lines[i]; k++) {
            const wf_line_count *l = &stories[i][k];
            words += l->n_words;
            if (l->hash == line || !is_rare(l, n_stories)) continue;
            rare += l->n_words;
            if (*wf_hashmap_find(scratch, l->hash) == IN_MANY) shared += l->n_words;
        }
        if (rare == 0 || rare * 2 < words) continue;
        n_own++;
        own_words += rare;
        shared_words += shared;
    }
    return n_own * 2 >= n && shared_words * 4 <= own_words;
}
