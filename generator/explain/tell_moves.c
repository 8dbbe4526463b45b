/* tell_moves.c - what gates that move elements hand to an operand, from the adjoint d. */
#include "explain/story.h"
#include "graph/nest.h"

/* The same loops, the sum and the operand changing places. */
const expr *tell_by_loops(teller *t, const node *n, int input, const expr *d)
{
    const nest back = nest_adjoint(n->loops, input);
    const expr *in[2] = { d, n->arity > 1 ? story_formula(t, n->in[1 - input], false) : d };
    const int cols = t->graph->nodes[n->in[input]].cols;
    return in[1] ? expr_contract(t->story->arena, n->arity, in, &back, cols) : NULL;
}

const expr *tell_to_the_largest(teller *t, const node *n, const expr *d)
{
    arena *a = t->story->arena;
    const expr *of = story_formula(t, n->in[0], false);
    if (!of)
        return NULL;
    const node is = { .gate = IS_AMAX, .cols = n->cols * n->index, .index = n->index };
    const nest repeat = nest_repeat(n->cols, n->index);
    const expr *repeated = expr_contract(a, 1, &d, &repeat, is.cols);
    return expr_gate(a, WHERE, 3,
                     (const expr *const[]){ expr_of_node(a, &is, &of), repeated,
                                            expr_number(a, 0) });
}

const expr *tell_by_lookup(teller *t, const node *n, const expr *d)
{
    const node *table = &t->graph->nodes[n->in[0]];
    const node back = { .gate = n->gate == GATHER ? SCATTER : GATHER,
                        .arity = 2,
                        .cols = table->rows * table->cols,
                        .index = n->index };
    const expr *ids = story_formula(t, n->in[1], false);
    return ids ? expr_of_node(t->story->arena, &back, (const expr *const[]){ d, ids }) : NULL;
}
