#!/usr/bin/env python3
"""How good the clusters of wirefold are, on labelled news: one default configuration over all sets.

    bench/quality.py --wirefold build/wirefold [--data DIR] [--only clusters|verdicts] [--verbose]

Runs `wirefold cluster` with default options on corpus/stories (gold: corpus/labels.tsv) and on every set of DIR (a
folder with docs.jsonl.zst and clusters.tsv or labels.tsv), scores the story clusters with `wirefold score` and prints a
table: documents, adjusted Rand index, pairwise precision, recall and F1, B-cubed F1, seconds, and for the sets that
have them the least ARI that will do, the ARI aimed at, and MISS or "under goal". Sets whose copies are of several kinds
are also scored kind by kind: originals, other stories and the copies of that kind only. Two rows are checks of single
copies: altered-made's reprints (found in the copy group of their original; a pair is wrong if its sources differ and its
exact Jaccard is under .7) and abridged-bbc's summaries (reported as an excerpt of their own article). If DIR/../seeds
is there, its files 000, 001 and 002 must be one story and 003 another.

Where the verified pairs carry a probability `p` of telling one story, a reliability table follows: pairs by tenths of
p, and the share of each tenth that tells one story by the gold labels.

A table on the verdicts follows (verdict_quality.py), and the curve of what is found against false alarms
(verdict_curve.py). These need build/bench/changes, which is looked for beside the program.

Writes the figures, without times, to quality.csv, reliability.csv and verdict_curve.csv beside this file; rows of sets
that this run did not have are kept. --verbose names the worst errors, and for each a pair with all figures of `wirefold compare`. Needs
Python 3.8 and, for .zst sets, the zstd program.
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

import verdict_quality

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(os.path.dirname(HERE), "corpus")
THRESHOLD = 0.7
COLUMNS = ("set", "documents", "ari", "precision", "recall", "f1", "b3_f1", "false_alarms", "by_folds")
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
CROSS_LANGUAGE = ("xl_es", "xl_ca")
RELIABILITY = ("set", "p_from", "p_to", "pairs", "mean_p", "share_same")

# Set: least adjusted Rand index that will do, and the one aimed at. "NAME: *" is every kind of copy of that set.
GOALS = {
    "seeds": (1, 1),
    "corpus: same language": (1, 1),
    "events-fnc": (.93, .95),
    "events-ecbplus": (.85, .95),
    "altered-xsum: *": (.98, .99),
    "translated-wmt21": (.95, .98),
    "abridged-bbc": (.98, .98),
}


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


def numbers_of(record, prefix=""):
    """All numeric fields of a JSON object, those within it too; of a list its length. No field is known by name, so
    that new ones show by themselves."""
    found = {}
    for key, value in record.items():
        if isinstance(value, dict):
            found.update(numbers_of(value, f"{prefix}{key}."))
        elif isinstance(value, list):
            found[f"{prefix}n_{key}"] = len(value)
        elif isinstance(value, (int, float)):
            found[prefix + key] = value
    return found


class Result:
    """What wirefold said of a set: stories by id, numbers of the verified pairs if asked for, seconds."""

    def __init__(self, source, path, seconds, pairs):
        self.source, self.path, self.seconds, self.stories = source, path, seconds, {}
        for line in read_lines(path):
            record = json.loads(line)
            if record.get("type") == "story":
                self.stories[record["id"]] = record
        self.pairs = {}
        for line in read_lines(pairs) if pairs else ():
            pair = json.loads(line)
            self.pairs[frozenset((pair["a"], pair["b"]))] = numbers_of(pair)

    def cluster_of(self, story):
        return self.stories[story]["story_cluster"]

    def place_of(self, story):
        """Where a story is, as `wirefold compare` wants it."""
        if os.path.isfile(self.source):
            return f"{self.source}#{story}"
        for name in sorted(os.listdir(self.source)):
            path = os.path.join(self.source, name)
            if name.endswith(".jsonl") and any(json.loads(line)["id"] == story for line in read_lines(path)):
                return f"{path}#{story}"
            if os.path.splitext(name)[0] == os.path.splitext(story)[0]:
                return path
        return story


class Bench:
    """Runs wirefold in a folder of its own and gathers the rows of the table."""

    def __init__(self, wirefold, folder, verbose):
        self.wirefold, self.folder, self.verbose = wirefold, folder, verbose
        self.changes = os.path.join(os.path.dirname(wirefold), "bench", "changes")
        self.rows = []
        self.bins = {}  # by set: pairs, sum of p and pairs that tell one story, of each tenth of p
        self.count = 0

    def path(self, suffix):
        self.count += 1
        return os.path.join(self.folder, f"{self.count:03d}{suffix}")

    def run(self, program, *arguments):
        try:
            done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  encoding="utf-8", check=False)
        except OSError as error:
            raise Failure(f"cannot run {program}: {error.strerror} (`make bench` builds it)") from None
        if done.returncode:
            raise Failure(f"{os.path.basename(program)} {arguments[0]} ended with {done.returncode}: "
                          f"{done.stderr.strip()[-500:]}")
        return done.stdout

    def call(self, *arguments):
        return self.run(self.wirefold, *arguments)

    def write_documents(self, path, documents):
        with open(path, "w", encoding="utf-8") as file:
            for doc in documents:
                print(json.dumps(doc, ensure_ascii=False), file=file)

    def cluster(self, source, with_pairs=False):
        """Clusters a file or folder, or a list of documents."""
        if isinstance(source, list):
            documents, source = source, self.path(".jsonl")
            self.write_documents(source, documents)
        out = self.path(".result.jsonl")
        pairs = self.path(".pairs.jsonl") if with_pairs else None
        begin = time.perf_counter()
        self.call("cluster", "--quiet", "--format", "jsonl", "-o", out, *(("--pairs", pairs) if pairs else ()), source)
        return Result(source, out, time.perf_counter() - begin, pairs)

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

    def look_closer(self, name, result, gold):
        """Counts the pairs by p and, if asked, shows the worst errors."""
        tally(self.bins.setdefault(name, [[0, 0.0, 0] for _ in range(10)]), result, gold)
        if self.verbose:
            show_errors(self, result, gold)

    def evidence(self, result, a, b):
        """The numbers that `wirefold compare` gives for two stories of a result."""
        line = self.call("compare", "--quiet", "--format", "jsonl", result.place_of(a), result.place_of(b))
        return numbers_of(json.loads(line))

    def add(self, row, seconds=None):
        self.rows.append({column: row.get(column) for column in COLUMNS})
        print_row(self.rows[-1], seconds)


# ------------------------------------------------------------------------------------------------- output

def print_header():
    print(f"{'set':<32} {'docs':>6} {'ARI':>7} {'P':>7} {'R':>7} {'F1':>7} {'B3 F1':>7} {'seconds':>8}"
          f" {'least':>6} {'goal':>6}")


def goal_of(name):
    return GOALS.get(name) or GOALS.get(name.partition(": ")[0] + ": *" if ": " in name else None)


def judge(row):
    """MISS, under goal, or nothing to say."""
    goal = goal_of(row["set"])
    if not goal or row["ari"] is None or row["ari"] >= goal[1]:
        return ""
    return "under goal" if row["ari"] >= goal[0] else "MISS"


def print_row(row, seconds):
    figures = (" ".join(f"{row[c]:7.4f}" if row[c] is not None else "      -" for c in COLUMNS[2:7]))
    took = "" if seconds is None else format(seconds, ".2f")
    goal = goal_of(row["set"])
    aims = f" {goal[0]:>6.2f} {goal[1]:>6.2f} {judge(row)}" if goal else ""
    print(f"{row['set']:<32} {row['documents']:>6} {figures} {took:>8}{aims}".rstrip(), flush=True)


def print_judgement(rows):
    held = [row for row in rows if goal_of(row["set"])]
    for word in ("MISS", "under goal"):
        names = [row["set"] for row in held if judge(row) == word]
        print(f"{word}: {len(names)} of {len(held)}{': ' if names else ''}{', '.join(names)}")


def write_csv(rows, columns, key, path):
    """Puts this run's rows in the place of earlier ones of the same key; other rows stay as they are."""
    table = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8", newline="") as file:
            table = {tuple(row[c] for c in key): row for row in csv.DictReader(file)}
    for row in rows:
        row = {c: f"{row[c]:.4f}" if isinstance(row.get(c), float) else row.get(c) for c in columns}
        table[tuple(row[c] for c in key)] = row
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(table[name] for name in sorted(table))


