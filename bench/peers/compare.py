"""Runs each peer and wirefold on the same dump, one after the other, and writes a line for each.

    compare.py --dump DUMP.jsonl --wirefold PROGRAM --work FOLDER --out peers.csv

A peer is a program that reads a dump and writes groups (planted.py); to add one, add a line to PEERS. Every run has one
core; wall time and peak memory are of the whole process, from its start to its written result, measured here alike for
all. Columns: peer, version, stories, seconds, stories_per_s, peak_mb, recall (planted pairs of exact Jaccard >= .7 that
stand in one group). Printed besides: the share of pairs under .7 that were grouped too, and stories grouped with one
that descends from another original, and processor seconds, which other work on the machine disturbs less.
"""
import argparse
import csv
import importlib.metadata
import os
import subprocess
import sys
import time

import planted

HERE = os.path.dirname(os.path.abspath(__file__))
THRESHOLD = 0.7
COLUMNS = ("peer", "version", "stories", "seconds", "stories_per_s", "peak_mb", "recall")

# name, version, command: {dump} and {out} are filled in
PEERS = (
    ("datasketch", lambda _: importlib.metadata.version("datasketch"),
     [sys.executable, os.path.join(HERE, "datasketch_run.py"), "{dump}", "{out}"]),
    ("wirefold", lambda program: subprocess.run([program, "--version"], stdout=subprocess.PIPE, encoding="utf-8",
                                                check=True).stdout.split()[-1],
     ["{wirefold}", "cluster", "--threads", "1", "--quiet", "--format", "jsonl", "-o", "{out}", "{dump}"]),
)


def run(command):
    """Wall seconds, processor seconds and peak memory in MB of a command."""
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"compare.py: {command[0]} ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def main():
    parser = argparse.ArgumentParser(description="Wirefold beside other tools on one dump.")
    for name in ("--dump", "--wirefold", "--work", "--out"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    rows = []
    for name, version, command in PEERS:
        out = os.path.join(options.work, name + ".groups.jsonl")
        seconds, busy, peak = run([part.format(dump=options.dump, out=out, wirefold=options.wirefold) for part in command])
        rows.append({"peer": name, "version": version(options.wirefold), "seconds": seconds, "busy": busy,
                     "peak_mb": peak, "out": out})
    # read after all were timed: this process's own memory counts for what it starts
    truth = planted.read_planted(options.dump)
    print(f"{'peer':<12} {'version':>8} {'stories':>9} {'seconds':>9} {'CPU s':>7} {'stories/s':>10} {'peak MB':>8} {'recall':>7} "
          f"{'under .7':>8} {'strangers':>9}")
    for row in rows:
        groups = planted.read_groups(row.pop("out"))
        row.update(stories=len(groups), stories_per_s=len(groups) / row["seconds"],
                   recall=planted.share_grouped(truth, groups, THRESHOLD))
        print(f"{row['peer']:<12} {row['version']:>8} {row['stories']:>9} {row['seconds']:>9.2f} "
              f"{row['busy']:>7.2f} {row['stories_per_s']:>10.0f} {row['peak_mb']:>8.0f} {row['recall']:>7.4f} "
              f"{planted.share_grouped(truth, groups, 0, THRESHOLD):>8.4f} {planted.strangers(truth, groups):>9}")
    ours = rows[-1]
    for row in rows[:-1]:
        print(f"end to end, wirefold / {row['peer']}: {row['seconds'] / ours['seconds']:.1f} times the speed "
              f"({row['busy'] / ours['busy']:.1f} by processor time), "
              f"{ours['peak_mb'] / row['peak_mb']:.2f} times the memory")
    print(f"load average of this machine, last minute: {os.getloadavg()[0]:.2f}")
    with open(options.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            writer.writerow(dict(row, seconds=f"{row['seconds']:.2f}", stories_per_s=f"{row['stories_per_s']:.0f}",
                                 peak_mb=f"{row['peak_mb']:.0f}", recall=f"{row['recall']:.4f}"))


if __name__ == "__main__":
    main()
