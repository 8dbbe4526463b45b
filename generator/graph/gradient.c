/* gradient.c - reverse-mode differentiation: the gradient as more gates of the same graph.
 *
 * From the scalar E backwards, every gate y passes its adjoint d = dE/dy to its inputs by the rules
 * of gate_table. What comes out are ordinary gates, so that the pass can be applied to its own
 * result: grad(E, x) inside a loss is derived again without more ado. */
#include "graph/gradient.h"

#include <string.h>

#include "graph/cone.h"
#include "graph/moves.h"
#include "graph/nest.h"
#include "graph/rules.h"
#include "graph/simplify.h"
#include "graph/trace.h"

typedef struct pieces {
    piece *all;
    int count, room;
} pieces;

/* What is known of the nodes that E is computed from, by their places in the cone. */
typedef struct reverse {
    graph *graph;
    cone cone; /* of E; it ends where a gradient is wanted */
    bool *wanted;
    bool *depends;  /* on anything wanted */
    ref *adjoint;   /* NONE: zero so far */
    const char *of; /* what E is called where it is not the loss */
    bool is_silent; /* its adjoints have no names: the product of a Jacobian and a vector */
    pieces *pieces; /* of its adjoint, from slices */
    int *steps;     /* for a trace: + 1, the last step of the adjoint */
    int rewrites;   /* that were traced before the share that is being made */
} reverse;

/* Where r stands in the cone, or -1. What came after E cannot be in it. */
static int place(const reverse *v, ref r)
{
    return r <= v->cone.nodes[v->cone.count - 1] ? cone_place(&v->cone, r) : -1;
}

static bool depends(const reverse *v, ref r)
{
    int at = place(v, r);
    return at >= 0 && v->depends[at];
}

static void share_is(reverse *v, ref by, int input, ref share)
{
    trace_share(v->graph, &v->steps[place(v, v->graph->nodes[by].in[input])],
                &(trace_step){ by, input, share, .first_rewrite = v->rewrites });
}

/* The gate `by` hands a share to its input; NONE: `input` is the node itself, whose pieces these
 * are. */
static void accumulate(reverse *v, ref by, int input, ref share)
{
    const ref of = by == NONE ? input : v->graph->nodes[by].in[input];
    graph *g = v->graph;
    const node *n = &g->nodes[of];
    share = simplify_to_shape(g, share, n->rows, n->cols);
    if (graph_is_constant(g, share, 0))
        return;
    if (by != NONE)
        share_is(v, by, input, share);
    ref *adjoint = &v->adjoint[place(v, of)];
    ref sum[2] = { *adjoint, share };
    *adjoint = sum[0] == NONE ? share : simplify_gate(g, ADD, 2, sum, 0);
    if (by != NONE)
        trace_added(g);
}

/* Of what many slices read the shares wait until all are there: move_gather. */
static void add_piece(reverse *v, ref of, piece p)
{
    pieces *list = &v->pieces[place(v, of)];
    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 1;
        piece *all = arena_alloc(v->graph->arena, (size_t)list->room * sizeof *all);
        if (list->count)
            memcpy(all, list->all, (size_t)list->count * sizeof *all);
        list->all = all;
    }
    list->all[list->count++] = p;
}

/* The gates that move elements: the adjoint is moved the other way. */
static void pass_moves(reverse *v, ref r, const node *n, ref d)
{
    graph *g = v->graph;
    int first = 0;
    v->rewrites = trace_rewrites(g);
    for (int i = 0; i < n->arity; i++) {
        int cols = g->nodes[n->in[i]].cols;
        if (depends(v, n->in[i])) {
            if (n->gate == SLICE) {
                share_is(v, r, i, NONE);
                add_piece(v, n->in[i], (piece){ n->index, n->cols, d });
            } else
                accumulate(v, r, i, move_slice(g, d, n->gate == PAD ? n->index : first, cols));
        }
        first += cols;
    }
}

/* The same loops, the operand in the place of y; of a maximum, to the first largest element. */
static void pass_loops(reverse *v, ref r, const node *n, ref d)
{
    graph *g = v->graph;
    for (int i = 0; i < n->arity && n->gate == CONTRACT; i++) {
        if (!depends(v, n->in[i]))
            continue;
        const nest loops = nest_adjoint(n->loops, i);
        const ref in[2] = { d, n->in[n->arity > 1 ? 1 - i : 0] };
        accumulate(v, r, i,
                   simplify_contract(g, n->arity, in, &loops, g->nodes[n->in[i]].cols, n->line));
    }
    if (n->gate == AMAX && depends(v, n->in[0])) {
        const nest loops = nest_repeat(n->cols, n->index);
        const ref choice[3] = { nest_is_amax(g, n->in[0], n->index, n->line),
                                simplify_contract(g, 1, &d, &loops, n->cols * n->index, 0),
                                simplify_constant(g, 0) };
        accumulate(v, r, 0, simplify_gate(g, WHERE, 3, choice, n->line));
    }
}

/* Back to the rows that were looked up, and the other way round. */
static void pass_lookup(reverse *v, ref r, const node *n, ref d)
{
    graph *g = v->graph;
    if (!depends(v, n->in[0]))
        return;
    const node *table = &g->nodes[n->in[0]];
    const node back = { .gate = n->gate == GATHER ? SCATTER : GATHER,
                        .arity = 2,
                        .rows = 1,
                        .cols = table->rows * table->cols,
                        .index = n->index,
                        .line = n->line };
    accumulate(v, r, 0, simplify_copy(g, &back, (const ref[]){ d, n->in[1] }));
}

