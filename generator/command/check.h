/* check.h - bpgen check: the compiled network against the runtime. */
#ifndef BPGEN_CHECK_H
#define BPGEN_CHECK_H

#include "command/generate.h"

typedef struct check_options {
    const char *cc, *cflags;
    int points;    /* random points to compare at */
    uint64_t seed;
    bool quiet, verbose;
} check_options;

/* Compiles the generated C, loads it, compares it with the runtime and prints a table of every
 * value, its largest error and its bound. The exit code: EXIT_OK, EXIT_WRONG or EXIT_IO. */
int check(arena *a, const spec *s, const generated *c, const check_options *o, messages *m);

#endif
