/* test_runtime_training.c - the runtime's optimizers, starting values, training and tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "runtime_graphs.h"

static runtime *runtime_for(const net *t)
{
    char *why = NULL;
    runtime *rt = runtime_new(&t->spec, &why);
    if (!rt)
        fail_msg("%s", why);
    return rt;
}

/* ---- optimizers ---- */

/* The weights after three steps from (1, -2) on J = (w1^2 + 10 w2^2)/2, worked out to forty digits
 * by the algorithm boxes of torch.optim's documentation. */
/* clang-format off */
static const struct { optimizer o; double w1, w2; } steps[] = {
    { { .name = "sgd", .rate = 0.05 }, 0.857374999999999992, -0.249999999999999958 },
    { { .name = "sgd", .rate = 0.05, .weight_decay = 0.1 },
      0.843908624999999991, -0.242574749999999958 },
    { { .name = "momentum", .rate = 0.05, .momentum = 0.9 },
      0.731374999999999982, 1.46000000000000015 },
    { { .name = "momentum", .rate = 0.05, .momentum = 0.9, .weight_decay = 0.1 },
      0.705803624999999979, 1.47543525000000015 },
    { { .name = "nesterov", .rate = 0.05, .momentum = 0.9 }, 0.631462624999999972, 0.80975 },
    { { .name = "rmsprop", .rate = 0.01, .decay = 0.99, .epsilon = 1e-8 },
      0.779982281982354081, -1.77534944200325378 },
    { { .name = "rmsprop", .rate = 0.01, .decay = 0.9, .epsilon = 1e-6, .weight_decay = 0.1,
        .momentum = 0.5 },
      0.892246744373616117, -1.89163193672842677 },
    { { .name = "adam", .rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8 },
      0.997000096080147479, -1.99700004789127178 },
    { { .name = "adam", .rate = 0.1, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-4,
        .weight_decay = 0.1 },
      0.702280538370638507, -1.70094213620190922 },
    { { .name = "adamw", .rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8,
        .weight_decay = 1e-2 },
      0.996970127345401755, -1.99694007945141337 },
    { { .name = "polyak", .rate = 1 }, 0.836976006263878997, -0.146034180713041812 },
    { { .name = "polyak", .rate = 0.5 }, 0.923842393935735195, -0.808467588096503399 },
};
/* clang-format on */

static void optimizers(void **unused)
{
    (void)unused;
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        net *t = net_new(1);
        ref x = net_input(t, 1), one = net_constant(t, 1);
        ref a = net_gate2(t, MATMUL, one, net_parameter(t, 1, 1));
        ref b = net_gate2(t, MATMUL, one, net_parameter(t, 1, 1));
        ref squares = net_gate2(t, ADD, net_gate2(t, MUL, a, a),
                                net_gate2(t, MUL, net_constant(t, 10), net_gate2(t, MUL, b, b)));
        ref loss = net_gate2(t, MUL, net_constant(t, 0.5), squares);
        net_output(t, net_gate2(t, ADD, x, loss));
        t->spec.optimizer = steps[k].o;
        net_finish(t, loss, 1);
        t->values[0] = 1;
        t->values[1] = -2;
        runtime *rt = runtime_for(t);
        runtime_state *state = runtime_state_new(rt);
        assert_true(runtime_step(rt, &t->batch, t->values, state)->J == 20.5); /* before the step */
        runtime_step(rt, &t->batch, t->values, state);
        runtime_step(rt, &t->batch, t->values, state);
        if (!(fabs(t->values[0] - steps[k].w1) < 1e-15 && fabs(t->values[1] - steps[k].w2) < 2e-15))
            fail_msg("%s (%zu): %.17g %.17g", steps[k].o.name, k, t->values[0], t->values[1]);
        runtime_state_free(state);
        runtime_free(rt);
        net_free(t);
    }
}

/* ---- starting values ---- */

static void moments_of(initialiser init, double value, double *mean, double *deviation,
                       double *most)
{
    enum { IN = 300, OUT = 100 };
    net *t = net_new(2);
    ref x = net_input(t, IN), w = net_parameter(t, IN, OUT);
    ref loss = net_gate1(t, SUM, net_gate2(t, MATMUL, x, w));
    t->parameters[0].init = init;
    t->parameters[0].init_value = value;
    net_finish(t, loss, 1);
    runtime *rt = runtime_for(t);
    runtime_init(rt, t->values, 3);
    double sum = 0, squares = 0;
    *most = 0;
    for (int i = 0; i < IN * OUT; i++) {
        sum += t->values[i];
        squares += t->values[i] * t->values[i];
        *most = fmax(*most, fabs(t->values[i]));
    }
    *mean = sum / (IN * OUT);
    *deviation = sqrt(squares / (IN * OUT) - *mean * *mean);
    runtime_free(rt);
    net_free(t);
}

