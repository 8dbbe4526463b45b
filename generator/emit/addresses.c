/* addresses.c - where values are in C, where they are read or written. */
#include <string.h>

#include "emit/writer.h"

const char *name_here(const writer *w, ref r)
{
    return w->alias[r] ? w->alias[r] : plan_node(w->plan, r)->name;
}

void set_variable(writer *w, ref r, const char *name)
{
    w->marked = arena_grow(w->body.arena, w->marked, w->marked_count, &w->marked_capacity,
                           sizeof *w->marked);
    w->marked[w->marked_count++] = r;
    w->variable[r] = name;
}

bool is_own_array(const writer *w, ref source)
{
    int at = w->position[source];
    return at >= 0 && w->f->treated && w->f->treated[at] & OWN;
}

/* Whether r is the function's alone: it is neither in a chain nor in a place then. */
static bool is_private(const writer *w, ref source)
{
    const int at = w->position[source];
    return at >= 0 && w->f->treated && !(w->f->treated[at] & KEPT);
}

/* An array of the function itself has one row. */
static home home_here(const writer *w, ref r)
{
    ref source = w->plan->values[r].source;
    home of = w->plan->values[r].home;
    of.name = name_here(w, source);
    of.offset -= is_private(w, source) ? w->plan->values[source].home.offset : w->first[source];
    if (is_own_array(w, source))
        of.stride = 0;
    return of;
}

static const char *index_text(const writer *w, home of, bool wide)
{
    text t = { .arena = w->body.arena };
    if (!w->stride && w->plan->spec->batch == 1)
        of.stride = 0; /* there is no other row */
    if (of.stride > 1 && w->stride)
        text_add(&t, "r*%s", w->stride);
    else if (of.stride > 1)
        text_add(&t, "r*%d", of.stride);
    else if (of.stride == 1)
        text_add(&t, "r");
    if (of.offset)
        text_add(&t, "%s%d", t.size ? " + " : "", of.offset);
    if (wide)
        text_add(&t, "%sj", t.size ? " + " : "");
    return t.size ? t.at : "0";
}

const char *memory_address(const writer *w, ref r, bool *whole)
{
    home of = home_here(w, r);
    *whole = of.padded || plan_node(w->plan, r)->cols % BLOCK == 0;
    return arena_printf(w->body.arena, "%s + %s", of.name, index_text(w, of, true));
}

const char *scalar_element(const writer *w, ref r)
{
    home of = home_here(w, r);
    return arena_printf(w->body.arena, "%s[%s]", of.name, index_text(w, of, false));
}

const char *row_element(const writer *w, ref r, const char *index)
{
    const home of = home_here(w, r);
    const char *row = index_text(w, of, false);
    return strcmp(row, "0") == 0 ? arena_printf(w->body.arena, "%s[%s]", of.name, index)
                                 : arena_printf(w->body.arena, "%s[%s + %s]", of.name, row, index);
}

const char *row_address(const writer *w, ref r, const char *index)
{
    const home of = home_here(w, r);
    const char *row = index_text(w, of, false);
    text t = { .arena = w->body.arena };
    text_add(&t, "%s", of.name);
    if (strcmp(row, "0") != 0)
        text_add(&t, " + %s", row);
    if (strcmp(index, "0") != 0)
        text_add(&t, " + %s", index);
    return t.at;
}

static const char *private_place(const writer *w, ref r)
{
    const char *name = plan_node(w->plan, r)->name;
    return plan_node(w->plan, r)->cols == 1 ? name : arena_printf(w->body.arena, "%s[%%s]", name);
}

const char *plain_place(const writer *w, ref r)
{
    return is_private(w, r) ? private_place(w, r) : w->places[r];
}

const char *element_of(const writer *w, ref r, const char *index)
{
    arena *a = w->body.arena;
    const value *v = &w->plan->values[r];
    if (is_private(w, v->source)) {
        const int from = v->home.offset - w->plan->values[v->source].home.offset;
        return place_at(a, private_place(w, v->source), arena_printf(a, "%d", from), index);
    }
    const char *first = rounds_index(a, w->rounds, v->home.offset, w->step[v->source]);
    return place_at(a, w->places[v->source], first, index);
}

const char *element_here(const writer *w, ref r, const char *index)
{
    return w->places ? element_of(w, r, index) : row_element(w, r, index);
}

const char *place_at(arena *a, const char *place, const char *first, const char *index)
{
    const char *mark = strstr(place, "%s");
    if (strcmp(first, "0") != 0)
        index = arena_printf(a, *index ? "%s + %s" : "%s", first, index);
    else if (!*index)
        index = "0";
    return mark ? arena_printf(a, "%.*s%s%s", (int)(mark - place), place, index, mark + 2) : place;
}
