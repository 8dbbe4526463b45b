/* lives.c - when values live: from the first call that names them to the last, in each function. */
#include "plan/lives.h"

static void extend(span *s, int time)
{
    if (!s->first)
        s->first = time;
    s->last = time;
}

typedef struct liver { /* of the lives that are being found */
    const plan *plan;
    ref (*array_of)(const plan *p, ref r);
    life *lives;
} liver;

/* The next time after these calls, the first of which comes at `time`. */
static int live_through(const liver *l, sequence s, run of, int time)
{
    const plan *p = l->plan;
    for (int i = 0; i < p->calls[s].count; i++, time++) {
        const call *c = &p->calls[s].at[i];
        for (int k = 0; k < c->operand_count; k++)
            if (c->operands[k].role == VALUE)
                extend(&l->lives[l->array_of(p, c->operands[k].index)].of[of], time);
    }
    return time;
}

life *lives_find(const plan *p, ref array_of(const plan *p, ref r))
{
    const size_t count = (size_t)p->graph.count;
    const liver l = { p, array_of, arena_alloc(p->graph.arena, count * sizeof *l.lives) };
    live_through(&l, OF_FORWARD, RUN_FORWARD, 1);
    live_through(&l, OF_LOSS, RUN_LOSS, 1);
    const bool two_pass = p->derived->two_pass; /* then a step begins with backward */
    const run last = two_pass ? RUN_STEP : RUN_BACKWARD;
    int time = live_through(&l, OF_BACKWARD, last, 1);
    time = live_through(&l, OF_GRADIENTS, last, time);
    live_through(&l, two_pass ? OF_UPDATES : OF_STEP, RUN_STEP, two_pass ? time : 1);
    return l.lives;
}
