/* nests.c - loops of their own: sums of products of elements, and the largest of each few. Scalar
 * code of both styles, the same sums in the same order. */
#include "emit/nests.h"

#include <stdlib.h>
#include <string.h>

#include "emit/plain.h"
#include "graph/nest.h"
#include "plan/kernels.h"

enum { INDENT = 8 };

typedef struct nest_writer {
    writer *writer;
    const node *node;
    ref y;
    int indent;
    const char *integer; /* what loops count with */
    const char *comment; /* after the first loop */
} nest_writer;

static nest_writer nest_writer_of(writer *w, ref y)
{
    return (nest_writer){ .writer = w,
                          .node = plan_node(w->plan, y),
                          .y = y,
                          .indent = INDENT,
                          .integer = w->places ? "int" : "size_t",
                          .comment = w->places ? plain_numbers(w->plan, &y, 1) : "" };
}

/* ---- elements ---- */

static const char *variable(arena *a, int axis)
{
    return arena_printf(a, "i%d", axis + 1);
}

const char *nest_index(arena *a, const nest *n, int role, int axes)
{
    text t = { .arena = a };
    if (n->first[role])
        text_add(&t, "%d", n->first[role]);
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < axes; k++) {
            const int stride = n->stride[k][role];
            if (pass ? stride >= 0 : stride <= 0)
                continue;
            text_add(&t, "%s", pass ? " - " : t.size ? " + " : "");
            if (abs(stride) > 1)
                text_add(&t, "%d*", abs(stride));
            text_add(&t, "%s", variable(a, k));
        }
    return t.size ? t.at : "0";
}

static const char *index_of(arena *a, const nest *n, int role)
{
    return nest_index(a, n, role, n->axes);
}

/* An element of r; a scalar is the same for every index. */
static const char *element(const nest_writer *nw, ref r, const char *index)
{
    writer *w = nw->writer;
    if (r != nw->y && graph_is_scalar(&w->plan->graph, r))
        return express(w, r, false).text;
    return element_here(w, r, index);
}

/* ---- loops ---- */

static void open_axis(nest_writer *nw, int axis, int from, int size, bool braces)
{
    const char *i = variable(nw->writer->body.arena, axis);
    add_statement(nw->writer, nw->indent, "for (%s %s = %d; %s < %d; %s++)%s%s", nw->integer, i,
                  from, i, size, i, braces ? " {" : "", nw->comment);
    nw->indent += 4;
    nw->comment = "";
}

static void close_brace(nest_writer *nw)
{
    nw->indent -= 4;
    add_statement(nw->writer, nw->indent, "}");
}

/* ---- sums of products ---- */

/* The next partial sum, from the one before; `before`: NULL: it is the first. */
static const char *next_sum(const nest_writer *nw, const char *before)
{
    arena *a = nw->writer->body.arena;
    const nest *n = nw->node->loops;
    const char *x = element(nw, nw->node->in[0], index_of(a, n, NEST_A));
    if (nw->node->arity > 1) {
        const char *w = element(nw, nw->node->in[1], index_of(a, n, NEST_B));
        return before ? arena_printf(a, "@real_fma(%s, %s, %s)", x, w, before)
                      : arena_printf(a, "(%s) * (%s)", x, w);
    }
    return before ? arena_printf(a, "%s + (%s)", before, x) : x;
}

static const char *target(const nest_writer *nw)
{
    return element(nw, nw->y, index_of(nw->writer->body.arena, nw->node->loops, NEST_Y));
}

static void clear(nest_writer *nw)
{
    arena *a = nw->writer->body.arena;
    open_axis(nw, 0, 0, nw->node->cols, false);
    add_statement(nw->writer, nw->indent, "%s = 0;", element(nw, nw->y, variable(a, 0)));
    nw->indent -= 4;
}

