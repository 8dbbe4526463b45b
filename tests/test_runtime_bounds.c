/* test_runtime_bounds.c - the runtime's error bounds: what narrower arithmetic computes lies within
 * them, and not so far within that they would say nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "runtime_graphs.h"

static runtime *runtime_for(const net *t)
{
    char *why = NULL;
    runtime *rt = runtime_new(&t->spec, &why);
    if (!rt)
        fail_msg("%s", why);
    return rt;
}

enum { OUTPUT, OBJECTIVE, DWEIGHT, DINPUT, WEIGHT, MOMENT, SQUARE, KINDS };
static const char *const KIND[] = { "output", "J", "gradient", "dinput", "weight", "m", "v" };

typedef struct ratios { /* of errors to their bounds */
    double largest[KINDS], log_sum[KINDS];
    long count[KINDS], compared, unbounded;
} ratios;

static void within(ratios *s, int kind, uint64_t seed, double got, double wanted, double bound)
{
    double error = fabs(got - wanted);
    if (!(error <= bound))
        fail_msg("%s, seed %lu: got %.17g, wanted %.17g, error %g, bound %g", KIND[kind],
                 (unsigned long)seed, got, wanted, error, bound);
    s->compared++;
    s->unbounded += isinf(bound);
    if (error > 0 && bound > 0 && isfinite(bound)) {
        s->largest[kind] = fmax(s->largest[kind], error / bound);
        s->log_sum[kind] += log(error / bound);
        s->count[kind]++;
    }
}

/* Prints the ratios, and fails where bounds are so large that they say nothing: where the largest
 * ratio of a kind is under `least`, or more than one in `rare` bounds is infinite. */
static void expect_tight(const ratios *s, const char *what, double least, long rare)
{
    print_message("%s: error/bound, largest (typical):", what);
    for (int k = 0; k < KINDS; k++) {
        if (s->count[k] == 0)
            continue;
        print_message(" %s %.3f (%.4f)", KIND[k], s->largest[k],
                      exp(s->log_sum[k] / (double)s->count[k]));
        assert_true(s->largest[k] > least);
    }
    print_message("; infinite bounds: %ld of %ld\n", s->unbounded, s->compared);
    assert_true(s->unbounded * rare <= s->compared);
}

static void compare_rows(ratios *s, int kind, uint64_t seed, const end *ends, int count, size_t n,
                         double *const *got, double *const *wanted, double *const *bounds)
{
    for (int i = 0; i < count; i++)
        for (size_t j = 0; j < n * (size_t)ends[i].size; j++)
            within(s, kind, seed, got[i][j], wanted[i][j], bounds[i][j]);
}

static void compare_narrow(ratios *s, const net *t, uint64_t seed, bool is_double)
{
    const spec *p = &t->spec;
    runtime *wide = runtime_for(t);
    runtime *narrow = is_double ? double_runtime_new(p, NULL) : float_runtime_new(p, NULL);
    runtime_bounds(wide, is_double ? RUNTIME_DOUBLE : RUNTIME_FLOAT);
    const runtime_result *r = runtime_forward(wide, &t->batch), *q;
    q = is_double ? double_runtime_forward(narrow, &t->batch)
                  : float_runtime_forward(narrow, &t->batch);
    compare_rows(s, OUTPUT, seed, t->outputs, p->output_count, t->n, q->outputs, r->outputs,
                 r->output_bounds);
    r = runtime_backward(wide, &t->batch);
    q = is_double ? double_runtime_backward(narrow, &t->batch)
                  : float_runtime_backward(narrow, &t->batch);
    within(s, OBJECTIVE, seed, q->J, r->J, r->J_bound);
    for (size_t i = 0; i < p->parameter_scalars; i++)
        within(s, DWEIGHT, seed, q->gradient[i], r->gradient[i], r->gradient_bounds[i]);
    compare_rows(s, DINPUT, seed, t->inputs, p->input_count, t->n, q->dinputs, r->dinputs,
                 r->dinput_bounds);
    runtime_free(wide);
    if (is_double)
        double_runtime_free(narrow);
    else
        float_runtime_free(narrow);
}

static void bounds_hold(bool is_double)
{
    ratios s = { 0 };
    for (uint64_t seed = 0; seed < 2000; seed++) {
        net *t = net_random(5000 + seed, seed % 3 == 0, seed % 3 == 0 ? (int)(seed % 2) + 1 : 0);
        compare_narrow(&s, t, seed, is_double);
        net_free(t);
    }
    expect_tight(&s, is_double ? "double" : "float", 2e-2, 1000);
}

static void bounds_of_float(void **unused)
{
    (void)unused;
    bounds_hold(false);
}

static void bounds_of_double(void **unused)
{
    (void)unused;
    bounds_hold(true);
}

/* Long sums of exact numbers, whose rounding is all there is: a layer of 100 inputs, the sum of the
 * inputs, and short ones over 3 samples. */
