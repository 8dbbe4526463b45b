/* nest_axes.c - the loops of a nest: what they meet, and other loops that do the same. */
#include "graph/nest.h"

#include <stdlib.h>
#include <string.h>

/* Whether axis k + 1 goes on where axis k ends a round, for every role. */
static bool goes_on(const nest *n, int k)
{
    bool on = true;
    for (int role = 0; role < NEST_ROLES; role++)
        on = on && n->stride[k][role] == n->size[k + 1] * n->stride[k + 1][role];
    return on;
}

nest nest_tidy(const nest *n)
{
    nest t = { 0 };
    memcpy(t.first, n->first, sizeof t.first);
    for (int k = 0; k < n->axes; k++) {
        if (n->size[k] == 1)
            continue;
        t.size[t.axes] = n->size[k];
        memcpy(t.stride[t.axes], n->stride[k], sizeof t.stride[0]);
        if (t.axes > 0 && goes_on(&t, t.axes - 1)) {
            t.size[t.axes - 1] *= t.size[t.axes];
            memcpy(t.stride[t.axes - 1], t.stride[t.axes], sizeof t.stride[0]);
            t.size[t.axes] = 0;
            memset(t.stride[t.axes], 0, sizeof t.stride[0]);
        } else {
            t.axes++;
        }
    }
    return t;
}

nest nest_adjoint(const nest *n, int operand)
{
    const int of = operand ? NEST_B : NEST_A, other = operand ? NEST_A : NEST_B;
    nest t = { .axes = n->axes, .first = { n->first[of], n->first[NEST_Y], n->first[other] } };
    for (int k = 0; k < n->axes; k++) {
        t.size[k] = n->size[k];
        t.stride[k][NEST_Y] = n->stride[k][of];
        t.stride[k][NEST_A] = n->stride[k][NEST_Y];
        t.stride[k][NEST_B] = n->stride[k][other];
    }
    return t;
}

int64_t nest_rounds(const nest *n)
{
    int64_t rounds = 1;
    for (int k = 0; k < n->axes; k++)
        rounds *= n->size[k];
    return rounds;
}

int nest_by_stride(const nest *n, int role, int order[NEST_AXES])
{
    int count = 0;
    for (int k = 0; k < n->axes; k++) {
        if (n->stride[k][role] == 0)
            continue;
        int at = count++;
        for (; at > 0 && abs(n->stride[order[at - 1]][role]) > abs(n->stride[k][role]); at--)
            order[at] = order[at - 1];
        order[at] = k;
    }
    return count;
}

bool nest_is_injective(const nest *n, int role)
{
    int order[NEST_AXES];
    const int count = nest_by_stride(n, role, order);
    int64_t reach = 0; /* of the axes so far */
    for (int i = 0; i < count; i++) {
        const int64_t step = abs(n->stride[order[i]][role]);
        if (step <= reach)
            return false;
        reach += step * (n->size[order[i]] - 1);
    }
    return true;
}

bool nest_repeats(const nest *n, int role)
{
    int order[NEST_AXES];
    return nest_by_stride(n, role, order) < n->axes;
}

int64_t nest_met(const nest *n, int role)
{
    int64_t all = 1;
    for (int k = 0; k < n->axes; k++)
        all *= n->stride[k][role] ? n->size[k] : 1;
    return all;
}

bool nest_covers(const nest *n, int role, int count)
{
    return nest_is_injective(n, role) && !nest_repeats(n, role) && nest_met(n, role) == count;
}

bool nest_is_copy(const nest *n, int count)
{
    return n->axes == 1 && n->size[0] == count && n->first[NEST_Y] == 0 && n->first[NEST_A] == 0 &&
           n->stride[0][NEST_Y] == 1 && n->stride[0][NEST_A] == 1;
}

bool nest_same(const nest *a, const nest *b)
{
    return a == b || (a && b && memcmp(a, b, sizeof *a) == 0);
}

uint64_t nest_hash(const nest *n)
{
    uint64_t h = 0;
    for (int k = 0; n && k < n->axes; k++)
        h = h * 1000003 + (uint64_t)n->size[k] * 31 + (uint64_t)n->stride[k][NEST_Y] * 7 +
            (uint64_t)n->stride[k][NEST_A] * 5 + (uint64_t)n->stride[k][NEST_B];
    return n ? h + (uint64_t)n->first[NEST_A] * 13 + (uint64_t)n->first[NEST_Y] : 0;
}

void nest_open_axis(nest *n, int at)
{
    for (int k = n->axes++; k > at; k--) {
        n->size[k] = n->size[k - 1];
        memcpy(n->stride[k], n->stride[k - 1], sizeof n->stride[k]);
    }
}

void nest_split(nest *n, int at, int inner)
{
    nest_open_axis(n, at);
    n->size[at] /= inner;
    n->size[at + 1] = inner;
    for (int role = 0; role < NEST_ROLES; role++)
        n->stride[at][role] *= inner;
}
