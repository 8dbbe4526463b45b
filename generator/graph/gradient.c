/* gradient.c - reverse-mode differentiation: the gradient as more gates of the same graph.
 *
 * From the scalar E backwards, every gate y passes its adjoint d = dE/dy to its inputs by the rules
 * of gate_table. What comes out are ordinary gates, so that the pass can be applied to its own
 * result: grad(E, x) inside a loss is derived again without more ado. */
#include "graph/gradient.h"

#include <string.h>

#include "graph/cone.h"
#include "graph/moves.h"
#include "graph/rules.h"
#include "graph/simplify.h"

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
    pieces *pieces; /* of its adjoint, from slices */
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

static void accumulate(reverse *v, ref of, ref share)
{
    graph *g = v->graph;
    const node *n = &g->nodes[of];
    share = simplify_to_shape(g, share, n->rows, n->cols);
    if (graph_is_constant(g, share, 0))
        return;
    ref *adjoint = &v->adjoint[place(v, of)];
    ref sum[2] = { *adjoint, share };
    *adjoint = sum[0] == NONE ? share : simplify_gate(g, ADD, 2, sum, 0);
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
static void pass_moves(reverse *v, const node *n, ref d)
{
    graph *g = v->graph;
    int first = 0;
    for (int i = 0; i < n->arity; i++) {
        int cols = g->nodes[n->in[i]].cols;
        if (depends(v, n->in[i])) {
            if (n->gate == SLICE)
                add_piece(v, n->in[i], (piece){ n->index, n->cols, d });
            else
                accumulate(v, n->in[i], move_slice(g, d, n->gate == PAD ? n->index : first, cols));
        }
        first += cols;
    }
}

static void pass(reverse *v, ref r, ref d)
{
    graph *g = v->graph;
    node n = g->nodes[r]; /* a copy: building gates moves the array */
    if (n.gate == CONCAT || n.gate == SLICE || n.gate == PAD) {
        pass_moves(v, &n, d);
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
        if (rule && depends(v, n.in[i]))
            accumulate(v, n.in[i], formula_build(g, rule, letters));
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

void derive_gradient(graph *g, ref e, const char *name, const ref *of, int count, ref *out)
{
    reverse v = { .graph = g, .of = name, .cone = cone_open(g, e, of, count) };
    g->stage = STAGE_GRADIENT;
    size_t size = (size_t)v.cone.count;
    v.wanted = arena_alloc(g->arena, size * sizeof *v.wanted);
    v.depends = arena_alloc(g->arena, size * sizeof *v.depends);
    v.adjoint = arena_alloc(g->arena, size * sizeof *v.adjoint);
    v.pieces = arena_alloc(g->arena, size * sizeof *v.pieces);
    mark(&v, of, count);
    for (int at = 0; at < v.cone.count; at++)
        v.adjoint[at] = NONE;
    if (depends(&v, e))
        v.adjoint[place(&v, e)] = simplify_constant(g, 1);
    for (int at = v.cone.count - 1; at >= 0 && !derived_too_large(g); at--) {
        ref r = v.cone.nodes[at];
        const pieces *waiting = &v.pieces[at];
        if (waiting->count)
            accumulate(&v, r, move_gather(g, waiting->all, waiting->count, g->nodes[r].cols));
        if (v.adjoint[at] == NONE)
            continue;
        name_adjoint(&v, r, v.adjoint[at]);
        if (!v.wanted[at])
            pass(&v, r, v.adjoint[at]);
    }
    for (int i = 0; i < count; i++)
        out[i] = place(&v, of[i]) >= 0 ? v.adjoint[place(&v, of[i])] : NONE;
    cone_close(g, &v.cone);
    g->stage = STAGE_FORMULA;
}
