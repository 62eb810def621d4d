"""Rensa from a JSON Lines dump to clusters, on one core, as somebody who knows it would write it.

    rensa_run.py full|rho DUMP.jsonl OUT.jsonl BANDS ROWS

The set of a story is its 5-word shingles of lower-cased words, in the order of the text, which Rensa hashes.

full: R-MinHash over all shingles, BANDS x ROWS values; RMinHashLSH is given a batch of stories and asked for each; of
what it answers, earlier stories with an estimated Jaccard of .7 are joined by union-find. Writes {"id", "group"} a line.
rho: the batch pipeline that its own benchmarks time. It samples positions of tokens, and says only whether a story
has a near-duplicate, not which. 128 values in 16 bands, because it folds and rescues bands itself. Writes {"id",
"duplicate"} a line.
"""
import itertools
import json
import sys

from rensa import RMinHash, RMinHashLSH

import common

BATCH = 1000
SEED = 1


def batches(dump):
    """Ids and lists of shingles of a batch of stories."""
    stories = common.read_stories(dump)
    while batch := list(itertools.islice(stories, BATCH)):
        yield [story["id"] for story in batch], [common.shingles(story["text"]) for story in batch]


def run_full(dump, out, bands, rows):
    lsh = RMinHashLSH(common.THRESHOLD, bands * rows, bands)
    ids, signatures, groups = [], [], common.Groups()
    for names, sets in batches(dump):
        first = len(ids)
        made = RMinHash.from_token_sets(sets, bands * rows, SEED)
        ids += names
        signatures += made
        lsh.insert_many(made, first)
        for i, candidates in enumerate(lsh.query_all(made), first):
            groups.add()
            for other in candidates:
                if other < i and lsh.is_similar(signatures[i], signatures[other]):
                    groups.join(i, other)
    common.write_groups(out, ids, groups)


def run_rho(dump, out):
    ids, sets = [], []
    for names, shingles in batches(dump):
        ids += names
        sets += shingles
    matrix = RMinHash.digest_matrix_from_token_sets_rho(sets, 128, SEED)
    flags = RMinHashLSH(common.THRESHOLD, 128, 16).query_duplicate_flags_matrix_one_shot(matrix)
    with open(out, "w", encoding="utf-8") as file:
        for name, flag in zip(ids, flags):
            print(json.dumps({"id": name, "duplicate": flag}), file=file)


if __name__ == "__main__":
    if sys.argv[1] == "rho":
        run_rho(*sys.argv[2:4])
    else:
        run_full(*sys.argv[2:4], *map(int, sys.argv[4:]))
