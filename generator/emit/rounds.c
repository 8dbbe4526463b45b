/* rounds.c - loops of calls as C. */
#include "emit/rounds.h"

rounds rounds_of(const plan *p, const call *first, const call_loop *loop)
{
    int up = 0;
    for (int i = 0; i < loop->period; i++)
        for (int k = 0; k < first[i].operand_count; k++) {
            const operand *o = &first[i].operands[k], *next = &first[i + loop->period].operands[k];
            if (o->role == VALUE)
                up += p->values[plan_array_of(p, next->index)].slot -
                      p->values[plan_array_of(p, o->index)].slot;
        }
    return (rounds){ loop->rounds, loop->period, up < 0 };
}

const char *rounds_head(arena *a, const rounds *of, const char *integer)
{
    return of->down ? arena_printf(a, "for (%s s = %d; s-- > 0;)", integer, of->count)
                    : arena_printf(a, "for (%s s = 0; s < %d; s++)", integer, of->count);
}

const char *rounds_index(arena *a, const rounds *of, int start, int step)
{
    if (!of || step == 0)
        return arena_printf(a, "%d", start);
    const int least = of->down ? start + step * (of->count - 1) : start; /* where s is 0 */
    const int up = of->down ? -step : step;
    const char *s = up == 1 || up == -1 ? "s" : arena_printf(a, "%d*s", up < 0 ? -up : up);
    return up < 0   ? arena_printf(a, "%d - %s", least, s)
           : !least ? s
                    : arena_printf(a, "%d + %s", least, s);
}

const char *chain_array(const plan *p, ref r)
{
    const value *v = &p->values[r];
    return v->slots > 1 ? arena_printf(p->graph.arena, "%s[%d]", v->home.name, v->slots)
                        : v->home.name;
}
