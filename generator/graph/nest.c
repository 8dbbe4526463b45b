/* nest.c - sums of products told by a nest of loops: their text and their gates. */
#include "graph/nest.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "graph/formula.h"
#include "graph/moves.h"
#include "graph/simplify.h"

/* ---- as text ---- */

static void add_index(text *to, const nest *n, int role)
{
    bool any = n->first[role] != 0;
    text_add(to, "[");
    if (any)
        text_add(to, "%d", n->first[role]);
    for (int k = 0; k < n->axes; k++) {
        const int stride = n->stride[k][role];
        if (!stride)
            continue;
        text_add(to, any ? stride < 0 ? " - " : " + " : stride < 0 ? "-" : "");
        if (abs(stride) > 1)
            text_add(to, "%d ", abs(stride));
        text_add(to, "%c", 'i' + k);
        any = true;
    }
    text_add(to, any ? "]" : "0]");
}

const char *nest_text(arena *a, const nest *n, int arity, int cols)
{
    text t = { .arena = a };
    int64_t last = n->first[NEST_Y];
    for (int k = 0; k < n->axes; k++)
        last += n->stride[k][NEST_Y] > 0 ? (int64_t)n->stride[k][NEST_Y] * (n->size[k] - 1) : 0;
    if (last != cols - 1)
        text_add(&t, "%d ", cols);
    add_index(&t, n, NEST_Y);
    text_add(&t, " += ");
    add_index(&t, n, NEST_A);
    if (arity > 1) {
        text_add(&t, " ");
        add_index(&t, n, NEST_B);
    }
    for (int k = 0; k < n->axes; k++)
        text_add(&t, "%s %c < %d", k ? "," : ";", 'i' + k, n->size[k]);
    return t.at;
}

/* ---- gates ---- */

static node gate_of(graph *g, int arity, const ref *in, const nest *loops, int cols, int line)
{
    nest *own = arena_alloc(g->arena, sizeof *own);
    *own = nest_tidy(loops);
    return (node){ .gate = CONTRACT,
                   .arity = arity,
                   .in = in,
                   .rows = 1,
                   .cols = cols,
                   .line = line,
                   .loops = own };
}

ref graph_contract(graph *g, int arity, const ref *in, const nest *loops, int cols, int line)
{
    const node n = gate_of(g, arity, in, loops, cols, line);
    return graph_append(g, &n);
}

ref simplify_contract(graph *g, int arity, const ref *in, const nest *loops, int cols, int line)
{
    const node n = gate_of(g, arity, in, loops, cols, line);
    return simplify_copy(g, &n, in);
}

nest nest_repeat(int groups, int length)
{
    return (nest){ .axes = 2, .size = { length, groups }, .stride = { { groups, 0 }, { 1, 1 } } };
}

ref nest_is_amax(graph *g, ref x, int length, int line)
{
    const node n = { .gate = IS_AMAX,
                     .arity = 1,
                     .rows = 1,
                     .cols = g->nodes[x].cols,
                     .index = length,
                     .line = line };
    return simplify_copy(g, &n, &x);
}

static ref zeros(graph *g, int cols)
{
    return simplify_to_shape(g, simplify_constant(g, 0), 1, cols);
}

/* The factor of every round: an operand as the loops meet its elements. */
static ref factors_of(graph *g, const node *n, int operand)
{
    const ref in = n->in[operand];
    if (graph_is_scalar(g, in))
        return in;
    nest loops = *n->loops;
    int64_t step = 1;
    loops.first[NEST_A] = n->loops->first[NEST_A + operand];
    loops.first[NEST_B] = loops.first[NEST_Y] = 0;
    for (int k = loops.axes; k-- > 0; step *= loops.size[k]) {
        loops.stride[k][NEST_A] = n->loops->stride[k][NEST_A + operand];
        loops.stride[k][NEST_B] = 0;
        loops.stride[k][NEST_Y] = (int)step;
    }
    if (step == 1)
        return move_slice(g, in, loops.first[NEST_A], 1);
    return simplify_contract(g, 1, &in, &loops, (int)step, n->line);
}

/* A scalar is the sum of its terms: no loops write it. */
static ref scalar_of(graph *g, const node *n)
{
    ref term = factors_of(g, n, 0);
    if (n->arity > 1) {
        const ref both[2] = { term, factors_of(g, n, 1) };
        term = simplify_gate(g, MUL, 2, both, n->line);
    }
    if (!graph_is_scalar(g, term))
        return simplify_gate(g, SUM, 1, &term, n->line);
    const ref times[2] = { simplify_constant(g, (double)nest_rounds(n->loops)), term };
    return simplify_gate(g, MUL, 2, times, n->line);
}

static ref contract_simplified(graph *g, const node *n)
{
    for (int i = 0; i < n->arity; i++)
        if (graph_is_constant(g, n->in[i], 0))
            return zeros(g, n->cols);
    if (n->cols == 1)
        return scalar_of(g, n);
    const node *a = &g->nodes[n->in[0]];
    if (n->arity > 1)
        return UNBOUND;
    if (nest_is_copy(n->loops, n->cols) && a->cols == n->cols)
        return n->in[0];
    if ((a->gate == SPREAD || graph_is_scalar(g, n->in[0])) &&
        nest_covers(n->loops, NEST_Y, n->cols))
        return simplify_to_shape(g, a->gate == SPREAD ? a->in[0] : n->in[0], 1, n->cols);
    return UNBOUND;
}

/* Of one group, the one largest element. */
static ref largest(graph *g, const node *n)
{
    const ref choice[3] = { nest_is_amax(g, n->in[0], n->index, n->line), n->in[0],
                            simplify_constant(g, 0) };
    const ref kept = simplify_gate(g, WHERE, 3, choice, n->line);
    return simplify_gate(g, SUM, 1, &kept, n->line);
}

ref nest_simplified(graph *g, const node *n)
{
    if (n->gate == CONTRACT)
        return contract_simplified(g, n);
    const node *a = &g->nodes[n->in[0]];
    if (n->index == 1) /* groups of one element */
        return n->gate == AMAX ? n->in[0]
                               : simplify_to_shape(g, simplify_constant(g, 1), 1, n->cols);
    if (n->gate == IS_AMAX)
        return UNBOUND;
    if (a->gate == SPREAD)
        return simplify_to_shape(g, a->in[0], 1, n->cols);
    return n->cols == 1 ? largest(g, n) : UNBOUND;
}
