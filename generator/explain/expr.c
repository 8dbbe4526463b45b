/* expr.c - building trees of formulas. */
#include "explain/expr.h"

#include <string.h>

static expr *new_expr(arena *a, expr_kind kind, int count)
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
    expr *e = new_expr(a, EXPR_NUMBER, 0);
    e->number = value;
    return e;
}

const expr *expr_symbol(arena *a, const symbol *s)
{
    expr *e = new_expr(a, EXPR_SYMBOL, 0);
    e->symbol = s;
    e->rows = s->rows;
    e->cols = s->cols;
    return e;
}

static bool is_scalar(const expr *e)
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
            if (is_scalar(e)) {
                e->rows = e->in[i]->rows;
                e->cols = e->in[i]->cols;
            }
    }
}

const expr *expr_gate(arena *a, gate kind, int count, const expr *const *in)
{
    expr *e = new_expr(a, EXPR_GATE, count);
    e->gate = kind;
    memcpy(e->in, in, (size_t)count * sizeof *in);
    take_shape(e);
    return e;
}

const expr *expr_of(arena *a, expr_kind kind, const expr *in)
{
    expr *e = new_expr(a, kind, 1);
    e->in[0] = in;
    e->rows = kind == EXPR_ALL ? 1 : in->rows;
    e->cols = kind == EXPR_ALL ? 1 : in->cols;
    return e;
}

