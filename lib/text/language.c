/* The languages wirefold tells apart, their codes, and how one is told from a text. */
#include "text/language.h"

#include <string.h>

#include "base/utf8.h"
#include "text/block.h"
#include "text/cld2.h"
#include "text/guess.h"

typedef struct {
    char code[4];                 /* ISO 639-1, or 639-3 where there is none */
    char three[4], three_also[4]; /* ISO 639-2 in both forms */
} code_set;

/* The place is the number. Numbers are stored in indexes: new languages go to the end. */
static const code_set codes[] = {
    {"", "", ""},          {"en", "eng", "eng"}, {"es", "spa", "spa"},  {"fr", "fra", "fre"},
    {"de", "deu", "ger"},  {"it", "ita", "ita"}, {"pt", "por", "por"},  {"nl", "nld", "dut"},
    {"ca", "cat", "cat"},  {"gl", "glg", "glg"}, {"sv", "swe", "swe"},  {"no", "nor", "nor"},
    {"da", "dan", "dan"},  {"fi", "fin", "fin"}, {"is", "isl", "ice"},  {"pl", "pol", "pol"},
    {"cs", "ces", "cze"},  {"ru", "rus", "rus"}, {"uk", "ukr", "ukr"},  {"ro", "ron", "rum"},
    {"hu", "hun", "hun"},  {"tr", "tur", "tur"}, {"el", "ell", "gre"},  {"id", "ind", "ind"},
    {"eo", "epo", "epo"},  {"eu", "eus", "baq"}, {"ar", "ara", "ara"},  {"zh", "zho", "chi"},
    {"ja", "jpn", "jpn"},  {"ko", "kor", "kor"}, {"th", "tha", "tha"},  {"vi", "vie", "vie"},
    {"hi", "hin", "hin"},  {"bn", "ben", "ben"}, {"ur", "urd", "urd"},  {"fa", "fas", "per"},
    {"he", "heb", "heb"},  {"bg", "bul", "bul"}, {"hr", "hrv", "hrv"},  {"sr", "srp", "srp"},
    {"bs", "bos", "bos"},  {"sl", "slv", "slv"}, {"sk", "slk", "slo"},  {"mk", "mkd", "mac"},
    {"sq", "sqi", "alb"},  {"lt", "lit", "lit"}, {"lv", "lav", "lav"},  {"et", "est", "est"},
    {"be", "bel", "bel"},  {"nn", "nno", "nno"}, {"fo", "fao", "fao"},  {"ga", "gle", "gle"},
    {"cy", "cym", "wel"},  {"gd", "gla", "gla"}, {"mt", "mlt", "mlt"},  {"af", "afr", "afr"},
    {"fil", "fil", "fil"}, {"ms", "msa", "may"}, {"sw", "swa", "swa"},  {"yi", "yid", "yid"},
    {"hy", "hye", "arm"},  {"ka", "kat", "geo"}, {"az", "aze", "aze"},  {"kk", "kaz", "kaz"},
    {"uz", "uzb", "uzb"},  {"ky", "kir", "kir"}, {"tk", "tuk", "tuk"},  {"tg", "tgk", "tgk"},
    {"tt", "tat", "tat"},  {"mn", "mon", "mon"}, {"ne", "nep", "nep"},  {"mr", "mar", "mar"},
    {"pa", "pan", "pan"},  {"gu", "guj", "guj"}, {"or", "ori", "ori"},  {"ta", "tam", "tam"},
    {"te", "tel", "tel"},  {"kn", "kan", "kan"}, {"ml", "mal", "mal"},  {"si", "sin", "sin"},
    {"my", "mya", "bur"},  {"km", "khm", "khm"}, {"lo", "lao", "lao"},  {"bo", "bod", "tib"},
    {"am", "amh", "amh"},  {"ti", "tir", "tir"}, {"so", "som", "som"},  {"ha", "hau", "hau"},
    {"yo", "yor", "yor"},  {"ig", "ibo", "ibo"}, {"zu", "zul", "zul"},  {"xh", "xho", "xho"},
    {"st", "sot", "sot"},  {"tn", "tsn", "tsn"}, {"rw", "kin", "kin"},  {"mg", "mlg", "mlg"},
    {"ps", "pus", "pus"},  {"ku", "kur", "kur"}, {"sd", "snd", "snd"},  {"ug", "uig", "uig"},
    {"dv", "div", "div"},  {"la", "lat", "lat"}, {"oc", "oci", "oci"},  {"br", "bre", "bre"},
    {"fy", "fry", "fry"},  {"lb", "ltz", "ltz"}, {"rm", "roh", "roh"},  {"co", "cos", "cos"},
    {"jv", "jav", "jav"},  {"su", "sun", "sun"}, {"ceb", "ceb", "ceb"}, {"ht", "hat", "hat"},
    {"mi", "mri", "mao"},  {"as", "asm", "asm"}};

