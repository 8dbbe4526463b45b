/* bench_peak.c - compiles the loops of templates/peak.in, with the network's compiler and flags. */
#include <dlfcn.h>
#include <lauxlib.h>
#include <string.h>

#include "command/bench.h"
#include "emit/expand.h"

bool bench_peak_compile(arena *a, const spec *s, const bench_options *o, bench_peak *peak,
                        messages *m)
{
    lua_State *lua = expand_open(a, NULL, "bpgen_peak", s->is_double ? "double" : "float");
    if (!lua) {
        message_plain(m, EXIT_IO, "out of memory");
        return false;
    }
    lua_pushstring(lua, s->is_double ? "double" : "float");
    lua_setglobal(lua, "real");
    size_t size;
    const char *why = NULL, *text = expand(a, lua, "common/peak.in", &size, &why);
    lua_close(lua);
    if (!text) {
        message_plain(m, EXIT_WRONG, "template %s", why);
        return false;
    }
    /* the peak is the core's: it does not suffer from the network's -O0 */
    const char *flags = arena_printf(a, "%s -O3", o->cflags);
    peak->library = compile_library(a, text, o->cc, flags, o->verbose, m);
    if (!peak->library)
        return false;
    const struct { const char *name; void *to; } symbols[] = {
        { "bpgen_peak_fma", &peak->fma },
        { "bpgen_peak_read", &peak->read },
        { "bpgen_peak_update", &peak->update },
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *symbol = dlsym(peak->library, symbols[i].name);
        memcpy(symbols[i].to, &symbol, sizeof symbol);
    }
    return true;
}
