#!/usr/bin/env python3
"""How good the clusters of wirefold are, on labelled news: one default configuration over all sets.

    bench/quality.py --wirefold build/wirefold [--data DIR] [--verbose]

Runs `wirefold cluster` on corpus/stories (gold: corpus/labels.tsv) and on every set of DIR (a folder with
docs.jsonl.zst and clusters.tsv or labels.tsv), scores each result with `wirefold score` and prints a table: documents,
adjusted Rand index, pairwise precision, recall and F1, B-cubed F1, seconds. Sets whose copies are of several kinds are
also scored kind by kind: originals, other stories and the copies of that kind only. Two rows are checks of single
copies: altered-made's reprints (found in the copy group of their original; a pair is wrong if its sources differ and its
exact Jaccard is under .7) and abridged-bbc's summaries (reported as an excerpt of their own article). If DIR/../seeds
is there, how the four seeds fall is printed too.

Writes the figures, without times, to quality.csv beside this file; rows of sets that this run did not have are kept.
--verbose names the worst errors. Needs Python 3.8 and, for .zst sets, the zstd program.
Exit codes: 0 done, 2 wrong usage, 3 a set could not be measured.
"""
import argparse
import collections
import csv
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(os.path.dirname(HERE), "corpus")
THRESHOLD = 0.7
COLUMNS = ("set", "documents", "ari", "precision", "recall", "f1", "b3_f1")
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
CROSS_LANGUAGE = ("xl_es", "xl_ca")


class Failure(Exception):
    """A set could not be measured; says what to do."""


def read_lines(path):
    """Lines of a UTF-8 file, plain or .zst."""
    if not path.endswith(".zst"):
        with open(path, encoding="utf-8") as file:
            yield from file
        return
    try:
        with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE, encoding="utf-8") as unzip:
            yield from unzip.stdout
    except FileNotFoundError:
        raise Failure(f"{path}: the zstd program is missing (apt-get install zstd)") from None
    if unzip.returncode:
        raise Failure(f"{path}: zstd failed")


def read_tsv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_documents(path):
    return {doc["id"]: doc for doc in map(json.loads, read_lines(path))}


class Result:
    """What wirefold said of a set: stories by id, verified pairs if asked for, seconds."""

    def __init__(self, path, seconds, pairs):
        self.path, self.seconds, self.stories = path, seconds, {}
        for line in read_lines(path):
            record = json.loads(line)
            if record.get("type") == "story":
                self.stories[record["id"]] = record
        self.jaccard = {}
        for line in read_lines(pairs) if pairs else ():
            pair = json.loads(line)
            self.jaccard[frozenset((pair["a"], pair["b"]))] = pair["jaccard"]


