/* open.c - runtimes: made, with room for rows, freed. */
#include <stdlib.h>

#include "tape.h"

runtime *runtime_new(const spec *s, char **why)
{
    runtime *rt = memory_take_zeroed(1, sizeof *rt);
    rt->spec = s;
    if (!program_make(s, &rt->program, why)) {
        program_free(&rt->program);
        free(rt);
        return NULL;
    }
    rt->outputs = memory_take_zeroed((size_t)s->output_count, sizeof *rt->outputs);
    rt->output_bounds = memory_take_zeroed((size_t)s->output_count, sizeof *rt->outputs);
    rt->dinputs = memory_take_zeroed((size_t)s->input_count, sizeof *rt->dinputs);
    rt->dinput_bounds = memory_take_zeroed((size_t)s->input_count, sizeof *rt->dinputs);
    rt->gradient = memory_take_zeroed(s->parameter_scalars, sizeof *rt->gradient);
    rt->gradient_bounds = memory_take_zeroed(s->parameter_scalars, sizeof *rt->gradient);
    rt->statistics = memory_take_zeroed(s->parameter_scalars, sizeof *rt->statistics);
    rt->statistic_bounds = memory_take_zeroed(s->parameter_scalars, sizeof *rt->statistics);
    return rt;
}

static void free_rows(runtime *rt)
{
    for (int i = 0; i < rt->spec->output_count; i++) {
        free(rt->outputs[i]);
        free(rt->output_bounds[i]);
    }
    for (int i = 0; i < rt->spec->input_count; i++) {
        free(rt->dinputs[i]);
        free(rt->dinput_bounds[i]);
    }
}

void runtime_bounds(runtime *rt, double u)
{
    rt->u = u;
    rt->rows = 0; /* they are made again, with bounds or without */
}

void runtime_free(runtime *rt)
{
    if (!rt)
        return;
    free_rows(rt);
    free(rt->outputs);
    free(rt->output_bounds);
    free(rt->dinputs);
    free(rt->dinput_bounds);
    free(rt->gradient);
    free(rt->gradient_bounds);
    free(rt->statistics);
    free(rt->statistic_bounds);
    program_free(&rt->program);
    pool_free(&rt->pool);
    free(rt);
}

static void reserve_end(const runtime *rt, size_t count, double **values, double **bounds)
{
    free(*values);
    free(*bounds);
    *values = memory_take_zeroed(count, sizeof(double));
    *bounds = rt->u > 0 ? memory_take_zeroed(count, sizeof(double)) : NULL;
}

void runtime_reserve(runtime *rt, size_t n)
{
    const spec *s = rt->spec;
    if (n <= rt->rows)
        return;
    for (int i = 0; i < s->output_count; i++)
        reserve_end(rt, n * (size_t)s->outputs[i].size, &rt->outputs[i], &rt->output_bounds[i]);
    for (int i = 0; i < s->input_count; i++)
        reserve_end(rt, n * (size_t)s->inputs[i].size, &rt->dinputs[i], &rt->dinput_bounds[i]);
    rt->rows = n;
}
