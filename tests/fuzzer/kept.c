/* kept.c - compiled Lua, kept from run to run: the prelude and the templates are the same in each,
 * and compiling them would be most of a run. The linker puts this in the place of luaL_loadbufferx
 * (--wrap). */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* NOLINTBEGIN(bugprone-reserved-identifier): the linker's names */
int __real_luaL_loadbufferx(lua_State *lua, const char *text, size_t size, const char *name,
                            const char *mode);
int __wrap_luaL_loadbufferx(lua_State *lua, const char *text, size_t size, const char *name,
                            const char *mode);
/* NOLINTEND(bugprone-reserved-identifier) */

enum { KEPT_MAX = 200 };

typedef struct kept {
    char *text, *code;
    size_t size, code_size;
} kept;

static kept all[KEPT_MAX];
static int count;

static int add_code(lua_State *lua, const void *bytes, size_t size, void *to)
{
    (void)lua;
    kept *k = to;
    k->code = realloc(k->code, k->code_size + size);
    memcpy(k->code + k->code_size, bytes, size);
    k->code_size += size;
    return 0;
}

int __wrap_luaL_loadbufferx(lua_State *lua, const char *text, size_t size, const char *name,
                            const char *mode)
{
    for (int i = 0; i < count; i++)
        if (all[i].size == size && !memcmp(all[i].text, text, size))
            return __real_luaL_loadbufferx(lua, all[i].code, all[i].code_size, name, "b");
    const int status = __real_luaL_loadbufferx(lua, text, size, name, mode);
    if (status == LUA_OK && count < KEPT_MAX) {
        kept *k = &all[count++];
        *k = (kept){ .text = malloc(size + 1), .size = size };
        memcpy(k->text, text, size);
        lua_dump(lua, add_code, k, 0);
    }
    return status;
}
