/* numbers.c - the equations of the mathematics in their order, which numbers them. */
#include <string.h>

#include "plan/passes.h"

static void add(plan *p, equation_part part, equation_kind kind, ref formula, int which)
{
    p->equations[p->equation_count++] = (equation){ part, kind, formula, which, NULL };
    for (int later = part + 1; later <= PARTS; later++)
        p->part_start[later] = p->equation_count;
}

static void add_values(plan *p, const equation_choice *c, equation_part part, equation_kind kind,
                       ref except)
{
    for (ref r = 0; r < p->derived->graph.count; r++)
        if (c->named[r] && c->part[r] == (int)part && r != except)
            add(p, part, kind, r, 0);
}

static bool is_leaf(const plan *p, ref r)
{
    return p->derived->graph.nodes[r].arity == 0;
}

/* A value that no function hands on goes by the name of the first end that it is; else the end is
 * an equation more, y = z2. The loss comes last. */
static void add_forward(plan *p, const equation_choice *c)
{
    const derived *d = p->derived;
    const ref loss = p->same[d->loss];
    int *end = arena_alloc(p->graph.arena, (size_t)d->graph.count * sizeof *end); /* + 1 */
    for (int i = p->spec->output_count - 1; i >= 0 && plan_writes(p, WRITE_OUTPUTS); i--) {
        ref r = p->same[d->outputs[i]];
        end[r] = is_leaf(p, r) || plan_hands_on(p, r) ? 0 : i + 1;
    }
    bool own_loss = !end[loss] && !is_leaf(p, loss) && !plan_hands_on(p, loss);
    for (ref r = 0; r < d->graph.count; r++)
        if (c->named[r] && c->part[r] == PART_FORWARD && !(own_loss && r == loss))
            add(p, PART_FORWARD, end[r] ? EQUATION_OUTPUT : EQUATION_VALUE, r, end[r] - 1);
    for (int i = 0; i < p->spec->output_count && plan_writes(p, WRITE_OUTPUTS); i++)
        if (end[p->same[d->outputs[i]]] != i + 1)
            add(p, PART_FORWARD, EQUATION_OUTPUT, p->same[d->outputs[i]], i);
    if (plan_writes(p, WRITE_LOSS | WRITE_TRAINING))
        add(p, PART_FORWARD, EQUATION_LOSS, loss, 0);
}

static void add_backward(plan *p, const equation_choice *c)
{
    const derived *d = p->derived;
    if (plan_writes(p, WRITE_LOSS | WRITE_TRAINING))
        add(p, PART_OBJECTIVE, EQUATION_OBJECTIVE, p->same[d->loss], 0);
    add_values(p, c, PART_BACKWARD, EQUATION_VALUE, -1);
    for (int i = 0; i < p->gradient_count; i++) {
        const int parameter = p->gradients[i].parameter;
        if (!p->gradients[i].runs)
            add(p, PART_GRADIENT, EQUATION_GRADIENT, d->gradient[parameter], parameter);
    }
    for (int i = 0; i < p->spec->input_count && plan_writes(p, WRITE_BACKWARD); i++) {
        ref r = d->dinputs[i];
        add(p, PART_GRADIENT, EQUATION_DINPUT, r < 0 ? r : p->same[r], i);
    }
    for (int i = 0; i < p->gradient_count; i++) {
        const int parameter = p->gradients[i].parameter;
        if (p->gradients[i].runs)
            add(p, PART_RUNNING, EQUATION_RUNNING, d->next_w[parameter], parameter);
    }
}

/* The node of a variable that the update reads, or -1. */
static ref find_variable(const plan *p, const equation_choice *c, const char *name)
{
    for (ref r = 0; r < p->derived->graph.count; r++) {
        const node *n = &p->derived->graph.nodes[r];
        if (n->gate == VARIABLE && c->part[r] == PART_STEP && !strcmp(n->name, name))
            return r;
    }
    return -1;
}

static void add_variable(plan *p, equation_kind kind, ref variable, int which)
{
    if (variable >= 0)
        add(p, PART_STEP, kind, variable, which);
}

/* What an update reads that is the same for all weights, then the update of one. */
static void add_step(plan *p, const equation_choice *c)
{
    const ref next_w = p->same[p->derived->plain_next_w];
    add_variable(p, EQUATION_NORM, find_variable(p, c, "norm2"), find_variable(p, c, "g"));
    add_variable(p, EQUATION_CORRECTION, find_variable(p, c, "correction1"), 1);
    add_variable(p, EQUATION_CORRECTION, find_variable(p, c, "correction2"), 2);
    add_values(p, c, PART_STEP, EQUATION_STEP, next_w);
    add(p, PART_STEP, EQUATION_STEP, next_w, 0);
}

/* Whose functions compute an equation: nodes of the lowered graph, parameters. */
static void index_numbers(plan *p)
{
    const spec *s = p->spec;
    p->equation = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *p->equation);
    p->gradient_equation = arena_alloc(p->graph.arena, (size_t)s->parameter_count * sizeof(int));
    for (int i = 0; i < p->equation_count; i++) {
        const equation *e = &p->equations[i];
        if (e->kind <= EQUATION_LOSS && !is_leaf(p, e->formula) && !p->equation[p->map[e->formula]])
            p->equation[p->map[e->formula]] = i + 1;
        if (e->kind == EQUATION_OUTPUT)
            p->equation[p->outputs[e->which]] = i + 1;
        else if (e->kind == EQUATION_LOSS)
            p->equation[p->loss] = i + 1;
        else if (e->kind == EQUATION_DINPUT)
            p->equation[p->dinputs[e->which]] = i + 1;
        else if (e->kind == EQUATION_GRADIENT || e->kind == EQUATION_RUNNING)
            p->gradient_equation[e->which] = i + 1;
    }
}

void plan_number_equations(plan *p)
{
    enum { OTHERS = 5 }; /* the loss, J, the norm, two corrections */
    const spec *s = p->spec;
    const int most = p->derived->graph.count + s->output_count + s->input_count +
                     s->parameter_count + OTHERS;
    equation_choice c;
    plan_choose_equations(p, &c);
    p->equations = arena_alloc(p->graph.arena, (size_t)most * sizeof *p->equations);
    add_forward(p, &c);
    add_backward(p, &c);
    if (plan_writes(p, WRITE_STEP))
        add_step(p, &c);
    index_numbers(p);
}
