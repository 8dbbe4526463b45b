/* arithmetic.c - gates of plain numbers, for a spec's own arithmetic. */
#include "spec/front.h"

#include <math.h>

static double sigmoid(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

double arithmetic_gate(gate kind, const double x[3])
{
    double a = x[0], b = x[1];
    switch (kind) {
    case MAX: return a > b ? a : b;
    case MIN: return a < b ? a : b;
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
    case SOFTPLUS: return a > 0 ? a + log1p(exp(-a)) : log1p(exp(a));
    case ERF: return erf(a);
    case LT: return a < b;
    case LE: return a <= b;
    case GT: return a > b;
    case GE: return a >= b;
    case WHERE: return a != 0 ? b : x[2];
    default: return a; /* STOP_GRADIENT; operators of numbers are Lua's own */
    }
}

/* A count stays a count: max(3, 4) is 4, not 4.0. */
int arithmetic_push(lua_State *L, double value, bool whole)
{
    if (whole && value == floor(value) && fabs(value) < 0x1p53)
        lua_pushinteger(L, (lua_Integer)value);
    else
        lua_pushnumber(L, value);
    return 1;
}

const char *arithmetic_unfit(arena *a, double value)
{
    const double largest = 0x1.ffffffp127, smallest = 0x1p-150; /* what rounds to them counts */
    if (!isfinite(value) || value == 0 || (fabs(value) < largest && fabs(value) > smallest))
        return NULL;
    return arena_printf(a, "%s is %s: write a %s number, or real = \"double\"",
                        number_text(a, value),
                        fabs(value) > 1 ? "beyond the largest float, 3.4e+38"
                                        : "0 as a float, whose smallest is 1.4e-45",
                        fabs(value) > 1 ? "smaller" : "larger");
}
