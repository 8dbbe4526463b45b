/* jacobian.c - a whole Jacobian in one sweep: the product with a vector, which is linear in it, of
 * all unit vectors at once.
 *
 * Gates that the vector leads to become gates of k rows, one after the other: element-wise ones as
 * they are, what moves elements or sums them the same loops with one more axis. So the work goes
 * with k, the number of gates does not, but for products with matrices, which are one for each row.
 * Where a gate has no form of so many rows, each row is a sweep of its own. */
#include "graph/cone.h"
#include "graph/formula.h"
#include "graph/gradient.h"
#include "graph/moves.h"
#include "graph/nest.h"
#include "graph/simplify.h"
#include "graph/trace.h"

typedef struct rows { /* what is known of the nodes of a cone, by their places in it */
    graph *graph;
    cone cone;
    int count; /* of rows */
    ref *all;  /* of each node that depends on the vector: its rows, one after the other; or NONE */
} rows;

static ref rows_of(const rows *v, ref r)
{
    const int at = cone_place(&v->cone, r);
    return at < 0 ? NONE : v->all[at];
}

/* A variable that is to go again. */
static ref variable(graph *g, const char *name, int cols)
{
    return simplify_leaf(g, &(node){ .gate = VARIABLE, .rows = 1, .cols = cols, .name = name });
}

/* ---- loops ---- */

typedef struct axis {
    int size, y, a;
} axis;

/* y[first_y + r y + j] of all rows r and elements j of a row, from a[first_a + r a + j a]. */
static ref loops(graph *g, ref x, axis row, axis element, int first_y, int first_a, int cols)
{
    const nest n = { .axes = 2,
                     .size = { row.size, element.size },
                     .first = { first_y, first_a },
                     .stride = { { row.y, row.a }, { element.y, element.a } } };
    return simplify_contract(g, 1, &x, &n, cols, 0);
}

/* An operand of rows of so many elements: its own rows, one row or a scalar again and again. */
static ref spread_rows(const rows *v, ref in, int cols)
{
    graph *g = v->graph;
    const ref all = rows_of(v, in);
    const int own = g->nodes[in].cols, k = v->count;
    if (all == NONE)
        return own == 1 ? in
                        : loops(g, in, (axis){ k, cols, 0 }, (axis){ cols, 1, 1 }, 0, 0, k * cols);
    return own == cols ? all
                       : loops(g, all, (axis){ k, cols, 1 }, (axis){ cols, 1, 0 }, 0, 0, k * cols);
}

/* ---- gates ---- */

static ref element_wise(const rows *v, const node *n)
{
    ref in[3];
    for (int i = 0; i < n->arity; i++)
        in[i] = spread_rows(v, n->in[i], n->cols);
    return simplify_gate(v->graph, n->gate, n->arity, in, n->line);
}

static ref contraction(const rows *v, const node *n)
{
    graph *g = v->graph;
    if (n->loops->axes == NEST_AXES)
        return NONE;
    nest wide = *n->loops;
    ref in[2];
    nest_open_axis(&wide, 0);
    wide.size[0] = v->count;
    wide.stride[0][NEST_Y] = n->cols;
    wide.stride[0][NEST_B] = 0;
    for (int i = 0; i < n->arity; i++) {
        const ref all = rows_of(v, n->in[i]);
        in[i] = all == NONE ? n->in[i] : all;
        wide.stride[0][NEST_A + i] = all == NONE ? 0 : g->nodes[n->in[i]].cols;
        for (int k = 0; all != NONE && graph_is_scalar(g, n->in[i]) && k < wide.axes; k++)
            wide.stride[k][NEST_A + i] = k == 0; /* a scalar is every element */
        if (all != NONE && graph_is_scalar(g, n->in[i]))
            wide.first[NEST_A + i] = 0;
    }
    return simplify_contract(g, n->arity, in, &wide, v->count * n->cols, n->line);
}

/* A product with a matrix, row by row. */
static ref product(const rows *v, const node *n)
{
    graph *g = v->graph;
    const ref all = rows_of(v, n->in[0]);
    const int cols = g->nodes[n->in[0]].cols;
    if (all == NONE || rows_of(v, n->in[1]) != NONE)
        return NONE;
    ref *parts = arena_alloc(g->arena, (size_t)v->count * sizeof *parts);
    for (int i = 0; i < v->count; i++) {
        const ref in[2] = { move_slice(g, all, i * cols, cols), n->in[1] };
        parts[i] = simplify_gate(g, n->gate, 2, in, n->line);
    }
    return simplify_gate(g, CONCAT, v->count, parts, n->line);
}

static ref concatenation(const rows *v, const node *n)
{
    graph *g = v->graph;
    ref sum = NONE;
    for (int i = 0, at = 0; i < n->arity; at += g->nodes[n->in[i++]].cols) {
        const int cols = g->nodes[n->in[i]].cols;
        const ref all = rows_of(v, n->in[i]);
        const ref laid = loops(g, all == NONE ? n->in[i] : all,
                               (axis){ v->count, n->cols, all == NONE ? 0 : cols },
                               (axis){ cols, 1, 1 }, at, 0, v->count * n->cols);
        sum = sum == NONE ? laid : simplify_gate(g, ADD, 2, (const ref[]){ sum, laid }, 0);
    }
    return sum;
}

