/* elements.c - one element of a formula, with sums over indices. */
#include <string.h>

#include "explain/expr.h"

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

static bool has_index(const expr *e, char letter)
{
    if (e->kind == EXPR_SYMBOL)
        return e->index[0] == letter || e->index[1] == letter;
    for (int i = 0; i < e->count; i++)
        if (has_index(e->in[i], letter))
            return true;
    return false;
}

/* The sum over an index of `count` values; of terms that are all the same: so many times one. */
static const expr *sum_over(indexing *x, char letter, int count, const expr *body)
{
    if (!has_index(body, letter)) {
        const expr *in[2] = { expr_number(x->arena, count), body };
        return count == 1 ? body : expr_gate(x->arena, MUL, 2, in);
    }
    expr *sum = expr_new(x->arena, EXPR_OVER, 1);
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
    return k ? sum_over(x, k, e->in[0]->cols, product) : product;
}

static const expr *reduced(indexing *x, const expr *of, bool exponential)
{
    if (expr_is_scalar(of)) {
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
        inner = sum_over(x, col, of->cols, inner);
    }
    if (row) {
        forget_letter(x);
        inner = sum_over(x, row, of->rows, inner);
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
    case CONTRACT:
    case AMAX:
    case IS_AMAX:
    case GATHER:
    case SCATTER:
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
    expr *one = expr_new(x->arena, EXPR_SYMBOL, 0);
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
