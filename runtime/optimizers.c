/* optimizers.c - one step of each optimizer, as torch.optim defines it, with the error bound of
 * every new weight and moment. Nothing here is taken from the spec's update formulas. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

#include "tape.h"

/* ---- arithmetic on numbers with bounds ---- */

static number gate2(const arithmetic *a, gate g, number x, number y)
{
    return number_gate(a, (int)g, (const number[3]){ x, y });
}

/* clang-format off */
static number add(const arithmetic *a, number x, number y) { return gate2(a, ADD, x, y); }
static number sub(const arithmetic *a, number x, number y) { return gate2(a, SUB, x, y); }
static number mul(const arithmetic *a, number x, number y) { return gate2(a, MUL, x, y); }
static number quotient(const arithmetic *a, number x, number y) { return gate2(a, DIV, x, y); }
static number root(const arithmetic *a, number x) { return gate2(a, SQRT, x, x); }
/* clang-format on */

static number exactly(double v)
{
    return (number){ v, 0 };
}

/* A constant of the program: rounded once, which 4 u covers with what it was made from. */
static number constant(const arithmetic *a, long double v)
{
    return (number){ (scalar)v, 4 * a->u * (double)fabs(v) };
}

/* 1 - beta^k, where a program may keep it to 2^-64 and go on from that of the step before. */
static number correction(const arithmetic *a, double beta, uint64_t k)
{
    number c = constant(a, 1 - pow((long double)beta, (long double)k));
    c.e += a->u > 0 ? 0x1p-63 * ((double)k + 1) : 0;
    return c;
}

/* ---- the step ---- */

typedef struct step {
    const arithmetic *a;
    const optimizer *o;
    bool is_double;
    number rate, decay;   /* rate, weight_decay */
    number correction[2]; /* 1 - beta^k */
    number scale;         /* polyak: rate J / ||g||^2 */
    double most;          /* adam, rmsprop: no update of a weight is larger, before the rate */
} step;

static bool is(const optimizer *o, const char *name)
{
    return !strcmp(o->name, name);
}

static bool is_adaptive(const optimizer *o)
{
    return is(o, "adam") || is(o, "adamw");
}

/* What is remembered is 0 where it is below the smallest normal number of the program. */
static number kept(const step *s, number x)
{
    const double least = s->is_double ? DBL_MIN : (double)FLT_MIN;
    if (fabs(x.v) - x.e < least && fabs(x.v) + x.e >= least)
        x.e += least;
    x.v = fabs(x.v) < least ? 0 : x.v;
    return x;
}

/* The moving mean beta s + (1 - beta) x. */
static number mean(const step *s, double beta, number old, number x)
{
    const arithmetic *a = s->a;
    return add(a, mul(a, constant(a, beta), old), mul(a, constant(a, 1 - (long double)beta), x));
}

/* x / root, where neither the true ratio nor a computed one can pass `most`: where the gradient is
 * lost in its error nothing else is known of the ratio. */
static number ratio(const step *s, number x, number root, double most)
{
    number y = quotient(s->a, x, root);
    if (fabs(y.v) <= most) /* else the moments are not those of any gradients */
        y.e = fmin(y.e, 2 * most * (1 + 100 * s->a->u));
    return y;
}

/* w - rate (g + momentum ...): sgd, momentum, nesterov.  m = momentum m + g */
static number descend(const step *s, number w, number g, number *m)
{
    const arithmetic *a = s->a;
    if (s->o->momentum != 0) {
        number mu = constant(a, s->o->momentum);
        *m = kept(s, add(a, mul(a, mu, *m), g));
        g = is(s->o, "nesterov") ? add(a, g, mul(a, mu, *m)) : *m;
    }
    return sub(a, w, mul(a, s->rate, g));
}

