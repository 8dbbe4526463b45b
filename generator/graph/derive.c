/* derive.c - reverse-mode differentiation: the gradient as more gates of the same graph.
 *
 * From the scalar E backwards, every gate y passes its adjoint d = dE/dy to its inputs by the rules
 * of gate_table. What comes out are ordinary gates, so that the pass can be applied to its own
 * result: grad(E, x) inside a loss is derived again without more ado. */
#include <string.h>

#include "graph/cone.h"
#include "graph/derive.h"
#include "graph/moves.h"
#include "graph/rules.h"
#include "graph/simplify.h"

enum { NONE = -1 };

typedef struct pieces {
    piece *all;
    int count, room;
} pieces;

/* What is known of the nodes that E is computed from, by their places in the cone. */
typedef struct reverse {
    graph *graph;
    cone cone;     /* of E; it ends where a gradient is wanted */
    bool *wanted;
    bool *depends; /* on anything wanted */
    ref *adjoint;  /* NONE: zero so far */
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
                accumulate(v, n->in[i],
                           move_slice(g, d, n->gate == PAD ? n->index : first, cols));
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
        graph_name(g, adjoint, v->of ? arena_printf(g->arena, "d%s_d%s", v->of, name)
                                     : arena_printf(g->arena, "d%s", name));
    else if (!name && !v->of && !g->nodes[adjoint].adjoint_of)
        g->nodes[adjoint].adjoint_of = of + 1;
}

static bool is_too_large(const graph *g)
{
    return g->count > DERIVED_MAX;
}

