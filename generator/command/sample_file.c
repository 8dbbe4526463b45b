/* sample_file.c - --at FILE: one sample, and perhaps parameters, as JSON. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "command/sample.h"

enum { FILE_MAX = 256 * 1024 * 1024, DEPTH_MAX = 8 };

typedef struct place { /* where the elements of an array go */
    double *to;
    size_t count, room;
    bool is_wrong; /* something in it is no number */
} place;

static void take(const json_t *value, place *p, int depth)
{
    if (json_is_array(value) && depth < DEPTH_MAX) {
        for (size_t i = 0; i < json_array_size(value); i++)
            take(json_array_get(value, i), p, depth + 1);
        return;
    }
    p->is_wrong = p->is_wrong || !json_is_number(value) || !isfinite(json_number_value(value));
    if (p->count < p->room)
        p->to[p->count] = json_number_value(value);
    p->count++;
}

/* The elements of one array. False with a message added. */
static bool read_array(const char *file, const char *name, const json_t *value, double *to,
                       size_t room, messages *m)
{
    place p = { .to = to, .room = room };
    take(value, &p, 0);
    if (p.is_wrong)
        message_file(m, EXIT_WRONG, file, "'%s' wants numbers", name);
    else if (p.count != room)
        message_file(m, EXIT_WRONG, file, "'%s' has %zu element%s, and the network's has %zu", name,
                     p.count, p.count == 1 ? "" : "s", room);
    return !p.is_wrong && p.count == room;
}

static bool are_classes(const end *e, const double *row)
{
    bool are = true;
    for (size_t j = 0; end_classes(e) && j < end_width(e); j++)
        are = are && row[j] >= 0 && row[j] < end_classes(e);
    return are;
}

static bool read_ends(const char *file, const json_t *all, const char *kind, const end *ends,
                      int count, double *const *to, messages *m)
{
    for (int i = 0; i < count; i++) {
        const end *e = &ends[i];
        const json_t *value = json_object_get(all, e->name);
        if (!value)
            message_file(m, EXIT_WRONG, file, "no %s '%s'", kind, e->name);
        else if (read_array(file, e->name, value, to[i], end_width(e), m) && !are_classes(e, to[i]))
            message_file(m, EXIT_WRONG, file, "'%s' wants %s from 0 to %d", e->name,
                         e->is_class ? "a class" : "classes", end_classes(e) - 1);
    }
    return m->count == 0;
}

/* The name is of something that the network has. */
static bool is_known(const spec *s, const char *name)
{
    for (int i = 0; i < s->input_count; i++)
        if (!strcmp(s->inputs[i].name, name))
            return true;
    for (int i = 0; i < s->target_count; i++)
        if (!strcmp(s->targets[i].name, name))
            return true;
    for (int i = 0; i < s->parameter_count; i++)
        if (!strcmp(s->parameters[i].name, name))
            return true;
    return false;
}

static bool read_all(const char *file, json_t *all, const spec *s, double *const *inputs,
                     double *const *targets, double *parameters, messages *m)
{
    read_ends(file, all, "input", s->inputs, s->input_count, inputs, m);
    read_ends(file, all, "target", s->targets, s->target_count, targets, m);
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *p = &s->parameters[i];
        const json_t *value = json_object_get(all, p->name);
        if (value)
            read_array(file, p->name, value, parameters + p->offset,
                       (size_t)p->rows * (size_t)p->cols, m);
    }
    for (void *at = json_object_iter(all); at; at = json_object_iter_next(all, at))
        if (!is_known(s, json_object_iter_key(at)))
            message_file(m, EXIT_WRONG, file, "the network has no '%s'",
                         message_name(m->arena, json_object_iter_key(at)));
    return m->count == 0;
}

bool sample_read(arena *a, const char *path, const spec *s, double *const *inputs,
                 double *const *targets, double *parameters, messages *m)
{
    size_t size;
    const char *why, *file = message_name(a, path);
    const char *text = file_read(a, path, FILE_MAX, &size, &why);
    if (!text) {
        message_file(m, EXIT_IO, file, "%s", why);
        return false;
    }
    json_error_t error;
    json_t *all = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(all))
        message_file(m, EXIT_WRONG,
                     arena_printf(a, "%s:%d", file, all || error.line < 1 ? 1 : error.line), "%s",
                     all ? "wants an object, { \"x\": [0.5, 1], \"t\": [1] }"
                         : message_name(a, error.text));
    else
        read_all(file, all, s, inputs, targets, parameters, m);
    json_decref(all);
    return m->count == 0;
}
