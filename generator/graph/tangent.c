/* tangent.c - forward-mode differentiation: how a value moves as x moves along a vector, as more
 * gates of the same graph.
 *
 * From x on, every gate takes the tangents of its inputs by the rules of gate_table. They were made
 * for adjoints; but where a gate goes element by element its Jacobian is a diagonal, and softmax's
 * is symmetric, so that the same formula hands a tangent on, and of a gate that sums it is the sum.
 * What is linear in an input, products and moves of elements, is the gate itself of the tangent. */
#include "graph/cone.h"
#include "graph/gradient.h"
#include "graph/moves.h"
#include "graph/nest.h"
#include "graph/rules.h"
#include "graph/simplify.h"
#include "graph/trace.h"

typedef struct motion {
    graph *graph;
    cone cone;    /* of y; it ends at x */
    ref *tangent; /* by places in the cone; NONE: it stands still */
} motion;

static ref tangent_of(const motion *v, ref r)
{
    const int at = cone_place(&v->cone, r);
    return at < 0 ? NONE : v->tangent[at];
}

static ref by_formula(graph *g, ref r, const node *n, int input, ref d)
{
    const formula *rule = g->rules->derivative[n->gate][input];
    ref letters[LETTERS];
    for (int i = 0; i < LETTERS; i++)
        letters[i] = UNBOUND;
    for (int i = 0; i < n->arity; i++)
        letters[i] = n->in[i];
    letters['y' - 'a'] = r;
    letters['d' - 'a'] = d;
    return rule ? formula_build(g, rule, letters) : NONE;
}

/* The tangents of the first largest elements. */
static ref of_largest(graph *g, const node *n, ref d)
{
    const nest repeat = nest_repeat(n->cols, n->index), sums = nest_adjoint(&repeat, 0);
    const ref choice[3] = { nest_is_amax(g, n->in[0], n->index, n->line), d,
                            simplify_constant(g, 0) };
    const ref chosen = simplify_gate(g, WHERE, 3, choice, n->line);
    return simplify_contract(g, 1, &chosen, &sums, n->cols, n->line);
}

/* The gate itself of the tangent. */
static ref of_itself(graph *g, const node *n, int input, ref d)
{
    ref in[2] = { n->in[0], n->arity > 1 ? n->in[1] : NONE };
    const node *of = &g->nodes[n->in[input]];
    in[input] = simplify_to_shape(g, d, of->rows, of->cols);
    return simplify_copy(g, n, in);
}

/* What an input's tangent d adds to that of the gate r. */
static ref share_of(graph *g, ref r, const node *n, int input, ref d)
{
    switch (n->gate) {
    case LT:
    case LE:
    case GT:
    case GE:
    case STOP_GRADIENT:
    case IS_AMAX:
    case MASK: return NONE;
    case AMAX: return of_largest(g, n, d);
    default:
        return gate_is_linear(n->gate) ? of_itself(g, n, input, d) : by_formula(g, r, n, input, d);
    }
}

static ref of_concatenation(const motion *v, ref r, const node *n, int *steps)
{
    graph *g = v->graph;
    piece *pieces = arena_alloc(g->arena, (size_t)n->arity * sizeof *pieces);
    int count = 0;
    for (int i = 0, at = 0; i < n->arity; at += g->nodes[n->in[i++]].cols) {
        const ref d = tangent_of(v, n->in[i]);
        if (d == NONE)
            continue;
        trace_share(g, steps, &(trace_step){ r, i, NONE, .first_rewrite = trace_rewrites(g) });
        pieces[count++] = (piece){ at, g->nodes[n->in[i]].cols, d };
    }
    return count ? move_gather(g, pieces, count, n->cols) : NONE;
}

static ref of_gate(const motion *v, ref r, const node *n, int *steps)
{
    graph *g = v->graph;
    ref sum = NONE;
    for (int i = 0; i < n->arity; i++) {
        const ref d = tangent_of(v, n->in[i]);
        const int rewrites = trace_rewrites(g);
        ref share = d == NONE ? NONE : share_of(g, r, n, i, d);
        if (share == NONE)
            continue;
        share = simplify_to_shape(g, share, n->rows, n->cols);
        if (graph_is_constant(g, share, 0))
            continue;
        trace_share(g, steps, &(trace_step){ r, i, share, .first_rewrite = rewrites });
        sum = sum == NONE ? share : simplify_gate(g, ADD, 2, (const ref[]){ sum, share }, 0);
        trace_added(g);
    }
    return sum;
}

ref derive_jvp(graph *g, ref y, ref x, ref direction)
{
    motion v = { .graph = g, .cone = cone_open(g, y, &x, 1) };
    v.tangent = arena_alloc(g->arena, (size_t)v.cone.count * sizeof *v.tangent);
    g->stage = STAGE_GRADIENT;
    trace_begin(g, &(trace_sweep){ .e = y,
                                   .kind = SWEEP_JVP,
                                   .is_forward = true,
                                   .by = x,
                                   .seed = direction });
    for (int at = 0; at < v.cone.count && !derived_too_large(g); at++) {
        const ref r = v.cone.nodes[at];
        const node n = g->nodes[r]; /* a copy: building gates moves the array */
        int steps = 0;
        v.tangent[at] = r == x             ? simplify_to_shape(g, direction, n.rows, n.cols)
                        : n.gate == CONCAT ? of_concatenation(&v, r, &n, &steps)
                                           : of_gate(&v, r, &n, &steps);
        if (v.tangent[at] != NONE)
            trace_adjoint_of(g, r, v.tangent[at], steps - 1);
    }
    ref out = derived_too_large(g) ? NONE : tangent_of(&v, y);
    cone_close(g, &v.cone);
    if (out == NONE)
        out = simplify_to_shape(g, simplify_constant(g, 0), g->nodes[y].rows, g->nodes[y].cols);
    g->stage = STAGE_FORMULA;
    return out;
}
