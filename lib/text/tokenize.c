/*
 * One pass over the text, by two ways that share a state.
 *
 * Blocks: 64 bytes at once become bit masks (text/block.h), by a kernel that is chosen at run time; runs of word bits
 * are tokens. Typographic punctuation that
 * only separates is cleared away in the masks. The first character that asks for more ends the block.
 *
 * Characters: one code point at a time, by the folding table; until eight bytes of ASCII lie ahead.
 *
 * Composition. What is appended is folded and composed, code point by code point. Where a code point may compose with
 * what stands before it, or two marks may have to change places, the tail of the normalised text back to the last
 * normalisation boundary is composed again by ICU once the run of such code points is over: conjoining Hangul, kana
 * with a sound mark apart, Indic vowel signs. A run is cut at 32 code points (the stream-safe limit of UAX 15), so that
 * hostile text stays linear; a longer one is composed in parts.
 */
#include "text/tokenize.h"

#include <stdlib.h>
#include <string.h>

#include <unicode/ustring.h>

#include "base/cpu.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "text/block.h"
#if WF_HAS_X86_KERNELS
#include "text/block_x86.h"
#endif
#if WF_HAS_NEON_KERNELS
#include "text/block_neon.h"
#endif
#include "text/fold_table.h"

#define MAX_TEXT ((size_t)1 << 30)
#define MAX_NORM ((size_t)UINT32_MAX - 4096)
#define MAX_RUN 32 /* code points composed together with what is before them, and as many before them */
#define MAX_TAIL (8 * MAX_RUN) /* bytes of both */
#define SLACK_NORM \
    (3 * MAX_TAIL) /* bytes the next block or code point may write: a tail composed anew is the most */
#define SLACK_TOKENS (64 + 3) /* tokens of a block, in fours, or of a code point */
#define SLACK_LINES 64
#define NORM_PADDING 64

typedef enum { OUTSIDE, IN_WORD, IN_BIGRAM } token_mode;

typedef struct {
    const wf_fold *fold;
    wf_tokens *t;
    const char *s;
    size_t len;
    size_t o;          /* bytes written to t->norm; a closed token is followed by a space */
    size_t line_first; /* first token of the line */
    token_mode mode;   /* what the open token is */
    bool after_letter; /* the open word ends in a letter, or in a mark on one */
    bool apostrophe;   /* an apostrophe follows it, which joins if a letter comes next */
    /* Bigrams: the last character of the run, and whether the open token holds one before it. */
    bool has_two;
    size_t last_norm;
    uint32_t last_src;
    /* Composition: the run of code points at the end of norm that wait for it. */
    unsigned n_waiting;
    size_t waiting_from;
    size_t composed_to; /* what is before this place is never composed again */
    uint8_t last_order; /* canonical combining class of the last code point */
} tokenizer;

static bool reserve_norm(tokenizer *z, size_t more) {
    return wf_grow(&z->t->norm, &z->t->cap_norm, z->o + more + NORM_PADDING, 1);
}

/* Makes room for what a block or a code point may write. */
static inline bool reserve(tokenizer *z) {
    wf_tokens *t = z->t;
    if (z->o > MAX_NORM || (t->cap_norm < z->o + SLACK_NORM + NORM_PADDING && !reserve_norm(z, SLACK_NORM)))
        return false;
    if (t->cap_tokens < t->n + SLACK_TOKENS) {
        size_t cap_start = t->cap_tokens, cap_begin = cap_start, cap_end = cap_start,
               need = t->n + SLACK_TOKENS;
        if (!wf_grow(&t->start, &cap_start, need, sizeof *t->start) ||
            !wf_grow(&t->src_begin, &cap_begin, need, sizeof *t->src_begin) ||
            !wf_grow(&t->src_end, &cap_end, need, sizeof *t->src_end))
            return false; /* cap_tokens stays: some arrays are larger than it says, none smaller */
        t->cap_tokens = cap_start;
    }
    return t->cap_lines >= t->n_lines + SLACK_LINES ||
           wf_grow(&t->lines, &t->cap_lines, t->n_lines + SLACK_LINES, sizeof *t->lines);
}

/* ------------------------------------------------------------------------------------------- composition */

