"""Trains the model of P(same story) and writes lib/verify/story_model.c.

    python3 bench/train/story_model.py --data FOLDER --evidence build/bench/evidence [--write] [--cache FOLDER]

FOLDER holds the labelled sets (README.md here says which and how they are used). Needs numpy, scipy, scikit-learn.
Without --write it only reports: the adjusted Rand index of every set, clustered by group average on predictions of models
that never saw the set's stories (folds by source story, across sets), and how well these predictions are calibrated.
"""
import argparse
import collections
import csv
import heapq
import io
import json
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

import trees
from labelled_sets import read_docs, read_tsv, stable

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDS = 5
MIN_OVERLAP = 0.10  # as lib/engine/rewrites.h
ALONE_OVERLAP = 0.33  # as lib/verify/same_story.h
SETS = ('events-fnc', 'events-ecbplus', 'altered-xsum', 'translated-wmt21', 'altered-made', 'abridged-bbc')
# Pairs of stories of one desk by hand or by construction, in NAME_pairs.tsv, and the set that they are of.
LISTED = {'samedesk': 'samedesk-real', 'reuters': 'background-reuters', 'firms': 'background-reuters',
          'told': 'background-reuters', 'told_samedesk': 'samedesk-real'}
KINDS = ('backtrans', 'dipper', 'polish', 'word', 'char', 'charword')  # of altered-xsum, each a set of its own

# Which way each feature may move P(same story): 1 up, -1 down, 0 either. Features not listed are not used.
DIRECTION = collections.OrderedDict([
    ('overlap', 1), ('squared', 1), ('cosine', 1), ('contained_min', 1), ('contained_max', 1), ('shared', 1),
    ('lead', 1), ('lead_in', 1), ('lead_in_max', 1), ('bigrams', 1), ('skip_bigrams', 1), ('names', 1),
    ('names_apart', -1), ('names_shared', 0), ('lead_names', 1), ('telling', 1), ('telling_name_apart', -1),
    ('rare', 1), ('rare_in', 1), ('rare_shared', 1), ('numbers', 1), ('numbers_apart', -1), ('numbers_shared', 0),
    ('quotes', 1), ('days', 1), ('years', 1), ('weekdays', -1), ('places_conflict', -1), ('length', 0),
    ('length_ratio', 0), ('nearness_min', 0), ('nearness_max', 0), ('best_third', 1),
    ('coverage_min', 1), ('coverage_max', 1), ('numbers_conflict', -1), ('names_conflict', -1), ('aligned', 0)])


class Corpus:
    """Documents of one set with their gold cluster and the group of sources that one fold holds."""

    def __init__(self, name, data):
        self.name = name
        folder = os.path.join(data, name)
        docs = read_docs(folder)
        if name == 'altered-made':
            docs = [d for d in docs if not d['kind'].startswith('xl_')]
            # Every third source story: the copies of one tell what those of another do.
            docs = [d for d in docs if stable(d['source_id']) % 3 == 0]
            self.gold = {d['id']: d['id'] if d['kind'] == 'hardneg' else d['source_id'] for d in docs}
            self.group = {d['id']: d['source_id'] for d in docs}
        else:
            self.gold = {r['id']: r['cluster'] for r in read_tsv(os.path.join(folder, 'clusters.tsv'))}
            if name == 'translated-wmt21':
                docs = [d for d in docs if stable(d['id']) % 3 != 0]
            if name == 'abridged-bbc':
                docs = [d for d in docs if d['kind'] == 'article']
            self.group = {}
            for d in docs:
                g = self.gold[d['id']]
                self.group[d['id']] = 'ecb' + re.match(r'\d+', d['id']).group() if 'ecb' in name else name + g
        self.docs = [d for d in docs if d['id'] in self.gold]


