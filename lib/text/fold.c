/*
 * Folding by ICU: NFKC_Casefold, then canonical decomposition, then accents dropped, then composition again.
 *
 * Dropped are the combining marks that belong to no one script (Latin, Greek and Cyrillic accents, Arabic harakat) and
 * the points of Hebrew, which print leaves out as it pleases. Kept are the marks that spell: Indic and Thai vowel signs,
 * and the voiced sound marks of kana, without which "ga" would be "ka".
 */
#include "text/fold_table.h"

#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/cpu.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/utf8.h"

#define KANA_VOICED 0x3099
#define KANA_SEMI_VOICED 0x309A
#define KANA_PROLONGED 0x30FC
#define ARABIC_TATWEEL 0x0640

/* Longest form of one code point is 18 code points (U+FDFA) in Unicode 15; a normaliser never gives more than this. */
#define FORM_UNITS 64

static bool is_bigram_script(UScriptCode script) {
    switch (script) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return true;
    default:
        return false;
    }
}

static UScriptCode script_of(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    return U_FAILURE(status) ? USCRIPT_COMMON : script;
}

static bool is_dropped_mark(UChar32 c) {
    if (!(U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) || c == KANA_VOICED || c == KANA_SEMI_VOICED)
        return false;
    UScriptCode script = script_of(c);
    return script == USCRIPT_INHERITED || script == USCRIPT_HEBREW;
}

/* Class of a code point of a folded form. */
static wf_char_class class_of_folded(UChar32 c) {
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? WF_CHAR_LETTER
               : c >= '0' && c <= '9'                           ? WF_CHAR_DIGIT
               : c == '\''                                      ? WF_CHAR_APOSTROPHE
                                                                : WF_CHAR_SEPARATOR;
    uint32_t category = U_GET_GC_MASK(c);
    if (c == KANA_PROLONGED) return WF_CHAR_BIGRAM;
    if (category & (U_GC_L_MASK | U_GC_NL_MASK))
        return is_bigram_script(script_of(c)) ? WF_CHAR_BIGRAM : WF_CHAR_LETTER;
    if (category & U_GC_N_MASK) return WF_CHAR_DIGIT;
    return category & U_GC_M_MASK ? WF_CHAR_MARK : WF_CHAR_SEPARATOR;
}

/* Class of a code point that its folding would not tell; WF_CHAR_MIXED for all others. */
static wf_char_class class_by_name(uint32_t c) {
    switch (c) {
    case 0x2018: /* quotes */
    case 0x2019:
    case 0x02BB: /* modifier letters: turned comma (the okina of Hawaiian), apostrophe */
    case 0x02BC:
    case 0xFF07: /* full-width apostrophe */
        return WF_CHAR_APOSTROPHE;
    case 0x2028:
    case 0x2029:
        return WF_CHAR_LINE_END;
    case ARABIC_TATWEEL: /* only stretches a word */
        return WF_CHAR_IGNORABLE;
    default:
        return WF_CHAR_MIXED;
    }
}

static unsigned flags_of(UChar32 first) {
    unsigned flags = 0;
    if (u_getIntPropertyValue(first, UCHAR_NFC_QUICK_CHECK) == UNORM_MAYBE) flags |= WF_CHAR_COMPOSES;
    if (u_getCombiningClass(first) != 0) flags |= WF_CHAR_ORDERED;
    return flags;
}

/* Folds c to n UTF-16 units in form; *was_empty tells that nothing was left before any mark was dropped. -1: failed. */
static int32_t fold_units(const wf_fold *fold, uint32_t c, UChar form[FORM_UNITS], bool *was_empty) {
    UErrorCode status = U_ZERO_ERROR;
    UChar a[FORM_UNITS], b[FORM_UNITS];
    int32_t n = 0, kept = 0;
    U16_APPEND_UNSAFE(a, n, (UChar32)c);
    n = unorm2_normalize(fold->nfkc_cf, a, n, b, FORM_UNITS, &status);
    *was_empty = n == 0;
    if (U_SUCCESS(status) && n == 1 && U16_IS_SINGLE(b[0]) && unorm2_isInert(fold->nfd, b[0]) &&
        !is_dropped_mark(
            b[0])) { /* nothing to decompose, drop or compose: spares most of the time to start */
        form[0] = b[0];
        return 1;
    }
    n = unorm2_normalize(fold->nfd, b, n, a, FORM_UNITS, &status);
    if (U_FAILURE(status)) return -1;
    for (int32_t i = 0; i < n;) {
        UChar32 d;
        U16_NEXT(a, i, n, d);
        if (!is_dropped_mark(d)) U16_APPEND_UNSAFE(a, kept, d);
    }
    n = unorm2_normalize(fold->nfc, a, kept, form, FORM_UNITS, &status);
    return U_FAILURE(status) ? -1 : n;
}

