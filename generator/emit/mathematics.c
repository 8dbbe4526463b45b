/* mathematics.c - formulas as text. They are those of the derived graph, before softmax falls into
 * parts; the grammar is in mathematics.h. */
#include "emit/mathematics.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* How tightly a text binds: one that binds looser than its place is put in ( ). */
enum { LOOSE, SUM_LEVEL, SIGN_LEVEL, PRODUCT_LEVEL, MATRIX_LEVEL, POWER_LEVEL, ATOM };

enum { TERMS_MOST = 24, OPERANDS_MOST = 48, NUMBERS_MOST = 12 }; /* what is more is `...` */

typedef struct writer {
    const plan *plan;
    arena *arena;
    const char *weight; /* what w is called, where that is a parameter; else NULL */
    const char *mean;   /* of the samples' gradients of that parameter */
} writer;

static writer writer_of(const plan *p)
{
    return (writer){ .plan = p, .arena = p->graph.arena };
}

static const node *node_of(const writer *w, ref r)
{
    return &w->plan->derived->graph.nodes[r];
}

/* ---- formulas ---- */

static int binding(const node *n)
{
    switch (n->gate) {
    case LT: case LE: case GT: case GE: return LOOSE;
    case ADD: case SUB: return SUM_LEVEL;
    case NEG: return SIGN_LEVEL;
    case MUL: case DIV: return PRODUCT_LEVEL;
    case MATMUL: case MATMUL_T: case OUTER: return MATRIX_LEVEL;
    case POW: return POWER_LEVEL;
    default: return ATOM;
    }
}

static bool is_variable(const node *n, const char *name)
{
    return n->gate == VARIABLE && !strcmp(n->name, name);
}

static const char *formula_text(const writer *w, ref r);

/* Value r where it is read. */
static const char *value_text(const writer *w, ref r, int place)
{
    r = w->plan->same[r];
    const node *n = node_of(w, r);
    if (w->weight && is_variable(n, "w"))
        return w->weight;
    if (w->plan->symbols.of[r])
        return w->plan->symbols.of[r];
    const char *text = formula_text(w, r);
    int level = binding(n);
    if (*text == '-' && level > SIGN_LEVEL)
        level = SIGN_LEVEL;
    return level < place ? arena_printf(w->arena, "(%s)", text) : text;
}

static const char *call_text(const writer *w, const node *n)
{
    text t = { .arena = w->arena };
    text_add(&t, "%s(", gate_table[n->gate].name);
    for (int i = 0; i < n->arity && i < OPERANDS_MOST; i++)
        text_add(&t, i ? ", %s" : "%s", value_text(w, n->in[i], LOOSE));
    text_add(&t, n->arity > OPERANDS_MOST ? ", ...)" : ")");
    return t.at;
}

static const char *infix_text(const writer *w, const node *n, const char *sign, int left, int right)
{
    return arena_printf(w->arena, "%s%s%s", value_text(w, n->in[0], left), sign,
                        value_text(w, n->in[1], right));
}

/* A minus before the second operand is the sign between the two. */
static const char *sum_text(const writer *w, const node *n)
{
    const char *left = value_text(w, n->in[0], SUM_LEVEL);
    const char *right = value_text(w, n->in[1], n->gate == ADD ? SUM_LEVEL : SIGN_LEVEL);
    bool minus = *right == '-';
    return arena_printf(w->arena, (n->gate == ADD) == minus ? "%s - %s" : "%s + %s", left,
                        right + minus);
}

static bool is_one(const writer *w, ref r)
{
    const node *n = node_of(w, r);
    return n->gate == CONSTANT && n->value == 1;
}

/* x w, d w' and x' d; a factor of 1 x 1 that is 1 goes without saying. */
static const char *product_text(const writer *w, const node *n)
{
    const char *a = value_text(w, n->in[0], ATOM), *b = value_text(w, n->in[1], ATOM);
    const char *first = n->gate == OUTER ? "'" : "", *second = n->gate == MATMUL_T ? "'" : "";
    if (is_one(w, n->in[0]))
        return arena_printf(w->arena, "%s%s", b, second);
    if (n->gate == OUTER && is_one(w, n->in[1]))
        return arena_printf(w->arena, "%s'", a);
    return arena_printf(w->arena, "%s%s %s%s", a, first, b, second);
}

static const char *number(const writer *w, double value)
{
    return arena_printf(w->arena, "%.*g", w->plan->spec->is_double ? 15 : 9, value);
}

/* A constant stands first. */
static const char *factors_text(const writer *w, const node *n)
{
    bool swapped = node_of(w, n->in[1])->gate == CONSTANT;
    const char *first = value_text(w, n->in[swapped], SIGN_LEVEL);
    return arena_printf(w->arena, "%s*%s", first, value_text(w, n->in[!swapped], PRODUCT_LEVEL));
}