/* Loops over the axes that move y, or that do not; the last opens a brace where one is wanted. */
static void open_axes(nest_writer *nw, bool move_y, bool brace)
{
    const nest *n = nw->node->loops;
    int last = -1;
    for (int k = 0; k < n->axes; k++)
        last = (n->stride[k][NEST_Y] != 0) == move_y ? k : last;
    for (int k = 0; k <= last; k++)
        if ((n->stride[k][NEST_Y] != 0) == move_y)
            open_axis(nw, k, 0, n->size[k], brace && k == last);
}

/* Each element of y is summed in a variable. */
static void sum_elements(nest_writer *nw)
{
    writer *w = nw->writer;
    const char *sum = arena_printf(w->body.arena, "%s_r", name_here(w, nw->y));
    open_axes(nw, true, true);
    const int inside = nw->indent;
    add_statement(w, nw->indent, "@real %s = 0;", sum);
    open_axes(nw, false, false);
    add_statement(w, nw->indent, "%s = %s;", sum, next_sum(nw, sum));
    nw->indent = inside;
    add_statement(w, nw->indent, "%s = %s;", target(nw), sum);
    close_brace(nw);
}

/* The sums are in y, which is cleared before; of loops that may be turned the last axis stays
 * innermost and runs along y, so that compilers make vectors of it. */
static void sum_rows(nest_writer *nw, bool in_order)
{
    const nest *n = nw->node->loops;
    clear(nw);
    for (int pass = 0; pass < 3; pass++)
        for (int k = 0; k < n->axes; k++) {
            const bool repeats = n->stride[k][NEST_Y] == 0;
            if (pass == (in_order ? 0 : k == n->axes - 1 ? 2 : repeats))
                open_axis(nw, k, 0, n->size[k], false);
        }
    const char *y = target(nw);
    add_statement(nw->writer, nw->indent, "%s = %s;", y, next_sum(nw, y));
}

/* Whether the last axis moves y and the operands by one, or not at all. */
static bool runs_along_rows(const nest *n)
{
    const int *last = n->stride[n->axes - 1];
    return n->axes > 0 && last[NEST_Y] == 1 && (last[NEST_A] == 0 || last[NEST_A] == 1) &&
           (last[NEST_B] == 0 || last[NEST_B] == 1);
}

static void write_contract(nest_writer *nw)
{
    const nest *n = nw->node->loops;
    tiling t;
    if (tiles_suit(nw->writer, nw->y, &t)) {
        if (t.clears)
            clear(nw);
        write_tiles(nw->writer, nw->y, &t);
    } else if (!nest_is_injective(n, NEST_Y)) {
        sum_rows(nw, true);
    } else if (!nest_repeats(n, NEST_Y)) {
        if (!nest_covers(n, NEST_Y, nw->node->cols))
            clear(nw);
        open_axes(nw, true, false);
        add_statement(nw->writer, nw->indent, "%s = %s;", target(nw), next_sum(nw, NULL));
    } else if (runs_along_rows(n) || nest_met(n, NEST_Y) < nw->node->cols) {
        sum_rows(nw, !runs_along_rows(n));
    } else {
        sum_elements(nw);
    }
}

/* ---- the largest of each few ---- */

static void write_amax(nest_writer *nw)
{
    writer *w = nw->writer;
    arena *a = w->body.arena;
    const int length = nw->node->index, columns = nw->node->cols;
    const ref x = nw->node->in[0];
    const char *largest = arena_printf(a, "%s_r", name_here(w, nw->y));
    open_axis(nw, 0, 0, nw->node->cols, true);
    add_statement(w, nw->indent, "@real %s = %s;", largest, element(nw, x, "i1"));
    open_axis(nw, 1, 1, length, false);
    add_statement(w, nw->indent, "%s = @real_max(%s, %s);", largest, largest,
                  element(nw, x, arena_printf(a, "%d*i2 + i1", columns)));
    nw->indent -= 4;
    add_statement(w, nw->indent, "%s = %s;", element(nw, nw->y, "i1"), largest);
    close_brace(nw);
}

