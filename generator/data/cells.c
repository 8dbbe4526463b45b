/* cells.c - the cells of a table: numbers, and classes by words or by numbers. */
#include "data/cells.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/nearest.h"

bool cell_wrong(const table *t, int column, const char *what)
{
    return data_wrong(t->reading, t->file, t->row_line, "%s: %s",
                      column_text(t->reading->arena, &t->columns, column), what);
}

static const char *cell_text(const table *t, const cell *c)
{
    enum { SHOWN = 60 };
    return arena_printf(t->reading->arena, "%.*s", (int)(c->size < SHOWN ? c->size : SHOWN),
                        c->text);
}

static bool is_missing(const cell *c)
{
    static const char *const words[] = {
        "NA", "N/A", "na", "n/a", "NULL", "null", "?", "-", "None"
    };
    bool is = c->size == 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is = is || (strlen(words[i]) == c->size && !memcmp(words[i], c->text, c->size));
    return is;
}

/* ---- classes ---- */

static int class_of_word(const class_list *l, const cell *c)
{
    for (int i = 0; i < l->count; i++)
        if (!strncmp(l->word[i], c->text, c->size) && !l->word[i][c->size])
            return i;
    return -1;
}

/* The number of a word, a new one where it may be; -1 with a message added. */
static int take_word(const table *t, filling *f, int column, const cell *c)
{
    class_list *l = f->classes;
    arena *a = t->reading->arena;
    const int known = class_of_word(l, c);
    if (known >= 0)
        return known;
    const char *word = arena_printf(a, "%.*s", (int)c->size, c->text);
    if (!c->size || l->is_fixed) {
        const char *near = nearest_word(word, l->word, l->count);
        cell_wrong(t, column,
                   !c->size ? "a value is missing"
                   : near   ? arena_printf(a, "no class '%s' (did you mean '%s'?)", word, near)
                            : arena_printf(a, "no class '%s' among %d", word, l->count));
        return -1;
    }
    if (l->count == f->most) {
        cell_wrong(t, column,
                   arena_printf(a, "class '%s' is one more than the network's %d", word, l->count));
        return -1;
    }
    l->word = arena_grow(a, l->word, l->count, &l->capacity, sizeof *l->word);
    l->word[l->count] = word;
    return l->count++;
}

static int take_class(const table *t, filling *f, int column, const cell *c)
{
    arena *a = t->reading->arena;
    double value;
    const char *end = decimal_read(c->text, c->text + c->size, &value);
    const bool is_number = end == c->text + c->size;
    if (!f->is_known)
        f->has_words = (f->classes && f->classes->is_fixed) || !is_number;
    f->is_known = true;
    if (f->has_words)
        return take_word(t, f, column, c);
    const int most = f->most;
    if (is_number && is_class_number(value, most))
        return (int)value;
    cell_wrong(t, column,
               is_missing(c) ? "a value is missing"
               : is_number   ? arena_printf(a,
                                            "class %s; the network has 0 to %d (--classes names "
                                              "others)",
                                            cell_text(t, c), most - 1)
                             : arena_printf(a, "'%s' among class numbers", cell_text(t, c)));
    return -1;
}

/* ---- cells ---- */

bool cell_check_number(const table *t, int column, double value, const char *text)
{
    const char *why = !isfinite(value) ? "too large"
                      : !t->reading->spec->is_double && fabs(value) > (double)FLT_MAX
                          ? "more than a float can hold"
                          : NULL;
    return !why || cell_wrong(t, column, arena_printf(t->reading->arena, "%s is %s", text, why));
}

void cell_put_number(const table *t, const use *u, double value)
{
    const filling *f = &t->ends[u->end];
    unsigned char *row = f->bytes + t->rows * f->width;
    if (value == 0 && f->to.off != 0) /* a target of hinge: the first class */
        value = f->to.off;
    const float narrow = (float)value;
    if (t->reading->spec->is_double)
        memcpy(row + u->element * sizeof value, &value, sizeof value);
    else
        memcpy(row + u->element * sizeof narrow, &narrow, sizeof narrow);
}

static bool put_class_number(const table *t, int column, const use *u, double value)
{
    const filling *f = &t->ends[u->end];
    arena *a = t->reading->arena;
    if (!is_class_number(value, f->end->classes))
        return cell_wrong(t, column,
                          arena_printf(a, "class %.9g; input '%s' has 0 to %d", value, f->end->name,
                                       f->end->classes - 1));
    const int32_t number = (int32_t)value;
    memcpy(f->bytes + t->rows * f->width + u->element * sizeof number, &number, sizeof number);
    return true;
}

/* A cell that is no plain number, for one of its uses. */
bool cell_put(const table *t, int column, const use *u, const cell *c)
{
    filling *f = &t->ends[u->end];
    double value = 0;
    const char *end = c->size ? decimal_read(c->text, c->text + c->size, &value) : NULL;
    const bool is_number = end && end == c->text + c->size;
    if (f->classes && f->to.size == 1 && f->to.kind == DATA_REALS && !f->is_known) {
        f->is_known = true; /* 0 and 1 as numbers, or two words */
        f->has_words = !is_number || f->classes->is_fixed;
        if (f->has_words) {
            f->to.kind = DATA_CLASSES;
            f->width = sizeof(int32_t);
        }
    }
    if (f->to.kind == DATA_CLASSES) {
        const int32_t number = take_class(t, f, column, c);
        memcpy(f->bytes + t->rows * f->width, &number, sizeof number);
        return number >= 0;
    }
    if (is_number && f->to.kind == DATA_NUMBERS)
        return put_class_number(t, column, u, value);
    if (!is_number)
        return cell_wrong(t, column,
                          is_missing(c) ? "a value is missing"
                                        : arena_printf(t->reading->arena, "'%s' is no number",
                                                       cell_text(t, c)));
    cell_put_number(t, u, value);
    return cell_check_number(t, column, value, cell_text(t, c));
}
