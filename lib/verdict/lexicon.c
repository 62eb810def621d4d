#include "verdict/lexicon.h"

#include <string.h>

#include "base/memory.h"
#include "verdict/function_words.h"
#include "verdict/lexicon_data.h"
#include "verdict/spelling.h"

enum {
    LONGEST = 40,    /* letters; longer words are not looked up */
    LEMMAS = 12,     /* that are followed, of one word */
    MEANINGS = 16,   /* groups of senses, likewise */
    ENTRY_HEAD = 3,  /* bytes before the letters of an entry */
    GROUP_HEAD = 3,  /* bytes before the synsets of a group */
    SYNSET = 3,      /* bytes of a synset's number, and of a reference */
    ANY_CLASS = 0x1E /* bits 1 << class */
};

/* The lemmas a word can be a form of, and what it means as each of them: pointers into the table. */
typedef struct {
    size_t n_lemmas, n_meanings;
    const unsigned char *lemma[LEMMAS];
    const unsigned char *meaning[MEANINGS];
} reading;

static uint32_t load_2(const unsigned char *p) {
    return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t load_3(const unsigned char *p) {
    return load_2(p) | (uint32_t)p[2] << 16;
}

static const unsigned char *find(const char *word, size_t len, uint32_t hash) {
    if (!wf_lexicon_may_have(hash)) return NULL;
    const uint32_t *start = wf_lexicon_starts + hash % WF_LEXICON_BUCKETS;
    const unsigned char *entry = wf_lexicon_bytes + start[0], *end = wf_lexicon_bytes + start[1];
    for (; entry < end; entry += load_2(entry))
        if (entry[2] == len && entry[ENTRY_HEAD] == (unsigned char)word[0] &&
            memcmp(entry + ENTRY_HEAD, word, len) == 0)
            return entry;
    return NULL;
}

static wf_str entry_word(const unsigned char *entry) {
    return (wf_str){(const char *)entry + ENTRY_HEAD, entry[2]};
}

static void add_lemma(reading *r, const unsigned char *entry) {
    for (size_t i = 0; i < r->n_lemmas; i++)
        if (r->lemma[i] == entry) return;
    if (r->n_lemmas < LEMMAS) r->lemma[r->n_lemmas++] = entry;
}

static void add_meaning(reading *r, const unsigned char *group) {
    for (size_t i = 0; i < r->n_meanings; i++)
        if (r->meaning[i] == group) return;
    if (r->n_meanings < MEANINGS) r->meaning[r->n_meanings++] = group;
}

/* The word of an entry as one of these classes (bits 1 << class), if it can be one: its meanings and other spellings. */
static void add_base(reading *r, const unsigned char *entry, unsigned classes) {
    const unsigned char *counts = entry + ENTRY_HEAD + entry[2];
    const unsigned char *reference = counts + 1, *group = reference + SYNSET * (*counts >> 3);
    bool is_one = false;
    for (unsigned i = *counts & 7; i > 0; i--) {
        if (classes >> group[0] & 1) {
            add_meaning(r, group);
            is_one = true;
        }
        group += GROUP_HEAD + SYNSET * (group[1] + group[2]);
    }
    if (!is_one) return;
    add_lemma(r, entry);
    for (unsigned i = *counts >> 3; i > 0; i--, reference += SYNSET) {
        uint32_t to = load_3(reference);
        if ((to & 7) == 0) add_lemma(r, wf_lexicon_bytes + (to >> 3));
    }
}

/* The word of an entry as it stands, and what it is an irregular form or another spelling of. */
static void add_word(reading *r, const unsigned char *entry) {
    add_base(r, entry, ANY_CLASS);
    const unsigned char *counts = entry + ENTRY_HEAD + entry[2], *reference = counts + 1;
    for (unsigned i = *counts >> 3; i > 0; i--, reference += SYNSET) {
        uint32_t to = load_3(reference);
        const unsigned char *base = wf_lexicon_bytes + (to >> 3);
        if ((to & 7) == 0)
            add_lemma(r, base);
        else
            add_base(r, base, 1u << (to & 7));
    }
}

typedef struct {
    char ending[5], base[3]; /* houses: house, s taken and nothing put */
    uint8_t ending_len, base_len, classes;
    bool doubles; /* running: run */
} ending_rule;

#define RULE(ending, base, classes, doubles) \
    { ending, base, sizeof(ending) - 1, sizeof(base) - 1, classes, doubles }
enum { N = 1 << WF_NOUN, V = 1 << WF_VERB, A = 1 << WF_ADJECTIVE };
static const ending_rule rules[] = {
    RULE("s", "", N | V, false),  RULE("es", "", V, false),     RULE("ies", "y", N | V, false),
    RULE("ses", "s", N, false),   RULE("xes", "x", N, false),   RULE("zes", "z", N, false),
    RULE("ches", "ch", N, false), RULE("shes", "sh", N, false), RULE("ed", "", V, true),
    RULE("ed", "e", V, false),    RULE("ied", "y", V, false),   RULE("ing", "", V, true),
    RULE("ing", "e", V, false),   RULE("er", "", A, true),      RULE("er", "e", A, false),
    RULE("ier", "y", A, false),   RULE("est", "", A, true),     RULE("est", "e", A, false),
    RULE("iest", "y", A, false),  RULE("men", "man", N, false),
};

/* The bases that the endings of a word speak for. */
static void add_regular(reading *r, wf_str word) {
    char last = word.ptr[word.len - 1], buffer[LONGEST + 2];
    if (!memchr("sdgrtn", last, 6) || (last == 's' && word.len > 1 && word.ptr[word.len - 2] == 's')) return;
    uint32_t hash[LONGEST + 1] = {0};
    for (size_t i = 0; i < word.len; i++) hash[i + 1] = wf_lexicon_hash(hash[i], word.ptr[i]);
    memcpy(buffer, word.ptr, word.len);
    for (const ending_rule *rule = rules; rule < rules + sizeof rules / sizeof *rules; rule++) {
        size_t cut = rule->ending_len;
        if (rule->ending[cut - 1] != last || word.len < cut + 2) continue;
        size_t stem = word.len - cut;
        if (memcmp(word.ptr + stem, rule->ending, cut) != 0) continue;
        uint32_t h = hash[stem];
        for (size_t i = 0; i < rule->base_len; i++) {
            buffer[stem + i] = rule->base[i];
            h = wf_lexicon_hash(h, rule->base[i]);
        }
        const unsigned char *entry = find(buffer, stem + rule->base_len, h);
        if (entry) add_base(r, entry, rule->classes);
        if (rule->doubles && stem > 3 && word.ptr[stem - 1] == word.ptr[stem - 2]) {
            entry = find(word.ptr, stem - 1, hash[stem - 1]);
            if (entry) add_base(r, entry, rule->classes);
        }
        memcpy(buffer + stem, word.ptr + stem, cut);
    }
}

static const unsigned char *find_word(wf_str word) {
    uint32_t hash = 0;
    for (size_t i = 0; i < word.len; i++) hash = wf_lexicon_hash(hash, word.ptr[i]);
    return find(word.ptr, word.len, hash);
}

/* Reads a word, not empty; of one that is too long nothing is known. */
static void read_word(reading *r, wf_str word) {
    r->n_lemmas = r->n_meanings = 0;
    if (word.len > LONGEST) return;
    const unsigned char *entry = find_word(word);
    if (entry) add_word(r, entry);
    add_regular(r, word);
}

static bool ends(wf_str word, const char *ending, size_t len) {
    return word.len > len && memcmp(word.ptr + word.len - len, ending, len) == 0;
}

static bool is_negated(wf_str word) {
    return ends(word, "n't", 3);
}

/* The word without a verb or n't drawn to it: he'll, let's, don't. */
static wf_str without_contraction(wf_str word) {
    if (word.len < 3 || (word.ptr[word.len - 2] != '\'' && word.ptr[word.len - 3] != '\'')) return word;
    static const char tails[][4] = {"n't", "'ll", "'re", "'ve", "'s", "'d", "'m"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t len = strlen(tails[i]);
        if (ends(word, tails[i], len)) return (wf_str){word.ptr, word.len - len};
    }
    return word;
}

unsigned wf_word_classes(wf_str word) {
    if (word.len == 0) return 0;
    if (is_negated(word)) return WF_WORD_FUNCTION | WF_WORD_AUXILIARY;
    return wf_listed_classes(without_contraction(word));
}

bool wf_word_can_be_common(wf_str word) {
    return (wf_word_classes(word) & (WF_WORD_FUNCTION | WF_WORD_NUMERAL)) || wf_word_is_listed(word);
}

void wf_word_fetch(wf_str word) {
    uint32_t hash = 0;
    for (size_t i = 0; i < word.len; i++) hash = wf_lexicon_hash(hash, word.ptr[i]);
    wf_prefetch(wf_lexicon_place(hash));
}

bool wf_word_is_listed(wf_str word) {
    word = without_contraction(word);
    if (word.len == 0 || word.len > LONGEST) return false;
    if (find_word(word)) return true;
    reading r = {0};
    add_regular(&r, word);
    return r.n_lemmas > 0;
}

static bool same(wf_str a, wf_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool have_lemma_in_common(const reading *a, const reading *b) {
    for (size_t i = 0; i < a->n_lemmas; i++)
        for (size_t j = 0; j < b->n_lemmas; j++)
            if (a->lemma[i] == b->lemma[j]) return true;
    return false;
}

/* Whether lemmas of the two are two spellings of one word. */
static bool have_spellings_of_one(const reading *ra, const reading *rb) {
    for (size_t i = 0; i < ra->n_lemmas; i++)
        for (size_t j = 0; j < rb->n_lemmas; j++)
            if (wf_spelled_alike(entry_word(ra->lemma[i]), entry_word(rb->lemma[j]))) return true;
    return false;
}

/* Whether a word has a sense (by halving: senses are ascending). */
static bool has_sense(const reading *r, uint32_t synset) {
    for (size_t i = 0; i < r->n_meanings; i++) {
        const unsigned char *senses = r->meaning[i] + GROUP_HEAD;
        size_t begin = 0, end = r->meaning[i][1];
        while (begin < end) {
            size_t middle = (begin + end) / 2;
            uint32_t sense = load_3(senses + SYNSET * middle);
            if (sense == synset) return true;
            if (sense < synset)
                begin = middle + 1;
            else
                end = middle;
        }
    }
    return false;
}

/* A set of synsets by the low 11 bits of their numbers: says that one is not in it. */
typedef struct {
    uint8_t bits[256];
} synset_filter;

static void filter_senses(synset_filter *f, const reading *r) {
    memset(f, 0, sizeof *f);
    for (size_t i = 0; i < r->n_meanings; i++) {
        const unsigned char *sense = r->meaning[i] + GROUP_HEAD, *end = sense + SYNSET * r->meaning[i][1];
        for (; sense < end; sense += SYNSET) f->bits[sense[0]] |= (uint8_t)(1 << (sense[1] & 7));
    }
}

static bool one_is_sense(const unsigned char *synsets, size_t n, const reading *r, const synset_filter *f) {
    for (const unsigned char *p = synsets, *end = p + SYNSET * n; p < end; p += SYNSET)
        if (f->bits[p[0]] >> (p[1] & 7) & 1 && has_sense(r, load_3(p))) return true;
    return false;
}

/* Whether a sense of a is one of b, whose senses f has. */
static bool share_sense(const reading *a, const reading *b, const synset_filter *f) {
    for (size_t i = 0; i < a->n_meanings; i++)
        if (one_is_sense(a->meaning[i] + GROUP_HEAD, a->meaning[i][1], b, f)) return true;
    return false;
}

/* Whether a sense of a is linked to one of b, whose senses f has, and the link stands at a's end. */
static bool are_linked(const reading *a, const reading *b, const synset_filter *f) {
    for (size_t i = 0; i < a->n_meanings; i++) {
        const unsigned char *group = a->meaning[i];
        if (one_is_sense(group + GROUP_HEAD + SYNSET * group[1], group[2], b, f)) return true;
    }
    return false;
}

wf_word_relation wf_words_relate(wf_str a, wf_str b) {
    if (same(a, b)) return WF_WORDS_SAME;
    if (is_negated(a) == is_negated(b)) { /* he'll and he; do and don't are not forms of one another */
        a = without_contraction(a);
        b = without_contraction(b);
    }
    if (a.len == 0 || b.len == 0) return WF_WORDS_UNRELATED;
    if (same(a, b)) return WF_WORDS_FORMS;

    reading ra, rb;
    read_word(&ra, a);
    read_word(&rb, b);
    if (have_lemma_in_common(&ra, &rb) || have_spellings_of_one(&ra, &rb)) return WF_WORDS_FORMS;
    if (ra.n_lemmas == 0 || rb.n_lemmas == 0)
        return wf_inflected_alike(a, b) ? WF_WORDS_FORMS : WF_WORDS_UNRELATED;
    synset_filter fa, fb;
    filter_senses(&fb, &rb);
    if (share_sense(&ra, &rb, &fb)) return WF_WORDS_SYNONYMS;
    filter_senses(&fa, &ra);
    return are_linked(&ra, &rb, &fb) || are_linked(&rb, &ra, &fa) ? WF_WORDS_NEAR : WF_WORDS_UNRELATED;
}

wf_word_relation wf_words_relate_unknown(wf_str a, wf_str b) {
    if (memchr(a.ptr, '\'', a.len) || memchr(b.ptr, '\'', b.len)) return wf_words_relate(a, b);
    return wf_inflected_alike(a, b) ? WF_WORDS_FORMS : WF_WORDS_UNRELATED;
}