static void bounds_of_long_sums(void **unused)
{
    (void)unused;
    ratios s = { 0 };
    for (uint64_t seed = 0; seed < 50; seed++) {
        net *t = net_new(seed);
        ref x = net_input(t, 100), w = net_parameter(t, 100, 2), z = net_gate2(t, MATMUL, x, w);
        net_output(t, z);
        net_output(t, net_gate1(t, SUM, x));
        ref loss = net_gate2(t, ADD, net_gate1(t, SUM, z), net_gate1(t, SUM, x));
        net_finish(t, loss, 3);
        compare_narrow(&s, t, seed, false);
        net_free(t);
    }
    expect_tight(&s, "long sums", 1e-3, 1000); /* the errors of a sum partly cancel */
}

/* relu at a pre-activation that is 0 but for rounding: either branch is within the bound. */
static void bounds_at_kinks(void **unused)
{
    (void)unused;
    net *t = net_new(8);
    ref x = net_input(t, 2), w = net_parameter(t, 2, 1);
    ref y = net_gate2(t, MAX, net_gate2(t, MATMUL, x, w), net_constant(t, 0));
    net_output(t, y);
    net_finish(t, y, 1);
    t->values[0] = 1, t->values[1] = -1;
    t->input_rows[0][0] = t->input_rows[0][1] = (double)0.3f;
    runtime *rt = runtime_for(t);
    runtime_bounds(rt, RUNTIME_FLOAT);
    const runtime_result *r = runtime_backward(rt, &t->batch);
    assert_true(r->gradient[0] == 0 && r->gradient_bounds[0] >= (double)0.3f);
    assert_true(r->dinputs[0][1] == 0 && r->dinput_bounds[0][1] >= 1);
    t->values[1] = -2; /* now it is clear */
    r = runtime_backward(rt, &t->batch);
    assert_true(r->gradient[0] == 0 && r->gradient_bounds[0] < 1e-30);
    runtime_free(rt);
    net_free(t);
}

/* ---- steps ---- */

static const optimizer OPTIMIZERS[] = {
    { .name = "sgd", .rate = 0.05, .weight_decay = 0.01 },
    { .name = "momentum", .rate = 0.05, .momentum = 0.9 },
    { .name = "nesterov", .rate = 0.05, .momentum = 0.9, .weight_decay = 0.1 },
    { .name = "rmsprop", .rate = 0.01, .decay = 0.99, .epsilon = 1e-8 },
    { .name = "rmsprop", .rate = 0.01, .decay = 0.9, .epsilon = 1e-6, .momentum = 0.5 },
    { .name = "adam", .rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8 },
    { .name = "adamw",
      .rate = 1e-3,
      .beta1 = 0.9,
      .beta2 = 0.999,
      .epsilon = 1e-8,
      .weight_decay = 1e-2 },
    { .name = "polyak", .rate = 0.5 },
};

static void copy_floats(double *to, const double *from, size_t count)
{
    for (size_t i = 0; from && to && i < count; i++)
        to[i] = (double)(float)from[i];
}

/* Several steps in float, each compared with the runtime's from the same weights and moments. */
static void compare_steps(ratios *s, net *t, uint64_t seed)
{
    size_t count = t->spec.parameter_scalars;
    runtime *wide = runtime_for(t), *narrow = float_runtime_new(&t->spec, NULL);
    runtime_state *state = runtime_state_new(wide), *own = float_runtime_state_new(narrow);
    double *w = calloc(count, sizeof *w), *v = calloc(count, sizeof *v);
    runtime_bounds(wide, RUNTIME_FLOAT);
    for (int k = 0; k < 4; k++) {
        runtime_step(wide, &t->batch, w, state);
        float_runtime_step(narrow, &t->batch, v, own);
        for (size_t i = 0; i < count; i++) {
            within(s, WEIGHT, seed, v[i], w[i], state->parameter_bounds[i]);
            if (state->moment)
                within(s, MOMENT, seed, own->moment[i], state->moment[i], state->moment_bounds[i]);
            if (state->square)
                within(s, SQUARE, seed, own->square[i], state->square[i], state->square_bounds[i]);
        }
        copy_floats(t->values, v, count);
        copy_floats(state->moment, own->moment, count);
        copy_floats(own->moment, own->moment, count);
        copy_floats(state->square, own->square, count);
        copy_floats(own->square, own->square, count);
    }
    free(w);
    free(v);
    runtime_state_free(state);
    float_runtime_state_free(own);
    runtime_free(wide);
    float_runtime_free(narrow);
}

static void steps_of_float(void **unused)
{
    (void)unused;
    for (size_t k = 0; k < sizeof OPTIMIZERS / sizeof *OPTIMIZERS; k++) {
        ratios s = { 0 };
        for (uint64_t seed = 0; seed < 100; seed++) {
            net *t = net_random(8000 + seed, seed % 2, 0);
            t->spec.optimizer = OPTIMIZERS[k];
            compare_steps(&s, t, seed);
            net_free(t);
        }
        expect_tight(&s, OPTIMIZERS[k].name, 2e-2, 40);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_of_float),     cmocka_unit_test(bounds_of_double),
        cmocka_unit_test(bounds_of_long_sums), cmocka_unit_test(bounds_at_kinks),
        cmocka_unit_test(steps_of_float),
    };
    return cmocka_run_group_tests_name("runtime bounds", tests, NULL, NULL);
}
