"""Runs each peer and wirefold on the same dump, one after the other, and writes a line for each.

    compare.py --dump DUMP.jsonl --wirefold PROGRAM --work FOLDER --csv peers.csv --svg peers.svg

A peer is a program that reads a dump and writes groups (planted.py); to add one, add a line to PEERS and what installs
it to run.sh. What run.sh could not install has a file WORK/NAME.failed that says why: it is listed and left out, as is one
that fails here. All have one core, the same one; times and peak memory are of the whole process, from its start to
its written result. What takes less than 10 s is run three times, and the quickest counts.

Columns: peer, version, bands (times rows; "own": those it chooses), joins (what a pair has to pass: "exact" Jaccard,
"estimate" of it by the signatures, or "band": any shared one), stories, seconds, cpu_s, stories_per_s, peak_mb, recall
(share of planted pairs of exact Jaccard >= .7 that were found), precision (share of planted pairs found that have it),
strangers (stories grouped with one that descends from another original), j10 to j90: share found by tenths of Jaccard.
The last row is what k-permutation MinHash with the same bands finds, by its formula.
"""
import argparse
import csv
import math
import os
import subprocess
import sys
import time

import planted
import svg

HERE = os.path.dirname(os.path.abspath(__file__))
THRESHOLD = 0.7
BANDS, ROWS = 21, 6  # wirefold's at .7, of 128 values: the most rows with which .9 of the pairs at .7 share a band
TENTHS = range(10, 100, 10)
COLUMNS = ("peer", "version", "bands", "joins", "stories", "seconds", "cpu_s", "stories_per_s", "peak_mb", "recall",
           "precision", "strangers", *(f"j{t}" for t in TENTHS))


def script(peer, *arguments):
    return ["{work}/" + peer + "/bin/python", "-B", os.path.join(HERE, peer + "_run.py"), *arguments]


SAME = (str(BANDS), str(ROWS))
# name shown, what installs it, bands, joins, command: {work}, {dump}, {out} and {wirefold} are filled in
PEERS = (
    ("datasketch", "datasketch", "own", "band", script("datasketch", "{dump}", "{out}")),
    ("datasketch, our bands", "datasketch", "same", "band", script("datasketch", "{dump}", "{out}", *SAME)),
    ("datatrove", "datatrove", "same", "band", script("datatrove", "{dump}", "{out}", *SAME)),
    ("Rensa", "rensa", "same", "estimate", script("rensa", "full", "{dump}", "{out}", *SAME)),
    ("Rensa rho, samples", "rensa", "own", "flags", script("rensa", "rho", "{dump}", "{out}", *SAME)),
    ("gaoya", "gaoya", "same", "estimate", ["{work}/gaoya/release/gaoya_run", "{dump}", "{out}", *SAME, "0.7"]),
    ("gaoya, unverified", "gaoya", "same", "band", ["{work}/gaoya/release/gaoya_run", "{dump}", "{out}", *SAME, "0"]),
    ("wirefold", None, "same", "exact",
     ["{wirefold}", "cluster", "--level", "copy", "--threads", "1", "--quiet", "--format", "jsonl", "-o", "{out}",
      "{dump}"]),
)


class Failed(Exception):
    pass


def version(peer, options):
    """The version that runs, from the pinned list or from the program itself."""
    if peer is None:
        command = [options.wirefold, "--version"]
        return subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout.split()[-1]
    path, mark = (os.path.join(HERE, "gaoya", "Cargo.toml"), 'gaoya = "=') if peer == "gaoya" else \
        (os.path.join(HERE, peer + ".txt"), peer + "==")
    with open(path, encoding="utf-8") as file:
        return next(line for line in file if line.startswith(mark))[len(mark):].strip().rstrip('"')


def run(command, log):
    """Wall seconds, processor seconds and peak memory in MB of a command."""
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", RAYON_NUM_THREADS="1",
                       TOKENIZERS_PARALLELISM="false")
    begin = time.perf_counter()
    with open(log, "w", encoding="utf-8") as messages:
        try:
            process = subprocess.Popen(command, env=environment, stderr=messages)
        except OSError as error:
            raise Failed(f"cannot run {command[0]}: {error.strerror}") from error
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"ended with {process.returncode}; see {log}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def measure(name, peer, command, options):
    """The quickest of the runs of one peer, as a row without what it found."""
    failed = os.path.join(options.work, f"{peer}.failed")
    if os.path.exists(failed):
        with open(failed, encoding="utf-8") as file:
            raise Failed(file.read().strip())
    slug = name.replace(", ", "-").replace(" ", "-")
    out = os.path.join(options.work, slug + ".groups.jsonl")
    words = [word.format(work=options.work, dump=options.dump, out=out, wirefold=options.wirefold) for word in command]
    log = os.path.join(options.work, slug + ".log")
    best = run(words, log)
    if best[0] < 10:
        best = min(best, run(words, log), run(words, log))
    return {"peer": name, "version": version(peer, options), "seconds": best[0], "cpu_s": best[1], "peak_mb": best[2],
            "out": out}


