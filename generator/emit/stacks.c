/* stacks.c - statements about arrays of parameters that come again for equal layers, as loops. */
#include "emit/stacks.h"

#include <limits.h>

#include "plan/kernels.h"

static int64_t position(const stack *s, int of, int i)
{
    return s->plan->positions[of][s->parameter(s, i)];
}

/* Whether thing l lies as far from k as k from i, in each struct that holds it. */
static bool lies_on(const stack *s, int i, int k, int l)
{
    for (int of = 0; of < HOLDERS; of++) {
        const int64_t a = position(s, of, i), b = position(s, of, k), c = position(s, of, l);
        if ((a < 0) != (b < 0) || (b < 0) != (c < 0) || b - a != c - b || c > INT_MAX)
            return false;
    }
    const int64_t first = position(s, HOLDS_PARAMETERS, i);
    return first >= 0 && first < position(s, HOLDS_PARAMETERS, k);
}

static int count_rounds(const stack *s, int from, int period)
{
    int i = from + 2 * period;
    for (int k = from; k < from + period; k++)
        if (k + period >= s->count || !s->alike(s, k, k + period))
            return 1;
    for (; i < s->count; i++) {
        const int k = i - period, first = k - period;
        if (!s->alike(s, k, i) || !lies_on(s, first, k, i) ||
            (s->goes_on && !s->goes_on(s, first, k, i)))
            break;
    }
    return (i - from) / period;
}

call_loop stack_loop(const stack *s, int i)
{
    call_loop best = { .from = i };
    for (int period = 1; period <= PERIOD_MOST && i + LAYERS_LEAST * period <= s->count; period++) {
        const int rounds = count_rounds(s, i, period);
        if (rounds < LAYERS_LEAST || rounds * period <= best.rounds * best.period)
            continue;
        best.period = period;
        best.rounds = rounds;
    }
    return best;
}

const char *stack_array(const stack *s, int i, const call_loop *in, holder of_struct, bool writes,
                        const char *of, const char *array)
{
    if (!in)
        return array;
    const rounds r = { .count = in->rounds, .period = in->period };
    const int64_t step = position(s, of_struct, i + in->period) - position(s, of_struct, i);
    return arena_printf(s->plan->graph.arena, "%s(%s, %s, %s)", writes ? "@later_out" : "@later",
                        of, array, rounds_index(s->plan->graph.arena, &r, 0, (int)step));
}

void stack_write(text *t, const stack *s, int indent, const char *integer, stack_adder *add)
{
    for (int i = 0; i < s->count;) {
        const call_loop loop = stack_loop(s, i);
        if (!loop.rounds) {
            add(t, s, i++, NULL, indent);
            continue;
        }
        const bool braces = s->braces || loop.period > 1;
        const rounds in = { .count = loop.rounds, .period = loop.period };
        text_add(t, "%*s%s%s\n", indent, "", rounds_head(t->arena, &in, integer),
                 braces ? " {" : "");
        for (int k = 0; k < loop.period; k++)
            add(t, s, i + k, &loop, indent + 4);
        if (braces)
            text_add(t, "%*s}\n", indent, "");
        i += loop.rounds * loop.period;
    }
}
