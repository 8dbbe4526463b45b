/* oracle.c - the runtime in a child process. */
#include "command/oracle.h"

#include <stdlib.h>
#include <string.h>

#include "base/process.h"

runtime *oracle_open(const spec *s, messages *m)
{
    char *why = NULL;
    runtime_no_memory = process_no_memory;
    runtime *made = runtime_new(s, &why);
    if (!made)
        message_add(m, 1, "%s", why);
    free(why);
    return made;
}

double *oracle_moments(const runtime_state *state, const char *name)
{
    return !strcmp(name, "v") ? state->square : state->moment;
}
