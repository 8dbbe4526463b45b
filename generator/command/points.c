/* points.c - random arguments for a network. */
#include "command/points.h"

#include <math.h>

#include "base/random.h"

double random_uniform(uint64_t *state)
{
    return ((double)(random_bits(state) >> 11) + 0.5) * 0x1p-52 - 1;
}

double *reals_to_doubles(arena *a, const spec *s, const void *array, size_t count)
{
    double *values = arena_alloc(a, count * sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = real_get(s, array, i);
    return values;
}

/* One target row of several elements. */
static void target_row(double *row, int size, bool one_hot, uint64_t *random)
{
    int class_number = (int)((random_uniform(random) + 1) / 2 * size);
    double sum = 0;
    for (int j = 0; j < size; j++) {
        row[j] = one_hot ? j == class_number : 1.1 + random_uniform(random);
        sum += row[j];
    }
    for (int j = 0; j < size && size > 1; j++)
        row[j] /= sum;
    if (size == 1)
        row[0] = one_hot ? random_uniform(random) > 0 : (1 + random_uniform(random)) / 2;
}

/* One in eight is none of the classes, which is not to be looked up. */
static void class_numbers(double *row, const end *e, uint64_t *random)
{
    for (int j = 0; j < e->size; j++) {
        const double draw = (random_uniform(random) + 1) / 2, other = random_uniform(random);
        row[j] = floor(draw * e->classes);
        if (other > 0.75)
            row[j] = draw < 0.5 ? -1 - row[j] : e->classes + row[j];
    }
}

static void fill_end(const spec *s, const end *e, bool target, size_t n, uint64_t *random,
                     double *values)
{
    for (size_t r = 0; r < n; r++) {
        if (e->is_class) {
            values[r] = (int)((random_uniform(random) + 1) / 2 * e->size);
            continue;
        }
        double *row = values + r * (size_t)e->size;
        if (e->classes) {
            class_numbers(row, e, random);
            continue;
        }
        for (int j = 0; j < e->size; j++)
            row[j] = 2 * random_uniform(random);
        if (target)
            target_row(row, e->size, r % 2 == 0, random);
        for (int j = 0; j < e->size && !s->is_double; j++)
            row[j] = (double)(float)row[j];
    }
}

static void make_ends(arena *a, const spec *s, const end *ends, int count, bool target, size_t n,
                      uint64_t *random, double ***values, void ***raw)
{
    *values = arena_alloc(a, (size_t)count * sizeof **values);
    *raw = arena_alloc(a, (size_t)count * sizeof **raw);
    for (int i = 0; i < count; i++) {
        size_t size = n * end_width(&ends[i]);
        double *v = (*values)[i] = arena_alloc(a, size * sizeof *v);
        fill_end(s, &ends[i], target, n, random, v);
        (*raw)[i] = arena_alloc(a, size * sizeof(double));
        for (size_t k = 0; k < size; k++)
            if (end_classes(&ends[i]))
                ((int32_t *)(*raw)[i])[k] = (int32_t)v[k];
            else
                real_set(s, (*raw)[i], k, v[k]);
    }
}

void point_make(arena *a, const spec *s, size_t n, uint64_t *random, point *out)
{
    out->n = n;
    make_ends(a, s, s->inputs, s->input_count, false, n, random, &out->inputs, &out->raw_inputs);
    make_ends(a, s, s->targets, s->target_count, true, n, random, &out->targets, &out->raw_targets);
}