# ------------------------------------------------------------------------------------------------- reliability

def tally(bins, result, gold):
    """Puts the labelled pairs that carry a p into tenths."""
    for pair, numbers in result.pairs.items():
        p, members = numbers.get("p"), list(pair)
        if p is None or len(members) != 2 or not all(m in gold for m in members):
            continue
        tenth = bins[min(9, max(0, int(p * 10)))]
        tenth[0] += 1
        tenth[1] += p
        tenth[2] += gold[members[0]] == gold[members[1]]


def print_reliability(bins):
    """A line a set: pairs and share of one story in each tenth of p; error: mean distance of p from that share."""
    print("\nreliability: share of the pairs that tell one story, by tenths of p (pairs)")
    print(f"{'set':<20} {'pairs':>7} {'error':>6}" + "".join(f"{f'.{i} to':>13}" for i in range(10)))
    for name, tenths in bins.items():
        n = sum(t[0] for t in tenths)
        error = sum(abs(t[1] - t[2]) for t in tenths) / n if n else 0
        cells = "".join(f"{f'{t[2] / t[0]:.3f} ({t[0]})':>13}" if t[0] else f"{'-':>13}" for t in tenths)
        print(f"{name:<20} {n:>7} {error:>6.3f}{cells}")


def report_reliability(bins, whole):
    """Prints and writes the table; nothing if no pair carries a p. whole: all sets were run, a row for all is due."""
    bins = {name: tenths for name, tenths in bins.items() if any(t[0] for t in tenths)}
    if not bins:
        return
    if whole:
        bins["all"] = [[sum(t[i][k] for t in bins.values()) for k in range(3)] for i in range(10)]
    print_reliability(bins)
    rows = []
    for name, tenths in bins.items():
        for i, (n, sum_p, same) in enumerate(tenths):
            rows.append({"set": name, "p_from": f"{i / 10:.1f}", "p_to": f"{(i + 1) / 10:.1f}", "pairs": n,
                         "mean_p": sum_p / n if n else None, "share_same": same / n if n else None})
    write_csv(rows, RELIABILITY, ("set", "p_from"), os.path.join(HERE, "reliability.csv"))


