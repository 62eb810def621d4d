"""How good the verdicts of wirefold are, on labelled news: the part of quality.py that its README section describes.

Dumps are made of the labelled sets, with the originals dated a day before the copies unless a row says otherwise, and go
through `wirefold cluster` with default options. `found` is the share of altered copies that are told as what they are,
`false` the share of others told as spun or machine-translated.
"""
import collections
import csv
import os
import re

import verdict_curve

HERE = os.path.dirname(os.path.abspath(__file__))
SPUN = ("spun15", "spun35", "spun60", "spunmoby30", "spun_abr")
MACHINE = ("mt_es", "mt_ca", "mt_gl", "mt_eo", "mt_hop", "mt_abr")
FLAGGED = ("spun", "machine-translated")
BEFORE, AFTER = "2021-03-01T08:00:00Z", "2021-03-02T08:00:00Z"
XSUM_KINDS = ("backtrans", "char", "charword", "dipper", "polish", "word")

CURVE_SETS = ("altered-xsum", "translated-wmt21", "samedesk-real")

CURVE_ROWS = {"verdicts: altered-xsum: backtrans": "backtrans",
              "verdicts: altered-xsum: backtrans of another copy": "backtrans_of_copy",
              "verdicts: altered-xsum: polish and dipper": "polish_dipper",
              "verdicts: samedesk-real: pairs": "samedesk", "verdicts: translated-wmt21: mt of refA": "wmt21"}

# Verdicts that are right for a kind of copy of altered-made. An exact copy is one once a site's furniture is left out. The
# human edits cut and recast sentences by rule: what remains verbatim may be an excerpt by its measure.
CLASSES = {"reprint": ("reprint", "exact"), "abridged": ("excerpt",), "human": ("rewrite",),
           "spun": ("spun",), "machine-translated": ("machine-translated",)}

# The same for the kinds of corpus/. A translation into another language cannot be assessed.
CORPUS = {"original": ("original",), "reprint": ("reprint", "exact"), "abridged": ("excerpt",),
          "expanded": ("expanded",), "rewrite": ("rewrite",), "spun": ("spun",),
          "machine-translated": ("machine-translated",), "translation": ("rewrite", "single"),
          "hard-negative": ("single",), "template": ("single",), "singleton": ("single",)}

# What a figure must reach (+) or stay at or below (-), and which one it is.
FLOORS = {
    "verdicts: seeds": ("recall", "+", 1),
    "verdicts: corpus": ("recall", "+", 1),
    "verdicts: altered-made": ("f1", "+", .97),
    "verdicts: altered-xsum: word": ("recall", "+", .95),
    "verdicts: altered-xsum: backtrans": ("recall", "+", .92),
    "verdicts: altered-xsum: backtrans of another copy": ("recall", "+", .65),
    "verdicts: altered-xsum: polish and dipper": ("false_alarms", "-", .02),
    "verdicts: samedesk-real: pairs": ("false_alarms", "-", .005),
    "verdicts: translated-wmt21: mt of refA": ("recall", "+", .75),
}


def holds(row):
    """Whether a figure and, where there is one, that by folds reach the floor; None where there is none."""
    column, sense, floor = FLOORS.get(row["set"], (None, "", 0))
    figures = [row[c] for c in (column, "by_folds") if row.get(c) is not None]
    if column is None or not figures:
        return None
    return all(f >= floor if sense == "+" else f <= floor for f in figures)


def figures_by_folds():
    """By row, the same figure of models that never saw the story, of pairs alone (train/verdict_folds.py writes them)."""
    found = {}
    for row in read_csv("verdict_folds.csv"):
        if row["beside"] == "original" and row["set"] == "altered-made":
            what = "spun" if row["kind"] in SPUN else "machine_translated" if row["kind"] in MACHINE else None
            if what:
                found[f"verdicts: altered-made: kind {row['kind']}"] = float(row[what])
        elif row["beside"] == "original" and row["kind"] == "word":
            found["verdicts: altered-xsum: word"] = float(row["spun"])
        elif row["kind"] == "refB":
            found["verdicts: translated-wmt21: refB of refA flagged"] = float(row["machine_translated"])
    for row in read_csv("verdict_curve.csv"):
        if row["model"] == "folds" and row["threshold"] == verdict_curve.default_threshold():
            found.update({name: float(row[series]) for name, series in CURVE_ROWS.items()})
    for row in read_csv("verdict_made_folds.csv"):
        name = "verdicts: altered-made"
        found[name if row["class"] == "mean" else f"{name}: {row['class']}"] = float(row["f1"])
    return found


