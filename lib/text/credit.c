/*
 * Datelines and agency credits.
 *
 * A dateline is a place in capitals at the begin of a line, maybe more words (a region, a date), maybe an agency in
 * parentheses, a dash, and then a sentence: "PORT HARLAN, Norland, May 5 (Harbour Wire) - The ferry ...". A headline in
 * capitals is none, for no sentence with small letters follows; nor is "WHO - the agency said", for a sentence begins
 * with a capital, a figure or a quote.
 */
#include "text/credit.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/memory.h"
#include "text/block.h"

#define HEAD_BYTES 2000 /* of the text are looked at, */
#define TAIL_BYTES 300  /* and these at its end */
#define MAX_LINES 8
#define MAX_DATELINE 100  /* bytes before the dash */
#define MAX_PLACE_WORDS 4 /* in capitals */
#define MAX_MORE_WORDS 6  /* after them: region, date */
#define MIN_SENTENCE_WORDS 4

/*
 * Names as they stand in datelines and credits, by their first letter: most words in capitals begin no name, which their
 * second letter tells at once.
 */
#define SECOND(c) ((uint64_t)1 << ((unsigned char)(c)&63))
#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})
typedef struct {
    uint64_t second; /* a bit for each second letter */
    const char *const *names;
} agency_list;
static const agency_list agencies_by_capital[26] = {
    ['A' - 'A'] = {SECOND('A') | SECOND('F') | SECOND('N') | SECOND('P') | SECOND('T') | SECOND('g') |
                       SECOND('n') | SECOND('s') | SECOND('u'),
                   NAMES("AA", "AAP", "AFP", "ANI", "ANP", "ANSA", "AP", "APA", "APP", "ATS",
                         "Agence France Presse", "Agence France-Presse", "Agencia EFE", "Agerpres", "Anadolu",
                         "Anadolu Agency", "Antara", "Associated Press", "Australian Associated Press")},
    ['B' - 'A'] = {SECOND('T') | SECOND('e') | SECOND('l'),
                   NAMES("BTA", "Belga", "Bernama", "Bloomberg", "Bloomberg News")},
    ['C' - 'A'] = {SECOND('N') | SECOND('P') | SECOND('T') | SECOND('a'),
                   NAMES("CNA", "CP", "CTK", "Canadian Press")},
    ['D' - 'A'] = {SECOND('P') | SECOND('o'), NAMES("DPA", "Dow Jones")},
    ['E' - 'A'] = {SECOND('F') | SECOND('u'), NAMES("EFE", "Europa Press")},
    ['H' - 'A'] = {SECOND('I'), NAMES("HINA")},
    ['I' - 'A'] = {SECOND('A') | SECOND('R') | SECOND('T') | SECOND('n'),
                   NAMES("IANS", "IRNA", "ITAR-TASS", "Interfax")},
    ['J' - 'A'] = {SECOND('i'), NAMES("Jiji", "Jiji Press")},
    ['K' - 'A'] = {SECOND('C') | SECOND('e') | SECOND('y'),
                   NAMES("KCNA", "Keystone-ATS", "Kyodo", "Kyodo News")},
    ['L' - 'A'] = {SECOND('U') | SECOND('a') | SECOND('u'), NAMES("LUSA", "La Presse Canadienne", "Lusa")},
    ['M' - 'A'] = {SECOND('E') | SECOND('T'), NAMES("MENA", "MTI")},
    ['N' - 'A'] = {SECOND('A') | SECOND('T') | SECOND('o'), NAMES("NAN", "NTB", "Notimex")},
    ['P' - 'A'] = {SECOND('A') | SECOND('T') | SECOND('r'),
                   NAMES("PA", "PA Media", "PA Wire", "PAP", "PTI", "Press Association",
                         "Press Trust of India")},
    ['R' - 'A'] = {SECOND('E') | SECOND('I') | SECOND('e') | SECOND('i'),
                   NAMES("REUTERS", "RIA Novosti", "Reuters", "Ritzau")},
    ['S' - 'A'] = {SECOND('A') | SECOND('P') | SECOND('T') | SECOND('p'),
                   NAMES("SAPA", "SPA", "STT", "Sputnik")},
    ['T' - 'A'] = {SECOND('A') | SECOND('T') | SECOND('a') | SECOND('h') | SECOND('\xC3'),
                   NAMES("TASS", "TT", "Tanjug", "The Associated Press", "The Canadian Press",
                         "Thomson Reuters", "Télam")},
    ['U' - 'A'] = {SECOND('N') | SECOND('P') | SECOND('n'),
                   NAMES("UNI", "UPI", "United Press International")},
    ['W' - 'A'] = {SECOND('A'), NAMES("WAM")},
    ['X' - 'A'] = {SECOND('i'), NAMES("Xinhua")},
    ['Y' - 'A'] = {SECOND('o'), NAMES("Yonhap")},
};
static const agency_list agencies_by_d = {SECOND('p'), NAMES("dpa", "dpa-AFX")};

