#!/usr/bin/env python3
"""Check the corpus: labels against stories, families, dates, and how much wording each version shares.

usage: check.py [--table]

Prints every fault and exits 1 if there is any. --table also prints, for each version, its words and its
5-word shingles shared with its original: J Jaccard, C containment in the original, boilerplate lines removed.
"""
import collections
import csv
import datetime
import json
import pathlib
import re
import sys
import unicodedata

CORPUS = pathlib.Path(__file__).resolve().parent.parent
FIELDS = {"id", "url", "title", "text", "published", "source", "language"}
KINDS = {"original", "reprint", "abridged", "expanded", "rewrite", "spun", "machine-translated", "translation",
         "hard-negative", "template", "singleton"}
FAMILY = {"original", "reprint", "abridged", "rewrite", "spun", "machine-translated"}
ALONE = {"hard-negative", "template", "singleton"}
# kind: (lowest Jaccard, highest Jaccard, lowest containment in the original, highest)
LIMITS = {"reprint": (.75, 1, .75, 1), "abridged": (.2, .75, .8, 1), "expanded": (.4, .95, .4, .95),
          "rewrite": (.01, .15, .03, .15), "spun": (.02, .75, .02, .8), "machine-translated": (0, .5, 0, .6)}

faults = []


def expect(truth, what):
    if not truth:
        faults.append(what)


def read_tsv(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def tokens(text):
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"\w+(?:'\w+)*", folded.replace("’", "'"))


def shingles(text, w=5):
    t = tokens(text)
    return {tuple(t[i:i + w]) for i in range(len(t) - w + 1)}


def main():
    stories, file_of, texts = {}, {}, {}
    for path in sorted((CORPUS / "stories").glob("*.jsonl")):
        raw = path.read_bytes().decode("utf-8")
        expect(raw.endswith("\n"), f"{path.name}: no newline at the end")
        for line in raw.splitlines():
            story = json.loads(line)
            sid = story.get("id")
            expect(set(story) == FIELDS, f"{sid}: fields {sorted(story)}")
            expect(all(isinstance(v, str) and v.strip() for v in story.values()), f"{sid}: an empty field")
            expect(sid not in stories, f"{sid}: id used twice")
            expect(re.fullmatch(r"https://[a-z0-9-]+\.example/\S+", story["url"]), f"{sid}: url {story['url']}")
            expect(re.fullmatch(r"[a-z]{2}", story["language"]), f"{sid}: language {story['language']}")
            expect("\n" not in story["text"].replace("\n\n", ""), f"{sid}: a lone line break")
            stories[sid], file_of[sid] = story, path.name
    urls = collections.Counter(s["url"] for s in stories.values())
    expect(max(urls.values()) == 1, f"url used twice: {[u for u, n in urls.items() if n > 1]}")

    labels = {}
    for row in read_tsv(CORPUS / "labels.tsv"):
        expect(row["id"] not in labels, f"{row['id']}: labelled twice")
        expect(row["kind"] in KINDS, f"{row['id']}: kind {row['kind']}")
        labels[row["id"]] = row
    expect(set(labels) == set(stories), f"labels and stories differ: {sorted(set(labels) ^ set(stories))}")

    dates = {}
    for sid, story in stories.items():
        try:
            dates[sid] = datetime.datetime.fromisoformat(story["published"])
            expect(dates[sid].tzinfo is not None, f"{sid}: date without zone")
        except ValueError:
            expect(False, f"{sid}: date {story['published']}")

    drop = collections.defaultdict(set)
    used = set()
    for row in read_tsv(CORPUS / "boilerplate.tsv"):
        drop[row["source"]].add(row["line"])
    for sid, story in stories.items():
        lines = drop[story["source"]]
        used |= {(story["source"], p) for p in story["text"].split("\n\n") if p in lines}
        texts[sid] = "\n\n".join(p for p in story["text"].split("\n\n") if p not in lines)
    unused = [(s, p) for s in drop for p in drop[s] if (s, p) not in used]
    expect(not unused, f"boilerplate lines nobody uses: {unused}")

    families, alone = collections.defaultdict(list), collections.Counter()
    for sid, row in labels.items():
        if row["kind"] in ALONE:
            alone[row["story"]] += 1
        else:
            families[row["story"]].append(sid)
    for name, n in alone.items():
        expect(n == 1 and name not in families, f"{name}: a story of its own, yet {n} or a family")
    expect(len(families) >= 14, f"{len(families)} families")

    recipes = {row["id"]: row for row in read_tsv(CORPUS / "make" / "recipes.tsv")}
    table = []
    for name, members in sorted(families.items()):
        kinds = collections.Counter(labels[m]["kind"] for m in members)
        expect(5 <= len(members) <= 9, f"{name}: {len(members)} versions")
        expect(FAMILY <= set(kinds), f"{name}: lacks {sorted(FAMILY - set(kinds))}")
        expect(kinds["original"] == 1, f"{name}: {kinds['original']} originals")
        expect(len({file_of[m] for m in members}) == 1, f"{name}: in several files")
        original = next(m for m in members if labels[m]["kind"] == "original")
        n_words = len(stories[original]["text"].split())
        n_quotes = len(re.findall(r"[“\"«][^”\"»]+[”\"»]", stories[original]["text"]))
        expect(220 <= n_words <= 380, f"{original}: {n_words} words")
        expect(3 <= n_quotes <= 9, f"{original}: {n_quotes} quoted pieces")
        base = shingles(texts[original])
        for m in members:
            kind = labels[m]["kind"]
            if m == original:
                continue
            late = dates[m] - dates[original]
            expect(datetime.timedelta(0) < late <= datetime.timedelta(days=2), f"{m}: {late} after the original")
            expect((stories[m]["language"] == "en") == (kind != "translation"), f"{m}: language")
            expect((m in recipes) == (kind in ("spun", "machine-translated")), f"{m}: recipe for a {kind}")
            mine = shingles(texts[m])
            both = len(base & mine)
            jaccard, inside = both / len(base | mine), both / len(mine)
            share = len(texts[m].split()) / n_words
            table.append((m, kind, len(stories[m]["text"].split()), share, jaccard, inside))
            if kind in LIMITS:
                lo, hi, clo, chi = LIMITS[kind]
                expect(lo <= jaccard <= hi and clo <= inside <= chi, f"{m}: J {jaccard:.3f} C {inside:.3f}")
            if kind == "abridged":
                expect(.35 <= share <= .60, f"{m}: {share:.2f} of the original's words")

    if "--table" in sys.argv[1:]:
        print("id\tkind\twords\tlength\tJ\tC")
        for m, kind, n, share, jaccard, inside in table:
            print(f"{m}\t{kind}\t{n}\t{share:.2f}\t{jaccard:.3f}\t{inside:.3f}")
    for what in faults:
        print(what, file=sys.stderr)
    counts = collections.Counter(row["kind"] for row in labels.values())
    print(f"{len(stories)} stories, {len(families)} families, {len(faults)} faults:",
          ", ".join(f"{n} {k}" for k, n in sorted(counts.items())), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
