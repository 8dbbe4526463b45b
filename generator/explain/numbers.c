/* numbers.c - the values of one sample, beside the lines of a derivation. */
#include "explain/circuit.h"

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

bool *numbers_wanted(const story *s, int depth)
{
    const circuit *c = circuit_make(s, depth);
    bool *wanted = arena_alloc(s->arena, (size_t)s->derived->graph.count);
    for (int i = 0; i < c->wire_count; i++) {
        wanted[c->wires[i].value] = true;
        if (c->wires[i].gradient != NOTHING)
            wanted[c->wires[i].gradient] = true;
    }
    for (int i = 0; i < c->part_count; i++) {
        const ref gate = c->parts[i].gate;
        wanted[gate] = true;
        if (s->adjoint[gate] >= 0)
            wanted[s->adjoint[gate]] = true;
    }
    for (int i = 0; i < s->count; i++) {
        const line *l = &s->lines[i];
        const ref gradient = l->parameter == NOTHING ? NONE : s->derived->dparameters[l->parameter];
        if (l->value != NOTHING)
            wanted[l->value] = true;
        if (gradient != NONE)
            wanted[gradient] = true;
    }
    wanted[s->derived->loss] = true; /* of which J is made */
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
