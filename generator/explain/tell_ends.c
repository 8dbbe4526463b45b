/* tell_ends.c - the objective, its gradient by each parameter and input, and the update. */
#include <string.h>

#include "base/names.h"
#include "explain/story.h"

enum { PENALTIES_MOST = 24 };

static const symbol *parameter_symbol(const teller *t, int which)
{
    return t->parameters[which];
}

/* A formula over variables of one weight; `w` and `mean` stand for the weight and sum/n. */
typedef struct over {
    const expr *w, *mean;
} over;

static const expr *variable(teller *t, const char *name, const over *o)
{
    if (!strcmp(name, "w") && o->w)
        return o->w;
    for (int i = 0; i < t->variable_count; i++)
        if (!strcmp(t->variables[i].name, name))
            return expr_symbol(t->story->arena, t->variables[i].symbol);
    return expr_symbol(t->story->arena, t->objective); /* J */
}

static bool is_variable(const node *n, const char *name)
{
    return n->gate == VARIABLE && !strcmp(n->name, name);
}

static const expr *weight_formula(teller *t, ref r, const over *o)
{
    arena *a = t->story->arena;
    const node *n = &t->graph->nodes[r];
    if (t->story->of[r])
        return expr_symbol(a, t->story->of[r]);
    if (n->gate == CONSTANT)
        return expr_number(a, n->value);
    if (o->mean && is_variable(n, "inverse_n")) {
        const expr *parts[2] = { expr_number(a, 1), expr_symbol(a, story_word(t, "n")) };
        return expr_gate(a, DIV, 2, parts);
    }
    if (n->gate == VARIABLE)
        return variable(t, n->name, o);
    if (n->gate == MUL && o->mean && is_variable(&t->graph->nodes[n->in[0]], "sum"))
        return o->mean;
    const expr *in[3] = { NULL };
    for (int i = 0; i < n->arity; i++)
        in[i] = weight_formula(t, n->in[i], o);
    if (n->gate == ADD && expr_is_number(in[0], 0))
        return in[1];
    return expr_gate(a, n->gate, n->arity, in);
}

/* ---- J ---- */

/* coefficient * sum of a penalty, a constant factor of it moved out. */
static const expr *penalty(teller *t, int which, double coefficient, ref of)
{
    arena *a = t->story->arena;
    const over o = { expr_symbol(a, parameter_symbol(t, which)), NULL };
    const node *n = &t->graph->nodes[of];
    if (n->gate == MUL && t->graph->nodes[n->in[0]].gate == CONSTANT) {
        coefficient *= t->graph->nodes[n->in[0]].value;
        of = n->in[1];
    }
    const expr *each = weight_formula(t, of, &o);
    const expr *factors[2] = { expr_number(a, coefficient), expr_gate(a, SUM, 1, &each) };
    return coefficient == 1 ? factors[1] : expr_gate(a, MUL, 2, factors);
}

void tell_objective(teller *t)
{
    story *s = t->story;
    const derived *d = s->derived;
    story_add(s, LINE_TITLE, "The objective");
    const expr *loss = expr_of(s->arena, EXPR_SAMPLES, story_formula(t, d->loss, false));
    int penalties = 0;
    for (int i = 0; i < 2 * s->spec->parameter_count; i++) {
        const parameter *p = &s->spec->parameters[i / 2];
        const double coefficient = i % 2 ? p->l1 : p->l2;
        if (coefficient == 0 || ++penalties > PENALTIES_MOST)
            continue;
        const expr *terms[2] = { loss, penalty(t, i / 2, coefficient,
                                               i % 2 ? d->penalty_l1 : d->penalty_l2) };
        loss = expr_gate(s->arena, ADD, 2, terms);
    }
    if (penalties > PENALTIES_MOST) {
        const expr *terms[2] = { loss, expr_symbol(s->arena, &story_omitted) };
        loss = expr_gate(s->arena, ADD, 2, terms);
    }
    line *l = story_equation(s, t->objective, loss);
    l->is_objective = true;
    l->about = d->loss;
    l->words = penalties ? "the mean over the n samples of a batch, and what the weights cost: "
                           "l2/2 the sum of their squares, l1 that of their sizes"
                         : "the mean over the n samples of a batch";
    story_add(
        s, LINE_WORDS,
        "From dJ/dJ = 1 each sample's loss gets 1/n. Going backward is linear, so 1/n can wait: "
        "below each sample begins with 1, and the mean is taken at the end.");
}

