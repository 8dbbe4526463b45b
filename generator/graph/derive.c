/* derive.c - from the spec's graph to the derived one: simplified, its grad nodes derived, with the
 * gradient of the loss and the updates of the weights. */
#include "graph/derive.h"

#include <float.h>
#include <string.h>

#include "graph/cone.h"
#include "graph/formula.h"
#include "graph/gradient.h"
#include "graph/simplify.h"

typedef struct translation {
    const spec *spec;
    graph *graph;
    ref *map;         /* spec node -> simplified node */
    int reading;      /* of LEARNING: the input that it stands for */
    bool *derived_by; /* some grad(E, x) asks for the gradient by it: E must go through it */
    ref *last_by;     /* of each spec node x: 1 + the last grad(E, x); 0: none */
    int energies;     /* E of some grad(E, x) that had no name */
} translation;

static ref product(graph *g, gate kind, const ref *in)
{
    return kind == VJP   ? derive_vjp(g, in[0], in[1], in[2])
           : kind == JVP ? derive_jvp(g, in[0], in[1], in[2])
                         : derive_jacobian(g, in[0], in[1]);
}

/* z2 of loss, backward and step is z2_running of predict and forward, where they differ. */
static const char *name_in_reading(const translation *t, const char *name)
{
    return t->reading == 0 ? name : arena_printf(t->graph->arena, "%s_running", name);
}

static ref translate(translation *t, ref r)
{
    const node *n = &t->spec->graph.nodes[r];
    graph *g = t->graph;
    if (n->arity == 0) {
        node leaf = *n;
        leaf.value = n->gate == TARGET ? t->spec->targets[n->index].is_class : n->value;
        return simplify_leaf(g, &leaf);
    }
    if (n->gate == LEARNING)
        return t->map[n->in[t->reading]];
    ref *in = arena_alloc(g->arena, (size_t)n->arity * sizeof *in);
    for (int i = 0; i < n->arity; i++)
        in[i] = t->map[n->in[i]];
    ref out;
    if (!graph_is_derivative(n)) {
        out = simplify_copy(g, n, in);
    } else if (n->gate != GRAD) {
        out = product(g, n->gate, in);
    } else if (t->last_by[n->in[1]] &&
               t->spec->graph.nodes[t->last_by[n->in[1]] - 1].in[0] == n->in[0]) {
        return t->map[t->last_by[n->in[1]] - 1];
    } else {
        t->last_by[n->in[1]] = r + 1;
        if (!g->nodes[in[0]].name)
            graph_name(g, in[0], arena_printf(g->arena, "E%d", ++t->energies));
        derive_gradient(g, in[0], g->nodes[in[0]].name, &in[1], 1, &out);
        if (out == NONE)
            out = simplify_to_shape(g, simplify_constant(g, 0), n->rows, n->cols);
    }
    if (t->derived_by[r] && n->arity > 0)
        out = simplify_gate(g, IDENTITY, 1, &out, n->line);
    if (n->name)
        graph_name(g, out, name_in_reading(t, n->name));
    if (!g->nodes[out].shape && g->nodes[out].cols == n->cols && g->nodes[out].rows == 1)
        g->nodes[out].shape = n->shape;
    return out;
}

static ref variable(graph *g, const char *name)
{
    return simplify_leaf(g, &(node){ .gate = VARIABLE, .rows = 1, .cols = 1, .name = name });
}

/* What an optimizer remembers is 0 where it would be too small for a normal number: where gradients
 * stay 0, averages decay to such and stay, and processors take 100 cycles for each. NaN stays. */
static ref normal_or_zero(graph *g, ref r)
{
    const ref size = simplify_gate(g, ABS, 1, &r, 0);
    const ref least[2] = { size, simplify_constant(g, g->is_double ? DBL_MIN : (double)FLT_MIN) };
    const ref choice[3] = { simplify_gate(g, LT, 2, least, 0), simplify_constant(g, 0), r };
    return simplify_gate(g, WHERE, 3, choice, 0);
}

