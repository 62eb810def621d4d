/*
 * The words that anchors are known by, as a hash table that the compiler makes: the reason why this file is C++.
 *
 * Words stand as the tokenizer gives them, in small letters and without accents.
 */
#include "text/anchors_internal.h"

namespace {

struct row {
    unsigned char kind, langs;
    unsigned char value, step; /* of the first word, and how much more each further word has */
    const char *words;
};

constexpr row rows[] = {
    {WF_WORD_MONTH, WF_EN, 1, 1,
     "january february march april may june july august september october november december"},
    {WF_WORD_MONTH, WF_ES, 1, 1,
     "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"},
    {WF_WORD_MONTH, WF_ES, 9, 0, "setiembre"},
    {WF_WORD_MONTH, WF_FR, 1, 1,
     "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"},
    {WF_WORD_MONTH, WF_DE, 1, 1,
     "januar februar marz april mai juni juli august september oktober november dezember"},
    {WF_WORD_MONTH, WF_DE, 1, 0, "janner"},
    {WF_WORD_MONTH, WF_IT, 1, 1,
     "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"},
    {WF_WORD_MONTH, WF_PT, 1, 1,
     "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro"},
    {WF_WORD_MONTH, WF_NL, 1, 1,
     "januari februari maart april mei juni juli augustus september oktober november december"},
    {WF_WORD_MONTH_SHORT, WF_EVERY, 1, 1, "jan feb mar apr"},
    {WF_WORD_MONTH_SHORT, WF_EVERY, 6, 1, "jun jul aug sep oct nov dec"},
    {WF_WORD_MONTH_SHORT, WF_EVERY, 9, 0, "sept"},
    {WF_WORD_MONTH_SHORT, WF_EVERY, 10, 2, "okt dez"},
    {WF_WORD_MONTH_SHORT, WF_FR, 1, 1, "janv fevr"},
    {WF_WORD_MONTH_SHORT, WF_FR, 4, 3, "avr juil"},
    {WF_WORD_MONTH_SHORT, WF_ES, 1, 0, "ene"},
    {WF_WORD_MONTH_SHORT, WF_ES | WF_IT | WF_PT, 8, 4, "ago dic"},
    {WF_WORD_WEEKDAY, WF_EN, 1, 1, "monday tuesday wednesday thursday friday saturday sunday"},
    {WF_WORD_WEEKDAY, WF_ES, 1, 1, "lunes martes miercoles jueves viernes sabado domingo"},
    {WF_WORD_WEEKDAY, WF_FR, 1, 1, "lundi mardi mercredi jeudi vendredi samedi dimanche"},
    {WF_WORD_WEEKDAY, WF_DE, 1, 1, "montag dienstag mittwoch donnerstag freitag samstag sonntag"},
    {WF_WORD_WEEKDAY, WF_DE, 6, 0, "sonnabend"},
    {WF_WORD_WEEKDAY, WF_IT, 1, 1, "lunedi martedi mercoledi giovedi venerdi sabato domenica"},
    {WF_WORD_WEEKDAY, WF_PT, 6, 1, "sabado domingo"},
    {WF_WORD_WEEKDAY, WF_NL, 1, 1, "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"},
    {WF_WORD_FEIRA, WF_PT, 1, 1, "segunda terca quarta quinta sexta"},
    {WF_WORD_FEIRA_END, WF_PT, 0, 0, "feira"},

    {WF_WORD_UNIT, WF_EN, 1, 1,
     "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
     "seventeen eighteen nineteen"},
    {WF_WORD_TENS, WF_EN, 20, 10, "twenty thirty forty fifty sixty seventy eighty ninety"},
    {WF_WORD_SCALE, WF_EN, WF_SCALE_DOZEN, 1, "dozen hundred thousand lakh million crore billion trillion"},
    {WF_WORD_SCALE, WF_EN, WF_SCALE_LAKH, 0, "lakhs"},
    {WF_WORD_SCALE, WF_EN, WF_SCALE_CRORE, 0, "crores"},
    {WF_WORD_SCALE, WF_ES | WF_PT, WF_SCALE_THOUSAND, 0, "mil"},
    {WF_WORD_SCALE, WF_FR | WF_DE | WF_IT | WF_NL, WF_SCALE_THOUSAND, 0, "mille tausend mila duizend"},
    {WF_WORD_SCALE, WF_EVERY, WF_SCALE_MILLION, 0,
     "millions millionen millon millones milione milioni milhao milhoes miljoen"},
    {WF_WORD_SCALE, WF_FR | WF_DE, WF_SCALE_MILLION, 0, "million"},
    {WF_WORD_SCALE, WF_EVERY, WF_SCALE_BILLION, 0,
     "milliard milliards milliarde milliarden miliardo miliardi miljard bilhao bilhoes"},
    {WF_WORD_SCALE, WF_EVERY, WF_SCALE_TRILLION, 0, "billones billionen biljoen trilhoes"},
    {WF_WORD_SCALE_SHORT, WF_EVERY, WF_SCALE_MILLION, 0, "mn mln mio"},
    {WF_WORD_SCALE_SHORT, WF_EVERY, WF_SCALE_BILLION, 0, "bn mrd"},
    {WF_WORD_SCALE_SHORT, WF_EVERY, WF_SCALE_TRILLION, 0, "tn trn"},

    {WF_WORD_CURRENCY, WF_EVERY, 0, 0,
     "d'euros d'euro dollar dollars dlr dlrs stg mark marks euro euros pound pounds sterling yen peso pesos "
     "rupee rupees "
     "yuan won franc francs ruble "
     "rubles rouble roubles real reais lira liras rand naira shekel shekels ringgit baht krona kronor krone "
     "kroner dirham dirhams riyal riyals pence cents dolar dolares libra libras franco francos dollari "
     "sterline "
     "franken pfund livres renminbi zloty forint"},
    {WF_WORD_CURRENCY_CODE, WF_EVERY, 0, 0,
     "usd eur gbp inr cad aud chf jpy cny rmb rs nzd sgd hkd brl mxn zar"},
    {WF_WORD_PERCENT, WF_EVERY, 0, 0, "percent pct prozent procent percentage"},
    {WF_WORD_PER, WF_EVERY, 0, 0, "per por pour"},
    {WF_WORD_CENT, WF_EVERY, 0, 0, "cent ciento cento"},
    {WF_WORD_CLOCK, WF_EVERY, 0, 12, "am pm"},
    {WF_WORD_CLOCK, WF_DE, 24, 0, "uhr"},

    {WF_WORD_PLACE, WF_EN, 0, 0, "in at near from outside across around throughout inside off"},
    {WF_WORD_PLACE, WF_ES, 0, 0, "en desde cerca hacia"},
    {WF_WORD_PLACE, WF_FR, 0, 0, "a au aux en dans depuis pres chez vers"},
    {WF_WORD_PLACE, WF_DE, 0, 0, "in im aus bei nahe nach ausserhalb"},
    {WF_WORD_PLACE, WF_IT, 0, 0, "a ad in nel nella da dal dalla presso vicino"},
    {WF_WORD_PLACE, WF_PT, 0, 0, "em no na nos nas desde perto"},
    {WF_WORD_PLACE, WF_NL, 0, 0, "in uit bij nabij naar vanuit buiten"},
    {WF_WORD_WHEN, WF_EN, 0, 0, "in since until till during between early late mid year"},
    {WF_WORD_WHEN, WF_ES, 0, 0, "en desde hasta ano"},
    {WF_WORD_WHEN, WF_FR, 0, 0, "en depuis annee"},
    {WF_WORD_WHEN, WF_DE, 0, 0, "im seit jahr jahre anfang mitte ende"},
    {WF_WORD_WHEN, WF_IT, 0, 0, "nel dal anno"},
    {WF_WORD_WHEN, WF_PT, 0, 0, "em desde ano"},
    {WF_WORD_WHEN, WF_NL, 0, 0, "in sinds jaar"},
    {WF_WORD_WHEN_WEAK, WF_EN, 0, 0, "of by from to before after and through last next this"},
    {WF_WORD_WHEN_WEAK, WF_ES, 0, 0, "de del y a"},
    {WF_WORD_WHEN_WEAK, WF_FR, 0, 0, "de et a"},
    {WF_WORD_WHEN_WEAK, WF_DE, 0, 0, "von bis und vor nach"},
    {WF_WORD_WHEN_WEAK, WF_IT, 0, 0, "di del e a"},
    {WF_WORD_WHEN_WEAK, WF_PT, 0, 0, "de e a"},
    {WF_WORD_WHEN_WEAK, WF_NL, 0, 0, "van tot en"},
    {WF_WORD_LINK, WF_EVERY, 0, 0, "of de del"},
    {WF_WORD_ARTICLE, WF_EVERY, 0, 0, "the la el le les los las il lo gli der den dem het"},
    {WF_WORD_SMALL, WF_EVERY, 0, 0,
     "of de del la las los le les du des da dos das di van von der den bin ibn al el"},
    {WF_WORD_SMALL, WF_EN, 0, 0, "the"},
    {WF_WORD_SMALL, WF_ES, 0, 0, "y"},
    {WF_WORD_SMALL, WF_PT, 0, 0, "e do"},
    {WF_WORD_SMALL, WF_IT, 0, 0, "della dei delle degli"},

    {WF_WORD_FUNCTION, WF_EN, 0, 0,
     "the a an in on at but and when as after before if for from with while although though he she it they "
     "we i "
     "you his her its their our my your this that these those there what which who whose why how where some "
     "any "
     "many most much all no not nor so then now also however meanwhile according last next since during "
     "under "
     "by to of or both each every other others another more such only yet still even despite because until "
     "about among amid here one just like once unlike over through within without is are was were be has "
     "have "
     "had do does did will would can could should might must i'm i've i'd i'll it's we're we've we'll "
     "that's "
     "there's he's she's they're they've you're don't didn't let up out into per than via vs against between "
     "two three four five six seven eight nine ten"},
    {WF_WORD_FUNCTION, WF_ES, 0, 0,
     "el la los las un una en de del a al con por para y e o pero no se su sus este esta estos estas ese esa "
     "segun cuando como que si tras desde hasta entre sobre sin mas muy ya lo le les ha es son fue mientras "
     "ademas tambien"},
    {WF_WORD_FUNCTION, WF_FR, 0, 0,
     "le la les un une des du de en a au aux et mais ou il elle ils elles on nous vous je ce cette ces cet "
     "son "
     "sa ses leur leurs dans sur pour par avec sans selon apres avant depuis quand comme si ne pas qui que "
     "est "
     "sont c'est alors lors"},
    {WF_WORD_FUNCTION, WF_DE, 0, 0,
     "der die das ein eine einer eines einem einen dem den des im in am an auf aus bei mit nach von vom vor "
     "zu "
     "zur zum und oder aber doch er sie es wir ich ihr sein seine ihre auch nicht noch nun so wie wenn als "
     "dass "
     "seit bis beim laut wahrend fur uber unter durch gegen um man ist sind war dieser diese dieses"},
    {WF_WORD_FUNCTION, WF_IT, 0, 0,
     "il lo la i gli le un una uno di a da in con su per tra fra e o ma non si che del della dei delle nel "
     "nella "
     "al alla dal dalla sul sulla anche dopo secondo come quando"},
    {WF_WORD_FUNCTION, WF_PT, 0, 0,
     "o a os as um uma de do da dos das em no na nos nas por para com e mas nao se que ao aos segundo apos "
     "como "
     "quando"},
    {WF_WORD_FUNCTION, WF_NL, 0, 0,
     "de het een en of maar in op van met voor naar bij uit aan te er hij zij ze wij we ik dat die dit deze "
     "is "
     "was niet ook na om tot als"},
};

constexpr unsigned slot_count = 1u << WF_WORD_SLOT_BITS;

constexpr void add_flag(wf_word_entry &e, unsigned column, unsigned bit) {
    uint8_t flag = static_cast<uint8_t>(1u << bit);
    if (column == 0 && bit == WF_WORD_FUNCTION - WF_N_WORDS)
        flag = static_cast<uint8_t>(flag | WF_T_ENGLISH_FUNCTION >> WF_WORD_FLAGS);
    e.flags[column] = static_cast<uint8_t>(e.flags[column] | flag);
    e.flags[WF_N_LANGUAGES] = static_cast<uint8_t>(e.flags[WF_N_LANGUAGES] | flag);
}

constexpr wf_word_table make_table() {
    wf_word_table t{};
    unsigned n = 0;
    for (const row &r : rows) {
        unsigned value = r.value;
        for (const char *p = r.words; *p; p += *p == ' ') {
            uint64_t key[2] = {0, 0};
            for (unsigned len = 0; *p && *p != ' '; p++, len++)
                key[len / 8] |= static_cast<uint64_t>(static_cast<unsigned char>(*p)) << len % 8 * 8;
            unsigned slot = wf_word_hash(key[0], key[1]) >> (32 - WF_WORD_SLOT_BITS);
            while (t.slots[slot] &&
                   (t.entries[t.slots[slot] - 1].lo != key[0] || t.entries[t.slots[slot] - 1].hi != key[1]))
                slot = (slot + 1) % slot_count;
            if (!t.slots[slot]) t.slots[slot] = static_cast<uint16_t>(++n);
            wf_word_entry &e = t.entries[t.slots[slot] - 1];
            e.lo = key[0];
            e.hi = key[1];
            if (r.kind >= WF_N_WORDS) {
                for (unsigned k = 0; k < WF_N_LANGUAGES; k++)
                    if (r.langs >> k & 1) add_flag(e, k, r.kind - WF_N_WORDS);
            } else {
                if (e.kind && (e.kind != r.kind || e.value != value)) throw "one word, two meanings";
                e.kind = r.kind;
                e.langs |= r.langs;
                e.value = static_cast<uint8_t>(value);
            }
            value += r.step;
        }
    }
    return t;
}

} // namespace

extern "C" constexpr wf_word_table wf_anchor_words = make_table();
