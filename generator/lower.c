/* lower.c - from mathematics to machine: softmax and logsumexp in parts that loops can compute,
 * and the values that a caller gets, as gates of their own. */
#include "bpgen.h"
#include "formula.h"
#include "plan.h"

static ref lowered(graph *g, const node *n, const ref *in)
{
    const char *formula_text = NULL; /* with the maximum taken off, no exponential overflows */
    if (n->gate == SOFTMAX)
        formula_text = "exp(a - maximum(a))/sum(exp(a - maximum(a)))";
    else if (n->gate == LOGSUMEXP)
        formula_text = "maximum(a) + log(sum(exp(a - maximum(a))))";
    else
        return simplify_copy(g, n, in);
    ref letters[LETTERS] = { in[0] };
    return formula_build(g, formula_parse(g->arena, formula_text), letters);
}

/* A caller's value: a gate of its own, so that it has a home of its own. */
static ref caller_value(plan *p, ref value, int which, const char *name)
{
    const node *n = &p->graph.nodes[value];
    return graph_append(&p->graph, &(node){ .gate = STOP_GRADIENT, .arity = 1, .in = &value,
                                            .rows = n->rows, .cols = n->cols, .index = which,
                                            .name = name });
}

static ref scaled_gradient(plan *p, ref gradient, int cols)
{
    graph *g = &p->graph;
    if (gradient < 0)
        return simplify_to_shape(g, simplify_constant(g, 0), 1, cols);
    ref in[2] = { gradient, simplify_leaf(g, &(node){ .gate = VARIABLE, .rows = 1, .cols = 1,
                                                      .name = "inverse_n" }) };
    return simplify_gate(g, MUL, 2, in, 0);
}

void lower(plan *p)
{
    const spec *s = p->spec;
    const derived *d = p->derived;
    arena *a = s->graph.arena;
    simplify_init(&p->graph, a);
    ref *map = arena_alloc(a, (size_t)d->graph.count * sizeof *map);
    for (ref r = 0; r < d->graph.count; r++) {
        const node *n = &d->graph.nodes[r];
        ref *in = arena_alloc(a, (size_t)(n->arity + 1) * sizeof *in);
        for (int i = 0; i < n->arity; i++)
            in[i] = map[n->in[i]];
        map[r] = n->arity ? lowered(&p->graph, n, in) : simplify_leaf(&p->graph, n);
        if (n->name)
            graph_name(&p->graph, map[r], n->name);
    }
    p->map = map;
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
