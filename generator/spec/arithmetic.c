/* arithmetic.c - gates of plain numbers, for a spec's own arithmetic. */
#include "spec/front.h"

#include <math.h>

#include "graph/fold.h"

double arithmetic_gate(gate kind, const double x[3])
{
    switch (kind) { /* operators of numbers are Lua's own */
    case MAX: return x[0] > x[1] ? x[0] : x[1];
    case MIN: return x[0] < x[1] ? x[0] : x[1];
    default: return fold_gate(kind, x);
    }
}

/* A count stays a count: max(3, 4) is 4, not 4.0. */
int arithmetic_push(lua_State *L, double value, bool whole)
{
    if (whole && value == floor(value) && fabs(value) < 0x1p53)
        lua_pushinteger(L, (lua_Integer)value);
    else
        lua_pushnumber(L, value);
    return 1;
}

const char *arithmetic_unfit(arena *a, double value)
{
    const double largest = 0x1.ffffffp127, smallest = 0x1p-150; /* what rounds to them counts */
    if (!isfinite(value) || value == 0 || (fabs(value) < largest && fabs(value) > smallest))
        return NULL;
    return arena_printf(a, "%s is %s: write a %s number, or real = \"double\"",
                        number_text(a, value),
                        fabs(value) > 1 ? "beyond the largest float, 3.4e+38"
                                        : "0 as a float, whose smallest is 1.4e-45",
                        fabs(value) > 1 ? "smaller" : "larger");
}
