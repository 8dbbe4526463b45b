/* calls.c - the calls of each generated function as C, and what they read and write. */
#include <string.h>

#include "base/text.h"
#include "emit/arrays.h"
#include "emit/calls.h"
#include "plan/parameters.h"

place place_of(const plan *p, sequence s)
{
    bool one = s == OF_PREDICT || p->spec->batch == 1;
    return (place){ p, one ? "1" : "n", s != OF_PREDICT && !p->on_stack };
}

/* ---- operands ---- */

/* The address of row 0, element 0 of r; a round later that of `later`. */
static const char *address_of(const place *at, ref r, ref later, const rounds *in)
{
    const plan *p = at->plan;
    arena *a = p->graph.arena;
    const home of = p->values[r].home;
    const ref array = plan_array_of(p, r);
    const node *source = plan_node(p, array);
    const value *own = &p->values[array], *next = &p->values[plan_array_of(p, later)];
    const bool in_workspace = of.workspace && at->in_workspace;
    text t = { .arena = a };
    if (source->gate == PARAMETER)
        text_add(&t, "%s", array_first(p, source->index));
    else if (source->gate == ARRAY)
        text_add(&t, "%s", array_in_c(a, &p->spec->arrays[source->index]));
    else
        text_add(&t, in_workspace ? "ws->%s" : "%s", of.name);
    if (p->values[own->chain].slots > 1)
        text_add(&t, "[%s]", rounds_index(a, in, own->slot, next->slot - own->slot));
    if (in_workspace && source->cols > 1)
        text_add(&t, "[0]");
    const int step = p->values[later].home.offset - of.offset;
    const char *offset = rounds_index(a, in, of.offset, step);
    if (strcmp(offset, "0") != 0)
        text_add(&t, " + %s", offset);
    return t.at;
}

/* Scratch for panels: predict has one for what it transposes, and a row needs no other. */
static const char *panel_of(const place *at, bool transposed)
{
    return at->in_workspace ? "ws->panel" : transposed ? "panel" : "NULL";
}

static const char *operand_alone(const place *at, const operand *o, const operand *later,
                                 const rounds *in)
{
    const plan *p = at->plan;
    arena *a = p->graph.arena;
    const parameter *q = &p->spec->parameters[o->index];
    switch (o->role) {
    case ROWS_HERE: return at->rows;
    case VALUE: return address_of(at, o->index, later->index, in);
    case SCALAR_OF: return o->name;
    case PARAMETER_OF: return array_first(p, o->index);
    case GRADIENT_OF: return arena_printf(a, "g->%s%s", q->name, array_row(a, q));
    case GRADIENT_THERE: return arena_printf(a, "ws->gradient.%s%s", q->name, array_row(a, q));
    case STATE_OF:
        return arena_printf(a, "o->%s.%s%s", p->spec->optimizer.state[o->state], q->name,
                            array_row(a, q));
    case COLUMNS_OF:
        return o->index ? arena_printf(a, "ws->columns + %d", o->index) : "ws->columns";
    default: return panel_of(at, o->index);
    }
}

/* ---- arrays that go along the layers ---- */

static const char *struct_of(const plan *p, const operand *o)
{
    switch (o->role) {
    case GRADIENT_OF: return "g";
    case GRADIENT_THERE: return "&ws->gradient";
    case STATE_OF:
        return arena_printf(p->graph.arena, "&o->%s", p->spec->optimizer.state[o->state]);
    default: return "p";
    }
}

/* The first of the arrays in their struct, and how many scalars further on that of a round is. */
static const char *array_in_rounds(const place *at, const operand *o, const operand *later,
                                   const operand *last, const rounds *in)
{
    const plan *p = at->plan;
    const int step = (int)(plan_position(p, later) - plan_position(p, o));
    const operand *first = step < 0 ? last : o;
    const int start = step < 0 ? -step * (in->count - 1) : 0;
    return arena_printf(p->graph.arena, "%s(%s, %s, %s)", o->writes ? "@later_out" : "@later",
                        struct_of(p, o), operand_alone(at, first, first, NULL),
                        rounds_index(p->graph.arena, in, start, step));
}

/* Operand i of a call, in its rounds. */
static const char *operand_text(const place *at, const call *c, int i, const rounds *in)
{
    const operand *o = &c->operands[i];
    if (!in)
        return operand_alone(at, o, o, NULL);
    const operand *later = &c[in->period].operands[i];
    const operand *last = &c[(ptrdiff_t)in->period * (in->count - 1)].operands[i];
    return plan_parameter_of(at->plan, o) >= 0 && later->index != o->index
               ? array_in_rounds(at, o, later, last, in)
               : operand_alone(at, o, later, in);
}

