/* plain_places.c - where values of the plain style are: fields of what the passes leave, arrays of
 * the caller, local variables. */
#include <string.h>

#include "emit/arrays.h"
#include "emit/plain.h"

/* The array that value r lies in, in a slot that is as C. */
static const char *field(const plan *p, const char *of, ref r, const char *slot)
{
    const ref array = plan_array_of(p, r), first = p->values[array].chain;
    const node *n = plan_node(p, first);
    text t = { .arena = p->graph.arena };
    text_add(&t, "%s%s", of, n->name);
    if (p->values[first].slots > 1)
        text_add(&t, "[%s]", slot);
    if (n->cols > 1)
        text_add(&t, "[%%s]");
    return t.at;
}

/* What the gradients read is kept where there are gradients; what phases leave, where there are
 * phases. */
plain_home plain_home_in(const plan *p, section s, ref r)
{
    const plain_home of = p->plain.homes[r];
    const bool is_elsewhere = (of == PLAIN_BACKWARD && s < p->plain.train) ||
                              (of == PLAIN_FORWARD && s == SECTION_PREDICT && p->plain.phases);
    return is_elsewhere ? PLAIN_LOCAL : of;
}

static const char *place_of_value(const plan *p, section s, ref r, const char *slot)
{
    const value *v = &p->values[r];
    switch (plain_home_in(p, s, r)) {
    case PLAIN_FORWARD: return field(p, "val->", r, slot);
    case PLAIN_BACKWARD: return field(p, "grad->", r, slot);
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
    return field(p, "", r, slot);
}

const char *plain_row_place(const plan *p, ref r, const char *slot)
{
    arena *a = p->graph.arena;
    const ref source = p->values[r].source;
    const bool one = p->spec->batch == 1;
    const int cols = plan_node(p, source)->cols;
    switch (p->plain.homes[source]) {
    case PLAIN_FORWARD: return field(p, one ? "val->" : "ws->val[r].", source, slot);
    case PLAIN_BACKWARD: return field(p, one ? "grad->" : "ws->grad[r].", source, slot);
    default: break;
    }
    const char *name = plan_node(p, source)->name;
    return one         ? arena_printf(a, "%s[%%s]", name)
           : cols == 1 ? arena_printf(a, "%s[r]", name)
                       : arena_printf(a, "%s[r*%d + %%s]", name, cols);
}

static const char *slot_of(const plan *p, ref r, ref later, const rounds *in)
{
    const int slot = p->values[plan_array_of(p, r)].slot;
    return rounds_index(p->graph.arena, in, slot, p->values[plan_array_of(p, later)].slot - slot);
}

void plain_find_places(writer *w, section s)
{
    const plan *p = w->plan;
    for (ref r = 0; r < p->graph.count; r++) {
        w->places[r] = plan_node(p, r)->name ? place_of_value(p, s, r, slot_of(p, r, r, NULL)) : "";
        w->early[r] = false;
    }
}

void plain_enter_rounds(writer *w, section s, const call *c, const rounds *in)
{
    const plan *p = w->plan;
    w->rounds = in;
    for (int i = 0; i < c->operand_count; i++) {
        const operand *o = &c->operands[i];
        if (o->role != VALUE)
            continue;
        const ref later = in ? c[in->period].operands[i].index : o->index;
        const ref source = p->values[o->index].source;
        w->step[source] = p->values[later].home.offset - p->values[o->index].home.offset;
        if (p->values[p->values[plan_array_of(p, source)].chain].slots > 1)
            w->places[source] = place_of_value(p, s, source, slot_of(p, o->index, later, in));
    }
}

const char *plain_round_element(const plan *p, ref r, ref later, const rounds *in,
                                const char *index)
{
    const int offset = p->values[r].home.offset;
    return place_at(p->graph.arena, plain_row_place(p, r, slot_of(p, r, later, in)),
                    rounds_index(p->graph.arena, in, offset, p->values[later].home.offset - offset),
                    index);
}
