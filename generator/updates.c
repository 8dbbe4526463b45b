/* updates.c - the optimizer's formulas, the penalty and the mean as C: scalars once, the rest for
 * vectors of weights. */
#include "updates.h"

#include <string.h>

#include "rows.h"

static void gather(const graph *g, bool *flags, ref r)
{
    if (flags[r])
        return;
    flags[r] = true;
    for (int i = 0; i < g->nodes[r].arity; i++)
        gather(g, flags, g->nodes[r].in[i]);
}

static void add_variables(const rows *w, const bool *flags, update *u)
{
    const graph *g = &w->plan->graph;
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        if (n->gate != VARIABLE || !flags[r])
            continue;
        if (n->cols == 1)
            u->scalars[u->scalar_count++] = n->name;
        u->reads_w = u->reads_w || !strcmp(n->name, "w");
        u->reads_sum = u->reads_sum || !strcmp(n->name, "sum");
    }
}

void update_make(plan *p, const ref *formulas, int count, update *u)
{
    graph *g = &p->graph;
    bool *flags = arena_alloc(g->arena, (size_t)g->count * sizeof *flags);
    ref *nodes = arena_alloc(g->arena, (size_t)g->count * sizeof *nodes);
    int node_count = 0;
    *u = (update){ 0 };
    for (int i = 0; i < count; i++)
        gather(g, flags, formulas[i]);
    for (ref r = 0; r < g->count; r++)
        if (flags[r] && g->nodes[r].arity > 0) {
            nodes[node_count++] = r;
            graph_name(g, r, arena_printf(g->arena, "u%d", node_count));
        }
    rows w;
    rows_init(&w, p, PROGRAMS, nodes, node_count);
    rows_write_scalars(&w);
    u->prologue = w.body.size ? w.body.at : "";
    w.body = (text){ .arena = g->arena };
    for (int i = 0; i < node_count; i++)
        w.looped[nodes[i]] = g->nodes[nodes[i]].cols > 1;
    for (int i = 0; i < count; i++) {
        expression e = express(&w, formulas[i], true);
        u->results[i] = e.text;
    }
    u->statements = w.body.size ? w.body.at : "";
    add_variables(&w, flags, u);
}
