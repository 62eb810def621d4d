"""Counts how many stories have each stem and writes lib/text/background_en.tsv.

    python3 bench/train/background.py --data FOLDER --evidence build/bench/evidence

Counted over the stories of FOLDER named in SOURCES. What is kept are stems that MIN stories or more have, in classes of a
quarter of a power of two.
"""
import argparse
import collections
import json
import math
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
MIN = 4
SOURCES = {  # folder: which stories
    'background-reuters': lambda d: True,
    'abridged-bbc': lambda d: d['kind'] == 'article',
    'altered-xsum': lambda d: d['kind'] in ('original', 'distractor'),
    'translated-wmt21': lambda d: d['id'].endswith('refA'),
}
HEAD = '''# How frequent English words are in news: stems (Snowball English) and the class of the number of stories that have
# one, class = round(4 log2(stories)). Counted by bench/train/background.py over the stories of the measuring sets
# background-reuters (Reuters-21578, 1987), abridged-bbc (articles, BBC 2004-05), altered-xsum (originals, BBC 2010s)
# and translated-wmt21 (one human translation a story, 2021). Frequencies alone; stems of fewer than %d stories are left out.
# texts %d
'''


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', required=True)
    parser.add_argument('--evidence', required=True)
    args = parser.parse_args()
    seen = set()
    with tempfile.NamedTemporaryFile('w', suffix='.jsonl', encoding='utf-8') as f:
        for folder, wanted in SOURCES.items():
            path = os.path.join(args.data, folder, 'docs.jsonl.zst')
            out = subprocess.run(['zstd', '-dcq', path], stdout=subprocess.PIPE, check=True).stdout.decode()
            for d in map(json.loads, out.splitlines()):
                if wanted(d) and d['text'][:200] not in seen:
                    seen.add(d['text'][:200])
                    f.write(json.dumps({'id': str(len(seen)), 'title': d.get('title') or '', 'text': d['text']}) + '\n')
        f.flush()
        out = subprocess.run([args.evidence, '--stems', f.name], stdout=subprocess.PIPE, check=True).stdout.decode()
    count = collections.Counter()
    lines = out.splitlines()
    for line in lines:
        count.update(set(line.split()))
    kept = {s: n for s, n in count.items() if n >= MIN and '"' not in s and '\\' not in s}
    with open(os.path.join(HERE, '..', '..', 'lib', 'text', 'background_en.tsv'), 'w', encoding='utf-8') as f:
        f.write(HEAD % (MIN, len(lines)))
        for stem in sorted(kept, key=lambda s: (-kept[s], s)):
            f.write('%s\t%d\n' % (stem, round(4 * math.log2(kept[stem]))))
    print('%d stories, %d stems, %d kept' % (len(lines), len(count), len(kept)))


if __name__ == '__main__':
    main()