static void pass(reverse *v, ref r, ref d)
{
    graph *g = v->graph;
    node n = g->nodes[r]; /* a copy: building gates moves the array */
    if (n.gate == CONTRACT || n.gate == AMAX) {
        pass_loops(v, r, &n, d);
        return;
    }
    if (n.gate == GATHER || n.gate == SCATTER) {
        pass_lookup(v, r, &n, d);
        return;
    }
    if (n.gate == CONCAT || n.gate == SLICE || n.gate == PAD) {
        pass_moves(v, r, &n, d);
        return;
    }
    ref letters[LETTERS];
    for (int i = 0; i < LETTERS; i++)
        letters[i] = UNBOUND;
    for (int i = 0; i < n.arity; i++)
        letters[i] = n.in[i];
    letters['y' - 'a'] = r;
    letters['d' - 'a'] = d;
    for (int i = 0; i < n.arity; i++) {
        const formula *rule = g->rules->derivative[n.gate][i];
        v->rewrites = trace_rewrites(g);
        if (rule && depends(v, n.in[i]))
            accumulate(v, r, i, formula_build(g, rule, letters));
    }
}

static void mark(reverse *v, const ref *of, int count)
{
    for (int i = 0; i < count; i++)
        if (place(v, of[i]) >= 0)
            v->wanted[place(v, of[i])] = true;
    for (int at = 0; at < v->cone.count; at++) {
        const node *n = &v->graph->nodes[v->cone.nodes[at]];
        v->depends[at] = v->wanted[at];
        for (int i = 0; i < n->arity && n->gate != STOP_GRADIENT; i++)
            v->depends[at] = v->depends[at] || depends(v, n->in[i]);
    }
}

/* A node's adjoint takes its name: z1 has dz1, and that of another E than the loss dE_dz1. */
static void name_adjoint(reverse *v, ref of, ref adjoint)
{
    graph *g = v->graph;
    const char *name = g->nodes[of].name;
    if (v->is_silent)
        return;
    if (!g->nodes[adjoint].shape && g->nodes[adjoint].cols == g->nodes[of].cols)
        g->nodes[adjoint].shape = g->nodes[of].shape;
    if (name && g->nodes[of].gate != PARAMETER)
        graph_name(g, adjoint,
                   v->of ? arena_printf(g->arena, "d%s_d%s", v->of, name)
                         : arena_printf(g->arena, "d%s", name));
    else if (!name && !v->of && !g->nodes[adjoint].adjoint_of)
        g->nodes[adjoint].adjoint_of = of + 1;
}

bool derived_too_large(const graph *g)
{
    return g->count > DERIVED_MAX;
}

/* From w.e backwards, whose adjoint is the seed. */
static void go_backward(reverse *v, trace_sweep w, const ref *of, int count, ref *out)
{
    const ref e = w.e;
    graph *g = v->graph;
    v->cone = cone_open(g, e, of, count);
    g->stage = STAGE_GRADIENT;
    size_t size = (size_t)v->cone.count;
    v->wanted = arena_alloc(g->arena, size * sizeof *v->wanted);
    v->depends = arena_alloc(g->arena, size * sizeof *v->depends);
    v->adjoint = arena_alloc(g->arena, size * sizeof *v->adjoint);
    v->pieces = arena_alloc(g->arena, size * sizeof *v->pieces);
    mark(v, of, count);
    v->steps = arena_alloc(g->arena, size * sizeof *v->steps);
    trace_begin(g, &w);
    for (int at = 0; at < v->cone.count; at++)
        v->adjoint[at] = NONE;
    if (depends(v, e))
        v->adjoint[place(v, e)] = w.seed;
    for (int at = v->cone.count - 1; at >= 0 && !derived_too_large(g); at--) {
        ref r = v->cone.nodes[at];
        const pieces *waiting = &v->pieces[at];
        if (waiting->count)
            accumulate(v, NONE, r, move_gather(g, waiting->all, waiting->count, g->nodes[r].cols));
        if (v->adjoint[at] == NONE)
            continue;
        name_adjoint(v, r, v->adjoint[at]);
        trace_adjoint_of(g, r, v->adjoint[at], v->steps[at] - 1);
        if (!v->wanted[at])
            pass(v, r, v->adjoint[at]);
    }
    for (int i = 0; i < count; i++)
        out[i] = place(v, of[i]) >= 0 ? v->adjoint[place(v, of[i])] : NONE;
    cone_close(g, &v->cone);
    g->stage = STAGE_FORMULA;
}

void derive_gradient(graph *g, ref e, const char *name, const ref *of, int count, ref *out)
{
    reverse v = { .graph = g, .of = name };
    const ref one = simplify_constant(g, 1);
    go_backward(&v, (trace_sweep){ .e = e, .name = name, .seed = one }, of, count, out);
}

ref derive_vjp(graph *g, ref y, ref x, ref seed)
{
    reverse v = { .graph = g, .is_silent = true };
    const int rows = g->nodes[x].rows, cols = g->nodes[x].cols;
    ref product;
    go_backward(&v, (trace_sweep){ .e = y, .kind = SWEEP_VJP, .by = x, .seed = seed }, &x, 1,
                &product);
    if (product == NONE)
        return simplify_to_shape(g, simplify_constant(g, 0), rows, cols);
    return product;
}
