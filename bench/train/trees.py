"""Writes a trained model as C that includes lib/verify/trees.h, which says what the tables are."""
import numpy as np

BLOCK, MOST_LEAVES, MOST_FEATURES, MOST_THRESHOLDS = 32, 16, 80, 124  # as lib/verify/trees.h
NEVER = 127  # a rank that no feature is above

FILE = '''/* %s Do not edit. */
%s
/* clang-format off */
static const float thresholds[] = {
%s};
static const uint16_t ends[] = {%s};
static const wf_tree_tests tests[] = {
%s};
static const float leaves[] = {
%s};

static const wf_tree_model model = {thresholds, ends, sizeof ends / sizeof *ends, tests, %d, leaves, %d, %.9g, %.9g, %.9g};
/* clang-format on */

%s
'''


def number(value):
    """A constant of type float, which needs a point or an exponent before its f."""
    text = str(np.float32(value))
    return text + ('f' if '.' in text or 'e' in text else '.0f')


def lines(items, each=8):
    return ''.join('    %s,\n' % ', '.join(items[i:i + each]) for i in range(0, len(items), each))


def tests_and_leaves(nodes):
    """Of a tree: (feature, threshold, leaves on its left as bits) of every test, and the values of the leaves from left to right."""
    tests, leaves = [], []

    def visit(i):
        node = nodes[i]
        if node['is_leaf']:
            leaves.append(node['value'])
            return
        first, at = len(leaves), len(tests)
        tests.append(None)
        visit(node['left'])
        tests[at] = (int(node['feature_idx']), np.float32(node['num_threshold']), (1 << len(leaves)) - (1 << first))
        visit(node['right'])

    visit(0)
    return tests, leaves


def write_trees(path, trees, base, scale, comment, includes, function, columns=None):
    """trees: the nodes of each, the first of them its root. See write."""
    parts = [tests_and_leaves(nodes) for nodes in trees]
    if columns:
        parts = [([(columns[f], t, out) for f, t, out in tests], leaves) for tests, leaves in parts]
    n_tests = max(len(tests) for tests, _ in parts)
    n_features = 1 + max(f for tests, _ in parts for f, _, _ in tests)
    known = [sorted({t for tests, _ in parts for f, t, _ in tests if f == feature}) for feature in range(n_features)]
    assert n_tests < MOST_LEAVES and n_features <= MOST_FEATURES and max(map(len, known)) <= MOST_THRESHOLDS
    thresholds, ends, blocks, leaves = [], [], [], []
    for of_feature in known:
        thresholds += [number(t) for t in of_feature] + ['INFINITY'] * (-len(of_feature) % 4)
        ends.append(str(len(thresholds)))
    never = (0, None, 0)
    for first in range(0, len(parts), BLOCK):
        block = parts[first:first + BLOCK]
        block += [([], [])] * (BLOCK - len(block))
        for i in range(n_tests):
            row = [tests[i] if i < len(tests) else never for tests, _ in block]
            ranks = [known[f].index(t) if t is not None else NEVER for f, t, _ in row]
            blocks.append('{%s}' % ',\n     '.join('{%s}' % ', '.join(map(str, column)) for column in
                                                    ([f for f, _, _ in row], ranks, [out for _, _, out in row])))
    for _, values in parts:
        leaves += [number(v) for v in values] + ['0.0f'] * (n_tests + 1 - len(values))
    with open(path, 'w', encoding='utf-8') as f:
        f.write(FILE % (comment, includes, lines(thresholds), ', '.join(ends), lines(blocks, 1), lines(leaves), n_tests,
                        len(parts), base, *scale, function))
    print('%d trees, %d tests -> %s' % (len(parts), sum(len(tests) for tests, _ in parts), path))


def write(path, model, scale, comment, includes, function, columns=None):
    """model: a binary HistGradientBoostingClassifier; scale: slope and offset; columns: the feature of each of its columns."""
    write_trees(path, [tree.nodes for (tree,) in model._predictors], float(model._baseline_prediction.ravel()[0]), scale,
                comment, includes, function, columns)
