/* tell_written.c - the loss as the user wrote it, beside what its gates come to. */
#include "explain/story.h"

/* t*log(where(t, y, 1)), which is t*log(y), and 0 where t is. */
static bool is_guarded(const graph *g, const node *n)
{
    const node *log = n->gate == MUL ? &g->nodes[n->in[1]] : NULL;
    const node *in = log && log->gate == LOG ? &g->nodes[log->in[0]] : NULL;
    return in && in->gate == WHERE && in->in[0] == n->in[0] &&
           g->nodes[in->in[2]].gate == CONSTANT && g->nodes[in->in[2]].value == 1;
}

/* The formula of a gate of the spec, down to what has a name in the story. */
static const expr *as_written(teller *t, ref r, bool open, int *budget, bool *guards)
{
    story *s = t->story;
    const graph *g = &s->spec->graph;
    const node *n = &g->nodes[r];
    const symbol *known = s->of[s->derived->map[r]];
    const bool is_named = n->name || n->arity == 0 || graph_is_derivative(n) ||
                          t->wish[s->derived->map[r]];
    if (!open && known && is_named)
        return expr_symbol(s->arena, known);
    if (n->gate == CONSTANT)
        return expr_number(s->arena, n->value);
    if (n->arity == 0 || graph_is_derivative(n) || --*budget < 0)
        return NULL;
    for (int i = 0; i < 2 && n->gate == MUL; i++)
        if (g->nodes[n->in[i]].gate == CONSTANT && g->nodes[n->in[i]].value == 1)
            return as_written(t, n->in[1 - i], open, budget, guards);
    if (is_guarded(g, n)) {
        const ref y = g->nodes[g->nodes[n->in[1]].in[0]].in[1];
        const expr *factor[2] = { as_written(t, n->in[0], false, budget, guards),
                                  as_written(t, y, false, budget, guards) };
        *guards = true;
        if (!factor[0] || !factor[1])
            return NULL;
        factor[1] = expr_gate(s->arena, LOG, 1, &factor[1]);
        return expr_gate(s->arena, MUL, 2, factor);
    }
    const expr **in = arena_alloc(s->arena, (size_t)n->arity * sizeof *in);
    for (int i = 0; i < n->arity; i++)
        if (!(in[i] = as_written(t, n->in[i], false, budget, guards)))
            return NULL;
    return expr_of_node(s->arena, n, in);
}

void tell_as_written(teller *t, line *l)
{
    enum { MOST = 40 };
    int budget = MOST;
    bool guards = false;
    const expr *written = as_written(t, t->story->spec->loss, true, &budget, &guards);
    const expr *gates = l->right[0];
    if (!written || expr_equal(written, gates))
        return;
    l->right[0] = written;
    l->right[1] = gates;
    l->right_count = 2;
    const char *identities = story_formula_identities(t->story);
    l->words = identities
                   ? arena_printf(t->story->arena, "as written, and by its gates: %s", identities)
                   : "as written, and by its gates";
    if (guards)
        l->words = arena_printf(t->story->arena, "%s; 0 log(0) counts as 0", l->words);
}