/* Composes the waiting run with what stands before it in the same token (the same character of a bigram). */
static void compose_tail(tokenizer *z) {
    wf_tokens *t = z->t;
    size_t floor = z->mode == IN_BIGRAM ? z->last_norm : t->start[t->n - 1], begin = z->waiting_from;
    if (floor < z->composed_to) floor = z->composed_to;
    for (unsigned n = 0; begin > floor && n < MAX_RUN; n++) {
        do begin--;
        while (begin > floor && ((unsigned char)t->norm[begin] & 0xC0) == 0x80);
        size_t i = begin;
        if (unorm2_hasBoundaryBefore(z->fold->nfc, (UChar32)wf_utf8_next(t->norm, z->o, &i, NULL))) break;
    }
    UChar in[MAX_TAIL], out[MAX_TAIL];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n_in = 0, n_out, len = 0;
    z->n_waiting = 0;
    u_strFromUTF8(in, MAX_TAIL, &n_in, t->norm + begin, (int32_t)(z->o - begin), &status);
    n_out = unorm2_normalize(z->fold->nfc, in, n_in, out, MAX_TAIL, &status);
    if (U_FAILURE(status)) return; /* longer than the limits allow: stays as it is */
    u_strToUTF8(t->norm + begin, SLACK_NORM, &len, out, n_out, &status);
    z->o = begin + (size_t)len;
}

static inline void settle(tokenizer *z) {
    if (z->n_waiting) compose_tail(z);
}

/* ------------------------------------------------------------------------------------------- tokens and lines */

static inline void open_token(tokenizer *z, token_mode mode, uint32_t src) {
    wf_tokens *t = z->t;
    t->start[t->n] = (uint32_t)z->o;
    t->src_begin[t->n++] = src;
    z->mode = mode;
    z->has_two = false;
}

static inline void close_token(tokenizer *z) {
    z->apostrophe = z->after_letter = false;
    if (z->mode == OUTSIDE) return;
    settle(z);
    z->t->norm[z->o++] = ' ';
    z->mode = OUTSIDE;
    z->last_order = 0;
}

/* Ends a line after n_tokens tokens; its hash is made last, when the normalised text no longer moves. */
static inline void end_line(tokenizer *z, size_t n_tokens) {
    if (n_tokens == z->line_first) return;
    z->t->lines[z->t->n_lines++] = (wf_line){(uint32_t)z->line_first, (uint32_t)n_tokens, 0};
    z->line_first = n_tokens;
}

/* ------------------------------------------------------------------------------------------- blocks */

/* Whether the two-byte character C2 b only separates, b in [80, BF]: spaces, signs, quotes, currency. */
#define SEPARATES_C2 0x89D3DBFFFFFFFFFFu
/* The same for E2 80 b: all of U+2000..U+203F but zero-width and directional marks, single quotes and line ends. */
#define SEPARATES_E280 0xFFFF80FFFCFF07FFu

/*
 * Length of the character at p, with room readable bytes, if it is punctuation that only separates; 0 if not. Single
 * quotes separate where they do not stand between two letters: it is enough that one side is no letter of ASCII and no
 * part of another character.
 */
static inline unsigned typographic_separator(const char *p, size_t room, bool after_space) {
    const unsigned char *u = (const unsigned char *)p;
    if (room < 3) return 0;
    if (u[0] == 0xE2 && u[1] == 0x80 && (u[2] & 0xC0) == 0x80) {
        if (SEPARATES_E280 >> (u[2] & 63) & 1) return 3;
        if ((u[2] | 1) != 0x99 || room < 4) return 0;
        return after_space || (u[3] < 0x80 && !((unsigned)((u[3] | 0x20) - 'a') < 26)) ? 3 : 0;
    }
    if (u[0] == 0xC2 && (u[1] & 0xC0) == 0x80) return SEPARATES_C2 >> (u[1] & 63) & 1 ? 2 : 0;
    return u[0] == 0xE2 && u[1] == 0x82 && u[2] == 0xAC ? 3 : 0; /* euro sign */
}

static inline bool is_letter(char lower) {
    return (unsigned char)(lower - 'a') < 26;
}

/* Whether a curly apostrophe stands at p between two letters, of which the second is of ASCII. */
static inline bool joins_letters(const char *p, size_t room, bool after_letter) {
    const unsigned char *u = (const unsigned char *)p;
    return after_letter && room > 3 && u[0] == 0xE2 && u[1] == 0x80 && (u[2] | 1) == 0x99 &&
           is_letter((char)(u[3] | 0x20));
}

/*
 * Bytes of the block of n bytes that can be taken at once. Clears typographic separators and apostrophes from b->high;
 * of the apostrophes the first bytes are set in *joined.
 */
