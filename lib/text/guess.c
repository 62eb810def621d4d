/*
 * Languages told by script, or by their most frequent function words: a quarter of any text or more.
 *
 * The words are looked up as the first bytes of their normal form, as one number. A language is believed only if many
 * words of the text are its own and clearly fewer any other's; the rest is left to CLD2.
 */
#include "text/guess.h"

#include "base/utf8.h"
#include "text/block.h"

/* The languages told by words, as bits. */
enum {
    EN = 1u << 0,
    ES = 1u << 1,
    FR = 1u << 2,
    DE = 1u << 3,
    IT = 1u << 4,
    PT = 1u << 5,
    NL = 1u << 6,
    CA = 1u << 7,
    GL = 1u << 8,
    SV = 1u << 9,
    NO = 1u << 10,
    DA = 1u << 11,
    FI = 1u << 12,
    IS = 1u << 13,
    PL = 1u << 14,
    CS = 1u << 15,
    SK = 1u << 16,
    RU = 1u << 17,
    UK = 1u << 18,
    RO = 1u << 19,
    HU = 1u << 20,
    TR = 1u << 21
};

/* Their codes, in the order of the bits. */
static const char codes[][3] = {"en", "es", "fr", "de", "it", "pt", "nl", "ca", "gl", "sv", "no",
                                "da", "fi", "is", "pl", "cs", "sk", "ru", "uk", "ro", "hu", "tr"};
#define N_LANGUAGES (sizeof codes / sizeof *codes)

enum { LONGEST = 8 }; /* bytes of the longest function word */