/* ---- running statistics ---- */

static void tell_running(teller *t)
{
    story *s = t->story;
    arena *a = s->arena;
    bool any = false;
    for (int i = 0; i < s->spec->parameter_count; i++) {
        const parameter *p = &s->spec->parameters[i];
        const ref of = s->derived->running[i];
        if (!parameter_runs(p))
            continue;
        if (!any)
            story_add(s, LINE_TITLE, "The running statistics, which a step moves");
        any = true;
        const symbol *w = parameter_symbol(t, i);
        const over o = { expr_symbol(a, w), expr_of(a, EXPR_SAMPLES, story_formula(t, of, false)) };
        symbol *next = arena_alloc(a, sizeof *next);
        *next = *w;
        next->text = names_new(t->taken, arena_printf(a, "%s_next", w->text), 1);
        story_equation(s, next, weight_formula(t, s->derived->next_w[i], &o))->words =
            p->statistic == STATISTIC_RUNNING_MEAN
                ? "towards the mean over the samples"
                : "towards the unbiased variance: of N numbers N/(N - 1) times the biased one";
    }
}

/* ---- its gradient ---- */

static void tell_parameter(teller *t, int which)
{
    story *s = t->story;
    arena *a = s->arena;
    const parameter *p = &s->spec->parameters[which];
    const symbol *w = parameter_symbol(t, which);
    const ref sample = s->derived->dparameters[which];
    if (!p->train) {
        story_add(s, LINE_WORDS,
                  arena_printf(a,
                               parameter_runs(p)
                                   ? "%s is a running statistic: a step moves it by no gradient"
                                   : "%s is frozen: its gradient is not computed",
                               w->text));
        return;
    }
    ref leaf = t->leaf_of_parameter[which];
    const symbol *known = leaf < 0 ? NULL : t->adjoint[leaf];
    const expr *of_sample = known && sample >= 0 ? expr_symbol(a, known) : NULL;
    const over o = { expr_symbol(a, w),
                     of_sample ? expr_of(a, EXPR_SAMPLES, of_sample) : expr_number(a, 0) };
    line *l = story_equation(s, story_derivative(t, t->objective, w, NOTHING),
                             weight_formula(t, s->derived->gradient[which], &o));
    const bool costs = p->l2 != 0 || p->l1 != 0;
    l->parameter = which;
    l->about = leaf;
    if (costs)
        l->words = arena_printf(a,
                                "%s reaches J by two paths, which are added: by the losses, and by "
                                "its own penalty",
                                w->text);
    else if (!of_sample)
        l->words = "the loss does not depend on it";
}

void tell_gradients(teller *t)
{
    story *s = t->story;
    story_add(s, LINE_TITLE, "The gradient of the objective");
    for (int i = 0; i < s->spec->parameter_count; i++)
        tell_parameter(t, i);
    const expr *n = expr_symbol(s->arena, story_word(t, "n"));
    for (int i = 0; i < s->spec->input_count; i++) {
        const symbol *x = t->inputs[i];
        const ref leaf = t->leaf_of_input[i];
        const symbol *known = leaf < 0 ? NULL : t->adjoint[leaf];
        const expr *parts[2] = { known ? expr_symbol(s->arena, known) : NULL, n };
        line *l = story_equation(s, story_derivative(t, t->objective, x, NOTHING),
                                 known ? expr_gate(s->arena, DIV, 2, parts)
                                       : expr_number(s->arena, 0));
        l->words = known ? "a sample counts 1/n" : "the loss does not depend on it";
        l->about = leaf;
    }
    tell_running(t);
}

/* ---- the update ---- */

static void add_variable(teller *t, const char *name)
{
    for (int i = 0; i < t->variable_count; i++)
        if (!strcmp(t->variables[i].name, name))
            return;
    t->variables[t->variable_count].name = name;
    t->variables[t->variable_count++].symbol = story_symbol(t, name, NULL);
}

