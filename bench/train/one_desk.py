"""Fits what lib/verify/same_story.c makes of two dated texts of one source.

    python3 bench/train/one_desk.py --data FOLDER --evidence build/bench/evidence

P(same story) of such a pair is p of the texts times the chance that the desk tells a story twice, a logistic of how the pair
stands out among what is like it, of how much of the other's head a text has, and of the days. Fitted, and judged by ten folds,
on the labelled pairs of background-reuters; templates by rule are left out. Prints the weights, rounded in the code.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy.optimize import minimize

from labelled_sets import read_docs, read_tsv, stable

HERE = os.path.dirname(os.path.abspath(__file__))
SETS = ('reuters', 'told')
FOLDS = 10
STANDS_OUT, MOST_DAYS_OF_A_DESK = 1.6, 14  # as lib/verify/same_story.c


def read_pairs(args):
    """Evidence on the labelled pairs that are no templates, label and fold of each."""
    labels = {}
    for name in SETS:
        for row in read_tsv(os.path.join(HERE, name + '_pairs.tsv')):
            if row['label'] in ('same', 'different'):
                labels[row['id1'], row['id2']] = labels[row['id2'], row['id1']] = row['label'] == 'same'
    with tempfile.TemporaryDirectory() as folder:
        dump, listed = os.path.join(folder, 'dump.jsonl'), os.path.join(folder, 'pairs.tsv')
        with open(dump, 'w', encoding='utf-8') as f:
            for d in read_docs(os.path.join(args.data, 'background-reuters')):
                f.write(json.dumps({k: d[k] for k in ('id', 'title', 'text', 'date') if d.get(k)}) + '\n')
        with open(listed, 'w', encoding='utf-8') as f:
            f.write('id1\tid2\n' + ''.join('%s\t%s\n' % pair for pair in labels if pair[0] < pair[1]))
        out = subprocess.run([args.evidence, '--pairs', listed, dump], stdout=subprocess.PIPE, check=True).stdout.decode()
    rows = [r for r in csv.DictReader(out.splitlines())
            if (r['a'], r['b']) in labels and float(r['p']) > 0 and float(r['days_apart']) >= 0]
    return rows, np.array([labels[r['a'], r['b']] for r in rows]), folds_of(rows)


def folds_of(rows):
    """Folds by connected stories."""
    root = {r[end]: r[end] for r in rows for end in 'ab'}

    def find(i):
        while root[i] != i:
            i = root[i]
        return i
    for r in rows:
        root[find(r['a'])] = find(r['b'])
    return np.array([stable('desk' + find(r['a'])) % FOLDS for r in rows])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', required=True)
    parser.add_argument('--evidence', required=True)
    rows, same, fold = read_pairs(parser.parse_args())
    by_text, days, near, head = (np.array([float(r[k]) for r in rows])
                                 for k in ('p', 'days_apart', 'nearness_max', 'head_in'))
    x = np.stack([np.ones(len(rows)), np.minimum(near, STANDS_OUT) - STANDS_OUT, head,
                  -np.log1p(np.minimum(days, MOST_DAYS_OF_A_DESK) / .1)], 1)

    def predict(w, of):
        return by_text[of] / (1 + np.exp(-x[of] @ w))

    def fit(of):
        def loss(w):
            p = np.clip(predict(w, of), 1e-9, 1 - 1e-9)
            return -np.log(np.where(same[of], p, 1 - p)).mean() + .0005 * (w[1:] ** 2).sum()
        return minimize(loss, np.zeros(x.shape[1])).x

    p = np.zeros(len(rows))
    for k in range(FOLDS):
        p[fold == k] = predict(fit(fold != k), fold == k)
    print('%d pairs, %d of one story' % (len(rows), same.sum()))
    print('base %.2f, stands out %.2f, head %.2f, days %.2f' % tuple(fit(fold >= 0)))
    print('by folds: log loss %.3f' % -np.log(np.clip(np.where(same, p, 1 - p), 1e-9, 1)).mean())
    for least in (.5, .7):
        print('p of %.1f or more: %d of one story, %d others' % (least, (p[same] >= least).sum(), (p[~same] >= least).sum()))


if __name__ == '__main__':
    sys.exit(main())