static inline unsigned block_extent(const tokenizer *z, wf_block *b, const char *bytes, unsigned n,
                                    uint64_t *joined) {
    while (b->high) {
        unsigned p = (unsigned)__builtin_ctzll(b->high);
        if (p >= n) return n;
        /* Not a letter, digit, apostrophe or other character before it. */
        bool after_space = p ? !((b->words | b->apostrophes) >> (p - 1) & 1) : z->mode == OUTSIDE;
        unsigned len = typographic_separator(bytes + p, n - p, after_space);
        if (!len) {
            bool after_letter = p ? is_letter(b->lower[p - 1]) : z->mode == IN_WORD && z->after_letter;
            if (!joins_letters(bytes + p, n - p, after_letter)) return p;
            *joined |= (uint64_t)1 << p;
            len = 3;
        }
        b->high &= b->high - 1;
        b->high &= b->high - 1;
        if (len == 3) b->high &= b->high - 1;
    }
    return n;
}

/*
 * The steps of a kernel: to classify a block; to clear typographic marks from its high bytes, any that it knows, as
 * block_extent does; and to bring together those bytes of it whose bits are set (32 more may be read and written), of
 * which the end in to is returned.
 */
typedef void (*classify_fn)(wf_block *block, const char bytes[64]);
typedef uint64_t (*clear_marks_fn)(wf_block *block, const char bytes[64], unsigned n, bool after_space,
                                   bool after_letter);
typedef char *(*squeeze_fn)(char *to, const wf_block *block, uint64_t bits);

/* Place of the lowest bit set; where there is none, some place. */
static inline unsigned lowest_bit(uint64_t bits) {
    return (unsigned)__builtin_ctzll(bits | (uint64_t)1 << 63);
}

/* What a kernel is made of is put into one function, the machine code of the kernel. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Takes up to n bytes at i as a block; returns how many, 0 if the first character is not for this way. */
ALWAYS_INLINE unsigned take_block(tokenizer *z, size_t i, unsigned n, const char *bytes, classify_fn classify,
                                  clear_marks_fn clear_marks, squeeze_fn squeeze) {
    wf_block b;
    classify(&b, bytes);
    uint64_t carry = z->mode == IN_WORD, joined = 0;
    if (b.high) {
        joined = clear_marks(&b, bytes, n, z->mode == OUTSIDE, carry && z->after_letter);
        n = block_extent(z, &b, bytes, n, &joined);
        joined &= wf_bits_below(n);
    }
    if (b.apostrophes && n && b.apostrophes >> (n - 1) & 1) n--; /* what comes after it is not in sight */
    if (n == 0) return 0;
    uint64_t word = b.words | joined | joined << 1 | joined << 2;
    for (uint64_t left = b.apostrophes & wf_bits_below(n); left; left &= left - 1) {
        unsigned p = (unsigned)__builtin_ctzll(left);
        if ((p ? is_letter(b.lower[p - 1]) : z->after_letter) && is_letter(b.lower[p + 1]))
            word |= (uint64_t)1 << p;
    }
    uint64_t in = wf_bits_below(n), before = word << 1 | carry;
    uint64_t starts = word & ~before & in, ends = ~word & before & in, line_ends = b.line_ends & in,
             all_starts = starts;
    z->after_letter = is_letter(b.lower[n - 1]);
    for (uint64_t left = ends & b.apostrophes; left; left &= left - 1) b.lower[__builtin_ctzll(left)] = ' ';

    wf_tokens *t = z->t;
    uint32_t *start = t->start, *src_begin = t->src_begin, *src_end = t->src_end, src = (uint32_t)i;
    size_t n_before = t->n, n_tokens = n_before;
    uint32_t o = (uint32_t)z->o;
    size_t norm_begin = z->o;
    uint64_t kept = ((word & in) | ends) & ~(joined << 1 | joined << 2);
    z->o = (size_t)(squeeze(t->norm + o, &b, kept) - t->norm);
    if (carry) { /* goes on with the open token */
        unsigned end = ends ? (unsigned)__builtin_ctzll(ends) : n;
        if (end) src_end[n_tokens - 1] = src + end;
        o += end + 1;
        ends &= ends - 1; /* no ends: stays 0 */
    }
    n_tokens += (size_t)__builtin_popcountll(starts);
    /* Four at a time, without asking if there are so many: what is written past the last one counts for nothing. */
    for (size_t k = n_before; k < n_tokens; k += 4)
#pragma GCC unroll 4
        for (size_t j = k; j < k + 4; j++) {
            unsigned begin = lowest_bit(starts), end = lowest_bit(ends);
            starts &= starts - 1;
            ends &= ends - 1;
            start[j] = o;
            src_begin[j] = src + begin;
            src_end[j] = src + end;
            o += end - begin + 1;
        }
    for (; joined; joined &= joined - 1) { /* three bytes that became one */
        uint64_t below = wf_bits_below((unsigned)__builtin_ctzll(joined));
        t->norm[norm_begin + (size_t)__builtin_popcountll(kept & below)] = '\'';
        for (size_t k = n_before + (size_t)__builtin_popcountll(all_starts & below); k < n_tokens; k++)
            start[k] -= 2;
    }
    bool is_open = word >> (n - 1) & 1;
    if (is_open && n_tokens > n_before) src_end[n_tokens - 1] = src + n; /* ends here for now */
    t->n = n_tokens;
    z->mode = is_open ? IN_WORD : OUTSIDE;
    z->last_order = 0;
    for (; line_ends; line_ends &= line_ends - 1) {
        uint64_t below = wf_bits_below((unsigned)__builtin_ctzll(line_ends));
        end_line(z, n_before + (size_t)__builtin_popcountll(all_starts & below));
    }
    return n;
}

