/* weights.c - the functions of one parameter: the sum of its gradient over the samples, with the
 * mean and the penalty put in; its update; its share of the penalty. */
#include <string.h>

#include "emit/calls.h"
#include "emit/mathematics.h"
#include "emit/rows.h"
#include "base/text.h"
#include "emit/updates.h"

static void push_names(lua_State *lua, const char *key, const char *const *names, int count)
{
    lua_newtable(lua);
    for (int i = 0; i < count; i++) {
        lua_pushstring(lua, names[i]);
        table_append(lua);
    }
    table_end(lua, key);
}

/* The arrays of the parameter's shape that the update reads. */
static void push_loads(lua_State *lua, const plan *p, const update *u, bool updates)
{
    const char *names[2 + OPTIMIZER_STATES];
    int count = 0;
    if (!update_sums(p, updates))
        names[count++] = "g";
    if (u->reads_w)
        names[count++] = "w";
    for (int k = 0; k < (updates ? p->spec->optimizer.states : 0); k++)
        names[count++] = p->spec->optimizer.state[k];
    push_names(lua, "loads", names, count);
}

static void push_stores(lua_State *lua, const plan *p, const update *u, bool updates)
{
    lua_newtable(lua);
    for (int k = -1; k < (updates ? p->spec->optimizer.states : 0); k++) {
        lua_newtable(lua);
        table_text(lua, "to", k >= 0 ? p->spec->optimizer.state[k] : updates ? "w" : "g");
        table_text(lua, "value", u->results[1 + k]);
        table_append(lua);
    }
    table_end(lua, "stores");
}

/* A weight gradient is x' d, height x width. */
static void push_terms(lua_State *lua, const plan *p, const gradient *of, bool swapped)
{
    lua_newtable(lua);
    for (int k = 0; k < of->term_count; k++) {
        term t = of->terms[k];
        home d = plan_home(p, t.d), x = t.x < 0 ? (home){ .stride = 0 } : plan_home(p, t.x);
        const char *d_name = arena_printf(p->graph.arena, "d%d", k + 1);
        const char *x_name = arena_printf(p->graph.arena, "x%d", k + 1);
        lua_newtable(lua);
        table_text(lua, "x", swapped ? d_name : x_name);
        table_text(lua, "d", swapped ? x_name : d_name);
        table_integer(lua, "x_stride", swapped ? d.stride : x.stride);
        table_integer(lua, "d_stride", swapped ? x.stride : d.stride);
        table_flag(lua, "padded", (swapped ? x : d).padded);
        table_append(lua);
    }
    table_end(lua, "terms");
}

static void add_parameter(text *parameters, text *arguments, const char *type, const char *name)
{
    text_add(parameters, ", %s%s", type, name);
    text_add(arguments, ", %s", name);
}

/* The C parameters of a weight function, and the arguments that hand them on: the scalars, the
 * factors of the terms, and the arrays of the parameter's shape, read or written. */
static void push_signature(lua_State *lua, const plan *p, const gradient *of, const update *u,
                           bool updates)
{
    text parameters = { .arena = p->graph.arena }, arguments = { .arena = p->graph.arena };
    const char *arrays[3 + OPTIMIZER_STATES], *types[3 + OPTIMIZER_STATES];
    int count = 0;
    if (updates || u->reads_w) {
        types[count] = updates ? "real *" : "const real *";
        arrays[count++] = "w";
    }
    if (!update_sums(p, updates)) {
        types[count] = "const real *";
        arrays[count++] = "g";
    }
    for (int k = 0; k < (updates ? p->spec->optimizer.states : 1); k++) {
        types[count] = "real *";
        arrays[count++] = updates ? p->spec->optimizer.state[k] : "g";
    }
    for (int i = 0; i < u->scalar_count; i++)
        add_parameter(&parameters, &arguments, "real ", u->scalars[i]);
    for (int k = 1; k <= (update_sums(p, updates) ? of->term_count : 0); k++) {
        if (of->terms[k - 1].x >= 0)
            add_parameter(&parameters, &arguments, "const real *",
                          arena_printf(p->graph.arena, "x%d", k));
        add_parameter(&parameters, &arguments, "const real *",
                      arena_printf(p->graph.arena, "d%d", k));
    }
    for (int i = 0; i < count; i++)
        add_parameter(&parameters, &arguments, types[i], arrays[i]);
    table_text(lua, "parameters", parameters.size ? parameters.at : "");
    table_text(lua, "arguments", arguments.size ? arguments.at : "");
    push_names(lua, "scalars", u->scalars, u->scalar_count);
    push_names(lua, "arrays", arrays, count);
    push_names(lua, "array_types", types, count);
}

