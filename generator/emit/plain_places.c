/* plain_places.c - where values of the plain style are: fields of what the passes leave, arrays of
 * the caller, local variables. */
#include <string.h>

#include "emit/arrays.h"
#include "emit/plain.h"

static const char *field(const plan *p, const char *of, ref r)
{
    const node *n = plan_node(p, r);
    return arena_printf(p->graph.arena, n->cols == 1 ? "%s%s" : "%s%s[%%s]", of, n->name);
}

/* What the gradients read is kept where there are gradients. */
plain_home plain_home_in(const plan *p, section s, ref r)
{
    const plain_home of = p->plain.homes[r];
    return of == PLAIN_BACKWARD && s != SECTION_TRAIN ? PLAIN_LOCAL : of;
}

static const char *place_of_value(const plan *p, section s, ref r)
{
    const value *v = &p->values[r];
    switch (plain_home_in(p, s, r)) {
    case PLAIN_FORWARD: return field(p, "val->", r);
    case PLAIN_BACKWARD: return field(p, "grad->", r);
    default: break;
    }
    if (plan_node(p, r)->gate == PARAMETER)
        return arena_printf(p->graph.arena, "%s[%%s]",
                            array_flat(p->graph.arena, p->arrays[plan_node(p, r)->index],
                                       &p->spec->parameters[plan_node(p, r)->index]));
    if (plan_node(p, r)->gate == ARRAY)
        return arena_printf(p->graph.arena, "%s[%%s]",
                            array_in_c(p->graph.arena, &p->spec->arrays[plan_node(p, r)->index]));
    if (plan_is_leaf(p, r) || v->is_callers)
        return arena_printf(p->graph.arena, "%s[%%s]", plan_node(p, r)->name);
    return field(p, "", r);
}

const char *plain_row_place(const plan *p, ref r)
{
    arena *a = p->graph.arena;
    const ref source = p->values[r].source;
    const bool one = p->spec->batch == 1;
    const int cols = plan_node(p, source)->cols;
    switch (p->plain.homes[source]) {
    case PLAIN_FORWARD: return field(p, one ? "val->" : "ws->val[r].", source);
    case PLAIN_BACKWARD: return field(p, one ? "grad->" : "ws->grad[r].", source);
    default: break;
    }
    const char *name = plan_node(p, source)->name;
    return one         ? arena_printf(a, "%s[%%s]", name)
           : cols == 1 ? arena_printf(a, "%s[r]", name)
                       : arena_printf(a, "%s[r*%d + %%s]", name, cols);
}

void plain_find_places(writer *w, section s)
{
    const plan *p = w->plan;
    for (ref r = 0; r < p->graph.count; r++) {
        w->places[r] = plan_node(p, r)->name ? place_of_value(p, s, r) : "";
        w->early[r] = false;
    }
}
