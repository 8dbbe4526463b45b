/* bench_peak.c - compiles the loops of templates/peak.in, with the network's compiler and flags. */
#include <lauxlib.h>

#include "command/bench.h"
#include "emit/expand.h"

const char *bench_peak_build(arena *a, const folder *f, const spec *s, const compiler *c,
                             messages *m)
{
    lua_State *lua = expand_open(a, NULL, "bpgen_peak", s->is_double ? "double" : "float", false);
    lua_pushstring(lua, s->is_double ? "double" : "float");
    lua_setglobal(lua, "real");
    size_t size;
    const char *why = NULL, *text = expand(a, lua, "common/peak.in", &size, &why);
    lua_close(lua);
    if (!text) {
        message_plain(m, EXIT_WRONG, "template %s", why);
        return NULL;
    }
    /* the peak is the core's: it does not suffer from the network's -O0 */
    compiler best = *c;
    best.cflags = arena_printf(a, "%s -O3", c->cflags);
    return build_library(a, f, "peak", text, &best, m);
}

bool bench_peak_load(const char *path, bench_peak *peak, messages *m)
{
    const symbol symbols[] = {
        { "bpgen_peak_fma", &peak->fma },
        { "bpgen_peak_read", &peak->read },
        { "bpgen_peak_update", &peak->update },
    };
    return load_library(path, symbols, sizeof symbols / sizeof *symbols, m);
}
