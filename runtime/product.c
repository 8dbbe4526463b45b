/* product.c - what reaches over vectors: sums, moves and matrix products of jets.
 *
 * A sum of K products has the bound  sum (|x| e_w + |w| e_x + e_x e_w) + (K + 2) u sum |x w|  in
 * whatever order it is taken, fused or not; see also likely(). */
#include "jet.h"

#include <math.h>
#include <string.h>
#include <tgmath.h>

static jet jet_like(const arithmetic *a, const jet *x, size_t size)
{
    return (jet){ size, x->level, pool_take_zeroed(a->pool, sizeof(plane) << x->level) };
}

/* ---- sums and moves ---- */

static plane sum_plane(const arithmetic *a, plane x, size_t size)
{
    plane y = plane_new_zeroed(a, 1);
    double terms = (double)size + 1;
    for (size_t i = 0; i < size; i++) {
        y.v[0] += x.v[i];
        if (y.e)
            y.e[0] += plane_error(x, i) + terms * a->u * (double)fabs(x.v[i]);
    }
    return y;
}

jet jet_sum(const arithmetic *a, const jet *x)
{
    if (x->size == 1)
        return *x;
    jet y = jet_like(a, x, 1);
    for (int m = 0; m < 1 << x->level; m++)
        if (x->at[m].v)
            y.at[m] = sum_plane(a, x->at[m], x->size);
    return y;
}

jet jet_spread(const arithmetic *a, const jet *x, size_t size)
{
    if (x->size == size)
        return *x;
    jet y = jet_like(a, x, size);
    for (int m = 0; m < 1 << x->level; m++) {
        if (!x->at[m].v)
            continue;
        y.at[m] = plane_new(a, size);
        for (size_t i = 0; i < size; i++) {
            y.at[m].v[i] = x->at[m].v[0];
            if (y.at[m].e)
                y.at[m].e[i] = plane_error(x->at[m], 0);
        }
    }
    return y;
}

static void copy_elements(plane y, size_t to, plane x, size_t from, size_t count)
{
    memcpy(y.v + to, x.v + from, count * sizeof *x.v);
    if (x.e && y.e)
        memcpy(y.e + to, x.e + from, count * sizeof *x.e);
}

jet jet_move(const arithmetic *a, const jet *x, size_t from, size_t count, size_t to, size_t size)
{
    jet y = jet_like(a, x, size);
    for (int m = 0; m < 1 << x->level; m++) {
        plane p = x->at[m];
        if (!p.v)
            continue;
        y.at[m] = plane_new_zeroed(a, size);
        copy_elements(y.at[m], to, p, from, count);
    }
    return y;
}

jet jet_concat(const arithmetic *a, int count, const jet parts[], size_t size)
{
    int level = 0;
    for (int i = 0; i < count; i++)
        level = parts[i].level > level ? parts[i].level : level;
    jet y = { size, level, pool_take_zeroed(a->pool, sizeof(plane) << level) };
    size_t at = 0;
    for (int i = 0; i < count; at += parts[i++].size)
        for (int m = 0; m < 1 << parts[i].level; m++) {
            if (!parts[i].at[m].v)
                continue;
            if (!y.at[m].v)
                y.at[m] = plane_new_zeroed(a, size);
            copy_elements(y.at[m], at, parts[i].at[m], 0, parts[i].size);
        }
    return y;
}

/* ---- products: for each pair of planes that share no infinitesimal ---- */

typedef void product(const arithmetic *a, plane sum, plane x, plane w, size_t in, size_t out);

static jet bilinear(const arithmetic *a, product *add, const jet *x, const jet *w, size_t in,
                    size_t out, size_t size)
{
    int level = x->level > w->level ? x->level : w->level;
    jet y = jet_like(a, x->level == level ? x : w, size);
    for (int s = 0; s < 1 << x->level; s++)
        for (int t = 0; t < 1 << w->level; t++) {
            if ((s & t) || !x->at[s].v || !w->at[t].v)
                continue;
            plane *sum = &y.at[s | t];
            if (!sum->v)
                *sum = plane_new_zeroed(a, size);
            add(a, *sum, x->at[s], w->at[t], in, out);
        }
    for (int m = 0; m < 1 << y.level; m++)
        for (size_t i = 0; y.at[m].e && i < size; i++)
            if (isnan(y.at[m].e[i])) /* infinity times zero: nothing is known */
                y.at[m].e[i] = (double)INFINITY;
    return y;
}

/* Rounding errors of many terms do not all point one way: a sum of K terms is hardly ever further
 * off than a few standard deviations (Higham and Mary, A new approach to probabilistic rounding
 * error analysis, 2019). This replaces the worst case where it is smaller, from K of about 100 on.
 * inherited: sum (w e_x)^2; squares: sum (x w)^2, about the square of the partial sums. */
