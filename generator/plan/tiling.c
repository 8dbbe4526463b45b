/* tiling.c - the loops of a contraction as tiles. An axis that moves y together with another one
 * (windows that overlap, as in the gradient of a convolution's input) meets an element of y in the
 * rounds in which both sum up to it: where the one counts up, the other counts down. So the two may
 * change places, if the one that comes first then counts down. */
#include "plan/tiling.h"

#include <stdlib.h>
#include <string.h>

enum {
    NARROWEST = 4, /* elements that vectors are worth */
    TALLEST = 14,  /* rows of a tile on any target */
};

typedef struct overlaps {
    int partner[NEST_AXES]; /* of each axis that moves y: the other one of its pair, or -1 */
} overlaps;

/* ---- axes ---- */

/* Rows of a window are one piece of memory, and one axis: but the next window begins within it. */
static void split_overlapping(nest *n)
{
    for (int k = 0; k < n->axes; k++)
        for (int i = 0; i < n->axes && n->axes < NEST_AXES; i++) {
            const int step = n->stride[k][NEST_Y], other = n->stride[i][NEST_Y];
            if (i == k || step != 1 || other <= 1 || other >= n->size[k] || n->size[k] % other)
                continue;
            nest_split(n, k, other);
            i = -1;
        }
}

static int common_divisor(int a, int b)
{
    return b ? common_divisor(b, a % b) : a;
}

/* Finds the pairs. False: y is met in other ways, too. */
static bool find_overlaps(const nest *n, overlaps *o)
{
    int order[NEST_AXES];
    const int count = nest_by_stride(n, NEST_Y, order);
    for (int k = 0; k < n->axes; k++)
        o->partner[k] = -1;
    int64_t reach = 0, below = 0; /* of the axes so far; of those before the last */
    for (int i = 0; i < count; i++) {
        const int k = order[i], step = n->stride[k][NEST_Y];
        if (i > 0 && abs(step) <= reach) {
            const int last = order[i - 1], other = n->stride[last][NEST_Y];
            if (o->partner[last] >= 0 || step <= 0 || other <= 0 ||
                common_divisor(step, other) <= below)
                return false;
            o->partner[last] = k;
            o->partner[k] = last;
        } else {
            below = reach;
        }
        reach += (int64_t)abs(step) * (n->size[k] - 1);
    }
    return true;
}

/* ---- what is what ---- */

static bool runs_forward(const nest *n, int k)
{
    return n->stride[k][NEST_Y] >= 0 && n->stride[k][NEST_A] >= 0 && n->stride[k][NEST_B] >= 0;
}

static bool choose_column(const nest *n, const overlaps *o, int arity, tiling *t)
{
    t->column = t->packed = -1;
    for (int k = 0; k < n->axes; k++)
        if (n->stride[k][NEST_Y] == 1 && o->partner[k] < 0 && n->size[k] >= NARROWEST)
            t->column = k;
    if (t->column < 0 || !runs_forward(n, t->column))
        return false;
    for (int role = NEST_A; role < NEST_A + arity; role++) {
        if (n->stride[t->column][role] <= 1)
            continue;
        if (t->packed >= 0 || arity == 1)
            return false;
        t->packed = role;
    }
    return true;
}

/* Rows that read one operand again are best, the more the better; the later, the nearer. */
static void choose_row(const nest *n, tiling *t)
{
    int best = 0;
    t->row = -1;
    for (int k = 0; k < n->axes; k++) {
        if (n->stride[k][NEST_Y] == 0 || k == t->column || !runs_forward(n, k) ||
            (t->packed >= 0 && n->stride[k][t->packed]))
            continue;
        const bool again = !n->stride[k][NEST_A] || !n->stride[k][NEST_B];
        const int rows = (n->size[k] < TALLEST ? n->size[k] : TALLEST) + (again ? TALLEST : 0);
        if (rows < best)
            continue;
        best = rows;
        t->row = k;
    }
}

/* Sums run over the last axes that do not move y, and come after those that overlap. */
static bool choose_terms(const nest *n, const overlaps *o, tiling *t)
{
    t->terms = 0;
    bool left = false; /* an axis of the sums that is none of a tile */
    for (int k = n->axes; k-- > 0;) {
        bool last = t->terms < TILING_TERMS;
        for (int i = k; i < n->axes && last; i++)
            last = o->partner[i] < 0 || o->partner[i] < i;
        if (n->stride[k][NEST_Y])
            continue;
        if (last && !left && !runs_forward(n, k))
            return false;
        left = left || !last;
        if (!left) {
            memmove(t->term + 1, t->term, sizeof t->term - sizeof *t->term);
            t->term[0] = k;
            t->terms++;
        }
    }
    t->adds = left || !nest_is_injective(n, NEST_Y);
    return true;
}