/* v = decay v + (1 - decay) g^2;  w - rate g/(sqrt v + epsilon), through a velocity m if any */
static number rmsprop(const step *s, number w, number g, number *m, number *v)
{
    const arithmetic *a = s->a;
    *v = kept(s, mean(s, s->o->decay, *v, mul(a, g, g)));
    number change = ratio(s, g, add(a, root(a, *v), constant(a, s->o->epsilon)), s->most);
    if (s->o->momentum != 0)
        change = *m = kept(s, add(a, mul(a, constant(a, s->o->momentum), *m), change));
    return sub(a, w, mul(a, s->rate, change));
}

/* m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;
 * w - rate/c1 m / (sqrt v/sqrt c2 + epsilon),  c = 1 - beta^k
 *   = w - rate sqrt c2/c1 (m / (sqrt v + epsilon sqrt c2)) */
static number adam(const step *s, number w, number g, number *m, number *v)
{
    const arithmetic *a = s->a;
    *m = kept(s, mean(s, s->o->beta1, *m, g));
    *v = kept(s, mean(s, s->o->beta2, *v, mul(a, g, g)));
    number unbiased = root(a, s->correction[1]);
    number spread = add(a, root(a, *v), mul(a, constant(a, s->o->epsilon), unbiased));
    double most = s->most * (double)(s->correction[0].v / unbiased.v);
    number change = ratio(s, *m, spread, most);
    number factor = quotient(a, mul(a, s->rate, unbiased), s->correction[0]);
    return sub(a, w, mul(a, factor, change));
}

static number update(const step *s, number w, number g, number *m, number *v)
{
    const arithmetic *a = s->a;
    if (is(s->o, "polyak"))
        return sub(a, w, mul(a, s->scale, g));
    if (is(s->o, "adamw") && s->o->weight_decay != 0)
        w = mul(a, w, sub(a, exactly(1), mul(a, s->rate, s->decay)));
    else if (s->o->weight_decay != 0)
        g = add(a, g, mul(a, s->decay, w));
    if (is_adaptive(s->o))
        return adam(s, w, g, m, v);
    return is(s->o, "rmsprop") ? rmsprop(s, w, g, m, v) : descend(s, w, g, m);
}

/* Cauchy and Schwarz on the moving means, both 0 before the first step:
 * m^2 <= v (1 - beta1)^2/(1 - beta2) sum_j (beta1^2/beta2)^j; of rmsprop, g^2 (1 - decay) <= v. */
static double largest_update(const optimizer *o, uint64_t steps)
{
    if (is(o, "rmsprop"))
        return 1 / sqrt(1 - o->decay);
    if (!is_adaptive(o))
        return (double)INFINITY;
    double each = o->beta1 * o->beta1 / o->beta2, term = 1, sum = 0;
    for (uint64_t j = 0; j < steps && j < 100000 && term > 1e-17 * sum; j++) {
        sum += term;
        term *= each;
    }
    double k = (double)steps;
    double m = (1 - o->beta1) / (1 - pow(o->beta1, k));
    return m * sqrt((1 - pow(o->beta2, k)) / (1 - o->beta2) * sum);
}

/* rate J / sum g^2; 0 where there is no gradient */
static number polyak_scale(const step *s, const runtime_result *r, size_t count)
{
    const arithmetic *a = s->a;
    number norm = { 0, 0 };
    for (size_t i = 0; i < count; i++) {
        double g = r->gradient[i], e = r->gradient_bounds ? r->gradient_bounds[i] : 0;
        norm.v += (scalar)g * g;
        norm.e += e * (2 * fabs(g) + e) + ((double)count + 2) * a->u * g * g;
    }
    if (norm.v == 0)
        return exactly(0);
    return mul(a, s->rate, quotient(a, (number){ r->J, r->J_bound }, norm));
}

static step step_begin(const arithmetic *a, const runtime *rt, const runtime_state *state)
{
    const optimizer *o = &rt->spec->optimizer;
    step s = { .a = a,
               .o = o,
               .is_double = rt->spec->is_double,
               .rate = constant(a, state->rate),
               .decay = constant(a, o->weight_decay) };
    s.correction[0] = correction(a, o->beta1, state->steps);
    s.correction[1] = correction(a, o->beta2, state->steps);
    s.most = largest_update(o, state->steps) * (1 + 1e-9);
    if (is(o, "polyak"))
        s.scale = polyak_scale(&s, &rt->result, rt->spec->parameter_scalars);
    return s;
}

