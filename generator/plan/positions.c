/* positions.c - where the arrays of the structs of parameters, moments and gradients lie: of equal
 * layers as far apart as those of the next ones, so that a loop can go along them. */
#include <limits.h>

#include "plan/parameters.h"
#include "plan/passes.h"

static bool holds(const plan *p, holder of, const parameter *q)
{
    switch (of) {
    case HOLDS_PARAMETERS: return !plan_bakes(p, q);
    case HOLDS_MOMENTS: return p->spec->optimizer.states > 0 && q->train;
    default: return p->derived->two_pass && q->train;
    }
}

void plan_find_positions(plan *p)
{
    const int count = p->spec->parameter_count;
    for (int of = 0; of < HOLDERS; of++) {
        int64_t at = 0;
        p->positions[of] = arena_alloc(p->graph.arena, ((size_t)count + 1) * sizeof(int64_t));
        for (int i = 0; i < count; i++) {
            const parameter *q = &p->spec->parameters[i];
            const bool held = holds(p, (holder)of, q);
            p->positions[of][i] = held ? at : -1;
            at += held ? (int64_t)q->rows * q->cols : 0;
        }
    }
}

int plan_parameter_of(const plan *p, const operand *o)
{
    const node *n = o->role == VALUE ? plan_node(p, p->values[o->index].source) : NULL;
    switch (o->role) {
    case VALUE: return n->gate == PARAMETER ? n->index : -1;
    case PARAMETER_OF:
    case GRADIENT_OF:
    case GRADIENT_THERE:
    case STATE_OF: return o->index;
    default: return -1;
    }
}

int64_t plan_position(const plan *p, const operand *o)
{
    const int i = plan_parameter_of(p, o);
    const holder of = o->role == STATE_OF         ? HOLDS_MOMENTS
                      : o->role == GRADIENT_THERE ? HOLDS_GRADIENTS
                                                  : HOLDS_PARAMETERS;
    return i < 0 ? -1 : p->positions[of][i];
}

/* Slices of arrays go on where they begin at the same place of each. */
bool plan_position_goes_on(const plan *p, const operand *a, const operand *b, const operand *c)
{
    const int64_t here = plan_position(p, b), next = plan_position(p, c);
    if (b->role == VALUE && p->values[b->index].home.offset != p->values[c->index].home.offset)
        return false;
    return here >= 0 && next >= 0 && here <= INT_MAX && next <= INT_MAX &&
           (!a || here - plan_position(p, a) == next - here);
}