def evidence(args, name, docs, extra=()):
    """Rows of features by pair of ids, from the cache if there is one."""
    cache = os.path.join(args.cache, name + '.npz') if args.cache else None
    if cache and os.path.exists(cache):
        z = np.load(cache, allow_pickle=False)
        return z['ids'], z['pairs'], z['x'], list(z['names'])
    with tempfile.NamedTemporaryFile('w', suffix='.jsonl', encoding='utf-8') as f:
        for d in docs:
            f.write(json.dumps({k: d[k] for k in ('id', 'title', 'text', 'date') if d.get(k)}, ensure_ascii=False) + '\n')
        f.flush()
        out = subprocess.run([args.evidence, *extra, f.name], stdout=subprocess.PIPE, check=True).stdout.decode()
    rows = csv.reader(io.StringIO(out))
    names = next(rows)[4:]
    ids, number, pairs, x = [], {}, [], []
    for row in rows:
        for i in row[:2]:
            if i not in number:
                number[i] = len(ids)
                ids.append(i)
        pairs.append((number[row[0]], number[row[1]]))
        x.append([float(v) for v in row[4:]])
    ids, pairs, x = np.array(ids), np.array(pairs, dtype=np.int32), np.array(x, dtype=np.float64)
    if cache:
        np.savez_compressed(cache, ids=ids, pairs=pairs, x=x, names=np.array(names))
    return ids, pairs, x, names


def add_nearness(pairs, x, names, n):
    """Fills in how near each pair is beside the best three overlaps of each text, as lib/engine/rewrites.c does."""
    overlap = x[:, names.index('overlap')]
    best = np.full((n, 4), MIN_OVERLAP)
    for (a, b), o in zip(pairs, overlap):
        for i in (a, b):
            if o > best[i, 0]:
                best[i, 0] = o
                best[i].sort()
    mean = best[:, 1:].mean(axis=1)
    near = overlap[:, None] / mean[pairs]
    x[:, names.index('nearness_min')] = near.min(axis=1)
    x[:, names.index('nearness_max')] = near.max(axis=1)


def fold_of(group):
    return stable('fold' + group) % FOLDS


def ari(gold, found):
    c = collections.Counter(zip(gold, found))
    pairs = lambda counts: sum(n * (n - 1) / 2 for n in counts.values())
    s, a, b = pairs(c), pairs(collections.Counter(gold)), pairs(collections.Counter(found))
    n = len(gold) * (len(gold) - 1) / 2
    expected = a * b / n
    return 1.0 if a == b == s else (s - expected) / ((a + b) / 2 - expected)


def has_kind(i, kind):
    """Whether a story belongs to the part of its set that is called kind: all, if there are no parts."""
    return not kind or re.match(r'[a-z]+', i).group() in ('o', 'x', kind)


