/* result.c - what the prelude made of a spec, as the structs of graph.h.
 *
 * network { ... } of network.lua has checked everything the user wrote and left one table,
 * `result`; its fields have the names that the structs have. */
#include "spec/front.h"

#include <string.h>

/* ---- fields of the table at the top of the stack ---- */

static double number_field(lua_State *L, const char *name)
{
    lua_getfield(L, -1, name);
    double value = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return value;
}

static int int_field(lua_State *L, const char *name)
{
    return (int)number_field(L, name);
}

static bool bool_field(lua_State *L, const char *name)
{
    lua_getfield(L, -1, name);
    bool value = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return value;
}

static const char *text_field(lua_State *L, const char *name)
{
    lua_getfield(L, -1, name);
    const char *text = lua_tostring(L, -1);
    char *copy = text ? arena_copy(sandbox_of(L)->arena, text) : NULL;
    lua_pop(L, 1);
    return copy;
}

static ref node_field(lua_State *L, const char *name)
{
    lua_getfield(L, -1, name);
    ref r = nodes_at(L, -1);
    lua_pop(L, 1);
    return r;
}

/* Opens a field that is a list, for close_list to close; returns its length. */
static int open_list(lua_State *L, const char *name)
{
    lua_getfield(L, -1, name);
    return (int)lua_rawlen(L, -1);
}

static void close_list(lua_State *L)
{
    lua_pop(L, 1);
}

/* The list `dims`; returns how many there are. */
static int read_axes(lua_State *L, int *axis, int most)
{
    const int axes = open_list(L, "dims");
    for (int k = 0; k < axes && k < most; k++) {
        lua_rawgeti(L, -1, k + 1);
        axis[k] = (int)lua_tointeger(L, -1);
        lua_pop(L, 1);
    }
    close_list(L);
    return axes;
}

static end *read_ends(lua_State *L, const char *name, int *count)
{
    const sandbox *s = sandbox_of(L);
    *count = open_list(L, name);
    end *ends = arena_alloc(s->arena, (size_t)*count * sizeof *ends);
    for (int i = 0; i < *count; i++) {
        lua_rawgeti(L, -1, i + 1);
        ref r = node_field(L, "node");
        ends[i] = (end){
            .name = text_field(L, "name"),
            .node = r,
            .size = s->spec->graph.nodes[r].cols,
            .is_class = bool_field(L, "is_class"),
            .classes = graph_is_numbers(&s->spec->graph.nodes[r])
                           ? (int)s->spec->graph.nodes[r].value
                           : 0,
            .line = int_field(L, "line"),
        };
        lua_getfield(L, -1, "node");
        const shape *of = nodes_shape(L, -1);
        ends[i].axes = of->axes;
        memcpy(ends[i].axis, of->axis, sizeof of->axis);
        lua_pop(L, 1);
        if (ends[i].is_class)
            s->spec->graph.nodes[r].value = 1;
        lua_pop(L, 1);
    }
    close_list(L);
    return ends;
}

static initialiser initialiser_named(const char *name)
{
    static const char *const names[] = {
        [INIT_ZEROS] = "zeros",
        [INIT_CONSTANT] = "constant",
        [INIT_UNIFORM] = "uniform",
        [INIT_GLOROT_UNIFORM] = "glorot_uniform",
        [INIT_GLOROT_NORMAL] = "glorot_normal",
        [INIT_HE_UNIFORM] = "he_uniform",
        [INIT_HE_NORMAL] = "he_normal",
        [INIT_LECUN_NORMAL] = "lecun_normal",
    };
    int i = 0;
    while (strcmp(names[i], name) != 0)
        i++;
    return (initialiser)i;
}

static void read_parameters(lua_State *L, spec *sp)
{
    sp->parameter_count = open_list(L, "parameters");
    sp->parameters = arena_alloc(sp->graph.arena,
                                 (size_t)sp->parameter_count * sizeof *sp->parameters);
    for (int i = 0; i < sp->parameter_count; i++) {
        lua_rawgeti(L, -1, i + 1);
        sp->parameters[i] = (parameter){
            .name = text_field(L, "name"),
            .rows = int_field(L, "rows"),
            .cols = int_field(L, "cols"),
            .kind = text_field(L, "kind"),
            .pytorch = text_field(L, "pytorch"),
            .in_first = bool_field(L, "in_first"),
            .groups = int_field(L, "groups"),
            .same_order = bool_field(L, "same_order"),
            .statistic = int_field(L, "statistic"),
            .of = node_field(L, "of"),
            .momentum = number_field(L, "momentum"),
            .positions = int_field(L, "positions"),
            .fan_in = number_field(L, "fan_in"),
            .fan_out = number_field(L, "fan_out"),
            .layer = int_field(L, "layer"),
            .is_vector = bool_field(L, "is_vector"),
            .train = bool_field(L, "train"),
            .l2 = number_field(L, "l2"),
            .l1 = number_field(L, "l1"),
            .init = initialiser_named(text_field(L, "init")),
            .init_value = number_field(L, "init_value"),
            .offset = sp->parameter_scalars,
            .node = node_field(L, "node"),
            .line = int_field(L, "line"),
        };
        parameter *p = &sp->parameters[i];
        p->axes = read_axes(L, p->axis, PARAMETER_AXES);
        if (p->axes > 2 || (p->axes == 2 && p->rows != p->axis[0]))
            sp->graph.nodes[p->node].shape = graph_axes_text(sp->graph.arena, p->axes, p->axis);
        sp->parameter_scalars += (size_t)sp->parameters[i].rows * (size_t)sp->parameters[i].cols;
        lua_pop(L, 1);
    }
    close_list(L);
}