/* Words before an agency's full name that say it reports, and words after any of its names. */
static const char *const says_before[] = {"according to the ", "according to ", "reported by the ",
                                          "reported by ",      "told the ",     "told "};
static const char *const says_after[] = {" reports", " reported", " said", " says", " news agency reported"};

static bool is_word_byte(char c) {
    unsigned char u = (unsigned char)c;
    return u >= 0x80 || (unsigned)((u | 0x20) - 'a') < 26 || (unsigned)(u - '0') < 10;
}

static bool starts_with(wf_str s, size_t at, const char *what) {
    size_t len = strlen(what);
    return at <= s.len && s.len - at >= len && memcmp(s.ptr + at, what, len) == 0;
}

static bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

/* The longest agency whose name begins at at and ends with a word there; empty if there is none. */
static wf_str agency_at(wf_str s, size_t at) {
    wf_str best = {NULL, 0};
    char first = s.ptr[at];
    if ((!is_capital(first) && first != 'd') || s.len - at < 2) return best;
    const agency_list *list = first == 'd' ? &agencies_by_d : &agencies_by_capital[first - 'A'];
    if (!(list->second & SECOND(s.ptr[at + 1])) || (at > 0 && is_word_byte(s.ptr[at - 1]))) return best;
    for (const char *const *name = list->names; *name; name++) {
        size_t len = 1;
        while ((*name)[len] && len < s.len - at && (*name)[len] == s.ptr[at + len]) len++;
        if ((*name)[len] == '\0' && len > best.len && (at + len == s.len || !is_word_byte(s.ptr[at + len])))
            best = wf_str_of(s.ptr + at, len);
    }
    return best;
}

/* ------------------------------------------------------------------------------------------------- datelines */

/* Words in capitals that head a line and are no place. */
static const char *const headings[] = {
    "NOTE",     "NOTES",     "EDITOR'S", "EDITORS",   "CORRECTION", "UPDATE",    "UPDATED",
    "BREAKING", "EXCLUSIVE", "ANALYSIS", "OPINION",   "COMMENT",    "REVIEW",    "VIDEO",
    "WATCH",    "READ",      "MORE",     "LIVE",      "FACTBOX",    "TIMELINE",  "INTERVIEW",
    "FEATURE",  "COLUMN",    "PROFILE",  "EXPLAINER", "QUESTION",   "ANSWER",    "WARNING",
    "RELATED",  "PHOTO",     "PHOTOS",   "SOURCE",    "LEAD",       "ENQUIRIES",
};

static bool is_heading(wf_str word) {
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (strlen(headings[i]) == word.len && memcmp(headings[i], word.ptr, word.len) == 0) return true;
    return false;
}

static size_t skip_spaces(wf_str s, size_t at) {
    while (at < s.len) {
        if (s.ptr[at] == ' ' || s.ptr[at] == '\t')
            at++;
        else if (starts_with(s, at, "\u00A0"))
            at += 2;
        else
            break;
    }
    return at;
}

/* Length of the dash at at: "-" and "--" between spaces, an en or em dash in any case; 0 if there is none. */
static size_t dash_len(wf_str s, size_t at) {
    if (starts_with(s, at, "\u2013") || starts_with(s, at, "\u2014") || starts_with(s, at, "\u2015"))
        return 3;
    size_t len = starts_with(s, at, "--") ? 2 : starts_with(s, at, "-") ? 1 : 0;
    bool free = len && at > 0 &&
                (s.ptr[at - 1] == ' ' || s.ptr[at - 1] == ')' || (unsigned char)s.ptr[at - 1] == 0xA0) &&
                at + len < s.len && s.ptr[at + len] == ' ';
    return free || len == 2 ? len : 0;
}

typedef enum { WORD_SMALL, WORD_CAPITAL, WORD_CAPITALS, WORD_NUMBER } word_shape;

/* Shape of the word at *at, which is moved past it. Letters past ASCII count as capitals beside capitals. */
static word_shape take_word(wf_str s, size_t *at) {
    size_t n_upper = 0, n_lower = 0, begin = *at;
    for (; *at < s.len && (is_word_byte(s.ptr[*at]) || s.ptr[*at] == '\'' || s.ptr[*at] == '.'); (*at)++) {
        char c = s.ptr[*at];
        if (*at > begin && dash_len(s, *at) == 3) break;
        n_upper += c >= 'A' && c <= 'Z';
        n_lower += c >= 'a' && c <= 'z';
    }
    if (n_upper == 0 && n_lower == 0) return (unsigned)(s.ptr[begin] - '0') < 10 ? WORD_NUMBER : WORD_SMALL;
    if (n_lower == 0) return WORD_CAPITALS;
    return s.ptr[begin] >= 'A' && s.ptr[begin] <= 'Z' ? WORD_CAPITAL : WORD_SMALL;
}

