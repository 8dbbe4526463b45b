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

typedef struct search {
    int steps, depth; /* that are left */
} search;

static ref log_of(graph *g, ref x, view v, search *left);

/* The parts that the view reaches, each by itself; at least one of them through its logits. */
static ref log_of_concat(graph *g, ref x, view v, search *left)
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
        ref y = log_of(g, n.in[i], part, left);
        any = any || y != UNBOUND;
        if (y == UNBOUND) {
            y = seen(g, n.in[i], part);
            y = gate_of(g, LOG, v.complement ? gate_of(g, SUB, simplify_constant(g, 1), y) : y, 0);
        }
        in[parts++] = y;
    }
    return any ? simplify_gate(g, CONCAT, parts, in, 0) : UNBOUND;
}

static ref log_of_gate(graph *g, ref x, view v, search *left)
{
    const node n = g->nodes[x];
    ref y;
    switch (n.gate) {
    case SLICE: return log_of(g, n.in[0], (view){ v.complement, v.first + n.index, v.cols }, left);
    case CONCAT: return log_of_concat(g, x, v, left);
    case SUB:
        if (!graph_is_constant(g, n.in[0], 1))
            return UNBOUND;
        return log_of(g, n.in[1], (view){ !v.complement, v.first, v.cols }, left);
    case WHERE: /* log 1 = 0 */
        y = v.complement || !graph_is_constant(g, n.in[2], 1) ? UNBOUND
                                                              : log_of(g, n.in[1], v, left);
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

static ref log_of(graph *g, ref x, view v, search *left)
{
    if (left->steps == 0 || left->depth == 0)
        return UNBOUND;
    left->steps--;
    left->depth--;
    const ref y = log_of_gate(g, x, v, left);
    left->depth++;
    return y;
}

static bool is_moved(gate kind)
{
    return kind == SLICE || kind == CONCAT || kind == WHERE;
}

/* More steps than networks have, less than formulas that are made to take forever. */
ref log_of_moved(graph *g, ref x)
{
    enum { DEEPEST = 100, STEPS_MAX = 10000, STEPS_OF_ALL = 500000 };
    const node *n = &g->nodes[x];
    bool moved = is_moved(n->gate) || (n->gate == SUB && is_moved(g->nodes[n->in[1]].gate));
    if (!moved || g->log_steps > STEPS_OF_ALL)
        return UNBOUND;
    search left = { STEPS_MAX, DEEPEST };
    const ref y = log_of(g, x, (view){ false, 0, n->cols }, &left);
    g->log_steps += STEPS_MAX - left.steps;
    return y;
}