bool weight_sums_penalty(const plan *p, int i, const penalty *of)
{
    const parameter *q = &p->spec->parameters[p->gradients[i].parameter];
    return of->parameter == p->gradients[i].parameter && update_sums(p, true) &&
           p->spec->batch > 1 && p->gradients[i].term_count > 0 && !q->is_bias && q->cols > 1;
}

static bool sums_penalties(const plan *p, int i)
{
    for (int k = 0; k < p->penalty_count; k++)
        if (weight_sums_penalty(p, i, &p->penalties[k]))
            return true;
    return false;
}

/* Where rows of d fill pages, each term of a tile is on two more of them, and the tile's columns of
 * x drop out of the nearest cache from one tile to the next: side by side they stay. Measured,
 * float: 1024 columns gain 2 to 4 % at a batch of 128 and 256, 500 lose 2 %. */
static bool fills_pages(const plan *p, int i)
{
    return plan_row_bytes(p, p->spec->parameters[p->gradients[i].parameter].cols) >= PAGE;
}

/* Rows of the scratch for them. With 16 registers tiles are small, and columns of x are worth it
 * where several tiles read them (FEW_REGISTERS in the file). */
int weight_panel_rows(const plan *p, int i)
{
    const gradient *of = &p->gradients[i];
    const parameter *q = &p->spec->parameters[of->parameter];
    const int batch = p->spec->batch;
    return batch > 1 && batch <= THREAD_PANEL_ROWS && !q->is_bias && q->rows >= BLOCK &&
           of->term_count == 1 && (fills_pages(p, i) || q->cols >= PACKED_COLUMNS) ? batch : 0;
}

const char *weight_call(const place *at, int i, bool updates)
{
    const plan *p = at->plan;
    const gradient *of = &p->gradients[i];
    const parameter *q = &p->spec->parameters[of->parameter];
    const char *row = q->is_bias ? "" : "[0]";
    update u;
    update_of(at->plan, i, updates, &u);
    text t = { .arena = p->graph.arena };
    text_add(&t, "%s_%s(", updates ? "update" : "gradient", q->name);
    if (update_sums(p, updates) && p->spec->batch > 1)
        text_add(&t, "n, ");
    for (int k = 0; k < u.scalar_count; k++)
        text_add(&t, "%s, ", u.scalars[k]);
    for (int k = 0; k < (update_sums(p, updates) ? of->term_count : 0); k++) {
        if (of->terms[k].x >= 0)
            text_add(&t, "%s, ", address_of(at, of->terms[k].x));
        text_add(&t, "%s, ", address_of(at, of->terms[k].d));
    }
    if (updates || u.reads_w)
        text_add(&t, "p->%s%s, ", q->name, row);
    if (!update_sums(p, updates))
        text_add(&t, "ws->gradient.%s%s, ", q->name, row);
    for (int k = 0; k < (updates ? p->spec->optimizer.states : 1); k++)
        if (updates)
            text_add(&t, "o->%s.%s%s, ", p->spec->optimizer.state[k], q->name, row);
        else
            text_add(&t, "g->%s%s, ", q->name, row);
    if (updates && of->product >= 0)
        text_add(&t, "%s, ", address_of(at, of->product));
    if (updates && sums_penalties(p, i))
        text_add(&t, "ws->columns, ");
    if (update_sums(p, updates) && weight_panel_rows(p, i))
        text_add(&t, "ws->panel, ");
    t.size -= 2; /* the last comma */
    text_add(&t, ");");
    return t.at;
}

/* The penalty's formula added to the sum so far, so that a product becomes a fused multiply-add:
 * the start of a table. */
static void push_penalty_formula(lua_State *lua, plan *p, const penalty *of)
{
    update u;
    update_make(p, &of->sum, 1, NULL, &u);
    lua_newtable(lua);
    table_lines(lua, "statements", u.statements);
    table_text(lua, "value", u.results[0]);
}

