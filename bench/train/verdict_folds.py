"""Writes what the models of verdicts tell of stories that they never saw: bench/verdict_folds.csv, and the rows "folds" of
bench/verdict_curve.csv.

    python3 bench/train/verdict_folds.py --data FOLDER --changes build/bench/changes [--cache FOLDER]

Each pair is told by models trained without the fold of its source story (verdict_models.py), at the threshold that is the
default. bench/quality.py, beside it, measures the models as shipped, which have seen these sets.
"""
import argparse
import csv
import os
import sys

import numpy as np

import verdict_models
import verdict_pairs as pairs

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.dirname(HERE)
sys.path.insert(0, BENCH)
import verdict_curve  # noqa: E402

COLUMNS = ("set", "kind", "beside", "pairs", "spun", "machine_translated")
ASSESSED_WORDS = 50  # aligned, of the copy: WF_ASSESSED_WORDS


def probabilities(data):
    """P(spun) and P(machine-translated) of each pair, by models without its fold; 0 where too little is aligned."""
    assessed = np.expm1(data.x[:, list(data.names).index("words_aligned")]) > ASSESSED_WORDS - .5
    out = []
    for name in ("spun", "machine"):
        task = verdict_models.Task(name, data)
        score = task.out_of_fold()
        slope, offset = task.calibrate(score)
        out.append(np.where(assessed, 1 / (1 + np.exp(-(slope * score + offset))), 0))
    return out


def series_of(data, spun, machine):
    """The series of the curve; a same-desk pair counts once, by the way round that is told more surely."""
    def select(name, keep):
        rows = [i for i in np.flatnonzero(data.set == name) if keep(data.kind[i])]
        return [(spun[i], machine[i]) for i in rows]

    desk = {}
    for i in np.flatnonzero(data.set == "samedesk-real"):
        pair = frozenset(data.ids[i])
        desk[pair] = max(desk.get(pair, (0, 0)), (spun[i], machine[i]), key=max)
    return {"backtrans": select("altered-xsum", lambda k: k == "backtrans"),
            "backtrans_of_copy": select("altered-xsum", lambda k: k.startswith("backtrans<")),
            "wmt21": select("translated-wmt21", lambda k: k == "mt"),
            "polish_dipper": select("altered-xsum", lambda k: k in ("polish", "dipper")),
            "samedesk": list(desk.values())}


def write_table(path, data, spun, machine, threshold):
    """A row for every set, kind of copy and what it stands beside: the shares told as spun and as machine-translated."""
    told_spun = (spun >= machine) & (spun >= threshold)
    told_machine = (machine > spun) & (machine >= threshold)
    what = np.array([k.split("<")[0] for k in data.kind])
    original = np.array(["<" not in k for k in data.kind])
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name in pairs.SETS:
            for kind in sorted(set(what[data.set == name])):
                for beside, seen in (("original", original), ("copy", ~original)):
                    some = (data.set == name) & (what == kind) & seen
                    if some.any():
                        writer.writerow([name, kind, beside, some.sum(), f"{told_spun[some].mean():.4f}",
                                         f"{told_machine[some].mean():.4f}"])


def main():
    parser = argparse.ArgumentParser(description="Verdicts by folds.")
    parser.add_argument("--data", required=True)
    parser.add_argument("--changes", required=True)
    parser.add_argument("--cache")
    options = parser.parse_args()
    data = pairs.Pairs(options.data, options.changes, options.cache)
    spun, machine = probabilities(data)
    write_table(os.path.join(BENCH, "verdict_folds.csv"), data, spun, machine, float(verdict_curve.default_threshold()))
    verdict_curve.write(os.path.join(BENCH, "verdict_curve.csv"), "folds", series_of(data, spun, machine))


if __name__ == "__main__":
    sys.exit(main())