/* One to four words in parentheses at *at, each with a capital or an agency's name; *at is moved past them. */
static bool take_agency(wf_str s, size_t *at, wf_str *agency) {
    size_t i = *at + 1, n_words = 0, begin = i;
    while (i < s.len && s.ptr[i] != ')') {
        size_t word = i;
        bool known = agency_at(s, i).len > 0;
        if (!is_word_byte(s.ptr[i]) || ++n_words > 4) return false;
        if (take_word(s, &i) == WORD_SMALL && !known) return false;
        if (i == word) return false;
        if (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '-' || s.ptr[i] == '/')) i++;
    }
    if (i >= s.len || n_words == 0) return false;
    *agency = wf_str_of(s.ptr + begin, i - begin);
    *at = i + 1;
    return true;
}

/* Whether a sentence begins at at: a capital, figure or quote first, and mostly words in small letters. */
static bool sentence_follows(wf_str line, size_t at) {
    static const char *const openers[] = {"\"", "'",      "\u201C", "\u2018", "\u00AB",
                                          "$",  "\u20AC", "\u00A3", "[",      "\u00BF"};
    bool opened = false;
    for (size_t i = 0; i < sizeof openers / sizeof *openers && !opened; i++) {
        opened = starts_with(line, at, openers[i]);
        if (opened) at += strlen(openers[i]);
    }
    if (at >= line.len) return false;
    unsigned char first = (unsigned char)line.ptr[at];
    if (!opened && first >= 'a' && first <= 'z') return false;
    size_t n_small = 0, n_other = 0;
    while (at < line.len && n_small + n_other < 12) {
        if (!is_word_byte(line.ptr[at])) {
            at++;
            continue;
        }
        if (take_word(line, &at) == WORD_SMALL)
            n_small++;
        else
            n_other++;
    }
    return n_small + n_other >= MIN_SENTENCE_WORDS && n_small * 3 >= n_small + n_other;
}

/* Bytes of line up to the sentence after a dateline, 0 if there is no dateline; *agency where it names one. */
static size_t dateline_of(wf_str line, wf_str *agency) {
    size_t at = skip_spaces(line, 0), n_capitals = 0, n_capital_letters = 0, n_more = 0, begin = at;
    bool has_comma = false;
    wf_str found = {NULL, 0};
    while (at < line.len && at - begin <= MAX_DATELINE) {
        size_t dash = dash_len(line, at);
        if (dash) {
            size_t end = skip_spaces(line, at + dash);
            if (n_capital_letters < 3 || !sentence_follows(line, end)) return 0;
            if (n_more && !has_comma && found.len == 0) return 0; /* a name that begins in capitals */
            *agency = found;
            return end;
        }
        char c = line.ptr[at];
        if (c == '(') {
            if (n_capitals == 0 || found.len || !take_agency(line, &at, &found)) return 0;
        } else if (is_word_byte(c)) {
            size_t word = at;
            if (agency_at(line, at).len && n_capitals && line.ptr[at - 1] == ' ' &&
                dash_len(line, skip_spaces(line, at + agency_at(line, at).len))) {
                found = agency_at(line, at); /* "LONDON, May 5, Reuters - " */
                at += found.len;
                continue;
            }
            word_shape shape = take_word(line, &at);
            if (shape == WORD_CAPITALS && n_more == 0) {
                if (++n_capitals > MAX_PLACE_WORDS || is_heading(wf_str_of(line.ptr + word, at - word)))
                    return 0;
                n_capital_letters += at - word;
            } else if (n_capitals == 0 || shape == WORD_SMALL || ++n_more > MAX_MORE_WORDS) {
                return 0;
            }
        } else if (c == ' ' || c == '\t' || c == ',' || c == '/' || c == '-') {
            has_comma |= c == ',';
            at++;
        } else {
            return 0;
        }
    }
    return 0;
}

static size_t line_end(wf_str s, size_t begin) {
    const char *feed = memchr(s.ptr + begin, '\n', s.len - begin);
    size_t end = feed ? (size_t)(feed - s.ptr) : s.len;
    const char *ret = memchr(s.ptr + begin, '\r', end - begin);
    return ret ? (size_t)(ret - s.ptr) : end;
}

/* A quick look at the first letters of a line: false where it surely begins with no word in capitals. */
static bool may_begin_dateline(wf_str line, size_t first) {
    bool letter = (unsigned)((line.ptr[first] | 0x20) - 'a') < 26;
    bool small_next = first + 1 < line.len && line.ptr[first + 1] >= 'a' && line.ptr[first + 1] <= 'z';
    return !letter || (is_capital(line.ptr[first]) && !small_next);
}

