#!/usr/bin/env python3
"""Spin a text: swap words for WordNet synonyms, as article-spinning programs do.

usage: spin.py [--seed N] [--rate R] [--wordnet DIR] < text > spun

A share R (0.20 to 0.40 in the corpus) of the content words is replaced by single-word synonyms from
the Debian package wordnet-base. Number, tense and -ing are carried over; "a" and "an" follow the new
word; words inside quotations are swapped like all others. Names, numbers, capitalised words, function
words and everything WordNet has no synonym for stay. Same text, seed and rate: same output.

Part of speech is guessed from the neighbouring words and, failing that, from WordNet's sense counts.
A wrong guess is left as it is: real spun text is full of them.
"""
import argparse
import os
import random
import re
import sys

STOP = set("""
a about above across after again against ago all almost alone along already also although always am amid among an
and another any anybody anyone anything are around as at away back be became because been before began behind being
below beneath beside besides best better between beyond both but by came can cannot come comes coming could did do
does doing done down during each either else enough even ever every everybody everything except few fewer first for
from further gave get gets getting give given gives go goes going gone got had half has have having he her here hers
herself him himself his how however i if in instead into is it its itself just last late later least less let like
little made make makes making many may me might more most much must my near nearly neither never next no nobody
none nor not nothing now of off on once one only onto or other others our out over own per per cent percent put
quite rather said same saw say saying says see seen shall she should since so some somebody someone something soon
still such take taken takes than that the their them themselves then there these they thing things this those though
through thus till to today together tomorrow tonight too took toward towards under until up upon us very was we well
went were what when where whether which while who whom whose why will with within without would yes yesterday yet
you your two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen
second third fourth fifth sixth eleventh fourth-largest twice dollars dollar euros euro pounds crowns bn cm km
metres metre kilometres kilometre centimetres millimetres tonnes degrees
""".split())
DET = set("a an the this that these those his her its their my our your no each every some any another".split())
ADV_BEFORE_VERB = set("to will would can could may might must should shall cannot not they we i you he she who".split())
BE = set("is are was were be been being".split())
PREP = set("of in on at by for with from into over under after before between through against without".split())

IRREGULAR = {}  # base -> (past, participle)
for row in """arise arose arisen;bear bore borne;beat beat beaten;become became become;begin began begun;bend bent bent;
bind bound bound;bite bit bitten;blow blew blown;break broke broken;bring brought brought;build built built;
burst burst burst;buy bought bought;cast cast cast;catch caught caught;choose chose chosen;cling clung clung;
cost cost cost;creep crept crept;cut cut cut;deal dealt dealt;dig dug dug;draw drew drawn;drink drank drunk;
drive drove driven;eat ate eaten;fall fell fallen;feed fed fed;feel felt felt;fight fought fought;find found found;
flee fled fled;fling flung flung;fly flew flown;forbid forbade forbidden;forget forgot forgotten;
forgive forgave forgiven;freeze froze frozen;grind ground ground;grow grew grown;hang hung hung;hear heard heard;
hide hid hidden;hit hit hit;hold held held;hurt hurt hurt;keep kept kept;know knew known;lay laid laid;lead led led;
leave left left;lend lent lent;lie lay lain;light lit lit;lose lost lost;mean meant meant;meet met met;pay paid paid;
read read read;rend rent rent;ride rode ridden;ring rang rung;rise rose risen;run ran run;see saw seen;
seek sought sought;sell sold sold;send sent sent;set set set;shake shook shaken;shed shed shed;shoot shot shot;
show showed shown;shut shut shut;sing sang sung;sink sank sunk;sit sat sat;slay slew slain;sleep slept slept;
slide slid slid;speak spoke spoken;spend spent spent;spin spun spun;split split split;spread spread spread;
spring sprang sprung;stand stood stood;steal stole stolen;stick stuck stuck;sting stung stung;strike struck struck;
strive strove striven;swear swore sworn;sweep swept swept;swim swam swum;swing swung swung;teach taught taught;
tear tore torn;tell told told;think thought thought;throw threw thrown;undergo underwent undergone;
understand understood understood;undertake undertook undertaken;wear wore worn;weave wove woven;weep wept wept;
win won won;wind wound wound;withdraw withdrew withdrawn;write wrote written""".replace("\n", "").split(";"):
    base, past, participle = row.split()
    IRREGULAR[base] = (past, participle)
