/* homes.c - where values live between functions, and what they are called. */
#include <string.h>

#include "base/names.h"
#include "plan/kernels.h"
#include "plan/passes.h"

static bool feeds_product(const plan *p, ref r)
{
    for (int i = p->reader_start[r]; i < p->reader_start[r + 1]; i++) {
        const node *n = plan_node(p, p->readers[i]);
        if (n->gate == MATMUL && p->values[n->in[0]].source == r)
            return true;
    }
    return false;
}

static home home_of(const plan *p, ref r)
{
    const node *n = &p->graph.nodes[r];
    const value *v = &p->values[r];
    if (n->gate == SLICE) {
        home of = p->values[n->in[0]].home;
        of.offset += n->index;
        of.padded = false;
        return of;
    }
    if (n->gate == PARAMETER)
        return (home){ .name = n->name };
    if ((plan_is_leaf(p, r) && !v->is_copied) || v->is_callers)
        return (home){ .name = n->name, .stride = plan_is_class(p, r) ? 1 : n->cols };
    return (home){ .name = n->name, .stride = kernel_row_stride(p, n->cols), .padded = n->cols > 1,
                   .workspace = true };
}

void plan_find_homes(plan *p)
{
    for (int i = 0; i < p->spec->output_count; i++)
        p->values[p->outputs[i]].is_callers = true;
    for (int i = 0; i < p->spec->input_count; i++)
        p->values[p->dinputs[i]].is_callers = true;
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        p->values[r].is_copied = n->gate == INPUT && kernel_copies_input(p, n->cols) &&
                                 feeds_product(p, r);
        p->values[r].home = home_of(p, r);
    }
}

/* ---- names ---- */

static bool has_own_name(const plan *p, ref r)
{
    const value *v = &p->values[r];
    return plan_is_needed(p, r) && !plan_is_leaf(p, r) && !v->is_callers && !v->is_outer &&
           p->graph.nodes[r].gate != SLICE;
}

/* The words of the generated functions' own arguments and variables. */
static void take_reserved(names *taken)
{
    static const char *const words[] = { "p", "g", "o", "n", "ws", "r", "j", "seed", "J" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        names_take(taken, words[i]);
}

/* Every row gate and product gets a name of its own: its hint, or v and its number. */
static void name_gate(plan *p, names *taken, bool *named, ref r, const char *hint)
{
    node *n = &p->graph.nodes[r];
    if (has_own_name(p, r) && !named[r])
        n->name = names_new(taken, n->name ? n->name : hint, 1);
    named[r] = true;
}

/* The derivative by a value without a hint is called as if there had been one: v3 has dv3. */
static const char *adjoint_name(const plan *p, ref derived)
{
    const int of = p->derived->graph.nodes[derived].adjoint_of; /* + 1 */
    ref r = of ? p->map[of - 1] : -1;
    const char *name = r >= 0 && p->equation[r] ? plan_node(p, r)->name : NULL;
    return name ? arena_printf(p->graph.arena, "d%s", name) : NULL;
}

/* What has an equation comes first, so that its numbers run on. */
static void name_gates(plan *p)
{
    names taken = { .arena = p->graph.arena };
    bool *named = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *named);
    take_reserved(&taken);
    for (ref r = 0; r < p->graph.count; r++)
        if (p->graph.nodes[r].name && (plan_is_leaf(p, r) || p->values[r].is_callers))
            names_take(&taken, p->graph.nodes[r].name);
    for (int i = 0; i < p->equation_count; i++) {
        const equation *e = &p->equations[i];
        if (e->kind == EQUATION_VALUE)
            name_gate(p, &taken, named, p->map[e->formula],
                      e->part == PART_BACKWARD ? adjoint_name(p, e->formula) : NULL);
    }
    for (ref r = 0; r < p->graph.count; r++)
        name_gate(p, &taken, named, r, NULL);
}

void plan_name_values(plan *p)
{
    name_gates(p);
    int reals = 0;
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        home *of = &p->values[r].home;
        of->name = n->gate == SLICE ? p->values[n->in[0]].home.name : n->name;
        if (plan_in_workspace(p, r) && reals <= KERNEL_STACK_MOST)
            reals += of->stride;
    }
    p->on_stack = p->spec->batch == 1 && reals <= KERNEL_STACK_MOST;
}
