"""Writes what the models of verdicts tell of stories that they never saw: bench/verdict_folds.csv, and the rows "folds" of
bench/verdict_curve.csv.

    python3 bench/train/verdict_folds.py --data FOLDER --changes build/bench/changes [--cache FOLDER]

Each pair is told twice at the default threshold: by models trained without the fold of its source story
(verdict_models.py), and by models trained without its whole set, which know neither its stories nor its translators.
bench/quality.py, beside it, measures the models as shipped, which have seen all sets.
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

COLUMNS = ("set", "kind", "beside", "pairs", "spun", "machine_translated", "spun_set_unseen", "machine_set_unseen")
ASSESSED_WORDS = 50  # aligned, of the copy: WF_ASSESSED_WORDS


def probabilities(data):
    """P(spun) and P(machine-translated) of each pair, by models without its fold and by models without its set; 0 where too
    little is aligned. The logistic scale is that of the folds."""
    assessed = np.expm1(data.x[:, list(data.names).index("words_aligned")]) > ASSESSED_WORDS - .5
    by_fold, by_set = [], []
    for name in ("spun", "machine"):
        task = verdict_models.Task(name, data)
        score = task.out_of_fold()
        slope, offset = task.calibrate(score)
        by_fold.append(np.where(assessed, 1 / (1 + np.exp(-(slope * score + offset))), 0))
        for left_out in pairs.SETS:
            own = data.set == left_out
            score[own] = task.fit(task.train & ~own).decision_function(data.x[own])
        by_set.append(np.where(assessed, 1 / (1 + np.exp(-(slope * score + offset))), 0))
    return by_fold, by_set


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


def told(spun, machine, threshold):
    """Which pairs are told as spun, and as machine-translated."""
    return (spun >= machine) & (spun >= threshold), (machine > spun) & (machine >= threshold)


def write_table(path, data, answers):
    """A row for every set, kind of copy and what it stands beside: the shares told as one and as the other."""
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
                        writer.writerow([name, kind, beside, some.sum(), *(f"{a[some].mean():.4f}" for a in answers)])


def main():
    parser = argparse.ArgumentParser(description="Verdicts by folds.")
    parser.add_argument("--data", required=True)
    parser.add_argument("--changes", required=True)
    parser.add_argument("--cache")
    options = parser.parse_args()
    data = pairs.Pairs(options.data, options.changes, options.cache)
    by_fold, by_set = probabilities(data)
    threshold = float(verdict_curve.default_threshold())
    write_table(os.path.join(BENCH, "verdict_folds.csv"), data,
                told(*by_fold, threshold) + told(*by_set, threshold))
    verdict_curve.write(os.path.join(BENCH, "verdict_curve.csv"), "folds", series_of(data, *by_fold))


if __name__ == "__main__":
    sys.exit(main())
