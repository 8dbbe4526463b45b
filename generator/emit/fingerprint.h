/* fingerprint.h - a number for the declarations, which the header and the object have in common. */
#ifndef BPGEN_FINGERPRINT_H
#define BPGEN_FINGERPRINT_H

#include <lua.h>

#include "base/arena.h"

/* Sets net.fingerprint: eight hexadecimal digits that follow from the words of the header, but for
 * its comments, and the weights, which have a name for the linker themselves. It stays empty where
 * the template has an error: who expands it next tells of that. */
void fingerprint_push(arena *a, lua_State *lua);

#endif
