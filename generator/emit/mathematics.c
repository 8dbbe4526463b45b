/* mathematics.c - the network's formulas as a reader writes them: z1 = x w1 + b1. They are taken
 * from the derived graph, before softmax falls into parts. */
#include "emit/mathematics.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* How tightly an expression binds: an operand that binds looser than its place is put in ( ). */
enum { LOOSE, SUM_LEVEL, PRODUCT_LEVEL, POWER_LEVEL, ATOM };

static int binding(const node *n)
{
    switch (n->gate) {
    case ADD: case SUB: return SUM_LEVEL;
    case MUL: case DIV: case NEG: case MATMUL: case MATMUL_T: case OUTER: return PRODUCT_LEVEL;
    case POW: return POWER_LEVEL;
    case CONSTANT: return n->value < 0 ? PRODUCT_LEVEL : ATOM;
    default: return ATOM;
    }
}

static bool has_equation(const plan *p, ref r)
{
    return p->equation[r] > 0;
}

static const char *value_text(const plan *p, ref r, int place);

static const char *name_of(const plan *p, ref r)
{
    const node *n = &p->derived->graph.nodes[r];
    if (n->gate == TARGET && n->value == 1)
        return arena_printf(p->graph.arena, "onehot(%s)", n->name);
    if (n->arity == 0)
        return n->name;
    return has_equation(p, r) ? p->graph.nodes[p->map[r]].name : NULL;
}

static const char *call_text(const plan *p, const node *n, const char *name)
{
    text t = { .arena = p->graph.arena };
    text_add(&t, "%s(", name);
    for (int i = 0; i < n->arity; i++)
        text_add(&t, i ? ", %s" : "%s", value_text(p, n->in[i], LOOSE));
    text_add(&t, ")");
    return t.at;
}

static const char *infix_text(const plan *p, const node *n, const char *format, int left, int right)
{
    char *t = arena_alloc(p->graph.arena, 1);
    t = arena_printf(p->graph.arena, "%s%s%s", value_text(p, n->in[0], left), format,
                     value_text(p, n->in[1], right));
    return t;
}

const char *mathematics_formula(const plan *p, ref r)
{
    arena *a = p->graph.arena;
    const node *n = &p->derived->graph.nodes[r];
    switch (n->gate) {
    case CONSTANT: return arena_printf(a, "%.9g", n->value);
    case ADD: return infix_text(p, n, " + ", SUM_LEVEL, SUM_LEVEL);
    case SUB: return infix_text(p, n, " - ", SUM_LEVEL, PRODUCT_LEVEL);
    case MUL: return infix_text(p, n, "*", PRODUCT_LEVEL, PRODUCT_LEVEL);
    case DIV: return infix_text(p, n, "/", PRODUCT_LEVEL, POWER_LEVEL);
    case POW: return infix_text(p, n, "^", ATOM, ATOM);
    case MATMUL: return infix_text(p, n, " ", POWER_LEVEL, POWER_LEVEL);
    case MATMUL_T: return arena_printf(a, "%s'", infix_text(p, n, " ", POWER_LEVEL, ATOM));
    case OUTER: return infix_text(p, n, "' ", ATOM, POWER_LEVEL);
    case NEG: return arena_printf(a, "-%s", value_text(p, n->in[0], PRODUCT_LEVEL));
    case SPREAD: return value_text(p, n->in[0], PRODUCT_LEVEL);
    case STOP_GRADIENT: case IDENTITY: return value_text(p, n->in[0], LOOSE);
    case SLICE: return arena_printf(a, "%s[%d..%d]", value_text(p, n->in[0], ATOM), n->index + 1,
                                    n->index + n->cols);
    case PAD: return arena_printf(a, "pad(%s, %d..%d)", value_text(p, n->in[0], LOOSE),
                                  n->index + 1, n->index + p->derived->graph.nodes[n->in[0]].cols);
    case INPUT: case TARGET: case PARAMETER: case VARIABLE: return name_of(p, r);
    default: return call_text(p, n, gate_table[n->gate].name);
    }
}

