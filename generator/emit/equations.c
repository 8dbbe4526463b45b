/* equations.c - the mathematics of the network as the lines that open the generated file. */
#include <string.h>

#include "emit/mathematics.h"
#include "emit/tables.h"
#include "base/text.h"

enum { WIDTH = 94 };

/* Adds a line, folded at its spaces; what follows the first part stands four columns deeper. */
static void push_line(lua_State *lua, const char *indent, const char *line)
{
    const char *margin = indent;
    while (strlen(margin) + strlen(line) > WIDTH) {
        size_t cut = WIDTH - strlen(margin);
        while (cut > 0 && line[cut] != ' ')
            cut--;
        if (cut == 0)
            break;
        lua_pushfstring(lua, "%s", margin);
        lua_pushlstring(lua, line, cut);
        lua_concat(lua, 2);
        table_append(lua);
        line += cut + 1;
        margin = "          ";
    }
    lua_pushfstring(lua, "%s%s", margin, line);
    table_append(lua);
}

static const char *shape(const plan *p, const node *n)
{
    return arena_printf(p->graph.arena, "[%dx%d]", n->rows, n->cols);
}

static void push_equations(lua_State *lua, const plan *p, bool backward)
{
    for (ref r = 0; r < p->derived->graph.count; r++) {
        ref low = p->map[r];
        bool forward = p->values[low].needed[FORWARD] || p->values[low].needed[LOSS];
        if (p->equation[r] == 0 || forward == backward)
            continue;
        push_line(lua, "  ", arena_printf(p->graph.arena, "(%d) %s = %s   %s", p->equation[r],
                                          p->graph.nodes[low].name, mathematics_formula(p, r),
                                          shape(p, &p->graph.nodes[low])));
    }
}

static void push_ends(lua_State *lua, const plan *p, const char *title, const end *ends, int count)
{
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < count; i++)
        text_add(&t, ends[i].is_class ? "%s%s (a class of %d)" : "%s%s [1x%d]", i ? ", " : "",
                 ends[i].name, ends[i].size);
    if (count)
        push_line(lua, "", arena_printf(t.arena, "%s %s", title, t.at));
}

static void push_parameters(lua_State *lua, const plan *p)
{
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < p->spec->parameter_count; i++) {
        const parameter *q = &p->spec->parameters[i];
        text_add(&t, "%s%s [%dx%d]%s", i ? ", " : "", q->name, q->rows, q->cols,
                 q->train ? "" : " (frozen)");
    }
    push_line(lua, "", arena_printf(t.arena, "parameters %s", t.at));
}

static void push_objective(lua_State *lua, const plan *p)
{
    text t = { .arena = p->graph.arena };
    text_add(&t, "J = mean over the n samples of loss");
    for (int i = 0; i < p->spec->parameter_count; i++) {
        const parameter *q = &p->spec->parameters[i];
        if (q->l2 != 0)
            text_add(&t, " + %.9g/2 sum %s^2", q->l2, q->name);
        if (q->l1 != 0)
            text_add(&t, " + %.9g sum |%s|", q->l1, q->name);
    }
    push_line(lua, "  ", t.at);
}

static void push_update(lua_State *lua, const plan *p)
{
    const optimizer *o = &p->spec->optimizer;
    for (int k = 0; k < o->states; k++)
        push_line(lua, "  ", arena_printf(p->graph.arena, "%s <- %s", o->state[k],
                                          mathematics_formula(p, p->derived->plain_next_state[k])));
    push_line(lua, "  ", arena_printf(p->graph.arena, "w <- %s",
                                      mathematics_formula(p, p->derived->plain_next_w)));
}

void mathematics_push(lua_State *lua, const plan *p)
{
    const spec *s = p->spec;
    lua_newtable(lua);
    push_ends(lua, p, "inputs", s->inputs, s->input_count);
    push_ends(lua, p, "targets", s->targets, s->target_count);
    push_parameters(lua, p);
    push_line(lua, "", "");
    push_line(lua, "", "Forward, one sample:");
    push_equations(lua, p, false);
    for (int i = 0; i < s->output_count; i++)
        push_line(lua, "  ", mathematics_of(p, &p->outputs[i], 1));
    push_line(lua, "  ", mathematics_of(p, &p->loss, 1));
    push_line(lua, "", "The objective of n samples:");
    push_objective(lua, p);
    push_line(lua, "", "Backward, one sample; dz is the derivative of its loss by z:");
    push_equations(lua, p, true);
    push_line(lua, "", "The gradient, dJ by each parameter and each input:");
    for (int i = 0; i < p->gradient_count; i++)
        push_line(lua, "  ", mathematics_gradient(p, &p->gradients[i]));
    for (int i = 0; i < s->input_count; i++)
        push_line(lua, "  ", mathematics_of(p, &p->dinputs[i], 1));
    push_line(lua, "", arena_printf(p->graph.arena, "A step of %s:", s->optimizer.name));
    push_update(lua, p);
    table_end(lua, "mathematics");
}