static const double *read_numbers(lua_State *L, int count)
{
    double *numbers = arena_alloc(sandbox_of(L)->arena, (size_t)count * sizeof *numbers);
    open_list(L, "values");
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, -1, i + 1);
        numbers[i] = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    close_list(L);
    return numbers;
}

static void read_arrays(lua_State *L, spec *sp)
{
    sp->array_count = open_list(L, "arrays");
    sp->arrays = arena_alloc(sp->graph.arena, (size_t)sp->array_count * sizeof *sp->arrays);
    for (int i = 0; i < sp->array_count; i++) {
        lua_rawgeti(L, -1, i + 1);
        array *of = &sp->arrays[i];
        *of = (array){ .name = text_field(L, "name"),
                       .size = int_field(L, "size"),
                       .node = node_field(L, "node"),
                       .line = int_field(L, "line") };
        of->axes = read_axes(L, of->axis, VALUE_AXES);
        of->values = read_numbers(L, of->size);
        lua_pop(L, 1);
    }
    close_list(L);
}

static void read_comparisons(lua_State *L, spec *sp)
{
    sp->comparison_count = open_list(L, "comparisons");
    sp->comparisons = arena_alloc(sp->graph.arena,
                                  (size_t)sp->comparison_count * sizeof *sp->comparisons);
    for (int i = 0; i < sp->comparison_count; i++) {
        lua_rawgeti(L, -1, i + 1);
        sp->comparisons[i] = (compared){ .loss = text_field(L, "loss"),
                                         .y = node_field(L, "y"),
                                         .target = int_field(L, "target") };
        lua_pop(L, 1);
    }
    close_list(L);
}

static void read_optimizer(lua_State *L, optimizer *o)
{
    lua_getfield(L, -1, "optimizer");
    *o = (optimizer){
        .name = text_field(L, "name"),
        .rate = number_field(L, "rate"),
        .momentum = number_field(L, "momentum"),
        .decay = number_field(L, "decay"),
        .beta1 = number_field(L, "beta1"),
        .beta2 = number_field(L, "beta2"),
        .epsilon = number_field(L, "epsilon"),
        .weight_decay = number_field(L, "weight_decay"),
        .next_w = node_field(L, "next_w"),
    };
    o->states = open_list(L, "state");
    for (int i = 0; i < o->states; i++) {
        lua_rawgeti(L, -1, i + 1);
        o->state[i] = arena_copy(sandbox_of(L)->arena, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    close_list(L);
    open_list(L, "next_state");
    for (int i = 0; i < o->states; i++) {
        lua_rawgeti(L, -1, i + 1);
        o->next_state[i] = nodes_at(L, -1);
        lua_pop(L, 1);
    }
    close_list(L);
    lua_pop(L, 1);
}

/* predict and forward have no targets, so an output may not read one. */
static void check_outputs(sandbox *s)
{
    const spec *sp = s->spec;
    const graph *g = &sp->graph;
    ref *target = arena_alloc(s->arena, (size_t)g->count * sizeof *target); /* + 1; 0: none */
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        target[r] = n->gate == TARGET ? r + 1 : 0;
        for (int i = 0; i < n->arity && !target[r]; i++)
            target[r] = target[n->in[i]];
    }
    for (int i = 0; i < sp->output_count; i++)
        if (graph_is_numbers(&g->nodes[sp->outputs[i].node]))
            message_add(s->messages, sp->outputs[i].line,
                        "output '%s': wants values, got class numbers", sp->outputs[i].name);
        else if (target[sp->outputs[i].node])
            message_add(s->messages, sp->outputs[i].line,
                        "output '%s' depends on target '%s': outputs are computed without targets",
                        sp->outputs[i].name, g->nodes[target[sp->outputs[i].node] - 1].name);
}

/* Infinity stays infinity where a spec says math.huge; a finite number must not become it. */
static void check_constants(sandbox *s)
{
    const graph *g = &s->spec->graph;
    for (ref r = 0; r < g->count && !s->spec->is_double; r++) {
        const node *n = &g->nodes[r];
        const char *why = n->gate == CONSTANT ? arithmetic_unfit(s->arena, n->value) : NULL;
        if (why)
            message_add(s->messages, n->line, "%s", why);
    }
}

void result_read(lua_State *L)
{
    spec *sp = sandbox_of(L)->spec;
    sp->name = text_field(L, "name");
    sp->inputs = read_ends(L, "inputs", &sp->input_count);
    sp->targets = read_ends(L, "targets", &sp->target_count);
    sp->outputs = read_ends(L, "outputs", &sp->output_count);
    read_parameters(L, sp);
    read_arrays(L, sp);
    sp->drops = bool_field(L, "drops");
    read_comparisons(L, sp);
    sp->loss = node_field(L, "loss");
    sp->penalty_l2 = node_field(L, "penalty_l2");
    sp->penalty_l1 = node_field(L, "penalty_l1");
    sp->batch = int_field(L, "batch");
    sp->is_double = bool_field(L, "is_double");
    sp->is_sequential = bool_field(L, "is_sequential");
    read_optimizer(L, &sp->optimizer);
    check_outputs(sandbox_of(L));
    check_constants(sandbox_of(L));
}
