/* kernels.c - the plan's kernels as Lua tables: functions of rows, products, weights, penalties. */
#include <lauxlib.h>
#include <string.h>

#include "base/text.h"
#include "emit/mathematics.h"
#include "emit/tables.h"
#include "plan/kernels.h"

static void push_names(lua_State *lua, const char *key, const char *const *names, int count)
{
    lua_newtable(lua);
    for (int i = 0; i < count; i++) {
        lua_pushstring(lua, names[i]);
        table_append(lua);
    }
    table_end(lua, key);
}

/* ---- rows and products ---- */

static void push_functions(lua_State *lua, writer *w)
{
    const plan *p = w->plan;
    lua_newtable(lua);
    for (int i = 0; i < p->function_count; i++) {
        const rows_function *f = &p->functions[i];
        text parameters = { .arena = p->graph.arena };
        text_add(&parameters, "size_t n");
        for (int k = 0; k < f->argument_count; k++) {
            const node *n = plan_node(p, f->arguments[k]);
            const char *type = plan_is_class(p, f->arguments[k]) ? "const int32_t *"
                               : n->gate == VARIABLE ? "@real "
                               : f->writes[k] ? "@real *" : "const @real *";
            text_add(&parameters, ", %s%s", type, n->name);
        }
        lua_newtable(lua);
        table_push_head(lua, p, f->name, parameters.at);
        table_statements(lua, "body", write_rows(w, f, 0));
        table_text(lua, "result", f->result >= 0 ? plan_node(p, f->result)->name : NULL);
        table_integer(lua, "work", f->work);
        table_flag(lua, "threads", f->threads);
        table_lines(lua, "comment", mathematics_of(p, f->nodes, f->count));
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
        table_statements(lua, "body", write_finish(w, f, 4));
        table_lines(lua, "comment", mathematics_of(p, f->nodes, f->count));
        table_integer(lua, "writes", f->to_count);
        table_integer(lua, "reads", f->with_count);
        table_append(lua);
    }
    table_end(lua, "finishes");
}

/* ---- weights ---- */

/* formulas(dedent, suffix) of a table: the formulas' texts; upvalues: the writer, the formulas. */
static int formulas(lua_State *lua)
{
    writer *w = lua_touserdata(lua, lua_upvalueindex(1));
    const weight_formulas *f = lua_touserdata(lua, lua_upvalueindex(2));
    weight_text t;
    write_weights(w, f, (int)lua_tointeger(lua, 1), luaL_optstring(lua, 2, "_i"), &t);
    lua_newtable(lua);
    if (*t.prologue)
        table_statements(lua, "prologue", t.prologue);
    if (*t.of_row)
        table_statements(lua, "of_row", t.of_row);
    if (*t.statements)
        table_statements(lua, "statements", t.statements);
    push_names(lua, "results", t.results, f->count);
    push_names(lua, "factors", t.factors, t.factor_count);
    return 1;
}

static void push_formulas(lua_State *lua, writer *w, const weight_formulas *f)
{
    lua_pushlightuserdata(lua, w);
    lua_pushlightuserdata(lua, (void *)(uintptr_t)f);
    lua_pushcclosure(lua, formulas, 2);
    lua_setfield(lua, -2, "formulas");
}

/* The arrays of the parameter's shape that the function reads, writes, and takes as arguments: what
 * it reads first, each once. */
static void push_arrays(lua_State *lua, const plan *p, const weight_function *f)
{
    const optimizer *o = &p->spec->optimizer;
    const char *loads[2 + OPTIMIZER_STATES], *stores[1 + OPTIMIZER_STATES];
    const char *arrays[3 + OPTIMIZER_STATES], *types[3 + OPTIMIZER_STATES];
    const int states = f->updates ? o->states : 0;
    int load_count = 0, count = 0;
    if (!f->sums)
        loads[load_count++] = "g";
    if (f->formulas.reads_w)
        loads[load_count++] = "w";
    if (f->updates || f->formulas.reads_w) {
        types[count] = f->updates ? "@real *" : "const @real *";
        arrays[count++] = "w";
    }
    if (!f->sums) {
        types[count] = "const @real *";
        arrays[count++] = "g";
    }
    stores[0] = f->updates ? "w" : "g";
    for (int k = 0; k < states; k++)
        loads[load_count++] = stores[1 + k] = o->state[k];
    for (int k = 0; k < (f->updates ? states : 1); k++) {
        types[count] = "@real *";
        arrays[count++] = f->updates ? o->state[k] : "g";
    }
    push_names(lua, "loads", loads, load_count);
    push_names(lua, "stores", stores, 1 + states);
    push_names(lua, "arrays", arrays, count);
    push_names(lua, "array_types", types, count);
}

/* A weight gradient is x' d, height x width. */
static void push_terms(lua_State *lua, const plan *p, const weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    lua_newtable(lua);
    for (int k = 0; k < of->term_count; k++) {
        const term t = of->terms[k];
        home d = p->values[t.d].home, x = t.x < 0 ? (home){ .stride = 0 } : p->values[t.x].home;
        const char *d_name = arena_printf(p->graph.arena, "d%d", k + 1);
        const char *x_name = arena_printf(p->graph.arena, "x%d", k + 1);
        lua_newtable(lua);
        table_text(lua, "x", f->swapped ? d_name : x_name);
        table_text(lua, "d", f->swapped ? x_name : d_name);
        table_integer(lua, "x_stride", f->swapped ? d.stride : x.stride);
        table_integer(lua, "d_stride", f->swapped ? x.stride : d.stride);
        table_flag(lua, "padded", (f->swapped ? x : d).padded);
        table_append(lua);
    }
    table_end(lua, "terms");
}