# ------------------------------------------------------------------------------------------------- the worst errors

def likeliest(result, pairs):
    """Of some pairs the verified one of highest p (or Jaccard), else the first: what wirefold was surest of."""
    def belief(pair):
        numbers = result.pairs.get(frozenset(pair), {})
        return numbers.get("p", numbers.get("jaccard", -1))
    return max(pairs, key=belief)


def across(parts, at_most=60):
    """Pairs from different parts, of a bounded number of members each."""
    for one, other in itertools.combinations(parts, 2):
        yield from itertools.product(one[:at_most], other[:at_most])


def show_pair(bench, result, pair):
    numbers = result.pairs.get(frozenset(pair))
    print(f"        {pair[0]} | {pair[1]}")
    print(f"        in the run: {format_numbers(numbers) if numbers else 'not a verified pair'}")
    try:
        print(f"        the two alone: {format_numbers(bench.evidence(result, *pair))}")
    except Failure as error:
        print(f"        the two alone: {error}")


def format_numbers(numbers):
    return " ".join(f"{key}={value:.4g}" if isinstance(value, float) else f"{key}={value}"
                    for key, value in numbers.items())


def show_errors(bench, result, gold, at_most=5):
    """The clusters that mix most stories, and the stories that fell into most parts, with a pair of each."""
    mixed, split = collections.defaultdict(dict), collections.defaultdict(dict)
    for story, cluster in gold.items():
        found = result.cluster_of(story)
        mixed[found].setdefault(cluster, []).append(story)
        split[cluster].setdefault(found, []).append(story)

    def wrong_pairs(parts):
        sizes = [len(part) for part in parts.values()]
        return sum(sizes) ** 2 - sum(n * n for n in sizes)

    for title, groups in (("joined wrongly", mixed), ("should be one", split)):
        for name in sorted(groups, key=lambda g: (-wrong_pairs(groups[g]), g))[:at_most]:
            parts = sorted(groups[name].values(), key=lambda part: (-len(part), part))
            if len(parts) < 2:
                continue
            print(f"    {title} ({name}), {len(parts)} parts of {'+'.join(str(len(part)) for part in parts[:12])}: "
                  f"{shorten([part[0] for part in parts])}")
            show_pair(bench, result, likeliest(result, across(parts[:20])))


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
            jaccard = result.pairs.get(frozenset((a, b)), {}).get("jaccard")
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
    result = bench.cluster(os.path.join(CORPUS, "stories"), with_pairs=True)
    gold = {row["id"]: row["story"] for row in labels}
    bench.score("corpus", result, gold)
    bench.score("corpus: same language", result,
                {row["id"]: row["story"] for row in labels if row["kind"] != "translation"})
    bench.look_closer("corpus", result, gold)


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
    bench.look_closer("altered-made", result, same_gold)
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
    result = bench.cluster(source, with_pairs=True)
    bench.score(name, result, gold)
    bench.look_closer(name, result, gold)
    kinds = {doc.get("kind") for doc in documents.values()}
    if name == "abridged-bbc":
        check_excerpts(bench, documents, gold, result)
    elif "original" in kinds:
        measure_by_kind(bench, name, documents, gold)


