/* put_in.c - a formula with what is known put in, a step on the way to its simple form. */
#include "explain/story.h"

/* The name of a gate that is `kind` of the named gate `in`; NULL. */
static const symbol *known_gate(const teller *t, gate kind, const expr *in)
{
    const graph *g = t->graph;
    for (ref r = 0; r < g->count && in->kind == EXPR_SYMBOL && in->symbol->node; r++)
        if (g->nodes[r].gate == kind && g->nodes[r].in[0] == in->symbol->node - 1)
            return t->story->of[r];
    return NULL;
}

const expr *tell_put_in(teller *t, const expr *e)
{
    arena *a = t->story->arena;
    if (e->kind == EXPR_SYMBOL)
        return e->symbol->is ? e->symbol->is : e;
    if (e->kind != EXPR_GATE || e->count > 3)
        return e;
    if (e->gate == SOFTMAX || e->gate == SIGMOID) {
        const symbol *own = known_gate(t, e->gate, e->in[0]);
        return own ? expr_symbol(a, own) : e;
    }
    const expr *in[3];
    for (int i = 0; i < e->count; i++)
        in[i] = tell_put_in(t, e->in[i]);
    if (e->gate == SLICE || e->gate == PAD || e->gate == SPREAD)
        return e;
    return expr_gate(a, e->gate, e->count, in);
}
