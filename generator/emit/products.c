/* products.c - the plan's products as Lua tables. */
#include <string.h>

#include "base/text.h"
#include "emit/mathematics.h"
#include "emit/tables.h"
#include "plan/kernels.h"

/* Where the sums go: the arguments, and the structure that end_sum() takes. */
static void push_ends(lua_State *lua, const plan *p, const product *f)
{
    arena *a = p->graph.arena;
    const finish *of = f->finish ? &p->finishes[f->finish - 1] : NULL;
    const int writes = of ? of->to_count : 1, reads = of ? of->with_count : 0;
    const char *to[2] = { of ? "to0" : "z", writes > 1 ? "to1" : "NULL" };
    const char *with[2] = { reads > 0 ? "with0" : "NULL", reads > 1 ? "with1" : "NULL" };
    table_text(lua, "ends",
               arena_printf(a,
                            "    const @product_end e = { %d, %d, { %s, %s }, "
                            "{ %s, %s } };",
                            f->finish, f->z_stride, to[0], to[1], with[0], with[1]));
    text arguments = { .arena = a };
    text_add(&arguments, "%sconst @real *x, const @real *w%s", f->one ? "" : "size_t n, ",
             f->bias ? ", const @real *b" : "");
    for (int i = 0; i < 2 && i < writes; i++)
        text_add(&arguments, ", @real *%s", to[i]);
    for (int i = 0; i < 2 && i < reads; i++)
        text_add(&arguments, ", const @real *%s", with[i]);
    if (f->panels)
        text_add(&arguments, ", @real *panel");
    table_push_head(lua, p, f->name, arguments.at);
}

/* The call that multiplies a part of the rows and columns; panel: what it may use as scratch. */
static const char *multiply(const plan *p, const product *f, int indent, const char *part,
                            const char *panel)
{
    arena *a = p->graph.arena;
    const char *kernel = f->transposed                ? "@multiply_transposed"
                         : f->panels && !f->scattered ? "@multiply_packed"
                                                      : "@multiply";
    const char *with = f->panels ? panel : "0, NULL";
    if (f->scattered)
        with = arena_printf(a, "%d, %s", f->panels, panel);
    const char *bias = f->transposed ? "" : f->bias ? "b, " : "NULL, ";
    return arena_printf(a, "%*s%s(%s, %d, %d, x, %d, w, %se, %s);", indent, "", kernel, part,
                        f->terms, f->width, f->x_stride, bias, with);
}

static void push_calls(lua_State *lua, const plan *p, const product *f)
{
    arena *a = p->graph.arena;
    if (f->threads) {
        const char *part = arena_printf(a, "@part_of(i, threads, n, %d)", f->width);
        table_text(lua, "multiply", multiply(p, f, 8, part, "own"));
    } else {
        const char *part = arena_printf(a, "@all_of(n, %d)", f->width);
        table_text(lua, "multiply", multiply(p, f, 4, part, "panel"));
    }
}

static void push_choices(lua_State *lua, const product *f)
{
    table_integer(lua, "terms", f->terms);
    table_integer(lua, "width", f->width);
    table_integer(lua, "x_stride", f->x_stride);
    table_integer(lua, "z_stride", f->z_stride);
    table_flag(lua, "transposed", f->transposed);
    table_flag(lua, "bias", f->bias);
    table_flag(lua, "straight", f->straight);
    table_flag(lua, "is_narrow", kernel_is_narrow(f));
    table_flag(lua, "cut", kernel_cuts_column(f));
    table_integer(lua, "panels", f->panels);
    table_integer(lua, "panel_rows", f->panel_rows);
    table_flag(lua, "threads", f->threads);
    table_integer(lua, "parts", f->parts);
    table_integer(lua, "columns", f->columns);
    table_integer(lua, "looped", f->looped);
    table_integer(lua, "whole", f->whole);
    table_integer(lua, "together", f->together);
    table_flag(lua, "in_pieces", f->in_pieces);
    table_text(lua, "load_bias", f->bias_in_pieces ? "@vec_load_pieces" : "@vec_load_some");
}

/* Small: what becomes of sum_j, in the loop that computes it. */
static void push_body(lua_State *lua, writer *w, const product *f)
{
    arena *a = w->plan->graph.arena;
    if (f->finish)
        table_statements(lua, "finish_body",
                         write_finish(w, &w->plan->finishes[f->finish - 1], 0, NULL));
    else
        table_text(lua, "finish_body",
                   arena_printf(a, "            @vec_store(z + r*%d + j, sum_j);", f->z_stride));
}

void products_push(lua_State *lua, writer *w)
{
    const plan *p = w->plan;
    arena *a = p->graph.arena;
    lua_newtable(lua);
    for (int i = 0; i < p->product_count; i++) {
        const product *f = &p->products[i];
        lua_newtable(lua);
        table_text(lua, "form", f->form);
        table_text(lua, "name", f->name);
        const char *numbers = mathematics_numbers(p, f->computes, f->computes_count);
        table_text(lua, "formula",
                   arena_printf(a, "%s%sz[%d] = %sx[%d] w%s", numbers, *numbers ? " " : "",
                                f->width, f->bias ? "b + " : "", f->terms,
                                f->transposed ? "'" : ""));
        if (f->finish) {
            const finish *of = &p->finishes[f->finish - 1];
            table_lines(lua, "becomes", mathematics_of(p, of->nodes, of->count));
        }
        push_choices(lua, f);
        if (f->small)
            push_body(lua, w, f);
        push_ends(lua, p, f);
        push_calls(lua, p, f);
        table_append(lua);
    }
    table_end(lua, "products");
}
