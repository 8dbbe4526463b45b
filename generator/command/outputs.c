/* outputs.c - where a command writes. */
#include "command/outputs.h"

#include <string.h>

#include "base/embedded.h"

void outputs_add(outputs *o, const char *option, const char *path)
{
    o->option[o->count] = option;
    o->file[o->count++] = (output){ .path = path ? path : "-" };
}

void output_take(output *to, const text *t)
{
    to->text = t->size ? t->at : "";
    to->size = t->size;
}

void output_take_string(output *to, const char *string)
{
    to->text = string;
    to->size = strlen(string);
}

static void overwrites(arena *a, const char *option, const char *what, const char *path,
                       messages *m)
{
    usage_error(m, NULL, "%s would overwrite the %s '%s'", option, what, message_name(a, path));
}

/* Folders are no operands that can be overwritten, but the files in them are. */
static void check_inputs(arena *a, const output *file, const char *option, const request *r,
                         messages *m)
{
    for (int i = 0; i < r->operand_count; i++)
        if (file_overwrites(file->path, r->operands[i]))
            overwrites(a, option, i == 0 ? "spec" : "file", r->operands[i], m);
    if (r->options.weights && file_overwrites(file->path, r->options.weights))
        overwrites(a, option, "file", r->options.weights, m);
    if (r->options.at && file_overwrites(file->path, r->options.at))
        overwrites(a, option, "file", r->options.at, m);
    const char *folder = r->options.templates;
    for (const embedded *e = embedded_files; folder && e->name; e++) {
        const char *template = arena_printf(a, "%s/%s", folder, e->name);
        if (file_overwrites(file->path, template))
            overwrites(a, option, "template", template, m);
    }
}

bool outputs_check(arena *a, const outputs *o, const request *r, messages *m)
{
    for (int i = 0; i < o->count; i++) {
        check_inputs(a, &o->file[i], o->option[i], r, m);
        for (int k = 0; k < i; k++)
            if (file_collides(a, o->file[i].path, o->file[k].path))
                usage_error(m, NULL, "%s and %s both write '%s'", o->option[i], o->option[k],
                            message_name(a, o->file[i].path));
    }
    return m->count == 0;
}

bool outputs_can(arena *a, const outputs *o, messages *m)
{
    for (int i = 0; i < o->count; i++) {
        const char *path = o->file[i].path, *why = file_unwritable(a, path);
        if (why)
            message_file(m, EXIT_IO, message_name(a, path), "%s", why);
    }
    return m->count == 0;
}

int outputs_write(arena *a, const outputs *o, messages *m)
{
    return files_write_or_tell(a, o->file, o->count, m) ? EXIT_OK : EXIT_IO;
}
