/* runtime_complex.c - a second evaluator of graphs, in complex numbers, and gradients from it.
 *
 * There is no formula for a derivative here. Comparisons go by the real part, before anything was
 * moved; values that pass STOP_GRADIENT keep still while something is moved. */
#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runtime_graphs.h"

typedef double complex z;

enum { LARGEST = 16, POINTS = 16 };
static const double STEP = 1e-30, RADIUS = 0.02;

typedef struct state { /* of one sample */
    const net *net;
    size_t row;
    const struct state *still; /* where nothing was moved: itself, or what it is a copy of */
    z values[NODES][LARGEST];
    z shifts[NODES][LARGEST]; /* what was added to a node, to see how others move */
} state;

static int size_of(const net *t, ref r)
{
    return t->nodes[r].rows * t->nodes[r].cols;
}

static z complex_erf(z a) /* Taylor's series */
{
    z term = a, sum = a;
    for (int k = 1; k < 80; k++) {
        term *= -a * a / k;
        sum += term / (2 * k + 1);
    }
    return sum * 1.12837916709551257390;
}

/* at: the operands before anything was moved. */
static z element(gate gate, z a, z b, z c, const double at[2])
{
    const bool less = at[0] < at[1];
    const bool greater = at[0] > at[1];
    switch (gate) {
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    case DIV: return a / b;
    case POW: return at[1] == 3 ? a * a * a : cexp(b * clog(a));
    case NEG: return -a;
    case MAX: return greater ? a : b;
    case MIN: return less ? a : b;
    case ABS: return at[0] > 0 ? a : at[0] < 0 ? -a : 0;
    case EXP: return cexp(a);
    case EXPM1: return cexp(a) - 1;
    case LOG: return clog(a);
    case LOG1P: return clog(1 + a);
    case SQRT: return csqrt(a);
    case SIN: return csin(a);
    case COS: return ccos(a);
    case TANH: return ctanh(a);
    case SIGMOID: return 1 / (1 + cexp(-a));
    case SOFTPLUS: return clog(1 + cexp(a));
    case ERF: return complex_erf(a);
    case LT: return less;
    case LE: return !greater;
    case GT: return greater;
    case GE: return !less;
    case WHERE: return at[0] != 0 ? b : c;
    default: return a;
    }
}

static void evaluate(state *s, ref r);

static z value_with(const state *s, ref moved, int element_index, z by, ref of)
{
    const net *t = s->net;
    state *own = malloc(sizeof *own);
    bool depends[NODES] = { 0 };
    size_t used = (size_t)of + 1;
    own->net = t;
    own->row = s->row;
    own->still = s->still;
    memcpy(own->values, s->values, used * sizeof *s->values);
    memcpy(own->shifts, s->shifts, used * sizeof *s->shifts);
    own->shifts[moved][element_index] += by;
    own->values[moved][element_index] += by;
    depends[moved] = true;
    for (ref r = moved + 1; r <= of; r++) {
        const node *n = &t->nodes[r];
        for (int i = 0; i < n->arity && n->gate != STOP_GRADIENT; i++)
            depends[r] = depends[r] || depends[n->in[i]];
        if (depends[r])
            evaluate(own, r);
    }
    z value = own->values[of][0];
    free(own);
    return value;
}

/* d of / d x[i] = mean over the circle of  of(x + r e^(i a)) e^(-i a) / r */
static z around(const state *s, ref x, int i, ref of)
{
    z sum = 0;
    for (int k = 0; k < POINTS; k++) {
        z direction = cexp((z)I * 6.283185307179586477 * k / POINTS);
        sum += value_with(s, x, i, RADIUS * direction, of) / direction;
    }
    return sum / (POINTS * RADIUS);
}

static void evaluate_leaf(state *s, ref r)
{
    const net *t = s->net;
    const node *n = &t->nodes[r];
    int size = size_of(t, r);
    size_t at = s->row * (size_t)size;
    for (int i = 0; i < size; i++)
        switch (n->gate) {
        case INPUT: s->values[r][i] = t->input_rows[n->index][at + (size_t)i]; break;
        case PARAMETER:
            s->values[r][i] = t->values[t->parameters[n->index].offset + (size_t)i];
            break;
        case TARGET:
            s->values[r][i] = t->targets[n->index].is_class
                                  ? t->target_rows[n->index][s->row] == i
                                  : t->target_rows[n->index][at + (size_t)i];
            break;
        default: s->values[r][i] = n->value; break;
        }
}

static void evaluate_product(state *s, ref r)
{
    const net *t = s->net;
    const node *n = &t->nodes[r], *m = &t->nodes[n->gate == OUTER ? r : n->in[1]];
    const z *a = s->values[n->in[0]], *b = s->values[n->in[1]];
    z *y = s->values[r];
    memset(y, 0, sizeof s->values[r]);
    for (int i = 0; i < m->rows; i++)
        for (int j = 0; j < m->cols; j++)
            if (n->gate == MATMUL)
                y[j] += a[i] * b[i * m->cols + j];
            else if (n->gate == MATMUL_T)
                y[i] += a[j] * b[i * m->cols + j];
            else
                y[i * m->cols + j] = a[i] * b[j];
}