class Data:
    """All labelled pairs: features, label, weight, folds of both ends, set."""

    def add(self, corpus, kind, ids, pairs, x, names):
        add_nearness(pairs, x, names, len(ids))
        gold = np.array([corpus.gold[i] for i in ids])
        folds = np.array([fold_of(corpus.group[i]) for i in ids])
        y = (gold[pairs[:, 0]] == gold[pairs[:, 1]]).astype(int)
        present = np.array([has_kind(i, kind) for i in ids])
        self.parts.append(((corpus.name + ' ' + kind).strip(), x, y, folds[pairs[:, 0]], folds[pairs[:, 1]]))
        self.sets.append((gold, present, pairs))
        print('%-26s %6d stories %8d pairs %7d same' % (self.parts[-1][0], present.sum(), len(y), y.sum()), flush=True)

    def __init__(self, args):
        self.sets, self.parts = [], []
        for name in SETS:
            corpus = Corpus(name, args.data)
            ids, pairs, x, names = evidence(args, name, corpus.docs)
            x = x.astype(np.float64)
            pairs, x = pairs[x[:, names.index('overlap')] >= 0.05], x[x[:, names.index('overlap')] >= 0.05]
            for kind in KINDS if name == 'altered-xsum' else ('',):
                keep = np.array([has_kind(i, kind) for i in ids])
                use = keep[pairs[:, 0]] & keep[pairs[:, 1]]
                self.add(corpus, kind, ids, pairs[use], x[use], names)
        self.names = names
        for name, source in LISTED.items():
            rows = {(r['id1'], r['id2']): r for r in read_tsv(os.path.join(HERE, name + '_pairs.tsv'))}
            ids, pairs, x, _ = evidence(args, name, read_docs(os.path.join(args.data, source)),
                                        ('--pairs', os.path.join(HERE, name + '_pairs.tsv')))
            rows = [rows.get((ids[a], ids[b])) or rows.get((ids[b], ids[a])) or {} for a, b in pairs]
            known = np.array([r.get('label') in ('same', 'different') for r in rows])
            y = np.array([r.get('label') == 'same' for r in rows]).astype(int)
            # Folds by connected stories.
            root = list(range(len(ids)))

            def find(i):
                while root[i] != i:
                    i = root[i]
                return i
            for a, b in pairs:
                root[find(a)] = find(b)
            folds = np.array([fold_of(name + str(ids[find(i)])) for i in range(len(ids))])
            self.parts.append((name, x[known], y[known], folds[pairs[known, 0]], folds[pairs[known, 1]]))
            print('%-26s %6d stories %8d pairs %7d same' % (name, len(ids), known.sum(), y[known].sum()), flush=True)
        self.columns = [self.names.index(n) for n in DIRECTION if n in self.names]
        self.used = [n for n in DIRECTION if n in self.names]
        self.x = np.concatenate([p[1] for p in self.parts])[:, self.columns]
        self.y = np.concatenate([p[2] for p in self.parts])
        self.fold_a = np.concatenate([p[3] for p in self.parts])
        self.fold_b = np.concatenate([p[4] for p in self.parts])
        self.set = np.concatenate([np.full(len(p[2]), i) for i, p in enumerate(self.parts)])
        # Every set weighs alike but for WEIGHT; of unlike pairs, most of them easy, some stand for others like them.
        self.weight = np.zeros(len(self.y))
        for i, part in enumerate(self.parts):
            of_set = self.set == i
            self.weight[of_set] = WEIGHT.get(part[0].split()[0], 1.0) / of_set.sum()
        self.weight *= len(self.y) / self.weight.sum()
        overlap = self.x[:, self.used.index('overlap')]
        share = np.select([self.y == 1, overlap >= .16, overlap >= .12, overlap >= .09], [1, 1, .4, .15], .04)
        # Articles of abridged-bbc that overlap so much are the same one, printed twice under two labels.
        self.weight[np.array([n.startswith('abridged') for n, _, _, _, _ in self.parts])[self.set] & (overlap > .6)] = 0
        self.train = (np.random.default_rng(1).random(len(self.y)) < share) & (self.weight > 0)
        self.train_weight = self.weight / share


# Wrong pairs of the sets whose stories have two versions cost more of their score, so those sets weigh more.
# The pairs of one desk are reported only: rules and dates (lib/verify/same_story.c) tell them apart.
WEIGHT = {'events-fnc': 1.5, 'events-ecbplus': 2.0, 'altered-xsum': 12 / len(KINDS), 'translated-wmt21': 2.0,
          'abridged-bbc': 12.0, 'samedesk': 0.0, 'reuters': 0.0, 'firms': 0.0, 'told': 0.0, 'told_samedesk': 0.0}


def fit(x, y, weight, used, trees, leaves, rate, l2, leaf):
    model = HistGradientBoostingClassifier(
        max_iter=trees, max_leaf_nodes=leaves, learning_rate=rate, l2_regularization=l2, min_samples_leaf=leaf,
        monotonic_cst=[DIRECTION[n] for n in used], early_stopping=False, random_state=0)
    return model.fit(x, y, sample_weight=weight)


def out_of_fold(data, args):
    """Scores (log odds) of every pair by models that saw neither story, or, across folds, one of both at a time."""
    score = np.zeros(len(data.y))
    count = np.zeros(len(data.y))
    for k in range(FOLDS):
        train = (data.fold_a != k) & (data.fold_b != k) & data.train
        test = (data.fold_a == k) | (data.fold_b == k)
        model = fit(data.x[train], data.y[train], data.train_weight[train], data.used, args.trees, args.leaves, args.rate,
                    args.l2, args.leaf)
        score[test] += model.decision_function(data.x[test])
        count[test] += 1
    return score / count