static const char *formula_text(const writer *w, ref r)
{
    const node *n = node_of(w, r), *in = n->arity ? node_of(w, n->in[0]) : NULL;
    switch (n->gate) {
    case CONSTANT: return number(w, n->value);
    case ADD: case SUB: return sum_text(w, n);
    case MUL:
        if (w->mean && is_variable(in, "sum") && is_variable(node_of(w, n->in[1]), "inverse_n"))
            return w->mean;
        return factors_text(w, n);
    case DIV: return infix_text(w, n, "/", SIGN_LEVEL, MATRIX_LEVEL);
    case POW: return infix_text(w, n, "^", ATOM, ATOM);
    case NEG: return arena_printf(w->arena, "-%s", value_text(w, n->in[0], PRODUCT_LEVEL));
    case LT: return infix_text(w, n, " < ", SUM_LEVEL, SUM_LEVEL);
    case LE: return infix_text(w, n, " <= ", SUM_LEVEL, SUM_LEVEL);
    case GT: return infix_text(w, n, " > ", SUM_LEVEL, SUM_LEVEL);
    case GE: return infix_text(w, n, " >= ", SUM_LEVEL, SUM_LEVEL);
    case MATMUL: case MATMUL_T: case OUTER: return product_text(w, n);
    case SLICE: return arena_printf(w->arena, "%s[%d..%d]", value_text(w, n->in[0], ATOM),
                                    n->index + 1, n->index + n->cols);
    case PAD: return arena_printf(w->arena, "pad(%s, %d, %d)", value_text(w, n->in[0], LOOSE),
                                  n->index, n->cols - n->index - in->cols);
    case SPREAD: return arena_printf(w->arena, "spread(%s, %d)", value_text(w, n->in[0], LOOSE),
                                     n->cols);
    default: return call_text(w, n);
    }
}

/* ---- right sides ---- */

/* A whole right side, or a factor of it: a scalar spreads over the left one by itself. */
static const char *whole_text(const writer *w, ref r, int place)
{
    const node *n = node_of(w, r);
    bool spreads = n->gate == SPREAD && !w->plan->symbols.of[r];
    return value_text(w, spreads ? n->in[0] : r, place);
}

static const char *value_formula(const writer *w, const equation *e)
{
    const node *n = node_of(w, e->formula);
    if (w->plan->symbols.of[e->formula] != e->name)
        return whole_text(w, e->formula, LOOSE); /* it is called otherwise, or is a constant */
    return n->gate == SPREAD ? value_text(w, n->in[0], LOOSE) : formula_text(w, e->formula);
}

/* The products that a gradient sums: x' d + h' e, left to right. */
static const char *terms_text(const writer *w, ref r)
{
    const graph *g = &w->plan->derived->graph;
    if (!w->plan->is_outer[w->plan->map[r]])
        return value_text(w, r, LOOSE);
    text t = { .arena = w->arena };
    ref waiting[TERMS_MOST + 1];
    int count = 0, terms = 0;
    for (waiting[count++] = r; count && terms < TERMS_MOST;) {
        r = waiting[--count];
        while (g->nodes[r].gate == ADD && count < TERMS_MOST) {
            waiting[count++] = g->nodes[r].in[1];
            r = g->nodes[r].in[0];
        }
        text_add(&t, terms++ ? " + %s" : "%s",
                 g->nodes[r].gate == ADD ? "..." : product_text(w, &g->nodes[r]));
    }
    if (count)
        text_add(&t, " + ...");
    return t.at;
}

static const char *gradient_formula(writer *w, const equation *e)
{
    const derived *d = w->plan->derived;
    w->weight = w->plan->symbols.parameters[e->which];
    const ref r = d->dparameters[e->which];
    w->mean = r < 0 ? "0" : arena_printf(w->arena, "mean_n(%s)", terms_text(w, r));
    const char *right = value_text(w, d->gradient[e->which], LOOSE), nothing[] = "0 + ";
    return strncmp(right, nothing, strlen(nothing)) ? right : right + strlen(nothing);
}

/* What one parameter adds to J: coefficient * sum of a formula, a constant factor of it moved out.
 * NULL: nothing. */
static const char *penalty_sum(const plan *p, int which, bool of_l1, double *coefficient)
{
    const parameter *q = &p->spec->parameters[which];
    writer w = writer_of(p);
    w.weight = p->symbols.parameters[which];
    ref r = of_l1 ? p->derived->penalty_l1 : p->derived->penalty_l2;
    *coefficient = of_l1 ? q->l1 : q->l2;
    for (const node *n = node_of(&w, r); n->gate == MUL; n = node_of(&w, r)) {
        if (node_of(&w, n->in[0])->gate != CONSTANT)
            break;
        *coefficient *= node_of(&w, n->in[0])->value;
        r = n->in[1];
    }
    return *coefficient != 0 ? arena_printf(w.arena, "sum(%s)", value_text(&w, r, LOOSE)) : NULL;
}

