/* test_runtime.c - the runtime's values and gradients against a second evaluator, in complex
 * numbers, that knows no derivative; kinks, frozen parameters, and forms that must stay stable. */
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

/* Fails unless got and wanted agree to `tolerance` of their size, or of 1. */
static void agree(const char *what, size_t at, double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance * fmax(1, fabs(wanted))))
        fail_msg("%s[%zu]: got %.17g, wanted %.17g", what, at, got, wanted);
}

/* ---- gradients ---- */

static void compare_gradients(const net *t, double tolerance)
{
    runtime *rt = runtime_for(t);
    const runtime_result *r = runtime_backward(rt, &t->batch);
    agree("J", 0, r->J, complex_J(t), tolerance);
    for (int i = 0; i < t->spec.parameter_count; i++) {
        const parameter *p = &t->parameters[i];
        for (int j = 0; j < p->rows * p->cols; j++) {
            size_t at = p->offset + (size_t)j;
            agree("gradient", at, r->gradient[at], complex_dparameter(t, i, j), tolerance);
        }
    }
    for (int i = 0; i < t->spec.input_count; i++) {
        size_t size = (size_t)t->inputs[i].size;
        for (size_t k = 0; k < t->n * size; k++)
            agree("dinput", k, r->dinputs[i][k], complex_dinput(t, i, k / size, (int)(k % size)),
                  tolerance);
    }
    runtime_free(rt);
}

/* Every gate in a loss, or in an E whose gradient by the gate's operand is in the loss. */
static void every_gate_in(bool derived)
{
    static const gate one[] = { NEG,     ABS,      EXP, EXPM1,         SIN,       COS,     TANH,
                                SIGMOID, SOFTPLUS, ERF, STOP_GRADIENT, LOGSUMEXP, SOFTMAX, SUM };
    static const gate two[] = { ADD, SUB, MUL, DIV, MAX, MIN, LT, LE, GT, GE, CONCAT, OUTER };
    for (size_t k = 0; k < sizeof one / sizeof *one + sizeof two / sizeof *two + 9; k++) {
        net *t = net_new(k);
        ref x = net_input(t, 3), w = net_parameter(t, 3, 4), b = net_parameter(t, 1, 4);
        ref v = net_input(t, 4), s = net_input(t, 1);
        ref z = net_gate2(t, ADD, net_gate2(t, MATMUL, x, w), b), y;
        ref square = net_gate2(t, ADD, net_gate2(t, MUL, z, z), net_constant(t, 0.25));
        size_t ones = sizeof one / sizeof *one, twos = sizeof two / sizeof *two;
        if (k < ones)
            y = net_gate1(t, one[k], z);
        else if (k < ones + twos)
            y = net_gate2(t, two[k - ones], z, k % 2 ? v : s);
        else
            switch (k - ones - twos) {
            case 0: y = net_gate1(t, LOG, square); break;
            case 1: y = net_gate1(t, LOG1P, square); break;
            case 2: y = net_gate1(t, SQRT, square); break;
            case 3: y = net_gate2(t, POW, square, v); break;
            case 4: y = net_gate3(t, WHERE, net_gate2(t, LT, z, v), s, z); break;
            case 5: y = net_gate2(t, MATMUL_T, z, w); break;
            case 6: y = net_gate1(t, LOG, net_gate1(t, SOFTMAX, z)); break;
            case 7: y = net_pad(t, net_slice(t, z, 1, 2), 3, 6); break;
            default: y = net_gate2(t, MUL, net_spread(t, net_gate1(t, SUM, z), 4), v); break;
            }
        ref loss = net_gate1(t, SUM, net_gate1(t, SIN, y));
        if (derived) {
            ref slope = net_gate2(t, GRAD, loss, k % 2 ? z : x);
            loss = net_gate1(t, SUM, net_gate2(t, MUL, slope, slope));
        }
        net_output(t, y);
        net_finish(t, loss, 2);
        for (int i = 0; i < 8; i++)
            t->input_rows[1][i] += 2; /* a divisor */
        compare_gradients(t, derived ? 1e-9 : 1e-12);
        net_free(t);
    }
}

