"""Pairs of the labelled sets (README.md here) for the models of verdicts: a reference, a copy, and what the copy is."""
import collections
import csv
import io
import json
import os
import re
import subprocess
import tempfile

import numpy as np

from labelled_sets import read_docs, read_tsv, stable

FOLDS = 5
SPUN = ('spun15', 'spun35', 'spun60', 'spunmoby30', 'spun_abr')
MADE_MT = ('mt_es', 'mt_ca', 'mt_gl', 'mt_eo', 'mt_hop', 'mt_abr')


def choose(items, n, salt):
    return sorted(items, key=lambda x: stable(salt + str(x)))[:n]


# Each set gives documents and pairs (reference, copy, what the copy is, group). What a copy is, is "kind" or, seen from
# a reference that is altered itself, "kind<reference's kind".

def altered_made(folder):
    docs = [d for d in read_docs(folder) if not d['kind'].startswith('xl_')]
    by_source = collections.defaultdict(dict)
    pairs = []
    for d in docs:
        if d['kind'] == 'hardneg':
            pairs.append((d['source_id'], d['id'], 'hardneg', d['source_id']))
        else:
            by_source[d['source_id']][d['kind']] = d['id']
    for source, ids in by_source.items():
        kinds = [k for k in ids if k != 'original']
        for k in kinds:
            pairs.append((ids['original'], ids[k], k, source))
            for other in choose([x for x in kinds if x not in (k, 'reprint')], 2, source + k):
                pairs.append((ids[other], ids[k], k + '<' + other, source))
        for other in choose([k for k in kinds if k != 'reprint'], 2, source):
            pairs.append((ids[other], ids['original'], 'original<' + other, source))
    return docs, pairs


def altered_xsum(folder):
    docs = read_docs(folder)
    by_source = collections.defaultdict(dict)
    for r in read_tsv(os.path.join(folder, 'pairs.tsv')):
        by_source[r['id1']][r['label']] = r['id2']
    pairs = []
    for source, ids in by_source.items():
        for k in ids:
            pairs.append((source, ids[k], k, source))
            pairs.append((ids[k], source, 'original<' + k, source))
            for other in ids:
                if other != k:
                    pairs.append((ids[other], ids[k], k + '<' + other, source))
    return docs, pairs


def translated(folder):
    docs = read_docs(folder)
    by_source = collections.defaultdict(lambda: collections.defaultdict(list))
    for d in docs:
        source, kind = re.match(r'(.*):(refA|refB|mt)(?::|$)', d['id']).groups()
        by_source[source][kind].append(d['id'])
    pairs = []
    for source, ids in by_source.items():
        a, b = ids['refA'], ids['refB']
        for x in a:
            for y in b:
                pairs.append((x, y, 'refB', source))
            for y in ids['mt']:
                pairs.append((x, y, 'mt', source))
                pairs.append((y, x, 'ref<mt', source))
        for y in ids['mt']:
            for other in choose([x for x in ids['mt'] if x != y], 2, y):
                pairs.append((other, y, 'mt<mt', source))
    return docs, pairs


def same_desk(folder):
    docs = read_docs(folder)
    rows = read_tsv(os.path.join(folder, 'pairs.tsv'))
    root = {}

    def find(i):
        while root.setdefault(i, i) != i:
            i = root[i]
        return i
    for r in rows:
        root[find(r['id1'])] = find(r['id2'])
    return docs, [(a, b, 'desk', find(a)) for r in rows for a, b in ((r['id1'], r['id2']), (r['id2'], r['id1']))]


def events(folder, per_story=40):
    docs = [d for d in read_docs(folder) if d.get('text')]
    gold = {r['id']: r['cluster'] for r in read_tsv(os.path.join(folder, 'clusters.tsv'))}
    members = collections.defaultdict(list)
    for d in docs:
        if d['id'] in gold:
            members[gold[d['id']]].append(d['id'])
    pairs = []
    for story, ids in members.items():
        some = [(a, b) for a in ids for b in ids if a != b]
        group = 'ecb' + re.match(r'\d+', ids[0]).group() if 'ecb' in folder else 'fnc' + story
        pairs += [(a, b, 'event', group) for a, b in choose(some, per_story, story)]
    return docs, pairs


def abridged(folder):
    docs = read_docs(folder)
    gold = {r['id']: r['cluster'] for r in read_tsv(os.path.join(folder, 'clusters.tsv'))}
    kinds = {d['id']: d['kind'] for d in docs}
    by_source = collections.defaultdict(dict)
    for i, c in gold.items():
        by_source[c]['article' if kinds[i] == 'article' else 'summary'] = i
    pairs = [(x['article'], x['summary'], 'abridgement', 'bbc-' + c[2:].replace('_', '-'))
             for c, x in by_source.items() if len(x) == 2 and stable(c) % 4 == 0]
    return docs, pairs


SETS = collections.OrderedDict([
    ('altered-made', altered_made), ('altered-xsum', altered_xsum), ('translated-wmt21', translated),
    ('samedesk-real', same_desk), ('events-fnc', events), ('events-ecbplus', events), ('abridged-bbc', abridged)])


def fold_of(group):
    return stable('fold' + group) % FOLDS


class Pairs:
    """Features, sets, kinds, folds and ids of all pairs."""

    def __init__(self, data, program, cache=None):
        self.ids, xs, self.set, self.kind, folds = [], [], [], [], []
        for name, make in SETS.items():
            docs, pairs = make(os.path.join(data, name))
            rows, self.names = features(program, docs, pairs, cache and os.path.join(cache, name + '.npz'))
            n = 0
            for a, b, kind, group in pairs:
                if (a, b) not in rows:
                    continue
                n += 1
                self.ids.append((a, b))
                xs.append(rows[a, b])
                self.set.append(name)
                self.kind.append(kind)
                folds.append(fold_of(group))
            print('%-18s %6d documents %6d pairs' % (name, len(docs), n), flush=True)
        self.x = np.array(xs)
        self.set, self.kind, self.fold = np.array(self.set), np.array(self.kind), np.array(folds)


def features(program, docs, pairs, cache):
    """Rows of features by pair of ids, from the cache if there is one."""
    if cache and os.path.exists(cache):
        z = np.load(cache, allow_pickle=False)
        return {(a, b): x for (a, b), x in zip(z['ids'].tolist(), z['x'])}, list(z['names'])
    with tempfile.NamedTemporaryFile('w', suffix='.jsonl', encoding='utf-8') as f, \
            tempfile.NamedTemporaryFile('w', suffix='.tsv', encoding='utf-8') as g:
        for d in docs:
            f.write(json.dumps({k: d[k] for k in ('id', 'title', 'text') if d.get(k)}, ensure_ascii=False) + '\n')
        f.flush()
        g.write('a\tb\n' + ''.join('%s\t%s\n' % p[:2] for p in pairs))
        g.flush()
        out = subprocess.run([program, g.name, f.name], stdout=subprocess.PIPE, check=True).stdout.decode()
    rows = csv.reader(io.StringIO(out))
    names = next(rows)[2:]
    ids, x = [], []
    for row in rows:
        ids.append(row[:2])
        x.append([float(v) for v in row[2:]])
    if cache:
        os.makedirs(os.path.dirname(cache), exist_ok=True)
        np.savez_compressed(cache, ids=np.array(ids), x=np.array(x), names=np.array(names))
    return {tuple(i): np.array(v) for i, v in zip(ids, x)}, names
