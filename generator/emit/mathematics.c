/* mathematics.c - the equations, and what functions say of them. */
#include "emit/mathematics.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "emit/formulas.h"

enum { PENALTIES_MOST = 24, NUMBERS_MOST = 12, PROGRESSION_LEAST = 5 };

/* ---- right sides ---- */

static const char *value_formula(const formulas *f, const equation *e)
{
    const node *n = formulas_node(f, e->formula);
    if (f->plan->symbols.of[e->formula] != e->name)
        return formulas_whole(f, e->formula, LOOSE); /* it is called otherwise, or is a constant */
    return n->gate == SPREAD ? formulas_value(f, n->in[0], LOOSE) : formulas_of(f, e->formula);
}

/* The mean over the samples, and the derivative of the penalties. */
static const char *gradient_formula(formulas *f, const equation *e)
{
    static const char nothing[] = "0 + ";
    const derived *d = f->plan->derived;
    const ref r = d->running[e->which] >= 0 ? d->running[e->which] : d->dparameters[e->which];
    f->weight = f->plan->symbols.parameters[e->which];
    f->mean = r < 0 ? "0" : arena_printf(f->arena, "mean_n(%s)", formulas_terms(f, r));
    const char *right = formulas_value(f, e->formula, LOOSE);
    return strncmp(right, nothing, strlen(nothing)) ? right : right + strlen(nothing);
}

/* What one parameter adds to J: coefficient * sum of a formula, a constant factor of it moved out.
 * NULL: nothing. */
static const char *penalty_sum(const plan *p, int which, bool of_l1, double *coefficient)
{
    const parameter *q = &p->spec->parameters[which];
    formulas f = formulas_open(p);
    f.weight = p->symbols.parameters[which];
    ref r = of_l1 ? p->derived->penalty_l1 : p->derived->penalty_l2;
    *coefficient = of_l1 ? q->l1 : q->l2;
    if (*coefficient == 0)
        return NULL;
    for (const node *n = formulas_node(&f, r); n->gate == MUL; n = formulas_node(&f, r)) {
        if (formulas_node(&f, n->in[0])->gate != CONSTANT)
            break;
        *coefficient *= formulas_node(&f, n->in[0])->value;
        r = n->in[1];
    }
    return arena_printf(f.arena, "sum(%s)", formulas_value(&f, r, LOOSE));
}

static const char *objective_formula(const formulas *f)
{
    const plan *p = f->plan;
    text t = { .arena = f->arena };
    int terms = 0;
    text_add(&t, "mean_n(%s)", p->equations[p->equation[p->loss] - 1].name);
    for (int i = 0; i < 2 * p->spec->parameter_count && terms <= PENALTIES_MOST; i++) {
        double coefficient;
        const char *sum = penalty_sum(p, i / 2, i % 2, &coefficient);
        if (!sum)
            continue;
        if (++terms > PENALTIES_MOST)
            text_add(&t, " + ...");
        else if (coefficient == 1)
            text_add(&t, " + %s", sum);
        else
            text_add(&t, " + %s*%s", formulas_number(f, coefficient), sum);
    }
    return t.at;
}

static const char *right_side(formulas *f, const equation *e)
{
    const optimizer *o = &f->plan->spec->optimizer;
    switch (e->kind) {
    case EQUATION_OBJECTIVE: return objective_formula(f);
    case EQUATION_RUNNING:
    case EQUATION_GRADIENT: return gradient_formula(f, e);
    case EQUATION_DINPUT:
        return e->formula < 0
                   ? "0"
                   : arena_printf(f->arena, "%s/n", formulas_whole(f, e->formula, SIGN_LEVEL));
    case EQUATION_NORM:
        return arena_printf(f->arena, "sum(%s*%s)", f->plan->symbols.of[e->which],
                            f->plan->symbols.of[e->which]);
    case EQUATION_CORRECTION:
        return arena_printf(f->arena, "1 - %s^k",
                            formulas_number(f, e->which == 1 ? o->beta1 : o->beta2));
    default: return value_formula(f, e);
    }
}

