/* calls.c - the calls of each generated function as C, and what they read and write. */
#include <string.h>

#include "base/text.h"
#include "emit/tables.h"

typedef struct place { /* where a sequence finds its values */
    const plan *plan;
    const char *rows;  /* n, or 1 */
    bool in_workspace; /* else in local variables */
} place;

static place place_of(const plan *p, sequence s)
{
    bool one = s == OF_PREDICT || p->spec->batch == 1;
    return (place){ p, one ? "1" : "n", s != OF_PREDICT && !p->on_stack };
}

/* ---- operands ---- */

static const char *array_row(const parameter *q)
{
    return q->is_bias ? "" : "[0]";
}

/* The address of row 0, element 0 of r. */
static const char *address_of(const place *at, ref r)
{
    const plan *p = at->plan;
    arena *a = p->graph.arena;
    const home of = p->values[r].home;
    const node *source = plan_node(p, p->values[r].source);
    const char *base = of.name;
    if (source->gate == PARAMETER)
        base = arena_printf(a, "p->%s%s", of.name,
                            source->rows > 1 || !p->spec->parameters[source->index].is_bias
                                ? "[0]" : "");
    else if (of.workspace && at->in_workspace)
        base = arena_printf(a, source->cols == 1 ? "ws->%s" : "ws->%s[0]", of.name);
    return of.offset ? arena_printf(a, "%s + %d", base, of.offset) : base;
}

/* Scratch for panels: predict has one for what it transposes, and a row needs no other. */
static const char *panel_of(const place *at, bool transposed)
{
    return at->in_workspace ? "ws->panel" : transposed ? "panel" : "NULL";
}

static const char *operand_text(const place *at, const operand *o)
{
    const plan *p = at->plan;
    arena *a = p->graph.arena;
    const parameter *q = &p->spec->parameters[o->index];
    switch (o->role) {
    case ROWS_HERE: return at->rows;
    case VALUE: return address_of(at, o->index);
    case SCALAR_OF: return o->name;
    case PARAMETER_OF: return arena_printf(a, "p->%s%s", q->name, array_row(q));
    case GRADIENT_OF: return arena_printf(a, "g->%s%s", q->name, array_row(q));
    case GRADIENT_THERE: return arena_printf(a, "ws->gradient.%s%s", q->name, array_row(q));
    case STATE_OF: return arena_printf(a, "o->%s.%s%s", p->spec->optimizer.state[o->state],
                                       q->name, array_row(q));
    case COLUMNS_OF:
        return o->index ? arena_printf(a, "ws->columns + %d", o->index) : "ws->columns";
    default: return panel_of(at, o->index);
    }
}

/* ---- calls ---- */

static const char *kernel_name(const plan *p, const call *c)
{
    switch (c->kernel) {
    case CALL_ROWS: return p->functions[c->index].name;
    case CALL_PRODUCT: return p->products[c->index].name;
    default: return p->weights[c->index].name;
    }
}

static const char *call_text(const place *at, const call *c)
{
    const plan *p = at->plan;
    text t = { .arena = p->graph.arena };
    if (c->kernel == CALL_COPY) {
        const end *x = &p->spec->inputs[c->index];
        ref r = c->operands[1].index;
        return arena_printf(t.arena, "copy_rows(n, %d, %s, %d, %s, %d);", x->size, x->name, x->size,
                            address_of(at, r), p->values[r].home.stride);
    }
    if (c->kernel == CALL_COLUMNS)
        return arena_printf(t.arena, "const real penalty_%d = sum_columns(%d, %s);", c->index + 1,
                            p->spec->parameters[p->penalties[c->index].parameter].cols,
                            operand_text(at, &c->operands[0]));
    text_add(&t, "%s(", kernel_name(p, c));
    for (int i = 0; i < c->operand_count; i++)
        text_add(&t, i ? ", %s" : "%s", operand_text(at, &c->operands[i]));
    text_add(&t, ");");
    return t.at;
}

/* What must not be NULL for a call to be made; NULL: nothing. */
static const char *guard_of(const plan *p, int group)
{
    const spec *s = p->spec;
    if (group == GROUP_ALL)
        return NULL;
    if (group >= GROUP_DINPUT)
        return arena_printf(p->graph.arena, "d%s != NULL", s->inputs[group - GROUP_DINPUT].name);
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < s->input_count; i++)
        text_add(&t, "%sd%s != NULL", i ? " || " : "", s->inputs[i].name);
    return t.at;
}

/* ---- what a sequence reads or writes ---- */

/* Notes the arguments, locals and scalars behind an operand, by their names, in a set. */
static void note_operand(lua_State *lua, const place *at, const operand *o)
{
    const plan *p = at->plan;
    switch (o->role) {
    case VALUE: {
        const node *source = plan_node(p, p->values[o->index].source);
        const home of = p->values[o->index].home;
        bool there = of.workspace && at->in_workspace;
        table_flag(lua, source->gate == PARAMETER ? "p" : there ? "ws" : of.name, true);
        break;
    }
    case SCALAR_OF: table_flag(lua, o->name, true); break;
    case PARAMETER_OF: table_flag(lua, "p", true); break;
    case STATE_OF: table_flag(lua, "o", true); break;
    case GRADIENT_THERE: case COLUMNS_OF: table_flag(lua, "ws", true); break;
    case PANEL_OF:
        if (at->in_workspace)
            table_flag(lua, "ws", true);
        break;
    default: break;
    }
}

static void push_touched(lua_State *lua, const place *at, const call_list *list)
{
    const plan *p = at->plan;
    lua_newtable(lua);
    for (int i = 0; i < list->count; i++) {
        const call *c = &list->at[i];
        for (int k = 0; k < c->operand_count; k++)
            note_operand(lua, at, &c->operands[k]);
        if (c->kernel == CALL_COPY)
            table_flag(lua, p->spec->inputs[c->index].name, true);
    }
    table_end(lua, "touches");
}

static void push_sequence(lua_State *lua, const plan *p, sequence s, const char *key)
{
    const place at = place_of(p, s);
    const call_list *list = &p->calls[s];
    lua_newtable(lua);
    for (int i = 0; i < list->count; i++) {
        lua_newtable(lua);
        table_text(lua, "text", call_text(&at, &list->at[i]));
        table_text(lua, "guard", guard_of(p, list->at[i].group));
        table_append(lua);
    }
    push_touched(lua, &at, list);
    table_end(lua, key);
}

void calls_push(lua_State *lua, const plan *p)
{
    static const char *const keys[SEQUENCES] = { "predict", "forward", "loss", "backward", "step",
                                                 "gradients", "updates" };
    for (int s = 0; s < SEQUENCES; s++)
        push_sequence(lua, p, (sequence)s, keys[s]);
}
