"""Time and memory of wirefold against the number of stories: what `make scale` runs.

    scale.py --wirefold PROGRAM --gen PROGRAM --bound PROGRAM
             [--max 10000000] [--max-story 1000000] [--csv FILE] [--svg FILE]

bench/gen writes the stories into a pipe that wirefold reads, so no dump is kept; wirefold itself puts the texts aside in a
temporary file (TMPDIR), about as large as the dump, 2.6 GB a million. Wirefold has one thread and one core, the
generator another where there is one. Sizes are 1 and 3 times powers of ten from 10,000 to --max for copies alone
(--level copy) and to --max-story for both levels, without verdicts; one story in five is a copy and one in ten a rewrite
in all runs.

Columns: level, stories, seconds (wall, from start to written result), cpu_s (user and system time of wirefold alone),
system_s (the system's part of it), wait_s (the rest of seconds: the generator, the disk, a busy machine), peak_mb
(resident memory at most), bound (stories/s of bench/bound on wirefold's core, the mean of just before and just after: how fast the
machine was). Slopes are of log cpu_s on log stories by least squares, over the sizes from 100,000 on if there are three,
else over all. Exit codes: 0 done, 2 wrong usage, 3 a program failed.
"""
import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import time

from peers import svg

SMALLEST = 10_000
COLUMNS = ("level", "stories", "seconds", "cpu_s", "system_s", "wait_s", "peak_mb", "bound")
LEVELS = {"copy": ["--level", "copy"], "story": ["--no-verdicts"]}


def sizes(largest):
    """10,000, 30,000, 100,000 ... up to the largest, which is always one of them."""
    steps = [step * 10 ** e for e in range(4, 10) for step in (1, 3)]
    return [size for size in steps if size < largest] + [largest]


def cores():
    """Cores for wirefold and for the generator; None where they cannot be chosen."""
    if not hasattr(os, "sched_setaffinity"):
        return None, None
    free = sorted(os.sched_getaffinity(0))
    return {free[-1]}, {free[0]}


def start(command, core, **streams):
    """Starts a command on a core: children inherit this process's."""
    if core is None:
        return subprocess.Popen(command, **streams)
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, core)
    try:
        return subprocess.Popen(command, **streams)
    finally:
        os.sched_setaffinity(0, before)


def measure_bound(options):
    """Stories/s of the bound on wirefold's core."""
    program = start([options.bound, "--json"], cores()[0], stdout=subprocess.PIPE)
    out = program.communicate()[0]
    if program.returncode:
        print(f"scale.py: the bound ended with {program.returncode}", file=sys.stderr)
        sys.exit(3)
    return json.loads(out)["bound"]["stories_per_s"]


def run(options, level, stories):
    """A row: one run over a fresh pipe, and the bound before and after it."""
    ours, theirs = cores()
    before = measure_bound(options)
    begin = time.perf_counter()
    make = start([options.gen, "--stories", str(stories), "--copies", "0.2", "--rewrites", "0.1"], theirs,
                 stdout=subprocess.PIPE)
    with tempfile.TemporaryFile() as messages:
        read = start([options.wirefold, "cluster", *LEVELS[level], "--threads", "1", "--quiet", "--format", "jsonl", "-"],
                     ours, stdin=make.stdout, stdout=subprocess.DEVNULL, stderr=messages)
        make.stdout.close()
        _, status, usage = os.wait4(read.pid, 0)
        seconds = time.perf_counter() - begin
        read.returncode = os.waitstatus_to_exitcode(status)
        made = make.wait()
        if read.returncode or made:
            messages.seek(0)
            sys.stderr.write(messages.read().decode(errors="replace"))
            print(f"scale.py: {stories} stories: wirefold ended with {read.returncode}, gen with {made}", file=sys.stderr)
            sys.exit(3)
    busy = usage.ru_utime + usage.ru_stime
    peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
    bound = (before + measure_bound(options)) / 2
    return {"level": level, "stories": stories, "seconds": seconds, "cpu_s": busy, "system_s": usage.ru_stime,
            "wait_s": max(seconds - busy, 0), "peak_mb": peak, "bound": bound}


