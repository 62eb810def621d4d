"""datatrove from a JSON Lines dump to clusters, on one core, as somebody who knows it would write it.

    datatrove_run.py DUMP.jsonl GROUPS.jsonl BANDS ROWS

Its MinHash steps (signatures, buckets, clusters) one after the other in this process, with files in a temporary folder
beside the output. 5-word shingles of its own simplified text, numbers left as they are; that text is split at blanks, not
by spaCy, which would take several times longer for the same words. Stories that share a band are joined, as it is.
Writes {"id", "group"} a line.
"""
import json
import os
import struct
import sys
import tempfile

from datatrove.data import Document
from datatrove.pipeline.dedup.minhash import (MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster,
                                              MinhashDedupSignature)
from datatrove.utils.logging import logger
from datatrove.utils.text import TextNormConfig
from datatrove.utils.word_tokenizers import WordTokenizer

import common


class Blanks(WordTokenizer):
    def word_tokenize(self, text):
        return text.split()

    def sent_tokenize(self, text):
        return [text]

    def span_tokenize(self, text):
        return [(0, len(text))]


def documents(dump, ids):
    for story in common.read_stories(dump):
        ids.append(story["id"])
        yield Document(text=story["text"], id=story["id"])


def main(dump, out, bands, rows):
    logger.remove()
    config = MinhashConfig(n_grams=common.W, num_buckets=bands, hashes_per_bucket=rows,
                           norm_config=TextNormConfig(norm_numbers=False))
    ids = []
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(out))) as folder:
        signatures, buckets, clusters = (os.path.join(folder, name) for name in ("signatures", "buckets", "clusters"))
        MinhashDedupSignature(signatures, config, Blanks()).run(documents(dump, ids))
        for bucket in range(bands):
            MinhashDedupBuckets(signatures, buckets, config=config, lines_to_buffer=-1).run(None, bucket, bands)
        MinhashDedupCluster(buckets, clusters, config, save_cluster_id=True, lines_to_buffer=-1).run()
        with open(os.path.join(clusters, "000000.clusters"), "rb") as file:
            cluster_of = dict(struct.iter_unpack("<2I", file.read()))
    with open(out, "w", encoding="utf-8") as file:
        for i, name in enumerate(ids):
            print(json.dumps({"id": name, "group": cluster_of.get(i, f"alone {i}")}), file=file)


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
