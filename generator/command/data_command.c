/* data_command.c - what train, predict and evaluate begin with: the spec, the data, an engine. */
#include "command/data_command.h"

#include <stdio.h>

#include "weights/weights.h"

bool command_begin(data_command *c, arena *a, const request *r, messages *m)
{
    const options *o = &r->options;
    *c = (data_command){ .arena = a, .request = r };
    if (o->weights && weights_format_of(o->weights) == WEIGHTS_UNKNOWN) {
        usage_error(m, NULL, "'%s': %s", message_name(a, o->weights), weights_formats);
        return false;
    }
    c->spec = request_spec(a, r, m);
    if (c->spec)
        c->classes = data_classes(a, c->spec, o->classes, m);
    return c->classes;
}

bool command_data(data_command *c, const char *const *words, int count, bool wants_targets,
                  dataset *to, messages *m)
{
    const options *o = &c->request->options;
    const data_request q = { .spec = c->spec,
                             .words = words,
                             .word_count = count,
                             .input = o->input,
                             .target = o->target,
                             .wants_targets = wants_targets,
                             .classes = c->classes };
    return data_read(c->arena, &q, to, m);
}

static void say_classes(const data_command *c)
{
    const options *o = &c->request->options;
    for (int i = 0; i < c->spec->target_count && !o->classes && o->talk >= 0; i++) {
        const class_list *l = &c->classes[i];
        const char *list = "";
        for (int k = 0; k < l->count; k++)
            list = arena_printf(c->arena, "%s%s%s", list, k ? "," : "", l->word[k]);
        if (l->count)
            fprintf(stderr, "bpgen: classes in order of appearance: --classes %s\n",
                    message_name(c->arena, list));
    }
}

bool command_read(data_command *c, bool wants_targets, messages *m)
{
    const request *r = c->request;
    const char *const *words = (const char *const *)r->operands + 1;
    if (!command_data(c, words, r->operand_count - 1, wants_targets, &c->data, m))
        return false;
    say_classes(c);
    return true;
}

bool command_engine(data_command *c, messages *m)
{
    const char *why, *weights = c->request->options.weights;
    const void *block = NULL;
    if (weights) {
        block = weights_read(c->arena, c->spec, weights, NULL, m);
        if (!block)
            return false;
    }
    c->folder = folder_new(c->arena, &why);
    if (!c->folder) {
        message_plain(m, EXIT_IO, "%s", why);
        return false;
    }
    if (!engine_make(&c->engine, c->arena, c->folder, c->request, c->spec, m))
        return false;
    if (block)
        engine_set_weights(&c->engine, block);
    return true;
}

size_t *command_rows(arena *a, size_t count)
{
    size_t *rows = arena_resize(a, NULL, count * sizeof *rows + 1);
    for (size_t i = 0; i < count; i++)
        rows[i] = i;
    return rows;
}
