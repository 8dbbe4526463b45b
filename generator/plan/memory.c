/* memory.c - values of the workspace that share memory, for none is read when the other is written.
 */
#include "plan/passes.h"

/* What runs from a clean workspace to its end: a public function. */
typedef enum run { RUN_FORWARD, RUN_LOSS, RUN_BACKWARD, RUN_STEP, RUNS } run;

/* From the first call that names a value to the last one, counted from 1; 0: none does. */
typedef struct span {
    int first, last;
} span;

typedef struct life {
    span of[RUNS];
} life;

static void extend(span *s, int time)
{
    if (!s->first)
        s->first = time;
    s->last = time;
}

/* The first of the values that lie in one array. */
static ref array_of(const plan *p, ref r)
{
    return p->values[plan_array_of(p, r)].chain;
}

/* The next time after these calls, the first of which comes at `time`. */
static int live_through(const plan *p, sequence s, run of, int time, life *lives)
{
    for (int i = 0; i < p->calls[s].count; i++, time++) {
        const call *c = &p->calls[s].at[i];
        for (int k = 0; k < c->operand_count; k++)
            if (c->operands[k].role == VALUE)
                extend(&lives[array_of(p, c->operands[k].index)].of[of], time);
    }
    return time;
}

static life *find_lives(const plan *p)
{
    life *lives = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *lives);
    live_through(p, OF_FORWARD, RUN_FORWARD, 1, lives);
    live_through(p, OF_LOSS, RUN_LOSS, 1, lives);
    const bool two_pass = p->derived->two_pass; /* then a step begins with backward */
    const run last = two_pass ? RUN_STEP : RUN_BACKWARD;
    int time = live_through(p, OF_BACKWARD, last, 1, lives);
    time = live_through(p, OF_GRADIENTS, last, time, lives);
    live_through(p, two_pass ? OF_UPDATES : OF_STEP, RUN_STEP, two_pass ? time : 1, lives);
    return lives;
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
    const life *lives = find_lives(p);
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
