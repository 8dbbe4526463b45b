/* updates.c - the optimizer's formulas, the penalty and the mean as C: scalars once, the rest for
 * vectors of weights. */
#include "emit/updates.h"

#include <string.h>

#include "graph/formula.h"
#include "emit/rows.h"
#include "graph/simplify.h"

static void gather(const graph *g, bool *flags, ref r)
{
    if (flags[r])
        return;
    flags[r] = true;
    for (int i = 0; i < g->nodes[r].arity; i++)
        gather(g, flags, g->nodes[r].in[i]);
}

static bool is_named(const node *n, const char *x)
{
    return x && n->gate == VARIABLE && !strcmp(n->name, x);
}

static bool is_taken(const graph *g, const ref *nodes, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (g->nodes[nodes[i]].name && !strcmp(g->nodes[nodes[i]].name, name))
            return true;
    return false;
}

/* Gates that other formulas share have their names already. */
static void name_gates(graph *g, const ref *nodes, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        const char *name = g->nodes[nodes[i]].name;
        while (!name || (!g->nodes[nodes[i]].name && is_taken(g, nodes, count, name)))
            name = arena_printf(g->arena, "u%d", ++number);
        graph_name(g, nodes[i], name);
    }
}

/* The scalars that x has a part in: vectors, once a row. */
static void find_row_scalars(rows *w, const char *x)
{
    const graph *g = &w->plan->graph;
    for (ref r = 0; r < g->count; r++)
        if (is_named(&g->nodes[r], x))
            w->variable[r] = arena_printf(g->arena, "%s_i", x);
    for (int i = 0; i < w->count; i++) {
        const ref r = w->nodes[i];
        const node *n = &g->nodes[r];
        for (int k = 0; k < n->arity && n->cols == 1; k++)
            if (w->variable[n->in[k]])
                w->variable[r] = arena_printf(g->arena, "%s_i", n->name);
        w->done[r] = w->variable[r] != NULL;
    }
}

static const char *row_statements(rows *w)
{
    text before = w->body;
    w->body = (text){ .arena = before.arena };
    for (int i = 0; i < w->count; i++)
        if (w->variable[w->nodes[i]])
            add_statement(&w->body, 8, "const vec %s = %s;", w->variable[w->nodes[i]],
                          express_gate(w, w->nodes[i], true).text);
    const char *statements = w->body.size ? w->body.at : "";
    w->body = before;
    return statements;
}

static void add_variables(const rows *w, const bool *flags, const char *x, update *u)
{
    const graph *g = &w->plan->graph;
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        if (n->gate != VARIABLE || !flags[r])
            continue;
        if (n->cols == 1 && !is_named(n, x))
            u->scalars[u->scalar_count++] = n->name;
        u->reads_w = u->reads_w || !strcmp(n->name, "w");
    }
}

void update_make(plan *p, const ref *formulas, int count, const char *x, update *u)
{
    graph *g = &p->graph;
    bool *flags = arena_alloc(g->arena, (size_t)g->count * sizeof *flags);
    ref *nodes = arena_alloc(g->arena, (size_t)g->count * sizeof *nodes);
    int node_count = 0;
    *u = (update){ 0 };
    for (int i = 0; i < count; i++)
        gather(g, flags, formulas[i]);
    for (ref r = 0; r < g->count; r++)
        if (flags[r] && g->nodes[r].arity > 0)
            nodes[node_count++] = r;
    name_gates(g, nodes, node_count);
    rows w;
    rows_init(&w, p, PROGRAMS, nodes, node_count);
    find_row_scalars(&w, x);
    rows_write_scalars(&w);
    u->prologue = w.body.size ? w.body.at : "";
    u->of_row = row_statements(&w);
    w.body = (text){ .arena = g->arena };
    for (int i = 0; i < node_count; i++)
        w.looped[nodes[i]] = g->nodes[nodes[i]].cols > 1;
    for (int i = 0; i < count; i++) {
        expression e = express(&w, formulas[i], true);
        u->results[i] = e.text;
    }
    u->statements = w.body.size ? w.body.at : "";
    add_variables(&w, flags, x, u);
}

bool update_sums(const plan *p, bool updates)
{
    return !(updates && p->derived->two_pass);
}

bool update_is_swapped(const parameter *q)
{
    return q->cols == 1 && q->rows > 1;
}

/* Of one sample a gradient is one product, x_i d_j, in place of a sum: what is the same for a row
 * of weights then meets x_i, once a row. NULL: there is a sum. */
static const char *row_factor(const plan *p, int i, bool updates)
{
    const gradient *of = &p->gradients[i];
    const parameter *q = &p->spec->parameters[of->parameter];
    bool one = p->spec->batch == 1 && update_sums(p, updates) && !q->is_bias &&
               of->term_count == 1;
    return !one ? NULL : update_is_swapped(q) ? "d1" : "x1";
}

/* x_i d_j in place of the sum. */
static ref put_product(plan *p, ref formula, const char *x)
{
    graph *g = &p->graph;
    ref in[2] = { simplify_leaf(g, &(node){ .gate = VARIABLE, .rows = 1, .cols = 1, .name = x }),
                  simplify_leaf(g, &(node){ .gate = VARIABLE, .rows = 1, .cols = BLOCK,
                                            .name = !strcmp(x, "x1") ? "d1" : "x1" }) };
    return formula_substitute(g, formula, "sum", simplify_gate(g, MUL, 2, in, 0));
}

void update_of(plan *p, int i, bool updates, update *u)
{
    const derived *d = p->derived;
    int parameter = p->gradients[i].parameter;
    ref formulas[1 + OPTIMIZER_STATES] = { p->map[updates ? d->next_w[parameter]
                                                          : d->gradient[parameter]] };
    int states = updates ? p->spec->optimizer.states : 0;
    for (int k = 0; k < states; k++)
        formulas[1 + k] = p->map[d->next_state[parameter][k]];
    const char *x = row_factor(p, i, updates);
    for (int k = 0; x && k < 1 + states; k++)
        formulas[k] = put_product(p, formulas[k], x);
    update_make(p, formulas, 1 + states, x, u);
    u->x = x;
}