/* Takes blocks from i on; returns where a single character has to be taken, or the end. false: out of memory. */
ALWAYS_INLINE bool take_blocks_by(tokenizer *z, size_t *i, classify_fn classify, clear_marks_fn clear_marks,
                                  squeeze_fn squeeze) {
    settle(z);
    if (z->mode == IN_BIGRAM) close_token(z);
    for (; *i < z->len;) {
        if (!reserve(z)) return false;
        unsigned n;
        if (z->len - *i >= 64) {
            n = take_block(z, *i, 64, z->s + *i, classify, clear_marks, squeeze);
        } else {
            char last[64] = {0};
            memcpy(last, z->s + *i, z->len - *i);
            n = take_block(z, *i, (unsigned)(z->len - *i), last, classify, clear_marks, squeeze);
        }
        *i += n;
        if (joins_letters(z->s + *i, z->len - *i, z->mode == IN_WORD && z->after_letter)) {
            z->t->norm[z->o++] = '\'';
            *i += 3;
        } else if (n == 0) {
            break;
        }
    }
    return true;
}

/* All marks are left to block_extent. */
ALWAYS_INLINE uint64_t clear_no_marks(wf_block *block, const char bytes[64], unsigned n, bool after_space,
                                      bool after_letter) {
    (void)block, (void)bytes, (void)n, (void)after_space, (void)after_letter;
    return 0;
}

static bool take_blocks_scalar(tokenizer *z, size_t *i) {
    return take_blocks_by(z, i, wf_block_classify, clear_no_marks, wf_block_squeeze);
}

#if WF_HAS_X86_KERNELS
WF_TARGET_AVX2 static bool take_blocks_avx2(tokenizer *z, size_t *i) {
    return take_blocks_by(z, i, wf_block_classify_avx2, wf_block_clear_marks_avx2, wf_block_squeeze_avx2);
}

WF_TARGET_AVX512 static bool take_blocks_avx512(tokenizer *z, size_t *i) {
    return take_blocks_by(z, i, wf_block_classify_avx512, wf_block_clear_marks_avx2, wf_block_squeeze_avx512);
}
#endif

#if WF_HAS_NEON_KERNELS
static bool take_blocks_neon(tokenizer *z, size_t *i) {
    return take_blocks_by(z, i, wf_block_classify_neon, clear_no_marks, wf_block_squeeze);
}
#endif

typedef bool (*take_blocks_fn)(tokenizer *z, size_t *i);

static take_blocks_fn kernel_of(wf_kernels kernels) {
    switch (kernels) {
#if WF_HAS_X86_KERNELS
    case WF_KERNELS_AVX2:
        return take_blocks_avx2;
    case WF_KERNELS_AVX512:
        return take_blocks_avx512;
#endif
#if WF_HAS_NEON_KERNELS
    case WF_KERNELS_NEON:
        return take_blocks_neon;
#endif
    default:
        return take_blocks_scalar;
    }
}

/* ------------------------------------------------------------------------------------------- characters */

typedef struct {
    uint32_t begin, end; /* byte span in the original */
} span;

static inline void append(tokenizer *z, const char *form, unsigned len, span src) {
    memcpy(z->t->norm + z->o, form, len);
    z->o += len;
    z->t->src_end[z->t->n - 1] = src.end;
}