static void write_is_amax(nest_writer *nw)
{
    writer *w = nw->writer;
    arena *a = w->body.arena;
    const int length = nw->node->index, columns = nw->node->cols / length;
    const ref x = nw->node->in[0];
    const char *here = element(nw, x, arena_printf(a, "%d*i2 + i1", columns));
    const char *so_far = element(nw, x, arena_printf(a, "%d*i3 + i1", columns));
    open_axis(nw, 0, 0, columns, true);
    add_statement(w, nw->indent, "%s i3 = 0;", nw->integer);
    open_axis(nw, 1, 1, length, false);
    add_statement(w, nw->indent, "if (%s > %s || (%s != %s && %s == %s))", here, so_far, here, here,
                  so_far, so_far);
    add_statement(w, nw->indent + 4, "i3 = i2;");
    nw->indent -= 4;
    open_axis(nw, 1, 0, length, false);
    add_statement(w, nw->indent, "%s = (@real)(i2 == i3);",
                  element(nw, nw->y, arena_printf(a, "%d*i2 + i1", columns)));
    nw->indent -= 4;
    close_brace(nw);
}

/* The largest of windows where they lie: a call goes through windows side by side, loops around it
 * through what else moves the result. */
static void call_windows(nest_writer *nw, const node *copies)
{
    writer *w = nw->writer;
    const nest *n = copies->loops;
    const int results = nw->node->cols;
    int within[NEST_AXES], size[2] = { 1, 1 }, step[2] = { 0 }, count = 1, from = 0, to = 0,
                           width = 1;
    const int windows = kernel_window_axes(n, results, within);
    for (int i = 0; i < windows; i++) {
        size[2 - windows + i] = n->size[within[i]];
        step[2 - windows + i] = n->stride[within[i]][NEST_A];
    }
    nest around = *n; /* in order of the results, the last of which the call goes through */
    int order[NEST_AXES];
    around.axes = 0;
    for (int i = nest_by_stride(n, NEST_Y, order); i-- > 0;) {
        const int k = order[i];
        if (n->stride[k][NEST_Y] == 1) {
            width = n->size[k];
        } else if (n->stride[k][NEST_Y] % results != 0) {
            around.size[around.axes] = n->size[k];
            memcpy(around.stride[around.axes++], n->stride[k], sizeof n->stride[k]);
        }
    }
    if (around.axes > 0) {
        count = around.size[--around.axes];
        from = around.stride[around.axes][NEST_A];
        to = around.stride[around.axes][NEST_Y];
    }
    for (int k = 0; k < around.axes; k++)
        open_axis(nw, k, 0, around.size[k], false);
    arena *a = w->body.arena;
    add_statement(w, nw->indent, "@windows_amax(%d, %d, %d, %d, %d, %d, %d, %d, %s, %s);", count,
                  from, to, size[0], step[0], size[1], step[1], width,
                  row_address(w, copies->in[0], index_of(a, &around, NEST_A)),
                  row_address(w, nw->y, index_of(a, &around, NEST_Y)));
}

static void call_amax(nest_writer *nw)
{
    writer *w = nw->writer;
    const node *n = nw->node;
    const bool is = n->gate == IS_AMAX;
    const int copies = w->position[n->in[0]];
    if (copies >= 0 && w->f->treated[copies] & ABSORBED) {
        call_windows(nw, plan_node(w->plan, n->in[0]));
        return;
    }
    add_statement(w, nw->indent, "@%s(%d, %d, %s, %s);", is ? "rows_is_amax" : "rows_amax",
                  n->index, is ? n->cols / n->index : n->cols, row_address(w, n->in[0], "0"),
                  row_address(w, nw->y, "0"));
}

void write_loops(writer *w, ref y)
{
    nest_writer nw = nest_writer_of(w, y);
    if (nw.node->gate == CONTRACT)
        write_contract(&nw);
    else if (!w->places)
        call_amax(&nw);
    else if (nw.node->gate == AMAX)
        write_amax(&nw);
    else
        write_is_amax(&nw);
}
