/* trace.c - what building gates tells a trace. */
#include "graph/trace.h"

void trace_rule(const graph *g, const struct rewrite *rule)
{
    trace *t = g->trace;
    if (!t)
        return;
    t->rewrites = arena_grow(g->arena, t->rewrites, t->rewrite_count, &t->rewrite_capacity,
                             sizeof *t->rewrites);
    t->rewrites[t->rewrite_count++] = (trace_rewrite){ rule, g->stage == STAGE_GRADIENT, g->count };
}

int trace_rewrites(const graph *g)
{
    return g->trace ? g->trace->rewrite_count : 0;
}

void trace_begin(const graph *g, const trace_sweep *sweep)
{
    trace *t = g->trace;
    if (!t)
        return;
    t->sweeps = arena_grow(g->arena, t->sweeps, t->sweep_count, &t->sweep_capacity,
                           sizeof *t->sweeps);
    t->sweeps[t->sweep_count] = *sweep;
    t->sweeps[t->sweep_count].first_adjoint = t->adjoint_count;
    t->sweeps[t->sweep_count++].graph_count = g->count;
}

void trace_share(const graph *g, int *last, const trace_step *step)
{
    trace *t = g->trace;
    if (!t)
        return;
    t->steps = arena_grow(g->arena, t->steps, t->step_count, &t->step_capacity, sizeof *t->steps);
    t->steps[t->step_count] = *step;
    t->steps[t->step_count].before = *last - 1;
    t->steps[t->step_count].end_rewrite = t->rewrite_count;
    *last = ++t->step_count;
}

void trace_added(const graph *g)
{
    if (g->trace)
        g->trace->steps[g->trace->step_count - 1].end_rewrite = g->trace->rewrite_count;
}

void trace_adjoint_of(const graph *g, ref of, ref adjoint, int last_step)
{
    trace *t = g->trace;
    if (!t)
        return;
    t->adjoints = arena_grow(g->arena, t->adjoints, t->adjoint_count, &t->adjoint_capacity,
                             sizeof *t->adjoints);
    t->adjoints[t->adjoint_count++] = (trace_adjoint){ of, adjoint, last_step, g->count, -1 };
    t->sweeps[t->sweep_count - 1].adjoint_count++;
}

trace_sweep *trace_last(const graph *g)
{
    return g->trace ? &g->trace->sweeps[g->trace->sweep_count - 1] : NULL;
}
