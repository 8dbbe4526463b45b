/* dump.h - what the passes make, for those who work on them. */
#ifndef BPGEN_DUMP_H
#define BPGEN_DUMP_H

#include "base/messages.h"
#include "command/generate.h"

/* The graph (g), the derived graph (d), the lowered graph (l) and the plan (p) of a spec, for each
 * of the letters, as text. NULL, with a message added, where a letter is none of these, or the
 * network is too large. */
const char *dump(arena *a, const spec *s, const generate_options *o, const char *letters,
                 messages *m);

#endif