static void push_weight(lua_State *lua, const place *at, int i, bool updates)
{
    plan *p = at->plan;
    const gradient *of = &p->gradients[i];
    update made, *u = &made;
    update_of(at->plan, i, updates, u);
    const parameter *q = &p->spec->parameters[of->parameter];
    bool swapped = update_is_swapped(q);
    lua_newtable(lua);
    table_text(lua, "name", arena_printf(p->graph.arena, "%s_%s", updates ? "update" : "gradient",
                                         q->name));
    table_text(lua, "parameter", q->name);
    table_integer(lua, "height", swapped ? 1 : q->rows);
    table_integer(lua, "width", swapped ? q->rows : q->cols);
    table_flag(lua, "bias", q->is_bias);
    table_flag(lua, "updates", updates);
    table_flag(lua, "multiplies", updates && of->product >= 0);
    table_lines(lua, "prologue", u->prologue);
    table_lines(lua, "of_row", u->of_row);
    table_lines(lua, "statements", u->statements);
    table_flag(lua, "outer", u->x != NULL);
    push_loads(lua, p, u, updates);
    push_stores(lua, p, u, updates);
    table_flag(lua, "sums", update_sums(p, updates));
    table_integer(lua, "panel_rows", update_sums(p, updates) ? weight_panel_rows(p, i) : 0);
    table_flag(lua, "scattered", fills_pages(p, i));
    bool is_product = update_sums(p, updates) && !q->is_bias && of->term_count > 0;
    int64_t work = (int64_t)q->rows * q->cols * (is_product ? 1 : 8); /* 8: to move a number */
    work *= update_sums(p, updates) ? p->spec->batch : 1;
    table_flag(lua, "threads", plan_pays_threads(p, work));
    table_text(lua, "comment", updates ? mathematics_update(p, q) : mathematics_gradient(p, of));
    push_terms(lua, p, of, swapped);
    push_signature(lua, p, of, u, updates);
    lua_newtable(lua);
    for (int k = 0; k < (updates ? p->penalty_count : 0); k++)
        if (weight_sums_penalty(p, i, &p->penalties[k])) {
            push_penalty_formula(lua, p, &p->penalties[k]);
            table_append(lua);
        }
    table_end(lua, "penalties");
    table_append(lua);
}

static void push_penalty(lua_State *lua, plan *p, const penalty *of, int number)
{
    arena *a = p->graph.arena;
    const parameter *q = &p->spec->parameters[of->parameter];
    push_penalty_formula(lua, p, of);
    table_text(lua, "name", arena_printf(a, "penalty_%d_%s", number, q->name));
    table_text(lua, "address", arena_printf(a, q->is_bias ? "p->%s" : "p->%s[0]", q->name));
    table_text(lua, "comment", mathematics_penalty(p, of));
    table_integer(lua, "rows", q->rows);
    table_integer(lua, "cols", q->cols);
    table_text(lua, "coefficient", real_literal(a, of->coefficient, p->spec->is_double));
    bool summed = false;
    for (int i = 0; i < p->gradient_count; i++)
        summed = summed || weight_sums_penalty(p, i, of);
    table_flag(lua, "summed_by_update", summed);
    table_append(lua);
}

int penalty_stride(const plan *p)
{
    int most = 0;
    for (int i = 0; i < p->penalty_count; i++) {
        int cols = p->spec->parameters[p->penalties[i].parameter].cols;
        most = cols > most ? cols : most;
    }
    return (most + BLOCK - 1) / BLOCK * BLOCK;
}

void weights_push(lua_State *lua, const place *at)
{
    plan *p = at->plan;
    lua_newtable(lua);
    for (int i = 0; i < p->gradient_count; i++) {
        push_weight(lua, at, i, false);
        push_weight(lua, at, i, true);
    }
    table_end(lua, "weights");
    bool packs = false;
    for (int i = 0; i < p->gradient_count; i++)
        packs = packs || weight_panel_rows(p, i) > 0;
    table_flag(lua, "packs", packs);
    lua_newtable(lua);
    for (int i = 0; i < p->penalty_count; i++)
        push_penalty(lua, p, &p->penalties[i], i + 1);
    table_end(lua, "penalties");
    table_integer(lua, "penalty_stride", penalty_stride(p));
    table_integer(lua, "penalty_columns", 2 * penalty_stride(p)); /* of L2 and of L1 */
}