/* ---- the order ---- */

/* What decides in which order an element of y meets its terms: the axes of sums, and of each pair
 * the first, as the lesser of the two; how many. */
static int deciders(const overlaps *o, const nest *n, const int *order, int list[NEST_AXES])
{
    bool seen[NEST_AXES] = { false };
    int count = 0;
    for (int i = 0; i < n->axes; i++) {
        const int k = order[i], other = o->partner[k];
        seen[k] = true;
        if (n->stride[k][NEST_Y] == 0)
            list[count++] = k;
        else if (other >= 0 && !seen[other])
            list[count++] = k < other ? k : other;
    }
    return count;
}

static bool is_of_tile(const tiling *t, int k)
{
    bool found = k == t->column || k == t->row;
    for (int i = 0; i < t->terms; i++)
        found = found || k == t->term[i];
    return found;
}

static void count_down(nest *n, int k)
{
    for (int role = 0; role < NEST_ROLES; role++) {
        n->first[role] += n->stride[k][role] * (n->size[k] - 1);
        n->stride[k][role] *= -1;
    }
}

/* The loops around the tiles first, of these the ones that move what is packed; then those of a
 * tile. */
static bool set_order(const nest *n, const overlaps *o, tiling *t)
{
    int order[NEST_AXES], before[NEST_AXES], was[NEST_AXES], is[NEST_AXES], count = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < n->axes; k++)
            if (!is_of_tile(t, k) && (t->packed >= 0 && n->stride[k][t->packed]) == (pass == 0))
                order[count++] = k;
        t->packed_outer = pass == 0 ? count : t->packed_outer;
    }
    t->outer = count;
    if (t->row >= 0)
        order[count++] = t->row;
    order[count++] = t->column;
    for (int i = 0; i < t->terms; i++)
        order[count++] = t->term[i];
    for (int k = 0; k < n->axes; k++)
        before[k] = k;
    const int decide = deciders(o, n, before, was);
    if (deciders(o, n, order, is) != decide || memcmp(was, is, (size_t)decide * sizeof *was) != 0)
        return false;
    t->loops = *n;
    bool seen[NEST_AXES] = { false };
    for (int i = 0; i < n->axes; i++) {
        const int k = order[i], other = o->partner[k];
        seen[k] = true;
        if (other >= 0 && !seen[other] && other < k)
            count_down(&t->loops, k);
    }
    const nest turned = t->loops;
    for (int i = 0; i < n->axes; i++) {
        t->loops.size[i] = turned.size[order[i]];
        memcpy(t->loops.stride[i], turned.stride[order[i]], sizeof turned.stride[0]);
    }
    int at = t->outer;
    t->row = t->row >= 0 ? at++ : -1;
    t->column = at++;
    for (int i = 0; i < t->terms; i++)
        t->term[i] = at++;
    return true;
}

bool tiling_of(const nest *n, int arity, int cols, tiling *t)
{
    overlaps o;
    nest loops = *n;
    *t = (tiling){ .packed = -1 };
    split_overlapping(&loops);
    if (loops.axes == 0 || !find_overlaps(&loops, &o) || !choose_column(&loops, &o, arity, t))
        return false;
    choose_row(&loops, t);
    if (t->packed >= 0 && t->row < 0)
        return false;
    if (!choose_terms(&loops, &o, t) || !set_order(&loops, &o, t))
        return false;
    t->clears = t->adds || nest_met(n, NEST_Y) < cols;
    return t->terms > 0 || t->adds || t->packed < 0;
}

/* ---- the copy ---- */

int64_t tiling_slab(const tiling *t)
{
    int64_t all = t->loops.size[t->column];
    for (int i = 0; i < t->terms; i++)
        all *= t->loops.stride[t->term[i]][t->packed] ? t->loops.size[t->term[i]] : 1;
    return all;
}

int64_t tiling_copy(const tiling *t)
{
    int64_t all = tiling_slab(t);
    for (int k = 0; k < t->packed_outer; k++)
        all *= t->loops.size[k];
    return all;
}
