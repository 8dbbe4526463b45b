/* engine.c - the compiled network or the runtime: making one, and calling it in children. */
#include "command/engine.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arguments.h"
#include "base/path.h"
#include "base/process.h"
#include "command/points.h"

/* ---- making ---- */

static bool is_there(arena *a, const char *command)
{
    arguments words = { 0 };
    return !arguments_split(a, &words, command) || !words.count || path_program(a, words.word[0]);
}

/* The compiler: the one that was named, or the first that is there. NULL: none. */
static const char *find_compiler(arena *a, const char *wanted)
{
    if (is_there(a, wanted))
        return wanted;
    return !strcmp(wanted, "clang") && is_there(a, "cc") ? "cc" : NULL;
}

static void **new_rows(arena *a, const spec *s, const end *ends, int count)
{
    void **rows = arena_alloc(a, ((size_t)count + 1) * sizeof *rows);
    for (int i = 0; i < count; i++) {
        const size_t size = end_width(&ends[i]) *
                            (end_classes(&ends[i]) ? sizeof(int32_t) : real_size(s));
        rows[i] = shared_new(a, (size_t)s->batch * size);
    }
    return rows;
}

static void make_arrays(engine *e)
{
    const spec *s = e->spec;
    e->p = shared_new(e->arena, e->parameters_size);
    e->o = shared_new(e->arena, e->optimizer_size);
    e->workspace = shared_new(e->arena, e->workspace_size);
    e->x = new_rows(e->arena, s, s->inputs, s->input_count);
    e->t = new_rows(e->arena, s, s->targets, s->target_count);
    e->y = new_rows(e->arena, s, s->outputs, s->output_count);
}

static int tell_sizes(void *data, text *out, messages *m)
{
    const engine *e = data;
    compiled code;
    if (!compiled_load(e->library, &code, m))
        return m->exit_code;
    const size_t sizes[] = { code.parameters_size, code.optimizer_size, code.workspace_size };
    text_add_bytes(out, (const char *)sizes, sizeof sizes);
    return EXIT_OK;
}

static bool compile(engine *e, const folder *f, const request *r, const char *cc, messages *m)
{
    arena *a = e->arena;
    const generate_options how = request_generation(r);
    compiler with = request_compiler(r);
    generated made;
    with.cc = cc;
    if (e->threads > 1)
        with.cflags = arena_printf(a, "%s -fopenmp", with.cflags);
    if (!generate(a, e->spec, &how, &made, m))
        return false;
    e->library = compiled_build(a, f, &made, &with, m);
    if (!e->library)
        return false;
    outcome end = { 0 };
    process_call(a, tell_sizes, e, 0, &end, m);
    size_t sizes[3];
    if (!m->count && (!end.answered || end.said.size != sizeof sizes))
        message_plain(m, EXIT_IO, "the compiled network cannot be loaded");
    if (m->count)
        return false;
    memcpy(sizes, end.said.at, sizeof sizes);
    e->parameters_size = sizes[0];
    e->optimizer_size = sizes[1];
    e->workspace_size = sizes[2];
    return true;
}

bool engine_make(engine *e, arena *a, const folder *f, const request *r, const spec *s, messages *m)
{
    *e = (engine){ .arena = a, .spec = s, .threads = (int)r->options.threads };
    const char *asked = request_compiler(r).cc, *cc = find_compiler(a, asked);
    if (!cc && r->options.clip) {
        message_plain(m, EXIT_IO, "--clip wants a compiler, and there is no '%s'", asked);
        return false;
    }
    if (cc) {
        if (!compile(e, f, r, cc, m))
            return false;
    } else {
        if (r->options.talk >= 0)
            fprintf(stderr, "bpgen: no compiler '%s': the runtime computes, which is slow\n",
                    message_name(a, asked));
        e->parameters_size = s->parameter_scalars * sizeof(double);
        e->optimizer_size = (2 + 2 * s->parameter_scalars) * sizeof(double);
    }
    make_arrays(e);
    return true;
}

void engine_set_weights(engine *e, const void *block)
{
    if (e->library)
        memcpy(e->p, block, e->spec->parameter_scalars * real_size(e->spec));
    for (size_t i = 0; i < e->spec->parameter_scalars && !e->library; i++)
        ((double *)e->p)[i] = real_get(e->spec, block, i);
}

double engine_parameter(const engine *e, size_t i)
{
    return e->library ? real_get(e->spec, e->p, i) : ((const double *)e->p)[i];
}

void engine_set_parameter(const engine *e, size_t i, double value)
{
    if (e->library)
        real_set(e->spec, e->p, i, value);
    else
        ((double *)e->p)[i] = value;
}

void *engine_weights(arena *a, const engine *e, const void *p)
{
    const size_t count = e->spec->parameter_scalars;
    void *block = arena_resize(a, NULL, count * real_size(e->spec) + 1);
    if (e->library)
        memcpy(block, p, count * real_size(e->spec));
    for (size_t i = 0; i < count && !e->library; i++)
        real_set(e->spec, block, i, ((const double *)p)[i]);
    return block;
}

bool engine_call(engine *e, process_body *body, void *data, volatile int *asked, const char *what,
                 messages *m)
{
    outcome end = { 0 };
    fflush(stdout);
    if (!process_call_asked(e->arena, body, data, asked, &end, m))
        return false;
    if (end.signal == SIGPIPE)
        arena_leave(e->arena, SIGPIPE);
    else if (end.signal && !m->count)
        message_add(m, 1, "%s failed: the network ended with signal %d", what, end.signal);
    else if (!end.answered && !m->count)
        message_add(m, 1, "%s failed: the network ended with exit code %d", what, end.code);
    return m->count == 0;
}
