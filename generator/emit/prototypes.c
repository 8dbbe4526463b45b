/* prototypes.c - the generated functions' declarations. */
#include <string.h>

#include "base/text.h"
#include "emit/fold.h"
#include "emit/tables.h"

typedef struct signature {
    const plan *plan;
    const spec *spec;
    text text;
} signature;

static void add_ends(signature *s, const end *ends, int count, const char *type,
                     const char *const *names)
{
    for (int i = 0; i < count; i++)
        text_add(&s->text, ", %s%s", ends[i].is_class ? "const int32_t *" : type, names[i]);
}

static void add_inputs(signature *s)
{
    add_ends(s, s->spec->inputs, s->spec->input_count, "const @real *", s->plan->input_names);
}

static void add_targets(signature *s)
{
    add_ends(s, s->spec->targets, s->spec->target_count, "const @real *", s->plan->target_names);
}

static signature begin(const plan *p, const char *type, const char *verb, const char *first)
{
    signature s = { p, p->spec, { .arena = p->graph.arena } };
    const bool inside = (!strcmp(verb, "predict") && !(p->how.only & WRITE_PREDICT)) ||
                        (!strcmp(verb, "backward") && !(p->how.only & WRITE_BACKWARD));
    text_add(&s.text, "%s%s @%s(%s", inside ? "static " : "", type, verb, first);
    return s;
}

static void close_signature(lua_State *lua, signature *s, const char *key, const char *last)
{
    text_add(&s->text, "%s)", last);
    table_text(lua, key, fold_code(s->text.arena, 0, s->text.at, s->spec->name, s->plan->real));
}

void prototypes_push(lua_State *lua, const plan *p)
{
    const spec *sp = p->spec;
    const char *ws = ", @workspace *ws", *of = "const @parameters *p";
    lua_newtable(lua);
    signature s = begin(p, "void", "init", "@parameters *p, uint64_t seed");
    close_signature(lua, &s, "init", "");
    s = begin(p, "void", "optimizer_init", "@optimizer *o");
    close_signature(lua, &s, "optimizer_init", "");

    s = begin(p, "void", "predict", of);
    add_inputs(&s);
    add_ends(&s, sp->outputs, sp->output_count, "@real *", p->output_names);
    close_signature(lua, &s, "predict", "");

    s = begin(p, "void", "forward", of);
    text_add(&s.text, ", size_t n");
    add_inputs(&s);
    add_ends(&s, sp->outputs, sp->output_count, "@real *", p->output_names);
    close_signature(lua, &s, "forward", ws);

    s = begin(p, "@real", "loss", of);
    text_add(&s.text, ", size_t n");
    add_inputs(&s);
    add_targets(&s);
    close_signature(lua, &s, "loss", ws);

    s = begin(p, "@real", "backward", of);
    text_add(&s.text, ", size_t n");
    add_inputs(&s);
    add_targets(&s);
    text_add(&s.text, ", @parameters *g");
    add_ends(&s, sp->inputs, sp->input_count, "@real *", p->dinput_names);
    close_signature(lua, &s, "backward", ws);

    s = begin(p, "@real", "step", "@parameters *p, @optimizer *o, size_t n");
    add_inputs(&s);
    add_targets(&s);
    close_signature(lua, &s, "step", ws);
    table_end(lua, "prototypes");
}
