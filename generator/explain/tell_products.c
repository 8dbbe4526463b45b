/* tell_products.c - vjp, jvp, hvp and jacobian that the network itself reads: gate by gate, by the
 * same rules as a gradient. u times y, u held still, is a scalar, and its gradient by x the vjp;
 * x + s v moves with s, and how y then moves is the jvp. */
#include <string.h>

#include "base/names.h"
#include "explain/story.h"
#include "graph/simplify.h"

/* ---- what it is called ---- */

static const char *in_words(const teller *t, ref r)
{
    text words = { .arena = t->story->arena };
    const node *n = &t->graph->nodes[r];
    if (n->gate == SPREAD)
        return in_words(t, n->in[0]);
    if (t->story->of[r])
        return t->story->of[r]->text;
    if (n->gate != CONSTANT)
        return "v";
    text_add(&words, "%.9g", n->value);
    return words.at;
}

/* The sweep that r is the gradient by x of; NULL. */
static const trace_sweep *gradient_of(const teller *t, ref r, ref x)
{
    const trace *told = t->story->trace;
    for (int i = 0; i < told->sweep_count; i++) {
        const trace_sweep *w = &told->sweeps[i];
        for (int k = 0; k < w->adjoint_count && w->kind == SWEEP_GRADIENT && w->name; k++) {
            const trace_adjoint *j = &told->adjoints[w->first_adjoint + k];
            if (j->adjoint == r && j->of == x)
                return w;
        }
    }
    return NULL;
}

/* As the user wrote it. */
static const char *call_of(const teller *t, const trace_sweep *w)
{
    arena *a = t->story->arena;
    const char *y = in_words(t, w->e), *x = in_words(t, w->by);
    const trace_sweep *gradient = w->kind == SWEEP_VJP ? gradient_of(t, w->e, w->by) : NULL;
    if (w->row_count == 1 || w->kind == SWEEP_ROWS)
        return arena_printf(a, "jacobian(%s, %s)", y, x);
    if (w->row)
        return arena_printf(a, "row %d of jacobian(%s, %s)", w->row, y, x);
    if (gradient)
        return arena_printf(a, "hvp(%s, %s, %s)", in_words(t, gradient->e), x,
                            in_words(t, w->seed));
    return arena_printf(a, "%s(%s, %s, %s)", w->kind == SWEEP_VJP ? "vjp" : "jvp", y, x,
                        in_words(t, w->seed));
}

/* With the name that the user gave it. */
static const char *named_call(const teller *t, const trace_sweep *w, ref result)
{
    const char *name = result >= 0 ? t->wish[result] : NULL;
    const char *call = call_of(t, w);
    return name ? arena_printf(t->story->arena, "%s = %s", name, call) : call;
}

/* What the sweep hands to a gate that it ends at; -1. */
static ref result_of(const teller *t, const trace_sweep *w)
{
    const ref end = w->is_forward ? w->e : w->by;
    for (int i = 0; i < w->adjoint_count; i++) {
        const trace_adjoint *j = &t->story->trace->adjoints[w->first_adjoint + i];
        if (j->of == end)
            return j->adjoint;
    }
    return -1;
}

const expr *tell_seed(teller *t)
{
    const expr *e = story_formula(t, t->sweep->seed, false);
    return e ? e : expr_symbol(t->story->arena, &story_omitted);
}

static void forget(teller *t, const trace_sweep *w)
{
    for (int i = 0; i < w->adjoint_count; i++) {
        const ref of = t->story->trace->adjoints[w->first_adjoint + i].of;
        t->adjoint[of] = NULL;
        t->hidden[of] = NULL;
        t->rules[of] = NULL;
    }
}

/* ---- vjp, hvp ---- */

static bool is_still(const teller *t, const trace_sweep *w)
{
    const node *n = &t->graph->nodes[w->seed];
    if (n->gate == SPREAD)
        n = &t->graph->nodes[n->in[0]];
    return n->gate == CONSTANT || (n->arity == 0 && w->seed != w->by);
}

/* The scalar whose gradient it is: u times y; y itself where u is 1. */
static const symbol *tell_scalar(teller *t, const trace_sweep *w)
{
    story *s = t->story;
    arena *a = s->arena;
    const symbol *y = s->of[w->e];
    if (graph_is_constant(t->graph, w->seed, 1) && y && y->rows * y->cols == 1)
        return y;
    const expr *seed = tell_seed(t);
    if (!is_still(t, w) && seed->kind != EXPR_NUMBER)
        seed = expr_gate(a, STOP_GRADIENT, 1, &seed);
    const expr *product = expr_gate(a, MUL, 2,
                                    (const expr *const[]){ seed, story_formula(t, w->e, false) });
    if (product->cols > 1)
        product = expr_gate(a, SUM, 1, &product);
    const symbol *e = story_symbol(t, "E", NULL);
    line *l = story_equation(s, e, product);
    story_elements(s, l);
    l->about = w->e;
    const trace_sweep *gradient = gradient_of(t, w->e, w->by);
    const char *name = in_words(t, w->by);
    l->words = gradient
                   ? arena_printf(a,
                                  "its gradient by %s is %s, for the Hessian of %s is symmetric; "
                                  "the vector is held still",
                                  name, call_of(t, w), in_words(t, gradient->e))
                   : arena_printf(a, "its gradient by %s is %s; the vector is held still", name,
                                  call_of(t, w));
    return e;
}