static void find_dateline(wf_str head, wf_credit *out) {
    size_t n_lines = 0;
    for (size_t begin = 0, end; begin < head.len && n_lines < MAX_LINES; begin = end + 1) {
        end = line_end(head, begin);
        wf_str line = wf_str_of(head.ptr + begin, end - begin);
        size_t first = skip_spaces(line, 0);
        if (first == line.len) continue;
        n_lines++;
        size_t len = may_begin_dateline(line, first) ? dateline_of(line, &out->agency) : 0;
        if (len) {
            out->dateline_begin = begin;
            out->dateline_end = begin + len;
            return;
        }
    }
}

/* ------------------------------------------------------------------------------------------------- credits */

static bool ends_with(wf_str s, size_t end, const char *what) {
    size_t len = strlen(what);
    if (end < len) return false;
    const char *p = s.ptr + end - len;
    return (p[0] | 0x20) == what[0] && memcmp(p + 1, what + 1, len - 1) == 0;
}

/* Bit i: a capital, or the "d" of a "dp", stands at bytes[i]. */
#ifdef __SSE2__ /* of every x86-64 */
static uint64_t initials_of(const char bytes[65]) {
    uint64_t initials = 0;
    for (unsigned i = 0; i < 64; i += 16) {
        __m128i c = _mm_loadu_si128((const __m128i *)(bytes + i));
        __m128i after = _mm_loadu_si128((const __m128i *)(bytes + i + 1));
        /* Unsigned comparison by signed: both sides are moved down by 128. */
        __m128i capital = _mm_cmplt_epi8(_mm_add_epi8(c, _mm_set1_epi8(128 - 'A')), _mm_set1_epi8(26 - 128));
        __m128i dp =
            _mm_and_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('d')), _mm_cmpeq_epi8(after, _mm_set1_epi8('p')));
        initials |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(capital, dp)) << i;
    }
    return initials;
}
#else
static uint64_t initials_of(const char bytes[65]) {
    uint8_t initial[64];
    for (unsigned i = 0; i < 64; i++) { /* compilers make vector code of this loop */
        uint8_t c = (uint8_t)bytes[i], after = (uint8_t)bytes[i + 1];
        initial[i] = ((uint8_t)(c - 'A') < 26) | ((c == 'd') & (after == 'p'));
    }
    return wf_gather_64(initial, 0);
}
#endif

/* Takes the name at at, if there is one; returns where to look on. */
static size_t take_credit(wf_str s, size_t at, wf_credit *out) {
    wf_str name = agency_at(s, at);
    if (!name.len) return at + 1;
    size_t end = at + name.len;
    bool alone = at > 0 && end < s.len && s.ptr[at - 1] == '(' && s.ptr[end] == ')';
    if (alone && out->agency.len == 0) out->agency = name;
    for (size_t i = 0; i < sizeof says_before / sizeof *says_before; i++)
        out->credits_other |= ends_with(s, at, says_before[i]);
    for (size_t i = 0; i < sizeof says_after / sizeof *says_after; i++) {
        size_t after = end + strlen(says_after[i]);
        out->credits_other |=
            starts_with(s, end, says_after[i]) && (after == s.len || !is_word_byte(s.ptr[after]));
    }
    return end;
}

/* Looks at every name of an agency in s: one alone in parentheses is a credit, one that is said to report another's. */
static void find_credits(wf_str s, wf_credit *out) {
    for (size_t block = 0, next = 0; block < s.len; block += 64) {
        char last[65] = {0};
        const char *bytes = s.ptr + block;
        if (s.len - block < sizeof last) bytes = memcpy(last, bytes, s.len - block);
        for (uint64_t left = initials_of(bytes); left; left &= left - 1) {
            size_t at = block + (size_t)__builtin_ctzll(left);
            if (at >= next) next = take_credit(s, at, out);
        }
    }
}

void wf_dateline_find(wf_str body, wf_credit *out) {
    *out = (wf_credit){0};
    find_dateline(wf_str_of(body.ptr, body.len < HEAD_BYTES ? body.len : HEAD_BYTES), out);
}

void wf_credit_add(wf_str body, wf_credit *credit) {
    size_t head_len = body.len < HEAD_BYTES ? body.len : HEAD_BYTES;
    size_t tail = body.len - head_len > TAIL_BYTES ? body.len - TAIL_BYTES : head_len;
    while (tail > head_len && tail < body.len && ((unsigned char)body.ptr[tail] & 0xC0) == 0x80) tail++;
    find_credits(wf_str_of(body.ptr, head_len), credit);
    if (tail < body.len) find_credits(wf_str_of(body.ptr + tail, body.len - tail), credit);
}

void wf_credit_find(wf_str body, wf_credit *out) {
    wf_dateline_find(body, out);
    wf_credit_add(body, out);
}
