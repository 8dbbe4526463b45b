/* plain_places.c - where values of the plain style are: fields of what the passes leave, arrays of
 * the caller, local variables. */
#include <string.h>

#include "emit/arrays.h"
#include "emit/plain.h"
#include "plan/parameters.h"

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

static const char *place_of_value(const writer *w, section s, ref r, const char *slot)
{
    const plan *p = w->plan;
    const value *v = &p->values[r];
    switch (plain_home_in(p, s, r)) {
    case PLAIN_FORWARD: return field(p, "val->", r, slot);
    case PLAIN_BACKWARD: return field(p, "grad->", r, slot);
    default: break;
    }
    if (plan_node(p, r)->gate == PARAMETER) {
        const int i = plan_node(p, r)->index;
        const parameter *q = &p->spec->parameters[i];
        const bool is_flat = w->arrays[i] != p->arrays[i] && q->axes != 2; /* in a loop */
        return arena_printf(p->graph.arena, "%s[%%s]",
                            is_flat ? w->arrays[i] : array_flat(p->graph.arena, w->arrays[i], q));
    }
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

/* ---- arrays of equal layers ---- */

void plain_find_arrays(writer *w)
{
    const plan *p = w->plan;
    const int count = p->spec->parameter_count;
    w->arrays = arena_alloc(p->graph.arena, ((size_t)count + 1) * sizeof *w->arrays);
    w->copies = arena_alloc(p->graph.arena, ((size_t)count + 1) * sizeof *w->copies);
    for (int i = 0; i < count; i++) {
        w->arrays[i] = p->arrays[i];
        w->copies[i] = plain_copy_of(p, i, i, NULL);
    }
}

/* Parameters of operand k of a call: in its first round, the next, and the first of all in the
 * struct, after which the array is called. False: it is the same in all rounds. */
typedef struct along {
    int here, later, first;
} along;

static bool goes_along(const plan *p, const call *c, int k, const rounds *in, along *to)
{
    const operand *o = &c->operands[k];
    to->here = plan_parameter_of(p, o);
    if (to->here < 0)
        return false;
    const int last = plan_parameter_of(p, &c[(ptrdiff_t)in->period * (in->count - 1)].operands[k]);
    to->later = plan_parameter_of(p, &c[in->period].operands[k]);
    to->first = last < to->here ? last : to->here;
    return to->later != to->here;
}

static void enter_array(writer *w, const call *c, int k, const rounds *in)
{
    const plan *p = w->plan;
    along of;
    if (!goes_along(p, c, k, in, &of))
        return;
    w->arrays[of.here] = arena_printf(p->graph.arena, "%s_s", p->spec->parameters[of.first].name);
    w->copies[of.here] = plain_copy_of(p, of.here, of.later, in);
}

static void leave_array(writer *w, const call *c, int k)
{
    const int here = plan_parameter_of(w->plan, &c->operands[k]);
    if (here < 0)
        return;
    w->arrays[here] = w->plan->arrays[here];
    w->copies[here] = plain_copy_of(w->plan, here, here, NULL);
}

const char *plain_arrays_of(const plan *p, section s, const call *calls, int count,
                            const rounds *in)
{
    text t = { .arena = p->graph.arena };
    names told = { .arena = t.arena };
    for (int i = 0; i < count; i++)
        for (int k = 0; k < calls[i].operand_count; k++) {
            along of;
            if ((k == 2 && plain_reads_copy(p, s, &calls[i])) ||
                !goes_along(p, &calls[i], k, in, &of))
                continue;
            const parameter *q = &p->spec->parameters[of.first];
            const int64_t *at = p->positions[HOLDS_PARAMETERS];
            const int step = (int)(at[of.later] - at[of.here]);
            const int start = (int)(at[of.here] - at[of.first]);
            const char *name = arena_printf(t.arena, "%s_s", q->name);
            if (names_has(&told, name))
                continue;
            names_take(&told, name);
            const char *array = arena_printf(t.arena, "@later(p, %s, %s)", array_first(p, of.first),
                                             rounds_index(t.arena, in, start, step));
            if (q->axes == 2)
                text_add(&t, "const @real (*const %s)[%d] = (const @real (*)[%d])%s;\n", name,
                         q->axis[1], q->axis[1], array);
            else
                text_add(&t, "const @real *const %s = %s;\n", name, array);
        }
    return t.size ? t.at : NULL;
}

void plain_find_places(writer *w, section s)
{
    const plan *p = w->plan;
    for (ref r = 0; r < p->graph.count; r++) {
        w->places[r] = plan_node(p, r)->name ? place_of_value(w, s, r, slot_of(p, r, r, NULL)) : "";
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
        if (in)
            enter_array(w, c, i, in);
        else
            leave_array(w, c, i);
        const ref later = in ? c[in->period].operands[i].index : o->index;
        const ref source = p->values[o->index].source;
        w->step[source] = p->values[later].home.offset - p->values[o->index].home.offset;
        if (plan_node(p, source)->gate == PARAMETER ||
            p->values[p->values[plan_array_of(p, source)].chain].slots > 1)
            w->places[source] = place_of_value(w, s, source, slot_of(p, o->index, later, in));
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
