"""datasketch from a JSON Lines dump to clusters, on one core, as somebody who knows it would write it.

    datasketch_run.py DUMP.jsonl GROUPS.jsonl [BANDS ROWS]

The set of a story is its 5-word shingles of lower-cased words, hashed by xxh32; its signature 128 permutations from one
shared set of them, all shingles in one update_batch; MinHashLSH at .7, with the bands it chooses itself if none are
given, is asked for earlier stories, then given this one; what it answers is joined by union-find, as it is. Writes
{"id", "group"} a line.
"""
import sys

import xxhash
from datasketch import MinHash, MinHashLSH

import common

PERMUTATIONS = 128


def main(dump, out, bands=0, rows=0):
    params = (int(bands), int(rows)) if bands else None
    empty = MinHash(num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest)
    lsh = MinHashLSH(threshold=common.THRESHOLD, num_perm=PERMUTATIONS, params=params)
    ids, groups = [], common.Groups()
    for i, story in enumerate(common.read_stories(dump)):
        signature = empty.copy()
        signature.update_batch({shingle.encode() for shingle in common.shingles(story["text"])})
        ids.append(story["id"])
        groups.add()
        for other in lsh.query(signature):
            groups.join(i, other)
        lsh.insert(i, signature, check_duplication=False)
    common.write_groups(out, ids, groups)


if __name__ == "__main__":
    main(*sys.argv[1:])