/* 300 in, 100 out: uniform on (-a, a) has deviation a/sqrt 3. */
static void initialisers(void **unused)
{
    static const struct {
        initialiser init;
        double value, deviation, most;
    } wanted[] = {
        { INIT_UNIFORM, 0.2, 0.2 / 1.7320508, 0.2 },
        { INIT_GLOROT_UNIFORM, 0, 0.0707107, 0.122475 }, /* a = sqrt(6/400) */
        { INIT_GLOROT_NORMAL, 0, 0.0707107, 0.5 },       /* sqrt(2/400) */
        { INIT_HE_UNIFORM, 0, 0.0816497, 0.141422 },     /* a = sqrt(6/300) */
        { INIT_HE_NORMAL, 0, 0.0816497, 0.5 },           /* sqrt(2/300) */
        { INIT_LECUN_NORMAL, 0, 0.0577350, 0.5 },        /* sqrt(1/300) */
    };
    double mean, deviation, most;
    (void)unused;
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        moments_of(wanted[k].init, wanted[k].value, &mean, &deviation, &most);
        assert_true(fabs(mean) < 0.02 * wanted[k].deviation);
        assert_true(fabs(deviation / wanted[k].deviation - 1) < 0.02);
        assert_true(most < wanted[k].most && most > 1.7 * wanted[k].deviation);
    }
    moments_of(INIT_CONSTANT, 2.5, &mean, &deviation, &most);
    assert_true(mean == 2.5 && most == 2.5);
    moments_of(INIT_ZEROS, 1, &mean, &deviation, &most);
    assert_true(most == 0);
}

/* ---- tables ---- */

static char path[64];

static runtime_table *table_of(const void *bytes, size_t size, bool packed, char **why)
{
    gzFile file = gzopen(path, packed ? "wb" : "wbT"); /* T: as it is */
    assert_non_null(file);
    assert_true(size == 0 || gzwrite(file, bytes, (unsigned)size) == (int)size);
    assert_int_equal(gzclose(file), Z_OK);
    return runtime_table_read(path, why);
}

static void expect_table(runtime_table *t, char *why, size_t rows, size_t cols,
                         const double *wanted)
{
    double got[16];
    if (!t) {
        fail_msg("%s", why);
        return; /* clang-tidy does not know that it has not come back */
    }
    assert_true(t->rows == rows && t->cols == cols);
    for (size_t i = 0; i < rows; i++) {
        runtime_table_row(t, i, got);
        for (size_t j = 0; j < cols; j++)
            assert_true(got[j] == wanted[i * cols + j]);
    }
    runtime_table_free(t);
}

static void idx(void **unused)
{
    /* clang-format off */
    static const unsigned char bytes[] = { 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2,
                                           1, 2, 200, 255 };
    /* clang-format on */
    static const unsigned char shorts[] = { 0, 0, 11, 1, 0, 0, 0, 2, 0xff, 0xfe, 1, 0 };
    static const unsigned char floats[] = { 0, 0, 13, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0 };
    char *why = NULL;
    (void)unused;
    for (int packed = 0; packed < 2; packed++) {
        runtime_table *t = table_of(bytes, sizeof bytes, packed, &why);
        expect_table(t, why, 2, 2, (const double[]){ 1, 2, 200, 255 });
        t = table_of(shorts, sizeof shorts, packed, &why);
        expect_table(t, why, 2, 1, (const double[]){ -2, 256 });
        t = table_of(floats, sizeof floats, packed, &why);
        expect_table(t, why, 1, 1, (const double[]){ 1.5 });
    }
}

static void csv(void **unused)
{
    static const char heading[] = "width, length;class\n1,2.5;0\r\n\n -3e-1, 4 ; 1 \n";
    static const char bare[] = "1 2\t3";
    char *why = NULL;
    (void)unused;
    runtime_table *t = table_of(heading, sizeof heading - 1, false, &why);
    expect_table(t, why, 2, 3, (const double[]){ 1, 2.5, 0, -0.3, 4, 1 });
    t = table_of(bare, sizeof bare - 1, true, &why);
    expect_table(t, why, 1, 3, (const double[]){ 1, 2, 3 });
}

static void expect_refusal(const void *bytes, size_t size, bool packed, const char *says)
{
    char *why = NULL;
    runtime_table *t = table_of(bytes, size, packed, &why);
    assert_null(t);
    if (!why || !strstr(why, says))
        fail_msg("said '%s', not '%s'", why ? why : "nothing", says);
    free(why);
}

