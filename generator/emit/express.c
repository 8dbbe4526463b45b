/* express.c - gates as C expressions. Every sum with a product in it becomes a fused multiply-add,
 * so that no compiler has anything left to contract, and all compilers compute the same bits. */
#include <stdio.h>
#include <string.h>

#include "emit/writer.h"

static const char *in_parentheses(arena *a, expression e)
{
    return e.compound ? arena_printf(a, "(%s)", e.text) : e.text;
}

/* ---- values ---- */

static expression load_vector(writer *w, ref r)
{
    arena *a = w->body.arena;
    const node *n = plan_node(w->plan, r);
    if (n->gate == VARIABLE) /* of an update: the template has it in a register */
        return (expression){ arena_printf(a, "%s_j", n->name), false };
    if (plan_is_class(w->plan, r))
        return (expression){ arena_printf(a, w->dialect->one_hot, n->name), false };
    if (w->places)
        return (expression){ element_of(w, r, "j"), false };
    bool whole;
    const char *address = memory_address(w, r, &whole);
    return (expression){ whole ? arena_printf(a, w->dialect->load, address)
                               : arena_printf(a, w->dialect->load_some, address, n->cols),
                         false };
}

static expression load_scalar(writer *w, ref r)
{
    const node *n = plan_node(w->plan, r);
    if (n->gate == CONSTANT) {
        const char *digits = real_literal(w->body.arena, n->value, w->plan->spec->is_double);
        return (expression){ digits, digits[0] == '-' };
    }
    if (n->gate == VARIABLE)
        return (expression){ n->name, false };
    int at = w->position[r];
    if (at >= 0 && w->f->treated[at] & INLINED)
        return express_gate(w, r, false);
    if (w->places)
        return (expression){ element_of(w, r, ""), false };
    if (at >= 0)
        return (expression){ arena_printf(w->body.arena, "%s_r", n->name), false };
    return (expression){ scalar_element(w, r), false };
}

/* ---- operators ---- */

/* Whether a vector takes scalar r in every lane. */
static bool is_narrow(const writer *w, ref r, bool wide)
{
    return wide && graph_is_scalar(&w->plan->graph, r) && !w->variable[r];
}

static const char *argument(writer *w, ref r, bool wide, bool negated)
{
    bool narrow = is_narrow(w, r, wide);
    expression e = express(w, r, wide && !narrow);
    const char *value = negated
                            ? arena_printf(w->body.arena, "-%s", in_parentheses(w->body.arena, e))
                            : e.text;
    return narrow ? arena_printf(w->body.arena, w->dialect->splat, value) : value;
}

static expression function_call(writer *w, const char *name, bool wide, const ref *in, int count)
{
    text t = { .arena = w->body.arena };
    text_add(&t, "%s%s(", w->dialect->call[wide], name);
    for (int i = 0; i < count; i++)
        text_add(&t, "%s%s", i ? ", " : "", argument(w, in[i], wide, false));
    text_add(&t, ")");
    return (expression){ t.at, false };
}

/* a*b + c, c - a*b or a*b - c in one rounding */
static expression multiply_add(writer *w, ref product, ref other, bool minus_product,
                               bool minus_other, bool wide)
{
    const node *m = plan_node(w->plan, product);
    const char *a = argument(w, m->in[0], wide, minus_product);
    const char *b = argument(w, m->in[1], wide, false);
    const char *c = argument(w, other, wide, minus_other);
    return (expression){
        arena_printf(w->body.arena, "%sfma(%s, %s, %s)", w->dialect->call[wide], a, b, c), false
    };
}

static expression infix(writer *w, const node *n, const char *operator, bool wide)
{
    arena *a = w->body.arena;
    const char *side[2];
    for (int i = 0; i < 2; i++) {
        bool narrow = is_narrow(w, n->in[i], wide);
        side[i] = in_parentheses(a, express(w, n->in[i], wide && !narrow));
    }
    return (expression){ arena_printf(a, "%s %s %s", side[0], operator, side[1]), true };
}

static const char *comparison(writer *w, const node *n, bool wide)
{
    const char *sign = n->gate == LT ? "<" : n->gate == LE ? "<=" : n->gate == GT ? ">" : ">=";
    return infix(w, n, sign, wide).text;
}

/* The same as choice() with the language's own operators. */
static expression infix_choice(writer *w, const node *n, bool wide)
{
    arena *a = w->body.arena;
    const char *condition = rows_absorbs(&w->own, n, 0)
                                ? comparison(w, plan_node(w->plan, n->in[0]), wide)
                                : arena_printf(a, "%s != 0", argument(w, n->in[0], wide, false));
    return (expression){ arena_printf(a, "%s ? %s : %s", condition,
                                      argument(w, n->in[1], wide, false),
                                      argument(w, n->in[2], wide, false)),
                         true };
}

/* where(a, b, c), in which a comparison of its own is a mask, and any other condition is one where
 * it is not 0. */