/* In byte order, padded with NUL. */
static const struct {
    char word[8];
    uint32_t languages;
} function_words[] = {{"a", EN | ES | FR | IT | PT | CA | GL | IS | PL | CS | SK | RO | HU},
                      {"aan", NL},
                      {"af", DA | IS},
                      {"aj", SK},
                      {"ako", SK},
                      {"al", ES | IT | CA | RO},
                      {"ale", PL | CS | SK | RO},
                      {"alla", IT},
                      {"als", DE | NL},
                      {"am", DE},
                      {"ama", TR},
                      {"amb", CA},
                      {"an", EN | DE},
                      {"anche", IT},
                      {"and", EN},
                      {"ao", PT | GL},
                      {"aquest", CA},
                      {"ar", SV},
                      {"are", EN},
                      {"as", EN | PT | GL},
                      {"at", EN | NO | DA},
                      {"att", SV},
                      {"au", FR | RO},
                      {"auch", DE},
                      {"auf", DE},
                      {"aus", DE},
                      {"aux", FR},
                      {"av", SV | NO},
                      {"avec", FR},
                      {"az", HU},
                      {"azt", HU},
                      {"að", IS},
                      {"be", EN},
                      {"bei", DE},
                      {"bij", NL},
                      {"bir", TR},
                      {"ble", NO},
                      {"blev", DA},
                      {"bol", SK},
                      {"bu", TR},
                      {"but", EN},
                      {"by", EN | CS | SK},
                      {"byl", CS},
                      {"był", PL},
                      {"ca", RO},
                      {"care", RO},
                      {"ce", FR},
                      {"cette", FR},
                      {"che", IT},
                      {"co", PL},
                      {"cok", TR},
                      {"com", PT | CA},
                      {"come", IT},
                      {"como", ES | PT | GL},
                      {"con", ES | IT | GL},
                      {"csak", HU},
                      {"cu", RO},
                      {"da", IT | PT | GL | TR},
                      {"daha", TR},
                      {"dal", IT},
                      {"dan", NL},
                      {"dans", FR},
                      {"dar", RO},
                      {"das", DE | PT | GL},
                      {"dass", DE},
                      {"dat", NL},
                      {"de", ES | FR | PT | NL | CA | GL | SV | NO | DA | RO | HU | TR},
                      {"dei", IT},
                      {"del", ES | IT | CA},
                      {"della", IT},
                      {"delle", IT},
                      {"dels", CA},
                      {"dem", DE},
                      {"den", DE | SV | NO | DA},
                      {"der", DE | DA},
                      {"des", FR | DE},
                      {"det", SV | NO | DA},
                      {"di", IT},
                      {"die", DE | NL},
                      {"din", RO},
                      {"dla", PL},
                      {"do", PT | GL | PL | CS | SK},
                      {"door", NL},
                      {"dos", PT | GL},
                      {"du", FR},
                      {"e", IT | PT | GL},
                      {"een", NL},
                      {"efter", DA},
                      {"egy", HU},
                      {"ei", FI},
                      {"ein", DE},
                      {"eine", DE},
                      {"ekki", IS},
                      {"el", ES | CA | HU},
                      {"els", CA},
                      {"em", PT},
                      {"en", ES | FR | NL | CA | GL | SV | NO | DA | IS | TR},
                      {"er", DE | NL | NO | DA | IS},
                      {"es", ES | DE | CA | HU},
                      {"est", FR},
                      {"este", RO},
                      {"et", FR | NO | DA},
                      {"ett", SV},
                      {"etta", FI},
                      {"etter", NO},
                      {"ez", HU},
                      {"foi", PT | GL},
                      {"for", EN | SV | NO | DA},
                      {"fost", RO},
                      {"fra", NO | DA | IS},
                      {"fran", SV},
                      {"from", EN},
                      {"fue", ES},
                      {"fur", DE},
                      {"fyrir", IS},
                      {"gibi", TR},
                      {"gli", IT},
                      {"ha", ES | IT | CA | HU},
                      {"had", EN},
                      {"hade", SV},
                      {"han", CA | SV | NO | DA | FI},
                      {"hann", IS},
                      {"har", SV | NO | DA},
                      {"has", EN},
                      {"hat", DE},
                      {"have", EN},
                      {"he", EN},
                      {"heeft", NL},
                      {"hefur", IS},
                      {"her", TR},
                      {"het", NL},
                      {"his", EN},
                      {"hogy", HU},
                      {"hun", NO},
                      {"i", IT | CA | SV | NO | DA | IS | PL | CS},
                      {"ich", PL},
                      {"icin", TR},
                      {"ikke", NO | DA},
                      {"il", FR | IT},
                      {"ile", TR},
                      {"im", DE},
                      {"in", EN | DE | IT | NL | RO},
                      {"inte", SV},
                      {"is", EN | NL | HU},
                      {"ist", DE},
                      {"it", EN},
                      {"ja", FI},
                      {"jag", SV},
                      {"jak", PL},
                      {"jako", CS},
                      {"je", CS | SK},
                      {"jeg", NO},
                      {"jest", PL},
                      {"jo", FI},
                      {"joka", FI},
                      {"jsem", CS},
                      {"juz", PL},
                      {"k", CS | SK},
                      {"kadar", TR},
                      {"kan", SV | NO | DA},
                      {"ki", HU},
                      {"ktere", CS},
                      {"ktery", CS},
                      {"ktory", SK},
                      {"kuin", FI},
                      {"kun", FI},
                      {"la", ES | FR | IT | CA | RO},
                      {"las", ES},
                      {"le", ES | FR | IT},
                      {"les", FR | CA},
                      {"lo", ES | IT},
                      {"los", ES},
                      {"lui", RO},
                      {"ma", IT | PL},
                      {"maar", NL},
                      {"mai", RO},
                      {"mais", FR | PT | GL},
                      {"mar", HU},
                      {"mas", ES | PT},
                      {"med", SV | NO | DA},
                      {"meg", HU},
                      {"men", SV | NO | DA},
                      {"mes", CA},
                      {"met", NL},
                      {"með", IS},
                      {"mint", HU},
                      {"mit", DE},
                      {"mita", FI},
                      {"mukaan", FI},
                      {"mutta", FI},
                      {"myos", FI},
                      {"na", PT | GL | PL | CS | SK},
                      {"naar", NL},
                      {"nach", DE},
                      {"nao", PT},
                      {"nar", SV},
                      {"ne", FR | FI | TR},
                      {"nel", IT},
                      {"nem", HU},
                      {"nicht", DE},
                      {"nie", PL},
                      {"niet", NL},
                      {"niin", FI},
                      {"no", ES | PT | CA | GL},
                      {"nog", NL},
                      {"non", IT | GL},
                      {"not", EN},
                      {"nu", RO},
                      {"o", ES | PT | GL | PL | CS | SK | RO | TR},
                      {"och", SV},
                      {"od", PL | CS | SK},
                      {"of", EN},
                      {"og", NO | DA | IS},
                      {"olan", TR},
                      {"olarak", TR},
                      {"ole", FI},
                      {"oli", FI},
                      {"olisi", FI},
                      {"om", NL | SV | NO | DA},
                      {"on", EN | FI},
                      {"ont", FR},
                      {"ook", NL},
                      {"op", NL},
                      {"oraz", PL},
                      {"os", PT | GL},
                      {"ovat", FI},
                      {"over", NL},
                      {"pa", SV | NO | DA},
                      {"par", FR},
                      {"para", ES | PT | GL},
                      {"pas", FR},
                      {"pe", RO},
                      {"pel", CA},
                      {"pelo", PT},
                      {"pentru", RO},
                      {"per", IT | CA},
                      {"pero", ES},
                      {"piu", IT},
                      {"plus", FR},
                      {"po", PL | CS | SK},
                      {"podla", SK},
                      {"podle", CS},
                      {"pola", GL},
                      {"polo", GL},
                      {"por", ES | PT | GL},
                      {"pour", FR},
                      {"pre", SK},
                      {"pri", SK},
                      {"prin", RO},
                      {"pro", CS},
                      {"przez", PL},
                      {"que", ES | FR | PT | CA | GL},
                      {"qui", FR},
                      {"s", CS | SK},
                      {"sa", SV | SK | RO},
                      {"said", EN},
                      {"sanoo", FI},
                      {"sao", PT},
                      {"se", ES | FR | PT | GL | FI | CS | RO},
                      {"seg", NO},
                      {"segir", IS},
                      {"sem", IS},
                      {"sen", FI},
                      {"ser", PT},
                      {"seu", PT},
                      {"si", IT | CS | SK | RO},
                      {"sich", DE},
                      {"sie", DE | PL},
                      {"sig", SV | DA},
                      {"ska", SV},
                      {"som", SV | NO | DA},
                      {"son", FR | CA},
                      {"sono", IT},
                      {"sonra", TR},
                      {"sont", FR},
                      {"su", ES},
                      {"sua", PT | GL},
                      {"sur", FR},
                      {"sus", ES},
                      {"tai", FI},
                      {"tak", CS | SK},
                      {"te", NL},
                      {"tego", PL},
                      {"that", EN},
                      {"the", EN},
                      {"they", EN},
                      {"this", EN},
                      {"til", NO | DA | IS},
                      {"till", SV},
                      {"to", EN | PL | CS | SK},
                      {"tym", PL},
                      {"u", CS},
                      {"uit", NL},
                      {"um", DE | PT | IS},
                      {"uma", PT},
                      {"un", ES | FR | IT | CA | GL | RO},
                      {"una", ES | IT | CA},
                      {"und", DE},
                      {"une", FR},
                      {"unha", GL},
                      {"ur", IS},
                      {"uz", CS | SK},
                      {"v", CS | SK},
                      {"va", CA},
                      {"vagy", HU},
                      {"vain", FI},
                      {"van", NL | HU},
                      {"var", SV | NO | DA | IS | TR},
                      {"ve", CS | TR},
                      {"ved", NO | DA},
                      {"vi", SV | NO},
                      {"vil", DA},
                      {"við", IS},
                      {"vo", SK},
                      {"volt", HU},
                      {"von", DE},
                      {"voor", NL},
                      {"w", PL},
                      {"was", EN},
                      {"werd", NL},
                      {"werden", DE},
                      {"were", EN},
                      {"which", EN},
                      {"who", EN},
                      {"with", EN},
                      {"worden", NL},
                      {"y", ES},
                      {"z", PL | CS | SK},
                      {"za", PL | CS | SK},
                      {"ze", PL | CS | SK},
                      {"zijn", NL},
                      {"zu", DE},
                      {"það", IS},
                      {"а", RU | UK},
                      {"але", UK},
                      {"в", RU | UK},
                      {"від", UK},
                      {"для", RU | UK},
                      {"до", RU | UK},
                      {"его", RU},
                      {"же", RU},
                      {"з", UK},
                      {"за", RU | UK},
                      {"и", RU},
                      {"из", RU},
                      {"иого", UK},
                      {"к", RU},
                      {"как", RU},
                      {"на", RU | UK},
                      {"не", RU | UK},
                      {"но", RU},
                      {"о", RU},
                      {"он", RU},
                      {"от", RU},
                      {"по", RU | UK},
                      {"при", RU},
                      {"про", UK},
                      {"с", RU},
                      {"та", UK},
                      {"так", RU},
                      {"у", RU | UK},
                      {"це", UK},
                      {"что", RU},
                      {"що", UK},
                      {"это", RU},
                      {"як", UK},
                      {"є", UK},
                      {"і", UK}};

