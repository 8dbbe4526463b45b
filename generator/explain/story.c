/* story.c - lines, names and formulas of a derivation. */
#include "explain/story.h"

#include <string.h>

#include "base/names.h"

enum { NODES_MOST = 60, DEPTH_MOST = 24 };

const symbol story_omitted = { .text = "...", .rows = 1, .cols = 1 };

line *story_add(story *s, line_kind kind, const char *words)
{
    if (kind == LINE_TITLE && s->count > 0 && s->lines[s->count - 1].kind == LINE_TITLE)
        s->count--; /* of what has no line */
    s->lines = arena_grow(s->arena, s->lines, s->count, &s->capacity, sizeof *s->lines);
    line *l = &s->lines[s->count++];
    *l = (line){ .kind = kind,
                 .words = words,
                 .value = NOTHING,
                 .parameter = NOTHING,
                 .about = NOTHING };
    return l;
}

line *story_equation(story *s, const symbol *left, const expr *right)
{
    line *l = story_add(s, LINE_EQUATION, NULL);
    l->number = ++s->equations;
    l->left = left;
    l->right[l->right_count++] = expr_whole(right);
    return l;
}

void story_right(story *s, line *l, const expr *right)
{
    (void)s;
    right = expr_whole(right);
    if (l->right_count < RIGHT_SIDES && !expr_equal(right, l->right[l->right_count - 1]))
        l->right[l->right_count++] = right;
}

static bool adds_up(const expr *e)
{
    return expr_has(e, MATMUL) || expr_has(e, MATMUL_T) || expr_has(e, OUTER) || expr_has(e, SUM) ||
           expr_has(e, LOGSUMEXP) || expr_has(e, SOFTMAX);
}

/* Rows are indexed by j where they come out of a product x w, else by i. */
void story_elements(story *s, line *l)
{
    const expr *e = l->right[l->right_count - 1];
    const symbol *left = l->left;
    if (!adds_up(e) && !(s->in_detail && left->rows * left->cols > 1))
        return;
    const bool is_matrix = left->rows > 1 && left->cols > 1;
    const char one = expr_has(e, MATMUL) || !expr_has(e, MATMUL_T) ? 'j' : 'i';
    const char row = left->rows > 1 ? 'i' : 0;
    const char col = left->cols > 1 ? (is_matrix ? 'j' : one) : 0;
    l->element = expr_element(s->arena, e, row, col);
    l->index[0] = row ? row : col;
    l->index[1] = is_matrix ? col : 0;
}

const expr *story_left_element(arena *a, const line *l)
{
    const char row = l->left->rows > 1 ? l->index[0] : 0;
    const char col = l->left->rows > 1 ? l->index[1] : l->index[0];
    return expr_element(a, expr_symbol(a, l->left), row, col);
}

const symbol *story_symbol(teller *t, const char *wish, const node *of)
{
    symbol *s = arena_alloc(t->story->arena, sizeof *s);
    *s = (symbol){ .text = names_new(t->taken, wish, 1),
                   .rows = of ? of->rows : 1,
                   .cols = of ? of->cols : 1,
                   .shape = of ? of->shape : NULL };
    return s;
}

symbol *story_derivative(teller *t, const symbol *of, const symbol *by, ref node)
{
    const char *wish = of && of != t->objective
                           ? arena_printf(t->story->arena, "d%s_d%s", of->text, by->text)
                           : arena_printf(t->story->arena, "d%s", by->text);
    symbol *s = arena_alloc(t->story->arena, sizeof *s);
    *s = (symbol){ .text = names_new(t->taken, wish, 1),
                   .of = of,
                   .by = by,
                   .rows = by->rows,
                   .cols = by->cols,
                   .shape = by->shape,
                   .node = node + 1 };
    return s;
}

const symbol *story_word(const teller *t, const char *text)
{
    symbol *s = arena_alloc(t->story->arena, sizeof *s);
    *s = (symbol){ .text = text, .rows = 1, .cols = 1 };
    return s;
}

/* Targets that are classes sum to 1, which goes without saying as a factor. */
static bool is_class_sum(const graph *g, ref r)
{
    return g->nodes[r].gate == SUM && graph_is_class(g, g->nodes[r].in[0]);
}

static const expr *formula_of(teller *t, ref r, bool open, int depth)
{
    arena *a = t->story->arena;
    const node *n = &t->graph->nodes[r];
    if (t->story->of[r] && !open)
        return expr_symbol(a, t->story->of[r]);
    if (n->gate == CONSTANT)
        return expr_number(a, n->value);
    if (n->arity == 0 || depth > DEPTH_MOST || --t->budget < 0)
        return NULL;
    for (int i = 0; i < 2 && n->gate == MUL; i++)
        if (is_class_sum(t->graph, n->in[i]))
            return formula_of(t, n->in[1 - i], false, depth + 1);
    const expr **in = arena_alloc(a, (size_t)n->arity * sizeof *in);
    for (int i = 0; i < n->arity; i++) {
        in[i] = formula_of(t, n->in[i], false, depth + 1);
        if (!in[i])
            return NULL;
    }
    return n->gate == IDENTITY ? in[0] : expr_of_node(a, n, in);
}

