/* graph.c - bpgen graph: the gates of a network as Graphviz's DOT, or drawn by it. */
#include <errno.h>
#include <string.h>

#include "base/folder.h"
#include "base/process.h"
#include "command/command.h"
#include "command/outputs.h"
#include "command/sample.h"
#include "command/tell.h"
#include "explain/circuit.h"

/* What Graphviz draws; NULL with a message added. */
static bool draw(arena *a, const char *dot, const char *type, output *to, messages *m)
{
    enum { SECONDS = 120, DRAWING_MAX = 256 * 1024 * 1024 };
    const char *why = NULL;
    outcome end = { 0 };
    folder *f = folder_new(a, &why);
    const char *in = f ? arena_printf(a, "%s/graph.dot", f->path) : NULL;
    const char *out = f ? arena_printf(a, "%s/graph.out", f->path) : NULL;
    if (!f) {
        message_plain(m, EXIT_IO, "%s", why);
        return false;
    }
    if (!files_write_or_tell(a, &(output){ in, dot, strlen(dot) }, 1, m))
        return false;
    char *words[] = {
        "dot", arena_printf(a, "-T%s", type), "-o", arena_copy(a, out), arena_copy(a, in), NULL
    };
    const int error = process_run(a, words, f->path, SECONDS, &end);
    if (error)
        message_plain(m, EXIT_IO, "dot of Graphviz draws: %s (without -T %s: the DOT)",
                      strerror(error), type);
    else if (end.late || end.signal || end.code)
        message_plain(m, EXIT_IO, "dot of Graphviz failed: %s",
                      end.late      ? "it takes too long (--depth 1 folds layers)"
                      : end.said.at ? message_name(a, end.said.at)
                                    : "it says no more");
    else {
        to->text = file_read(a, out, DRAWING_MAX, &to->size, &why);
        if (!to->text)
            message_file(m, EXIT_IO, out, "%s", why);
    }
    folder_remove(f);
    return m->count == 0;
}

int run_graph(arena *a, const request *r, messages *m)
{
    const char *type = r->options.templates; /* -T is Graphviz's here */
    request own = *r;
    outputs to = { .count = 0 };
    own.options.templates = NULL;
    if (type && strcmp(type, "svg") != 0 && strcmp(type, "png") != 0)
        usage_error(m, NULL, "graph -T wants svg or png, not '%s'", message_name(a, type));
    outputs_add(&to, r->options.output ? "-o" : "standard output", r->options.output);
    if (m->count || !outputs_check(a, &to, &own, m))
        return m->exit_code;
    const story *s = tell(a, &own, m);
    const numbers *n = s && sample_wanted(r) ? sample_numbers(a, r, s, m) : NULL;
    if (m->count)
        return m->exit_code;
    const char *dot = circuit_dot(s, circuit_make(s, (int)r->options.depth), n);
    output_take_string(&to.file[0], dot);
    if (type && !draw(a, dot, type, &to.file[0], m))
        return m->exit_code;
    return outputs_write(a, &to, m);
}
