/* fingerprint.c - a number for the declarations. The header is expanded for it without it first,
 * and linked: so whatever is declared counts, without a list of what that may be. */
#include "emit/fingerprint.h"

#include <stdint.h>
#include <string.h>

#include "emit/expand.h"
#include "emit/tables.h"

/* FNV-1a of the text without comments and blanks. */
static uint32_t hash_of(const char *c, size_t size)
{
    uint32_t hash = 2166136261u;
    const char *end = c + size;
    while (c < end) {
        const char *comment = !strncmp(c, "/*", 2) ? strstr(c + 2, "*/") : NULL;
        if (comment) {
            c = comment + 2;
            continue;
        }
        if (!strchr(" \n", *c))
            hash = (hash ^ (unsigned char)*c) * 16777619u;
        c++;
    }
    return hash;
}

static void set(lua_State *lua, const char *value)
{
    lua_getglobal(lua, "net");
    table_text(lua, "fingerprint", value);
    lua_pop(lua, 1);
}

void fingerprint_push(arena *a, lua_State *lua)
{
    size_t size;
    const char *why = NULL;
    set(lua, "");
    const char *text = expand(a, lua, "common/header.in", &size, &why);
    if (text)
        set(lua, arena_printf(a, "%08x", (unsigned)hash_of(text, size)));
}
