"""Derives lib/verdict/lexicon_en.tsv, the words of English and how they are related, from WordNet 3.0.

    python3 bench/train/lexicon.py [--wordnet /usr/share/wordnet]

Data: the files data.*, *.exc of WordNet 3.0 (Debian: wordnet-base), and SPELLINGS below. Kept are words of lower-case letters
and inner apostrophes alone, the synsets that have one, the links of LINKS between these, and the irregular forms that
the rules of lib/verdict/lexicon.c (here: ENDINGS) do not find.
"""
import argparse
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = (('n', 'noun'), ('v', 'verb'), ('a', 'adj'), ('r', 'adv'))
LINKS = {'@': 1, '@i': 1, '*': 1, '^': 1, '&': 0, '+': 0, '$': 0}  # 1: kept where WordNet has it; 0: symmetric, kept once
WORD = re.compile(r"[a-z]+(?:'[a-z]+)*$")
ENDINGS = (('n', 's', ''), ('n', 'ses', 's'), ('n', 'xes', 'x'), ('n', 'zes', 'z'), ('n', 'ches', 'ch'),
           ('n', 'shes', 'sh'), ('n', 'men', 'man'), ('n', 'ies', 'y'), ('v', 's', ''), ('v', 'ies', 'y'), ('v', 'es', 'e'),
           ('v', 'es', ''), ('v', 'ied', 'y'), ('v', 'ed', 'e'), ('v', 'ed', ''), ('v', 'ing', 'e'), ('v', 'ing', ''),
           ('a', 'er', ''), ('a', 'est', ''), ('a', 'er', 'e'), ('a', 'est', 'e'), ('a', 'ier', 'y'), ('a', 'iest', 'y'))
DOUBLING = ('ed', 'ing', 'er', 'est')  # running: run
# One word in two spellings that no rule of lib/verdict/spelling.c finds: British, American.
SPELLINGS = '''abridgement abridgment, acknowledgement acknowledgment, adviser advisor, aeroplane airplane, ageing aging, aluminium
aluminum, artefact artifact, axe ax, carat karat, cheque check, chequer checker, cosy cozy, cypher cipher, disc disk,
doughnut donut, draught draft, enquire inquire, enquiry inquiry, furore furor, gaol jail, gipsy gypsy, grey gray,
jewellery jewelry, judgement judgment, kerb curb, manoeuvre maneuver, mollusc mollusk, mould mold, moult molt,
moustache mustache, mum mom, omelette omelet, orientate orient, phoney phony, plough plow, practise practice,
programme program, pyjama pajama, sceptic skeptic, sceptical skeptical, scepticism skepticism, skilful skillful,
smoulder smolder, speciality specialty, storey story, sulphur sulfur, tranquillity tranquility, tsar czar, tyre tire,
whisky whiskey, wilful willful, woollen woolen, yoghurt yogurt'''
NOTICE = '''# English words and how they are related, derived from WordNet 3.0 by bench/train/lexicon.py. Lines, by tabs:
#   n, v, a or r (noun, verb, adjective, adverb); number of a synset; its words; numbers of synsets it is linked to
#   i; an irregular form; class and base, and so on
#   s; a British spelling; the American one
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. Used under the WordNet licence, whose text is
# in THIRD_PARTY.md.
'''


def read_synsets(folder):
    """The kept words of each synset and its links; WordNet's order."""
    synsets = {}
    for cls, name in CLASSES:
        with open(os.path.join(folder, 'data.' + name), encoding='ascii') as f:
            for line in f:
                if line.startswith(' '):
                    continue
                x = line.split('|')[0].split()
                n = int(x[3], 16)
                words = [re.sub(r'\(.*', '', x[4 + 2 * i]) for i in range(n)]
                words = list(dict.fromkeys(w for w in words if WORD.match(w)))
                k = 5 + 2 * n
                links = [x[k + 4 * i:k + 3 + 4 * i] for i in range(int(x[k - 1]))]
                synsets[cls + x[0]] = words, [(s, p.replace('s', 'a') + o) for s, o, p in links if s in LINKS]
    return {s: x for s, x in synsets.items() if x[0]}


def regular_bases(form, lemmas):
    """(class, base) of what the rules find."""
    found = set()
    for cls, end, put in ENDINGS:
        if form.endswith(end) and len(form) > len(end) + 1 and not (end == 's' and form.endswith('ss')):
            stem = form[:-len(end)]
            found.add((cls, stem + put))
            if end in DOUBLING and len(form) > len(end) + 3 and stem[-1] == stem[-2]:
                found.add((cls, stem[:-1]))
    return {x for x in found if x in lemmas}


def read_irregular(folder, lemmas):
    irregular = {}
    for cls, name in CLASSES:
        with open(os.path.join(folder, name + '.exc'), encoding='ascii') as f:
            for line in f:
                form, *bases = line.split()
                if WORD.match(form):
                    regular = regular_bases(form, lemmas)
                    for base in bases:
                        if base != form and (cls, base) in lemmas and (cls, base) not in regular:
                            irregular.setdefault(form, {})[cls, base] = True
    return irregular


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--wordnet', default='/usr/share/wordnet')
    args = parser.parse_args()
    synsets = read_synsets(args.wordnet)
    number = {s: i for i, s in enumerate(synsets)}
    links = {s: set() for s in synsets}
    for s, (_, all_links) in synsets.items():
        for symbol, t in all_links:
            if t in number and t != s:
                a, b = (s, t) if LINKS[symbol] else sorted((s, t), key=number.get)
                if a not in links[b]:
                    links[a].add(b)
    lemmas = {(s[0], w) for s, (words, _) in synsets.items() for w in words}
    irregular = read_irregular(args.wordnet, lemmas)
    out = os.path.join(HERE, '..', '..', 'lib', 'verdict', 'lexicon_en.tsv')
    with open(out, 'w', encoding='ascii') as f:
        f.write(NOTICE)
        for s, (words, _) in synsets.items():
            to = ' '.join(map(str, sorted(number[t] for t in links[s])))
            f.write('%s\t%d\t%s\t%s\n' % (s[0], number[s], ' '.join(words), to))
        for form in sorted(irregular):
            f.write('i\t%s\t%s\n' % (form, ' '.join(c + ' ' + b for c, b in irregular[form])))
        words = {w for _, w in lemmas}
        for pair in sorted(p.split() for p in SPELLINGS.split(',')):
            if pair[1] not in words:
                raise SystemExit('no such word: ' + pair[1])
            f.write('s\t%s\t%s\n' % tuple(pair))
    print('%d synsets, %d words, %d links, %d irregular forms, %d bytes' % (
        len(synsets), len(words), sum(map(len, links.values())), len(irregular), os.path.getsize(out)))


if __name__ == '__main__':
    main()
