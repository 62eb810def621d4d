/*
 * Languages told by script, or by their most frequent function words: a quarter of any text or more.
 *
 * The words are looked up as the first bytes of their normal form, as one number. A language is believed only if many
 * words of the text are its own and clearly fewer any other's; the rest is left to CLD2.
 */
#include "text/guess.h"

#include "base/utf8.h"
#include "text/block.h"
#include "text/guess_words.h"
#include "text/word_slot.h"

/* U+00C0 to U+017F without case and accents; "-": another letter. */
static const char plain_letters[] = "aaaaaa-ceeeeiiii-nooooo--uuuuy--aaaaaa-ceeeeiiii-nooooo--uuuuy-y"
                                    "aaaaaaccccccccdd--eeeeeeeeeegggggggghh--iiiiiiiii---jjkk-llllll-"
                                    "---nnnnnn---oooooo--rrrrrrsssssssstttt--uuuuuuuuuuuuwwyyyzzzzzzs";

/* The entry of a word, that of no word if it is no function word. Without branches: which are cannot be foreseen. */
static inline const wf_guess_word *find_word(uint64_t word) {
    const wf_guess_word *entries = wf_guess_words.entries;
    const uint16_t *slot = wf_guess_words.slots[wf_word_slot(word, WF_GUESS_SLOT_BITS)];
    const unsigned first = slot[0] & -(unsigned)(entries[slot[0]].word == word);
    const unsigned second = slot[1] & -(unsigned)(entries[slot[1]].word == word);
    return &entries[first | second];
}

/* ------------------------------------------------------------------------------------------- characters */

/* A letter beyond ASCII without case and accent, 0 for what is no letter. */
static uint32_t letter_of(uint32_t c) {
    if (c < 0xC0 || c == 0xD7 || c == 0xF7) return 0;
    if (c < 0x180) return plain_letters[c - 0xC0] == '-' ? c : (unsigned char)plain_letters[c - 0xC0];
    if (c >= 0x400 && c < 0x460) {
        if (c < 0x410)
            c += 0x50;
        else if (c < 0x430)
            c += 0x20;
        return c == 0x439 ? 0x438 : c == 0x451 ? 0x435 : c == 0x457 ? 0x456 : c; /* their marks are accents */
    }
    return c >= 0x2000 && c < 0x2070 ? 0 : c;
}

typedef enum { OTHER, GREEK, THAI, HANGUL, KANA, HAN, N_SCRIPTS } script;

static script script_of(uint32_t c) {
    if (c < 0x370) return OTHER;
    if (c < 0x400 || (c >= 0x1F00 && c < 0x2000)) return GREEK;
    if (c >= 0xE00 && c < 0xE80) return THAI;
    if ((c >= 0x1100 && c < 0x1200) || (c >= 0xAC00 && c < 0xD7A4)) return HANGUL;
    if (c >= 0x3041 && c < 0x30FB) return KANA;
    return (c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) || (c >= 0x20000 && c < 0x40000)
               ? HAN
               : OTHER;
}

/* ------------------------------------------------------------------------------------------- the guess */

enum { MOST_BYTES = 500 }; /* less than 256 words */

typedef struct {
    unsigned n_letters, n_words;
    unsigned scripts[N_SCRIPTS];           /* letters */
    uint64_t words[WF_GUESS_COUNTERS / 8]; /* that are function words: a byte a language */
} counts;

/* word: as in wf_guess_word; n_bytes: of the whole word. */
static inline void count_word(counts *n, uint64_t word, size_t n_bytes) {
    n->n_words++;
    if (n_bytes > WF_GUESS_LONGEST) return;
    const uint8_t *languages = find_word(word)->languages;
    for (unsigned i = 0; i < WF_GUESS_COUNTERS / 8; i++) n->words[i] += wf_load_le64(languages + 8 * i);
}

