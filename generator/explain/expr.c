/* expr.c - building trees of formulas. */
#include "explain/expr.h"

#include <string.h>

#include "graph/nest.h"

expr *expr_new(arena *a, expr_kind kind, int count)
{
    expr *e = arena_alloc(a, sizeof *e);
    e->kind = kind;
    e->count = count;
    e->rows = e->cols = 1;
    if (count)
        e->in = arena_alloc(a, (size_t)count * sizeof *e->in);
    return e;
}

const expr *expr_number(arena *a, double value)
{
    expr *e = expr_new(a, EXPR_NUMBER, 0);
    e->number = value;
    return e;
}

const expr *expr_symbol(arena *a, const symbol *s)
{
    expr *e = expr_new(a, EXPR_SYMBOL, 0);
    e->symbol = s;
    e->rows = s->rows;
    e->cols = s->cols;
    return e;
}

bool expr_is_scalar(const expr *e)
{
    return e->rows == 1 && e->cols == 1;
}

/* As graph_shape has it. */
static void take_shape(expr *e)
{
    const expr *a = e->in[0], *b = e->in[e->count > 1];
    switch (e->gate) {
    case SUM:
    case LOGSUMEXP:
    case MAXIMUM: return;
    case MATMUL:
        e->rows = a->rows;
        e->cols = b->cols;
        return;
    case MATMUL_T:
        e->rows = a->rows;
        e->cols = b->rows;
        return;
    case OUTER:
        e->rows = a->cols;
        e->cols = b->cols;
        return;
    case CONCAT:
        e->cols = 0;
        for (int i = 0; i < e->count; i++)
            e->cols += e->in[i]->cols;
        return;
    default:
        for (int i = 0; i < e->count; i++)
            if (expr_is_scalar(e)) {
                e->rows = e->in[i]->rows;
                e->cols = e->in[i]->cols;
            }
    }
}

/* Of 1 x 1 matrices: no transposition, no more than a product of numbers. */
static const expr *scalar_product(arena *a, const expr *const *in)
{
    if (expr_is_number(in[0], 1))
        return in[1];
    return expr_is_number(in[1], 1) ? in[0] : expr_gate(a, MUL, 2, in);
}

const expr *expr_gate(arena *a, gate kind, int count, const expr *const *in)
{
    const bool is_product = count == 2 && (kind == MATMUL || kind == MATMUL_T || kind == OUTER);
    if (is_product && expr_is_scalar(in[0]) && expr_is_scalar(in[1]))
        return scalar_product(a, in);
    expr *e = expr_new(a, EXPR_GATE, count);
    e->gate = kind;
    memcpy(e->in, in, (size_t)count * sizeof *in);
    take_shape(e);
    return e;
}

const expr *expr_of(arena *a, expr_kind kind, const expr *in)
{
    expr *e = expr_new(a, kind, 1);
    e->in[0] = in;
    e->rows = kind == EXPR_ALL ? 1 : in->rows;
    e->cols = kind == EXPR_ALL ? 1 : in->cols;
    return e;
}

static expr *new_move(arena *a, gate kind, const expr *x, int cols)
{
    expr *e = expr_new(a, EXPR_GATE, 1);
    e->gate = kind;
    e->in[0] = x;
    e->cols = cols;
    return e;
}

const expr *expr_slice(arena *a, const expr *x, int first, int cols)
{
    expr *e = new_move(a, SLICE, x, cols);
    e->first = first + 1;
    e->last = first + cols;
    return e;
}

const expr *expr_pad(arena *a, const expr *x, int first, int cols)
{
    expr *e = new_move(a, PAD, x, cols);
    e->first = first;
    e->last = cols - first - x->cols;
    return e;
}

const expr *expr_spread(arena *a, const expr *x, int cols)
{
    expr *e = new_move(a, SPREAD, x, cols);
    e->last = cols;
    return e;
}

const expr *expr_contract(arena *a, int count, const expr *const *in, const nest *loops, int cols)
{
    expr *e = expr_new(a, EXPR_GATE, count);
    nest *own = arena_alloc(a, sizeof *own);
    *own = nest_tidy(loops);
    e->gate = CONTRACT;
    memcpy(e->in, in, (size_t)count * sizeof *in);
    e->loops = own;
    e->cols = cols;
    return e;
}

static const expr *expr_lookup(arena *a, const node *n, const expr *const *in)
{
    expr *e = expr_new(a, EXPR_GATE, 2);
    e->gate = n->gate;
    e->in[0] = in[0];
    e->in[1] = in[1];
    e->first = n->index;
    e->last = e->cols = n->cols;
    return e;
}

const expr *expr_of_node(arena *a, const node *n, const expr *const *in)
{
    switch (n->gate) {
    case SLICE: return expr_slice(a, in[0], n->index, n->cols);
    case PAD: return expr_pad(a, in[0], n->index, n->cols);
    case SPREAD: return expr_spread(a, in[0], n->cols);
    case CONTRACT: return expr_contract(a, n->arity, in, n->loops, n->cols);
    case AMAX:
    case IS_AMAX: {
        expr *e = new_move(a, n->gate, in[0], n->cols);
        e->last = n->index;
        return e;
    }
    case GATHER:
    case SCATTER: return expr_lookup(a, n, in);
    default: return expr_gate(a, n->gate, n->arity, in);
    }
}

const expr *expr_formula(arena *a, const formula *f, const expr *const letters[LETTERS])
{
    if (f->kind == FORMULA_NUMBER)
        return expr_number(a, f->number);
    if (f->kind == FORMULA_LETTER)
        return letters[f->letter];
    const expr *in[3] = { NULL };
    for (int i = 0; i < f->arity; i++)
        in[i] = expr_formula(a, f->in[i], letters);
    return expr_gate(a, f->gate, f->arity, in);
}

bool expr_is_number(const expr *e, double value)
{
    return e->kind == EXPR_NUMBER && e->number == value;
}

static bool same_symbol(const symbol *a, const symbol *b)
{
    return a == b || (a && b && a->node && a->node == b->node);
}

bool expr_equal(const expr *a, const expr *b)
{
    if (a->kind != b->kind || a->gate != b->gate || a->number != b->number ||
        !same_symbol(a->symbol, b->symbol) || a->count != b->count || a->first != b->first ||
        a->last != b->last || !nest_same(a->loops, b->loops) || a->shift != b->shift ||
        memcmp(a->index, b->index, 2) != 0)
        return false;
    for (int i = 0; i < a->count; i++)
        if (!expr_equal(a->in[i], b->in[i]))
            return false;
    return true;
}

bool expr_has(const expr *e, gate kind)
{
    bool has = e->kind == EXPR_GATE && e->gate == kind;
    for (int i = 0; i < e->count && !has; i++)
        has = expr_has(e->in[i], kind);
    return has;
}

const expr *expr_whole(const expr *e)
{
    return e->kind == EXPR_GATE && e->gate == SPREAD ? e->in[0] : e;
}
