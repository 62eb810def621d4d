#!/usr/bin/env python3
"""How like news a made dump is: figures of words and sentences of dumps, side by side.

usage: likeness.py DUMP.jsonl...

Stories are taken in a shuffled order (the same every time), each text once, and words are runs of letters and digits.
Figures of a story are means over stories of 250 to 450 words, those of the vocabulary are of the first words so many.
"""
import collections
import json
import random
import re
import statistics
import sys

WORD = re.compile(r"\w+")
NAME = re.compile(r"(?<=[^\W\d_,] )[A-Z]\w+")  # a capital after a word: not at the start of a sentence
NUMBER = re.compile(r"\b\d[\d.,]*")
QUOTE = re.compile(r"[“\"]")
SENTENCE = re.compile(r"[.!?][”\"]?(?:\s|$)")
PREFIXES = (300_000, 1_000_000, 3_000_000, 30_000_000)


def texts_of(path):
    seen = {}
    with open(path, encoding="utf-8") as dump:
        for line in dump:
            story = json.loads(line)
            if not story.get("planted_of"):
                seen[story.get("text") or ""] = True
    texts = list(seen)
    random.Random(1).shuffle(texts)
    return texts


def of_stories(texts):
    rows = []
    for text in texts:
        words = WORD.findall(text)
        if not 250 <= len(words) <= 450:
            continue
        n = len(words) / 100
        quotes = len(QUOTE.findall(text))
        rows.append((len(words), sum(map(len, words)) / len(words), len(set(map(str.lower, words))) * (350 / len(words)) ** 0.75,
                     len(NAME.findall(text)) / n, len(NUMBER.findall(text)) / n, quotes / n,
                     len(SENTENCE.findall(text)) / n))
        if len(rows) == 4000:
            break
    names = ("words of a story", "letters of a word", "different words in a story of 350", "names in 100 words",
             "numbers in 100 words", "quotation marks in 100 words", "sentences in 100 words")
    return {name: statistics.mean(row[i] for row in rows) for i, name in enumerate(names)} if rows else {}


def of_vocabulary(texts):
    out = {}
    count, stories, n = collections.Counter(), collections.Counter(), 0
    wanted = list(PREFIXES)
    for text in texts:
        words = [word.lower() for word in WORD.findall(text)]
        n += len(words)
        count.update(words)
        stories.update(set(words))
        while wanted and n >= wanted[0]:
            size = wanted.pop(0)
            out[f"different words in {size:,}"] = len(count)
            if size == 1_000_000:
                for k in (10, 100, 1000, 10000):
                    out[f"share of the {k:,} most frequent"] = sum(c for _, c in count.most_common(k)) / n
                out["share of words in one story alone"] = sum(c == 1 for c in stories.values()) / len(stories)
    return out


def main():
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if len(sys.argv) > 1 else 2
    columns = []
    for path in sys.argv[1:]:
        texts = texts_of(path)
        columns.append({**of_stories(texts), **of_vocabulary(texts)})
    rows = dict.fromkeys(name for column in columns for name in column)
    print(" " * 36 + "".join(f"{path.rsplit('/', 1)[-1][:18]:>20}" for path in sys.argv[1:]))
    for name in rows:
        print(f"{name:36}" + "".join(
            f"{column.get(name, float('nan')):20,.{0 if column.get(name, 0) > 1000 else 3}f}" for column in columns))
    return 0


if __name__ == "__main__":
    sys.exit(main())