def calibrate(data, score):
    """Platt scaling on the pairs as they come, each set weighing alike."""
    model = LogisticRegression(C=1e6).fit(score[:, None], data.y, sample_weight=data.weight)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def merge(n, a, b, p, overlap, alone, threshold):
    """Group average, best first, as lib/cluster/average.c does it; pairs that are not listed count as 0."""
    near = [{} for _ in range(n)]
    size, version, parent, heap = [1] * n, [0] * n, list(range(n)), []
    for i, j, q, o in zip(a.tolist(), b.tolist(), p.tolist(), overlap.tolist()):
        near[i][j] = near[j][i] = q
        if q >= alone and o >= ALONE_OVERLAP:
            heap.append((-q, i, j, 0, 0))
    heapq.heapify(heap)
    while heap:
        _, i, j, version_i, version_j = heapq.heappop(heap)
        if version[i] != version_i or version[j] != version_j:
            continue
        if len(near[i]) < len(near[j]):
            i, j = j, i
        parent[j], version[j] = i, -1
        version[i] += 1
        near[i].pop(j)
        near[j].pop(i)
        for k, q in near[j].items():
            near[k].pop(j)
            near[i][k] = near[k][i] = near[i].get(k, 0) + q
        size[i] += size[j]
        for k, q in near[i].items():
            pairs = size[i] * size[k]
            if q / pairs >= threshold + (alone - threshold) / pairs:
                heapq.heappush(heap, (-q / pairs, i, k, version[i], version[k]))

    def find(i):
        while parent[i] != i:
            i = parent[i]
        return i
    return join_singles(n, a, b, p, [find(i) for i in range(n)], alone)


