/* calls.c - the plan as the Lua tables that templates read: functions, and the calls of them in
 * each generated function. */
#include <string.h>

#include "calls.h"
#include "text.h"

static const node *node_of(const plan *p, ref r)
{
    return &p->graph.nodes[r];
}

const char *address_of(const place *at, ref r)
{
    const plan *p = at->plan;
    arena *a = p->graph.arena;
    home of = plan_home(p, r);
    const node *source = node_of(p, plan_source(p, r));
    const char *base = of.name;
    if (source->gate == PARAMETER)
        base = arena_printf(a, source->rows > 1 || !p->spec->parameters[source->index].is_bias
                                   ? "p->%s[0]" : "p->%s", of.name);
    else if (of.workspace && at->in_workspace)
        base = arena_printf(a, source->cols == 1 ? "ws->%s" : "ws->%s[0]", of.name);
    return of.offset ? arena_printf(a, "%s + %d", base, of.offset) : base;
}

/* ---- products ---- */

typedef struct product {
    int terms, width, x_stride, z_stride;
    bool transposed, bias, straight;
    bool one;   /* of one sample always: has no argument n */
    bool panel; /* wants scratch for a panel of w */
    const char *name;
} product;

typedef struct products {
    product *at;
    int count;
} products;

static ref bare_product(const plan *p, ref r)
{
    return node_of(p, r)->gate == ADD ? node_of(p, r)->in[0] : r;
}

static const char *product_name(products *all, arena *a, product *like)
{
    for (int i = 0; i < all->count; i++) {
        product *known = &all->at[i];
        if (known->terms == like->terms && known->width == like->width &&
            known->x_stride == like->x_stride && known->z_stride == like->z_stride &&
            known->transposed == like->transposed && known->bias == like->bias)
            return known->name;
    }
    int same = 1;
    for (int i = 0; i < all->count; i++)
        same += all->at[i].terms == like->terms && all->at[i].width == like->width &&
                all->at[i].transposed == like->transposed;
    const char *verb = like->transposed ? "multiply_transposed" : "multiply";
    like->name = same == 1 ? arena_printf(a, "%s_%dx%d", verb, like->terms, like->width)
                           : arena_printf(a, "%s_%dx%d_%d", verb, like->terms, like->width, same);
    all->at[all->count++] = *like;
    return like->name;
}

static const char *product_call(const place *at, products *all, ref r)
{
    const plan *p = at->plan;
    const node *z = node_of(p, r), *product_node = node_of(p, bare_product(p, r));
    home x = plan_home(p, product_node->in[0]);
    product like = { .terms = node_of(p, product_node->in[0])->cols, .width = z->cols,
                     .x_stride = x.stride, .z_stride = plan_home(p, r).stride,
                     .transposed = product_node->gate == MATMUL_T, .bias = z->gate == ADD };
    const int reals_in_512_bytes = p->spec->is_double ? 64 : 128;
    like.straight = (int64_t)like.terms * like.width <= p->unroll;
    like.one = p->spec->batch == 1 && (like.transposed || like.width > 1);
    like.panel = !like.one && (like.transposed || (!like.straight && like.width % reals_in_512_bytes == 0));
    const char *name = product_name(all, p->graph.arena, &like);
    const char *rows = like.one ? "" : arena_printf(p->graph.arena, "%s, ", at->rows);
    return arena_printf(p->graph.arena, "%s(%s%s, %s, %s%s%s%s);", name, rows,
                        address_of(at, product_node->in[0]), address_of(at, product_node->in[1]),
                        like.bias ? address_of(at, z->in[1]) : "", like.bias ? ", " : "",
                        address_of(at, r),
                        !like.panel ? "" : at->in_workspace ? ", ws->panel" : ", panel");
}

static void push_products(lua_State *lua, const products *all)
{
    lua_newtable(lua);
    int panel = 0;
    for (int i = 0; i < all->count; i++) {
        const product *q = &all->at[i];
        lua_newtable(lua);
        table_text(lua, "name", q->name);
        table_integer(lua, "terms", q->terms);
        table_integer(lua, "width", q->width);
        table_integer(lua, "x_stride", q->x_stride);
        table_integer(lua, "z_stride", q->z_stride);
        table_flag(lua, "transposed", q->transposed);
        table_flag(lua, "bias", q->bias);
        table_flag(lua, "straight", q->straight);
        table_flag(lua, "panel", q->panel);
        table_append(lua);
        if (q->panel && q->terms > panel)
            panel = q->terms;
    }
    table_end(lua, "products");
    table_integer(lua, "panel", panel);
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
        const node *n = node_of(p, f->arguments[i]);
        text_add(&t, ", %s", n->gate == VARIABLE ? n->name : address_of(at, f->arguments[i]));
    }
    text_add(&t, ");");
    return t.at;
}

static void push_lines(lua_State *lua, const char *key, const char *lines)
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

static void push_functions(lua_State *lua, const plan *p)
{
    lua_newtable(lua);
    for (int i = 0; i < p->function_count; i++) {
        const rows_function *f = &p->functions[i];
        text parameters = { .arena = p->graph.arena };
        for (int k = 0; k < f->argument_count; k++) {
            const node *n = node_of(p, f->arguments[k]);
            const char *type = is_class_target(n) ? "const int32_t *"
                               : n->gate == VARIABLE ? "real "
                               : f->writes[k] ? "real *" : "const real *";
            text_add(&parameters, ", %s%s", type, n->name);
        }
        lua_newtable(lua);
        table_text(lua, "name", f->name);
        table_text(lua, "parameters", parameters.size ? parameters.at : "");
        table_lines(lua, "body", f->body);
        push_lines(lua, "comment", f->comment);
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

static void push_updates(lua_State *lua, const place *at, int from_level, int to_level)
{
    for (int i = 0; i < at->plan->gradient_count; i++) {
        int level = at->plan->gradients[i].level;
        if (level >= from_level && level < to_level)
            push_call(lua, weight_call(at, i, true), NULL);
    }
}

/* The calls of a program; of TRAIN with the dinputs or, in a step, with each update as soon as
 * nothing reads its parameter any more. */
static void push_program(lua_State *lua, const char *key, const place *at, products *all,
                         program of, bool step)
{
    const plan *p = at->plan;
    int level = 0;
    lua_newtable(lua);
    for (int i = 0; i < p->stage_count[of]; i++) {
        const stage *s = &p->stages[of][i];
        if (step && s->group != GROUP_ALL)
            continue;
        if (step && s->level > level) {
            push_updates(lua, at, level, s->level);
            level = s->level;
        }
        push_call(lua, s->kind == STAGE_PRODUCT ? product_call(at, all, s->product)
                                                : rows_call(at, &p->functions[s->function]),
                  guard_of(p, s->group));
    }
    if (step)
        push_updates(lua, at, level, p->graph.count + 1);
    table_end(lua, key);
}

void tables_push_calls(lua_State *lua, plan *p)
{
    products all = { arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof(product)), 0 };
    place workspace = { p, p->spec->batch == 1 ? "1" : "n", !plan_is_local(p) }, one = { p, "1", false };
    push_program(lua, "predict", &one, &all, FORWARD, false);
    bool panel = false;
    for (int i = 0; i < all.count; i++)
        panel = panel || all.at[i].panel;
    table_flag(lua, "predict_panel", panel);
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
    push_products(lua, &all);
    push_functions(lua, p);
    weights_push(lua, &workspace);
}
