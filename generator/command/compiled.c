/* compiled.c - a generated network, compiled and loaded into this process. */
#include "command/compiled.h"

const char *compiled_build(arena *a, const folder *f, const generated *text, const compiler *c,
                           messages *m)
{
    return build_library(a, f, "net", arena_printf(a, "%s\n%s", text->text, text->shim), c, m);
}

bool compiled_load(const char *path, compiled *c, messages *m)
{
    const size_t *sizes = NULL;
    const symbol symbols[] = {
        { "bpgen_sizes", &sizes },
        { "bpgen_init", &c->init },
        { "bpgen_optimizer_init", &c->optimizer_init },
        { "bpgen_set_rate", &c->set_rate },
        { "bpgen_state", &c->state },
        { "bpgen_predict", &c->predict },
        { "bpgen_forward", &c->forward },
        { "bpgen_loss", &c->loss },
        { "bpgen_backward", &c->backward },
        { "bpgen_step", &c->step },
    };
    if (!load_library(path, symbols, sizeof symbols / sizeof *symbols, m))
        return false;
    c->parameters_size = sizes[0];
    c->optimizer_size = sizes[1];
    c->workspace_size = sizes[2];
    return true;
}