class Bench:
    """Runs wirefold in a folder of its own and gathers the rows of the table."""

    def __init__(self, wirefold, folder, verbose):
        self.wirefold, self.folder, self.verbose = wirefold, folder, verbose
        self.rows = []
        self.count = 0

    def path(self, suffix):
        self.count += 1
        return os.path.join(self.folder, f"{self.count:03d}{suffix}")

    def call(self, *arguments):
        try:
            done = subprocess.run([self.wirefold, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  encoding="utf-8", check=False)
        except OSError as error:
            raise Failure(f"cannot run {self.wirefold}: {error.strerror}") from None
        if done.returncode:
            raise Failure(f"wirefold {arguments[0]} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def cluster(self, source, with_pairs=False):
        """Clusters a file or folder, or a list of documents."""
        if isinstance(source, list):
            documents, source = source, self.path(".jsonl")
            with open(source, "w", encoding="utf-8") as file:
                for doc in documents:
                    print(json.dumps(doc, ensure_ascii=False), file=file)
        out = self.path(".result.jsonl")
        pairs = self.path(".pairs.jsonl") if with_pairs else None
        begin = time.perf_counter()
        self.call("cluster", "--quiet", "--format", "jsonl", "-o", out, *(("--pairs", pairs) if pairs else ()), source)
        return Result(out, time.perf_counter() - begin, pairs)

    def score(self, name, result, gold):
        """Scores a result against gold, a cluster by id; adds a row."""
        path = self.path(".gold.tsv")
        with open(path, "w", encoding="utf-8") as file:
            print("id\tcluster", file=file)
            for story, cluster in gold.items():
                print(f"{story}\t{cluster}", file=file)
        missing = len(gold.keys() - result.stories.keys())
        if missing:
            raise Failure(f"{name}: {missing} of {len(gold)} labelled stories are not in the result")
        scores = json.loads(self.call("score", "--json", "--gold", path, result.path))
        self.add(dict(scores, set=name, documents=len(gold)), result.seconds)

    def show_errors(self, result, gold):
        if self.verbose:
            show_errors(result, gold)

    def add(self, row, seconds=None):
        self.rows.append({column: row.get(column) for column in COLUMNS})
        print_row(self.rows[-1], seconds)


# ------------------------------------------------------------------------------------------------- output

def print_header():
    print(f"{'set':<32} {'docs':>6} {'ARI':>7} {'P':>7} {'R':>7} {'F1':>7} {'B3 F1':>7} {'seconds':>8}")


def print_row(row, seconds):
    figures = (" ".join(f"{row[c]:7.4f}" if row[c] is not None else "      -" for c in COLUMNS[2:]))
    print(f"{row['set']:<32} {row['documents']:>6} {figures} {'' if seconds is None else format(seconds, '8.2f')}",
          flush=True)


def write_csv(rows, path):
    """Puts this run's rows in the place of earlier ones of the same name; other rows stay as they are."""
    table = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8", newline="") as file:
            table = {row["set"]: row for row in csv.DictReader(file)}
    for row in rows:
        table[row["set"]] = {c: f"{row[c]:.4f}" if isinstance(row[c], float) else row[c] for c in COLUMNS}
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(table[name] for name in sorted(table))


def show_errors(result, gold, at_most=5):
    """The clusters that mix most stories, and the stories that fell into most parts."""
    mixed, parts = collections.defaultdict(list), collections.defaultdict(lambda: collections.defaultdict(list))
    for story, cluster in gold.items():
        found = result.stories[story]["story_cluster"]
        mixed[found].append(story)
        parts[cluster][found].append(story)

    def wrong_pairs(members):
        sizes = collections.Counter(gold[m] for m in members)
        return len(members) ** 2 - sum(n * n for n in sizes.values())

    for found in sorted(mixed, key=lambda f: (-wrong_pairs(mixed[f]), f))[:at_most]:
        if wrong_pairs(mixed[found]):
            print(f"    joined wrongly: {shorten(mixed[found])}")
    for cluster in sorted(parts, key=lambda c: (-len(parts[c]), c))[:at_most]:
        if len(parts[cluster]) > 1:
            heads = [members[0] for members in parts[cluster].values()]
            print(f"    {cluster} in {len(heads)} parts: {shorten(heads)}")


def shorten(ids, at_most=10):
    return " ".join(ids[:at_most]) + (f" and {len(ids) - at_most} more" if len(ids) > at_most else "")


# ------------------------------------------------------------------------------------------------- single copies

def shingles(text):
    words = [word.lower().replace("\u2019", "'") for word in WORD.findall(text)]
    return {tuple(words[i:i + 5]) for i in range(max(1, len(words) - 4))} if words else set()


def check_reprints(bench, documents, labels, result):
    """Recall of reprints in the copy group of their original; precision over pairs of reprints and originals."""
    source = {i: row["source_id"] for i, row in labels.items()}
    group = {i: story["copy_group"] for i, story in result.stories.items()}
    reprints = [i for i, row in labels.items() if row["kind"] == "reprint"]
    lost = [i for i in reprints if group[i] != group[source[i]]]
    members = collections.defaultdict(list)
    for i, row in labels.items():
        if row["kind"] in ("reprint", "original"):
            members[group[i]].append(i)
    n_pairs, wrong = 0, []
    for together in members.values():
        for a, b in itertools.combinations(together, 2):
            n_pairs += 1
            if source[a] == source[b]:
                continue
            jaccard = result.jaccard.get(frozenset((a, b)))
            if jaccard is None:  # both are copies of a third story and were never compared with each other
                x, y = shingles(documents[a]["text"]), shingles(documents[b]["text"])
                jaccard = len(x & y) / len(x | y)
            if jaccard < THRESHOLD:
                wrong.append((a, b, jaccard))
    recall = 1 - len(lost) / len(reprints)
    precision = 1 - len(wrong) / n_pairs if n_pairs else 1.0
    bench.add({"set": "altered-made: reprints", "documents": len(reprints), "precision": precision, "recall": recall,
               "f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0})
    if bench.verbose:
        for i in lost[:20]:
            print(f"    not with its original: {i} of {source[i]}")
        for a, b, jaccard in wrong[:20]:
            print(f"    wrong pair: {a} {b} Jaccard {jaccard:.3f}")


def check_excerpts(bench, documents, gold, result):
    """Share of summaries reported as an excerpt of their own article."""
    article = {gold[i]: i for i, doc in documents.items() if doc["kind"] == "article"}
    summaries = [i for i, doc in documents.items() if doc["kind"] == "abridged"]
    lost, elsewhere = [], 0
    for i in summaries:
        story = result.stories[i]
        if story["relation"] != "excerpt" or story["duplicate_of"] != article[gold[i]]:
            lost.append(i)
            other = result.stories.get(story["duplicate_of"])
            elsewhere += bool(other) and other["story_cluster"] == result.stories[article[gold[i]]]["story_cluster"]
    bench.add({"set": "abridged-bbc: excerpts", "documents": len(summaries), "recall": 1 - len(lost) / len(summaries)})
    if bench.verbose:
        print(f"    {elsewhere} of {len(lost)} missed ones are tied to another story of the article's cluster")
        for i in lost[:20]:
            story = result.stories[i]
            print(f"    {i}: {story['relation']} of {story['duplicate_of']}, Jaccard {story['jaccard']}, "
                  f"containment {story['containment']}")


# ------------------------------------------------------------------------------------------------- the sets

def measure_corpus(bench):
    labels = read_tsv(os.path.join(CORPUS, "labels.tsv"))
    result = bench.cluster(os.path.join(CORPUS, "stories"))
    gold = {row["id"]: row["story"] for row in labels}
    bench.score("corpus", result, gold)
    bench.show_errors(result, gold)
    bench.score("corpus: same language", result,
                {row["id"]: row["story"] for row in labels if row["kind"] != "translation"})


def measure_by_kind(bench, name, documents, gold):
    """Originals, distractors and the copies of one kind at a time."""
    base = {"original", "distractor", "hardneg"}
    for kind in sorted({doc["kind"] for doc in documents.values()} - base):
        some = [doc for doc in documents.values() if doc["kind"] in base | {kind}]
        bench.score(f"{name}: {kind}", bench.cluster(some), {doc["id"]: gold[doc["id"]] for doc in some})


def measure_made(bench, documents, labels):
    """altered-made: cross-language copies are scored apart; a hard negative belongs to the story it is, not to the one
    it resembles: X~hn~Y is Y, which may stand in the set as an original or as the hard negative of other stories too."""
    gold = {i: i.split("~hn~")[-1] if row["kind"] == "hardneg" else row["source_id"] for i, row in labels.items()}
    foreign = {i for i, row in labels.items() if row["kind"] in CROSS_LANGUAGE}
    same = [doc for i, doc in documents.items() if i not in foreign]
    result = bench.cluster(same, with_pairs=True)
    same_gold = {doc["id"]: gold[doc["id"]] for doc in same}
    bench.score("altered-made", result, same_gold)
    bench.show_errors(result, same_gold)
    check_reprints(bench, documents, {i: row for i, row in labels.items() if i not in foreign}, result)
    measure_by_kind(bench, "altered-made", documents, gold)


def measure_set(bench, name, folder):
    source = os.path.join(folder, "docs.jsonl.zst")
    documents = read_documents(source)
    labels_path = os.path.join(folder, "labels.tsv")
    if os.path.exists(labels_path):
        measure_made(bench, documents, {row["id"]: row for row in read_tsv(labels_path)})
        return
    gold = {row["id"]: row["cluster"] for row in read_tsv(os.path.join(folder, "clusters.tsv"))}
    result = bench.cluster(source)
    bench.score(name, result, gold)
    bench.show_errors(result, gold)
    kinds = {doc.get("kind") for doc in documents.values()}
    if name == "abridged-bbc":
        check_excerpts(bench, documents, gold, result)
    elif "original" in kinds:
        measure_by_kind(bench, name, documents, gold)


def show_seeds(bench, folder):
    result = bench.cluster(folder)
    print("\nseeds (000, 001 and 002 tell one story, 003 another)")
    for story in sorted(result.stories.values(), key=lambda s: s["id"]):
        print(f"    {story['id']:<24} cluster {story['story_cluster']} of {story['story_size']}, copy group of "
              f"{story['copy_size']}, {story['relation']}")


def main():
    parser = argparse.ArgumentParser(description="Scores wirefold's clusters on labelled news.")
    parser.add_argument("--wirefold", default="build/wirefold", help="the program (build/wirefold)")
    parser.add_argument("--data", help="a folder of labelled sets")
    parser.add_argument("--verbose", action="store_true", help="name the worst errors")
    options = parser.parse_args()
    if options.data and not os.path.isdir(options.data):
        parser.error(f"{options.data} is not a folder")
    failed = False
    with tempfile.TemporaryDirectory(prefix="wirefold-quality-") as folder:
        bench = Bench(options.wirefold, folder, options.verbose)
        print_header()
        work = [("corpus", lambda: measure_corpus(bench))]
        for name in sorted(os.listdir(options.data)) if options.data else ():
            path = os.path.join(options.data, name)
            if any(os.path.exists(os.path.join(path, gold)) for gold in ("clusters.tsv", "labels.tsv")):
                work.append((name, lambda name=name, path=path: measure_set(bench, name, path)))
        seeds = os.path.join(options.data, os.pardir, "seeds") if options.data else None
        if seeds and os.path.isdir(seeds):
            work.append(("seeds", lambda: show_seeds(bench, seeds)))
        for name, measure in work:
            try:
                measure()
            except (Failure, OSError, KeyError, ValueError) as error:
                failed = True
                print(f"{name}: not measured: {error}", file=sys.stderr)
        write_csv(bench.rows, os.path.join(HERE, "quality.csv"))
    return 3 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
