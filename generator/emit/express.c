/* express.c - gates as C expressions. Every sum with a product in it becomes a fused multiply-add,
 * so that no compiler has anything left to contract, and all compilers compute the same bits. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/rows.h"

const char *in_parentheses(arena *a, expression e)
{
    return e.compound ? arena_printf(a, "(%s)", e.text) : e.text;
}

/* The shortest decimal that reads back as the same float. */
static const char *float_text(arena *a, float value)
{
    char digits[32];
    for (int precision = 1; precision <= 9; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, (double)value);
        if (strtof(digits, NULL) == value)
            break;
    }
    return arena_printf(a, strpbrk(digits, ".en") ? "%s" : "%s.0", digits);
}

const char *real_literal(arena *a, double value, bool is_double)
{
    if (isinf(value))
        return value < 0 ? "-REAL_INFINITY" : "REAL_INFINITY";
    if (isnan(value))
        return "REAL_NAN";
    const char *digits = is_double ? number_text(a, value) : float_text(a, (float)value);
    return arena_printf(a, "%s%s", digits, is_double ? "" : "f");
}

static const char *index_text(const rows *w, home of, bool wide)
{
    text t = { .arena = w->body.arena };
    if (of.stride > 1 && w->stride)
        text_add(&t, "r*%s", w->stride);
    else
        text_add(&t, of.stride == 0 ? "" : of.stride == 1 ? "r" : "r*%d", of.stride);
    if (of.offset)
        text_add(&t, "%s%d", t.size ? " + " : "", of.offset);
    if (wide)
        text_add(&t, "%sj", t.size ? " + " : "");
    return t.size ? t.at : "0";
}

static home home_here(const rows *w, ref r)
{
    home of = plan_home(w->plan, r);
    if (w->local[plan_source(w->plan, r)])
        of.stride = 0;
    return of;
}

const char *memory_address(rows *w, ref r, bool *whole)
{
    home of = home_here(w, r);
    if (!w->local[plan_source(w->plan, r)])
        w->touched[plan_source(w->plan, r)] = true;
    *whole = of.padded || w->plan->graph.nodes[r].cols % BLOCK == 0;
    return arena_printf(w->body.arena, "%s + %s", of.name, index_text(w, of, true));
}

static expression load_vector(rows *w, ref r)
{
    arena *a = w->body.arena;
    const node *n = &w->plan->graph.nodes[r];
    if (n->gate == VARIABLE) /* of an update: the template has it in a register */
        return (expression){ arena_printf(a, "%s_j", n->name), false };
    if (n->gate == TARGET && n->value == 1) {
        w->touched[r] = true;
        w->plan->uses_one_hot = true;
        return (expression){ arena_printf(a, "vec_one_hot(j, %s[r])", n->name), false };
    }
    bool whole;
    const char *address = memory_address(w, r, &whole);
    if (whole)
        return (expression){ arena_printf(a, "vec_load(%s)", address), false };
    return (expression){ arena_printf(a, "vec_load_some(%s, %d - j)", address, n->cols), false };
}

static expression load_scalar(rows *w, ref r)
{
    arena *a = w->body.arena;
    const node *n = &w->plan->graph.nodes[r];
    if (n->gate == CONSTANT) {
        const char *digits = real_literal(a, n->value, w->plan->spec->is_double);
        return (expression){ digits, digits[0] == '-' };
    }
    if (n->gate == VARIABLE) {
        w->touched[r] = true;
        return (expression){ n->name, false };
    }
    if (w->inlined[r])
        return express_gate(w, r, false);
    if (w->mine[r])
        return (expression){ arena_printf(a, "%s_r", n->name), false };
    home of = home_here(w, r);
    if (!w->local[plan_source(w->plan, r)])
        w->touched[plan_source(w->plan, r)] = true;
    return (expression){ arena_printf(a, "%s[%s]", of.name, index_text(w, of, false)), false };
}

/* ---- operators ---- */

/* Whether a vector takes scalar r in every lane. */
static bool is_narrow(const rows *w, ref r, bool wide)
{
    return wide && graph_is_scalar(&w->plan->graph, r) && !w->variable[r];
}

static expression call(rows *w, const char *name, bool wide, const ref *in, int count)
{
    text t = { .arena = w->body.arena };
    text_add(&t, "%s_%s(", wide ? "vec" : "real", name);
    for (int i = 0; i < count; i++) {
        bool narrow = is_narrow(w, in[i], wide);
        text_add(&t, narrow ? "%svec_splat(%s)" : "%s%s", i ? ", " : "",
                 express(w, in[i], wide && !narrow).text);
    }
    text_add(&t, ")");
    return (expression){ t.at, false };
}

static const char *argument(rows *w, ref r, bool wide, bool negated)
{
    bool narrow = is_narrow(w, r, wide);
    expression e = express(w, r, wide && !narrow);
    const char *value = negated ? arena_printf(w->body.arena, "-%s",
                                               in_parentheses(w->body.arena, e)) : e.text;
    return narrow ? arena_printf(w->body.arena, "vec_splat(%s)", value) : value;
}

static bool is_product_of(const rows *w, ref r)
{
    return w->mine[r] && w->plan->graph.nodes[r].gate == MUL;
}

/* a*b + c, c - a*b or a*b - c in one rounding */
static expression multiply_add(rows *w, ref product, ref other, bool minus_product,
                               bool minus_other, bool wide)
{
    const node *m = &w->plan->graph.nodes[product];
    const char *a = argument(w, m->in[0], wide, minus_product);
    const char *b = argument(w, m->in[1], wide, false);
    const char *c = argument(w, other, wide, minus_other);
    return (expression){ arena_printf(w->body.arena, "%s_fma(%s, %s, %s)", wide ? "vec" : "real",
                                      a, b, c), false };
}

