/* spec.h - the Lua spec, read. */
#ifndef BPGEN_SPEC_H
#define BPGEN_SPEC_H

#include "base/messages.h"
#include "graph/network.h"

typedef struct definition { /* -D name=value */
    const char *name, *value;
    bool used;
} definition;

typedef struct spec_options {
    definition *definitions;
    int definition_count;
    const char *prefix; /* --prefix, or NULL: the spec's name */
    const char *real;   /* --real float|double, or NULL: the spec's */
    double clip;        /* --clip: the norm that the gradient is clipped to; 0: none */
} spec_options;

/* Runs the spec and returns what it says, in arena a; NULL when messages were added. */
spec *spec_read(arena *a, const char *path, spec_options *options, messages *m);

#endif