PAST_OF = {}
for base, (past, participle) in IRREGULAR.items():
    PAST_OF.setdefault(past, (base, "past"))
    if participle != past:
        PAST_OF.setdefault(participle, (base, "participle"))
PLURALS = {"man": "men", "woman": "women", "child": "children", "foot": "feet", "tooth": "teeth", "mouse": "mice",
           "life": "lives", "wife": "wives", "knife": "knives", "leaf": "leaves", "half": "halves", "loaf": "loaves",
           "thief": "thieves", "shelf": "shelves", "self": "selves", "calf": "calves", "wolf": "wolves"}
VOWELS = "aeiou"


class WordNet:
    POS = ("noun", "verb", "adj", "adv")

    def __init__(self, folder):
        self.senses = {pos: {} for pos in self.POS}
        self.exceptions = {pos: {} for pos in self.POS}
        self.counts = {}
        self.data = {}
        for pos in self.POS:
            with open(os.path.join(folder, "data." + pos), "rb") as f:
                self.data[pos] = f.read()
            with open(os.path.join(folder, "index." + pos), encoding="ascii") as f:
                for line in f:
                    if line.startswith(" "):
                        continue
                    part = line.split()
                    n = int(part[2])
                    self.senses[pos][part[0]] = [int(x) for x in part[-n:]]
            with open(os.path.join(folder, pos + ".exc"), encoding="ascii") as f:
                for line in f:
                    part = line.split()
                    if len(part) > 1:
                        self.exceptions[pos].setdefault(part[0], part[1])
        kinds = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
        with open(os.path.join(folder, "cntlist.rev"), encoding="ascii") as f:
            for line in f:
                key, _, n = line.split()
                lemma, rest = key.split("%", 1)
                where = (lemma, kinds[rest[0]])
                self.counts[where] = self.counts.get(where, 0) + int(n)

    def synset(self, pos, offset):
        data = self.data[pos]
        part = data[offset:data.index(b"\n", offset)].decode("ascii").split()
        n = int(part[3], 16)
        return [re.sub(r"\(.*\)$", "", part[4 + 2 * i]) for i in range(n)]

    def synonyms(self, lemma, pos, n_senses=2):
        found = []
        for offset in self.senses[pos].get(lemma, [])[:n_senses]:
            for word in self.synset(pos, offset):
                if word != lemma and re.fullmatch(r"[a-z]{3,}", word) and word not in STOP and word not in found:
                    found.append(word)
        return found

    def analyses(self, word):
        """Every (lemma, pos, form) the word may be, most used first."""
        out = []

        def add(lemma, pos, form):
            if lemma in self.senses[pos] and (lemma, pos, form) not in out:
                out.append((lemma, pos, form))

        for pos in self.POS:
            add(word, pos, "base")
        if word.endswith("s") and not word.endswith("ss"):
            stems = [word[:-1]]
            if word.endswith("es"):
                stems.append(word[:-2])
            if word.endswith("ies"):
                stems.append(word[:-3] + "y")
            for stem in stems:
                add(stem, "noun", "plural")
                add(stem, "verb", "s")
        for suffix, form in (("ed", "past"), ("ing", "ing")):
            if word.endswith(suffix) and len(word) > len(suffix) + 2:
                stem = word[:-len(suffix)]
                stems = [stem, stem + "e"]
                if len(stem) > 2 and stem[-1] == stem[-2]:
                    stems.append(stem[:-1])
                if stem.endswith("i"):
                    stems.append(stem[:-1] + "y")
                for s in stems:
                    add(s, "verb", form)
        if word in PAST_OF:
            base, form = PAST_OF[word]
            add(base, "verb", form)
        elif word in self.exceptions["verb"]:
            add(self.exceptions["verb"][word], "verb", "ing" if word.endswith("ing") else "past")
        if word in self.exceptions["noun"]:
            add(self.exceptions["noun"][word], "noun", "plural")
        out.sort(key=lambda a: -self.counts.get((a[0], a[1]), 0))
        return out


