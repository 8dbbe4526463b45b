/* test_nan.c - a NaN in one element of an input: generated C and the runtime have NaN in the same
 * places, of outputs, J and gradients, through every gate, activation and loss. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "command/compiled.h"
#include "command/points.h"
#include "runtime.h"

enum { ROWS = 3 };

typedef struct network {
    arena *arena;
    spec *spec;
    compiled code;
    runtime *runtime;
    void *p, *g, *workspace, **y, **dx;
    double *parameters;
    int different; /* places where one has NaN and the other none */
} network;

static void **arrays(arena *a, const end *ends, int count)
{
    void **rows = arena_alloc(a, (size_t)count * sizeof *rows);
    for (int i = 0; i < count; i++)
        rows[i] = arena_alloc(a, ROWS * (size_t)ends[i].size * sizeof(double));
    return rows;
}

static network open_network(const char *file, const char *real, const char *width, const char *cc,
                            const char *cflags)
{
    network w = { .arena = arena_new() };
    messages m = { .arena = w.arena };
    definition n = { "n", width, false };
    spec_options options = { .definitions = &n, .definition_count = 1, .real = real };
    generate_options how = { .plan = { .unroll = 1024 } };
    generated text;
    char *why = NULL;
    w.spec = spec_read(w.arena, file, &options, &m);
    const char *why_not = NULL;
    const folder *f = folder_new(w.arena, &why_not);
    const compiler with = { cc, cflags, false };
    const char *library = NULL;
    if (f && w.spec && generate(w.arena, w.spec, &how, &text, &m))
        library = compiled_build(w.arena, f, &text, &with, &m);
    if (!library || !compiled_load(library, &w.code, &m)) {
        fail_msg("%s: %s", file, m.count ? m.kept[0].text : "?");
        abort(); /* fail_msg does not return, which no compiler knows */
    }
    w.runtime = runtime_new(w.spec, &why);
    assert_non_null(w.runtime);
    w.p = arena_alloc(w.arena, w.code.parameters_size);
    w.g = arena_alloc(w.arena, w.code.parameters_size);
    w.workspace = arena_alloc(w.arena, w.code.workspace_size);
    w.y = arrays(w.arena, w.spec->outputs, w.spec->output_count);
    w.dx = arrays(w.arena, w.spec->inputs, w.spec->input_count);
    w.code.init(w.p, 1);
    w.parameters = reals_to_doubles(w.arena, w.spec, w.p, w.spec->parameter_scalars);
    return w;
}

static void close_network(network *w)
{
    runtime_free(w->runtime);
    arena_free(w->arena);
}

static void compare(network *w, const char *what, const char *from, int element, size_t count,
                    const void *got, const double *wanted)
{
    for (size_t i = 0; i < count; i++) {
        double value = real_get(w->spec, got, i);
        if (isnan(value) == isnan(wanted[i]))
            continue;
        if (w->different++ < 8)
            print_error("NaN in %s[%d]: %s[%zu] is %g, wanted %g\n", from, element + 1, what, i,
                        value, wanted[i]);
    }
}

static void at_point(network *w, point *at, const char *from, int element)
{
    const spec *s = w->spec;
    const runtime_batch batch = { ROWS, w->parameters, (const double *const *)at->inputs,
                                  (const double *const *)at->targets };
    const runtime_result *want = runtime_forward(w->runtime, &batch);
    w->code.forward(w->p, ROWS, at->raw_inputs, w->y, w->workspace);
    for (int i = 0; i < s->output_count; i++)
        compare(w, s->outputs[i].name, from, element, ROWS * (size_t)s->outputs[i].size, w->y[i],
                want->outputs[i]);
    want = runtime_backward(w->runtime, &batch);
    double J = w->code.backward(w->p, ROWS, at->raw_inputs, at->raw_targets, w->g, w->dx,
                                w->workspace);
    double as_real[1];
    real_set(s, as_real, 0, J);
    compare(w, "J", from, element, 1, as_real, &want->J);
    compare(w, "gradient", from, element, s->parameter_scalars, w->g, want->gradient);
    for (int i = 0; i < s->input_count; i++)
        compare(w, s->inputs[i].name, from, element, ROWS * (size_t)s->inputs[i].size, w->dx[i],
                want->dinputs[i]);
}

static void same_places(const char *file, const char *real, const char *width, const char *cc,
                        const char *cflags)
{
    network w = open_network(file, real, width, cc, cflags);
    uint64_t random = 1;
    point at;
    point_make(w.arena, w.spec, ROWS, &random, &at);
    at_point(&w, &at, "nothing", 0);
    for (int i = 0; i < w.spec->input_count; i++) {
        const end *x = &w.spec->inputs[i];
        for (int j = 0; j < x->size; j++) {
            size_t k = (size_t)x->size + (size_t)j; /* of the second sample */
            double before = at.inputs[i][k];
            real_set(w.spec, at.raw_inputs[i], k, at.inputs[i][k] = (double)NAN);
            at_point(&w, &at, x->name, j);
            real_set(w.spec, at.raw_inputs[i], k, at.inputs[i][k] = before);
        }
    }
    int different = w.different;
    close_network(&w);
    assert_int_equal(different, 0);
}

static void gates(void **state)
{
    (void)state;
    same_places("tests/numerics/specs/nan.lua", "float", "5", "gcc", "-O1 -march=native");
    same_places("tests/numerics/specs/nan.lua", "float", "19", "clang", "-O1 -march=native");
    same_places("tests/numerics/specs/nan.lua", "double", "5", "clang", "-O1");
}

static void without_vectors(void **state)
{
    (void)state;
    same_places("tests/numerics/specs/nan.lua", "float", "2", "clang", "-O1 -DBPGEN_LANES=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(gates),
                                        cmocka_unit_test(without_vectors) };
    return cmocka_run_group_tests_name("nan", tests, NULL, NULL);
}
