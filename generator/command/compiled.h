/* compiled.h - a generated network, compiled and loaded into this process. */
#ifndef BPGEN_COMPILED_H
#define BPGEN_COMPILED_H

#include "command/generate.h"

typedef struct compiled {
    void *library;
    size_t parameters_size, optimizer_size, workspace_size;
    void (*init)(void *p, uint64_t seed);
    void (*optimizer_init)(void *o);
    void *(*state)(void *o, size_t which); /* of spec.optimizer.state */
    void (*predict)(void *p, void **x, void **y);
    void (*forward)(void *p, size_t n, void **x, void **y, void *ws);
    double (*loss)(void *p, size_t n, void **x, void **t, void *ws);
    double (*backward)(void *p, size_t n, void **x, void **t, void *g, void **dx, void *ws);
    double (*step)(void *p, void *o, size_t n, void **x, void **t, void *ws);
} compiled;

/* Compiles a C text and loads it; dlclose frees it. NULL, with a message added (EXIT_IO where the
 * compiler cannot be run, EXIT_WRONG where it fails). */
void *compile_library(arena *a, const char *text, const char *cc, const char *cflags, bool verbose,
                      messages *m);

/* Compiles the generated C with `cc cflags` and loads it. False, with a message added. */
bool compile(arena *a, const generated *text, const char *cc, const char *cflags, bool verbose,
             compiled *c, messages *m);
void compiled_close(compiled *c);

#endif