static void every_gate(void **unused)
{
    (void)unused;
    every_gate_in(false);
}

static void every_gate_derived(void **unused)
{
    (void)unused;
    every_gate_in(true);
}

static void random_networks(void **unused)
{
    (void)unused;
    for (uint64_t seed = 0; seed < 300; seed++) {
        net *t = net_random(seed, false, 0);
        compare_gradients(t, 1e-12);
        net_free(t);
    }
}

static void grads_in_losses(void **unused)
{
    (void)unused;
    for (uint64_t seed = 0; seed < 100; seed++) {
        net *t = net_random(1000 + seed, true, 1);
        compare_gradients(t, 1e-9);
        net_free(t);
    }
}

static void grads_of_grads(void **unused)
{
    (void)unused;
    for (uint64_t seed = 0; seed < 4; seed++) {
        net *t = net_random(2000 + seed, true, 2);
        compare_gradients(t, 1e-6);
        net_free(t);
    }
}

/* The k-th derivative of x^5 at x, by k nested grads: 5!/(5 - k)! x^(5 - k); and the input's
 * gradient, one derivative more. */
static void powers_derived_again(void **unused)
{
    (void)unused;
    for (int k = 0; k <= 4; k++) {
        net *t = net_new(3);
        ref x = net_input(t, 1), y = net_gate2(t, POW, x, net_constant(t, 5));
        for (int i = 0; i < k; i++)
            y = net_gate2(t, GRAD, y, x);
        net_output(t, y);
        net_finish(t, y, 1);
        runtime *rt = runtime_for(t);
        const runtime_result *r = runtime_backward(rt, &t->batch);
        double at = t->input_rows[0][0], factor = 1;
        for (int i = 0; i < k; i++)
            factor *= 5 - i;
        agree("power", (size_t)k, r->J, factor * pow(at, 5 - k), 1e-15);
        agree("dpower", (size_t)k, r->dinputs[0][0], factor * (5 - k) * pow(at, 4 - k), 1e-15);
        runtime_free(rt);
        net_free(t);
    }
}

/* grad with respect to a node on the way: E = (x y)^2 with y = x^3 taken as independent has
 * dE/dy = 2 x^2 y = 2 x^5, whose own derivative by x is 10 x^4; a second grad by y gives 2 x^2.
 * A log that goes by a softmax must not go by it where the softmax is what is derived by. */
static void grads_by_nodes(void **unused)
{
    (void)unused;
    net *t = net_new(4);
    ref x = net_input(t, 1), y = net_gate2(t, POW, x, net_constant(t, 3));
    ref product = net_gate2(t, MUL, x, y), E = net_gate2(t, MUL, product, product);
    ref first = net_gate2(t, GRAD, E, y), second = net_gate2(t, GRAD, first, y);
    ref unrelated = net_gate2(t, GRAD, net_gate1(t, SIN, x), E);
    ref z = net_input(t, 2), p = net_gate1(t, SOFTMAX, z);
    ref entropy = net_gate1(t, SUM, net_gate1(t, LOG, p)); /* d/dp = 1/p */
    net_output(t, second);
    net_output(t, unrelated);
    net_output(t, net_gate2(t, MUL, p, net_gate2(t, GRAD, entropy, p)));
    net_finish(t, first, 1);
    runtime *rt = runtime_for(t);
    double at = t->input_rows[0][0];
    const runtime_result *r = runtime_backward(rt, &t->batch);
    agree("first", 0, r->J, 2 * pow(at, 5), 1e-15);
    agree("dfirst", 0, r->dinputs[0][0], 10 * pow(at, 4), 1e-15);
    r = runtime_forward(rt, &t->batch);
    agree("second", 0, r->outputs[0][0], 2 * at * at, 1e-15);
    agree("unrelated", 0, r->outputs[1][0], 0, 0);
    agree("p/p", 0, r->outputs[2][0], 1, 1e-15);
    agree("p/p", 1, r->outputs[2][1], 1, 1e-15);
    runtime_free(rt);
    net_free(t);
}