void derive_gradient(graph *g, ref e, const char *name, const ref *of, int count, ref *out)
{
    reverse v = { .graph = g, .of = name, .cone = cone_open(g, e, of, count) };
    g->stage = GRADIENT;
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
    for (int at = v.cone.count - 1; at >= 0 && !is_too_large(g); at--) {
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
    g->stage = FORMULA;
}

/* ---- the spec's graph, simplified, its grad nodes derived ---- */

typedef struct translation {
    const spec *spec;
    graph *graph;
    ref *map; /* spec node -> simplified node */
    bool *derived_by; /* some grad(E, x) asks for the gradient by it: E must go through it */
    int energies; /* E of some grad(E, x) that had no name */
} translation;

static ref translate(translation *t, ref r)
{
    const node *n = &t->spec->graph.nodes[r];
    graph *g = t->graph;
    if (n->arity == 0) {
        node leaf = *n;
        leaf.value = n->gate == TARGET ? t->spec->targets[n->index].is_class : n->value;
        return simplify_leaf(g, &leaf);
    }
    ref *in = arena_alloc(g->arena, (size_t)n->arity * sizeof *in);
    for (int i = 0; i < n->arity; i++)
        in[i] = t->map[n->in[i]];
    ref out;
    if (n->gate != GRAD) {
        out = simplify_copy(g, n, in);
    } else {
        if (!g->nodes[in[0]].name)
            graph_name(g, in[0], arena_printf(g->arena, "E%d", ++t->energies));
        derive_gradient(g, in[0], g->nodes[in[0]].name, &in[1], 1, &out);
        if (out == NONE)
            out = simplify_to_shape(g, simplify_constant(g, 0), n->rows, n->cols);
    }
    if (t->derived_by[r] && n->arity > 0)
        out = simplify_gate(g, IDENTITY, 1, &out, n->line);
    if (n->name)
        graph_name(g, out, n->name);
    return out;
}

static ref variable(graph *g, const char *name)
{
    return simplify_leaf(g, &(node){ .gate = VARIABLE, .rows = 1, .cols = 1, .name = name });
}

/* dJ/dw of one weight: sum/n, and the derivative of l2 * penalty_l2(w) + l1 * penalty_l1(w). */
static ref full_gradient(translation *t, const parameter *p)
{
    graph *g = t->graph;
    ref w = variable(g, "w");
    ref mean[2] = { variable(g, "sum"), variable(g, "inverse_n") };
    ref total = simplify_gate(g, MUL, 2, mean, 0);
    const double weight[2] = { p->l2, p->l1 };
    const ref penalty[2] = { t->map[t->spec->penalty_l2], t->map[t->spec->penalty_l1] };
    for (int i = 0; i < 2; i++) {
        if (weight[i] == 0)
            continue;
        ref slope;
        derive_gradient(g, penalty[i], NULL, &w, 1, &slope);
        ref term[2] = { simplify_constant(g, weight[i]), slope };
        ref sum[2] = { total, simplify_gate(g, MUL, 2, term, 0) };
        total = simplify_gate(g, ADD, 2, sum, 0);
    }
    return total;
}

static bool reads(graph *g, ref r, const char *name)
{
    bool found = false;
    cone c = cone_open(g, r, NULL, 0);
    for (int i = 0; i < c.count; i++) {
        const node *n = &g->nodes[c.nodes[i]];
        found = found || (n->gate == VARIABLE && !strcmp(n->name, name));
    }
    cone_close(g, &c);
    return found;
}

static void derive_updates(translation *t, derived *d)
{
    const spec *s = t->spec;
    const optimizer *o = &s->optimizer;
    size_t count = (size_t)s->parameter_count;
    d->plain_next_w = t->map[o->next_w];
    for (int k = 0; k < o->states; k++)
        d->plain_next_state[k] = t->map[o->next_state[k]];
    d->two_pass = reads(t->graph, d->plain_next_w, "norm2");
    d->gradient = arena_alloc(t->graph->arena, count * sizeof *d->gradient);
    d->next_w = arena_alloc(t->graph->arena, count * sizeof *d->next_w);
    d->next_state = arena_alloc(t->graph->arena, count * sizeof *d->next_state);
    for (size_t i = 0; i < count; i++) {
        ref g = d->gradient[i] = full_gradient(t, &s->parameters[i]);
        if (d->two_pass)
            g = variable(t->graph, "g");
        d->next_w[i] = formula_substitute(t->graph, t->map[o->next_w], "g", g);
        for (int k = 0; k < o->states; k++)
            d->next_state[i][k] = formula_substitute(t->graph, t->map[o->next_state[k]], "g", g);
    }
}

static void derive_ends(translation *t, derived *d)
{
    const spec *s = t->spec;
    arena *a = t->graph->arena;
    int count = s->parameter_count + s->input_count;
    ref *of = arena_alloc(a, (size_t)count * sizeof *of);
    ref *gradient = arena_alloc(a, (size_t)count * sizeof *gradient);
    int wanted_count = 0;
    for (int i = 0; i < s->input_count; i++)
        of[wanted_count++] = t->map[s->inputs[i].node];
    for (int i = 0; i < s->parameter_count; i++)
        if (s->parameters[i].train)
            of[wanted_count++] = t->map[s->parameters[i].node];
    derive_gradient(t->graph, d->loss, NULL, of, wanted_count, gradient);
    d->dinputs = gradient;
    d->dparameters = arena_alloc(a, (size_t)s->parameter_count * sizeof *d->dparameters);
    int next = s->input_count;
    for (int i = 0; i < s->parameter_count; i++)
        d->dparameters[i] = s->parameters[i].train ? gradient[next++] : NONE;
}

bool derive(const spec *s, derived *d, int *line)
{
    arena *a = s->graph.arena;
    simplify_init(&d->graph, a, s->is_double);
    translation t = { s, &d->graph, arena_alloc(a, (size_t)s->graph.count * sizeof(ref)),
                      arena_alloc(a, (size_t)s->graph.count * sizeof(bool)), 0 };
    for (ref r = 0; r < s->graph.count; r++)
        if (s->graph.nodes[r].gate == GRAD)
            t.derived_by[s->graph.nodes[r].in[1]] = true;
    for (ref r = 0; r < s->graph.count; r++) {
        t.map[r] = translate(&t, r);
        *line = s->graph.nodes[r].line;
        if (is_too_large(&d->graph))
            return false;
    }
    d->loss = t.map[s->loss];
    d->outputs = arena_alloc(a, (size_t)s->output_count * sizeof *d->outputs);
    for (int i = 0; i < s->output_count; i++)
        d->outputs[i] = t.map[s->outputs[i].node];
    derive_ends(&t, d);
    *line = s->graph.nodes[s->loss].line;
    if (is_too_large(&d->graph))
        return false;
    d->penalty_l2 = t.map[s->penalty_l2];
    d->penalty_l1 = t.map[s->penalty_l1];
    derive_updates(&t, d);
    return true;
}
