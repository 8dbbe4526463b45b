/* equations.c - which values have equations of their own in the mathematics, and their numbers. */
#include "plan/passes.h"

static bool is_value(const plan *p, ref r)
{
    ref low = p->map[r];
    bool kept = p->values[low].is_product, needed = false;
    for (int of = 0; of < PROGRAMS; of++) {
        kept = kept || p->values[low].stored[of];
        needed = needed || p->values[low].needed[of];
    }
    return kept && needed && p->derived->graph.nodes[r].arity > 0 &&
           p->derived->graph.nodes[r].gate != SLICE;
}

static void mark(const graph *g, bool *live, ref r)
{
    if (r < 0 || live[r])
        return;
    live[r] = true;
    for (int i = 0; i < g->nodes[r].arity; i++)
        mark(g, live, g->nodes[r].in[i]);
}

/* The derived nodes that something comes of: rewriting leaves others behind, whose lowered forms
 * may be the same. */
static bool *live_nodes(const plan *p)
{
    const derived *d = p->derived;
    bool *live = arena_alloc(p->graph.arena, (size_t)d->graph.count * sizeof *live);
    mark(&d->graph, live, d->loss);
    for (int i = 0; i < p->spec->output_count; i++)
        mark(&d->graph, live, d->outputs[i]);
    for (int i = 0; i < p->spec->input_count; i++)
        mark(&d->graph, live, d->dinputs[i]);
    for (int i = 0; i < p->spec->parameter_count; i++)
        mark(&d->graph, live, d->dparameters[i]);
    return live;
}

void plan_number_equations(plan *p)
{
    int count = p->derived->graph.count;
    p->equation = arena_alloc(p->graph.arena, (size_t)count * sizeof *p->equation);
    bool *live = live_nodes(p);
    bool *numbered = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *numbered);
    for (ref r = 0; r < count; r++)
        if (live[r] && is_value(p, r) && !numbered[p->map[r]]) {
            numbered[p->map[r]] = true;
            p->equation[r] = ++p->equation_count;
        }
}