/* ---- the Jacobian ---- */

/* Of y by the gate that an adjoint is of; going forward, of that gate by x, transposed. */
static void tell_rows_of(teller *t, const trace_adjoint *j, const trace_sweep *w)
{
    story *s = t->story;
    arena *a = s->arena;
    const symbol *z = s->of[j->of], *y = s->of[w->e], *x = s->of[w->by];
    if (!z && w->is_forward)
        t->rules[j->of] = tell_rules(t, j); /* that of x w, in the line of x w + b */
    if (!z || !y || !x)
        return;
    const int size = z->rows * z->cols;
    symbol *own = w->is_forward ? story_derivative(t, z, x, j->rows)
                                : story_derivative(t, y, z, j->rows);
    own->rows = 1;
    own->cols = w->row_count * size;
    own->shape = arena_printf(a, "%dx%d", w->row_count, size);
    const expr *formula = story_formula(t, j->rows, !s->of[j->rows]);
    line *l = story_equation(s, own, formula ? formula : expr_symbol(a, &story_omitted));
    l->value = j->rows;
    l->about = j->of;
    l->words = j->last_step < 0
                   ? arena_printf(a, "the unit vectors: %s by itself", z->text)
                   : arena_printf(a, "%s; for all %d at once", tell_rules(t, j), w->row_count);
    if (t->graph->nodes[j->rows].arity > 0 && !t->wish[j->rows] && !s->of[j->rows]) {
        s->number[j->rows] = l->number;
        s->of[j->rows] = own;
    }
}

static void tell_rows(teller *t, const trace_sweep *w)
{
    story *s = t->story;
    arena *a = s->arena;
    const trace_adjoint *all = s->trace->adjoints + w->first_adjoint;
    int *first = arena_alloc(a, (size_t)t->graph->count * sizeof *first); /* + 1 */
    int *next = arena_alloc(a, ((size_t)w->adjoint_count + 1) * sizeof *next);
    ref last = -1;
    for (int i = w->adjoint_count - 1; i >= 0; i--) {
        if (all[i].rows < 0)
            continue;
        t->later[all[i].rows] = true;
        next[i] = first[all[i].rows];
        first[all[i].rows] = i + 1;
        last = all[i].rows > last ? all[i].rows : last;
    }
    for (ref r = 0; r <= last; r++) {
        if (!first[r])
            continue;
        tell_gates(t, r);
        for (int i = first[r] - 1; i >= 0; i = next[i] - 1)
            tell_rows_of(t, &all[i], w);
        t->later[r] = false;
        tell_gate(t, r);
    }
    forget(t, w);
    tell_gates(t, w->jacobian);
    line *l = w->is_forward ? tell_gate(t, w->jacobian) : NULL;
    if (l)
        l->words = "the Jacobian: of these rows the columns";
}

/* ---- all ---- */

static void tell_steps(teller *t, const trace_sweep *w, const symbol *e)
{
    const trace_adjoint *all = t->story->trace->adjoints + w->first_adjoint;
    for (int i = 0; i < w->adjoint_count; i++)
        t->later[all[i].adjoint] = true;
    for (int i = 0; i < w->adjoint_count; i++) {
        tell_gates(t, all[i].graph_count);
        tell_adjoint(t, &all[i], e);
        t->later[all[i].adjoint] = false;
        tell_gate(t, all[i].adjoint);
    }
    forget(t, w);
}

void tell_product(teller *t, const trace_sweep *w)
{
    story *s = t->story;
    arena *a = s->arena;
    const ref result = w->kind == SWEEP_ROWS ? w->jacobian : result_of(t, w);
    tell_gates(t, w->graph_count);
    const char *called = named_call(t, w, result), *y = in_words(t, w->e), *x = in_words(t, w->by);
    const char *way = w->is_forward ? "forward" : "backwards";
    if (w->kind == SWEEP_ROWS) {
        story_add(s, LINE_TITLE,
                  arena_printf(a,
                               "The Jacobian %s, which the network itself reads: for all %d unit "
                               "vectors of %s at once, a row each, gate by gate %s",
                               called, w->row_count, w->is_forward ? x : y, way));
        tell_rows(t, w);
    } else if (w->is_forward) {
        t->along = story_symbol(t, "s", NULL);
        story_add(s, LINE_TITLE,
                  arena_printf(a,
                               "The motion of %s, %s, which the network itself reads: %s + %s*%s "
                               "moves with %s, at 0; gate by gate %s",
                               y, called, x, t->along->text, in_words(t, w->seed), t->along->text,
                               way));
        tell_steps(t, w, NULL);
    } else {
        const symbol *e = tell_scalar(t, w);
        story_add(s, LINE_TITLE,
                  arena_printf(a,
                               "The gradient of %s, %s, which the network itself reads: gate by "
                               "gate %s",
                               e->text, called, way));
        tell_steps(t, w, e);
    }
    story_add(s, LINE_TITLE, "Forward again");
}
