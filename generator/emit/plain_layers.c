/* plain_layers.c - gradients and updates of the plain style: of equal layers as a loop. */
#include <string.h>

#include "base/text.h"
#include "emit/plain_weights.h"
#include "emit/stacks.h"
#include "emit/tables.h"
#include "plan/weights.h"

/* Whether all functions of a kind begin with the same lines. */
static bool begin_alike(const weight_loops *all, int count)
{
    for (int i = 1; i < count; i++)
        if (strcmp(all[i].of_row.prologue, all[0].of_row.prologue) != 0)
            return false;
    return count > 0;
}

static bool reads_mean(const weight_formulas *f)
{
    for (int k = 0; k < f->scalar_count; k++)
        if (!strcmp(f->scalars[k], "inverse_n"))
            return true;
    return false;
}

typedef struct kind { /* gradients, or updates */
    writer *writer;
    const weight_function **all;
    bool hoisted; /* what they all begin with stands before them */
} kind;

static const weight_function *function_of(const stack *s, int i)
{
    return ((const kind *)s->of)->all[i];
}

static int parameter_of(const stack *s, int i)
{
    return s->plan->gradients[function_of(s, i)->gradient].parameter;
}

static bool do_alike(const stack *s, int i, int k)
{
    const weight_function *f = function_of(s, i);
    const gradient *of = &s->plan->gradients[f->gradient];
    bool may = f->like == function_of(s, k)->like;
    for (int t = 0; t < of->term_count && may; t++)
        may = of->terms[t].rounds == 1 && !of->terms[t].row && !of->terms[t].loops;
    return may;
}

/* A value that is read in round s lies in a slot that goes on from round to round. */
static bool value_goes_on(const plan *p, ref a, ref b, ref c)
{
    const value *v = p->values;
    const ref of = a < 0 ? -1 : plan_array_of(p, a);
    return a < 0 || (a == b && b == c) ||
           (v[of].chain == v[plan_array_of(p, b)].chain &&
            v[of].chain == v[plan_array_of(p, c)].chain &&
            plan_distance(p, a, b) == plan_distance(p, b, c));
}

static bool values_go_on(const stack *s, int i, int k, int l)
{
    const plan *p = s->plan;
    const gradient *a = &p->gradients[function_of(s, i)->gradient],
                   *b = &p->gradients[function_of(s, k)->gradient],
                   *c = &p->gradients[function_of(s, l)->gradient];
    bool on = true;
    for (int t = 0; t < a->term_count && function_of(s, i)->sums && on; t++)
        on = value_goes_on(p, a->terms[t].x, b->terms[t].x, c->terms[t].x) &&
             value_goes_on(p, a->terms[t].d, b->terms[t].d, c->terms[t].d);
    return on;
}

/* Function i, after the names of its arrays in round s. */
static void add_function(text *t, const stack *s, int i, const call_loop *in, int indent)
{
    const kind *of = s->of;
    const weight_function *f = of->all[i];
    const gradient *gradient_of = &s->plan->gradients[f->gradient];
    const rounds r = { .count = in ? in->rounds : 1 };
    text lines = { .arena = t->arena };
    const weight_loops l = weight_loops_of(of->writer, f, in ? of->all[i + in->period] : f,
                                           in ? &r : NULL);
    if (in && !f->updates)
        declare_array(&l.at, "g->", &lines);
    if (in && (f->updates || f->formulas.reads_w))
        declare_array(&l.at, "p->", &lines);
    for (int k = 0; k < weights_states(s->plan, gradient_of) && in && f->updates; k++)
        declare_array(&l.at, state_array(s->plan, k), &lines);
    if (in && !f->sums)
        declare_array(&l.at, "ws->gradient.", &lines);
    weight_loops_write(&lines, &l, of->hoisted);
    plain_indent(t, lines.at, indent);
}

void plain_push_kind(lua_State *lua, writer *w, bool updates, const char *key, const char *mean_key)
{
    const plan *p = w->plan;
    const size_t room = (size_t)p->weight_count + 1;
    weight_loops *all = arena_alloc(p->graph.arena, room * sizeof *all);
    kind of = { w, arena_alloc(p->graph.arena, room * sizeof *of.all), false };
    int count = 0;
    bool mean = false;
    for (int i = 0; i < p->weight_count; i++)
        if (p->weights[i].updates == updates &&
            (updates || !p->gradients[p->weights[i].gradient].runs)) {
            mean = mean || reads_mean(&p->weights[i].formulas);
            of.all[count] = &p->weights[i];
            all[count++] = weight_loops_of(w, &p->weights[i], &p->weights[i], NULL);
        }
    of.hoisted = begin_alike(all, count);
    const stack s = { p, count, parameter_of, do_alike, values_go_on, &of, true };
    text t = { .arena = p->graph.arena };
    text_add(&t, "%s", of.hoisted ? all[0].of_row.prologue : "");
    stack_write(&t, &s, 0, "size_t", add_function);
    table_lines(lua, key, t.size ? t.at : "");
    table_flag(lua, mean_key, mean);
}