/* What the formulas of an update read: w, g, the rate, moments, what all weights share. */
static void find_variables(teller *t, ref r)
{
    const node *n = &t->graph->nodes[r];
    if (n->gate == VARIABLE && strcmp(n->name, "J") != 0)
        add_variable(t, n->name);
    for (int i = 0; i < n->arity; i++)
        find_variables(t, n->in[i]);
}

static const symbol *find(const teller *t, const char *name)
{
    for (int i = 0; i < t->variable_count; i++)
        if (!strcmp(t->variables[i].name, name))
            return t->variables[i].symbol;
    return NULL;
}

static void tell_corrections(teller *t)
{
    story *s = t->story;
    arena *a = s->arena;
    const optimizer *o = &s->spec->optimizer;
    const symbol *g = find(t, "g"), *norm2 = find(t, "norm2");
    if (norm2 && g) {
        const expr *two[2] = { expr_symbol(a, g), expr_symbol(a, g) };
        story_equation(s, norm2, expr_of(a, EXPR_ALL, expr_gate(a, MUL, 2, two)))->words =
            "over all parameters";
    }
    for (int i = 1; i <= 2; i++) {
        const symbol *c = find(t, i == 1 ? "correction1" : "correction2");
        if (!c)
            continue;
        const expr *parts[2] = { expr_number(a, i == 1 ? o->beta1 : o->beta2),
                                 expr_symbol(a, t->step_number) };
        const expr *difference[2] = { expr_number(a, 1), expr_gate(a, POW, 2, parts) };
        story_equation(s, c, expr_gate(a, SUB, 2, difference))->words =
            "a moment starts at 0: what it lacks after k steps";
    }
}

static line *tell_next(teller *t, const char *name, const char *suffix, ref r)
{
    story *s = t->story;
    const over none = { 0 };
    const symbol *own = story_symbol(t, arena_printf(s->arena, "%s_%s", name, suffix), NULL);
    const symbol *known = s->of[r];
    s->of[r] = NULL;
    line *to = story_equation(s, own, weight_formula(t, r, &none));
    s->of[r] = known ? known : t->graph->nodes[r].arity > 0 ? own : NULL;
    return to;
}

/* What an optimizer remembers, and that it is kept a normal number (see derive.c). */
static void tell_state(teller *t, const char *name, ref r)
{
    tell_next(t, name, "new", t->graph->nodes[r].in[2]);
    tell_next(t, name, "next", r)->words =
        "below the smallest normal number it is 0: processors are slow with less";
}

void tell_update(teller *t)
{
    story *s = t->story;
    const derived *d = s->derived;
    const optimizer *o = &s->spec->optimizer;
    enum { VARIABLES_MOST = 12 };
    t->variables = arena_alloc(s->arena, VARIABLES_MOST * sizeof *t->variables);
    t->step_number = story_word(t, "k");
    add_variable(t, "w");
    add_variable(t, "g");
    find_variables(t, d->plain_next_w);
    for (int i = 0; i < o->states; i++)
        find_variables(t, d->plain_next_state[i]);
    const char *k = find(t, "correction1") || find(t, "correction2") ? "; k = 1, 2, ..." : "";
    const char *moments = "";
    for (int i = 0; i < o->states; i++)
        if (find(t, o->state[i]))
            moments = arena_printf(s->arena, "%s%s%s", moments, *moments ? " and " : ", ",
                                   find(t, o->state[i])->text);
    story_add(s, LINE_TITLE,
              arena_printf(s->arena,
                           "A step of %s, for each weight %s and its gradient %s%s; at first %s is "
                           "%.9g%s%s",
                           o->name, find(t, "w")->text, find(t, "g")->text, k,
                           find(t, "rate") ? find(t, "rate")->text : "rate", o->rate, moments,
                           *moments ? " 0" : ""));
    tell_corrections(t);
    for (int i = 0; i < o->states; i++)
        tell_state(t, o->state[i], d->plain_next_state[i]);
    tell_next(t, "w", "next", d->plain_next_w);
}
