/* gather.c - batches of rows, in the order of an epoch. */
#include <string.h>
#include <zlib.h>

#include "base/random.h"
#include "data/data.h"
#include "graph/reals.h"

/* Rows come in an order that no processor foresees: what row i of n will need is asked for while
 * those before it are copied. */
static void ask_for(const data_end *e, const size_t *rows, size_t i, size_t n, size_t width)
{
    enum { AHEAD = 4, LINE = 64, MOST = 4096 };
    if (i + AHEAD >= n)
        return;
    const unsigned char *row = e->rows + rows[i + AHEAD] * width;
    for (size_t at = 0; at < width && at < MOST; at += LINE)
        __builtin_prefetch(row + at);
}

static void gather_reals(const data_end *e, size_t real, const size_t *rows, size_t n, void *to)
{
    const size_t width = e->size * real;
    for (size_t i = 0; i < n; i++) {
        ask_for(e, rows, i, n, width);
        memcpy((unsigned char *)to + i * width, e->rows + rows[i] * width, width);
    }
}

/* In blocks of a size that is known, which compilers make vectors of at -O2. */
enum { BLOCK = 16 };

static void divide_to_floats(float *restrict to, const unsigned char *restrict from, size_t count,
                             float divisor)
{
    size_t k = 0;
    for (; k + BLOCK <= count; k += BLOCK)
        for (size_t l = 0; l < BLOCK; l++)
            to[k + l] = (float)from[k + l] / divisor;
    for (; k < count; k++)
        to[k] = (float)from[k] / divisor;
}

static void divide_to_doubles(double *restrict to, const unsigned char *restrict from, size_t count,
                              double divisor)
{
    size_t k = 0;
    for (; k + BLOCK <= count; k += BLOCK)
        for (size_t l = 0; l < BLOCK; l++)
            to[k + l] = from[k + l] / divisor;
    for (; k < count; k++)
        to[k] = from[k] / divisor;
}

static void gather_bytes(const spec *s, const data_end *e, const size_t *rows, size_t n, void *to)
{
    const size_t width = e->size;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *from = e->rows + rows[i] * width;
        ask_for(e, rows, i, n, width);
        if (s->is_double)
            divide_to_doubles((double *)to + i * width, from, width, (double)e->divisor);
        else
            divide_to_floats((float *)to + i * width, from, width, e->divisor);
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
    case DATA_NUMBERS: gather_reals(e, sizeof(int32_t), rows, n, to); break;
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

static uint32_t fingerprint_end(arena *a, const spec *s, const data_end *e, size_t rows,
                                uint32_t from)
{
    const bool is_number = e->is_class || e->kind == DATA_NUMBERS;
    const size_t width = e->size * (is_number ? sizeof(int32_t) : real_size(s));
    unsigned char *row = arena_alloc(a, width);
    for (size_t i = 0; i < rows; i++) {
        gather(s, e, &i, 1, row);
        from = (uint32_t)crc32_z(from, row, width);
    }
    return from;
}

uint32_t data_fingerprint(arena *a, const dataset *d, uint32_t from)
{
    for (int i = 0; i < d->spec->input_count; i++)
        from = fingerprint_end(a, d->spec, &d->inputs[i], d->rows, from);
    for (int i = 0; i < d->spec->target_count && d->targets; i++)
        from = fingerprint_end(a, d->spec, &d->targets[i], d->rows, from);
    return from;
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