wf_folded wf_fold_compute(const wf_fold *fold, uint32_t c, char buffer[WF_FOLD_MAX]) {
    wf_folded folded = {class_by_name(c), 0, NULL, 0};
    if (folded.class != WF_CHAR_MIXED) return folded;
    UChar form[FORM_UNITS];
    bool was_empty;
    folded.class = WF_CHAR_SEPARATOR; /* what cannot be folded separates */
    int32_t n = fold_units(fold, c, form, &was_empty);
    if (n < 0) return folded;
    if (n == 0) {
        folded.class = was_empty ? WF_CHAR_IGNORABLE : WF_CHAR_DROPPED;
        return folded;
    }
    unsigned n_points = 0, len = 0;
    wf_char_class class = WF_CHAR_SEPARATOR;
    UChar32 first = 0;
    for (int32_t i = 0; i < n; n_points++) {
        UChar32 d;
        U16_NEXT(form, i, n, d);
        if (len + 4 >= WF_FOLD_MAX) return folded;
        len += (unsigned)wf_utf8_put(buffer + len, (uint32_t)d);
        wf_char_class class_d = class_by_name((uint32_t)d);
        if (class_d == WF_CHAR_MIXED) class_d = class_of_folded(d);
        if (n_points == 0) {
            class = class_d;
            first = d;
        } else if (class_d != class || (class != WF_CHAR_LETTER && class != WF_CHAR_DIGIT)) {
            class = WF_CHAR_MIXED;
        }
    }
    folded.class = class;
    if (class == WF_CHAR_SEPARATOR) return folded;
    folded.flags = flags_of(first);
    if (n_points > 1 || (uint32_t)first != c) {
        folded.form = buffer;
        folded.form_len = len;
    }
    return folded;
}

/* Code points whose class is known without asking, a page at a time; WF_CHAR_MIXED for all others. */
static wf_char_class class_of_page(uint32_t page) {
    uint32_t first = page << 6, last = first + 63;
    if ((first >= 0x3400 && last <= 0x4DBF) || (first >= 0x4E00 && last <= 0x9FFF) ||
        (first >= 0xAC00 && last < 0xD780))
        return WF_CHAR_BIGRAM; /* unified ideographs, Hangul syllables */
    if (first >= 0xD800 && last <= 0xF8FF) return WF_CHAR_SEPARATOR; /* surrogates, private use */
    return WF_CHAR_MIXED;
}

/* A code point that folds to itself, without asking ICU to normalise it. */
static bool is_plain(const wf_fold *fold, uint32_t c) {
    return unorm2_isInert(fold->nfkc_cf, (UChar32)c) && unorm2_isInert(fold->nfd, (UChar32)c) &&
           class_by_name(c) == WF_CHAR_MIXED && !is_dropped_mark((UChar32)c);
}

static bool entry_of(wf_fold *fold, uint32_t c, wf_fold_entry *out) {
    if (is_plain(fold, c)) {
        *out = class_of_folded((UChar32)c);
        return true;
    }
    char buffer[WF_FOLD_MAX];
    wf_folded f = wf_fold_compute(fold, c, buffer);
    *out = f.class | f.flags;
    if (f.form_len == 0) return true;
    if (!wf_grow(&fold->pool, &fold->cap_pool, fold->pool_len + f.form_len + 16, 1)) return false;
    memcpy(fold->pool + fold->pool_len, f.form, f.form_len);
    *out |= (wf_fold_entry)f.form_len << 6 | (wf_fold_entry)fold->pool_len << 12;
    fold->pool_len += f.form_len;
    return true;
}

static bool build(wf_fold *fold) {
    wf_fold_entry entries[64];
    for (uint32_t page = 0; page < 1024; page++) {
        wf_char_class known = class_of_page(page);
        for (uint32_t i = 0; i < 64; i++) {
            if (known != WF_CHAR_MIXED)
                entries[i] = known;
            else if (page < 2)
                entries[i] = class_of_folded((UChar32)(page << 6 | i));
            else if (!entry_of(fold, page << 6 | i, &entries[i]))
                return false;
        }
        if (fold->n_pages == 0 || memcmp(fold->pages[fold->n_pages - 1], entries, sizeof entries) != 0) {
            if (!wf_grow(&fold->pages, &fold->cap_pages, fold->n_pages + 1, sizeof entries)) return false;
            memcpy(fold->pages[fold->n_pages++], entries, sizeof entries);
        }
        fold->page[page] = (uint16_t)(fold->n_pages - 1);
    }
    if (fold->pool) memset(fold->pool + fold->pool_len, 0, 16);
    return true;
}

wf_code wf_fold_open(wf_fold **out, wf_error *err) {
    wf_fold *fold = calloc(1, sizeof *fold);
    if (!fold) return wf_fail_nomem(err, "the folding table");
    fold->kernels = wf_kernels_best();
    UErrorCode status = U_ZERO_ERROR;
    fold->nfkc_cf = unorm2_getNFKCCasefoldInstance(&status);
    fold->nfd = unorm2_getNFDInstance(&status);
    fold->nfc = unorm2_getNFCInstance(&status);
    if (U_FAILURE(status)) {
        wf_fold_close(fold);
        return wf_fail(err, WF_E_FORMAT,
                       "cannot load ICU's normalisation data: %s; reinstall the ICU library",
                       u_errorName(status));
    }
    if (!build(fold)) {
        wf_fold_close(fold);
        return wf_fail_nomem(err, "the folding table");
    }
    *out = fold;
    return WF_OK;
}

void wf_fold_use(wf_fold *fold, wf_kernels kernels) {
    fold->kernels = kernels;
}

void wf_fold_close(wf_fold *fold) {
    if (!fold) return;
    free(fold->pages);
    free(fold->pool);
    free(fold);
}