#define N_CODES (sizeof codes / sizeof *codes)
_Static_assert(N_CODES <= WF_LANGUAGES, "the numbers of languages do not fit");

/* Other codes for them: withdrawn ones, and languages that are one here. */
static const char aliases[][2][4] = {
    {"iw", "he"},  {"jw", "jv"},  {"in", "id"},  {"ji", "yi"},   {"mo", "ro"},  {"nb", "no"},
    {"nob", "no"}, {"nno", "nn"}, {"tl", "fil"}, {"tgl", "fil"}, {"cmn", "zh"}, {"arb", "ar"},
    {"swh", "sw"}, {"zsm", "ms"}, {"pes", "fa"}, {"prs", "fa"},  {"ekk", "et"}, {"lvs", "lv"},
    {"als", "sq"}, {"khk", "mn"}, {"npi", "ne"}, {"ory", "or"},  {"pnb", "pa"}, {"uzn", "uz"},
    {"yue", "zh"}, {"azj", "az"}, {"scc", "sr"}, {"scr", "hr"},  {"mol", "ro"},
};

const char *wf_language_code(wf_language language) {
    return language < N_CODES ? codes[language].code : "";
}

static wf_language find(const char *code) {
    for (size_t i = 1; i < N_CODES; i++)
        if (strcmp(code, codes[i].code) == 0 || strcmp(code, codes[i].three) == 0 ||
            strcmp(code, codes[i].three_also) == 0)
            return (wf_language)i;
    return WF_LANGUAGE_UNKNOWN;
}

wf_language wf_language_of_code(wf_str code) {
    char lower[4] = "";
    size_t n = 0;
    while (n < code.len && code.ptr[n] == ' ') n++;
    if (n) code = (wf_str){code.ptr + n, code.len - n};
    for (n = 0; n < code.len && (unsigned char)((code.ptr[n] | 0x20) - 'a') < 26; n++) {
        if (n == 3) return WF_LANGUAGE_UNKNOWN;
        lower[n] = (char)(code.ptr[n] | 0x20);
    }
    if (n < 2 || (n < code.len && !memchr("-_ .@", code.ptr[n], 5))) return WF_LANGUAGE_UNKNOWN;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(lower, aliases[i][0]) == 0) return find(aliases[i][1]);
    return find(lower);
}

/* ------------------------------------------------------------------------------------------- from the text */

/* CLD2 takes some 50 us and 0.1 us a byte, and with 400 bytes finds as much as with 1,000. */
#define LOOK_AT 400
#define PADDING 64 /* readable bytes behind them */
_Static_assert(PADDING >= WF_CLD2_PADDING, "CLD2 reads more");

/* Not for CLD2: control characters, noncharacters, and what is no character. */
static bool is_plain(uint32_t c) {
    return c >= ' ' && !(c >= 0x7F && c < 0xA0) && c != 0xFFFD && (c & 0xFFFE) != 0xFFFE &&
           !(c >= 0xFDD0 && c <= 0xFDEF);
}

/* Whether eight bytes are all printable characters of ASCII. */
static inline bool is_plain_ascii(const char bytes[8]) {
    const uint64_t x = wf_load_le64(bytes), high = WF_EACH(0x80);
    return !((x | (x + WF_EACH(1)) | ~((x | high) - WF_EACH(' '))) & high);
}

/* Copies up to LOOK_AT bytes of characters; each run of others becomes a blank. */
static size_t copy_plain(char out[LOOK_AT + 4], wf_str text) {
    const size_t end = text.len < 4 * LOOK_AT ? text.len : 4 * LOOK_AT;
    size_t n = 0;
    for (size_t i = 0; i < end && n < LOOK_AT;) {
        if (i + 8 <= end && n + 8 <= LOOK_AT && is_plain_ascii(text.ptr + i)) {
            memcpy(out + n, text.ptr + i, 8);
            n += 8;
            i += 8;
            continue;
        }
        if (text.ptr[i] >= ' ' && text.ptr[i] < 0x7F) {
            out[n++] = text.ptr[i++];
            continue;
        }
        uint32_t c = wf_utf8_next(text.ptr, text.len, &i, NULL);
        if (is_plain(c))
            n += wf_utf8_put(out + n, c);
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    return n;
}

wf_language wf_language_of_text(wf_str text) {
    char plain[LOOK_AT + 4 + PADDING];
    size_t len = copy_plain(plain, text);
    memset(plain + len, 0, PADDING);
    const char *code = wf_guess_code(plain, len);
    if (!code) code = wf_cld2_code(plain, len);
    return code ? wf_language_of_code((wf_str){code, strlen(code)}) : WF_LANGUAGE_UNKNOWN;
}