static void refused_tables(void **unused)
{
    /* clang-format off */
    static const unsigned char huge[] = { 0, 0, 14, 3, 255, 255, 255, 255, 255, 255, 255, 255,
                                          255, 255, 255, 255, 1, 2, 3, 4, 5, 6, 7, 8 };
    /* clang-format on */
    static const unsigned char cut[] = { 0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3 };
    static const unsigned char type[] = { 0, 0, 7, 1, 0, 0, 0, 1, 1 };
    static const unsigned char head[] = { 0, 0, 8, 200, 0, 0 };
    static const unsigned char binary[] = { 'P', 'N', 'G', 0, 1 };
    char *why = NULL;
    (void)unused;
    expect_refusal(huge, sizeof huge, false, "do not fit");
    expect_refusal(cut, sizeof cut, true, "does not fit");
    expect_refusal(type, sizeof type, false, "0x07");
    expect_refusal(head, sizeof head, false, "header ends early");
    expect_refusal(binary, sizeof binary, false, "neither IDX nor CSV");
    expect_refusal("", 0, false, "empty");
    expect_refusal("a,b\n", 4, false, "no rows");
    expect_refusal("1,2\n3\n", 6, false, ":2: 1 numbers");
    expect_refusal("1,2\n3,x\n", 8, false, ":2: not a line of numbers");
    expect_refusal("1,2\n3,,4\n", 9, false, ":2: not a line of numbers");
    assert_null(runtime_table_read("/nonexistent/table.csv", &why));
    assert_non_null(strstr(why, "No such file"));
    free(why);
    runtime_table *t = table_of("1\n2\n3\n4\n", 8, true, &why);
    runtime_table_free(t);
    assert_int_equal(truncate(path, 20), 0); /* the gzip header, and little more */
    assert_null(runtime_table_read(path, &why));
    free(why);
}

/* ---- training ---- */

typedef struct progress {
    double first, last;
    size_t epochs;
} progress;

static bool note(void *context, size_t epoch, double J)
{
    progress *p = context;
    p->first = epoch == 1 ? J : p->first;
    p->last = J;
    p->epochs = epoch;
    return !(J < 1e-3);
}

/* Exclusive or: 2-8-2, tanh, softmax and cross-entropy, adam; the class given by number. */
static void exclusive_or(void **unused)
{
    (void)unused;
    net *t = net_new(11);
    ref x = net_input(t, 2), target = net_target(t, 2, false);
    ref w1 = net_parameter(t, 2, 8), b1 = net_parameter(t, 1, 8);
    ref w2 = net_parameter(t, 8, 2), b2 = net_parameter(t, 1, 2);
    ref h = net_gate1(t, TANH, net_gate2(t, ADD, net_gate2(t, MATMUL, x, w1), b1));
    ref y = net_gate1(t, SOFTMAX, net_gate2(t, ADD, net_gate2(t, MATMUL, h, w2), b2));
    net_output(t, y);
    net_finish(t,
               net_gate1(t, NEG,
                         net_gate1(t, SUM, net_gate2(t, MUL, target, net_gate1(t, LOG, y)))),
               1);
    for (int i = 0; i < 4; i++)
        t->parameters[i].init = i % 2 ? INIT_ZEROS : INIT_GLOROT_UNIFORM;
    t->spec.optimizer =
        (optimizer){ .name = "adam", .rate = 0.05, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8 };
    double corners[] = { 0, 0, 0, 1, 1, 0, 1, 1 }, classes[] = { 0, 1, 1, 0 };
    runtime_table inputs = { 4, 2, 1, NULL, corners }, targets = { 4, 1, 1, NULL, classes };
    progress p = { 0 };
    runtime_training training = { (const runtime_table *[]){ &inputs },
                                  (const runtime_table *[]){ &targets },
                                  1000,
                                  4,
                                  1,
                                  note,
                                  &p };
    runtime *rt = runtime_for(t);
    runtime_state *state = runtime_state_new(rt);
    char *why = NULL;
    runtime_init(rt, t->values, 1);
    assert_true(runtime_train(rt, t->values, state, &training, &why));
    assert_true(p.last < 1e-3 && p.first > 0.5 && p.epochs < 1000);
    assert_int_equal(state->steps, p.epochs);
    classes[2] = 2;
    assert_false(runtime_train(rt, t->values, state, &training, &why));
    assert_non_null(strstr(why, "row 3: 2 is no class of 0 to 1"));
    free(why);
    inputs.cols = 1;
    assert_false(runtime_train(rt, t->values, state, &training, &why));
    assert_non_null(strstr(why, "1 columns, should be 2"));
    free(why);
    runtime_state_free(state);
    runtime_free(rt);
    net_free(t);
}

static int make_path(void **unused)
{
    (void)unused;
    strcpy(path, "/tmp/runtime_table_XXXXXX");
    int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_path(void **unused)
{
    (void)unused;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(optimizers),
        cmocka_unit_test(initialisers),
        cmocka_unit_test(idx),
        cmocka_unit_test(csv),
        cmocka_unit_test(refused_tables),
        cmocka_unit_test(exclusive_or),
    };
    return cmocka_run_group_tests_name("runtime training", tests, make_path, remove_path);
}
