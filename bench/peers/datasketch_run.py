"""datasketch from a JSON Lines dump to clusters, on one core, as somebody who knows it would write it.

    datasketch_run.py DUMP.jsonl GROUPS.jsonl

The set of a story is its 5-word shingles of lower-cased words, hashed by xxh32; its signature 128 permutations from one
shared set of them, all shingles in one update_batch; MinHashLSH at .7 is asked for earlier stories, then given this
one; what it answers is joined by union-find. Writes {"id", "group"} a line.
"""
import json
import re
import sys

import xxhash
from datasketch import MinHash, MinHashLSH

THRESHOLD = 0.7
PERMUTATIONS = 128
W = 5
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def shingles(text):
    words = WORD.findall(text.lower().replace("\u2019", "'"))
    return {" ".join(words[i:i + W]).encode() for i in range(max(1, len(words) - W + 1))}


class Groups:
    """Union-find with path halving."""

    def __init__(self):
        self.parent = []

    def add(self):
        self.parent.append(len(self.parent))

    def root(self, i):
        parent = self.parent
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(self, a, b):
        a, b = self.root(a), self.root(b)
        self.parent[max(a, b)] = min(a, b)


def main(dump, out):
    empty = MinHash(num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest)
    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    ids, groups = [], Groups()
    with open(dump, "rb") as file:
        for i, line in enumerate(file):
            story = json.loads(line)
            signature = empty.copy()
            signature.update_batch(shingles(story["text"]))
            ids.append(story["id"])
            groups.add()
            for other in lsh.query(signature):
                groups.join(i, other)
            lsh.insert(i, signature, check_duplication=False)
    with open(out, "w", encoding="utf-8") as file:
        for i, name in enumerate(ids):
            print(json.dumps({"id": name, "group": ids[groups.root(i)]}), file=file)


if __name__ == "__main__":
    main(*sys.argv[1:])
