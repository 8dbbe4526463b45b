/* network.c - the plan as the Lua tables that templates read: the ends, parameters, optimizer, and
 * what the other files add. */
#include "emit/tables.h"

#include <ctype.h>
#include <string.h>

#include "base/messages.h"
#include "base/text.h"
#include "emit/arrays.h"
#include "emit/expand.h"
#include "emit/mathematics.h"
#include "emit/plain.h"
#include "emit/signatures.h"
#include "plan/kernels.h"
#include "plan/parameters.h"

static const char *upper(arena *a, const char *word)
{
    char *copy = arena_copy(a, word);
    for (char *c = copy; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return copy;
}

static void push_ends(lua_State *lua, const plan *p, const char *key, const end *ends, int count)
{
    lua_newtable(lua);
    for (int i = 0; i < count; i++) {
        lua_newtable(lua);
        table_text(lua, "name", ends[i].name);
        table_text(lua, "NAME", upper(p->graph.arena, ends[i].name));
        table_integer(lua, "size", ends[i].size);
        table_flag(lua, "class", ends[i].is_class);
        table_integer(lua, "classes", end_classes(&ends[i]));
        table_append(lua);
    }
    table_end(lua, key);
}

/* Of ends that differ in their capitals alone the later ones get a number. */
static void define_sizes(text *t, const plan *p, const end *ends, int count, const char *kind)
{
    const char *NAME = upper(t->arena, p->spec->name);
    names taken = { .arena = t->arena };
    int total = 0;
    for (int i = 0; i < count; i++) {
        text_add(t, "#define %s_%s_%s %d\n", NAME, kind,
                 names_new(&taken, upper(t->arena, ends[i].name), 1), ends[i].size);
        if (ends[i].classes)
            text_add(t, "#define %s_CLASSES_%s %d\n", NAME, upper(t->arena, ends[i].name),
                     ends[i].classes);
        total += ends[i].size;
    }
    if (total > 0)
        text_add(t, "#define %s_%sS %d /* in all */\n", NAME, kind, total);
}

/* The macros that tell how large the ends are. */
static void push_sizes(lua_State *lua, const plan *p)
{
    const spec *s = p->spec;
    text t = { .arena = p->graph.arena };
    if (s->is_sequential) {
        const char *NAME = upper(t.arena, s->name);
        text_add(&t, "#define %s_INPUTS %d\n#define %s_OUTPUTS %d\n", NAME, s->inputs[0].size, NAME,
                 s->outputs[0].size);
    } else {
        define_sizes(&t, p, s->inputs, s->input_count, "INPUT");
        if (plan_writes(p, WRITE_LOSS | WRITE_TRAINING))
            define_sizes(&t, p, s->targets, s->target_count, "TARGET");
        define_sizes(&t, p, s->outputs, s->output_count, "OUTPUT");
    }
    table_statements(lua, "sizes", t.size ? t.at : "");
}

/* ---- parameters ---- */

static void add_field(text *to, const plan *p, const parameter *q, const char *comment)
{
    text_add(to, "    %s %s%s;%s\n", p->real, q->name, array_brackets(to->arena, q), comment);
}

/* What the structs of parameters and of moments hold, where those are fewer. */
static void push_fields(lua_State *lua, const plan *p)
{
    const char *type = plan_moments_type(p), *gradient = plan_gradient_type(p);
    text parameters = { .arena = p->graph.arena }, moments = parameters;
    for (int i = 0; i < p->spec->parameter_count; i++) {
        const parameter *q = &p->spec->parameters[i];
        if (!plan_bakes(p, q))
            add_field(&parameters, p, q, array_comment(parameters.arena, p->spec, i));
        if (q->train)
            add_field(&moments, p, q, "");
    }
    if (!parameters.size)
        text_add(&parameters, "    char none; /* all are constants of the file */\n");
    table_statements(lua, "parameter_fields", parameters.at);
    if (type && !strcmp(type, "@moments"))
        table_statements(lua, "moment_fields", moments.at);
    if (gradient && !strcmp(gradient, "@trained"))
        table_statements(lua, "trained_fields", moments.at);
    table_text(lua, "gradient_type", gradient);
    table_integer(lua, "gradient_scalars", (lua_Integer)plan_gradient_scalars(p));
}

/* The parameters in the order of the struct; those that it leaves out are among them. */
static void push_parameters(lua_State *lua, const plan *p)
{
    const spec *s = p->spec;
    lua_newtable(lua);
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *q = &s->parameters[i];
        lua_newtable(lua);
        table_text(lua, "name", q->name);
        table_integer(lua, "rows", q->rows);
        table_integer(lua, "cols", q->cols);
        table_integer(lua, "size", (lua_Integer)q->rows * q->cols);
        table_integer(lua, "layer", q->layer);
        table_flag(lua, "bias", q->is_vector);
        table_flag(lua, "train", q->train);
        table_append(lua);
    }
    table_end(lua, "parameters");
}

