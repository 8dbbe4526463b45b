/* jet.c - making jets, element-wise gates on them, and the table of derivatives.
 *
 * A gate on jets splits off the last infinitesimal: f(a + eps b) = f(a) + eps f'(a) b, where f' is
 * again a formula over jets, of one level less. */
#include "jet.h"

#include <string.h>

plane plane_new(const arithmetic *a, size_t size)
{
    plane p = { pool_take(a->pool, size * sizeof *p.v), NULL };
    if (a->u > 0)
        p.e = pool_take(a->pool, size * sizeof *p.e);
    return p;
}

plane plane_new_zeroed(const arithmetic *a, size_t size)
{
    plane p = { pool_take_zeroed(a->pool, size * sizeof *p.v), NULL };
    if (a->u > 0)
        p.e = pool_take_zeroed(a->pool, size * sizeof *p.e);
    return p;
}

static jet jet_new(const arithmetic *a, size_t size, int level)
{
    return (jet){ size, level, pool_take_zeroed(a->pool, sizeof(plane) << level) };
}

jet jet_of(const arithmetic *a, plane p, size_t size)
{
    jet x = jet_new(a, size, 0);
    x.at[0] = p;
    return x;
}

jet jet_zero(const arithmetic *a, size_t size)
{
    return jet_new(a, size, 0);
}

jet jet_constant(const arithmetic *a, size_t size, double value)
{
    number c = number_constant(a, value);
    plane p = plane_new(a, size);
    for (size_t i = 0; i < size; i++) {
        p.v[i] = c.v;
        if (p.e)
            p.e[i] = c.e;
    }
    return jet_of(a, p, size);
}

bool jet_is_zero(const jet *x)
{
    for (int m = 0; m < 1 << x->level; m++)
        if (x->at[m].v)
            return false;
    return true;
}

jet jet_lower(const jet *x, int level)
{
    return x->level < level ? *x : (jet){ x->size, level - 1, x->at };
}

jet jet_upper(const arithmetic *a, const jet *x, int level)
{
    if (x->level < level)
        return jet_zero(a, x->size);
    return (jet){ x->size, level - 1, x->at + (1 << (level - 1)) };
}

jet jet_join(const arithmetic *a, const jet *lower, const jet *upper, int level)
{
    if (jet_is_zero(upper))
        return *lower;
    jet x = jet_new(a, lower->size, level);
    memcpy(x.at, lower->at, sizeof(plane) << lower->level);
    memcpy(x.at + (1 << (level - 1)), upper->at, sizeof(plane) << upper->level);
    return x;
}

/* ---- element-wise ---- */

typedef struct operand { /* the elements of a plane; step 0 repeats the first */
    const scalar *v;
    const double *e;
    size_t step;
} operand;

static const scalar ZERO;

static operand operand_of(const jet *x, int m)
{
    plane p = m < 1 << x->level ? x->at[m] : (plane){ 0 };
    if (!p.v)
        return (operand){ &ZERO, NULL, 0 };
    return (operand){ p.v, p.e, x->size > 1 };
}

static size_t widest(int arity, const jet in[])
{
    size_t size = 1;
    for (int i = 0; i < arity; i++)
        if (in[i].size != 1)
            size = in[i].size;
    return size;
}

static int highest(int arity, const jet in[])
{
    int level = 0;
    for (int i = 0; i < arity; i++)
        if (in[i].level > level)
            level = in[i].level;
    return level;
}

/* One plane of a gate whose planes do not mix. */
static plane gate_plane(const arithmetic *a, int gate, int arity, const jet in[], int m)
{
    size_t size = widest(arity, in);
    operand o[3];
    for (int i = 0; i < 3; i++)
        o[i] = i < arity ? operand_of(&in[i], m) : (operand){ &ZERO, NULL, 0 };
    plane p = plane_new(a, size);
    for (size_t j = 0; j < size; j++) {
        number n[3];
        for (int i = 0; i < 3; i++) {
            n[i].v = o[i].v[j * o[i].step];
            n[i].e = o[i].e ? o[i].e[j * o[i].step] : 0;
        }
        number y = number_gate(a, gate, n);
        p.v[j] = y.v;
        if (p.e)
            p.e[j] = y.e;
    }
    return p;
}

static jet linear_gate(const arithmetic *a, int gate, int arity, const jet in[])
{
    jet y = jet_new(a, widest(arity, in), highest(arity, in));
    for (int m = 0; m < 1 << y.level; m++) {
        bool zero = true;
        for (int i = 0; i < arity; i++)
            zero = zero && (m >= 1 << in[i].level || !in[i].at[m].v);
        if (!zero)
            y.at[m] = gate_plane(a, gate, arity, in, m);
    }
    return y;
}

jet jet_gate(const arithmetic *a, int gate, int arity, const jet in[])
{
    if (gate == ADD || gate == SUB || gate == NEG)
        return linear_gate(a, gate, arity, in);
    int level = highest(arity, in);
    if (level == 0)
        return jet_of(a, gate_plane(a, gate, arity, in, 0), widest(arity, in));
    jet low[3];
    for (int i = 0; i < arity; i++)
        low[i] = jet_lower(&in[i], level);
    jet y = jet_gate(a, gate, arity, low), change = jet_zero(a, y.size);
    for (int i = 0; i < arity; i++) {
        jet high = jet_upper(a, &in[i], level);
        if (jet_is_zero(&high))
            continue;
        jet partial = jet_partial(a, gate, i, low, &y);
        jet share = jet_chain(a, &high, &partial);
        change = jet_add(a, &change, &share);
    }
    return jet_join(a, &y, &change, level);
}

