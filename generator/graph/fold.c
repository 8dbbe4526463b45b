/* fold.c - gates of plain numbers. */
#include "graph/fold.h"

#include <float.h>
#include <math.h>

static double sigmoid(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

static double max(double a, double b) /* NaN where either is */
{
    return isnan(b) || a < b ? b : a;
}

double fold_gate(gate kind, const double in[3])
{
    double a = in[0], b = in[1];
    switch (kind) {
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    case DIV: return a / b;
    case POW: return pow(a, b);
    case NEG: return -a;
    case MAX: return max(a, b);
    case MIN: return -max(-a, -b);
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
    case WHERE: return a != 0 ? b : in[2];
    default: return a; /* STOP_GRADIENT */
    }
}

bool fold_is_real(const graph *g, double value)
{
    double size = fabs(value);
    if (value == 0 || !isfinite(value))
        return true;
    return g->is_double ? size >= DBL_MIN : size >= (double)FLT_MIN && size <= (double)FLT_MAX;
}