def double_last(word):
    return (len(word) < 6 and len(re.findall(r"[aeiou]+", word)) == 1
            and re.search(r"[^aeiou][aeiou][bdgklmnprt]$", word) is not None)


def inflect(lemma, form):
    if form == "base":
        return lemma
    if form in ("plural", "s"):
        if form == "plural" and lemma in PLURALS:
            return PLURALS[lemma]
        if form == "plural" and re.search(r"(?<!hu)man$", lemma):
            return lemma[:-3] + "men"
        if re.search(r"(s|x|z|ch|sh)$", lemma):
            return lemma + "es"
        if lemma.endswith("y") and lemma[-2] not in VOWELS:
            return lemma[:-1] + "ies"
        return lemma + "s"
    if form in ("past", "participle"):
        if lemma in IRREGULAR:
            return IRREGULAR[lemma][form == "participle"]
        if lemma.endswith("e"):
            return lemma + "d"
        if lemma.endswith("y") and lemma[-2] not in VOWELS:
            return lemma[:-1] + "ied"
        return lemma + (lemma[-1] if double_last(lemma) else "") + "ed"
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "ye", "oe")):
        return lemma[:-1] + "ing"
    return lemma + (lemma[-1] if double_last(lemma) else "") + "ing"


def pick_pos(analyses, before):
    """The first analysis that suits the word before; else the most used one."""
    if before in ADV_BEFORE_VERB:
        want = ("verb",)
    elif before in DET:
        want = ("noun", "adj")
    elif before in BE:
        want = ("adj", "verb")
    elif before in PREP:
        want = ("noun", "adj")
    else:
        want = ()
    for a in analyses:
        if a[1] in want and not (before == "to" and a[2] != "base"):
            return a
    return analyses[0]


def spin(text, wordnet, seed, rate):
    rng = random.Random(seed)
    pieces = re.split(r"([A-Za-zÀ-ÖØ-öø-ÿĀ-ž]+(?:['’][A-Za-z]+)?)", text)  # odd places are words
    words = range(1, len(pieces), 2)
    n_content, candidates = 0, []
    for i in words:
        word = pieces[i]
        before = pieces[i - 2].lower() if i > 1 and pieces[i - 1] in (" ", "\n") else ""
        joined = pieces[i - 1].endswith(("-", ".", "$")) and len(pieces[i - 1]) == 1
        joined = joined or re.search(r"[0-9]-?$|[0-9]\.?[0-9]*$", pieces[i - 1]) or pieces[i + 1].startswith(("-", "’", "'s"))
        if word.lower() in STOP or not re.fullmatch(r"[a-z]{3,}", word) or joined:
            if word.lower() not in STOP and re.fullmatch(r"[a-z]{3,}", word) and wordnet.analyses(word):
                n_content += 1
            continue
        analyses = wordnet.analyses(word)
        if not analyses:
            continue
        n_content += 1
        lemma, pos, form = pick_pos(analyses, before)
        choices = [c for c in wordnet.synonyms(lemma, pos) if form != "plural" or not c.endswith("s")]
        if choices:
            candidates.append((i, choices, form))
    n_swap = min(len(candidates), round(rate * n_content))
    for i, choices, form in sorted(rng.sample(candidates, n_swap)):
        pieces[i] = inflect(rng.choice(choices), form)
        if i > 1 and pieces[i - 1] == " " and pieces[i - 2].lower() in ("a", "an"):
            article = "an" if pieces[i][0] in VOWELS and not pieces[i].startswith(("uni", "use", "eu")) else "a"
            pieces[i - 2] = article.capitalize() if pieces[i - 2][0] == "A" else article
    return "".join(pieces), n_swap, n_content


def main():
    ap = argparse.ArgumentParser(description="swap words for WordNet synonyms")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--rate", type=float, default=0.3, help="share of content words to swap")
    ap.add_argument("--wordnet", default="/usr/share/wordnet")
    args = ap.parse_args()
    text, n_swap, n_content = spin(sys.stdin.read(), WordNet(args.wordnet), args.seed, args.rate)
    sys.stdout.write(text)
    print(f"{n_swap} of {n_content} content words swapped", file=sys.stderr)


if __name__ == "__main__":
    main()
