/* weights.c - the plan's functions of parameters as Lua tables: gradients and updates. */
#include <lauxlib.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/text.h"
#include "emit/mathematics.h"
#include "emit/nests.h"
#include "emit/tables.h"
#include "plan/weights.h"

/* formulas(dedent, suffix) of a table: the formulas' texts; upvalues: the writer, the formulas. */
static int formulas(lua_State *lua)
{
    writer *w = lua_touserdata(lua, lua_upvalueindex(1));
    const weight_formulas *f = lua_touserdata(lua, lua_upvalueindex(2));
    weight_text t;
    write_weights(w, f, (int)lua_tointeger(lua, 1), luaL_optstring(lua, 2, "_i"), NULL, &t);
    lua_newtable(lua);
    if (*t.prologue)
        table_statements(lua, "prologue", t.prologue);
    if (*t.of_row)
        table_statements(lua, "of_row", t.of_row);
    if (*t.statements)
        table_statements(lua, "statements", t.statements);
    table_names(lua, "results", t.results, f->count);
    table_names(lua, "factors", t.factors, t.factor_count);
    return 1;
}

void table_formulas(lua_State *lua, writer *w, const weight_formulas *f)
{
    lua_pushlightuserdata(lua, w);
    lua_pushlightuserdata(lua, (void *)(uintptr_t)f);
    lua_pushcclosure(lua, formulas, 2);
    lua_setfield(lua, -2, "formulas");
}

/* The arrays of the parameter's shape that the function reads, and those that it writes. */
static void push_arrays(lua_State *lua, const plan *p, const weight_function *f)
{
    const optimizer *o = &p->spec->optimizer;
    const char *loads[2 + OPTIMIZER_STATES], *stores[1 + OPTIMIZER_STATES];
    const int states = f->updates ? weights_states(p, &p->gradients[f->gradient]) : 0;
    int count = 0;
    if (!f->sums)
        loads[count++] = "g";
    if (f->formulas.reads_w)
        loads[count++] = "w";
    stores[0] = f->updates ? "w" : "g";
    for (int k = 0; k < states; k++)
        loads[count++] = stores[1 + k] = o->state[k];
    table_names(lua, "loads", loads, count);
    table_names(lua, "stores", stores, 1 + states);
}

/* " + s*256": how far a factor is on in round s of its term. */
static const char *on_text(const plan *p, ref r, ref later)
{
    const int step = r < 0 ? 0 : plan_distance(p, r, later);
    return !step ? "" : arena_printf(p->graph.arena, step < 0 ? " - s*%d" : " + s*%d", abs(step));
}

/* A weight gradient is x' d, height x width; where a term has rounds, they are a loop, around
 * what stands `inner`, and x_on and d_on are how far x and d are on in round s. */
static void push_terms(lua_State *lua, const plan *p, const weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    bool has_rounds = false;
    lua_newtable(lua);
    for (int k = 0; k < of->term_count; k++) {
        const term t = of->terms[k];
        home d = p->values[t.d].home, x = { .stride = 0 };
        if (t.x >= 0)
            x = p->values[t.x].home;
        const char *d_name = arena_printf(p->graph.arena, "d%d", k + 1);
        const char *x_name = arena_printf(p->graph.arena, "x%d", k + 1);
        lua_newtable(lua);
        table_text(lua, "x", f->swapped ? d_name : x_name);
        table_text(lua, "d", f->swapped ? x_name : d_name);
        table_integer(lua, "x_stride", f->swapped ? d.stride : x.stride);
        table_integer(lua, "d_stride", f->swapped ? x.stride : d.stride);
        table_flag(lua, "padded", (f->swapped ? x : d).padded);
        const rounds in = { .count = t.rounds };
        has_rounds = has_rounds || t.rounds > 1;
        const char *loop = arena_printf(p->graph.arena, "@ROLLED %s",
                                        rounds_head(p->graph.arena, &in, "size_t"));
        table_flag(lua, "rounds", t.rounds > 1);
        table_text(lua, "adds", k > 0 ? "true" : t.rounds > 1 ? "s > 0" : "false");
        table_text(lua, "loop", t.rounds > 1 ? loop : "");
        table_text(lua, "inner", t.rounds > 1 ? "    " : "");
        table_text(lua, f->swapped ? "x_on" : "d_on", on_text(p, t.d, t.later_d));
        table_text(lua, f->swapped ? "d_on" : "x_on", on_text(p, t.x, t.later_x));
        if (t.row) {
            table_integer(lua, "numbers", plan_node(p, t.x)->cols);
            table_integer(lua, "row", t.row);
        }
        table_append(lua);
    }
    table_end(lua, "terms");
    table_flag(lua, "has_rounds", has_rounds);
}

/* The C parameters of a weight function, and the arguments that hand them on: the scalars, the
 * factors of the terms, and the arrays of the parameter's shape. */
