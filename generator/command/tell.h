/* tell.h - the derivation that a command line asks for. */
#ifndef BPGEN_TELL_H
#define BPGEN_TELL_H

#include "command/options.h"
#include "explain/story.h"

/* Reads the spec and derives; NULL with messages added. */
const story *tell(arena *a, const request *r, messages *m);

#endif