def read_csv(name):
    path = os.path.join(HERE, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def print_header():
    print(f"\n{'verdicts':<52} {'docs':>6} {'found':>7} {'false':>7} {'folds':>7} {'P':>7} {'F1':>7}")


def share(part, whole):
    return part / whole if whole else None


class Verdicts:
    """Measures through a Bench (quality.py), to whose rows it adds its own."""

    def __init__(self, bench, data, read_documents, read_tsv):
        self.bench, self.data, self.read_documents, self.read_tsv = bench, data, read_documents, read_tsv
        self.rows = []
        self.by_folds = figures_by_folds()

    def work(self, corpus):
        """Names and calls of all that can be measured with the data at hand."""
        yield "corpus", lambda: self.corpus(corpus)
        if not self.data:
            return
        for name, measure in (("altered-made", self.made), ("altered-xsum", self.xsum), ("translated-wmt21", self.wmt),
                              ("samedesk-real", self.desk), ("events-fnc", lambda: self.events("events-fnc")),
                              ("events-ecbplus", lambda: self.events("events-ecbplus"))):
            if os.path.isdir(os.path.join(self.data, name)):
                yield name, measure
        if os.path.isdir(os.path.join(self.data, os.pardir, "seeds")):
            yield "seeds", self.seeds
        if all(os.path.isdir(os.path.join(self.data, name)) for name in CURVE_SETS):
            yield "verdict_curve", lambda: self.curve(os.path.join(HERE, "verdict_curve.csv"))

    def print_misses(self):
        held = [row for row in self.rows if holds(row) is not None]
        names = [row["set"].partition(": ")[2] for row in held if not holds(row)]
        print(f"MISS: {len(names)} of {len(held)}{': ' if names else ''}{', '.join(names)}")

    # ---- tools

    def documents(self, name):
        return self.read_documents(os.path.join(self.data, name, "docs.jsonl.zst"))

    def table(self, name, file):
        return self.read_tsv(os.path.join(self.data, name, file))

    def add(self, name, documents, **figures):
        row = dict(figures, set="verdicts: " + name, documents=documents,
                   by_folds=self.by_folds.get("verdicts: " + name))
        self.rows.append(row)
        self.bench.rows.append(row)
        cells = "".join(f"{row[c]:8.4f}" if row.get(c) is not None else "       -"
                        for c in ("recall", "false_alarms", "by_folds", "precision", "f1"))
        column, sense, floor = FLOORS.get(row["set"], ("", "", 0))
        aim = f"  {'at least' if sense == '+' else 'at most'} {floor:g}" if column else ""
        print(f"{name:<52} {documents:>6}{cells}{aim}{' MISS' if holds(row) is False else ''}", flush=True)

    def tell(self, title, lines, at_most=25):
        """With --verbose the worst errors, by id."""
        if self.bench.verbose and lines:
            print(f"    {title}:")
            for line in lines[:at_most]:
                print(f"        {line}")
            if len(lines) > at_most:
                print(f"        and {len(lines) - at_most} more")

    def judge(self, before, after, dated=True):
        """Stories by id, of a dump of two lists, of two sources, the first a day before the second."""
        dump = []
        for docs, source, date in ((before, "first.example", BEFORE), (after, "later.example", AFTER)):
            for doc in docs:
                story = {key: doc[key] for key in ("id", "title", "text", "lang") if doc.get(key)}
                dump.append(dict(story, source=source, **({"published": date} if dated else {})))
        return self.bench.cluster(dump).stories

    def judge_pairs(self, documents, pairs):
        """What the models say of listed pairs: (verdict, assessed, P(spun), P(machine-translated)) by pair."""
        dump, listed = self.bench.path(".jsonl"), self.bench.path(".tsv")
        self.bench.write_documents(dump, documents)
        with open(listed, "w", encoding="utf-8") as file:
            file.write("a\tb\n" + "".join(f"{a}\t{b}\n" for a, b in pairs))
        rows = csv.DictReader(self.bench.run(self.bench.changes, "--verdicts", listed, dump).splitlines())
        return {(r["a"], r["b"]): (r["verdict"], r["assessment"], float(r["spun"]), float(r["machine"]))
                for r in rows}

    # ---- the sets

    def seeds(self):
        """Machine-translated with its altered quotes and both mangled names; the others not flagged, the last one alone."""
        folder = os.path.join(self.data, os.pardir, "seeds")
        stories = {i[:3]: s for i, s in self.bench.cluster(folder).stories.items()}
        copy = stories["002"]
        found = [(e["kind"], e["copy"]) for e in copy.get("evidence", ())]
        checks = {
            "002 is machine-translated": copy["verdict"] == "machine-translated",
            "002 shows its altered quotes": sum(kind == "quote" for kind, _ in found) >= 4,
            "002 shows Saused and Poprab": {"Saused", "Poprab"} <= {text for kind, text in found if kind == "name"},
            "000 and 001 are not flagged": all(stories[i]["verdict"] in ("rewrite", "original") for i in ("000", "001")),
            "003 is single": stories["003"]["verdict"] == "single",
        }
        self.add("seeds", len(stories), recall=sum(checks.values()) / len(checks))
        self.tell("not so", [check for check, ok in checks.items() if not ok])

    def corpus(self, folder):
        stories = self.bench.cluster(os.path.join(folder, "stories")).stories
        labels = self.read_tsv(os.path.join(folder, "labels.tsv"))
        wrong = [row for row in labels if stories[row["id"]]["verdict"] not in CORPUS[row["kind"]]]
        calm = [row for row in labels if row["kind"] not in FLAGGED]
        false = [row for row in calm if stories[row["id"]]["verdict"] in FLAGGED]
        self.add("corpus", len(labels), recall=1 - len(wrong) / len(labels), false_alarms=share(len(false), len(calm)))
        self.tell("wrong", [describe(stories[row["id"]], row["kind"]) for row in wrong], 100)

    def tell_made(self, documents):
        """One dump a kind of copy: for each copy its class, its kind and what it was told to be; and the originals flagged."""
        originals = [doc for doc in documents if doc["kind"] == "original"]
        class_of = dict({k: "spun" for k in SPUN}, **{k: "machine-translated" for k in MACHINE},
                        reprint="reprint", abridged="abridged", human="human")
        told, altered_originals = [], []
        for kind in sorted(class_of):
            copies = [doc for doc in documents if doc["kind"] == kind]
            stories = self.judge(originals, copies)
            for doc in copies:
                story = stories[doc["id"]]
                answer = next((c for c, verdicts in CLASSES.items() if story["verdict"] in verdicts), story["verdict"])
                told.append((class_of[kind], kind, answer, story))
            altered_originals += [stories[d["id"]] for d in originals if stories[d["id"]]["verdict"] in FLAGGED]
        return told, altered_originals

    def made(self):
        """Macro F1 over the classes, each copy counted once."""
        documents = self.documents("altered-made").values()
        told, altered_originals = self.tell_made(documents)
        by_class, by_kind = collections.defaultdict(collections.Counter), collections.defaultdict(list)
        for truth, kind, answer, story in told:
            by_class[truth][answer] += 1
            by_kind[kind].append((answer == truth, story))
        scores, alike = class_scores(by_class, dict.fromkeys(CLASSES, 1)), class_scores(
            by_class, {c: 1 / sum(by_class[c].values()) for c in CLASSES})
        n_originals = sum(doc["kind"] == "original" for doc in documents)
        self.add("altered-made", len(told), f1=mean_f1(scores),
                 false_alarms=share(len(altered_originals), n_originals * len(by_kind)))
        self.add("altered-made: classes of one size", len(told), f1=mean_f1(alike))
        for name, (recall, precision, f1) in scores.items():
            self.add("altered-made: " + name, sum(by_class[name].values()), recall=recall, precision=precision, f1=f1)
        for kind, copies in by_kind.items():
            self.add("altered-made: kind " + kind, len(copies), recall=sum(right for right, _ in copies) / len(copies))
            verdicts = collections.Counter(story["verdict"] for _, story in copies)
            self.tell("verdicts", [", ".join(f"{v} {c}" for v, c in verdicts.most_common())])
        wrong = [(kind, story) for truth, kind, answer, story in told if answer != truth]
        self.tell("wrong, surest first", [describe(s, k) for k, s in sorted(wrong, key=by_probability)], 60)
        self.tell("originals told as altered", [describe(s, "original") for s in altered_originals])

    def xsum(self):
        documents = list(self.documents("altered-xsum").values())
        of = collections.defaultdict(list)
        for doc in documents:
            of[doc["kind"]].append(doc)
        base = of["original"] + of["distractor"]
        for dated in (True, False):
            calm, calm_flagged, originals = 0, [], []
            suffix = "" if dated else ", no dates"
            for kind in XSUM_KINDS:
                stories = self.judge(base, of[kind], dated)
                flagged = [stories[d["id"]] for d in of[kind] if stories[d["id"]]["verdict"] in FLAGGED]
                wrong_way = [stories[d["id"]] for d in base if stories[d["id"]]["verdict"] in FLAGGED]
                n = len(of[kind])
                if kind in ("polish", "dipper"):
                    calm, calm_flagged = calm + n, calm_flagged + flagged
                    originals += wrong_way
                    continue
                wanted = {"backtrans": "machine-translated", "word": "spun"}.get(kind)
                found = [s for s in flagged if s["verdict"] == wanted]
                # Letters changed: neither is asked of them, and what they are told as is reported.
                if wanted:
                    self.add(f"altered-xsum: {kind}{suffix}", n, recall=len(found) / n,
                             false_alarms=share(len(wrong_way), len(base)))
                    lost = [stories[d["id"]] for d in of[kind] if stories[d["id"]]["verdict"] != wanted]
                    self.tell("missed", [describe(s, kind) for s in lost])
                else:
                    self.add(f"altered-xsum: {kind} flagged{suffix}", n, false_alarms=len(flagged) / n)
                self.tell("originals told as altered", [describe(s, "original") for s in wrong_way])
            self.add(f"altered-xsum: polish and dipper{suffix}", calm, false_alarms=len(calm_flagged) / calm)
            self.add(f"altered-xsum: originals beside polish or dipper{suffix}", 2 * len(base),
                     false_alarms=len(originals) / (2 * len(base)))
            self.tell("false alarms", [describe(s, "") for s in sorted(calm_flagged, key=lambda s: -s["probability"])])
        self.xsum_of_copies(of)

    def xsum_of_copies(self, of):
        """Back-translations beside one other altered copy of the same original, which is dated earlier and is not told."""
        source = {row["id"]: row["cluster"] for row in self.table("altered-xsum", "clusters.tsv")}
        n = found = first_flagged = n_first = 0
        for other in XSUM_KINDS:
            if other == "backtrans":
                continue
            stories = self.judge(of[other], of["backtrans"])
            with_other = {source[doc["id"]] for doc in of[other]}
            asked = [stories[d["id"]] for d in of["backtrans"] if source[d["id"]] in with_other]
            got = [s for s in asked if s["verdict"] == "machine-translated"]
            n, found, n_first = n + len(asked), found + len(got), n_first + len(of[other])
            first_flagged += sum(stories[d["id"]]["verdict"] in FLAGGED for d in of[other])
            self.add("altered-xsum: backtrans of " + other, len(asked), recall=share(len(got), len(asked)))
        self.add("altered-xsum: backtrans of another copy", n, recall=share(found, n))
        self.add("altered-xsum: that other copy flagged", n_first, false_alarms=share(first_flagged, n_first))

    def wmt(self):
        documents = list(self.documents("translated-wmt21").values())
        kind_of = {d["id"]: re.match(r".*:(refA|refB|mt)(?::|$)", d["id"]).group(1) for d in documents}
        kind = collections.defaultdict(list)
        for doc in documents:
            kind[kind_of[doc["id"]]].append(doc)
        systems = collections.defaultdict(list)
        for doc in kind["mt"]:
            systems[doc["system"]].append(doc)
        n = found = 0
        each = []
        for system, docs in sorted(systems.items()):
            stories = self.judge(kind["refA"], docs)
            got = sum(stories[d["id"]]["verdict"] == "machine-translated" for d in docs)
            each.append((got / len(docs), system, len(docs)))
            n, found = n + len(docs), found + got
        self.add("translated-wmt21: mt of refA", n, recall=found / n)
        self.tell("by system, fewest found first", [f"{s} {r:.3f} of {k}" for r, s, k in sorted(each)], 60)
        stories = self.judge(kind["refA"], kind["refB"])
        flagged = [stories[d["id"]] for d in kind["refB"] if stories[d["id"]]["verdict"] in FLAGGED]
        self.add("translated-wmt21: refB of refA flagged", len(kind["refB"]), false_alarms=len(flagged) / len(kind["refB"]))
        stories = self.judge(kind["refA"], kind["mt"])
        got = sum(stories[d["id"]]["verdict"] == "machine-translated" for d in kind["mt"])
        wrong_way = sum(stories[d["id"]]["verdict"] in FLAGGED for d in kind["refA"])
        self.add("translated-wmt21: all mt together", len(kind["mt"]), recall=got / len(kind["mt"]),
                 false_alarms=wrong_way / len(kind["refA"]))

    def desk(self):
        documents = self.documents("samedesk-real")
        listed = [(r["id1"], r["id2"]) for r in self.table("samedesk-real", "pairs.tsv")]
        told = self.judge_pairs(documents.values(), listed + [(b, a) for a, b in listed])
        flagged = [pair for pair, answer in told.items() if answer[0] in FLAGGED]
        either = {frozenset(pair) for pair in flagged}
        self.add("samedesk-real: pairs", len(listed), false_alarms=len(either) / len(listed))
        self.add("samedesk-real: pairs, each way", 2 * len(listed), false_alarms=len(flagged) / (2 * len(listed)))
        self.tell("false alarms", [f"{a} to {b}: {told[a, b][0]} spun {told[a, b][2]:.3f} machine {told[a, b][3]:.3f}"
                                   for a, b in sorted(flagged, key=lambda p: -max(told[p][2:]))])
        self.share_flagged("samedesk-real", documents)

    def share_flagged(self, name, documents):
        """The set as one dump; all of it was written by people, so far as is known."""
        stories = self.bench.cluster(list(documents.values())).stories
        assessed = [s for s in stories.values() if s.get("assessed") and s["story_size"] > 1]
        flagged = [s for s in stories.values() if s["verdict"] in FLAGGED]
        self.add(f"{name}: one dump, of all", len(stories), false_alarms=share(len(flagged), len(stories)))
        self.add(f"{name}: one dump, of the assessed", len(assessed), false_alarms=share(len(flagged), len(assessed)))
        self.tell("flagged", [describe(s, "") for s in sorted(flagged, key=lambda s: -s["probability"])])

    def events(self, name):
        self.share_flagged(name, self.documents(name))

    # ---- the curve

    def curve(self, path):
        """Shares told at thresholds from 0 to 1, of pairs; beside those by folds, which are in the file already."""
        xsum, wmt, desk = (self.documents(n) for n in ("altered-xsum", "translated-wmt21", "samedesk-real"))
        copies = collections.defaultdict(dict)
        for row in self.table("altered-xsum", "pairs.tsv"):
            copies[row["id1"]][row["label"]] = row["id2"]
        groups = {"backtrans": [(o, c["backtrans"]) for o, c in copies.items() if "backtrans" in c],
                  "backtrans_of_copy": [(other, c["backtrans"]) for c in copies.values() if "backtrans" in c
                                        for kind, other in c.items() if kind != "backtrans"],
                  "polish_dipper": [(o, c[k]) for o, c in copies.items() for k in ("polish", "dipper") if k in c]}
        told = self.judge_pairs(xsum.values(), [p for pairs in groups.values() for p in pairs])
        by_source = collections.defaultdict(list)
        for i in wmt:
            by_source[i.split(":mt")[0].split(":ref")[0]].append(i)
        groups["wmt21"] = [(a, b) for ids in by_source.values() for a in ids if a.endswith(":refA")
                           for b in ids if ":mt:" in b]
        told.update(self.judge_pairs(wmt.values(), groups["wmt21"]))
        listed = [(r["id1"], r["id2"]) for r in self.table("samedesk-real", "pairs.tsv")]
        told.update(self.judge_pairs(desk.values(), listed + [(b, a) for a, b in listed]))
        spun, machine = ({p: t[i] for p, t in told.items()} for i in (2, 3))
        series = {name: [(spun[p], machine[p]) for p in pairs if p in told] for name, pairs in groups.items()}
        series["samedesk"] = [max(((spun[p], machine[p]) for p in (pair, pair[::-1])), key=max)
                              for pair in listed if pair in told]
        verdict_curve.write(path, "shipped", series)


def class_scores(told, weight):
    """Recall, precision and F1 by class, from what copies of each class were told to be; weight: of a copy, by class."""
    scores = {}
    for name in CLASSES:
        hit = told[name][name] * weight[name]
        recall = share(hit, sum(told[name].values()) * weight[name]) or 0
        precision = share(hit, sum(told[other][name] * weight[other] for other in CLASSES)) or 0
        scores[name] = recall, precision, 2 * recall * precision / (recall + precision) if hit else 0
    return scores


def mean_f1(scores):
    return sum(f1 for _, _, f1 in scores.values()) / len(scores)


def by_probability(item):
    return -item[1]["probability"]


def describe(story, kind):
    """A story's figures by its id."""
    parts = [story["id"], kind and f"({kind})", f"told {story['verdict']} p {story['probability']}"]
    if story.get("against") or story.get("duplicate_of"):
        parts.append(f"against {story.get('against') or story['duplicate_of']}")
    if story.get("why_not"):
        parts.append(f"not assessed: {story['why_not']}")
    parts.append(f"relation {story['relation']} jaccard {story['jaccard']} containment {story['containment']}")
    if story.get("open"):
        parts.append("open")
    counts = story.get("changes", {})
    parts.append(" ".join(f"{k}={v}" for k, v in counts.items() if v))
    return " ".join(part for part in parts if part)