/* Counts the letters from byte i on, the word they make and what separates it from the next; returns where that begins. */
static size_t take_word(counts *n, const char *text, size_t len, size_t i) {
    char word[WF_GUESS_LONGEST + 4] = {0};
    for (size_t n_bytes = 0; i < len;) {
        uint32_t c = (unsigned char)text[i];
        size_t at = n_bytes < WF_GUESS_LONGEST ? n_bytes : WF_GUESS_LONGEST;
        if (c < 0x80) {
            i++;
            c |= 0x20;
            if (c - 'a' < 26) {
                word[at] = (char)c;
                n_bytes++;
                n->n_letters++;
                continue;
            }
        } else {
            uint32_t letter = letter_of(wf_utf8_next(text, len, &i, NULL));
            if (letter) {
                n_bytes += wf_utf8_put(word + at, letter);
                n->n_letters++;
                n->scripts[script_of(letter)]++;
                continue;
            }
        }
        if (n_bytes) count_word(n, wf_load_le64(word), n_bytes);
        break;
    }
    return i;
}

/* Of 64 bytes those that are ASCII letters, and those that are no ASCII at all. */
static inline void find_letters(const char bytes[64], uint64_t *letters, uint64_t *high) {
    uint8_t classes[64];
    for (unsigned i = 0; i < 64; i++) {
        const uint8_t c = (uint8_t)bytes[i], is_letter = (uint8_t)((c | 0x20) - 'a') < 26;
        classes[i] = (uint8_t)(is_letter | (c >> 7 << 1));
    }
    *letters = wf_gather_64(classes, 0);
    *high = wf_gather_64(classes, 1);
}

/* The same of the words of ASCII letters alone that begin at byte i, or behind it, and end in the next 64 bytes. */
static size_t take_words(counts *n, const char *text, size_t len, size_t i) {
    uint64_t letters, high;
    find_letters(text + i, &letters, &high);
    const unsigned in_sight = len - i < 64 ? (unsigned)(len - i) : 64;
    const uint64_t plain = (high ? (high & -high) - 1 : ~(uint64_t)0) & wf_bits_below(in_sight);
    uint64_t begins = letters & ~(letters << 1), ends = ~letters & letters << 1 & plain;
    unsigned done = 0;
    for (; ends; ends &= ends - 1, begins &= begins - 1) {
        const unsigned begin = (unsigned)__builtin_ctzll(begins);
        done = (unsigned)__builtin_ctzll(ends);
        const size_t n_bytes = done - begin;
        const uint64_t word = (wf_load_le64(text + i + begin) | WF_EACH(0x20)) &
                              ~(uint64_t)0 >> (n_bytes < 8 ? 64 - 8 * n_bytes : 0);
        n->n_letters += (unsigned)n_bytes;
        count_word(n, word, n_bytes);
    }
    return i + done;
}

static void count(counts *n, const char *text, size_t len) {
    for (size_t i = 0; i < len;) i = take_word(n, text, len, take_words(n, text, len, i));
}

/* A script that one language alone is written in. */
static const char *by_script(const counts *n) {
    const unsigned *of = n->scripts;
    unsigned most = n->n_letters - n->n_letters / 5;
    if (of[GREEK] >= most) return "el";
    if (of[THAI] >= most) return "th";
    if (of[HANGUL] + of[HAN] >= most && of[HANGUL] >= most / 2) return "ko";
    if (of[KANA] + of[HAN] < most) return NULL;
    if (of[KANA] >= most / 8) return "ja";
    return of[KANA] ? NULL : "zh";
}

static const char *by_words(const counts *n) {
    unsigned best = 0, hits = 0, second = 0;
    for (unsigned i = 0; i < WF_GUESS_LANGUAGES; i++) {
        const unsigned words = n->words[i / 8] >> i % 8 * 8 & 255;
        if (words > hits) {
            second = hits;
            hits = words;
            best = i;
        } else if (words > second) {
            second = words;
        }
    }
    bool is_much = n->n_words >= 15 && hits * 8 >= n->n_words, is_clear = hits >= 3 + second + second / 4;
    return is_much && is_clear ? wf_guess_codes[best] : NULL;
}

const char *wf_guess_code(const char *text, size_t len) {
    enum { MIN_LETTERS = 20 };
    counts n = {0};
    count(&n, text, len < MOST_BYTES ? len : MOST_BYTES);
    if (n.n_letters < MIN_LETTERS) return NULL;
    const char *code = by_script(&n);
    return code ? code : by_words(&n);
}
