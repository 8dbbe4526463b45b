/* embedded.h - the files that the build put into the program. */
#ifndef BPGEN_EMBEDDED_H
#define BPGEN_EMBEDDED_H

#include <stddef.h>

typedef struct embedded { /* a file that the build put into the program */
    const char *name;
    const char *bytes;
    size_t size;
} embedded;

/* In the order of the build's command line; ends with a NULL name. */
extern const embedded embedded_files[];

/* The file of that name (common/network.in, spec/formulas.lua), or NULL. */
const embedded *embedded_find(const char *name);

#endif