static const char *value_text(const plan *p, ref r, int place)
{
    const char *name = name_of(p, r);
    if (name)
        return name;
    const char *formula = mathematics_formula(p, r);
    return binding(&p->derived->graph.nodes[r]) < place
               ? arena_printf(p->graph.arena, "(%s)", formula) : formula;
}

static void add_end_equation(const plan *p, text *t, ref low)
{
    const spec *s = p->spec;
    for (int i = 0; i < s->output_count; i++)
        if (p->outputs[i] == low)
            text_add(t, "%s = %s\n", s->outputs[i].name,
                     value_text(p, p->derived->outputs[i], LOOSE));
    for (int i = 0; i < s->input_count; i++)
        if (p->dinputs[i] == low) {
            ref d = p->derived->dinputs[i];
            text_add(t, "d%s = %s\n", s->inputs[i].name,
                     d < 0 ? "0" : arena_printf(t->arena, "%s/n", value_text(p, d, POWER_LEVEL)));
        }
    if (p->loss == low)
        text_add(t, "loss = %s\n", value_text(p, p->derived->loss, LOOSE));
}

const char *mathematics_of(const plan *p, const ref *nodes, int count)
{
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < count; i++)
        for (ref r = 0; r < p->derived->graph.count; r++)
            if (p->map[r] == nodes[i] && has_equation(p, r))
                text_add(&t, "(%d) %s = %s\n", p->equation[r], p->graph.nodes[nodes[i]].name,
                         mathematics_formula(p, r));
    for (int i = 0; i < count; i++)
        add_end_equation(p, &t, nodes[i]);
    if (t.size)
        t.at[t.size - 1] = 0;
    return t.size ? t.at : "";
}

/* ---- parameters ---- */

/* A formula over one weight, its variables called as the parameter is. */
static const char *weight_formula(const plan *p, ref r, const char *w)
{
    const char *formula = value_text(p, r, LOOSE);
    text t = { .arena = p->graph.arena };
    for (const char *at = formula; *at; at++) {
        bool start = at == formula || !strchr("abcdefghijklmnopqrstuvwxyz_0123456789", at[-1]);
        bool stop = !at[1] || !strchr("abcdefghijklmnopqrstuvwxyz_0123456789", at[1]);
        if (start && stop && *at == 'w')
            text_add(&t, "%s", w);
        else if (start && stop && *at == 'g')
            text_add(&t, "d%s", w);
        else
            text_add_bytes(&t, at, 1);
    }
    return t.at;
}

const char *mathematics_gradient(const plan *p, const gradient *of)
{
    const parameter *q = &p->spec->parameters[of->parameter];
    ref r = p->derived->dparameters[of->parameter];
    const char *penalty = "";
    arena *a = p->graph.arena;
    if (q->l2 != 0)
        penalty = arena_printf(a, " + %.9g*%s", q->l2, q->name);
    if (q->l1 != 0)
        penalty = arena_printf(a, "%s + %.9g*sign(%s)", penalty, q->l1, q->name);
    return arena_printf(a, "d%s = mean over the samples of %s%s", q->name,
                        r < 0 ? "0" : value_text(p, r, LOOSE), penalty);
}

const char *mathematics_update(const plan *p, const parameter *of)
{
    return arena_printf(p->graph.arena, "%s <- %s", of->name,
                        weight_formula(p, p->derived->plain_next_w, of->name));
}

const char *mathematics_penalty(const plan *p, const penalty *of)
{
    const parameter *q = &p->spec->parameters[of->parameter];
    ref formula = of->of_l1 ? p->derived->penalty_l1 : p->derived->penalty_l2;
    return arena_printf(p->graph.arena, "the sum in J of %s", weight_formula(p, formula, q->name));
}
