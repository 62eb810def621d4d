"""What the Python peers share: stories of a dump, their shingles, union-find, and the lines they write."""
import json
import re

THRESHOLD = 0.7
W = 5
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def shingles(text):
    """The 5-word shingles of lower-cased words in their order; all words as one where there are fewer."""
    words = WORD.findall(text.lower().replace("\u2019", "'"))
    if len(words) < W:
        return [" ".join(words)]
    return list(map(" ".join, zip(*(words[i:] for i in range(W)))))


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


def read_stories(path):
    with open(path, "rb") as file:
        yield from map(json.loads, file)


def write_groups(path, ids, groups):
    with open(path, "w", encoding="utf-8") as file:
        for i, name in enumerate(ids):
            print(json.dumps({"id": name, "group": ids[groups.root(i)]}), file=file)
