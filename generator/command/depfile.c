/* depfile.c - what the files that are written depend on, for make and ninja: gcc's -MD and its kin,
 * in gcc's spelling. */
#include "command/depfile.h"

#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "command/command.h"

enum { COLUMNS = 72 }; /* gcc's */

/* Before white space backslashes count double: 2 n + 1 of them are n, and the blank. */
const char *depfile_quote(arena *a, const char *name)
{
    text out = { .arena = a };
    for (size_t slashes = 0; *name; name++) {
        for (size_t i = 0; (*name == ' ' || *name == '\t') && i < slashes; i++)
            text_add(&out, "\\");
        if (strchr(" \t#:", *name))
            text_add(&out, "\\");
        text_add(&out, *name == '$' ? "$$" : "%c", *name);
        slashes = *name == '\\' ? slashes + 1 : 0;
    }
    return out.size ? out.at : "";
}

static bool is_file(const char *path)
{
    return path && strcmp(path, "-") != 0;
}

static const char *with_ending(arena *a, const char *path, const char *ending)
{
    const char *name = path_name(path), *dot = strrchr(name, '.');
    const size_t size = dot && dot > name ? (size_t)(dot - path) : strlen(path);
    return arena_printf(a, "%.*s%s", (int)size, path, ending);
}

const char *depfile_path(arena *a, const request *r)
{
    const options *o = &r->options;
    if (!o->depfile)
        return NULL;
    if (o->depfile_name)
        return o->depfile_name;
    return with_ending(a, is_file(o->output) ? o->output : path_name(r->operands[0]), ".d");
}

bool depfile_check(const request *r, messages *m)
{
    const options *o = &r->options;
    const char *names[] = { r->operands[0], o->output,    o->header, o->weights_file,
                            o->weights,     o->templates, NULL };
    const char *needs = o->depfile_name    ? "-MF"
                        : o->target_count  ? "-MT"
                        : o->depfile_phony ? "-MP"
                                           : NULL;
    if (!o->depfile && needs)
        usage_error(m, NULL, "%s wants -MD", needs);
    if (o->depfile && !o->depfile_name && !is_file(o->output) && !is_file(r->operands[0]))
        usage_error(m, NULL, "-MD wants -MF FILE or -o FILE");
    if (o->depfile && o->dump)
        usage_error(m, NULL, "-d prints what the passes make: there is nothing for -MD to tell");
    for (size_t i = 0; o->depfile && i < sizeof names / sizeof *names; i++)
        if (names[i] && strchr(names[i], '\n'))
            usage_error(m, NULL, "-MD: no makefile can hold the name '%s'",
                        message_name(m->arena, names[i]));
    return m->count == 0;
}

/* A word behind those of its line, or on one of its own. */
static void add_word(text *out, size_t *column, const char *word)
{
    if (*column) {
        const bool is_full = *column + strlen(word) > COLUMNS;
        text_add(out, is_full ? " \\\n " : " ");
        *column = is_full ? 1 : *column + 1;
    }
    *column += strlen(word);
    text_add(out, "%s", word);
}

static void add_name(text *out, size_t *column, const char *name)
{
    while (!strncmp(name, "./", 2) && name[2] && name[2] != '/')
        name += 2;
    add_word(out, column, depfile_quote(out->arena, name));
}

static void add_targets(text *out, size_t *column, const request *r)
{
    const options *o = &r->options;
    const char *files[] = { o->output, o->header, o->weights_file };
    for (int i = 0; i < o->target_count; i++)
        add_word(out, column, o->targets[i]);
    for (size_t i = 0; !o->target_count && i < sizeof files / sizeof *files; i++)
        if (is_file(files[i]))
            add_name(out, column, files[i]);
    if (!*column) /* bpgen -MD net.lua > net.c */
        add_name(out, column,
                 with_ending(out->arena, path_name(r->operands[0]), o->header ? ".h" : ".c"));
    text_add(out, ":");
    ++*column;
}

const char *depfile_text(arena *a, const request *r, const generated *out)
{
    text all = { .arena = a }, phony = { .arena = a };
    size_t column = 0;
    add_targets(&all, &column, r);
    if (is_file(r->operands[0]))
        add_name(&all, &column, r->operands[0]);
    for (int i = 0; i <= out->template_count; i++) {
        const char *file = i < out->template_count ? out->templates[i] : r->options.weights;
        if (!file)
            continue;
        size_t start = 0;
        add_name(&all, &column, file);
        add_name(&phony, &start, file);
        text_add(&phony, ":\n");
    }
    text_add(&all, "\n%s", r->options.depfile_phony && phony.size ? phony.at : "");
    return all.at;
}
