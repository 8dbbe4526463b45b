/* weight_words.c - how the pieces that a weight function consists of are declared and called. All
 * take, in this order: a head, the update's scalars, the factors of the terms with their strides,
 * the arrays of the parameter's shape, their stride, where sums of penalties are, a panel. Those
 * that sum gradients as well take after the head whether it is a step; if not, w gets the sum. */
#include <lauxlib.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "emit/tables.h"
#include "plan/weights.h"

typedef struct words {
    const plan *plan;
    const weight_function *f;
    const char *x[2]; /* names of the factors before their number: of rows, of columns */
} words;

static const words *words_of(lua_State *lua)
{
    return lua_touserdata(lua, lua_upvalueindex(1));
}

static int term_count(const words *w)
{
    return w->plan->gradients[w->f->gradient].term_count;
}

int weight_arrays(const plan *p, const weight_function *f, const char **names, const char **types)
{
    int count = 0;
    if (f->updates || f->formulas.reads_w) {
        types[count] = f->updates ? "@real *" : "const @real *";
        names[count++] = "w";
    }
    if (!f->sums) {
        types[count] = "const @real *";
        names[count++] = "g";
    }
    for (int k = 0; k < (f->updates ? weights_states(p, &p->gradients[f->gradient]) : 1); k++) {
        types[count] = "@real *";
        names[count++] = f->updates ? p->spec->optimizer.state[k] : "g";
    }
    return count;
}

/* declare(kind, name, head, factors, panel): the head of a static function of this kind (@INLINE,
 * @NOINLINE); factors, panel: whether it takes them. */
static int declare(lua_State *lua)
{
    const words *w = words_of(lua);
    const bool factors = lua_toboolean(lua, 4), panel = lua_toboolean(lua, 5);
    const char *names[ARRAYS_MOST], *types[ARRAYS_MOST];
    const int arrays = weight_arrays(w->plan, w->f, names, types);
    text t = { .arena = w->plan->graph.arena };
    text_add(&t, "static %s void %s(%s", luaL_checkstring(lua, 1), luaL_checkstring(lua, 2),
             luaL_checkstring(lua, 3));
    if (w->f->sums_too && factors)
        text_add(&t, ", bool is_step");
    for (int i = 0; i < w->f->formulas.scalar_count; i++)
        text_add(&t, ", @real %s", w->f->formulas.scalars[i]);
    for (int k = 1; k <= (factors ? term_count(w) : 0); k++)
        for (int side = 0; side < 2; side++)
            text_add(&t, ", const @real *%s%d, size_t %s%d_stride", w->x[side], k, w->x[side], k);
    for (int i = 0; i < arrays; i++)
        text_add(&t, ", %s%s", types[i], names[i]);
    if (factors)
        text_add(&t, ", size_t stride");
    if (w->f->penalty_count)
        text_add(&t, factors ? ", @real *penalties" : ", @vec *total");
    if (w->plan->packs && panel)
        text_add(&t, ", @real *panel");
    text_add(&t, ")");
    lua_pushstring(lua, t.at);
    return 1;
}

static const char *option(lua_State *lua, const char *name)
{
    lua_getfield(lua, 4, name);
    const char *value = lua_tostring(lua, -1); /* the table keeps it */
    lua_pop(lua, 1);
    return value;
}

static void add_sum(text *t, const char *base, const char *row, const char *column)
{
    text_add(t, ", %s", base);
    if (row)
        text_add(t, " + %s", row);
    if (column)
        text_add(t, " + %s", column);
}

static void add_factors(const words *w, text *t, bool strides, const char *row, const char *column)
{
    const gradient *of = &w->plan->gradients[w->f->gradient];
    for (int k = 1; k <= of->term_count; k++)
        for (int side = 0; side < 2; side++) {
            const term at = of->terms[k - 1];
            ref r = (side == 0) != w->f->swapped ? at.x : at.d;
            add_sum(t, arena_printf(t->arena, "%s%d", w->x[side], k), side ? NULL : row,
                    side ? column : NULL);
            if (strides)
                text_add(t, ", %s%d_stride", w->x[side], k);
            else
                text_add(t, ", %d", r < 0 ? 0 : w->plan->values[r].home.stride);
        }
}

/* call(indent, name, head, to): a call of it; to.row and to.column: how many rows and columns on;
 * to.factors: none, with their "strides", or with these as "numbers"; to.total: where the
 * penalties' sums are, if not below; to.panel: the panel; to.is_step: where that is known. */
static int call_piece(lua_State *lua)
{
    const words *w = words_of(lua);
    const char *row = option(lua, "row"), *column = option(lua, "column");
    const char *factors = option(lua, "factors"), *total = option(lua, "total");
    const char *panel = option(lua, "panel"), *is_step = option(lua, "is_step");
    const bool strides = factors && !strcmp(factors, "strides");
    const char *names[ARRAYS_MOST], *types[ARRAYS_MOST];
    const int arrays = weight_arrays(w->plan, w->f, names, types);
    text t = { .arena = w->plan->graph.arena };
    text_add(&t, "%s(%s", luaL_checkstring(lua, 2), luaL_checkstring(lua, 3));
    if (w->f->sums_too && factors)
        text_add(&t, ", %s", is_step ? is_step : "is_step");
    for (int i = 0; i < w->f->formulas.scalar_count; i++)
        text_add(&t, ", %s", w->f->formulas.scalars[i]);
    if (factors)
        add_factors(w, &t, strides, row, column);
    const char *rows = !row ? NULL
                            : arena_printf(t.arena, strchr(row, ' ') ? "(%s)*stride" : "%s*stride",
                                           row);
    for (int i = 0; i < arrays; i++)
        add_sum(&t, names[i], rows, column);
    if (factors && strides)
        text_add(&t, ", stride");
    else if (factors)
        text_add(&t, ", %d", w->f->width);
    if (w->f->penalty_count)
        add_sum(&t, total ? total : strides ? "penalties" : "columns", NULL, total ? NULL : column);
    if (w->plan->packs && panel)
        text_add(&t, ", %s", panel);
    text_add(&t, ");");
    lua_pushfstring(lua, "%s%s", luaL_checkstring(lua, 1), t.at);
    return 1;
}

void weight_words_push(lua_State *lua, const plan *p, const weight_function *f)
{
    static const luaL_Reg all[] = { { "declare", declare }, { "call", call_piece } };
    words *w = arena_alloc(p->graph.arena, sizeof *w);
    *w = (words){ .plan = p, .f = f, .x = { f->swapped ? "d" : "x", f->swapped ? "x" : "d" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        lua_pushlightuserdata(lua, w);
        lua_pushcclosure(lua, all[i].func, 1);
        lua_setfield(lua, -2, all[i].name);
    }
    table_flag(lua, "packs", p->packs);
}
