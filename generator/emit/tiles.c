/* tiles.c - contractions as tiles of vectors: the loops around them, and what common/nests.in is
 * told of them. */
#include "emit/nests.h"

#include <string.h>

#include "plan/kernels.h"

enum { SUMMED_ROWS = 14 }; /* of a block for threads: what tiles of 32 registers take */

typedef struct tile_writer {
    writer *writer;
    const node *node;
    ref y;
    nest loops; /* of the tiles: of what is packed, those of its copy */
    const tiling *tiling;
    const char *name; /* what names of its own begin with */
    const char *copy; /* of what is packed, or NULL */
} tile_writer;

bool tiles_suit(const writer *w, ref y, tiling *t)
{
    const plan *p = w->plan;
    const node *n = plan_node(p, y);
    if (w->places || !tiling_of(n->loops, n->arity, n->cols, t))
        return false;
    for (int i = 0; i < n->arity; i++)
        if (graph_is_scalar(&p->graph, n->in[i]))
            return false;
    return t->packed < 0 || kernel_packs(tiling_slab(t));
}

/* ---- statements ---- */

static void open_loops(writer *w, const nest *n, int from, int to, int indent)
{
    for (int k = from; k < to; k++)
        add_statement(w, indent + 4 * (k - from), "for (size_t i%d = 0; i%d < %d; i%d++)%s", k + 1,
                      k + 1, n->size[k], k + 1, "");
}

/* { 3, 48, 1 }: of a role its steps from term to term, or the terms themselves. */
static const char *of_terms(const tile_writer *t, int role)
{
    const tiling *is = t->tiling;
    int list[TILING_TERMS];
    for (int i = 0; i < TILING_TERMS; i++) {
        const int k = i < is->terms ? is->term[is->terms - 1 - i] : -1;
        list[TILING_TERMS - 1 - i] = role < 0 ? k < 0 ? 1 : t->loops.size[k]
                                     : k < 0 ? 0
                                              : t->loops.stride[k][role];
    }
    return arena_printf(t->writer->body.arena, "{ %d, %d, %d }", list[0], list[1], list[2]);
}

static int row_step(const tile_writer *t, int role)
{
    return t->tiling->row < 0 ? 0 : t->loops.stride[t->tiling->row][role];
}

/* The constant that tells the loops of a tile. */
static void declare_nest(const tile_writer *t, const char *how)
{
    const tiling *is = t->tiling;
    add_statement(t->writer, 8,
                  "static const @nest %s_nest = { %d, %d, %s, %d, %d, %d, %s, %s, %d, %d, %s };",
                  t->name, is->row < 0 ? 1 : t->loops.size[is->row], t->loops.size[is->column],
                  of_terms(t, -1), row_step(t, NEST_Y), row_step(t, NEST_A), row_step(t, NEST_B),
                  of_terms(t, NEST_A), of_terms(t, NEST_B), t->loops.stride[is->column][NEST_A],
                  t->loops.stride[is->column][NEST_B], how);
}

/* ---- the copy ---- */

/* The loops with what is packed as it lies in its copy: along columns, then terms, then the loops
 * around them, if all rounds of these are copied. */
static void read_copy(tile_writer *t, bool whole)
{
    const tiling *is = t->tiling;
    int64_t step = t->loops.size[is->column];
    t->loops.stride[is->column][is->packed] = 1;
    for (int i = is->terms; i-- > 0;) {
        int *stride = &t->loops.stride[is->term[i]][is->packed];
        *stride = *stride ? (int)step : 0;
        step *= *stride ? t->loops.size[is->term[i]] : 1;
    }
    for (int k = is->packed_outer; k-- > 0;) {
        t->loops.stride[k][is->packed] = whole ? (int)step : 0;
        step *= t->loops.size[k];
    }
    t->loops.first[is->packed] = 0;
}

static void write_copy_of(tile_writer *t, int indent, const char *to)
{
    const tiling *is = t->tiling;
    const nest *from = &is->loops;
    arena *a = t->writer->body.arena;
    text sizes = { .arena = a }, steps = { .arena = a };
    for (int i = 0; i < TILING_TERMS; i++) {
        const int k = i < TILING_TERMS - is->terms ? -1 : is->term[i - TILING_TERMS + is->terms];
        const int step = k < 0 ? 0 : from->stride[k][is->packed];
        text_add(&sizes, "%s%d", i ? ", " : "", step ? from->size[k] : 1);
        text_add(&steps, "%s%d", i ? ", " : "", step);
    }
    const char *index = nest_index(a, from, is->packed, is->packed_outer);
    add_statement(t->writer, indent, "@nest_pack(%s, %d, %s, %d, %s, %s);", sizes.at,
                  from->size[is->column], steps.at, from->stride[is->column][is->packed],
                  row_address(t->writer, t->node->in[is->packed - NEST_A], index), to);
}

/* A parameter is copied once for all samples. */
static void copy_before(tile_writer *t)
{
    const tiling *is = t->tiling;
    writer *w = t->writer;
    const text body = w->body;
    const int dedent = w->dedent;
    w->body = w->prologue;
    w->body.arena = body.arena;
    w->dedent = 4;
    add_statement(w, 8, "@real %s[%lld];", t->copy, (long long)tiling_copy(is));
    open_loops(w, &is->loops, 0, is->packed_outer, 8);
    const char *to = nest_index(body.arena, &t->loops, is->packed, is->packed_outer);
    write_copy_of(t, 8 + 4 * is->packed_outer, arena_printf(body.arena, "%s + %s", t->copy, to));
    w->prologue = w->body;
    w->body = body;
    w->dedent = dedent;
}

