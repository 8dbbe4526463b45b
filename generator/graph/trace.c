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
