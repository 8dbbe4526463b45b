/* point.c - what the runtime makes of a spec at a random point, as a Lua table: for judge.lua.
 *
 *   point SPEC SEED
 *
 * The spec's arithmetic is double. Inputs, targets and parameters, a little moved so that no bias is
 * 0; the outputs, J, all gradients, and the parameters after a step. */
#include <stdio.h>
#include <stdlib.h>

#include "command/points.h"
#include "runtime.h"
#include "spec/spec.h"

static void print_array(const char *kind, const char *name, const double *v, size_t count)
{
    printf("%s[\"%s\"] = {", kind, name);
    for (size_t i = 0; i < count; i++)
        printf(" %.17g,", v[i]);
    printf(" }\n");
}

static void print_parameters(const char *kind, const spec *s, const double *block)
{
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *p = &s->parameters[i];
        print_array(kind, p->name, block + p->offset, (size_t)p->rows * (size_t)p->cols);
    }
}

static void print_targets(const spec *s, const point *at)
{
    for (int i = 0; i < s->target_count; i++) {
        const end *e = &s->targets[i];
        if (!e->is_class) {
            print_array("targets", e->name, at->targets[i], (size_t)e->size);
            continue;
        }
        printf("targets[\"%s\"] = {", e->name);
        for (int k = 0; k < e->size; k++)
            printf(" %d,", k == (int)at->targets[i][0]);
        printf(" }\n");
    }
}

/* The targets of the first are one-hot, where some losses have a kink. */
static void second_sample(const end *ends, int count, double **values)
{
    for (int i = 0; i < count; i++)
        values[i] += ends[i].is_class ? 1 : ends[i].size;
}

int main(int argc, char **argv)
{
    arena *a = arena_new();
    messages m = { .arena = a };
    spec_options given = { .real = "double" };
    const spec *s = argc == 3 ? spec_read(a, argv[1], &given, &m) : NULL;
    char *why = NULL;
    for (ref r = 0; s && r < s->graph.count; r++)
        if (s->graph.nodes[r].gate == DROPOUT)
            s->graph.nodes[r].value = 0; /* the derivation is that of a step that drops nothing */
    runtime *rt = s ? runtime_new(s, &why) : NULL;
    if (!rt)
        return 1;
    uint64_t random = strtoull(argv[2], NULL, 10);
    point at;
    point_make(a, s, 2, &random, &at);
    second_sample(s->inputs, s->input_count, at.inputs);
    second_sample(s->targets, s->target_count, at.targets);
    double *p = arena_alloc(a, (s->parameter_scalars + 1) * sizeof *p);
    runtime_init(rt, p, random);
    for (size_t i = 0; i < s->parameter_scalars; i++)
        p[i] += 0.1 * random_uniform(&random);
    runtime_batch batch = { 1, p, (const double *const *)at.inputs,
                            (const double *const *)at.targets };
    printf(
        "inputs, targets, outputs, parameters, dinputs, gradient, after = {}, {}, {}, {}, {}, {}, "
        "{}\nconstants = {}\n");
    for (ref r = 0; r < s->graph.count; r++) {
        const node *n = &s->graph.nodes[r];
        if (n->gate != DROPOUT)
            continue;
        printf("constants[\"%s\"] = {", n->name);
        for (int k = 0; k < n->cols; k++)
            printf(" 1,");
        printf(" }\n");
    }
    for (int i = 0; i < s->array_count; i++)
        print_array("constants", s->arrays[i].name, s->arrays[i].values, (size_t)s->arrays[i].size);
    for (int i = 0; i < s->input_count; i++)
        print_array("inputs", s->inputs[i].name, at.inputs[i], (size_t)s->inputs[i].size);
    print_targets(s, &at);
    print_parameters("parameters", s, p);
    const runtime_result *r = runtime_forward(rt, &batch);
    for (int i = 0; i < s->output_count; i++)
        print_array("outputs", s->outputs[i].name, r->outputs[i], (size_t)s->outputs[i].size);
    r = runtime_backward(rt, &batch);
    printf("J = %.17g\n", r->J);
    print_parameters("gradient", s, r->gradient);
    for (int i = 0; i < s->input_count; i++)
        print_array("dinputs", s->inputs[i].name, r->dinputs[i], (size_t)s->inputs[i].size);
    runtime_state *state = runtime_state_new(rt);
    runtime_step(rt, &batch, p, state);
    print_parameters("after", s, p);
    runtime_state_free(state);
    runtime_free(rt);
    arena_free(a);
    return 0;
}
