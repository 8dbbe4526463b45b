/* symbols.c - what the mathematics calls everything: as the C does, where that says one thing. */
#include <string.h>

#include "base/names.h"
#include "plan/passes.h"

static void take_words(names *taken)
{
    names_take(taken, "n");      /* samples */
    names_take(taken, "k");      /* the number of the step */
    names_take(taken, "mean_n"); /* over the samples */
    for (int kind = 0; kind < GATES; kind++)
        if (gate_table[kind].arity != 0)
            names_take(taken, gate_table[kind].name);
}

static const char **name_ends(plan *p, names *taken, const end *ends, int count, const char *or_as)
{
    arena *a = p->graph.arena;
    const char **symbols = arena_alloc(a, (size_t)count * sizeof *symbols);
    for (int i = 0; i < count; i++) {
        if (names_take(taken, ends[i].name))
            symbols[i] = ends[i].name;
        else
            symbols[i] = names_new(taken, arena_printf(a, "%s_%s", or_as, ends[i].name), 1);
    }
    return symbols;
}

static void name_parameters(plan *p, names *taken)
{
    const int count = p->spec->parameter_count;
    p->symbols.parameters = arena_alloc(p->graph.arena, (size_t)count * sizeof(char *));
    for (int i = 0; i < count; i++)
        p->symbols.parameters[i] = names_new(taken, p->spec->parameters[i].name, 1);
}

/* w, g, rate and their like; n of what one sample has no use for. */
static void name_leaves(plan *p, names *taken)
{
    const graph *g = &p->derived->graph;
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        const char **of = &p->symbols.of[r];
        switch (n->gate) {
        case INPUT: *of = p->symbols.inputs[n->index]; break;
        case TARGET: *of = p->symbols.targets[n->index]; break;
        case PARAMETER: *of = p->symbols.parameters[n->index]; break;
        case DROPOUT:
        case ARRAY: *of = names_new(taken, n->name, 1); break;
        case VARIABLE:
            *of = !strcmp(n->name, "J") ? p->symbols.objective : names_new(taken, n->name, 1);
            break;
        default: break;
        }
    }
}

/* The left side of an equation that has its name already; NULL: it has not. */
static const char *given_name(const plan *p, const equation *e)
{
    switch (e->kind) {
    case EQUATION_OUTPUT: return p->symbols.outputs[e->which];
    case EQUATION_OBJECTIVE: return p->symbols.objective;
    case EQUATION_NORM:
    case EQUATION_CORRECTION: return p->symbols.of[e->formula];
    default: return NULL;
    }
}

static const char *next_name(const plan *p, ref formula)
{
    const optimizer *o = &p->spec->optimizer;
    if (formula == p->same[p->derived->plain_next_w])
        return "w_next";
    for (int k = 0; k < o->states; k++) {
        const ref next = p->derived->plain_next_state[k];
        if (formula == p->same[next])
            return arena_printf(p->graph.arena, "%s_next", o->state[k]);
        if (formula == p->same[p->derived->graph.nodes[next].in[2]]) /* or 0: see derive.c */
            return arena_printf(p->graph.arena, "%s_new", o->state[k]);
    }
    return NULL;
}

/* What it had best be called; NULL: it has no name yet, as slices and parts of a step. */
static const char *best_name(const plan *p, const equation *e)
{
    arena *a = p->graph.arena;
    switch (e->kind) {
    case EQUATION_LOSS: return "loss";
    case EQUATION_GRADIENT: return arena_printf(a, "d%s", p->spec->parameters[e->which].name);
    case EQUATION_RUNNING: return arena_printf(a, "%s_next", p->spec->parameters[e->which].name);
    case EQUATION_DINPUT: return arena_printf(a, "d%s", p->spec->inputs[e->which].name);
    case EQUATION_STEP: return next_name(p, e->formula);
    default: return plan_node(p, p->map[e->formula])->name;
    }
}

/* What users know comes first, then the names of the C, then what has none. */
static void name_left_sides(plan *p, names *taken)
{
    enum { KNOWN, OF_VALUES, NEW, PASSES };
    for (int pass = KNOWN; pass < PASSES; pass++)
        for (int i = 0; i < p->equation_count; i++) {
            equation *e = &p->equations[i];
            const char *given = given_name(p, e), *best = given ? given : best_name(p, e);
            if (pass == (!best ? NEW : e->kind == EQUATION_VALUE ? OF_VALUES : KNOWN))
                e->name = given ? given : names_new(taken, best, 1);
        }
}

void plan_name_equations(plan *p)
{
    const spec *s = p->spec;
    names taken = { .arena = p->graph.arena };
    take_words(&taken);
    p->symbols.of = arena_alloc(p->graph.arena, (size_t)p->derived->graph.count * sizeof(char *));
    p->symbols.inputs = name_ends(p, &taken, s->inputs, s->input_count, "x");
    p->symbols.outputs = name_ends(p, &taken, s->outputs, s->output_count, "y");
    p->symbols.targets = name_ends(p, &taken, s->targets, s->target_count, "t");
    p->symbols.objective = names_new(&taken, "J", 1);
    name_parameters(p, &taken);
    name_leaves(p, &taken);
    name_left_sides(p, &taken);
    for (int i = 0; i < p->equation_count; i++) {
        const equation *e = &p->equations[i];
        bool is_own = (e->kind <= EQUATION_LOSS || e->kind == EQUATION_STEP) &&
                      p->derived->graph.nodes[e->formula].arity > 0;
        if (is_own && !p->symbols.of[e->formula])
            p->symbols.of[e->formula] = e->name;
    }
}
