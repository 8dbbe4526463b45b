/* lower.c - from mathematics to machine: softmax and logsumexp in parts that loops can compute,
 * and the values that a caller gets, as gates of their own. */
#include <string.h>

#include "graph/simplify.h"
#include "graph/formula.h"
#include "plan/kernels.h"
#include "plan/passes.h"
#include "plan/rows.h"

static ref of_each_row(graph *g, ref r)
{
    const node *n = &g->nodes[r];
    return simplify_leaf(
        g, &(node){ .gate = STOP_GRADIENT, .arity = 1, .in = &r, .rows = 1, .cols = n->cols });
}

/* Products and slices read rows in memory: a constant or a class number among them becomes a value
 * of each row, this one a one-hot vector. */
static ref in_memory(graph *g, ref r)
{
    const node *n = &g->nodes[r];
    if (n->gate != CONSTANT && !graph_is_class(g, r))
        return r;
    return of_each_row(g, r);
}

/* The same of what has one row for all samples, where rows of samples are read; so a gradient that
 * is read from a parameter is read before that is updated. */
static ref in_rows(graph *g, ref r)
{
    const node *source = &g->nodes[r];
    while (source->gate == SLICE)
        source = &g->nodes[source->in[0]];
    const bool has_one = source->gate == ARRAY || source->gate == PARAMETER;
    return has_one && g->nodes[r].rows == 1 ? of_each_row(g, r) : in_memory(g, r);
}

/* Where parts of a concatenation are computed in their places, a part that is none of the gates
 * which can be is copied there by one. */
static ref in_place(graph *g, ref r)
{
    const node *n = &g->nodes[r];
    const bool is_sum = n->gate == ADD && g->nodes[n->in[0]].gate == MATMUL;
    const bool is_copied = n->gate == SLICE || n->gate == MATMUL || n->gate == MATMUL_T ||
                           n->gate == MEAN_N || is_sum;
    return is_copied && n->rows == 1 ? of_each_row(g, r) : r;
}

/* With the maximum taken off, no exponential overflows. logsumexp adds the exponentials of the
 * others, and counts elements that are the maximum beside the first, so that a sum of little more
 * than 1 is not rounded to 1. The comparison is false of NaN, which so comes out, and true of
 * infinities, whose difference would be NaN. */
typedef struct parts {
    const formula *softmax, *logsumexp;
} parts;

static ref lowered(graph *g, const node *n, ref *in, const parts *in_parts, bool gathers)
{
    if (n->gate == MATMUL || n->gate == MATMUL_T || n->gate == OUTER || n->gate == MEAN_N)
        in[0] = in_rows(g, in[0]);
    if (n->gate == OUTER)
        in[1] = in_rows(g, in[1]);
    if (n->gate == SCATTER)
        in[0] = in_rows(g, in[0]);
    if (rows_is_loops(n) || n->gate == SLICE)
        for (int i = 0; i < n->arity; i++)
            in[i] = in_memory(g, in[i]);
    if (gathers)
        for (int i = 0; i < n->arity; i++)
            in[i] = in_place(g, in[i]);

    if ((n->gate == MAX || n->gate == MIN) && g->nodes[in[0]].gate == CONSTANT) {
        ref constant = in[0]; /* the second operand, if either, costs nothing: vec_max */
        in[0] = in[1];
        in[1] = constant;
    }
    if (n->gate == IDENTITY) /* it has done its work in derivation */
        return in[0];
    if (n->gate != SOFTMAX && n->gate != LOGSUMEXP)
        return simplify_copy(g, n, in);
    ref letters[LETTERS] = { in[0] };
    return formula_build(g, n->gate == SOFTMAX ? in_parts->softmax : in_parts->logsumexp, letters);
}

/* A caller's value: a gate of its own, so that it has a home of its own. */
static ref caller_value(plan *p, ref value, int which, const char *name)
{
    const node *n = &p->graph.nodes[value];
    return graph_append(&p->graph, &(node){ .gate = STOP_GRADIENT,
                                            .arity = 1,
                                            .in = &value,
                                            .rows = n->rows,
                                            .cols = n->cols,
                                            .index = which,
                                            .name = name });
}

/* The mean of one sample is the sample. */
static ref inverse_n(plan *p)
{
    if (p->spec->batch == 1)
        return simplify_constant(&p->graph, 1);
    return simplify_leaf(&p->graph,
                         &(node){ .gate = VARIABLE, .rows = 1, .cols = 1, .name = "inverse_n" });
}

static ref scaled_gradient(plan *p, ref gradient, int cols)
{
    graph *g = &p->graph;
    if (gradient < 0)
        return simplify_to_shape(g, simplify_constant(g, 0), 1, cols);
    ref in[2] = { gradient, inverse_n(p) };
    return simplify_gate(g, MUL, 2, in, 0);
}

/* The variables of an update formula that differ from weight to weight become vectors. */
static bool is_weightwise(const spec *s, const char *name)
{
    for (int i = 0; i < s->optimizer.states; i++)
        if (!strcmp(name, s->optimizer.state[i]))
            return true;
    return !strcmp(name, "w") || !strcmp(name, "g") || !strcmp(name, "sum");
}

/* A file without a step drops nothing. */
static ref mask(plan *p, const node *n)
{
    graph *g = &p->graph;
    if (!plan_writes(p, WRITE_STEP))
        return simplify_to_shape(g, simplify_constant(g, 1), 1, n->cols);
    const ref counter =
        simplify_leaf(g, &(node){ .gate = VARIABLE, .rows = 1, .cols = 1, .name = "counter" });
    const node own = { .gate = MASK,
                       .arity = 1,
                       .rows = 1,
                       .cols = n->cols,
                       .value = n->value,
                       .index = n->index,
                       .line = n->line };
    return simplify_copy(g, &own, &counter);
}