static expr *new_move(arena *a, gate kind, const expr *x, int cols)
{
    expr *e = new_expr(a, EXPR_GATE, 1);
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

const expr *expr_formula(arena *a, const formula *f, const expr *const letters[LETTERS])
{
    if (f->kind == FORMULA_NUMBER)
        return expr_number(a, f->number);
    if (f->kind == FORMULA_LETTER)
        return letters[f->letter];
    const expr *in[3];
    for (int i = 0; i < f->arity; i++)
        in[i] = expr_formula(a, f->in[i], letters);
    return expr_gate(a, f->gate, f->arity, in);
}

bool expr_is_number(const expr *e, double value)
{
    return e->kind == EXPR_NUMBER && e->number == value;
}

bool expr_equal(const expr *a, const expr *b)
{
    if (a->kind != b->kind || a->gate != b->gate || a->number != b->number ||
        a->symbol != b->symbol || a->count != b->count || a->first != b->first ||
        a->last != b->last || a->shift != b->shift || memcmp(a->index, b->index, 2) != 0)
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

/* ---- elements ---- */

typedef struct indexing {
    arena *arena;
    char used[8]; /* the letters that are taken on the way here */
    bool fails;
} indexing;

static const expr *element(indexing *x, const expr *e, char row, char col, int shift);

/* A letter that is none of those around; ' ' where there is none left. */
static char new_letter(indexing *x, char wish)
{
    static const char letters[] = "ijklmq";
    const char *next = letters;
    char letter = wish;
    while (letter && strchr(x->used, letter))
        letter = *next ? *next++ : '\0';
    const size_t count = strlen(x->used);
    x->fails = x->fails || !letter || count + 1 >= sizeof x->used;
    if (!x->fails)
        x->used[count] = letter;
    return letter;
}

static void forget_letter(indexing *x)
{
    const size_t count = strlen(x->used);
    if (count)
        x->used[count - 1] = '\0';
}

static const expr *sum_over(indexing *x, char letter, const expr *body)
{
    expr *sum = new_expr(x->arena, EXPR_OVER, 1);
    sum->index[0] = letter;
    sum->in[0] = body;
    return sum;
}

/* sum over k of a[row, k] b[k, col], or b[col, k]. */
static const expr *product_element(indexing *x, const expr *e, char col)
{
    const bool transposed = e->gate == MATMUL_T;
    const char k = e->in[0]->cols == 1 ? 0 : new_letter(x, transposed ? 'j' : 'i');
    const expr *factors[2] = { element(x, e->in[0], 0, k, 0),
                               transposed ? element(x, e->in[1], col, k, 0)
                                          : element(x, e->in[1], k, col, 0) };
    if (x->fails)
        return NULL;
    const expr *product = expr_is_number(factors[0], 1) ? factors[1]
                                                        : expr_gate(x->arena, MUL, 2, factors);
    if (k)
        forget_letter(x);
    return k ? sum_over(x, k, product) : product;
}

static const expr *reduced(indexing *x, const expr *of, bool exponential)
{
    if (is_scalar(of)) {
        const expr *inner = element(x, of, 0, 0, 0);
        return inner && exponential ? expr_gate(x->arena, EXP, 1, &inner) : inner;
    }
    const char row = of->rows == 1 ? 0 : new_letter(x, 'i');
    const char col = of->cols == 1 ? 0 : new_letter(x, 'j');
    const expr *inner = element(x, of, row, col, 0);
    if (x->fails)
        return NULL;
    if (exponential)
        inner = expr_gate(x->arena, EXP, 1, &inner);
    if (col) {
        forget_letter(x);
        inner = sum_over(x, col, inner);
    }
    if (row) {
        forget_letter(x);
        inner = sum_over(x, row, inner);
    }
    return inner;
}

static const expr *gate_element(indexing *x, const expr *e, char row, char col, int shift)
{
    arena *a = x->arena;
    const expr *in[3];
    switch (e->gate) {
    case MATMUL:
    case MATMUL_T: return shift ? (x->fails = true, NULL) : product_element(x, e, col);
    case OUTER:
        in[0] = element(x, e->in[0], 0, row, 0);
        in[1] = element(x, e->in[1], 0, col, 0);
        if (x->fails || expr_is_number(in[1], 1))
            return in[0];
        return expr_is_number(in[0], 1) ? in[1] : expr_gate(a, MUL, 2, in);
    case SUM: return reduced(x, e->in[0], false);
    case LOGSUMEXP:
        in[0] = reduced(x, e->in[0], true);
        return x->fails ? NULL : expr_gate(a, LOG, 1, in);
    case SOFTMAX:
        in[0] = element(x, e->in[0], row, col, shift);
        if (x->fails)
            return NULL;
        in[0] = expr_gate(a, EXP, 1, in);
        in[1] = reduced(x, e->in[0], true);
        return x->fails ? NULL : expr_gate(a, DIV, 2, in);
    case SLICE: return element(x, e->in[0], row, col, shift + e->first - 1);
    case SPREAD: return element(x, e->in[0], 0, 0, 0);
    case CONCAT:
    case PAD:
    case MAXIMUM: x->fails = true; return NULL;
    default:
        for (int i = 0; i < e->count; i++)
            in[i] = element(x, e->in[i], row, col, shift);
        return x->fails ? NULL : expr_gate(a, e->gate, e->count, in);
    }
}

static const expr *element(indexing *x, const expr *e, char row, char col, int shift)
{
    if (x->fails || e->kind == EXPR_NUMBER)
        return e;
    if (e->kind == EXPR_GATE)
        return gate_element(x, e, row, col, shift);
    if (e->kind != EXPR_SYMBOL) {
        const expr *inner = element(x, e->in[0], row, col, shift);
        return x->fails ? NULL : expr_of(x->arena, e->kind, inner);
    }
    expr *one = new_expr(x->arena, EXPR_SYMBOL, 0);
    int count = 0;
    one->symbol = e->symbol;
    if (e->rows > 1)
        one->index[count++] = row;
    if (e->cols > 1)
        one->index[count++] = col;
    one->shift = count ? shift : 0;
    x->fails = x->fails || (e->rows > 1 && !row) || (e->cols > 1 && !col);
    return one;
}

const expr *expr_element(arena *a, const expr *e, char row, char col)
{
    indexing x = { .arena = a };
    int count = 0;
    if (row)
        x.used[count++] = row;
    if (col)
        x.used[count++] = col;
    const expr *one = element(&x, e, row, col, 0);
    return x.fails ? NULL : one;
}
