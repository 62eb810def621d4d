"""Writes a trained model as C that includes lib/verify/trees.h."""
HEAD = '/* %s Do not edit. */\n%s\n/* clang-format off */\n'
TAIL = '''};

static const wf_tree_model model = {nodes, roots, sizeof roots / sizeof *roots, %.9g, %.9g, %.9g};
/* clang-format on */

%s
'''


def number(value):
    """A constant of type float, which needs a point or an exponent before its f."""
    text = '%.9g' % value
    return text + ('f' if '.' in text or 'e' in text else '.0f')


def write(path, model, scale, comment, includes, function, columns=None):
    """model: a binary HistGradientBoostingClassifier; scale: slope and offset; columns: the feature of each of its columns."""
    nodes, roots = [], []
    for (tree,) in model._predictors:
        base = len(nodes)
        roots.append(base)
        for node in tree.nodes:
            if node['is_leaf']:
                nodes.append('{-1, 0, 0, %s}' % number(node['value']))
            else:
                feature = int(node['feature_idx'])
                nodes.append('{%d, %d, %d, %s}' % (columns[feature] if columns else feature, base + node['left'],
                                                   base + node['right'], number(node['num_threshold'])))
    with open(path, 'w', encoding='utf-8') as f:
        f.write(HEAD % (comment, includes))
        f.write('static const uint16_t roots[] = {%s};\n' % ', '.join(map(str, roots)))
        f.write('static const wf_tree_node nodes[] = {\n')
        for i in range(0, len(nodes), 4):
            f.write('    ' + ', '.join(nodes[i:i + 4]) + ',\n')
        f.write(TAIL % (float(model._baseline_prediction.ravel()[0]), *scale, function))
    print('%d trees, %d nodes -> %s' % (len(roots), len(nodes), path))
