/* tell_shares.c - one share of an adjoint: what a gate hands to an input by its rule, or takes from
 * it going forward. */
#include "explain/story.h"
#include "graph/nest.h"
#include "graph/rules.h"

/* ---- rules ---- */

static const int *starts_of(teller *t, ref concat)
{
    const node *n = &t->graph->nodes[concat];
    if (!t->starts[concat]) {
        int *starts = arena_alloc(t->story->arena, (size_t)n->arity * sizeof *starts);
        for (int i = 1; i < n->arity; i++)
            starts[i] = starts[i - 1] + t->graph->nodes[n->in[i - 1]].cols;
        t->starts[concat] = starts;
    }
    return t->starts[concat];
}

static const expr *by_formula(teller *t, const trace_step *step, const expr *d)
{
    const node *n = &t->graph->nodes[step->gate];
    const formula *rule = t->graph->rules->derivative[n->gate][step->input];
    const expr *letters[LETTERS] = { 0 };
    bool wanted[LETTERS] = { 0 };
    formula_letters(rule, wanted);
    for (int i = 0; i < n->arity; i++)
        if (wanted[i] && !(letters[i] = story_formula(t, n->in[i], false)))
            return NULL;
    letters['d' - 'a'] = d;
    if (wanted['y' - 'a'] && !(letters['y' - 'a'] = story_formula(t, step->gate, false)))
        return NULL;
    return expr_formula(t->story->arena, rule, letters);
}

/* ---- forward ---- */

static const expr *of_largest(teller *t, const node *n, const expr *d)
{
    arena *a = t->story->arena;
    const expr *of = story_formula(t, n->in[0], false);
    if (!of)
        return NULL;
    const node is = { .gate = IS_AMAX, .cols = n->cols * n->index, .index = n->index };
    const nest repeat = nest_repeat(n->cols, n->index), sums = nest_adjoint(&repeat, 0);
    const expr *chosen = expr_gate(a, WHERE, 3,
                                   (const expr *const[]){ expr_of_node(a, &is, &of), d,
                                                          expr_number(a, 0) });
    return expr_contract(a, 1, &chosen, &sums, n->cols);
}

/* The gate itself of the move, which is linear in that input. */
static const expr *of_itself(teller *t, const node *n, int input, const expr *d)
{
    const expr *in[2] = { d, d };
    for (int i = 0; i < n->arity; i++)
        if (i != input && !(in[i] = story_formula(t, n->in[i], false)))
            return NULL;
    return expr_of_node(t->story->arena, n, in);
}

/* What an input of a gate adds to how it moves, from the move d of the input. */
static const expr *move_of(teller *t, const trace_step *step, const expr *d)
{
    arena *a = t->story->arena;
    const node *n = &t->graph->nodes[step->gate];
    int first = 0;
    const expr *e;
    if (gate_is_linear(n->gate))
        return of_itself(t, n, step->input, d);
    switch (n->gate) {
    case AMAX: return of_largest(t, n, d);
    case CONCAT:
        for (int i = 0; i < step->input; i++)
            first += t->graph->nodes[n->in[i]].cols;
        return expr_pad(a, d, first, n->cols);
    default: e = by_formula(t, step, d);
    }
    if (e && n->cols == 1 && n->rows == 1 && e->cols > 1)
        e = expr_gate(a, SUM, 1, &e);
    return e;
}

/* ---- either way ---- */

/* What a gate hands to one of its inputs by its rule, from the adjoint d of the gate; going
 * forward, what it takes from it. */
const expr *tell_share(teller *t, const trace_step *step)
{
    arena *a = t->story->arena;
    const node *n = &t->graph->nodes[step->gate], *to = &t->graph->nodes[n->in[step->input]];
    const bool is_forward = t->sweep->is_forward;
    const ref from = is_forward ? n->in[step->input] : step->gate;
    if (t->sweep->kind == SWEEP_ROWS) /* what is told is of many rows */
        return NULL;
    const expr *d = t->hidden[from] ? t->hidden[from] : expr_symbol(a, t->adjoint[from]);
    const expr *e;
    if (is_forward)
        return move_of(t, step, d);
    switch (n->gate) {
    case CONCAT: e = expr_slice(a, d, starts_of(t, step->gate)[step->input], to->cols); break;
    case PAD: e = expr_slice(a, d, n->index, to->cols); break;
    case SLICE: e = expr_pad(a, d, n->index, to->cols); break;
    case CONTRACT: e = tell_by_loops(t, n, step->input, d); break;
    case AMAX: e = tell_to_the_largest(t, n, d); break;
    case GATHER:
    case SCATTER: e = tell_by_lookup(t, n, d); break;
    default: e = by_formula(t, step, d);
    }
    if (e && to->rows == 1 && to->cols == 1 && e->cols > 1)
        e = expr_gate(a, SUM, 1, &e);
    return e;
}