/* y = tanh x, whose derivative is told by its value: grad(y^3, y) = 3 y^2 and grad(that, y) = 6 y
 * have the derivatives 6 y (1 - y^2) and 6 (1 - y^2) by x. */
static void grads_by_values(void **unused)
{
    (void)unused;
    for (int depth = 1; depth <= 2; depth++) {
        net *t = net_new(5);
        ref x = net_input(t, 1), y = net_gate1(t, TANH, x);
        ref loss = net_gate2(t, POW, y, net_constant(t, 3));
        for (int i = 0; i < depth; i++)
            loss = net_gate2(t, GRAD, loss, y);
        net_output(t, y);
        net_finish(t, loss, 1);
        runtime *rt = runtime_for(t);
        double at = tanh(t->input_rows[0][0]);
        const runtime_result *r = runtime_backward(rt, &t->batch);
        agree("J", 0, r->J, depth == 1 ? 3 * at * at : 6 * at, 1e-15);
        agree("dx", 0, r->dinputs[0][0], (depth == 1 ? 6 * at : 6) * (1 - at * at), 1e-15);
        runtime_free(rt);
        net_free(t);
    }
}

/* y = sin(x w) lies between x and E = y^3 x^2, and between the first grad and the second: what
 * flows back from the second has to part at y, and yet to reach w below it. */
static void grads_past_nodes(void **unused)
{
    (void)unused;
    net *t = net_new(12);
    ref x = net_input(t, 2), w = net_parameter(t, 2, 2);
    ref y = net_gate1(t, SIN, net_gate2(t, MATMUL, x, w)), three = net_constant(t, 3);
    ref E = net_gate1(t, SUM,
                      net_gate2(t, MUL, net_gate2(t, POW, y, three), net_gate2(t, MUL, x, x)));
    ref by_x = net_gate2(t, GRAD, E, x), e = net_gate1(t, SUM, net_gate1(t, SIN, by_x));
    ref by_y = net_gate2(t, GRAD, e, y);
    net_output(t, y);
    net_finish(t, net_gate1(t, SUM, net_gate2(t, MUL, by_y, by_y)), 1);
    compare_gradients(t, 1e-8);
    net_free(t);
}

/* ---- kinks, frozen parameters, stable forms ---- */

static double slope_at(gate gate, double a, double b, double *to_b)
{
    net *t = net_new(5);
    ref x = net_input(t, 1), y = net_input(t, 1);
    ref v = gate == ABS ? net_gate1(t, ABS, x) : net_gate2(t, gate, x, y);
    net_finish(t, v, 1);
    t->input_rows[0][0] = a;
    t->input_rows[1][0] = b;
    runtime *rt = runtime_for(t);
    const runtime_result *r = runtime_backward(rt, &t->batch);
    double slope = r->dinputs[0][0];
    *to_b = r->dinputs[1][0];
    runtime_free(rt);
    net_free(t);
    return slope;
}

static void kinks(void **unused)
{
    (void)unused;
    double to_b;
    assert_true(slope_at(MAX, 0, 0, &to_b) == 0 && to_b == 1); /* relu'(0) = 0 */
    assert_true(slope_at(MAX, 1, 0, &to_b) == 1 && to_b == 0);
    assert_true(slope_at(MIN, 2, 2, &to_b) == 0 && to_b == 1);
    assert_true(slope_at(MIN, 1, 2, &to_b) == 1 && to_b == 0);
    assert_true(slope_at(ABS, 0, 0, &to_b) == 0);
    assert_true(slope_at(ABS, -3, 0, &to_b) == -1);
    assert_true(slope_at(POW, 0, 2, &to_b) == 0 && to_b == 0); /* 0^b stays 0 */
}

