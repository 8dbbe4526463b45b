/* json.h - jansson, with its memory in an arena. */
#ifndef BPGEN_JSON_H
#define BPGEN_JSON_H

#include <jansson.h>

#include "base/arena.h"

/* From now on the library's memory comes from the arena, the last one named: a value may be left to
 * it, and where memory ends, arena_leave. */
void json_use(arena *a);

#endif