const char *mathematics_equation(const plan *p, int i)
{
    const equation *e = &p->equations[i];
    formulas f = formulas_open(p);
    return arena_printf(f.arena, "%s = %s", e->name, right_side(&f, e));
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

/* "(3) (7)", "(3) (5) ... (47)": of many that do not grow by equal steps, the first. */
static const char *list_of(arena *a, const int *numbers, int count)
{
    text t = { .arena = a };
    bool even = count >= PROGRESSION_LEAST;
    for (int i = 2; i < count && even; i++)
        even = numbers[i] - numbers[i - 1] == numbers[1] - numbers[0];
    if (even)
        return arena_printf(a, "(%d) (%d) ... (%d)", numbers[0], numbers[1], numbers[count - 1]);
    for (int i = 0; i < count && i < NUMBERS_MOST; i++)
        text_add(&t, "%s(%d)", i ? " " : "", numbers[i]);
    if (count > NUMBERS_MOST)
        text_add(&t, " and %d more", count - NUMBERS_MOST);
    return t.size ? t.at : "";
}

const char *mathematics_numbers(const plan *p, const ref *nodes, int count)
{
    const int *numbers = numbers_of(p, nodes, &count);
    return list_of(p->graph.arena, numbers, count);
}

static const char *gradient_equation(const plan *p, int parameter)
{
    const int number = p->gradient_equation[parameter];
    return arena_printf(p->graph.arena, "(%d) %s", number, mathematics_equation(p, number - 1));
}

/* What the function does for other parameters as well: "; of others (29) (31) ... (147)". */
static const char *of_others(const plan *p, const weight_function *f)
{
    int *numbers = arena_alloc(p->graph.arena, ((size_t)f->alike_count + 1) * sizeof *numbers);
    int count = 0;
    for (int i = f->like + 1; i < p->weight_count && count < f->alike_count; i++)
        if (p->weights[i].like == f->like)
            numbers[count++] = p->gradient_equation[p->gradients[p->weights[i].gradient].parameter];
    return count ? arena_printf(p->graph.arena, "; of others %s",
                                list_of(p->graph.arena, numbers, count))
                 : "";
}

const char *mathematics_gradient(const plan *p, const weight_function *f)
{
    return arena_printf(p->graph.arena, "%s%s",
                        gradient_equation(p, p->gradients[f->gradient].parameter), of_others(p, f));
}

const char *mathematics_update(const plan *p, const weight_function *f)
{
    const parameter *of = &p->spec->parameters[p->gradients[f->gradient].parameter];
    if (p->gradients[f->gradient].runs)
        return mathematics_gradient(p, f);
    int first = p->part_start[PART_STEP];
    while (p->equations[first].kind != EQUATION_STEP)
        first++;
    const char *step = arena_printf(p->graph.arena, "(%d)", first + 1);
    if (first + 1 < p->equation_count)
        step = arena_printf(p->graph.arena, "%s to (%d)", step, p->equation_count);
    if (p->derived->two_pass)
        return arena_printf(p->graph.arena,
                            f->alike_count ? "the step %s of %s and %d others"
                                           : "the step %s of %s",
                            step, of->name, f->alike_count);
    return arena_printf(p->graph.arena,
                        f->sums_too ? "%s goes to w, or is_step: the step %s of %s%s"
                                    : "%s, and the step %s of %s%s",
                        gradient_equation(p, (int)(of - p->spec->parameters)), step, of->name,
                        of_others(p, f));
}

const char *mathematics_penalty(const plan *p, const penalty *of)
{
    double coefficient;
    const char *sum = penalty_sum(p, of->parameter, of->of_l1, &coefficient);
    return arena_printf(p->graph.arena, "%s of (%d)", sum, p->equation[p->loss] + 1);
}
