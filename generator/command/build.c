/* build.c - C compiled into libraries, by the user's compiler in a folder of its own. */
#include "command/build.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arguments.h"
#include "base/file.h"
#include "base/process.h"

enum { COMPILER_SECONDS = 1800 }; /* of large networks with sanitizers it takes a minute */

compiler request_compiler(const request *r)
{
    const options *o = &r->options;
    return (compiler){ o->cc ? o->cc : "clang",
                       o->cflags     ? o->cflags
                       : o->dispatch ? "-O3" /* the file chooses */
                                     : "-O3 -march=native",
                       o->talk > 0 };
}

/* The compiler's first complaint, or else its first line. */
static const char *complaint(arena *a, const char *said)
{
    const char *at = said ? strstr(said, "error") : NULL;
    while (at && at > said && at[-1] != '\n')
        at--;
    at = at ? at : said ? said : "";
    return arena_printf(a, "%s%.*s", *at ? ": " : "", (int)strcspn(at, "\n"), at);
}

static bool run_compiler(arena *a, const folder *f, char *const *words, const compiler *c,
                         messages *m)
{
    outcome o;
    const int error = process_run(a, words, f->path, COMPILER_SECONDS, &o);
    if (error == ENOMEM)
        arena_leave(a, LEFT_NO_MEMORY);
    if (error)
        message_plain(m, EXIT_IO, "cannot run the compiler '%s': %s", c->cc,
                      error == ENOENT ? "install it, or name one with --cc" : strerror(error));
    else if (o.late)
        message_plain(m, EXIT_WRONG, "the compiler '%s %s' takes more than %d s", c->cc, c->cflags,
                      COMPILER_SECONDS);
    else if (o.signal)
        message_plain(m, EXIT_WRONG, "the compiler '%s %s' ended with signal %d", c->cc, c->cflags,
                      o.signal);
    else if (o.code)
        message_plain(m, EXIT_WRONG, "the compiler '%s %s' failed%s", c->cc, c->cflags,
                      complaint(a, o.said.at));
    return !error && !o.late && !o.signal && !o.code;
}

/* Writes the text to NAME.c and compiles it; `end`: the words after the user's. */
static bool build(arena *a, const folder *f, const char *name, const char *text, const compiler *c,
                  const arguments *end, messages *m)
{
    const char *source = arena_printf(a, "%s/%s.c", f->path, name);
    arguments words = { 0 };
    if (!arguments_split(a, &words, c->cc) || !words.count) {
        message_plain(m, EXIT_USAGE, "--cc names no compiler: '%s'", c->cc);
        return false;
    }
    arguments_split(a, &words, c->cflags);
    arguments_add(a, &words, "-std=c11");
    const char *shown = "";
    for (int i = 0; i < end->count; i++) {
        arguments_add(a, &words, end->word[i]);
        if (!strchr(end->word[i], '/') && strcmp(end->word[i], "-o") != 0)
            shown = arena_printf(a, "%s %s", shown, end->word[i]);
    }
    const output file = { source, text, strlen(text) };
    if (!files_write_or_tell(a, &file, 1, m))
        return false;
    if (c->is_verbose)
        fprintf(stderr, "bpgen: %s %s -std=c11%s %s.c\n", c->cc, c->cflags, shown, name);
    return run_compiler(a, f, words.word, c, m);
}

const char *build_library(arena *a, const folder *f, const char *name, const char *text,
                          const compiler *c, messages *m)
{
    const char *source = arena_printf(a, "%s/%s.c", f->path, name);
    const char *library = arena_printf(a, "%s/%s.so", f->path, name);
    const char *const ours[] = { "-shared", "-fPIC", "-o", library, source, "-lm" };
    arguments end = { 0 };
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        arguments_add(a, &end, ours[i]);
    return build(a, f, name, text, c, &end, m) ? library : NULL;
}

const char *build_object(arena *a, const folder *f, const char *name, const char *text,
                         const compiler *c, const char *const *flags, messages *m)
{
    const char *object = arena_printf(a, "%s/%s.o", f->path, name);
    arguments end = { 0 };
    while (*flags)
        arguments_add(a, &end, *flags++);
    arguments_add(a, &end, "-c");
    arguments_add(a, &end, "-o");
    arguments_add(a, &end, object);
    arguments_add(a, &end, arena_printf(a, "%s/%s.c", f->path, name));
    return build(a, f, name, text, c, &end, m) ? object : NULL;
}

bool load_library(const char *path, const symbol *symbols, int count, messages *m)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        message_plain(m, EXIT_IO, "cannot load the compiled network: %s", dlerror());
        return false;
    }
    for (int i = 0; i < count; i++) {
        void *address = dlsym(library, symbols[i].name);
        if (!address) {
            message_plain(m, EXIT_WRONG,
                          "the compiled network does not show its function '%s': "
                          "the compiler's flags must not hide it",
                          symbols[i].name);
            return false;
        }
        memcpy(symbols[i].to, &address, sizeof address);
    }
    return true;
}