/* The rows of a gate of which an operand has rows, or NONE. */
static ref gate_rows(const rows *v, const node *n)
{
    graph *g = v->graph;
    const int k = v->count, in = g->nodes[n->in[0]].cols;
    const ref x = rows_of(v, n->in[0]);
    if (gate_table[n->gate].shape == SHAPE_ELEMENTS)
        return element_wise(v, n);
    switch (n->gate) {
    case STOP_GRADIENT:
    case IDENTITY: return simplify_gate(g, n->gate, 1, &x, n->line);
    case SUM: return loops(g, x, (axis){ k, 1, in }, (axis){ in, 0, 1 }, 0, 0, k);
    case SPREAD: return spread_rows(v, n->in[0], n->cols);
    case SLICE:
        return loops(g, x, (axis){ k, n->cols, in }, (axis){ n->cols, 1, 1 }, 0, n->index,
                     k * n->cols);
    case PAD:
        return loops(g, x, (axis){ k, n->cols, in }, (axis){ in, 1, 1 }, n->index, 0, k * n->cols);
    case CONCAT: return concatenation(v, n);
    case CONTRACT: return contraction(v, n);
    case MATMUL:
    case MATMUL_T: return product(v, n);
    default: return NONE;
    }
}

/* What each step of the last sweep is for all rows; where there are none, it led nowhere. */
static void trace_rows(const rows *v, bool fits)
{
    trace_sweep *w = trace_last(v->graph);
    if (!w)
        return;
    w->kind = fits ? SWEEP_ROWS : SWEEP_NOTHING;
    w->row_count = v->count;
    trace_adjoint *all = v->graph->trace->adjoints + w->first_adjoint;
    for (int i = 0; i < w->adjoint_count && fits; i++)
        if (all[i].adjoint <= v->cone.nodes[v->cone.count - 1])
            all[i].rows = rows_of(v, all[i].adjoint);
}

/* `of`, which is linear in the variable u, for each of `count` values of u: rows one after the
 * other. NONE: a gate on the way has no such form. */
static ref for_rows(graph *g, ref of, ref u, ref values, int count)
{
    rows v = { .graph = g, .cone = cone_open(g, of, &u, 1), .count = count };
    v.all = arena_alloc(g->arena, (size_t)v.cone.count * sizeof *v.all);
    bool fits = true;
    for (int at = 0; at < v.cone.count && fits && !derived_too_large(g); at++) {
        const node n = g->nodes[v.cone.nodes[at]]; /* a copy: building gates moves the array */
        bool depends = false;
        for (int i = 0; i < n.arity; i++)
            depends = depends || rows_of(&v, n.in[i]) != NONE;
        v.all[at] = v.cone.nodes[at] == u ? values : depends ? gate_rows(&v, &n) : NONE;
        fits = !depends || v.all[at] != NONE;
    }
    const ref out = fits ? v.all[v.cone.count - 1] : NONE;
    trace_rows(&v, fits);
    cone_close(g, &v.cone);
    if (fits && out == NONE) /* u does not lead there */
        return simplify_to_shape(g, simplify_constant(g, 0), 1, count * g->nodes[of].cols);
    return out;
}

/* ---- the Jacobian ---- */

static ref unit_vectors(graph *g, int count)
{
    const nest diagonal = { .axes = 1, .size = { count }, .stride = { { count + 1 } } };
    const ref one = simplify_constant(g, 1);
    return simplify_contract(g, 1, &one, &diagonal, count * count, 0);
}

static void trace_row(const graph *g, int row, int count)
{
    trace_sweep *w = trace_last(g);
    if (!w)
        return;
    w->row = row + 1;
    w->row_count = count;
}

static ref row_by_row(graph *g, ref y, ref x)
{
    const int count = g->nodes[y].cols;
    ref *all = arena_alloc(g->arena, (size_t)count * sizeof *all);
    for (int i = 0; i < count && !derived_too_large(g); i++) {
        all[i] = derive_vjp(g, y, x, move_pad(g, simplify_constant(g, 1), i, count));
        trace_row(g, i, count);
    }
    if (derived_too_large(g))
        return all[0];
    return simplify_gate(g, CONCAT, count, all, 0);
}

static ref one_row(graph *g, ref y, ref x)
{
    const ref one = simplify_constant(g, 1);
    const ref out = g->nodes[y].cols == 1 ? derive_vjp(g, y, x, one) : derive_jvp(g, y, x, one);
    trace_row(g, 0, 1);
    return out;
}

ref derive_jacobian(graph *g, ref y, ref x)
{
    const int rows = g->nodes[y].cols, cols = g->nodes[x].cols;
    if (rows == 1 || cols == 1)
        return one_row(g, y, x);
    const bool by_rows = rows <= cols;
    const int count = by_rows ? rows : cols;
    const ref u = variable(g, "u", count);
    const ref of = by_rows ? derive_vjp(g, y, x, u) : derive_jvp(g, y, x, u);
    trace_sweep *w = trace_last(g);
    if (w)
        w->graph_count = g->count; /* what is made from here on is told */
    g->stage = STAGE_GRADIENT;
    ref all = for_rows(g, of, u, unit_vectors(g, count), count);
    g->stage = STAGE_FORMULA;
    if (all == NONE)
        return row_by_row(g, y, x);
    if (!by_rows)
        all = loops(g, all, (axis){ cols, 1, rows }, (axis){ rows, cols, 1 }, 0, 0, rows * cols);
    if (w)
        w->jacobian = all;
    return all;
}