/* U+00C0 to U+017F without case and accents; "-": another letter. */
static const char plain_letters[] = "aaaaaa-ceeeeiiii-nooooo--uuuuy--aaaaaa-ceeeeiiii-nooooo--uuuuy-y"
                                    "aaaaaaccccccccdd--eeeeeeeeeegggggggghh--iiiiiiiii---jjkk-llllll-"
                                    "---nnnnnn---oooooo--rrrrrrsssssssstttt--uuuuuuuuuuuuwwyyyzzzzzzs";

static inline uint64_t number_of(const char word[8]) {
    return __builtin_bswap64(wf_load_le64(word));
}

/* The languages that have a function word. Without branches, which nothing would predict. */
static uint32_t languages_of(uint64_t word) {
    size_t low = 0;
    for (size_t n = sizeof function_words / sizeof *function_words; n > 1; n -= n / 2)
        low += number_of(function_words[low + n / 2].word) <= word ? n / 2 : 0;
    return number_of(function_words[low].word) == word ? function_words[low].languages : 0;
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

typedef struct {
    unsigned n_letters, n_words;
    unsigned scripts[N_SCRIPTS]; /* letters */
    unsigned words[N_LANGUAGES]; /* that are function words */
} counts;

/* word: its first bytes, the first one highest; n_bytes: those of the whole word. */
static inline void count_word(counts *n, uint64_t word, size_t n_bytes) {
    n->n_words++;
    if (n_bytes > LONGEST) return;
    word <<= 8 * (8 - n_bytes);
    for (uint32_t left = languages_of(word); left; left &= left - 1) n->words[__builtin_ctz(left)]++;
}

static void count(counts *n, const char *text, size_t len) {
    uint64_t word = 0;
    size_t n_bytes = 0; /* of word, which holds the last eight */
    for (size_t i = 0; i < len;) {
        uint32_t c = (unsigned char)text[i];
        if (c < 0x80) {
            i++;
            c |= 0x20;
            if (c - 'a' < 26) {
                word = word << 8 | c;
                n_bytes++;
                n->n_letters++;
                continue;
            }
        } else {
            uint32_t letter = letter_of(wf_utf8_next(text, len, &i, NULL));
            if (letter) {
                char bytes[4];
                size_t more = wf_utf8_put(bytes, letter);
                for (size_t k = 0; k < more; k++) word = word << 8 | (unsigned char)bytes[k];
                n_bytes += more;
                n->n_letters++;
                n->scripts[script_of(letter)]++;
                continue;
            }
        }
        if (n_bytes) count_word(n, word, n_bytes);
        word = n_bytes = 0;
    }
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
    size_t best = 0;
    unsigned second = 0;
    for (size_t i = 1; i < N_LANGUAGES; i++)
        if (n->words[i] > n->words[best]) best = i;
    for (size_t i = 0; i < N_LANGUAGES; i++)
        if (i != best && n->words[i] > second) second = n->words[i];
    unsigned hits = n->words[best];
    bool is_much = n->n_words >= 15 && hits * 8 >= n->n_words, is_clear = hits >= 3 + second + second / 4;
    return is_much && is_clear ? codes[best] : NULL;
}

const char *wf_guess_code(const char *text, size_t len) {
    enum { MIN_LETTERS = 20 };
    counts n = {0};
    count(&n, text, len);
    if (n.n_letters < MIN_LETTERS) return NULL;
    const char *code = by_script(&n);
    return code ? code : by_words(&n);
}