static ref lowered_leaf(plan *p, const node *n)
{
    node leaf = *n;
    if (n->gate == DROPOUT)
        return mask(p, n);
    if (n->gate == VARIABLE && !strcmp(n->name, "inverse_n"))
        return inverse_n(p);
    if (n->gate == VARIABLE && is_weightwise(p->spec, n->name))
        leaf.cols = BLOCK;
    return simplify_leaf(&p->graph, &leaf);
}

/* coefficient * sum(formula), a constant factor of the formula moved out of the sum. */
static void add_penalty(plan *p, int parameter, bool of_l1, double coefficient, ref formula)
{
    if (coefficient == 0 || !plan_writes(p, WRITE_LOSS | WRITE_TRAINING))
        return;
    const node *n = &p->graph.nodes[formula];
    if (n->gate == MUL && p->graph.nodes[n->in[0]].gate == CONSTANT) {
        add_penalty(p, parameter, of_l1, coefficient * p->graph.nodes[n->in[0]].value, n->in[1]);
        return;
    }
    ref sum = simplify_leaf(&p->graph,
                            &(node){ .gate = VARIABLE, .rows = 1, .cols = BLOCK, .name = "sum" });
    ref in[2] = { formula, sum };
    p->penalties[p->penalty_count++] = (penalty){ .parameter = parameter,
                                                  .of_l1 = of_l1,
                                                  .coefficient = coefficient,
                                                  .sum = simplify_gate(&p->graph, ADD, 2, in, 0) };
}

static void find_penalties(plan *p)
{
    const spec *s = p->spec;
    const derived *d = p->derived;
    p->penalties = arena_alloc(p->graph.arena, 2 * (size_t)s->parameter_count * sizeof(penalty));
    for (int i = 0; i < s->parameter_count; i++) {
        add_penalty(p, i, false, s->parameters[i].l2, p->map[d->penalty_l2]);
        add_penalty(p, i, true, s->parameters[i].l1, p->map[d->penalty_l1]);
    }
}

/* The products on the longest path to it. */
static int depth_of(const node *n, const int *depth)
{
    int most = 0;
    for (int i = 0; i < n->arity; i++)
        most = depth[n->in[i]] > most ? depth[n->in[i]] : most;
    return most + (n->gate == MATMUL || n->gate == MATMUL_T || n->gate == MEAN_N);
}

/* Whether what it brings together comes from many levels. */
static bool gathers(const graph *g, const node *n, const int *depth)
{
    int levels = 0;
    for (int i = 0; i < n->arity && n->gate == CONCAT; i++) {
        if (g->nodes[n->in[i]].arity == 0)
            return false;
        levels += i == 0 || depth[n->in[i]] != depth[n->in[i - 1]];
    }
    return levels >= GATHERED_LEVELS;
}

void lower(plan *p)
{
    const spec *s = p->spec;
    const derived *d = p->derived;
    arena *a = s->graph.arena;
    simplify_init(&p->graph, a, s->is_double);
    p->graph.stage = STAGE_LOWERED;
    const parts in_parts = {
        .softmax = formula_parse(a, "exp(a - maximum(a))/sum(exp(a - maximum(a)))"),
        .logsumexp = formula_parse(a, "maximum(a) + log1p("
                                      "sum(where(ge(a, maximum(a)), 0, exp(a - maximum(a)))) + "
                                      "(sum(where(ge(a, maximum(a)), 1, 0)) - 1))"),
    };
    ref *map = arena_alloc(a, (size_t)d->graph.count * sizeof *map);
    int *depth = arena_alloc(a, (size_t)d->graph.count * sizeof *depth);
    for (ref r = 0; r < d->graph.count; r++) {
        const node *n = &d->graph.nodes[r];
        ref *in = arena_alloc(a, (size_t)(n->arity + 1) * sizeof *in);
        for (int i = 0; i < n->arity; i++)
            in[i] = map[n->in[i]];
        depth[r] = depth_of(n, depth);
        const bool is_itself = n->gate == MEAN_N && s->batch == 1;
        map[r] = is_itself  ? in[0]
                 : n->arity ? lowered(&p->graph, n, in, &in_parts, gathers(&d->graph, n, depth))
                            : lowered_leaf(p, n);
        if (n->name)
            graph_name(&p->graph, map[r], n->name);
    }
    p->map = map;
    find_penalties(p);
    p->dparameters = arena_alloc(a, (size_t)s->parameter_count * sizeof *p->dparameters);
    for (int i = 0; i < s->parameter_count; i++) {
        const ref of = d->running[i] >= 0 ? d->running[i] : d->dparameters[i];
        p->dparameters[i] = of < 0 ? -1 : in_rows(&p->graph, map[of]);
    }
    p->loss = caller_value(p, map[d->loss], 0, "loss");
    p->outputs = arena_alloc(a, (size_t)s->output_count * sizeof *p->outputs);
    for (int i = 0; i < s->output_count; i++)
        p->outputs[i] = caller_value(p, map[d->outputs[i]], i, s->outputs[i].name);
    p->dinputs = arena_alloc(a, (size_t)s->input_count * sizeof *p->dinputs);
    for (int i = 0; i < s->input_count; i++) {
        ref gradient = d->dinputs[i] < 0 ? -1 : map[d->dinputs[i]];
        p->dinputs[i] = caller_value(p, scaled_gradient(p, gradient, s->inputs[i].size), i,
                                     arena_printf(a, "d%s", s->inputs[i].name));
    }
}
