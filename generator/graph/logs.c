/* logs.c - logarithms of probabilities, through the logits, wherever the probabilities have been
 * moved: log(slice(softmax(z))) = slice(z) - logsumexp(z). */
#include "graph/logs.h"

#include "graph/formula.h"
#include "graph/moves.h"
#include "graph/simplify.h"

/* Elements first .. first + cols - 1 of a vector x; of 1 - x where complement. */
typedef struct view {
    bool complement;
    int first, cols;
} view;

/* What lies behind the view of an operand, which may be a scalar that spreads. */
static ref seen(graph *g, ref x, view v)
{
    return graph_is_scalar(g, x) ? x : move_slice(g, x, v.first, v.cols);
}

static ref gate_of(graph *g, gate kind, ref a, ref b)
{
    return simplify_gate(g, kind, gate_table[kind].arity, (const ref[]){ a, b }, 0);
}

static ref log_of(graph *g, ref x, view v, int *steps);

/* The parts that the view reaches, each by itself; at least one of them through its logits. */
static ref log_of_concat(graph *g, ref x, view v, int *steps)
{
    const node n = g->nodes[x];
    ref *in = arena_alloc(g->arena, (size_t)n.arity * sizeof *in);
    int begin = 0, end = 0, parts = 0;
    bool any = false;
    for (int i = 0; i < n.arity; i++, begin = end) {
        end = begin + g->nodes[n.in[i]].cols;
        int from = v.first > begin ? v.first : begin;
        int to = v.first + v.cols < end ? v.first + v.cols : end;
        if (from >= to)
            continue;
        view part = { v.complement, from - begin, to - from };
        ref y = log_of(g, n.in[i], part, steps);
        any = any || y != UNBOUND;
        if (y == UNBOUND) {
            y = seen(g, n.in[i], part);
            y = gate_of(g, LOG, v.complement ? gate_of(g, SUB, simplify_constant(g, 1), y) : y, 0);
        }
        in[parts++] = y;
    }
    return any ? simplify_gate(g, CONCAT, parts, in, 0) : UNBOUND;
}

static ref log_of(graph *g, ref x, view v, int *steps)
{
    const node n = g->nodes[x];
    ref y;
    if (--*steps < 0)
        return UNBOUND;
    switch (n.gate) {
    case SLICE: return log_of(g, n.in[0], (view){ v.complement, v.first + n.index, v.cols }, steps);
    case CONCAT: return log_of_concat(g, x, v, steps);
    case SUB:
        if (!graph_is_constant(g, n.in[0], 1))
            return UNBOUND;
        return log_of(g, n.in[1], (view){ !v.complement, v.first, v.cols }, steps);
    case WHERE: /* log 1 = 0 */
        y = v.complement || !graph_is_constant(g, n.in[2], 1) ? UNBOUND
                                                              : log_of(g, n.in[1], v, steps);
        return y == UNBOUND
                   ? UNBOUND
                   : simplify_gate(g, WHERE, 3,
                                   (const ref[]){ seen(g, n.in[0], v), y, simplify_constant(g, 0) },
                                   0);
    case SOFTMAX:
        if (!v.complement)
            return gate_of(g, SUB, seen(g, n.in[0], v), gate_of(g, LOGSUMEXP, n.in[0], 0));
        y = gate_of(g, SUB, simplify_constant(g, 1), x);
        return seen(g, gate_of(g, LOG, y, 0), v);
    case SIGMOID: /* rewrites.h has it */
        y = gate_of(g, SIGMOID, seen(g, n.in[0], v), 0);
        return gate_of(g, LOG, v.complement ? gate_of(g, SUB, simplify_constant(g, 1), y) : y, 0);
    case EXP: return v.complement ? UNBOUND : seen(g, n.in[0], v);
    default: return UNBOUND;
    }
}

static bool is_moved(gate kind)
{
    return kind == SLICE || kind == CONCAT || kind == WHERE;
}

ref log_of_moved(graph *g, ref x)
{
    int steps = 10000; /* more than a network has, less than formulas made to take forever */
    const node *n = &g->nodes[x];
    bool moved = is_moved(n->gate) || (n->gate == SUB && is_moved(g->nodes[n->in[1]].gate));
    return moved ? log_of(g, x, (view){ false, 0, n->cols }, &steps) : UNBOUND;
}