/* ---- calls ---- */

static const char *kernel_name(const plan *p, const call *c)
{
    switch (c->kernel) {
    case CALL_ROWS: return p->functions[c->index].name;
    case CALL_PRODUCT: return p->products[c->index].name;
    default: return p->weights[p->weights[c->index].like].name;
    }
}

const char *penalty_sum_in_c(const plan *p, int which, int later, const rounds *in)
{
    arena *a = p->graph.arena;
    return plan_lists_penalties(p)
               ? arena_printf(a, "penalties[%s]", rounds_index(a, in, which, later - which))
               : arena_printf(a, "penalty_%d", which + 1);
}

const char *call_text(const place *at, const call *c, const rounds *in)
{
    const plan *p = at->plan;
    text t = { .arena = p->graph.arena };
    if (c->kernel == CALL_COPY) {
        const end *x = &p->spec->inputs[c->index];
        ref r = c->operands[1].index;
        return arena_printf(t.arena, "@copy_rows(n, %d, %s, %d, %s, %d);", x->size,
                            p->input_names[c->index], x->size, address_of(at, r, r, NULL),
                            p->values[r].home.stride);
    }
    if (c->kernel == CALL_COLUMNS)
        return arena_printf(t.arena, "%s%s = @sum_columns(%d, %s);",
                            plan_lists_penalties(p) ? "" : "const @real ",
                            penalty_sum_in_c(p, c->index, in ? c[in->period].index : c->index, in),
                            p->spec->parameters[p->penalties[c->index].parameter].cols,
                            operand_text(at, c, 0, NULL));
    if (c->kernel == CALL_MEAN)
        return arena_printf(t.arena, "@mean_rows(n, %d, %s, %d, %s, %d);", c->index,
                            operand_text(at, c, 1, in), p->values[c->operands[1].index].home.stride,
                            operand_text(at, c, 2, in),
                            p->values[c->operands[2].index].home.stride);
    text_add(&t, "@%s(", kernel_name(p, c));
    for (int i = 0; i < c->operand_count; i++)
        text_add(&t, i ? ", %s" : "%s", operand_text(at, c, i, in));
    text_add(&t, ");");
    return t.at;
}

const char *call_guard(const plan *p, int group)
{
    const spec *s = p->spec;
    if (group == GROUP_ALL)
        return NULL;
    if (group >= GROUP_DINPUT) {
        const int end = group - GROUP_DINPUT, output = end - s->input_count;
        return arena_printf(p->graph.arena, "%s != NULL",
                            output < 0 ? p->dinput_names[end] : p->output_names[output]);
    }
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < s->input_count; i++)
        text_add(&t, "%s%s != NULL", i ? " || " : "", p->dinput_names[i]);
    return t.at;
}

/* ---- what a sequence reads or writes ---- */

static void read_parameter(const plan *p, int parameter, names *reads)
{
    if (!plan_bakes(p, &p->spec->parameters[parameter]))
        names_take(reads, "p");
}

static void read_operand(const place *at, const operand *o, names *reads)
{
    const plan *p = at->plan;
    switch (o->role) {
    case VALUE: {
        const node *source = plan_node(p, p->values[o->index].source);
        const home of = p->values[o->index].home;
        if (source->gate == PARAMETER)
            read_parameter(p, source->index, reads);
        else if (source->gate != ARRAY)
            names_take(reads, of.workspace && at->in_workspace ? "ws" : of.name);
        break;
    }
    case SCALAR_OF: names_take(reads, o->name); break;
    case PARAMETER_OF: read_parameter(p, o->index, reads); break;
    case STATE_OF: names_take(reads, "o"); break;
    case GRADIENT_THERE:
    case COLUMNS_OF: names_take(reads, "ws"); break;
    case PANEL_OF:
        if (at->in_workspace)
            names_take(reads, "ws");
        break;
    default: break;
    }
}

bool call_is_for_dinputs(const plan *p, const call *c)
{
    return c->group == GROUP_DINPUTS ||
           (c->group >= GROUP_DINPUT && c->group < GROUP_DINPUT + p->spec->input_count);
}

void calls_read(const plan *p, sequence s, bool dinputs, names *reads)
{
    const place at = place_of(p, s);
    for (int i = 0; i < p->calls[s].count; i++) {
        const call *c = &p->calls[s].at[i];
        if (!dinputs && call_is_for_dinputs(p, c))
            continue;
        for (int k = 0; k < c->operand_count; k++)
            read_operand(&at, &c->operands[k], reads);
        if (c->kernel == CALL_COPY)
            names_take(reads, p->input_names[c->index]);
    }
}
