/* gather.c - batches of rows, in the order of an epoch. */
#include <string.h>

#include "base/random.h"
#include "data/data.h"
#include "graph/reals.h"

static void gather_reals(const data_end *e, size_t real, const size_t *rows, size_t n, void *to)
{
    const size_t width = e->size * real;
    for (size_t i = 0; i < n; i++)
        memcpy((unsigned char *)to + i * width, e->rows + rows[i] * width, width);
}

/* The compiler makes vectors of each of the two. */
static void gather_bytes(const spec *s, const data_end *e, const size_t *rows, size_t n, void *to)
{
    const size_t width = e->size;
    const double divisor = (double)e->divisor;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *from = e->rows + rows[i] * width;
        float *narrow = (float *)to + i * width;
        double *wide = (double *)to + i * width;
        if (s->is_double)
            for (size_t k = 0; k < width; k++)
                wide[k] = from[k] / divisor;
        else
            for (size_t k = 0; k < width; k++)
                narrow[k] = (float)from[k] / e->divisor;
    }
}

static void gather_classes(const spec *s, const data_end *e, const size_t *rows, size_t n, void *to)
{
    for (size_t i = 0; i < n; i++) {
        int32_t number;
        memcpy(&number, e->rows + rows[i] * sizeof number, sizeof number);
        if (e->is_class)
            ((int32_t *)to)[i] = number;
        else if (e->size == 1)
            real_set(s, to, i, number ? e->on : e->off);
        else
            for (size_t k = 0; k < e->size; k++)
                real_set(s, to, i * e->size + k, k == (size_t)number ? e->on : e->off);
    }
}

static void gather(const spec *s, const data_end *e, const size_t *rows, size_t n, void *to)
{
    switch (e->kind) {
    case DATA_REALS: gather_reals(e, real_size(s), rows, n, to); break;
    case DATA_BYTES: gather_bytes(s, e, rows, n, to); break;
    default: gather_classes(s, e, rows, n, to); break;
    }
}

void data_gather(const dataset *d, const size_t *rows, size_t n, void *const *x, void *const *t)
{
    for (int i = 0; i < d->spec->input_count; i++)
        gather(d->spec, &d->inputs[i], rows, n, x[i]);
    for (int i = 0; i < d->spec->target_count && t; i++)
        gather(d->spec, &d->targets[i], rows, n, t[i]);
}

void data_shuffle(size_t *rows, size_t n, uint64_t seed, uint64_t epoch)
{
    uint64_t state = seed + (epoch << 32);
    for (size_t i = n; i-- > 1;) {
        const size_t k = (size_t)(random_bits(&state) % (i + 1)), kept = rows[i];
        rows[i] = rows[k];
        rows[k] = kept;
    }
}