static expression choice(writer *w, const node *n, bool wide)
{
    arena *a = w->body.arena;
    const node *condition = plan_node(w->plan, n->in[0]);
    const char *prefix = w->dialect->call[wide], *mask;
    if (w->dialect->infix_conditions)
        return infix_choice(w, n, wide);
    if (rows_absorbs(&w->own, n, 0))
        mask = function_call(w, gate_table[condition->gate].name, wide, condition->in, 2).text;
    else
        mask = arena_printf(a, "%sne(%s, %s)", prefix, argument(w, n->in[0], wide, false),
                            wide ? arena_printf(a, w->dialect->splat, "0") : "0");
    return (expression){ arena_printf(a, "%sselect(%s, %s, %s)", prefix, mask,
                                      argument(w, n->in[1], wide, false),
                                      argument(w, n->in[2], wide, false)),
                         false };
}

/* A comparison as a number, 1 or 0. */
static expression truth(writer *w, const node *n, bool wide)
{
    if (w->dialect->infix_conditions)
        return (expression){ arena_printf(w->body.arena, w->dialect->truth, comparison(w, n, wide)),
                             true };
    const char *mask = function_call(w, gate_table[n->gate].name, wide, n->in, 2).text;
    const char *format = wide ? w->dialect->vector_truth : w->dialect->truth;
    return (expression){ arena_printf(w->body.arena, format, mask), false };
}

static expression sum(writer *w, const node *n, bool wide)
{
    const bool minus = n->gate == SUB;
    const int first = minus; /* of two products the first, or the one taken off */
    if (rows_is_own_product(&w->own, n->in[first]))
        return multiply_add(w, n->in[first], n->in[!first], minus, false, wide);
    if (rows_is_own_product(&w->own, n->in[!first]))
        return multiply_add(w, n->in[!first], n->in[first], false, minus, wide);
    return infix(w, n, minus ? "-" : "+", wide);
}

expression express_gate(writer *w, ref r, bool wide)
{
    const node *n = plan_node(w->plan, r);
    arena *a = w->body.arena;
    switch (n->gate) {
    case ADD:
    case SUB: return sum(w, n, wide);
    case MUL: return infix(w, n, "*", wide);
    case DIV: return infix(w, n, "/", wide);
    case NEG:
        return (expression){ arena_printf(a, "-%s", in_parentheses(a, express(w, n->in[0], wide))),
                             true };
    case WHERE: return choice(w, n, wide);
    case LT:
    case LE:
    case GT:
    case GE: return truth(w, n, wide);
    case SUM: /* of a class target: the others are loops */
        return (expression){ arena_printf(a, w->dialect->is_class,
                                          plan_node(w->plan, n->in[0])->name, (int)n->value),
                             false };
    case STOP_GRADIENT:
    case SPREAD: return (expression){ argument(w, n->in[0], wide, false), true };
    default: /* a function */
        return function_call(w, gate_table[n->gate].name, wide, n->in, n->arity);
    }
}

/* ---- vectors of the loop being written ---- */

/* Columns of a text in which each @ takes so many. */
static int width_of(const char *line, int prefix)
{
    int width = 0;
    for (; *line; line++)
        width += *line == '@' ? prefix : 1;
    return width;
}

static void name_vector(writer *w, ref r, const char *value)
{
    const char *name = arena_printf(w->body.arena, "%s_j", name_here(w, r));
    add_statement(w, 12, w->is_cut[r] ? w->dialect->cut_vector : w->dialect->vector, name, value);
    set_variable(w, r, name);
}

void express_ahead(writer *w, ref r)
{
    const expression e = express(w, r, true);
    if (!w->variable[r])
        name_vector(w, r, e.text);
}

expression express(writer *w, ref r, bool wide)
{
    enum { LONGEST_INLINE = 56 };
    const node *n = plan_node(w->plan, r);
    if (!wide)
        return load_scalar(w, r);
    if (!w->variable[r] && n->gate != VARIABLE) {
        bool computed_here = w->position[r] >= 0 && w->loop[r] == w->loops;
        expression e = computed_here ? express_gate(w, r, true) : load_vector(w, r);
        bool plain = n->name && !w->inlines &&
                     (loop_reads_again(w, r) || width_of(e.text, 0) > LONGEST_INLINE);
        if (!plain)
            return e;
        name_vector(w, r, e.text);
    }
    w->is_used[r] = true;
    return w->variable[r] ? (expression){ w->variable[r], false } : load_vector(w, r);
}

/* ---- statements ---- */

void add_statement(writer *w, int indent, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *line = arena_vprintf(w->body.arena, format, arguments);
    va_end(arguments);
    text_add(&w->body, "%*s%s\n", indent - w->dedent, "", line);
}

int statement_count(const char *at)
{
    const size_t margin = strspn(at, " ");
    int count = 0;
    for (; *at; at += strcspn(at, "\n") + 1)
        count += strspn(at, " ") == margin;
    return count;
}
