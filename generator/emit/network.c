/* network.c - the plan as the Lua tables that templates read: the ends, parameters, optimizer, and
 * what the other files add. */
#include "emit/tables.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/messages.h"
#include "base/text.h"
#include "emit/expand.h"
#include "emit/fold.h"
#include "emit/mathematics.h"
#include "emit/plain.h"
#include "plan/kernels.h"

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

/* ---- parameters and their initialisers ---- */

/* The limit of a uniform, the deviation of a normal, or the constant. Fan-in is the rows of w,
 * fan-out its columns. Glorot and Bengio 2010, He et al. 2015, LeCun et al. 1998. */
static double initial_scale(const parameter *q)
{
    double in = q->rows, out = q->cols;
    switch (q->init) {
    case INIT_GLOROT_UNIFORM: return sqrt(6 / (in + out));
    case INIT_GLOROT_NORMAL: return sqrt(2 / (in + out));
    case INIT_HE_UNIFORM: return sqrt(6 / in);
    case INIT_HE_NORMAL: return sqrt(2 / in);
    case INIT_LECUN_NORMAL: return sqrt(1 / in);
    case INIT_UNIFORM:
    case INIT_CONSTANT: return q->init_value;
    default: return 0;
    }
}

static const char *initial_kind(const parameter *q)
{
    switch (q->init) {
    case INIT_GLOROT_NORMAL:
    case INIT_HE_NORMAL:
    case INIT_LECUN_NORMAL: return "normal";
    case INIT_ZEROS:
    case INIT_CONSTANT: return "constant";
    default: return "uniform";
    }
}

/* What the scale is multiplied by. */
static const char *draw_of(const parameter *q)
{
    const char *kind = initial_kind(q);
    return !strcmp(kind, "constant") ? ""
           : !strcmp(kind, "normal") ? " * @next_normal(&state)"
                                     : " * @next_uniform(&state)";
}

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
        table_text(lua, "element",
                   arena_printf(p->graph.arena, q->is_vector ? "p->%s[i]" : "(&p->%s[0][0])[i]",
                                q->name));
        table_text(lua, "draw", draw_of(q));
        table_text(lua, "scale", real_literal(p->graph.arena, initial_scale(q), s->is_double));
        table_append(lua);
    }
    table_end(lua, "parameters");
    const char *draws = NULL; /* the most that any parameter is drawn from */
    for (int i = 0; i < s->parameter_count; i++) {
        const char *kind = initial_kind(&s->parameters[i]);
        if (!strcmp(kind, "normal") || (!draws && strcmp(kind, "constant") != 0))
            draws = kind;
    }
    table_text(lua, "draws", draws);
}

static bool formula_reads(const plan *p, ref r, const char *name)
{
    const node *n = &p->derived->graph.nodes[r];
    if (n->gate == VARIABLE)
        return !strcmp(n->name, name);
    for (int i = 0; i < n->arity; i++)
        if (formula_reads(p, n->in[i], name))
            return true;
    return false;
}

static bool update_reads(const plan *p, const char *name)
{
    for (int i = 0; i < p->gradient_count; i++) {
        int parameter = p->gradients[i].parameter;
        if (formula_reads(p, p->derived->next_w[parameter], name))
            return true;
        for (int k = 0; k < p->spec->optimizer.states; k++)
            if (formula_reads(p, p->derived->next_state[parameter][k], name))
                return true;
    }
    return false;
}

/* The powers of beta1 and beta2 that updates read, as corrections. */
static void push_powers(lua_State *lua, const plan *p)
{
    const double beta[2] = { p->spec->optimizer.beta1, p->spec->optimizer.beta2 };
    arena *a = p->graph.arena;
    text fields = { .arena = a }, first = fields, next = fields;
    for (int i = 1; i <= 2; i++) {
        if (!update_reads(p, i == 1 ? "correction1" : "correction2"))
            continue;
        text_add(&fields, "    double power%d; /* beta%d^steps */\n", i, i);
        text_add(&first, "    o->power%d = 1;\n", i);
        text_add(&next, "    o->power%d *= %s;\n", i, number_text(a, beta[i - 1]));
        text_add(&next, "    const @real correction%d = (@real)(1 - o->power%d);\n", i, i);
    }
    table_statements(lua, "powers", fields.size ? fields.at : "");
    table_statements(lua, "first_powers", first.size ? first.at : "");
    table_statements(lua, "next_powers", next.size ? next.at : "");
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

static void push_optimizer(lua_State *lua, const plan *p)
{
    const optimizer *o = &p->spec->optimizer;
    arena *a = p->graph.arena;
    lua_newtable(lua);
    table_text(lua, "name", o->name);
    table_text(lua, "rate", real_literal(a, o->rate, p->spec->is_double));
    table_flag(lua, "reads_rate", update_reads(p, "rate"));
    push_powers(lua, p);
    lua_newtable(lua);
    for (int k = 0; k < o->states; k++) {
        lua_pushstring(lua, o->state[k]);
        table_append(lua);
    }
    table_end(lua, "states");
    table_end(lua, "optimizer");
}

static void push_workspace(lua_State *lua, const plan *p)
{
    lua_newtable(lua);
    for (ref r = 0; r < p->graph.count; r++) {
        const value *v = &p->values[r];
        if (!plan_in_workspace(p, r))
            continue;
        lua_newtable(lua);
        table_text(lua, "name", v->home.name);
        table_integer(lua, "stride", v->home.stride);
        table_integer(lua, "cols", p->graph.nodes[r].cols);
        table_append(lua);
    }
    table_end(lua, "workspace");
    table_flag(lua, "on_stack", p->on_stack);
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
    table_integer(lua, "PARAMETERS", (lua_Integer)s->parameter_scalars);
    push_ends(lua, p, "inputs", s->inputs, s->input_count);
    push_ends(lua, p, "targets", s->targets, s->target_count);
    push_ends(lua, p, "outputs", s->outputs, s->output_count);
    push_sizes(lua, p);
    push_parameters(lua, p);
    push_unwanted(lua, p);
    push_optimizer(lua, p);
    push_workspace(lua, p);
    statements_push(lua, p);
    table_flag(lua, "two_pass", p->derived->two_pass);
    table_text(lua, "mean_loss", mean_loss(p));
    table_integer(lua, "panel", p->panel);
    table_flag(lua, "small", kernel_is_small(p));
    table_flag(lua, "plain", p->how.plain);
    if (p->how.plain
            ? !plain_push(lua, p, update_reads(p, "rate"))
            : !kernels_push(lua, writer_new(p, dialect_of_vectors(p->graph.arena, s->batch == 1))))
        return false;
    prototypes_push(lua, p);
    if (!p->how.plain)
        bodies_push(lua, p, update_reads(p, "rate"));
    mathematics_push(lua, p);
    lua_setglobal(lua, "net");
    return true;
}