static void evaluate_vector(state *s, ref r)
{
    const net *t = s->net;
    const node *n = &t->nodes[r];
    const z *a = s->values[n->in[0]];
    z *y = s->values[r], sum = 0;
    int size = size_of(t, n->in[0]);
    for (int i = 0; i < size; i++)
        sum += n->gate == SUM ? a[i] : cexp(a[i]);
    if (n->gate == SOFTMAX)
        for (int i = 0; i < size; i++)
            y[i] = cexp(a[i]) / sum;
    else
        y[0] = n->gate == SUM ? sum : clog(sum);
}

static void evaluate_moves(state *s, ref r)
{
    const net *t = s->net;
    const node *n = &t->nodes[r];
    z *y = s->values[r], *a = s->values[n->in[0]];
    int at = 0;
    for (int i = 0; n->gate == CONCAT && i < n->arity; i++)
        for (int j = 0; j < size_of(t, n->in[i]); j++)
            y[at++] = s->values[n->in[i]][j];
    for (int i = 0; n->gate != CONCAT && i < n->cols; i++) {
        int inside = i - n->index;
        bool held = inside >= 0 && inside < size_of(t, n->in[0]);
        y[i] = n->gate == SLICE ? a[n->index + i] : n->gate == SPREAD ? a[0] : held ? a[inside] : 0;
    }
}

static void evaluate_gate(state *s, ref r)
{
    const net *t = s->net;
    const node *n = &t->nodes[r];
    switch (n->gate) {
    case CONSTANT:
    case INPUT:
    case TARGET:
    case PARAMETER: evaluate_leaf(s, r); return;
    case MATMUL:
    case MATMUL_T:
    case OUTER: evaluate_product(s, r); return;
    case SUM:
    case LOGSUMEXP:
    case SOFTMAX: evaluate_vector(s, r); return;
    case CONCAT:
    case SLICE:
    case PAD:
    case SPREAD: evaluate_moves(s, r); return;
    case GRAD:
        for (int i = 0; i < size_of(t, r); i++)
            s->values[r][i] = n->in[1] <= n->in[0] ? around(s, n->in[1], i, n->in[0]) : 0;
        return;
    default: break;
    }
    z in[3] = { 0 };
    double at[3] = { 0 };
    for (int i = 0; i < size_of(t, r); i++) {
        for (int k = 0; k < n->arity; k++) {
            int own = size_of(t, n->in[k]) > 1 ? i : 0;
            in[k] = s->values[n->in[k]][own];
            at[k] = creal(s->still->values[n->in[k]][own]);
        }
        s->values[r][i] = element(n->gate, in[0], in[1], in[2], at);
    }
}

static void evaluate(state *s, ref r)
{
    evaluate_gate(s, r);
    for (int i = 0; i < size_of(s->net, r); i++)
        s->values[r][i] += s->shifts[r][i];
}

/* ---- J ---- */

static state *state_new(const net *t, size_t row)
{
    state *s = calloc(1, sizeof *s);
    s->net = t;
    s->row = row;
    s->still = s;
    for (ref r = 0; r < t->spec.graph.count; r++)
        evaluate(s, r);
    return s;
}

static z penalty(const parameter *p, z w)
{
    return p->l2 / 2 * w * w + p->l1 * (creal(w) < 0 ? -w : w);
}

static double derivative(const net *t, size_t row, ref x, int element_index)
{
    bool has_grad = false;
    for (ref r = 0; r < t->spec.graph.count; r++)
        has_grad = has_grad || t->nodes[r].gate == GRAD;
    state *s = state_new(t, row);
    double d = x > t->spec.loss ? 0
               : has_grad
                   ? creal(around(s, x, element_index, t->spec.loss))
                   : cimag(value_with(s, x, element_index, (z)I * STEP, t->spec.loss)) / STEP;
    free(s);
    return d / (double)t->n;
}

double complex_J(const net *t)
{
    double J = 0;
    for (size_t row = 0; row < t->n; row++) {
        state *s = state_new(t, row);
        J += creal(s->values[t->spec.loss][0]) / (double)t->n;
        free(s);
    }
    for (int i = 0; i < t->spec.parameter_count; i++)
        for (int j = 0; j < t->parameters[i].rows * t->parameters[i].cols; j++)
            J += creal(penalty(&t->parameters[i], t->values[t->parameters[i].offset + (size_t)j]));
    return J;
}

double complex_dparameter(const net *t, int i, int j)
{
    const parameter *p = &t->parameters[i];
    double sum = cimag(penalty(p, t->values[p->offset + (size_t)j] + (z)I * STEP)) / STEP;
    for (size_t row = 0; row < t->n; row++)
        sum += derivative(t, row, p->node, j);
    return sum;
}

double complex_dinput(const net *t, int i, size_t row, int j)
{
    return derivative(t, row, t->inputs[i].node, j);
}
