/* numbers.c - the values of one sample, beside the lines of a derivation. */
#include "explain/numbers.h"

enum { SHARES_MOST = 4000 }; /* on the wires of a circuit that is small enough to look at */

/* What stands for any vector, on the way to a Jacobian, is no number. */
static void leave_variables(const story *s, bool *wanted)
{
    const graph *g = &s->derived->graph;
    bool *varies = arena_alloc(s->arena, (size_t)g->count);
    for (ref r = 0; r < g->count; r++) {
        varies[r] = g->nodes[r].gate == VARIABLE;
        for (int i = 0; i < g->nodes[r].arity; i++)
            varies[r] = varies[r] || varies[g->nodes[r].in[i]];
        wanted[r] = wanted[r] && !varies[r];
    }
}

bool *numbers_wanted(const story *s)
{
    const graph *g = &s->derived->graph;
    bool *wanted = arena_alloc(s->arena, (size_t)g->count);
    for (ref r = 0; r < g->count; r++) {
        wanted[r] = wanted[r] || s->forward[r];
        if (s->adjoint[r] >= 0)
            wanted[s->adjoint[r]] = true;
    }
    for (int i = 0; i < s->trace->step_count && i < SHARES_MOST; i++)
        if (s->trace->steps[i].share >= 0 && s->forward[s->trace->steps[i].gate])
            wanted[s->trace->steps[i].share] = true;
    for (int i = 0; i < s->count; i++)
        if (s->lines[i].value != NOTHING)
            wanted[s->lines[i].value] = true;
    leave_variables(s, wanted);
    return wanted;
}

const double *numbers_of_line(const numbers *n, const story *s, const line *l, int *count)
{
    if (!n || l->kind != LINE_EQUATION)
        return NULL;
    *count = l->left->rows * l->left->cols;
    if (l->is_objective)
        return &n->J;
    if (l->parameter != NOTHING)
        return n->gradient[l->parameter];
    if (l->value == NOTHING || !n->of[l->value])
        return NULL;
    const node *r = &s->derived->graph.nodes[l->value];
    if (*count > 1 && r->rows * r->cols == 1)
        *count = 1; /* it spreads */
    return n->of[l->value];
}

const char *numbers_text(arena *a, const double *values, int count, int most, int digits)
{
    text t = { .arena = a };
    for (int i = 0; i < count && i < most && i < NUMBERS_KEPT; i++)
        text_add(&t, "%s%.*g", i ? " " : "", digits, values[i] + 0.0); /* no -0 */
    if (count > most)
        text_add(&t, " ... (%d numbers)", count);
    return t.at;
}