/* ---- tiles ---- */

static const char *operand_address(const tile_writer *t, int role)
{
    arena *a = t->writer->body.arena;
    const char *index = nest_index(a, &t->loops, role, t->tiling->outer);
    if (role - NEST_A >= t->node->arity)
        return "NULL";
    if (role == t->tiling->packed)
        return arena_printf(a, strcmp(index, "0") ? "%s + %s" : "%s", t->copy, index);
    return row_address(t->writer, role == NEST_Y ? t->y : t->node->in[role - NEST_A], index);
}

void write_tiles(writer *w, ref y, const tiling *is)
{
    const plan *p = w->plan;
    tile_writer t = { w, plan_node(p, y), y, is->loops, is, name_here(w, y), NULL };
    bool before = false;
    int indent = 8, opened = 0;
    if (is->packed >= 0) {
        const ref of = t.node->in[is->packed - NEST_A];
        t.copy = arena_printf(w->body.arena, "%s_copy", t.name);
        before = plan_node(p, of)->gate == PARAMETER && kernel_packs_before(p, tiling_copy(is));
        read_copy(&t, before);
    }
    declare_nest(&t, is->adds ? "1" : "0");
    if (before) {
        copy_before(&t);
    } else if (is->packed >= 0) {
        add_statement(w, 8, "@real %s[%lld];", t.copy, (long long)tiling_slab(is));
        for (; opened < is->packed_outer; opened++, indent += 4)
            add_statement(w, indent, "for (size_t i%d = 0; i%d < %d; i%d++) {", opened + 1,
                          opened + 1, is->loops.size[opened], opened + 1);
        write_copy_of(&t, indent, t.copy);
    }
    open_loops(w, &is->loops, opened, is->outer, indent);
    add_statement(w, indent + 4 * (is->outer - opened), "@nest_%s(%s_nest, %s, %s, %s);",
                  is->terms || is->adds ? t.node->arity > 1 ? "products" : "sums"
                  : t.node->arity > 1   ? "product"
                                        : "copy",
                  t.name, operand_address(&t, NEST_A), operand_address(&t, NEST_B),
                  operand_address(&t, NEST_Y));
    for (; opened > 0; opened--)
        add_statement(w, indent -= 4, "}");
}

/* ---- sums over the samples ---- */

/* Threads take rounds of the first loop; where there is none, blocks of rows. */
static void split_rows(tiling *t, int rows)
{
    nest *n = &t->loops;
    const int k = t->row;
    if (t->outer > 0 || k < 0 || n->axes == NEST_AXES)
        return;
    int blocks = (n->size[k] + rows - 1) / rows;
    while (n->size[k] % blocks)
        blocks++;
    nest_split(n, k, n->size[k] / blocks); /* the first axis, as none is around it */
    t->outer = 1;
    t->row++;
    t->column++;
    for (int i = 0; i < t->terms; i++)
        t->term[i]++;
}

static const char *summed_address(const tile_writer *t, ref r, const char *name, int role)
{
    const home of = t->writer->plan->values[r].home;
    text to = { .arena = t->writer->body.arena };
    text_add(&to, "%s", name);
    if (of.stride)
        text_add(&to, of.stride > 1 ? " + r*%d" : " + r", of.stride);
    const char *index = nest_index(to.arena, &t->loops, role, t->tiling->outer);
    if (strcmp(index, "0") != 0)
        text_add(&to, " + %s", index);
    return to.at;
}

const char *write_summed(writer *w, const weight_function *f)
{
    const plan *p = w->plan;
    const gradient *of = &p->gradients[f->gradient];
    const parameter *q = &p->spec->parameters[of->parameter];
    const term by = of->terms[0];
    tiling is;
    tiling_of(by.loops, 2, q->cols, &is);
    split_rows(&is, SUMMED_ROWS);
    const tile_writer t = { .writer = w, .loops = is.loops, .tiling = &is, .name = "sum" };
    const text before = w->body;
    w->body = (text){ .arena = before.arena };
    w->dedent = 4;
    add_statement(w, 8, "memset(panel, 0, %d * sizeof *panel);", q->cols);
    declare_nest(&t, "2");
    int indent = 8;
    const char *from = "0", *to = arena_printf(before.arena, "%d", is.outer ? is.loops.size[0] : 0);
    if (f->threads && is.outer) {
        add_statement(w, 8, "const size_t threads = @threads_for(n * %lld, %d);",
                      (long long)nest_rounds(by.loops), q->rows * q->cols);
        add_statement(w, 8, "@PARALLEL(threads) for (size_t i = 0; i < threads; i++)");
        from = arena_printf(before.arena, "%s*i / threads", to);
        to = arena_printf(before.arena, "%s*(i + 1) / threads", to);
        indent += 4;
    }
    add_statement(w, indent, "for (size_t r = 0; r < n; r++)");
    if (is.outer)
        add_statement(w, indent + 4, "for (size_t i1 = %s; i1 < %s; i1++)", from, to);
    open_loops(w, &is.loops, 1, is.outer, indent + 8);
    add_statement(w, indent + 4 + 4 * is.outer, "@nest_products(sum_nest, %s, %s, panel%s%s);",
                  summed_address(&t, by.x, "x1", NEST_A), summed_address(&t, by.d, "d1", NEST_B),
                  is.outer || is.loops.first[NEST_Y] ? " + " : "",
                  is.outer || is.loops.first[NEST_Y]
                      ? nest_index(before.arena, &is.loops, NEST_Y, is.outer)
                      : "");
    const char *lines = w->body.at;
    w->written += w->body.size;
    w->body = before;
    return lines;
}
