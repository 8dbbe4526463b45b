/* tell_forward.c - the model with its shapes, and its gates forward; what a grad(E, x) in it comes
 * to is derived on the way. */
#include <string.h>

#include "base/names.h"
#include "explain/story.h"

/* ---- names ---- */

static void take_words(names *taken)
{
    static const char *const words[] = { "n", "k", "mean_n" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        names_take(taken, words[i]);
    for (int kind = 0; kind < GATES; kind++)
        if (gate_table[kind].arity != 0)
            names_take(taken, gate_table[kind].name);
}

static const symbol *name_end(teller *t, const end *e, const char *or_as)
{
    arena *a = t->story->arena;
    const bool is_free = !names_has(t->taken, e->name);
    return story_symbol(t, is_free ? e->name : arena_printf(a, "%s_%s", or_as, e->name),
                        &t->story->spec->graph.nodes[e->node]);
}

static ref *no_leaves(teller *t, int count)
{
    ref *all = arena_alloc(t->story->arena, (size_t)count * sizeof *all);
    for (int i = 0; i < count; i++)
        all[i] = NOTHING;
    return all;
}

static void name_leaves(teller *t)
{
    const graph *g = t->graph;
    arena *a = t->story->arena;
    t->leaf_of_input = no_leaves(t, t->story->spec->input_count);
    t->leaf_of_parameter = no_leaves(t, t->story->spec->parameter_count);
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        if (n->gate == INPUT) {
            t->story->of[r] = t->inputs[n->index];
            t->leaf_of_input[n->index] = r;
        } else if (n->gate == TARGET) {
            t->story->of[r] = t->targets[n->index];
        } else if (n->gate == PARAMETER) {
            t->story->of[r] = t->parameters[n->index];
            t->leaf_of_parameter[n->index] = r;
        } else if (n->gate == DROPOUT) {
            t->story->of[r] = story_symbol(t, n->name, n);
            story_add(t->story, LINE_WORDS,
                      arena_printf(a, "constants %s [%s]%s", t->story->of[r]->text,
                                   graph_shape_text(a, n), dropout_remark(a, n)))
                ->is_list = true;
        } else if (n->gate == ARRAY) {
            t->story->of[r] = t->arrays[n->index];
        }
    }
}

/* Outputs by their names, then the loss, then what layers call their gates. */
static void wish_names(teller *t)
{
    const story *s = t->story;
    const graph *g = t->graph;
    for (int i = 0; i < s->spec->output_count; i++) {
        const ref r = s->derived->outputs[i];
        if (g->nodes[r].arity > 0 && !t->wish[r])
            t->wish[r] = t->outputs[i]->text;
    }
    const ref loss = s->derived->loss;
    if (g->nodes[loss].arity > 0 && !t->wish[loss])
        t->wish[loss] = names_new(t->taken, "loss", 1);
    for (int k = 0; k < s->spec->graph.count; k++) {
        const ref r = s->derived->map[k];
        const char *name = s->spec->graph.nodes[k].name;
        if (name && g->nodes[r].arity > 0 && s->forward[r] && !t->wish[r])
            t->wish[r] = names_new(t->taken, name, 1);
    }
    for (ref r = s->derived->other_from; r < s->derived->other_to; r++)
        if (g->nodes[r].name && s->forward[r] && !t->wish[r])
            t->wish[r] = names_new(t->taken, g->nodes[r].name, 1);
}

/* ---- the model ---- */

typedef struct list {
    text text;
    int count;
} list;

static void list_add(list *l, const char *kind, const symbol *s, const char *c_name,
                     const char *what)
{
    enum { LISTED = 60 };
    if (++l->count > LISTED)
        return;
    text_add(&l->text, "%s %s [%s]", l->count == 1 ? kind : ",", s->text,
             symbol_shape(l->text.arena, s));
    if (c_name && strcmp(c_name, s->text) != 0)
        text_add(&l->text, " (in the C: %s)", c_name);
    text_add(&l->text, "%s", what);
}

static void list_end(teller *t, list *l)
{
    enum { LISTED = 60 };
    if (l->count > LISTED)
        text_add(&l->text, " and %d more", l->count - LISTED);
    if (l->count)
        story_add(t->story, LINE_WORDS, l->text.at)->is_list = true;
}

static const symbol **tell_ends(teller *t, const char *kind, const end *ends, int count,
                                const char *or_as)
{
    arena *a = t->story->arena;
    const symbol **all = arena_alloc(a, (size_t)count * sizeof *all);
    list l = { .text.arena = a };
    for (int i = 0; i < count; i++) {
        all[i] = name_end(t, &ends[i], or_as);
        list_add(&l, kind, all[i], ends[i].name, end_remark(a, &ends[i]));
    }
    list_end(t, &l);
    return all;
}

static const symbol **tell_parameters(teller *t)
{
    const spec *s = t->story->spec;
    arena *a = t->story->arena;
    const symbol **all = arena_alloc(a, (size_t)s->parameter_count * sizeof *all);
    list l = { .text.arena = a };
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *p = &s->parameters[i];
        all[i] = story_symbol(t, p->name, &s->graph.nodes[p->node]);
        list_add(&l, "parameters", all[i], p->name, parameter_remark(p));
    }
    list_end(t, &l);
    return all;
}

