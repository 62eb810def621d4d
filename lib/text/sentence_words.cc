/*
 * The words that tell whether a sentence ends behind a full stop, as a hash table that the compiler makes: the reason why this
 * file is C++.
 */
#include "text/sentence_words.h"
#include "text/word_slot.h"

namespace {

struct row {
    unsigned char flag;
    const char *words;
};

constexpr row rows[] = {
    /* A name follows: titles and the like. */
    {WF_SENTENCE_TITLE,
     "mr mrs ms mx messrs dr drs prof rev hon gen maj col lt capt cmdr cpl sgt pvt adm brig supt "
     "det insp sen sens rep reps gov govs pres atty asst dist st ste ft mt mme mlle sra srta dra "
     "sres don ing lic dott sig hr fr frau mag dipl vs eg ie cf al bzw resp av avda bd dept univ "
     "assn ald ph tov gosp"},
    /* A number follows. */
    {WF_SENTENCE_BEFORE_NUMBER,
     "no nos nr num art sec fig figs vol p pp ch tel approx ca est jan feb mar apr jun jul aug "
     "sept sep oct nov dec abs para cap circa"},
    /* The sentence may end here and may not. */
    {WF_SENTENCE_DOUBTFUL,
     "jr sr inc corp co ltd llc plc bros jan feb mar apr aug oct nov dec sept sep etc ave blvd rd "
     "esq phd cie"},
    /* Words that open sentences and no names. */
    {WF_SENTENCE_OPENER,
     "the a an in on at it its he she they we you his her this that these those there but and or "
     "if when while as for from to by with after what where who how why some many most also no not "
     "one two our their last both since so"},
};

constexpr wf_sentence_table make_table() {
    wf_sentence_table t{};
    for (const row &r : rows) {
        for (const char *p = r.words; *p; p += *p == ' ') {
            uint64_t word = 0;
            unsigned len = 0;
            for (; *p && *p != ' '; p++, len++)
                word |= static_cast<uint64_t>(static_cast<unsigned char>(*p)) << 8 * len;
            if (len > WF_SENTENCE_WORD) throw "a word that is too long";
            unsigned slot = wf_word_slot(word, WF_SENTENCE_SLOT_BITS);
            while (t.words[slot] && t.words[slot] != word) slot = (slot + 1) % WF_SENTENCE_SLOTS;
            t.words[slot] = word;
            t.flags[slot] = static_cast<uint8_t>(t.flags[slot] | r.flag);
        }
    }
    return t;
}

} // namespace

extern "C" constexpr wf_sentence_table wf_sentence_words = make_table();