static expression infix(rows *w, const node *n, const char *operator, bool wide)
{
    arena *a = w->body.arena;
    const char *side[2];
    for (int i = 0; i < 2; i++) {
        bool narrow = is_narrow(w, n->in[i], wide);
        side[i] = in_parentheses(a, express(w, n->in[i], wide && !narrow));
    }
    return (expression){ arena_printf(a, "%s %s %s", side[0], operator, side[1]), true };
}

static bool is_comparison(gate kind)
{
    return kind == LT || kind == LE || kind == GT || kind == GE;
}

static expression choice(rows *w, const node *n, bool wide)
{
    arena *a = w->body.arena;
    const node *condition = &w->plan->graph.nodes[n->in[0]];
    const char *mask;
    if (w->mine[n->in[0]] && is_comparison(condition->gate))
        mask = call(w, gate_table[condition->gate].name, wide, condition->in, 2).text;
    else
        mask = arena_printf(a, "%s_ne(%s, %s)", wide ? "vec" : "real",
                            argument(w, n->in[0], wide, false), wide ? "vec_splat(0)" : "0");
    return (expression){ arena_printf(a, "%s_select(%s, %s, %s)", wide ? "vec" : "real", mask,
                                      argument(w, n->in[1], wide, false),
                                      argument(w, n->in[2], wide, false)), false };
}

expression express_gate(rows *w, ref r, bool wide)
{
    const node *n = &w->plan->graph.nodes[r];
    arena *a = w->body.arena;
    switch (n->gate) {
    case ADD:
        if (is_product_of(w, n->in[0]))
            return multiply_add(w, n->in[0], n->in[1], false, false, wide);
        if (is_product_of(w, n->in[1]))
            return multiply_add(w, n->in[1], n->in[0], false, false, wide);
        return infix(w, n, "+", wide);
    case SUB:
        if (is_product_of(w, n->in[1]))
            return multiply_add(w, n->in[1], n->in[0], true, false, wide);
        if (is_product_of(w, n->in[0]))
            return multiply_add(w, n->in[0], n->in[1], false, true, wide);
        return infix(w, n, "-", wide);
    case MUL:
        return infix(w, n, "*", wide);
    case DIV:
        return infix(w, n, "/", wide);
    case NEG:
        return (expression){ arena_printf(a, "-%s", in_parentheses(a, express(w, n->in[0], wide))),
                             true };
    case WHERE:
        return choice(w, n, wide);
    case LT: case LE: case GT: case GE:
        return (expression){ arena_printf(a, wide ? "vec_select(%s, vec_splat(1), vec_splat(0))"
                                                  : "real_select(%s, 1, 0)",
                                          call(w, gate_table[n->gate].name, wide, n->in, 2).text),
                             false };
    case STOP_GRADIENT:
    case SPREAD: {
        const char *value = argument(w, n->in[0], wide, false);
        return (expression){ value, true };
    }
    default: /* a function */
        w->plan->uses[n->gate] = true;
        return call(w, gate_table[n->gate].name, wide, n->in, n->arity);
    }
}

/* ---- vectors of the loop being written ---- */

/* How often the loop reads r: what is read once stands where it is read. */
static int uses_in_loop(const rows *w, ref r)
{
    int uses = 0;
    for (int i = 0; i < w->count; i++) {
        const node *n = &w->plan->graph.nodes[w->nodes[i]];
        for (int k = 0; w->looped[w->nodes[i]] && k < n->arity; k++)
            uses += n->in[k] == r;
    }
    return uses;
}

enum { LONGEST_INLINE = 56 };

static expression name_vector(rows *w, ref r, expression e)
{
    const char *name = arena_printf(w->body.arena, "%s_j", w->plan->graph.nodes[r].name);
    add_statement(&w->body, 12, "const vec %s = %s;", name, e.text);
    w->variable[r] = name;
    return (expression){ name, false };
}

expression express(rows *w, ref r, bool wide)
{
    const node *n = &w->plan->graph.nodes[r];
    if (!wide)
        return load_scalar(w, r);
    if (n->gate == VARIABLE || w->variable[r])
        return w->variable[r] ? (expression){ w->variable[r], false } : load_vector(w, r);
    bool computed_here = w->looped[r] && w->mine[r];
    expression e = computed_here ? express_gate(w, r, true) : load_vector(w, r);
    if (w->variable[r]) /* named meanwhile */
        return (expression){ w->variable[r], false };
    bool plain = n->name && (uses_in_loop(w, r) > 1 || strlen(e.text) > LONGEST_INLINE);
    return plain ? name_vector(w, r, e) : e;
}

/* ---- statements ---- */

void add_statement(text *t, int indent, const char *format, ...)
{
    enum { WIDTH = 100 };
    va_list arguments;
    va_start(arguments, format);
    const char *line = arena_vprintf(t->arena, format, arguments);
    va_end(arguments);
    int margin = indent;
    while (margin + (int)strlen(line) > WIDTH) {
        int cut = WIDTH - margin;
        while (cut > 0 && line[cut] != ' ')
            cut--;
        if (cut == 0)
            break;
        text_add(t, "%*s%.*s\n", margin, "", cut, line);
        line += cut + 1;
        margin = indent + 4;
    }
    text_add(t, "%*s%s\n", margin, "", line);
}