static void push_signature(lua_State *lua, const plan *p, const weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    const char *names[ARRAYS_MOST], *types[ARRAYS_MOST];
    const int arrays = weight_arrays(p, f, names, types);
    text parameters = { .arena = p->graph.arena }, arguments = { .arena = p->graph.arena };
    for (int i = 0; i < f->formulas.scalar_count; i++) {
        text_add(&parameters, ", @real %s", f->formulas.scalars[i]);
        text_add(&arguments, ", %s", f->formulas.scalars[i]);
    }
    for (int k = 1; k <= (f->sums ? of->term_count : 0); k++) {
        if (of->terms[k - 1].x >= 0) {
            text_add(&parameters, ", const %s *x%d", of->terms[k - 1].row ? "int32_t" : "@real", k);
            text_add(&arguments, ", x%d", k);
        }
        text_add(&parameters, ", const @real *d%d", k);
        text_add(&arguments, ", d%d", k);
    }
    for (int i = 0; i < arrays; i++) {
        text_add(&parameters, ", %s%s", types[i], names[i]);
        text_add(&arguments, ", %s", names[i]);
    }
    table_text(lua, "parameters", parameters.size ? parameters.at : "");
    table_text(lua, "arguments", arguments.size ? arguments.at : "");
    const bool many = f->sums && p->spec->batch > 1;
    const char *first = many && f->sums_too ? "size_t n, bool is_step"
                        : many              ? "size_t n"
                        : f->sums_too       ? "bool is_step"
                                            : "";
    table_push_head(lua, p, f->name,
                    arena_printf(p->graph.arena, "%s%s%s%s%s", first,
                                 parameters.at + (*first ? 0 : 2), /* without ", " */
                                 f->product >= 0 ? ", @real *z" : "",
                                 f->penalty_count ? ", @real *columns" : "",
                                 f->panel_rows ? ", @real *panel" : ""));
}

/* The calls that make sums of looked up rows, in `panel`, 0; and that add each term's rows. */
static void push_lookups(lua_State *lua, const plan *p, const weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    text clear = { .arena = p->graph.arena }, add = clear;
    for (int k = 0; k < of->term_count; k++) {
        const term t = of->terms[k];
        const int numbers = plan_node(p, t.x)->cols, classes = f->width / t.row;
        text_add(&clear, "    @clear_rows(n * %d, %d, %d, x%d, panel);\n", numbers, classes, t.row,
                 k + 1);
        text_add(&add, "    @add_rows(n, %d, %d, %d, x%d, d%d, %d, panel);\n", numbers, classes,
                 t.row, k + 1, k + 1, p->values[t.d].home.stride);
    }
    table_statements(lua, "clear_rows", clear.at);
    table_statements(lua, "add_rows", add.at);
}

/* The gradient that an update hands on where it is called for no step. */
static void push_sum(lua_State *lua, writer *w, const weight_formulas *f)
{
    weight_text t;
    write_weights(w, f, 0, "_i", NULL, &t);
    table_text(lua, "sum", t.results[0]);
}

static void push_weight(lua_State *lua, writer *w, const weight_function *f)
{
    const plan *p = w->plan;
    const gradient *of = &p->gradients[f->gradient];
    lua_newtable(lua);
    table_text(lua, "block", f->name);
    table_text(lua, "name", arena_printf(p->graph.arena, "@%s", f->name));
    table_text(lua, "form", f->form);
    table_flag(lua, "rolled", f->rolled);
    table_flag(lua, "together", f->together);
    table_flag(lua, "in_pieces", f->in_pieces);
    table_text(lua, "load", f->in_pieces ? "@vec_load_pieces" : "@vec_load_some");
    table_integer(lua, "height", f->height);
    table_integer(lua, "width", f->width);
    table_flag(lua, "updates", f->updates);
    table_flag(lua, "sums", f->sums);
    table_flag(lua, "outer", f->formulas.x != NULL);
    table_integer(lua, "panel_rows", f->panel_rows);
    table_flag(lua, "scattered", f->scattered);
    table_flag(lua, "threads", f->threads);
    table_flag(lua, "has_tiles", f->has_tiles);
    table_text(lua, "tiles",
               arena_printf(p->graph.arena, f->tiles > 1 ? "@%s%d" : "@%s",
                            f->sums_too  ? "weights"
                            : f->updates ? "update"
                                         : "gradient",
                            f->tiles));
    if (f->sums_too)
        push_sum(lua, w, &p->weights[2 * (size_t)f->gradient].formulas);
    table_text(lua, "comment", f->updates ? mathematics_update(p, f) : mathematics_gradient(p, f));
    table_formulas(lua, w, &f->formulas);
    push_arrays(lua, p, f);
    push_terms(lua, p, f);
    if (f->sums && of->term_count > 0 && of->terms[0].loops)
        table_statements(lua, "contraction", write_summed(w, f));
    if (f->sums && of->term_count > 0 && of->terms[0].row > 0)
        push_lookups(lua, p, f);
    push_signature(lua, p, f);
    weight_words_push(lua, p, f);
    lua_newtable(lua);
    for (int k = 0; k < f->penalty_count; k++) {
        lua_newtable(lua);
        table_formulas(lua, w, &p->penalties[f->penalties[k]].formulas);
        table_append(lua);
    }
    table_end(lua, "penalties");
    table_append(lua);
}

void weights_push(lua_State *lua, writer *w)
{
    lua_newtable(lua);
    for (int i = 0; i < w->plan->weight_count; i++)
        if (w->plan->weights[i].like == i)
            push_weight(lua, w, &w->plan->weights[i]);
    table_end(lua, "weights");
}