static void frozen(void **unused)
{
    (void)unused;
    net *t = net_random(9, false, 0);
    t->parameters[0].train = false;
    t->spec.optimizer.weight_decay = 0.1;
    runtime *rt = runtime_for(t);
    runtime_state *state = runtime_state_new(rt);
    double before[12];
    for (int i = 0; i < 12; i++)
        before[i] = t->values[i];
    const runtime_result *r = runtime_step(rt, &t->batch, t->values, state);
    agree("J", 0, r->J, complex_J(t), 1e-1);
    for (int i = 0; i < 9; i++)
        assert_true(r->gradient[i] == 0 && t->values[i] == before[i]);
    for (int i = 9; i < 12; i++)
        assert_true(r->gradient[i] != 0 && t->values[i] != before[i]);
    runtime_state_free(state);
    runtime_free(rt);
    net_free(t);
}

/* -sum t log softmax z and -sum [t log s + (1 - t) log(1 - s)], s = sigmoid a, whose gradients are
 * y - t, at logits of +-size. The bounds allow y - t to be just that: a difference. */
static void saturated(void **unused)
{
    (void)unused;
    static const double sizes[] = { 1, 10, 100, 1e3, 1e4, 1e5, 1e6 };
    for (size_t at = 0; at < sizeof sizes / sizeof *sizes; at++) {
        const double size = sizes[at];
        net *t = net_new(6);
        ref z = net_input(t, 3), target = net_target(t, 3, true);
        ref logs = net_gate1(t, LOG, net_gate1(t, SOFTMAX, z));
        ref a = net_input(t, 3), bit = net_target(t, 3, false), one = net_constant(t, 1);
        ref s = net_gate1(t, SIGMOID, a);
        ref yes = net_gate2(t, MUL, bit, net_gate1(t, LOG, s));
        ref no = net_gate2(t, MUL, net_gate2(t, SUB, one, bit),
                           net_gate1(t, LOG, net_gate2(t, SUB, one, s)));
        ref sum = net_gate2(t, ADD, net_gate2(t, ADD, yes, no), net_gate2(t, MUL, target, logs));
        net_finish(t, net_gate1(t, NEG, net_gate1(t, SUM, sum)), 1);
        double logits[] = { size, -size, 0 }, others[] = { -size, size, size };
        double bits[] = { 1, 0, 1 }, class = 1;
        runtime_batch batch = { 1, t->values, (const double *[]){ logits, others },
                                (const double *[]){ &class, bits } };
        runtime *rt = runtime_for(t);
        runtime_bounds(rt, RUNTIME_FLOAT);
        const runtime_result *r = runtime_backward(rt, &batch);
        double rest = log1p(exp(-size) + exp(-2 * size)), small = log1p(exp(-size));
        double y = 1 / (1 + exp(-size)), minus = exp(-size) / (1 + exp(-size));
        const double wanted[2][3] = { { exp(-rest), exp(-2 * size - rest) - 1, exp(-size - rest) },
                                      { -y, y, -minus } };
        agree("J", 0, r->J, 2 * size + rest + 2 * (size + small) + small, 1e-14);
        assert_true(r->J_bound > 0 && r->J_bound < 1e-5 * size);
        for (size_t i = 0; i < 6; i++) {
            double bound = r->dinput_bounds[i / 3][i % 3];
            agree("dlogit", i, r->dinputs[i / 3][i % 3], wanted[i / 3][i % 3], 1e-14);
            assert_true(bound < 1e-5 * size && (i < 3 || bound >= RUNTIME_FLOAT));
        }
        runtime_free(rt);
        net_free(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_gate),       cmocka_unit_test(every_gate_derived),
        cmocka_unit_test(random_networks),  cmocka_unit_test(grads_in_losses),
        cmocka_unit_test(grads_of_grads),   cmocka_unit_test(powers_derived_again),
        cmocka_unit_test(grads_by_nodes),   cmocka_unit_test(grads_by_values),
        cmocka_unit_test(grads_past_nodes), cmocka_unit_test(kinks),
        cmocka_unit_test(frozen),           cmocka_unit_test(saturated),
    };
    return cmocka_run_group_tests_name("runtime", tests, NULL, NULL);
}