def judge(row, truth):
    """Adds what the output of a row holds of the planted pairs."""
    found = planted.Found(row.pop("out"))
    row.update(stories=len(found), stories_per_s=len(found) / row["seconds"], recall=found.share(truth, THRESHOLD),
               precision=found.precision(truth, THRESHOLD), strangers=found.strangers(truth))
    row.update((f"j{t}", found.share(truth, t / 100, (t + 10) / 100 if t < 90 else 2)) for t in TENTHS)


def theory(truth):
    row = {"peer": "MinHash, by formula", "version": "", "bands": f"{BANDS} x {ROWS}", "joins": "band",
           "recall": planted.expected(truth, BANDS, ROWS, THRESHOLD)}
    row.update((f"j{t}", planted.expected(truth, BANDS, ROWS, t / 100, (t + 10) / 100 if t < 90 else 2)) for t in TENTHS)
    return row


def text(row, column):
    value = row.get(column)
    digits = {"seconds": 2, "cpu_s": 2, "stories_per_s": 0, "peak_mb": 0, "precision": 4, "recall": 4}
    if value is None:
        return ""
    if column in digits or column.startswith("j") and column[1:].isdigit():
        return f"{value:.{digits.get(column, 3)}f}"
    return str(value)


def show(rows):
    columns = [column for column in COLUMNS if column != "stories"]
    cells = [columns] + [[text(row, column) for column in columns] for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    for line in cells:
        print("  ".join(cell.ljust(w) if i < 4 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))).rstrip())


def same_pairs(row, formula, truth):
    """Whether a peer finds of the pairs from the threshold on what MinHash with our bands does, but for chance."""
    pairs = sum(jaccard >= THRESHOLD for _, _, jaccard in truth)
    p = formula["recall"]
    return row["joins"] != "flags" and row["recall"] >= p - 3 * math.sqrt(p * (1 - p) / max(pairs, 1))


def main():
    parser = argparse.ArgumentParser(description="Wirefold beside other tools on one dump.")
    for name in ("--dump", "--wirefold", "--work", "--csv", "--svg"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows, missing = [], []
    for name, peer, bands, joins, command in PEERS:
        print(f"{name} ...", file=sys.stderr)
        try:
            row = measure(name, peer, command, options)
        except Failed as error:
            missing.append(f"{name}: not run: {error}")
            if peer is None:
                sys.exit(f"compare.py: {missing[-1]}")
            continue
        rows.append(dict(row, bands=f"{BANDS} x {ROWS}" if bands == "same" else bands, joins=joins))
    # read after all were timed: this process's own memory counts for what it starts
    truth = planted.read_planted(options.dump)
    for row in rows:
        judge(row, truth)
    formula = theory(truth)
    show(rows + [formula])
    print(*missing, sep="\n", end="\n" if missing else "")
    ours = rows[-1]
    for row in rows[:-1]:
        print(f"end to end, wirefold / {row['peer']}: {row['seconds'] / ours['seconds']:.1f} times the speed "
              f"({row['cpu_s'] / ours['cpu_s']:.1f} by processor time), "
              f"{ours['peak_mb'] / row['peak_mb']:.2f} times the memory; "
              f"{'finds the same pairs' if same_pairs(row, formula, truth) else 'finds fewer pairs, or no pairs'}")
    if not same_pairs(ours, formula, truth):
        print("wirefold finds fewer pairs than MinHash with the same bands should")
    print(f"load average of this machine, last minute: {os.getloadavg()[0]:.2f}")
    with open(options.csv, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([text(row, column) for column in COLUMNS] for row in rows + [formula])
    bars = [(f"{row['peer']} {row['version']}", row["stories_per_s"],
             f"{row['stories_per_s']:,.0f}/s, recall {row['recall']:.3f}, {row['peak_mb']:.0f} MB", row is ours)
            for row in sorted(rows, key=lambda row: -row["stories_per_s"])]
    svg.bars(options.svg, f"Stories a second, JSONL to clusters, one core ({ours['stories']:,} stories)",
             "recall: share of planted copies of Jaccard .7 and above that were found; MB: peak memory", bars)


if __name__ == "__main__":
    main()
