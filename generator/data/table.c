/* table.c - a table of text becomes rows of ends. */
#include <string.h>

#include "data/cells.h"
#include "graph/reals.h"

/* Whether a column is numbers alone, for all that use it. */
static bool is_plain(const table *t, const use *u)
{
    for (; u; u = u->next)
        if (t->ends[u->end].classes || t->ends[u->end].to.kind == DATA_NUMBERS)
            return false;
    return true;
}

static bool read_column(table *t, int column, bool *is_last)
{
    const use *const first = t->uses[column];
    double value;
    if (first && is_plain(t, first) && csv_number(&t->csv, &value, is_last)) {
        for (const use *u = first; u; u = u->next)
            cell_put_number(t, u, value);
        return cell_check_number(t, column, value, "a number");
    }
    const cell c = csv_cell(&t->csv);
    *is_last = c.is_last;
    if (c.is_wrong)
        return cell_wrong(t, column, "a quote that does not end where the value does");
    for (const use *u = first; u; u = u->next)
        if (!cell_put(t, column, u, &c))
            return false;
    return true;
}

static void make_room(table *t)
{
    if (t->rows < t->capacity)
        return;
    t->capacity = t->capacity ? 2 * t->capacity : 64;
    for (int i = 0; i < t->end_count; i++) {
        filling *f = &t->ends[i];
        const size_t most = f->to.size * sizeof(double); /* whatever it comes to be */
        f->bytes = arena_resize(t->reading->arena, f->bytes,
                                t->capacity * (f->width > most || t->rows ? f->width : most) + 1);
    }
}

static bool read_row(table *t)
{
    int column = 0;
    t->row_line = t->csv.line;
    make_room(t);
    for (bool is_last = false; !is_last; column++) {
        if (column == t->columns.count) {
            for (cell c = { 0 }; !c.is_last; column++)
                c = csv_cell(&t->csv);
            break;
        }
        if (!read_column(t, column, &is_last))
            return false;
    }
    if (column != t->columns.count)
        return data_wrong(t->reading, t->file, t->row_line, "%d column%s instead of %d", column,
                          column == 1 ? "" : "s", t->columns.count);
    t->rows++;
    return true;
}

/* ---- the first row ---- */

/* Counts the columns, and takes their names where none of them is a number. */
static bool read_header(table *t)
{
    arena *a = t->reading->arena;
    csv ahead = t->csv;
    int capacity = 0;
    bool is_header = false, has_number = false;
    if (!csv_row(&ahead))
        return data_wrong(t->reading, t->file, 0, "has no rows");
    t->row_line = ahead.line;
    for (cell c = { 0 }; !c.is_last; t->columns.count++) {
        double value;
        c = csv_cell(&ahead);
        const char *end = c.size ? decimal_read(c.text, c.text + c.size, &value) : NULL;
        has_number = has_number || (end && end == c.text + c.size);
        is_header = is_header || c.size > 0;
        t->columns.name = arena_grow(a, t->columns.name, t->columns.count, &capacity,
                                     sizeof *t->columns.name);
        t->columns.name[t->columns.count] = arena_printf(a, "%.*s", (int)c.size, c.text);
    }
    if (is_header && !has_number)
        t->csv = ahead;
    else
        t->columns.name = NULL;
    return true;
}

/* Gives columns to the elements of ends; the next in the list for each. */
static void add_uses(table *t, const int *list, int count, int first, int ends)
{
    int at = 0;
    for (int e = first; e < first + ends; e++) {
        const filling *f = &t->ends[e];
        const size_t columns_of = f->to.kind == DATA_CLASSES ? 1 : f->to.size;
        for (size_t k = 0; k < columns_of && at < count; k++, at++) {
            use *u = arena_alloc(t->reading->arena, sizeof *u);
            *u = (use){ t->uses[list[at]], e, k };
            t->uses[list[at]] = u;
        }
    }
}

static void make_ends(table *t, const choice *c)
{
    const reading *r = t->reading;
    const spec *s = r->spec;
    const size_t real = real_size(s);
    t->end_count = s->input_count + (r->request->wants_targets ? s->target_count : 0);
    t->ends = arena_alloc(r->arena, (size_t)t->end_count * sizeof *t->ends);
    for (int i = 0; i < t->end_count; i++) {
        filling *f = &t->ends[i];
        const int target = i - s->input_count;
        f->end = target < 0 ? &s->inputs[i] : &s->targets[target];
        f->to = (data_end){ .kind = DATA_REALS, .size = (size_t)f->end->size };
        if (target >= 0) {
            f->to = class_end(s, target);
            const bool is_binary = f->to.size == 1 && data_tells_classes(s, target);
            if (!f->end->is_class && !(c->as_classes && f->to.size > 1))
                f->to.kind = DATA_REALS;
            if (f->to.kind == DATA_CLASSES || is_binary)
                f->classes = &r->request->classes[target];
            f->most = data_class_count(s, target);
        }
        if (f->end->classes)
            f->to.kind = DATA_NUMBERS;
        f->width = f->to.kind == DATA_CLASSES   ? sizeof(int32_t)
                   : f->to.kind == DATA_NUMBERS ? f->to.size * sizeof(int32_t)
                                                : f->to.size * real;
    }
    add_uses(t, c->inputs, c->input_count, 0, s->input_count);
    add_uses(t, c->targets, c->target_count, s->input_count, t->end_count - s->input_count);
}

bool table_read(const reading *r, const char *file, const char *text, size_t size)
{
    table t = { .reading = r, .file = file, .csv = csv_open(r->arena, text, size) };
    choice chosen;
    if (memchr(text, 0, size))
        return data_wrong(r, file, 0, "is neither text, IDX, npy nor npz");
    if (!read_header(&t) || !columns_choose(r, file, &t.columns, &chosen))
        return false;
    t.uses = arena_alloc(r->arena, (size_t)t.columns.count * sizeof(use *));
    make_ends(&t, &chosen);
    while (csv_row(&t.csv))
        if (!read_row(&t))
            return false;
    if (!t.rows)
        return data_wrong(r, file, 0, "has a header and no rows");
    r->to->rows = t.rows;
    for (int i = 0; i < t.end_count; i++) {
        const int target = i - r->spec->input_count;
        t.ends[i].to.rows = t.ends[i].bytes;
        *(target < 0 ? &r->to->inputs[i] : &r->to->targets[target]) = t.ends[i].to;
    }
    return true;
}