static const char *loss_name(const plan *p)
{
    return p->equations[p->equation[p->loss] - 1].name;
}

static const char *objective_formula(const writer *w)
{
    const plan *p = w->plan;
    text t = { .arena = w->arena };
    int terms = 0;
    text_add(&t, "mean_n(%s)", loss_name(p));
    for (int i = 0; i < 2 * p->spec->parameter_count && terms <= TERMS_MOST; i++) {
        double coefficient;
        const char *sum = penalty_sum(p, i / 2, i % 2, &coefficient);
        if (!sum)
            continue;
        if (++terms > TERMS_MOST)
            text_add(&t, " + ...");
        else if (coefficient == 1)
            text_add(&t, " + %s", sum);
        else
            text_add(&t, " + %s*%s", number(w, coefficient), sum);
    }
    return t.at;
}

const char *mathematics_equation(const plan *p, int i)
{
    const equation *e = &p->equations[i];
    const optimizer *o = &p->spec->optimizer;
    writer w = writer_of(p);
    const char *right;
    switch (e->kind) {
    case EQUATION_OBJECTIVE: right = objective_formula(&w); break;
    case EQUATION_GRADIENT: right = gradient_formula(&w, e); break;
    case EQUATION_DINPUT:
        right = e->formula < 0 ? "0" : arena_printf(w.arena, "%s/n",
                                                    whole_text(&w, e->formula, SIGN_LEVEL));
        break;
    case EQUATION_NORM: right = "sum(g*g)"; break;
    case EQUATION_CORRECTION:
        right = arena_printf(w.arena, "1 - %s^k", number(&w, e->which == 1 ? o->beta1 : o->beta2));
        break;
    default: right = value_formula(&w, e); break;
    }
    return arena_printf(w.arena, "%s = %s", e->name, right);
}

/* ---- the equations of functions ---- */

static int by_size(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The numbers of these nodes' equations, each once, in order; their count. */
static int *numbers_of(const plan *p, const ref *nodes, int *count)
{
    int *numbers = arena_alloc(p->graph.arena, (size_t)*count * sizeof *numbers), all = 0, own = 0;
    for (int i = 0; i < *count; i++)
        if (p->equation[nodes[i]])
            numbers[all++] = p->equation[nodes[i]];
    qsort(numbers, (size_t)all, sizeof *numbers, by_size);
    for (int i = 0; i < all; i++)
        if (i == 0 || numbers[i] != numbers[i - 1])
            numbers[own++] = numbers[i];
    *count = own;
    return numbers;
}

const char *mathematics_of(const plan *p, const ref *nodes, int count)
{
    const int *numbers = numbers_of(p, nodes, &count);
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < count; i++)
        text_add(&t, "%s(%d) %s", i ? "\n" : "", numbers[i],
                 mathematics_equation(p, numbers[i] - 1));
    return t.size ? t.at : "";
}

const char *mathematics_numbers(const plan *p, const ref *nodes, int count)
{
    const int *numbers = numbers_of(p, nodes, &count);
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < count && i < NUMBERS_MOST; i++)
        text_add(&t, "%s(%d)", i ? " " : "", numbers[i]);
    if (count > NUMBERS_MOST)
        text_add(&t, " and %d more", count - NUMBERS_MOST);
    return t.size ? t.at : "";
}

static const char *gradient_equation(const plan *p, int parameter)
{
    const int number = p->gradient_equation[parameter];
    return arena_printf(p->graph.arena, "(%d) %s", number, mathematics_equation(p, number - 1));
}

const char *mathematics_gradient(const plan *p, const gradient *of)
{
    return gradient_equation(p, of->parameter);
}

const char *mathematics_update(const plan *p, const parameter *of)
{
    int first = p->part_start[PART_STEP];
    while (p->equations[first].kind != EQUATION_STEP)
        first++;
    const char *step = arena_printf(p->graph.arena, "(%d)", first + 1);
    if (first + 1 < p->equation_count)
        step = arena_printf(p->graph.arena, "%s to (%d)", step, p->equation_count);
    if (p->derived->two_pass)
        return arena_printf(p->graph.arena, "the step %s of %s", step, of->name);
    return arena_printf(p->graph.arena, "%s, and the step %s of %s",
                        gradient_equation(p, (int)(of - p->spec->parameters)), step, of->name);
}

const char *mathematics_penalty(const plan *p, const penalty *of)
{
    double coefficient;
    const char *sum = penalty_sum(p, of->parameter, of->of_l1, &coefficient);
    return arena_printf(p->graph.arena, "%s of (%d)", sum, p->equation[p->loss] + 1);
}
