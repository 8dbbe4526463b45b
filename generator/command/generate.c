/* generate.c - the passes in a row: derive, plan, tables, templates. */
#include "command/generate.h"

#include "emit/expand.h"
#include "emit/tables.h"
#include "base/text.h"

bool generate(arena *a, const spec *s, const generate_options *options, generated *out,
              messages *m)
{
    derived d;
    plan p;
    int line;
    if (!derive(s, &d, &line)) {
        message_add(m, line, "the network and its gradients come to more than %d gates",
                    DERIVED_MAX);
        return false;
    }
    names reserved = { .arena = a };
    emit_reserve(options->templates, &reserved);
    plan_make(&p, s, &d, options->unroll, &reserved);
    lua_State *lua = expand_open(a, options->templates, s->name, p.real);
    if (!lua) {
        message_plain(m, EXIT_IO, "out of memory");
        return false;
    }
    tables_push(lua, &p);
    const char *why = NULL;
    out->header = NULL;
    out->text = expand(a, lua, "common/network.in", &out->text_size, &why);
    if (out->text)
        out->header = expand(a, lua, "common/header.in", &out->header_size, &why);
    if (out->header) {
        out->text = text_fold(a, out->text, &out->text_size);
        out->header = text_fold(a, out->header, &out->header_size);
    }
    if (out->text && out->header)
        out->shim = expand(a, lua, "common/shim.in", &out->shim_size, &why);
    lua_close(lua);
    if (why)
        message_plain(m, EXIT_WRONG, "template %s", why);
    return !why;
}
