/* number.c - the element-wise gates on one number, and the error bound of each. */
#include "number.h"

#include <math.h>
#include <tgmath.h>

/* Rounding of a result, in units of u |y|: two for arithmetic, so that a program may use a
 * reciprocal or leave an addition unfused; an elementary function may be 4 ulp = 8 u away. */
static const double ARITHMETIC = 2, ELEMENTARY = 8;

arithmetic arithmetic_of(struct pool *pool, double u)
{
    /* Results below the normal range may be flushed, and exp clamped, near 2^-126 (2^-1022). */
    double tiny = u == 0 ? 0 : u > 0x1p-40 ? 0x1p-124 : 0x1p-1020;
    return (arithmetic){ pool, u, tiny };
}

number number_constant(const arithmetic *a, double value)
{
    bool exact = a->u < 0x1p-40 || (double)(float)value == value;
    return (number){ value, exact ? 0 : a->u * fabs(value) };
}

static scalar sigmoid(scalar a)
{
    if (a >= 0)
        return 1 / (1 + exp(-a));
    scalar t = exp(a);
    return t / (1 + t);
}

static scalar value_of(int gate, scalar a, scalar b, scalar c)
{
    switch (gate) {
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    case CHAIN: return a == 0 || b == 0 ? 0 : a * b;
    case DIV: return a / b;
    case POW: return pow(a, b);
    case NEG: return -a;
    case MAX: return isnan(b) || a < b ? b : a; /* NaN where either is */
    case MIN: return isnan(b) || a > b ? b : a;
    case ABS: return fabs(a);
    case EXP: return exp(a);
    case EXPM1: return expm1(a);
    case LOG: return log(a);
    case LOG1P: return log1p(a);
    case SQRT: return sqrt(a);
    case SIN: return sin(a);
    case COS: return cos(a);
    case TANH: return tanh(a);
    case SIGMOID: return sigmoid(a);
    case SOFTPLUS: return (a > 0 ? a : 0) + log1p(exp(-fabs(a)));
    case ERF: return erf(a);
    case LT: return a < b;
    case LE: return a <= b;
    case GT: return a > b;
    case GE: return a >= b;
    case WHERE: return a != 0 ? b : c;
    case SIGN: return (a > 0) - (a < 0);
    case TRUTH: return a != 0;
    case FALSITY: return a == 0;
    default: return a; /* STOP_GRADIENT */
    }
}

static double inverse(double least)
{
    return least > 0 ? 1 / least : (double)INFINITY;
}

/* The steepest |f'| within e of a. */
static double slope(int gate, double a, double e)
{
    double nearest = fmax(fabs(a) - e, 0); /* to 0, where bell-shaped derivatives are largest */
    switch (gate) {
    case EXP:
    case EXPM1: return exp(a + e);
    case LOG: return inverse(a - e);
    case LOG1P: return inverse(1 + a - e);
    case SIN: return fmin(1, fabs(cos(a)) + e);
    case COS: return fmin(1, fabs(sin(a)) + e);
    case TANH: return (double)(4 * sigmoid(2 * nearest) * sigmoid(-2 * nearest));
    case SIGMOID: return (double)(sigmoid(nearest) * sigmoid(-nearest));
    case SOFTPLUS: return (double)sigmoid(a + e);
    case ERF: return 1.13 * exp(-nearest * nearest);
    default: return 1; /* NEG, ABS, STOP_GRADIENT */
    }
}

static bool near(number a, number b)
{
    double reach = a.e + b.e;
    return reach > 0 && !((double)fabs(a.v - b.v) > reach);
}

static double pow_bound(const arithmetic *a, number x, number p, double y)
{
    double size = (double)fabs(x.v), exponent = (double)p.v;
    double lg = size > 0 ? fabs(log(size)) : 0;
    double e = ELEMENTARY * a->u * (1 + fabs(exponent) * lg) * y;
    if (x.e > 0 && exponent != 0) {
        double at = exponent >= 1 ? size + x.e : size - x.e;
        e += x.e * (at > 0 ? fabs(exponent) * pow(at, exponent - 1) : (double)INFINITY);
    }
    return p.e > 0 ? e + y * expm1(p.e * lg) : e;
}

static double root_bound(number x, double y)
{
    double least = fmax((double)x.v - x.e, 0);
    return x.e > 0 ? fmin(x.e / (y + sqrt(least)), sqrt(x.e)) : 0;
}

static double product_bound(number a, number b)
{
    double e = a.e * b.e;
    if (b.e > 0)
        e += (double)fabs(a.v) * b.e;
    return a.e > 0 ? e + (double)fabs(b.v) * a.e : e;
}

static double quotient_bound(number a, number b, double y)
{
    double e = a.e + (b.e > 0 ? y * b.e : 0), least = (double)fabs(b.v) - b.e;
    return e > 0 ? e * inverse(least) : 0;
}

static double choice_bound(bool either, number taken, number other)
{
    return either ? fmax(taken.e, (double)fabs(taken.v - other.v) + other.e) : taken.e;
}

static double bound_of(const arithmetic *a, int gate, const number in[3], scalar value)
{
    static const number zero = { 0, 0 };
    number x = in[0], w = in[1], z = in[2];
    double y = (double)fabs(value), round = ARITHMETIC * a->u * y;
    switch (gate) {
    case ADD:
    case SUB: return x.e + w.e + round;
    case CHAIN:
        if ((x.v == 0 && x.e == 0) || (w.v == 0 && w.e == 0))
            return 0;
        return product_bound(x, w) + round;
    case MUL: return product_bound(x, w) + round;
    case DIV: return quotient_bound(x, w, y) + round;
    case POW: return pow_bound(a, x, w, y);
    case SQRT: return root_bound(x, y) + round;
    case MAX:
    case MIN: return fmax(x.e, w.e);
    case LT:
    case LE:
    case GT:
    case GE: return near(x, w);
    case TRUTH:
    case FALSITY: return near(x, zero);
    case SIGN: return near(x, zero) ? 1 + y : 0;
    case WHERE:
        return x.v != 0 ? choice_bound(near(x, zero), w, z) : choice_bound(near(x, zero), z, w);
    case NEG:
    case ABS:
    case STOP_GRADIENT: return x.e;
    default: return (x.e > 0 ? x.e * slope(gate, (double)x.v, x.e) : 0) + ELEMENTARY * a->u * y;
    }
}

number number_gate(const arithmetic *a, int gate, const number in[3])
{
    number y = { value_of(gate, in[0].v, in[1].v, in[2].v), 0 };
    if (a->u == 0)
        return y;
    y.e = bound_of(a, gate, in, y.v);
    if (isnan(y.e)) /* infinity times zero: nothing is known */
        y.e = (double)INFINITY;
    bool rounds = gate <= POW || gate == CHAIN || (gate >= EXP && gate <= ERF);
    if (rounds && !(y.e == 0 && y.v == 0)) /* 0 from exact operands is exact */
        y.e += a->tiny;
    return y;
}
