/* compiled.c - compiles a generated network in a folder of its own and loads it. */
#include "base/file.h"
#include "command/compiled.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The compiler's first complaint, or NULL. */
static const char *first_error(arena *a, const char *log)
{
    size_t size;
    const char *why, *text = file_read(a, log, 1 << 20, &size, &why);
    const char *at = text ? strstr(text, "error") : NULL;
    if (!at)
        return NULL;
    while (at > text && at[-1] != '\n')
        at--;
    return arena_printf(a, "%.*s", (int)strcspn(at, "\n"), at);
}

static bool run_compiler(arena *a, const char *folder, const char *cc, const char *cflags,
                         bool verbose, messages *m)
{
    const char *command = arena_printf(a, "%s %s -std=c11 -shared -fPIC -o %s/net.so %s/net.c -lm"
                                       " 2>%s/log", cc, cflags, folder, folder, folder);
    if (verbose)
        fprintf(stderr, "bpgen: %s %s -std=c11 -shared -fPIC net.c -lm\n", cc, cflags);
    fflush(NULL);
    int status = system(command);
    if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    bool missing = status == -1 || (WIFEXITED(status) && WEXITSTATUS(status) == 127);
    const char *error = first_error(a, arena_printf(a, "%s/log", folder));
    if (missing)
        message_plain(m, EXIT_IO, "cannot run the compiler '%s': install it, or name one with --cc",
                      cc);
    else
        message_plain(m, EXIT_WRONG, "the compiler '%s %s' failed%s%s", cc, cflags,
                      error ? ": " : "", error ? error : "");
    return false;
}

static void remove_folder(arena *a, const char *folder)
{
    static const char *const files[] = { "net.c", "net.so", "log" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(arena_printf(a, "%s/%s", folder, files[i]));
    rmdir(folder);
}

void *compile_library(arena *a, const char *text, const char *cc, const char *cflags, bool verbose,
                      messages *m)
{
    const char *parent = getenv("TMPDIR"), *why = NULL;
    char *folder = arena_printf(a, "%s/bpgen-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(folder)) {
        message_plain(m, EXIT_IO, "cannot make a folder in %s", parent ? parent : "/tmp");
        return NULL;
    }
    void *library = NULL;
    if (!file_write(a, arena_printf(a, "%s/net.c", folder), text, strlen(text), &why)) {
        message_plain(m, EXIT_IO, "%s: %s", folder, why);
    } else if (run_compiler(a, folder, cc, cflags, verbose, m)) {
        library = dlopen(arena_printf(a, "%s/net.so", folder), RTLD_NOW | RTLD_LOCAL);
        if (!library)
            message_plain(m, EXIT_IO, "cannot load the compiled network: %s", dlerror());
    }
    remove_folder(a, folder);
    return library;
}

bool compile(arena *a, const generated *text, const char *cc, const char *cflags, bool verbose,
             compiled *c, messages *m)
{
    c->library = compile_library(a, arena_printf(a, "%s\n%s", text->text, text->shim), cc, cflags,
                                 verbose, m);
    if (!c->library)
        return false;
    const struct { const char *name; void *to; } symbols[] = {
        { "bpgen_init", &c->init },       { "bpgen_optimizer_init", &c->optimizer_init },
        { "bpgen_state", &c->state },     { "bpgen_predict", &c->predict },
        { "bpgen_forward", &c->forward }, { "bpgen_loss", &c->loss },
        { "bpgen_backward", &c->backward }, { "bpgen_step", &c->step },
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *symbol = dlsym(c->library, symbols[i].name);
        memcpy(symbols[i].to, &symbol, sizeof symbol);
    }
    const size_t *sizes = dlsym(c->library, "bpgen_sizes");
    c->parameters_size = sizes[0];
    c->optimizer_size = sizes[1];
    c->workspace_size = sizes[2];
    return true;
}

void compiled_close(compiled *c)
{
    if (c->library)
        dlclose(c->library);
}
