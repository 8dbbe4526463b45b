/* products.c - the matrix products that a network needs: which functions, and the calls of them. */
#include <string.h>

#include "emit/calls.h"
#include "base/text.h"

static ref bare_product(const plan *p, ref r)
{
    return plan_node(p, r)->gate == ADD ? plan_node(p, r)->in[0] : r;
}

static const char *product_name(products *all, arena *a, product *like)
{
    for (int i = 0; i < all->count; i++) {
        product *known = &all->at[i];
        if (known->terms == like->terms && known->width == like->width &&
            known->x_stride == like->x_stride && known->z_stride == like->z_stride &&
            known->transposed == like->transposed && known->bias == like->bias &&
            known->finish == like->finish)
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

/* Sets like->finish; what the function then takes instead of z. */
static const char *product_finish(const place *at, products *all, ref r, product *like)
{
    plan *p = at->plan;
    rows_function f;
    if (!rows_finish(p, r, &f))
        return address_of(at, r);
    like->z_stride = plan_home(p, f.arguments[0]).stride;
    for (int i = 0; i < all->finish_count; i++)
        if (!strcmp(all->finishes[i].body, f.body))
            like->finish = i + 1;
    if (!like->finish) {
        all->finishes[all->finish_count++] = f;
        like->finish = all->finish_count;
    }
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < f.argument_count; i++)
        text_add(&t, "%s%s", i ? ", " : "", address_of(at, f.arguments[i]));
    return t.at;
}

/* Where rows of w lie whole pages apart, a column falls into few sets of the nearest cache and the
 * buffer of translations (some 4096 pages). Copying panels of columns pays if many strips of a
 * batch read them, or if their pages do not fit. Measured, float: rows of 4 KiB gain from a batch
 * of 192 on; 2048 rows of 8 KiB and 784 of 16 KiB gain, 1024 of 8 KiB and 300 of 16 KiB lose. */
static bool is_scattered(const plan *p, int terms, int width)
{
    const int64_t bytes = plan_row_bytes(p, width);
    return bytes % PAGE == 0 && (terms * (bytes / PAGE) > 3072 ||
                                 (terms >= 512 && p->spec->batch >= 192));
}

/* How many panels of w are copied at a time: every one visits all its pages, so a few together, if
 * the nearer caches keep them. */
static int panels_together(int terms)
{
    enum { MOST = 4 };
    const int fit = THREAD_PANEL_ROWS / terms;
    return fit < 1 ? 1 : fit < MOST ? fit : MOST;
}

/* With 16 registers tiles are small, and read w faster than it comes in rows that are far apart:
 * panels pay for rows enough (multiply_packed in the file). */
static bool packs_for_few_registers(const plan *p, const product *like)
{
    return p->spec->batch >= 64 && like->width >= PACKED_COLUMNS && !like->straight &&
           like->terms <= THREAD_PANEL_ROWS;
}

const char *product_call(const place *at, products *all, ref r)
{
    const plan *p = at->plan;
    const node *z = plan_node(p, r), *product_node = plan_node(p, bare_product(p, r));
    home x = plan_home(p, product_node->in[0]);
    product like = { .terms = plan_node(p, product_node->in[0])->cols, .width = z->cols,
                     .x_stride = x.stride, .z_stride = plan_home(p, r).stride,
                     .transposed = product_node->gate == MATMUL_T, .bias = z->gate == ADD };
    like.straight = (int64_t)like.terms * like.width <= p->unroll;
    like.one = p->spec->batch == 1 && (like.transposed || like.width > 1);
    like.scattered = !like.one && !like.transposed && is_scattered(p, like.terms, like.width);
    if (like.scattered)
        like.panels = panels_together(like.terms);
    else if (!like.one && (like.transposed || packs_for_few_registers(p, &like)))
        like.panels = 1;
    like.panel_rows = like.panels * (like.terms > BLOCK ? like.terms : BLOCK);
    like.threads = like.panel_rows <= THREAD_PANEL_ROWS &&
                   plan_pays_threads(p, (int64_t)p->spec->batch * like.terms * like.width);
    const char *to = product_finish(at, all, r, &like);
    const char *name = product_name(all, p->graph.arena, &like);
    const char *rows = like.one ? "" : arena_printf(p->graph.arena, "%s, ", at->rows);
    return arena_printf(p->graph.arena, "%s(%s%s, %s, %s%s%s%s);", name, rows,
                        address_of(at, product_node->in[0]), address_of(at, product_node->in[1]),
                        like.bias ? address_of(at, z->in[1]) : "", like.bias ? ", " : "",
                        to,
                        !like.panels ? "" : at->in_workspace ? ", ws->panel"
                        : like.transposed ? ", panel" : ", NULL"); /* one row needs no panel */
}

void products_push(lua_State *lua, const products *all)
{
    lua_newtable(lua);
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
        table_integer(lua, "panels", q->panels);
        table_flag(lua, "scattered", q->scattered);
        table_integer(lua, "panel_rows", q->panel_rows);
        table_flag(lua, "threads", q->threads);
        table_integer(lua, "finish", q->finish);
        table_append(lua);
    }
    table_end(lua, "products");
    lua_newtable(lua);
    for (int i = 0; i < all->finish_count; i++) {
        const rows_function *f = &all->finishes[i];
        int written = 0;
        for (int k = 0; k < f->argument_count; k++)
            written += f->writes[k];
        lua_newtable(lua);
        table_lines(lua, "body", f->body);
        table_list(lua, "comment", f->comment);
        table_integer(lua, "writes", written);
        table_integer(lua, "reads", f->argument_count - written);
        table_append(lua);
    }
    table_end(lua, "finishes");
}