/* The mean of the losses of the batch. */
static const char *mean_loss(const plan *p)
{
    const char *loss = p->values[p->loss].home.name;
    return arena_printf(p->graph.arena,
                        p->on_stack           ? "%s[0]"
                        : p->spec->batch == 1 ? "ws->%s[0]"
                                              : "@mean_loss(n, ws->%s)",
                        loss);
}

/* J as it is returned; a variable is declared where penalties are added to it. */
static void push_objective(lua_State *lua, const plan *p)
{
    const bool adds = p->penalty_count > 0;
    table_text(lua, "J", adds ? "J" : mean_loss(p));
    table_text(lua, "declare_J",
               adds ? arena_printf(p->graph.arena, "    @real J = %s;", mean_loss(p)) : "");
}

/* Without its output a network of one computes nothing; others ask where they compute it. */
static void push_unwanted(lua_State *lua, const plan *p)
{
    const bool one = p->spec->output_count == 1;
    const char *y = p->output_names[0];
    arena *a = p->graph.arena;
    table_statements(lua, "unless_wanted",
                     one ? arena_printf(a, "    if (%s == NULL)\n        return;\n", y) : "");
    table_text(lua, "or_unwanted", one ? arena_printf(a, " || %s == NULL", y) : "");
}

/* An array of net.workspace: { name, with its slots, stride, cols, remark }. */
static void push_field(lua_State *lua, const plan *p, ref r)
{
    lua_newtable(lua);
    table_text(lua, "name", chain_array(p, r));
    table_text(lua, "remark", plan_chain_remark(p, r));
    table_integer(lua, "stride", p->values[r].home.stride);
    table_integer(lua, "cols", p->graph.nodes[r].cols);
    table_append(lua);
}

/* net.workspace: lists of arrays that lie in the same place. */
static void push_workspace(lua_State *lua, const plan *p)
{
    lua_newtable(lua);
    for (ref r = 0; r < p->graph.count && !p->how.plain; r++) {
        if (!plan_has_array(p, r) || p->values[r].succeeds)
            continue;
        lua_newtable(lua);
        for (ref of = r; of >= 0; of = p->values[of].successor)
            push_field(lua, p, of);
        table_append(lua);
    }
    table_end(lua, "workspace");
    table_flag(lua, "on_stack", p->on_stack);
}

/* Whether a product with one result is cut into parts. */
static bool has_column(const plan *p)
{
    for (int i = 0; i < p->product_count; i++)
        if (kernel_cuts_column(&p->products[i]))
            return true;
    return false;
}

bool tables_push(lua_State *lua, const plan *p)
{
    const spec *s = p->spec;
    lua_newtable(lua);
    table_text(lua, "name", s->name);
    table_text(lua, "NAME", upper(p->graph.arena, s->name));
    table_text(lua, "version", BPGEN_VERSION);
    table_text(lua, "real", p->real);
    table_flag(lua, "double", s->is_double);
    table_flag(lua, "sequential", s->is_sequential);
    table_integer(lua, "BATCH", s->batch);
    table_integer(lua, "BLOCK", BLOCK);
    table_integer(lua, "THREADS_PAY", THREADS_PAY);
    table_integer(lua, "SHARED_PAY", SHARED_PAY);
    table_integer(lua, "PARAMETERS", (lua_Integer)plan_parameter_scalars(p));
    push_ends(lua, p, "inputs", s->inputs, s->input_count);
    push_ends(lua, p, "targets", s->targets, s->target_count);
    push_ends(lua, p, "outputs", s->outputs, s->output_count);
    push_sizes(lua, p);
    push_parameters(lua, p);
    initial_push(lua, p);
    push_fields(lua, p);
    push_unwanted(lua, p);
    optimizer_push(lua, p);
    table_flag(lua, "drops", p->spec->drops);
    push_workspace(lua, p);
    statements_push(lua, p);
    table_flag(lua, "two_pass", p->derived->two_pass);
    table_flag(lua, "own_pass", plan_has_own_pass(p));
    table_text(lua, "mean_loss", mean_loss(p));
    push_objective(lua, p);
    table_integer(lua, "panel", p->panel);
    table_flag(lua, "small", kernel_is_small(p));
    table_flag(lua, "has_column", has_column(p));
    table_flag(lua, "plain", p->how.plain);
    table_flag(lua, "dispatch", p->how.dispatch && plan_writes(p, WRITE_ALL & ~WRITE_INIT));
    if (p->how.plain
            ? !plain_push(lua, p, optimizer_reads(p, "rate"))
            : !kernels_push(lua, writer_new(p, dialect_of_vectors(p->graph.arena, s->batch == 1))))
        return false;
    prototypes_push(lua, p);
    if (!p->how.plain)
        bodies_push(lua, p, optimizer_reads(p, "rate"));
    mathematics_push(lua, p);
    lua_setglobal(lua, "net");
    return true;
}
