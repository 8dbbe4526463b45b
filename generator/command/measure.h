/* measure.h - what a compiler makes of the generated C: bytes and frames. */
#ifndef BPGEN_MEASURE_H
#define BPGEN_MEASURE_H

#include "command/build.h"
#include "command/generate.h"
#include "emit/signatures.h"

typedef struct measured_function { /* with all that it calls */
    size_t flash;                  /* code and constants */
    long stack;                    /* the deepest; -1: the compiler does not tell */
    bool is_least;                 /* some frame grows while it runs */
    const char **outside;          /* functions of libraries, which are not counted */
    int outside_count, outside_capacity;
} measured_function;

typedef struct measured_struct {
    size_t size, alignment; /* 0: the file has none */
} measured_struct;

typedef struct measured {
    const compiler *with;
    size_t text, data, bss;                /* of the whole file, as size(1) calls them */
    measured_function function[FUNCTIONS]; /* those of function_names */
    measured_struct parameters, optimizer, workspace;
    const char **outside; /* library functions of the whole file, by name */
    int outside_count, outside_capacity;
} measured;

/* Flags that come after the user's, and NULL. */
extern const char *const measure_flags[];

/* Compiles and reads what came out. False with a message added. */
bool measure(arena *a, const plan *p, const generated *text, const compiler *with, measured *to,
             messages *m);

#endif
