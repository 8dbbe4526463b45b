/* calls.c - the plan as the Lua tables that templates read: functions, and the calls of them in
 * each generated function. */
#include <string.h>

#include "emit/calls.h"
#include "base/text.h"

const char *address_of(const place *at, ref r)
{
    const plan *p = at->plan;
    arena *a = p->graph.arena;
    home of = plan_home(p, r);
    const node *source = plan_node(p, plan_source(p, r));
    const char *base = of.name;
    if (source->gate == PARAMETER)
        base = arena_printf(a, source->rows > 1 || !p->spec->parameters[source->index].is_bias
                                   ? "p->%s[0]" : "p->%s", of.name);
    else if (of.workspace && at->in_workspace)
        base = arena_printf(a, source->cols == 1 ? "ws->%s" : "ws->%s[0]", of.name);
    return of.offset ? arena_printf(a, "%s + %d", base, of.offset) : base;
}

/* ---- texts ---- */

void table_list(lua_State *lua, const char *key, const char *lines)
{
    lua_newtable(lua);
    while (*lines) {
        const char *stop = strchr(lines, '\n');
        size_t size = stop ? (size_t)(stop - lines) : strlen(lines);
        lua_pushlstring(lua, lines, size);
        table_append(lua);
        lines += size + (stop != NULL);
    }
    table_end(lua, key);
}

void table_lines(lua_State *lua, const char *key, const char *statements)
{
    size_t size = strlen(statements);
    lua_pushlstring(lua, statements, size && statements[size - 1] == '\n' ? size - 1 : size);
    lua_setfield(lua, -2, key);
}

/* ---- functions of rows ---- */

static bool is_class_target(const node *n)
{
    return n->gate == TARGET && n->value == 1;
}

static const char *rows_call(const place *at, const rows_function *f)
{
    const plan *p = at->plan;
    text t = { .arena = p->graph.arena };
    text_add(&t, "%s(%s", f->name, at->rows);
    for (int i = 0; i < f->argument_count; i++) {
        const node *n = plan_node(p, f->arguments[i]);
        text_add(&t, ", %s", n->gate == VARIABLE ? n->name : address_of(at, f->arguments[i]));
    }
    text_add(&t, ");");
    return t.at;
}

static void push_functions(lua_State *lua, const plan *p)
{
    lua_newtable(lua);
    for (int i = 0; i < p->function_count; i++) {
        const rows_function *f = &p->functions[i];
        text parameters = { .arena = p->graph.arena };
        for (int k = 0; k < f->argument_count; k++) {
            const node *n = plan_node(p, f->arguments[k]);
            const char *type = is_class_target(n) ? "const int32_t *"
                               : n->gate == VARIABLE ? "real "
                               : f->writes[k] ? "real *" : "const real *";
            text_add(&parameters, ", %s%s", type, n->name);
        }
        lua_newtable(lua);
        table_text(lua, "name", f->name);
        table_text(lua, "parameters", parameters.size ? parameters.at : "");
        table_lines(lua, "body", f->body);
        table_integer(lua, "work", f->work);
        table_flag(lua, "threads", plan_pays_threads(p, p->spec->batch * f->work));
        table_list(lua, "comment", f->comment);
        table_append(lua);
    }
    table_end(lua, "functions");
}

/* ---- the calls of each generated function ---- */

static const char *guard_of(const plan *p, int group)
{
    const spec *s = p->spec;
    if (group == GROUP_ALL)
        return NULL;
    if (group >= GROUP_DINPUT)
        return arena_printf(p->graph.arena, "d%s != NULL", s->inputs[group - GROUP_DINPUT].name);
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < s->input_count; i++)
        text_add(&t, "%sd%s != NULL", i ? " || " : "", s->inputs[i].name);
    return t.at;
}

static void push_call(lua_State *lua, const char *call, const char *guard)
{
    lua_newtable(lua);
    table_text(lua, "text", call);
    if (guard)
        table_text(lua, "guard", guard);
    table_append(lua);
}

/* The penalties whose columns an update has just summed, one below the other. */
static void push_column_sums(lua_State *lua, const plan *p, int i)
{
    int stride = penalty_stride(p), row = 0;
    for (int k = 0; k < p->penalty_count; k++) {
        if (!weight_sums_penalty(p, i, &p->penalties[k]))
            continue;
        const char *columns = row ? arena_printf(p->graph.arena, "ws->columns + %d", stride * row)
                                  : "ws->columns";
        int cols = p->spec->parameters[p->penalties[k].parameter].cols;
        push_call(lua, arena_printf(p->graph.arena, "const real penalty_%d = sum_columns(%d, %s);",
                                    k + 1, cols, columns), NULL);
        row++;
    }
}

