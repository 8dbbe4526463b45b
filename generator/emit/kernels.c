/* kernels.c - the plan's kernels as Lua tables: functions of rows, what becomes of products,
 * penalties. */
#include <string.h>

#include "base/text.h"
#include "emit/arrays.h"
#include "emit/mathematics.h"
#include "emit/pieces.h"
#include "emit/tables.h"
#include "plan/kernels.h"

/* ---- rows and products ---- */

static void push_functions(lua_State *lua, writer *w)
{
    const plan *p = w->plan;
    lua_newtable(lua);
    for (int i = 0; i < p->function_count && w->written <= TEXT_MAX; i++) {
        const rows_function *f = &p->functions[i];
        text parameters = { .arena = p->graph.arena };
        const bool many = p->spec->batch > 1;
        text_add(&parameters, many ? "size_t n" : "");
        for (int k = 0; k < f->argument_count; k++) {
            const node *n = plan_node(p, p->values[f->arguments[k]].source);
            const char *type = plan_is_integer(p, f->arguments[k]) ? "const int32_t *"
                               : plan_is_counter(n)                ? "uint32_t "
                               : n->gate == VARIABLE               ? "@real "
                               : f->writes[k]                      ? "@real *"
                                                                   : "const @real *";
            text_add(&parameters, "%s%s%s", parameters.size ? ", " : "", type, n->name);
        }
        lua_newtable(lua);
        table_text(lua, "name", f->name);
        table_push_head(lua, p, f->name, parameters.at);
        const char *body = write_rows(w, f, many ? 0 : 4);
        table_statements(lua, "body", body);
        table_flag(lua, "several", statement_count(body) > 1);
        if (w->prologue.size)
            table_statements(lua, "prologue", w->prologue.at);
        table_text(lua, "result", f->result >= 0 ? plan_node(p, f->result)->name : NULL);
        table_integer(lua, "work", f->work);
        table_flag(lua, "threads", f->threads);
        table_lines(lua, "comment", mathematics_of(p, f->nodes, f->count));
        if (f->alike_count > 0)
            table_text(lua, "alike", mathematics_numbers(p, f->alike, f->alike_count));
        table_append(lua);
    }
    table_end(lua, "functions");
}

static void push_finishes(lua_State *lua, writer *w)
{
    const plan *p = w->plan;
    lua_newtable(lua);
    for (int i = 0; i < p->finish_count; i++) {
        const finish *f = &p->finishes[i];
        lua_newtable(lua);
        table_statements(lua, "body", write_finish(w, f, 4, "e.stride"));
        table_lines(lua, "comment", mathematics_of(p, f->nodes, f->count));
        table_integer(lua, "writes", f->to_count);
        table_integer(lua, "reads", f->with_count);
        table_append(lua);
    }
    table_end(lua, "finishes");
}

static void push_penalty(lua_State *lua, writer *w, const penalty *of)
{
    const plan *p = w->plan;
    arena *a = p->graph.arena;
    const parameter *q = &p->spec->parameters[of->parameter];
    lua_newtable(lua);
    table_formulas(lua, w, &of->formulas);
    table_text(lua, "block", of->name);
    table_text(lua, "name", arena_printf(a, "@%s", of->name));
    table_text(lua, "comment", mathematics_penalty(p, of));
    table_integer(lua, "rows", q->rows);
    table_integer(lua, "cols", q->cols);
    table_append(lua);
}

/* Lanes that the widest row fills: a small power of 2, at least 4, at most BLOCK. */
static int widest_row(const plan *p)
{
    int lanes = 4;
    for (ref r = 0; r < p->graph.count; r++)
        while (lanes < BLOCK && lanes < p->graph.nodes[r].cols && plan_is_needed(p, r))
            lanes *= 2;
    return lanes;
}

/* Parts of the widest sum or maximum along a row. */
static int most_parts(const plan *p)
{
    int most = p->penalty_count > 0 || p->derived->two_pass ? BLOCK : 1;
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = plan_node(p, r);
        if (!rows_is_reduction(n))
            continue;
        const int parts = rows_parts(plan_node(p, n->in[0])->cols);
        most = parts > most ? parts : most;
    }
    return most;
}

bool kernels_push(lua_State *lua, writer *w)
{
    const plan *p = w->plan;
    table_integer(lua, "widest", widest_row(p));
    table_integer(lua, "parts", most_parts(p));
    table_flag(lua, "shares_tiles", kernel_shares_tiles(p));
    table_text(lua, "tile_loops", kernel_shares_tiles(p) ? "@NOINLINE" : "@INLINE");
    products_push(lua, w);
    push_finishes(lua, w);
    push_functions(lua, w);
    if (w->written > TEXT_MAX)
        return false;
    weights_push(lua, w);
    lua_newtable(lua);
    for (int i = 0; i < p->penalty_count; i++)
        if (p->penalties[i].like == i)
            push_penalty(lua, w, &p->penalties[i]);
    table_end(lua, "penalties");
    table_integer(lua, "penalty_stride", p->penalty_stride);
    table_integer(lua, "penalty_columns", 2 * (lua_Integer)p->penalty_stride); /* of L2 and of L1 */
    return true;
}
