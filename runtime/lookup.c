/* lookup.c - rows of a table by class numbers, and rows added to it: of jets. A number that is no
 * class takes zeros from nowhere, and adds to nothing. */
#include <tgmath.h>

#include "jet.h"

/* Where the row of the i-th number begins in the table, or -1. */
static long row_at(const jet *ids, size_t i, size_t length, size_t size)
{
    const scalar number = ids->at[0].v ? ids->at[0].v[i] : 0;
    const size_t classes = size / length;
    return number >= 0 && number < (scalar)classes ? (long)number * (long)length : -1;
}

static plane gather_plane(const arithmetic *a, plane x, const jet *ids, size_t length, size_t size)
{
    plane y = plane_new_zeroed(a, ids->size * length);
    for (size_t i = 0; i < ids->size; i++) {
        const long from = row_at(ids, i, length, size);
        for (size_t j = 0; from >= 0 && j < length; j++) {
            y.v[i * length + j] = x.v[(size_t)from + j];
            if (y.e && x.e)
                y.e[i * length + j] = x.e[(size_t)from + j];
        }
    }
    return y;
}

/* A sum of up to as many terms as there are numbers. */
static plane scatter_plane(const arithmetic *a, plane d, const jet *ids, size_t length, size_t size)
{
    plane y = plane_new_zeroed(a, size);
    const double round = ids->size > 1 ? (double)ids->size * a->u : 0;
    for (size_t i = 0; i < ids->size; i++) {
        const long to = row_at(ids, i, length, size);
        for (size_t j = 0; to >= 0 && j < length; j++) {
            const scalar v = d.v[i * length + j];
            y.v[(size_t)to + j] += v;
            if (y.e)
                y.e[(size_t)to + j] += (d.e ? d.e[i * length + j] : 0) + round * fabs((double)v);
        }
    }
    return y;
}

jet jet_gather(const arithmetic *a, const jet *x, const jet *ids, size_t length)
{
    jet y = { ids->size * length, x->level, pool_take_zeroed(a->pool, sizeof(plane) << x->level) };
    for (int m = 0; m < 1 << x->level; m++)
        if (x->at[m].v)
            y.at[m] = gather_plane(a, x->at[m], ids, length, x->size);
    return y;
}

jet jet_scatter(const arithmetic *a, const jet *d, const jet *ids, size_t length, size_t size)
{
    jet y = { size, d->level, pool_take_zeroed(a->pool, sizeof(plane) << d->level) };
    for (int m = 0; m < 1 << d->level; m++)
        if (d->at[m].v)
            y.at[m] = scatter_plane(a, d->at[m], ids, length, size);
    return y;
}