static void take(const step *s, double *values, double *bounds, size_t i, number x)
{
    if (!values)
        return;
    values[i] = (double)x.v;
    bounds[i] = s->a->u > 0 ? x.e + 0x1p-53 * fabs(values[i]) : 0;
}

static void step_scalar(const step *s, const runtime_result *r, size_t i, double *parameters,
                        runtime_state *state)
{
    number g = { r->gradient[i], r->gradient_bounds ? r->gradient_bounds[i] : 0 };
    number m = exactly(state->moment ? state->moment[i] : 0);
    number v = exactly(state->square ? state->square[i] : 0);
    number w = update(s, exactly(parameters[i]), g, &m, &v);
    take(s, parameters, state->parameter_bounds, i, w);
    take(s, state->moment, state->moment_bounds, i, m);
    take(s, state->square, state->square_bounds, i, v);
}

/* w + momentum (statistic - w); the variance of N numbers, as the mean of their squares, times
 * N/(N - 1); of one number there is none. */
static void move_running(const step *s, const runtime *rt, const parameter *p, size_t n,
                         double *parameters, runtime_state *state)
{
    const arithmetic *a = s->a;
    const double count = (double)n * p->positions;
    const bool is_mean = p->statistic == STATISTIC_RUNNING_MEAN;
    for (size_t i = p->offset; i < p->offset + (size_t)p->cols && (is_mean || count > 1); i++) {
        number to = { rt->statistics[i], rt->statistic_bounds[i] };
        if (!is_mean)
            to = mul(a, constant(a, (long double)count / (count - 1)), to);
        const number way = mul(a, constant(a, p->momentum), sub(a, to, exactly(parameters[i])));
        take(s, parameters, state->parameter_bounds, i, add(a, exactly(parameters[i]), way));
    }
}

const runtime_result *runtime_step(runtime *rt, const runtime_batch *batch, double *parameters,
                                   runtime_state *state)
{
    const spec *spec = rt->spec;
    rt->counter = ++state->steps;
    const runtime_result *r = runtime_backward(rt, batch);
    rt->counter = 0;
    arithmetic a = arithmetic_of(&rt->pool, rt->u);
    step s = step_begin(&a, rt, state);
    if (parameters != batch->parameters)
        memcpy(parameters, batch->parameters, spec->parameter_scalars * sizeof *parameters);
    for (int i = 0; i < spec->parameter_count; i++) {
        const parameter *p = &spec->parameters[i];
        size_t count = (size_t)p->rows * (size_t)p->cols;
        for (size_t j = 0; p->train && j < count; j++)
            step_scalar(&s, r, p->offset + j, parameters, state);
        if (parameter_runs(p))
            move_running(&s, rt, p, batch->n, parameters, state);
    }
    return r;
}

/* ---- what is remembered ---- */

runtime_state *runtime_state_new(const runtime *rt)
{
    const optimizer *o = &rt->spec->optimizer;
    size_t count = rt->spec->parameter_scalars;
    runtime_state *state = memory_take_zeroed(1, sizeof *state);
    state->rate = o->rate;
    state->parameter_bounds = memory_take_zeroed(count, sizeof(double));
    if (is_adaptive(o) || (o->momentum != 0 && !is(o, "polyak"))) {
        state->moment = memory_take_zeroed(count, sizeof(double));
        state->moment_bounds = memory_take_zeroed(count, sizeof(double));
    }
    if (is_adaptive(o) || is(o, "rmsprop")) {
        state->square = memory_take_zeroed(count, sizeof(double));
        state->square_bounds = memory_take_zeroed(count, sizeof(double));
    }
    return state;
}

void runtime_state_free(runtime_state *state)
{
    if (!state)
        return;
    free(state->moment);
    free(state->moment_bounds);
    free(state->square);
    free(state->square_bounds);
    free(state->parameter_bounds);
    free(state);
}
