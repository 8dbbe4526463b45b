/* symbols.c - what everything is called: the values that the C computes, and all that the
 * mathematics speaks of. Where it can, the mathematics uses the names of the C. */
#include <string.h>

#include "base/names.h"
#include "plan/plan.h"

/* ---- the C ---- */

static void take_arguments(plan *p, names *taken)
{
    static const char *const arguments[] = { "p", "g", "o", "n", "ws", "r", "j", "seed", "J" };
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        names_take(taken, arguments[i]);
    for (ref r = 0; r < p->graph.count; r++)
        if (plan_is_leaf(p, r) && p->graph.nodes[r].name)
            names_take(taken, p->graph.nodes[r].name);
}

/* A name of its own for a value that functions compute: its hint, or v and a number. */
static void name_value(plan *p, names *taken, bool *named, ref r, const char *hint)
{
    node *n = &p->graph.nodes[r];
    if (named[r] || !plan_is_needed(p, r) || plan_is_leaf(p, r) || n->gate == SLICE ||
        p->is_outer[r])
        return;
    named[r] = true;
    hint = n->name ? n->name : hint;
    n->name = hint ? names_unique(taken, hint) : names_next(taken, "v");
}

/* The derivative by a value without a name is called as if it had had one: v3 has dv3. */
static const char *adjoint_name(const plan *p, ref r)
{
    const int of = p->derived->graph.nodes[r].adjoint_of;
    if (of == 0)
        return NULL;
    ref low = p->map[p->same[of - 1]];
    const char *name = p->equation[low] ? p->graph.nodes[low].name : NULL;
    return name ? arena_printf(p->graph.arena, "d%s", name) : NULL;
}

/* Those of the equations first, so that their numbers run on. */
static void name_values(plan *p)
{
    names taken = { .arena = p->graph.arena };
    bool *named = plan_flags(p);
    take_arguments(p, &taken);
    for (int i = 0; i < p->spec->output_count + p->spec->input_count; i++) {
        const int outputs = p->spec->output_count;
        ref r = i < outputs ? p->outputs[i] : p->dinputs[i - outputs];
        named[r] = true;
        names_take(&taken, p->graph.nodes[r].name);
    }
    for (int i = 0; i < p->equation_count; i++) {
        const equation *e = &p->equations[i];
        bool is_backward = e->part == PART_BACKWARD;
        if (e->kind == EQUATION_VALUE)
            name_value(p, &taken, named, p->map[e->formula],
                       is_backward ? adjoint_name(p, e->formula) : NULL);
    }
    for (ref r = 0; r < p->graph.count; r++)
        name_value(p, &taken, named, r, NULL);
}

/* ---- the mathematics ---- */

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
            symbols[i] = names_unique(taken, arena_printf(a, "%s_%s", or_as, ends[i].name));
    }
    return symbols;
}

static void name_parameters(plan *p, names *taken)
{
    const int count = p->spec->parameter_count;
    p->symbols.parameters = arena_alloc(p->graph.arena, (size_t)count * sizeof(char *));
    for (int i = 0; i < count; i++)
        p->symbols.parameters[i] = names_unique(taken, p->spec->parameters[i].name);
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
        case VARIABLE:
            *of = !strcmp(n->name, "J") ? p->symbols.objective : names_unique(taken, n->name);
            break;
        default: break;
        }
    }
}

/* The left side of an equation; a value's own. */
static const char *left_side(plan *p, names *taken, const equation *e)
{
    arena *a = p->graph.arena;
    const spec *s = p->spec;
    const derived *d = p->derived;
    const char *name;
    switch (e->kind) {
    case EQUATION_OUTPUT: return p->symbols.outputs[e->which];
    case EQUATION_LOSS: return names_unique(taken, "loss");
    case EQUATION_OBJECTIVE: return p->symbols.objective;
    case EQUATION_GRADIENT:
        return names_unique(taken, arena_printf(a, "d%s", s->parameters[e->which].name));
    case EQUATION_DINPUT:
        return names_unique(taken, arena_printf(a, "d%s", s->inputs[e->which].name));
    case EQUATION_NORM: case EQUATION_CORRECTION: return p->symbols.of[e->formula];
    case EQUATION_STEP:
        if (e->formula == p->same[d->plain_next_w])
            return names_unique(taken, "w_next");
        for (int k = 0; k < s->optimizer.states; k++)
            if (e->formula == p->same[d->plain_next_state[k]])
                return names_unique(taken, arena_printf(a, "%s_next", s->optimizer.state[k]));
        return names_next(taken, "u");
    default: /* EQUATION_VALUE; a slice has no name in the C */
        name = p->graph.nodes[p->map[e->formula]].name;
        return name ? names_unique(taken, name) : names_next(taken, "u");
    }
}

static void name_equations(plan *p)
{
    arena *a = p->graph.arena;
    const spec *s = p->spec;
    names taken = { .arena = a };
    take_words(&taken);
    p->symbols.of = arena_alloc(a, (size_t)p->derived->graph.count * sizeof(char *));
    p->symbols.inputs = name_ends(p, &taken, s->inputs, s->input_count, "x");
    p->symbols.outputs = name_ends(p, &taken, s->outputs, s->output_count, "y");
    p->symbols.targets = name_ends(p, &taken, s->targets, s->target_count, "t");
    p->symbols.objective = names_unique(&taken, "J");
    name_parameters(p, &taken);
    name_leaves(p, &taken);
    for (int values = 0; values < 2; values++) /* those of the values last: nobody knows them */
        for (int i = 0; i < p->equation_count; i++) {
            equation *e = &p->equations[i];
            if ((e->kind == EQUATION_VALUE) == values)
                e->name = left_side(p, &taken, e);
        }
    for (int i = 0; i < p->equation_count; i++) {
        const equation *e = &p->equations[i];
        bool is_own = (e->kind <= EQUATION_LOSS || e->kind == EQUATION_STEP) &&
                      p->derived->graph.nodes[e->formula].arity > 0;
        if (is_own && !p->symbols.of[e->formula])
            p->symbols.of[e->formula] = e->name;
    }
}

void plan_name_values(plan *p)
{
    name_values(p);
    name_equations(p);
}