/* The C parameters of a weight function, and the arguments that hand them on: the scalars, the
 * factors of the terms, and the arrays of the parameter's shape. `arrays` are on the stack. */
static void push_signature(lua_State *lua, const plan *p, const weight_function *f)
{
    const gradient *of = &p->gradients[f->gradient];
    text parameters = { .arena = p->graph.arena }, arguments = { .arena = p->graph.arena };
    for (int i = 0; i < f->formulas.scalar_count; i++) {
        text_add(&parameters, ", @real %s", f->formulas.scalars[i]);
        text_add(&arguments, ", %s", f->formulas.scalars[i]);
    }
    for (int k = 1; k <= (f->sums ? of->term_count : 0); k++) {
        if (of->terms[k - 1].x >= 0) {
            text_add(&parameters, ", const @real *x%d", k);
            text_add(&arguments, ", x%d", k);
        }
        text_add(&parameters, ", const @real *d%d", k);
        text_add(&arguments, ", d%d", k);
    }
    lua_getfield(lua, -1, "arrays");
    lua_getfield(lua, -2, "array_types");
    for (int i = 1; lua_geti(lua, -2, i) != LUA_TNIL; i++) {
        lua_geti(lua, -2, i);
        text_add(&parameters, ", %s%s", lua_tostring(lua, -1), lua_tostring(lua, -2));
        text_add(&arguments, ", %s", lua_tostring(lua, -2));
        lua_pop(lua, 2);
    }
    lua_pop(lua, 3);
    table_text(lua, "parameters", parameters.size ? parameters.at : "");
    table_text(lua, "arguments", arguments.size ? arguments.at : "");
    const bool many = f->sums && p->spec->batch > 1;
    table_push_head(lua, p, f->name,
                    arena_printf(p->graph.arena, "%s%s%s%s%s", many ? "size_t n" : "",
                                 parameters.at + (many ? 0 : 2), /* without ", " */
                                 f->product >= 0 ? ", @real *z" : "",
                                 f->penalty_count ? ", @real *columns" : "",
                                 f->panel_rows ? ", @real *panel" : ""));
    push_names(lua, "scalars", f->formulas.scalars, f->formulas.scalar_count);
}

static void push_weight(lua_State *lua, writer *w, const weight_function *f)
{
    const plan *p = w->plan;
    const gradient *of = &p->gradients[f->gradient];
    const parameter *q = &p->spec->parameters[of->parameter];
    lua_newtable(lua);
    table_text(lua, "name", arena_printf(p->graph.arena, "@%s", f->name));
    table_text(lua, "form", f->form);
    table_flag(lua, "rolled", f->rolled);
    table_flag(lua, "together", f->together);
    table_flag(lua, "in_pieces", f->in_pieces);
    table_integer(lua, "height", f->height);
    table_integer(lua, "width", f->width);
    table_flag(lua, "updates", f->updates);
    table_flag(lua, "sums", f->sums);
    table_flag(lua, "outer", f->formulas.x != NULL);
    table_integer(lua, "panel_rows", f->panel_rows);
    table_flag(lua, "scattered", f->scattered);
    table_flag(lua, "threads", f->threads);
    table_flag(lua, "has_tiles", f->has_tiles);
    table_text(lua, "tiles", arena_printf(p->graph.arena, f->tiles > 1 ? "@%s%d" : "@%s",
                                          f->updates ? "update" : "gradient", f->tiles));
    table_text(lua, "comment", f->updates ? mathematics_update(p, q) : mathematics_gradient(p, of));
    push_formulas(lua, w, &f->formulas);
    push_arrays(lua, p, f);
    push_terms(lua, p, f);
    push_signature(lua, p, f);
    lua_newtable(lua);
    for (int k = 0; k < f->penalty_count; k++) {
        lua_newtable(lua);
        push_formulas(lua, w, &p->penalties[f->penalties[k]].formulas);
        table_append(lua);
    }
    table_end(lua, "penalties");
    table_append(lua);
}

static void push_penalty(lua_State *lua, writer *w, const penalty *of)
{
    const plan *p = w->plan;
    arena *a = p->graph.arena;
    const parameter *q = &p->spec->parameters[of->parameter];
    lua_newtable(lua);
    push_formulas(lua, w, &of->formulas);
    table_text(lua, "name", arena_printf(a, "@%s", of->name));
    table_text(lua, "address", arena_printf(a, q->is_bias ? "p->%s" : "p->%s[0]", q->name));
    table_text(lua, "comment", mathematics_penalty(p, of));
    table_integer(lua, "rows", q->rows);
    table_integer(lua, "cols", q->cols);
    table_text(lua, "coefficient", real_literal(a, of->coefficient, p->spec->is_double));
    table_flag(lua, "summed_by_update", of->summed_by_update);
    table_append(lua);
}

void kernels_push(lua_State *lua, writer *w)
{
    const plan *p = w->plan;
    products_push(lua, p);
    push_finishes(lua, w);
    push_functions(lua, w);
    bool packs = false;
    lua_newtable(lua);
    for (int i = 0; i < p->weight_count; i++) {
        push_weight(lua, w, &p->weights[i]);
        packs = packs || p->weights[i].panel_rows > 0;
    }
    table_end(lua, "weights");
    table_flag(lua, "packs", packs);
    lua_newtable(lua);
    for (int i = 0; i < p->penalty_count; i++)
        push_penalty(lua, w, &p->penalties[i]);
    table_end(lua, "penalties");
    table_integer(lua, "penalty_stride", p->penalty_stride);
    table_integer(lua, "penalty_columns", 2 * p->penalty_stride); /* of L2 and of L1 */
}