static void push_updates(lua_State *lua, const place *at, int from_level, int to_level)
{
    for (int i = 0; i < at->plan->gradient_count; i++) {
        const gradient *of = &at->plan->gradients[i];
        if (of->level < from_level || of->level >= to_level || of->product >= 0)
            continue;
        push_call(lua, weight_call(at, i, true), NULL);
        push_column_sums(lua, at->plan, i);
    }
}

static void push_copies(lua_State *lua, const place *at, program of)
{
    const plan *p = at->plan;
    for (ref r = 0; r < p->graph.count && at->in_workspace; r++)
        if (p->needed[of][r] && plan_is_copied(p, r)) {
            const node *n = plan_node(p, r);
            push_call(lua, arena_printf(p->graph.arena, "copy_rows(n, %d, %s, %d, %s, %d);",
                                        n->cols, n->name, n->cols, address_of(at, r),
                                        plan_home(p, r).stride), NULL);
        }
}

/* The update that computes a product beside, or -1. */
static int update_beside(const plan *p, const stage *s)
{
    for (int i = 0; i < p->gradient_count; i++)
        if (s->kind == STAGE_PRODUCT && p->gradients[i].product == s->product)
            return i;
    return -1;
}

/* The calls of a program; of TRAIN with the dinputs or, in a step, with each update as soon as
 * nothing reads its parameter any more. */
static void push_program(lua_State *lua, const char *key, const place *at, products *all,
                         program of, bool step)
{
    const plan *p = at->plan;
    int level = 0;
    lua_newtable(lua);
    push_copies(lua, at, of);
    for (int i = 0; i < p->stage_count[of]; i++) {
        const stage *s = &p->stages[of][i];
        if (step && s->group != GROUP_ALL)
            continue;
        if (step && s->level > level) {
            push_updates(lua, at, level, s->level);
            level = s->level;
        }
        int beside = step ? update_beside(p, s) : -1;
        const char *call = beside >= 0 ? weight_call(at, beside, true)
                           : s->kind == STAGE_PRODUCT ? product_call(at, all, s->product)
                           : rows_call(at, &p->functions[s->function]);
        push_call(lua, call, guard_of(p, s->group));
    }
    if (step)
        push_updates(lua, at, level, p->graph.count + 1);
    table_end(lua, key);
}

/* Rows of the scratch that products want; of transposed ones alone, which a single row wants. */
static int product_panel_rows(const products *all, bool transposed)
{
    int rows = 0;
    for (int i = 0; i < all->count; i++)
        if ((all->at[i].transposed || !transposed) && all->at[i].panel_rows > rows)
            rows = all->at[i].panel_rows;
    return rows;
}

/* Rows of the scratch for panels. */
static int longest_panel(const plan *p, const products *all)
{
    int rows = product_panel_rows(all, false);
    for (int i = 0; i < p->gradient_count; i++)
        rows = weight_panel_rows(p, i) > rows ? weight_panel_rows(p, i) : rows;
    return rows;
}

void tables_push_calls(lua_State *lua, plan *p)
{
    products all = { .at = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof(product)),
                     .finishes = arena_alloc(p->graph.arena, (size_t)p->graph.count *
                                                                 sizeof(rows_function)) };
    place workspace = { p, p->spec->batch == 1 ? "1" : "n", !plan_is_local(p) };
    place one = { p, "1", false };
    push_program(lua, "predict", &one, &all, FORWARD, false);
    table_integer(lua, "predict_panel", product_panel_rows(&all, true));
    push_program(lua, "forward", &workspace, &all, FORWARD, false);
    push_program(lua, "loss", &workspace, &all, LOSS, false);
    push_program(lua, "backward", &workspace, &all, TRAIN, false);
    push_program(lua, "step", &workspace, &all, TRAIN, !p->derived->two_pass);
    lua_newtable(lua);
    for (int i = 0; i < p->gradient_count; i++)
        push_call(lua, weight_call(&workspace, i, false), NULL);
    table_end(lua, "gradients");
    lua_newtable(lua);
    for (int i = 0; i < p->gradient_count; i++)
        push_call(lua, weight_call(&workspace, i, true), NULL);
    table_end(lua, "updates");
    table_flag(lua, "two_pass", p->derived->two_pass);
    table_flag(lua, "sums", p->gradient_count > 0);
    products_push(lua, &all);
    table_integer(lua, "panel", longest_panel(p, &all));
    push_functions(lua, p);
    weights_push(lua, &workspace);
}