/* Appends a form that depends on what is before it. c: its first code point. */
static void append_waiting(tokenizer *z, const char *form, unsigned len, span src, unsigned flags) {
    size_t i = 0;
    uint8_t order = u_getCombiningClass((UChar32)wf_utf8_next(form, len, &i, NULL));
    bool in_order = order == 0 || order >= z->last_order;
    z->last_order = order;
    if (!z->n_waiting && !(flags & WF_CHAR_COMPOSES) && in_order) {
        append(z, form, len, src);
        return;
    }
    if (!z->n_waiting) z->waiting_from = z->o;
    append(z, form, len, src);
    if (++z->n_waiting == MAX_RUN) {
        compose_tail(z);
        z->composed_to = z->o;
    }
}

/* Begins the next character of a bigram run. */
static bool next_in_run(tokenizer *z, span src) {
    if (z->mode != IN_BIGRAM) {
        close_token(z);
        open_token(z, IN_BIGRAM, src.begin);
    } else if (!z->has_two) {
        settle(z);
        z->has_two = true;
    } else {
        settle(z);
        size_t from = z->last_norm, len = z->o - from;
        if (!reserve_norm(z, len + SLACK_NORM)) return false;
        uint32_t last_src = z->last_src, end = z->t->src_end[z->t->n - 1];
        close_token(z);
        open_token(z, IN_BIGRAM, last_src);
        memcpy(z->t->norm + z->o, z->t->norm + from, len);
        z->o += len;
        z->t->src_end[z->t->n - 1] = end;
        z->has_two = true;
    }
    z->last_norm = z->o;
    z->last_src = src.begin;
    return true;
}

/* Takes a folded character that is not mixed. false: out of memory. */
static inline bool take_folded(tokenizer *z, unsigned class, unsigned flags, const char *form, unsigned len,
                               span src) {
    bool joins = z->apostrophe && class == WF_CHAR_LETTER;
    if (z->apostrophe && class != WF_CHAR_IGNORABLE && class != WF_CHAR_DROPPED && !joins) close_token(z);
    switch (class) {
    case WF_CHAR_LETTER:
    case WF_CHAR_DIGIT:
        if (z->mode != IN_WORD) {
            close_token(z);
            open_token(z, IN_WORD, src.begin);
        } else if (flags) {
            append_waiting(z, form, len, src, flags);
            return true;
        }
        settle(z);
        if (joins) {
            z->t->norm[z->o++] = '\'';
            z->apostrophe = false;
        }
        append(z, form, len, src);
        z->after_letter = class == WF_CHAR_LETTER;
        z->last_order = 0;
        return true;
    case WF_CHAR_MARK:
        if (z->mode == OUTSIDE) open_token(z, IN_WORD, src.begin);
        append_waiting(z, form, len, src, flags);
        return true;
    case WF_CHAR_BIGRAM:
        if (z->mode == IN_BIGRAM && flags) {
            append_waiting(z, form, len, src, flags);
            return true;
        }
        if (!next_in_run(z, src)) return false;
        append(z, form, len, src);
        z->last_order = 0;
        return true;
    case WF_CHAR_APOSTROPHE:
        if (z->mode == IN_WORD && z->after_letter)
            z->apostrophe = true;
        else
            close_token(z);
        return true;
    case WF_CHAR_IGNORABLE:
        return true;
    case WF_CHAR_DROPPED:
        if (z->mode != OUTSIDE && !z->apostrophe) z->t->src_end[z->t->n - 1] = src.end;
        return true;
    case WF_CHAR_LINE_END:
        close_token(z);
        end_line(z, z->t->n);
        return true;
    default:
        close_token(z);
        return true;
    }
}

static inline bool take_ascii(tokenizer *z, char byte, span src) {
    unsigned c = (unsigned char)byte;
    char lower = (char)(c | 0x20);
    if ((c | 0x20) - 'a' < 26) return take_folded(z, WF_CHAR_LETTER, 0, &lower, 1, src);
    if (c - '0' < 10) return take_folded(z, WF_CHAR_DIGIT, 0, &byte, 1, src);
    return take_folded(z,
                       c == '\''      ? WF_CHAR_APOSTROPHE
                       : c - '\n' < 4 ? WF_CHAR_LINE_END
                                      : WF_CHAR_SEPARATOR,
                       0, &byte, 1, src);
}

