/* numbers.c - the values of one sample, beside the lines of a derivation. */
#include "explain/numbers.h"

const double *numbers_of_line(const numbers *n, const story *s, const line *l, int *count)
{
    if (!n || l->kind != LINE_EQUATION)
        return NULL;
    *count = l->left->rows * l->left->cols;
    if (l->is_objective)
        return &n->J;
    if (l->parameter != NOTHING)
        return n->gradient + s->spec->parameters[l->parameter].offset;
    if (l->value == NOTHING || !n->of[l->value])
        return NULL;
    const node *r = &s->derived->graph.nodes[l->value];
    if (*count > 1 && r->rows * r->cols == 1)
        *count = 1; /* it spreads */
    return n->of[l->value];
}
