/* compiled.h - a generated network, compiled and loaded into this process. */
#ifndef BPGEN_COMPILED_H
#define BPGEN_COMPILED_H

#include "command/build.h"
#include "command/generate.h"

typedef struct compiled {
    size_t parameters_size, optimizer_size, workspace_size;
    void (*init)(void *p, uint64_t seed);
    void (*optimizer_init)(void *o);
    void (*set_rate)(void *o, double rate);
    void *(*state)(void *o, size_t which); /* of spec.optimizer.state */
    void (*predict)(void *p, void **x, void **y);
    void (*forward)(void *p, size_t n, void **x, void **y, void *ws);
    double (*loss)(void *p, size_t n, void **x, void **t, void *ws);
    double (*backward)(void *p, size_t n, void **x, void **t, void *g, void **dx, void *ws);
    double (*step)(void *p, void *o, size_t n, void **x, void **t, void *ws);
} compiled;

/* Compiles the generated C; the path of the library, or NULL with a message added. */
const char *compiled_build(arena *a, const folder *f, const generated *text, const compiler *c,
                           messages *m);
/* Loads such a library. False with a message added. In a child process: whatever the compiler was
 * told may be wrong with it. */
bool compiled_load(const char *path, compiled *c, messages *m);

#endif
