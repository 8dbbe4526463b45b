/* check_run.c - bpgen check: generates, compiles, and compares in a child process, so that a crash
 * or a loop without end is a failed check. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "command/check.h"
#include "command/command.h"

static void say_why(const options *o, const outcome *end, messages *m)
{
    if (end->late)
        message_add(m, 1,
                    "check stopped: it takes more than %ld s of the processor for %ld "
                    "point%s (--limit allows more, --samples takes fewer)",
                    o->samples * o->limit, o->samples, o->samples == 1 ? "" : "s");
    else if (end->signal)
        message_add(m, 1, "check failed: the compiled network ended with signal %d", end->signal);
    else if (!end->answered)
        message_add(m, 1, "check failed: the compiled network ended with exit code %d", end->code);
}

/* The table is what was asked for where all is well; else it is talk beside the messages. */
static void print_table(arena *a, const options *o, const outcome *end, messages *m)
{
    if (o->talk < 0 || !end->said.size)
        return;
    const output table = { "-", end->said.at, end->said.size };
    if (m->count)
        fputs(end->said.at, stderr);
    else
        files_write_or_tell(a, &table, 1, m);
}

/* Compares what a compiler makes of the text. */
static void check_build(arena *a, const check_job *of, const generated *text, const compiler *with,
                        outcome *end, messages *m)
{
    const char *why = NULL;
    folder *f = folder_new(a, &why);
    if (!f) {
        message_plain(m, EXIT_IO, "%s", why);
        return;
    }
    check_job j = *of;
    j.library = compiled_build(a, f, text, with, m);
    if (j.library)
        process_call(a, check_library, &j, (double)(j.options->samples * j.options->limit), end, m);
    folder_remove(f);
    if (j.library && !m->count)
        say_why(j.options, end, m);
}

/* --dispatch: also what processors of fewer instructions than this one choose. */
static void check_lesser(arena *a, const check_job *j, const generated *text, const compiler *with,
                         outcome *end, messages *m)
{
    for (int set = 1; set >= 0 && j->options->dispatch && !m->count; set--) {
        compiler lesser = *with;
        outcome own = { 0 };
        lesser.cflags = arena_printf(a, "%s -DBPGEN_DISPATCH=%d", with->cflags, set);
        check_build(a, j, text, &lesser, &own, m);
        if (m->count)
            *end = own;
    }
}

int run_check(arena *a, const request *r, messages *m)
{
    options own = r->options;
    const options *o = &own;
    own.seed = own.seed < 0 ? 1 : own.seed;
    const generate_options how = request_generation(r);
    const compiler with = request_compiler(r);
    generated text;
    outcome end = { 0 };
    const spec *s = request_spec(a, r, m);
    if (!s || !generate(a, s, &how, &text, m))
        return m->exit_code;
    const check_job j = { a, s, o, NULL };
    check_build(a, &j, &text, &with, &end, m);
    check_lesser(a, &j, &text, &with, &end, m);
    print_table(a, o, &end, m);
    return m->count ? m->exit_code : EXIT_OK;
}