/* The formulas of an update are no others' nodes: what comes after reads what is remembered. */
static void keep_states_normal(translation *t, ref r)
{
    const optimizer *o = &t->spec->optimizer;
    for (int k = 0; k < o->states; k++)
        if (o->next_state[k] == r)
            t->map[r] = normal_or_zero(t->graph, t->map[r]);
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

static ref gate_of(graph *g, gate kind, ref a, ref b)
{
    return simplify_gate(g, kind, 2, (const ref[]){ a, b }, 0);
}

/* w + momentum (statistic - w), where N numbers make the unbiased variance N/(N - 1) times the mean
 * of their squares; one number makes none, and w stays as it is. */
static ref running_update(translation *t, const parameter *p)
{
    graph *g = t->graph;
    const ref w = variable(g, "w"), each = simplify_constant(g, p->positions);
    const ref inverse_n = variable(g, "inverse_n");
    const bool is_mean = p->statistic == STATISTIC_RUNNING_MEAN;
    const ref unbiased = is_mean ? simplify_constant(g, 1)
                                 : gate_of(g, DIV, each, gate_of(g, SUB, each, inverse_n));
    const ref mean = gate_of(g, MUL, variable(g, "sum"), inverse_n);
    const ref way = gate_of(g, SUB, gate_of(g, MUL, unbiased, mean), w);
    const ref next = gate_of(g, ADD, w, gate_of(g, MUL, simplify_constant(g, p->momentum), way));
    if (is_mean || p->positions > 1)
        return next;
    const ref choice[3] = { gate_of(g, LT, inverse_n, each), next, w };
    return simplify_gate(g, WHERE, 3, choice, 0);
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
        if (parameter_runs(&s->parameters[i])) {
            d->next_w[i] = running_update(t, &s->parameters[i]);
            continue;
        }
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
    d->running = arena_alloc(a, (size_t)s->parameter_count * sizeof *d->running);
    for (int i = 0; i < s->parameter_count; i++)
        d->running[i] = parameter_runs(&s->parameters[i]) ? t->map[s->parameters[i].of] : NONE;
}

/* What the outputs are computed from, as predict and forward read it. */
static bool *find_outputs(const spec *s)
{
    bool *is_read = arena_alloc(s->graph.arena, (size_t)s->graph.count * sizeof *is_read);
    for (int i = 0; i < s->output_count; i++)
        is_read[s->outputs[i].node] = true;
    for (ref r = s->graph.count - 1; r >= 0; r--) {
        const node *n = &s->graph.nodes[r];
        for (int i = n->gate == LEARNING; i < n->arity && is_read[r]; i++)
            is_read[n->in[i]] = true;
    }
    return is_read;
}

/* The outputs are of the other reading: what LEARNING stands in is translated once more. */
static void translate_outputs(const translation *t, derived *d)
{
    const spec *s = t->spec;
    arena *a = t->graph->arena;
    const size_t count = (size_t)s->graph.count;
    const bool *is_read = find_outputs(s);
    bool *differs = arena_alloc(a, count * sizeof *differs);
    translation other = *t;
    other.reading = 1;
    other.map = arena_alloc(a, count * sizeof *other.map);
    memcpy(other.map, t->map, count * sizeof *other.map);
    d->other_from = t->graph->count;
    for (ref r = 0; r < s->graph.count && !derived_too_large(t->graph); r++) {
        const node *n = &s->graph.nodes[r];
        differs[r] = n->gate == LEARNING;
        for (int i = 0; i < n->arity; i++)
            differs[r] = differs[r] || differs[n->in[i]];
        if (differs[r] && is_read[r])
            other.map[r] = translate(&other, r);
    }
    d->other_to = t->graph->count;
    d->outputs = arena_alloc(a, (size_t)s->output_count * sizeof *d->outputs);
    for (int i = 0; i < s->output_count; i++)
        d->outputs[i] = other.map[s->outputs[i].node];
}

bool derive_traced(const spec *s, derived *d, struct trace *told, int *line)
{
    arena *a = s->graph.arena;
    simplify_init(&d->graph, a, s->is_double);
    d->graph.trace = told;
    translation t = { s,
                      &d->graph,
                      arena_alloc(a, (size_t)s->graph.count * sizeof(ref)),
                      0,
                      arena_alloc(a, (size_t)s->graph.count * sizeof(bool)),
                      arena_alloc(a, (size_t)s->graph.count * sizeof(ref)),
                      0 };
    for (ref r = 0; r < s->graph.count; r++)
        if (graph_is_derivative(&s->graph.nodes[r]))
            t.derived_by[s->graph.nodes[r].in[1]] = true;
    for (ref r = 0; r < s->graph.count; r++) {
        t.map[r] = translate(&t, r);
        keep_states_normal(&t, r);
        *line = s->graph.nodes[r].line;
        if (derived_too_large(&d->graph))
            return false;
    }
    d->map = t.map;
    d->loss = t.map[s->loss];
    translate_outputs(&t, d);
    derive_ends(&t, d);
    *line = s->graph.nodes[s->loss].line;
    if (derived_too_large(&d->graph))
        return false;
    d->penalty_l2 = t.map[s->penalty_l2];
    d->penalty_l1 = t.map[s->penalty_l1];
    derive_updates(&t, d);
    return true;
}

bool derive(const spec *s, derived *d, int *line)
{
    return derive_traced(s, d, NULL, line);
}