def measure_seeds(bench, folder):
    """Files 000, 001 and 002 tell one story, 003 another; the files of other names are not labelled."""
    result = bench.cluster(folder, with_pairs=True)
    labels = {"000": "one", "001": "one", "002": "one", "003": "another"}
    gold = {story: labels[os.path.basename(story)[:3]] for story in result.stories
            if os.path.basename(story)[:3] in labels}
    bench.score("seeds", result, gold)
    bench.look_closer("seeds", result, gold)


def cluster_work(bench, data):
    """Names and calls of what is scored as clusters."""
    yield "corpus", lambda: measure_corpus(bench)
    for name in sorted(os.listdir(data)) if data else ():
        path = os.path.join(data, name)
        if any(os.path.exists(os.path.join(path, gold)) for gold in ("clusters.tsv", "labels.tsv")):
            yield name, lambda name=name, path=path: measure_set(bench, name, path)
    seeds = os.path.join(data, os.pardir, "seeds") if data else None
    if seeds and os.path.isdir(seeds):
        yield "seeds", lambda: measure_seeds(bench, seeds)


def do(work):
    """Calls each; whether all could be measured."""
    ok = True
    for name, measure in work:
        try:
            measure()
        except (Failure, OSError, KeyError, ValueError) as error:
            ok = False
            print(f"{name}: not measured: {error!r}", file=sys.stderr)
    return ok


def main():
    parser = argparse.ArgumentParser(description="Scores wirefold's clusters and verdicts on labelled news.")
    parser.add_argument("--wirefold", default="build/wirefold", help="the program (build/wirefold)")
    parser.add_argument("--data", help="a folder of labelled sets")
    parser.add_argument("--only", choices=("clusters", "verdicts"), help="one of the two tables")
    parser.add_argument("--verbose", action="store_true", help="name the worst errors, with a pair of each")
    options = parser.parse_args()
    if options.data and not os.path.isdir(options.data):
        parser.error(f"{options.data} is not a folder")
    ok = True
    with tempfile.TemporaryDirectory(prefix="wirefold-quality-") as folder:
        bench = Bench(options.wirefold, folder, options.verbose)
        if options.only != "verdicts":
            print_header()
            ok = do(cluster_work(bench, options.data))
            print_judgement(bench.rows)
            report_reliability(bench.bins, whole=bool(options.data) and ok)
        if options.only != "clusters":
            verdict_quality.print_header()
            verdicts = verdict_quality.Verdicts(bench, options.data, read_documents, read_tsv)
            ok = do(verdicts.work(CORPUS)) and ok
            verdicts.print_misses()
        write_csv(bench.rows, COLUMNS, ("set",), os.path.join(HERE, "quality.csv"))
    return 0 if ok else 3


if __name__ == "__main__":
    sys.exit(main())