static jet unary(const arithmetic *a, int gate, const jet *x)
{
    return jet_gate(a, gate, 1, x);
}

static jet binary(const arithmetic *a, int gate, const jet *x, const jet *y)
{
    return jet_gate(a, gate, 2, (const jet[]){ *x, *y });
}

/* clang-format off */
jet jet_add(const arithmetic *a, const jet *x, const jet *y) { return binary(a, ADD, x, y); }
jet jet_sub(const arithmetic *a, const jet *x, const jet *y) { return binary(a, SUB, x, y); }
jet jet_neg(const arithmetic *a, const jet *x) { return unary(a, NEG, x); }
/* clang-format on */

jet jet_chain(const arithmetic *a, const jet *x, const jet *y)
{
    if (jet_is_zero(x) || jet_is_zero(y))
        return jet_zero(a, x->size > 1 ? x->size : y->size);
    return binary(a, CHAIN, x, y);
}

/* sigmoid(x), which a program may also have as 1 - sigmoid(-x): its error is absolute. */
static jet softplus_derivative(const arithmetic *a, const jet *x)
{
    jet y = unary(a, SIGMOID, x);
    for (size_t i = 0; y.at[0].e && i < y.size; i++)
        y.at[0].e[i] += 8 * a->u;
    return y;
}

static jet erf_derivative(const arithmetic *a, const jet *x) /* 2/sqrt(pi) e^(-x^2) */
{
    jet square = binary(a, MUL, x, x), minus = jet_neg(a, &square);
    jet bell = unary(a, EXP, &minus), c = jet_constant(a, 1, 1.1283791670955126);
    return binary(a, MUL, &c, &bell);
}

static jet unary_derivative(const arithmetic *a, int gate, const jet *x, const jet *y)
{
    jet one = jet_constant(a, 1, 1), t;
    switch (gate) {
    case EXP: return *y;
    case EXPM1: return jet_add(a, y, &one);
    case LOG: return binary(a, DIV, &one, x);
    case LOG1P: t = jet_add(a, x, &one); return binary(a, DIV, &one, &t);
    case SQRT: t = jet_constant(a, 1, 0.5); return binary(a, DIV, &t, y);
    case SIN: return unary(a, COS, x);
    case COS: t = unary(a, SIN, x); return jet_neg(a, &t);
    case TANH: t = binary(a, MUL, y, y); return jet_sub(a, &one, &t);
    case SIGMOID: t = jet_sub(a, &one, y); return binary(a, MUL, y, &t);
    case SOFTPLUS: return softplus_derivative(a, x);
    case ERF: return erf_derivative(a, x);
    case ABS: return unary(a, SIGN, x);
    case NEG: return jet_neg(a, &one);
    default: return jet_zero(a, 1); /* comparisons, STOP_GRADIENT */
    }
}

static jet pow_derivative(const arithmetic *a, int i, const jet in[], const jet *y)
{
    jet t;
    jet one = jet_constant(a, 1, 1);
    if (i == 1) { /* y log a; of 0^b, b >= 0, it is 0, as PyTorch has it */
        jet zero = jet_constant(a, 1, 0), base = unary(a, TRUTH, &in[0]);
        jet negative = binary(a, LT, &in[1], &zero), counts = binary(a, MAX, &base, &negative);
        base = jet_gate(a, WHERE, 3, (const jet[]){ counts, in[0], one });
        t = unary(a, LOG, &base);
        return jet_chain(a, y, &t);
    }
    jet less = jet_sub(a, &in[1], &one); /* b a^(b - 1) */
    t = binary(a, POW, &in[0], &less);
    return jet_chain(a, &in[1], &t);
}

jet jet_partial(const arithmetic *a, int gate, int i, const jet in[], const jet *y)
{
    jet one = jet_constant(a, 1, 1), t;
    switch (gate) {
    case ADD: return one;
    case SUB: return i == 0 ? one : jet_neg(a, &one);
    case MUL:
    case CHAIN: return in[1 - i];
    case DIV: t = binary(a, DIV, i == 0 ? &one : y, &in[1]); return i == 0 ? t : jet_neg(a, &t);
    case POW: return pow_derivative(a, i, in, y);
    case MAX: return binary(a, i == 0 ? GT : LE, &in[0], &in[1]);
    case MIN: return binary(a, i == 0 ? LT : GE, &in[0], &in[1]);
    case WHERE: return i == 0 ? jet_zero(a, 1) : unary(a, i == 1 ? TRUTH : FALSITY, &in[0]);
    default: return unary_derivative(a, gate, &in[0], y);
    }
}

jet jet_accumulate(const arithmetic *a, const jet *sum, const jet *share, double terms)
{
    if (jet_is_zero(sum) && terms <= 1)
        return *share;
    jet y = jet_add(a, sum, share);
    for (int m = 0; m < 1 << share->level; m++)
        for (size_t i = 0; share->at[m].v && y.at[m].e && i < y.size; i++) {
            scalar s = share->at[m].v[i];
            y.at[m].e[i] += terms * a->u * (double)(s < 0 ? -s : s);
        }
    return y;
}
