/* softmax.c - softmax of a vector, its logarithm, and what that one is normalised by. */
#include "jet.h"

#include <math.h>
#include <tgmath.h>

static double bound_at(plane p, size_t i)
{
    return p.e ? p.e[i] : 0;
}

typedef struct exponentials { /* of a vector x, shifted by its greatest element */
    scalar greatest, others;  /* sum of e^(x - greatest), without the 1 of the greatest */
    size_t first;             /* where that one is */
    double reach;             /* the greatest error bound of x */
    double shift;             /* the mean of |x - greatest| under softmax: rounding of the shift */
} exponentials;

/* e^(x - greatest), where both may be infinite. */
static scalar exponential(const exponentials *s, scalar x)
{
    return x == s->greatest ? 1 : exp(x - s->greatest);
}

static exponentials exponentials_of(plane x, size_t size)
{
    exponentials s = { x.v[0], 0, 0, 0, 0 };
    scalar shift = 0;
    for (size_t i = 0; i < size; i++) {
        s.reach = fmax(s.reach, bound_at(x, i));
        if (x.v[i] > s.greatest || isnan(x.v[i])) {
            s.greatest = x.v[i];
            s.first = i;
        }
    }
    for (size_t i = 0; i < size; i++) {
        scalar t = exponential(&s, x.v[i]);
        s.others += i == s.first ? 0 : t;
        shift += t > 0 && t < 1 ? t * (s.greatest - x.v[i]) : 0;
    }
    s.shift = (double)(shift / (1 + s.others));
    return s;
}

static plane zero_as_plane(const arithmetic *a, const jet *x)
{
    return x->at[0].v ? x->at[0] : plane_new_zeroed(a, x->size);
}

static plane logsumexp_plane(const arithmetic *a, const jet *x)
{
    exponentials s = exponentials_of(zero_as_plane(a, x), x->size);
    plane y = plane_new(a, 1);
    scalar lg = log1p(s.others);
    y.v[0] = s.greatest + lg;
    if (y.e) /* each exponential's relative error, the sum's, the logarithm's, the addition's */
        y.e[0] = s.reach +
                 a->u * (s.shift + (double)x->size + 10 + 8 * (double)lg +
                         (double)fabs(s.greatest) + 2 * (double)fabs(y.v[0])) +
                 a->tiny;
    return y;
}

static plane softmax_plane(const arithmetic *a, const jet *x)
{
    plane p = zero_as_plane(a, x), y = plane_new(a, x->size);
    exponentials s = exponentials_of(p, x->size);
    for (size_t i = 0; i < x->size; i++) { /* NaN where the greatest is infinite, as PyTorch's */
        y.v[i] = exp(p.v[i] - s.greatest) / (isfinite(s.greatest) ? 1 + s.others : (scalar)NAN);
        if (!y.e)
            continue;
        double relative = bound_at(p, i) + s.reach +
                          a->u * ((double)(s.greatest - p.v[i]) + s.shift + (double)x->size + 20);
        double e = (double)y.v[i] * expm1(relative);
        y.e[i] = (e < 1 ? e : 1) + a->tiny; /* both are probabilities */
    }
    return y;
}

/* (x - greatest) - log(1 + others): two numbers of one sign, so that what is small is exact, too.
 * An error of x reaches the result as far as other elements have a share in the sum. */
static plane log_softmax_plane(const arithmetic *a, const jet *x)
{
    plane p = zero_as_plane(a, x), y = plane_new(a, x->size);
    exponentials s = exponentials_of(p, x->size);
    scalar lg = log1p(s.others), sum = 1 + s.others;
    double round = (double)(s.others / sum) * ((double)x->size + 12) + s.shift + 8 * (double)lg;
    for (size_t i = 0; i < x->size; i++) {
        scalar below = x->size > 0 && p.v[i] == s.greatest ? 0 : p.v[i] - s.greatest;
        scalar rest = i == s.first ? s.others : sum - exponential(&s, p.v[i]);
        y.v[i] = below - lg;
        if (!y.e)
            continue;
        double share = fmin((double)(rest / sum) * exp(2 * s.reach), 1);
        y.e[i] = (bound_at(p, i) + s.reach) * share + a->tiny +
                 a->u * (round + (double)fabs(below) + 2 * (double)fabs(y.v[i]));
    }
    return y;
}

jet jet_softmax(const arithmetic *a, const jet *x)
{
    int level = x->level;
    if (level == 0)
        return jet_of(a, softmax_plane(a, x), x->size);
    jet low = jet_lower(x, level), high = jet_upper(a, x, level), y = jet_softmax(a, &low);
    jet weighted = jet_chain(a, &y, &high), mean = jet_sum(a, &weighted);
    jet centred = jet_sub(a, &high, &mean), change = jet_chain(a, &y, &centred);
    return jet_join(a, &y, &change, level); /* y (b - sum(y b)) */
}

jet jet_logsumexp(const arithmetic *a, const jet *x)
{
    int level = x->level;
    if (level == 0)
        return jet_of(a, logsumexp_plane(a, x), 1);
    jet low = jet_lower(x, level), high = jet_upper(a, x, level), y = jet_logsumexp(a, &low);
    jet p = jet_softmax(a, &low), weighted = jet_chain(a, &p, &high);
    jet change = jet_sum(a, &weighted); /* sum(softmax(a) b) */
    return jet_join(a, &y, &change, level);
}

jet jet_log_softmax(const arithmetic *a, const jet *x)
{
    int level = x->level;
    if (level == 0)
        return jet_of(a, log_softmax_plane(a, x), x->size);
    jet low = jet_lower(x, level), high = jet_upper(a, x, level), y = jet_log_softmax(a, &low);
    jet p = jet_softmax(a, &low), weighted = jet_chain(a, &p, &high), mean = jet_sum(a, &weighted);
    jet change = jet_sub(a, &high, &mean); /* b - sum(softmax(a) b) */
    return jet_join(a, &y, &change, level);
}
