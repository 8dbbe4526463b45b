/* contract.c - sums of products told by loops, and the largest of groups of elements: of jets.
 *
 * The bound of a sum of K products is that of product.c; how many products an element sums is
 * counted. The largest of a group is off by no more than the most uncertain of those that it may
 * be. */
#include "jet.h"

#include <math.h>
#include <string.h>
#include <tgmath.h>

/* ---- the loops ---- */

typedef struct rounds { /* where a nest of loops is, of each role */
    const nest *loops;
    int at[NEST_AXES];
    long index[NEST_ROLES];
} rounds;

static rounds rounds_of(const nest *n)
{
    rounds r = { .loops = n };
    for (int role = 0; role < NEST_ROLES; role++)
        r.index[role] = n->first[role];
    return r;
}

/* On to the next round; false after the last. */
static bool next_round(rounds *r)
{
    const nest *n = r->loops;
    for (int k = n->axes; k-- > 0;) {
        const bool goes_on = ++r->at[k] < n->size[k];
        for (int role = 0; role < NEST_ROLES; role++)
            r->index[role] += goes_on ? n->stride[k][role]
                                      : -(long)n->stride[k][role] * (n->size[k] - 1);
        if (goes_on)
            return true;
        r->at[k] = 0;
    }
    return false;
}

/* How many terms the element of y with the most has. */
static double most_terms(const arithmetic *a, const nest *n, size_t size)
{
    double *count = pool_take_zeroed(a->pool, size * sizeof *count), most = 0;
    rounds r = rounds_of(n);
    do
        most = fmax(most, ++count[r.index[NEST_Y]]);
    while (next_round(&r));
    return most;
}

/* y += the sums, x and w by one step 0 or 1: a scalar is every element of its array. */
static void add_rounds(const arithmetic *a, const nest *n, plane y, plane x, bool x_moves, plane w,
                       bool w_moves, double terms)
{
    const bool two = w.v != NULL;
    const double round = two || terms > 1 ? (terms + 2) * a->u : 0; /* a copy is exact */
    rounds r = rounds_of(n);
    do {
        const size_t i = (size_t)r.index[NEST_Y], j = x_moves ? (size_t)r.index[NEST_A] : 0,
                     k = w_moves ? (size_t)r.index[NEST_B] : 0;
        const scalar xv = x.v[j], wv = two ? w.v[k] : 1;
        const double ex = plane_error(x, j), ew = two ? plane_error(w, k) : 0;
        if ((xv == 0 && ex == 0) || (wv == 0 && ew == 0 && two))
            continue; /* as an exact 0 of jets */
        y.v[i] += xv * wv;
        if (y.e) {
            const double sx = fabs((double)xv), sw = fabs((double)wv);
            y.e[i] += sx * ew + sw * ex + ex * ew + round * sx * sw;
        }
    } while (next_round(&r));
}

/* Infinity times zero: nothing is known. */
static void settle(jet *y)
{
    for (int m = 0; m < 1 << y->level; m++)
        for (size_t i = 0; y->at[m].e && i < y->size; i++)
            if (isnan(y->at[m].e[i]))
                y->at[m].e[i] = (double)INFINITY;
}

jet jet_contract(const arithmetic *a, const nest *n, const jet *x, const jet *w, size_t size)
{
    const int level = w && w->level > x->level ? w->level : x->level;
    const double terms = a->u > 0 ? most_terms(a, n, size) : 1;
    jet y = { size, level, pool_take_zeroed(a->pool, sizeof(plane) << level) };
    for (int s = 0; s < 1 << x->level; s++)
        for (int t = 0; t < (w ? 1 << w->level : 1); t++) {
            if ((s & t) || !x->at[s].v || (w && !w->at[t].v))
                continue;
            plane *sum = &y.at[s | t];
            if (!sum->v)
                *sum = plane_new_zeroed(a, size);
            add_rounds(a, n, *sum, x->at[s], x->size > 1, w ? w->at[t] : (plane){ 0 },
                       w && w->size > 1, terms);
        }
    settle(&y);
    return y;
}

nest contract_adjoint(const nest *n, int operand)
{
    const int to = operand ? NEST_B : NEST_A, other = operand ? NEST_A : NEST_B;
    nest back = *n;
    back.first[NEST_Y] = n->first[to];
    back.first[NEST_A] = n->first[NEST_Y];
    back.first[NEST_B] = n->first[other];
    for (int k = 0; k < n->axes; k++) {
        back.stride[k][NEST_Y] = n->stride[k][to];
        back.stride[k][NEST_A] = n->stride[k][NEST_Y];
        back.stride[k][NEST_B] = n->stride[k][other];
    }
    return back;
}

/* ---- the largest of groups ---- */

/* Of elements `apart` from each other, up to `end`. */
static size_t first_largest(plane x, size_t from, size_t end, size_t apart)
{
    size_t at = from;
    for (size_t i = from + apart; i < end; i += apart)
        if (x.v[i] > x.v[at] || (isnan(x.v[i]) && !isnan(x.v[at])))
            at = i;
    return at;
}

/* Whether element i may be as large as the largest. */
static bool may_be_largest(plane x, size_t i, size_t largest)
{
    return i == largest ||
           !((double)(x.v[largest] - x.v[i]) > plane_error(x, i) + plane_error(x, largest));
}

/* The value and the planes of the infinitesimals follow the element that is the largest. */
jet jet_amax(const arithmetic *a, const jet *x, size_t length)
{
    const size_t groups = x->size / length;
    jet y = { groups, x->level, pool_take_zeroed(a->pool, sizeof(plane) << x->level) };
    plane value = x->at[0].v ? x->at[0] : plane_new_zeroed(a, x->size);
    for (int m = 0; m < 1 << x->level; m++)
        y.at[m] = m == 0 || x->at[m].v ? plane_new_zeroed(a, groups) : (plane){ 0 };
    for (size_t g = 0; g < groups; g++) {
        const size_t at = first_largest(value, g, x->size, groups);
        for (int m = 0; m < 1 << x->level; m++) {
            const plane from = m ? x->at[m] : value, to = y.at[m];
            if (!to.v)
                continue;
            to.v[g] = from.v[at];
            for (size_t i = g; to.e && i < x->size; i += groups)
                if (may_be_largest(value, i, at))
                    to.e[g] = fmax(to.e[g], plane_error(from, i) +
                                                (m ? fabs((double)(from.v[i] - from.v[at])) : 0));
        }
    }
    return y;
}

jet jet_is_amax(const arithmetic *a, const jet *x, size_t length)
{
    plane value = x->at[0].v ? x->at[0] : plane_new_zeroed(a, x->size);
    plane is = plane_new_zeroed(a, x->size);
    const size_t groups = x->size / length;
    for (size_t from = 0; from < groups; from++) {
        const size_t at = first_largest(value, from, x->size, groups);
        size_t possible = 0;
        for (size_t i = from; i < x->size; i += groups)
            possible += may_be_largest(value, i, at);
        is.v[at] = 1;
        /* exact equals are told apart by their order; where a bound is between them, nothing is */
        for (size_t i = from; is.e && possible > 1 && i < x->size; i += groups)
            if (may_be_largest(value, i, at) && plane_error(value, i) + plane_error(value, at) > 0)
                is.e[i] = is.e[at] = 1;
    }
    return jet_of(a, is, x->size);
}