const expr *story_formula(teller *t, ref r, bool open)
{
    t->budget = NODES_MOST;
    return formula_of(t, r, open, 0);
}

/* Whether the network reads the gradient: then the story tells it, and what it is a gradient of. */
bool story_reads(const story *s, const trace_sweep *w)
{
    const bool may_be = w->name || (w->kind != SWEEP_GRADIENT && w->kind != SWEEP_NOTHING);
    for (int i = 0; i < w->adjoint_count && may_be; i++) {
        const trace_adjoint *j = &s->trace->adjoints[w->first_adjoint + i];
        const ref r = w->kind == SWEEP_ROWS ? j->rows : j->adjoint;
        if (r >= 0 && s->forward[r] && s->derived->graph.nodes[r].arity > 0)
            return true;
    }
    return false;
}

/* The gates that the outputs and the loss are computed from. */
static void find_forward(story *s)
{
    const graph *g = &s->derived->graph;
    s->forward[s->derived->loss] = true;
    for (int i = 0; i < s->spec->output_count; i++)
        s->forward[s->derived->outputs[i]] = true;
    for (bool more = true; more;) {
        for (ref r = g->count - 1; r >= 0; r--)
            for (int i = 0; i < g->nodes[r].arity && s->forward[r]; i++)
                s->forward[g->nodes[r].in[i]] = true;
        more = false;
        for (int i = 0; i < s->trace->sweep_count; i++) {
            const trace_sweep *w = &s->trace->sweeps[i];
            const bool has_seed = w->kind == SWEEP_VJP || w->kind == SWEEP_JVP;
            if ((s->forward[w->e] && !(has_seed && !s->forward[w->seed])) || !story_reads(s, w))
                continue;
            s->forward[w->e] = more = true;
            if (has_seed)
                s->forward[w->seed] = true;
        }
    }
}

/* x w of z = x w + b has no line of its own, nor have constants that are spread. */
static void find_inlined(story *s)
{
    const graph *g = &s->derived->graph;
    int *readers = arena_alloc(s->arena, (size_t)g->count * sizeof *readers);
    for (ref r = 0; r < g->count; r++)
        for (int i = 0; i < g->nodes[r].arity && s->forward[r]; i++)
            readers[g->nodes[r].in[i]]++;
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        if (s->forward[r] && n->gate == SPREAD && g->nodes[n->in[0]].gate == CONSTANT)
            s->inlined[r] = true;
        for (int i = 0; i < 2 && s->forward[r] && n->gate == ADD; i++) {
            const ref product = n->in[i];
            if (g->nodes[product].gate == MATMUL && readers[product] == 1 &&
                g->nodes[n->in[1 - i]].gate == PARAMETER)
                s->inlined[product] = true;
        }
    }
    s->inlined[s->derived->loss] = false;
    for (int i = 0; i < s->spec->output_count; i++)
        s->inlined[s->derived->outputs[i]] = false;
    for (int i = 0; i < s->trace->sweep_count; i++)
        if (story_reads(s, &s->trace->sweeps[i]))
            s->inlined[s->trace->sweeps[i].e] = false;
}

story *story_tell(arena *a, const spec *sp, const derived *d, const trace *told, bool in_detail)
{
    const size_t count = (size_t)d->graph.count;
    story *s = arena_alloc(a, sizeof *s);
    *s = (story){ .arena = a, .spec = sp, .derived = d, .trace = told, .in_detail = in_detail };
    s->of = arena_alloc(a, count * sizeof(symbol *));
    s->forward = arena_alloc(a, count);
    s->inlined = arena_alloc(a, count);
    s->hidden = arena_alloc(a, count);
    s->own = arena_alloc(a, count * sizeof(symbol *));
    s->number = arena_alloc(a, count * sizeof(int));
    s->gradient = arena_alloc(a, count * sizeof(symbol *));
    s->adjoint = arena_alloc(a, count * sizeof(ref));
    for (ref r = 0; r < d->graph.count; r++)
        s->adjoint[r] = NONE;
    find_forward(s);
    find_inlined(s);
    names taken = { .arena = a };
    teller t = { .story = s, .graph = &d->graph, .taken = &taken };
    t.wish = arena_alloc(a, count * sizeof(char *));
    t.adjoint = arena_alloc(a, count * sizeof(symbol *));
    t.hidden = arena_alloc(a, count * sizeof(expr *));
    t.rules = arena_alloc(a, count * sizeof(char *));
    t.later = arena_alloc(a, count);
    t.starts = arena_alloc(a, count * sizeof(int *));
    tell_model(&t);
    tell_forward(&t);
    tell_objective(&t);
    for (int i = told->sweep_count - 1; i >= 0; i--)
        if (told->sweeps[i].e == d->loss && !told->sweeps[i].name &&
            told->sweeps[i].kind == SWEEP_GRADIENT) {
            tell_sweep(&t, &told->sweeps[i], NULL);
            break;
        }
    tell_gradients(&t);
    tell_update(&t);
    if (!in_detail) {
        story_fold(s);
        story_omit(s);
    }
    return s;
}