/* Takes each code point of a form of several classes; all have the span of the whole. */
static bool take_mixed(tokenizer *z, const char *form, unsigned len, span src) {
    char buffer[WF_FOLD_MAX];
    for (size_t i = 0; i < len;) {
        size_t begin = i;
        uint32_t c = wf_utf8_next(form, len, &i, NULL);
        bool done;
        if (c < 0x80) {
            done = take_ascii(z, form[begin], src);
        } else {
            wf_folded f = c < 0x10000 ? wf_fold_bmp(z->fold, c) : wf_fold_compute(z->fold, c, buffer);
            done = take_folded(z, f.class, f.flags, form + begin, (unsigned)(i - begin), src);
        }
        if (!done || !reserve(z)) return false;
    }
    return true;
}

/* Takes the character past ASCII at *i. */
static bool take_character(tokenizer *z, size_t *i) {
    const unsigned char *u = (const unsigned char *)z->s + *i;
    size_t begin = *i, left = z->len - *i;
    char buffer[WF_FOLD_MAX];
    uint32_t c;
    if (left >= 2 && u[0] >= 0xC2 && u[0] < 0xE0 && (u[1] & 0xC0) == 0x80) {
        c = (u[0] & 31u) << 6 | (u[1] & 63u);
        *i += 2;
    } else if (left >= 3 && u[0] > 0xE0 && u[0] < 0xF0 && u[0] != 0xED && (u[1] & 0xC0) == 0x80 &&
               (u[2] & 0xC0) == 0x80) {
        c = (u[0] & 15u) << 12 | (u[1] & 63u) << 6 | (u[2] & 63u);
        *i += 3;
    } else {
        bool bad = false;
        c = wf_utf8_next(z->s, z->len, i, &bad);
        z->t->n_bad += bad;
    }
    span src = {(uint32_t)begin, (uint32_t)*i};
    wf_folded f = c < 0x10000 ? wf_fold_bmp(z->fold, c) : wf_fold_compute(z->fold, c, buffer);
    if (!f.form) {
        f.form = z->s + begin;
        f.form_len = (unsigned)(*i - begin);
    }
    if (f.class == WF_CHAR_MIXED) return take_mixed(z, f.form, f.form_len, src);
    return take_folded(z, f.class, f.flags, f.form, f.form_len, src);
}

static bool ascii_ahead(const tokenizer *z, size_t i) {
    return z->len - i >= 8 && !(wf_load_le64(z->s + i) & WF_EACH(0x80));
}

/* Takes single characters from i on, at least one, until ASCII lies ahead. */
static bool take_characters(tokenizer *z, size_t *i) {
    do {
        if (!reserve(z)) return false;
        span src = {(uint32_t)*i, (uint32_t)*i + 1};
        bool done = (z->s[*i] & 0x80) ? take_character(z, i) : take_ascii(z, z->s[(*i)++], src);
        if (!done) return false;
    } while (*i < z->len && (z->apostrophe || !ascii_ahead(z, *i)));
    return true;
}

/* ------------------------------------------------------------------------------------------- the whole */

static void finish(tokenizer *z, uint64_t line_seed) {
    wf_tokens *t = z->t;
    close_token(z);
    end_line(z, t->n);
    t->norm_len = t->n ? z->o - 1 : 0;
    t->start[t->n] = (uint32_t)t->norm_len + 1;
    memset(t->norm + t->norm_len, 0, NORM_PADDING);
    for (size_t i = 0; i < t->n_lines; i++) {
        wf_str line = wf_line_norm(t, &t->lines[i]);
        t->lines[i].hash = wf_hash64(line.ptr, line.len, line_seed);
    }
}

wf_code wf_tokenize(const wf_fold *fold, wf_str text, uint64_t line_seed, wf_tokens *out, wf_error *err) {
    if (text.len > MAX_TEXT)
        return wf_fail(err, WF_E_PARAM, "a text of %zu bytes is too long: at most %zu can be tokenized",
                       text.len, MAX_TEXT);
    tokenizer z = {.fold = fold, .t = out, .s = text.ptr, .len = text.len};
    out->n = out->n_lines = out->n_bad = out->norm_len = 0;
    take_blocks_fn take_blocks = kernel_of(fold->kernels);
    bool done = reserve(&z);
    for (size_t i = 0; done && i < text.len;) {
        done = take_blocks(&z, &i);
        if (done && i < text.len) done = take_characters(&z, &i);
    }
    if (!done) {
        out->n = out->n_lines = 0;
        if (z.o > MAX_NORM)
            return wf_fail(err, WF_E_PARAM, "a text of %zu bytes folds to more than 4 GiB: split it",
                           text.len);
        return wf_fail_nomem(err, "tokens");
    }
    finish(&z, line_seed);
    return WF_OK;
}