static const symbol **tell_arrays(teller *t)
{
    const spec *s = t->story->spec;
    arena *a = t->story->arena;
    const symbol **all = arena_alloc(a, (size_t)s->array_count * sizeof *all);
    list l = { .text.arena = a };
    for (int i = 0; i < s->array_count; i++) {
        all[i] = story_symbol(t, s->arrays[i].name, &s->graph.nodes[s->arrays[i].node]);
        list_add(&l, "constants", all[i], s->arrays[i].name, "");
    }
    list_end(t, &l);
    return all;
}

static bool has_gate(const story *s, gate kind)
{
    for (ref r = 0; r < s->derived->graph.count; r++)
        if (s->derived->graph.nodes[r].gate == kind)
            return true;
    return false;
}

void tell_model(teller *t)
{
    story *s = t->story;
    take_words(t->taken);
    story_add(s, LINE_TITLE, arena_printf(s->arena, "The model %s, one sample", s->spec->name));
    t->inputs = tell_ends(t, "inputs", s->spec->inputs, s->spec->input_count, "x");
    t->outputs = tell_ends(t, "outputs", s->spec->outputs, s->spec->output_count, "y");
    t->targets = tell_ends(t, "targets", s->spec->targets, s->spec->target_count, "t");
    t->objective = story_symbol(t, "J", NULL);
    t->parameters = tell_parameters(t);
    t->arrays = tell_arrays(t);
    name_leaves(t);
    wish_names(t);
    story_add(
        s, LINE_WORDS,
        "x w is a product of matrices, x' is x transposed, x*w multiplies element by element; "
        "dz is the derivative of the loss by z, of the shape of z, dE_dz that of E.");
    for (int i = 0; i < NOTATIONS; i++)
        if (has_gate(s, notations[i].of))
            story_add(s, LINE_WORDS, notations[i].words);
}

/* ---- gates ---- */

/* Gates without a line are in this one. */
static void number_within(story *s, ref r, int number)
{
    const node *n = &s->derived->graph.nodes[r];
    for (int i = 0; i < n->arity; i++)
        if ((s->inlined[n->in[i]] || s->hidden[n->in[i]]) && !s->number[n->in[i]]) {
            s->number[n->in[i]] = number;
            number_within(s, n->in[i], number);
        }
}

line *tell_gate(teller *t, ref r)
{
    story *s = t->story;
    const node *n = &t->graph->nodes[r];
    if (!s->forward[r] || n->arity == 0 || s->inlined[r] || s->hidden[r] || s->of[r])
        return NULL;
    const expr *formula = story_formula(t, r, true);
    symbol *left = arena_alloc(s->arena, sizeof *left);
    *left = (symbol){ .text = t->wish[r] ? t->wish[r] : names_new(t->taken, NULL, 1),
                      .rows = n->rows,
                      .cols = n->cols,
                      .shape = n->shape,
                      .node = r + 1 };
    line *l = story_equation(s, left, formula);
    s->number[r] = l->number;
    number_within(s, r, l->number);
    l->value = l->about = r;
    if (r == s->derived->loss)
        tell_as_written(t, l);
    s->of[r] = s->own[r] = left;
    l->index[0] = 0;
    story_elements(s, l);
    return l;
}

void tell_gates(teller *t, int to)
{
    const derived *d = t->story->derived;
    for (; t->next < to; t->next++) {
        if (t->next == d->other_from && d->other_to > d->other_from)
            story_add(t->story, LINE_TITLE,
                      "Forward again, as predict and forward read it, with running statistics");
        if (!t->later[t->next])
            tell_gate(t, t->next);
    }
}

/* A gradient inside the network: its adjoints, with the gates that were made for them. */
static void tell_inner(teller *t, const trace_sweep *w)
{
    story *s = t->story;
    t->sweep = w;
    if (w->kind != SWEEP_GRADIENT) {
        tell_product(t, w);
        return;
    }
    const trace_adjoint *all = s->trace->adjoints + w->first_adjoint;
    tell_gates(t, w->graph_count);
    for (int i = 0; i < w->adjoint_count; i++)
        t->later[all[i].adjoint] = true;
    const symbol *e = s->of[w->e];
    story_add(s, LINE_TITLE,
              arena_printf(s->arena,
                           "The gradient of %s, which the network itself reads: gate by "
                           "gate backwards",
                           e ? e->text : w->name));
    for (int i = 0; i < w->adjoint_count; i++) {
        tell_gates(t, all[i].graph_count);
        tell_adjoint(t, &all[i], e);
        t->later[all[i].adjoint] = false;
        tell_gate(t, all[i].adjoint); /* where the user gave it another name */
    }
    for (int i = 0; i < w->adjoint_count; i++)
        t->adjoint[all[i].of] = NULL;
    story_add(s, LINE_TITLE, "Forward again");
}

/* Outputs that go by another name, or are no gate at all. */
static void tell_outputs(teller *t)
{
    story *s = t->story;
    for (int i = 0; i < s->spec->output_count; i++) {
        const ref r = s->derived->outputs[i];
        if (s->of[r] && !strcmp(s->of[r]->text, t->outputs[i]->text))
            continue;
        line *l = story_equation(s, t->outputs[i], story_formula(t, r, false));
        l->value = r;
        l->about = r;
    }
}

void tell_forward(teller *t)
{
    story *s = t->story;
    const trace *told = s->trace;
    story_add(s, LINE_TITLE, "Forward, one sample");
    story_hide(s, t->wish);
    for (int i = 0; i < told->sweep_count; i++)
        if (story_reads(s, &told->sweeps[i]))
            tell_inner(t, &told->sweeps[i]);
    tell_gates(t, t->graph->count);
    t->loss = s->of[s->derived->loss];
    tell_outputs(t);
}
