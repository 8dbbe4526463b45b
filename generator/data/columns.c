/* columns.c - which columns of a table are which elements of the network's ends. */
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "data/reading.h"

typedef struct choosing {
    const reading *reading;
    const char *file;
    const columns *columns;
    const char *option; /* "--input" */
    int *list;
    int count, capacity;
} choosing;

const char *column_text(arena *a, const columns *c, int i)
{
    return c->name ? arena_printf(a, "column '%s'", c->name[i])
                   : arena_printf(a, "column %d", i + 1);
}

/* The column of that name or number, or -1. */
static int column_named(const columns *c, const char *word)
{
    for (int i = 0; i < c->count && c->name; i++)
        if (!strcmp(c->name[i], word))
            return i;
    char *end;
    const long number = strtol(word, &end, 10);
    const bool is_number = *word >= '0' && *word <= '9' && !*end;
    return is_number && number >= 1 && number <= c->count ? (int)number - 1 : -1;
}

/* "; they are a, b, c" */
static const char *names_of(arena *a, const columns *all)
{
    enum { SHOWN = 30 };
    text list = { .arena = a };
    for (int i = 0; i < all->count && i < SHOWN; i++)
        text_add(&list, "%s%s", i ? ", " : "; they are ", message_name(a, all->name[i]));
    text_add(&list, "%s", all->count > SHOWN ? ", ..." : "");
    return list.at;
}

static bool unknown_column(const choosing *c, const char *word)
{
    const columns *all = c->columns;
    const char *near = all->name ? nearest_word(word, all->name, all->count) : NULL;
    if (near)
        return data_wrong(c->reading, c->file, 1, "%s: no column '%s' (did you mean '%s'?)",
                          c->option, word, near);
    return data_wrong(c->reading, c->file, 1, "%s: no column '%s' among %d%s", c->option, word,
                      all->count,
                      all->name ? names_of(c->reading->arena, all) : ", which have no names");
}

static bool take_columns(choosing *c, int first, int last, const char *word)
{
    if (last < first)
        return data_wrong(c->reading, c->file, 1, "%s: '%s' runs backwards", c->option, word);
    for (int i = first; i <= last; i++) {
        c->list = arena_grow(c->reading->arena, c->list, c->count, &c->capacity, sizeof *c->list);
        c->list[c->count++] = i;
    }
    return true;
}

/* A name, a number, or first-last. */
static bool take_word(choosing *c, const char *word)
{
    arena *a = c->reading->arena;
    const int one = column_named(c->columns, word);
    if (one >= 0)
        return take_columns(c, one, one, word);
    for (const char *dash = strchr(word, '-'); dash; dash = strchr(dash + 1, '-')) {
        const int first = column_named(c->columns,
                                       arena_printf(a, "%.*s", (int)(dash - word), word));
        const int last = column_named(c->columns, dash + 1);
        if (first >= 0 && last >= 0)
            return take_columns(c, first, last, word);
    }
    return unknown_column(c, word);
}

/* The columns that an option lists. */
static bool take_list(choosing *c, const char *text)
{
    for (const char *at = text;; at++) {
        const char *word = arena_printf(c->reading->arena, "%.*s", (int)strcspn(at, ","), at);
        if (!take_word(c, word))
            return false;
        at += strlen(word);
        if (!*at)
            return true;
    }
}

/* All columns that are not in a list. */
static void take_others(choosing *c, const choosing *but)
{
    for (int i = 0; i < c->columns->count; i++) {
        bool is_taken = false;
        for (int k = 0; k < but->count; k++)
            is_taken = is_taken || but->list[k] == i;
        if (!is_taken)
            take_columns(c, i, i, "");
    }
}

typedef struct wanted { /* columns */
    int inputs, targets;
    int compact; /* targets, where those of several classes are told by one column each */
} wanted;

static wanted columns_wanted(const spec *s)
{
    wanted w = { 0, 0, s->target_count };
    for (int i = 0; i < s->input_count; i++)
        w.inputs += s->inputs[i].size;
    for (int i = 0; i < s->target_count; i++)
        w.targets += (int)end_width(&s->targets[i]);
    for (int i = 0; i < s->target_count; i++) /* several numbers are no class */
        if (!s->targets[i].is_class && s->targets[i].size > 1 && !data_tells_classes(s, i))
            w.compact = w.targets;
    return w;
}

static const char *targets_text(arena *a, const wanted *w)
{
    return w->compact == w->targets
               ? arena_printf(a, "%d", w->targets)
               : arena_printf(a, "%d (or %d with class numbers or words)", w->targets, w->compact);
}

static const char *wanted_text(arena *a, const wanted *w, const data_request *r)
{
    return r->wants_targets
               ? arena_printf(a, "%d of inputs and %s of targets", w->inputs, targets_text(a, w))
               : arena_printf(a, "%d of inputs", w->inputs);
}

/* The targets are the last columns, the inputs those before them. */
static bool choose_by_order(const reading *r, const char *file, const columns *c, const wanted *w,
                            choosing *in, choosing *out)
{
    const int rest = c->count - w->inputs;
    const bool fits = rest == w->targets || rest == w->compact;
    if (!fits && (rest != 0 || r->request->wants_targets))
        return data_wrong(r, file, 1,
                          "%d column%s; the network takes %s (--input and --target "
                          "choose)",
                          c->count, c->count == 1 ? "" : "s", wanted_text(r->arena, w, r->request));
    if (w->inputs)
        take_columns(in, 0, w->inputs - 1, "");
    if (rest)
        take_columns(out, w->inputs, c->count - 1, "");
    return true;
}

static bool check_counts(const reading *r, const char *file, const wanted *w, const choosing *in,
                         const choosing *out)
{
    const bool fits = out->count == w->targets || out->count == w->compact;
    if (in->count != w->inputs)
        return data_wrong(r, file, 1,
                          "%d column%s of inputs; the network takes %d (--input "
                          "chooses)",
                          in->count, in->count == 1 ? "" : "s", w->inputs);
    return fits || !r->request->wants_targets ||
           data_wrong(r, file, 1, "%d column%s of targets; the network takes %s (--target chooses)",
                      out->count, out->count == 1 ? "" : "s", targets_text(r->arena, w));
}

bool columns_choose(const reading *r, const char *file, const columns *c, choice *to)
{
    const data_request *q = r->request;
    const wanted w = columns_wanted(r->spec);
    choosing in = { .reading = r, .file = file, .columns = c, .option = "--input" };
    choosing out = in;
    out.option = "--target";
    if ((q->input && !take_list(&in, q->input)) || (q->target && !take_list(&out, q->target)))
        return false;
    if (!q->input && !q->target) {
        if (!choose_by_order(r, file, c, &w, &in, &out))
            return false;
    } else if (!q->input) {
        take_others(&in, &out);
    } else if (!q->target) {
        take_others(&out, &in);
    }
    if (!check_counts(r, file, &w, &in, &out))
        return false;
    *to = (choice){ .inputs = in.list, .targets = out.list, .input_count = in.count };
    to->target_count = q->wants_targets ? out.count : 0;
    to->as_classes = out.count == w.compact && out.count != w.targets;
    return true;
}
