/* oracle.h - the runtime in a child process. */
#ifndef BPGEN_ORACLE_H
#define BPGEN_ORACLE_H

#include "base/messages.h"
#include "runtime.h"

/* A runtime for a spec, in a child of process_call, for its memory is not the arena's: where that
 * ends, the child does. NULL with a message added. runtime_free. */
runtime *oracle_open(const spec *s, messages *m);
/* The runtime's moments of that name in C: v are squares. */
double *oracle_moments(const runtime_state *state, const char *name);

#endif