static double likely(const arithmetic *a, double terms, double worst, double inherited,
                     double squares, double size)
{
    const double deviations = 8;
    double e = sqrt(inherited) + a->u * sqrt(terms) * (4 * sqrt(squares) + size);
    return deviations * e < worst ? deviations * e : worst;
}

static void add_matmul(const arithmetic *a, plane z, plane x, plane w, size_t in, size_t out)
{
    double round = ((double)in + 2) * a->u;
    double *worst = z.e ? pool_take_zeroed(a->pool, 3 * out * sizeof *worst) : NULL;
    double *inherited = worst + out, *squares = inherited + out;
    for (size_t i = 0; i < in; i++) {
        scalar xi = x.v[i];
        double ex = plane_error(x, i), size = (double)fabs(xi), each = ex + round * size;
        if (xi == 0 && ex == 0)
            continue;
        const scalar *row = w.v + i * out;
        for (size_t j = 0; j < out; j++)
            z.v[j] += xi * row[j];
        for (size_t j = 0; z.e && j < out; j++) {
            double wj = fabs((double)row[j]);
            worst[j] += wj * each;
            inherited[j] += wj * ex * (wj * ex);
            squares[j] += wj * size * (wj * size);
        }
        for (size_t j = 0; z.e && w.e && j < out; j++)
            z.e[j] += (size + ex) * w.e[i * out + j];
    }
    for (size_t j = 0; z.e && j < out; j++)
        z.e[j] += likely(a, (double)in, worst[j], inherited[j], squares[j], fabs((double)z.v[j]));
}

static void add_matmul_t(const arithmetic *a, plane z, plane d, plane w, size_t in, size_t out)
{
    double round = ((double)out + 2) * a->u;
    for (size_t i = 0; i < in; i++) {
        const scalar *row = w.v + i * out;
        scalar sum = 0;
        double worst = 0, inherited = 0, squares = 0, of_w = 0;
        for (size_t j = 0; j < out; j++)
            sum += d.v[j] * row[j];
        for (size_t j = 0; z.e && j < out; j++) {
            double size = fabs((double)d.v[j]), ed = plane_error(d, j), wj = fabs((double)row[j]);
            worst += wj * (ed + round * size);
            inherited += wj * ed * (wj * ed);
            squares += wj * size * (wj * size);
            of_w += (size + ed) * plane_error(w, i * out + j);
        }
        z.v[i] += sum;
        if (z.e)
            z.e[i] += of_w + likely(a, (double)out, worst, inherited, squares, fabs((double)sum));
    }
}

static void add_products(const arithmetic *a, plane z, plane x, plane d, size_t in, size_t out,
                         double terms)
{
    for (size_t i = 0; i < in; i++) {
        scalar xi = x.v[i], *row = z.v + i * out;
        double ex = plane_error(x, i), size = fabs((double)xi);
        if (xi == 0 && ex == 0)
            continue;
        for (size_t j = 0; j < out; j++)
            row[j] += xi * d.v[j];
        for (size_t j = 0; z.e && j < out; j++) {
            double dj = fabs((double)d.v[j]), ed = plane_error(d, j);
            z.e[i * out + j] += size * (ed + terms * a->u * dj) + ex * (dj + ed);
        }
    }
}

static void add_outer(const arithmetic *a, plane z, plane x, plane d, size_t in, size_t out)
{
    add_products(a, z, x, d, in, out, 4);
}

jet jet_matmul(const arithmetic *a, const jet *x, const jet *w, size_t in, size_t out)
{
    return bilinear(a, add_matmul, x, w, in, out, out);
}

jet jet_matmul_t(const arithmetic *a, const jet *d, const jet *w, size_t in, size_t out)
{
    return bilinear(a, add_matmul_t, d, w, in, out, in);
}

jet jet_outer(const arithmetic *a, const jet *x, const jet *d)
{
    return bilinear(a, add_outer, x, d, x->size, d->size, x->size * d->size);
}

void plane_add_outer(const arithmetic *a, plane sum, const jet *x, const jet *d, double terms)
{
    if (x->at[0].v && d->at[0].v)
        add_products(a, sum, x->at[0], d->at[0], x->size, d->size, terms + 2);
}

void plane_add(const arithmetic *a, plane sum, const jet *share, double terms)
{
    plane p = share->at[0];
    for (size_t i = 0; p.v && i < share->size; i++) {
        sum.v[i] += p.v[i];
        if (sum.e)
            sum.e[i] += plane_error(p, i) + terms * a->u * fabs((double)p.v[i]);
    }
}