def slope(rows, column):
    """Slope of a column against the stories, both as logarithms; None for fewer than two sizes."""
    large = [row for row in rows if row["stories"] >= 100_000]
    points = [(math.log(row["stories"]), math.log(row[column])) for row in (large if len(large) >= 3 else rows)]
    n = len(points)
    if n < 2:
        return None
    mx, my = (sum(values) / n for values in zip(*points))
    return sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)


def write(options, rows):
    """The figures so far, so that an interrupted run leaves what it has."""
    with open(options.csv, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([row["level"], row["stories"], *(f"{row[c]:.2f}" for c in COLUMNS[2:6]), *(f"{row[c]:.0f}" for c in COLUMNS[6:])])
    names = {"copy": "copies alone", "story": "copies and rewrites"}
    levels = [(names[level], [row for row in rows if row["level"] == level]) for level in names]
    levels = [(name, found) for name, found in levels if found]

    def lines(column):
        return [(f"{name}, slope {slope(found, column):.2f}" if len(found) > 1 else name,
                 [(row["stories"], row[column]) for row in found]) for name, found in levels]

    svg.loglog(options.svg, "Time and memory against the number of stories, one core",
               [("processor time", "s", lines("cpu_s")), ("peak memory", "MB", lines("peak_mb"))])


def positive(text):
    value = int(text)
    if value < SMALLEST:
        raise argparse.ArgumentTypeError(f"at least {SMALLEST}")
    return value


def main():
    parser = argparse.ArgumentParser(description="Time and memory against the number of stories.")
    parser.add_argument("--wirefold", required=True)
    parser.add_argument("--gen", required=True)
    parser.add_argument("--bound", required=True)
    parser.add_argument("--max", type=positive, default=10_000_000, help="most stories for copies alone (10000000)")
    parser.add_argument("--max-story", type=positive, default=1_000_000, help="most stories for both levels (1000000)")
    parser.add_argument("--csv", default="bench/scale.csv")
    parser.add_argument("--svg", default="bench/scale.svg")
    options = parser.parse_args()
    rows = []
    print(f"{'level':<6} {'stories':>9} {'seconds':>9} {'CPU s':>9} {'system s':>9} {'wait s':>8} "
          f"{'peak MB':>8} {'CPU us/story':>13} {'bound':>7}")
    for level, largest in (("copy", options.max), ("story", min(options.max, options.max_story))):
        for stories in sizes(largest):
            row = run(options, level, stories)
            rows.append(row)
            print(f"{level:<6} {stories:>9} {row['seconds']:>9.2f} {row['cpu_s']:>9.2f} {row['system_s']:>9.2f} {row['wait_s']:>8.2f} "
                  f"{row['peak_mb']:>8.0f} {row['cpu_s'] / stories * 1e6:>13.1f} {row['bound']:>7.0f}", flush=True)
            write(options, rows)
    for level in ("copy", "story"):
        found = [row for row in rows if row["level"] == level]
        if len(found) > 1:
            users = [{**row, "user_s": row["cpu_s"] - row["system_s"]} for row in found]
            print(f"{level}: slope of log time {slope(found, 'cpu_s'):.3f} ({slope(users, 'user_s'):.3f} without the "
                  f"system's part), of log memory {slope(found, 'peak_mb'):.3f}")
    both = {(row["level"], row["stories"]): row["cpu_s"] * row["bound"] for row in rows}
    common = max(stories for level, stories in both if level == "story")
    if ("copy", common) in both:
        print(f"both levels / copies alone at {common} stories: {both['story', common] / both['copy', common]:.2f} times the "
              "time, scaled by the bound")
    if hasattr(os, "getloadavg"):
        print(f"load average of this machine, last minute: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
