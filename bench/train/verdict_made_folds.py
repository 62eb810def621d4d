"""Writes bench/verdict_made_folds.csv: recall, precision and F1 by class of altered-made, and their mean, of all that wirefold
does with copies of stories that its models of verdicts never saw.

    python3 bench/train/verdict_made_folds.py --data FOLDER --changes build/bench/changes [--cache FOLDER]

For each fold of source stories the models are trained without it (verdict_models.py), wirefold is built with them in a folder
of its own, and judges the dumps that bench/quality.py makes; the stories of that fold count.
"""
import argparse
import collections
import csv
import os
import shutil
import subprocess
import sys
import tempfile

import verdict_models
import verdict_pairs as pairs

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.dirname(HERE)
ROOT = os.path.dirname(BENCH)
sys.path.insert(0, BENCH)
import quality  # noqa: E402
import verdict_quality  # noqa: E402

PARTS = (".ci", "lib", "cli", "bench", "Makefile")


def build(folder, tasks, scales, fold):
    """wirefold with models that lack a fold."""
    for name, task in tasks.items():
        verdict_models.write(task, scales[name], task.fit(task.train & (task.data.fold != fold)),
                             os.path.join(folder, "lib", "verdict", name + "_model.c"))
    subprocess.run(["make", "-s", "-C", folder, "build/wirefold"], check=True)
    return os.path.join(folder, "build", "wirefold")


def main():
    parser = argparse.ArgumentParser(description="Verdicts on altered-made by folds.")
    parser.add_argument("--data", required=True)
    parser.add_argument("--changes", required=True)
    parser.add_argument("--cache")
    options = parser.parse_args()
    data = pairs.Pairs(options.data, options.changes, options.cache)
    tasks = {name: verdict_models.Task(name, data) for name in verdict_models.MODELS}
    scales = {name: task.calibrate(task.out_of_fold()) for name, task in tasks.items()}
    by_class = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            source = os.path.join(ROOT, part)
            (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, os.path.join(folder, part))
        for fold in range(pairs.FOLDS):
            bench = quality.Bench(build(folder, tasks, scales, fold), folder, False)
            verdicts = verdict_quality.Verdicts(bench, options.data, quality.read_documents, quality.read_tsv)
            documents = verdicts.documents("altered-made")
            told, _ = verdicts.tell_made(documents.values())
            for truth, _, answer, story in told:
                if pairs.fold_of(documents[story["id"]]["source_id"]) == fold:
                    by_class[truth][answer] += 1
            print(f"fold {fold} of {pairs.FOLDS}", flush=True)
    scores = verdict_quality.class_scores(by_class, dict.fromkeys(verdict_quality.CLASSES, 1))
    with open(os.path.join(BENCH, "verdict_made_folds.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("class", "copies", "recall", "precision", "f1"))
        for name, figures in scores.items():
            writer.writerow((name, sum(by_class[name].values()), *(f"{x:.4f}" for x in figures)))
        writer.writerow(("mean", sum(sum(c.values()) for c in by_class.values()), "", "",
                         f"{verdict_quality.mean_f1(scores):.4f}"))


if __name__ == "__main__":
    sys.exit(main())
