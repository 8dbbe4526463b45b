/* memory.c - values of the workspace that share memory, for none is read when the other is written.
 */
#include "plan/lives.h"
#include "plan/passes.h"

/* The first of the values that lie in one array. */
static ref array_of(const plan *p, ref r)
{
    return p->values[plan_array_of(p, r)].chain;
}

/* ---- sets of values ---- */

typedef struct set {
    ref last;      /* of its values, which follow each other */
    int end[RUNS]; /* the last call that names one of them */
    int stride;    /* of the widest */
} set;

static bool may_join(const set *s, const life *l)
{
    for (int k = 0; k < RUNS; k++)
        if (l->of[k].first && l->of[k].first <= s->end[k])
            return false;
    return true;
}

static void join(set *s, const life *l, int stride)
{
    for (int k = 0; k < RUNS; k++)
        if (l->of[k].first)
            s->end[k] = l->of[k].last;
    s->stride = stride > s->stride ? stride : s->stride;
}

/* The set, of the latest, that the value is dead for and that fits best; or -1. Of a chain of
 * thousands all are alive: searches end. */
static int find_set(const set *sets, int count, const life *l, int stride)
{
    enum { LOOKED_AT = 64 };
    int best = -1, least = 0;
    for (int i = count - 1; i >= 0 && i >= count - LOOKED_AT; i--) {
        const int waste = sets[i].stride > stride ? sets[i].stride - stride
                                                  : stride - sets[i].stride;
        if (may_join(&sets[i], l) && (best < 0 || waste < least)) {
            best = i;
            least = waste;
        }
    }
    return best;
}

void plan_share_memory(plan *p)
{
    arena *a = p->graph.arena;
    const life *lives = lives_find(p, array_of);
    set *sets = arena_alloc(a, ((size_t)p->graph.count + 1) * sizeof *sets);
    int count = 0;
    for (ref r = 0; r < p->graph.count; r++) {
        value *v = &p->values[r];
        if (!plan_has_array(p, r) || r == p->loss) /* J is their mean after all calls */
            continue;
        const int stride = v->slots * v->home.stride;
        int at = find_set(sets, count, &lives[r], stride);
        v->succeeds = at >= 0;
        if (v->succeeds)
            p->values[sets[at].last].successor = r;
        else
            sets[at = count++] = (set){ .last = r };
        sets[at].last = r;
        join(&sets[at], &lives[r], stride);
    }
}
