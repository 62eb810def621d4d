"""Trains the models of P(spun) and P(machine-translated), and writes lib/verdict/spun_model.c and machine_model.c.

    python3 bench/train/verdict_models.py --data FOLDER --changes build/bench/changes [--write] [--cache FOLDER]

FOLDER holds the labelled sets (README.md here says which and how they are used). Needs numpy, scikit-learn.
Without --write it only reports, on predictions of models that never saw the source story of a pair (folds across sets): how
many altered copies are found, how many others are called so, and how well the probabilities are calibrated.
"""
import argparse
import os
import sys

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

import trees
import verdict_pairs as pairs

HERE = os.path.dirname(os.path.abspath(__file__))

# Copies that were cut as well are the hardest of the made ones to tell, and common on real sites.
CUT = 3

# What each model calls positive; what it is not trained on (a second human translation, words and letters both altered).
MODELS = {
    'spun': dict(positive=pairs.SPUN + ('word',), unused=('refB', 'charword'),
                 trees=dict(max_iter=120, max_leaf_nodes=8, learning_rate=.1, l2_regularization=10, min_samples_leaf=40),
                 weight={('altered-xsum', 1): 2, ('altered-xsum', 0): 4, ('samedesk-real', 0): 4}),
    'machine': dict(positive=pairs.MADE_MT + ('backtrans', 'mt'), unused=('refB',),
                    trees=dict(max_iter=200, max_leaf_nodes=10, learning_rate=.1, l2_regularization=10,
                               min_samples_leaf=30),
                    weight={('altered-xsum', 1): 4, ('altered-xsum', 0): 4, ('samedesk-real', 0): 4,
                            ('translated-wmt21', 1): 3, ('events-fnc', 0): 2, ('events-ecbplus', 0): 2}),
}


class Task:
    """One model's labels and weights over all pairs."""

    def __init__(self, name, data):
        self.name, self.data, self.spec = name, data, MODELS[name]
        self.what = np.array([k.split('<')[0] for k in data.kind])
        self.seen_from_original = np.array(['<' not in k for k in data.kind])
        self.y = np.isin(self.what, self.spec['positive']).astype(int)
        self.train = ~np.isin(self.what, self.spec['unused'])
        # Every set weighs alike but for what the model says, its positives and negatives apart, and those seen from
        # the original and from another altered copy apart.
        self.weight = np.zeros(len(self.y))
        for name_of_set in pairs.SETS:
            for y in (0, 1):
                for original in (False, True):
                    part = self.train & (data.set == name_of_set) & (self.y == y) & (self.seen_from_original == original)
                    if part.any():
                        self.weight[part] = self.spec['weight'].get((name_of_set, y), 1) / part.sum()
        self.weight[np.isin(self.what, ('mt_abr', 'spun_abr'))] *= CUT
        self.weight *= self.train.sum() / self.weight.sum()

    def fit(self, rows):
        model = HistGradientBoostingClassifier(early_stopping=False, random_state=0, **self.spec['trees'])
        return model.fit(self.data.x[rows], self.y[rows], sample_weight=self.weight[rows])

    def out_of_fold(self):
        score = np.zeros(len(self.y))
        for k in range(pairs.FOLDS):
            test = self.data.fold == k
            score[test] = self.fit(self.train & ~test).decision_function(self.data.x[test])
        return score

    def calibrate(self, score):
        t = self.train
        model = LogisticRegression(C=1e6).fit(score[t, None], self.y[t], sample_weight=self.weight[t])
        return float(model.coef_[0, 0]), float(model.intercept_[0])


def report(task, p, cuts):
    print('\n%s: share called so at p >= %s' % (task.name, ' '.join(map(str, cuts))))
    for name in pairs.SETS:
        for what in sorted(set(task.what[task.data.set == name])):
            for original, seen in ((True, 'the original'), (False, 'another copy')):
                m = (task.data.set == name) & (task.what == what) & (task.seen_from_original == original)
                if m.any():
                    print('  %-17s %-12s from %-12s %5d ' % (name, what, seen, m.sum()),
                          ' '.join('%.4f' % (p[m] >= c).mean() for c in cuts), '' if task.y[m][0] else '(should be 0)')
    print('  reliability (weights as trained): p, predicted, true share')
    t = task.train
    for low in np.arange(0, 1, .1):
        m = t & (p >= low) & (p < low + .1)
        if m.any():
            w = task.weight[m]
            print('    %.1f %.3f %.3f (%d pairs)' % (low, (p[m] * w).sum() / w.sum(), (task.y[m] * w).sum() / w.sum(),
                                                    m.sum()))


def write(task, scale, model, path):
    trees.write(path, model, scale,
                'P(%s): written by bench/train/verdict_models.py from %s.' % (task.name, ', '.join(pairs.SETS)),
                '#include "verdict/models.h"\n#include "verify/trees.h"\n',
                'double wf_%s_model(const double features[WF_VERDICT_FEATURES]) {\n'
                '    return wf_tree_probability(&model, features, WF_KERNELS_AUTO);\n}' % task.name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', required=True)
    parser.add_argument('--changes', required=True)
    parser.add_argument('--cache')
    parser.add_argument('--write', action='store_true')
    args = parser.parse_args()
    data = pairs.Pairs(args.data, args.changes, args.cache)
    for name in MODELS:
        task = Task(name, data)
        score = task.out_of_fold()
        slope, offset = task.calibrate(score)
        report(task, 1 / (1 + np.exp(-(slope * score + offset))), (.5, .7, .8, .9, .95))
        if args.write:
            write(task, (slope, offset), task.fit(task.train),
                  os.path.join(HERE, '..', '..', 'lib', 'verdict', name + '_model.c'))


if __name__ == '__main__':
    sys.exit(main())
