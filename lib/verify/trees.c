#include "verify/trees.h"

#include <math.h>

double wf_tree_probability(const wf_tree_model *m, const double *features) {
    double sum = m->base;
    for (size_t t = 0; t < m->n_trees; t++) {
        const wf_tree_node *node = &m->nodes[m->roots[t]];
        while (node->feature >= 0)
            node = &m->nodes[features[node->feature] <= (double)node->value ? node->left : node->right];
        sum += (double)node->value;
    }
    return 1 / (1 + exp(-(m->slope * sum + m->offset)));
}
