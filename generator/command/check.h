/* check.h - bpgen check: the compiled network against the runtime. */
#ifndef BPGEN_CHECK_H
#define BPGEN_CHECK_H

#include "base/text.h"
#include "command/compiled.h"

typedef struct check_job {
    arena *arena;
    const spec *spec;
    const options *options; /* samples, seed, talk */
    const char *library;    /* the compiled network's */
} check_job;

/* A process_body, of a check_job: loads the library and compares it with the runtime. Adds a table
 * of every value, its largest error and its bound; EXIT_OK, or another code with messages. */
int check_library(void *data, text *out, messages *m);

#endif