def join_singles(n, a, b, p, found, least):
    """Texts left alone join the cluster that their best pairs are sure of, as lib/cluster/singles.c does it."""
    size, outside, joined = collections.Counter(found), collections.defaultdict(list), list(found)
    for i, j, q in zip(a.tolist() + b.tolist(), b.tolist() + a.tolist(), p.tolist() * 2):
        if size[found[i]] == 1 and size[found[j]] >= 5:
            outside[i, found[j]].append(q)
    best = {}
    for (i, cluster), q in sorted(outside.items()):
        n_best = min(max((size[cluster] + 2) // 3, 3), 8)
        mean = sum(sorted(q, reverse=True)[:n_best]) / n_best
        if mean >= max(least, best.get(i, 0)):
            best[i], joined[i] = mean, cluster
    return joined


def verified(pairs, p, overlap, n):
    """Which pairs lib/engine/rewrites.c verifies: the firm ones, and those of a story that such a one has made."""
    live, done = np.zeros(n, bool), overlap >= ALONE_OVERLAP
    live[pairs[done & (p >= .7)]] = True
    for _ in range(6):
        weak = ~done & (overlap >= MIN_OVERLAP) & live[pairs].any(axis=1)
        done |= weak
        live[pairs[weak & (p >= .5)]] = True
    return done


def report_shares(data, p):
    """What lib/verify/prior.c is told of the sets: mean p of what counts, the pairs of a story weighing one together, and
    how far from the usual share the log odds of each set would be moved."""
    def logit(q):
        return np.log(q / (1 - q))

    counted = []
    for i, (_, present, pairs) in enumerate(data.sets):
        q, overlap = p[data.set == i], data.x[data.set == i][:, data.used.index('overlap')]
        use = verified(pairs, q, overlap, len(present)) & (q >= .01)
        n_pairs = np.bincount(pairs[use].ravel(), minlength=len(present))
        counted.append((q[use], 1 / n_pairs[pairs[use]].max(axis=1)))
    means = [(q * w).sum() / w.sum() for q, w in counted]
    usual = np.mean([m for i, m in enumerate(means) if 'bbc' not in data.parts[i][0]])
    print('usual share %.3f; shift of each set, before noise is allowed for:' % usual)
    for i, (q, w) in enumerate(counted):
        low, high = -20.0, 20.0
        for _ in range(50):
            s = (low + high) / 2
            up = (w * (1 / (1 + np.exp(-logit(np.minimum(q, 1 - 1e-9)) - s)) - 1 / (1 + np.exp(-logit(usual) - s)))).sum() > s
            low, high = (s, high) if up else (low, s)
        print('%-26s mean p %.3f, weight %4.0f, shift %5.2f' % (data.parts[i][0], means[i], w.sum(), low))


def report(data, p):
    rules = [(alone, threshold) for alone in (.6, .7, .8) for threshold in (.42, .45, .5)]
    print('%-26s' % 'ARI (bbc: false pairs) at', ' '.join('%.2f/%.2f' % r for r in rules))
    for i, (gold, present, pairs) in enumerate(data.sets):
        of_set = data.set == i
        q, overlap = p[of_set], data.x[of_set][:, data.used.index('overlap')]
        number, n = np.cumsum(present) - 1, int(present.sum())
        use = (overlap >= MIN_OVERLAP) & (q >= .02)
        a, b = number[pairs[use, 0]], number[pairs[use, 1]]
        out = []
        for rule in rules:
            found = merge(n, a, b, q[use], overlap[use], *rule)
            if 'bbc' in data.parts[i][0]:
                out.append(sum(k * (k - 1) // 2 for k in collections.Counter(found).values()))
            else:
                out.append(ari(gold[present], found))
        print('%-26s' % data.parts[i][0], ' '.join('%9.3f' % v for v in out), flush=True)
    cuts = [r[0] for r in rules]
    for i, (name, x, y, _, _) in enumerate(data.parts[len(data.sets):], len(data.sets)):
        q = p[data.set == i]
        print('%-26s' % (name + ' accuracy'), ' '.join('%5.3f' % ((q >= c) == y).mean() for c in cuts))
    print('reliability (each set alike): p, predicted, true share')
    weight = np.zeros(len(p))
    for i in range(len(data.sets)):
        weight[data.set == i] = 1 / (data.set == i).sum()
    for low in np.arange(0, 1, .1):
        mask = (p >= low) & (p < low + .1)
        if mask.any():
            w = weight[mask]
            print('  %.1f %.3f %.3f  (%d pairs)' % (low, (p[mask] * w).sum() / w.sum(),
                                                  (data.y[mask] * w).sum() / w.sum(), mask.sum()))


def write_model(data, args, scale, path):
    t = data.train
    model = fit(data.x[t], data.y[t], data.train_weight[t], data.used, args.trees, args.leaves, args.rate, args.l2, args.leaf)
    trees.write(path, model, scale,
                'P(same story), monotone in each likeness and each conflict: written by bench/train/story_model.py from %s.'
                % ', '.join(n for n, _, _, _, _ in data.parts),
                '#include "verify/story_model.h"\n\n#include "verify/story_features.h"\n#include "verify/trees.h"\n',
                'double wf_story_model(const wf_evidence *evidence) {\n'
                '    double features[WF_STORY_FEATURES];\n'
                '    wf_story_features(evidence, features);\n'
                '    return wf_tree_probability(&model, features, WF_KERNELS_AUTO);\n}', data.columns)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', required=True)
    parser.add_argument('--evidence', required=True)
    parser.add_argument('--cache')
    parser.add_argument('--write', action='store_true')
    parser.add_argument('--without', default='', help='features left out, for an ablation')
    parser.add_argument('--trees', type=int, default=300)
    parser.add_argument('--leaves', type=int, default=12)
    parser.add_argument('--rate', type=float, default=.08)
    parser.add_argument('--l2', type=float, default=20)
    parser.add_argument('--leaf', type=int, default=40)
    args = parser.parse_args()
    for name in filter(None, args.without.split(',')):
        del DIRECTION[name]
    if args.cache:
        os.makedirs(args.cache, exist_ok=True)
    data = Data(args)
    score = out_of_fold(data, args)
    slope, offset = calibrate(data, score)
    p = 1 / (1 + np.exp(-(slope * score + offset)))
    report(data, p)
    report_shares(data, p)
    if args.write:
        write_model(data, args, (slope, offset), os.path.join(HERE, '..', '..', 'lib', 'verify', 'story_model.c'))


if __name__ == '__main__':
    sys.exit(main())
